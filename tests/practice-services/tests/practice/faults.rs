//! Faults do on the wire what they say.

use std::io::{ErrorKind, Read, Write};

use practice_services::Practice;
use serde_json::{Value, json};

use crate::wire::{Answer, Ask, ask, break_off, connect, parse, practice};

/// A request that changes something and can be told in the journal.
fn change(services: &Practice) -> Ask {
    ask(
        services.port(),
        "PUT",
        "/api/public/v1/captioning_service_types/fast",
    )
    .bearer("practice-studio-access")
    .json(&json!({"description": "Fast"}))
}

fn with(act: Value) -> Practice {
    let services = practice(json!({
        "studio": {"switches": {"upsert_answers_with_type": true}},
    }));
    set(
        &services,
        &json!([{"match": {"path_re": "service_types"}, "act": act}]),
    );
    services
}

fn set(services: &Practice, faults: &Value) {
    let set = ask(services.control_port(), "POST", "/__sim/faults").json(faults);
    let answer = set.send();
    assert_eq!(answer.status, 200, "{}", answer.text());
}

fn applied(services: &Practice) -> usize {
    let journal = services.journal();
    journal.iter().filter(|entry| entry.applied).count()
}

#[test]
fn refusing_is_a_refused_connection_until_the_faults_change() {
    let services = with(json!({"kind": "503"}));
    let mut kept = connect(services.port()).unwrap();
    for _ in 0..2 {
        set(&services, &json!([{"act": {"kind": "refuse"}}]));
        let refused = change(&services).try_send().unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
        let storage = ask(services.storage_port(), "GET", "/storage/media/1");
        let refused = storage.try_send().unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
        set(&services, &json!([]));
        assert_eq!(change(&services).send().status, 200);
    }
    match kept.read(&mut [0; 1]) {
        Ok(count) => assert_eq!(count, 0, "a connection that was open has been closed"),
        Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset),
    }
}

#[test]
fn nothing_is_applied_and_nothing_is_answered() {
    for kind in ["close-before-read", "read-then-close"] {
        let services = with(json!({"kind": kind}));
        let answer = change(&services).exchange();
        match kind {
            "close-before-read" => {
                let error = answer.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{kind}");
            }
            _ => assert_eq!(answer.unwrap(), b"", "{kind}"),
        }
        assert_eq!(applied(&services), 0, "{kind}");
        let entry = &services.journal()[0];
        assert_eq!((entry.fault.as_deref(), entry.status), (Some(kind), None));
    }
}

#[test]
fn what_is_applied_may_not_be_told() {
    let services = with(json!({"kind": "commit-then-close"}));
    assert_eq!(change(&services).exchange().unwrap(), b"");
    assert_eq!(applied(&services), 1);

    let services = with(json!({"kind": "commit-then-503"}));
    assert_eq!(change(&services).send().status, 503);
    assert_eq!(applied(&services), 1);
    assert_eq!(services.journal()[0].status, Some(503));
}

#[test]
fn refusals_are_answers_and_change_nothing() {
    type Check = fn(&Answer) -> bool;
    let cases: &[(Value, u16, Check)] = &[
        (json!({"kind": "503"}), 503, |answer| {
            answer.header("retry-after").is_none()
        }),
        (
            json!({"kind": "503", "retry_after_s": 120}),
            503,
            |answer| answer.header("retry-after") == Some("120"),
        ),
        (
            json!({"kind": "429", "retry_after_date_s": 90}),
            429,
            |answer| answer.header("retry-after") == Some("Fri, 20 Nov 2026 09:01:30 GMT"),
        ),
        (json!({"kind": "html-page"}), 200, |answer| {
            answer
                .header("content-type")
                .unwrap()
                .starts_with("text/html")
        }),
        (json!({"kind": "401"}), 401, |answer| {
            answer.json()["error"].is_string()
        }),
        (
            json!({"kind": "answer", "status": 302, "headers": {"Location": "http://10.0.0.1/"}}),
            302,
            |answer| answer.header("location") == Some("http://10.0.0.1/"),
        ),
        (
            json!({"kind": "answer", "status": 200, "body": "0123456789", "repeat": 300_000}),
            200,
            |answer| answer.body.len() == 3_000_000,
        ),
    ];
    for (act, status, check) in cases {
        let services = with(act.clone());
        let answer = change(&services).send();
        assert_eq!(answer.status, *status, "{act}");
        assert!(check(&answer), "{act}: {:?}", answer.headers);
        assert_eq!(applied(&services), 0, "{act}");
    }
}

#[test]
fn bodies_break_off_or_are_told_wrongly() {
    let length =
        |answer: &Answer| -> usize { answer.header("content-length").unwrap().parse().unwrap() };
    let services = with(json!({"kind": "truncated-body", "keep": 10}));
    let answer = change(&services).send();
    assert_eq!(answer.body.len(), 10);
    assert!(length(&answer) > 10);
    for by in [5, -5] {
        let services = with(json!({"kind": "wrong-content-length", "by": by}));
        let answer = change(&services).send();
        let told = i64::try_from(length(&answer)).unwrap();
        assert_eq!(told, i64::try_from(answer.body.len()).unwrap() + by);
        assert_eq!(applied(&services), 1);
    }
}

#[test]
fn a_slow_body_comes_byte_by_byte_and_whole() {
    let services = with(json!({"kind": "slow-body", "bytes_per_s": 500}));
    let mut stream = connect(services.port()).unwrap();
    stream.write_all(&change(&services).bytes()).unwrap();
    let (mut bytes, mut reads) = (Vec::new(), 0);
    let mut part = [0; 4096];
    loop {
        let count = stream.read(&mut part).unwrap();
        if count == 0 {
            break;
        }
        reads += 1;
        bytes.extend_from_slice(&part[..count]);
    }
    assert_eq!(parse(&bytes).unwrap().json()["key"], "fast");
    assert!(reads > 2, "{reads} pieces");
}

#[test]
fn a_stalled_request_is_answered_by_nobody() {
    let services = with(json!({"kind": "stall"}));
    let mut stream = connect(services.port()).unwrap();
    stream.write_all(&change(&services).bytes()).unwrap();
    stream
        .set_read_timeout(Some(std::time::Duration::from_millis(50)))
        .unwrap();
    let waited = stream.read(&mut [0; 1]).unwrap_err();
    assert!(matches!(
        waited.kind(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut
    ));
    assert_eq!(applied(&services), 0);
}

#[test]
fn a_clock_offset_moves_the_date_and_lets_other_faults_act() {
    let services = with(json!({"kind": "clock-offset", "seconds": -3600}));
    let answer = change(&services).send();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("date"), Some("Fri, 20 Nov 2026 08:00:00 GMT"));
    set(
        &services,
        &json!([
            {"act": {"kind": "clock-offset", "seconds": 3600}},
            {"act": {"kind": "503"}},
        ]),
    );
    let answer = change(&services).send();
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("date"), Some("Fri, 20 Nov 2026 10:00:00 GMT"));
}

#[test]
fn faults_are_for_the_requests_they_name() {
    let services = practice(json!({}));
    set(
        &services,
        &json!([
            {"match": {"method": "put", "nth": 2}, "act": {"kind": "401"}},
            {"match": {"method": "PUT", "nth": 4, "times": 2}, "act": {"kind": "429"}},
            {"match": {"path_re": "^/api/public/v1/ping$"}, "act": {"kind": "503"}},
        ]),
    );
    let statuses: Vec<u16> = (0..6).map(|_| change(&services).send().status).collect();
    assert_eq!(statuses, [200, 401, 200, 429, 429, 200]);
    let ping = ask(services.port(), "GET", "/api/public/v1/ping");
    assert_eq!(ping.send().status, 503);
    let bad = json!([{"match": {"path_re": "("}, "act": {"kind": "503"}}]);
    let set = ask(services.port(), "POST", "/__sim/faults").json(&bad);
    assert_eq!(set.send().status, 400);
}

#[test]
fn token_faults_touch_tokens_only() {
    let services = practice(json!({}));
    let refresh = ask(services.port(), "POST", "/api/public/oauth/token").form(
        "grant_type=refresh_token&client_id=practice-studio-client\
         &client_secret=practice-studio-secret&refresh_token=practice-studio-refresh",
    );
    set(
        &services,
        &json!([{"match": {"nth": 1}, "act": {"kind": "invalid-grant"}}]),
    );
    assert_eq!(change(&services).send().status, 200);
    let refused = refresh.send();
    assert_eq!(refused.status, 400);
    assert_eq!(refused.json()["error"], "invalid_grant");
    set(&services, &json!([{"act": {"kind": "rotated-token-lost"}}]));
    assert_eq!(refresh.exchange().unwrap(), b"");
    set(&services, &json!([]));
    let late = refresh.send();
    assert_eq!(
        late.json()["error"],
        "invalid_grant",
        "the old token has ended"
    );
}

#[test]
fn a_request_that_breaks_off_changes_nothing() {
    let services = practice(json!({}));
    let whole = change(&services).bytes();
    break_off(services.port(), &whole[..whole.len() - 3]);
    let entry = &services.journal()[0];
    assert!(!entry.whole && !entry.applied);
    assert_eq!(change(&services).send().status, 200);
}

#[test]
fn one_connection_carries_many_requests() {
    let services = practice(json!({}));
    let mut stream = connect(services.port()).unwrap();
    let ping = "GET /api/public/v1/ping HTTP/1.1\r\nHost: x\r\n\r\n";
    let chunked = "POST /__sim/clock HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\
                   10\r\n{\"advance_s\": 60\r\n1\r\n}\r\n0\r\n\r\n";
    let last = "HEAD /api/public/v1/ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let all = [ping, ping, chunked, last].concat();
    stream.write_all(all.as_bytes()).unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).unwrap();
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 4, "{answers}");
    assert_eq!(answers.matches("pong").count(), 2);
    assert!(answers.contains("2026-11-20T09:01:00Z"));
}

#[test]
fn what_is_not_http_is_told_so() {
    let services = practice(json!({}));
    let cases: [&[u8]; 3] = [
        b"hello\r\n\r\n",
        b"GET /\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    ];
    for bytes in cases {
        let answer = crate::wire::exchange(services.port(), bytes).unwrap();
        assert_eq!(parse(&answer).unwrap().status, 400, "{bytes:?}");
    }
}
