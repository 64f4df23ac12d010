//! The list of requests, and whether Studio is there.

use services::ErrorCode;

use crate::asked::{asked, json, lines, reply};
use crate::scripted::Scripted;
use crate::studio;

#[test]
fn the_list_is_asked_for_as_the_document_says() {
    for fixture in [
        include_str!("../fixtures/studio/variant-a.json"),
        include_str!("../fixtures/studio/variant-b.json"),
    ] {
        let script = Scripted::new([json(200, fixture)]);
        let pending = studio(&script).requests().expect("a list");
        let request = &pending.requests[0];
        assert_eq!(request.id, 41);
        assert_eq!(request.service_type.as_deref(), Some("verbatim-24h"));
        assert_eq!(request.language.as_deref(), Some("en-US"));
        assert_eq!(request.media_id, Some(7));
        assert_eq!(request.media_title.as_deref(), Some("Lecture 3"));
        assert_eq!(request.duration_ms, Some(1_830_500));
        assert!(request.created_at.is_some());
        assert_eq!(pending.requests.len(), 1);
        let call = &asked(&script)[0];
        assert_eq!(
            call.line(),
            "GET /api/public/v1/caption_file_requests?provider=professional&status=requested"
        );
        assert_eq!(call.header("x-service-id"), Some("12"));
        assert_eq!(call.header("x-service-token"), Some("t0ken"));
        assert_eq!(call.header("authorization"), None);
    }
}

#[test]
fn pages_are_followed_where_an_answer_has_them() {
    let page = |ids: &[u64], last: u64| {
        let requests: Vec<String> = ids.iter().map(|id| format!("{{\"id\":{id}}}")).collect();
        json(
            200,
            &format!(
                "{{\"caption_file_requests\":[{}],\"meta\":{{\"current_page\":1,\"last_page\":{last}}}}}",
                requests.join(",")
            ),
        )
    };
    let script = Scripted::new([page(&[1, 2], 3), page(&[2, 3], 3), page(&[4], 3)]);
    let pending = studio(&script).requests().expect("a list");
    let ids: Vec<u64> = pending.requests.iter().map(|request| request.id).collect();
    assert_eq!(ids, [1, 2, 3, 4]);
    let asked = lines(&script);
    assert!(
        asked[1].ends_with("status=requested&page=2"),
        "{}",
        asked[1]
    );
    assert!(asked[2].ends_with("&page=3"), "{}", asked[2]);
    let endless = Scripted::new((0..10).map(|_| page(&[1], 1_000_000)));
    assert_eq!(
        studio(&endless).requests().expect("a list").requests.len(),
        1
    );
    assert_eq!(lines(&endless).len(), 2);
}

#[test]
fn a_service_is_known_by_its_pong() {
    let script = Scripted::new([
        reply(200, &[("Content-Type", "text/plain")], "pong\n"),
        reply(
            200,
            &[("Content-Type", "text/html")],
            "<html>Welcome</html>",
        ),
        reply(200, &[], "\"pong\""),
        json(403, "{}"),
    ]);
    let studio = studio(&script);
    studio.ping().expect("Studio");
    assert_eq!(
        studio.ping().expect_err("a page").code,
        ErrorCode::NotTheService
    );
    assert_eq!(
        studio.test().expect_err("no role").code,
        ErrorCode::Forbidden
    );
    assert_eq!(asked(&script)[0].line(), "GET /api/public/v1/ping");
    assert_eq!(asked(&script)[0].header("x-service-token"), None);
}
