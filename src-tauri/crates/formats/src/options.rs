//! How to read and how to write.

use captions::{CaptionChannel, FrameRate};
use serde::{Deserialize, Serialize};

use crate::Encoding;

/// How to read a file. The defaults take everything from the content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct ReadOptions {
    /// Identifier of the format; absent: found by content.
    pub format: Option<String>,
    /// Encoding of a text format; absent: by byte order mark, by content, or
    /// guessed.
    pub encoding: Option<Encoding>,
    /// Frames a second, for formats that count frames without saying how many.
    pub frame_rate: Option<FrameRate>,
    /// Whether labels drop, for formats that leave that open.
    pub drop_frame: Option<bool>,
    /// The label the programme starts at, `hh:mm:ss:ff`, for formats that
    /// leave that open.
    pub programme_start: Option<String>,
    /// The channel to read, where a file holds several.
    pub channel: Option<CaptionChannel>,
    /// Whether each cue keeps the bytes it was read from, so that it can go
    /// back out as it came. Costs about the size of the file in memory.
    pub keep_raw: bool,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            format: None,
            encoding: None,
            frame_rate: None,
            drop_frame: None,
            programme_start: None,
            channel: None,
            keep_raw: true,
        }
    }
}

/// How to write a file. The defaults write a track of the same format as it
/// came, and any other as UTF-8 with line feeds and no byte order mark.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct WriteOptions {
    /// Encoding of a text format.
    pub encoding: Option<Encoding>,
    /// How lines end.
    pub line_ending: Option<LineEnding>,
    /// Whether a byte order mark opens the file.
    pub bom: Option<bool>,
}

/// How the lines of a text file end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum LineEnding {
    /// A line feed, as on Unix.
    #[default]
    Lf,
    /// A carriage return and a line feed, as on Windows.
    Crlf,
    /// A carriage return, as on the classic Mac OS.
    Cr,
}

impl LineEnding {
    /// The characters.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::Crlf => "\r\n",
            Self::Cr => "\r",
        }
    }
}
