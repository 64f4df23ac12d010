//! What the workbench tells whoever shows it.

use captions::CueId;
use editing::{Origin, Patch};
use serde::Serialize;

use crate::{
    FindingsChange, HistoryHead, Job, MediaStatus, Notice, RevisionInfo, Snapshot, WaveformInfo,
};

/// Something that happened to the open project or to a job.
///
/// A change is told only once it is on the disk.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Event {
    /// A project is open, or must be shown anew.
    Opened {
        /// All of it.
        snapshot: Box<Snapshot>,
    },
    /// No project is open any more.
    Closed,
    /// The document changed. Revisions come in order and without gaps of order;
    /// who misses one asks for a snapshot.
    Patched {
        /// The document's revision after the change.
        #[cfg_attr(feature = "specta", specta(type = i32))]
        rev: u64,
        /// The change.
        patch: Patch,
        /// Where the history stands.
        history: HistoryHead,
        /// What is to be selected.
        selection: Vec<CueId>,
        /// Who changed it.
        origin: Origin,
    },
    /// The findings of the watched track changed.
    Findings {
        /// What changed.
        findings: FindingsChange,
    },
    /// The media, or what is known of it, changed.
    Media {
        /// What is known now.
        media: Option<MediaStatus>,
    },
    /// The waveform grew, finished or failed.
    Waveform {
        /// What is known now.
        waveform: Option<WaveformInfo>,
    },
    /// Revisions were frozen, or tracks name others as published.
    Revisions {
        /// Those of all tracks, in the order in which they came.
        revisions: Vec<RevisionInfo>,
    },
    /// A job moved on.
    Job {
        /// The job.
        job: Job,
    },
    /// Something the user should know.
    Notice {
        /// What.
        notice: Notice,
    },
    /// A change could not be put on the disk and was not made. Further changes
    /// are tried again, and succeed once the cause is gone.
    SavedFailed {
        /// What is wrong, for people.
        message: String,
    },
}

/// Takes events as they happen. Called on the workbench's threads, in order;
/// must not wait for the workbench.
pub trait EventSink: Send + Sync {
    /// Takes one event.
    fn send(&self, event: Event);
}

/// An event sink that is a plain function.
impl<F: Fn(Event) + Send + Sync> EventSink for F {
    fn send(&self, event: Event) {
        self(event);
    }
}
