//! Patches that do not fit, and patches that are large.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use captions::{Cue, Document, DocumentError, Ids, Row, Settings, Time, Track};
use editing::{Edit, Patch, PatchError, Record, plan};

fn cue(cue: &Cue) -> Record {
    Record::Cue(Box::new(cue.clone()))
}

fn track(track: &Track) -> Record {
    Record::Track(Box::new(track.clone()))
}

/// Two tracks, and a cue in the first.
fn sample(ids: &mut Ids) -> (Document, [Track; 2], Cue) {
    let tracks = [
        Track::new(ids.track(), "one", ""),
        Track::new(ids.track(), "two", ""),
    ];
    let mut document = Document::new(Settings::default());
    for track in &tracks {
        document.put_track(track.clone());
    }
    let mut first = Cue::new(ids.cue(), tracks[0].id, Time::ZERO, Some(Time::SECOND));
    first.rows = vec![Row::plain("One")];
    document.put_cue(first.clone()).unwrap();
    (document, tracks, first)
}

#[test]
fn a_patch_at_odds_with_itself_or_the_document_changes_nothing() {
    let mut ids = Ids::new(1, 1);
    let (document, tracks, one) = sample(&mut ids);
    let other = Cue::new(ids.cue(), tracks[1].id, Time::ZERO, None);
    let stray = Cue::new(ids.cue(), ids.track(), Time::ZERO, None);
    let changed = Cue {
        rank: 9,
        ..one.clone()
    };
    let settings = Record::Settings(Box::default());
    let added = |added| Patch {
        added,
        ..Patch::default()
    };
    let updated = |updated| Patch {
        updated,
        ..Patch::default()
    };
    let removed = |removed| Patch {
        removed,
        ..Patch::default()
    };
    let no_track = DocumentError::NoSuchTrack {
        cue: stray.id,
        track: stray.track,
    };
    let malformed = |what: &Cue| PatchError::Malformed(format!("cue {}", what.id));
    let stale = |what: &Cue| PatchError::Stale(format!("cue {}", what.id));
    let cases = [
        (added(vec![cue(&one)]), stale(&one)),
        (added(vec![cue(&other), cue(&other)]), malformed(&other)),
        (added(vec![cue(&other), cue(&stray)]), no_track.into()),
        (
            added(vec![settings.clone()]),
            PatchError::Malformed("the settings".to_owned()),
        ),
        (updated(vec![(cue(&changed), cue(&one))]), stale(&one)),
        (updated(vec![(cue(&one), cue(&other))]), malformed(&one)),
        (removed(vec![cue(&other)]), stale(&other)),
        (removed(vec![cue(&one), cue(&one)]), malformed(&one)),
        (
            removed(vec![settings]),
            PatchError::Malformed("the settings".to_owned()),
        ),
        (
            removed(vec![track(&tracks[1]), track(&tracks[0])]),
            DocumentError::TrackNotEmpty(tracks[0].id).into(),
        ),
    ];
    for (patch, expected) in cases {
        let mut tried = document.clone();
        assert_eq!(patch.apply(&mut tried), Err(expected), "{patch:?}");
        assert_eq!(tried, document);
    }
}

#[test]
fn a_track_may_go_when_its_cues_move_to_another() {
    let (mut document, tracks, one) = sample(&mut Ids::new(1, 1));
    let moved = Cue {
        track: tracks[1].id,
        ..one.clone()
    };
    let patch = Patch {
        updated: vec![(cue(&one), cue(&moved))],
        removed: vec![track(&tracks[0])],
        ..Patch::default()
    };
    let before = document.clone();
    patch.apply(&mut document).unwrap();
    assert_eq!(document.cue_count(tracks[1].id), 1);
    assert!(document.track(tracks[0].id).is_none());
    patch.reversed().apply(&mut document).unwrap();
    assert_eq!(document, before);
}

#[test]
fn what_comes_and_goes_again_leaves_no_trace_in_a_squashed_patch() {
    let mut ids = Ids::new(1, 1);
    let (_, tracks, one) = sample(&mut ids);
    let new = Cue::new(ids.cue(), tracks[0].id, Time::ZERO, None);
    let changed = Cue {
        rank: 9,
        ..one.clone()
    };
    let there = Patch {
        added: vec![cue(&new)],
        updated: vec![(cue(&one), cue(&changed))],
        ..Patch::default()
    };
    assert!(there.clone().squash(there.clone().reversed()).is_empty());
    assert_eq!(there.len(), 2);
    assert_eq!(there.cues().collect::<Vec<_>>(), [new.id, one.id]);
}

/// Takes minutes where anything is quadratic.
#[test]
fn a_track_of_twenty_thousand_cues_comes_changes_and_goes() {
    let mut ids = Ids::new(1, 1);
    let mut document = Document::new(Settings::default());
    let track = Track::new(ids.track(), "long", "en");
    let cues = (0..20_000_i64).map(|at| {
        let start = Time::from_seconds(2 * at);
        let mut cue = Cue::new(ids.cue(), track.id, start, Some(start + Time::SECOND));
        cue.rows = vec![Row::plain("One two")];
        cue
    });
    let cues: Vec<Cue> = cues.collect();
    let all = cues.iter().map(|cue| cue.id).collect();
    let id = track.id;
    let edits = [
        Edit::AddTrack {
            track: Box::new(track),
            cues,
        },
        Edit::DeleteCues {
            cues: all,
            ripple: true,
        },
        Edit::RemoveTrack { track: id },
    ];
    let empty = document.clone();
    let mut patches = Vec::new();
    for edit in edits {
        let plan = plan(&document, &edit, &mut ids).unwrap();
        plan.patch.apply(&mut document).unwrap();
        patches.push(plan.patch);
    }
    for patch in patches.into_iter().rev().map(Patch::reversed) {
        patch.apply(&mut document).unwrap();
    }
    assert_eq!(document, empty);
}

#[test]
fn a_thousand_cues_fit_between_two_neighbours() {
    let mut ids = Ids::new(1, 1);
    let (mut document, tracks, _) = sample(&mut ids);
    let mut moved = 0;
    for at in (0..1_000).rev() {
        let edit = Edit::InsertCue {
            track: tracks[0].id,
            in_time: Time::from_millis(at + 1),
            out_time: None,
            rows: Vec::new(),
        };
        let plan = plan(&document, &edit, &mut ids).unwrap();
        moved += plan.patch.updated.len();
        plan.patch.apply(&mut document).unwrap();
    }
    let times: Vec<Time> = document.cues(tracks[0].id).map(|cue| cue.in_time).collect();
    assert!(times.is_sorted());
    assert_eq!(times.len(), 1_001);
    assert!(moved < 10_000, "{moved} neighbours had to move");
}
