//! The bytes a record was read from.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// What a cue looked like in the file it came from.
///
/// A writer of the same format puts `bytes` back out, as long as `digest` is
/// still [`Cue::digest`](crate::Cue::digest): an unedited cue leaves as it came.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Raw {
    /// Identifier of the format, such as `srt`.
    pub format: Cow<'static, str>,
    /// The cue's bytes, or its text where they are UTF-8.
    pub bytes: RawBytes,
    /// Digest of the cue that the bytes encode.
    #[cfg_attr(feature = "specta", specta(type = String))]
    #[serde(with = "hexadecimal")]
    pub digest: u64,
}

/// Bytes that are kept as text where they are text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(untagged)]
pub enum RawBytes {
    /// UTF-8 text.
    Text(String),
    /// Anything else.
    Bytes(Vec<u8>),
}

impl RawBytes {
    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }
}

impl From<&[u8]> for RawBytes {
    fn from(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Bytes(bytes.to_owned()),
        }
    }
}

impl From<String> for RawBytes {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// JavaScript numbers cannot hold 64 bits.
mod hexadecimal {
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
    pub(super) fn serialize<S: Serializer>(value: &u64, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("{value:016x}"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
        let text = String::deserialize(from)?;
        u64::from_str_radix(&text, 16).map_err(serde::de::Error::custom)
    }
}
