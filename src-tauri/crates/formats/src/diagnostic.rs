//! What a reader noticed.

use serde::{Deserialize, Serialize};

use crate::Question;

/// How much something matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Info,
    /// Read or written, but not as the file or the document says.
    Warning,
    /// Something could not be used.
    Error,
}

/// One remark of a reader about a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// Stable name of the kind of remark, such as `bad-time`.
    pub code: String,
    /// Line of the file, counted from 1, where the format has lines.
    pub line: Option<u32>,
    /// Offset in the file, counted from 0.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub byte: Option<u64>,
    /// What is the case and what was made of it, for people.
    pub message: String,
}

/// A place in a source file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: Option<u32>,
    pub(crate) byte: Option<u64>,
}

/// Collects remarks, and no more of them than a person would read: a damaged
/// file must not grow into a heap of messages.
#[derive(Debug, Default)]
pub(crate) struct Diagnostics {
    list: Vec<Diagnostic>,
    left_out: usize,
    questions: Vec<Question>,
}

impl Diagnostics {
    const MOST: usize = 1000;

    pub(crate) fn info(&mut self, code: &str, place: Place, message: impl Into<String>) {
        self.push(Severity::Info, code, place, message);
    }

    pub(crate) fn warn(&mut self, code: &str, place: Place, message: impl Into<String>) {
        self.push(Severity::Warning, code, place, message);
    }

    pub(crate) fn error(&mut self, code: &str, place: Place, message: impl Into<String>) {
        self.push(Severity::Error, code, place, message);
    }

    /// Says that the file leaves something open that had to be assumed.
    pub(crate) fn ask(&mut self, question: Question) {
        if !self.questions.contains(&question) {
            self.questions.push(question);
        }
    }

    fn push(&mut self, severity: Severity, code: &str, place: Place, message: impl Into<String>) {
        if self.list.len() >= Self::MOST {
            self.left_out += 1;
            return;
        }
        self.list.push(Diagnostic {
            severity,
            code: code.to_owned(),
            line: place.line,
            byte: place.byte,
            message: message.into(),
        });
    }

    /// The remarks in file order, with a last one that counts those left out;
    /// and what was asked.
    pub(crate) fn finish(mut self) -> (Vec<Diagnostic>, Vec<Question>) {
        self.list.sort_by_key(|remark| (remark.byte, remark.line));
        if self.left_out > 0 {
            self.list.push(Diagnostic {
                severity: Severity::Info,
                code: "more-diagnostics".to_owned(),
                line: None,
                byte: None,
                message: format!("{} further remarks are not listed", self.left_out),
            });
        }
        (self.list, self.questions)
    }
}
