//! The desk database: what belongs to this user on this machine.

mod account;
mod attempt;
mod body;
mod frozen;
mod identity;
mod lease;
mod link;
mod media;
mod outbox;
mod preferences;
mod quota_ledger;
mod recent;
mod request;
mod rescue;
mod sending;

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use workbench::{DeskStore, ErrorCode, RecentProject, Result, WorkbenchError, save};

use crate::fault::fault;
use crate::lock::WriteLock;
use crate::open::{Synchronous, configure, integrity_problems, write_ahead};
use crate::schema::Schema;

/// What desk databases are.
const SCHEMA: Schema = Schema {
    // "CueD" in ASCII.
    application_id: 0x4375_6544,
    tables: &[
        recent::MIGRATIONS,
        preferences::MIGRATIONS,
        identity::MIGRATIONS,
        account::MIGRATIONS,
        link::MIGRATIONS,
        request::MIGRATIONS,
        media::MIGRATIONS,
        outbox::MIGRATIONS,
        frozen::MIGRATIONS,
        attempt::MIGRATIONS,
        quota_ledger::MIGRATIONS,
        lease::MIGRATIONS,
    ],
};

/// The desk database. Several processes may have it open.
#[derive(Debug)]
pub struct Desk {
    connection: Connection,
    path: PathBuf,
    set_aside: Option<PathBuf>,
    /// Held as long as the right to send is. It goes with the process, so that
    /// a right whose holder is gone does not have to run out.
    sender: Option<WriteLock>,
}

impl Desk {
    /// Opens the desk database, or makes a new one. A damaged one is set aside
    /// under another name, and what can be read of it is carried over: what
    /// waits to be sent is not lost with a page of it. Where its last changes
    /// cannot be read, what stands as not sent is looked for before it is sent.
    ///
    /// # Errors
    /// Where the file cannot be read or written, or a newer Cuewright wrote it.
    pub fn open(path: &Path) -> Result<Self> {
        let folder = save::folder_of(path);
        fs::create_dir_all(folder).map_err(|error| WorkbenchError::io("make", folder, &error))?;
        match Self::open_sound(path) {
            Err(error) if error.code == ErrorCode::Damaged => {
                let aside = rescue::set_aside(path)
                    .map_err(|error| WorkbenchError::io("set aside", path, &error))?;
                let mut desk = Self::open_sound(path)?;
                rescue::carry_over(&aside, &desk.connection);
                desk.set_aside = Some(aside);
                Ok(desk)
            }
            other => other,
        }
    }

    fn open_sound(path: &Path) -> Result<Self> {
        let failed = |error| fault("open", path, &error);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let lost = rescue::damaged_log(path);
        let mut connection = Connection::open_with_flags(path, flags).map_err(failed)?;
        configure(&connection)
            .and_then(|()| write_ahead(&connection, Synchronous::Full))
            .map_err(failed)?;
        let version: u32 = connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .map_err(failed)?;
        if version > SCHEMA.version() {
            return Err(crate::open::newer(path));
        }
        let problems = integrity_problems(&connection, "quick_check").map_err(failed)?;
        if let Some(problem) = problems.first() {
            return Err(crate::fault::damaged(path, problem));
        }
        if version < SCHEMA.version() {
            SCHEMA.migrate(&mut connection).map_err(failed)?;
        }
        if lost.is_some() {
            rescue::doubt_after_loss(&connection).map_err(failed)?;
        }
        Ok(Self {
            connection,
            path: path.to_owned(),
            set_aside: lost,
            sender: None,
        })
    }

    /// Where the desk database that was found damaged on opening is now, or the
    /// copy of its log. What could not be read of it is only there.
    #[must_use]
    pub fn set_aside(&self) -> Option<&Path> {
        self.set_aside.as_deref()
    }

    fn read<T>(&self, result: rusqlite::Result<T>) -> Result<T> {
        result.map_err(|error| fault("read", &self.path, &error))
    }

    fn written<T>(&self, result: rusqlite::Result<T>) -> Result<T> {
        result.map_err(|error| fault("write", &self.path, &error))
    }
}

impl DeskStore for Desk {
    fn recent(&mut self) -> Result<Vec<RecentProject>> {
        self.read(recent::all(&self.connection))
    }

    fn remember(&mut self, project: &RecentProject) -> Result<()> {
        let written = recent::put(&mut self.connection, project);
        self.written(written)
    }

    fn forget(&mut self, path: &Path) -> Result<()> {
        self.written(recent::remove(&self.connection, path))
    }

    fn preferences(&mut self) -> Result<Option<Value>> {
        self.read(preferences::get(&self.connection))
    }

    fn set_preferences(&mut self, preferences: &Value) -> Result<()> {
        self.written(preferences::put(&self.connection, preferences))
    }
}
