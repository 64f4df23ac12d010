//! Rev: how orders go on once they are placed.

use std::io::{Read, Write};
use std::net::TcpListener;

use practice_services::Practice;
use serde_json::{Value, json};

use crate::rev::{call, changed, order, rev};
use crate::wire::Answer;

fn place(services: &Practice, changes: &[(&str, Value)]) -> String {
    let placed = order(services, &changed(changes));
    assert_eq!(
        (placed.status, placed.body.len()),
        (201, 0),
        "{}",
        placed.text()
    );
    let location = placed.header("location").unwrap();
    location.rsplit('/').next().unwrap().to_owned()
}

fn show(services: &Practice, number: &str) -> Value {
    call(services, "GET", &format!("/orders/{number}"))
        .send()
        .json()
}

fn list(services: &Practice, query: &str) -> Value {
    call(services, "GET", &format!("/orders{query}"))
        .send()
        .json()
}

#[test]
fn a_sandbox_order_is_complete_after_five_minutes() {
    let services = rev(json!({}), json!({}));
    let languages = ("/caption_options/subtitle_languages", json!(["es-la"]));
    let number = place(&services, &[languages]);
    assert!(number.starts_with("CP"));
    let shown = show(&services, &number);
    assert_eq!(shown["status"], "In Progress");
    assert_eq!(
        shown["caption"],
        json!({"total_length": 2, "total_length_seconds": 120})
    );
    assert_eq!(
        shown["attachments"].as_array().unwrap().len(),
        1,
        "the media"
    );
    services.advance(299);
    assert_eq!(show(&services, &number)["status"], "In Progress");
    services.advance(1);
    let shown = show(&services, &number);
    assert_eq!(shown["status"], "Complete");
    let kinds: Vec<&Value> = shown["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|attachment| &attachment["kind"])
        .collect();
    assert_eq!(kinds, ["media", "caption", "subtitle"]);
}

#[test]
fn a_real_order_waits_and_costs() {
    let services = rev(json!({"balance_cents": 1000}), json!({"real_s": 7200}));
    let real = ("/sandbox_mode", json!(false));
    let number = place(&services, &[real, ("/caption_options/rush", json!("true"))]);
    let shown = show(&services, &number);
    assert_eq!(
        (&shown["status"], &shown["price"]),
        (&json!("Finding Captioner"), &json!(5.5))
    );
    services.advance(60);
    assert_eq!(show(&services, &number)["status"], "In Progress");
    services.advance(7140);
    assert_eq!(show(&services, &number)["status"], "Complete");
    let again = order(
        &services,
        &changed(&[
            ("/sandbox_mode", json!(false)),
            ("/caption_options/rush", json!(true)),
        ]),
    );
    assert_eq!(again.json()["code"], 30011, "the balance has gone down");
}

#[test]
fn an_order_is_cancelled_before_work_begins() {
    let services = rev(json!({}), json!({"cancelled_word": "Canceled"}));
    let cancel = |number: &str| -> Answer {
        call(&services, "POST", &format!("/orders/{number}/cancel")).send()
    };
    let number = place(&services, &[]);
    assert_eq!(cancel(&number).status, 204);
    assert_eq!(show(&services, &number)["status"], "Canceled");
    let number = place(&services, &[]);
    services.advance(60);
    let refused = cancel(&number);
    assert_eq!((refused.status, refused.body.len()), (403, 0));
    assert_eq!(cancel("CP1").status, 404);
}

#[test]
fn an_unknown_order_is_not_found_in_either_way() {
    let services = rev(json!({}), json!({}));
    let missing = call(&services, "GET", "/orders/CP1").send();
    assert_eq!(
        (missing.status, missing.text().as_str()),
        (404, "\"Not Found\"")
    );
    let services = rev(json!({}), json!({"empty_not_found": true}));
    let missing = call(&services, "GET", "/orders/CP1").send();
    assert_eq!((missing.status, missing.body.len()), (404, 0));
}

#[test]
fn orders_are_listed_the_newest_first_in_pages_and_by_reference() {
    let services = rev(json!({}), json!({"client_ref_delay_s": 30}));
    let numbers: Vec<String> = (0..12)
        .map(|at| place(&services, &[("/client_ref", json!(format!("ref-{at}")))]))
        .collect();
    let all = list(&services, "");
    assert_eq!(
        (&all["total_count"], &all["results_per_page"]),
        (&json!(12), &json!(25))
    );
    assert_eq!(all["orders"][0]["order_number"], json!(numbers[11]));
    assert_eq!(all["orders"][0]["attachments"], Value::Null);
    let last = list(&services, "?page=2&pageSize=5");
    assert_eq!(last["orders"].as_array().unwrap().len(), 2);
    assert_eq!(list(&services, "?pageSize=1")["results_per_page"], 5);
    let query = format!("?ids={}&ids={}", numbers[3], numbers[4]);
    assert_eq!(list(&services, &query)["total_count"], 2);
    assert_eq!(
        list(&services, "?clientRef=ref-3")["total_count"],
        0,
        "not yet found by it"
    );
    services.advance(30);
    assert_eq!(
        list(&services, "?clientRef=ref-3")["orders"][0]["order_number"],
        json!(numbers[3])
    );
    place(&services, &[("/client_ref", json!("ref-3"))]);
    services.advance(30);
    assert_eq!(
        list(&services, "?clientRef=ref-3")["total_count"],
        2,
        "two orders are two orders"
    );
}

fn content(services: &Practice, path: &str, accept: Option<&str>) -> Answer {
    let ask = call(services, "GET", path);
    match accept {
        Some(accept) => ask.header("Accept", accept).send(),
        None => ask.send(),
    }
}

/// The addresses of what an order is delivered with.
fn attachments(services: &Practice, number: &str) -> Vec<(String, String)> {
    let shown = show(services, number);
    let attachments = shown["attachments"].as_array().unwrap();
    attachments
        .iter()
        .map(|attachment| {
            let href = attachment["links"][0]["href"].as_str().unwrap();
            let path = href.split_once("/api/v1").unwrap().1;
            (
                attachment["kind"].as_str().unwrap().to_owned(),
                path.to_owned(),
            )
        })
        .collect()
}

#[test]
fn captions_are_fetched_in_the_format_asked_for() {
    let services = rev(json!({}), json!({"quotes_file_names": false}));
    let number = place(
        &services,
        &[("/caption_options/burned_in_captions", json!(true))],
    );
    services.advance(300);
    let all = attachments(&services, &number);
    let captions = &all[1].1;
    let cases: &[(&str, Option<&str>, u16, &str)] = &[
        ("", None, 200, "1\n00:00:01,000"),
        ("", Some("*/*"), 200, "1\n00:00:01,000"),
        (".srt", Some("text/vtt"), 200, "1\n00:00:01,000"),
        (".vtt", None, 200, "WEBVTT"),
        ("", Some("image/png, text/vtt;q=0.5"), 200, "WEBVTT"),
        ("", Some("application/ttml+xml"), 200, "<?xml"),
        (".txt", None, 200, "These captions"),
        (".scc", None, 406, ""),
        ("", Some("text/x-mcc"), 406, ""),
    ];
    for (extension, accept, status, start) in cases {
        let answer = content(&services, &format!("{captions}{extension}"), *accept);
        assert_eq!(answer.status, *status, "{extension} {accept:?}");
        assert!(
            answer.text().starts_with(start),
            "{extension} {accept:?}: {}",
            answer.text()
        );
    }
    let named = content(&services, captions, None);
    assert_eq!(
        named.header("content-disposition"),
        Some("attachment; filename=talk.srt")
    );
    let (kind, video) = &all[2];
    assert_eq!(kind, "burned_in_caption");
    let burned_in = content(&services, &format!("{video}.vtt"), Some("text/vtt"));
    assert_eq!(burned_in.header("content-type"), Some("video/mp4"));
    services.advance(7 * 24 * 3600);
    let gone = content(&services, video, None);
    assert_eq!((gone.status, gone.body.len()), (404, 0));
    let one = captions.rsplit_once('/').unwrap().0;
    assert_eq!(content(&services, one, None).json()["kind"], "caption");
    assert_eq!(content(&services, "/attachments/x", None).status, 404);
    assert_eq!(
        content(&services, "/attachments/x/content", None).status,
        404
    );
}

#[test]
fn switches_give_the_wrong_format_and_hostile_names() {
    let services = rev(
        json!({}),
        json!({"wrong_vtt": true, "attachment_file_name": "../../x.srt", "tat_is_string": true,
               "details_in_lists": true, "complete_word": "Completed"}),
    );
    let number = place(&services, &[]);
    services.advance(300);
    let captions = &attachments(&services, &number)[1].1;
    let vtt = content(&services, &format!("{captions}.vtt"), None);
    assert!(vtt.text().starts_with("1\n"));
    assert_eq!(vtt.header("content-type"), Some("text/vtt; charset=utf-8"));
    assert!(
        vtt.header("content-disposition")
            .unwrap()
            .contains("../../x.srt")
    );
    let listed = &list(&services, "")["orders"][0];
    assert_eq!(listed["non_standard_tat_guarantee"], "false");
    assert_eq!(listed["status"], "Completed");
    assert_eq!(listed["attachments"].as_array().unwrap().len(), 2);
}

#[test]
fn notifications_go_to_this_machine_once() {
    let receiver = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/told?by=rev", receiver.local_addr().unwrap());
    let services = rev(json!({}), json!({}));
    let receive = || {
        let (mut stream, _) = receiver.accept().unwrap();
        let mut bytes = [0; 4096];
        let count = stream.read(&mut bytes).unwrap();
        stream.write_all(b"HTTP/1.1 500 No\r\n\r\n").unwrap();
        String::from_utf8_lossy(&bytes[..count]).into_owned()
    };
    let notification = |level: &str, content_type: &str| json!({"url": url, "level": level, "content_type": content_type});
    let number = place(
        &services,
        &[(
            "/notification",
            notification("FinalOnly", "ApplicationJson"),
        )],
    );
    services.advance(100);
    services.advance(200);
    let told = receive();
    assert!(told.starts_with("POST /told?by=rev HTTP/1.1\r\n"), "{told}");
    let body: Value = serde_json::from_str(told.rsplit("\r\n").next().unwrap()).unwrap();
    assert_eq!(
        (&body["order_number"], &body["status"]),
        (&json!(number), &json!("Complete"))
    );

    let real = ("/sandbox_mode", json!(false));
    place(
        &services,
        &[
            real,
            ("/notification", notification("Detailed", "FormUrlEncoded")),
        ],
    );
    services.advance(60);
    let told = receive();
    assert!(told.contains("application/x-www-form-urlencoded"), "{told}");
    assert!(told.contains("status=In+Progress"), "{told}");
}
