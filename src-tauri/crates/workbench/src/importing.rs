//! Caption files coming in.

use std::fs;
use std::path::Path;

use captions::{CaptionChannel, Cue, Document, FrameRate, Ids, Settings, Track};
use editing::Edit;
use formats::registry::{self, Confidence};
use formats::{Diagnostic, Encoding, Question, ReadOptions, Reading};
use serde::{Deserialize, Serialize};

use crate::engine::Engine;
use crate::error::name;
use crate::opening::{Kind, start_of};
use crate::{EditOutcome, ErrorCode, OpenOutcome, Result, WorkbenchError};

/// Cues shown of a file that is about to be imported.
const PREVIEWED: usize = 12;

/// How a caption file is to be read; what is absent is found out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct ImportOptions {
    /// The character encoding, by its WHATWG label.
    pub encoding: Option<String>,
    /// The frame rate, for formats that count frames without saying of what.
    pub frame_rate: Option<String>,
    /// Identifier of the format.
    pub format: Option<String>,
    /// Whether labels drop, for formats that leave that open.
    pub drop_frame: Option<bool>,
    /// The label the programme starts at, for formats that leave that open.
    pub programme_start: Option<String>,
    /// The channel to read, where a file holds several.
    pub channel: Option<CaptionChannel>,
}

impl ImportOptions {
    /// These, with what they leave open taken from `others` where a question
    /// asks for it.
    #[must_use]
    pub fn answering(&self, questions: &[Question], others: &Self) -> Self {
        let mut answered = self.clone();
        for question in questions {
            match question {
                Question::Encoding => fill(&mut answered.encoding, &others.encoding),
                Question::FrameRate => fill(&mut answered.frame_rate, &others.frame_rate),
                Question::DropFrame => fill(&mut answered.drop_frame, &others.drop_frame),
                Question::ProgrammeStart => {
                    fill(&mut answered.programme_start, &others.programme_start);
                }
                Question::Channel { channels } => {
                    let known = others.channel.filter(|channel| channels.contains(channel));
                    fill(&mut answered.channel, &known);
                }
            }
        }
        answered
    }
}

fn fill<T: Clone>(slot: &mut Option<T>, with: &Option<T>) {
    if slot.is_none() {
        slot.clone_from(with);
    }
}

/// What importing a file would bring.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ImportPreview {
    /// Identifier of the format.
    pub format: String,
    /// Its name for people.
    pub format_name: String,
    /// Whether only the file's name speaks for that format.
    pub guessed_format: bool,
    /// What it was read with, as found, chosen or assumed. What does not apply
    /// to the format is absent.
    pub read_as: ImportOptions,
    /// What the file leaves open, and neither the options nor the open project
    /// answer.
    pub questions: Vec<Question>,
    /// Number of cues.
    pub cues: u32,
    /// The first cues.
    pub first: Vec<Cue>,
    /// What the reader has to say.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether something has to be decided by a person: a question, a format
    /// that only the name speaks for, a file in which nothing was found.
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

/// Reads a caption file; what it and `options` leave open is taken from
/// `answers` as far as they go. Answers the options that were used.
///
/// # Errors
/// As [`read_captions`].
pub fn read_answered(
    path: &Path,
    bytes: &[u8],
    options: &ImportOptions,
    answers: &ImportOptions,
    ids: &mut Ids,
) -> Result<(Reading, ImportOptions)> {
    let reading = read_captions(path, bytes, options, ids)?;
    let answered = options.answering(&reading.questions, answers);
    if answered == *options {
        return Ok((reading, answered));
    }
    let again = read_captions(path, bytes, &answered, ids)?;
    Ok((again, answered))
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
        drop_frame: options.drop_frame,
        programme_start: options.programme_start.clone(),
        channel: options.channel,
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

/// What a reading was made with, as a person would choose it.
fn read_as(reading: &Reading, used: &ImportOptions, counts_frames: bool) -> ImportOptions {
    let settings = reading.document.settings();
    let base = settings.timebase;
    let first = reading.document.cues(reading.track).next();
    let counted = |text: String| counts_frames.then_some(text);
    ImportOptions {
        encoding: Some(reading.encoding.to_owned()),
        frame_rate: counted(base.rate().to_string()),
        format: used.format.clone(),
        drop_frame: counts_frames.then_some(base.drop_frame()),
        programme_start: counted(base.label(settings.programme_start).to_string()),
        channel: used.channel.or_else(|| first.and_then(|cue| cue.channel)),
    }
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
        let (reading, _) = read_answered(path, bytes, options, &self.known(), &mut ids)?;
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

    /// What importing a file would bring; none for a file that is no captions
    /// by its content.
    pub(crate) fn preview_import(
        &mut self,
        path: &Path,
        options: &ImportOptions,
    ) -> Result<Option<ImportPreview>> {
        if !self.may_be_captions(path, options)? {
            return Ok(None);
        }
        let bytes = read_file(path)?;
        let mut ids = self.fresh_ids();
        let (reading, used) = read_answered(path, &bytes, options, &self.known(), &mut ids)?;
        let confidence = registry::detect(&bytes, Some(&name(path))).confidence();
        let guessed_format = options.format.is_none() && confidence <= Confidence::Name;
        let (track, cues) = track_of(&reading, path);
        let format = track.format.unwrap_or_default();
        let info = registry::by_id(&format).map(|format| format.info());
        let counts_frames = info.is_some_and(|info| info.counts_frames);
        let needs_decision = guessed_format || !reading.questions.is_empty() || cues.is_empty();
        Ok(Some(ImportPreview {
            format_name: info.map_or_else(String::new, |info| info.name.to_owned()),
            format,
            guessed_format,
            read_as: read_as(&reading, &used, counts_frames),
            questions: reading.questions,
            cues: u32::try_from(cues.len()).unwrap_or(u32::MAX),
            first: cues.into_iter().take(PREVIEWED).collect(),
            diagnostics: reading.diagnostics,
            needs_decision,
        }))
    }

    fn may_be_captions(&self, path: &Path, options: &ImportOptions) -> Result<bool> {
        // Media is only looked into where it may be something else.
        let detected = registry::detect(&start_of(path)?, Some(&name(path))).confidence();
        if options.format.is_none() && detected == Confidence::None {
            return Ok(false);
        }
        Ok(matches!(self.kind_of(path, options)?, Kind::Captions))
    }

    /// What the open project answers of what a file leaves open: how its media
    /// or its tracks count frames, and where the programme starts.
    fn known(&self) -> ImportOptions {
        let Some(project) = &self.project else {
            return ImportOptions::default();
        };
        let settings: &Settings = project.document().settings();
        let by_media = (self.media.as_ref()).is_some_and(|media| media.status.frame_rate.is_some());
        let by_track = project.document().tracks().iter().any(|track| {
            let format = track.format.as_deref().and_then(registry::by_id);
            format.is_some_and(|format| format.info().counts_frames)
        });
        if !by_media && !by_track {
            return ImportOptions::default();
        }
        let base = settings.timebase;
        let start = settings.programme_start;
        ImportOptions {
            frame_rate: Some(base.rate().to_string()),
            drop_frame: Some(base.drop_frame()),
            programme_start: (start != 0).then(|| base.label(start).to_string()),
            ..ImportOptions::default()
        }
    }
}
