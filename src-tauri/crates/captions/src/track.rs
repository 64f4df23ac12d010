//! Tracks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::cue::is_default;
use crate::text::is_false;
use crate::{Gate, Notes, Percent, RawBytes, ReviewMark, RevisionId, TrackId};

/// A list of cues in one language for one purpose.
///
/// Regions, styles and raw headers belong to the track and not to the document,
/// because a project may hold tracks read from several files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Track {
    /// Identity.
    pub id: TrackId,
    /// Place among the project's tracks; equal ranks order by id.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub rank: i64,
    /// Name, at most [`Track::MAX_NAME`] characters.
    pub name: String,
    /// Language, a BCP 47 tag; empty where unknown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub kind: TrackKind,
    /// Closed captions for deaf and hard-of-hearing viewers (YouTube `isCC`).
    #[serde(default, skip_serializing_if = "is_false")]
    pub closed_captions: bool,
    /// Large text (YouTube `isLarge`).
    #[serde(default, skip_serializing_if = "is_false")]
    pub large_text: bool,
    /// For readers at third-grade level (YouTube `isEasyReader`).
    #[serde(default, skip_serializing_if = "is_false")]
    pub easy_reader: bool,
    /// The audio it goes with (YouTube `audioTrackType`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub audio_track: AudioTrackType,
    /// Whether viewers are meant to see it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub state: TrackState,
    /// The newest published revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<RevisionId>,
    /// What it must pass before it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<Gate>,
    /// What a reviewer decided about the whole of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<ReviewMark>,
    /// What is said about moments of it, oldest first.
    #[serde(default, skip_serializing_if = "Notes::is_empty")]
    #[cfg_attr(feature = "specta", specta(type = Vec<crate::Note>))]
    pub notes: Notes,
    /// Shown beside the track being edited, and not edited itself.
    #[serde(default, skip_serializing_if = "is_false")]
    pub reference: bool,
    /// Remote tracks and requests it answers to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Regions its cues may name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<Region>,
    /// Styles its runs may name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub styles: Vec<NamedStyle>,
    /// Identifier of the format it was read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// What the source file holds besides cues, by format and part.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, RawBytes>,
}

impl Track {
    /// Longest name, in characters (YouTube `snippet.name`).
    pub const MAX_NAME: usize = 150;

    /// An empty draft.
    #[must_use]
    pub fn new(id: TrackId, name: impl Into<String>, language: impl Into<String>) -> Self {
        Self {
            id,
            rank: 0,
            name: name.into(),
            language: language.into(),
            kind: TrackKind::default(),
            closed_captions: false,
            large_text: false,
            easy_reader: false,
            audio_track: AudioTrackType::default(),
            state: TrackState::default(),
            published: None,
            gate: None,
            mark: None,
            notes: Notes::new(),
            reference: false,
            links: Vec::new(),
            regions: Vec::new(),
            styles: Vec::new(),
            format: None,
            headers: BTreeMap::new(),
        }
    }
}

/// What a track is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum TrackKind {
    /// Speech and sounds, for those who cannot hear them.
    #[default]
    Captions,
    /// A translation of speech.
    Subtitles,
    /// Only what must be read by everyone.
    Forced,
    /// What is seen, to be read aloud.
    Descriptions,
    /// Titles of parts.
    Chapters,
    /// Data for scripts.
    Metadata,
}

/// The audio a track goes with, as YouTube names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum AudioTrackType {
    /// Not known.
    #[default]
    Unknown,
    /// The main audio.
    Primary,
    /// Commentary.
    Commentary,
    /// Descriptive audio.
    Descriptive,
}

/// Whether viewers are meant to see a track.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum TrackState {
    /// Being worked on.
    #[default]
    Draft,
    /// Released.
    Published,
}

/// A remote track or request that a track answers to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Link {
    /// The service, such as `youtube`.
    pub service: String,
    /// The account at this desk.
    pub account: String,
    /// What the service calls it.
    pub remote: String,
    /// The revision the service is known to hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub synced: Option<RevisionId>,
}

/// A named box that cues are placed in (WebVTT section 3.2, TTML2 section 9.1.2).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Region {
    /// The name cues use.
    pub id: String,
    /// Width in percent of the picture.
    pub width: Percent,
    /// Height in rows of text.
    pub lines: u32,
    /// Point of the region that is placed, in percent of the region.
    pub anchor: (Percent, Percent),
    /// Where that point goes, in percent of the picture.
    pub viewport_anchor: (Percent, Percent),
    /// Whether rows scroll up.
    #[serde(default, skip_serializing_if = "is_false")]
    pub scroll_up: bool,
}

/// A style definition in the words of its format.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct NamedStyle {
    /// The name runs use.
    pub name: String,
    /// The language of the definition, such as `css`.
    pub language: String,
    /// The definition, verbatim.
    pub definition: String,
}
