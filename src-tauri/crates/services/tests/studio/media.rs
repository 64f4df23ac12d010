//! Media and their caption files.

use services::http::Cancel;
use services::{Certainty, ErrorCode};

use crate::asked::{asked, json, lines, reply};
use crate::scripted::Scripted;
use crate::{SRT, captions, studio};

#[test]
fn media_are_fetched_over_the_link_that_studio_gives() {
    let storage = Scripted::new([reply(200, &[("ETag", "\"1\"")], "a film")]);
    let kept = format!("{}/kept?sig=s3cret", storage.here());
    let list = json(200, include_str!("../fixtures/studio/variant-b.json"));
    let script = Scripted::new([list, reply(302, &[("Location", &kept)], "")]);
    let studio = studio(&script);
    let request = studio.requests().expect("a list").requests.remove(0);
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join("media");
    let mut told = Vec::new();
    let fetched = studio.fetch_media(&request, &to, &Cancel::new(), &mut |there, all| {
        told.push((there, all));
    });
    assert_eq!(fetched.expect("fetched").length, 6);
    assert_eq!(std::fs::read(&to).expect("there"), b"a film");
    assert_eq!(told.last(), Some(&(6, Some(6))));
    assert_eq!(lines(&script)[1], "GET /api/public/v1/media/7/download");
    assert_eq!(asked(&storage)[0].header("x-service-token"), None);
}

#[test]
fn a_link_of_the_list_that_has_aged_is_asked_for_anew() {
    let list = r#"{"caption_file_requests":[{"id":1,"media":{"id":7,"url":"/old"}}]}"#;
    let script = Scripted::new([
        json(200, list),
        reply(403, &[], ""),
        reply(200, &[], "a film"),
    ]);
    let studio = studio(&script);
    let request = studio.requests().expect("a list").requests.remove(0);
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join("media");
    studio
        .fetch_media(&request, &to, &Cancel::new(), &mut |_, _| ())
        .expect("fetched");
    let asked = lines(&script);
    assert_eq!(
        asked[1..],
        ["GET /old", "GET /api/public/v1/media/7/download"]
    );
}

#[test]
fn a_link_to_a_medium_is_a_redirect_and_a_secret() {
    let script = Scripted::new([
        reply(
            302,
            &[("Location", "https://storage.example.com/a?sig=s3cret")],
            "",
        ),
        reply(302, &[("Location", "/kept")], ""),
        reply(302, &[], ""),
        reply(200, &[], "a film"),
        json(422, r#"{"error":"external"}"#),
        json(403, "{}"),
    ]);
    let studio = studio(&script);
    let link = studio.download_link(7, Some("high")).expect("a link");
    assert_eq!(
        link.address.expose(),
        "https://storage.example.com/a?sig=s3cret"
    );
    assert!(!format!("{link:?}").contains("s3cret"));
    let link = studio.download_link(7, None).expect("a link");
    assert_eq!(link.address.expose(), format!("{}/kept", script.here()));
    let codes = [
        (ErrorCode::BadAnswer, None),
        (ErrorCode::BadAnswer, None),
        (ErrorCode::Invalid, Some("external-media")),
        (ErrorCode::Forbidden, Some("no-permission")),
    ];
    for (code, reason) in codes {
        let error = studio.download_link(7, None).expect_err("no link");
        assert_eq!((error.code, error.reason.as_deref()), (code, reason));
    }
    assert_eq!(
        lines(&script)[0],
        "GET /api/public/v1/media/7/download?quality=high"
    );
}

#[test]
fn caption_files_are_listed_added_and_fetched() {
    let made = r#"{"caption_file":{"id":9,"url":"/f/9","srclang":"es-419","subtitle_format":"srt","label":"Spanish","status":"published","created_at":"2026-11-20T10:00:00Z"}}"#;
    let script = Scripted::new([
        json(
            200,
            &format!("{{\"caption_files\":[{},{{}}]}}", &made[16..made.len() - 1]),
        ),
        json(201, made),
        reply(200, &[("Content-Type", "application/x-subrip")], SRT),
        json(404, "{}"),
        json(201, "{}"),
    ]);
    let studio = studio(&script);
    let files = studio.caption_files(7).expect("a list");
    assert_eq!((files.len(), files[0].id, files[0].published), (1, 9, true));
    let file = studio
        .upload_caption_file(7, "ES-419", &captions())
        .expect("added");
    assert_eq!(file, files[0]);
    assert_eq!(
        studio.caption_file_content(9).expect("fetched"),
        SRT.as_bytes()
    );
    let none = studio.caption_file_content(9).expect_err("none");
    assert_eq!(none.reason.as_deref(), Some("no-such-file"));
    let unsaid = studio
        .upload_caption_file(7, "en", &captions())
        .expect_err("unsaid");
    assert_eq!(
        (unsaid.code, unsaid.certainty),
        (ErrorCode::BadAnswer, Certainty::Unknown)
    );
    let untagged = studio.upload_caption_file(7, "Spanish", &captions());
    assert_eq!(
        untagged.expect_err("no tag").field.as_deref(),
        Some("srclang")
    );
    let calls = asked(&script);
    assert_eq!(calls[0].line(), "GET /api/public/v1/media/7/caption_files");
    assert_eq!(
        calls[1].line(),
        "POST /api/public/v1/media/7/caption_files?srclang=es-419"
    );
    assert!(calls[1].form().starts_with(
        "--B\r\nContent-Disposition: form-data; name=\"caption_file\"; filename=\"Lecture-3.en.srt\"\r\n"
    ));
    assert_eq!(
        calls[2].line(),
        "GET /api/public/v1/caption_files/9/download"
    );
    assert_eq!(calls.len(), 5);
}

#[test]
fn a_medium_is_described() {
    let body = r#"{"id":7,"title":"Lecture 3","duration":12.5,"created_at":"2026-11-20T10:00:00Z","thumbnail_url":"https://h/t.png"}"#;
    let script = Scripted::new([
        json(200, body),
        json(200, &format!("{{\"media\":{body}}}")),
        json(200, "{}"),
        json(404, "{}"),
    ]);
    let studio = studio(&script);
    let medium = studio.media(7).expect("a medium");
    assert_eq!((medium.id, medium.duration_ms), (7, Some(12_500)));
    assert_eq!(studio.media(7).expect("a medium"), medium);
    assert_eq!(
        studio.media(7).expect_err("none").code,
        ErrorCode::BadAnswer
    );
    let none = studio.media(7).expect_err("none");
    assert_eq!(none.reason.as_deref(), Some("no-such-media"));
}
