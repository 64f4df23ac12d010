//! The character code tables of the text field (EBU Tech 3264-E, appendix 2).

use std::collections::HashMap;

use encoding_rs::{ISO_8859_5, ISO_8859_6, ISO_8859_7, ISO_8859_8};
use unicode_normalization::char::compose;

/// A character code table, by the number that the field CCT gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    /// 00: Latin, ISO 6937/2 with accents before their letters.
    Latin,
    /// 01: Latin and Cyrillic, ISO 8859/5.
    Cyrillic,
    /// 02: Latin and Arabic, ISO 8859/6.
    Arabic,
    /// 03: Latin and Greek, ISO 8859/7.
    Greek,
    /// 04: Latin and Hebrew, ISO 8859/8.
    Hebrew,
}

impl Table {
    pub(super) const ALL: [Self; 5] = [
        Self::Latin,
        Self::Cyrillic,
        Self::Arabic,
        Self::Greek,
        Self::Hebrew,
    ];

    /// The table of a number, where the standard has it.
    pub(super) fn of(number: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.number() == number)
    }

    /// The number, as the field CCT writes it.
    pub(super) const fn number(self) -> &'static str {
        match self {
            Self::Latin => "00",
            Self::Cyrillic => "01",
            Self::Arabic => "02",
            Self::Greek => "03",
            Self::Hebrew => "04",
        }
    }

    /// The name of the character set.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Latin => "iso-6937",
            Self::Cyrillic => "iso-8859-5",
            Self::Arabic => "iso-8859-6",
            Self::Greek => "iso-8859-7",
            Self::Hebrew => "iso-8859-8",
        }
    }
}

/// What stands at A0 to FF of table 00, with U+FFFD where nothing does or an
/// accent is. The dollar sign is at A4, since 24 is the currency sign.
const LATIN: &str = "\u{a0}¡¢£$¥#§¤‘“«←↑→↓°±²³×µ¶·÷’”»¼½¾¿\
    \u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\
    \u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\
    —¹®©™♪¬¦\u{fffd}\u{fffd}\u{fffd}\u{fffd}⅛⅜⅝⅞\
    ΩÆĐªĦ\u{fffd}ĲĿŁØŒºÞŦŊŉĸæđðħıĳŀłøœßþŧŋ\u{ad}";

/// The accents of table 00: byte, combining mark, and the mark on its own,
/// which the accent before a space stands for. C9 is another diaeresis in old
/// files.
const ACCENTS: [(u8, char, char); 14] = [
    (0xc1, '\u{300}', '`'),
    (0xc2, '\u{301}', '\u{b4}'),
    (0xc3, '\u{302}', '^'),
    (0xc4, '\u{303}', '~'),
    (0xc5, '\u{304}', '\u{af}'),
    (0xc6, '\u{306}', '\u{2d8}'),
    (0xc7, '\u{307}', '\u{2d9}'),
    (0xc8, '\u{308}', '\u{a8}'),
    (0xca, '\u{30a}', '\u{2da}'),
    (0xcb, '\u{327}', '\u{b8}'),
    (0xcc, '\u{331}', '_'),
    (0xcd, '\u{30b}', '\u{2dd}'),
    (0xce, '\u{328}', '\u{2db}'),
    (0xcf, '\u{30c}', '\u{2c7}'),
];

/// Bytes that editions after that of the standard filled.
const LATER: &[(Table, &[u8])] = &[
    (Table::Greek, &[0xa4, 0xa5, 0xaa]),
    (Table::Hebrew, &[0xaf, 0xfd, 0xfe]),
];

/// A table ready for use.
#[derive(Clone, Debug)]
pub(super) struct Characters {
    pub(super) table: Table,
    /// What stands at A0 to FF.
    upper: [char; 96],
    /// What is written in one byte of the upper half, or as accent and letter.
    bytes: HashMap<char, [u8; 2]>,
}

impl Characters {
    pub(super) fn of(table: Table) -> Self {
        let upper = upper(table);
        let later = LATER.iter().find(|(known, _)| *known == table);
        let later = later.map_or(&[][..], |(_, bytes)| bytes);
        let mut bytes = HashMap::new();
        for (byte, character) in (0xa0..=0xff).zip(upper) {
            if character != '\u{fffd}' && !later.contains(&byte) {
                bytes.entry(character).or_insert([byte, 0]);
            }
        }
        if table == Table::Latin {
            add_accented(&mut bytes);
        }
        Self {
            table,
            upper,
            bytes,
        }
    }

    /// Whether a byte is an accent that waits for its letter.
    pub(super) fn is_accent(&self, byte: u8) -> bool {
        self.table == Table::Latin && (0xc1..=0xcf).contains(&byte)
    }

    /// The character of a byte that is no accent; U+FFFD where there is none.
    pub(super) fn decode(&self, byte: u8) -> char {
        match byte {
            0x20..=0x7e => char::from(byte),
            0xa0.. => self.upper[usize::from(byte - 0xa0)],
            _ => '\u{fffd}',
        }
    }

    /// The text of an accent and the byte after it.
    pub(super) fn decode_accented(&self, accent: u8, letter: u8) -> String {
        let accent = if accent == 0xc9 { 0xc8 } else { accent };
        let Some((_, mark, alone)) = ACCENTS.into_iter().find(|(byte, ..)| *byte == accent) else {
            return "\u{fffd}".to_owned();
        };
        let base = self.decode(letter);
        if base == ' ' {
            return alone.to_string();
        }
        accented(accent, base).map_or_else(|| format!("{base}{mark}"), String::from)
    }

    /// The bytes of a character, where the table has it.
    pub(super) fn encode(&self, character: char) -> Option<Encoded> {
        let one = |byte: u8| Encoded {
            bytes: [byte, 0],
            length: 1,
        };
        if matches!(character, ' '..='~') && (self.table != Table::Latin || character != '$') {
            return u8::try_from(character).ok().map(one);
        }
        self.bytes.get(&character).map(|bytes| match bytes {
            [byte, 0] => one(*byte),
            pair => Encoded {
                bytes: *pair,
                length: 2,
            },
        })
    }
}

/// One or two bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Encoded {
    bytes: [u8; 2],
    length: u8,
}

impl Encoded {
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

fn upper(table: Table) -> [char; 96] {
    let codec = match table {
        Table::Latin => {
            let mut characters = LATIN.chars();
            return std::array::from_fn(|_| characters.next().unwrap_or('\u{fffd}'));
        }
        Table::Cyrillic => ISO_8859_5,
        Table::Arabic => ISO_8859_6,
        Table::Greek => ISO_8859_7,
        Table::Hebrew => ISO_8859_8,
    };
    let bytes: Vec<u8> = (0xa0..=0xff).collect();
    let (text, _) = codec.decode_without_bom_handling(&bytes);
    let mut characters = text.chars();
    std::array::from_fn(|_| characters.next().unwrap_or('\u{fffd}'))
}

/// A letter under an accent. The small g cannot carry its cedilla below, so
/// the table writes it with an acute.
fn accented(accent: u8, base: char) -> Option<char> {
    if (accent, base) == (0xc2, 'g') {
        return Some('\u{123}');
    }
    let (_, mark, _) = ACCENTS.into_iter().find(|(byte, ..)| *byte == accent)?;
    compose(base, mark)
}

/// The letters that the table is meant for: those of Latin-1 and of Latin
/// Extended-A, and the accents on their own that ASCII lacks.
fn add_accented(bytes: &mut HashMap<char, [u8; 2]>) {
    for (accent, _, alone) in ACCENTS {
        for letter in (b'A'..=b'Z').chain(b'a'..=b'z') {
            if let Some(character) = accented(accent, char::from(letter))
                && matches!(character, '\u{c0}'..='\u{17f}')
            {
                bytes.entry(character).or_insert([accent, letter]);
            }
        }
        if !alone.is_ascii() {
            bytes.entry(alone).or_insert([accent, b' ']);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(characters: &Characters, character: char) -> Option<Vec<u8>> {
        let encoded = characters.encode(character)?;
        Some(encoded.as_bytes().to_vec())
    }

    /// What a standards body prints of table 00, column by column.
    #[test]
    fn the_latin_table_is_that_of_iso_6937() {
        let latin = Characters::of(Table::Latin);
        for (first, text) in [
            (0x20, " !\"#$%&'()*+,-./0123456789:;<=>?"),
            (0xa1, "¡¢£$¥#§¤‘“«←↑→↓"),
            (0xb0, "°±²³×µ¶·÷’”»¼½¾¿"),
            (0xd0, "—¹®©™♪¬¦"),
            (0xdc, "⅛⅜⅝⅞"),
            (0xe0, "ΩÆĐªĦ"),
            (0xe6, "ĲĿŁØŒºÞŦŊŉ"),
            (0xf0, "ĸæđðħıĳŀłøœßþŧŋ\u{ad}"),
        ] {
            let bytes = (first..=0xff_u8).take(text.chars().count());
            let seen: String = bytes.map(|byte| latin.decode(byte)).collect();
            assert_eq!(seen, text, "{first:x}");
        }
        for byte in [0x7f, 0xd8, 0xdb, 0xe5] {
            assert_eq!(latin.decode(byte), '\u{fffd}', "{byte:x}");
        }
    }

    #[test]
    fn accents_stand_before_their_letters() {
        let latin = Characters::of(Table::Latin);
        for (bytes, text) in [
            (*b"\xc1e", "è"),
            (*b"\xc2e", "é"),
            (*b"\xc3i", "î"),
            (*b"\xc4n", "ñ"),
            (*b"\xc5a", "ā"),
            (*b"\xc6g", "ğ"),
            (*b"\xc7z", "ż"),
            (*b"\xc8u", "ü"),
            (*b"\xcaA", "Å"),
            (*b"\xcbc", "ç"),
            (*b"\xcdo", "ő"),
            (*b"\xcea", "ą"),
            (*b"\xcfs", "š"),
            (*b"\xc2g", "ģ"),
            (*b"\xcbG", "Ģ"),
        ] {
            assert_eq!(latin.decode_accented(bytes[0], bytes[1]), text);
            let character = text.chars().next().expect("one");
            assert_eq!(encoded(&latin, character).as_deref(), Some(&bytes[..]));
        }
        for (bytes, text) in [
            (*b"\xc9u", "ü"),
            (*b"\xc8 ", "\u{a8}"),
            (*b"\xc2 ", "\u{b4}"),
            (*b"\xccd", "\u{1e0f}"),
            (*b"\xc3q", "q\u{302}"),
        ] {
            assert_eq!(latin.decode_accented(bytes[0], bytes[1]), text);
        }
    }

    #[test]
    fn tables_hold_what_they_are_for() {
        for (table, text, lacks) in [
            (Table::Latin, "Ünïcødé ŁÓDŹ ♪ $5 ¤ #", "я€Ʒ"),
            (Table::Cyrillic, "Привет, Ђорђе §№ $", "é♪€"),
            (Table::Arabic, "مرحبا؟ $", "é♪"),
            (Table::Greek, "Καλημέρα $", "é♪€"),
            (Table::Hebrew, "שלום $", "é♪\u{200f}"),
        ] {
            let characters = Characters::of(table);
            for character in text.chars() {
                let bytes = encoded(&characters, character).expect("it is there");
                let back = match bytes[..] {
                    [accent, letter] => characters.decode_accented(accent, letter),
                    [b'$'] => "$".to_owned(),
                    [byte] => characters.decode(byte).to_string(),
                    _ => String::new(),
                };
                assert_eq!(back, character.to_string(), "{table:?}");
            }
            for character in lacks.chars() {
                assert_eq!(encoded(&characters, character), None, "{character}");
            }
        }
        let greek = Characters::of(Table::Greek);
        assert_eq!(greek.decode(0xa4), '€', "later editions are read");
        assert_eq!(Table::of("03"), Some(Table::Greek));
        assert_eq!(Table::of("05"), None);
    }
}
