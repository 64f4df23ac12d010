//! Captions that stay until the next one comes or the screen is cleared.

use captions::{Cue, Ids, Time};

use crate::draft::Draft;

/// The screen while a file is read: the last caption may still be up.
#[derive(Debug)]
pub(super) struct Screen {
    draft: Draft,
    up: Option<Cue>,
}

impl Screen {
    pub(super) fn new(format: &str, ids: &mut Ids) -> Self {
        Self {
            draft: Draft::new(format, ids),
            up: None,
        }
    }

    /// Takes the caption that is up down, and answers one to be put up.
    pub(super) fn next(&mut self, ids: &mut Ids, in_time: Time, out_time: Option<Time>) -> Cue {
        self.clear(in_time);
        self.draft.cue(ids, in_time, out_time)
    }

    /// Puts a caption up.
    pub(super) fn show(&mut self, cue: Cue) {
        self.up = Some(cue);
    }

    /// Clears the screen at `time`, unless the caption says when it goes.
    pub(super) fn clear(&mut self, time: Time) {
        if let Some(mut cue) = self.up.take() {
            cue.out_time = cue.out_time.or(Some(time));
            self.draft.put(cue);
        }
    }

    /// The track; a caption that is still up stays until further notice.
    pub(super) fn finish(mut self) -> Draft {
        if let Some(cue) = self.up.take() {
            self.draft.put(cue);
        }
        self.draft
    }
}
