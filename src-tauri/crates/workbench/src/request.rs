//! Everything that can be asked of the thread that owns the open project.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use captions::{Cue, CueId, RevisionId, Time, TrackId};
use editing::{Edit, Match, Query, Rejected, Retime, Scope, StepId};
use quality::Dictionary;
use review::Pick;
use serde_json::Value;
use uuid::Uuid;

use crate::outbox::{Item, OutboxStore};
use crate::save::Existing;
use crate::{
    Against, Changes, CueFindings, EditOutcome, ExportOptions, ExportOutcome, ExportPreview,
    ExportReport, ExportRequest, FixPreview, Fixes, GateReport, HandBack, HistoryStep,
    ImportOptions, ImportPreview, Integrity, MergeOutcome, OpenOutcome, ProfileList,
    ProfileOutcome, PublishTo, Recent, Recovery, Result, RevisionInfo, SampleFiles, Snapshot,
    Whereabouts,
};

/// Where an answer goes.
pub(crate) type Reply<T> = SyncSender<Result<T>>;

/// The closed set of requests.
pub(crate) enum Request {
    Project(ProjectRequest),
    File(FileRequest),
    Desk(DeskRequest),
    Service(ServiceRequest),
    Quality(QualityRequest),
    Review(ReviewRequest),
}

/// About what is in the open project.
pub(crate) enum ProjectRequest {
    Edit(Box<Edit>, Vec<CueId>, Reply<EditOutcome>),
    Undo(Reply<EditOutcome>),
    Redo(Reply<EditOutcome>),
    GoTo(Option<StepId>, Reply<EditOutcome>),
    History(Reply<Vec<HistoryStep>>),
    Find(
        Scope,
        Query,
        Reply<std::result::Result<Vec<Match>, Rejected>>,
    ),
    Snapshot(Reply<Option<Snapshot>>),
    Publish(TrackId, String, Reply<EditOutcome>),
    Revisions(TrackId, Reply<Vec<RevisionInfo>>),
    RevisionCues(RevisionId, Reply<Vec<Cue>>),
    HandBack(TrackId, Option<RevisionId>, Reply<HandBack>),
    Check(Reply<Integrity>),
}

/// About what goes between the open project and the services.
pub(crate) enum ServiceRequest {
    UseOutbox(Box<dyn OutboxStore>, Reply<()>),
    PublishTo(Box<PublishTo>, Reply<Item>),
    FinishPublications(Reply<()>),
    Whereabouts(TrackId, Reply<Option<Whereabouts>>),
    ProjectId(Reply<Uuid>),
    TrackBytes(TrackId, ExportOptions, Reply<Vec<u8>>),
    CueCount(TrackId, Reply<u32>),
    Take(TrackId, Vec<u8>, Reply<()>),
    Import(String, Vec<u8>, Reply<OpenOutcome>),
}

/// About what captions are held to.
pub(crate) enum QualityRequest {
    Watch(Option<TrackId>, Reply<()>),
    Language(TrackId, Reply<Option<String>>),
    Gate(TrackId, Reply<GateReport>),
    UseDictionary(String, Option<Arc<Dictionary>>, Vec<String>, Reply<()>),
    Foresee(Vec<Retime>, Reply<Vec<CueFindings>>),
    PreviewFixes(Fixes, Reply<FixPreview>),
    ApplyFixes(Fixes, u64, Reply<EditOutcome>),
    AddWord(String, Reply<()>),
    Suggest(String, Reply<Vec<String>>),
    Profiles(Reply<ProfileList>),
    ProfileText(String, Reply<String>),
    KeepProfile(String, String, Existing, Reply<ProfileOutcome>),
    RemoveProfile(String, Reply<()>),
}

/// About how two sides differ, and what of that is taken.
pub(crate) enum ReviewRequest {
    Compare(TrackId, Against, Option<RevisionId>, Reply<Changes>),
    Take(TrackId, Against, Vec<Pick>, u64, Reply<EditOutcome>),
    Merge(PathBuf, Reply<MergeOutcome>),
}

/// About files that are opened, read or written.
pub(crate) enum FileRequest {
    New(Option<PathBuf>, String, Reply<()>),
    Open(PathBuf, ImportOptions, Reply<OpenOutcome>),
    OpenToRead(PathBuf, Reply<()>),
    OpenSample(SampleFiles, Reply<OpenOutcome>),
    SaveAs(PathBuf, Reply<()>),
    Close(Reply<()>),
    PreviewImport(PathBuf, ImportOptions, Reply<Option<ImportPreview>>),
    PreviewExports(TrackId, ExportRequest, Reply<Vec<ExportPreview>>),
    Export(
        TrackId,
        PathBuf,
        ExportOptions,
        Existing,
        Reply<ExportReport>,
    ),
    ExportFiles(
        TrackId,
        PathBuf,
        ExportRequest,
        Existing,
        Reply<ExportOutcome>,
    ),
    Relink(PathBuf, Reply<EditOutcome>),
    Visible(Time, Time, Reply<()>),
    CancelWaveform(Reply<()>),
    Recover(PathBuf, PathBuf, Reply<Recovery>),
}

/// About what this user keeps on this machine.
pub(crate) enum DeskRequest {
    Recent(Reply<Vec<Recent>>),
    Forget(PathBuf, Reply<()>),
    Preferences(Reply<Option<Value>>),
    SetPreferences(Value, Reply<()>),
}

impl From<ProjectRequest> for Request {
    fn from(request: ProjectRequest) -> Self {
        Self::Project(request)
    }
}

impl From<FileRequest> for Request {
    fn from(request: FileRequest) -> Self {
        Self::File(request)
    }
}

impl From<DeskRequest> for Request {
    fn from(request: DeskRequest) -> Self {
        Self::Desk(request)
    }
}

impl From<QualityRequest> for Request {
    fn from(request: QualityRequest) -> Self {
        Self::Quality(request)
    }
}

impl From<ReviewRequest> for Request {
    fn from(request: ReviewRequest) -> Self {
        Self::Review(request)
    }
}

impl From<ServiceRequest> for Request {
    fn from(request: ServiceRequest) -> Self {
        Self::Service(request)
    }
}
