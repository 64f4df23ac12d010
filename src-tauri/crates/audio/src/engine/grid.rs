//! The grid of chunks.

use serde::{Deserialize, Serialize};

/// Samples of one chunk: 4096 base pairs of 256, about 22 s at 48 kHz. A power
/// of four times the base, so that pyramid cells never cross a chunk's edge.
pub(crate) const CHUNK: i64 = 1 << 20;

/// Chunks beyond this are refused: 100 h at 96 kHz.
pub(crate) const MOST_CHUNKS: u64 = 100 * 3600 * 96_000 / CHUNK as u64;

/// A set of chunk numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ChunkSet {
    words: Vec<u64>,
}

impl ChunkSet {
    pub(crate) fn insert(&mut self, index: u64) {
        if index >= MOST_CHUNKS {
            return;
        }
        let word = (index / 64) as usize;
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        self.words[word] |= 1 << (index % 64);
    }

    pub(crate) fn contains(&self, index: u64) -> bool {
        self.words
            .get((index / 64) as usize)
            .is_some_and(|word| word >> (index % 64) & 1 == 1)
    }

    /// The first chunk from `index` on that is not in the set.
    pub(crate) fn first_missing(&self, index: u64) -> u64 {
        (index..=MOST_CHUNKS)
            .find(|candidate| !self.contains(*candidate))
            .unwrap_or(MOST_CHUNKS)
    }

    /// How many are in the set.
    pub(crate) fn count(&self) -> u64 {
        self.words
            .iter()
            .map(|word| u64::from(word.count_ones()))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_remembers_what_was_put_in_and_nothing_else() {
        let mut set = ChunkSet::default();
        for index in [0, 1, 2, 64, 200, MOST_CHUNKS] {
            set.insert(index);
        }
        assert_eq!(
            (set.count(), set.first_missing(0), set.first_missing(64)),
            (5, 3, 65)
        );
        assert!(set.contains(200) && !set.contains(199) && !set.contains(MOST_CHUNKS));
    }
}
