//! YouTube's captions.

use practice_services::Practice;
use serde_json::{Value, json};

use crate::wire::{Answer, Ask, ask, practice};

pub const SRT: &str = "1\n00:00:01,000 --> 00:00:02,500\nOne & two.\n";
const MULTIPART: &str = "/upload/youtube/v3/captions?part=snippet&uploadType=multipart";

pub fn youtube(switches: Value) -> Practice {
    practice(json!({
        "google": {
            "accounts": [
                {"login": "owner", "name": "Olive", "content_owners": ["CMS"]},
                {"login": "guest", "name": "Gus"},
            ],
            "tokens": [
                {"login": "owner", "access": "owner-token",
                 "scopes": ["https://www.googleapis.com/auth/youtube.force-ssl"]},
                {"login": "owner", "access": "partner-token",
                 "scopes": ["https://www.googleapis.com/auth/youtubepartner"]},
                {"login": "guest", "access": "guest-token",
                 "scopes": ["https://www.googleapis.com/auth/youtube.force-ssl"]},
                {"login": "owner", "access": "email-token", "scopes": ["email"]},
            ],
        },
        "youtube": {
            "switches": switches,
            "videos": [
                {"id": "V", "title": "Film", "owner": "owner"},
                {"id": "W", "title": "Other", "owner": "guest", "content_owner": "CMS"},
            ],
            "tracks": [
                {"id": "C1=", "video_id": "V", "language": "en", "name": "English", "content": SRT},
                {"id": "A1=", "video_id": "V", "language": "en", "kind": "ASR", "content": SRT},
            ],
        },
    }))
}

pub fn call(services: &Practice, method: &str, target: &str) -> Ask {
    ask(services.port(), method, target).bearer("owner-token")
}

fn related(ask: Ask, resource: &Value, file: &[u8]) -> Ask {
    let head = format!(
        "--b\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n{resource}\r\n\
         --b\r\nContent-Type: application/octet-stream\r\n\r\n"
    );
    let body = [head.as_bytes(), file, b"\r\n--b--\r\n"].concat();
    ask.header("Content-Type", "multipart/related; boundary=b")
        .body(body)
}

pub fn snippet(language: &str, name: &str) -> Value {
    json!({"snippet": {"videoId": "V", "language": language, "name": name, "isDraft": true}})
}

fn insert(services: &Practice, resource: &Value, file: &[u8]) -> Answer {
    related(call(services, "POST", MULTIPART), resource, file).send()
}

fn list(services: &Practice) -> Value {
    let target = "/youtube/v3/captions?part=id%2Csnippet&videoId=V";
    call(services, "GET", target).send().json()
}

/// A track of the list, by its id.
fn track(services: &Practice, id: &Value) -> Value {
    let items = list(services)["items"].as_array().unwrap().clone();
    items.into_iter().find(|item| item["id"] == *id).unwrap()
}

#[test]
fn lists_check_who_asks_and_what() {
    let services = youtube(json!({}));
    let cases: &[(&str, &str, u16, &str)] = &[
        ("owner-token", "part=id&videoId=V", 200, ""),
        (
            "owner-token",
            "part=id&part=snippet&videoId=V&id=C1%3D,A1%3D",
            200,
            "",
        ),
        (
            "owner-token",
            "part=id,snippet&videoId=V&id=C1%3D&alt=json&prettyPrint=false",
            200,
            "",
        ),
        (
            "partner-token",
            "part=id&videoId=W&onBehalfOfContentOwner=CMS",
            200,
            "",
        ),
        ("owner-token", "videoId=V", 400, "missingRequiredParameter"),
        ("owner-token", "part=id", 400, "missingRequiredParameter"),
        ("owner-token", "part=all&videoId=V", 400, "unknownPart"),
        (
            "owner-token",
            "part=id&videoId=V&pageToken=x",
            400,
            "unexpectedParameter",
        ),
        ("owner-token", "part=id&videoId=X", 404, "videoNotFound"),
        (
            "owner-token",
            "part=id&videoId=V&id=zz",
            404,
            "captionNotFound",
        ),
        ("owner-token", "part=id&videoId=W", 403, "forbidden"),
        ("guest-token", "part=id&videoId=V", 403, "forbidden"),
        (
            "guest-token",
            "part=id&videoId=W&onBehalfOfContentOwner=CMS",
            403,
            "forbidden",
        ),
        (
            "email-token",
            "part=id&videoId=V",
            403,
            "insufficientPermissions",
        ),
        ("other", "part=id&videoId=V", 401, "authError"),
    ];
    for (token, query, status, reason) in cases {
        let target = format!("/youtube/v3/captions?{query}");
        let answer = ask(services.port(), "GET", &target).bearer(token).send();
        assert_eq!(answer.status, *status, "{query}: {}", answer.text());
        if *status != 200 {
            assert_eq!(answer.reason(), *reason, "{query}");
        }
    }
    let nobody = ask(
        services.port(),
        "GET",
        "/youtube/v3/captions?part=id&videoId=V",
    )
    .send();
    assert_eq!(nobody.reason(), "authorizationRequired");
}

#[test]
fn a_list_tells_every_property_and_its_state_by_etag() {
    let services = youtube(json!({}));
    let list = list(&services);
    assert_eq!(list["kind"], "youtube#captionListResponse");
    let snippet = &list["items"][0]["snippet"];
    let expected = json!({
        "videoId": "V", "lastUpdated": "2026-11-20T09:00:00.000000Z", "trackKind": "standard",
        "language": "en", "name": "English", "audioTrackType": "unknown", "isCC": false,
        "isLarge": false, "isEasyReader": false, "isDraft": false, "isAutoSynced": false,
        "status": "serving",
    });
    assert_eq!(*snippet, expected);
    assert_eq!(list["items"][1]["snippet"]["trackKind"], "ASR");
    let etag = list["etag"].as_str().unwrap();
    let target = "/youtube/v3/captions?part=id&videoId=V";
    let again = call(&services, "GET", target).header("If-None-Match", etag);
    assert_eq!(again.send().status, 304);
}

#[test]
fn inserts_are_checked_as_the_table_says() {
    let services = youtube(json!({}));
    let long = "n".repeat(151);
    let cases: Vec<(Value, u16, &str)> = vec![
        (json!({}), 400, "invalidMetadata"),
        (
            json!({"snippet": {"videoId": "V", "language": "en"}}),
            400,
            "invalidMetadata",
        ),
        (snippet("english", "x"), 400, "invalidMetadata"),
        (snippet("en", &long), 400, "nameTooLong"),
        (
            json!({"snippet": {"videoId": "X", "language": "en", "name": "x"}}),
            404,
            "videoNotFound",
        ),
        (
            json!({"snippet": {"videoId": "W", "language": "en", "name": "x"}}),
            403,
            "forbidden",
        ),
        (snippet("EN", "English"), 409, "captionExists"),
        (snippet("en", &long[1..]), 200, ""),
        (snippet("en", ""), 200, ""),
    ];
    for (resource, status, reason) in &cases {
        let answer = insert(&services, resource, SRT.as_bytes());
        assert_eq!(answer.status, *status, "{resource}: {}", answer.text());
        if *status != 200 {
            assert_eq!(answer.reason(), *reason, "{resource}");
        }
    }
    assert_eq!(
        insert(&services, &snippet("fr", "x"), b"").reason(),
        "contentRequired"
    );
    let alone = call(&services, "POST", "/youtube/v3/captions?part=snippet");
    assert_eq!(
        alone.json(&snippet("fr", "x")).send().reason(),
        "contentRequired"
    );
    let simple = "/upload/youtube/v3/captions?part=snippet&uploadType=media";
    assert_eq!(call(&services, "POST", simple).body(SRT).send().status, 400);
    let form = call(&services, "POST", MULTIPART)
        .header("Content-Type", "multipart/form-data; boundary=b")
        .body("--b--");
    assert_eq!(form.send().status, 400);
    let strict = youtube(json!({"accepts_empty_name": false}));
    let refused = insert(&strict, &snippet("fr", ""), SRT.as_bytes());
    assert_eq!(refused.reason(), "invalidMetadata");
}

#[test]
fn related_parts_may_end_with_lf_and_have_any_type_and_a_quoted_boundary() {
    let file = "1\r\n00:00:01,000 --> 00:00:02,000\r\nOne.\r\n\r\n";
    let resource = snippet("fr", "Français");
    let python = format!(
        "--===============7==\nContent-Type: application/json\nMIME-Version: 1.0\n\n{resource}\n\
         --===============7==\nContent-Type: */*\nMIME-Version: 1.0\n\
         Content-Transfer-Encoding: binary\n\n{file}\n--===============7==--"
    );
    let plain = format!(
        "preamble\r\n--b\r\n\r\n{resource}\r\n--b\r\nContent-Type: text/xml\r\n\r\n{file}\r\n--b--"
    );
    let cases = [
        ("multipart/related; boundary=\"===============7==\"", python),
        (
            "Multipart/Related; type=\"application/json\"; Boundary=b",
            plain,
        ),
    ];
    for (content_type, body) in cases {
        let services = youtube(json!({}));
        let ask = call(&services, "POST", MULTIPART);
        let answer = ask.header("Content-Type", content_type).body(body).send();
        assert_eq!(answer.status, 200, "{}", answer.text());
        let id = answer.json()["id"].as_str().unwrap().replace('=', "%3D");
        let download = call(
            &services,
            "GET",
            &format!("/youtube/v3/captions/{id}?alt=media"),
        );
        assert_eq!(download.send().text(), file);
    }
}

#[test]
fn a_track_is_processed_for_a_while_and_may_fail() {
    let cases: &[(&[u8], &str, Option<&str>)] = &[
        (SRT.as_bytes(), "serving", None),
        (
            b"WEBVTT\n\n00:01.000 --> 00:02.000\nOne.\n",
            "serving",
            None,
        ),
        (b"0:00:01.000,0:00:02.000\nOne.\n", "serving", None),
        (b"Scenarist_SCC V1.0\n", "serving", None),
        (b"\x00\x01\xff\xfe", "failed", Some("unknownFormat")),
        (b"[Script Info]\n", "failed", Some("unsupportedFormat")),
        (b"1\nnot a time\nOne.\n", "failed", Some("processingFailed")),
    ];
    let services = youtube(json!({"syncing_s": 30}));
    for (at, (file, status, failure)) in cases.iter().enumerate() {
        let name = format!("Track {at}");
        let inserted = insert(&services, &snippet("en", &name), file).json();
        assert_eq!(inserted["snippet"]["status"], "syncing", "{file:?}");
        services.advance(30);
        let seen = track(&services, &inserted["id"]);
        assert_eq!(seen["snippet"]["status"], *status, "{file:?}");
        assert_eq!(
            seen["snippet"]["failureReason"].as_str(),
            *failure,
            "{file:?}"
        );
        assert_eq!(seen["etag"], inserted["etag"]);
    }
}

#[test]
fn updates_reset_what_they_leave_out_and_change_the_etag() {
    let services = youtube(json!({}));
    let inserted = insert(&services, &snippet("fr", "x"), SRT.as_bytes()).json();
    let id = &inserted["id"];
    services.advance(60);
    let put = |part: &str, resource: &Value| {
        let target = format!("/youtube/v3/captions?part={part}");
        call(&services, "PUT", &target).json(resource).send()
    };
    let same = put("id", &json!({"id": id})).json();
    assert_eq!(same["snippet"], Value::Null);
    assert_eq!(track(&services, id)["snippet"]["isDraft"], true);
    let reset = put("snippet", &json!({"id": id, "snippet": {}})).json();
    assert_eq!(reset["snippet"]["isDraft"], false);
    assert_ne!(reset["etag"], inserted["etag"]);
    assert_eq!(
        reset["snippet"]["lastUpdated"],
        "2026-11-20T09:01:00.000000Z"
    );
    let cases: &[(&str, Value, &str)] = &[
        (
            "snippet",
            json!({"snippet": {"isDraft": true}}),
            "missingRequiredParameter",
        ),
        ("snippet", json!({"id": "zz"}), "captionNotFound"),
        ("snippet", json!({"id": "A1="}), "forbidden"),
        ("snippet&sync=true", json!({"id": "C1="}), "contentRequired"),
    ];
    for (part, resource, reason) in cases {
        assert_eq!(put(part, resource).reason(), *reason, "{part} {resource}");
    }
    let other = "2\n00:00:05,000 --> 00:00:06,000\nOther.\n";
    let resource = json!({"id": id, "snippet": {"isDraft": true}});
    let file = related(
        call(&services, "PUT", MULTIPART),
        &resource,
        other.as_bytes(),
    );
    let file = file.send().json();
    assert_eq!(file["snippet"]["isDraft"], true);
    let applied = services.journal().into_iter().filter(|entry| entry.applied);
    assert_eq!(applied.count(), 3, "an insert and two updates");
}

#[test]
fn if_match_is_ignored_or_honoured() {
    for (mode, status) in [("ignore", 200), ("honour", 412)] {
        let services = youtube(json!({"if_match": mode}));
        let put = |etag: &str| {
            let ask = call(&services, "PUT", "/youtube/v3/captions?part=snippet");
            let ask = ask.header("If-Match", etag);
            ask.json(&json!({"id": "C1=", "snippet": {"isDraft": true}}))
                .send()
        };
        assert_eq!(put("old").status, status, "{mode}");
        let etag = track(&services, &json!("C1="))["etag"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(put(&etag).status, 200, "{mode}");
    }
}

#[test]
fn downloads_come_as_sent_or_converted() {
    let services = youtube(json!({}));
    let download = |query: &str| {
        call(
            &services,
            "GET",
            &format!("/youtube/v3/captions/C1%3D{query}"),
        )
        .send()
    };
    let cases: &[(&str, &str)] = &[
        ("", SRT),
        (
            "?tfmt=srt",
            "1\n00:00:01,000 --> 00:00:02,500\nOne & two.\n\n",
        ),
        (
            "?tfmt=vtt",
            "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nOne &amp; two.\n\n",
        ),
        (
            "?tfmt=sbv&alt=media",
            "0:00:01.000,0:00:02.500\nOne & two.\n\n",
        ),
        (
            "?tlang=fr",
            "1\n00:00:01,000 --> 00:00:02,500\n[fr] One & two.\n\n",
        ),
    ];
    for (query, text) in cases {
        let answer = download(query);
        assert_eq!(answer.text(), *text, "{query}");
        assert_eq!(
            answer.header("content-type"),
            Some("application/octet-stream")
        );
    }
    assert!(
        download("?tfmt=ttml")
            .text()
            .contains("<p begin=\"00:00:01.000\"")
    );
    for query in ["?tfmt=scc", "?tfmt=doc", "?tlang=french"] {
        assert_eq!(download(query).reason(), "couldNotConvert", "{query}");
    }
    let missing = call(&services, "GET", "/youtube/v3/captions/zz").send();
    assert_eq!(missing.reason(), "captionNotFound");
}

#[test]
fn tracks_are_deleted_but_for_what_a_machine_heard() {
    let services = youtube(json!({}));
    let delete =
        |query: &str| call(&services, "DELETE", &format!("/youtube/v3/captions{query}")).send();
    assert_eq!(delete("").reason(), "missingRequiredParameter");
    assert_eq!(delete("?id=A1%3D").reason(), "forbidden");
    let gone = delete("?id=C1%3D");
    assert_eq!((gone.status, gone.body.len()), (204, 0));
    assert_eq!(delete("?id=C1%3D").reason(), "captionNotFound");
}

#[test]
fn units_are_taken_before_anything_is_checked_and_begin_anew_in_california() {
    let services = youtube(json!({}));
    let used = || {
        let state = services.state();
        state["units"]["practice-google-client 2026-11-20"]
            .as_u64()
            .unwrap()
    };
    list(&services);
    assert_eq!(used(), 50);
    insert(&services, &json!({}), b"");
    assert_eq!(used(), 450, "a request that is refused costs all the same");
    call(&services, "PUT", "/youtube/v3/captions?part=id")
        .json(&json!({"id": "C1="}))
        .send();
    call(&services, "GET", "/youtube/v3/captions/C1%3D").send();
    call(&services, "DELETE", "/youtube/v3/captions?id=C1%3D").send();
    assert_eq!(used(), 450 + 450 + 200 + 50);
    for at in 0..22 {
        insert(
            &services,
            &snippet("en", &format!("Track {at}")),
            SRT.as_bytes(),
        );
    }
    let refused = insert(&services, &snippet("en", "One more"), SRT.as_bytes());
    assert_eq!(
        (refused.status, refused.reason().as_str()),
        (403, "quotaExceeded")
    );
    assert_eq!(
        refused.json()["error"]["errors"][0]["domain"],
        "youtube.quota"
    );
    assert_eq!(used(), 9950, "a refusal for the units takes none");
    // It is one in the morning in California; the day there ends in 23 hours.
    services.advance(23 * 3600 - 1);
    assert_eq!(
        insert(&services, &snippet("en", "Late"), SRT.as_bytes()).status,
        403
    );
    services.advance(1);
    assert_eq!(
        insert(&services, &snippet("en", "New"), SRT.as_bytes()).status,
        200
    );
}

#[test]
fn switches_make_tracks_vanish_and_languages_change() {
    let services = youtube(json!({
        "sync_vanishes": true, "lowercase_asr": true, "language_map": {"zh-Hans": "zh-CN"},
    }));
    let synced = related(
        call(&services, "POST", &format!("{MULTIPART}&sync=true")),
        &snippet("en", "Synced"),
        SRT.as_bytes(),
    );
    assert_eq!(synced.send().status, 200);
    insert(&services, &snippet("zh-Hans", "x"), SRT.as_bytes());
    let items = list(&services)["items"].as_array().unwrap().clone();
    assert_eq!(items.len(), 3);
    assert_eq!(items[1]["snippet"]["trackKind"], "asr");
    assert_eq!(items[2]["snippet"]["language"], "zh-CN");
}
