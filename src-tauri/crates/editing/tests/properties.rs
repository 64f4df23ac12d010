//! What holds for every edit, every patch and every way through the history.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashMap;

use captions::testing::documents;
use captions::{Cue, Document, Ids, Note, NoteId, Time};
use editing::testing::{Wish, wishes};
use editing::{
    Coalescing, Direction, Edit, History, NewStep, Origin, Patch, Plan, RejectedCode, StepId,
    Travel, plan,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

/// Seeds that once failed are kept in `properties.regressions` and tried first.
fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    }
}

/// The plan of a wish, where it can be done, and the document after it.
fn done(document: &Document, wish: &Wish, ids: &mut Ids) -> Option<(Plan, Document)> {
    let plan = plan(document, &wish.of(document), ids).ok()?;
    let mut after = document.clone();
    plan.patch
        .apply(&mut after)
        .expect("a plan fits its document");
    Some((plan, after))
}

fn applied(patch: &Patch, document: &Document) -> Document {
    let mut document = document.clone();
    patch.apply(&mut document).unwrap();
    document
}

fn is_sound(cue: &Cue) -> bool {
    cue.in_time >= Time::ZERO && cue.out_time.is_none_or(|out| out > cue.in_time)
}

fn all_cues(document: &Document) -> Vec<&Cue> {
    let tracks = document.tracks();
    tracks
        .iter()
        .flat_map(|track| document.cues(track.id))
        .collect()
}

/// All that is said, by name.
fn said(document: &Document) -> HashMap<NoteId, Note> {
    let tracks = document.tracks();
    let of_tracks = tracks.iter().flat_map(|track| &track.notes);
    let of_cues = all_cues(document).into_iter().flat_map(|cue| &cue.notes);
    let notes = of_tracks.chain(of_cues);
    notes.map(|note| (note.id, note.clone())).collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_reversed_patch_takes_the_change_back(document in documents(), wish in wishes()) {
        if let Some((plan, after)) = done(&document, &wish, &mut Ids::new(3, 0)) {
            prop_assert_ne!(&after, &document);
            prop_assert_eq!(applied(&plan.patch.clone().reversed(), &after), document);
            prop_assert_eq!(plan.patch.clone().reversed().reversed(), plan.patch);
        }
    }

    #[test]
    fn a_rejection_names_only_cues_that_are_there(document in documents(), wish in wishes()) {
        let edit = wish.of(&document);
        if let Err(rejected) = plan(&document, &edit, &mut Ids::new(3, 0)) {
            prop_assert!(!rejected.message.is_empty());
            if rejected.code != RejectedCode::NoSuchCue {
                prop_assert!(rejected.cues.iter().all(|id| document.cue(*id).is_some()));
            }
        }
    }

    #[test]
    fn what_is_selected_is_there_and_labels_are_sentences(document in documents(), wish in wishes()) {
        if let Some((plan, after)) = done(&document, &wish, &mut Ids::new(3, 0)) {
            prop_assert!(plan.selection.iter().all(|id| after.cue(*id).is_some()));
            let first = plan.label.chars().next().unwrap();
            prop_assert!(first.is_uppercase(), "{}", plan.label);
        }
    }

    #[test]
    fn sound_times_and_tidy_rows_stay_so(document in documents(), wishes in vec(wishes(), 1..12)) {
        let mut ids = Ids::new(3, 0);
        let mut document = document;
        for wish in &wishes {
            if let Some((_, after)) = done(&document, wish, &mut ids) {
                document = after;
            }
            for cue in all_cues(&document) {
                prop_assert!(is_sound(cue), "{cue:?}");
                let breaks = |text: &str| text.contains(['\n', '\r']);
                prop_assert!(cue.rows.iter().flat_map(|row| &row.0).all(|run| !breaks(&run.text)));
            }
        }
    }

    #[test]
    fn references_stay_as_they_are(document in documents(), wish in wishes()) {
        let edit = wish.of(&document);
        let whole = matches!(edit, Edit::RemoveTrack { .. } | Edit::SetTrack { .. } | Edit::SetTimebase { .. });
        if let (false, Some((_, after))) = (whole, done(&document, &wish, &mut Ids::new(3, 0))) {
            for track in document.tracks().iter().filter(|track| track.reference) {
                prop_assert!(document.cues(track.id).eq(after.cues(track.id)));
            }
        }
    }

    #[test]
    fn nothing_said_is_lost_but_by_taking_it_out(document in documents(), wishes in vec(wishes(), 1..16)) {
        let mut ids = Ids::new(3, 0);
        let mut document = document;
        for wish in &wishes {
            let edit = wish.of(&document);
            let Some((_, after)) = done(&document, wish, &mut ids) else { continue };
            let takes_out = matches!(edit, Edit::DeleteNote { .. } | Edit::RemoveTrack { .. });
            let settles = matches!(edit, Edit::ResolveNote { .. } | Edit::TakeSuggestion { .. });
            let (before, now) = (said(&document), said(&after));
            for (id, note) in &before {
                let now = now.get(id);
                prop_assert!(now.is_some() || takes_out, "{edit:?}");
                let kept = now.is_none_or(|now| {
                    let resolved = if settles { note.resolved } else { now.resolved };
                    *note == Note { at: note.at, resolved, ..now.clone() }
                });
                prop_assert!(kept, "{edit:?}");
            }
            document = after;
        }
    }

    #[test]
    fn threads_stay_whole_and_in_their_places(document in documents(), wishes in vec(wishes(), 1..16)) {
        let mut ids = Ids::new(3, 0);
        let mut document = document;
        for wish in &wishes {
            if let Some((_, after)) = done(&document, wish, &mut ids) {
                document = after;
            }
            let tracks = document.tracks();
            let of_tracks = tracks.iter().map(|track| (true, &track.notes));
            let of_cues = all_cues(&document).into_iter().map(|cue| (false, &cue.notes));
            let mut count = 0;
            for (is_track, notes) in of_tracks.chain(of_cues) {
                count += notes.len();
                for note in notes {
                    let is_first = |other: &Note| other.id == note.first() && other.thread.is_none();
                    prop_assert_eq!(notes.iter().filter(|other| is_first(other)).count(), 1);
                    prop_assert_eq!(note.at.is_some(), is_track && note.thread.is_none());
                }
            }
            prop_assert_eq!(said(&document).len(), count, "two notes of one name");
        }
    }

    #[test]
    fn a_squashed_patch_does_what_its_parts_do(document in documents(), wishes in vec(wishes(), 1..10)) {
        let mut ids = Ids::new(3, 0);
        let mut current = document.clone();
        let mut whole = Patch::default();
        for wish in &wishes {
            if let Some((plan, after)) = done(&current, wish, &mut ids) {
                whole = whole.squash(plan.patch);
                current = after;
            }
        }
        prop_assert_eq!(applied(&whole, &document), current.clone());
        prop_assert_eq!(applied(&whole.reversed(), &current), document);
    }

    #[test]
    fn a_patch_that_does_not_fit_changes_nothing(document in documents(), a in wishes(), b in wishes()) {
        let mut ids = Ids::new(3, 0);
        if let (Some((first, after)), Some((second, _))) =
            (done(&document, &a, &mut ids), done(&document, &b, &mut ids))
        {
            let mut tried = after.clone();
            if second.patch.apply(&mut tried).is_err() {
                prop_assert_eq!(tried, after.clone());
            } else {
                prop_assert_eq!(applied(&second.patch.reversed(), &tried), after.clone());
            }
            let mut again = after.clone();
            prop_assert!(first.patch.apply(&mut again).is_err());
            prop_assert_eq!(again, after);
        }
    }

    #[test]
    fn patches_and_edits_come_back_from_json(document in documents(), wish in wishes()) {
        let edit = wish.of(&document);
        let json = serde_json::to_string(&edit).unwrap();
        prop_assert_eq!(serde_json::from_str::<Edit>(&json).unwrap(), edit);
        if let Some((plan, _)) = done(&document, &wish, &mut Ids::new(3, 0)) {
            let json = serde_json::to_string(&plan.patch).unwrap();
            prop_assert_eq!(serde_json::from_str::<Patch>(&json).unwrap(), plan.patch);
        }
    }
}

/// One thing a user does.
#[derive(Clone, Debug)]
enum Act {
    Edit(Box<Wish>, i64),
    Undo,
    Redo,
    GoTo(prop::sample::Index),
    Reload,
}

fn acts() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => (wishes(), 0..3_000_i64).prop_map(|(wish, pause)| Act::Edit(Box::new(wish), pause)),
        3 => Just(Act::Undo),
        2 => Just(Act::Redo),
        1 => any::<prop::sample::Index>().prop_map(Act::GoTo),
        1 => Just(Act::Reload),
    ]
}

/// A project as the workbench keeps one, and beside it the document after each
/// step, kept whole: what the history must lead back to.
struct Walk {
    document: Document,
    history: History,
    patches: HashMap<StepId, Patch>,
    snapshots: HashMap<Option<StepId>, Document>,
    ids: Ids,
    now: i64,
}

impl Walk {
    fn new(document: Document) -> Self {
        Self {
            snapshots: HashMap::from([(None, document.clone())]),
            document,
            history: History::default(),
            patches: HashMap::new(),
            ids: Ids::new(3, 0),
            now: 0,
        }
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Edit(wish, pause) => {
                self.now += pause;
                self.edit(wish);
            }
            Act::Undo => {
                let travel = self.history.undo(self.now);
                let expected = self
                    .history
                    .head()
                    .and_then(|head| self.history.step(head)?.parent);
                assert_eq!(travel.is_some(), self.history.head().is_some());
                self.travel(travel, expected);
            }
            Act::Redo => {
                let travel = self.history.redo();
                let expected = travel.as_ref().and_then(|travel| travel.change.head);
                self.travel(travel, expected);
            }
            Act::GoTo(pick) => {
                let all: Vec<Option<StepId>> = self
                    .history
                    .steps()
                    .map(|s| Some(s.id))
                    .chain([None])
                    .collect();
                let target = *pick.get(&all);
                self.travel(self.history.go_to(target), target);
            }
            Act::Reload => {
                let json = serde_json::to_string(&self.history).unwrap();
                self.history = serde_json::from_str(&json).unwrap();
            }
        }
        assert_eq!(
            Some(&self.document),
            self.snapshots.get(&self.history.head())
        );
    }

    fn edit(&mut self, wish: &Wish) {
        let Some((plan, after)) = done(&self.document, wish, &mut self.ids) else {
            return;
        };
        let new = NewStep {
            label: plan.label,
            coalesce: plan.coalesce,
            at: self.now,
            ..NewStep::default()
        };
        let mut recorded = self.history.record(new.clone(), Coalescing::default());
        let mut patch = plan.patch.clone();
        if recorded.merged {
            patch = self.patches[&recorded.step].clone().squash(patch);
            if patch.is_empty() {
                self.history.freeze();
                recorded = self.history.record(new, Coalescing::default());
                patch = plan.patch;
            }
        }
        self.patches.insert(recorded.step, patch);
        self.history.commit(recorded.change);
        self.snapshots.insert(self.history.head(), after.clone());
        self.document = after;
    }

    fn needed(&self, travel: &Travel) -> HashMap<StepId, Patch> {
        travel
            .needs()
            .map(|id| (id, self.patches[&id].clone()))
            .collect()
    }

    fn travel(&mut self, travel: Option<Travel>, expected: Option<StepId>) {
        let Some(travel) = travel else { return };
        let before = self.history.rev();
        let patch = travel.patch(&self.document, self.needed(&travel)).unwrap();
        patch.apply(&mut self.document).unwrap();
        assert!(
            travel
                .walk
                .iter()
                .all(|(id, _)| self.patches.contains_key(id))
        );
        self.history.commit(travel.change);
        assert_eq!(self.history.head(), expected);
        assert!(self.history.rev() > before);
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_walk_through_the_history_equals_kept_snapshots(
        document in documents(),
        acts in vec(acts(), 1..24),
    ) {
        let mut walk = Walk::new(document.clone());
        for act in &acts {
            walk.act(act);
        }
        // Undo leads all the way back, redo all the way forth.
        let end = (walk.history.head(), walk.document.clone());
        while walk.history.undo(0).is_some() {
            walk.act(&Act::Undo);
        }
        prop_assert_eq!(&walk.document, &document);
        let back = walk.history.go_to(end.0).unwrap();
        prop_assert!(back.walk.iter().all(|(_, direction)| *direction == Direction::Redo));
        walk.travel(Some(back), end.0);
        prop_assert_eq!(walk.document, end.1);
    }
}

/// Cues of a document of one track, by their place.
fn nth_cue(document: &Document, place: usize) -> Option<Cue> {
    let cues = all_cues(document);
    (!cues.is_empty()).then(|| cues[place % cues.len()].clone())
}

proptest! {
    #![proptest_config(config())]

    /// Each step, local or remote, writes one record. What undo then gives is
    /// what the remote steps and the local ones that are left would have given
    /// by themselves, or a conflict that changes nothing.
    #[test]
    fn undo_leaves_remote_steps_as_they_are(
        document in documents(),
        steps in vec((any::<bool>(), 0..6_usize), 1..8),
        undos in 1..6_usize,
    ) {
        let mut walk = Walk::new(document.clone());
        let mut made: Vec<(bool, Patch)> = Vec::new();
        for (number, (is_remote, place)) in steps.iter().enumerate() {
            let Some(before) = nth_cue(&walk.document, *place) else { continue };
            let after = Cue { label: Some(number.to_string()), ..before.clone() };
            let record = |cue: Cue| editing::Record::Cue(Box::new(cue));
            let patch = Patch { updated: vec![(record(before), record(after))], ..Patch::default() };
            patch.apply(&mut walk.document).unwrap();
            let origin = if *is_remote { Origin::Remote } else { Origin::Local };
            let new = NewStep { origin, ..NewStep::default() };
            let recorded = walk.history.record(new, Coalescing::NEVER);
            walk.patches.insert(recorded.step, patch.clone());
            walk.history.commit(recorded.change);
            made.push((*is_remote, patch));
        }
        for _ in 0..undos {
            let Some(travel) = walk.history.undo(0) else { break };
            let before = walk.document.clone();
            match travel.patch(&walk.document, walk.needed(&travel)) {
                Ok(patch) => {
                    patch.apply(&mut walk.document).unwrap();
                    if let Some(step) = travel.adds {
                        walk.patches.insert(step, patch);
                    }
                    walk.history.commit(travel.change);
                    let last = made.iter().rposition(|(is_remote, _)| !is_remote);
                    made.remove(last.unwrap());
                }
                Err(rejected) => {
                    prop_assert_eq!(rejected.code, RejectedCode::Conflict);
                    prop_assert!(!rejected.cues.is_empty());
                    prop_assert_eq!(&walk.document, &before);
                    break;
                }
            }
            let mut expected = document.clone();
            for (_, patch) in &made {
                patch.apply(&mut expected).unwrap();
            }
            prop_assert_eq!(&walk.document, &expected);
        }
        while let Some(travel) = walk.history.redo() {
            walk.travel(Some(travel.clone()), travel.change.head);
        }
    }
}
