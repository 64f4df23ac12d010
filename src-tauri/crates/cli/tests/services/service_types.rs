//! Service types: made, listed, deleted knowingly.

use serde_json::{Value, json};

use super::house::House;

fn keys(house: &House) -> Vec<Value> {
    let listed = house.done(&["service-type", "list"]);
    let types = listed["service_types"].as_array().expect("a list");
    types.iter().map(|found| found["key"].clone()).collect()
}

#[test]
fn a_service_type_is_made_and_deleted() {
    let house = House::new();
    house.add("studio");
    let set = [
        "service-type",
        "set",
        "rush-8h",
        "--description",
        "Verbatim, eight hours",
        "--yes",
    ];
    let wrong = house.run(&[&set[..], &["--language", "english!"]].concat(), "");
    assert_eq!(wrong.status, 2, "{wrong:?}");
    let made = house.done(&[&set[..], &["--language", "en", "--language", "es-419"]].concat());
    assert_eq!(made["items"][0]["state"], "done");
    assert!(keys(&house).contains(&json!("rush-8h")));
    let delete = ["service-type", "delete", "rush-8h"];
    let asked = house.run(&delete, "");
    assert_eq!(asked.status, 2);
    assert!(asked.err.contains("roles"), "{asked:?}");
    let gone = house.done(&[&delete[..], &["--yes"]].concat());
    assert_eq!(gone["items"][0]["state"], "done");
    assert!(!keys(&house).contains(&json!("rush-8h")));
}
