//! The cue model.
//!
//! Documents, tracks and cues with rows of styled runs, and the exact time they
//! are placed at. Nothing here does I/O, reads a clock or knows a file format;
//! serde gives the model its one lossless JSON form, which the history log and
//! the window share.

pub mod time;

pub use time::Time;
