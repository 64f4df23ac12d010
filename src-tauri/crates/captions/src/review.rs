//! What quality checks and reviewers leave in a document.

use serde::{Deserialize, Serialize};

/// How much a finding of a quality check weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename = "FindingSeverity", rename_all = "kebab-case")]
pub enum Severity {
    /// Worth a look.
    Hint,
    /// Against what the source recommends.
    Warning,
    /// Against what the source demands.
    Error,
}

/// What a track must pass before it is published.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Gate {
    /// The identifier of the quality profile it is held to.
    pub profile: String,
    /// Findings of this severity and above keep it from being published;
    /// absent where none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocks: Option<Severity>,
}

/// That a cue may break a rule, and why. It stays with the cue through edits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Waiver {
    /// The identifier of the rule.
    pub rule: String,
    /// Why: plain text.
    pub reason: String,
    /// Who says so.
    pub author: String,
    /// When, in Unix milliseconds.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub given_at: i64,
}
