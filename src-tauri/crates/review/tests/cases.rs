//! What two lists of cues are said to differ in, and who moved, as data.
//!
//! A cue is `in-out text` in seconds, rows apart by `|`, with words behind `#`
//! for what else it has; the lists have no identities in common.

use captions::{Align, Cue, Ids, Position, Row, Time};
use review::{Change, ChangeKind, Field, Mover, compare};

fn cues(text: &str, ids: &mut Ids) -> Vec<Cue> {
    let track = Ids::new(1, 1).track();
    let lines = text
        .split(';')
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let cues = (1..).zip(lines).map(|(rank, line)| {
        let (line, looks) = line.split_once('#').unwrap_or((line, ""));
        let (times, text) = line.split_once(' ').expect("times and text");
        let (start, end) = times.split_once('-').expect("two times");
        let second = |text: &str| Time::from_seconds(text.parse().expect("seconds"));
        let mut cue = Cue::new(ids.cue(), track, second(start), Some(second(end)));
        cue.rank = rank;
        cue.rows = text.trim().split('|').map(Row::plain).collect();
        for look in looks.split_whitespace() {
            match look {
                "italic" => cue.rows[0].0[0].style.italic = true,
                "top" => cue.position = Position::Numpad(8),
                "left" => cue.align = Align::Left,
                "forced" => cue.forced = true,
                "raw" => drop(cue.settings.insert("layer".to_owned(), "1".to_owned())),
                name => cue.speaker = Some(name.to_owned()),
            }
        }
        cue
    });
    cues.collect()
}

fn changes(draft: &str, other: &str, base: Option<&str>) -> Vec<Change> {
    let mut ids = Ids::new(2, 2);
    let [draft, other] = [draft, other].map(|text| cues(text, &mut ids));
    let base = base.map(|text| cues(text, &mut ids));
    let base: Option<Vec<&Cue>> = base.as_ref().map(|base| base.iter().collect());
    let [draft, other]: [Vec<&Cue>; 2] = [draft.iter().collect(), other.iter().collect()];
    compare(&draft, &other, base.as_deref())
}

const fn name(field: Field) -> &'static str {
    match field {
        Field::Text => "text",
        Field::Style => "style",
        Field::Times => "times",
        Field::Position => "position",
        Field::Speaker => "speaker",
        Field::Settings => "settings",
        Field::Order => "order",
    }
}

fn shown(changes: &[Change]) -> String {
    let texts = |cues: &[Cue]| cues.iter().map(Cue::text).collect::<Vec<_>>().join("+");
    let shown = changes.iter().map(|change| {
        let kind = match change.kind {
            ChangeKind::Added => "added",
            ChangeKind::Removed => "removed",
            ChangeKind::Changed => "changed",
            ChangeKind::Split => "split",
            ChangeKind::Merged => "merged",
        };
        let mut words: Vec<&str> = vec![kind];
        words.extend(change.fields.iter().map(|field| name(*field)));
        words.extend(change.moved.map(|mover| match mover {
            Mover::Here => "here",
            Mover::There => "there",
            Mover::Both => "both",
        }));
        words.extend(change.safe.iter().flat_map(|field| ["safe", name(*field)]));
        let (other, draft) = (texts(&change.other), texts(&change.draft));
        format!("{}: {other} > {draft}", words.join(" "))
    });
    shown.collect::<Vec<_>>().join("; ").replace('\n', "|")
}

/// The other side, the draft, and what leads to it.
const CHANGES: &[(&str, &str, &str)] = &[
    ("0-1 One; 2-3 Two", "0-1 One; 2-3 Two", ""),
    ("0-1 One", "0-1 One; 2-3 Two", "added:  > Two"),
    ("0-1 One; 2-3 Two", "2-3 Two", "removed: One > "),
    ("0-1 One", "0-1 Won", "changed text: One > Won"),
    (
        "0-1 One two",
        "0-1 One|two",
        "changed text: One two > One|two",
    ),
    ("0-1 One", "0-1 One #italic", "changed style: One > One"),
    ("0-1 One", "0-1 Won #italic", "changed text: One > Won"),
    ("0-1 One", "0-1 One #top", "changed position: One > One"),
    ("0-1 One #left", "0-1 One", "changed position: One > One"),
    ("0-1 One #Ann", "0-1 One #Bob", "changed speaker: One > One"),
    ("0-1 One", "0-1 One #forced", "changed settings: One > One"),
    ("0-1 One", "0-1 One #raw", "changed settings: One > One"),
    (
        "0-1 One",
        "0-2 Won #italic top Ann forced",
        "changed text times position speaker settings: One > Won",
    ),
    ("0-1 One", "5-6 One", "changed times: One > One"),
    ("0-4 One", "1-4 Won", "changed text times: One > Won"),
    ("0-4 One", "3-5 Won", "removed: One > ; added:  > Won"),
    (
        "0-4 One and two",
        "0-2 One and; 2-4 two",
        "split: One and two > One and+two",
    ),
    (
        "0-4 One|and two",
        "0-2 One; 2-4 and two",
        "split: One|and two > One+and two",
    ),
    (
        "0-2 One; 2-4 and two",
        "0-4 One|and two",
        "merged: One+and two > One|and two",
    ),
    (
        "0-6 a b c; 8-9 d",
        "0-2 a; 2-4 b; 4-6 c; 8-9 d",
        "split: a b c > a+b+c",
    ),
    (
        "0-2 a; 2-4 b; 8-9 c d",
        "0-4 a b; 8-9 c; 9-10 d",
        "merged: a+b > a b; split: c d > c+d",
    ),
    // With other words it is no split.
    (
        "0-4 One and two",
        "0-2 One or; 2-4 two",
        "changed text times: One and two > One or; added:  > two",
    ),
    (
        "0-1 One; 2-3 Two; 4-5 Three",
        "4-5 Three; 0-1 One; 2-3 Two",
        "changed order: Three > Three",
    ),
    // What is said often is not taken for what is said elsewhere.
    (
        "0-1 Yes; 2-3 No way; 4-5 Yes",
        "0-1 Yes; 1-2 Yes; 2-3 No way; 4-5 Yes",
        "added:  > Yes",
    ),
    (
        "0-1 Yes; 2-3 One; 4-5 Yes; 6-7 Two; 8-9 Yes",
        "10-11 Yes; 12-13 One; 14-15 Yes; 16-17 Two",
        "removed: Yes > ; changed times: Yes > Yes; changed times: One > One; \
             changed times: Yes > Yes; changed times: Two > Two",
    ),
];

/// What both come from, the draft, the other side, and what is said of them.
const MOVED: &[(&str, &str, &str, &str)] = &[
    (
        "0-1 One",
        "0-1 Won",
        "0-1 One",
        "changed text here: One > Won",
    ),
    (
        "0-1 One",
        "0-1 One",
        "0-1 Won",
        "changed text there: Won > One",
    ),
    (
        "0-1 One",
        "0-1 Won",
        "0-1 Own",
        "changed text both: Own > Won",
    ),
    ("0-1 One", "0-1 Won", "0-1 Won", ""),
    (
        "0-1 One",
        "0-1 Won",
        "0-2 One",
        "changed text times both safe times: One > Won",
    ),
    (
        "0-1 One",
        "0-1 One #Ann",
        "0-1 One #italic top Ann",
        "changed style position there: One > One",
    ),
    (
        "0-1 One",
        "0-1 One; 2-3 Two",
        "0-1 One",
        "added here:  > Two",
    ),
    (
        "0-1 One",
        "0-1 One",
        "0-1 One; 2-3 Two",
        "removed there: Two > ",
    ),
    (
        "0-1 One; 2-3 Two",
        "0-1 One; 2-3 Two",
        "0-1 One",
        "added there:  > Two",
    ),
    (
        "0-1 One; 2-3 Two",
        "0-1 One",
        "0-1 One; 2-3 Two",
        "removed here: Two > ",
    ),
    (
        "0-1 One; 2-3 Two",
        "0-1 One",
        "0-1 One; 2-3 To",
        "removed both: To > ",
    ),
    (
        "0-1 One; 2-3 Two",
        "0-1 One; 2-3 To",
        "0-1 One",
        "added both:  > To",
    ),
    (
        "0-4 a b",
        "0-2 a; 2-4 b",
        "0-4 a b",
        "split here: a b > a+b",
    ),
    (
        "0-4 a b",
        "0-4 a b",
        "0-2 a; 2-4 b",
        "merged there: a+b > a b",
    ),
    (
        "0-2 a; 2-4 b",
        "0-4 a b",
        "0-2 a; 2-4 b",
        "merged here: a+b > a b",
    ),
    (
        "0-2 a; 2-4 b",
        "0-2 a; 2-4 b",
        "0-4 a b",
        "split there: a b > a+b",
    ),
    // What went into a cue that is another here does not go alone.
    (
        "0-2 a; 2-4 b",
        "0-2 A; 2-4 b",
        "0-4 a b",
        "changed text times both: a b > A; added both:  > b",
    ),
    (
        "0-1 One; 2-3 Two",
        "0-1 One; 2-3 Two",
        "2-3 Two; 0-1 One",
        "changed order there: One > One",
    ),
    (
        "0-1 One; 2-3 Two; 4-5 Three",
        "0-1 One; 2-3 Two",
        "2-3 Two; 0-1 One; 4-5 Three",
        "changed order both: One > One; removed here: Three > ",
    ),
];

#[test]
fn changes_are_recognised_as_what_they_are() {
    for (other, draft, wanted) in CHANGES {
        assert_eq!(
            shown(&changes(draft, other, None)),
            *wanted,
            "{other} > {draft}"
        );
    }
}

#[test]
fn beside_what_both_come_from_it_is_said_who_moved() {
    for (base, draft, other, wanted) in MOVED {
        let found = changes(draft, other, Some(base));
        assert_eq!(shown(&found), *wanted, "{base}: {draft} beside {other}");
        let plain = changes(draft, other, None);
        let same = |a: &Change, b: &Change| (a.kind, &a.fields) == (b.kind, &b.fields);
        assert!(plain.len() == found.len() && plain.iter().zip(&found).all(|(a, b)| same(a, b)));
    }
}
