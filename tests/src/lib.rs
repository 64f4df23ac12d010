//! Shared pieces of the tests that cross a crate.
