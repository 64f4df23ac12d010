//! What an order must be like before it is sent: every rule of the document that
//! can be known here, in the order of the table in services.md 3.3.

mod fields;
mod media;
mod subtitles;

use serde::Serialize;

use super::codes::OrderCode;
use super::order::{CaptionOptions, OrderDraft};

/// A rule that an order breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// The code that Rev would refuse it with.
    pub code: OrderCode,
    /// The field, such as `caption_options.inputs[0].speakers[3]`.
    pub field: String,
    /// What is the case and what to do, for people.
    pub message: String,
}

impl Violation {
    pub(super) fn new(
        code: OrderCode,
        field: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            field: field.into(),
            message: message.into(),
        }
    }
}

/// Something about an order that is allowed by the document and may still go
/// wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// What it is, for programs.
    pub kind: WarningKind,
    /// The field it is about.
    pub field: String,
    /// What is the case and what to do, for people.
    pub message: String,
}

/// The kinds of warning. Names are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WarningKind {
    /// Longer than Rev's own client takes.
    LongerThanClient,
    /// Not among the formats of Rev's own client.
    NotInClient,
    /// Rev can measure only common formats of up to 10 MB by itself.
    LengthAdvised,
    /// Rev advises one order for each file.
    SeveralInputs,
    /// Of Rev's newer pages, not of the document.
    NotInDocument,
    /// The format is made here from `SubRip`; Rev cannot be asked for it.
    ConvertedHere,
    /// A field that the document does not have; it is not sent.
    UnknownField,
    /// A notification that is not encrypted.
    NotEncrypted,
}

/// What looking at an order found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Every rule it breaks, in the order of the rules, then of the fields. The
    /// order cannot be sent while there is one.
    pub violations: Vec<Violation>,
    /// What may still go wrong.
    pub warnings: Vec<Warning>,
}

impl Check {
    /// Whether the order may be sent.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.violations.is_empty()
    }

    fn refuse(&mut self, code: OrderCode, field: impl Into<String>, message: impl Into<String>) {
        self.violations.push(Violation::new(code, field, message));
    }

    fn warn(&mut self, kind: WarningKind, field: impl Into<String>, message: impl Into<String>) {
        self.warnings.push(Warning {
            kind,
            field: field.into(),
            message: message.into(),
        });
    }
}

/// What is known of the account that orders. Nothing is known by default, and
/// what is not known is left to Rev.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Knowledge {
    /// The keys place sandbox orders only.
    pub sandbox_keys: bool,
    /// Whether invoicing is set up.
    pub invoicing: Option<bool>,
    /// The workspaces that the user is a member of.
    pub workspaces: Option<Vec<u64>>,
}

type Rule = fn(&OrderDraft, &Knowledge, &mut Check);

/// The rows of the table, in its order.
const RULES: &[Rule] = &[
    fields::one_service,
    media::some_input,
    media::known_uri,
    media::one_location,
    media::reachable_link,
    media::length,
    media::speakers,
    media::glossary,
    subtitles::languages,
    subtitles::scripts,
    subtitles::rush,
    fields::client_ref,
    fields::workspace,
    fields::po_number,
    fields::formats,
    fields::notification,
    fields::printable,
    fields::sandbox,
];

/// Looks at an order. Pure: nothing is asked of the service.
#[must_use]
pub fn check(order: &OrderDraft, knowledge: &Knowledge) -> Check {
    let mut check = Check::default();
    for rule in RULES {
        rule(order, knowledge, &mut check);
    }
    check
}

/// The field of one medium.
fn input_field(index: usize, name: &str) -> String {
    format!("caption_options.inputs[{index}].{name}")
}

/// The caption options; an order without any breaks one rule and no other.
fn options(order: &OrderDraft) -> Option<&CaptionOptions> {
    order.caption_options.as_ref()
}

/// Length of a text as people count it.
fn characters(text: &str) -> usize {
    text.chars().count()
}
