//! Getting out of a damaged project what can be got out.
//!
//! Every row proves itself by its checksum, so rows are taken wherever they
//! can be read: through the tables, from both ends around a damaged page, and
//! from every page by itself where the tables cannot be read whole. What is
//! still missing from the document is taken from the history, which holds every
//! record as it was made.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::Path;

use captions::{Cue, CueId, RevisionId, Settings, Track, TrackId};
use editing::{History, Record as Changed, Step, StepId};
use rusqlite::Connection;
use workbench::{
    ErrorCode, NewProject, Publication, Recovery, Result, RevisionInfo, WorkbenchError, file_name,
    save,
};

use crate::open::{new_state, read_a_copy, with_suffix};
use crate::project::patch::StepPatch;
use crate::project::publication;
use crate::project::record::{self, Checked, Key, Record};
use crate::project::revision::RevisionCues;
use crate::project::state::{self, State};
use crate::project::{self, SCHEMA};
use crate::salvage::{self, Loose};
use crate::sum::Tally;

/// Everything in a file that proves itself.
#[derive(Default)]
struct Found {
    state: Option<State>,
    settings: Option<Settings>,
    tracks: BTreeMap<TrackId, Track>,
    cues: HashMap<CueId, Cue>,
    steps: BTreeMap<StepId, Step>,
    patches: BTreeMap<StepId, StepPatch>,
    infos: BTreeMap<RevisionId, RevisionInfo>,
    frozen: HashMap<RevisionId, RevisionCues>,
    revisions: Vec<(RevisionInfo, Vec<Cue>)>,
    /// The tables that could not be read whole.
    torn: HashSet<&'static str>,
    losses: Vec<String>,
}

/// See [`workbench::ProjectStores::recover`].
pub(crate) fn recover(path: &Path, out: &Path) -> Result<Recovery> {
    let (connection, _folder, _) = read_a_copy(path)?;
    let mut found = collect(&connection);
    if !found.torn.is_empty() {
        let file = fs::read(path).map_err(|error| WorkbenchError::io("read", path, &error))?;
        let log = fs::read(with_suffix(path, "-wal")).unwrap_or_default();
        let mut rows = salvage::rows(&file, &log);
        // The newest first: it is the one that is taken.
        rows.reverse();
        rows.iter().for_each(|row| found.add(row));
    }
    found.pair_revisions();
    if found.settings.is_none() && found.tracks.is_empty() && found.patches.is_empty() {
        let message = format!("Nothing can be got out of {}", file_name(path));
        return Err(WorkbenchError::new(ErrorCode::Damaged, message).about(path));
    }
    let history = sound_history(&mut found);
    if let Some(way) = history.as_ref().map(way_to_head) {
        fill_from_history(&mut found, &way);
    }
    settle(&mut found);
    write(out, &found, history.as_ref())?;
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    Ok(Recovery {
        cues: count(found.cues.len()),
        tracks: count(found.tracks.len()),
        steps: history.map_or(0, |history| count(history.steps().count())),
        revisions: count(found.revisions.len()),
        losses: found.losses,
    })
}

fn collect(connection: &Connection) -> Found {
    let mut found = Found::default();
    let state = record::get::<State>(connection, state::KEY);
    found.state = state.ok().flatten().and_then(std::result::Result::ok);
    if found.state.is_none() {
        found.torn.insert(State::TABLE);
    }
    let settings = rows::<Settings>(connection, &mut found);
    found.settings = settings.into_iter().next();
    let tracks = rows::<Track>(connection, &mut found);
    found.tracks = tracks.into_iter().map(|track| (track.id, track)).collect();
    let cues = rows::<Cue>(connection, &mut found);
    found.cues = cues.into_iter().map(|cue| (cue.id, cue)).collect();
    let steps = rows::<Step>(connection, &mut found);
    found.steps = steps.into_iter().map(|step| (step.id, step)).collect();
    let patches = rows::<StepPatch>(connection, &mut found);
    found.patches = patches
        .into_iter()
        .map(|patch| (patch.step, patch))
        .collect();
    let infos = rows::<RevisionInfo>(connection, &mut found);
    found.infos = infos.into_iter().map(|info| (info.id, info)).collect();
    let frozen = rows::<RevisionCues>(connection, &mut found);
    found.frozen = frozen.into_iter().map(|cues| (cues.id, cues)).collect();
    // The outbox of the desk has what was put in; what was not goes by the way.
    if publication::is_there(connection).unwrap_or(false)
        && !rows::<Publication>(connection, &mut found).is_empty()
    {
        let again = "Revisions were being published. See in the outbox whether they were sent";
        found.losses.push(again.to_owned());
    }
    found
}

impl Found {
    /// Adds what a loose row proves to be, where its table could not be read
    /// whole and it is not there already.
    fn add(&mut self, row: &Loose) {
        if let Some(cue) = self.missing::<Cue>(row) {
            self.cues.entry(cue.id).or_insert(cue);
        } else if let Some(patch) = self.missing::<StepPatch>(row) {
            self.patches.entry(patch.step).or_insert(patch);
        } else if let Some(step) = self.missing::<Step>(row) {
            self.steps.entry(step.id).or_insert(step);
        } else if let Some(track) = self.missing::<Track>(row) {
            self.tracks.entry(track.id).or_insert(track);
        } else if let Some(settings) = self.missing::<Settings>(row) {
            self.settings.get_or_insert(settings);
        } else if let Some(info) = self.missing::<RevisionInfo>(row) {
            self.infos.entry(info.id).or_insert(info);
        } else if let Some(cues) = self.missing::<RevisionCues>(row) {
            self.frozen.entry(cues.id).or_insert(cues);
        } else if let Some(state) = self.missing::<State>(row) {
            let known = self.state.take();
            let newer = known.filter(|known| known.rev >= state.rev);
            self.state = newer.or(Some(state));
        }
    }

    fn missing<R: Record>(&self, row: &Loose) -> Option<R> {
        let torn = self.torn.contains(R::TABLE);
        torn.then(|| row.prove()).flatten()
    }

    fn pair_revisions(&mut self) {
        for (id, info) in std::mem::take(&mut self.infos) {
            match self.frozen.remove(&id) {
                Some(frozen) => self.revisions.push((info, frozen.cues)),
                None => self
                    .losses
                    .push(format!("The cues of the revision {} are lost", info.name)),
            }
        }
    }
}

/// Every row of a table that can be reached and proves itself.
fn rows<R: Record>(connection: &Connection, found: &mut Found) -> Vec<R> {
    let mut rows = Vec::new();
    let mut seen: HashSet<Key> = HashSet::new();
    let mut bad = 0_u32;
    let mut whole = true;
    for order in ["ASC", "DESC"] {
        let walked = record::scan_in(connection, order, |row: Checked<R>| match row {
            Ok(row) => {
                if seen.insert(row.key()) {
                    rows.push(row);
                }
            }
            Err(_) => bad += 1,
        });
        if walked.is_ok() {
            whole = true;
            break;
        }
        whole = false;
    }
    if bad > 0 {
        let loss = format!("Damaged rows in the table {}: {bad}", R::TABLE);
        found.losses.push(loss);
    }
    if !whole {
        found.torn.insert(R::TABLE);
        let loss = format!("The table {} cannot be read whole", R::TABLE);
        found.losses.push(loss);
    }
    rows
}

/// The history, if every step and every change is there; otherwise it is cut:
/// an undo that does half of what it says would be worse than none.
fn sound_history(found: &mut Found) -> Option<History> {
    let steps: Vec<Step> = found.steps.values().cloned().collect();
    let complete = found.state.as_ref().filter(|state| {
        state.steps.rows == steps.len() as u64
            && found
                .steps
                .keys()
                .all(|step| found.patches.contains_key(step))
    });
    let history =
        complete.and_then(|state| History::load(steps, state.head, state.first, state.rev).ok());
    if history.is_none() && !(found.steps.is_empty() && found.patches.is_empty()) {
        let cut = "Part of the history is damaged. It was cut: undo begins anew";
        found.losses.push(cut.to_owned());
    }
    history
}

fn way_to_head(history: &History) -> Vec<StepId> {
    let head = history.head().and_then(|head| history.step(head));
    let parent = |step: &&Step| step.parent.and_then(|id| history.step(id));
    let mut way: Vec<StepId> = std::iter::successors(head, parent)
        .map(|step| step.id)
        .collect();
    way.reverse();
    way
}

/// Follows the history to where the document stands, and takes the records
/// that the tables have lost.
fn fill_from_history(found: &mut Found, way: &[StepId]) {
    let mut tracks: HashMap<TrackId, Track> = HashMap::new();
    let mut cues: HashMap<CueId, Cue> = HashMap::new();
    let mut settings = None;
    for patch in way.iter().filter_map(|step| found.patches.get(step)) {
        for gone in &patch.patch.removed {
            match gone {
                Changed::Cue(cue) => drop(cues.remove(&cue.id)),
                Changed::Track(track) => drop(tracks.remove(&track.id)),
                Changed::Settings(_) => {}
            }
        }
        let after = patch.patch.updated.iter().map(|(_, after)| after);
        for now in patch.patch.added.iter().chain(after) {
            match now {
                Changed::Cue(cue) => drop(cues.insert(cue.id, (**cue).clone())),
                Changed::Track(track) => drop(tracks.insert(track.id, (**track).clone())),
                Changed::Settings(now) => settings = Some((**now).clone()),
            }
        }
    }
    // What was found loose may be out of date, or may have been deleted.
    if found.torn.contains(Track::TABLE) {
        found.tracks.clear();
    }
    if found.torn.contains(Cue::TABLE) {
        found.cues.clear();
    }
    for (id, track) in tracks {
        found.tracks.entry(id).or_insert(track);
    }
    for (id, cue) in cues {
        found.cues.entry(id).or_insert(cue);
    }
    found.settings = found.settings.take().or(settings);
}

/// Makes what was found a document again.
fn settle(found: &mut Found) {
    if found.settings.is_none() {
        found
            .losses
            .push("The settings are lost; they are those of a new project".to_owned());
    }
    let homeless: HashSet<TrackId> = (found.cues.values())
        .map(|cue| cue.track)
        .filter(|track| !found.tracks.contains_key(track))
        .collect();
    for id in homeless {
        found
            .losses
            .push("What was said about a track is lost; its cues are there".to_owned());
        found.tracks.insert(id, Track::new(id, "Recovered", ""));
    }
    let Some(state) = &found.state else {
        found
            .losses
            .push("How many cues there were is not known".to_owned());
        return;
    };
    let there = 1 + found.tracks.len() as u64 + found.cues.len() as u64;
    if let Some(lost) = state
        .document
        .rows
        .checked_sub(there)
        .filter(|lost| *lost > 0)
    {
        found
            .losses
            .push(format!("Cues or tracks that are lost: {lost}"));
    }
}

fn write(out: &Path, found: &Found, history: Option<&History>) -> Result<()> {
    let made_at = found.state.as_ref().map_or(0, |state| state.made_at);
    let project = NewProject {
        settings: found.settings.clone().unwrap_or_default(),
        made_at,
    };
    let mut state = new_state(&project, found.state.as_ref().map_or(0, |state| state.rev));
    state.head = history.and_then(History::head);
    state.first = history.and_then(History::first);
    crate::backup::write_database(out, save::Existing::Keep, |connection| {
        SCHEMA.migrate(connection)?;
        for track in found.tracks.values() {
            record::put(connection, track, &mut state.document)?;
        }
        let mut cues: Vec<&Cue> = found.cues.values().collect();
        cues.sort_by_key(|cue| cue.id);
        for cue in cues {
            record::put(connection, cue, &mut state.document)?;
        }
        for step in history.into_iter().flat_map(History::steps) {
            record::put(connection, step, &mut state.steps)?;
            let patch = &found.patches[&step.id].patch;
            project::patch::put(connection, step.id, patch)?;
        }
        for (info, cues) in &found.revisions {
            record::put(connection, info, &mut state.revisions)?;
            project::revision::put_cues(connection, info.id, cues)?;
        }
        let settings = &project.settings;
        record::put(connection, settings, &mut state.document)?;
        record::put(connection, &state, &mut Tally::default())
    })
}
