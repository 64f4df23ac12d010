//! Rev: taking media in, and what is refused of an order.

use practice_services::Practice;
use serde_json::{Value, json};

use crate::wire::{Answer, Ask, ask, practice};

/// Media that is known from the start: of two minutes, and of a length that cannot be told.
const KNOWN: &str = "urn:rev:inputmedia:known";
const LONG: &str = "urn:rev:inputmedia:long";

pub fn rev(account: Value, switches: Value) -> Practice {
    practice(json!({"rev": {
        "accounts": [account],
        "switches": switches,
        "inputs": [
            {"uri": KNOWN, "name": "talk.mp4", "content_type": "video/mp4", "seconds": 120},
            {"uri": LONG, "name": "film.mp4", "content_type": "video/mp4"},
        ],
        "unreachable_hosts": ["gone.example"],
    }}))
}

pub fn call(services: &Practice, method: &str, path: &str) -> Ask {
    ask(services.port(), method, &format!("/api/v1{path}"))
        .header("Authorization", "Rev practice-rev-client:practice-rev-user")
}

pub fn order(services: &Practice, order: &Value) -> Answer {
    call(services, "POST", "/orders").json(order).send()
}

/// An order that is right, with changes: `/` leads into it, `input/` and `options/` to where most of it is, and null takes
/// something out.
pub fn changed(changes: &[(&str, Value)]) -> Value {
    let mut order = json!({
        "sandbox_mode": true,
        "client_ref": "ref-1",
        "caption_options": {"inputs": [{"uri": KNOWN}]},
    });
    for (path, value) in changes {
        let path = match path.split_once('/') {
            Some(("input", rest)) => format!("/caption_options/inputs/0/{rest}"),
            Some(("options", rest)) => format!("/caption_options/{rest}"),
            _ => (*path).to_owned(),
        };
        let (parent, name) = path.rsplit_once('/').unwrap();
        order.pointer_mut(parent).unwrap()[name] = value.clone();
    }
    order
}

fn code(answer: &Answer) -> u64 {
    assert_eq!(answer.status, 400, "{}", answer.text());
    answer.json()["code"].as_u64().unwrap()
}

#[test]
fn keys_are_needed_and_refusals_are_empty() {
    let services = rev(json!({}), json!({}));
    for keys in [
        "Rev practice-rev-client:wrong",
        "Rev x",
        "Bearer practice-rev-client:practice-rev-user",
    ] {
        let refused = ask(services.port(), "GET", "/api/v1/orders").header("Authorization", keys);
        let refused = refused.send();
        assert_eq!((refused.status, refused.body.len()), (401, 0), "{keys}");
        assert_eq!(refused.header("www-authenticate"), Some("Rev"));
    }
    let picture = call(&services, "GET", "/orders")
        .header("Accept", "image/png")
        .send();
    assert_eq!((picture.status, picture.body.len()), (406, 0));
}

#[test]
fn media_is_taken_in_three_ways() {
    let services = rev(json!({}), json!({"link_s": 77}));
    let sample = include_bytes!("../../../../assets/sample/lamp-and-lens.mp4");
    let form = [
        b"--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.mp4\"\r\n\
          Content-Type: video/mp4\r\n\r\n"
            .as_slice(),
        sample,
        b"\r\n--B--\r\n",
    ]
    .concat();
    let asks = [
        call(&services, "POST", "/inputs")
            .header("Content-Type", "video/mp4")
            .header("Content-Disposition", "attachment; filename=\"a.mp4\"")
            .body(sample.as_slice()),
        call(&services, "POST", "/inputs")
            .header("Content-Type", "multipart/form-data; boundary=B")
            .body(form),
        call(&services, "POST", "/inputs").json(&json!({"url": "https://films.example/c.mp4?x=1"})),
        call(&services, "POST", "/inputs")
            .header("Content-Type", "application/xml")
            .body("<input><url>https://films.example/</url><filename>d.mp4</filename></input>"),
    ];
    for ask in asks {
        let taken = ask.send();
        assert_eq!(
            (taken.status, taken.body.len()),
            (201, 0),
            "{}",
            taken.text()
        );
        assert!(
            taken
                .header("location")
                .unwrap()
                .starts_with("urn:rev:inputmedia:")
        );
    }
    let inputs = services.state()["world"]["rev"]["inputs"].clone();
    let told: Vec<(&str, u64)> = inputs.as_array().unwrap()[2..]
        .iter()
        .map(|input| {
            (
                input["name"].as_str().unwrap(),
                input["seconds"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [("a.mp4", 67), ("b.mp4", 67), ("c.mp4", 77), ("d.mp4", 77)]
    );
}

#[test]
fn media_is_refused_with_the_code_of_the_document() {
    let services = rev(json!({}), json!({}));
    let inputs = || call(&services, "POST", "/inputs");
    let name = ("Content-Disposition", "attachment; filename=a.mp4");
    let two = "--B\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a.mp4\"\r\n\r\nx\r\n\
               --B\r\nContent-Disposition: form-data; name=\"b\"; filename=\"b.mp4\"\r\n\r\nx\r\n--B--";
    let nameless = "--B\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Type: video/mp4\r\n\r\nx\r\n--B--";
    let form = |body: &str| {
        inputs()
            .header("Content-Type", "multipart/form-data; boundary=B")
            .body(body)
    };
    let link = |link: Value| inputs().json(&link);
    let cases = [
        (
            inputs()
                .header("Content-Type", "text/plain")
                .header(name.0, name.1)
                .body("x"),
            10001,
        ),
        (
            link(json!({"url": "https://a.example/a.mp4", "content_type": "text/html"})),
            10001,
        ),
        (link(json!({"url": "file:///etc/passwd"})), 10002),
        (link(json!({"url": "http://127.0.0.1/a.mp4"})), 10002),
        (link(json!({"url": "https://gone.example/a.mp4"})), 10002),
        (link(json!({})), 10002),
        (form(two), 10003),
        (form("--B--"), 10003),
        (form("no parts"), 10003),
        (form(nameless), 10004),
        (
            inputs().header("Content-Type", "video/mp4").body("x"),
            10004,
        ),
        (link(json!({"url": "https://a.example/"})), 10004),
    ];
    for (ask, expected) in cases {
        assert_eq!(code(&ask.send()), expected, "{ask:?}");
    }
}

/// Orders with one thing wrong, as the table of the document lists them.
fn wrong_orders() -> Vec<(&'static str, Value, u64)> {
    let link =
        |url: &str, length: Value| json!([{"external_link": url, "video_length_seconds": length}]);
    let long = |count: usize| json!("é".repeat(count));
    vec![
        ("/caption_options", Value::Null, 10004),
        ("/transcription_options", json!({}), 10003),
        ("options/inputs", json!([]), 10001),
        ("input/uri", json!("urn:rev:inputmedia:no"), 10002),
        ("input/external_link", json!("https://a.example/"), 10005),
        ("input/uri", Value::Null, 10006),
        (
            "options/inputs",
            link("https://gone.example/", json!(60)),
            10007,
        ),
        ("options/inputs", link("http://10.1.2.3/", json!(60)), 10007),
        ("options/inputs", link("not a link", json!(60)), 10007),
        (
            "options/inputs",
            link("https://b.s3.amazonaws.com/a.mp4", json!(60)),
            10008,
        ),
        (
            "options/inputs",
            link("https://vimeo.com/1", Value::Null),
            20001,
        ),
        ("input/video_length_seconds", json!(0), 20001),
        ("input/video_length_seconds", json!(-1), 20001),
        ("input/video_length_seconds", json!(1.5), 20001),
        ("input/video_length_seconds", json!("long"), 20001),
        ("input/uri", json!(LONG), 20001),
        ("options/subtitle_languages", json!(["es-419"]), 20003),
        ("/client_ref", long(257), 20010),
        ("input/speakers", json!(vec!["A"; 101]), 20020),
        ("input/speakers", json!([long(51)]), 20021),
        ("input/glossary", json!(vec!["A"; 1001]), 20030),
        ("input/glossary", json!([null]), 20031),
        ("input/glossary", json!([long(256)]), 20031),
        ("/workspace_id", json!(5), 20050),
        ("/ponumber", long(65), 40010),
        ("/sandbox_mode", json!("maybe"), 50000),
        ("options/output_file_formats", json!(["Word"]), 50000),
        ("/notification", json!({"level": "Detailed"}), 50000),
        (
            "/notification",
            json!({"url": "https://a.example/", "level": "All"}),
            50000,
        ),
    ]
}

#[test]
fn each_rule_of_an_order_has_its_code() {
    let services = rev(json!({}), json!({}));
    for (path, value, expected) in wrong_orders() {
        let answer = order(&services, &changed(&[(path, value.clone())]));
        assert_eq!(code(&answer), expected, "{path} {value}");
    }
    assert!(services.journal().iter().all(|entry| !entry.applied));
}

#[test]
fn some_things_do_not_go_together() {
    let services = rev(json!({"balance_cents": 600}), json!({}));
    let languages = |languages: &[&str]| ("options/subtitle_languages", json!(languages));
    let formats = ("options/output_file_formats", json!(["scc"]));
    let real = ("/sandbox_mode", json!(false));
    let cases = [
        ([languages(&["it", "ru"]), formats.clone()], Some(20004)),
        ([languages(&["it"]), formats], None),
        (
            [languages(&["it"]), ("options/rush", json!("true"))],
            Some(20005),
        ),
        (
            [real.clone(), ("input/video_length_seconds", json!(241))],
            Some(30011),
        ),
        ([real, ("input/video_length_seconds", json!(240))], None),
    ];
    for (changes, expected) in cases {
        let answer = order(&services, &changed(&changes));
        match expected {
            Some(expected) => assert_eq!(code(&answer), expected, "{changes:?}"),
            None => assert_eq!(answer.status, 201, "{changes:?}: {}", answer.text()),
        }
    }
}

/// An account, an order for it, and the code of the refusal.
type Refused<'a> = (Value, &'a [(&'a str, Value)], u64);

#[test]
fn accounts_are_refused_what_they_have_not() {
    let real = [("/sandbox_mode", json!(false))];
    let po_number = [("/ponumber", json!("PO-1"))];
    let cases: Vec<Refused> = vec![
        (json!({"balance_eligible": false}), &real, 30010),
        (json!({"invoicing": false}), &po_number, 40011),
        (
            json!({"po_order_types": ["transcription"]}),
            &po_number,
            40012,
        ),
        (json!({"sandbox_only": true}), &real, 50002),
    ];
    for (account, changes, expected) in cases {
        let services = rev(account, json!({}));
        assert_eq!(
            code(&order(&services, &changed(changes))),
            expected,
            "{expected}"
        );
        assert_eq!(order(&services, &changed(&[])).status, 201, "{expected}");
    }
}

#[test]
fn the_first_rule_that_is_broken_is_told() {
    let services = rev(json!({}), json!({"codes_are_strings": true}));
    // Everything is wrong; each step puts the first wrong thing right.
    let mut wrong = json!({
        "client_ref": "x".repeat(300),
        "ponumber": "x".repeat(65),
        "transcription_options": {},
        "caption_options": {
            "inputs": [{"uri": "urn:rev:inputmedia:no", "external_link": "https://gone.example"}],
            "subtitle_languages": ["xx"],
        },
    });
    let steps: &[(&str, &str, Value, &str)] = &[
        ("", "transcription_options", Value::Null, "10003"),
        ("/caption_options/inputs/0", "uri", json!(LONG), "10002"),
        (
            "/caption_options/inputs/0",
            "external_link",
            Value::Null,
            "10005",
        ),
        (
            "/caption_options/inputs/0",
            "video_length_seconds",
            json!("60"),
            "20001",
        ),
        ("/caption_options", "subtitle_languages", json!([]), "20003"),
        ("", "client_ref", json!("x"), "20010"),
        ("", "ponumber", json!("x"), "40010"),
    ];
    for (parent, name, right, expected) in steps {
        let refused = order(&services, &wrong);
        assert_eq!(refused.json()["code"], *expected, "{wrong}");
        wrong.pointer_mut(parent).unwrap()[name] = right.clone();
    }
    assert_eq!(order(&services, &wrong).status, 201);
}

#[test]
fn xml_says_the_same_as_json() {
    let services = rev(json!({}), json!({}));
    let send = |xml: &str| {
        call(&services, "POST", "/orders")
            .header("Content-Type", "application/xml")
            .header("Accept", "text/xml")
            .body(xml)
            .send()
    };
    let xml = |input: &str| {
        format!(
            "<order_request><sandbox_mode>true</sandbox_mode>,<client_ref>xml-1</client_ref>\
             <caption_options><inputs><input>{input}</input></inputs>\
             <subtitle_languages><language>es-es</language><language>it</language></subtitle_languages>\
             <rush>false</rush></caption_options></order_request>"
        )
    };
    let placed = send(&xml(&format!("<uri>{KNOWN}</uri>")));
    assert_eq!(placed.status, 201, "{}", placed.text());
    let number = placed
        .header("location")
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let shown = call(&services, "GET", &format!("/orders/{number}.xml"))
        .send()
        .text();
    assert!(
        shown.contains(&format!("<order_number>{number}</order_number>")),
        "{shown}"
    );
    assert!(shown.contains("<client_ref>xml-1</client_ref>"));
    let refused = send(&xml("<uri>no</uri>"));
    assert_eq!(refused.status, 400);
    assert!(
        refused
            .text()
            .contains("<error><code>10002</code><message>Invalid Input</message></error>")
    );
    for broken in ["<order_request>", "", "<other/>"] {
        assert!(
            send(broken).text().contains("<code>50000</code>"),
            "{broken}"
        );
    }
    assert_eq!(
        code(&call(&services, "POST", "/orders").json(&json!([])).send()),
        50000
    );
}
