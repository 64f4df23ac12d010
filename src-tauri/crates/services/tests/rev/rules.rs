//! Every rule of an order that can be known before it is sent, and the bytes of
//! an order that breaks none.

use services::rev::{
    CaptionOptions, Check, Input, Knowledge, Notification, NotificationEncoding, NotificationLevel,
    OrderDraft, SealedOrder, WarningKind, Wire, check, read_order,
};

const URI: &str = "urn:rev:inputmedia:aGVsbG8";

/// An order with every field of the document.
fn whole() -> OrderDraft {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    OrderDraft {
        client_ref: Some("7c0de1a2-9b3f-4a41-8f55-0d6a7c21b9e4".to_owned()),
        caption_options: Some(CaptionOptions {
            inputs: vec![
                Input {
                    uri: Some(URI.to_owned()),
                    video_length_seconds: Some(600),
                    speakers: texts(&["Ada", "Grace & Co"]),
                    glossary: vec![Some("MD5".to_owned()), Some("a < b".to_owned())],
                    ..Input::default()
                },
                Input {
                    external_link: Some("https://vimeo.com/1".to_owned()),
                    video_length_seconds: Some(300),
                    ..Input::default()
                },
            ],
            subtitle_languages: texts(&["es-es", "it"]),
            output_file_formats: texts(&["Scc", "SubRip"]),
            rush: false,
            premium_service_captions: true,
            burned_in_captions: true,
        }),
        notification: Some(Notification {
            url: "https://relay.example.com/rev".to_owned(),
            level: Some(NotificationLevel::Detailed),
            content_type: Some(NotificationEncoding::ApplicationJson),
        }),
        ponumber: Some("PO-1".to_owned()),
        workspace_id: Some(123_456_789),
        ..OrderDraft::default()
    }
}

/// A plain order with one uploaded medium, after a change.
fn plain(change: impl FnOnce(&mut OrderDraft)) -> OrderDraft {
    let mut order = OrderDraft::default();
    options(&mut order).inputs.push(Input {
        uri: Some(URI.to_owned()),
        video_length_seconds: Some(60),
        ..Input::default()
    });
    change(&mut order);
    order
}

fn options(order: &mut OrderDraft) -> &mut CaptionOptions {
    order.caption_options.as_mut().expect("options")
}

fn input(order: &mut OrderDraft) -> &mut Input {
    &mut options(order).inputs[0]
}

/// An order whose one medium is a link.
fn linked(link: &str, seconds: Option<i64>) -> OrderDraft {
    plain(|order| {
        *input(order) = Input {
            external_link: Some(link.to_owned()),
            video_length_seconds: seconds,
            ..Input::default()
        };
    })
}

fn strings(text: &str, count: usize) -> Vec<String> {
    vec![text.to_owned(); count]
}

fn broken(check: &Check) -> Vec<(u32, String)> {
    let violations = check.violations.iter();
    violations
        .map(|found| (found.code.number(), found.field.clone()))
        .collect()
}

type Table = Vec<(OrderDraft, Vec<(u32, &'static str)>)>;

fn assert_broken(table: Table, knowledge: &Knowledge) {
    for (order, expected) in table {
        let expected: Vec<(u32, String)> = expected
            .into_iter()
            .map(|(code, field)| (code, field.to_owned()))
            .collect();
        let found = check(&order, knowledge);
        assert_eq!(broken(&found), expected, "{order:?}");
        for violation in &found.violations {
            assert!(!violation.message.is_empty());
        }
    }
}

#[test]
fn an_order_that_breaks_no_rule_is_written_in_both_languages() {
    let fixture = |text: &'static str| text.trim_end();
    let table = [
        (
            Wire::Json,
            fixture(include_str!("../fixtures/rev/order.json")),
        ),
        (
            Wire::Xml,
            fixture(include_str!("../fixtures/rev/order.xml")),
        ),
    ];
    for (wire, expected) in table {
        let sealed = SealedOrder::seal(&whole(), &Knowledge::default(), wire).expect("clean");
        assert_eq!(std::str::from_utf8(sealed.body()), Ok(expected));
        let thawed = SealedOrder::thaw(wire, sealed.body().to_vec());
        assert_eq!(thawed, sealed);
    }
}

#[test]
fn what_is_written_is_read_as_the_same_order() {
    let sealed = SealedOrder::seal(&whole(), &Knowledge::default(), Wire::Json).expect("clean");
    let value = serde_json::from_slice(sealed.body()).expect("JSON");
    assert_eq!(read_order(&value), (whole(), Check::default()));
}

#[test]
fn the_least_order_says_that_it_is_for_trial() {
    let sealed = SealedOrder::seal(&plain(|_| ()), &Knowledge::default(), Wire::Json);
    let body = sealed.expect("clean").body().to_vec();
    let text = String::from_utf8(body).expect("UTF-8");
    assert!(text.starts_with(r#"{"sandbox_mode":true,"#), "{text}");
    assert!(!text.contains("null") && !text.contains("[]"), "{text}");
}

#[test]
fn services_are_one_and_captions() {
    let none = plain(|order| order.caption_options = None);
    let two = plain(|order| order.transcription_options = Some(serde_json::json!({})));
    let other = plain(|order| {
        order.caption_options = None;
        order.automated_transcription_options = Some(serde_json::json!({}));
    });
    assert_broken(
        vec![
            (none, vec![(10004, "caption_options")]),
            (two, vec![(10003, "transcription_options")]),
            (other, vec![(10004, "automated_transcription_options")]),
        ],
        &Knowledge::default(),
    );
}

#[test]
fn media_have_one_place_that_rev_can_reach() {
    const LINK: &str = "caption_options.inputs[0].external_link";
    const ITEM: &str = "caption_options.inputs[0].uri";
    let table: Table = vec![
        (
            plain(|order| options(order).inputs.clear()),
            vec![(10001, "caption_options.inputs")],
        ),
        (
            plain(|order| input(order).uri = Some("a.mp4".to_owned())),
            vec![(10002, ITEM)],
        ),
        (
            plain(|order| input(order).external_link = Some("https://vimeo.com/1".to_owned())),
            vec![(10005, ITEM)],
        ),
        (plain(|order| input(order).uri = None), vec![(10006, ITEM)]),
        (linked("nowhere", Some(1)), vec![(10007, LINK)]),
        (linked("file:///a.mp4", Some(1)), vec![(10007, LINK)]),
        (linked("http://10.0.0.1/a", Some(1)), vec![(10007, LINK)]),
        (
            linked("https://b.s3.amazonaws.com/a.mp4", Some(1)),
            vec![(10008, LINK)],
        ),
    ];
    assert_broken(table, &Knowledge::default());
}

#[test]
fn lengths_are_whole_and_given_where_rev_cannot_measure() {
    const LENGTH: &str = "caption_options.inputs[0].video_length_seconds";
    let seconds = |seconds| plain(|order| input(order).video_length_seconds = Some(seconds));
    let table: Table = vec![
        (seconds(1), vec![]),
        (seconds(0), vec![(20001, LENGTH)]),
        (seconds(-5), vec![(20001, LENGTH)]),
        (
            plain(|order| input(order).video_length_seconds = None),
            vec![],
        ),
        (linked("https://youtu.be/UF8uR6Z6KLc", None), vec![]),
        (linked("https://vimeo.com/1", Some(300)), vec![]),
        (linked("https://vimeo.com/1", None), vec![(20001, LENGTH)]),
        (linked("https://youtu.be/1", Some(0)), vec![(20001, LENGTH)]),
    ];
    assert_broken(table, &Knowledge::default());
}

#[test]
fn names_and_words_keep_to_their_limits() {
    const SPEAKERS: &str = "caption_options.inputs[0].speakers";
    const GLOSSARY: &str = "caption_options.inputs[0].glossary";
    let speakers = |names: Vec<String>| plain(|order| input(order).speakers = names);
    let glossary = |words: Vec<Option<String>>| plain(|order| input(order).glossary = words);
    let word = |length: usize| Some("é".repeat(length));
    let table: Table = vec![
        (speakers(strings("A", 100)), vec![]),
        (speakers(strings("A", 101)), vec![(20020, SPEAKERS)]),
        (speakers(strings(&"é".repeat(50), 1)), vec![]),
        (
            speakers(vec!["A".to_owned(), "é".repeat(51)]),
            vec![(20021, "caption_options.inputs[0].speakers[1]")],
        ),
        (glossary(vec![word(1); 1000]), vec![]),
        (glossary(vec![word(1); 1001]), vec![(20030, GLOSSARY)]),
        (glossary(vec![word(255)]), vec![]),
        (
            glossary(vec![word(256), None]),
            vec![
                (20031, "caption_options.inputs[0].glossary[0]"),
                (20031, "caption_options.inputs[0].glossary[1]"),
            ],
        ),
    ];
    assert_broken(table, &Knowledge::default());
}

#[test]
fn formats_and_languages_fit_together() {
    let ordered = |languages: &[&str], formats: &[&str], rush: bool| {
        plain(|order| {
            let options = options(order);
            options.subtitle_languages = languages.iter().map(|text| (*text).to_owned()).collect();
            options.output_file_formats = formats.iter().map(|text| (*text).to_owned()).collect();
            options.rush = rush;
        })
    };
    const FIRST: &str = "caption_options.output_file_formats[0]";
    const CODE: &str = "caption_options.subtitle_languages[0]";
    let mut table: Table = vec![
        (
            ordered(&["es-es", "tr"], &["Scc", "Mcc", "CheetahCap"], false),
            vec![],
        ),
        (ordered(&["es"], &[], false), vec![(20003, CODE)]),
        (ordered(&["zh-Hans"], &[], false), vec![(20003, CODE)]),
        (ordered(&["ES-ES"], &[], false), vec![(20003, CODE)]),
        (ordered(&[], &["Scc"], true), vec![]),
        (
            ordered(&["it"], &[], true),
            vec![(20005, "caption_options.rush")],
        ),
        (ordered(&[], &["Srt"], false), vec![(50000, FIRST)]),
        (ordered(&[], &["DFXP"], false), vec![(50000, FIRST)]),
    ];
    for language in ["ko", "ar", "zh-si", "hi", "zh-tr", "ru", "ja"] {
        for format in ["Scc", "Mcc", "CheetahCap"] {
            table.push((ordered(&[language], &[format], false), vec![(20004, FIRST)]));
        }
        table.push((ordered(&[language], &["SubRip", "EbuStl"], false), vec![]));
    }
    assert_broken(table, &Knowledge::default());
}

#[test]
fn references_and_notifications_are_looked_at() {
    let reference = |length| plain(|order| order.client_ref = Some("x".repeat(length)));
    let number = |length| plain(|order| order.ponumber = Some("x".repeat(length)));
    let told = |url: &str| {
        plain(|order| {
            order.notification = Some(Notification {
                url: url.to_owned(),
                ..Notification::default()
            });
        })
    };
    let table: Table = vec![
        (reference(256), vec![]),
        (reference(257), vec![(20010, "client_ref")]),
        (number(64), vec![]),
        (number(65), vec![(40010, "ponumber")]),
        (told("https://relay.example.com/rev"), vec![]),
        (told(""), vec![(50000, "notification.url")]),
        (
            told("http://localhost/rev"),
            vec![(50000, "notification.url")],
        ),
        (
            plain(|order| order.client_ref = Some("a\nb".to_owned())),
            vec![(50000, "client_ref")],
        ),
        (
            plain(|order| input(order).speakers = strings("a\u{0}", 1)),
            vec![(50000, "caption_options.inputs[0].speakers[0]")],
        ),
    ];
    assert_broken(table, &Knowledge::default());
}

#[test]
fn what_is_known_of_the_account_counts() {
    let knowledge = Knowledge {
        sandbox_keys: true,
        invoicing: Some(false),
        workspaces: Some(vec![7]),
    };
    let table: Table = vec![
        (plain(|_| ()), vec![]),
        (
            plain(|order| order.sandbox_mode = false),
            vec![(50002, "sandbox_mode")],
        ),
        (
            plain(|order| order.ponumber = Some("PO".to_owned())),
            vec![(40011, "ponumber")],
        ),
        (plain(|order| order.ponumber = Some(String::new())), vec![]),
        (plain(|order| order.workspace_id = Some(7)), vec![]),
        (
            plain(|order| order.workspace_id = Some(8)),
            vec![(20050, "workspace_id")],
        ),
    ];
    assert_broken(table, &knowledge);
}

#[test]
fn every_broken_rule_is_named_in_the_order_of_the_table() {
    let order = plain(|order| {
        order.sandbox_mode = false;
        order.client_ref = Some("x".repeat(300));
        order.ponumber = Some("x".repeat(70));
        order.transcription_options = Some(serde_json::json!({}));
        order.notification = Some(Notification::default());
        let options = options(order);
        options.subtitle_languages = vec!["xx".to_owned(), "ja".to_owned()];
        options.output_file_formats = vec!["Nope".to_owned(), "Mcc".to_owned()];
        options.rush = true;
        options.inputs.push(Input::default());
        options.inputs[0].uri = Some("x".to_owned());
        options.inputs[0].video_length_seconds = Some(-1);
        options.inputs[1].glossary = vec![None];
    });
    let knowledge = Knowledge {
        sandbox_keys: true,
        ..Knowledge::default()
    };
    let found = check(&order, &knowledge);
    let codes: Vec<u32> = broken(&found).into_iter().map(|(code, _)| code).collect();
    assert_eq!(
        codes,
        [
            10003, 10002, 10006, 20001, 20031, 20003, 20004, 20005, 20010, 40010, 50000, 50000,
            50002
        ]
    );
    assert_eq!(
        SealedOrder::seal(&order, &knowledge, Wire::Json),
        Err(found)
    );
}

#[test]
fn what_the_older_client_would_not_take_is_a_warning() {
    let order = plain(|order| {
        order.client_ref = Some("x".repeat(41));
        order.notification = Some(Notification {
            url: "http://relay.example.com/rev".to_owned(),
            level: Some(NotificationLevel::FileComplete),
            content_type: None,
        });
        let options = options(order);
        options.output_file_formats = vec!["AvidDvd".to_owned(), "Stl".to_owned()];
        options.inputs[0].speakers = strings("a name of sixteen", 1);
        options.inputs[0].video_length_seconds = None;
        let second = options.inputs[0].clone();
        options.inputs.push(second);
    });
    let found = check(&order, &Knowledge::default());
    assert!(found.is_clean(), "{found:?}");
    let mut kinds: Vec<WarningKind> = Vec::new();
    for warning in &found.warnings {
        if !kinds.contains(&warning.kind) {
            kinds.push(warning.kind);
        }
    }
    assert_eq!(
        kinds,
        [
            WarningKind::SeveralInputs,
            WarningKind::LengthAdvised,
            WarningKind::LongerThanClient,
            WarningKind::NotInClient,
            WarningKind::ConvertedHere,
            WarningKind::NotEncrypted,
            WarningKind::NotInDocument,
        ]
    );
}
