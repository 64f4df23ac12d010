//! Edits and the one [`Patch`] they become.
//!
//! An [`Edit`] says what the user wants in the user's terms. [`plan()`] turns it
//! into a [`Patch`] over records without touching anything, or into a
//! [`Rejected`] that says why not. The patch is at once the change in memory,
//! the row in the history log, the event to the window and the list of cues to
//! check again; its reverse is undo, and [`History`] is the tree of all of
//! them. Nothing here does I/O or reads a clock.

mod edit;
mod history;
mod patch;
mod plan;
mod search;
mod styled;
#[cfg(feature = "testing")]
pub mod testing;

pub use edit::{Edit, NotePlace, Plan, Query, Rejected, RejectedCode, Retime, Scope, StyleChange};
pub use history::{
    Coalescing, Direction, History, HistoryChange, HistoryError, NewStep, Origin, Recorded, Step,
    StepId, Travel,
};
pub use patch::{Patch, PatchError, Record};
pub use plan::{
    broken, editable_track, fit_grid, keep_notes, leans, note_names, plan, plan_replacement,
};
pub use search::{Match, find};
