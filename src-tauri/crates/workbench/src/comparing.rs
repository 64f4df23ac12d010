//! A track beside another list of cues: a revision, another track, a file.

use std::path::Path;

use captions::{Cue, Ids, RevisionId, TrackId};
use editing::{Rejected, RejectedCode};
use review::{Change, Pick, compare, plan_taking};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::engine::Engine;
use crate::{
    Done, EditOutcome, ImportOptions, Project, Result, WorkbenchError, read_captions, track_of,
};

/// What a track is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Against {
    /// A frozen revision.
    Revision(RevisionId),
    /// Another track of the project.
    Track(TrackId),
    /// The bytes of a caption file, from a disk or a service, and what it is
    /// called.
    Captions(String, Vec<u8>),
}

/// How a track differs from what it is compared with.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Changes {
    /// The document's revision that this is about.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub rev: u64,
    /// What leads from the other side to the track, in order of time.
    pub changes: Vec<Change>,
    /// The revision that both come from, where it was compared beside one.
    pub base: Option<RevisionId>,
}

/// The cues of a caption file. The same bytes give the same ids, so that what a
/// comparison names can be named again.
///
/// # Errors
/// Where the file is in no known format.
pub fn cues_of(name: &Path, bytes: &[u8]) -> Result<Vec<Cue>> {
    let mut seed = [0; 16];
    seed.copy_from_slice(&Sha256::digest(bytes)[..16]);
    let mut ids = Ids::new(0, u128::from_be_bytes(seed));
    let reading = read_captions(name, bytes, &ImportOptions::default(), &mut ids)?;
    Ok(track_of(&reading, name).1)
}

impl Against {
    fn cues(&self, project: &mut Project) -> Result<Vec<Cue>> {
        match self {
            Self::Revision(id) => project.revision_cues(*id),
            Self::Track(id) => {
                let document = project.document();
                if document.track(*id).is_none() {
                    return Err(WorkbenchError::no_such_track());
                }
                Ok(document.cues(*id).cloned().collect())
            }
            Self::Captions(name, bytes) => cues_of(Path::new(name), bytes),
        }
    }
}

impl Engine {
    /// How a track differs from the other side.
    pub(crate) fn changes(
        &mut self,
        track: TrackId,
        against: &Against,
        base: Option<RevisionId>,
    ) -> Result<Changes> {
        self.with(|project| {
            let other = against.cues(project)?;
            let common = base.map(|base| project.revision_cues(base)).transpose()?;
            let document = project.document();
            if document.track(track).is_none() {
                return Err(WorkbenchError::no_such_track());
            }
            let draft: Vec<&Cue> = document.cues(track).collect();
            let common: Option<Vec<&Cue>> = common.as_ref().map(|cues| cues.iter().collect());
            let other: Vec<&Cue> = other.iter().collect();
            let mut changes = compare(&draft, &other, common.as_deref());
            without_raw(&mut changes);
            Ok(Changes {
                rev: project.history().rev(),
                changes,
                base,
            })
        })
    }

    /// Takes changes into a track, as one step, where the document is still at a
    /// revision.
    pub(crate) fn take_changes(
        &mut self,
        track: TrackId,
        against: &Against,
        picks: &[Pick],
        rev: u64,
    ) -> Result<EditOutcome> {
        let now = self.ports.clock.now();
        let mut ids = self.fresh_ids();
        self.change(|project| {
            if project.history().rev() != rev {
                let message = "The captions have changed since. Compare again";
                let moved_on = Rejected::new(RejectedCode::Conflict, message);
                return Ok(Done::rejected(moved_on));
            }
            let other = against.cues(project)?;
            let other: Vec<&Cue> = other.iter().collect();
            match plan_taking(project.document(), track, &other, picks, &mut ids) {
                Ok(plan) => project.carry_out_plan(plan, now),
                Err(rejected) => Ok(Done::rejected(rejected)),
            }
        })
    }
}

/// What a window is not told: it shows cues and not the bytes of a file.
pub(crate) fn without_raw(changes: &mut [Change]) {
    for change in changes {
        for cue in change.draft.iter_mut().chain(&mut change.other) {
            cue.raw = None;
        }
    }
}
