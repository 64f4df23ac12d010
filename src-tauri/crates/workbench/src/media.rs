//! The media of the open project: found, examined, and served to a player.

use std::fs;
use std::path::{Path, PathBuf};

use audio::{DecoderProcess, MediaInfo};
use captions::{FrameRate, MediaRef, Settings, Time, Timebase};
use editing::Edit;

use crate::engine::Engine;
use crate::error::name;
use crate::{
    EditOutcome, ErrorCode, Event, MediaStatus, Notice, OpenOutcome, Result, WorkbenchError,
};

/// The media of the open project.
pub(crate) struct Media {
    pub(crate) status: MediaStatus,
    /// Where it was found; absent where it is missing.
    pub(crate) found: Option<Found>,
}

/// A media file that is there.
pub(crate) struct Found {
    pub(crate) path: PathBuf,
    pub(crate) audio_track: u32,
    pub(crate) has_audio: bool,
}

/// What a media file says about itself.
///
/// # Errors
/// Where it cannot be read or is no media file.
pub(crate) fn examine(decoder: &DecoderProcess, path: &Path) -> Result<MediaInfo> {
    decoder
        .probe(path)
        .map_err(|error| WorkbenchError::new(ErrorCode::Media, error.to_string()).about(path))
}

fn fingerprint(path: &Path) -> Result<String> {
    audio::fingerprint(path)
        .map(|fingerprint| fingerprint.to_string())
        .map_err(|error| WorkbenchError::new(ErrorCode::Media, error.to_string()).about(path))
}

fn reference(path: &Path) -> Result<MediaRef> {
    let path = fs::canonicalize(path).map_err(|error| WorkbenchError::io("open", path, &error))?;
    Ok(MediaRef {
        fingerprint: fingerprint(&path)?,
        path: path.display().to_string(),
        audio_track: 0,
    })
}

/// The timebase of media with a picture. Labels drop frames where the rate
/// allows it, so that they keep to the clock.
fn timebase_of(info: &MediaInfo) -> Option<Timebase> {
    let rate = frame_rate_of(info)?;
    Some(Timebase::drop(rate).unwrap_or_else(|_| Timebase::non_drop(rate)))
}

fn frame_rate_of(info: &MediaInfo) -> Option<FrameRate> {
    let (numerator, denominator) = info.video.as_ref()?.frame_rate?;
    FrameRate::new(numerator, denominator).ok()
}

impl Engine {
    /// Brings media into the open project, or into a new one where none is open.
    pub(crate) fn link_media(&mut self, path: &Path) -> Result<OpenOutcome> {
        let info = examine(&self.ports.decoder, path)?;
        if self.project.is_none() {
            self.start_project(None, settings_for(path, &info)?)?;
            return Ok(OpenOutcome::Opened);
        }
        let had_media = !self.media_refs().is_empty();
        self.relink(path)?;
        if let Some(timebase) = timebase_of(&info).filter(|_| !had_media) {
            let edit = Edit::SetTimebase {
                timebase,
                keep_frames: false,
            };
            let now = self.ports.clock.now();
            // Rejected where it is the project's timebase already.
            self.change(|project| project.edit(&edit, &[], now))?;
        }
        Ok(OpenOutcome::Joined {
            diagnostics: Vec::new(),
        })
    }

    /// Says where the project's media is now.
    pub(crate) fn relink(&mut self, path: &Path) -> Result<EditOutcome> {
        examine(&self.ports.decoder, path)?;
        let media = reference(path)?;
        let mut settings = self.with(|project| Ok(project.document().settings().clone()))?;
        settings.media.truncate(1);
        match settings.media.first_mut() {
            Some(first) => *first = media,
            None => settings.media.push(media),
        }
        let edit = Edit::SetSettings {
            settings: Box::new(settings),
        };
        let now = self.ports.clock.now();
        self.change(|project| project.edit(&edit, &[], now))
    }

    /// The media the document names.
    pub(crate) fn media_refs(&self) -> Vec<MediaRef> {
        let project = self.project.as_ref();
        project.map_or_else(Vec::new, |project| {
            project.document().settings().media.clone()
        })
    }

    /// Looks for the media anew and tells what was found.
    pub(crate) fn look_for_media(&mut self) {
        self.find_media();
        let media = self.media.as_ref().map(|media| media.status.clone());
        self.tell(Event::Media { media });
        self.house_changed();
        self.start_waveform();
    }

    /// Looks for the media the document names.
    pub(crate) fn find_media(&mut self) {
        self.forget_media();
        let Some(reference) = self.media_refs().into_iter().next() else {
            return;
        };
        let project = self.open_path_now().unwrap_or_default();
        let mut media = match find(&reference, &project) {
            Some((path, notice)) => found(&self.ports.decoder, path, &reference, notice),
            None => missing(&reference),
        };
        let path = media.found.as_ref().map(|found| found.path.as_path());
        media.status.url = self.ports.media.serve(path);
        self.media = Some(media);
    }

    /// Lets go of the media.
    pub(crate) fn forget_media(&mut self) {
        self.shown.stop();
        self.media = None;
        self.ports.media.serve(None);
    }
}

/// When the programme of a project in that file ends: when its media does.
/// Absent where the project names none, or it cannot be found or read.
#[must_use]
pub fn programme_end(
    decoder: &DecoderProcess,
    settings: &Settings,
    project: &Path,
) -> Option<Time> {
    let (path, _) = find(settings.media.first()?, project)?;
    examine(decoder, &path).ok()?.duration
}

/// Settings of a project that is started for a media file: its title, its
/// timebase, and where it is.
///
/// # Errors
/// Where the file cannot be read or is no media file.
pub fn settings_for_media(decoder: &DecoderProcess, path: &Path) -> Result<Settings> {
    settings_for(path, &examine(decoder, path)?)
}

fn settings_for(path: &Path, info: &MediaInfo) -> Result<Settings> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut settings = Settings {
        title: stem.into_owned(),
        media: vec![reference(path)?],
        ..Settings::default()
    };
    if let Some(timebase) = timebase_of(info) {
        settings.timebase = timebase;
    }
    Ok(settings)
}

/// Where a media file is: where it was, or beside the project under the same
/// names, as when both moved together. Content decides, not the name.
fn find(reference: &MediaRef, project: &Path) -> Option<(PathBuf, Option<Notice>)> {
    let recorded = PathBuf::from(&reference.path);
    let same = |path: &Path| {
        reference.fingerprint.is_empty()
            || fingerprint(path).is_ok_and(|found| found == reference.fingerprint)
    };
    if recorded.is_file() && same(&recorded) {
        return Some((recorded, None));
    }
    for candidate in candidates(&recorded, project) {
        if candidate.is_file() && same(&candidate) {
            let message = format!("The media was found at {}", candidate.display());
            return Some((candidate, Some(Notice::info("media-moved", message))));
        }
    }
    let changed = recorded.is_file().then(|| {
        let message = format!(
            "{} has changed since it was last used here. Times may not fit it",
            name(&recorded)
        );
        Notice::warning("media-changed", message).with_action("media.relink")
    });
    changed.map(|notice| (recorded, Some(notice)))
}

/// Places beside the project: the media's last names, the longest way first.
fn candidates(recorded: &Path, project: &Path) -> Vec<PathBuf> {
    // A project that came from another system has its separators.
    let text = recorded.to_string_lossy();
    let names: Vec<&str> = text
        .split(['/', '\\'])
        .filter(|name| !name.is_empty())
        .collect();
    let folder = project.parent().unwrap_or(Path::new("."));
    let longest = names.len().min(4);
    let ends = (1..=longest)
        .rev()
        .map(|count| &names[names.len() - count..]);
    ends.map(|end| folder.join(end.iter().collect::<PathBuf>()))
        .collect()
}

fn missing(reference: &MediaRef) -> Media {
    let path = PathBuf::from(&reference.path);
    let message = format!(
        "{} is not where it was. Captions can be edited; to see and hear it, show where it is",
        name(&path)
    );
    let notice = Notice::warning("media-missing", message).with_action("media.relink");
    Media {
        status: MediaStatus {
            path: reference.path.clone(),
            name: name(&path),
            notices: vec![notice],
            ..MediaStatus::default()
        },
        found: None,
    }
}

fn found(
    decoder: &DecoderProcess,
    path: PathBuf,
    reference: &MediaRef,
    notice: Option<Notice>,
) -> Media {
    let mut status = MediaStatus {
        path: path.display().to_string(),
        name: name(&path),
        notices: notice.into_iter().collect(),
        ..MediaStatus::default()
    };
    let mut has_audio = false;
    match examine(decoder, &path) {
        Ok(info) => {
            has_audio = !info.audio.is_empty();
            describe(&mut status, &info);
        }
        Err(error) => {
            let notice = Notice::error("media-unreadable", error.message);
            status.notices.push(notice.with_action("media.relink"));
        }
    }
    Media {
        status,
        found: Some(Found {
            path,
            audio_track: reference.audio_track,
            has_audio,
        }),
    }
}

fn describe(status: &mut MediaStatus, info: &MediaInfo) {
    status.duration = info.duration;
    status.frame_rate = frame_rate_of(info).map(|rate| rate.to_string());
    status.variable_frame_rate = info.notices.contains(&audio::Notice::VariableFrameRate);
    status.has_video = info.video.is_some();
    status.has_audio = !info.audio.is_empty();
    status.start_offset = info.video.as_ref().map_or(Time::ZERO, |video| video.start);
    status
        .notices
        .extend(info.notices.iter().map(notice_in_words));
}

/// A remark of the audio crate, for people.
#[must_use]
pub fn notice_in_words(notice: &audio::Notice) -> Notice {
    use audio::Notice as Found;
    match notice {
        Found::NoAudio => Notice::info(
            "no-audio",
            "The media has no sound, so there is no waveform",
        ),
        Found::NoVideo => Notice::info("no-video", "The media has no picture"),
        Found::DurationDiffers { stated, decoded } => Notice::warning(
            "duration-differs",
            format!(
                "The media says it lasts {:.1} s and lasts {:.1} s",
                stated.as_seconds_f64(),
                decoded.as_seconds_f64()
            ),
        ),
        Found::NoSeekIndex => Notice::warning(
            "no-seek-index",
            "The media has a variable bit rate and no index. The player may seek to a place nearby",
        ),
        Found::EditListApplied { .. } => Notice::info(
            "edit-list",
            "The media cuts or moves its own beginning. The waveform allows for it",
        ),
        Found::VariableFrameRate => Notice::warning(
            "variable-frame-rate",
            "The picture's frames are not evenly spaced. Frame numbers are approximate",
        ),
        Found::DecodedByFfmpeg { what } => Notice::info(
            "decoded-by-ffmpeg",
            format!("ffmpeg decodes the {what} audio"),
        ),
        Found::DamagedAudio { packets, of } => Notice::warning(
            "damaged-audio",
            format!("{packets} of {of} pieces of the audio are damaged and shown as gaps"),
        ),
        Found::CoreBandOnly => Notice::info(
            "core-band-only",
            "Only the lower half of the sound's spectrum is drawn",
        ),
        Found::Truncated => Notice::warning("truncated", "The media file ends too early"),
        Found::Gaps { count } => Notice::info("gaps", format!("The audio has {count} gaps")),
    }
}
