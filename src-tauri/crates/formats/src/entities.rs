//! Character references.

use std::borrow::Cow;

/// Resolves the character references of HTML (HTML Standard section 13.2.5.72),
/// as WebVTT section 4.2.2 asks for.
pub(crate) fn resolve(text: &str) -> Cow<'_, str> {
    if text.contains('&') {
        htmlize::unescape(text)
    } else {
        Cow::Borrowed(text)
    }
}

/// The references that SubRip files in the wild use: the five of XML, the
/// no-break space, the two direction marks, and numbers.
const SMALL_SET: &[(&str, char)] = &[
    ("&lt;", '<'),
    ("&gt;", '>'),
    ("&amp;", '&'),
    ("&quot;", '"'),
    ("&apos;", '\''),
    ("&nbsp;", '\u{a0}'),
    ("&lrm;", '\u{200e}'),
    ("&rlm;", '\u{200f}'),
];

/// The character that a reference of the small set at the front of `text`
/// stands for, and how long the reference is.
pub(crate) fn small(text: &str) -> Option<(char, usize)> {
    let named = SMALL_SET
        .iter()
        .find(|(reference, _)| text.starts_with(reference));
    if let Some((reference, character)) = named {
        return Some((*character, reference.len()));
    }
    let body = text.strip_prefix("&#")?;
    let end = body.bytes().take(8).position(|byte| byte == b';')?;
    let number = match body[..end].strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => body[..end].parse().ok()?,
    };
    let character = char::from_u32(number).filter(|c| !c.is_control())?;
    Some((character, "&#".len() + end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_of_subrip_are_few() {
        assert_eq!(small("&lt;i"), Some(('<', 4)));
        assert_eq!(small("&#39;s"), Some(('\'', 5)));
        assert_eq!(small("&#x41;"), Some(('A', 6)));
        for text in [
            "&",
            "& b",
            "&eacute;",
            "&#;",
            "&#10;",
            "&#99999999;",
            "&#x\u{e9}",
            "&#1\u{20ac};",
        ] {
            assert_eq!(small(text), None, "{text}");
        }
    }

    #[test]
    fn references_of_webvtt_are_those_of_html() {
        assert_eq!(
            resolve("&eacute;&amp;&am&lt;&nb&nbsp;"),
            "\u{e9}&&am<&nb\u{a0}"
        );
    }
}
