//! Caption formats.
//!
//! One module per format, each with content detection, a reader that never
//! fails on content, and a writer that declares what its target cannot carry.
//! Nothing here does I/O: bytes come in, a [`captions::Document`] with
//! diagnostics comes out, and the other way round with losses.
//!
//! ```
//! let mut ids = captions::Ids::new(0, 1);
//! let file = b"1\n00:00:01,000 --> 00:00:02,500\nHello\n";
//! let reading = formats::read(file, Some("a.srt"), &Default::default(), &mut ids)?;
//! let vtt = formats::registry::by_id("vtt").expect("VTT is registered");
//! let written = vtt.write(&reading.document, reading.track, &Default::default())?;
//! assert_eq!(written.bytes, b"WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nHello\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A further format is one module with a static [`Format`] and one line in
//! `registry::ALL`.

pub mod cea608;
pub mod diagnostic;
pub mod encoding;
pub mod loss;
pub mod options;
pub mod registry;

mod ass;
mod avid;
mod cap;
mod cdp;
mod cea708;
mod clock;
mod colors;
mod composed;
mod draft;
mod ebu_stl;
mod entities;
mod facebook;
mod frame_clock;
mod json;
mod mcc;
mod microdvd;
mod overrides;
mod place;
mod qttext;
mod rows;
mod sbv;
mod scc;
mod spruce;
mod srt;
mod text_sink;
mod text_source;
mod transcript;
mod ttml;
mod verbatim;
mod vtt;

use captions::{Document, Ids, TrackId};

pub use diagnostic::{Diagnostic, Severity};
pub use encoding::Encoding;
pub use loss::{Feature, Loss, Support};
pub use options::{LineEnding, ReadOptions, WriteOptions};
pub use registry::{
    Confidence, Detection, Format, Info, Question, Reading, Source, WriteError, Written,
};

/// Why a file could not be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Neither the content nor the name says what the file is.
    #[error("this is not a caption file in any format that Cuewright knows")]
    NotRecognised,
    /// The caller asked for a format that is not registered or not readable.
    #[error("there is no reader for the format \u{201c}{0}\u{201d}")]
    NoSuchFormat(String),
}

impl ReadError {
    /// A stable name for the kind of error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotRecognised => "format-not-recognised",
            Self::NoSuchFormat(_) => "no-such-format",
        }
    }
}

/// Reads a file in the format its content shows, or in the one that
/// `options.format` names.
///
/// # Errors
/// Where no format is recognised or the named one does not exist. Damage inside
/// a recognised file is never an error: it becomes a [`Diagnostic`].
pub fn read(
    bytes: &[u8],
    file_name: Option<&str>,
    options: &ReadOptions,
    ids: &mut Ids,
) -> Result<Reading, ReadError> {
    let format = match options.format.as_deref() {
        Some(id) => registry::by_id(id)
            .filter(|format| format.info().reads)
            .ok_or_else(|| ReadError::NoSuchFormat(id.to_owned()))?,
        None => registry::detect(bytes, file_name)
            .best()
            .ok_or(ReadError::NotRecognised)?,
    };
    Ok(format.read(&Source { bytes, file_name }, options, ids))
}

/// The name a file of a track should have: `stem` and the ending of the format,
/// with the language in it where the format wants that.
///
/// ```
/// assert_eq!(formats::file_name("video", "vtt", "en"), "video.vtt");
/// assert_eq!(formats::file_name("video", "fb-srt", "en"), "video.en_US.srt");
/// ```
#[must_use]
pub fn file_name(stem: &str, format: &str, language: &str) -> String {
    let by_language = (format == "fb-srt").then(|| facebook::file_name(stem, language));
    by_language.flatten().unwrap_or_else(|| {
        let info = registry::by_id(format).map(|format| format.info());
        let ending = info.and_then(|info| info.extensions.first());
        format!("{stem}.{}", ending.unwrap_or(&format))
    })
}

/// Writes one track in the format of the given identifier.
///
/// # Errors
/// Where there is no such writer or no such track.
pub fn write(
    document: &Document,
    track: TrackId,
    format: &str,
    options: &WriteOptions,
) -> Result<Written, WriteError> {
    registry::by_id(format)
        .filter(|found| found.info().writes)
        .ok_or_else(|| WriteError::NoSuchFormat(format.to_owned()))?
        .write(document, track, options)
}
