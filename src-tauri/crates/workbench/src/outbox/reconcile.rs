//! What looking proves, and when to look: the rules of each service
//! (`services.md` 1.7, 2.5 to 2.7, 3.7). Times are in milliseconds.

use super::{Looks, Operation};

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;

/// How an operation is looked for when nobody knows what its send did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Not at all: sending it again is harmless and leaves nothing to find.
    SendAgain,
    /// Until it was absent at these times after the doubt began; then it is
    /// known not to have been applied.
    Proves(&'static [i64]),
    /// Until it was absent at these times after the doubt began; then the user
    /// decides whether to send it again. For what costs money.
    Asks(&'static [i64]),
}

/// What is known after a look that found nothing of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// Not enough yet: look again at this time.
    LookAt(i64),
    /// It was not applied.
    NotApplied,
    /// Not enough, and looking will not tell more.
    AskUser,
}

/// A Studio request that is still listed twice, so far apart, was not settled.
const STUDIO_APART: i64 = 30 * SECOND;
/// The second of two looks at YouTube comes so much later: a send that broke
/// off may still be on its way into the service. What it made in spite of both
/// is found by the refusal of a second one.
const YOUTUBE_APART: i64 = 10 * SECOND;

/// How an operation is looked for in doubt.
#[must_use]
pub const fn doubt(operation: &Operation) -> Doubt {
    match operation {
        Operation::StudioFulfil(_) | Operation::StudioFail { .. } => {
            Doubt::Proves(&[0, STUDIO_APART])
        }
        Operation::StudioServiceTypePut { .. }
        | Operation::StudioServiceTypeDelete { .. }
        | Operation::RevCancel { .. } => Doubt::Proves(&[0]),
        Operation::YoutubeInsert { .. }
        | Operation::YoutubeUpdate { .. }
        | Operation::YoutubeDelete { .. } => Doubt::Proves(&[0, YOUTUBE_APART]),
        Operation::RevOrder { .. } => Doubt::Asks(&[0, 10 * SECOND, MINUTE, 5 * MINUTE]),
        Operation::StudioProcessing { .. } | Operation::RevInput { .. } => Doubt::SendAgain,
    }
}

/// What the looks so far prove, the last of which found nothing at `now`.
#[must_use]
pub fn absence(operation: &Operation, looks: Looks, now: i64) -> Absence {
    let (times, settled) = match doubt(operation) {
        Doubt::SendAgain => return Absence::NotApplied,
        Doubt::Proves(times) => (times, Absence::NotApplied),
        Doubt::Asks(times) => (times, Absence::AskUser),
    };
    let seen = usize::try_from(looks.absent).unwrap_or(usize::MAX);
    let Some(next) = times.get(seen) else {
        return settled;
    };
    // From the first that found nothing: looking may have been impossible
    // before.
    let first = looks.first_absent.unwrap_or(now);
    let due = first.saturating_add(next - times[0]);
    Absence::LookAt(due.max(now))
}

/// When an item that the service took is looked for, after that many looks
/// that were answered and did not settle it; `None` once looking was enough and
/// the user is told.
#[must_use]
pub fn verify_after(operation: &Operation, answered: u32) -> Option<i64> {
    let pauses: &[i64] = match operation {
        // 202 says that it was accepted and not that it is there.
        Operation::StudioFulfil(_) | Operation::StudioFail { .. } => {
            &[2 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE]
        }
        // Each look costs 50 units.
        Operation::YoutubeInsert { .. } | Operation::YoutubeUpdate { .. } => {
            &[15 * SECOND, MINUTE, 5 * MINUTE, 30 * MINUTE]
        }
        Operation::YoutubeDelete { .. } => &[2 * SECOND, MINUTE, 5 * MINUTE],
        Operation::RevOrder { .. } | Operation::RevCancel { .. } => {
            &[SECOND, 10 * SECOND, MINUTE, 5 * MINUTE]
        }
        Operation::StudioServiceTypePut { .. } | Operation::StudioServiceTypeDelete { .. } => {
            &[0, 15 * SECOND, MINUTE]
        }
        Operation::StudioProcessing { .. } | Operation::RevInput { .. } => &[],
    };
    let answered = usize::try_from(answered).unwrap_or(usize::MAX);
    pauses.get(answered).copied()
}

/// Whether that an item's object is gone from the list shows, after the service
/// took the item, that it was this item that took it off.
#[must_use]
pub const fn gone_is_done(operation: &Operation) -> bool {
    match operation {
        Operation::StudioFulfil(result) | Operation::StudioFail { result, .. } => !result.claimed,
        Operation::StudioProcessing { .. }
        | Operation::StudioServiceTypeDelete { .. }
        | Operation::YoutubeDelete { .. } => true,
        _ => false,
    }
}

/// Whether an operation leaves something that can be looked at.
#[must_use]
pub const fn can_be_seen(operation: &Operation) -> bool {
    !matches!(
        operation,
        Operation::StudioProcessing { .. } | Operation::RevInput { .. }
    )
}
