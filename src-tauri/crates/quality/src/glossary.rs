//! The terms of a project, prepared to be looked for.

use std::collections::{HashMap, HashSet};

use captions::Term;

/// Terms by what they are when letter case, spaces and hyphens are set aside.
pub(crate) struct Glossary<'a> {
    terms: HashMap<String, &'a str>,
    /// The words that terms are made of.
    words: HashSet<&'a str>,
    /// The most words a term has.
    longest: usize,
}

/// Text that is a term, written otherwise.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Miswritten<'a> {
    /// Where it stands, in bytes.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// As it is to be written.
    pub(crate) term: &'a str,
}

impl<'a> Glossary<'a> {
    pub(crate) fn new(terms: &'a [Term]) -> Self {
        let written = terms.iter().map(|term| term.term.trim());
        let written = written.filter(|term| term.chars().any(char::is_alphanumeric));
        let longest = written.clone().map(|term| pieces(term).count().max(1) + 1);
        Self {
            longest: longest.max().unwrap_or(0),
            words: written
                .clone()
                .flat_map(pieces)
                .map(|(_, word)| word)
                .collect(),
            terms: written.map(|term| (folded(term), term)).collect(),
        }
    }

    /// Whether a word is one of those that terms are made of.
    pub(crate) fn holds_word(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// The terms that a text writes otherwise than the glossary does.
    pub(crate) fn miswritten(&self, text: &str) -> Vec<Miswritten<'a>> {
        let mut found = Vec::new();
        if self.terms.is_empty() {
            return found;
        }
        let words: Vec<(usize, &str)> = pieces(text).collect();
        let mut first = 0;
        while first < words.len() {
            let wrong = self.wrong_at(text, &words[first..]);
            first += wrong.as_ref().map_or(1, |(_, count)| *count);
            found.extend(wrong.map(|(wrong, _)| wrong));
        }
        found
    }

    /// The longest term that starts with the first of these words, where it is
    /// written otherwise, and how many words it takes.
    fn wrong_at(&self, text: &str, words: &[(usize, &str)]) -> Option<(Miswritten<'a>, usize)> {
        let start = words.first()?.0;
        for count in (1..=self.longest.min(words.len())).rev() {
            let (last, word) = words[count - 1];
            let end = last + word.len();
            let written = &text[start..end];
            let joined = written.chars().all(|c| c.is_alphanumeric() || is_joint(c));
            if let Some(term) = joined.then(|| self.terms.get(&folded(written))).flatten() {
                let wrong = Miswritten { start, end, term };
                return (!same_but_for_start(written, term)).then_some((wrong, count));
            }
        }
        None
    }
}

/// Whether a text is a term, with the capital that starts a sentence or without.
fn same_but_for_start(written: &str, term: &str) -> bool {
    let capital = |text: &str| {
        let mut characters = text.chars();
        let first = characters.next().map(|c| c.to_uppercase().to_string());
        first.unwrap_or_default() + characters.as_str()
    };
    written == term || written == capital(term)
}

const fn is_joint(c: char) -> bool {
    matches!(c, ' ' | '-' | '\u{2010}' | '\u{2011}' | '\'' | '\u{2019}')
}

/// The words of a text with the byte each starts at.
fn pieces(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|piece| !piece.is_empty())
        .map(|piece| (piece.as_ptr() as usize - text.as_ptr() as usize, piece))
}

fn folded(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
