//! Reading input files, writing output files, and printing results.

use std::io::Write as _;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, anyhow};
use captions::{FrameRate, Ids};
use clap::Args;
use formats::{Encoding, ReadOptions, Reading, registry};
use workbench::ErrorCode;
use workbench::save::{self, Existing};

/// How to read the input.
#[derive(Args)]
pub(crate) struct Reader {
    /// Format of the input; found by its content where this is not given
    #[arg(long, value_name = "FORMAT")]
    pub(crate) from: Option<String>,
    /// Frames a second, such as 25, 29.97 or 30000/1001, for formats that count frames
    #[arg(long, value_name = "RATE")]
    pub(crate) fps: Option<FrameRate>,
    /// Character encoding of the input, such as windows-1252
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<Encoding>,
}

impl Reader {
    /// Reads a caption file to look at it.
    pub(crate) fn read(&self, path: &Path) -> anyhow::Result<Reading> {
        self.read_for(path, "")
    }

    /// Reads a caption file to be written in the format `target`. Cues keep
    /// their bytes where that is the format they are in.
    pub(crate) fn read_for(&self, path: &Path, target: &str) -> anyhow::Result<Reading> {
        let shown = path.display();
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {shown}"))?;
        let name = path.file_name().and_then(|name| name.to_str());
        let format = match &self.from {
            Some(id) => Some(id.clone()),
            None => registry::detect(&bytes, name)
                .best()
                .map(|format| format.info().id.to_owned()),
        };
        let options = ReadOptions {
            keep_raw: format.as_deref() == Some(target),
            format,
            encoding: self.encoding,
            frame_rate: self.fps,
            ..ReadOptions::default()
        };
        formats::read(&bytes, name, &options, &mut fresh_ids()).with_context(|| shown.to_string())
    }
}

/// Writes a file whole or not at all. Without `force`, one that exists is left
/// alone.
pub(crate) fn save(path: &Path, bytes: &[u8], force: bool) -> anyhow::Result<()> {
    let existing = if force {
        Existing::Replace
    } else {
        Existing::Keep
    };
    let shown = path.display();
    save::save(path, bytes, existing).map_err(|error| match error.code {
        ErrorCode::Exists => anyhow!("{shown} exists; --force replaces it"),
        _ => anyhow::Error::from(error).context(format!("cannot write {shown}")),
    })
}

/// Identities for the records of one run.
pub(crate) fn fresh_ids() -> Ids {
    use std::hash::{BuildHasher as _, RandomState};
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let millis = now.map_or(0, |now| now.as_millis());
    let seed = u128::from(RandomState::new().hash_one(millis));
    Ids::new(u64::try_from(millis).unwrap_or(0), seed)
}

/// Prints a result. A reader that has gone away, such as `head`, is no error.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    match writeln!(std::io::stdout().lock(), "{text}") {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        result => result.context("cannot write to standard output"),
    }
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
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error_that_names_the_file() {
        let error = save(Path::new("/nowhere/at/all.srt"), b"", false).expect_err("no folder");
        assert_eq!(
            format!("{error:#}"),
            "cannot write /nowhere/at/all.srt: Cannot save all.srt: there is no such folder"
        );
    }
}
