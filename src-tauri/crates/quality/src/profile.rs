//! Profiles: which rules hold, how strictly, with which limits, and by whose
//! word. They are data: one JSON file each, in `assets/profiles` or the user's.
//!
//! A check is under one profile. Two are never put together, because sources
//! contradict each other: BBC wants a second between cues or nothing, Netflix
//! two frames or half a second.

use captions::Severity;
use serde::{Deserialize, Serialize};

use crate::counting::Counting;
use crate::rules::{RuleInfo, Rules};

/// A set of rules with their limits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Profile {
    /// Stable identifier: lower case letters, digits and hyphens.
    pub id: Id,
    /// Name for people.
    pub name: String,
    /// What it is for, and what of its source it cannot hold.
    pub about: String,
    /// The language it is for, a BCP 47 tag; absent for any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What counts as a character.
    pub counting: Counting,
    /// The rules that hold, each with its limit.
    pub rules: Rules,
    /// What the source asks and no rule can check: for a person to go through.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checklist: Vec<String>,
}

/// The identifier of a profile.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Id(String);

impl Id {
    /// The identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Id {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if (1..=60).contains(&text.len()) && text.chars().all(allowed) {
            Ok(Self(text))
        } else {
            Err(format!(
                "\u{201c}{text}\u{201d} is not allowed; 1 to 60 lower case letters, digits and hyphens are"
            ))
        }
    }
}

impl From<Id> for String {
    fn from(id: Id) -> Self {
        id.0
    }
}

/// Why a file is not a profile: the file, the field, and what is allowed there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, {field}: {message}")]
pub struct ProfileError {
    /// The name of the file.
    pub file: String,
    /// The field, as a path from the top such as `rules.min-gap.limit`, or
    /// `the file` where it is no JSON object.
    pub field: String,
    /// What is wrong, and what is allowed.
    pub message: String,
}

impl Profile {
    /// Reads a profile. Strict: what is not understood is refused, so that a
    /// misspelt rule is never a rule that does not hold. `file` is only named
    /// in errors.
    ///
    /// # Errors
    /// Names file, field and what is allowed.
    pub fn parse(file: &str, text: &str) -> Result<Self, ProfileError> {
        let mut reader = serde_json::Deserializer::from_str(text);
        let refuse = |field: String, message: String| ProfileError {
            file: file.to_owned(),
            field,
            message,
        };
        let profile: Self = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let path = error.path().to_string();
            let field = if path == "." {
                "the file".to_owned()
            } else {
                path
            };
            refuse(field, error.into_inner().to_string())
        })?;
        reader
            .end()
            .map_err(|error| refuse("the file".to_owned(), error.to_string()))?;
        match profile.contradiction() {
            Some((field, message)) => Err(refuse(field.to_owned(), message)),
            None => Ok(profile),
        }
    }

    /// The rules that hold in it: what each is, how much its findings weigh, and
    /// where it is from.
    pub fn held(&self) -> impl Iterator<Item = (&'static RuleInfo, Severity, &str)> {
        let held = self.rules.held().into_iter();
        held.map(|held| (held.rule.info(), held.severity, held.source))
    }

    /// The profile as a file, to be copied, changed and shared.
    ///
    /// # Panics
    /// Never: everything in a profile has a JSON form.
    #[must_use]
    pub fn to_json(&self) -> String {
        let json = serde_json::to_string_pretty(self).expect("a profile has a JSON form");
        json + "\n"
    }

    /// Limits that no cue could meet together.
    fn contradiction(&self) -> Option<(&'static str, String)> {
        if self.name.trim().is_empty() {
            return Some((
                "name",
                "it is empty; a name for people is wanted".to_owned(),
            ));
        }
        self.rules.contradiction()
    }
}
