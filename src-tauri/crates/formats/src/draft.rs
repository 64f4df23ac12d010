//! A document while a reader fills it.

use captions::{Cue, Document, Ids, Settings, Time, Track};

use crate::diagnostic::Diagnostics;
use crate::{Encoding, Reading};

/// One track being read, cue by cue in file order.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) track: Track,
    document: Document,
    count: u32,
}

impl Draft {
    pub(crate) fn new(format: &str, ids: &mut Ids) -> Self {
        let mut track = Track::new(ids.track(), "", "");
        track.format = Some(format.to_owned());
        let mut document = Document::new(Settings::default());
        document.put_track(track.clone());
        Self {
            track,
            document,
            count: 0,
        }
    }

    /// Makes room for cues that are likely to come.
    pub(crate) fn reserve(&mut self, cues: usize) {
        self.document.reserve(cues);
    }

    /// How many cues there are.
    pub(crate) const fn count(&self) -> u32 {
        self.count
    }

    /// A cue that will stand after those that were put in.
    pub(crate) fn cue(&self, ids: &mut Ids, in_time: Time, out_time: Option<Time>) -> Cue {
        let mut cue = Cue::new(ids.cue(), self.track.id, in_time, out_time);
        cue.rank = Cue::RANK_STEP.saturating_mul(i64::from(self.count) + 1);
        cue
    }

    /// Puts a cue in.
    pub(crate) fn put(&mut self, cue: Cue) {
        let put = self.document.put_cue(cue);
        debug_assert!(put.is_ok(), "a reader makes cues of its own track only");
        self.count += 1;
    }

    pub(crate) fn finish(
        mut self,
        settings: Settings,
        diagnostics: Diagnostics,
        encoding: Encoding,
    ) -> Reading {
        let track = self.track.id;
        self.document.set_settings(settings);
        self.document.put_track(self.track);
        let (diagnostics, questions) = diagnostics.finish();
        Reading {
            document: self.document,
            track,
            diagnostics,
            encoding: encoding.name(),
            questions,
        }
    }
}
