//! Cues.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};
use thin_vec::ThinVec;
use xxhash_rust::xxh3::xxh3_64;

use crate::text::is_false;
use crate::{Align, CueId, NoteId, Position, Raw, Row, Time, TrackId, Waiver, Writing};

/// Comments, which most cues have none of: then they take no more than a pointer.
pub type Notes = ThinVec<Note>;

/// One caption: text that stands on the picture from its in to its out time.
///
/// Times are media times, zero at the first frame of the programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Cue {
    /// Identity, kept through every edit.
    pub id: CueId,
    /// The track it belongs to.
    pub track: TrackId,
    /// Place in the track's order; equal ranks order by id.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub rank: i64,
    /// When it appears.
    #[serde(rename = "in")]
    pub in_time: Time,
    /// When it goes; absent where the source leaves it open.
    #[serde(rename = "out")]
    pub out_time: Option<Time>,
    /// What it says, row by row as it is meant to break.
    pub rows: Vec<Row>,
    /// The name or number the source file gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "is_default")]
    pub position: Position,
    /// How its rows stand in their box.
    #[serde(default, skip_serializing_if = "is_default")]
    pub align: Align,
    /// Which way its text runs.
    #[serde(default, skip_serializing_if = "is_default")]
    pub writing: Writing,
    /// How it comes onto the screen.
    #[serde(default, skip_serializing_if = "is_default")]
    pub mode: CaptionMode,
    /// The CEA-608 channel or CEA-708 service it is sent on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<CaptionChannel>,
    /// Who speaks, where the whole cue has one speaker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// A comment for editors, never shown to viewers.
    #[serde(default, skip_serializing_if = "is_false")]
    pub comment: bool,
    /// Shown even where captions are off.
    #[serde(default, skip_serializing_if = "is_false")]
    pub forced: bool,
    /// What a reviewer decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<ReviewMark>,
    /// What is said about this cue, oldest first.
    #[serde(default, skip_serializing_if = "Notes::is_empty")]
    #[cfg_attr(feature = "specta", specta(type = Vec<Note>))]
    pub notes: Notes,
    /// Rules it may break, each named once.
    #[serde(default, skip_serializing_if = "ThinVec::is_empty")]
    #[cfg_attr(feature = "specta", specta(type = Vec<Waiver>))]
    pub waivers: ThinVec<Waiver>,
    /// Settings of the source format that have no place above, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, String>,
    /// The bytes it was read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Box<Raw>>,
}

impl Cue {
    /// Distance between the ranks of neighbours in a fresh track.
    pub const RANK_STEP: i64 = 1 << 20;

    /// A cue with text and times and defaults for everything else.
    #[must_use]
    pub fn new(id: CueId, track: TrackId, in_time: Time, out_time: Option<Time>) -> Self {
        Self {
            id,
            track,
            rank: 0,
            in_time,
            out_time,
            rows: Vec::new(),
            label: None,
            position: Position::default(),
            align: Align::default(),
            writing: Writing::default(),
            mode: CaptionMode::default(),
            channel: None,
            speaker: None,
            comment: false,
            forced: false,
            mark: None,
            notes: Notes::new(),
            waivers: ThinVec::new(),
            settings: BTreeMap::new(),
            raw: None,
        }
    }

    /// The text, rows joined by line feeds, without styling.
    #[must_use]
    pub fn text(&self) -> String {
        let rows: Vec<String> = self.rows.iter().map(Row::text).collect();
        rows.join("\n")
    }

    /// How long it stands, where its end is known.
    #[must_use]
    pub fn duration(&self) -> Option<Time> {
        self.out_time.map(|out| out - self.in_time)
    }

    /// Digest of everything a format can write: all but identity, track, rank,
    /// the label, the review and the raw bytes themselves.
    #[must_use]
    pub fn digest(&self) -> u64 {
        let mut state = Gathered(Vec::with_capacity(512));
        self.feed(&mut state);
        state.finish()
    }

    fn feed(&self, state: &mut impl Hasher) {
        self.in_time.hash(state);
        self.out_time.hash(state);
        self.rows.hash(state);
        self.position.hash(state);
        self.align.hash(state);
        self.writing.hash(state);
        self.mode.hash(state);
        self.channel.hash(state);
        self.speaker.hash(state);
        (self.comment, self.forced).hash(state);
        self.settings.hash(state);
    }

    /// The bytes this cue was read from, where it came from `format` and still
    /// says what they say.
    #[must_use]
    pub fn unedited(&self, format: &str) -> Option<&[u8]> {
        let raw = self.raw.as_deref()?;
        (raw.format == format && raw.digest == self.digest()).then(|| raw.bytes.as_bytes())
    }

    /// The key a track orders its cues by.
    #[must_use]
    pub const fn order(&self) -> (i64, CueId) {
        (self.rank, self.id)
    }
}

/// Bytes that are hashed all at once: a cue has dozens of small parts, and a
/// state that takes them one by one costs more than all of them together.
struct Gathered(Vec<u8>);

impl Hasher for Gathered {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        xxh3_64(&self.0)
    }
}

/// How a cue comes onto the screen (CTA-608-E section 7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum CaptionMode {
    /// Loaded out of sight and shown at once.
    #[default]
    PopOn,
    /// Rows roll up as words come.
    RollUp {
        /// How many rows stay: 2, 3 or 4.
        rows: u8,
    },
    /// Painted in place as words come.
    PaintOn,
}

/// A caption channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum CaptionChannel {
    /// CEA-608, field 1, first channel.
    Cc1,
    /// CEA-608, field 1, second channel.
    Cc2,
    /// CEA-608, field 2, first channel.
    Cc3,
    /// CEA-608, field 2, second channel.
    Cc4,
    /// CEA-708 service, 1 to 63.
    Service(u8),
}

/// What a reviewer decided about a cue, or about a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ReviewMark {
    /// Good as it is.
    Approved,
    /// To be looked at again by the captioner.
    SentBack,
}

/// One remark in the conversation about a cue, or about a moment of a track.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Note {
    /// Identity.
    pub id: NoteId,
    /// Who wrote it.
    pub author: String,
    /// When, in Unix milliseconds.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub written_at: i64,
    /// What it says: plain text, at most [`Note::MAX_TEXT`] characters.
    pub text: String,
    /// Whether its thread is settled; said by the first note of one.
    #[serde(default, skip_serializing_if = "is_false")]
    pub resolved: bool,
    /// The first note of the thread that it answers; absent on the first itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<NoteId>,
    /// Rows that are proposed for the cue.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suggestion: Vec<Row>,
    /// The moment it is about; only on the first note of a thread of a track.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Time>,
}

impl Note {
    /// Longest text, and longest suggestion, in characters.
    pub const MAX_TEXT: usize = 4000;
    /// Longest name of an author, in characters.
    pub const MAX_AUTHOR: usize = 200;

    /// The first note of the thread it belongs to.
    #[must_use]
    pub fn first(&self) -> NoteId {
        self.thread.unwrap_or(self.id)
    }

    /// Whether it opens a thread that is not settled.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.thread.is_none() && !self.resolved
    }
}

pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(all(test, feature = "testing"))]
mod tests {
    use proptest::prelude::*;
    use xxhash_rust::xxh3::Xxh3Default;

    use super::*;

    proptest! {
        /// Project files hold digests.
        #[test]
        fn a_digest_is_that_of_the_parts_one_by_one(cue in crate::testing::cues()) {
            let mut parts = Xxh3Default::new();
            cue.feed(&mut parts);
            prop_assert_eq!(cue.digest(), parts.finish());
        }
    }
}
