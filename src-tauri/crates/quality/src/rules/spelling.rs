//! How words are spelt.

use std::borrow::Cow;

use super::{Rule, RuleInfo};
use crate::finding::Remark;
use crate::labels::Kind;
use crate::scene::{RowText, Scene};

pub(super) const SPELLING: RuleInfo = RuleInfo {
    id: "spelling",
    title: "Spelling",
    about: "A word is neither in the dictionary of the language nor among the user's own words, \
            the glossary or the speakers of the project. Says nothing without a dictionary.",
    fix: None,
};

/// Words are in the dictionary.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spelling;

impl Rule for Spelling {
    fn info(&self) -> &'static RuleInfo {
        &SPELLING
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        let ground = scene.ground;
        let Some(speller) = ground.speller else {
            return;
        };
        for (number, row) in scene.rows.iter().enumerate() {
            for (start, word) in words(row) {
                let plain = if !word.is_ascii() && word.contains('\u{2019}') {
                    Cow::Owned(word.replace('\u{2019}', "'"))
                } else {
                    Cow::Borrowed(word)
                };
                let is_name = || ground.speaks(word) || ground.glossary.holds_word(word);
                if !speller.knows(&plain) && !is_name() {
                    let message = format!("\u{201c}{word}\u{201d} is not in the dictionary");
                    let length = word.chars().count();
                    remarks.push(Remark::new(message).at(number, row.character(start), length));
                }
            }
        }
    }
}

/// The words of a row with the byte each starts at: letters and the apostrophes
/// within, where no digit is among them and neither markup nor a name before a
/// speech around them.
fn words<'a>(row: &'a RowText<'_>) -> impl Iterator<Item = (usize, &'a str)> {
    let text = row.text.as_ref();
    let words = text.split(|c| !is_part(c)).filter_map(move |piece| {
        let word = piece.trim_matches(['\'', '\u{2019}']);
        let is_word = word.len() > 1 && word.chars().nth(1).is_some();
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        (is_word && !has_number(word)).then_some((start, word))
    });
    words.filter(|(start, _)| {
        let mut labels = row.labels.iter();
        !labels.any(|label| label.kind != Kind::Sound && (label.start..label.end).contains(start))
    })
}

/// Whether a character may be part of a word or a number.
fn is_part(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '\'';
    }
    c.is_alphanumeric() || matches!(c, '\u{2019}' | '\u{301}')
}

fn has_number(word: &str) -> bool {
    if word.is_ascii() {
        return word.bytes().any(|b| b.is_ascii_digit());
    }
    word.contains(char::is_numeric)
}
