//! Accounts: added, tested, listed, removed; secrets only where they belong.

use serde_json::json;

use super::house::House;

const SECRETS: [&str; 5] = [
    "practice-studio-access",
    "practice-studio-refresh",
    "practice-studio-secret",
    "practice-rev-user",
    "correct horse",
];

#[test]
fn accounts_come_and_go_and_their_secrets_stand_nowhere_in_the_clear() {
    let house = House::new();
    house.add("studio");
    house.add("rev");
    let listed = house.done(&["account", "list"]);
    let names: Vec<_> = listed["accounts"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|account| {
            (
                &account["service"],
                &account["secrets"],
                &account["sandbox"],
            )
        })
        .collect();
    let (studio, rev, file, yes) = (json!("studio"), json!("rev"), json!("file"), json!(true));
    assert_eq!(names, [(&studio, &file, &yes), (&rev, &file, &yes)]);
    for account in ["studio", "rev"] {
        assert_eq!(house.done(&["account", "test", account])["good"], true);
    }
    house.done(&["sync", "journal"]);
    for name in [
        "desk/desk.db",
        "desk/desk.db-wal",
        "desk/secrets.cuesecrets",
    ] {
        let bytes = std::fs::read(house.path(name)).unwrap_or_default();
        for secret in SECRETS {
            let found = bytes
                .windows(secret.len())
                .any(|part| part == secret.as_bytes());
            assert!(!found, "{secret} is in {name}");
        }
    }
    // Real orders are turned on knowingly only.
    let asked = house.run(&["account", "set", "rev", "--real-orders", "on"], "");
    assert_eq!(asked.status, 2, "{asked:?}");
    let real = house.done(&["account", "set", "rev", "--real-orders", "on", "--yes"]);
    assert_eq!(real["sandbox"], false);
    house.done(&["account", "remove", "rev", "--yes"]);
    let left = house.done(&["account", "list"]);
    assert_eq!(left["accounts"].as_array().map(Vec::len), Some(1));
}

#[test]
fn an_account_that_is_not_good_is_not_added() {
    let house = House::new();
    let api = format!("{}/api/v1", house.services.url());
    let words = [
        "account",
        "add",
        "rev",
        "--name",
        "Rev",
        "--api",
        &api,
        "--secrets",
        "file",
    ];
    let ran = house.run(&words, "no-such-client\nno-such-user\n");
    assert_eq!(ran.status, 1, "{ran:?}");
    assert_eq!(ran.json()["error"]["code"], "not-signed-in");
    // Plain http is for this machine only.
    let ran = house.run(
        &[
            "account",
            "add",
            "rev",
            "--name",
            "Rev",
            "--api",
            "http://rev.example/api/v1",
            "--secrets",
            "file",
        ],
        "practice-rev-client\npractice-rev-user\n",
    );
    assert_eq!(ran.status, 1, "{ran:?}");
    assert_eq!(ran.json()["error"]["code"], "not-encrypted");
    // A line that is missing is wrong usage.
    let ran = house.run(&words, "practice-rev-client\n");
    assert_eq!(ran.status, 2, "{ran:?}");
    let listed = house.done(&["account", "list"]);
    assert_eq!(listed["accounts"], json!([]));
}
