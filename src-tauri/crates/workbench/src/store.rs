//! Ports to what is kept: project files and this user's desk.

use std::io;
use std::path::{Path, PathBuf};

use captions::{Cue, Document, RevisionId, Settings};
use editing::{HistoryChange, Patch, Step, StepId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::outbox::ItemId;
use crate::{Notice, Publication, Result, RevisionInfo};

/// One open project file.
///
/// What [`commit`](Self::commit) has answered `Ok` to outlives a crash, a power
/// cut and everything else short of losing the disk.
pub trait ProjectStore: Send {
    /// The file.
    fn path(&self) -> &Path;

    /// Names the project for good, whatever the file is called.
    fn id(&self) -> Uuid;

    /// Whether nothing can be written.
    fn read_only(&self) -> bool;

    /// All of the project but the changes of its steps.
    ///
    /// # Errors
    /// [`Damaged`](crate::ErrorCode::Damaged) where a record is not what was
    /// written: a wrong document is never answered.
    fn load(&mut self) -> Result<Stored>;

    /// Keeps a checked copy of the project as it is, where copies are kept and
    /// this revision was not kept yet. To be asked once after
    /// [`load`](Self::load), when nobody waits for the document any more.
    ///
    /// # Errors
    /// Where the copy cannot be written or is not sound.
    fn keep_copy(&mut self) -> Result<()> {
        Ok(())
    }

    /// Makes one change last: all of it or, on an error, none of it.
    ///
    /// # Errors
    /// Where the disk is full or the file cannot be written. The store can be
    /// used further.
    fn commit(&mut self, commit: &Commit<'_>) -> Result<()>;

    /// The change a step made.
    ///
    /// # Errors
    /// [`HistoryDamaged`](crate::ErrorCode::HistoryDamaged) where it is gone or
    /// not what was written.
    fn patch(&mut self, step: StepId) -> Result<Patch>;

    /// The cues of a frozen revision, in order.
    ///
    /// # Errors
    /// [`NoSuchRevision`](crate::ErrorCode::NoSuchRevision), or
    /// [`Damaged`](crate::ErrorCode::Damaged) where it is not what was written.
    fn revision_cues(&mut self, revision: RevisionId) -> Result<Vec<Cue>>;

    /// Notes what is being sent of a track without a revision of its own. One
    /// that is noted already stays as it is.
    ///
    /// # Errors
    /// Where the project cannot be written.
    fn note_publication(&mut self, publication: &Publication) -> Result<()>;

    /// What is being sent of the tracks, oldest first.
    ///
    /// # Errors
    /// Where one cannot be read.
    fn publications(&mut self) -> Result<Vec<Publication>>;

    /// Forgets that something is being sent. The revision stays.
    ///
    /// # Errors
    /// Where the project cannot be written.
    fn end_publication(&mut self, item: ItemId) -> Result<()>;

    /// Looks at every byte that can be checked.
    ///
    /// # Errors
    /// Only where looking is impossible; damage is in the report.
    fn check(&mut self) -> Result<Integrity>;

    /// Writes a copy of the project to a new file, whole or not at all. A file
    /// of that name is replaced.
    ///
    /// # Errors
    /// Where the copy cannot be written.
    fn copy_to(&mut self, path: &Path) -> Result<()>;

    /// Closes the file; what remains is one file and nothing beside it.
    ///
    /// # Errors
    /// Where the system reports one. Nothing acknowledged is lost by it.
    fn close(self: Box<Self>) -> Result<()>;
}

/// Where project files come from.
pub trait ProjectStores: Send + Sync {
    /// Whether a file is a project, by its content. A project that is open in
    /// this process is one too, and is not touched to find out.
    ///
    /// # Errors
    /// Where the file cannot be read.
    fn recognises(&self, path: &Path) -> io::Result<bool>;

    /// Makes a new project file, whole or not at all.
    ///
    /// # Errors
    /// Where something of that name exists, or it cannot be written.
    fn create(&self, path: &Path, project: &NewProject) -> Result<Box<dyn ProjectStore>>;

    /// Opens a project file.
    ///
    /// # Errors
    /// [`AlreadyOpen`](crate::ErrorCode::AlreadyOpen) with [`Access::Write`]
    /// where someone else writes it; [`NotAProject`](crate::ErrorCode::NotAProject);
    /// [`NewerVersion`](crate::ErrorCode::NewerVersion);
    /// [`Damaged`](crate::ErrorCode::Damaged). The file is not changed then.
    fn open(&self, path: &Path, access: Access) -> Result<Box<dyn ProjectStore>>;

    /// Gets out of a damaged project what can be got out, into a new project
    /// file at `out`. The damaged file is only read.
    ///
    /// # Errors
    /// Where nothing can be got out, or `out` exists or cannot be written.
    fn recover(&self, path: &Path, out: &Path) -> Result<Recovery>;

    /// The checked copies of a project that were kept when it was opened,
    /// newest first.
    fn backups(&self, path: &Path) -> Vec<PathBuf>;
}

/// What an opened project is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To be edited. Falls back to [`Access::Read`] where the file or its folder
    /// cannot be written.
    Write,
    /// Only to be looked at; works beside someone who writes.
    Read,
}

/// What a new project starts with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewProject {
    /// Settings of its document.
    pub settings: Settings,
    /// When it was made, in Unix milliseconds.
    pub made_at: i64,
}

/// A project as it was stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stored {
    /// The document.
    pub document: Document,
    /// Its revision.
    pub rev: u64,
    /// The newest step in force.
    pub head: Option<StepId>,
    /// Where redo goes from before the first step.
    pub first: Option<StepId>,
    /// All steps, in the order they were made.
    pub steps: Vec<Step>,
    /// The frozen revisions, in the order they were made.
    pub revisions: Vec<RevisionInfo>,
    /// What should be said on opening, such as a history that was cut.
    pub notices: Vec<Notice>,
}

/// One change of a project, to be made whole or not at all.
#[derive(Clone, Copy, Debug)]
pub struct Commit<'a> {
    /// What changes in the document.
    pub patch: &'a Patch,
    /// The steps that are new or differ from what is stored, and where the
    /// history stands after it.
    pub history: &'a HistoryChange,
    /// The step whose stored change becomes this, where one is new or grew.
    pub log: Option<(StepId, &'a Patch)>,
    /// Revisions that are frozen with it, or come with it from a copy.
    pub freeze: &'a [(RevisionInfo, Vec<Cue>)],
    /// That the revision is being published.
    pub publish: Option<&'a Publication>,
}

/// What a look at every byte found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Integrity {
    /// Cues that are as they were written.
    pub cues: u32,
    /// Steps that are as they were written.
    pub steps: u32,
    /// Revisions that are as they were written.
    pub revisions: u32,
    /// What is wrong, in words; empty for a sound project.
    pub problems: Vec<String>,
}

/// What could be got out of a damaged project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Recovery {
    /// Cues that were saved.
    pub cues: u32,
    /// Tracks that were saved.
    pub tracks: u32,
    /// Steps of the history that were saved.
    pub steps: u32,
    /// Revisions that were saved.
    pub revisions: u32,
    /// What was lost or had to be made up, in words; empty where nothing was.
    pub losses: Vec<String>,
}

/// What this user keeps on this machine besides projects.
pub trait DeskStore: Send {
    /// Projects that were open, the last one first.
    ///
    /// # Errors
    /// Where the desk cannot be read.
    fn recent(&mut self) -> Result<Vec<RecentProject>>;

    /// Notes that a project was opened.
    ///
    /// # Errors
    /// Where the desk cannot be written.
    fn remember(&mut self, project: &RecentProject) -> Result<()>;

    /// Takes a project off the list.
    ///
    /// # Errors
    /// Where the desk cannot be written.
    fn forget(&mut self, path: &Path) -> Result<()>;

    /// Preferences as the window left them; absent before it left any.
    ///
    /// # Errors
    /// Where the desk cannot be read.
    fn preferences(&mut self) -> Result<Option<Value>>;

    /// Keeps preferences.
    ///
    /// # Errors
    /// Where the desk cannot be written.
    fn set_preferences(&mut self, preferences: &Value) -> Result<()>;
}

/// A project that was open before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecentProject {
    /// The project file.
    pub path: PathBuf,
    /// When it was last opened, in Unix milliseconds.
    pub opened_at: i64,
}
