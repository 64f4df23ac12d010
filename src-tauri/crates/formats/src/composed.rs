//! Letters with their marks composed, as formats of one code for each letter
//! need them.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Whether every letter is composed with its marks (Unicode NFC).
pub(crate) fn is_composed(text: &str) -> bool {
    text.is_ascii() || is_nfc(text)
}

/// Text with its letters composed, which most text is.
pub(crate) fn composed(text: &str) -> Cow<'_, str> {
    if is_composed(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}
