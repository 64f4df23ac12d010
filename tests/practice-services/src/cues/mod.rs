//! Captions as the practice services understand them: just enough to check, to recognise and to convert, and nothing of
//! it shared with Cuewright.

mod read;
mod write;

pub use read::srt;
pub use write::write;

/// One caption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// When it appears, in milliseconds.
    pub start: u64,
    /// When it goes, in milliseconds.
    pub end: u64,
    /// Its rows, with a line feed between two.
    pub text: String,
}

/// The formats that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// SubRip.
    Srt,
    /// WebVTT.
    Vtt,
    /// YouTube's SubViewer.
    Sbv,
    /// TTML.
    Ttml,
    /// Plain text.
    Txt,
}

/// Why a file is not understood. The names are YouTube's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It is of no format that is known.
    UnknownFormat,
    /// Its format is known and not taken.
    UnsupportedFormat,
    /// It begins as it should and is broken further on.
    ProcessingFailed,
}

impl Failure {
    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::UnknownFormat => "unknownFormat",
            Self::UnsupportedFormat => "unsupportedFormat",
            Self::ProcessingFailed => "processingFailed",
        }
    }
}

/// Reads a file of any format, by what is in it.
///
/// # Errors
/// Why it cannot be used.
pub fn recognise(bytes: &[u8]) -> Result<Vec<Cue>, Failure> {
    if bytes.starts_with(b"Scenarist_SCC") {
        // Taken as it is; its captions are not looked at.
        return Ok(Vec::new());
    }
    let is_other = bytes.starts_with(b"[Script Info]") || bytes.get(3..11) == Some(b"STL25.01");
    if is_other {
        return Err(Failure::UnsupportedFormat);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Failure::UnknownFormat)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.replace("\r\n", "\n");
    let first = lines.lines().find(|line| !line.trim().is_empty());
    let first = first.unwrap_or_default();
    let read = if first.starts_with("WEBVTT") {
        read::vtt(&lines)
    } else if lines.contains("<tt") && first.trim_start().starts_with('<') {
        read::ttml(&lines)
    } else if read::is_sbv_time(first) {
        read::sbv(&lines)
    } else if first.trim().parse::<u64>().is_ok() || first.contains("-->") {
        srt(text.as_bytes()).ok()
    } else {
        return Err(Failure::UnknownFormat);
    };
    read.filter(|cues| !cues.is_empty())
        .ok_or(Failure::ProcessingFailed)
}
