//! What can go wrong, as codes a caller branches on.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The result of everything here.
pub type Result<T> = std::result::Result<T, WorkbenchError>;

/// A failure: a code for programs, words for people, and the file it is about.
///
/// Edits that cannot be done are no failures; see
/// [`EditOutcome::Rejected`](crate::EditOutcome::Rejected).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[error("{message}")]
pub struct WorkbenchError {
    /// What went wrong, for programs.
    pub code: ErrorCode,
    /// What went wrong, for people.
    pub message: String,
    /// The file it is about.
    pub path: Option<String>,
}

/// The kinds of failure. Names are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ErrorCode {
    /// No project is open.
    NoProject,
    /// The file is not there.
    NotFound,
    /// Something of that name is there already.
    Exists,
    /// The path names a folder.
    IsFolder,
    /// The system does not permit it.
    NoPermission,
    /// The project, or the disk it is on, cannot be written.
    ReadOnly,
    /// There is no room left on the disk.
    DiskFull,
    /// Another window or process has the project open.
    AlreadyOpen,
    /// The file is no Cuewright project.
    NotAProject,
    /// A newer Cuewright wrote the project.
    NewerVersion,
    /// The project file is damaged; `recover` gets out what can be got out.
    Damaged,
    /// The change that a step of the history made is damaged or gone.
    HistoryDamaged,
    /// Nothing here knows what the file is.
    UnknownFormat,
    /// The format cannot be written, or an option of it does not exist.
    BadOption,
    /// There is no such track.
    NoSuchTrack,
    /// There is no such revision.
    NoSuchRevision,
    /// There is no such step in the history.
    NoSuchStep,
    /// The media file cannot be used.
    Media,
    /// There is no such account.
    NoSuchAccount,
    /// There is no such item in the outbox.
    NoSuchItem,
    /// The account is one of another service.
    WrongAccount,
    /// The account places only sandbox orders.
    SandboxOnly,
    /// The same is being sent at the moment.
    BeingSent,
    /// The same may have been taken by the service; the user is to say so first.
    Undecided,
    /// The service has taken it, and takes it only once.
    AlreadySent,
    /// The item's state does not permit it.
    NotNow,
    /// Findings keep the track from being published.
    Gate,
    /// A caption service did not do what it was asked, or could not be asked.
    Service,
    /// The system reported something else.
    Io,
    /// A defect in Cuewright stopped this request; nothing was changed.
    Defect,
}

impl WorkbenchError {
    /// A failure that is about no file.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            path: None,
        }
    }

    /// The same failure, about a file.
    #[must_use]
    pub fn about(mut self, path: &Path) -> Self {
        self.path = Some(path.display().to_string());
        self
    }

    /// A failure of the system with a file. `doing` completes "cannot ...",
    /// such as "open".
    #[must_use]
    pub fn io(doing: &str, path: &Path, error: &io::Error) -> Self {
        let code = match error.kind() {
            io::ErrorKind::NotFound => ErrorCode::NotFound,
            io::ErrorKind::AlreadyExists => ErrorCode::Exists,
            io::ErrorKind::IsADirectory => ErrorCode::IsFolder,
            io::ErrorKind::PermissionDenied => ErrorCode::NoPermission,
            io::ErrorKind::ReadOnlyFilesystem => ErrorCode::ReadOnly,
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => ErrorCode::DiskFull,
            _ => ErrorCode::Io,
        };
        Self::new(
            code,
            format!("Cannot {doing} {}: {}", name(path), reason(error)),
        )
        .about(path)
    }

    /// The failure of a request about a track that is gone.
    #[must_use]
    pub fn no_such_track() -> Self {
        let message = "The track is no longer in the document";
        Self::new(ErrorCode::NoSuchTrack, message)
    }

    /// The failure of a request that needs an open project.
    #[must_use]
    pub fn no_project() -> Self {
        Self::new(ErrorCode::NoProject, "No project is open")
    }
}

impl ErrorCode {
    /// Whether the outbox took something not, for what it is or for what stands
    /// beside it; trying again would end the same way.
    #[must_use]
    pub const fn is_refusal(self) -> bool {
        matches!(
            self,
            Self::NoSuchAccount
                | Self::WrongAccount
                | Self::SandboxOnly
                | Self::BeingSent
                | Self::Undecided
                | Self::AlreadySent
        )
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// What the system said, without the error number Rust appends.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::AlreadyExists => "it exists already".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the disk is full".to_owned(),
        _ => error.to_string(),
    }
}

/// The last part of a path, for messages.
#[must_use]
pub fn name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| PathBuf::from(name).display().to_string(),
    )
}
