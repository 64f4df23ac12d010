//! Results: captions, failures and claims.

use services::studio::Round;
use services::{Certainty, ErrorCode, RetryAdvice, ServiceError};

use crate::asked::{asked, json, lines, reply, silence};
use crate::scripted::Scripted;
use crate::{captions, studio, user};

fn summary(error: &ServiceError) -> (ErrorCode, Certainty, Option<&str>) {
    (error.code, error.certainty, error.reason.as_deref())
}

#[test]
fn an_old_token_is_renewed_once_and_the_call_made_again() {
    let renewed = json(
        200,
        r#"{"access_token":"new","refresh_token":"rotated","token_type":"Bearer","expires_in":7200}"#,
    );
    let script = Scripted::new([reply(401, &[], ""), renewed, reply(202, &[], "")]);
    user(&script)
        .fulfil(41, &captions(), Round::First)
        .expect("accepted");
    let calls = asked(&script);
    assert_eq!(calls[0].header("authorization"), Some("Bearer old"));
    assert_eq!(calls[1].line(), "POST /api/public/oauth/token");
    assert_eq!(calls[2].header("authorization"), Some("Bearer new"));
    assert_eq!(calls[0].form(), calls[2].form());
}

#[test]
fn a_sign_in_that_is_over_leaves_the_request_as_it_was() {
    let refused = json(400, r#"{"error":"invalid_grant"}"#);
    let script = Scripted::new([reply(401, &[], ""), refused]);
    let error = user(&script)
        .fulfil(41, &captions(), Round::First)
        .expect_err("signed out");
    assert_eq!(error.code, ErrorCode::NotSignedIn);
    assert_eq!(error.certainty, Certainty::NotApplied);
    assert_eq!(error.retry, RetryAdvice::SignIn);
}

#[test]
fn results_go_out_as_forms() {
    let script = Scripted::new((0..3).map(|_| reply(202, &[], "")));
    let studio = studio(&script);
    studio
        .fulfil(41, &captions(), Round::First)
        .expect("accepted");
    studio
        .fail(41, " No sound in the file. ", Round::First)
        .expect("accepted");
    studio.claim(41).expect("accepted");
    let expected = [
        "--B\r\nContent-Disposition: form-data; name=\"status\"\r\n\r\nfulfilled\r\n\
         --B\r\nContent-Disposition: form-data; name=\"caption_file\"; filename=\"Lecture-3.en.srt\"\r\n\
         Content-Type: application/x-subrip\r\n\r\n\
         1\r\n00:00:01,000 --> 00:00:02,000\r\nHello\r\n\r\n--B--\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"status\"\r\n\r\nfailed\r\n\
         --B\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\nNo sound in the file.\r\n--B--\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"status\"\r\n\r\nprocessing\r\n--B--\r\n",
    ];
    for (call, expected) in asked(&script).iter().zip(expected) {
        assert_eq!(call.line(), "PATCH /api/public/v1/caption_file_requests/41");
        assert_eq!(call.form(), expected);
        let length = call.body.len().to_string();
        assert_eq!(call.header("content-length"), Some(length.as_str()));
    }
    let silent = studio
        .fail(41, " \n", Round::First)
        .expect_err("no message");
    assert_eq!(silent.field.as_deref(), Some("message"));
    assert_eq!(lines(&script).len(), 3);
}

#[test]
fn every_answer_to_a_result_says_what_became_of_it() {
    use Certainty::{NotApplied, Unknown};
    use ErrorCode as E;
    let page = |status| reply(status, &[("Content-Type", "text/html")], "<html>x</html>");
    let table = [
        (
            json(400, "{}"),
            (E::Invalid, NotApplied, Some("parameter-missing")),
        ),
        (
            json(401, "{}"),
            (E::NotSignedIn, NotApplied, Some("not-authorized")),
        ),
        (
            json(403, "{}"),
            (E::Forbidden, NotApplied, Some("no-permission")),
        ),
        (
            json(404, "{}"),
            (E::NotFound, NotApplied, Some("no-such-request")),
        ),
        (
            json(409, "{}"),
            (E::Conflict, NotApplied, Some("already-settled")),
        ),
        (
            json(422, "{}"),
            (E::Invalid, NotApplied, Some("parameter-invalid")),
        ),
        (
            reply(429, &[("Retry-After", "9")], ""),
            (E::RateLimited, NotApplied, None),
        ),
        (page(403), (E::NotTheService, NotApplied, None)),
        (page(200), (E::NotTheService, Unknown, None)),
        (
            reply(302, &[("Location", "/login")], ""),
            (E::RedirectRefused, Unknown, None),
        ),
        (reply(408, &[], ""), (E::TimedOut, Unknown, None)),
        (reply(500, &[], ""), (E::ServiceFault, Unknown, None)),
        (reply(503, &[], ""), (E::Unavailable, Unknown, None)),
        (silence(), (E::ConnectionLost, Unknown, None)),
    ];
    for (index, (act, expected)) in table.into_iter().enumerate() {
        let script = Scripted::new([act.clone()]);
        let error = studio(&script)
            .fulfil(41, &captions(), Round::First)
            .expect_err("not accepted");
        assert_eq!(summary(&error), expected, "row {index}");
        assert!(!format!("{error:?}").contains("t0ken"));
        assert_eq!(lines(&script).len(), 1, "row {index}");
        // After a send of which nobody knows, no answer proves that nothing came.
        let script = Scripted::new([act]);
        let error = studio(&script)
            .fulfil(41, &captions(), Round::AfterUnknown)
            .expect_err("not accepted");
        assert_eq!(
            (error.code, error.certainty),
            (expected.0, Unknown),
            "row {index}"
        );
    }
}
