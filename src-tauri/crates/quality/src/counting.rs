//! What counts as a character.

use serde::{Deserialize, Serialize};
use unicode_width::UnicodeWidthChar as _;

use crate::amount::Decimal;
use crate::labels::{self, Label};

/// What of a text is counted where its length is measured in time.
///
/// Marks that stand on another character never count. Rows are measured by
/// everything that is shown in them, whatever is said here but for the width.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Counting {
    /// Whether spaces count.
    pub spaces: bool,
    /// Whether punctuation and symbols count.
    pub punctuation: bool,
    /// Whether the break between two rows counts as one character.
    pub line_breaks: bool,
    /// What a character of half width counts: 1, or 0.5 where texts are
    /// measured in full-width characters (Chinese, Japanese, Korean).
    pub half_width: Decimal,
    /// Whether markup that was left in the text counts.
    pub markup: bool,
    /// Whether names of speakers count.
    pub speaker_labels: bool,
    /// Whether descriptions of sounds count.
    pub sound_labels: bool,
}

impl Counting {
    /// How much room a row takes, in hundredths of a character.
    #[must_use]
    pub fn width(&self, row: &str) -> u32 {
        if self.half_width.hundredths() == 100 && row.is_ascii() {
            return u32::try_from(row.len()).unwrap_or(u32::MAX / 100) * 100;
        }
        row.chars().map(|c| self.weight(c)).sum()
    }

    fn weight(&self, c: char) -> u32 {
        match c.width() {
            None | Some(0) => 0,
            Some(1) => self.half_width.hundredths(),
            Some(_) => 100,
        }
    }

    /// How much there is to read in a row: hundredths of a character, and words.
    pub(crate) fn read(&self, row: &str, labels: &[Label]) -> (u32, u32) {
        let skipped = |label: &&Label| match label.kind {
            labels::Kind::Speaker => !self.speaker_labels,
            labels::Kind::Sound => !self.sound_labels,
            labels::Kind::Markup => !self.markup,
        };
        let mut skipped = labels.iter().filter(skipped).peekable();
        if skipped.peek().is_none() {
            return (self.characters(row), words(row));
        }
        let (mut characters, mut words_read, mut at) = (0, 0, 0);
        for label in skipped {
            let kept = row.get(at..label.start).unwrap_or_default();
            characters += self.characters(kept);
            words_read += words(kept);
            at = at.max(label.end);
        }
        let rest = row.get(at..).unwrap_or_default();
        (characters + self.characters(rest), words_read + words(rest))
    }

    fn characters(&self, text: &str) -> u32 {
        if self.spaces && self.punctuation {
            return self.width(text);
        }
        let counts = |c: &char| {
            if c.is_whitespace() {
                self.spaces
            } else {
                self.punctuation || c.is_alphanumeric()
            }
        };
        text.chars().filter(counts).map(|c| self.weight(c)).sum()
    }
}

/// Words: what stands between spaces and holds a letter or a digit.
fn words(text: &str) -> u32 {
    if text.is_ascii() {
        let words = text.as_bytes().split(u8::is_ascii_whitespace);
        let words = words.filter(|word| word.iter().any(u8::is_ascii_alphanumeric));
        return u32::try_from(words.count()).unwrap_or(u32::MAX);
    }
    let is_word = |word: &&str| word.chars().any(char::is_alphanumeric);
    let count = text.split_whitespace().filter(is_word).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}
