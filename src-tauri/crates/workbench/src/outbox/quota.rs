//! What sending costs, before it is sent (`services.md` 2.2 and 2.7).

use serde::{Deserialize, Serialize};

use super::Operation;

/// Units of quota that YouTube charges.
pub mod youtube {
    /// For listing the tracks of a video.
    pub const LIST: u32 = 50;
    /// For a new track.
    pub const INSERT: u32 = 400;
    /// For a change of a track.
    pub const UPDATE: u32 = 450;
    /// For removing a track.
    pub const DELETE: u32 = 50;
    /// For the captions of a track.
    pub const DOWNLOAD: u32 = 200;
}

/// What an operation is expected to cost in units of quota.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename = "QuotaEstimate")]
pub struct Estimate {
    /// The look at what would be overwritten.
    pub check: u32,
    /// The send.
    pub send: u32,
    /// One look whether it arrived; more may be needed.
    pub look: u32,
}

impl Estimate {
    /// All of it.
    #[must_use]
    pub const fn units(self) -> u32 {
        self.check + self.send + self.look
    }
}

/// What an operation is expected to cost. Only YouTube counts.
#[must_use]
pub const fn estimate(operation: &Operation) -> Estimate {
    use youtube::{DELETE, INSERT, LIST, UPDATE};
    let (check, send) = match operation {
        Operation::YoutubeInsert { .. } => (0, INSERT),
        Operation::YoutubeUpdate { track, .. } => (checked(track.base.is_some()), UPDATE),
        Operation::YoutubeDelete { track } => (checked(track.base.is_some()), DELETE),
        _ => {
            return Estimate {
                check: 0,
                send: 0,
                look: 0,
            };
        }
    };
    Estimate {
        check,
        send,
        look: LIST,
    }
}

const fn checked(has_base: bool) -> u32 {
    if has_base { youtube::LIST } else { 0 }
}

/// Whether `units` more fit into a day's quota. An account without a quota has
/// room for everything; one that never has room for them is let try, so that
/// the service says so.
#[must_use]
pub const fn fits(quota: u32, used: u32, units: u32) -> bool {
    quota == 0 || units == 0 || units > quota || used.saturating_add(units) <= quota
}
