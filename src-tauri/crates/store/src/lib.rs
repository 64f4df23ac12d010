//! Project files and the desk database, in `SQLite`.
//!
//! What is acknowledged outlives a crash and a power cut: a write-ahead log
//! with `synchronous = FULL`, one `BEGIN IMMEDIATE` transaction a change. What
//! is read is what was written: every row carries a checksum and the state row
//! a tally of them, so a flipped bit is an error and never a wrong cue. One
//! module per table holds its migrations and its row.
//!
//! Nothing here knows what an edit means; see the `workbench` crate, whose
//! ports this implements.

#![deny(missing_docs)]

mod backup;
mod desk;
mod fault;
mod journal;
mod lock;
mod open;
mod project;
mod recover;
mod salvage;
mod schema;
mod sum;

use std::io;
use std::path::{Path, PathBuf};

use workbench::{Access, NewProject, ProjectStore, ProjectStores, Recovery, Result};

pub use desk::Desk;
pub use open::Synchronous;

/// Projects as files.
#[derive(Clone, Debug)]
pub struct ProjectFiles {
    backups: Option<PathBuf>,
    synchronous: Synchronous,
}

impl ProjectFiles {
    /// Projects as files of which no copies are kept.
    #[must_use]
    pub fn without_backups() -> Self {
        Self {
            backups: None,
            synchronous: Synchronous::Full,
        }
    }

    /// Projects as files, of which checked copies are kept in a folder when
    /// [`keep_copy`](ProjectStore::keep_copy) is asked for. The folder is made
    /// when needed.
    #[must_use]
    pub fn with_backups(folder: &Path) -> Self {
        Self {
            backups: Some(folder.to_owned()),
            ..Self::without_backups()
        }
    }

    /// The same with another promise; only for tests that cut the power.
    #[must_use]
    pub fn with_synchronous(self, synchronous: Synchronous) -> Self {
        Self {
            synchronous,
            ..self
        }
    }
}

impl ProjectStores for ProjectFiles {
    fn recognises(&self, path: &Path) -> io::Result<bool> {
        open::recognises(path)
    }

    fn create(&self, path: &Path, project: &NewProject) -> Result<Box<dyn ProjectStore>> {
        open::create(path, project)?;
        self.open(path, Access::Write)
    }

    fn open(&self, path: &Path, access: Access) -> Result<Box<dyn ProjectStore>> {
        let file = match access {
            Access::Read => open::open_to_read(path)?,
            Access::Write => open::open_to_write(path, self.backups.as_deref(), self.synchronous)?,
        };
        Ok(Box::new(file))
    }

    fn recover(&self, path: &Path, out: &Path) -> Result<Recovery> {
        recover::recover(path, out)
    }

    fn backups(&self, path: &Path) -> Vec<PathBuf> {
        let folder = self.backups.as_deref();
        folder.map_or_else(Vec::new, |folder| backup::list(folder, path))
    }
}
