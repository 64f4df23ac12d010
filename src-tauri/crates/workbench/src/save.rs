//! Files that are written whole or not at all.

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::error::name;
use crate::{ErrorCode, Result, WorkbenchError};

/// Whether a file that is there already may be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It is replaced and its permissions are kept.
    Replace,
    /// It stays, and saving fails.
    Keep,
}

/// Writes `bytes` to `path` so that a reader, a crash or a power cut finds the
/// old file or the new one, and never a third.
///
/// The bytes go to a new file in the same folder, are forced to the disk, and
/// take the name in one step. A symbolic link is followed, not replaced.
///
/// # Errors
/// Where `path` is a folder or a file that may not be written, where
/// `existing` forbids to replace it, or where any step fails: the file of that
/// name is then what it was.
pub fn save(path: &Path, bytes: &[u8], existing: Existing) -> Result<()> {
    save_with(path, existing, |file| file.write_all(bytes))
}

/// [`save`], with the content written by `fill`.
///
/// # Errors
/// As [`save`], or where `fill` fails.
pub fn save_with(
    path: &Path,
    existing: Existing,
    fill: impl FnOnce(&mut File) -> io::Result<()>,
) -> Result<()> {
    let fail = |error: io::Error| WorkbenchError::io("save", path, &error);
    let target = match fs::canonicalize(path) {
        Ok(target) => target,
        Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(fail(error)),
    };
    let old = old_file(&target, existing)?;
    let folder = folder_of(&target);
    let mut new = new_file(folder).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            let message = format!("Cannot save {}: there is no such folder", name(path));
            WorkbenchError::new(ErrorCode::NotFound, message).about(path)
        }
        _ => fail(error),
    })?;
    if let Some(old) = old {
        let keep = new.as_file().set_permissions(old.permissions());
        keep.map_err(fail)?;
    }
    fill(new.as_file_mut()).map_err(fail)?;
    new.as_file().sync_all().map_err(fail)?;
    match existing {
        Existing::Replace => new.persist(&target),
        Existing::Keep => new.persist_noclobber(&target),
    }
    .map_err(|error| fail(error.error))?;
    sync_folder(folder).map_err(fail)
}

/// The folder a file is in.
#[must_use]
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes names that came, went or changed in a folder last through a power cut.
///
/// # Errors
/// Where the system cannot open or sync the folder.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    // Windows has no way to sync a folder; NTFS journals the names itself.
    if cfg!(windows) {
        return Ok(());
    }
    File::open(folder)?.sync_all()
}

fn old_file(target: &Path, existing: Existing) -> Result<Option<Metadata>> {
    let refused = |code, why: &str| {
        let message = format!("Cannot save {}: {why}", name(target));
        Err(WorkbenchError::new(code, message).about(target))
    };
    let Ok(old) = fs::metadata(target) else {
        return Ok(None);
    };
    if old.is_dir() {
        return refused(ErrorCode::IsFolder, "it is a folder");
    }
    if existing == Existing::Keep {
        return refused(ErrorCode::Exists, "it exists already");
    }
    if old.permissions().readonly() {
        return refused(ErrorCode::ReadOnly, "the file is read-only");
    }
    Ok(Some(old))
}

/// A new file in a folder, under a name that nobody looks for, readable as any
/// new file is. It goes when it is dropped before it gets its name.
///
/// # Errors
/// Where the folder cannot be written.
pub fn new_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".cuewright-").suffix(".new");
    // Without this it could be read by its owner only.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_write_leaves_the_old_file_and_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("captions.srt");
        fs::write(&path, "old").unwrap();
        let result = save_with(&path, Existing::Replace, |file| {
            file.write_all(b"half of the n")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert_eq!(result.unwrap_err().code, ErrorCode::DiskFull);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_may_not_be_replaced_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let code = |path: &Path, existing| save(path, b"new", existing).unwrap_err().code;
        assert_eq!(code(folder.path(), Existing::Replace), ErrorCode::IsFolder);
        let path = folder.path().join("captions.srt");
        save(&path, b"old", Existing::Keep).unwrap();
        assert_eq!(code(&path, Existing::Keep), ErrorCode::Exists);
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        assert_eq!(code(&path, Existing::Replace), ErrorCode::ReadOnly);
        let nowhere = folder.path().join("no such folder/captions.srt");
        assert_eq!(code(&nowhere, Existing::Replace), ErrorCode::NotFound);
        assert_eq!(fs::read(&path).unwrap(), b"old");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_stay_and_links_are_followed() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a.srt"), folder.path().join("b.srt"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&path, &link).unwrap();
        save(&link, b"new", Existing::Replace).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o640
        );
    }
}
