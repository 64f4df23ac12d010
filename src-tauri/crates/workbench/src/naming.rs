//! Names of files that are written.

use std::collections::HashSet;
use std::str::FromStr;

/// How files are named: a text in which `{name}`, `{language}` and `{format}`
/// stand for what a file is of. The ending follows from the format.
///
/// What takes their place may come from inside a file, so it never makes a
/// folder: characters that some system does not take in a name become spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming(String);

/// Why a text is no pattern for names.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NamingError {
    /// It has nothing in it.
    #[error("A name is made of at least one of {{name}}, {{language}} and {{format}}")]
    Empty,
    /// It has a character that names cannot have.
    #[error("A name cannot have \u{201c}{0}\u{201d} in it")]
    Forbidden(char),
    /// It has something in braces that stands for nothing.
    #[error("{{{0}}} stands for nothing; there are {{name}}, {{language}} and {{format}}")]
    Unknown(String),
}

impl Naming {
    /// The pattern where nothing else was asked for.
    pub const USUAL: &str = "{name}.{language}";

    /// Name of a file in a format. `name` is what its source is called without
    /// an ending, `language` a BCP 47 tag or nothing. Facebook-ready files put
    /// the language where Facebook looks for it.
    #[must_use]
    pub fn file_name(&self, name: &str, language: &str, format: &str) -> String {
        let language = safe_stem(language, "");
        let in_ending = formats::file_name("", format, &language)
            .matches('.')
            .count()
            > 1;
        let stem = if in_ending || language.is_empty() {
            without_language(&self.0)
        } else {
            self.0.replace("{language}", &language)
        };
        let stem = stem.replace("{format}", format);
        let stem = stem.replace("{name}", &safe_stem(name, ""));
        formats::file_name(&usable(&stem), format, &language)
    }

    /// Names of files that go into one folder: one that another has already
    /// says its format too.
    #[must_use]
    pub fn file_names(&self, name: &str, language: &str, formats: &[&str]) -> Vec<String> {
        let mut taken = HashSet::new();
        let names = formats.iter().map(|format| {
            let usual = self.file_name(name, language, format);
            if taken.insert(usual.to_lowercase()) {
                return usual;
            }
            let longer = Self(format!("{}.{{format}}", self.0));
            let other = longer.file_name(name, language, format);
            taken.insert(other.to_lowercase());
            other
        });
        names.collect()
    }
}

impl Default for Naming {
    fn default() -> Self {
        Self(Self::USUAL.to_owned())
    }
}

impl FromStr for Naming {
    type Err = NamingError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut rest = text;
        let mut stands = false;
        while let Some((before, after)) = rest.split_once('{') {
            check(before)?;
            let (token, after) = after.split_once('}').unwrap_or((after, ""));
            if !["name", "language", "format"].contains(&token) {
                return Err(NamingError::Unknown(token.to_owned()));
            }
            stands = true;
            rest = after;
        }
        check(rest)?;
        if stands {
            Ok(Self(text.to_owned()))
        } else {
            Err(NamingError::Empty)
        }
    }
}

fn check(text: &str) -> Result<(), NamingError> {
    match text.chars().find(|c| !allowed(*c)) {
        Some(forbidden) => Err(NamingError::Forbidden(forbidden)),
        None => Ok(()),
    }
}

/// Whether every system takes a character in a name.
fn allowed(c: char) -> bool {
    !c.is_control() && !r#"<>:"/\|?*{}"#.contains(c)
}

/// Text as the name of a file: characters that some system forbids become
/// spaces. `otherwise` where nothing is left.
pub(crate) fn safe_stem(text: &str, otherwise: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if allowed(c) { c } else { ' ' })
        .take(80)
        .collect();
    let stem = spaced.trim_matches([' ', '.']);
    if stem.is_empty() {
        otherwise.to_owned()
    } else {
        stem.to_owned()
    }
}

/// Marks that stand between the parts of a name.
const MARKS: [char; 4] = ['.', '_', '-', ' '];

/// A pattern for a file that does not say its language: the mark beside it goes
/// with it.
fn without_language(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut parts = pattern.split("{language}");
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        if out.ends_with(MARKS) {
            out.pop();
            out.push_str(part);
        } else {
            out.push_str(part.strip_prefix(MARKS).unwrap_or(part));
        }
    }
    out
}

/// A name that every system takes.
fn usable(stem: &str) -> String {
    let out = stem.trim_matches(['.', ' ']);
    // Windows keeps these names for devices, with any ending.
    let first = out.split('.').next().unwrap_or_default().to_uppercase();
    let device = ["CON", "PRN", "AUX", "NUL"].contains(&first.as_str())
        || (first.len() == 4
            && (first.starts_with("COM") || first.starts_with("LPT"))
            && first.ends_with(|c: char| c.is_ascii_digit()));
    match (out.is_empty(), device) {
        (true, _) => "captions".to_owned(),
        (_, true) => format!("_{out}"),
        _ => out.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_names_a_file_of_any_source() {
        let cases = [
            ("{name}.{language}", "Talk", "en", "srt", "Talk.en.srt"),
            ("{name}.{language}", "Talk", "", "vtt", "Talk.vtt"),
            (
                "{name}.{language}",
                "Talk",
                "en-GB",
                "fb-srt",
                "Talk.en_GB.srt",
            ),
            ("{name}.{language}", "Talk", "tlh", "fb-srt", "Talk.tlh.srt"),
            (
                "{name}_{language}_final",
                "Talk",
                "en",
                "fb-srt",
                "Talk_final.en_US.srt",
            ),
            ("{format} {name}", "Talk", "en", "vtt", "vtt Talk.vtt"),
            ("{name}", "../../etc/passwd", "en", "srt", "etc passwd.srt"),
            ("{name}.{language}", "a", "../x", "srt", "a.x.srt"),
            ("{language}", "a", "", "srt", "captions.srt"),
            ("{name}", "con", "", "srt", "_con.srt"),
            (
                "{name}",
                "Talk 1. Part - two",
                "",
                "srt",
                "Talk 1. Part - two.srt",
            ),
        ];
        for (pattern, name, language, format, expected) in cases {
            let naming: Naming = pattern.parse().unwrap();
            let found = naming.file_name(name, language, format);
            assert!(!found.contains(['/', '\\']), "{found}");
            assert_eq!(found, expected, "{pattern} {name} {language} {format}");
        }
    }

    #[test]
    fn a_pattern_that_leads_elsewhere_is_refused() {
        assert_eq!("".parse::<Naming>(), Err(NamingError::Empty));
        assert_eq!("out".parse::<Naming>(), Err(NamingError::Empty));
        let forbidden = Err(NamingError::Forbidden('/'));
        assert_eq!("../{name}".parse::<Naming>(), forbidden);
        let unknown = Err(NamingError::Unknown("nam".to_owned()));
        assert_eq!("{nam}".parse::<Naming>(), unknown);
    }

    #[test]
    fn two_files_of_one_export_never_have_one_name() {
        let names = Naming::default().file_names("Talk", "", &["srt", "fb-srt", "vtt"]);
        assert_eq!(names, ["Talk.srt", "Talk.fb-srt.srt", "Talk.vtt"]);
    }
}
