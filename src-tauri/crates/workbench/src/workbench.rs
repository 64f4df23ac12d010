//! The handle callers hold.

mod checks;
mod reviews;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel, sync_channel};
use std::thread::{self, JoinHandle};

use captions::{Cue, CueId, RevisionId, Time, TrackId};
use editing::{Edit, Match, Query, Rejected, Scope, StepId};
use serde_json::Value;
use uuid::Uuid;

use crate::engine::Engine;
use crate::outbox::{Item, OutboxStore};
use crate::request::{DeskRequest, FileRequest, ProjectRequest, Reply, Request, ServiceRequest};
use crate::save::Existing;
use crate::waveform::Shown;
use crate::{
    EditOutcome, ErrorCode, ExportOptions, ExportOutcome, ExportPreview, ExportReport,
    ExportRequest, HandBack, HistoryStep, ImportOptions, ImportPreview, Integrity, OpenOutcome,
    Places, Ports, PublishTo, Recent, Recovery, Result, RevisionInfo, SampleFiles, Snapshot,
    WaveformInfo, Whereabouts, WorkbenchError,
};

/// A handle on the thread that owns the open project.
///
/// Every method waits for its answer, which for most is well under a
/// millisecond; call from a thread that may wait. Dropping the handle closes
/// the project and ends the thread. At most one project is open.
///
/// Methods fail with [`ErrorCode::NoProject`] where they need an open project
/// and none is, and with [`ErrorCode::Defect`] where a defect stopped the
/// request; the project is then as it is on the disk.
pub struct Workbench {
    requests: Option<Sender<Request>>,
    thread: Option<JoinHandle<()>>,
    shown: Shown,
    house: PathBuf,
}

impl Workbench {
    /// Starts the thread. No project is open yet.
    ///
    /// # Panics
    /// Where the system cannot start a thread.
    #[must_use]
    pub fn start(ports: Ports, places: Places) -> Self {
        let (requests, incoming) = channel();
        let shown = Shown::default();
        let house = places.house.clone();
        let engine = Engine::new(ports, places, shown.clone());
        let thread = thread::Builder::new()
            .name("workbench".to_owned())
            .spawn(move || engine.run(&incoming))
            .expect("a system that runs a program can start a thread");
        Self {
            requests: Some(requests),
            thread: Some(thread),
            shown,
            house,
        }
    }

    fn ask<T, R: Into<Request>>(&self, request: impl FnOnce(Reply<T>) -> R) -> Result<T> {
        let (reply, answer) = sync_channel(1);
        let gone = || {
            let message = "A defect stopped this request. The project is as it was last saved";
            WorkbenchError::new(ErrorCode::Defect, message)
        };
        let requests = self.requests.as_ref().ok_or_else(gone)?;
        requests.send(request(reply).into()).map_err(|_| gone())?;
        answer.recv().map_err(|_| gone())?
    }

    /// Does an edit. `selection` is what was selected before it.
    ///
    /// # Errors
    /// Where it cannot be written; nothing has changed then. An edit that
    /// cannot be done is a [`EditOutcome::Rejected`].
    pub fn edit(&self, edit: Edit, selection: Vec<CueId>) -> Result<EditOutcome> {
        self.ask(|reply| ProjectRequest::Edit(Box::new(edit), selection, reply))
    }

    /// Takes back the nearest step made here.
    ///
    /// # Errors
    /// Where the step is damaged or its reverse cannot be written.
    pub fn undo(&self) -> Result<EditOutcome> {
        self.ask(ProjectRequest::Undo)
    }

    /// Does again what was taken back last.
    ///
    /// # Errors
    /// As [`undo`](Self::undo).
    pub fn redo(&self) -> Result<EditOutcome> {
        self.ask(ProjectRequest::Redo)
    }

    /// Goes to the state after any step; `None` is the state before the first.
    ///
    /// # Errors
    /// [`ErrorCode::NoSuchStep`], and as [`undo`](Self::undo).
    pub fn go_to(&self, step: Option<StepId>) -> Result<EditOutcome> {
        self.ask(|reply| ProjectRequest::GoTo(step, reply))
    }

    /// Every step ever made, oldest first.
    ///
    /// # Errors
    /// Where no project is open.
    pub fn history(&self) -> Result<Vec<HistoryStep>> {
        self.ask(ProjectRequest::History)
    }

    /// Every place the query matches, in order.
    ///
    /// # Errors
    /// Where no project is open. A pattern that cannot be understood is the
    /// inner error.
    pub fn find(
        &self,
        scope: Scope,
        query: Query,
    ) -> Result<std::result::Result<Vec<Match>, Rejected>> {
        self.ask(|reply| ProjectRequest::Find(scope, query, reply))
    }

    /// The open project whole, where one is open.
    ///
    /// # Errors
    /// Only through a defect.
    pub fn snapshot(&self) -> Result<Option<Snapshot>> {
        self.ask(ProjectRequest::Snapshot)
    }

    /// Starts a new project: at `path`, or among the projects without a place
    /// of their own where that is absent. It is a file from the start.
    ///
    /// # Errors
    /// Where the file cannot be made. The open project stays open then.
    pub fn new_project(&self, path: Option<&Path>, title: &str) -> Result<()> {
        let (path, title) = (path.map(Path::to_owned), title.to_owned());
        self.ask(|reply| FileRequest::New(path, title, reply))
    }

    /// Opens a project, media or caption file by its content. Media and
    /// captions join the open project, or start one.
    ///
    /// # Errors
    /// Where the file cannot be read or is none of these; the open project
    /// stays as it was.
    pub fn open_path(&self, path: &Path, options: ImportOptions) -> Result<OpenOutcome> {
        self.ask(|reply| FileRequest::Open(path.to_owned(), options, reply))
    }

    /// Opens a project only to be looked at, beside someone who has it open.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn open_to_read(&self, path: &Path) -> Result<()> {
        self.ask(|reply| FileRequest::OpenToRead(path.to_owned(), reply))
    }

    /// Opens the sample project, which is made from `files` on first use and
    /// anew whenever it is missing.
    ///
    /// # Errors
    /// Where the files cannot be read or the project cannot be made.
    pub fn open_sample(&self, files: SampleFiles) -> Result<OpenOutcome> {
        self.ask(|reply| FileRequest::OpenSample(files, reply))
    }

    /// Copies the open project to `path`, history and all, and goes on there.
    /// A project that had no place of its own moves.
    ///
    /// # Errors
    /// Where the copy cannot be written; the project stays where it was.
    pub fn save_as(&self, path: &Path) -> Result<()> {
        self.ask(|reply| FileRequest::SaveAs(path.to_owned(), reply))
    }

    /// Closes the open project, if one is open. There is nothing to save.
    ///
    /// # Errors
    /// Where the system reports one on closing. The project is closed.
    pub fn close(&self) -> Result<()> {
        self.ask(FileRequest::Close)
    }

    /// What opening a caption file would bring, without bringing it; none where
    /// the file is no captions.
    ///
    /// # Errors
    /// Where the file cannot be read or an option names nothing there is.
    pub fn preview_import(
        &self,
        path: &Path,
        options: ImportOptions,
    ) -> Result<Option<ImportPreview>> {
        self.ask(|reply| FileRequest::PreviewImport(path.to_owned(), options, reply))
    }

    /// What the files of an export would be and lose, without writing them.
    ///
    /// # Errors
    /// Where there is no such track or format, or the pattern makes no names.
    pub fn preview_exports(
        &self,
        track: TrackId,
        request: ExportRequest,
    ) -> Result<Vec<ExportPreview>> {
        self.ask(|reply| FileRequest::PreviewExports(track, request, reply))
    }

    /// Writes a track to files of a folder, each whole or not at all. Where
    /// `existing` keeps what is there and one of them is, none is written.
    ///
    /// # Errors
    /// Where no project is open or the pattern makes no names. What goes wrong
    /// with a file is in the answer.
    pub fn export_files(
        &self,
        track: TrackId,
        folder: &Path,
        request: ExportRequest,
        existing: Existing,
    ) -> Result<ExportOutcome> {
        let folder = folder.to_owned();
        self.ask(|reply| FileRequest::ExportFiles(track, folder, request, existing, reply))
    }

    /// Writes a track to a file, whole or not at all.
    ///
    /// # Errors
    /// Where there is no such track or format, or the file cannot be written;
    /// what was there before is there still.
    pub fn export(
        &self,
        track: TrackId,
        path: &Path,
        options: ExportOptions,
        existing: Existing,
    ) -> Result<ExportReport> {
        self.ask(|reply| FileRequest::Export(track, path.to_owned(), options, existing, reply))
    }

    /// Freezes a revision of a track under a name and marks the track as
    /// published.
    ///
    /// # Errors
    /// [`ErrorCode::Gate`] where findings are in the way, or where it cannot be
    /// written; nothing has changed then.
    pub fn publish(&self, track: TrackId, name: &str) -> Result<EditOutcome> {
        self.prepare_gate(track);
        self.ask(|reply| ProjectRequest::Publish(track, name.to_owned(), reply))
    }

    /// The frozen revisions of a track, oldest first.
    ///
    /// # Errors
    /// Where no project is open.
    pub fn revisions(&self, track: TrackId) -> Result<Vec<RevisionInfo>> {
        self.ask(|reply| ProjectRequest::Revisions(track, reply))
    }

    /// The cues of a frozen revision, in order.
    ///
    /// # Errors
    /// Where there is no such revision, or it is damaged.
    pub fn revision_cues(&self, revision: RevisionId) -> Result<Vec<Cue>> {
        self.ask(|reply| ProjectRequest::RevisionCues(revision, reply))
    }

    /// What is handed back with a track, compared with a revision of it where one
    /// is named.
    ///
    /// # Errors
    /// As [`Project::hand_back`](crate::Project::hand_back).
    pub fn hand_back(&self, track: TrackId, since: Option<RevisionId>) -> Result<HandBack> {
        self.ask(|reply| ProjectRequest::HandBack(track, since, reply))
    }

    /// Has what is published go to this outbox from now on. What the open
    /// project has begun to publish is finished now, and what another has when
    /// that is opened.
    ///
    /// # Errors
    /// Only through a defect.
    pub fn use_outbox(&self, outbox: Box<dyn OutboxStore>) -> Result<()> {
        self.ask(|reply| ServiceRequest::UseOutbox(outbox, reply))
    }

    /// Freezes a revision of a track and puts it in the outbox, as
    /// [`publish_to`](crate::publish_to) says.
    ///
    /// # Errors
    /// As [`publish_to`](crate::publish_to), and [`ErrorCode::NotNow`] before
    /// [`use_outbox`](Self::use_outbox).
    pub fn publish_to(&self, to: PublishTo) -> Result<Item> {
        if to.file.is_some() {
            self.prepare_gate(to.track);
        }
        self.ask(|reply| ServiceRequest::PublishTo(Box::new(to), reply))
    }

    /// Finishes what stands between the open project and the outbox, as
    /// [`finish_publications`](crate::finish_publications) says: items have
    /// been settled. What goes wrong is told as a notice.
    ///
    /// # Errors
    /// Only through a defect.
    pub fn finish_publications(&self) -> Result<()> {
        self.ask(ServiceRequest::FinishPublications)
    }

    /// Where what was last frozen of a track is, as
    /// [`whereabouts`](crate::whereabouts()) says.
    ///
    /// # Errors
    /// Where no project is open, or it or the desk cannot be read.
    pub fn whereabouts(&self, track: TrackId) -> Result<Option<Whereabouts>> {
        self.ask(|reply| ServiceRequest::Whereabouts(track, reply))
    }

    /// Names the open project for good.
    ///
    /// # Errors
    /// Where no project is open.
    pub fn project_id(&self) -> Result<Uuid> {
        self.ask(ServiceRequest::ProjectId)
    }

    /// A track as the bytes of a file, as it would be exported.
    ///
    /// # Errors
    /// Where there is no such track or format.
    pub fn track_bytes(&self, track: TrackId, options: &ExportOptions) -> Result<Vec<u8>> {
        self.ask(|reply| ServiceRequest::TrackBytes(track, options.clone(), reply))
    }

    /// How many cues a track has.
    ///
    /// # Errors
    /// Where there is no such track.
    pub fn cue_count(&self, track: TrackId) -> Result<u32> {
        self.ask(|reply| ServiceRequest::CueCount(track, reply))
    }

    /// Has the captions of a file become the cues of a track, as
    /// [`editing::plan_replacement`] says. Undo takes it back.
    ///
    /// # Errors
    /// Where the file is no captions, the track is gone or a reference, or it
    /// cannot be written. A track that says the same already is none.
    pub fn take(&self, track: TrackId, captions: &[u8]) -> Result<()> {
        self.ask(|reply| ServiceRequest::Take(track, captions.to_vec(), reply))
    }

    /// Brings captions that came from a service into the open project as a
    /// track, or into a new one where none is open. `name` is only a name.
    ///
    /// # Errors
    /// Where they are no captions, or the project cannot be made or written.
    pub fn import(&self, name: &str, captions: Vec<u8>) -> Result<OpenOutcome> {
        self.ask(|reply| ServiceRequest::Import(name.to_owned(), captions, reply))
    }

    /// Says where the project's media is now.
    ///
    /// # Errors
    /// Where the file cannot be read or is no media, or the project cannot be
    /// written.
    pub fn relink_media(&self, path: &Path) -> Result<EditOutcome> {
        self.ask(|reply| FileRequest::Relink(path.to_owned(), reply))
    }

    /// What is known of the waveform now.
    #[must_use]
    pub fn waveform(&self) -> Option<WaveformInfo> {
        self.shown.info()
    }

    /// `count` columns of pyramid level `level` from column `first`: three
    /// little-endian i16 each, the minimum, maximum and root mean square over
    /// all channels. A column that is not known yet or has no audio has a
    /// minimum above its maximum; columns beyond the end are left out. Does not wait for the project.
    #[must_use]
    pub fn waveform_columns(&self, level: u32, first: u32, count: u32) -> Vec<u8> {
        self.shown.columns(level, first, count)
    }

    /// Provisional loudness, a byte for each provisional column; empty where
    /// the waveform is exact everywhere.
    #[must_use]
    pub fn waveform_provisional(&self) -> Vec<u8> {
        self.shown.provisional()
    }

    /// Says what the user looks at, so that it is decoded first.
    ///
    /// # Errors
    /// Only through a defect.
    pub fn waveform_visible(&self, from: Time, to: Time) -> Result<()> {
        self.ask(|reply| FileRequest::Visible(from, to, reply))
    }

    /// Stops making the waveform.
    ///
    /// # Errors
    /// Only through a defect.
    pub fn cancel_waveform(&self) -> Result<()> {
        self.ask(FileRequest::CancelWaveform)
    }

    /// Looks at every byte of the open project that can be checked.
    ///
    /// # Errors
    /// Where no project is open or looking is impossible.
    pub fn check(&self) -> Result<Integrity> {
        self.ask(ProjectRequest::Check)
    }

    /// Gets out of a damaged project what can be got out, into a new one at
    /// `out`. Neither is opened.
    ///
    /// # Errors
    /// Where nothing can be got out or `out` cannot be made.
    pub fn recover(&self, path: &Path, out: &Path) -> Result<Recovery> {
        self.ask(|reply| FileRequest::Recover(path.to_owned(), out.to_owned(), reply))
    }

    /// Projects that were open, the last one first.
    ///
    /// # Errors
    /// Where the desk cannot be read.
    pub fn recent(&self) -> Result<Vec<Recent>> {
        self.ask(DeskRequest::Recent)
    }

    /// Takes a project off the list of recent ones.
    ///
    /// # Errors
    /// Where the desk cannot be written.
    pub fn forget_recent(&self, path: &Path) -> Result<()> {
        let path: PathBuf = path.to_owned();
        self.ask(|reply| DeskRequest::Forget(path, reply))
    }

    /// Preferences as they were left; absent before any were.
    ///
    /// # Errors
    /// Where the desk cannot be read.
    pub fn preferences(&self) -> Result<Option<Value>> {
        self.ask(DeskRequest::Preferences)
    }

    /// Keeps preferences.
    ///
    /// # Errors
    /// Where the desk cannot be written.
    pub fn set_preferences(&self, preferences: Value) -> Result<()> {
        self.ask(|reply| DeskRequest::SetPreferences(preferences, reply))
    }
}

impl Drop for Workbench {
    fn drop(&mut self) {
        drop(self.requests.take());
        if let Some(thread) = self.thread.take() {
            // A panic has been reported where it happened.
            let _ = thread.join();
        }
    }
}
