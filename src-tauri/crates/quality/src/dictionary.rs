//! Dictionaries of a language in hunspell's form.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Mutex, PoisonError};

use encoding_rs::Encoding;

/// The words of a language, and the user's own.
///
/// Each word is looked up once and remembered; a track has few different ones.
pub struct Dictionary {
    words: spellbook::Dictionary,
    own: BTreeSet<String>,
    seen: Mutex<HashMap<String, bool>>,
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
            own: BTreeSet::new(),
            seen: Mutex::default(),
        })
    }

    /// The same with words of the user's own. They are known in lower case and
    /// with a capital, where they are given in lower case.
    #[must_use]
    pub fn with_words(self, words: impl IntoIterator<Item = String>) -> Self {
        let words = words.into_iter().map(|word| word.trim().to_owned());
        Self {
            own: words.filter(|word| !word.is_empty()).collect(),
            ..self
        }
    }

    /// Whether a word is spelt as the dictionary or the user does.
    #[must_use]
    pub fn knows(&self, word: &str) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = seen.get(word) {
            return *known;
        }
        let is_own = |word: &str| self.own.contains(word);
        let known = is_own(word) || is_own(&word.to_lowercase()) || self.words.check(word);
        seen.insert(word.to_owned(), known);
        known
    }

    /// What a word may be meant to be, likeliest first. Takes milliseconds.
    #[must_use]
    pub fn suggestions(&self, word: &str) -> Vec<String> {
        let mut suggestions = Vec::new();
        self.words.suggest(word, &mut suggestions);
        suggestions
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
        f.debug_struct("Dictionary")
            .field("own", &self.own)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIC: &[u8] = b"3\nhouse/S\ncaf\xe9\nit's\n";
    const AFF: &[u8] = b"SET ISO8859-1\nSFX S Y 1\nSFX S 0 s .\n";

    #[test]
    fn words_are_known_by_the_dictionary_or_by_the_user() {
        let own = ["cuewright".to_owned(), " Ann ".to_owned()];
        let dictionary = Dictionary::new(AFF, DIC)
            .expect("a dictionary")
            .with_words(own);
        for word in [
            "house",
            "Houses",
            "caf\u{e9}",
            "it's",
            "Cuewright",
            "cuewright",
            "Ann",
        ] {
            assert!(dictionary.knows(word), "{word}");
            assert!(dictionary.knows(word), "{word} again");
        }
        for word in ["hose", "ann", "cafe"] {
            assert!(!dictionary.knows(word), "{word}");
        }
        assert!(dictionary.suggestions("hous").contains(&"house".to_owned()));
    }

    #[test]
    fn what_is_no_dictionary_is_refused() {
        let error = Dictionary::new(b"SET EBCDIC-9\n", DIC).expect_err("no such encoding");
        assert!(error.to_string().contains("EBCDIC-9"), "{error}");
        assert!(Dictionary::new(b"SFX S Y many\n", DIC).is_err());
    }
}
