//! What holds for a whole document.

use serde::{Deserialize, Serialize};

use crate::cue::is_default;
use crate::{Time, Timebase};

/// Settings of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Settings {
    /// Title of the programme.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Frame rate, and how frames are labelled.
    pub timebase: Timebase,
    /// The label of the programme's first frame, as a frame number of
    /// `timebase`: 108 000 for 01:00:00:00 at 30.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    #[serde(default, skip_serializing_if = "is_default")]
    pub programme_start: i64,
    /// Language of the programme, a BCP 47 tag.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// The media being captioned; the first one plays.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<MediaRef>,
    /// Who speaks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<Speaker>,
    /// How terms are to be written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub glossary: Vec<Term>,
    /// When the picture cuts from one shot to the next, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shots: Vec<Time>,
    /// What text is held to while it is typed.
    pub limits: Limits,
}

impl Settings {
    /// The label of the frame nearest to `time`.
    #[must_use]
    pub fn label_at(&self, time: Time) -> crate::Timecode {
        let frame = self.timebase.rate().nearest_frame(time);
        self.timebase
            .label(frame.saturating_add(self.programme_start))
    }
}

/// A media file, found again by content when it moves.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MediaRef {
    /// Where it was last seen. The user's own choice, never a server's.
    pub path: String,
    /// Fingerprint of its content; empty where it was never read.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fingerprint: String,
    /// Which of its audio tracks is drawn and heard, counted from zero.
    #[serde(default, skip_serializing_if = "is_default")]
    pub audio_track: u32,
}

/// Someone who speaks in the programme.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Speaker {
    /// The name cues use.
    pub name: String,
    /// The colour they are shown in here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<crate::Color>,
}

/// A term and how it is to be written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Term {
    /// As it is to be written.
    pub term: String,
    /// What it stands for or replaces.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// What a row and a cue are held to while they are typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Limits {
    /// Characters in a row.
    pub row_length: u32,
    /// Rows in a cue.
    pub rows: u32,
    /// Characters a second.
    pub reading_speed: u32,
    /// Shortest cue.
    pub min_duration: Time,
    /// Longest cue.
    pub max_duration: Time,
    /// Frames between two cues.
    pub min_gap_frames: u32,
}

/// Netflix general requirements: 42 characters, two rows, 20 characters a
/// second, 5/6 s to 7 s, two frames.
impl Default for Limits {
    fn default() -> Self {
        Self {
            row_length: 42,
            rows: 2,
            reading_speed: 20,
            min_duration: Time::from_flicks(Time::FLICKS_PER_SECOND * 5 / 6),
            max_duration: Time::from_seconds(7),
            min_gap_frames: 2,
        }
    }
}
