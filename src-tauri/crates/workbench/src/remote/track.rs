//! Caption tracks of YouTube (`youtube#caption`).

use captions::AudioTrackType;
use serde::{Deserialize, Serialize};

/// A caption track of a video.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RemoteTrack {
    /// What the service calls it.
    pub id: String,
    /// Names this state of it.
    pub etag: String,
    /// The video.
    pub video: String,
    /// When it was last changed, in the service's words.
    pub last_updated: Option<String>,
    /// The same in Unix milliseconds by the service's clock.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub updated_at: Option<i64>,
    /// What kind of track it is.
    pub kind: RemoteTrackKind,
    /// Its language, a BCP 47 tag.
    pub language: String,
    /// Its name; empty for the default track.
    pub name: String,
    /// The audio it goes with.
    pub audio_track: AudioTrackType,
    /// Whether it is for deaf and hard-of-hearing viewers.
    pub closed_captions: bool,
    /// Whether its text is large.
    pub large_text: bool,
    /// Whether it is for readers at third-grade level.
    pub easy_reader: bool,
    /// Whether viewers do not see it.
    pub draft: bool,
    /// Whether the service timed it.
    pub auto_synced: bool,
    /// How far the service is with it.
    pub status: RemoteTrackStatus,
    /// Why it failed, where it did.
    pub failure: Option<FailureReason>,
    /// The track as it came, in JSON.
    pub raw: String,
}

/// What kind of track one is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum RemoteTrackKind {
    /// A regular one.
    #[default]
    Standard,
    /// Made by speech recognition; shown and never touched.
    Automatic,
    /// Shown when no other is chosen.
    Forced,
    /// One that is not documented; shown and never touched.
    Other,
}

/// How far the service is with a track.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum RemoteTrackStatus {
    /// Viewers can have it, unless it is a draft.
    Serving,
    /// The service is at work on it.
    Syncing,
    /// The service could not use it.
    Failed,
    /// Not said, or not documented.
    #[default]
    Unknown,
}

/// Why the service could not use a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum FailureReason {
    /// It failed to process the file.
    ProcessingFailed,
    /// It did not recognise the format.
    UnknownFormat,
    /// It does not take the format.
    UnsupportedFormat,
    /// One that is not documented.
    Other,
}
