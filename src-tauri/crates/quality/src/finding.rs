//! What a rule finds.

use captions::{CueId, Severity};
use serde::{Deserialize, Serialize};

/// A place in a cue that is not as a rule of the profile wants it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Finding {
    /// The rule, by its identifier.
    pub rule: &'static str,
    /// The cue.
    pub cue: CueId,
    /// The cue it is at odds with: always the next or the previous one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<CueId>,
    /// How much it weighs.
    pub severity: Severity,
    /// The characters it is about, where it is about some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<TextPlace>,
    /// What is wrong, as a sentence without its full stop.
    pub message: String,
    /// How far beyond the limit it is, in the unit the rule counts in; 0 where
    /// there is nothing to count. Compares findings of one rule only.
    #[serde(skip)]
    #[cfg_attr(feature = "specta", specta(skip))]
    pub excess: i64,
    /// Whether someone said, with a reason, that the cue may break the rule.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub waived: bool,
}

/// Characters of a cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TextPlace {
    /// The row, counted from 0.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub row: usize,
    /// The first of them, counted from 0 in Unicode scalar values.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub start: usize,
    /// How many.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub length: usize,
}

/// A finding in the making: what a rule says, before the profile's severity.
#[derive(Clone, Debug, Default)]
pub(crate) struct Remark {
    pub(crate) other: Option<CueId>,
    pub(crate) place: Option<TextPlace>,
    pub(crate) message: String,
    pub(crate) excess: i64,
}

impl Remark {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            ..Self::default()
        }
    }

    /// By how much, in the rule's unit.
    pub(crate) fn by(self, excess: i64) -> Self {
        Self { excess, ..self }
    }

    pub(crate) fn against(self, other: CueId) -> Self {
        Self {
            other: Some(other),
            ..self
        }
    }

    pub(crate) fn at(self, row: usize, start: usize, length: usize) -> Self {
        let place = TextPlace { row, start, length };
        Self {
            place: Some(place),
            ..self
        }
    }
}
