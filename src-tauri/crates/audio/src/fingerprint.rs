//! Knowing a media file again by its content.

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use crate::error::AudioError;
use crate::input::Input;

/// Bytes hashed at each end of the file.
const EDGE: usize = 64 * 1024;

/// A media file's identity: its size and a hash of its first and last 64 KiB.
///
/// The same for the same content wherever the file stands and whatever it is
/// called; finds moved media again and keys the waveform cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fingerprint {
    /// File size in bytes.
    pub size: u64,
    /// XXH3 (128 bit) over the size and both ends of the file, as two halves.
    pub hash: (u64, u64),
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:016x}{:016x}-{:x}",
            self.hash.0, self.hash.1, self.size
        )
    }
}

/// The fingerprint of the file at `path`; reads at most 128 KiB of it.
///
/// # Errors
/// [`AudioError::Unreadable`] where it cannot be opened or read,
/// [`AudioError::NotMedia`] for something that is not a file.
pub fn fingerprint(path: &Path) -> Result<Fingerprint, AudioError> {
    of_input(&Input::open(path)?).map_err(|error| AudioError::unreadable(path, &error))
}

pub(crate) fn of_input(input: &Input) -> std::io::Result<Fingerprint> {
    let mut hasher = Xxh3::new();
    hasher.update(&input.len().to_le_bytes());
    let mut buffer = vec![0; EDGE];
    let head = input.read_at(0, &mut buffer)?;
    hasher.update(&buffer[..head]);
    let tail_start = input.len().saturating_sub(EDGE as u64).max(head as u64);
    let tail = input.read_at(tail_start, &mut buffer)?;
    hasher.update(&buffer[..tail]);
    let hash = hasher.digest128();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the two halves of a 128-bit hash"
    )]
    let halves = ((hash >> 64) as u64, hash as u64);
    Ok(Fingerprint {
        size: input.len(),
        hash: halves,
    })
}
