//! A channel's owner: a draft, then public; what YouTube made itself is left
//! alone.

use serde_json::Value;

use super::house::{House, sample};

const VIDEO: &str = "LampAndLens";

fn tracks(house: &House) -> Vec<Value> {
    let listed = house.done(&["youtube", "list", VIDEO]);
    listed["tracks"].as_array().expect("a list").clone()
}

fn named(house: &House, name: &str) -> Value {
    let found = tracks(house)
        .into_iter()
        .find(|track| track["name"] == name);
    found.unwrap_or_default()
}

#[test]
fn a_track_is_inserted_as_a_draft_and_flipped_to_public() {
    let house = House::new();
    house.add("youtube");
    let captions = sample("captions.srt");
    let captions = captions.to_str().expect("a path of text");
    let insert = [
        "youtube",
        "insert",
        VIDEO,
        captions,
        "--language",
        "en-GB",
        "--name",
        "British",
    ];
    let asked = house.run(&insert, "");
    assert_eq!(asked.status, 2);
    assert!(asked.err.contains("estimated cost: 450 units"), "{asked:?}");
    let sent = house.done(&[&insert[..], &["--yes", "--wait", "0"]].concat());
    assert_eq!(sent["items"][0]["state"], "verifying");
    let track = named(&house, "British");
    assert_eq!(
        (&track["draft"], &track["language"]),
        (&true.into(), &"en-GB".into())
    );

    let id = track["id"].as_str().expect("an id");
    let flip = [
        "youtube",
        "update",
        VIDEO,
        id,
        "--publish",
        "--yes",
        "--wait",
        "0",
    ];
    house.done(&flip);
    let confirmed = house.done(&["sync", "run", "--wait", "120"]);
    let states: Vec<&Value> = confirmed["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| &item["state"])
        .collect();
    assert_eq!(states, ["done", "done"]);
    assert_eq!(named(&house, "British")["draft"], false);

    let asked = house.run(&["youtube", "download", id, "back.srt"], "");
    assert_eq!((asked.status, house.path("back.srt").exists()), (2, false));
    assert!(asked.err.contains("cost: 200 units"), "{asked:?}");
    house.done(&["youtube", "download", id, "back.srt", "--yes"]);
    let back = std::fs::read(house.path("back.srt")).expect("the file");
    assert_eq!(back, std::fs::read(captions).expect("the sample"));
    let [made, flipped] = &house
        .services
        .journal()
        .into_iter()
        .filter(|entry| entry.applied && entry.to == "youtube")
        .collect::<Vec<_>>()[..]
    else {
        panic!("two changes")
    };
    assert_eq!((&*made.method, &*flipped.method), ("POST", "PUT"));
}

#[test]
fn a_track_that_youtube_made_or_that_has_changed_is_left_alone() {
    let house = House::new();
    house.add("youtube");
    let all = tracks(&house);
    let automatic = all.iter().find(|track| track["kind"] == "automatic");
    let id = automatic.expect("one")["id"].as_str().expect("an id");
    house.fails(&["youtube", "delete", VIDEO, id, "--yes"]);
    let id = named(&house, "Rough cut");
    let id = id["id"].as_str().expect("an id");
    house.fails(&[
        "youtube",
        "update",
        VIDEO,
        id,
        "--publish",
        "--yes",
        "--if-etag",
        "another",
    ]);
    assert!(house.applied("/").is_empty());
}
