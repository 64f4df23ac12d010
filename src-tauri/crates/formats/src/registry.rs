//! The formats there are, and which of them a file is in.

use std::borrow::Cow;

use captions::{CaptionChannel, Document, Ids, Track, TrackId};
use serde::Serialize;

use crate::text_source::TextSource;
use crate::{Diagnostic, Feature, Loss, ReadOptions, Support, WriteOptions};

/// What a format is and what it can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Info {
    /// Stable identifier, such as `srt`.
    pub id: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// File name extensions without the dot, the usual one first.
    pub extensions: &'static [&'static str],
    /// Internet media type.
    pub media_type: &'static str,
    /// Whether files can be read.
    pub reads: bool,
    /// Whether files can be written.
    pub writes: bool,
    /// Whether its times are frame labels, so that reading needs a frame rate.
    pub counts_frames: bool,
    /// What it carries; a feature that is not listed is lost.
    pub features: &'static [(Feature, Support)],
}

impl Info {
    /// How well the format carries a feature.
    #[must_use]
    pub fn support(&self, feature: Feature) -> Support {
        self.features
            .iter()
            .find(|(known, _)| *known == feature)
            .map_or(Support::None, |(_, support)| *support)
    }
}

/// A file to be read.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// All of its bytes.
    pub bytes: &'a [u8],
    /// Its name, where it has one; formats that put the language into the name
    /// look there.
    pub file_name: Option<&'a str>,
}

/// What a reader made of a file.
#[derive(Clone, Debug)]
pub struct Reading {
    /// A document with one track.
    pub document: Document,
    /// That track.
    pub track: TrackId,
    /// What was noticed, in file order.
    pub diagnostics: Vec<Diagnostic>,
    /// The character encoding the file was read in.
    pub encoding: &'static str,
    /// What the file leaves open and was assumed, for a person to confirm.
    pub questions: Vec<Question>,
}

/// Something that a file leaves open. The [`ReadOptions`] of the same name
/// answers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Question {
    /// Which character encoding a text file is in.
    Encoding,
    /// How many frames a second its labels count.
    FrameRate,
    /// Whether its labels drop.
    DropFrame,
    /// Which label the programme starts at.
    ProgrammeStart,
    /// Which of several channels to read.
    Channel {
        /// Those that hold captions.
        channels: Vec<CaptionChannel>,
    },
}

/// What a writer made of a track.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub bytes: Vec<u8>,
    /// Everything that is in the track and not in the file, in cue order.
    pub losses: Vec<Loss>,
}

/// Why nothing could be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// The track is not in the document.
    #[error("track {0} is not in the document")]
    NoSuchTrack(TrackId),
    /// No format of that identifier can be written.
    #[error("there is no writer for the format \u{201c}{0}\u{201d}")]
    NoSuchFormat(String),
}

impl WriteError {
    /// A stable name for the kind of error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoSuchTrack(_) => "no-such-track",
            Self::NoSuchFormat(_) => "no-such-format",
        }
    }
}

/// How sure a format is that a file is its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// It is not.
    None,
    /// Only the name speaks for it.
    Name,
    /// It looks like it.
    Likely,
    /// A signature says so.
    Certain,
}

/// The start of a file, as detection looks at it.
#[derive(Debug)]
pub struct Probe<'a> {
    /// The first bytes, at most [`Probe::BYTES`].
    pub bytes: &'a [u8],
    /// The same as text, without a byte order mark.
    pub text: Cow<'a, str>,
}

impl<'a> Probe<'a> {
    /// How much of a file detection looks at.
    pub const BYTES: usize = 64 * 1024;

    /// The probe of a file.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        let bytes = &bytes[..bytes.len().min(Self::BYTES)];
        Self {
            bytes,
            text: TextSource::decode(bytes, None).into_text(),
        }
    }

    /// The lines that are not blank, trimmed.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.text
            .split(['\n', '\r'])
            .map(str::trim)
            .filter(|line| !line.is_empty())
    }
}

/// Reads a file. Never fails and never panics: what cannot be used is named in
/// the diagnostics, everything else is read.
pub(crate) type Reader = fn(&Source<'_>, &ReadOptions, &mut Ids) -> Reading;

/// Writes one track. A cue that still is what it was read as, in this format,
/// goes out byte for byte.
pub(crate) type Writer = fn(&Document, &Track, &WriteOptions) -> Written;

/// One caption format: what it is, and the functions that know it.
pub struct Format {
    pub(crate) info: &'static Info,
    pub(crate) detect: fn(&Probe<'_>) -> Confidence,
    pub(crate) read: Reader,
    pub(crate) write: Option<Writer>,
}

impl Format {
    /// What it is.
    #[must_use]
    pub const fn info(&self) -> &'static Info {
        self.info
    }

    /// How sure it is that a file with this start is its own.
    #[must_use]
    pub fn detect(&self, probe: &Probe<'_>) -> Confidence {
        (self.detect)(probe)
    }

    /// Reads a file. Never fails and never panics: what cannot be used is
    /// named in the diagnostics, everything else is read.
    #[must_use]
    pub fn read(&self, source: &Source<'_>, options: &ReadOptions, ids: &mut Ids) -> Reading {
        (self.read)(source, options, ids)
    }

    /// Writes one track. A cue that still is what it was read as, in this
    /// format, goes out byte for byte.
    ///
    /// # Errors
    /// Where the track is not in the document, or the format is only read.
    pub fn write(
        &self,
        document: &Document,
        track: TrackId,
        options: &WriteOptions,
    ) -> Result<Written, WriteError> {
        let write = self
            .write
            .ok_or_else(|| WriteError::NoSuchFormat(self.info.id.to_owned()))?;
        let track = document
            .track(track)
            .ok_or(WriteError::NoSuchTrack(track))?;
        Ok(write(document, track, options))
    }
}

/// Every format; where two are equally sure of a file, the earlier one has it.
static ALL: &[&Format] = &[
    &crate::srt::FORMAT,
    &crate::vtt::FORMAT,
    &crate::facebook::FORMAT,
    &crate::sbv::FORMAT,
    &crate::microdvd::FORMAT,
    &crate::ass::ADVANCED,
    &crate::ass::PLAIN,
    &crate::ebu_stl::FORMAT,
    &crate::spruce::FORMAT,
    &crate::avid::ds::FORMAT,
    &crate::avid::dvd::FORMAT,
    &crate::qttext::FORMAT,
    &crate::cap::captivator::FORMAT,
    &crate::cap::old::FORMAT,
    &crate::cap::ascii::FORMAT,
    &crate::cap::capmaker::FORMAT,
    &crate::cap::captionmax::FORMAT,
    &crate::scc::FORMAT,
    &crate::mcc::FORMAT,
    &crate::ttml::TTML,
    &crate::ttml::DFXP,
    &crate::ttml::IMSC,
    &crate::ttml::ITT,
    &crate::ttml::EBU_TT_D,
    &crate::ttml::SMPTE_TT,
    &crate::transcript::FORMAT,
    &crate::json::YOUTUBE,
    &crate::json::WHISPER,
    &crate::json::REV,
];

/// Every format, in the order they are listed to people.
#[must_use]
pub fn all() -> &'static [&'static Format] {
    ALL
}

/// The format of an identifier.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Format> {
    ALL.iter().copied().find(|format| format.info().id == id)
}

/// The format that a file name's ending stands for, longest ending first.
#[must_use]
pub fn by_name(file_name: &str) -> Option<&'static Format> {
    let name = file_name.to_lowercase();
    let fit = |format: &&'static Format| {
        let endings = format.info().extensions.iter();
        endings
            .filter(|ending| has_ending(&name, ending))
            .map(|ending| ending.len())
            .max()
    };
    let mut best: Option<(usize, &'static Format)> = None;
    for format in ALL {
        if let Some(length) = fit(format)
            && best.is_none_or(|(longest, _)| length > longest)
        {
            best = Some((length, *format));
        }
    }
    best.map(|(_, format)| format)
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.strip_suffix(ending)
        .is_some_and(|stem| stem.ends_with('.'))
}

/// The formats a file may be in, surest first.
#[derive(Clone)]
pub struct Detection {
    candidates: Vec<(Confidence, &'static Format)>,
}

impl Detection {
    /// The surest format.
    #[must_use]
    pub fn best(&self) -> Option<&'static Format> {
        self.candidates.first().map(|(_, format)| *format)
    }

    /// How sure that is.
    #[must_use]
    pub fn confidence(&self) -> Confidence {
        self.candidates
            .first()
            .map_or(Confidence::None, |(confidence, _)| *confidence)
    }

    /// Every format that is not ruled out.
    #[must_use]
    pub fn candidates(&self) -> &[(Confidence, &'static Format)] {
        &self.candidates
    }
}

/// Finds out what a file is, by its content first; its name breaks ties and
/// speaks where the content says nothing.
#[must_use]
pub fn detect(bytes: &[u8], file_name: Option<&str>) -> Detection {
    let probe = Probe::new(bytes);
    let named = file_name.and_then(by_name).map(|format| format.info().id);
    let mut candidates: Vec<(Confidence, &'static Format)> = ALL
        .iter()
        .filter(|format| format.info().reads)
        .map(|format| {
            let by_name = if named == Some(format.info().id) {
                Confidence::Name
            } else {
                Confidence::None
            };
            (format.detect(&probe).max(by_name), *format)
        })
        .filter(|(confidence, _)| *confidence > Confidence::None)
        .collect();
    candidates.sort_by_key(|(confidence, format)| {
        (
            std::cmp::Reverse(*confidence),
            named != Some(format.info().id),
        )
    });
    Detection { candidates }
}
