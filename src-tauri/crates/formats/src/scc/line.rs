//! One line of words.

use crate::cea608::{NULL, Pair};
use crate::frame_clock::{Label, label};

/// A line that opens with a label.
#[derive(Clone, Copy, Debug)]
pub(super) struct DataLine<'a> {
    pub(super) label: Label,
    /// The mark before its frames says that labels drop.
    pub(super) drops: bool,
    /// What follows the label.
    rest: &'a str,
}

/// A word: the pairs it stands for, and whether it is one as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) good: bool,
}

/// Reads the label of a line: `:` before its frames counts every frame, any
/// other mark drops.
pub(super) fn parse(line: &str) -> Option<DataLine<'_>> {
    let line = line.trim_start_matches(['\u{feff}', ' ', '\t', '\0']);
    let (label, rest) = label(line)?;
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let written = &line[..line.len() - rest.len()];
    Some(DataLine {
        label,
        drops: written.contains([';', '.', ',']),
        rest,
    })
}

impl<'a> DataLine<'a> {
    /// The words of a line from somewhere in its middle on.
    pub(super) const fn continued(rest: &'a str) -> Self {
        Self {
            label: Label::ZERO,
            drops: false,
            rest,
        }
    }

    /// The words, from the start of the line.
    pub(super) fn words(&self) -> impl Iterator<Item = Word<'a>> {
        self.rest.split_ascii_whitespace().map(|text| Word {
            text,
            good: text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_hexdigit()),
        })
    }

    /// Whether it has words, and nothing but words.
    pub(super) fn is_data(&self) -> bool {
        self.words().next().is_some() && self.words().take(8).all(|word| word.good)
    }
}

impl<'a> Word<'a> {
    /// The pairs of the word. Several words without a space between them are
    /// taken apart; what is no word takes up a frame and says nothing.
    pub(super) fn pairs(self) -> impl Iterator<Item = Pair> + use<'a> {
        let bytes = self.text.as_bytes();
        let is_hex = bytes.iter().all(u8::is_ascii_hexdigit);
        let whole = is_hex && bytes.len().is_multiple_of(4);
        let chunks = if whole { 4 } else { bytes.len().max(1) };
        bytes
            .chunks(chunks)
            .map(|chunk| pair(chunk).unwrap_or(NULL))
    }
}

fn pair(digits: &[u8]) -> Option<Pair> {
    let [a, b, c, d] = *digits else {
        return None;
    };
    let byte = |high: u8, low: u8| {
        let digit = |digit: u8| char::from(digit).to_digit(16);
        u8::try_from(digit(high)? << 4 | digit(low)?).ok()
    };
    Some([byte(a, b)?, byte(c, d)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(line: &str) -> Vec<u16> {
        let line = parse(line).expect("a label");
        let pairs = line.words().flat_map(Word::pairs);
        pairs.map(u16::from_be_bytes).collect()
    }

    #[test]
    fn words_are_read_as_they_come() {
        for (text, words) in [
            ("00:00:00:00\t942c 942f", vec![0x942c, 0x942f]),
            ("00:00:00;00 942C 942f ", vec![0x942c, 0x942f]),
            ("00:00:00:00\t942c942f", vec![0x942c, 0x942f]),
            (
                "00:00:00:00\t942c 94 zzzz 942ff 942f",
                vec![0x942c, 0x8080, 0x8080, 0x8080, 0x942f],
            ),
            ("00:00:00:00", vec![]),
        ] {
            assert_eq!(pairs(text), words, "{text}");
        }
        assert!(parse("Scenarist_SCC V1.0").is_none());
        assert!(!parse("00:00:00:00\tHello").expect("a label").is_data());
    }

    #[test]
    fn the_mark_before_the_frames_says_whether_labels_drop() {
        for (text, drops) in [
            ("00:00:00:00\t8080", false),
            ("00:00:00;00\t8080", true),
            ("00:00:00.00\t8080", true),
            ("00:00:00,00\t8080", true),
        ] {
            assert_eq!(parse(text).expect("a label").drops, drops, "{text}");
        }
    }
}
