//! The files of an order.

use std::path::Path;

use services::http::Cancel;
use services::rev::{Arrival, CaptionFormat, DocumentKind, Rev, Wanted};
use services::{ErrorCode, ServiceError};

use crate::asked::{asked, json, lines, reply};
use crate::scripted::Scripted;
use crate::{SRT, rev};

fn fetch(rev: &Rev, wanted: Wanted, to: &Path) -> Result<Arrival, ServiceError> {
    let fetched = rev.fetch("A1", wanted, to, &Cancel::new(), &mut |_, _| ());
    fetched.map(|fetched| fetched.arrival)
}

#[test]
fn attachments_are_asked_for_by_ending_or_by_type() {
    use CaptionFormat as F;
    let captions = Wanted::Captions;
    let table = [
        (Wanted::Original, "GET /api/v1/attachments/A1/content", None),
        (Wanted::BurnedIn, "GET /api/v1/attachments/A1/content", None),
        (
            captions(F::SubRip),
            "GET /api/v1/attachments/A1/content.srt",
            None,
        ),
        (
            captions(F::QtText),
            "GET /api/v1/attachments/A1/content.qt.txt",
            None,
        ),
        (
            captions(F::Dfxp),
            "GET /api/v1/attachments/A1/content.dfxp",
            None,
        ),
        (
            captions(F::EbuStl),
            "GET /api/v1/attachments/A1/content.srt",
            None,
        ),
        (
            captions(F::AvidDs),
            "GET /api/v1/attachments/A1/content",
            Some("text/vnd.avid-ds"),
        ),
        (
            Wanted::Document(DocumentKind::Docx),
            "GET /api/v1/attachments/A1/content.docx",
            None,
        ),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    for (wanted, line, accept) in table {
        let script = Scripted::new([reply(200, &[], SRT)]);
        let _ = fetch(&rev(&script), wanted, &folder.path().join("a"));
        let call = &asked(&script)[0];
        assert_eq!(call.line(), line);
        if let Some(accept) = accept {
            assert_eq!(call.header("accept"), Some(accept));
        }
        let text = matches!(wanted, Wanted::Captions(_));
        assert_eq!(call.header("accept-charset"), text.then_some("utf-8"));
        assert_eq!(call.header("authorization"), Some("Rev cl13nt:us3r"));
    }
}

#[test]
fn what_arrives_is_looked_at_and_what_is_of_no_use_does_not_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join("a.vtt");
    let vtt = Wanted::Captions(CaptionFormat::WebVtt);
    let script = Scripted::new([
        reply(
            200,
            &[("Content-Disposition", "attachment; filename=../../x.vtt")],
            SRT,
        ),
        reply(200, &[], ""),
        reply(200, &[], "<html>Sign in</html>"),
        reply(404, &[], ""),
        reply(406, &[], ""),
        reply(401, &[], ""),
    ]);
    let rev = rev(&script);
    assert_eq!(
        fetch(&rev, vtt, &to).expect("other"),
        Arrival::OtherFormat("srt")
    );
    assert_eq!(std::fs::read(&to).expect("kept"), SRT.as_bytes());
    for _ in 0..2 {
        let error = fetch(&rev, vtt, &to).expect_err("of no use");
        assert_eq!(error.code, ErrorCode::BadAnswer);
        assert!(!to.exists());
    }
    for code in [
        ErrorCode::NotFound,
        ErrorCode::Invalid,
        ErrorCode::NotSignedIn,
    ] {
        let error = fetch(&rev, vtt, &to).expect_err("refused");
        assert_eq!(error.code, code);
        assert!(error.message.contains("Rev"), "{}", error.message);
    }
}

#[test]
fn keys_do_not_follow_a_redirect_to_another_host() {
    let storage = Scripted::new([reply(200, &[], SRT)]);
    let to_storage = reply(
        302,
        &[("Location", &format!("{}/kept?sig=1", storage.here()))],
        "",
    );
    let script = Scripted::new([to_storage]);
    let (bytes, arrival) = rev(&script)
        .fetch_captions("A1", CaptionFormat::SubRip)
        .expect("captions");
    assert_eq!(
        (bytes.as_slice(), arrival),
        (SRT.as_bytes(), Arrival::AsWanted)
    );
    let call = &asked(&storage)[0];
    assert_eq!(call.line(), "GET /kept?sig=1");
    assert_eq!(call.header("authorization"), None);
}

#[test]
fn what_is_said_of_an_attachment_is_read() {
    let script = Scripted::new([
        json(
            200,
            r#"{"kind":"caption","name":"a.srt","id":"A1","links":[]}"#,
        ),
        reply(404, &[], ""),
        json(200, "[]"),
    ]);
    let rev = rev(&script);
    assert_eq!(rev.attachment("A1").expect("a file").name, "a.srt");
    assert_eq!(
        rev.attachment("A1").expect_err("none").code,
        ErrorCode::NotFound
    );
    assert_eq!(
        rev.attachment("A1").expect_err("none").code,
        ErrorCode::BadAnswer
    );
    assert_eq!(lines(&script)[0], "GET /api/v1/attachments/A1");
}
