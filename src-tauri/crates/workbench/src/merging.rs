//! A project that was passed on and comes back.

mod join;

use std::collections::HashMap;
use std::path::Path;

use captions::{Cue, Document, Ids, Settings, Track, TrackId, TrackState};
use editing::{Edit, Patch, Plan, Record, Step, StepId};
use review::{Change, ChangeKind, Mover, Pick, compare, plan_taking};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::comparing::without_raw;
use crate::engine::Engine;
use crate::{
    Access, Done, EditOutcome, ErrorCode, Event, Frozen, Project, Result, WorkbenchError, file_name,
};

use join::{join_cue, join_settings, join_track, setting_in_words};

/// What merging came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum MergeOutcome {
    /// What was done in the copy is in the project, but for what conflicts.
    Merged {
        /// How many changes were taken from the copy.
        taken: u32,
        /// How many frozen revisions came with it.
        revisions: u32,
        /// What of the settings both changed, in words; it is as it was in this
        /// project.
        settings: Vec<String>,
        /// What both changed; it is as it was in this project.
        conflicts: Vec<Change>,
        /// The tracks with conflicts, each with the track that was added with
        /// what the copy has.
        beside: Vec<Beside>,
    },
    /// The two have nothing in common.
    Refused {
        /// Why, for people.
        message: String,
    },
}

/// A track, and one to compare it with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Beside {
    /// The track.
    pub track: TrackId,
    /// What it is to be compared with.
    pub other: TrackId,
}

/// Merges what was done in a copy of a project into it, as one step of undo.
///
/// Both are compared with what they were at the newest step that they share.
/// What only the copy changed is taken, field by field; what both changed stays
/// as it is here, and the track of the copy is added to be compared with, once
/// however often it comes back. Revisions that were frozen in the copy come with
/// it. Where the media is and where tracks are published and linked to stays as
/// it is here. The copy is only read.
///
/// # Errors
/// Where the history cannot be read back to that step, or the project cannot be
/// written; nothing has changed then.
pub fn merge(
    project: &mut Project,
    copy: &mut Project,
    now: i64,
) -> Result<(MergeOutcome, Vec<Event>)> {
    let name = file_name(copy.store().path());
    if project.store().id() != copy.store().id() {
        let message = format!("{name} has no history in common with this project");
        return Ok((MergeOutcome::Refused { message }, Vec::new()));
    }
    let shared = newest_shared(project, copy)?;
    let base = project.document_at(shared)?;
    let mut merging = Merging::new(project.document(), name);
    merging.settings(base.settings(), copy.document().settings())?;
    for track in copy.document().tracks() {
        merging.track(project, &base, copy.document(), track)?;
    }
    merging.removed(&base, copy.document())?;
    let frozen = frozen_elsewhere(project, copy)?;
    let (plan, outcome) = merging.finish(frozen.len());
    if plan.patch.is_empty() && frozen.is_empty() {
        return Ok((outcome, Vec::new()));
    }
    let Done {
        outcome: done,
        events,
    } = project.carry_out_with(plan, frozen, now)?;
    match done {
        EditOutcome::Done { .. } => Ok((outcome, events)),
        EditOutcome::Rejected(why) => Err(WorkbenchError::new(ErrorCode::NotNow, why.message)),
    }
}

/// The newest step that both have made; none where they parted before the first.
fn newest_shared(project: &mut Project, copy: &mut Project) -> Result<Option<StepId>> {
    let theirs: HashMap<StepId, Step> =
        (copy.history().steps().map(|step| (step.id, step.clone()))).collect();
    let is_shared = |step: &&Step| {
        theirs
            .get(&step.id)
            .is_some_and(|other| is_same(step, other))
    };
    let shared: Vec<StepId> = (project.history().steps())
        .take_while(is_shared)
        .map(|step| step.id)
        .collect();
    // A step that was open for more when the copy was made may have grown.
    for step in shared.into_iter().rev() {
        if project.patch_of(step)? == copy.patch_of(step)? {
            return Ok(Some(step));
        }
    }
    Ok(None)
}

/// Whether it is the same step; where redo leads from it may differ.
fn is_same(a: &Step, b: &Step) -> bool {
    let a = Step {
        last_child: b.last_child,
        ..a.clone()
    };
    a == *b
}

/// The revisions that only the copy has.
fn frozen_elsewhere(project: &Project, copy: &mut Project) -> Result<Vec<Frozen>> {
    let mut infos = copy.all_revisions().to_vec();
    let known = project.all_revisions();
    infos.retain(|info| known.iter().all(|known| known.id != info.id));
    let frozen = infos.into_iter().map(|info| {
        let cues = copy.revision_cues(info.id)?;
        Ok((info, cues))
    });
    frozen.collect()
}

/// A merge in the making: the project as it will be, and the change to it.
struct Merging {
    document: Document,
    patch: Patch,
    file: String,
    taken: usize,
    settings: Vec<String>,
    conflicts: Vec<Change>,
    beside: Vec<Beside>,
}

impl Merging {
    fn new(document: &Document, file: String) -> Self {
        Self {
            document: document.clone(),
            patch: Patch::default(),
            file,
            taken: 0,
            settings: Vec::new(),
            conflicts: Vec::new(),
            beside: Vec::new(),
        }
    }

    fn add(&mut self, patch: Patch) -> Result<()> {
        patch.apply(&mut self.document).map_err(|error| {
            let message = format!("What was merged does not fit the document: {error}");
            WorkbenchError::new(ErrorCode::Defect, message)
        })?;
        self.patch = std::mem::take(&mut self.patch).squash(patch);
        Ok(())
    }

    /// Replaces records, each of which counts as a change that was taken.
    fn update(&mut self, mut updated: Vec<(Record, Record)>) -> Result<()> {
        updated.retain(|(before, after)| before != after);
        self.taken += updated.len();
        self.add(Patch {
            updated,
            ..Patch::default()
        })
    }

    fn edit(&mut self, project: &mut Project, edit: &Edit) -> Result<()> {
        match editing::plan(&self.document, edit, project.ids()) {
            Ok(plan) => self.add(plan.patch),
            Err(why) => Err(WorkbenchError::new(ErrorCode::NotNow, why.message)),
        }
    }

    fn settings(&mut self, base: &Settings, theirs: &Settings) -> Result<()> {
        let ours = self.document.settings().clone();
        let (joined, disputed) = join_settings(base, &ours, theirs);
        let words = disputed.iter().map(|part| setting_in_words(part));
        self.settings = words.map(str::to_owned).collect();
        let record = |settings| Record::Settings(Box::new(settings));
        self.update(vec![(record(ours), record(joined))])
    }

    /// Takes what the copy did to a track.
    fn track(
        &mut self,
        project: &mut Project,
        base: &Document,
        copy: &Document,
        theirs: &Track,
    ) -> Result<()> {
        let cues: Vec<Cue> = copy.cues(theirs.id).cloned().collect();
        let Some(ours) = self.document.track(theirs.id).cloned() else {
            return match base.track(theirs.id) {
                None => self.come(project, theirs, cues),
                Some(before) if is_as_it_was(base, copy, before) => Ok(()),
                // Gone here, and another there.
                Some(_) => self.set_beside(project, theirs, cues),
            };
        };
        let changes = self.changes(base, &ours, &cues);
        self.take(project, ours.id, &cues, &changes)?;
        let mut conflicts = self.changes(base, &ours, &cues);
        conflicts.retain(|change| change.moved == Some(Mover::Both));
        let cues_agree = self.join_cues(base, &cues)?;
        // What was said about cues that went by now stands with the track.
        let ours = self.document.track(ours.id).cloned().unwrap_or(ours);
        let (joined, disputed) = join_track(base.track(ours.id), &ours, theirs);
        let record = |track| Record::Track(Box::new(track));
        self.update(vec![(record(ours), record(joined))])?;
        if conflicts.is_empty() && cues_agree && disputed.is_empty() {
            return Ok(());
        }
        without_raw(&mut conflicts);
        self.conflicts.extend(conflicts);
        self.set_beside(project, theirs, cues)
    }

    /// What differs between a track as it will be and as the copy has it. What
    /// may not be taken is a conflict.
    fn changes(&self, base: &Document, ours: &Track, theirs: &[Cue]) -> Vec<Change> {
        let before: Vec<&Cue> = base.cues(ours.id).collect();
        let draft: Vec<&Cue> = self.document.cues(ours.id).collect();
        let mut changes = compare(&draft, &list(theirs), Some(&before));
        for change in &mut changes {
            let is_kept = ours.reference || would_lose_words(base, change);
            if is_kept && change.moved != Some(Mover::Here) {
                change.moved = Some(Mover::Both);
                change.safe.clear();
            }
        }
        changes
    }

    fn take(
        &mut self,
        project: &mut Project,
        track: TrackId,
        theirs: &[Cue],
        changes: &[Change],
    ) -> Result<()> {
        let safe: Vec<Pick> = changes.iter().filter_map(Change::safe_pick).collect();
        if safe.is_empty() {
            return Ok(());
        }
        match plan_taking(&self.document, track, &list(theirs), &safe, project.ids()) {
            Ok(plan) => {
                self.taken += safe.len();
                self.add(plan.patch)
            }
            Err(why) => Err(WorkbenchError::new(ErrorCode::Defect, why.message)),
        }
    }

    /// Takes what the copy says of cues besides the captions. Gives whether
    /// nothing of it conflicts: it may say something of a cue that is gone.
    fn join_cues(&mut self, base: &Document, theirs: &[Cue]) -> Result<bool> {
        let mut agree = true;
        let mut updated = Vec::new();
        for theirs in theirs {
            let before = base.cue(theirs.id);
            match self.document.cue(theirs.id) {
                Some(ours) => {
                    let (joined, disputed) = join_cue(before, ours, theirs);
                    agree &= disputed.is_empty();
                    let record = |cue| Record::Cue(Box::new(cue));
                    updated.push((record(ours.clone()), record(joined)));
                }
                None => agree &= !says_more(theirs, before),
            }
        }
        self.update(updated)?;
        Ok(agree)
    }

    /// Takes a track that only the copy has.
    fn come(&mut self, project: &mut Project, track: &Track, cues: Vec<Cue>) -> Result<()> {
        self.taken += 1;
        let track = Box::new(at_home(track.clone()));
        self.edit(project, &Edit::AddTrack { track, cues })
    }

    /// Adds a track with what the copy has, to be compared with, where it was not
    /// added before.
    fn set_beside(&mut self, project: &mut Project, theirs: &Track, cues: Vec<Cue>) -> Result<()> {
        let id = beside_id(theirs, &cues)?;
        self.beside.push(Beside {
            track: theirs.id,
            other: id,
        });
        if self.document.track(id).is_some() {
            return Ok(());
        }
        let suffix = format!(" (from {})", self.file);
        let room = Track::MAX_NAME.saturating_sub(suffix.chars().count());
        let mut name: String = theirs.name.chars().take(room).collect();
        name.extend(suffix.chars().take(Track::MAX_NAME));
        let track = Box::new(Track {
            id,
            name,
            ..at_home(theirs.clone())
        });
        self.edit(project, &Edit::AddTrack { track, cues })
    }

    /// Takes out the tracks that the copy has no longer and that are here as
    /// they were.
    fn removed(&mut self, base: &Document, copy: &Document) -> Result<()> {
        for track in base.tracks() {
            let is_here = self.document.track(track.id).is_some();
            if is_here
                && copy.track(track.id).is_none()
                && is_as_it_was(base, &self.document, track)
            {
                self.taken += 1;
                let cues = self.document.cues(track.id).cloned();
                let mut removed: Vec<Record> = cues.map(|cue| Record::Cue(Box::new(cue))).collect();
                let track = self.document.track(track.id).cloned();
                removed.extend(track.map(|track| Record::Track(Box::new(track))));
                self.add(Patch {
                    removed,
                    ..Patch::default()
                })?;
            }
        }
        Ok(())
    }

    fn finish(self, revisions: usize) -> (Plan, MergeOutcome) {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let plan = Plan {
            patch: self.patch,
            label: format!("Merge {}", self.file),
            coalesce: None,
            selection: Vec::new(),
        };
        let outcome = MergeOutcome::Merged {
            taken: count(self.taken),
            revisions: count(revisions),
            settings: self.settings,
            conflicts: self.conflicts,
            beside: self.beside,
        };
        (plan, outcome)
    }
}

fn list(cues: &[Cue]) -> Vec<&Cue> {
    cues.iter().collect()
}

/// Whether a track and its cues are in a document what they were.
fn is_as_it_was(base: &Document, now: &Document, track: &Track) -> bool {
    now.track(track.id) == base.track(track.id) && now.cues(track.id).eq(base.cues(track.id))
}

/// Whether taking a change would take away a cue that more is said of here than
/// was.
fn would_lose_words(base: &Document, change: &Change) -> bool {
    let mut cues = change.draft.iter();
    change.kind == ChangeKind::Added && cues.any(|cue| says_more(cue, base.cue(cue.id)))
}

/// Whether notes or waivers of a cue are not what they were.
fn says_more(cue: &Cue, before: Option<&Cue>) -> bool {
    let said = |cue: &Cue| (cue.notes.clone(), cue.waivers.clone());
    before.map_or_else(Default::default, said) != said(cue)
}

/// The id of the track that is added beside another, always the same for the
/// same captions of a copy.
fn beside_id(theirs: &Track, cues: &[Cue]) -> Result<TrackId> {
    let bytes = serde_json::to_vec(&(theirs, cues)).map_err(|error| {
        let message = format!("A track of the copy cannot be written: {error}");
        WorkbenchError::new(ErrorCode::Defect, message)
    })?;
    let mut seed = [0; 16];
    seed.copy_from_slice(&Sha256::digest(&bytes)[..16]);
    Ok(Ids::new(0, u128::from_be_bytes(seed)).track())
}

/// A track that came from another desk: a draft, linked to nothing.
fn at_home(track: Track) -> Track {
    Track {
        state: TrackState::Draft,
        published: None,
        links: Vec::new(),
        ..track
    }
}

impl Engine {
    /// Merges a copy of the open project into it.
    pub(crate) fn merge(&mut self, path: &Path) -> Result<MergeOutcome> {
        if self.is_open(path) {
            let message = format!("{} is the project that is open", file_name(path));
            return Ok(MergeOutcome::Refused { message });
        }
        let store = self.ports.stores.open(path, Access::Read)?;
        let (mut copy, _) = Project::open(store, self.fresh_ids())?;
        let now = self.ports.clock.now();
        let merged = self.with(|project| merge(project, &mut copy, now));
        let closed = copy.into_store().close();
        let (outcome, events) = merged?;
        self.tell_all(events);
        closed?;
        Ok(outcome)
    }
}
