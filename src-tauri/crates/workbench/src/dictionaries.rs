//! Dictionaries that are on this machine, in hunspell's form.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use quality::Dictionary;

use crate::error::name;
use crate::save::{self, Existing};
use crate::{ErrorCode, Result, WorkbenchError};

/// No dictionary is nearly as large.
const LARGEST: u64 = 64 << 20;

/// The folders that systems keep dictionaries in, the user's own first.
/// `variable` gives variables of the environment.
#[must_use]
pub fn folders(variable: impl Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    if let Some(paths) = variable("DICPATH") {
        folders.extend(std::env::split_paths(&paths));
    }
    if let Some(data) = variable("XDG_DATA_HOME") {
        folders.push(PathBuf::from(data).join("hunspell"));
    }
    if let Some(home) = variable("HOME") {
        let home = PathBuf::from(home);
        folders.push(home.join(".local/share/hunspell"));
        folders.push(home.join("Library/Spelling"));
    }
    let systems = [
        "/usr/local/share/hunspell",
        "/usr/share/hunspell",
        "/usr/share/myspell",
        "/usr/share/myspell/dicts",
        "/Library/Spelling",
        "/opt/homebrew/share/hunspell",
    ];
    folders.extend(systems.map(PathBuf::from));
    folders
}

/// The `.dic` file of a language (a BCP 47 tag), in the first of the folders
/// that has one; of several regions, the tag's own, then that of the country
/// the language is named after, then `US`, then the first.
#[must_use]
pub fn find(language: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let mut parts = language.split(['-', '_']);
    let primary = parts.next().filter(|part| !part.is_empty())?.to_lowercase();
    let region = parts.find(|part| part.len() == 2).map(str::to_uppercase);
    folders.iter().find_map(|folder| {
        let mut names = names_in(folder, &primary);
        names.sort_by_key(|name| {
            (
                !is_of(name, region.as_deref()),
                preference(name, &primary),
                name.clone(),
            )
        });
        names.first().map(|name| folder.join(format!("{name}.dic")))
    })
}

/// The names of a language's dictionaries in a folder, without their ending.
fn names_in(folder: &Path, primary: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let name = name.strip_suffix(".dic")?.to_owned();
        let is_language = name.split(['-', '_']).next()?.eq_ignore_ascii_case(primary);
        let has_rules = folder.join(format!("{name}.aff")).exists();
        (is_language && has_rules).then_some(name)
    });
    names.collect()
}

fn is_of(name: &str, region: Option<&str>) -> bool {
    let of_name = name.split(['-', '_']).nth(1);
    region.is_some() && of_name == region
}

fn preference(name: &str, primary: &str) -> u8 {
    match name.split(['-', '_']).nth(1) {
        None => 0,
        Some(region) if region.eq_ignore_ascii_case(primary) => 1,
        Some("US") => 2,
        Some(_) => 3,
    }
}

/// The user's own words, from the folder of what is the house's own. A file that
/// cannot be read has none.
#[must_use]
pub fn own_words(house: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(words_of(house)).unwrap_or_default();
    let words = text.lines().map(str::trim);
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Keeps a word among the user's own, and answers all of them.
///
/// # Errors
/// Where what is given is no word, or the file cannot be written.
pub fn add_word(house: &Path, word: &str) -> Result<Vec<String>> {
    let word = word.trim();
    if word.is_empty() || word.contains(char::is_whitespace) {
        let message = "A word has no spaces in it";
        return Err(WorkbenchError::new(ErrorCode::BadOption, message));
    }
    let mut words = own_words(house);
    words.push(word.to_owned());
    words.sort();
    words.dedup();
    std::fs::create_dir_all(house).map_err(|error| WorkbenchError::io("make", house, &error))?;
    let text = words.join("\n") + "\n";
    save::save(&words_of(house), text.as_bytes(), Existing::Replace)?;
    Ok(words)
}

fn words_of(house: &Path) -> PathBuf {
    house.join("words.txt")
}

/// Reads a dictionary: a `.dic` file and the `.aff` file beside it.
///
/// # Errors
/// Where one of them is not there or cannot be read, or where they are no
/// dictionary.
pub fn load(dic: &Path) -> Result<Dictionary> {
    let words = read(dic)?;
    let rules = read(&dic.with_extension("aff"))?;
    Dictionary::new(&rules, &words).map_err(|error| {
        let message = format!("{}: {error}", name(dic));
        WorkbenchError::new(ErrorCode::UnknownFormat, message).about(dic)
    })
}

fn read(path: &Path) -> Result<Vec<u8>> {
    let refuse = |error: std::io::Error| WorkbenchError::io("read", path, &error);
    let size = std::fs::metadata(path).map_err(refuse)?.len();
    if size > LARGEST {
        let message = format!("{} is too large for a dictionary", name(path));
        return Err(WorkbenchError::new(ErrorCode::UnknownFormat, message).about(path));
    }
    std::fs::read(path).map_err(refuse)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for name in names {
            for ending in ["dic", "aff"] {
                let path = folder.path().join(format!("{name}.{ending}"));
                std::fs::write(path, "1\nhouse\n").expect("a writable folder");
            }
        }
        folder
    }

    #[test]
    fn the_dictionary_of_a_language_is_found() {
        let several = folder(&["en_AU", "en_US", "en_GB", "de_AT", "de_DE", "fr"]);
        std::fs::write(several.path().join("es.dic"), "").expect("a writable folder");
        let other = folder(&["es_ES"]);
        let folders = [several.path().to_owned(), other.path().to_owned()];
        for (language, wanted) in [
            ("en", Some("en_US.dic")),
            ("en-GB", Some("en_GB.dic")),
            ("en-Latn-AU", Some("en_AU.dic")),
            ("en-NZ", Some("en_US.dic")),
            ("de", Some("de_DE.dic")),
            ("fr-CA", Some("fr.dic")),
            ("es", Some("es_ES.dic")),
            ("ja", None),
            ("", None),
        ] {
            let found = find(language, &folders);
            let name = found.as_deref().and_then(Path::file_name);
            assert_eq!(name.and_then(|name| name.to_str()), wanted, "{language}");
        }
    }

    #[test]
    fn words_of_the_users_own_are_kept_once_and_in_order() {
        let house = tempfile::tempdir().expect("a folder");
        let house = house.path().join("not-there-yet");
        assert!(own_words(&house).is_empty());
        for word in ["quoin", " dassle ", "quoin"] {
            add_word(&house, word).expect("a word");
        }
        assert_eq!(own_words(&house), ["dassle", "quoin"]);
        assert!(add_word(&house, "two words").is_err());
    }

    #[test]
    fn a_dictionary_needs_both_its_files() {
        let folder = folder(&["en_US"]);
        let dic = folder.path().join("en_US.dic");
        assert!(load(&dic).expect("a dictionary").knows("house"));
        std::fs::remove_file(dic.with_extension("aff")).expect("it is there");
        let error = load(&dic).expect_err("half a dictionary");
        assert_eq!(error.code, ErrorCode::NotFound);
        assert!(error.message.contains("en_US.aff"), "{error}");
    }
}
