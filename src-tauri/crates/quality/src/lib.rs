//! Whether captions are good: profiles, the findings of their rules, and the
//! fixes that are safe.
//!
//! A [`Profile`] says which rules hold and with which limits. A [`Checker`]
//! holds a track to one profile and gives [`Findings`], and after an edit looks
//! again at the cues that the patch touched and at their neighbours only. A fix
//! is a patch like any other, and is refused where it would make something else
//! worse. Nothing here does I/O or reads a clock.
//!
//! A further rule is one type in a module of `rules` and one line in its table.

pub mod amount;
mod checker;
pub mod counting;
mod dictionary;
mod finding;
mod findings;
mod fixing;
mod glossary;
mod labels;
pub mod profile;
mod repair;
pub mod rules;
mod scene;
pub mod shipped;
mod text;

pub use captions::Severity;
pub use checker::{Checker, touched};
pub use dictionary::{Dictionary, DictionaryError};
pub use finding::{Finding, TextPlace};
pub use findings::Findings;
pub use fixing::Fixed;
pub use profile::{Profile, ProfileError};
pub use rules::RuleInfo;
