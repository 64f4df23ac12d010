//! Checksums of rows.
//!
//! `SQLite` does not see a flipped bit inside a value (half of them pass its
//! integrity check), so every row that matters carries a checksum over all it
//! says, its table and key included, and the state row carries a [`Tally`] of
//! those checksums, so that a row that vanished or came back is seen as well.

use xxhash_rust::xxh3::Xxh3Default;

/// Checksum of a row: XXH3 over its table, key and content, each with its
/// length, so that no two ways to divide the same bytes agree.
#[must_use]
pub fn row(table: &str, key: &[u8], body: &[u8]) -> u64 {
    let mut state = Xxh3Default::new();
    for part in [table.as_bytes(), key, body] {
        state.update(&(part.len() as u64).to_le_bytes());
        state.update(part);
    }
    state.digest()
}

/// How many rows there are, and the sum of their checksums, in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Tally {
    /// Number of rows.
    pub rows: u64,
    /// Sum of their checksums, modulo 2^64.
    pub sum: u64,
}

impl Tally {
    /// Counts a row in.
    pub fn add(&mut self, sum: u64) {
        self.rows = self.rows.wrapping_add(1);
        self.sum = self.sum.wrapping_add(sum);
    }

    /// Counts in the rows of another tally.
    pub fn join(&mut self, other: Self) {
        self.rows = self.rows.wrapping_add(other.rows);
        self.sum = self.sum.wrapping_add(other.sum);
    }

    /// Counts a row out again.
    pub fn remove(&mut self, sum: u64) {
        self.rows = self.rows.wrapping_sub(1);
        self.sum = self.sum.wrapping_sub(sum);
    }
}
