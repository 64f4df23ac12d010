//! Words that were written twice.

use super::{Rule, RuleInfo};
use crate::finding::Remark;
use crate::scene::Scene;

pub(super) const REPEATED_WORDS: RuleInfo = RuleInfo {
    id: "repeated-words",
    title: "Repeated word",
    about: "The same word stands twice in a row, also over a row break. People do say so; a slip \
            of the keyboard looks the same.",
    fix: None,
};

/// No word twice in a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RepeatedWords;

impl Rule for RepeatedWords {
    fn info(&self) -> &'static RuleInfo {
        &REPEATED_WORDS
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        let mut last = "";
        for (number, row) in scene.rows.iter().enumerate() {
            for word in row.text.split(is_space).filter(|word| !word.is_empty()) {
                if starts_alike(last, word) {
                    let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
                    if is_same(last, bare) {
                        let at = word.as_ptr() as usize - row.text.as_ptr() as usize;
                        let message = format!("\u{201c}{bare}\u{201d} stands twice");
                        let length = bare.chars().count();
                        remarks.push(Remark::new(message).at(number, row.character(at), length));
                    }
                }
                // Punctuation between them makes it no repetition.
                last = word;
            }
        }
    }
}

/// Spaces as most texts have them are told at once.
fn is_space(c: char) -> bool {
    c == ' ' || (!c.is_ascii_graphic() && c.is_whitespace())
}

/// Whether a word may be the one before it: told by the first byte, which for
/// most is another.
fn starts_alike(last: &str, word: &str) -> bool {
    match (last.as_bytes(), word.as_bytes()) {
        ([a, ..], [b, ..]) => a.eq_ignore_ascii_case(b) || !(a.is_ascii() && b.is_ascii()),
        _ => false,
    }
}

fn is_same(last: &str, word: &str) -> bool {
    last.len() == word.len()
        && !word.is_empty()
        && word.chars().all(char::is_alphabetic)
        && (last.eq_ignore_ascii_case(word) || last.to_lowercase() == word.to_lowercase())
}
