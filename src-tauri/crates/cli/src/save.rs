//! Files that are written whole or not at all.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Why a file was not written. Whatever stood there before still does.
#[derive(Debug)]
pub(crate) struct SaveError {
    path: PathBuf,
    source: io::Error,
}

impl std::fmt::Display for SaveError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = self.path.display();
        if self.source.kind() == io::ErrorKind::AlreadyExists {
            write!(f, "{path} exists; --force replaces it")
        } else {
            write!(f, "cannot write {path}")
        }
    }
}

impl std::error::Error for SaveError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        (self.source.kind() != io::ErrorKind::AlreadyExists).then_some(&self.source)
    }
}

/// Writes a file by way of a temporary one in the same folder, so that at every
/// moment, power cuts included, either the old file or the whole new one is
/// there. Without `force`, an existing file is left alone.
///
/// # Errors
/// Where the folder cannot be written, the disk is full, or the file exists and
/// `force` is not given.
pub(crate) fn save(path: &Path, bytes: &[u8], force: bool) -> Result<(), SaveError> {
    write_whole(path, bytes, force).map_err(|source| SaveError {
        path: path.to_owned(),
        source,
    })
}

fn write_whole(path: &Path, bytes: &[u8], force: bool) -> io::Result<()> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    if !force && path.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".cuewright-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    if force {
        file.persist(path).map_err(|error| error.error)?;
    } else {
        file.persist_noclobber(path).map_err(|error| error.error)?;
    }
    sync_folder(folder)
}

/// Makes the renaming itself durable.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}

/// Other systems order the renaming behind the data by themselves.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_replaced_only_by_force() {
        let folder = tempfile::tempdir().expect("a folder to write to");
        let path = folder.path().join("a.srt");
        save(&path, b"one", false).expect("a new file");
        let error = save(&path, b"two", false).expect_err("it exists");
        assert!(error.to_string().contains("--force"), "{error}");
        assert_eq!(std::fs::read(&path).expect("the file"), b"one");
        save(&path, b"two", true).expect("replaced");
        assert_eq!(std::fs::read(&path).expect("the file"), b"two");
        let left = std::fs::read_dir(folder.path())
            .expect("the folder")
            .count();
        assert_eq!(left, 1, "no temporary file is left");
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error_that_names_the_file() {
        let error = save(Path::new("/nowhere/at/all.srt"), b"", false).expect_err("no folder");
        assert!(error.to_string().contains("/nowhere/at/all.srt"));
    }
}
