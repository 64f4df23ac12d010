//! Shared pieces of the tests that cross a crate.

pub mod cost;
pub mod crash_disk;
pub mod edits;
pub mod outbox;
pub mod practice;
pub mod python;
