//! What was found in a track.

use std::collections::{BTreeSet, HashMap};

use captions::{CueId, Document, Severity, TrackId};
use foldhash::fast::RandomState;

use crate::finding::Finding;

/// The findings of one track under one profile, cue by cue.
#[derive(Clone, Debug, PartialEq)]
pub struct Findings {
    track: TrackId,
    of_cues: HashMap<CueId, Vec<Finding>, RandomState>,
}

impl Findings {
    /// Nothing was found yet.
    #[must_use]
    pub fn new(track: TrackId) -> Self {
        Self {
            track,
            of_cues: HashMap::default(),
        }
    }

    /// The track.
    #[must_use]
    pub const fn track(&self) -> TrackId {
        self.track
    }

    /// The findings of one cue, in the order of the rules.
    #[must_use]
    pub fn of(&self, cue: CueId) -> &[Finding] {
        self.of_cues.get(&cue).map_or(&[], Vec::as_slice)
    }

    /// All findings, in the order of the document's cues.
    pub fn in_order<'a>(&'a self, document: &'a Document) -> impl Iterator<Item = &'a Finding> {
        document.cues(self.track).flat_map(|cue| self.of(cue.id))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.of_cues.values().map(Vec::len).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.of_cues.is_empty()
    }

    /// How many there are of a severity that nobody waived.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        let all = self.of_cues.values().flatten();
        all.filter(|finding| finding.severity == severity && !finding.waived)
            .count()
    }

    /// Adds what was found in a cue that nothing was found in yet.
    pub(crate) fn add(&mut self, cue: CueId, found: Vec<Finding>) {
        if !found.is_empty() {
            self.of_cues.insert(cue, found);
        }
    }

    /// Sets what was found about a cue; gives whether that has changed.
    pub(crate) fn set(&mut self, cue: CueId, found: Vec<Finding>) -> bool {
        if self.of(cue) == found {
            return false;
        }
        if found.is_empty() {
            self.of_cues.remove(&cue);
        } else {
            self.of_cues.insert(cue, found);
        }
        true
    }

    /// Every cue of the track, and every cue that something was found in.
    #[must_use]
    pub fn all_cues(&self, document: &Document) -> BTreeSet<CueId> {
        let cues = document.cues(self.track).map(|cue| cue.id);
        cues.chain(self.of_cues.keys().copied()).collect()
    }
}
