//! The rule about spelling, which takes a dictionary.

use std::sync::Arc;

use captions::{Cue, Document, Ids, Row, Settings, Speaker, Term, Time, Track};
use quality::{Checker, Dictionary, shipped};

const DIC: &[u8] = b"6\nhello\nis\nhere\ndon't\ndoor\nslams\n";

fn misspelt(text: &str, own: Option<&str>) -> Vec<String> {
    let mut ids = Ids::new(1, 1);
    let mut document = Document::new(Settings {
        speakers: vec![Speaker {
            name: "Ann Bellows".to_owned(),
            color: None,
        }],
        glossary: vec![Term {
            term: "Cuewright Studio".to_owned(),
            note: String::new(),
        }],
        ..Settings::default()
    });
    let track = Track::new(ids.track(), "English", "en");
    let id = track.id;
    document.put_track(track);
    let mut cue = Cue::new(ids.cue(), id, Time::SECOND, Some(Time::from_seconds(3)));
    cue.rows = text.split('|').map(Row::plain).collect();
    document.put_cue(cue).expect("its track is there");
    let house = shipped::profile("house").expect("shipped").expect("sound");
    let mut checker = Checker::new(house);
    if let Some(own) = own {
        let dictionary = Dictionary::new(b"SET UTF-8\n", DIC).expect("a dictionary");
        checker = checker.with_dictionary(Arc::new(dictionary), [own.to_owned()]);
    }
    let findings = checker.check(&document, id);
    let rows: Vec<Vec<char>> = text.split('|').map(|row| row.chars().collect()).collect();
    let of_rule = findings
        .in_order(&document)
        .filter(|finding| finding.rule == "spelling");
    let places = of_rule.map(|finding| finding.place.expect("a place"));
    places
        .map(|at| {
            rows[at.row][at.start..at.start + at.length]
                .iter()
                .collect()
        })
        .collect()
}

#[test]
fn words_that_nobody_knows_are_found_where_they_stand() {
    for (text, wanted) in [
        ("Hello, hello. HELLO!", &[][..]),
        ("Don\u{2019}t|helo", &["helo"]),
        ("\u{2018}hello\u{2019} \u{e9}hello", &["\u{e9}hello"]),
        ("Ann Bellows is here", &[]),
        ("Cuewright is here", &[]),
        ("ZED: hello", &[]),
        ("[door slamms] <i>hello</i>", &["slamms"]),
        ("mp3 2nd A is here", &[]),
        ("frobnicate is here", &[]),
    ] {
        assert_eq!(misspelt(text, Some("frobnicate")), wanted, "{text}");
    }
}

#[test]
fn without_a_dictionary_nothing_is_misspelt() {
    assert!(misspelt("Xyzzy helo", None).is_empty());
}
