//! A freelancer's day: take a request, work offline, hand it in, see it
//! confirmed.

use serde_json::Value;

use super::house::{House, sample};

fn request(house: &House, id: &str, offline: bool) -> Value {
    let mut words = vec!["queue", "list"];
    if offline {
        words.push("--offline");
    }
    let listed = house.done(&words);
    let mut requests = listed["requests"].as_array().expect("a list").iter();
    let found = requests.find(|request| request["id"] == id);
    found.cloned().unwrap_or_default()
}

#[test]
fn a_request_is_taken_fulfilled_offline_and_confirmed() {
    let house = House::new();
    house.add("studio");
    assert_eq!(request(&house, "41", false)["state"], "listed");
    let taken = house.done(&["queue", "take", "41"]);
    let taken = &taken["request"];
    assert_eq!(
        (&taken["state"], &taken["language"], &taken["service_type"]),
        (&"taken".into(), &"en-US".into(), &"verbatim-24h".into())
    );
    let media = std::fs::read(taken["media"].as_str().expect("a path")).expect("the media");
    let original = std::fs::read(sample("lamp-and-lens.mp4")).expect("the sample");
    assert!(media == original, "the media came whole");

    // Nothing answers: the result waits in the outbox, and nobody is asked twice.
    house.set_offline(true);
    let captions = sample("captions.srt");
    let captions = captions.to_str().expect("a path of text");
    let fulfil = ["queue", "fulfil", "41", captions, "--yes", "--wait", "0"];
    let waits = house.done(&fulfil);
    assert_eq!(waits["items"][0]["state"], "queued");
    assert_eq!(waits["items"][0]["failure"]["code"], "unreachable");
    assert_eq!(request(&house, "41", true)["state"], "handed");
    assert!(
        house
            .applied("/api/public/v1/caption_file_requests")
            .is_empty()
    );

    house.set_offline(false);
    let sent = house.done(&["sync", "run", "--wait", "60"]);
    assert_eq!(sent["items"][0]["state"], "done");
    assert_eq!(request(&house, "41", false)["state"], "settled");
    let applied = house.applied("/api/public/v1/caption_file_requests/41");
    assert_eq!(applied.len(), 1);
    assert_eq!(
        applied[0].payload_sha256.as_deref(),
        sent["items"][0]["sha256"].as_str()
    );
    // It takes one result and no second one.
    let again = house.fails(&fulfil);
    assert_eq!(again.json()["error"]["code"], "already-sent");
}

#[test]
fn a_request_is_failed_with_a_reason_once_the_user_agrees() {
    let house = House::new();
    house.add("studio");
    let fail = ["queue", "fail", "45", "--message", "The sound is missing"];
    let asked = house.run(&fail, "");
    assert_eq!(asked.status, 2, "{asked:?}");
    assert!(asked.err.contains("fail request 45"), "{asked:?}");
    let failed = house.done(&[&fail[..], &["--yes"]].concat());
    assert_eq!(failed["items"][0]["state"], "done");
    assert_eq!(
        house
            .applied("/api/public/v1/caption_file_requests/45")
            .len(),
        1
    );
}

#[test]
fn captions_that_studio_cannot_take_are_not_sent() {
    let house = House::new();
    house.add("studio");
    let bad = "1\n00:00:02,000 --> 00:00:01,000\nBackwards\n";
    std::fs::write(house.path("bad.srt"), bad).expect("a file");
    let ran = house.fails(&["queue", "fulfil", "41", "bad.srt", "--yes"]);
    assert!(ran.err.contains("Cue 1"), "{ran:?}");
    assert_eq!(
        house.done(&["sync", "status"])["items"],
        serde_json::json!([])
    );
}

#[test]
fn a_track_of_a_project_is_handed_in_as_a_revision() {
    let house = House::new();
    house.add("studio");
    let captions = sample("captions.srt");
    let captions = captions.to_str().expect("a path of text");
    house.project(&["new", "film.cuewright"]);
    house.project(&["import", "film.cuewright", captions]);
    let words = ["queue", "fulfil", "42", "film.cuewright", "--yes"];
    let sent = house.done(&words);
    assert_eq!(sent["items"][0]["state"], "done");
    let applied = house.applied("/api/public/v1/caption_file_requests/42");
    assert_eq!(applied.len(), 1);
    // The revision is there, and is what was sent.
    let words = [
        "export",
        "film.cuewright",
        "sent.srt",
        "--revision",
        "Request 42",
    ];
    house.project(&words);
    assert!(house.path("sent.srt").is_file());
}
