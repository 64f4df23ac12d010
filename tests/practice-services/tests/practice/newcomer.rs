//! The world that a newcomer finds.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use practice_services::World;
use serde_json::{Value, json};

use crate::wire::{ask, start, target};

#[test]
fn there_is_something_to_do_at_every_service() {
    let services = start(World::newcomer());
    let port = services.port();
    let list = "/api/public/v1/caption_file_requests?provider=professional&status=requested";
    let list = ask(port, "GET", list)
        .bearer("practice-studio-access")
        .send()
        .json();
    let requests = list["caption_file_requests"].as_array().unwrap();
    let mut languages: Vec<&str> = requests
        .iter()
        .filter_map(|one| one["srclang"].as_str())
        .collect();
    languages.sort_unstable();
    languages.dedup();
    assert!(requests.len() >= 5 && languages.len() >= 4, "{languages:?}");
    for request in requests {
        let link = target(request["media"]["download_url"].as_str().unwrap());
        let link = ask(port, "GET", &link)
            .bearer("practice-studio-access")
            .send();
        let stored = target(link.header("location").unwrap());
        let media = ask(services.storage_port(), "HEAD", &stored).send();
        assert_eq!(media.status, 200);
        assert!(
            media
                .header("content-length")
                .unwrap()
                .parse::<u64>()
                .unwrap()
                > 100_000
        );
    }

    let tracks = "/youtube/v3/captions?part=snippet&videoId=LampAndLens";
    let tracks = ask(port, "GET", tracks)
        .bearer("practice-youtube-access")
        .send()
        .json();
    let has = |name: &str, value: Value| {
        let mut tracks = tracks["items"].as_array().unwrap().iter();
        tracks.any(|track| track["snippet"][name] == value)
    };
    assert!(
        has("isDraft", json!(true))
            && has("isDraft", json!(false))
            && has("trackKind", json!("ASR"))
    );

    let keys = "Rev practice-rev-client:practice-rev-user";
    let orders = ask(port, "GET", "/api/v1/orders").header("Authorization", keys);
    let orders = orders.send().json();
    let statuses: Vec<&Value> = orders["orders"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["status"])
        .collect();
    assert_eq!(statuses, ["In Progress", "Complete"]);
    let media = "/api/v1/attachments/6SWmedia0000101/content";
    let media = ask(port, "GET", media).header("Authorization", keys).send();
    assert_eq!(media.body.len(), 1_082_614);
    let captions = "/api/v1/attachments/6SWcapts0000101/content.vtt";
    let captions = ask(port, "GET", captions)
        .header("Authorization", keys)
        .send();
    assert!(captions.text().contains("On a clear night"));
}

#[test]
fn the_newcomers_tracks_can_all_be_converted() {
    let services = start(World::newcomer());
    let state = services.state();
    for track in state["world"]["youtube"]["tracks"].as_array().unwrap() {
        let id = track["id"].as_str().unwrap().replace('=', "%3D");
        for format in ["srt", "vtt", "sbv", "ttml"] {
            let download = format!("/youtube/v3/captions/{id}?tfmt={format}");
            let download = ask(services.port(), "GET", &download).bearer("practice-youtube-access");
            assert_eq!(download.send().status, 200, "{track} {format}");
        }
    }
}

#[test]
fn the_program_says_where_it_is_and_ends_when_it_is_let_go() {
    let folder = tempfile::tempdir().unwrap();
    let world = folder.path().join("world.json");
    std::fs::write(&world, json!({"studio": {"more_requests": 2}}).to_string()).unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_practice-services"))
        .args(["--tied", "--world"])
        .arg(&world)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut output = BufReader::new(program.stdout.take().unwrap());
    output.read_line(&mut line).unwrap();
    let ports: Value = serde_json::from_str(&line).unwrap();
    let port = |name: &str| u16::try_from(ports[name].as_u64().unwrap()).unwrap();
    let state = ask(port("control_port"), "GET", "/__sim/state")
        .send()
        .json();
    assert_eq!(
        state["world"]["studio"]["requests"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        ask(port("port"), "GET", "/api/public/v1/ping")
            .send()
            .text(),
        "pong"
    );
    assert_eq!(
        ask(port("storage_port"), "GET", "/api/public/v1/ping")
            .send()
            .status,
        404
    );
    drop(program.stdin.take());
    assert!(program.wait().unwrap().success());
}

#[test]
fn the_program_refuses_what_it_does_not_know() {
    for arguments in [
        ["--words", "x"],
        ["--port", "many"],
        ["--world", "/no/such/file"],
    ] {
        let told = Command::new(env!("CARGO_BIN_EXE_practice-services"))
            .args(arguments)
            .output()
            .unwrap();
        assert!(!told.status.success(), "{arguments:?}");
        assert!(!told.stderr.is_empty());
    }
}
