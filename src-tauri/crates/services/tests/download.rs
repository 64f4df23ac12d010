//! Downloads: over redirects, on after a break, and never where they must not go.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod scripted;

use std::fs;
use std::path::PathBuf;

use scripted::{Act, Scripted, answer, check_golden, impatient};
use services::http::{Address, Base, Cancel, Download, Downloaded};
use services::{ErrorCode, Result, ServiceName};

const SERVICE: ServiceName = ServiceName::Studio;

struct Place {
    _folder: tempfile::TempDir,
    to: PathBuf,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("media.mp4");
    Place {
        _folder: folder,
        to,
    }
}

fn fetch(server: &Scripted, place: &Place, limit: u64) -> Result<Downloaded> {
    let base = server.base(SERVICE);
    let download = Download::new(&base, base.at(["media", "7", "download"]), &place.to, limit)
        .secret_header("authorization", "Bearer s3cret".into());
    impatient(SERVICE).download(&download, &Cancel::new(), &mut |_, _| ())
}

#[test]
fn a_file_arrives_whole_over_redirects_and_credentials_stay_at_home() {
    let other = Scripted::new([answer(
        "200 OK",
        "Content-Type: video/mp4\r\nContent-Disposition: attachment; filename=\"../../lecture.mp4\"",
        "0123456789",
    )]);
    let server = Scripted::new([
        answer("302 Found", "Location: /media/7/again", ""),
        answer(
            "307 Temporary Redirect",
            &format!("Location: {}/s3/x?sig=1", other.here()),
            "",
        ),
    ]);
    let place = place();
    let fetched = fetch(&server, &place, 100).unwrap();
    assert_eq!((fetched.length, fetched.resumed_at), (10, 0));
    assert_eq!(fetched.content_type.as_deref(), Some("video/mp4"));
    assert_eq!(fetched.suggested_name.as_deref(), Some("lecture.mp4"));
    assert_eq!(fs::read(&place.to).unwrap(), b"0123456789");
    assert_eq!(fs::read_dir(place.to.parent().unwrap()).unwrap().count(), 1);
    check_golden("download.http", &(server.golden() + &other.golden()));
}

#[test]
fn a_broken_download_goes_on_where_it_was() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nETag: \"v1\"\r\n\r\n0123";
    let rest = "Content-Range: bytes 4-9/10\r\nETag: \"v1\"";
    let server = Scripted::new([
        Act::Say(head.as_bytes().to_vec()),
        answer("206 Partial Content", rest, "456789"),
    ]);
    let place = place();
    let error = fetch(&server, &place, 100).unwrap_err();
    assert_eq!(error.code, ErrorCode::ConnectionLost);
    assert!(!place.to.exists());
    let fetched = fetch(&server, &place, 100).unwrap();
    assert_eq!((fetched.length, fetched.resumed_at), (10, 4));
    assert_eq!(fs::read(&place.to).unwrap(), b"0123456789");
    check_golden("download-resumed.http", &server.golden());
}

#[test]
fn a_download_that_has_changed_begins_anew() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nETag: \"v1\"\r\n\r\n0123";
    let table = [
        (
            "the whole",
            answer("200 OK", "ETag: \"v2\"", "abcdef"),
            Some("abcdef"),
        ),
        (
            "another part",
            answer(
                "206 Partial Content",
                "Content-Range: bytes 2-9/10",
                "23456789",
            ),
            None,
        ),
        ("no part", answer("206 Partial Content", "", "456789"), None),
        (
            "nothing more",
            answer("416 Range Not Satisfiable", "Content-Range: bytes */3", ""),
            None,
        ),
    ];
    for (name, second, whole) in table {
        let third = answer("200 OK", "ETag: \"v3\"", "xyz");
        let script = [Act::Say(head.as_bytes().to_vec()), second].into_iter();
        let server = Scripted::new(script.chain(whole.is_none().then_some(third)));
        let place = place();
        fetch(&server, &place, 100).unwrap_err();
        let second = fetch(&server, &place, 100);
        match whole {
            Some(_) => assert_eq!(second.unwrap().resumed_at, 0, "{name}"),
            None => {
                second.unwrap_err();
                assert_eq!(fetch(&server, &place, 100).unwrap().resumed_at, 0, "{name}");
            }
        }
        assert_eq!(
            fs::read_to_string(&place.to).unwrap(),
            whole.unwrap_or("xyz"),
            "{name}"
        );
        let requests = server.played();
        assert!(
            requests[1].contains("if-range: \"v1\""),
            "{name}: {}",
            requests[1]
        );
    }
}

#[test]
fn what_was_whole_already_is_taken_as_it_is() {
    let first =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nETag: \"v1\"\r\n\r\n4\r\n0123\r\n";
    let server = Scripted::new([
        Act::Say(first.as_bytes().to_vec()),
        answer("416 Range Not Satisfiable", "Content-Range: bytes */4", ""),
    ]);
    let place = place();
    fetch(&server, &place, 100).unwrap_err();
    assert_eq!(fetch(&server, &place, 100).unwrap().length, 4);
    assert_eq!(fs::read(&place.to).unwrap(), b"0123");
}

#[test]
fn a_download_that_cannot_end_well_ends() {
    let around = answer("302 Found", "Location: {here}/again", "");
    let table = [
        (
            "endless redirects",
            vec![around; 6],
            ErrorCode::TooManyRedirects,
        ),
        (
            "no way",
            vec![answer("302 Found", "", "")],
            ErrorCode::BadAnswer,
        ),
        (
            "no encryption",
            vec![answer("302 Found", "Location: http://example.com/x", "")],
            ErrorCode::NotEncrypted,
        ),
        (
            "no web",
            vec![answer("302 Found", "Location: file:///etc/passwd", "")],
            ErrorCode::BadAddress,
        ),
        (
            "too large",
            vec![answer("200 OK", "", &"x".repeat(101))],
            ErrorCode::TooLarge,
        ),
        (
            "too large, untold",
            vec![Act::Say(
                [b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), &[b'x'; 101]].concat(),
            )],
            ErrorCode::TooLarge,
        ),
        (
            "gone",
            vec![answer("404 Not Found", "", "")],
            ErrorCode::NotFound,
        ),
        (
            "ended",
            vec![answer(
                "403 Forbidden",
                "",
                "<Error>Request has expired</Error>",
            )],
            ErrorCode::Forbidden,
        ),
        (
            "closed",
            vec![Act::CloseAfterReading],
            ErrorCode::ConnectionLost,
        ),
        ("hanging", vec![Act::Hang], ErrorCode::TimedOut),
    ];
    for (name, script, code) in table {
        let server = Scripted::new(script);
        let place = place();
        let error = fetch(&server, &place, 100).unwrap_err();
        assert_eq!(error.code, code, "{name}: {error}");
        assert!(error.message.contains("Studio"), "{name}: {error}");
        assert!(!error.message.contains("s3cret"));
        assert!(!place.to.exists(), "{name}");
    }
}

#[test]
fn a_service_outside_leads_to_nothing_inside() {
    let base = Base::parse(SERVICE, "https://school.instructuremedia.com/api").unwrap();
    let place = place();
    for text in [
        "https://127.0.0.1:1/x",
        "https://192.168.0.1/x",
        "https://[::1]/x",
        "http://localhost:1/x",
    ] {
        let address = Address::parse(SERVICE, text).unwrap();
        let download = Download::new(&base, address, &place.to, 100);
        let error = impatient(SERVICE)
            .download(&download, &Cancel::new(), &mut |_, _| ())
            .unwrap_err();
        assert_eq!(error.code, ErrorCode::RedirectRefused, "{text}");
    }
}
