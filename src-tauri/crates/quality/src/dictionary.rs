//! Dictionaries of a language in hunspell's form.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use encoding_rs::Encoding;
use foldhash::fast::RandomState;

/// The words of a language.
pub struct Dictionary {
    words: spellbook::Dictionary,
}

/// Why texts are no dictionary.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a hunspell dictionary: {0}")]
pub struct DictionaryError(String);

impl Dictionary {
    /// A dictionary of an `.aff` and a `.dic` file, in the encoding that the
    /// former names.
    ///
    /// # Errors
    /// Says what of them is not understood.
    pub fn new(aff: &[u8], dic: &[u8]) -> Result<Self, DictionaryError> {
        let encoding = encoding(aff)?;
        let ((aff, ..), (dic, ..)) = (encoding.decode(aff), encoding.decode(dic));
        let words = spellbook::Dictionary::new(&aff, &dic);
        Ok(Self {
            words: words.map_err(|error| DictionaryError(error.to_string()))?,
        })
    }

    /// Whether a word is spelt as the dictionary does.
    #[must_use]
    pub fn knows(&self, word: &str) -> bool {
        self.words.check(word)
    }

    /// What a word may be meant to be, likeliest first. Takes milliseconds.
    #[must_use]
    pub fn suggestions(&self, word: &str) -> Vec<String> {
        let mut suggestions = Vec::new();
        self.words.suggest(word, &mut suggestions);
        suggestions
    }
}

/// A dictionary and the user's own words, with the answers remembered: a track
/// has few different words.
#[derive(Clone, Debug)]
pub(crate) struct Speller {
    dictionary: Arc<Dictionary>,
    own: HashSet<String>,
    seen: RefCell<HashMap<String, bool, RandomState>>,
}

impl Speller {
    pub(crate) fn new(dictionary: Arc<Dictionary>, own: impl IntoIterator<Item = String>) -> Self {
        Self {
            dictionary,
            own: own.into_iter().collect(),
            seen: RefCell::default(),
        }
    }

    /// Whether a word is spelt as the dictionary or the user does. The user's
    /// own are known with a capital, too, where they are given without.
    pub(crate) fn knows(&self, word: &str) -> bool {
        if let Some(known) = self.seen.borrow().get(word) {
            return *known;
        }
        let is_own = self.own.contains(word) || self.own.contains(&word.to_lowercase());
        let known = is_own || self.dictionary.knows(word);
        self.seen.borrow_mut().insert(word.to_owned(), known);
        known
    }
}

/// The encoding that the line `SET` names; ISO 8859-1 where there is none
/// (hunspell(5)).
fn encoding(aff: &[u8]) -> Result<&'static Encoding, DictionaryError> {
    let mut lines = aff.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let name = lines.find_map(|line| line.strip_prefix(b"SET "));
    let name = name.unwrap_or(b"ISO8859-1").trim_ascii();
    // What hunspell calls ISO8859-1, the registry calls ISO-8859-1.
    let hyphen = [b"ISO-", name.strip_prefix(b"ISO").unwrap_or_default()].concat();
    let found = Encoding::for_label(name).or_else(|| Encoding::for_label(&hyphen));
    found.ok_or_else(|| {
        let name = String::from_utf8_lossy(name);
        DictionaryError(format!("there is no encoding \u{201c}{name}\u{201d}"))
    })
}

impl fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dictionary").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIC: &[u8] = b"3\nhouse/S\ncaf\xe9\nit's\n";
    const AFF: &[u8] = b"SET ISO8859-1\nSFX S Y 1\nSFX S 0 s .\n";

    #[test]
    fn words_are_known_by_the_dictionary_or_by_the_user() {
        let dictionary = Arc::new(Dictionary::new(AFF, DIC).expect("a dictionary"));
        assert!(dictionary.suggestions("hous").contains(&"house".to_owned()));
        let speller = Speller::new(dictionary, ["cuewright", "Ann"].map(str::to_owned));
        for word in [
            "house",
            "Houses",
            "caf\u{e9}",
            "it's",
            "Cuewright",
            "cuewright",
            "Ann",
        ] {
            assert!(speller.knows(word), "{word}");
            assert!(speller.knows(word), "{word} again");
        }
        for word in ["hose", "ann", "cafe"] {
            assert!(!speller.knows(word), "{word}");
        }
    }

    #[test]
    fn what_is_no_dictionary_is_refused() {
        let error = Dictionary::new(b"SET EBCDIC-9\n", DIC).expect_err("no such encoding");
        assert!(error.to_string().contains("EBCDIC-9"), "{error}");
        assert!(Dictionary::new(b"SFX S Y many\n", DIC).is_err());
    }
}
