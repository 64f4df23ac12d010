//! What holds for every two lists of cues, and for every three.

use std::collections::HashSet;

use captions::testing::documents;
use captions::{Cue, Document, Ids, NoteId, TrackId};
use editing::testing::{Wish, wishes};
use editing::{RejectedCode, plan};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::FileFailurePersistence;
use review::{Change, ChangeKind, Mover, Pick, PieceKind, compare, pieces, plan_taking};

/// Seeds that once failed are kept in `properties.regressions` and tried first.
fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    }
}

/// The document after some edits. What is new in it has names of this seed.
fn after(document: &Document, wishes: &[Wish], seed: u128) -> Document {
    let (mut after, mut ids) = (document.clone(), Ids::new(3, seed));
    for wish in wishes {
        if let Ok(plan) = plan(&after, &wish.of(&after), &mut ids) {
            plan.patch.apply(&mut after).expect("a patch that fits");
        }
    }
    after
}

fn cues(document: &Document, track: TrackId) -> Vec<Cue> {
    document.cues(track).cloned().collect()
}

/// What is compared of cues.
fn said(cues: &[Cue]) -> Vec<impl PartialEq + std::fmt::Debug> {
    let said = cues.iter().map(|cue| {
        (
            (
                cue.in_time,
                cue.out_time,
                cue.rows.clone(),
                cue.position.clone(),
            ),
            (
                cue.align,
                cue.writing,
                cue.speaker.clone(),
                cue.settings.clone(),
            ),
            (cue.comment, cue.forced, cue.mode, cue.channel),
        )
    });
    said.collect()
}

/// The names of all notes.
fn noted(document: &Document) -> Vec<NoteId> {
    let tracks = document.tracks().into_iter();
    let notes = tracks.flat_map(|track| {
        let of_cues = document.cues(track.id).flat_map(|cue| &cue.notes);
        track.notes.iter().chain(of_cues)
    });
    notes.map(|note| note.id).collect()
}

fn list(cues: &[Cue]) -> Vec<&Cue> {
    cues.iter().collect()
}

/// The cues as a file would bring them: nobody knows them.
fn strangers(cues: &[Cue]) -> Vec<Cue> {
    let mut ids = Ids::new(9, 9);
    let cues = cues.iter().cloned();
    cues.map(|cue| Cue {
        id: ids.cue(),
        ..cue
    })
    .collect()
}

fn editable(document: &Document) -> Vec<TrackId> {
    let tracks = document.tracks().into_iter();
    tracks
        .filter(|track| !track.reference)
        .map(|track| track.id)
        .collect()
}

/// The track after these changes were taken, and the document it is in.
fn taken(document: &Document, track: TrackId, other: &[Cue], picks: &[Pick]) -> Document {
    let mut taken = document.clone();
    match plan_taking(document, track, &list(other), picks, &mut Ids::new(4, 4)) {
        Ok(plan) => plan.patch.apply(&mut taken).expect("a patch that fits"),
        Err(rejected) => assert_eq!(rejected.code, RejectedCode::NothingToDo),
    }
    taken
}

fn all(changes: &[Change]) -> Vec<Pick> {
    changes.iter().map(Change::pick).collect()
}

/// What both sides come to where everything that is safe is taken, and whether
/// that is everything.
fn merged(document: &Document, track: TrackId, other: &[Cue], base: &[Cue]) -> (Vec<Cue>, bool) {
    let changes = compare(
        &list(&cues(document, track)),
        &list(other),
        Some(&list(base)),
    );
    let safe: Vec<Pick> = changes.iter().filter_map(Change::safe_pick).collect();
    let conflicts = changes
        .iter()
        .any(|change| change.moved == Some(Mover::Both));
    (
        cues(&taken(document, track, other, &safe), track),
        !conflicts,
    )
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn taking_all_gives_the_other_side(
        document in documents(), wishes in vec(wishes(), 0..12), known: bool,
    ) {
        let changed = after(&document, &wishes, 0);
        for track in editable(&document) {
            let other = cues(&changed, track);
            let other = if known { other } else { strangers(&other) };
            let changes = compare(&list(&cues(&document, track)), &list(&other), None);
            let taken = cues(&taken(&document, track, &other, &all(&changes)), track);
            prop_assert_eq!(said(&taken), said(&other), "{:?}", changes);
            prop_assert!(compare(&list(&taken), &list(&other), None).is_empty());
        }
    }

    #[test]
    fn what_was_said_stays_whatever_is_taken(
        document in documents(), wishes in vec(wishes(), 0..12), known: bool,
    ) {
        let changed = after(&document, &wishes, 0);
        for track in editable(&document) {
            let other = cues(&changed, track);
            let other = if known { other } else { strangers(&other) };
            let changes = compare(&list(&cues(&document, track)), &list(&other), None);
            let taken = noted(&taken(&document, track, &other, &all(&changes)));
            let names: HashSet<NoteId> = taken.iter().copied().collect();
            prop_assert!(noted(&document).iter().all(|name| names.contains(name)));
            prop_assert_eq!(names.len(), taken.len(), "two notes of one name");
        }
    }

    #[test]
    fn taking_nothing_keeps_the_draft(document in documents(), wishes in vec(wishes(), 0..12)) {
        let changed = after(&document, &wishes, 0);
        for track in editable(&document) {
            let other = cues(&changed, track);
            let plan = plan_taking(&document, track, &list(&other), &[], &mut Ids::new(4, 4));
            prop_assert_eq!(plan.expect_err("nothing").code, RejectedCode::NothingToDo);
        }
    }

    #[test]
    fn what_is_taken_is_no_change_any_more_and_the_rest_stays(
        document in documents(), wishes in vec(wishes(), 1..12), which in any::<Index>(),
    ) {
        let changed = after(&document, &wishes, 0);
        for track in editable(&document) {
            let other = cues(&changed, track);
            let changes = compare(&list(&cues(&document, track)), &list(&other), None);
            if changes.is_empty() {
                continue;
            }
            let change = &changes[which.index(changes.len())];
            let taken = cues(&taken(&document, track, &other, &[change.pick()]), track);
            let left = compare(&list(&taken), &list(&other), None);
            prop_assert!(left.len() < changes.len(), "{:?} {:?}", change, left);
        }
    }

    #[test]
    fn a_field_that_is_taken_is_the_others_and_the_rest_of_the_cue_stays(
        document in documents(), wishes in vec(wishes(), 1..12), which in any::<Index>(),
    ) {
        let changed = after(&document, &wishes, 0);
        for track in editable(&document) {
            let other = cues(&changed, track);
            let changes = compare(&list(&cues(&document, track)), &list(&other), None);
            for change in changes.iter().filter(|change| change.kind == ChangeKind::Changed) {
                let field = change.fields[which.index(change.fields.len())];
                let pick = Pick { fields: vec![field], ..change.pick() };
                let taken = cues(&taken(&document, track, &other, &[pick]), track);
                let left = compare(&list(&taken), &list(&other), None);
                let left = left.iter().find(|left| left.pick() == change.pick());
                let fields = left.map_or(Vec::new(), |left| left.fields.clone());
                prop_assert!(!fields.contains(&field), "{:?} {:?}", change, left);
            }
        }
    }

    #[test]
    fn every_cue_of_either_side_is_accounted_for_once(
        document in documents(), wishes in vec(wishes(), 0..12), known: bool,
    ) {
        let changed = after(&document, &wishes, 0);
        for track in editable(&document) {
            let (draft, other) = (cues(&document, track), cues(&changed, track));
            let other = if known { other } else { strangers(&other) };
            let changes = compare(&list(&draft), &list(&other), None);
            let sides: [fn(&Change) -> &Vec<Cue>; 2] = [|change| &change.draft, |change| &change.other];
            let kept = sides.map(|side| {
                let mut seen: Vec<_> = changes.iter().flat_map(side).map(|cue| cue.id).collect();
                let count = seen.len();
                seen.sort_unstable();
                seen.dedup();
                assert_eq!(seen.len(), count, "{changes:?}");
                count
            });
            let pairs = changes.iter().filter(|change| change.kind == ChangeKind::Changed).count();
            prop_assert_eq!(draft.len() + pairs - kept[0], other.len() + pairs - kept[1]);
        }
    }

    /// Whoever has it open: what is merged is the same.
    #[test]
    fn merging_is_symmetric_where_nothing_conflicts(
        document in documents(), here in vec(wishes(), 0..5), there in vec(wishes(), 0..5),
    ) {
        let (here, there) = (after(&document, &here, 0), after(&document, &there, 77));
        let both = |track: &TrackId| editable(&here).contains(track) && editable(&there).contains(track);
        for track in editable(&document).into_iter().filter(both) {
            let base = cues(&document, track);
            let (left, safe) = merged(&here, track, &cues(&there, track), &base);
            let (right, safe_there) = merged(&there, track, &cues(&here, track), &base);
            if safe && safe_there {
                prop_assert_eq!(said(&left), said(&right));
            }
        }
    }

    #[test]
    fn merging_with_what_did_not_move_gives_what_did(
        document in documents(), wishes in vec(wishes(), 0..8),
    ) {
        let moved = after(&document, &wishes, 0);
        let both = |track: &TrackId| editable(&moved).contains(track);
        for track in editable(&document).into_iter().filter(both) {
            let (base, wanted) = (cues(&document, track), cues(&moved, track));
            let (taken, safe) = merged(&document, track, &wanted, &base);
            prop_assert!(safe);
            prop_assert_eq!(said(&taken), said(&wanted));
            let (kept, safe) = merged(&moved, track, &base, &base);
            prop_assert!(safe);
            prop_assert_eq!(said(&kept), said(&wanted));
        }
    }

    #[test]
    fn pieces_make_up_both_texts(before in "[ab \\n]{0,12}", after in "[ab \\n]{0,12}") {
        let pieces = pieces(&before, &after);
        let text = |without: PieceKind| -> String {
            let pieces = pieces.iter().filter(|piece| piece.kind != without);
            pieces.map(|piece| piece.text.as_str()).collect()
        };
        prop_assert_eq!(text(PieceKind::Added), before);
        prop_assert_eq!(text(PieceKind::Removed), after);
    }
}
