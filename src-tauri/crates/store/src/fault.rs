//! What `SQLite` reports, in the workbench's terms.

use std::path::Path;

use rusqlite::ffi;
use workbench::{ErrorCode, WorkbenchError, file_name};

/// Turns a database error about the file at `path` into one with a code.
/// `doing` completes "cannot ...".
#[must_use]
pub fn fault(doing: &str, path: &Path, error: &rusqlite::Error) -> WorkbenchError {
    let (code, why) = match error.sqlite_error().map(|error| error.extended_code) {
        Some(extended) => meaning(extended, error),
        // A row that is not there or has another type than the schema says.
        None => (ErrorCode::Damaged, error.to_string()),
    };
    let message = format!("Cannot {doing} {}: {why}", file_name(path));
    WorkbenchError::new(code, message).about(path)
}

fn meaning(extended: i32, error: &rusqlite::Error) -> (ErrorCode, String) {
    let damaged = || (ErrorCode::Damaged, "the file is damaged".to_owned());
    match extended & 0xff {
        ffi::SQLITE_FULL => (ErrorCode::DiskFull, "the disk is full".to_owned()),
        ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => {
            let why = "another program is using it".to_owned();
            (ErrorCode::AlreadyOpen, why)
        }
        ffi::SQLITE_READONLY => {
            let why = "the file or its folder cannot be written".to_owned();
            (ErrorCode::ReadOnly, why)
        }
        ffi::SQLITE_PERM | ffi::SQLITE_AUTH => {
            (ErrorCode::NoPermission, "permission denied".to_owned())
        }
        ffi::SQLITE_CORRUPT => damaged(),
        ffi::SQLITE_NOTADB => damaged(),
        // A schema that lacks a table or column.
        ffi::SQLITE_ERROR => damaged(),
        _ => (ErrorCode::Io, error.to_string()),
    }
}

/// A record of the file at `path` that is not what was written.
#[must_use]
pub fn damaged(path: &Path, what: &str) -> WorkbenchError {
    let message = format!(
        "{} is damaged: {what}. It was not changed; recover it to get out what can be got out",
        file_name(path)
    );
    WorkbenchError::new(ErrorCode::Damaged, message).about(path)
}
