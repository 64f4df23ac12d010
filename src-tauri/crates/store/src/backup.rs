//! Whole databases written whole, and the checked copies kept of projects.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};
use workbench::save::{self, Existing};
use workbench::{ErrorCode, Result, WorkbenchError, file_name};
use xxhash_rust::xxh3::xxh3_64;

use crate::fault::{damaged, fault};
use crate::open::integrity_problems;

/// How many copies of a project are kept.
const KEPT: usize = 5;

/// Writes a database so that `path` names all of it or what it named before.
///
/// # Errors
/// Where `fill` or any write fails.
pub(crate) fn write_database(
    path: &Path,
    existing: Existing,
    fill: impl FnOnce(&mut Connection) -> rusqlite::Result<()>,
) -> Result<()> {
    let failed = |error: std::io::Error| WorkbenchError::io("save", path, &error);
    let folder = save::folder_of(path);
    let new = save::new_file(folder).map_err(failed)?.into_temp_path();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection =
        Connection::open_with_flags(&new, flags).map_err(|error| fault("save", path, &error))?;
    // No journal and no sync: nobody sees the file before it is whole and synced.
    let written = connection
        .execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        .and_then(|()| fill(&mut connection))
        .and_then(|()| connection.close().map_err(|(_, error)| error));
    written.map_err(|error| fault("save", path, &error))?;
    File::options()
        .write(true)
        .open(&new)
        .and_then(|file| file.sync_all())
        .map_err(failed)?;
    let named = match existing {
        Existing::Replace => new.persist(path),
        Existing::Keep => new.persist_noclobber(path),
    };
    named.map_err(|error| failed(error.error))?;
    save::sync_folder(folder).map_err(failed)
}

/// Copies the database of a connection to `path`, replacing what is there.
///
/// # Errors
/// Where it cannot be read or written.
pub(crate) fn copy(from: &Connection, path: &Path) -> Result<()> {
    if crate::lock::is_open_here(path) {
        let message = format!("{} is open and cannot be replaced", file_name(path));
        return Err(WorkbenchError::new(ErrorCode::AlreadyOpen, message).about(path));
    }
    write_database(path, Existing::Replace, |to| {
        Backup::new(from, to)?.run_to_completion(i32::MAX, Duration::from_millis(5), None)?;
        // The copy can then be read where no journal can be made beside it.
        to.execute_batch("PRAGMA journal_mode = DELETE")
    })
}

/// Keeps a copy of a project that was just found sound, unless this revision is
/// kept already. Older copies go once the new one has been checked.
///
/// # Errors
/// Where the copy cannot be written or is not sound.
pub(crate) fn keep(from: &Connection, path: &Path, folder: &Path, rev: u64) -> Result<()> {
    let copy_path = folder.join(format!("{}{rev:012}.cuewright", prefix(path)));
    if copy_path.exists() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(|error| WorkbenchError::io("make", folder, &error))?;
    copy(from, &copy_path)?;
    check(&copy_path)?;
    for old in list(folder, path).into_iter().skip(KEPT) {
        // One copy more than wanted does no harm.
        let _ = fs::remove_file(old);
    }
    Ok(())
}

/// Keeps a copy of a project in an older schema, for good.
///
/// # Errors
/// Where the copy cannot be written or is not sound.
pub(crate) fn keep_before_migration(from: &Connection, path: &Path, folder: &Path) -> Result<()> {
    let version: u32 = from
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(|error| fault("read", path, &error))?;
    fs::create_dir_all(folder).map_err(|error| WorkbenchError::io("make", folder, &error))?;
    let copy_path = folder.join(format!("schema-{version}-{}.cuewright", prefix(path)));
    copy(from, &copy_path)?;
    check(&copy_path)
}

/// The copies kept of a project, newest first.
pub(crate) fn list(folder: &Path, path: &Path) -> Vec<PathBuf> {
    let prefix = prefix(path);
    let of_project = |entry: &fs::DirEntry| {
        let name = entry.file_name();
        name.to_string_lossy().starts_with(&prefix)
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut copies: Vec<PathBuf> = entries
        .filter(of_project)
        .map(|entry| entry.path())
        .collect();
    copies.sort();
    copies.reverse();
    copies
}

/// What the names of a project's copies start with: its own, for people, and
/// a hash of where it is.
fn prefix(path: &Path) -> String {
    let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let stem = place.file_stem().unwrap_or_default().to_string_lossy();
    let hash = xxh3_64(place.as_os_str().as_encoded_bytes());
    format!("{stem}-{hash:016x}-")
}

fn check(copy: &Path) -> Result<()> {
    let unreadable = |error| fault("check", copy, &error);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(copy, flags).map_err(unreadable)?;
    let problems = integrity_problems(&connection, "quick_check").map_err(unreadable)?;
    match problems.first() {
        None => Ok(()),
        Some(problem) => Err(damaged(copy, problem)),
    }
}
