//! What bad answers get: each a code, what is known of the effect, and a
//! message that names the service.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod scripted;

use std::io::Write;
use std::thread;
use std::time::Duration;

use scripted::{Act, Scripted, answer, impatient, json};
use serde_json::Value;
use services::Certainty::{NotApplied, Unknown};
use services::http::{Body, Cancel, Method, Request};
use services::{Certainty, ErrorCode, RetryAdvice, ServiceError, ServiceName};

const SERVICE: ServiceName = ServiceName::Rev;

/// Makes one call against a script and reads its answer as JSON.
fn call(act: Act, method: Method) -> Result<Value, ServiceError> {
    let server = Scripted::new([act]);
    let request = Request::new(method, server.base(SERVICE).at(["x"])).limit(100_000);
    let request = match method {
        Method::Get => request,
        _ => request.body(Body::json(&serde_json::json!({"a": 1}))),
    };
    let answer = impatient(SERVICE).send(&request)?;
    if answer.is_success() {
        answer.json()
    } else {
        Err(answer.failure())
    }
}

/// Statuses without words, what they mean, and what is known of a call that could
/// change something.
const STATUSES: &[(u16, ErrorCode, Certainty)] = &[
    (302, ErrorCode::RedirectRefused, Unknown),
    (304, ErrorCode::RedirectRefused, Unknown),
    (400, ErrorCode::Invalid, NotApplied),
    (401, ErrorCode::NotSignedIn, NotApplied),
    (403, ErrorCode::Forbidden, NotApplied),
    (404, ErrorCode::NotFound, NotApplied),
    (406, ErrorCode::Invalid, NotApplied),
    (408, ErrorCode::TimedOut, Unknown),
    (409, ErrorCode::Conflict, NotApplied),
    (410, ErrorCode::Expired, NotApplied),
    (413, ErrorCode::Invalid, NotApplied),
    (418, ErrorCode::UnexpectedStatus, NotApplied),
    (422, ErrorCode::Invalid, NotApplied),
    (429, ErrorCode::RateLimited, NotApplied),
    (500, ErrorCode::ServiceFault, Unknown),
    (503, ErrorCode::Unavailable, Unknown),
    (999, ErrorCode::UnexpectedStatus, Unknown),
];

const PAGE: &str = "<!DOCTYPE html><html><body>Sign in to the network</body></html>";
const HTML: &str = "Content-Type: text/html";
const JSON: &str = "Content-Type: application/json";

/// Whole answers that cannot be used: status, headers, body.
const UNUSABLE: &[(&str, &str, &str, ErrorCode, Certainty)] = &[
    ("200 OK", HTML, PAGE, ErrorCode::NotTheService, Unknown),
    ("200 OK", JSON, PAGE, ErrorCode::NotTheService, Unknown),
    ("403 No", HTML, PAGE, ErrorCode::NotTheService, NotApplied),
    ("401 No", HTML, PAGE, ErrorCode::NotSignedIn, NotApplied),
    ("502 No", HTML, PAGE, ErrorCode::ServiceFault, Unknown),
    ("200 OK", JSON, "pong", ErrorCode::BadAnswer, Unknown),
    ("200 OK", JSON, "", ErrorCode::BadAnswer, Unknown),
    ("200 OK", JSON, "{\"a\": [1,", ErrorCode::BadAnswer, Unknown),
    ("200 OK", JSON, "\u{fffd}", ErrorCode::BadAnswer, Unknown),
];

/// Answers that break on the way or do not end.
fn broken() -> Vec<(&'static str, Act, ErrorCode)> {
    use ErrorCode::{BadAnswer, ConnectionLost, NotTheService, TimedOut, TooLarge};
    let say = |text: &str| Act::Say(text.as_bytes().to_vec());
    let half = "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"a\"";
    let longer = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{\"a\": 1}";
    let vast = "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{}";
    let head = b"HTTP/1.1 200 OK\r\n\r\n".as_slice();
    let endless = Act::SayAndHang([head, &[b' '; 200_000]].concat());
    let endless_head = Act::Endless(b"HTTP/1.1 200 OK\r\nA: b\r\n".to_vec());
    vec![
        ("closed at once", Act::CloseAtOnce, ConnectionLost),
        (
            "closed after reading",
            Act::CloseAfterReading,
            ConnectionLost,
        ),
        ("no answer", Act::Hang, TimedOut),
        (
            "half a head",
            say("HTTP/1.1 200 OK\r\nContent-"),
            ConnectionLost,
        ),
        ("half a body", say(half), ConnectionLost),
        ("a body that stops", Act::SayAndHang(half.into()), TimedOut),
        ("a longer body than promised", say(longer), BadAnswer),
        ("not HTTP", say("SSH-2.0-OpenSSH_9.9\r\n"), NotTheService),
        ("deep JSON", json("200 OK", &"[".repeat(50_000)), BadAnswer),
        ("a promise too large", say(vast), TooLarge),
        ("an endless body", endless, TooLarge),
        ("an endless head", endless_head, NotTheService),
    ]
}

/// A call that could change something and one that reads meet the same failure,
/// and differ in what is known of the effect.
fn fails(name: &str, act: &Act, code: ErrorCode, certainty: Certainty) {
    for (method, certainty) in [(Method::Post, certainty), (Method::Get, NotApplied)] {
        let error = call(act.clone(), method).expect_err(name);
        let got = (error.code, error.certainty);
        assert_eq!(got, (code, certainty), "{name}, {method:?}: {error}");
        assert!(error.message.contains("Rev"), "{name}: {error}");
    }
}

#[test]
fn every_bad_answer_has_its_code_and_says_what_is_known() {
    for (name, act, code) in broken() {
        fails(name, &act, code, Unknown);
    }
    for (status, headers, body, code, certainty) in UNUSABLE {
        let name = format!("{status}, {headers}, {body}");
        fails(&name, &answer(status, headers, body), *code, *certainty);
    }
    for (status, code, certainty) in STATUSES {
        let act = answer(&format!("{status} X"), "Location: {here}/y", "");
        fails(&status.to_string(), &act, *code, *certainty);
    }
}

#[test]
fn a_server_that_is_not_there_applied_nothing() {
    let gone = Scripted::new([]);
    let address = gone.base(SERVICE).at(["x"]);
    gone.played();
    let error = impatient(SERVICE)
        .send(&Request::new(Method::Post, address))
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::Unreachable);
    assert_eq!(error.certainty, Certainty::NotApplied);
    assert_eq!(error.retry, RetryAdvice::Backoff);
}

#[test]
fn a_wish_to_wait_is_counted_by_the_servers_clock() {
    let seconds = |seconds| RetryAdvice::After(Duration::from_secs(seconds));
    let date = "Date: Sun, 22 Nov 2026 05:00:00 GMT";
    let table = [
        ("Retry-After: 120".to_owned(), seconds(120)),
        ("Retry-After: 0".to_owned(), seconds(1)),
        (
            "Retry-After: 99999999999999999999".to_owned(),
            seconds(86_400),
        ),
        (
            format!("{date}\r\nRetry-After: Sun, 22 Nov 2026 05:10:00 GMT"),
            seconds(600),
        ),
        (
            format!("{date}\r\nRetry-After: Sun, 22 Nov 2026 04:00:00 GMT"),
            seconds(1),
        ),
        (
            format!("{date}\r\nRetry-After: Sunday, 22-Nov-26 06:00:00 GMT"),
            seconds(3_600),
        ),
        ("Retry-After: soon".to_owned(), RetryAdvice::Backoff),
        ("Retry-After: -5".to_owned(), RetryAdvice::Backoff),
    ];
    for (headers, retry) in table {
        let error = call(answer("503 Unavailable", &headers, ""), Method::Post).unwrap_err();
        assert_eq!(error.retry, retry, "{headers}");
    }
}

#[test]
fn the_servers_clock_is_known() {
    let server = Scripted::new([
        answer("200 OK", "Date: Sun, 22 Nov 2026 05:00:00 GMT", "{}"),
        answer("200 OK", "Date: yesterday", "{}"),
    ]);
    let request = Request::new(Method::Get, server.base(SERVICE).at(["x"]));
    let http = impatient(SERVICE);
    let known = http.send(&request).unwrap();
    assert_eq!(
        known.date().unwrap().to_rfc3339(),
        "2026-11-22T05:00:00+00:00"
    );
    let skew = known.skew().unwrap();
    let now = chrono::Utc::now() + skew;
    assert!((now - known.date().unwrap()).num_seconds().abs() < 20);
    let unknown = http.send(&request).unwrap();
    assert_eq!((unknown.date(), unknown.skew()), (None, None));
}

#[test]
fn a_call_can_be_stopped() {
    let server = Scripted::new([Act::Hang]);
    let request = Request::new(Method::Post, server.base(SERVICE).at(["x"]));
    let cancel = Cancel::new();
    let stop = cancel.clone();
    let stopper = thread::spawn(move || {
        while server.requests().is_empty() {
            thread::yield_now();
        }
        stop.cancel();
    });
    let error = services::http::Http::new(SERVICE)
        .unwrap()
        .send_watched(&request, &cancel, &mut |_| ())
        .unwrap_err();
    stopper.join().unwrap();
    assert_eq!(
        (error.code, error.certainty),
        (ErrorCode::Cancelled, Certainty::Unknown)
    );
}

#[test]
fn a_file_is_streamed_with_its_length_and_progress() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("media.bin");
    let bytes: Vec<u8> = (0..300_000_u32)
        .map(|number| (number % 251) as u8)
        .collect();
    std::fs::File::create(&path)
        .unwrap()
        .write_all(&bytes)
        .unwrap();
    let server = Scripted::new([json("201 Created", "{}"), json("201 Created", "{}")]);
    let body = Body::new("video/mp4")
        .then("<")
        .then_file(&path, 100_000, 200_000)
        .then(">");
    let request = Request::new(Method::Post, server.base(SERVICE).at(["inputs"])).body(body);
    let mut told = Vec::new();
    let http = impatient(SERVICE);
    http.send_watched(&request, &Cancel::new(), &mut |sent| told.push(sent))
        .unwrap();
    assert_eq!(told.last(), Some(&200_002));
    assert!(told.is_sorted());

    let short = Body::new("video/mp4").then_file(&path, 100_000, 200_001);
    let request = Request::new(Method::Post, server.base(SERVICE).at(["inputs"])).body(short);
    let error = http.send(&request).unwrap_err();
    assert_eq!(
        (error.code, error.certainty),
        (ErrorCode::File, Certainty::NotApplied),
        "{error}"
    );
    let requests = server.requests();
    assert!(
        requests[0]
            .to_ascii_lowercase()
            .contains("content-length: 200002\r\n")
    );
    assert!(requests[0].ends_with('>'));
}

#[test]
fn what_cannot_be_sent_is_refused() {
    let server = Scripted::new([]);
    let request =
        Request::new(Method::Get, server.base(SERVICE).at(["x"])).bearer(&"a\r\nb: c".into());
    let error = impatient(SERVICE).send(&request).unwrap_err();
    assert_eq!(
        (error.code, error.certainty),
        (ErrorCode::Invalid, Certainty::NotApplied)
    );
}
