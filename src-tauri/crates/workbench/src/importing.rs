//! Caption files coming in.

use std::fs;
use std::path::Path;

use captions::{Cue, Document, FrameRate, Ids, Track};
use editing::Edit;
use formats::registry::{self, Confidence};
use formats::{Diagnostic, Encoding, ReadOptions, Reading, Severity};
use serde::{Deserialize, Serialize};

use crate::engine::Engine;
use crate::error::name;
use crate::{EditOutcome, ErrorCode, ImportOptions, OpenOutcome, Result, WorkbenchError};

/// Cues shown of a file that is about to be imported.
const PREVIEWED: usize = 12;

/// What importing a file would bring.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ImportPreview {
    /// Identifier of the format.
    pub format: String,
    /// Its name for people.
    pub format_name: String,
    /// The character encoding it is read in.
    pub encoding: String,
    /// Number of cues.
    pub cues: u32,
    /// The first cues.
    pub first: Vec<Cue>,
    /// What the reader has to say.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether something has to be decided by a person: a guessed encoding, an
    /// unknown frame rate, a format that only the name speaks for.
    pub needs_decision: bool,
}

/// Reads a caption file.
///
/// # Errors
/// Where an option names nothing there is, or the file is in no known format.
/// Damage inside a file is no error but a diagnostic.
pub fn read_captions(
    path: &Path,
    bytes: &[u8],
    options: &ImportOptions,
    ids: &mut Ids,
) -> Result<Reading> {
    let options = read_options(options)?;
    formats::read(bytes, Some(&name(path)), &options, ids).map_err(|error| {
        let message = format!("Cannot read {}: {error}", name(path));
        WorkbenchError::new(ErrorCode::UnknownFormat, message).about(path)
    })
}

fn read_options(options: &ImportOptions) -> Result<ReadOptions> {
    let bad = |what: &str, value: &str| {
        let message = format!("There is no {what} \u{201c}{value}\u{201d}");
        WorkbenchError::new(ErrorCode::BadOption, message)
    };
    let encoding = match options.encoding.as_deref() {
        None => None,
        Some(label) => Some(
            label
                .parse::<Encoding>()
                .map_err(|_| bad("character encoding", label))?,
        ),
    };
    let frame_rate = match options.frame_rate.as_deref() {
        None => None,
        Some(rate) => Some(
            rate.parse::<FrameRate>()
                .map_err(|_| bad("frame rate", rate))?,
        ),
    };
    Ok(ReadOptions {
        format: options.format.clone(),
        encoding,
        frame_rate,
        ..ReadOptions::default()
    })
}

/// The track a file holds, with its cues in order. One without a name is named
/// after the file.
#[must_use]
pub fn track_of(reading: &Reading, path: &Path) -> (Track, Vec<Cue>) {
    let document: &Document = &reading.document;
    let found = document.track(reading.track).cloned();
    let mut track = found.unwrap_or_else(|| Track::new(reading.track, "", ""));
    if track.name.is_empty() {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        track.name = stem.chars().take(Track::MAX_NAME).collect();
    }
    let cues = document.cues(reading.track).cloned().collect();
    (track, cues)
}

pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| WorkbenchError::io("open", path, &error))
}

impl Engine {
    /// Brings a caption file into the open project as a track, or into a new
    /// project where none is open.
    pub(crate) fn import(
        &mut self,
        path: &Path,
        bytes: &[u8],
        options: &ImportOptions,
    ) -> Result<OpenOutcome> {
        let mut ids = self.fresh_ids();
        let reading = read_captions(path, bytes, options, &mut ids)?;
        if self.project.is_none() {
            let mut settings = reading.document.settings().clone();
            settings.title = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            self.start_project(None, settings)?;
        }
        let (track, cues) = track_of(&reading, path);
        let edit = Edit::AddTrack {
            track: Box::new(track),
            cues,
        };
        let now = self.ports.clock.now();
        match self.change(|project| project.edit(&edit, &[], now))? {
            EditOutcome::Done { .. } => Ok(OpenOutcome::Joined {
                diagnostics: reading.diagnostics,
            }),
            EditOutcome::Rejected(rejected) => {
                let message = format!("Cannot add {}: {}", name(path), rejected.message);
                Err(WorkbenchError::new(ErrorCode::BadOption, message).about(path))
            }
        }
    }

    pub(crate) fn preview_import(
        &mut self,
        path: &Path,
        options: &ImportOptions,
    ) -> Result<ImportPreview> {
        let bytes = read_file(path)?;
        let reading = read_captions(path, &bytes, options, &mut self.fresh_ids())?;
        let detected = registry::detect(&bytes, Some(&name(path)));
        let (track, cues) = track_of(&reading, path);
        let id = track.format.unwrap_or_default();
        let info = registry::by_id(&id).map(|format| format.info());
        let guessed_encoding = options.encoding.is_none()
            && !reading.encoding.eq_ignore_ascii_case("utf-8")
            && !reading.encoding.to_ascii_lowercase().starts_with("utf-16");
        let guessed_rate =
            options.frame_rate.is_none() && info.is_some_and(|info| info.counts_frames);
        let guessed_format = options.format.is_none() && detected.confidence() <= Confidence::Name;
        let troubled =
            (reading.diagnostics.iter()).any(|diagnostic| diagnostic.severity == Severity::Error);
        Ok(ImportPreview {
            format_name: info.map_or_else(String::new, |info| info.name.to_owned()),
            format: id,
            encoding: reading.encoding.to_owned(),
            cues: u32::try_from(cues.len()).unwrap_or(u32::MAX),
            first: cues.into_iter().take(PREVIEWED).collect(),
            diagnostics: reading.diagnostics,
            needs_decision: guessed_encoding || guessed_rate || guessed_format || troubled,
        })
    }
}
