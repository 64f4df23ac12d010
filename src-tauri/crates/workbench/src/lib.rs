//! The application layer: one open project, and everything done to it.
//!
//! A [`Workbench`] is a handle on one plain thread that owns the open project.
//! Callers send closed requests and wait for the answer; a change is planned
//! on the document, committed by the store in one transaction, made in memory,
//! told as an [`Event`] and only then answered. What was answered is on the
//! disk.
//!
//! What lies outside comes in as ports ([`ProjectStores`], [`DeskStore`],
//! [`Clock`], [`EventSink`], [`MediaHost`]). There is no window, no SQL and no
//! async here.

#![deny(missing_docs)]

mod batch;
mod clock;
mod comparing;
mod desk;
pub mod dictionaries;
mod engine;
mod error;
mod event;
mod exchange;
mod exporting;
mod gate;
mod hand_back;
mod house;
mod importing;
mod losses;
mod media;
pub mod memory;
mod merging;
mod naming;
mod opening;
pub mod outbox;
mod ports;
mod profiles;
mod project;
mod publishing;
mod queue;
pub mod remote;
mod request;
mod sample;
pub mod save;
mod store;
mod watching;
mod waveform;
mod whereabouts;
mod wire;
mod workbench;

pub use batch::{Batch, BatchFile, BatchItem, BatchItems, BatchOutput, Change};
pub use clock::{Clock, SystemClock};
pub use comparing::{Against, Changes, cues_of};
pub use error::{ErrorCode, Result, WorkbenchError, name as file_name};
pub use event::{Event, EventSink};
pub use exporting::{
    ExportChoices, ExportOptions, ExportOutcome, ExportPreview, ExportReport, ExportRequest,
    ExportedFile, export_bytes, export_choices,
};
pub use gate::{FindingCounts, GateReport, WaivedFinding, gate, language_of};
pub use hand_back::{Asked, ChangeCounts, HandBack, hand_back};
pub use importing::{ImportOptions, ImportPreview, read_answered, read_captions, track_of};
pub use losses::{LossGroup, LossPlace, group_losses};
pub use media::{notice_in_words, programme_end, settings_for_media};
pub use merging::{Beside, MergeOutcome, merge};
pub use naming::{Naming, NamingError};
pub use ports::{MediaHost, NoPlayer, Places, Ports};
pub use profiles::{HeldRule, ProfileInfo, ProfileList, ProfileOutcome, Profiles};
pub(crate) use project::Frozen;
pub use project::{Done, Project};
pub use publishing::{Publication, PublishTo, Publishing, finish_publications, publish_to};
pub use queue::{
    KeptMedia, KeptRequest, QueueStore, RequestBody, RequestKey, RequestState, merged,
};
pub use sample::SampleFiles;
pub use store::{
    Access, Commit, DeskStore, Integrity, NewProject, ProjectStore, ProjectStores, RecentProject,
    Recovery, Stored,
};
pub use watching::{CueFindings, FindingsChange, FixPreview, FixedCue, Fixes};
pub use whereabouts::{Stage, Whereabouts, whereabouts};
pub use wire::{
    EditOutcome, HistoryHead, HistoryStep, Job, JobId, JobState, MediaStatus, Notice,
    NoticeSeverity, OpenOutcome, Recent, RevisionInfo, Snapshot, WaveformInfo, WaveformState,
};
pub use workbench::Workbench;
