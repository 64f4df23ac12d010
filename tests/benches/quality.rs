//! 20,000 cues held to a profile, beside pysubs2 loading the same cues from
//! SubRip. Limits: every profile checks them all in less than 100 ms, and after
//! one edit the findings are up to date in less than 1 ms.
//!
//! `quality count-full` and `quality count-edit` do the one or the other a
//! single time, for a tool that counts instructions; `quality count-none` does
//! what both do before.

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use captions::{Cue, CueId, Document, Ids, Row, Settings, Time, Track, TrackId};
use cuewright_tests::cost::{percentile, time};
use cuewright_tests::python;
use editing::{Edit, Patch, plan};
use quality::{Checker, Dictionary, Profile, shipped};

const CUES: usize = 20_000;
const EDITS: usize = 2_000;

fn main() {
    let (mut document, track) = document();
    let what = std::env::args().nth(1).unwrap_or_default();
    let checkers: Vec<Checker> = shipped::ids().map(checker).collect();
    let widest = checker("netflix-en-sdh");
    match what.as_str() {
        "count-none" => drop(black_box(&document)),
        "count-full" => drop(black_box(widest.check(&document, track))),
        "count-edit" => drop(black_box(edit(&widest, &mut document, track, 1))),
        _ => {
            println!("quality, {CUES} cues");
            full(&checkers, &document, track);
            let mut times = edit(&widest, &mut document, track, EDITS);
            let (median, last) = (percentile(&mut times, 50), percentile(&mut times, 99));
            println!("  after one edit: median {median:?}, 99th percentile {last:?} (limit 1 ms)");
            beside_pysubs2();
        }
    }
}

/// A check of everything, under the profile that takes longest.
fn full(checkers: &[Checker], document: &Document, track: TrackId) {
    let slowest = checkers.iter().map(|checker| {
        let mut times: Vec<Duration> = (0..5)
            .map(|_| time(|| drop(black_box(checker.check(document, track)))))
            .collect();
        let found = checker.check(document, track).len();
        (
            percentile(&mut times, 50),
            checker.profile().id.to_string(),
            found,
        )
    });
    if let Some((time, profile, found)) = slowest.max() {
        println!("  full check: {time:?} under {profile}, {found} findings (limit 100 ms)");
    }
}

/// How long it takes after each of so many edits to bring the findings up to
/// date.
fn edit(checker: &Checker, document: &mut Document, track: TrackId, edits: usize) -> Vec<Duration> {
    let mut ids = Ids::new(2, 2);
    let mut findings = checker.check(document, track);
    let cues: Vec<CueId> = document.cues(track).map(|cue| cue.id).collect();
    let mut times = Vec::with_capacity(edits);
    for round in 0..edits {
        let edit = Edit::SetText {
            cue: cues[round * 7919 % cues.len()],
            rows: vec![Row::plain(format!(
                "What was said in round {round}, and and more of it"
            ))],
        };
        let patch: Patch = plan(document, &edit, &mut ids)
            .expect("it can be done")
            .patch;
        patch.apply(document).expect("it fits");
        times.push(time(|| {
            drop(checker.refresh(document, &patch, &mut findings))
        }));
    }
    times
}

fn checker(id: &str) -> Checker {
    let profile: Profile = shipped::profile(id).expect("shipped").expect("sound");
    let checker = Checker::new(profile).with_end(Some(Time::from_seconds(70_000)));
    let words = "14\nthis\nis\nthe\nfirst\nrow\nof\ncue\nand\nsecond\nthat\ngoes\non\nfor\nwhile\n";
    let dictionary = Dictionary::new(b"SET UTF-8\n", words.as_bytes()).expect("a dictionary");
    checker.with_dictionary(Arc::new(dictionary), [])
}

fn document() -> (Document, TrackId) {
    let mut ids = Ids::new(1, 1);
    let shots = (0..5_000).map(|number| Time::from_millis(number * 11_700));
    let mut document = Document::new(Settings {
        shots: shots.collect(),
        ..Settings::default()
    });
    let track = Track::new(ids.track(), "English", "en");
    let id = track.id;
    document.put_track(track);
    let cues = (0..CUES).map(|number| {
        let number = i64::try_from(number).expect("small");
        let start = Time::from_millis(number * 3000);
        let end = start + Time::from_millis(2000 + number % 13 * 80);
        let mut cue = Cue::new(ids.cue(), id, start, Some(end));
        cue.rank = number * Cue::RANK_STEP;
        cue.rows = vec![
            Row::plain(format!("This is the first row of cue {number}, and")),
            Row::plain("a second row that goes on for a while"),
        ];
        Box::new(cue)
    });
    let cues = cues.collect();
    document.put_cues(cues).expect("their track is there");
    (document, id)
}

fn beside_pysubs2() {
    let folder = tempfile::tempdir().expect("a folder to work in");
    let input = folder.path().join("input.srt");
    std::fs::write(&input, captions()).expect("a writable folder");
    let environment = Path::new(env!("CARGO_TARGET_TMPDIR")).join("peers-pysubs2");
    let Some(python) = python::environment(&environment, &[python::PYSUBS2]) else {
        println!("  pysubs2 cannot be installed here");
        return;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/speed.py");
    let output = Command::new(python)
        .arg(script)
        .args(["pysubs2", "srt"])
        .arg(&input)
        .output();
    let output = output.expect("Python runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    if let Some(seconds) = json["read"].as_f64() {
        println!(
            "  pysubs2 reads the same cues in {:.0} ms",
            seconds * 1000.0
        );
    }
}

fn captions() -> String {
    let mut file = String::new();
    for number in 0..CUES {
        let clock = |millis: usize| {
            let (seconds, rest) = (millis / 1000, millis % 1000);
            let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
            format!("{hours:02}:{minutes:02}:{:02},{rest:03}", seconds % 60)
        };
        let (start, end) = (clock(number * 3000), clock(number * 3000 + 2500));
        let _ = write!(
            file,
            "{}\n{start} --> {end}\nThis is the first row of cue {number}, and\n\
             a second row that goes on for a while\n\n",
            number + 1
        );
    }
    file
}
