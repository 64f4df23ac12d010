//! What goes to YouTube, byte for byte, and what its answers mean.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod scripted;

use bytes::Bytes;
use scripted::{Act, Scripted, answer, check_golden, impatient, json};
use services::http::Cancel;
use services::signin::Credentials;
use services::youtube::{
    Caption, Change, DownloadFormat, NewTrack, Status, Upload, UploadAnswer, YouTube,
};
use services::{Certainty, ErrorCode, Result, RetryAdvice, ServiceName};

const TRACK: &str = r#"{"kind":"youtube#caption","etag":"e","id":"C1=","snippet":{"videoId":"V","language":"en","name":"English","isDraft":true,"status":"syncing"}}"#;
const FILE: &[u8] = b"1\r\n00:00:01,000 --> 00:00:02,000\r\nHello\r\n";

fn youtube(server: &Scripted) -> YouTube {
    let base = server.base(ServiceName::YouTube);
    let headers = vec![("authorization".into(), "Bearer t0ken".into())];
    let http = impatient(ServiceName::YouTube);
    YouTube::new(http, Credentials::Headers(headers), Some((&base, &base))).unwrap()
}

fn track() -> NewTrack {
    NewTrack {
        video_id: "V".to_owned(),
        language: "en".to_owned(),
        name: "English".to_owned(),
        is_draft: true,
    }
}

fn insert(youtube: &YouTube) -> Result<Caption> {
    youtube.insert(
        &track(),
        Bytes::from_static(FILE),
        &Cancel::new(),
        &mut |_| (),
    )
}

#[test]
fn every_call_goes_out_as_documented() {
    let change = |is_draft| Change {
        id: "C1=".to_owned(),
        is_draft,
    };
    let file = Bytes::from_static(FILE);
    let server = Scripted::new([
        json("200 OK", &format!("{{\"items\":[{TRACK}]}}")),
        json("200 OK", "{\"items\":[]}"),
        json("200 OK", TRACK),
        json("200 OK", TRACK),
        json("200 OK", TRACK),
        json("200 OK", TRACK),
        answer("204 No Content", "", ""),
        answer("200 OK", "Content-Type: application/octet-stream", "file"),
        answer("200 OK", "Content-Type: application/octet-stream", "file"),
    ]);
    let calls = youtube(&server);
    let list = calls.list("V", &[]).unwrap();
    assert_eq!(list.items[0].status, Some(Status::Syncing));
    assert!(calls.list("V", &["C1=", "C2="]).unwrap().items.is_empty());
    assert!(insert(&calls).unwrap().is_draft);
    assert_eq!(calls.set_draft("C1=", false).unwrap().id, "C1=");
    calls
        .update(&change(None), file.clone(), &Cancel::new(), &mut |_| ())
        .unwrap();
    calls
        .update(&change(Some(true)), file, &Cancel::new(), &mut |_| ())
        .unwrap();
    calls.delete("C1=").unwrap();
    assert_eq!(calls.download("C1=", None, None).unwrap(), b"file");
    let owned = calls.on_behalf_of("owner");
    owned
        .download("C1=", Some(DownloadFormat::Vtt), Some("he"))
        .unwrap();
    check_golden("youtube.http", &server.golden());
}

#[test]
fn an_upload_goes_on_after_a_break() {
    let location =
        "Location: {here}/upload/youtube/v3/captions?uploadType=resumable&upload_id=s3cret";
    let server = Scripted::new([
        answer("200 OK", location, ""),
        Act::CloseAfterReading,
        answer("308 Resume Incomplete", "", ""),
        answer("503 Unavailable", "Retry-After: 3", ""),
        answer("308 Resume Incomplete", "Range: bytes=0-9", ""),
        json("200 OK", TRACK),
        json("201 Created", TRACK),
        answer("404 Not Found", "", ""),
        answer("308 Resume Incomplete", "Range: bytes=0-4000", ""),
    ]);
    let calls = youtube(&server);
    let upload = Upload::Insert(track());
    let file = Bytes::from_static(FILE);
    let send = |session, from| calls.send_upload(session, &file, from, &Cancel::new(), &mut |_| ());
    let whole = file.len() as u64;

    let session = calls.begin_upload(&upload, &file).unwrap();
    assert!(!format!("{session:?}").contains("s3cret"));
    let session = calls.resume_upload(&upload, &session.secret()).unwrap();
    let lost = send(&session, 0).unwrap_err();
    assert_eq!(
        (lost.code, lost.certainty),
        (ErrorCode::ConnectionLost, Certainty::Unknown)
    );
    assert_eq!(
        calls.upload_status(&session, whole).unwrap(),
        UploadAnswer::Stored(0)
    );
    let busy = send(&session, 0).unwrap_err();
    assert_eq!(
        (busy.code, busy.certainty),
        (ErrorCode::Unavailable, Certainty::Unknown)
    );
    assert_eq!(
        calls.upload_status(&session, whole).unwrap(),
        UploadAnswer::Stored(10)
    );
    assert!(matches!(send(&session, 10).unwrap(), UploadAnswer::Done(done) if done.id == "C1="));
    assert!(matches!(
        calls.upload_status(&session, whole).unwrap(),
        UploadAnswer::Done(_)
    ));
    let expired = send(&session, 0).unwrap_err();
    assert_eq!(
        (expired.code, expired.certainty),
        (ErrorCode::Expired, Certainty::Unknown)
    );
    assert_eq!(send(&session, 0).unwrap_err().code, ErrorCode::BadAnswer);
    check_golden("youtube-resumable.http", &server.golden());
}

#[test]
fn an_update_can_be_uploaded_too_and_other_hosts_get_no_credentials() {
    let other = Scripted::new([json("200 OK", TRACK)]);
    let location = format!("Location: {}/s?upload_id=1", other.here());
    let server = Scripted::new([answer("200 OK", &location, "")]);
    let calls = youtube(&server);
    let upload = Upload::Update(Change {
        id: "C1=".to_owned(),
        is_draft: Some(true),
    });
    let file = Bytes::from_static(FILE);
    let session = calls.begin_upload(&upload, &file).unwrap();
    calls
        .send_upload(&session, &file, 0, &Cancel::new(), &mut |_| ())
        .unwrap();
    check_golden(
        "youtube-resumable-update.http",
        &(server.golden() + &other.golden()),
    );
}

#[test]
fn an_upload_leads_nowhere_else() {
    let table = [
        ("", ErrorCode::BadAnswer),
        ("Location: http://example.com/s", ErrorCode::NotEncrypted),
        ("Location: gopher://x/", ErrorCode::BadAddress),
    ];
    for (header, code) in table {
        let server = Scripted::new([answer("200 OK", header, "")]);
        let error = youtube(&server)
            .begin_upload(&Upload::Insert(track()), FILE)
            .unwrap_err();
        assert_eq!(error.code, code, "{header}");
    }
}

/// A status and a reason, what they mean, what is to be done, and the field.
type Meaning = (
    u16,
    &'static str,
    ErrorCode,
    RetryAdvice,
    Option<&'static str>,
);

const USER: RetryAdvice = RetryAdvice::User;
const SIGN_IN: RetryAdvice = RetryAdvice::SignIn;
const BACKOFF: RetryAdvice = RetryAdvice::Backoff;
const QUOTA: RetryAdvice = RetryAdvice::ParkUntilQuotaReset;

#[rustfmt::skip]
const REASONS: &[Meaning] = &[
    (400, "contentRequired", ErrorCode::Invalid, USER, Some("file")),
    (400, "invalidMetadata", ErrorCode::Invalid, USER, Some("snippet")),
    (400, "nameTooLong", ErrorCode::Invalid, USER, Some("snippet.name")),
    (400, "couldNotConvert", ErrorCode::Invalid, USER, Some("tfmt")),
    (400, "parseError", ErrorCode::Invalid, USER, None),
    (400, "somethingNew", ErrorCode::Invalid, USER, None),
    (403, "forbidden", ErrorCode::Forbidden, USER, None),
    (403, "FORBIDDEN", ErrorCode::Forbidden, USER, None),
    (403, "quotaExceeded", ErrorCode::QuotaUsedUp, QUOTA, None),
    (403, "dailyLimitExceeded", ErrorCode::QuotaUsedUp, QUOTA, None),
    (403, "rateLimitExceeded", ErrorCode::RateLimited, BACKOFF, None),
    (403, "userRateLimitExceeded", ErrorCode::RateLimited, BACKOFF, None),
    (403, "insufficientPermissions", ErrorCode::ScopeMissing, SIGN_IN, None),
    (403, "channelClosed", ErrorCode::Forbidden, USER, None),
    (401, "authError", ErrorCode::NotSignedIn, SIGN_IN, None),
    (401, "youtubeSignupRequired", ErrorCode::NotSignedIn, USER, None),
    (404, "videoNotFound", ErrorCode::NotFound, USER, Some("snippet.videoId")),
    (404, "captionNotFound", ErrorCode::NotFound, USER, Some("id")),
    (409, "captionExists", ErrorCode::Conflict, USER, Some("snippet.name")),
    (412, "conditionNotMet", ErrorCode::Conflict, USER, None),
    (429, "rateLimitExceeded", ErrorCode::RateLimited, BACKOFF, None),
    (500, "internalError", ErrorCode::ServiceFault, BACKOFF, None),
    (503, "backendError", ErrorCode::Unavailable, BACKOFF, None),
];

#[test]
fn every_reason_has_its_meaning() {
    for (status, reason, code, retry, field) in REASONS.iter().copied() {
        let body = format!(
            r#"{{"error":{{"code":{status},"message":"words\u0007","errors":[{{"domain":"d","reason":"{reason}"}}]}}}}"#
        );
        let server = Scripted::new([json(&format!("{status} X"), &body)]);
        let error = insert(&youtube(&server)).unwrap_err();
        let certainty = if status < 500 {
            Certainty::NotApplied
        } else {
            Certainty::Unknown
        };
        assert_eq!(
            (error.code, error.retry, error.certainty),
            (code, retry, certainty),
            "{reason}"
        );
        assert_eq!(error.field.as_deref(), field, "{reason}");
        assert_eq!(error.reason.as_deref(), Some(reason));
        assert_eq!(error.said.as_deref(), Some("words"));
        assert_eq!(error.status, Some(status));
        assert!(error.message.starts_with("YouTube "), "{error}");
    }
}

#[test]
fn odd_refusals_are_told_by_their_status() {
    let html = "<html><title>Error 500 (Server Error)!!1</title></html>";
    let table = [
        (
            answer("500 X", "Content-Type: text/html", html),
            ErrorCode::ServiceFault,
        ),
        (answer("503 X", "", ""), ErrorCode::Unavailable),
        (
            json("403 X", r#"{"error":"forbidden"}"#),
            ErrorCode::Forbidden,
        ),
        (
            json("403 X", r#"{"error":{"errors":[]}}"#),
            ErrorCode::Forbidden,
        ),
        (
            json("403 X", r#"{"error":{"errors":{"reason":5}}}"#),
            ErrorCode::Forbidden,
        ),
        (json("404 X", "[1]"), ErrorCode::NotFound),
        (json("400 X", "null"), ErrorCode::Invalid),
        (json("200 OK", "{}"), ErrorCode::BadAnswer),
        (json("200 OK", r#"{"id":[]}"#), ErrorCode::BadAnswer),
        (json("200 OK", "7"), ErrorCode::BadAnswer),
    ];
    for (act, code) in table {
        let server = Scripted::new([act]);
        let error = insert(&youtube(&server)).unwrap_err();
        assert_eq!(error.code, code, "{error}");
    }
    let page = answer("200 OK", "Content-Type: text/html", html);
    let error = youtube(&Scripted::new([page]))
        .download("C", None, None)
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::NotTheService);
}

#[test]
fn what_would_be_refused_is_not_sent() {
    let server = Scripted::new([]);
    let calls = youtube(&server);
    let mut long = track();
    long.name = "x".repeat(151);
    let send = |track: &NewTrack, file: &'static [u8]| {
        calls
            .insert(track, Bytes::from_static(file), &Cancel::new(), &mut |_| ())
            .unwrap_err()
    };
    assert_eq!(send(&long, FILE).reason.as_deref(), Some("nameTooLong"));
    assert_eq!(
        send(&track(), b"").reason.as_deref(),
        Some("contentRequired")
    );
    assert!(server.played().is_empty());
}
