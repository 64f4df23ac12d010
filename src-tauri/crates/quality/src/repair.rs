//! A change that may mend a finding.

use captions::{Cue, CueId, Row, Time};

/// Cues as they are to be, and cues that go.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Repair {
    pub(crate) updated: Vec<Cue>,
    pub(crate) removed: Vec<CueId>,
}

impl Repair {
    /// One cue becomes another.
    pub(crate) fn of(cue: Cue) -> Self {
        Self {
            updated: vec![cue],
            removed: Vec::new(),
        }
    }

    pub(crate) fn removal(id: CueId) -> Self {
        Self {
            updated: Vec::new(),
            removed: vec![id],
        }
    }

    pub(crate) fn times(cue: &Cue, in_time: Time, out_time: Option<Time>) -> Self {
        let mut cue = cue.clone();
        cue.in_time = in_time;
        cue.out_time = out_time;
        Self::of(cue)
    }

    pub(crate) fn rows(cue: &Cue, rows: Vec<Row>) -> Self {
        let mut cue = cue.clone();
        cue.rows = rows;
        Self::of(cue)
    }
}
