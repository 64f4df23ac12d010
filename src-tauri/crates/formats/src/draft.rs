//! A document while a reader fills it.

use captions::{Cue, Document, Ids, Settings, Time, Track};

use crate::diagnostic::Diagnostics;
use crate::{Encoding, Reading};

/// One track being read, cue by cue in file order.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) track: Track,
    // In boxes, as the document holds them, so that none is moved again.
    #[expect(clippy::vec_box)]
    cues: Vec<Box<Cue>>,
}

impl Draft {
    pub(crate) fn new(format: &str, ids: &mut Ids) -> Self {
        let mut track = Track::new(ids.track(), "", "");
        track.format = Some(format.to_owned());
        Self {
            track,
            cues: Vec::new(),
        }
    }

    /// Makes room for cues that are likely to come.
    pub(crate) fn reserve(&mut self, cues: usize) {
        self.cues.reserve(cues);
    }

    /// How many cues there are.
    pub(crate) fn count(&self) -> u32 {
        u32::try_from(self.cues.len()).unwrap_or(u32::MAX)
    }

    /// A cue that will stand after those that were put in.
    pub(crate) fn cue(&self, ids: &mut Ids, in_time: Time, out_time: Option<Time>) -> Cue {
        let mut cue = Cue::new(ids.cue(), self.track.id, in_time, out_time);
        cue.rank = Cue::RANK_STEP.saturating_mul(i64::from(self.count()) + 1);
        cue
    }

    /// Puts a cue in.
    pub(crate) fn put(&mut self, cue: Cue) {
        self.cues.push(Box::new(cue));
    }

    /// The cue that was put in last.
    pub(crate) fn last(&mut self) -> Option<&mut Cue> {
        self.cues.last_mut().map(Box::as_mut)
    }

    pub(crate) fn finish(
        self,
        settings: Settings,
        diagnostics: Diagnostics,
        encoding: Encoding,
    ) -> Reading {
        let track = self.track.id;
        let mut document = Document::new(settings);
        document.put_track(self.track);
        let put = document.put_cues(self.cues);
        debug_assert!(put.is_ok(), "a reader makes cues of its own track only");
        let (diagnostics, questions) = diagnostics.finish();
        Reading {
            document,
            track,
            diagnostics,
            encoding: encoding.name(),
            questions,
        }
    }
}
