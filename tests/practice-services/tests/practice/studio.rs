//! Studio.

use practice_services::Practice;
use serde_json::{Value, json};

use crate::wire::{Answer, Ask, ask, practice, target};

pub const LIST: &str =
    "/api/public/v1/caption_file_requests?provider=professional&status=requested";
const SRT: &str = "1\r\n00:00:01,000 --> 00:00:02,000\r\nOne.\r\n";

pub fn studio(switches: Value) -> Practice {
    practice(json!({"studio": {
        "switches": switches,
        "media": [
            {"id": 7, "title": "Lecture", "duration": 8.008, "file": "counter.webm", "owner": "teacher"},
            {"id": 8, "title": "Elsewhere", "external": true, "owner": "teacher"},
        ],
        "service_types": [
            {"id": 1, "key": "fast", "label": "Fast", "roles": ["teacher"]},
            {"id": 2, "key": "slow", "label": "Slow"},
        ],
        "requests": [
            {"id": 41, "service_type": "fast", "language": "en-US", "media_id": 7},
            {"id": 42, "service_type": "slow", "language": "fr-FR", "media_id": 7},
        ],
        "tokens": [
            {"login": "admin", "access": "admin-token"},
            {"login": "captioner", "access": "captioner-token"},
            {"login": "teacher", "access": "teacher-token"},
            {"login": "student", "access": "student-token"},
            {"login": "admin", "access": "short-token", "expires_in_s": 60},
        ],
    }}))
}

fn get(services: &Practice, target: &str) -> Answer {
    ask(services.port(), "GET", target)
        .bearer("admin-token")
        .send()
}

/// The ids that are listed.
fn listed(services: &Practice) -> Vec<u64> {
    let list = get(services, LIST).json();
    let requests = list["caption_file_requests"].as_array().unwrap().clone();
    requests
        .iter()
        .filter_map(|one| one["id"].as_u64())
        .collect()
}

fn form_data(ask: Ask, fields: &[(&str, &str)], file: Option<(&str, &str)>) -> Ask {
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!(
            "--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    if let Some((name, content)) = file {
        body.push_str(&format!(
            "--B\r\nContent-Disposition: form-data; name=\"caption_file\"; filename=\"{name}\"\r\n\
             Content-Type: application/x-subrip\r\n\r\n{content}\r\n"
        ));
    }
    body.push_str("--B--\r\n");
    ask.header("Content-Type", "multipart/form-data; boundary=B")
        .body(body)
}

fn update(
    services: &Practice,
    id: u64,
    fields: &[(&str, &str)],
    file: Option<(&str, &str)>,
) -> Answer {
    let target = format!("/api/public/v1/caption_file_requests/{id}");
    let ask = ask(services.port(), "PATCH", &target).bearer("admin-token");
    form_data(ask, fields, file).send()
}

fn fulfil(services: &Practice, id: u64) -> Answer {
    update(
        services,
        id,
        &[("status", "fulfilled")],
        Some(("a.srt", SRT)),
    )
}

#[test]
fn everyone_may_do_what_the_role_permits() {
    let services = studio(json!({}));
    let types = "/api/public/v1/captioning_service_types";
    let cases: &[(&str, &str, [u16; 5])] = &[
        // admin, captioner, teacher, student, nobody
        ("GET", LIST, [200, 200, 403, 403, 401]),
        ("GET", types, [200, 200, 200, 403, 401]),
        (
            "PUT",
            "/api/public/v1/captioning_service_types/x",
            [400, 400, 403, 403, 401],
        ),
        (
            "DELETE",
            "/api/public/v1/captioning_service_types/x",
            [404, 404, 403, 403, 401],
        ),
        (
            "PATCH",
            "/api/public/v1/caption_file_requests/41",
            [400, 400, 403, 403, 401],
        ),
        (
            "GET",
            "/api/public/v1/media/7/download",
            [302, 302, 302, 403, 401],
        ),
        (
            "GET",
            "/api/public/v1/media/8/download",
            [422, 403, 422, 403, 401],
        ),
        ("GET", "/api/public/v1/media/9", [404, 404, 404, 404, 401]),
        ("GET", "/api/public/v1/media/x", [422, 422, 422, 422, 401]),
    ];
    for (method, target, expected) in cases {
        let tokens = [
            "admin-token",
            "captioner-token",
            "teacher-token",
            "student-token",
            "no",
        ];
        let told = tokens.map(|token| {
            let ask = ask(services.port(), method, target).bearer(token);
            ask.send().status
        });
        assert_eq!(told, *expected, "{method} {target}");
    }
    let own = ask(services.port(), "GET", types).bearer("teacher-token");
    let own = own.send().json();
    assert_eq!(own["captioning_service_types"].as_array().unwrap().len(), 1);
}

#[test]
fn the_captioning_service_is_known_by_its_headers() {
    let services = practice(json!({"studio": {"service_headers": [
        {"name": "X-Captioning-Id", "value": "practice"},
        {"name": "X-Captioning-Key", "value": "key"},
    ]}}));
    let list = ask(services.port(), "GET", LIST).header("x-captioning-id", "practice");
    assert_eq!(list.clone().send().status, 401);
    assert_eq!(list.header("x-captioning-key", "key").send().status, 200);

    let services = studio(json!({}));
    let value = r#"Bearer user_id="practice-captioner", token="practice-captioner-key""#;
    let list = ask(services.port(), "GET", LIST).header("Authorization", value);
    assert_eq!(list.send().status, 200);
}

#[test]
fn requests_are_listed_in_either_shape_and_in_pages() {
    let services = studio(json!({}));
    let a = &get(&services, LIST).json()["caption_file_requests"][0];
    assert_eq!(
        (&a["service_type"], &a["srclang"]),
        (&json!("fast"), &json!("en-US"))
    );
    assert_eq!(a["media"]["id"], 7);
    assert_eq!(a["created_at"], "2026-11-20T09:00:00.000Z");

    let services = studio(json!({"item_shape": "B", "page_size": 1}));
    let first = get(&services, LIST).json();
    let b = &first["caption_file_requests"][0];
    assert_eq!(b["captioning_service_type"]["key"], "fast");
    assert_eq!(
        (&b["language"], &b["media_id"]),
        (&json!("en-US"), &json!(7))
    );
    assert_eq!(first["meta"], json!({"current_page": 1, "last_page": 2}));
    let second = get(&services, &format!("{LIST}&page=2")).json();
    assert_eq!(second["caption_file_requests"][0]["id"], 42);

    for query in ["", "?provider=professional", "?provider=x&status=requested"] {
        let target = format!("/api/public/v1/caption_file_requests{query}");
        assert_eq!(get(&services, &target).status, 422, "{query}");
    }
}

#[test]
fn a_request_is_fulfilled_once_and_gives_a_caption_file() {
    let services = studio(json!({"relative_caption_urls": true}));
    assert_eq!(listed(&services), [41, 42]);
    let saved = fulfil(&services, 41);
    assert_eq!((saved.status, saved.body.len()), (202, 0));
    assert_eq!(listed(&services), [42]);
    let files = get(&services, "/api/public/v1/media/7/caption_files").json();
    let file = &files["caption_files"][0];
    assert_eq!(file["srclang"], "en-US");
    let download = get(&services, file["url"].as_str().unwrap());
    assert_eq!(download.text(), SRT);
    assert_eq!(fulfil(&services, 41).status, 422);
    let applied: Vec<_> = services
        .journal()
        .into_iter()
        .filter(|entry| entry.applied)
        .collect();
    assert_eq!(applied.len(), 1);
    assert_eq!(
        applied[0].effect.as_deref(),
        Some("studio/request/41/fulfilled")
    );
    assert!(applied[0].payload_sha256.is_some());
}

#[test]
fn updates_are_checked_in_order() {
    let services = studio(json!({}));
    type Case<'a> = (&'a [(&'a str, &'a str)], Option<(&'a str, &'a str)>, u16);
    let fulfilled: &[(&str, &str)] = &[("status", "fulfilled")];
    let cases: &[Case] = &[
        (&[], None, 400),
        (&[("message", "no")], Some(("a.srt", SRT)), 400),
        (&[("status", "done")], Some(("a.srt", SRT)), 422),
        (fulfilled, None, 400),
        (fulfilled, Some(("a.vtt", SRT)), 422),
        (fulfilled, Some(("a.srt", "not captions")), 422),
        (fulfilled, Some(("a.SRT", SRT)), 202),
    ];
    for (fields, file, status) in cases {
        let answer = update(&services, 41, fields, *file);
        assert_eq!(
            answer.status,
            *status,
            "{fields:?} {file:?}: {}",
            answer.text()
        );
    }
    assert_eq!(
        update(&services, 99, fulfilled, Some(("a.srt", SRT))).status,
        404
    );
    let target = "/api/public/v1/caption_file_requests/42";
    let json = ask(services.port(), "PATCH", target)
        .bearer("admin-token")
        .json(&json!({"status": "failed"}));
    assert_eq!(json.send().status, 400, "the body is a form");
    let failed = update(
        &services,
        42,
        &[("status", "failed"), ("message", "No sound")],
        None,
    );
    assert_eq!(failed.status, 202);
    let state = services.state();
    assert_eq!(
        state["world"]["studio"]["requests"][1]["message"],
        "No sound"
    );
}

#[test]
fn the_second_update_is_answered_as_the_switch_says() {
    for status in [400, 403, 404, 409, 422] {
        let services = studio(json!({"second_update_status": status}));
        assert_eq!(fulfil(&services, 41).status, 202);
        assert_eq!(fulfil(&services, 41).status, status);
        let failed = update(&services, 41, &[("status", "failed")], None);
        assert_eq!(failed.status, status);
    }
}

#[test]
fn processing_hides_a_request_or_does_not() {
    for (hides, expected) in [(true, vec![42]), (false, vec![41, 42])] {
        let services = studio(json!({"processing_hides": hides}));
        let claimed = update(&services, 41, &[("status", "processing")], None);
        assert_eq!(claimed.status, 202);
        assert_eq!(listed(&services), expected);
        assert_eq!(
            fulfil(&services, 41).status,
            202,
            "the one update is still open"
        );
    }
}

#[test]
fn a_result_may_be_seen_later() {
    let services = studio(json!({"visible_after_s": 90}));
    assert_eq!(fulfil(&services, 41).status, 202);
    let files = "/api/public/v1/media/7/caption_files";
    let count = || {
        get(&services, files).json()["caption_files"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!((listed(&services), count()), (vec![41, 42], 0));
    services.advance(90);
    assert_eq!((listed(&services), count()), (vec![42], 1));
}

#[test]
fn service_types_are_inserted_updated_and_deleted() {
    let services = studio(json!({"upsert_answers_with_type": true}));
    let put = |key: &str, body: Value| {
        let target = format!("/api/public/v1/captioning_service_types/{key}");
        let ask = ask(services.port(), "PUT", &target).bearer("admin-token");
        ask.json(&body).send()
    };
    let new = put(
        "new",
        json!({"description": "New", "languages": ["en", "es-419"]}),
    );
    assert_eq!((new.status, &new.json()["id"]), (200, &json!(3)));
    assert_eq!(put("new", json!({"description": "Newer"})).json()["id"], 3);
    assert_eq!(put("new", json!({"languages": ["en"]})).status, 400);
    for tags in [
        json!(["english"]),
        json!(["en_US"]),
        json!("en"),
        json!([7]),
    ] {
        let body = json!({"description": "x", "languages": tags});
        assert_eq!(put("new", body).status, 422, "{tags}");
    }
    let delete = ask(
        services.port(),
        "DELETE",
        "/api/public/v1/captioning_service_types/new",
    );
    let delete = delete.bearer("admin-token");
    assert_eq!((delete.send().status, delete.send().status), (204, 404));
    let post = ask(
        services.port(),
        "POST",
        "/api/public/v1/captioning_service_types/new",
    );
    assert_eq!(post.bearer("admin-token").send().status, 405);

    let none = practice(json!({"studio": {"service_active": false}}));
    for (method, key) in [("GET", ""), ("PUT", "/x"), ("DELETE", "/x")] {
        let target = format!("/api/public/v1/captioning_service_types{key}");
        let ask = ask(none.port(), method, &target).bearer("practice-studio-access");
        assert_eq!(ask.send().status, 404, "{method}");
    }
}

#[test]
fn media_is_fetched_by_a_link_that_expires_in_ranges() {
    let services = studio(json!({"media_link_s": 600}));
    let redirect = get(&services, "/api/public/v1/media/7/download");
    let link = redirect.header("location").unwrap().to_owned();
    let fetch = || ask(services.storage_port(), "GET", &target(&link));
    let whole = fetch().send();
    assert_eq!(whole.body.len(), 196_184);
    let tag = whole.header("etag").unwrap();
    let ranges: &[(&str, u16, usize)] = &[
        ("bytes=0-99", 206, 100),
        ("bytes=196000-", 206, 184),
        ("bytes=-10", 206, 10),
        ("bytes=196184-", 416, 0),
        ("bytes=5-2", 200, 196_184),
    ];
    for (range, status, length) in ranges {
        let part = fetch()
            .header("Range", range)
            .header("If-Range", tag)
            .send();
        assert_eq!(
            (part.status, part.body.len()),
            (*status, *length),
            "{range}"
        );
    }
    let part = fetch().header("Range", "bytes=100-199").send();
    assert_eq!(part.header("content-range"), Some("bytes 100-199/196184"));
    assert_eq!(part.body, whole.body[100..200]);
    let changed = fetch()
        .header("Range", "bytes=1-2")
        .header("If-Range", "\"x\"");
    assert_eq!(changed.send().status, 200);
    assert_eq!(fetch().bearer("admin-token").send().status, 400);
    let forged = target(&link).replace("media/7", "media/8");
    assert_eq!(
        ask(services.storage_port(), "GET", &forged).send().status,
        403
    );
    services.advance(600);
    assert_eq!(fetch().send().status, 403);
}

#[test]
fn a_file_is_added_to_media_by_hand() {
    let services = studio(json!({}));
    let add = |query: &str, name: &str| {
        let target = format!("/api/public/v1/media/7/caption_files{query}");
        let ask = ask(services.port(), "POST", &target).bearer("teacher-token");
        form_data(ask, &[], Some((name, SRT))).send()
    };
    assert_eq!(add("", "a.srt").status, 400);
    assert_eq!(add("?srclang=english", "a.srt").status, 422);
    assert_eq!(add("?srclang=en", "a.txt").status, 422);
    let added = add("?srclang=en", "a.srt");
    assert_eq!(added.status, 201);
    assert_eq!(added.json()["caption_file"]["status"], "published");
    assert_eq!(listed(&services), [41, 42], "the requests are still open");
}

#[test]
fn what_the_document_leaves_open_can_be_the_other_way() {
    for shape in ["A", "B"] {
        let services = studio(json!({"lists_media_url": false, "item_shape": shape}));
        assert!(
            !get(&services, LIST).text().contains("/download"),
            "{shape}"
        );
    }
    let services = studio(json!({"fulfilled_needs_file": false, "upsert_method": "POST"}));
    let fulfilled = update(&services, 41, &[("status", "fulfilled")], None);
    assert_eq!((fulfilled.status, listed(&services)), (202, vec![42]));
    let target = "/api/public/v1/captioning_service_types/new";
    let body = json!({"description": "New"});
    let upsert = |method: &str| {
        let ask = ask(services.port(), method, target).bearer("admin-token");
        ask.json(&body).send().status
    };
    assert_eq!((upsert("PUT"), upsert("POST")), (405, 200));
}
