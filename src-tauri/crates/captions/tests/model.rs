//! What the model guarantees.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use captions::testing::{cues, documents, rows};
use captions::{
    Color, Cue, Document, DocumentError, DocumentForm, FrameRate, Ids, Raw, Row, Run, Settings,
    Style, Time, Timebase, Track,
};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

/// Seeds that once failed are kept in `model.regressions` and tried first.
fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_document_comes_back_from_json(document in documents()) {
        let json = serde_json::to_string(&document).unwrap();
        prop_assert_eq!(serde_json::from_str::<Document>(&json).unwrap(), document);
    }

    #[test]
    fn many_cues_at_once_are_as_one_at_a_time(document in documents()) {
        let form = DocumentForm::from(document);
        let mut cues = form.cues.clone();
        // Every other cue a second time, at another place.
        cues.extend(form.cues.iter().step_by(2).cloned().map(|mut cue| {
            cue.rank = -cue.rank;
            cue
        }));
        let empty = DocumentForm { cues: Vec::new(), ..form };
        let mut at_once = Document::try_from(empty).unwrap();
        let mut one_by_one = at_once.clone();
        at_once.put_cues(cues.iter().cloned().map(Box::new).collect()).unwrap();
        for cue in cues {
            one_by_one.put_cue(cue).unwrap();
        }
        prop_assert_eq!(at_once, one_by_one);
    }

    #[test]
    fn cues_are_in_order_of_rank_and_numbered_from_one(document in documents()) {
        for track in document.tracks() {
            let cues: Vec<&Cue> = document.cues(track.id).collect();
            prop_assert!(cues.is_sorted_by_key(|cue| cue.order()));
            prop_assert_eq!(cues.len(), document.cue_count(track.id));
            for (place, cue) in cues.iter().enumerate() {
                prop_assert_eq!(document.number(cue), place + 1);
                let before: Vec<&Cue> = document.cues_before(cue).collect();
                let after: Vec<&Cue> = document.cues_after(cue).collect();
                prop_assert_eq!(&before, &cues[..place]);
                prop_assert_eq!(&after, &cues[place + 1..]);
            }
        }
    }

    #[test]
    fn only_what_a_format_writes_counts_as_an_edit(cue in cues(), seconds in 1_i64..9) {
        let mut cue = cue;
        cue.raw = Some(Box::new(Raw {
            format: "srt".into(),
            bytes: cue.text().into(),
            digest: cue.digest(),
        }));
        let bytes = cue.text().into_bytes();
        let moved = Cue { rank: cue.rank + 1, mark: None, notes: Default::default(), ..cue.clone() };
        prop_assert_eq!(moved.unedited("srt"), Some(&bytes[..]));
        prop_assert_eq!(moved.unedited("vtt"), None);
        let retimed = Cue { in_time: cue.in_time + Time::from_seconds(seconds), ..cue.clone() };
        prop_assert_eq!(retimed.unedited("srt"), None);
    }

    #[test]
    fn normal_rows_say_the_same_and_stay_normal(rows in rows()) {
        for row in rows {
            let mut cut = Row::default();
            for run in &row.0 {
                let (head, tail) = run.text.split_at(run.text.len() / 2 * usize::from(run.text.is_ascii()));
                for text in [head, "", tail] {
                    cut.0.push(Run { text: text.into(), style: run.style.clone() });
                }
            }
            let has_ruby = row.0.iter().any(|run| run.style.ruby().is_some());
            let text = cut.text();
            cut.normalise();
            prop_assert_eq!(cut.text(), text);
            // The parts of a ruby base never join.
            prop_assert!(has_ruby || cut == row);
        }
    }
}

#[test]
fn a_cue_needs_its_track_and_a_track_with_cues_stays() {
    let mut ids = Ids::new(1, 1);
    let mut document = Document::new(Settings::default());
    let track = Track::new(ids.track(), "main", "en");
    let id = track.id;
    let cue = Cue::new(ids.cue(), id, Time::ZERO, None);
    let missing = DocumentError::NoSuchTrack {
        cue: cue.id,
        track: id,
    };
    assert_eq!(document.put_cue(cue.clone()), Err(missing));
    assert!(document.is_empty());
    document.put_track(track.clone());
    assert_eq!(document.put_cue(cue.clone()), Ok(None));
    assert_eq!(
        document.remove_track(id),
        Err(DocumentError::TrackNotEmpty(id))
    );
    assert_eq!(document.remove_cue(cue.id), Some(cue));
    assert_eq!(document.remove_track(id), Ok(Some(track)));
    assert_eq!(document, Document::default());
}

#[test]
fn a_cue_that_changes_track_leaves_the_old_one() {
    let mut ids = Ids::new(1, 1);
    let mut document = Document::new(Settings::default());
    let (first, second) = (ids.track(), ids.track());
    for id in [first, second] {
        document.put_track(Track::new(id, "t", ""));
    }
    let cue = Cue::new(ids.cue(), first, Time::ZERO, None);
    document.put_cue(cue.clone()).unwrap();
    document
        .put_cue(Cue {
            track: second,
            rank: 7,
            ..cue
        })
        .unwrap();
    assert_eq!(
        (document.cue_count(first), document.cue_count(second)),
        (0, 1)
    );
    assert_eq!(document.len(), 1);
}

#[test]
fn a_document_whose_cues_have_no_track_is_refused() {
    let mut ids = Ids::new(1, 1);
    let cue = Cue::new(ids.cue(), ids.track(), Time::ZERO, None);
    let form = DocumentForm {
        settings: Settings::default(),
        tracks: Vec::new(),
        cues: vec![cue],
    };
    assert!(Document::try_from(form).is_err());
}

#[test]
fn colours_are_read_and_written() {
    for text in ["#000000", "#ffcc00", "#ffcc0080"] {
        assert_eq!(text.parse::<Color>().unwrap().to_string(), text);
    }
    assert_eq!(
        "#FFCC00ff".parse::<Color>().unwrap(),
        Color::rgb(255, 204, 0)
    );
    for text in [
        "",
        "#",
        "ffcc00",
        "#ffcc0",
        "#gggggg",
        "#ffcc00801",
        "#ff\u{e9}0",
    ] {
        assert!(text.parse::<Color>().is_err(), "{text}");
    }
}

#[test]
fn empty_details_of_a_style_are_no_details() {
    let mut style = Style::default();
    style.detail_mut().voice = Some("Ann".to_owned());
    assert_eq!(style.voice(), Some("Ann"));
    style.detail_mut().voice = None;
    style.normalise();
    assert!(style.is_plain());
}

#[test]
fn times_round_once_and_halves_go_away_from_zero() {
    let half = Time::from_flicks(Time::MILLISECOND.flicks() / 2);
    assert_eq!((half.round_millis(), (-half).round_millis()), (1, -1));
    assert_eq!(
        Time::from_flicks(5).scaled(1, 2),
        Some(Time::from_flicks(3))
    );
    assert_eq!(
        Time::from_flicks(-5).scaled(1, 2),
        Some(Time::from_flicks(-3))
    );
    assert_eq!(
        Time::from_flicks(5).scaled(-1, -2),
        Some(Time::from_flicks(3))
    );
    assert_eq!(Time::SECOND.scaled(1, 0), None);
    assert_eq!(Time::from_flicks(i64::MAX).scaled(2, 1), None);
    assert_eq!(Time::from_samples(44_100, 44_100), Some(Time::SECOND));
    assert_eq!(Time::SECOND.round_samples(48_000), 48_000);
    assert_eq!(Time::from_millis(-1_200).to_string(), "-0:00:01.200");
    assert_eq!(Time::from_millis(3_723_004).to_string(), "1:02:03.004");
}

#[test]
fn the_programme_start_is_the_label_of_time_zero() {
    let settings = Settings {
        timebase: Timebase::drop(FrameRate::NTSC).unwrap(),
        programme_start: 107_892,
        ..Settings::default()
    };
    assert_eq!(settings.label_at(Time::ZERO).to_string(), "01:00:00;00");
    let frame = FrameRate::NTSC.frame_duration();
    assert_eq!(settings.label_at(frame).to_string(), "01:00:00;01");
}
