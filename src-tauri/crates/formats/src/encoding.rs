//! Character encodings.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A character encoding of the WHATWG Encoding Standard, written by its name in
/// lower case, such as `utf-8` or `windows-1252`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "String", into = "String")]
pub struct Encoding(
    #[cfg_attr(feature = "specta", specta(type = String))] &'static encoding_rs::Encoding,
);

/// Why a text names no encoding.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\u{201c}{0}\u{201d} is not a known character encoding")]
pub struct EncodingError(String);

impl Encoding {
    /// UTF-8.
    pub const UTF_8: Self = Self(encoding_rs::UTF_8);
    /// UTF-16, low byte first.
    pub const UTF_16LE: Self = Self(encoding_rs::UTF_16LE);
    /// UTF-16, high byte first.
    pub const UTF_16BE: Self = Self(encoding_rs::UTF_16BE);

    pub(crate) const fn of(encoding: &'static encoding_rs::Encoding) -> Self {
        Self(encoding)
    }

    pub(crate) const fn codec(self) -> &'static encoding_rs::Encoding {
        self.0
    }

    /// The name in lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.0.name() {
            "UTF-8" => "utf-8",
            "UTF-16LE" => "utf-16le",
            "UTF-16BE" => "utf-16be",
            "Big5" => "big5",
            "EUC-JP" => "euc-jp",
            "EUC-KR" => "euc-kr",
            "GBK" => "gbk",
            "IBM866" => "ibm866",
            "ISO-2022-JP" => "iso-2022-jp",
            "ISO-8859-2" => "iso-8859-2",
            "ISO-8859-3" => "iso-8859-3",
            "ISO-8859-4" => "iso-8859-4",
            "ISO-8859-5" => "iso-8859-5",
            "ISO-8859-6" => "iso-8859-6",
            "ISO-8859-7" => "iso-8859-7",
            "ISO-8859-8" => "iso-8859-8",
            "ISO-8859-8-I" => "iso-8859-8-i",
            "ISO-8859-10" => "iso-8859-10",
            "ISO-8859-13" => "iso-8859-13",
            "ISO-8859-14" => "iso-8859-14",
            "ISO-8859-15" => "iso-8859-15",
            "ISO-8859-16" => "iso-8859-16",
            "KOI8-R" => "koi8-r",
            "KOI8-U" => "koi8-u",
            "Shift_JIS" => "shift_jis",
            lower => lower,
        }
    }

    /// The bytes that mark this encoding at the start of a file; empty for the
    /// encodings that have no mark.
    #[must_use]
    pub fn mark(self) -> &'static [u8] {
        match self.name() {
            "utf-8" => b"\xef\xbb\xbf",
            "utf-16le" => b"\xff\xfe",
            "utf-16be" => b"\xfe\xff",
            _ => b"",
        }
    }

    /// Whether line feeds and carriage returns are single bytes that occur
    /// nowhere else: true for every encoding here but UTF-16.
    pub(crate) fn has_byte_lines(self) -> bool {
        self != Self::UTF_16LE && self != Self::UTF_16BE
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Encoding {
    type Err = EncodingError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        encoding_rs::Encoding::for_label_no_replacement(text.trim().as_bytes())
            .map(Self)
            .ok_or_else(|| EncodingError(text.to_owned()))
    }
}

impl TryFrom<String> for Encoding {
    type Error = EncodingError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Encoding> for String {
    fn from(encoding: Encoding) -> Self {
        encoding.name().to_owned()
    }
}
