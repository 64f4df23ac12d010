//! The profiles that are shipped, and what is said of files that are none.
//!
//! `UPDATE_EXPECT=1 cargo test -p quality --test profiles` writes the shipped
//! files in the form they are to have.

use std::path::PathBuf;

use captions::{Cue, Document, FrameRate, Ids, Row, Settings, Time, Timebase, Track, TrackId};
use quality::{Checker, Profile, shipped};
use serde_json::Value;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../assets/profiles")
}

fn shipped(id: &str) -> Profile {
    let profile = shipped::profile(id).unwrap_or_else(|| panic!("{id} is not shipped"));
    profile.unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_file_is_shipped_and_in_the_form_it_is_written_in() {
    let mut files: Vec<String> = std::fs::read_dir(folder())
        .expect("the profiles")
        .map(|entry| {
            entry
                .expect("a file")
                .file_name()
                .into_string()
                .expect("a name")
        })
        .collect();
    files.sort();
    let shipped_files: Vec<String> = shipped::ids().map(|id| format!("{id}.json")).collect();
    assert_eq!(files, shipped_files);
    for id in shipped::ids() {
        let profile = shipped(id);
        assert_eq!(profile.id.as_str(), id);
        let path = folder().join(format!("{id}.json"));
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&path, profile.to_json()).expect("a writable folder");
        }
        assert_eq!(
            profile.to_json(),
            std::fs::read_to_string(&path).expect("a file"),
            "{id}"
        );
    }
}

#[test]
fn every_figure_names_its_source() {
    for id in shipped::ids() {
        let json: Value = serde_json::from_str(&shipped(id).to_json()).expect("JSON");
        for (rule, held) in json["rules"].as_object().expect("rules") {
            let source = held["source"].as_str().unwrap_or_default();
            assert!(!source.is_empty(), "{id}: {rule}");
        }
    }
}

/// `limits.json` says it in the order of the sources' table: profile, row
/// length, rows, characters a second, words a minute, shortest, longest, gap.
#[test]
fn limits_are_those_of_their_sources() {
    let table: Vec<Vec<Value>> =
        serde_json::from_str(include_str!("limits.json")).expect("a table");
    for row in table {
        let id = row[0].as_str().expect("a profile");
        let json: Value = serde_json::from_str(&shipped(id).to_json()).expect("JSON");
        let rules = &json["rules"];
        let limit = |rule: &str| rules[rule]["limit"].clone();
        let found = [
            limit("row-length"),
            limit("rows"),
            rules["reading-speed"]["limit"]["most"].clone(),
            rules["words-per-minute"]["limit"]["most"].clone(),
            limit("min-duration"),
            limit("max-duration"),
            limit("min-gap"),
        ];
        assert_eq!(found, row[1..], "{id}");
    }
}

/// `refused.json`: where in a profile which value is put, the field that the
/// error names, and what it says is allowed.
#[test]
fn what_is_no_profile_is_refused_with_file_field_and_what_is_allowed() {
    let table: Vec<(String, Value, String, String)> =
        serde_json::from_str(include_str!("refused.json")).expect("a table");
    for (path, value, field, allowed) in table {
        let mut profile: Value = serde_json::from_str(&shipped("house").to_json()).expect("JSON");
        let (parent, key) = path.rsplit_once('/').expect("a path");
        profile.pointer_mut(parent).expect("the parent")[key] = value;
        let error = Profile::parse("mine.json", &profile.to_string()).expect_err(&path);
        assert_eq!(error.file, "mine.json");
        assert!(error.field.starts_with(&field), "{path}: {error}");
        assert!(error.message.contains(&allowed), "{path}: {error}");
    }
    for text in ["", "[]", "{", "{} {}", "null"] {
        let error = Profile::parse("mine.json", text).expect_err(text);
        assert!(error.to_string().starts_with("mine.json, "), "{error}");
    }
}

fn two_cues(gap: i64, rate: FrameRate) -> (Document, TrackId) {
    let mut ids = Ids::new(1, 1);
    let mut document = Document::new(Settings {
        timebase: Timebase::non_drop(rate),
        ..Settings::default()
    });
    let track = Track::new(ids.track(), "English", "en");
    let id = track.id;
    document.put_track(track);
    for (rank, start) in [(0, 100), (1, 150 + gap)] {
        let (start, end) = (rate.time_of(start), rate.time_of(start + 50));
        let mut cue = Cue::new(ids.cue(), id, start, Some(end));
        cue.rank = rank;
        cue.rows = vec![Row::plain("We are here.")];
        document.put_cue(cue).expect("its track is there");
    }
    (document, id)
}

/// One second between two cues is right for both; what is right for only one is
/// wrong for the other.
#[test]
fn bbc_and_netflix_disagree_about_the_same_file() {
    for rate in [FrameRate::FILM_NTSC, FrameRate::PAL, FrameRate::NTSC] {
        let second = rate.nearest_frame(Time::SECOND);
        for (gap, netflix, bbc) in [
            (0, true, false),
            (2, false, true),
            (6, true, true),
            (second * 3 / 5, false, true),
            (second * 2, false, false),
        ] {
            let (document, track) = two_cues(gap, rate);
            let is_remarked = |profile: &str| {
                let findings = Checker::new(shipped(profile)).check(&document, track);
                let gaps = ["min-gap", "chaining"];
                findings
                    .in_order(&document)
                    .any(|finding| gaps.contains(&finding.rule))
            };
            assert_eq!(
                is_remarked("netflix-en-adult"),
                netflix,
                "{gap} frames, {rate:?}"
            );
            assert_eq!(is_remarked("bbc-broadcast"), bbc, "{gap} frames, {rate:?}");
        }
    }
}
