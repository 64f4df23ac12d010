//! The control plane.

use practice_services::World;
use serde_json::{Value, json};

use crate::wire::{ask, practice};

#[test]
fn the_clock_moves_when_told_and_dates_every_answer() {
    let services = practice(json!({}));
    let port = services.port();
    let date = |port| {
        let answer = ask(port, "GET", "/api/public/v1/ping").send();
        answer.header("date").unwrap().to_owned()
    };
    assert_eq!(date(port), "Fri, 20 Nov 2026 09:00:00 GMT");
    let moved = ask(port, "POST", "/__sim/clock").json(&json!({"advance_s": 3_600}));
    assert_eq!(moved.send().json()["now"], "2026-11-20T10:00:00Z");
    assert_eq!(date(port), "Fri, 20 Nov 2026 10:00:00 GMT");
}

#[test]
fn a_world_is_set_through_either_port_and_slips_are_refused() {
    let services = practice(json!({}));
    for port in [services.port(), services.control_port()] {
        let world = json!({"studio": {"more_requests": 3}});
        let set = ask(port, "POST", "/__sim/reset").json(&world).send();
        assert_eq!(set.status, 200);
        let state = ask(port, "GET", "/__sim/state").send().json();
        let requests = state["world"]["studio"]["requests"].as_array().unwrap();
        assert_eq!(requests.len(), 3);
    }
    let slip = json!({"studio": {"reqests": []}});
    let refused = ask(services.port(), "POST", "/__sim/reset").json(&slip);
    let refused = refused.send();
    assert_eq!(refused.status, 400);
    assert!(refused.text().contains("reqests"), "{}", refused.text());
}

#[test]
fn five_thousand_requests_are_listed_at_once() {
    let mut world = World::with_requests(5_000);
    world.seed = 7;
    let services = crate::wire::start(world);
    let target = "/api/public/v1/caption_file_requests?provider=professional&status=requested";
    let list = ask(services.port(), "GET", target)
        .bearer("practice-studio-access")
        .send()
        .json();
    let requests = list["caption_file_requests"].as_array().unwrap();
    assert_eq!(requests.len(), 5_000);
    let ids: std::collections::BTreeSet<u64> = requests
        .iter()
        .filter_map(|one| one["id"].as_u64())
        .collect();
    assert_eq!(ids.len(), 5_000);
}

#[test]
fn one_seed_gives_the_same_names_in_every_run() {
    let names = |seed: u64| {
        let services = practice(json!({"seed": seed}));
        let take = |name: &str| {
            let disposition = format!("attachment; filename=\"{name}\"");
            ask(services.port(), "POST", "/api/v1/inputs")
                .header("Authorization", "Rev practice-rev-client:practice-rev-user")
                .header("Content-Type", "video/mp4")
                .header("Content-Disposition", &disposition)
                .body("media")
                .send()
        };
        ["a.mp4", "b.mp4"].map(|name| take(name).header("location").unwrap().to_owned())
    };
    let first = names(1);
    assert_eq!(first, names(1));
    assert_ne!(first, names(2));
    assert_ne!(first[0], first[1]);
}

#[test]
fn switches_change_alone_and_unknown_ones_are_refused() {
    let services = practice(json!({"studio": {"more_requests": 1}}));
    let port = services.port();
    let set = |changes: Value| ask(port, "POST", "/__sim/switches").json(&changes).send();
    let all = set(json!({"studio": {"item_shape": "B"}, "rev": {"page_size": 8}}));
    assert_eq!(all.json()["studio"]["item_shape"], "B");
    assert_eq!(all.json()["studio"]["second_update_status"], 422);
    assert_eq!(set(json!({"studio": {"itemshape": "B"}})).status, 400);
    assert_eq!(set(json!({"stdio": {}})).status, 400);
    let state = ask(port, "GET", "/__sim/state").send().json();
    assert_eq!(state["world"]["rev"]["switches"]["page_size"], 8);
    assert_eq!(
        state["world"]["studio"]["requests"][0]["status"],
        "requested"
    );
}

#[test]
fn the_journal_says_what_was_applied_and_keeps_no_secret() {
    let services = practice(json!({"studio": {"more_requests": 1}}));
    let port = services.port();
    let key = ask(port, "PUT", "/api/public/v1/captioning_service_types/fast")
        .bearer("practice-studio-access")
        .header("X-Captioning-Word", "practice-hidden")
        .json(&json!({"description": "Fast"}));
    assert_eq!(key.send().status, 200);
    ask(
        port,
        "GET",
        "/youtube/v3/captions?part=id&access_token=practice-hidden",
    )
    .send();
    let answer = ask(port, "GET", "/__sim/journal").send();
    let journal = answer.json();
    assert_eq!(journal[0]["applied"], true);
    assert_eq!(journal[0]["effect"], "studio/service-type/fast/upserted");
    assert_eq!(journal[0]["to"], "studio");
    assert_eq!(journal[0]["status"], 200);
    assert_eq!(journal[1]["applied"], false);
    assert_eq!(
        journal[1]["path"],
        "/youtube/v3/captions?part=id&access_token=***"
    );
    for secret in ["practice-studio-access", "practice-hidden"] {
        assert!(!answer.text().contains(secret), "{secret}");
    }
    let since = ask(port, "GET", "/__sim/journal?since=1").send().json();
    assert_eq!(since.as_array().unwrap().len(), 1);
}
