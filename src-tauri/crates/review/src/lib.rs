//! How two lists of cues differ, who moved, and what of that is taken.
//!
//! [`compare`] finds which cue of a draft is which of the other side, by
//! identity and else by what it says and when, and gives the [`Change`]s that
//! lead from the other side to the draft; beside the list that both come from,
//! it says of each who made it. [`plan_taking`] puts what the other side has
//! into the draft, a cue or a field at a time. Nothing here does I/O or reads a
//! clock.

mod change;
mod fields;
mod group;
mod origin;
mod pair;
mod place;
mod take;
mod words;

pub use change::{Change, ChangeKind, Mover, Pick, compare};
pub use fields::Field;
pub use take::plan_taking;
pub use words::{Piece, PieceKind, pieces};
