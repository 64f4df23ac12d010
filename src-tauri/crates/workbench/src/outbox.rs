//! The outbox: what is to be done to the caption services, each thing once.
//!
//! "Exactly once" is at most one send of what is not idempotent, and then
//! looking. That an item is being sent is on the disk before the first byte
//! leaves; an item that is found in that state at start-up is `unknown`, and
//! only a look at the service moves it on. It is `done` only once a look has
//! shown it.
//!
//! Deciding is apart from doing: [`plan()`] says what is due, `admit` what may
//! be put in, `transition` what an answer means, each a pure function of
//! rows and the time. `Courier` carries their decisions out.

mod account;
mod admit;
mod courier;
mod decide;
mod item;
mod journal;
mod lane;
mod link;
mod operation;
mod ordered;
mod plan;
mod port;
mod quota;
pub mod reconcile;
pub mod retry;
mod store;
pub mod transition;
mod worker;

pub use account::{Account, AccountState, Bases, MinutePrices, Proof};
pub use admit::{Admission, Entry, admit, move_up, replaced};
pub use courier::{Courier, Turn};
pub use decide::{Decision, decide};
pub use item::{
    Attempt, Call, FrozenFile, Item, ItemState, Looks, Need, NewItem, Origin, Side, TheirSide,
};
pub use journal::{redacted, write_journal};
pub use lane::{Finished, Job, Told};
pub use link::{Direction, Drift, Link, RemoteKind, compared_sha256, drift};
pub use operation::{Base, Operation, Repeat, RevMedia, StudioResult, YoutubeTarget};
pub use ordered::ordered_already;
pub use plan::{Action, Desk, Plan, plan};
pub use port::{
    Advice, Answer, Certainty, Failure, FailureCode, Finding, Parcel, Receipt, Remote, Remotes,
    Theirs,
};
pub use quota::{Estimate, estimate, fits, youtube as youtube_units};
pub use store::{Batch, Charge, Lease, OutboxStore, Synced, Written};
pub use worker::{OutboxEvents, Worker};

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
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
    /// Names an account at this desk.
    AccountId
}
id! {
    /// Names an item of the outbox, for good.
    ItemId
}
id! {
    /// Names a link at this desk.
    LinkId
}

/// Numbers by chance, passed in so that tests decide what they are.
pub trait Chance: Send {
    /// A number from zero up to and without `end`, which is not zero.
    fn below(&mut self, end: u64) -> u64;
}

/// Chance from the system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn below(&mut self, end: u64) -> u64 {
        // The lower half of such an id has 62 bits by chance.
        let (_, low) = Uuid::new_v4().as_u64_pair();
        (low & (u64::MAX >> 2)) % end.max(1)
    }
}

/// SHA-256 in hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let digest = Sha256::digest(bytes);
    digest
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
