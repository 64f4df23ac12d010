//! Resumable uploads.

use practice_services::Practice;
use serde_json::{Value, json};

use crate::wire::{Answer, Ask, ask, break_off, target};
use crate::youtube::{SRT, call, snippet, youtube};

const START: &str = "/upload/youtube/v3/captions?part=snippet&uploadType=resumable";
const UNIT: usize = 256 * 1024;

/// A file of so many bytes that begins as SubRip does.
fn file(length: usize) -> Vec<u8> {
    let mut file = SRT.as_bytes().to_vec();
    file.resize(length, b'x');
    file
}

fn begin(services: &Practice, length: usize) -> String {
    begin_at(services, START, length)
}

fn begin_at(services: &Practice, start: &str, length: usize) -> String {
    let begun = call(services, "POST", start)
        .header("X-Upload-Content-Length", &length.to_string())
        .header("X-Upload-Content-Type", "application/octet-stream")
        .json(&snippet("fr", "x"))
        .send();
    assert_eq!(
        (begun.status, begun.body.len()),
        (200, 0),
        "{}",
        begun.text()
    );
    target(begun.header("location").unwrap())
}

fn part(services: &Practice, session: &str, range: &str, bytes: &[u8]) -> Answer {
    put(services, session, range, bytes).send()
}

fn put(services: &Practice, session: &str, range: &str, bytes: &[u8]) -> Ask {
    let put = ask(services.port(), "PUT", session);
    match range {
        "" => put.body(bytes),
        _ => put
            .header("Content-Range", &format!("bytes {range}"))
            .body(bytes),
    }
}

fn tracks(services: &Practice) -> usize {
    services.state()["world"]["youtube"]["tracks"]
        .as_array()
        .unwrap()
        .len()
}

#[test]
fn a_whole_file_finishes_at_once_and_the_question_is_answered_again() {
    let services = youtube(json!({"upload_done_status": 201}));
    for start in [
        START,
        "/resumable/upload/youtube/v3/captions?part=snippet&uploadType=resumable",
    ] {
        let before = tracks(&services);
        let session = begin_at(&services, start, SRT.len());
        let done = part(&services, &session, "", SRT.as_bytes());
        assert_eq!(done.status, 201, "{}", done.text());
        let asked = part(&services, &session, &format!("*/{}", SRT.len()), b"");
        assert_eq!((asked.status, asked.body), (201, done.body));
        assert_eq!(tracks(&services), before + 1);
        let id = done_id(&services);
        call(
            &services,
            "DELETE",
            &format!("/youtube/v3/captions?id={id}"),
        )
        .send();
    }
}

fn done_id(services: &Practice) -> String {
    let tracks = &services.state()["world"]["youtube"]["tracks"];
    let last = tracks.as_array().unwrap().last().unwrap()["id"].clone();
    last.as_str().unwrap().replace('=', "%3D")
}

#[test]
fn parts_add_up_and_what_does_not_fit_is_not_kept() {
    let services = youtube(json!({}));
    let length = 2 * UNIT + 100;
    let file = file(length);
    let session = begin(&services, length);
    let nothing = part(&services, &session, &format!("*/{length}"), b"");
    assert_eq!((nothing.status, nothing.header("range")), (308, None));
    let total = |from: usize, to: usize| format!("{from}-{to}/{length}");
    // A gap, a part that is no multiple, the first, the first again.
    let cases: &[(usize, usize, Option<&str>)] = &[
        (UNIT, 2 * UNIT, None),
        (0, 100, None),
        (0, UNIT, Some("bytes=0-262143")),
        (0, UNIT, Some("bytes=0-262143")),
        (UNIT, 2 * UNIT, Some("bytes=0-524287")),
    ];
    for (from, to, range) in cases {
        let sent = part(
            &services,
            &session,
            &total(*from, to - 1),
            &file[*from..*to],
        );
        assert_eq!(
            (sent.status, sent.header("range")),
            (308, *range),
            "{from}-{to}"
        );
    }
    let last = part(
        &services,
        &session,
        &total(2 * UNIT, length - 1),
        &file[2 * UNIT..],
    );
    assert_eq!(last.status, 200, "{}", last.text());
    let download = call(
        &services,
        "GET",
        &format!("/youtube/v3/captions/{}", done_id(&services)),
    );
    assert_eq!(download.send().body, file);
    let journal = services.journal();
    let applied: Vec<_> = journal.iter().filter(|entry| entry.applied).collect();
    assert_eq!(applied.len(), 1);
    assert!(
        applied[0].path.contains("upload_id=***"),
        "{}",
        applied[0].path
    );
}

#[test]
fn ranges_that_make_no_sense_are_refused() {
    let services = youtube(json!({}));
    let session = begin(&services, 10);
    for range in [
        "0-4/11",
        "5-4/10",
        "0-8/10",
        "x-y/10",
        "0-4",
        "-4/10",
        "0-99999999999999999999/*",
    ] {
        let refused = part(&services, &session, range, b"12345");
        assert_eq!(refused.status, 400, "{range}");
    }
    let more = part(&services, &session, "", b"12345678901");
    assert_eq!(more.status, 400);
}

#[test]
fn what_came_before_a_break_is_kept() {
    let services = youtube(json!({}));
    let length = SRT.len();
    let session = begin(&services, length);
    let whole = put(
        &services,
        &session,
        &format!("0-{}/{length}", length - 1),
        SRT.as_bytes(),
    );
    let bytes = whole.bytes();
    break_off(services.port(), &bytes[..bytes.len() - length + 20]);
    let asked = part(&services, &session, &format!("*/{length}"), b"");
    assert_eq!(
        (asked.status, asked.header("range")),
        (308, Some("bytes=0-19"))
    );

    let act =
        json!([{"match": {"method": "PUT", "nth": 1}, "act": {"kind": "store-part", "bytes": 5}}]);
    ask(services.port(), "POST", "/__sim/faults")
        .json(&act)
        .send();
    let rest = put(
        &services,
        &session,
        &format!("20-{}/{length}", length - 1),
        &SRT.as_bytes()[20..],
    );
    assert_eq!(rest.exchange().unwrap(), b"");
    let asked = part(&services, &session, &format!("*/{length}"), b"");
    assert_eq!(asked.header("range"), Some("bytes=0-24"));
    let range = format!("25-{}/{length}", length - 1);
    let done = part(&services, &session, &range, &SRT.as_bytes()[25..]);
    assert_eq!(done.status, 200);
}

#[test]
fn a_lost_answer_is_found_by_asking() {
    let services = youtube(json!({}));
    let session = begin(&services, SRT.len());
    let act = json!([{"match": {"method": "PUT", "nth": 1}, "act": {"kind": "commit-then-close"}}]);
    ask(services.port(), "POST", "/__sim/faults")
        .json(&act)
        .send();
    let lost = put(&services, &session, "", SRT.as_bytes())
        .exchange()
        .unwrap();
    assert_eq!(lost, b"");
    let found = part(&services, &session, &format!("*/{}", SRT.len()), b"");
    assert_eq!(found.status, 200);
    assert_eq!(found.json()["snippet"]["language"], "fr");
    let applied = services.journal().into_iter().filter(|entry| entry.applied);
    assert_eq!(applied.count(), 1);
}

#[test]
fn an_upload_expires_and_can_be_given_up() {
    let services = youtube(json!({"session_s": 600}));
    let session = begin(&services, SRT.len());
    services.advance(600);
    assert_eq!(part(&services, &session, "", SRT.as_bytes()).status, 404);
    let session = begin(&services, SRT.len());
    assert_eq!(ask(services.port(), "DELETE", &session).send().status, 499);
    assert_eq!(part(&services, &session, "", SRT.as_bytes()).status, 404);
}

#[test]
fn starting_checks_and_finishing_checks_again() {
    let services = youtube(json!({}));
    let start = |resource: &Value| call(&services, "POST", START).json(resource).send();
    assert_eq!(start(&snippet("en", "English")).reason(), "captionExists");
    assert_eq!(start(&json!({})).reason(), "invalidMetadata");
    let huge = call(&services, "POST", START)
        .header("X-Upload-Content-Length", "104857601")
        .json(&snippet("fr", "x"));
    assert_eq!(huge.send().status, 413);
    let first = begin(&services, SRT.len());
    let second = begin(&services, SRT.len());
    assert_eq!(part(&services, &first, "", SRT.as_bytes()).status, 200);
    let late = part(&services, &second, "", SRT.as_bytes());
    assert_eq!(late.reason(), "captionExists");
}

#[test]
fn an_update_is_begun_by_put_and_told_from_a_part_by_its_upload() {
    let services = youtube(json!({}));
    let begun = call(&services, "PUT", START)
        .json(&json!({"id": "C1=", "snippet": {"isDraft": true}}))
        .send();
    let session = target(begun.header("location").unwrap());
    let done = part(&services, &session, "", SRT.as_bytes()).json();
    assert_eq!(
        (&done["id"], &done["snippet"]["isDraft"]),
        (&json!("C1="), &json!(true))
    );
}

#[test]
fn parts_need_what_the_switches_say() {
    for (switches, with_token, without, post) in [
        (json!({}), 200, 200, 200),
        (json!({"strict_auth": true}), 200, 401, 401),
        (json!({"lenient_post_chunks": false}), 200, 200, 404),
    ] {
        let services = youtube(switches.clone());
        let session = begin(&services, SRT.len());
        let post_part = ask(services.port(), "POST", &session).body(SRT).send();
        assert_eq!(post_part.status, post, "{switches}");
        let bare = put(&services, &session, "", SRT.as_bytes()).send();
        assert_eq!(bare.status, without, "{switches}");
        let signed = put(&services, &session, "", SRT.as_bytes()).bearer("owner-token");
        assert_eq!(signed.send().status, with_token, "{switches}");
    }
}
