//! The ports, in memory: for tests, and for looking at captions without
//! leaving a file.

mod outbox;

pub use outbox::MemoryOutbox;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use captions::{Cue, Document, RevisionId};
use editing::{Patch, Step, StepId};
use serde_json::Value;
use uuid::Uuid;

use crate::outbox::ItemId;
use crate::{
    Access, Clock, Commit, DeskStore, ErrorCode, Event, EventSink, Integrity, NewProject,
    ProjectStore, ProjectStores, Publication, RecentProject, Recovery, Result, RevisionInfo,
    Stored, WorkbenchError,
};

/// Projects that live as long as this value and its clones.
#[derive(Clone, Debug, Default)]
pub struct MemoryStores {
    projects: Arc<Mutex<BTreeMap<PathBuf, Kept>>>,
    full: Arc<Mutex<bool>>,
}

#[derive(Clone, Debug, Default)]
struct Kept {
    document: Document,
    rev: u64,
    head: Option<StepId>,
    first: Option<StepId>,
    steps: BTreeMap<StepId, Step>,
    patches: BTreeMap<StepId, Patch>,
    revisions: Vec<(RevisionInfo, Vec<Cue>)>,
    id: Uuid,
    publications: Vec<Publication>,
}

impl MemoryStores {
    /// Makes every commit fail as on a full disk, or no longer.
    pub fn set_full(&self, full: bool) {
        *lock(&self.full) = full;
    }
}

impl ProjectStores for MemoryStores {
    fn recognises(&self, path: &Path) -> io::Result<bool> {
        Ok(lock(&self.projects).contains_key(path))
    }

    fn create(&self, path: &Path, project: &NewProject) -> Result<Box<dyn ProjectStore>> {
        let mut projects = lock(&self.projects);
        if projects.contains_key(path) {
            let error = io::ErrorKind::AlreadyExists.into();
            return Err(WorkbenchError::io("save", path, &error));
        }
        let kept = Kept {
            document: Document::new(project.settings.clone()),
            id: Uuid::now_v7(),
            ..Kept::default()
        };
        projects.insert(path.to_owned(), kept);
        drop(projects);
        self.open(path, Access::Write)
    }

    fn open(&self, path: &Path, access: Access) -> Result<Box<dyn ProjectStore>> {
        if !lock(&self.projects).contains_key(path) {
            let error = io::ErrorKind::NotFound.into();
            return Err(WorkbenchError::io("open", path, &error));
        }
        Ok(Box::new(MemoryProject {
            stores: self.clone(),
            path: path.to_owned(),
            access,
        }))
    }

    fn recover(&self, path: &Path, _out: &Path) -> Result<Recovery> {
        let message = "A project in memory cannot be damaged";
        Err(WorkbenchError::new(ErrorCode::NotAProject, message).about(path))
    }

    fn backups(&self, _path: &Path) -> Vec<PathBuf> {
        Vec::new()
    }
}

struct MemoryProject {
    stores: MemoryStores,
    path: PathBuf,
    access: Access,
}

impl MemoryProject {
    fn kept<T>(&self, use_it: impl FnOnce(&mut Kept) -> T) -> T {
        use_it(
            lock(&self.stores.projects)
                .entry(self.path.clone())
                .or_default(),
        )
    }
}

impl ProjectStore for MemoryProject {
    fn path(&self) -> &Path {
        &self.path
    }

    fn id(&self) -> Uuid {
        self.kept(|kept| kept.id)
    }

    fn read_only(&self) -> bool {
        self.access == Access::Read
    }

    fn load(&mut self) -> Result<Stored> {
        Ok(self.kept(|kept| Stored {
            document: kept.document.clone(),
            rev: kept.rev,
            head: kept.head,
            first: kept.first,
            steps: kept.steps.values().cloned().collect(),
            revisions: kept
                .revisions
                .iter()
                .map(|(info, _)| info.clone())
                .collect(),
            notices: Vec::new(),
        }))
    }

    fn commit(&mut self, commit: &Commit<'_>) -> Result<()> {
        if *lock(&self.stores.full) {
            let error = io::ErrorKind::StorageFull.into();
            return Err(WorkbenchError::io("save the change to", &self.path, &error));
        }
        self.kept(|kept| {
            commit
                .patch
                .apply(&mut kept.document)
                .map_err(|error| WorkbenchError::new(ErrorCode::Defect, error.to_string()))?;
            kept.rev = commit.history.rev;
            kept.head = commit.history.head;
            kept.first = commit.history.first;
            let steps = commit.history.steps.iter();
            kept.steps.extend(steps.map(|step| (step.id, step.clone())));
            let log = commit.log.map(|(step, patch)| (step, patch.clone()));
            kept.patches.extend(log);
            kept.revisions.extend_from_slice(commit.freeze);
            kept.publications.extend(commit.publish.cloned());
            Ok(())
        })
    }

    fn patch(&mut self, step: StepId) -> Result<Patch> {
        let patch = self.kept(|kept| kept.patches.get(&step).cloned());
        patch.ok_or_else(|| {
            let message = "What this step of the history changed is not there";
            WorkbenchError::new(ErrorCode::HistoryDamaged, message)
        })
    }

    fn revision_cues(&mut self, revision: RevisionId) -> Result<Vec<Cue>> {
        let found = self.kept(|kept| {
            let mut revisions = kept.revisions.iter();
            let of_id = revisions.find(|(info, _)| info.id == revision);
            of_id.map(|(_, cues)| cues.clone())
        });
        found.ok_or_else(|| {
            let message = format!("There is no revision {revision}");
            WorkbenchError::new(ErrorCode::NoSuchRevision, message)
        })
    }

    fn note_publication(&mut self, publication: &Publication) -> Result<()> {
        self.kept(|kept| kept.publications.push(publication.clone()));
        Ok(())
    }

    fn publications(&mut self) -> Result<Vec<Publication>> {
        Ok(self.kept(|kept| kept.publications.clone()))
    }

    fn end_publication(&mut self, item: ItemId) -> Result<()> {
        self.kept(|kept| kept.publications.retain(|kept| kept.item != item));
        Ok(())
    }

    fn check(&mut self) -> Result<Integrity> {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        Ok(self.kept(|kept| Integrity {
            cues: count(kept.document.len()),
            steps: count(kept.steps.len()),
            revisions: count(kept.revisions.len()),
            problems: Vec::new(),
        }))
    }

    fn copy_to(&mut self, path: &Path) -> Result<()> {
        let copy = self.kept(|kept| kept.clone());
        lock(&self.stores.projects).insert(path.to_owned(), copy);
        Ok(())
    }

    fn close(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}

/// A desk that is forgotten.
#[derive(Clone, Debug, Default)]
pub struct MemoryDesk {
    recent: Vec<RecentProject>,
    preferences: Option<Value>,
}

impl DeskStore for MemoryDesk {
    fn recent(&mut self) -> Result<Vec<RecentProject>> {
        Ok(self.recent.clone())
    }

    fn remember(&mut self, project: &RecentProject) -> Result<()> {
        self.forget(&project.path)?;
        self.recent.insert(0, project.clone());
        Ok(())
    }

    fn forget(&mut self, path: &Path) -> Result<()> {
        self.recent.retain(|recent| recent.path != path);
        Ok(())
    }

    fn preferences(&mut self) -> Result<Option<Value>> {
        Ok(self.preferences.clone())
    }

    fn set_preferences(&mut self, preferences: &Value) -> Result<()> {
        self.preferences = Some(preferences.clone());
        Ok(())
    }
}

/// A clock that stands still until it is moved.
#[derive(Clone, Debug, Default)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    /// Moves the clock, backwards too.
    pub fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Remembers what it was told.
#[derive(Clone, Debug, Default)]
pub struct RecordedEvents(Arc<Mutex<Vec<Event>>>);

impl RecordedEvents {
    /// What was told since the last time this was asked.
    #[must_use]
    pub fn take(&self) -> Vec<Event> {
        std::mem::take(&mut *lock(&self.0))
    }
}

impl EventSink for RecordedEvents {
    fn send(&self, event: Event) {
        lock(&self.0).push(event);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
