//! Caption files going out.

use std::path::Path;

use captions::{Cue, Document, Ids, Row, Time, Track, TrackId};
use formats::{Encoding, LineEnding, Loss, WriteError, WriteOptions, Written};
use serde::{Deserialize, Serialize};

use crate::engine::Engine;
use crate::error::name;
use crate::losses::{LossGroup, group_losses};
use crate::naming::Naming;
use crate::save::{Existing, save};
use crate::{ErrorCode, Result, WorkbenchError};

/// How a track is to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ExportOptions {
    /// Identifier of the format.
    pub format: String,
    /// The character encoding, by its WHATWG label; absent: as the track came,
    /// else UTF-8.
    #[serde(default)]
    pub encoding: Option<String>,
    /// How lines end; absent: as the track came, else line feeds.
    #[serde(default)]
    pub line_ending: Option<LineEnding>,
    /// Whether a byte order mark opens the file; absent: as the track came,
    /// else not.
    #[serde(default)]
    pub bom: Option<bool>,
}

/// The files that one export is to make.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ExportRequest {
    /// How they are named, as [`Naming`] reads it.
    pub naming: String,
    /// One for each file.
    pub files: Vec<ExportOptions>,
}

/// Which options make a difference in a format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ExportChoices {
    /// The character encoding.
    pub encoding: bool,
    /// How lines end.
    pub line_ending: bool,
    /// The byte order mark.
    pub bom: bool,
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

/// What a file of an export would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ExportPreview {
    /// Identifier of the format.
    pub format: String,
    /// The name it would have.
    pub file_name: String,
    /// Its size.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub bytes: u64,
    /// Everything that is in the track and not in the file, put together.
    pub losses: Vec<LossGroup>,
}

/// What became of one file of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ExportedFile {
    /// Identifier of the format.
    pub format: String,
    /// Where it is, or was to be.
    pub path: String,
    /// How many losses it has.
    pub losses: u32,
    /// Why it is not there.
    pub error: Option<WorkbenchError>,
}

/// What became of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ExportOutcome {
    /// Files of these names are there already; nothing was written.
    Exists {
        /// The names, in the order of the request.
        names: Vec<String>,
    },
    /// Every file was tried; each is whole or as it was.
    Written {
        /// The files, in the order of the request.
        files: Vec<ExportedFile>,
    },
}

/// A track as the bytes of a file.
///
/// # Errors
/// Where there is no such track, no writer for the format, or no such encoding.
pub fn export_bytes(
    document: &Document,
    track: TrackId,
    options: &ExportOptions,
) -> Result<Written> {
    formats::write(document, track, &options.format, &options.write_options()?).map_err(|error| {
        let code = match error {
            WriteError::NoSuchTrack(_) => ErrorCode::NoSuchTrack,
            WriteError::NoSuchFormat(_) => ErrorCode::BadOption,
        };
        WorkbenchError::new(code, format!("Cannot export: {error}"))
    })
}

impl ExportOptions {
    /// How a format is written where nothing is asked for.
    #[must_use]
    pub fn usual(format: &str) -> Self {
        Self {
            format: format.to_owned(),
            ..Self::default()
        }
    }

    fn write_options(&self) -> Result<WriteOptions> {
        let encoding = self.encoding.as_deref().map(|label| {
            label.parse::<Encoding>().map_err(|_| {
                let message = format!("There is no character encoding \u{201c}{label}\u{201d}");
                WorkbenchError::new(ErrorCode::BadOption, message)
            })
        });
        Ok(WriteOptions {
            encoding: encoding.transpose()?,
            line_ending: self.line_ending,
            bom: self.bom,
        })
    }
}

impl ExportRequest {
    fn naming(&self) -> Result<Naming> {
        let parsed = self.naming.parse();
        parsed.map_err(|error: crate::NamingError| {
            WorkbenchError::new(ErrorCode::BadOption, error.to_string())
        })
    }
}

/// Which options make a difference in a format: found by writing two rows with
/// and without them, so that it is what the writer does.
#[must_use]
pub fn export_choices(format: &str) -> ExportChoices {
    let mut ids = Ids::new(0, 1);
    let track = Track::new(ids.track(), "", "");
    let (id, mut document) = (track.id, Document::default());
    document.put_track(track);
    let mut cue = Cue::new(ids.cue(), id, Time::ZERO, Some(Time::from_seconds(1)));
    cue.rows = vec![Row::plain("a"), Row::plain("b")];
    if document.put_cue(cue).is_err() {
        return ExportChoices::default();
    }
    let written = |options: &WriteOptions| {
        let written = formats::write(&document, id, format, options);
        written.map(|written| written.bytes).unwrap_or_default()
    };
    let usual = written(&WriteOptions::default());
    let differs = |options: WriteOptions| written(&options) != usual;
    ExportChoices {
        encoding: differs(WriteOptions {
            encoding: Some(Encoding::UTF_16LE),
            ..WriteOptions::default()
        }),
        line_ending: differs(WriteOptions {
            line_ending: Some(LineEnding::Crlf),
            ..WriteOptions::default()
        }) || differs(WriteOptions {
            line_ending: Some(LineEnding::Lf),
            ..WriteOptions::default()
        }),
        bom: differs(WriteOptions {
            bom: Some(true),
            ..WriteOptions::default()
        }),
    }
}

impl Engine {
    /// What the files of an export would be.
    pub(crate) fn preview_exports(
        &mut self,
        track: TrackId,
        request: &ExportRequest,
    ) -> Result<Vec<ExportPreview>> {
        let names = self.export_names(track, request)?;
        let files = request.files.iter().zip(names);
        self.with(|project| {
            let previews = files.map(|(options, file_name)| {
                let written = export_bytes(project.document(), track, options)?;
                Ok(ExportPreview {
                    format: options.format.clone(),
                    file_name,
                    bytes: written.bytes.len() as u64,
                    losses: group_losses(&written.losses),
                })
            });
            previews.collect()
        })
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
        let written = self.with(|project| export_bytes(project.document(), track, options))?;
        save(path, &written.bytes, existing)?;
        Ok(ExportReport {
            losses: written.losses,
            bytes: written.bytes.len() as u64,
            path: Some(path.display().to_string()),
            suggested_name: name(path),
        })
    }

    /// Writes the files of an export into a folder. Where `existing` keeps what
    /// is there and one of them is there, none is written.
    pub(crate) fn export_files(
        &mut self,
        track: TrackId,
        folder: &Path,
        request: &ExportRequest,
        existing: Existing,
    ) -> Result<ExportOutcome> {
        let names = self.export_names(track, request)?;
        if existing == Existing::Keep {
            let is_there = |name: &&String| folder.join(name).symlink_metadata().is_ok();
            let there: Vec<String> = names.iter().filter(is_there).cloned().collect();
            if !there.is_empty() {
                return Ok(ExportOutcome::Exists { names: there });
            }
        }
        let mut files = Vec::with_capacity(names.len());
        for (options, name) in request.files.iter().zip(&names) {
            let path = folder.join(name);
            let done = self.export(track, &path, options, existing);
            files.push(exported(options, &path, done));
        }
        Ok(ExportOutcome::Written { files })
    }

    /// Names for the files of an export: the project's name and the track's
    /// language, as the pattern puts them.
    fn export_names(&mut self, track: TrackId, request: &ExportRequest) -> Result<Vec<String>> {
        let naming = request.naming()?;
        let path = self.open_path_now().unwrap_or_default();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let formats: Vec<&str> = request
            .files
            .iter()
            .map(|one| one.format.as_str())
            .collect();
        self.with(|project| {
            let track = project.document().track(track);
            let language = track.map_or("", |track| track.language.as_str());
            Ok(naming.file_names(&stem, language, &formats))
        })
    }
}

fn exported(options: &ExportOptions, path: &Path, done: Result<ExportReport>) -> ExportedFile {
    let (losses, error) = match done {
        Ok(report) => (report.losses.len(), None),
        Err(error) => (0, Some(error)),
    };
    ExportedFile {
        format: options.format.clone(),
        path: path.display().to_string(),
        losses: u32::try_from(losses).unwrap_or(u32::MAX),
        error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_offered_where_they_make_a_difference() {
        let all = ExportChoices {
            encoding: true,
            line_ending: true,
            bom: true,
        };
        assert_eq!(export_choices("srt"), all);
        assert_eq!(export_choices("nothing"), ExportChoices::default());
    }
}
