//! What callers ask for and what they are shown, as it crosses to a window.
//!
//! Names and shapes are those of `ui/src/bridge/types.ts`.

use captions::{CueId, DocumentForm, RevisionId, Time, TrackId};
use editing::{Rejected, StepId};
use serde::{Deserialize, Serialize};

use crate::FindingCounts;

/// What became of an edit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum EditOutcome {
    /// It is done and on the disk.
    Done {
        /// The document's revision now.
        #[cfg_attr(feature = "specta", specta(type = i32))]
        rev: u64,
        /// What is to be selected.
        selection: Vec<CueId>,
    },
    /// It cannot be done; nothing changed.
    Rejected(Rejected),
}

/// Where the history stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HistoryHead {
    /// The newest step that is in force; absent before the first.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub head: Option<StepId>,
    /// What undo would take back, in words.
    pub undo: Option<String>,
    /// What redo would do again, in words.
    pub redo: Option<String>,
}

/// One step of the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HistoryStep {
    /// Its number.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub id: StepId,
    /// The step it follows; absent for a first one.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub parent: Option<StepId>,
    /// The step that redo goes to from here.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub last_child: Option<StepId>,
    /// What it did, in words.
    pub label: String,
    /// When, in Unix milliseconds.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub at: i64,
    /// Who did it.
    pub origin: editing::Origin,
}

/// The open project whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Snapshot {
    /// The project file.
    pub path: String,
    /// The project's name: the file's, without the ending.
    pub name: String,
    /// The document's revision.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub rev: u64,
    /// The document. Cues come without the bytes they were read from.
    pub document: DocumentForm,
    /// Where the history stands.
    pub history: HistoryHead,
    /// The media, where the project names one.
    pub media: Option<MediaStatus>,
    /// What is to be selected.
    pub selection: Vec<CueId>,
    /// The frozen revisions of all tracks, in the order in which they came into
    /// the project.
    pub revisions: Vec<RevisionInfo>,
    /// Whether the project can only be looked at.
    pub read_only: bool,
}

/// A frozen revision of a track.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RevisionInfo {
    /// Identity.
    pub id: RevisionId,
    /// The track it was made of.
    pub track: TrackId,
    /// The name given to it.
    pub name: String,
    /// When, in Unix milliseconds.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub made_at: i64,
    /// How many cues it has.
    pub cues: u32,
    /// What was found in it when it was frozen; absent where the track was held
    /// to no profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub findings: Option<FindingCounts>,
    /// The profile it was held to then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
}

/// The media of the open project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MediaStatus {
    /// Where a player fetches it; absent where the file is missing or no one
    /// serves it.
    pub url: Option<String>,
    /// The file.
    pub path: String,
    /// The file's name.
    pub name: String,
    /// Its length, as the file states it.
    pub duration: Option<Time>,
    /// Frame rate of the picture, such as `30000/1001`.
    pub frame_rate: Option<String>,
    /// Whether frames are not evenly spaced.
    pub variable_frame_rate: bool,
    /// Whether there is a picture.
    pub has_video: bool,
    /// Whether there is sound.
    pub has_audio: bool,
    /// Where the first frame stands on the player's clock: media time is the
    /// player's time less this.
    pub start_offset: Time,
    /// What should be known before its times are trusted.
    pub notices: Vec<Notice>,
}

/// How far a waveform is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum WaveformState {
    /// Not begun.
    #[default]
    Waiting,
    /// Under way.
    Decoding,
    /// All there.
    Exact,
    /// It cannot be had.
    Failed,
    /// The user stopped it.
    Cancelled,
    /// The media has no sound.
    None,
}

/// What is known of the waveform.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct WaveformInfo {
    /// How far it is.
    pub state: WaveformState,
    /// Samples a second.
    pub sample_rate: u32,
    /// Samples in a column of level 0; each level has half the columns of the
    /// one below.
    pub samples_per_column: u32,
    /// Levels of the pyramid.
    pub levels: u32,
    /// Columns of level 0.
    pub columns: u32,
    /// The columns of level 0 that are exact, as ranges without their ends.
    pub exact: Vec<(u32, u32)>,
    /// The time one provisional column covers.
    pub provisional_column: Time,
    /// How many provisional columns there are.
    pub provisional_columns: u32,
    /// From 0 to 1.
    pub progress: f32,
    /// What should be known about it.
    pub notices: Vec<Notice>,
}

/// How much a notice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum NoticeSeverity {
    /// Good to know.
    Info,
    /// Something may not be as wanted.
    Warning,
    /// Something does not work.
    Error,
}

/// Something the user should know, and what helps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Notice {
    /// How much it matters.
    pub severity: NoticeSeverity,
    /// What it is, for programs.
    pub code: String,
    /// What it is, for people.
    pub message: String,
    /// The command that helps, such as `media.relink`.
    pub action: Option<String>,
}

impl Notice {
    /// A warning.
    #[must_use]
    pub fn warning(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            severity: NoticeSeverity::Warning,
            code: code.into(),
            message: message.into(),
            action: None,
        }
    }

    /// Something good to know.
    #[must_use]
    pub fn info(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            severity: NoticeSeverity::Info,
            ..Self::warning(code, message)
        }
    }

    /// Something that does not work.
    #[must_use]
    pub fn error(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            severity: NoticeSeverity::Error,
            ..Self::warning(code, message)
        }
    }

    /// The same notice with the command that helps.
    #[must_use]
    pub fn with_action(mut self, command: &str) -> Self {
        self.action = Some(command.to_owned());
        self
    }
}

/// Names a job while the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct JobId(pub u32);

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum JobState {
    /// At work.
    Running,
    /// Finished.
    Done,
    /// Given up.
    Failed,
    /// Stopped by the user.
    Cancelled,
}

/// Something that takes a while.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Job {
    /// Its number.
    pub id: JobId,
    /// What it does, in words.
    pub label: String,
    /// From 0 to 1, where that is known.
    pub progress: Option<f32>,
    /// How far it is.
    pub state: JobState,
    /// Why it failed.
    pub message: Option<String>,
}

/// A project that was open before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Recent {
    /// The project file.
    pub path: String,
    /// The project's name.
    pub name: String,
    /// When it was last opened, in Unix milliseconds.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub opened_at: i64,
    /// Whether the file is still there.
    pub exists: bool,
}

/// What opening a path came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum OpenOutcome {
    /// A project is open.
    Opened,
    /// It became part of the open project, or of one that was started for it.
    Joined {
        /// What the reader has to say.
        diagnostics: Vec<formats::Diagnostic>,
    },
    /// The user thought better of it.
    Cancelled,
}
