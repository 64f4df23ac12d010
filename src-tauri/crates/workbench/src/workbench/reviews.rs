//! How two sides differ, through the handle.

use std::path::Path;

use captions::{RevisionId, TrackId};
use review::Pick;

use super::Workbench;
use crate::request::ReviewRequest;
use crate::{Against, Changes, EditOutcome, MergeOutcome, Result};

impl Workbench {
    /// How a track differs from another side; beside a revision that both come
    /// from, also who moved. The cues come without the bytes they were read
    /// from.
    ///
    /// # Errors
    /// Where no project is open, there is no such track or revision, or what it
    /// is compared with is no captions.
    pub fn compare(
        &self,
        track: TrackId,
        against: Against,
        base: Option<RevisionId>,
    ) -> Result<Changes> {
        self.ask(|reply| ReviewRequest::Compare(track, against, base, reply))
    }

    /// Puts what the other side has into a track, as one step, for changes that
    /// a comparison of this revision of the document showed.
    ///
    /// # Errors
    /// As [`compare`](Self::compare) and [`edit`](Self::edit). Where the
    /// document or the other side has moved on, the outcome is a rejection with
    /// the code `conflict`.
    pub fn take_changes(
        &self,
        track: TrackId,
        against: Against,
        picks: Vec<Pick>,
        rev: u64,
    ) -> Result<EditOutcome> {
        self.ask(|reply| ReviewRequest::Take(track, against, picks, rev, reply))
    }

    /// Merges what was done in a copy of the open project into it, as one step,
    /// as [`merge`](crate::merge()) says. The copy is only read.
    ///
    /// # Errors
    /// Where no project is open, the copy cannot be read, or the project cannot
    /// be written; nothing has changed then.
    pub fn merge(&self, path: &Path) -> Result<MergeOutcome> {
        self.ask(|reply| ReviewRequest::Merge(path.to_owned(), reply))
    }
}
