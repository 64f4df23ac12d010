//! One writer to a project at a time.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

use fs4::FileExt;

/// The files this process has open.
///
/// Closing any handle on a file drops every POSIX lock the process holds on it,
/// `SQLite`'s included, so a file in this set must not be opened by other means.
static OPEN: LazyLock<Mutex<HashSet<PathBuf>>> = LazyLock::new(Mutex::default);

/// Whether this process has the file open.
#[must_use]
pub fn is_open_here(path: &Path) -> bool {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    open_files().contains(&path)
}

fn open_files() -> std::sync::MutexGuard<'static, HashSet<PathBuf>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The right to write a project file, for as long as this value lives.
///
/// The system's own lock on a hidden file beside the project: it goes with the
/// process, however that ends, so it is never stale.
#[derive(Debug)]
pub struct WriteLock {
    file: File,
    beside: PathBuf,
    path: PathBuf,
}

impl WriteLock {
    /// Takes the lock, or `None` where someone has it.
    ///
    /// # Errors
    /// Where the hidden file cannot be made, as in a folder that is read-only.
    pub fn take(path: &Path) -> io::Result<Option<Self>> {
        let path = fs::canonicalize(path)?;
        if !open_files().insert(path.clone()) {
            return Ok(None);
        }
        let taken = lock_beside(&path);
        match taken {
            Ok(Some((file, beside))) => Ok(Some(Self { file, beside, path })),
            other => {
                open_files().remove(&path);
                other.map(|_| None)
            }
        }
    }
}

impl Drop for WriteLock {
    fn drop(&mut self) {
        // Removed while the lock is held; `lock_beside` copes with the rest.
        let _ = fs::remove_file(&self.beside);
        let _ = FileExt::unlock(&self.file);
        open_files().remove(&self.path);
    }
}

fn lock_beside(path: &Path) -> io::Result<Option<(File, PathBuf)>> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.lock"));
    loop {
        let file = (OpenOptions::new().create(true).truncate(false))
            .read(true)
            .write(true)
            .open(&beside)?;
        match FileExt::try_lock(&file) {
            Ok(()) => {}
            Err(fs4::TryLockError::WouldBlock) => return Ok(None),
            Err(fs4::TryLockError::Error(error)) => return Err(error),
        }
        // Its last holder may have removed the file between the two steps: the
        // lock would then be on a file that nobody else will find.
        if is_still_there(&file, &beside) {
            return Ok(Some((file, beside)));
        }
    }
}

#[cfg(unix)]
fn is_still_there(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(held), Ok(found)) = (file.metadata(), fs::metadata(path)) else {
        return false;
    };
    (held.dev(), held.ino()) == (found.dev(), found.ino())
}

// Elsewhere a file that is open cannot be removed.
#[cfg(not(unix))]
fn is_still_there(_file: &File, path: &Path) -> bool {
    path.exists()
}
