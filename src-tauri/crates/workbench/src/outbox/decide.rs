//! What the user may decide about an item.

use serde::{Deserialize, Serialize};

use super::{Item, ItemState, Looks, Need, Operation, YoutubeTarget, reconcile};
use crate::{ErrorCode, Result, WorkbenchError};

/// A decision of the user about an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Decision {
    /// To give it up. What is at the service stays there.
    Cancel,
    /// To send it now, or again.
    SendAgain {
        /// Whether the user knows that it may then be there twice. Needed where
        /// it is in doubt.
        knowing: bool,
    },
    /// To look for it again, or now where it waits to be looked for.
    LookAgain,
    /// To take it for done: the user has seen it at the service.
    MarkDone,
    /// To let it replace what the service holds, in a conflict.
    Overwrite,
}

/// The item after a decision.
///
/// # Errors
/// [`NotNow`](ErrorCode::NotNow) where its state does not permit it: nothing
/// that is at the service, or may be, is taken for not sent.
pub fn decide(mut item: Item, decision: Decision, now: i64) -> Result<Item> {
    let in_doubt = item.need.as_ref().is_some_and(Need::is_doubt);
    item.updated_at = now;
    match (decision, item.state) {
        (
            Decision::Cancel,
            ItemState::Queued
            | ItemState::Parked
            | ItemState::Conflict
            | ItemState::NeedsUser
            | ItemState::Failed,
        ) => {
            item.state = ItemState::Cancelled;
            item.not_before = None;
            item.behind = None;
        }
        (Decision::SendAgain { .. }, ItemState::Queued | ItemState::Parked) => {
            item.state = ItemState::Queued;
            item.not_before = Some(now);
        }
        (Decision::SendAgain { .. }, ItemState::Failed) if may_repeat(&item) => {
            item = requeued(item, now);
        }
        (Decision::SendAgain { knowing }, ItemState::NeedsUser) => {
            let several = matches!(item.need, Some(Need::Several { .. }));
            if several || in_doubt && !knowing {
                return Err(not_now(&item, "it may be there already"));
            }
            item = requeued(item, now);
        }
        (Decision::LookAgain, ItemState::NeedsUser) if in_doubt => {
            let taken = matches!(item.need, Some(Need::NotConfirmed)) && item.receipt.is_some();
            item.state = if taken {
                ItemState::Verifying
            } else {
                ItemState::Unknown
            };
            item.need = None;
            item.looks = Looks::since(now);
            item.not_before = Some(now);
        }
        // The looks that are due anyway come after this one, as after the send.
        (Decision::LookAgain, ItemState::Verifying) => {
            item.looks = Looks::since(now);
            item.not_before = Some(now);
        }
        (Decision::MarkDone, ItemState::NeedsUser) if in_doubt => {
            item.state = ItemState::Done;
            item.need = None;
        }
        (Decision::Overwrite, ItemState::Conflict) => item = overwriting(item, now)?,
        _ => return Err(not_now(&item, item.state.name())),
    }
    Ok(item)
}

/// Whether what failed left nothing at the service that a second one would
/// stand beside.
fn may_repeat(item: &Item) -> bool {
    let left = item.failure.as_ref().map(|failure| failure.certainty);
    left != Some(super::Certainty::Applied)
}

fn requeued(mut item: Item, now: i64) -> Item {
    item.doubted |= item.need.as_ref().is_some_and(Need::is_doubt);
    item.state = ItemState::Queued;
    item.need = None;
    item.tries = 0;
    item.not_before = Some(now);
    item
}

/// The item as an overwrite of the state that the user has seen.
fn overwriting(mut item: Item, now: i64) -> Result<Item> {
    let theirs = item.theirs.take();
    let known = theirs.and_then(|theirs| Some((theirs.remote_id?, theirs.base?)));
    let Some((id, base)) = known else {
        return Err(not_now(&item, "it is not there any more"));
    };
    item.operation = match item.operation {
        Operation::YoutubeInsert { video, draft, .. } => Operation::YoutubeUpdate {
            track: YoutubeTarget {
                id,
                video,
                base: Some(base),
            },
            draft: Some(draft),
        },
        other => other.with_base(base),
    };
    item.cost = super::estimate(&item.operation).units();
    item.failure = None;
    item.doubted = false;
    item.sent_at = None;
    debug_assert!(reconcile::can_be_seen(&item.operation));
    Ok(requeued(item, now))
}

fn not_now(item: &Item, why: &str) -> WorkbenchError {
    let message = format!(
        "That cannot be done now to what is to {}: {why}",
        item.operation.label()
    );
    WorkbenchError::new(ErrorCode::NotNow, message)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::outbox::{AccountId, ItemId, NewItem, StudioResult};

    fn item(state: ItemState, need: Option<Need>) -> Item {
        let operation = Operation::StudioFulfil(StudioResult::default());
        let new = NewItem::new(ItemId(Uuid::nil()), AccountId(Uuid::nil()), operation);
        Item {
            state,
            need,
            ..new.begin(5)
        }
    }

    #[test]
    fn nothing_that_may_be_at_the_service_is_taken_for_not_sent() {
        use Decision::{Cancel, LookAgain, MarkDone, Overwrite};
        use ItemState::{
            Cancelled, Conflict, Done, Failed, NeedsUser, Parked, Queued, Sending, Unknown,
            Verifying,
        };
        let again = Decision::SendAgain { knowing: false };
        let knowing = Decision::SendAgain { knowing: true };
        let several = || Need::Several { ids: Vec::new() };
        #[rustfmt::skip]
        let table = [
            (Queued, None, Cancel, Some(Cancelled)),
            (Parked, None, Cancel, Some(Cancelled)),
            (Parked, None, again, Some(Queued)),
            (Conflict, None, Cancel, Some(Cancelled)),
            (Failed, None, again, Some(Queued)),
            // While it is under way nothing is decided.
            (Sending, None, Cancel, None),
            (Unknown, None, Cancel, None),
            (Unknown, None, again, None),
            (Verifying, None, Cancel, None),
            (Verifying, None, knowing, None),
            (Verifying, None, LookAgain, Some(Verifying)),
            (Unknown, None, LookAgain, None),
            (Done, None, Cancel, None),
            (Done, None, again, None),
            (NeedsUser, Some(Need::Correct), again, Some(Queued)),
            (NeedsUser, Some(Need::Correct), MarkDone, None),
            // In doubt, only knowingly.
            (NeedsUser, Some(Need::NotFound), again, None),
            (NeedsUser, Some(Need::NotFound), knowing, Some(Queued)),
            (NeedsUser, Some(Need::Unverified), MarkDone, Some(Done)),
            (NeedsUser, Some(Need::Unverified), LookAgain, Some(Unknown)),
            (NeedsUser, Some(Need::Unverified), Cancel, Some(Cancelled)),
            // There are two already.
            (NeedsUser, Some(several()), knowing, None),
            (NeedsUser, Some(several()), MarkDone, Some(Done)),
            (Conflict, None, Overwrite, None),
            (Queued, None, Overwrite, None),
        ];
        for (state, need, decision, expected) in table {
            let case = format!("{state:?} {need:?} {decision:?}");
            let decided = decide(item(state, need), decision, 9);
            match (decided, expected) {
                (Ok(item), Some(state)) => assert_eq!(item.state, state, "{case}"),
                (Err(error), None) => assert_eq!(error.code, ErrorCode::NotNow, "{case}"),
                (other, _) => panic!("{case}: {other:?}"),
            }
        }
    }
}
