//! From a path to an open project file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use captions::MODEL_VERSION;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use uuid::Uuid;
use workbench::{ErrorCode, NewProject, Notice, Result, WorkbenchError, file_name, save};

use crate::fault::{damaged, fault};
use crate::journal::{self, Ending};
use crate::lock::{WriteLock, is_open_here};
use crate::project::state::State;
use crate::project::{self, ProjectFile, SCHEMA};
use crate::sum::Tally;

/// How far a commit has gone when it is acknowledged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Synchronous {
    /// Onto the disk: what every project file uses.
    #[default]
    Full,
    /// To the system only. A power cut loses acknowledged edits; here so that a
    /// test can show that it would notice.
    Normal,
}

/// Sets up a connection as every connection of this crate is. Nothing is
/// written.
///
/// # Errors
/// Where `SQLite` refuses.
pub fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.execute_batch(
        "PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -8192;
         PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;",
    )
}

/// Makes a connection's commits last. Where a write-ahead log cannot be had, as
/// on some network folders, they go through a rollback journal: slower, and
/// lasting too.
///
/// # Errors
/// Where the file is no database, or its folder cannot be written.
pub fn write_ahead(connection: &Connection, synchronous: Synchronous) -> rusqlite::Result<()> {
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    let level = match synchronous {
        // Whether the removal of a rollback journal lasts is up to its folder.
        Synchronous::Full if mode != "wal" => "EXTRA",
        Synchronous::Full => "FULL",
        Synchronous::Normal => "NORMAL",
    };
    connection.pragma_update(None, "synchronous", level)
}

const HEADER: usize = 100;
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Whether a file is a project of ours, by its first bytes.
pub(crate) fn recognises(path: &Path) -> io::Result<bool> {
    if is_open_here(path) {
        return Ok(true);
    }
    Ok(matches!(header(path)?, Header::Ours { .. }))
}

enum Header {
    NoDatabase,
    NotOurs,
    Ours { version: u32 },
}

fn header(path: &Path) -> io::Result<Header> {
    let mut bytes = Vec::with_capacity(HEADER);
    File::open(path)?
        .take(HEADER as u64)
        .read_to_end(&mut bytes)?;
    if bytes.len() < HEADER || !bytes.starts_with(MAGIC) {
        return Ok(Header::NoDatabase);
    }
    let number =
        |at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    Ok(if number(68) == SCHEMA.application_id.cast_unsigned() {
        Header::Ours {
            version: number(60),
        }
    } else {
        Header::NotOurs
    })
}

fn check_header(path: &Path) -> Result<()> {
    let unreadable = |error: io::Error| WorkbenchError::io("open", path, &error);
    if fs::metadata(path).map_err(unreadable)?.is_dir() {
        return Err(unreadable(io::ErrorKind::IsADirectory.into()));
    }
    let refuse = |why: &str| {
        let message = format!("{} is not a Cuewright project: {why}", file_name(path));
        Err(WorkbenchError::new(ErrorCode::NotAProject, message).about(path))
    };
    match header(path).map_err(unreadable)? {
        Header::NoDatabase => refuse("its first bytes are not those of one"),
        Header::NotOurs => refuse("it is a database of another program"),
        Header::Ours { version } if version > SCHEMA.version() => Err(newer(path)),
        Header::Ours { .. } => Ok(()),
    }
}

/// The refusal of a file that a newer program wrote.
pub(crate) fn newer(path: &Path) -> WorkbenchError {
    let message = format!(
        "{} was written by a newer version of Cuewright. Update Cuewright to open it",
        file_name(path)
    );
    WorkbenchError::new(ErrorCode::NewerVersion, message).about(path)
}

/// Opens a project file to be edited, or to be read where that is impossible.
pub(crate) fn open_to_write(
    path: &Path,
    backups: Option<&Path>,
    synchronous: Synchronous,
) -> Result<ProjectFile> {
    // A file that is open here must not be touched by other means.
    if is_open_here(path) {
        return Err(already_open(path));
    }
    check_header(path)?;
    // A file that may not be written is asked first: SQLite would fall back in
    // silence.
    if let Err(error) = OpenOptions::new().write(true).open(path) {
        return if cannot_write(&error) {
            open_to_read(path)
        } else {
            Err(WorkbenchError::io("open", path, &error))
        };
    }
    let lock = match WriteLock::take(path) {
        Ok(Some(lock)) => lock,
        Ok(None) => return Err(already_open(path)),
        Err(error) if cannot_write(&error) => return open_to_read(path),
        Err(error) => return Err(WorkbenchError::io("lock", path, &error)),
    };
    let journal = with_suffix(path, "-wal");
    let ending = journal::ending(&journal)
        .map_err(|error| WorkbenchError::io("read the journal of", path, &error))?;
    let unreadable = |error| fault("open", path, &error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(unreadable)?;
    configure(&connection).map_err(unreadable)?;
    leave_journal(&connection, journal::exists(&journal)).map_err(unreadable)?;
    let version = version_of(&connection, path)?;
    if version > SCHEMA.version() {
        return Err(newer(path));
    }
    if version < SCHEMA.version() {
        check_pages(path, path)?;
        if let Some(folder) = backups {
            crate::backup::keep_before_migration(&connection, path, folder)?;
        }
        SCHEMA.migrate(&mut connection).map_err(unreadable)?;
    }
    let backups = backups.map(Path::to_owned);
    let mut project = ProjectFile::new(connection, path, After::Unlock(lock), backups)?;
    // Before anything is written, the change of its journal included.
    while_checked(path, path, || project.read_ahead())?;
    if let Some(notice) = lost_changes(ending, journal::keep(&journal, ending)) {
        project.notice(notice);
    }
    leave_journal(project.connection(), false)
        .and_then(|()| write_ahead(project.connection(), synchronous))
        .map_err(unreadable)?;
    Ok(project)
}

/// Whether closing a connection leaves the journal as it is: what may be
/// damaged is not to be changed by a look at it.
fn leave_journal(connection: &Connection, leave: bool) -> rusqlite::Result<()> {
    let config = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
    connection.set_db_config(config, leave).map(drop)
}

/// What is to be said about a journal that cannot be read to its end.
fn lost_changes(ending: Ending, kept: Option<PathBuf>) -> Option<Notice> {
    let (code, said) = match ending {
        Ending::Whole => return None,
        Ending::LastChangeUnreadable => ("last-change-unreadable", LAST_CHANGE),
        Ending::Damaged => ("journal-damaged", LOST_CHANGES),
    };
    let kept = kept.map_or_else(String::new, |copy| {
        format!(". The journal is kept as {}", file_name(&copy))
    });
    Some(Notice::warning(code, format!("{said}{kept}")))
}

const LOST_CHANGES: &str = "Cuewright was not closed properly and its journal is damaged since. \
    The project is whole, but the last changes are lost";

const LAST_CHANGE: &str = "Cuewright was not closed properly, and the last change in its journal \
    cannot be read. Either the computer stopped while it was being written, and it was never \
    shown as done, or the disk has damaged it since and it is lost. Look whether your last edit is \
    there; everything before it is";

fn cannot_write(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
    )
}

fn already_open(path: &Path) -> WorkbenchError {
    let message = format!(
        "{} is already open in another window or program",
        file_name(path)
    );
    WorkbenchError::new(ErrorCode::AlreadyOpen, message).about(path)
}

/// Opens a file that must not be changed. Where `SQLite` cannot read it in its
/// place (a journal stands beside it in a folder that cannot be written), a
/// copy of both is read.
pub(crate) fn open_to_read(path: &Path) -> Result<ProjectFile> {
    if !is_open_here(path) {
        check_header(path)?;
    }
    let ending = unclosed_ending(path);
    match read_in_place(path) {
        Ok(connection) => {
            let after = match ending {
                Some(_) => After::Leave,
                None => After::Tidy(TidiedUp(path.to_owned())),
            };
            read(connection, path, path, after, ending)
        }
        Err(_) if is_open_here(path) => Err(already_open(path)),
        Err(_) => {
            let (connection, copy, file) = read_a_copy(path)?;
            read(connection, path, &file, After::Discard(copy), ending)
        }
    }
}

/// How the journal ends of a project that nobody writes and nobody closed.
fn unclosed_ending(path: &Path) -> Option<Ending> {
    let journal = with_suffix(path, "-wal");
    if !journal::exists(&journal) {
        return None;
    }
    let _lock = WriteLock::take(path).ok().flatten()?;
    journal::ending(&journal).ok()
}

fn read(
    connection: Connection,
    path: &Path,
    file: &Path,
    after: After,
    ending: Option<Ending>,
) -> Result<ProjectFile> {
    if version_of(&connection, path)? > SCHEMA.version() {
        return Err(newer(path));
    }
    let mut project = ProjectFile::new(connection, path, after, None)?;
    while_checked(path, file, || project.read_ahead())?;
    if let Some(notice) = ending.and_then(|ending| lost_changes(ending, None)) {
        project.notice(notice);
    }
    Ok(project)
}

/// What happens once a connection is closed.
#[derive(Debug)]
#[expect(dead_code, reason = "what is held is dropped in time and never read")]
pub enum After {
    /// Others may write the file.
    Unlock(WriteLock),
    /// What a reader left beside the file goes.
    Tidy(TidiedUp),
    /// What stands beside the file stays: nobody closed it, and whoever
    /// writes it next takes it in.
    Leave,
    /// The copy that was read goes.
    Discard(tempfile::TempDir),
}

/// Reading makes files beside a project, which a reader may not remove. This
/// removes them, unless someone writes the project: then they are theirs.
#[derive(Debug)]
pub struct TidiedUp(PathBuf);

impl Drop for TidiedUp {
    fn drop(&mut self) {
        let Ok(Some(_lock)) = WriteLock::take(&self.0) else {
            return;
        };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        // Closing the last connection that may write is what removes them.
        if let Ok(connection) = Connection::open_with_flags(&self.0, flags) {
            let _ = version_of(&connection, &self.0);
        }
    }
}

fn read_in_place(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

/// A connection to a copy of a project and its journal, and where that is.
pub(crate) fn read_a_copy(path: &Path) -> Result<(Connection, tempfile::TempDir, PathBuf)> {
    let uncopied = |error: io::Error| WorkbenchError::io("read", path, &error);
    let folder = tempfile::tempdir().map_err(uncopied)?;
    let copy = folder.path().join("copy.cuewright");
    fs::copy(path, &copy).map_err(uncopied)?;
    make_writable(&copy).map_err(uncopied)?;
    let (journal, beside) = (with_suffix(path, "-wal"), with_suffix(&copy, "-wal"));
    if journal.exists() {
        fs::copy(&journal, &beside).map_err(uncopied)?;
        make_writable(&beside).map_err(uncopied)?;
    }
    let connection = Connection::open(&copy).map_err(|error| fault("read", path, &error))?;
    Ok((connection, folder, copy))
}

/// The copy of a read-only file is read-only too, and has a journal to take in.
fn make_writable(copy: &Path) -> io::Result<()> {
    let mut permissions = fs::metadata(copy)?.permissions();
    #[cfg(unix)]
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o600);
    #[cfg(not(unix))]
    permissions.set_readonly(false);
    fs::set_permissions(copy, permissions)
}

/// The name of what stands beside a file.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Has `SQLite` look at every page of the database in `file` while something
/// else is done. `path` is what messages call it.
///
/// # Errors
/// [`ErrorCode::Damaged`] where a page is not sound.
fn while_checked(path: &Path, file: &Path, meanwhile: impl FnOnce()) -> Result<()> {
    thread::scope(|scope| {
        let check = scope.spawn(|| check_pages(path, file));
        meanwhile();
        check.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

fn check_pages(path: &Path, file: &Path) -> Result<()> {
    let unreadable = |error| fault("open", path, &error);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags).map_err(unreadable)?;
    configure(&connection).map_err(unreadable)?;
    let problems = integrity_problems(&connection, "quick_check").map_err(unreadable)?;
    match problems.first() {
        None => Ok(()),
        Some(problem) => Err(damaged(path, problem)),
    }
}

fn version_of(connection: &Connection, path: &Path) -> Result<u32> {
    connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(|error| fault("open", path, &error))
}

/// What `SQLite` itself finds wrong with a database; empty for a sound one.
pub(crate) fn integrity_problems(
    connection: &Connection,
    pragma: &str,
) -> rusqlite::Result<Vec<String>> {
    let mut problems: Vec<String> = Vec::new();
    connection.pragma_query(None, pragma, |row| {
        problems.push(row.get(0)?);
        Ok(())
    })?;
    problems.retain(|problem| problem != "ok");
    Ok(problems)
}

/// Makes a new project file; see [`workbench::ProjectStores::create`].
pub(crate) fn create(path: &Path, project: &NewProject) -> Result<()> {
    crate::backup::write_database(path, save::Existing::Keep, |connection| {
        SCHEMA.migrate(connection)?;
        project::fill(connection, &new_state(project, 0), &project.settings)
    })
}

/// The state of a project that has nothing but settings.
pub fn new_state(project: &NewProject, rev: u64) -> State {
    State {
        project: Uuid::now_v7(),
        made_at: project.made_at,
        model: MODEL_VERSION,
        rev,
        head: None,
        first: None,
        document: Tally::default(),
        steps: Tally::default(),
        revisions: Tally::default(),
    }
}
