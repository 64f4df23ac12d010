//! Media that are uploaded, and links.

use services::http::Cancel;
use services::rev::{LinkedInput, MediaUpload, Rev, UploadForm, Wire};
use services::{Certainty, ErrorCode, RetryAdvice, ServiceError};

use crate::asked::{asked, json, reply, silence};
use crate::scripted::Scripted;
use crate::{MEDIUM, rev, rev_in, summary};

fn upload(rev: &Rev, form: UploadForm) -> Result<String, ServiceError> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("Lecture 3.mp4");
    std::fs::write(&path, b"a film").expect("written");
    let media = MediaUpload::open(&path, None, None).expect("a film");
    let mut sent = 0;
    let uri = rev.upload(&media, form, &Cancel::new(), &mut |bytes| sent = bytes)?;
    assert!(sent >= 6, "{sent}");
    Ok(uri.as_str().to_owned())
}

#[test]
fn a_file_is_uploaded_raw_or_as_a_form() {
    let created = || reply(201, &[("Location", MEDIUM)], "");
    let script = Scripted::new([created(), created()]);
    let rev = rev(&script);
    assert_eq!(upload(&rev, UploadForm::Raw).as_deref(), Ok(MEDIUM));
    assert_eq!(upload(&rev, UploadForm::Multipart).as_deref(), Ok(MEDIUM));
    let calls = asked(&script);
    let raw = &calls[0];
    assert_eq!(raw.line(), "POST /api/v1/inputs");
    assert_eq!(raw.header("authorization"), Some("Rev cl13nt:us3r"));
    assert_eq!(raw.header("accept"), Some("application/json"));
    assert_eq!(raw.header("content-type"), Some("video/mp4"));
    assert_eq!(raw.header("content-length"), Some("6"));
    assert_eq!(
        raw.header("content-disposition"),
        Some("attachment; filename=\"Lecture-3.mp4\"")
    );
    assert_eq!(raw.body, "a film");
    assert_eq!(
        calls[1].form(),
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"Lecture-3.mp4\"\r\n\
         Content-Type: video/mp4\r\n\r\na film\r\n--B--\r\n"
    );
    assert_eq!(
        calls[1].header("content-length"),
        Some(calls[1].body.len().to_string().as_str())
    );
}

#[test]
fn a_link_is_sent_in_both_languages() {
    let link = LinkedInput {
        url: "https://media.example.com/a.mp4?x=1&y=2".to_owned(),
        filename: Some("a.mp4".to_owned()),
        content_type: Some("video/mp4".to_owned()),
    };
    let table = [
        (
            Wire::Json,
            "application/json",
            r#"{"url":"https://media.example.com/a.mp4?x=1&y=2","filename":"a.mp4","content_type":"video/mp4"}"#,
        ),
        (
            Wire::Xml,
            "application/xml",
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><input><url>https://media.example.com/a.mp4?x=1&amp;y=2</url><filename>a.mp4</filename><content_type>video/mp4</content_type></input>",
        ),
    ];
    for (wire, kind, body) in table {
        let script = Scripted::new([reply(201, &[("Location", MEDIUM)], "")]);
        let uri = rev_in(&script, wire).link(&link).expect("taken");
        assert_eq!(uri.as_str(), MEDIUM);
        let call = &asked(&script)[0];
        assert_eq!(call.line(), "POST /api/v1/inputs");
        assert_eq!(call.header("content-type"), Some(kind));
        assert_eq!(call.header("accept"), Some(kind));
        assert_eq!(call.body, body);
    }
}

#[test]
fn a_link_that_rev_cannot_follow_is_never_sent() {
    let script = Scripted::new([]);
    let link = LinkedInput {
        url: "http://127.0.0.1/a.mp4".to_owned(),
        filename: None,
        content_type: None,
    };
    let error = rev(&script).link(&link).expect_err("refused");
    let expected = (
        ErrorCode::Invalid,
        Certainty::NotApplied,
        Some("10002"),
        Some("url"),
    );
    assert_eq!(summary(&error), expected);
    assert!(asked(&script).is_empty());
}

#[test]
fn refused_media_name_their_code_and_field() {
    let table = [
        (r#"{"code":10001,"message":"m"}"#, "10001", "content_type"),
        (r#"{"code":"10002","message":"m"}"#, "10002", "url"),
        ("<error><code>10003</code></error>", "10003", "file"),
        (r#"{"code":10004}"#, "10004", "filename"),
        (r#"{"code":10099}"#, "10099", "input"),
    ];
    for (body, reason, field) in table {
        let script = Scripted::new([json(400, body)]);
        let error = upload(&rev(&script), UploadForm::Raw).expect_err("refused");
        let expected = (
            ErrorCode::Invalid,
            Certainty::NotApplied,
            Some(reason),
            Some(field),
        );
        assert_eq!(summary(&error), expected, "{body}");
    }
    // An upload that was lost may be done again, and so may one without a name.
    for odd in [
        silence(),
        reply(201, &[], ""),
        reply(201, &[("Location", "/x")], ""),
    ] {
        let script = Scripted::new([odd]);
        let error = upload(&rev(&script), UploadForm::Raw).expect_err("odd");
        assert_eq!(error.certainty, Certainty::NotApplied);
        assert_eq!(error.retry, RetryAdvice::Backoff);
    }
}
