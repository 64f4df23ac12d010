//! The character set of `CAPtivator` files: ASCII, further characters of line 21
//! from 0x81 on, and Windows-1252 for the rest below 0xC0.

use captions::{Row, Style};

use crate::rows::Rows;

/// Turns italics on until the end of the row.
pub(super) const ITALIC: u8 = 0xd0;

/// Characters 0x81 to 0x95.
const SPECIAL: [char; 21] = [
    '\u{266a}', '\u{e1}', '\u{e9}', '\u{ed}', '\u{f3}', '\u{fa}', '\u{e2}', '\u{ea}', '\u{ee}',
    '\u{f4}', '\u{fb}', '\u{e0}', '\u{e8}', '\u{d1}', '\u{f1}', '\u{e7}', '\u{a2}', '\u{a3}',
    '\u{bf}', '\u{bd}', '\u{ae}',
];

/// The character of a byte; `None` for a style code.
pub(super) fn character(byte: u8) -> Option<char> {
    match byte {
        0x20..=0x7e => Some(char::from(byte)),
        0x81..=0x95 => SPECIAL.get(usize::from(byte - 0x81)).copied(),
        0x80 | 0x96..=0xbf => {
            let bytes = [byte];
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
            text.chars().next().filter(|found| !found.is_control())
        }
        _ => None,
    }
}

/// The byte of a character.
pub(super) fn byte(wanted: char) -> Option<u8> {
    if matches!(wanted, ' '..='~') {
        return u8::try_from(wanted).ok();
    }
    (0x80..=0xbf).find(|byte| character(*byte) == Some(wanted))
}

/// What stands for a character that the set lacks and that has an equal in it.
pub(super) const fn similar(character: char) -> Option<&'static str> {
    Some(match character {
        '\u{2018}' | '\u{2019}' | '\u{2032}' => "'",
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{2033}' => "\"",
        '\u{2026}' => "...",
        '\u{2010}' | '\u{2011}' | '\u{2212}' => "-",
        '\u{2002}' | '\u{2003}' | '\u{2009}' | '\u{202f}' | '\n' | '\r' | '\t' => " ",
        '\u{c0}'..='\u{c5}' => "A",
        '\u{c8}'..='\u{cb}' => "E",
        '\u{cc}'..='\u{cf}' => "I",
        '\u{d2}'..='\u{d6}' => "O",
        '\u{d9}'..='\u{dc}' => "U",
        '\u{c7}' => "C",
        '\u{dd}' => "Y",
        '\u{e3}'..='\u{e5}' => "a",
        '\u{eb}' => "e",
        '\u{ec}' | '\u{ef}' => "i",
        '\u{f2}' | '\u{f5}' | '\u{f6}' => "o",
        '\u{f9}' | '\u{fc}' => "u",
        '\u{fd}' | '\u{ff}' => "y",
        '\u{c6}' => "AE",
        '\u{e6}' => "ae",
        '\u{152}' => "OE",
        '\u{153}' => "oe",
        '\u{df}' => "ss",
        '\u{d8}' => "O",
        '\u{f8}' => "o",
        _ => return None,
    })
}

/// A row of bytes. A style code of unknown meaning is kept, as `#` and its two
/// hexadecimal digits, with the text after it.
pub(super) fn row(bytes: &[u8]) -> Row {
    let mut rows = Rows::default();
    let mut style = Style::default();
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        if let Some(character) = character(*byte) {
            text.push(character);
            continue;
        }
        rows.push(&text, &style);
        text.clear();
        if *byte == ITALIC {
            style.italic = true;
        } else {
            let extra = style.detail_mut().extra.get_or_insert_default();
            extra.push_str(&format!("#{byte:02X}"));
        }
    }
    rows.push(&text, &style);
    rows.finish_row()
}

/// The style codes that a run's extra codes stand for.
pub(super) fn codes(extra: &str) -> Option<Vec<u8>> {
    let mut parts = extra.split('#');
    if parts.next() != Some("") {
        return None;
    }
    parts
        .map(|digits| {
            let code = u8::from_str_radix(digits, 16).ok()?;
            let is_byte = digits.len() == 2 && !digits.starts_with('+');
            let is_code = is_byte && code != 0 && code != ITALIC;
            (is_code && character(code).is_none()).then_some(code)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_as_its_readers_have_it() {
        for (code, expected) in [
            (0x1f, None),
            (0x20, Some(' ')),
            (0x41, Some('A')),
            (0x7f, None),
            (0x80, Some('\u{20ac}')),
            (0x81, Some('\u{266a}')),
            (0x82, Some('\u{e1}')),
            (0x83, Some('\u{e9}')),
            (0x86, Some('\u{fa}')),
            (0x89, Some('\u{ee}')),
            (0x8a, Some('\u{f4}')),
            (0x8c, Some('\u{e0}')),
            (0x8e, Some('\u{d1}')),
            (0x8f, Some('\u{f1}')),
            (0x90, Some('\u{e7}')),
            (0x91, Some('\u{a2}')),
            (0x92, Some('\u{a3}')),
            (0x93, Some('\u{bf}')),
            (0x94, Some('\u{bd}')),
            (0x95, Some('\u{ae}')),
            (0x96, Some('\u{2013}')),
            (0x99, Some('\u{2122}')),
            (0x9d, None),
            (0xb0, Some('\u{b0}')),
            (0xbf, Some('\u{bf}')),
            (0xc0, None),
            (0xd0, None),
            (0xff, None),
        ] {
            assert_eq!(character(code), expected, "{code:02x}");
        }
        for code in 0..=0xff {
            if let Some(found) = character(code) {
                let again = byte(found).and_then(character);
                assert_eq!(again, Some(found), "{code:02x}");
            }
        }
    }

    #[test]
    fn style_codes_stay_with_the_text_after_them() {
        let row = row(b"a\xd0b\xc3c\x05");
        let runs: Vec<(&str, bool, Option<&str>)> = row
            .0
            .iter()
            .map(|run| {
                let extra = run.style.detail.as_deref().and_then(|d| d.extra.as_deref());
                (run.text.as_str(), run.style.italic, extra)
            })
            .collect();
        assert_eq!(
            runs,
            [
                ("a", false, None),
                ("b", true, None),
                ("c", true, Some("#C3"))
            ]
        );
        assert_eq!(codes("#C3#05"), Some(vec![0xc3, 0x05]));
        for foreign in ["{P:1}", "#41", "#D0", "#C", "", "#+3"] {
            assert_eq!(
                codes(foreign).filter(|list| !list.is_empty()),
                None,
                "{foreign}"
            );
        }
    }
}
