//! Identities: UUIDv7 values, one newtype per kind of record.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        #[serde(transparent)]
        pub struct $name(#[cfg_attr(feature = "specta", specta(type = String))] pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

id! {
    /// Names one cue for as long as the project lives, undo included.
    CueId
}
id! {
    /// Names one track of a project.
    TrackId
}
id! {
    /// Names a frozen revision of a track.
    RevisionId
}
id! {
    /// Names one note.
    NoteId
}

/// A source of fresh ids in increasing order.
///
/// The model reads no clock and no random numbers: whoever creates records
/// passes both in once. Ids are UUIDv7 (RFC 9562 section 5.7) whose random part
/// starts at the seed and counts up, so ids of one source sort as they were
/// made.
#[derive(Debug, Clone)]
pub struct Ids {
    millis: u64,
    next: u128,
}

impl Ids {
    const COUNTER_BITS: u32 = 74;

    /// A source for the given Unix time in milliseconds and a random seed.
    #[must_use]
    pub fn new(unix_millis: u64, seed: u128) -> Self {
        // The top bit stays free, so that counting up never runs over.
        let next = seed & ((1 << (Self::COUNTER_BITS - 1)) - 1);
        Self {
            millis: unix_millis & 0xffff_ffff_ffff,
            next,
        }
    }

    fn uuid(&mut self) -> Uuid {
        let counter = self.next;
        self.next += 1;
        let high = (counter >> 62) & 0xfff;
        let low = counter & ((1 << 62) - 1);
        let value =
            (u128::from(self.millis) << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low;
        Uuid::from_u128(value)
    }

    /// A fresh cue id.
    pub fn cue(&mut self) -> CueId {
        CueId(self.uuid())
    }

    /// A fresh track id.
    pub fn track(&mut self) -> TrackId {
        TrackId(self.uuid())
    }

    /// A fresh revision id.
    pub fn revision(&mut self) -> RevisionId {
        RevisionId(self.uuid())
    }

    /// A fresh note id.
    pub fn note(&mut self) -> NoteId {
        NoteId(self.uuid())
    }

    /// A fresh id of no particular kind.
    pub fn any(&mut self) -> Uuid {
        self.uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_version_7_and_sort_as_made() {
        let mut ids = Ids::new(1_763_764_000_000, u128::MAX);
        let made: Vec<CueId> = (0..1000).map(|_| ids.cue()).collect();
        assert!(made.windows(2).all(|pair| pair[0] < pair[1]));
        for id in made {
            assert_eq!(id.0.get_version_num(), 7);
            assert_eq!(id.0.get_variant(), uuid::Variant::RFC4122);
        }
    }
}
