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
        let Some(dictionary) = ground.dictionary else {
            return;
        };
        for (number, row) in scene.rows.iter().enumerate() {
            for (start, word) in words(row) {
                let plain = if word.contains('\u{2019}') {
                    Cow::Owned(word.replace('\u{2019}', "'"))
                } else {
                    Cow::Borrowed(word)
                };
                let is_name = || ground.speaks(word) || ground.glossary.holds_word(word);
                if !dictionary.knows(&plain) && !is_name() {
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
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}' | '\u{301}');
    let pieces = text.split(move |c: char| !is_part(c));
    pieces.filter_map(move |piece| {
        let word = piece.trim_matches(['\'', '\u{2019}']);
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let is_word = word.chars().count() > 1 && !word.chars().any(char::is_numeric);
        let skipped = row
            .labels
            .iter()
            .any(|label| label.kind != Kind::Sound && (label.start..label.end).contains(&start));
        (is_word && !skipped).then_some((start, word))
    })
}
