//! A producer: an order with a wrong field, corrected, and fetched into a
//! project.

use serde_json::{Value, json};

use super::house::{House, sample};

fn order(house: &House, name: &str, order: &Value) {
    std::fs::write(house.path(name), order.to_string()).expect("a file");
}

#[test]
fn an_order_is_corrected_placed_once_and_fetched() {
    let house = House::new();
    house.add("rev");
    let media = sample("lamp-and-lens.mp4");
    let media = media.to_str().expect("a path of text");
    let words = ["rev", "order", "order.json", "--media", media, "--yes"];

    // What can be known before is said at its field with Rev's code.
    let options = json!({ "rush": true, "subtitle_languages": ["it"] });
    order(&house, "order.json", &json!({ "caption_options": options }));
    let refused = house.fails(&words).json();
    let broken = &refused["error"]["violations"][0];
    assert_eq!(
        (&broken["code"], &broken["field"]),
        (&json!(20005), &json!("caption_options.rush"))
    );
    assert_eq!(house.done(&["sync", "status"])["items"], json!([]));

    // What only Rev knows, it says; the item waits for the correction.
    let options = json!({ "output_file_formats": ["WebVtt"] });
    let wrong = json!({ "caption_options": options, "workspace_id": 999_999 });
    order(&house, "order.json", &wrong);
    let refused = house.fails(&words).json();
    let item = &refused["items"][1];
    assert_eq!(item["state"], "needs-user");
    assert_eq!(
        (&item["failure"]["reason"], &item["failure"]["field"]),
        (&json!("20050"), &json!("workspace_id"))
    );
    let id = item["id"].as_str().expect("an id");

    order(&house, "order.json", &json!({ "caption_options": options }));
    let corrected = [&words[..], &["--corrects", id, "--xml"]].concat();
    let placed = house.done(&corrected);
    let number = placed["items"][1]["remote_id"].clone();
    let number = number.as_str().expect("a number");
    assert_eq!(placed["items"][1]["state"], "done");
    let status = house.done(&["sync", "status"]);
    assert_eq!(status["items"], json!([]), "the refused one is replaced");
    assert_eq!(house.applied("/api/v1/orders").len(), 1);

    // A relay may have kept Rev's notification; what it says is looked up.
    let notice = format!("order_number={number}&status=Complete&type=Status");
    let read = house.run(&["rev", "notice", "-"], &notice);
    assert_eq!(read.status, 0, "{read:?}");
    let read = read.json();
    assert_eq!(read["notice"]["status_text"], "Complete");
    assert_eq!(read["order"]["status"], "in-progress");
    std::fs::write(house.path("body.json"), r#"{"status":"Complete"}"#).expect("a file");
    house.fails(&["rev", "notice", "body.json"]);

    house.services.advance(301);
    let shown = house.done(&["rev", "show", number]);
    assert_eq!(shown["order"]["status"], "complete");
    house.done(&["rev", "fetch", number, "back.vtt", "--format", "WebVtt"]);
    let back = std::fs::read_to_string(house.path("back.vtt")).expect("the file");
    assert!(back.starts_with("WEBVTT"), "{back}");

    house.project(&["new", "film.cuewright"]);
    let fetched = house.done(&[
        "rev",
        "fetch",
        number,
        "--project",
        "film.cuewright",
        "--language",
        "en",
    ]);
    assert!(fetched["track"].is_string(), "{fetched}");
}

#[test]
fn orders_are_listed_and_cancelled_while_nobody_works_on_them() {
    let house = House::new();
    house.add("rev");
    let link = json!({ "external_link": "https://www.youtube.com/watch?v=1" });
    let file = json!({ "caption_options": { "inputs": [link] } });
    order(&house, "order.json", &file);
    let placed = house.done(&["rev", "order", "order.json", "--yes"]);
    let number = placed["items"][0]["remote_id"].clone();
    let number = number.as_str().expect("a number");
    let listed = house.done(&["rev", "orders"]);
    assert_eq!(listed["orders"][0]["number"], number);
    let cancelled = house.done(&["rev", "cancel", number, "--yes"]);
    assert_eq!(cancelled["items"][0]["state"], "done");
    let shown = house.done(&["rev", "show", number]);
    assert_eq!(shown["order"]["status"], "cancelled");
    // A real order is not placed by an account for trial.
    let real = json!({ "sandbox_mode": false, "caption_options": { "inputs": [link] } });
    order(&house, "order.json", &real);
    let refused = house.fails(&["rev", "order", "order.json", "--yes"]);
    assert_eq!(refused.json()["error"]["code"], "sandbox-only");
}

#[test]
fn an_estimate_is_whole_once_it_is_said_what_rev_charges() {
    let house = House::new();
    house.add("rev");
    house.done(&["account", "set", "rev", "--real-orders", "on", "--yes"]);
    let input = json!({ "external_link": "https://example.com/film", "video_length_seconds": 171 });
    let real = json!({ "sandbox_mode": false, "caption_options": { "inputs": [input] } });
    order(&house, "order.json", &real);
    let words = ["rev", "order", "order.json", "--yes"];
    let open = house.run(&words, "").err;
    assert!(
        open.contains("$0.00 and what Rev charges beside it"),
        "{open}"
    );
    let refused = house.run(&["account", "set", "rev", "--price", "captions=cheap"], "");
    assert_eq!(refused.status, 2, "{refused:?}");
    let said = house.done(&["account", "set", "rev", "--price", "captions=1.99"]);
    assert_eq!(said["prices"]["captions"], "1.99");
    let whole = house.run(&words, "").err;
    assert!(
        whole.contains("a real order, which costs $5.68\n"),
        "{whole}"
    );
    // The first is not over: ordering the same again is charged again.
    assert!(whole.contains("Rev charges for both"), "{whole}");
    let forgotten = house.done(&["account", "set", "rev", "--price", "captions="]);
    assert_eq!(forgotten["prices"]["captions"], Value::Null);
}
