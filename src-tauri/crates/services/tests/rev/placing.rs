//! Orders that are placed.

use services::rev::{Input, Knowledge, OrderDraft, SealedOrder, Wire};
use services::{Certainty, ErrorCode};

use crate::asked::{asked, json, reply, silence};
use crate::scripted::Scripted;
use crate::{MEDIUM, rev, rev_in, summary};

fn order(wire: Wire) -> SealedOrder {
    let mut draft = OrderDraft::default();
    let options = draft.caption_options.as_mut().expect("options");
    options.inputs.push(Input {
        uri: Some(MEDIUM.to_owned()),
        video_length_seconds: Some(60),
        ..Input::default()
    });
    SealedOrder::seal(&draft, &Knowledge::default(), wire).expect("clean")
}

#[test]
fn an_order_goes_out_as_it_was_sealed_and_its_number_comes_back() {
    for (wire, kind) in [
        (Wire::Json, "application/json"),
        (Wire::Xml, "application/xml"),
    ] {
        let location = "https://www.rev.com/api/v1/orders/CP12345";
        let script = Scripted::new([reply(201, &[("Location", location)], "")]);
        let sealed = order(wire);
        let number = rev_in(&script, wire).place(&sealed).expect("placed");
        assert_eq!(number, "CP12345");
        let call = &asked(&script)[0];
        assert_eq!(call.line(), "POST /api/v1/orders");
        assert_eq!(call.header("content-type"), Some(kind));
        assert_eq!(call.header("authorization"), Some("Rev cl13nt:us3r"));
        assert_eq!(call.body.as_bytes(), sealed.body());
    }
}

#[test]
fn every_answer_to_an_order_says_what_became_of_it() {
    use Certainty as C;
    use ErrorCode as E;
    let (no, unknown, applied) = (C::NotApplied, C::Unknown, C::Applied);
    let inputs = Some("caption_options.inputs");
    let page = |status| {
        reply(
            status,
            &[("Content-Type", "text/html")],
            "<html>Oops</html>",
        )
    };
    let table = [
        (
            json(400, r#"{"code":10002,"message":"m"}"#),
            (E::Invalid, no, Some("10002"), inputs),
        ),
        (
            json(400, r#"{"code":"20001"}"#),
            (E::Invalid, no, Some("20001"), inputs),
        ),
        (
            reply(
                400,
                &[("Content-Type", "application/xml")],
                "<error><code>30011</code></error>",
            ),
            (E::Invalid, no, Some("30011"), Some("account")),
        ),
        (
            json(400, r#"{"code":50002}"#),
            (E::Forbidden, no, Some("50002"), Some("sandbox_mode")),
        ),
        (
            json(400, r#"{"code":77777}"#),
            (E::Invalid, no, Some("77777"), Some("order")),
        ),
        (json(400, ""), (E::Invalid, no, None, None)),
        (
            reply(401, &[("WWW-Authenticate", "Rev")], ""),
            (E::NotSignedIn, no, None, None),
        ),
        (reply(403, &[], ""), (E::Forbidden, no, None, None)),
        (json(404, r#""Not Found""#), (E::NotFound, no, None, None)),
        (page(404), (E::NotTheService, no, None, None)),
        (
            reply(302, &[("Location", "/x")], ""),
            (E::RedirectRefused, unknown, None, None),
        ),
        (reply(500, &[], ""), (E::ServiceFault, unknown, None, None)),
        (page(502), (E::ServiceFault, unknown, None, None)),
        (
            reply(503, &[("Retry-After", "7")], ""),
            (E::Unavailable, unknown, None, None),
        ),
        (silence(), (E::ConnectionLost, unknown, None, None)),
        (reply(201, &[], ""), (E::BadAnswer, applied, None, None)),
        (
            reply(201, &[("Location", "/orders")], ""),
            (E::BadAnswer, applied, None, None),
        ),
    ];
    for (index, (answer, expected)) in table.into_iter().enumerate() {
        let script = Scripted::new([answer]);
        let error = rev(&script)
            .place(&order(Wire::Json))
            .expect_err("no order");
        assert_eq!(summary(&error), expected, "row {index}");
        assert!(error.message.contains("Rev"), "{}", error.message);
        assert!(!format!("{error:?}").contains("us3r"));
        assert_eq!(asked(&script).len(), 1, "row {index}");
    }
}
