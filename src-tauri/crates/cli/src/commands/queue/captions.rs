//! The captions that are handed in: `SubRip`, out of a file of any format.

use std::path::Path;

use ::captions::{Document, TrackId};
use anyhow::Context as _;
use services::studio::SrtFile;

use crate::files::Reader;

/// The captions of a file as they are sent. What is `SubRip` already is sent
/// as it is; of anything else it is told what `SubRip` does not carry.
pub(super) fn of_file(path: &Path, reader: &Reader) -> anyhow::Result<SrtFile> {
    let name = workbench::file_name(path);
    let reading = reader.read_for(path, "srt")?;
    let track = reading.document.track(reading.track);
    let is_srt = track.is_some_and(|track| track.format.as_deref() == Some("srt"));
    if is_srt {
        let shown = path.display();
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {shown}"))?;
        return SrtFile::new(&name, &bytes).with_context(|| shown.to_string());
    }
    of_track(&reading.document, reading.track, path)
}

/// A track as it is sent, and on standard error how much of it `SubRip` does
/// not carry.
pub(super) fn of_track(
    document: &Document,
    track: TrackId,
    path: &Path,
) -> anyhow::Result<SrtFile> {
    let name = workbench::file_name(path);
    let (file, losses) =
        SrtFile::of_track(document, track, &name).with_context(|| path.display().to_string())?;
    if !losses.is_empty() {
        eprintln!(
            "cuewright-cli: {} things are not in the SRT that is sent; convert --report lists them",
            losses.len()
        );
    }
    Ok(file)
}
