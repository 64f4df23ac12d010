//! What can go wrong, as codes a window can branch on.

use serde::{Deserialize, Serialize};

/// Why a media file gave no waveform.
///
/// Each variant carries the thing it is about; [`AudioError::code`] is the
/// stable name to branch on, the `Display` text is for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum AudioError {
    /// The file could not be opened or read.
    #[error("cannot read {path}: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// The file is empty, or nothing in it looks like media.
    #[error("{path} is not a media file that Cuewright knows")]
    NotMedia {
        /// The file.
        path: String,
    },
    /// The container is known but damaged beyond use.
    #[error("the {container} file is damaged: {reason}")]
    Damaged {
        /// The container's name.
        container: String,
        /// What was found.
        reason: String,
    },
    /// There is no audio track with this number.
    #[error("the file has no audio track {track}")]
    NoSuchTrack {
        /// The number asked for, counted from 0.
        track: u32,
    },
    /// Nothing here decodes this, and no `ffmpeg` was found to do it.
    #[error(
        "{what} cannot be decoded here: install ffmpeg, or name its path in the settings, to see its waveform"
    )]
    DecoderMissing {
        /// The codec or container in words, such as `AC-3`.
        what: String,
    },
    /// A decoder was found and gave up.
    #[error("{what} could not be decoded: {reason}")]
    Undecodable {
        /// The codec or container in words.
        what: String,
        /// What the decoder said.
        reason: String,
    },
    /// The decoding process ended without an answer.
    #[error("the decoder stopped unexpectedly ({reason}); the file may be damaged")]
    DecoderDied {
        /// Exit status or signal, in words.
        reason: String,
    },
    /// The decoding process made no headway for too long and was stopped.
    #[error("the decoder made no progress for {seconds} seconds and was stopped")]
    Stalled {
        /// How long was waited.
        seconds: u64,
    },
    /// The result could not be written.
    #[error("cannot write {path}: {reason}")]
    Unwritable {
        /// The file.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// A setting is out of range.
    #[error("{setting} is out of range: {reason}")]
    BadSetting {
        /// Which.
        setting: String,
        /// The rule.
        reason: String,
    },
    /// The job was cancelled.
    #[error("cancelled")]
    Cancelled,
}

impl AudioError {
    /// The stable name of this kind of error; equal to the `code` of its JSON.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "unreadable",
            Self::NotMedia { .. } => "not-media",
            Self::Damaged { .. } => "damaged",
            Self::NoSuchTrack { .. } => "no-such-track",
            Self::DecoderMissing { .. } => "decoder-missing",
            Self::Undecodable { .. } => "undecodable",
            Self::DecoderDied { .. } => "decoder-died",
            Self::Stalled { .. } => "stalled",
            Self::Unwritable { .. } => "unwritable",
            Self::BadSetting { .. } => "bad-setting",
            Self::Cancelled => "cancelled",
        }
    }

    pub(crate) fn unreadable(path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::Unreadable {
            path: path.display().to_string(),
            reason: error.to_string(),
        }
    }

    pub(crate) fn unwritable(path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::Unwritable {
            path: path.display().to_string(),
            reason: error.to_string(),
        }
    }
}
