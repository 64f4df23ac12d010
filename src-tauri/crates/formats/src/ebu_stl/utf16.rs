//! Text fields that the standard does not know: Chinese is in none of its code
//! tables, so some programs write it in UTF-16, without any codes.

use std::fmt;

use captions::Row;

use super::characters::Characters;
use super::tti::{Subtitle, UNUSED};

/// How the bytes of text fields are to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    /// As the standard says: codes, and characters of a table.
    Table,
    /// As UTF-16.
    Utf16(Utf16),
    /// In an encoding that cannot be told, so that only ASCII can be shown.
    Unknown,
}

/// UTF-16 as a file writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Utf16 {
    is_big_endian: bool,
    /// What starts a new row.
    new_row: u16,
}

/// The code of a new row as a unit of its own, in both of its bytes, and behind
/// a zero byte, low byte first: the last is a character as well.
const NEW_ROWS: [u16; 3] = [0x008a, 0x8a8a, SPEECH];

/// A new row as Subtitle Edit writes it, and the character 言.
const SPEECH: u16 = 0x8a00;

const FILLING: u16 = u16::from_be_bytes([UNUSED; 2]);

impl Coding {
    /// Languages whose characters the tables lack.
    pub(super) const LANGUAGES: [&'static str; 3] = ["zh", "ja", "ko"];

    /// The coding of a file in a language and a table, judged by its bytes:
    /// text of the table has hardly any that mean nothing.
    pub(super) fn of_file(
        language: &str,
        characters: &Characters,
        subtitles: &[Subtitle<'_>],
    ) -> Self {
        if !Self::LANGUAGES.contains(&language) {
            return Self::Table;
        }
        let (mut all, mut zeros, mut strange) = (0, 0, 0);
        for subtitle in subtitles {
            let text = &subtitle.text;
            all += text.len();
            zeros += text.iter().filter(|byte| **byte == 0).count();
            strange += (0..text.len())
                .filter(|at| means_nothing(characters, text, *at))
                .count();
        }
        if strange * 50 <= all && zeros * 4 <= all {
            return Self::Table;
        }
        Utf16::of_file(subtitles).map_or(Self::Unknown, Self::Utf16)
    }

    /// The coding of a name.
    pub(super) fn named(name: &str) -> Self {
        let utf16 = || {
            let (order, new_row) = name.strip_prefix("utf-16")?.split_once(' ')?;
            Some(Utf16 {
                is_big_endian: order == "be",
                new_row: u16::from_str_radix(new_row, 16).ok()?,
            })
        };
        match name {
            "unknown" => Self::Unknown,
            _ => utf16().map_or(Self::Table, Self::Utf16),
        }
    }
}

impl fmt::Display for Coding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table => f.write_str("table"),
            Self::Utf16(coding) => write!(f, "{} {:04x}", coding.name(), coding.new_row),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

impl Utf16 {
    /// The order of bytes in which nearly all of a file is text of East Asia.
    fn of_file(subtitles: &[Subtitle<'_>]) -> Option<Self> {
        let orders = [false, true].map(|is_big_endian| {
            let coding = Self {
                is_big_endian,
                new_row: SPEECH,
            };
            let (mut all, mut likely, mut new_row) = (0, 0, SPEECH);
            for unit in subtitles.iter().flat_map(|subtitle| coding.units(subtitle)) {
                (all, likely) = (all + 1, likely + u32::from(is_likely(unit)));
                if unit != SPEECH && NEW_ROWS.contains(&unit) {
                    new_row = unit;
                }
            }
            let coding = Self { new_row, ..coding };
            (likely * 10 >= all * 9).then_some((likely, coding))
        });
        let [little, big] = orders;
        let best = match (little, big) {
            (Some(little), Some(big)) if big.0 > little.0 => Some(big),
            (little, big) => little.or(big),
        };
        best.map(|(_, coding)| coding)
    }

    /// The name of the encoding.
    pub(super) const fn name(self) -> &'static str {
        if self.is_big_endian {
            "utf-16be"
        } else {
            "utf-16le"
        }
    }

    /// Whether new rows are written as a character is that may stand in text.
    pub(super) const fn is_ambiguous(self) -> bool {
        self.new_row == SPEECH
    }

    /// The units of a subtitle, without the unused space of its blocks.
    fn units(self, subtitle: &Subtitle<'_>) -> Vec<u16> {
        let mut units = Vec::new();
        for field in subtitle.fields() {
            let start = units.len();
            units.extend(field.chunks_exact(2).map(|pair| {
                let pair = [pair[0], pair[1]];
                match self.is_big_endian {
                    true => u16::from_be_bytes(pair),
                    false => u16::from_le_bytes(pair),
                }
            }));
            let text = units[start..].iter().rposition(|unit| *unit != FILLING);
            units.truncate(start + text.map_or(0, |last| last + 1));
        }
        units
    }

    /// The rows of a subtitle. No row starts at either end of a text, so what
    /// could start one is a character there.
    pub(super) fn rows(self, subtitle: &Subtitle<'_>) -> Vec<String> {
        let units = self.units(subtitle);
        let last = units.len().saturating_sub(1);
        let mut rows = vec![Vec::new()];
        for (at, unit) in units.into_iter().enumerate() {
            let is_character = unit == SPEECH && (!self.is_ambiguous() || at == 0 || at == last);
            if NEW_ROWS.contains(&unit) && !is_character {
                rows.push(Vec::new());
            } else if let Some(row) = rows.last_mut() {
                row.push(unit);
            }
        }
        rows.iter()
            .map(|row| String::from_utf16_lossy(row))
            .collect()
    }

    /// Rows as bytes, each with so many spaces in front.
    pub(super) fn encode(self, rows: &[Row], spaces: impl Fn(usize) -> usize) -> Vec<u8> {
        let mut units = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            if index > 0 {
                units.push(self.new_row);
            }
            units.extend(std::iter::repeat_n(0x20, spaces(index)));
            units.extend(row.text().encode_utf16());
        }
        let bytes = units.into_iter().flat_map(|unit| match self.is_big_endian {
            true => unit.to_be_bytes(),
            false => unit.to_le_bytes(),
        });
        bytes.collect()
    }

    /// The characters of rows that would be read as something else.
    pub(super) fn unsafe_characters(self, rows: &[Row]) -> Vec<char> {
        let is_misread = |character: &char| match u16::try_from(u32::from(*character)) {
            Ok(SPEECH) => self.is_ambiguous(),
            Ok(unit) => unit == FILLING || NEW_ROWS.contains(&unit),
            Err(_) => false,
        };
        let mut found: Vec<char> = rows
            .iter()
            .flat_map(|row| row.text().chars().collect::<Vec<_>>())
            .filter(is_misread)
            .collect();
        found.dedup();
        found
    }
}

/// Whether a byte is a reserved code, an accent without a letter, or no
/// character of the table.
fn means_nothing(characters: &Characters, text: &[u8], at: usize) -> bool {
    match text[at] {
        0x86..=0x89 | 0x8b..=0x8e | 0x90..=0x9f => true,
        accent if characters.is_accent(accent) => !text
            .get(at + 1)
            .is_some_and(|next| matches!(next, b' '..=b'~')),
        byte @ 0xa0.. => characters.decode(byte) == '\u{fffd}',
        _ => false,
    }
}

/// Whether a unit is likely in text of East Asia: ASCII, punctuation and signs,
/// scripts and characters, and what stands for a new row.
const fn is_likely(unit: u16) -> bool {
    matches!(
        unit,
        0x0020..=0x007e
            | 0x008a
            | 0x00a0..=0x00ff
            | 0x2010..=0x203e
            | 0x2190..=0x2199
            | 0x2460..=0x27bf
            | 0x3000..=0x318f
            | 0x3200..=0x9fff
            | 0xac00..=0xdfff
            | 0xf900..=0xfaff
            | 0xfe30..=0xfe4f
            | 0xff00..=0xffef
    )
}
