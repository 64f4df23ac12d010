//! An open project: the document, its history, and the store both live in.

mod revisions;

use std::collections::HashMap;

use captions::{Cue, CueId, Document, DocumentForm, Ids, Track, TrackId};
use editing::{
    Coalescing, Edit, History, NewStep, Origin, Patch, PatchError, Plan, Recorded, Rejected,
    RejectedCode, StepId, Travel,
};

use crate::error::name;
use crate::{
    Commit, EditOutcome, ErrorCode, Event, HistoryHead, HistoryStep, MediaStatus, Notice,
    ProjectStore, Publication, Result, RevisionInfo, Snapshot, WorkbenchError,
};

pub(crate) use revisions::Frozen;

/// More cues than this are not remembered as a step's selection: a selection
/// is for showing where something happened, and is read whole on opening.
const LONGEST_SELECTION: usize = 1000;

/// An open project.
///
/// A change is planned on the document, written by the store in one
/// transaction, and only then made in memory. Where writing fails, nothing has
/// happened.
pub struct Project {
    store: Box<dyn ProjectStore>,
    document: Document,
    history: History,
    revisions: Vec<RevisionInfo>,
    selection: Vec<CueId>,
    ids: Ids,
    /// The change of the step at the head, for typing that joins it.
    last: Option<(StepId, Patch)>,
    coalescing: Coalescing,
}

/// What a request came to, and what is to be told about it.
#[derive(Debug)]
pub struct Done {
    /// What the caller is answered.
    pub outcome: EditOutcome,
    /// What everyone else is told, in order.
    pub events: Vec<Event>,
}

impl Project {
    /// Reads a project from its store.
    ///
    /// # Errors
    /// Where the store cannot read it, or it does not hang together.
    pub fn open(mut store: Box<dyn ProjectStore>, ids: Ids) -> Result<(Self, Vec<Notice>)> {
        let stored = store.load()?;
        let history = History::load(stored.steps, stored.head, stored.first, stored.rev);
        let history = history.map_err(|error| {
            WorkbenchError::new(
                ErrorCode::Damaged,
                format!("The history is damaged: {error}"),
            )
            .about(store.path())
        })?;
        let head = history.head().and_then(|head| history.step(head));
        let project = Self {
            selection: head.map_or_else(Vec::new, |head| head.selection_after.clone()),
            document: stored.document,
            history,
            revisions: stored.revisions,
            ids,
            last: None,
            coalescing: Coalescing::default(),
            store,
        };
        Ok((project, stored.notices))
    }

    /// The document.
    #[must_use]
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// The history.
    #[must_use]
    pub const fn history(&self) -> &History {
        &self.history
    }

    /// The store.
    #[must_use]
    pub fn store(&mut self) -> &mut dyn ProjectStore {
        &mut *self.store
    }

    /// Fresh ids for records that are to come into this project.
    pub fn ids(&mut self) -> &mut Ids {
        &mut self.ids
    }

    /// Gives the store back.
    #[must_use]
    pub fn into_store(self) -> Box<dyn ProjectStore> {
        self.store
    }

    /// Says when edits become one step; by default [`Coalescing::default`].
    pub fn set_coalescing(&mut self, coalescing: Coalescing) {
        self.coalescing = coalescing;
    }

    /// Does an edit. `selection` is what was selected before, `now` Unix time
    /// in milliseconds.
    ///
    /// # Errors
    /// Where the store cannot write it; nothing has changed then.
    pub fn edit(&mut self, edit: &Edit, selection: &[CueId], now: i64) -> Result<Done> {
        match editing::plan(&self.document, edit, &mut self.ids) {
            Ok(plan) => self.carry_out(plan, selection, now, Origin::Local, Vec::new(), None),
            Err(rejected) => Ok(Done::rejected(rejected)),
        }
    }

    /// Has a track hold other cues, as [`editing::plan_replacement`] says.
    ///
    /// # Errors
    /// Where the store cannot write it; nothing has changed then.
    pub fn replace_cues(&mut self, track: TrackId, cues: &[Cue], now: i64) -> Result<Done> {
        let planned = editing::plan_replacement(&self.document, track, cues, &mut self.ids);
        match planned {
            Ok(plan) => self.carry_out_plan(plan, now),
            Err(rejected) => Ok(Done::rejected(rejected)),
        }
    }

    /// Does what was planned on this very document.
    pub(crate) fn carry_out_plan(&mut self, plan: Plan, now: i64) -> Result<Done> {
        self.carry_out_with(plan, Vec::new(), now)
    }

    /// Does what was planned on this very document, and keeps revisions that
    /// were frozen in a copy of it.
    pub(crate) fn carry_out_with(
        &mut self,
        plan: Plan,
        frozen: Vec<Frozen>,
        now: i64,
    ) -> Result<Done> {
        let selection = self.selection.clone();
        self.carry_out(plan, &selection, now, Origin::Local, frozen, None)
    }

    /// An answer to what needed no change.
    pub(crate) fn as_it_is(&self) -> Done {
        let (rev, selection) = (self.history.rev(), self.selection.clone());
        Done {
            outcome: EditOutcome::Done { rev, selection },
            events: Vec::new(),
        }
    }

    /// Changes a track as its service has it: not to be taken back by undo.
    pub(crate) fn set_track_remotely(&mut self, track: Track, now: i64) -> Result<Done> {
        let track = Box::new(track);
        match editing::plan(&self.document, &Edit::SetTrack { track }, &mut self.ids) {
            Ok(mut plan) => {
                plan.coalesce = None;
                let selection = self.selection.clone();
                plan.selection.clone_from(&selection);
                self.carry_out(plan, &selection, now, Origin::Remote, Vec::new(), None)
            }
            Err(rejected) => Ok(Done::rejected(rejected)),
        }
    }

    /// Takes back the nearest step made here.
    ///
    /// # Errors
    /// Where the step's change cannot be read or its reverse cannot be written.
    pub fn undo(&mut self, now: i64) -> Result<Done> {
        match self.history.undo(now) {
            Some(travel) => self.travel(travel),
            None => Ok(Done::rejected(nothing_to("undo"))),
        }
    }

    /// Does again what was taken back last.
    ///
    /// # Errors
    /// As [`undo`](Self::undo).
    pub fn redo(&mut self) -> Result<Done> {
        match self.history.redo() {
            Some(travel) => self.travel(travel),
            None => Ok(Done::rejected(nothing_to("redo"))),
        }
    }

    /// Goes to the state after a step, or to the one before the first.
    ///
    /// # Errors
    /// [`NoSuchStep`](ErrorCode::NoSuchStep), and as [`undo`](Self::undo).
    pub fn go_to(&mut self, step: Option<StepId>) -> Result<Done> {
        if step == self.history.head() {
            return Ok(Done::rejected(nothing_to("change")));
        }
        match self.history.go_to(step) {
            Some(travel) => self.travel(travel),
            None => Err(no_such_step()),
        }
    }

    /// The document after a step, or as it was before the first; where the
    /// history stands stays.
    pub(crate) fn document_at(&mut self, step: Option<StepId>) -> Result<Document> {
        let travel = self.history.go_to(step).ok_or_else(no_such_step)?;
        let patch = self
            .patch_of_travel(&travel)?
            .map_err(|rejected| WorkbenchError::new(ErrorCode::HistoryDamaged, rejected.message))?;
        let mut document = self.document.clone();
        patch
            .apply(&mut document)
            .map_err(|error| unfitting(&error))?;
        Ok(document)
    }

    /// Where the history stands.
    #[must_use]
    pub fn history_head(&self) -> HistoryHead {
        HistoryHead {
            head: self.history.head(),
            undo: self.history.undo_target().map(|step| step.label.clone()),
            redo: self.history.redo_target().map(|step| step.label.clone()),
        }
    }

    /// Every step ever made, oldest first.
    #[must_use]
    pub fn history_steps(&self) -> Vec<HistoryStep> {
        let shown = |step: &editing::Step| HistoryStep {
            id: step.id,
            parent: step.parent,
            last_child: step.last_child,
            label: step.label.clone(),
            at: step.at,
            origin: step.origin,
        };
        self.history.steps().map(shown).collect()
    }

    /// The project whole, to be shown.
    #[must_use]
    pub fn snapshot(&self, media: Option<MediaStatus>) -> Snapshot {
        let mut document = DocumentForm::from(self.document.clone());
        for cue in &mut document.cues {
            cue.raw = None;
        }
        let path = self.store.path();
        Snapshot {
            path: path.display().to_string(),
            name: path
                .file_stem()
                .map_or_else(|| name(path), |stem| stem.to_string_lossy().into_owned()),
            rev: self.history.rev(),
            document,
            history: self.history_head(),
            media,
            selection: self.selection.clone(),
            revisions: self.revisions.clone(),
            read_only: self.store.read_only(),
        }
    }

    /// Closes the step at the head: what follows is a step of its own.
    pub fn freeze_step(&mut self) {
        self.history.freeze();
    }

    fn carry_out(
        &mut self,
        plan: Plan,
        selection: &[CueId],
        now: i64,
        origin: Origin,
        frozen: Vec<Frozen>,
        publish: Option<&Publication>,
    ) -> Result<Done> {
        let new = NewStep {
            label: plan.label,
            coalesce: plan.coalesce,
            origin,
            at: now,
            selection_before: remembered(selection),
            selection_after: remembered(&plan.selection),
        };
        let (recorded, log) = self.place(new, &plan.patch)?;
        self.store.commit(&Commit {
            patch: &plan.patch,
            history: &recorded.change,
            log: Some((recorded.step, &log)),
            freeze: &frozen,
            publish,
        })?;
        self.history.commit(recorded.change);
        self.last = Some((recorded.step, log));
        let frozen = frozen.into_iter().map(|(info, _)| info).collect();
        self.apply(plan.patch, plan.selection, origin, frozen)
    }

    /// A place in the history for a step, and the change it then holds.
    fn place(&mut self, new: NewStep, patch: &Patch) -> Result<(Recorded, Patch)> {
        let recorded = self.history.record(new.clone(), self.coalescing);
        if !recorded.merged {
            return Ok((recorded, patch.clone()));
        }
        let grown = self.patch_of(recorded.step)?.squash(patch.clone());
        if !grown.is_empty() {
            return Ok((recorded, grown));
        }
        self.history.freeze();
        Ok((self.history.record(new, self.coalescing), patch.clone()))
    }

    /// The change that a step made.
    pub(crate) fn patch_of(&mut self, step: StepId) -> Result<Patch> {
        match &self.last {
            Some((last, patch)) if *last == step => Ok(patch.clone()),
            _ => self.store.patch(step),
        }
    }

    fn patch_of_travel(&mut self, travel: &Travel) -> Result<std::result::Result<Patch, Rejected>> {
        let mut patches = HashMap::new();
        for step in travel.needs() {
            patches.insert(step, self.patch_of(step)?);
        }
        Ok(travel.patch(&self.document, patches))
    }

    fn travel(&mut self, travel: Travel) -> Result<Done> {
        let patch = match self.patch_of_travel(&travel)? {
            Ok(patch) => patch,
            Err(rejected) => return Ok(Done::rejected(rejected)),
        };
        self.store.commit(&Commit {
            patch: &patch,
            history: &travel.change,
            log: travel.adds.map(|step| (step, &patch)),
            freeze: &[],
            publish: None,
        })?;
        self.history.commit(travel.change);
        self.apply(patch, travel.selection, Origin::Local, Vec::new())
    }

    /// Makes a change in memory that is on the disk, with the revisions that were
    /// frozen with it.
    fn apply(
        &mut self,
        patch: Patch,
        selection: Vec<CueId>,
        origin: Origin,
        frozen: Vec<RevisionInfo>,
    ) -> Result<Done> {
        let published = self.published();
        let has_frozen = !frozen.is_empty();
        self.revisions.extend(frozen);
        (patch.apply(&mut self.document)).map_err(|error| unfitting(&error))?;
        self.selection.clone_from(&selection);
        let rev = self.history.rev();
        let mut events = vec![Event::Patched {
            rev,
            patch,
            history: self.history_head(),
            selection: selection.clone(),
            origin,
        }];
        if has_frozen || self.published() != published {
            let revisions = self.revisions.clone();
            events.push(Event::Revisions { revisions });
        }
        let outcome = EditOutcome::Done { rev, selection };
        Ok(Done { outcome, events })
    }
}

impl Done {
    pub(crate) fn rejected(rejected: Rejected) -> Self {
        Self {
            outcome: EditOutcome::Rejected(rejected),
            events: Vec::new(),
        }
    }
}

fn no_such_step() -> WorkbenchError {
    let message = "There is no such step in the history";
    WorkbenchError::new(ErrorCode::NoSuchStep, message)
}

fn unfitting(error: &PatchError) -> WorkbenchError {
    let message = format!("A stored change does not fit the document: {error}");
    WorkbenchError::new(ErrorCode::Defect, message)
}

fn remembered(selection: &[CueId]) -> Vec<CueId> {
    if selection.len() > LONGEST_SELECTION {
        Vec::new()
    } else {
        selection.to_vec()
    }
}

fn nothing_to(verb: &str) -> Rejected {
    let message = format!("There is nothing to {verb}");
    Rejected::new(RejectedCode::NothingToDo, message)
}

pub(crate) fn no_such_track(track: TrackId) -> Rejected {
    Rejected::new(
        RejectedCode::NoSuchTrack,
        format!("There is no track {track}"),
    )
}
