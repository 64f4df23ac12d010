//! Caption files going out.

use std::path::Path;

use captions::{Document, TrackId};
use formats::{LineEnding, Loss, WriteError, WriteOptions, Written, registry};
use serde::{Deserialize, Serialize};

use crate::engine::Engine;
use crate::save::{Existing, save};
use crate::{ErrorCode, Result, WorkbenchError};

/// How a track is to be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ExportOptions {
    /// Identifier of the format.
    pub format: String,
    /// How lines end; absent: as the track came, else line feeds.
    #[serde(default)]
    pub line_ending: Option<LineEnding>,
    /// Whether a byte order mark opens the file; absent: as the track came,
    /// else not.
    #[serde(default)]
    pub bom: Option<bool>,
}

/// What writing a track came to, or would come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ExportReport {
    /// Everything that is in the track and not in the file, in cue order.
    pub losses: Vec<Loss>,
    /// Size of the file.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub bytes: u64,
    /// The file; absent where none was written.
    pub path: Option<String>,
    /// A name for the file.
    pub suggested_name: String,
}

/// A track as the bytes of a file.
///
/// # Errors
/// Where there is no such track or no writer for the format.
pub fn export_bytes(
    document: &Document,
    track: TrackId,
    options: &ExportOptions,
) -> Result<Written> {
    let write_options = WriteOptions {
        line_ending: options.line_ending,
        bom: options.bom,
        ..WriteOptions::default()
    };
    formats::write(document, track, &options.format, &write_options).map_err(|error| {
        let code = match error {
            WriteError::NoSuchTrack(_) => ErrorCode::NoSuchTrack,
            WriteError::NoSuchFormat(_) => ErrorCode::BadOption,
        };
        WorkbenchError::new(code, format!("Cannot export: {error}"))
    })
}

impl Engine {
    pub(crate) fn preview_export(
        &mut self,
        track: TrackId,
        options: &ExportOptions,
    ) -> Result<ExportReport> {
        self.written(track, options).map(|(_, report)| report)
    }

    pub(crate) fn export(
        &mut self,
        track: TrackId,
        path: &Path,
        options: &ExportOptions,
        existing: Existing,
    ) -> Result<ExportReport> {
        if self.is_open(path) {
            let message = "The open project cannot be replaced by an export";
            return Err(WorkbenchError::new(ErrorCode::AlreadyOpen, message).about(path));
        }
        let (bytes, report) = self.written(track, options)?;
        save(path, &bytes, existing)?;
        Ok(ExportReport {
            path: Some(path.display().to_string()),
            ..report
        })
    }

    fn written(
        &mut self,
        track: TrackId,
        options: &ExportOptions,
    ) -> Result<(Vec<u8>, ExportReport)> {
        let stem = self.open_path_now();
        let stem = stem
            .as_deref()
            .and_then(Path::file_stem)
            .unwrap_or_default();
        let stem = stem.to_string_lossy().into_owned();
        self.with(|project| {
            let written = export_bytes(project.document(), track, options)?;
            let report = ExportReport {
                losses: written.losses,
                bytes: written.bytes.len() as u64,
                path: None,
                suggested_name: suggested_name(project.document(), track, &stem, &options.format),
            };
            Ok((written.bytes, report))
        })
    }
}

/// The project's name, the track's language and the format's ending.
fn suggested_name(document: &Document, track: TrackId, stem: &str, format: &str) -> String {
    let info = registry::by_id(format).map(|format| format.info());
    let ending = info
        .and_then(|info| info.extensions.first())
        .map_or(format, |ending| *ending);
    match document.track(track).map(|track| track.language.as_str()) {
        None | Some("") => format!("{stem}.{ending}"),
        Some(language) => format!("{stem}.{language}.{ending}"),
    }
}
