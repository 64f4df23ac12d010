//! The thread that owns the open project.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Receiver, TryRecvError};

use captions::Ids;
use uuid::Uuid;

use crate::house::House;
use crate::media::Media;
use crate::outbox::OutboxStore;
use crate::request::{
    DeskRequest, FileRequest, ProjectRequest, QualityRequest, Request, ReviewRequest,
    ServiceRequest,
};
use crate::watching::Watch;
use crate::waveform::Shown;
use crate::{
    Access, Done, EditOutcome, ErrorCode, Event, ImportOptions, Notice, Places, Ports, Profiles,
    Project, Result, Snapshot, WorkbenchError,
};

/// Owns the open project and answers requests one after the other.
pub(crate) struct Engine {
    pub(crate) ports: Ports,
    pub(crate) places: Places,
    pub(crate) project: Option<Project>,
    pub(crate) media: Option<Media>,
    pub(crate) shown: Shown,
    /// Where what is published goes, once there is one.
    pub(crate) outbox: Option<Box<dyn OutboxStore>>,
    pub(crate) house: House,
    /// The track whose findings are told, where someone watches one.
    pub(crate) watch: Option<Watch>,
}

impl Engine {
    pub(crate) fn new(ports: Ports, places: Places, shown: Shown) -> Self {
        let house = House::new(Profiles::new(&places.house));
        Self {
            ports,
            places,
            project: None,
            media: None,
            shown,
            outbox: None,
            house,
            watch: None,
        }
    }

    /// Answers requests until nobody can send any more, then closes.
    pub(crate) fn run(mut self, incoming: &Receiver<Request>) {
        loop {
            let request = match incoming.try_recv() {
                Err(TryRecvError::Empty) if self.has_to_look() => {
                    if catch_unwind(AssertUnwindSafe(|| self.look())).is_err() {
                        self.stop_watching();
                    }
                    continue;
                }
                Err(TryRecvError::Empty) => incoming.recv().ok(),
                other => other.ok(),
            };
            let Some(request) = request else { break };
            // A request that panics drops its reply, which its caller sees.
            if catch_unwind(AssertUnwindSafe(|| self.answer(request))).is_err() {
                self.reload();
            }
        }
        let _ = catch_unwind(AssertUnwindSafe(|| self.close_project()));
    }

    fn answer(&mut self, request: Request) {
        match request {
            Request::Project(request) => self.answer_about_project(request),
            Request::File(request) => self.answer_about_files(request),
            Request::Desk(request) => self.answer_about_desk(request),
            Request::Service(request) => self.answer_about_services(request),
            Request::Quality(request) => self.answer_about_quality(request),
            Request::Review(request) => self.answer_about_review(request),
        }
    }

    fn answer_about_project(&mut self, request: ProjectRequest) {
        use ProjectRequest as Ask;
        match request {
            Ask::Edit(edit, selection, reply) => {
                let now = self.ports.clock.now();
                let done = self.change(|project| project.edit(&edit, &selection, now));
                send(&reply, done);
            }
            Ask::Undo(reply) => {
                let now = self.ports.clock.now();
                send(&reply, self.change(|project| project.undo(now)));
            }
            Ask::Redo(reply) => send(&reply, self.change(Project::redo)),
            Ask::GoTo(step, reply) => {
                send(&reply, self.change(|project| project.go_to(step)));
            }
            Ask::History(reply) => send(&reply, self.with(|p| Ok(p.history_steps()))),
            Ask::Find(scope, query, reply) => {
                let found = self.with(|p| Ok(editing::find(p.document(), &scope, &query)));
                send(&reply, found);
            }
            Ask::Snapshot(reply) => send(&reply, Ok(self.snapshot())),
            Ask::Publish(track, name, reply) => {
                send(&reply, self.publish(track, &name));
            }
            Ask::Revisions(track, reply) => {
                send(&reply, self.with(|project| Ok(project.revisions(track))));
            }
            Ask::RevisionCues(revision, reply) => {
                send(&reply, self.with(|project| project.revision_cues(revision)));
            }
            Ask::HandBack(track, since, reply) => {
                send(&reply, self.with(|project| project.hand_back(track, since)));
            }
            Ask::Check(reply) => send(&reply, self.with(|p| p.store().check())),
        }
    }

    fn answer_about_files(&mut self, request: FileRequest) {
        use FileRequest as Ask;
        match request {
            Ask::New(path, title, reply) => {
                send(&reply, self.new_project(path.as_deref(), &title));
            }
            Ask::Open(path, options, reply) => {
                send(&reply, self.open_path(&path, &options));
            }
            Ask::OpenToRead(path, reply) => {
                send(&reply, self.open_project(&path, Access::Read));
            }
            Ask::OpenSample(files, reply) => send(&reply, self.open_sample(&files)),
            Ask::SaveAs(path, reply) => send(&reply, self.save_as(&path)),
            Ask::Close(reply) => send(&reply, self.close()),
            Ask::PreviewImport(path, options, reply) => {
                send(&reply, self.preview_import(&path, &options));
            }
            Ask::PreviewExports(track, request, reply) => {
                send(&reply, self.preview_exports(track, &request));
            }
            Ask::Export(track, path, options, existing, reply) => {
                send(&reply, self.export(track, &path, &options, existing));
            }
            Ask::ExportFiles(track, folder, request, existing, reply) => {
                send(
                    &reply,
                    self.export_files(track, &folder, &request, existing),
                );
            }
            Ask::Relink(path, reply) => send(&reply, self.relink(&path)),
            Ask::Visible(from, to, reply) => {
                self.shown.look_at(from, to);
                send(&reply, Ok(()));
            }
            Ask::CancelWaveform(reply) => {
                self.shown.cancel();
                send(&reply, Ok(()));
            }
            Ask::Recover(path, out, reply) => {
                send(&reply, self.ports.stores.recover(&path, &out));
            }
        }
    }

    fn answer_about_services(&mut self, request: ServiceRequest) {
        use ServiceRequest as Ask;
        match request {
            Ask::UseOutbox(outbox, reply) => {
                self.outbox = Some(outbox);
                self.finish_publications();
                send(&reply, Ok(()));
            }
            Ask::PublishTo(to, reply) => send(&reply, self.publish_to(*to)),
            Ask::FinishPublications(reply) => {
                self.finish_publications();
                send(&reply, Ok(()));
            }
            Ask::Whereabouts(track, reply) => send(&reply, self.whereabouts(track)),
            Ask::ProjectId(reply) => send(&reply, self.with(|p| Ok(p.store().id()))),
            Ask::TrackBytes(track, options, reply) => {
                send(&reply, self.track_bytes(track, &options));
            }
            Ask::CueCount(track, reply) => send(&reply, self.cue_count(track)),
            Ask::Take(track, bytes, reply) => send(&reply, self.take(track, &bytes)),
            Ask::Import(name, bytes, reply) => {
                let options = ImportOptions::default();
                send(&reply, self.import(Path::new(&name), &bytes, &options));
            }
        }
    }

    fn answer_about_quality(&mut self, request: QualityRequest) {
        use QualityRequest as Ask;
        match request {
            Ask::Watch(track, reply) => send(&reply, self.watch(track)),
            Ask::Language(track, reply) => send(&reply, self.language_to_read(track)),
            Ask::Gate(track, reply) => send(&reply, self.gate(track)),
            Ask::UseDictionary(language, dictionary, words, reply) => {
                self.use_dictionary(language, dictionary, words);
                send(&reply, Ok(()));
            }
            Ask::Foresee(times, reply) => send(&reply, Ok(self.foresee(&times))),
            Ask::PreviewFixes(fixes, reply) => send(&reply, self.preview_fixes(&fixes)),
            Ask::ApplyFixes(fixes, rev, reply) => send(&reply, self.apply_fixes(&fixes, rev)),
            Ask::AddWord(word, reply) => send(&reply, self.add_word(&word)),
            Ask::Suggest(word, reply) => send(&reply, Ok(self.suggest(&word))),
            Ask::Profiles(reply) => send(&reply, Ok(self.house.profiles.list())),
            Ask::ProfileText(id, reply) => {
                let profile = self.house.profiles.find(&id);
                send(&reply, profile.map(|profile| profile.to_json()));
            }
            Ask::KeepProfile(file, text, existing, reply) => {
                let kept = self.house.profiles.keep(&file, &text, existing);
                self.house_changed();
                send(&reply, kept);
            }
            Ask::RemoveProfile(id, reply) => {
                let removed = self.house.profiles.remove(&id);
                self.house_changed();
                send(&reply, removed);
            }
        }
    }

    fn answer_about_review(&mut self, request: ReviewRequest) {
        use ReviewRequest as Ask;
        match request {
            Ask::Compare(track, against, base, reply) => {
                send(&reply, self.changes(track, &against, base));
            }
            Ask::Take(track, against, picks, rev, reply) => {
                send(&reply, self.take_changes(track, &against, &picks, rev));
            }
            Ask::Merge(path, reply) => send(&reply, self.merge(&path)),
        }
    }

    fn answer_about_desk(&mut self, request: DeskRequest) {
        use DeskRequest as Ask;
        match request {
            Ask::Recent(reply) => send(&reply, self.recent()),
            Ask::Forget(path, reply) => send(&reply, self.ports.desk.forget(&path)),
            Ask::Preferences(reply) => send(&reply, self.ports.desk.preferences()),
            Ask::SetPreferences(preferences, reply) => {
                send(&reply, self.ports.desk.set_preferences(&preferences));
            }
        }
    }

    /// The open project.
    pub(crate) fn with<T>(&mut self, ask: impl FnOnce(&mut Project) -> Result<T>) -> Result<T> {
        ask(self
            .project
            .as_mut()
            .ok_or_else(WorkbenchError::no_project)?)
    }

    /// Changes the open project and tells what changed.
    pub(crate) fn change(
        &mut self,
        change: impl FnOnce(&mut Project) -> Result<Done>,
    ) -> Result<EditOutcome> {
        let media_before = self.media_refs();
        match self.with(change) {
            Ok(done) => {
                self.tell_all(done.events);
                if self.media_refs() != media_before {
                    self.look_for_media();
                }
                Ok(done.outcome)
            }
            Err(error) => {
                self.failed_to_save(&error);
                Err(error)
            }
        }
    }

    fn failed_to_save(&mut self, error: &WorkbenchError) {
        match error.code {
            // The document in memory may not be the one on the disk.
            ErrorCode::Defect => self.reload(),
            ErrorCode::NoProject | ErrorCode::NoSuchStep | ErrorCode::HistoryDamaged => {}
            _ => self.tell(Event::SavedFailed {
                message: error.message.clone(),
            }),
        }
    }

    /// Takes the project as it is on the disk, after a defect.
    fn reload(&mut self) {
        let Some(project) = self.project.take() else {
            return;
        };
        match Project::open(project.into_store(), self.fresh_ids()) {
            Ok((project, _)) => {
                self.project = Some(project);
                self.house_changed();
                self.tell_opened();
            }
            Err(error) => {
                self.notice(Notice::error("project-closed", error.message));
                self.tell(Event::Closed);
            }
        }
    }

    pub(crate) fn snapshot(&self) -> Option<Snapshot> {
        let media = self.media.as_ref().map(|media| media.status.clone());
        self.project.as_ref().map(|project| project.snapshot(media))
    }

    pub(crate) fn tell(&self, event: Event) {
        self.ports.events.send(event);
    }

    /// Tells what was done to the open project.
    pub(crate) fn tell_all(&mut self, events: Vec<Event>) {
        for event in events {
            if let Event::Patched { patch, .. } = &event {
                self.note_change(patch);
            }
            self.tell(event);
        }
    }

    pub(crate) fn notice(&self, notice: Notice) {
        self.tell(Event::Notice { notice });
    }

    pub(crate) fn tell_opened(&self) {
        if let Some(snapshot) = self.snapshot() {
            let snapshot = Box::new(snapshot);
            self.tell(Event::Opened { snapshot });
        }
    }

    /// Ids for records that are made here.
    pub(crate) fn fresh_ids(&self) -> Ids {
        let now = u64::try_from(self.ports.clock.now()).unwrap_or(0);
        Ids::new(now, Uuid::now_v7().as_u128())
    }

    /// The path of the open project.
    pub(crate) fn open_path_now(&mut self) -> Option<std::path::PathBuf> {
        let project = self.project.as_mut()?;
        Some(project.store().path().to_owned())
    }

    /// Whether `path` names the open project's file.
    pub(crate) fn is_open(&mut self, path: &Path) -> bool {
        self.open_path_now()
            .is_some_and(|open| same_file(&open, path))
    }
}

/// Whether two paths lead to the same place.
fn same_file(a: &Path, b: &Path) -> bool {
    match (std::fs::canonicalize(a), std::fs::canonicalize(b)) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}

/// Answers; a caller that does not wait any more is no concern.
fn send<T>(reply: &crate::request::Reply<T>, answer: Result<T>) {
    let _ = reply.send(answer);
}
