//! Names and tokens that are the same in every run with the same seed.

use std::collections::BTreeMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};

const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Draws names: the n-th of a kind depends on the seed, the kind and n, and on nothing else.
#[derive(Clone, Debug)]
pub struct Ids {
    seed: u64,
    drawn: BTreeMap<&'static str, u64>,
}

impl Ids {
    /// A source of names.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            drawn: BTreeMap::new(),
        }
    }

    /// The next name of a kind: so many letters and digits.
    pub fn text(&mut self, kind: &'static str, length: usize) -> String {
        let n = self.count(kind);
        (0..length)
            .map(|at| char::from(LETTERS[self.byte(kind, n, at) % LETTERS.len()]))
            .collect()
    }

    /// The next number of a kind: so many digits, the first not zero.
    pub fn digits(&mut self, kind: &'static str, length: usize) -> String {
        let n = self.count(kind);
        (0..length)
            .map(|at| {
                let byte = self.byte(kind, n, at);
                let digit = if at == 0 { 1 + byte % 9 } else { byte % 10 };
                char::from(b"0123456789"[digit])
            })
            .collect()
    }

    fn count(&mut self, kind: &'static str) -> u64 {
        let n = self.drawn.entry(kind).or_default();
        *n += 1;
        *n
    }

    fn byte(&self, kind: &str, n: u64, at: usize) -> usize {
        let block = format!("{} {kind} {n} {}", self.seed, at / 32);
        usize::from(Sha256::digest(block.as_bytes())[at % 32])
    }
}

/// The SHA-256 of some bytes, in hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
