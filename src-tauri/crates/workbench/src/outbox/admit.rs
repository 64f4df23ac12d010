//! What may be put in the outbox beside what is there.

use super::{Account, Item, ItemId, ItemState, Need, NewItem, Operation, Repeat};
use crate::{ErrorCode, Result, WorkbenchError};

/// What putting an item in does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Nothing: it is there.
    Present,
    /// It goes in.
    Enter(Box<Entry>),
}

/// An item that goes in, and those it changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The item.
    pub item: Item,
    /// Items that it takes the place of, as they are now.
    pub replaced: Vec<Item>,
}

/// Whether and how an item goes in. `same_key` are the items of the account
/// with its natural key.
///
/// A newer edit takes the place of one that waits; behind one that is under way
/// it waits. What happens once for good is not put in a second time.
///
/// # Errors
/// [`WrongAccount`](ErrorCode::WrongAccount),
/// [`SandboxOnly`](ErrorCode::SandboxOnly),
/// [`BeingSent`](ErrorCode::BeingSent), [`Undecided`](ErrorCode::Undecided) or
/// [`AlreadySent`](ErrorCode::AlreadySent), each with what to do.
pub fn admit(account: &Account, same_key: &[Item], new: &NewItem, now: i64) -> Result<Admission> {
    if same_key.iter().any(|item| item.id == new.id) {
        return Ok(Admission::Present);
    }
    check_account(account, new)?;
    let mut entry = Entry {
        item: new.begin(now),
        replaced: Vec::new(),
    };
    for item in same_key {
        beside(&mut entry, item, now)?;
    }
    Ok(Admission::Enter(Box::new(entry)))
}

fn check_account(account: &Account, new: &NewItem) -> Result<()> {
    let service = new.operation.service();
    if account.service != service {
        let message = format!("{} is no account of {service}", account.label);
        return Err(WorkbenchError::new(ErrorCode::WrongAccount, message));
    }
    match &new.operation {
        Operation::RevOrder { order } if !order.sandbox && account.only_sandbox() => {
            let message = format!(
                "Orders of {} are sandbox orders. Turn on real orders for this account first: \
                 they are charged",
                account.label
            );
            Err(WorkbenchError::new(ErrorCode::SandboxOnly, message))
        }
        _ => Ok(()),
    }
}

fn beside(entry: &mut Entry, item: &Item, now: i64) -> Result<()> {
    let once = entry.item.operation.repeat() == Repeat::Once;
    let in_doubt = item.need.as_ref().is_some_and(Need::is_doubt);
    match item.state {
        ItemState::Sending | ItemState::Unknown | ItemState::Verifying => {
            if once {
                return Err(refusal(ErrorCode::BeingSent, item));
            }
            entry.item.behind = Some(item.id);
        }
        ItemState::NeedsUser if once && in_doubt => {
            return Err(refusal(ErrorCode::Undecided, item));
        }
        ItemState::Done if settles_for_good(&item.operation) => {
            return Err(refusal(ErrorCode::AlreadySent, item));
        }
        ItemState::Queued | ItemState::Parked | ItemState::Conflict | ItemState::NeedsUser => {
            replace(entry, item, now);
        }
        ItemState::Done | ItemState::Failed | ItemState::Cancelled => {}
    }
    Ok(())
}

fn replace(entry: &mut Entry, item: &Item, now: i64) {
    entry
        .replaced
        .push(replaced(item.clone(), entry.item.id, now));
    // A pause that the service asked for holds for the newer one too.
    entry.item.not_before = entry.item.not_before.max(item.not_before);
    entry.item.tries = entry.item.tries.max(item.tries);
    entry.item.doubted |= item.doubted;
    let times = [entry.item.sent_at, item.sent_at];
    entry.item.sent_at = times.into_iter().flatten().min();
    if entry.item.not_before.is_some_and(|time| time > now) && item.state == ItemState::Parked {
        entry.item.state = ItemState::Parked;
    }
}

/// An item whose place a newer one has taken.
#[must_use]
pub fn replaced(mut item: Item, by: ItemId, now: i64) -> Item {
    item.state = ItemState::Cancelled;
    item.need = None;
    item.not_before = None;
    item.behind = None;
    item.replaced_by = Some(by);
    item.updated_at = now;
    item
}

/// Whether the service takes one and never another.
const fn settles_for_good(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::StudioFulfil(_) | Operation::StudioFail { .. } | Operation::RevOrder { .. }
    )
}

fn refusal(code: ErrorCode, item: &Item) -> WorkbenchError {
    let service = item.operation.service();
    let label = item.operation.label();
    let message = match code {
        ErrorCode::AlreadySent => {
            format!("{service} has taken this already, and takes it only once: {label}")
        }
        ErrorCode::Undecided => {
            format!("{service} may have taken this already: {label}. Say first whether it arrived")
        }
        _ => format!("This is being sent to {service} at the moment: {label}. Wait for its end"),
    };
    WorkbenchError::new(code, message)
}

/// What becomes of an item and of the newer one that waits behind it, once the
/// first is no longer under way. The newer one takes its place, and expects
/// what the first has left at the service.
#[must_use]
pub fn move_up(front: Item, mut behind: Item, now: i64) -> (Item, Item) {
    behind.behind = None;
    behind.updated_at = now;
    let left = front
        .receipt
        .as_ref()
        .and_then(|receipt| receipt.base.clone());
    match front.state {
        ItemState::Done => {
            if let (Some(_), Some(base)) = (behind.operation.base(), left) {
                behind.operation = behind.operation.with_base(base);
            }
            (front, behind)
        }
        ItemState::Failed | ItemState::Cancelled => (front, behind),
        _ => {
            behind.not_before = behind.not_before.max(front.not_before);
            behind.tries = behind.tries.max(front.tries);
            behind.doubted |= front.doubted;
            (replaced(front, behind.id, now), behind)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use uuid::Uuid;

    use super::*;
    use crate::outbox::{AccountId, Bases, StudioResult, YoutubeTarget};
    use crate::remote::{OrderRequest, ServiceName};

    fn account(service: ServiceName) -> Account {
        Account::new(
            AccountId(Uuid::nil()),
            service,
            "Practice",
            Bases::default(),
        )
    }

    fn new(number: u128, operation: Operation) -> NewItem {
        NewItem::new(
            ItemId(Uuid::from_u128(number)),
            AccountId(Uuid::nil()),
            operation,
        )
    }

    fn fulfil() -> Operation {
        Operation::StudioFulfil(StudioResult::default())
    }

    fn update() -> Operation {
        let track = YoutubeTarget {
            id: "T".to_owned(),
            video: "V".to_owned(),
            base: None,
        };
        Operation::YoutubeUpdate { track, draft: None }
    }

    #[test]
    fn a_second_one_replaces_waits_or_is_refused() {
        use ItemState::{
            Cancelled, Conflict, Done, Failed, NeedsUser, Parked, Queued, Sending, Unknown,
            Verifying,
        };
        #[derive(Debug, PartialEq)]
        enum Way {
            Replaces,
            Behind,
            Beside,
            Refused(ErrorCode),
        }
        use ErrorCode::{AlreadySent, BeingSent, Undecided};
        use Way::{Behind, Beside, Refused, Replaces};
        let (once, harmless) = (fulfil(), update());
        let table = [
            (&once, Queued, None, Replaces),
            (&once, Parked, None, Replaces),
            (&once, Sending, None, Refused(BeingSent)),
            (&once, Unknown, None, Refused(BeingSent)),
            (&once, Verifying, None, Refused(BeingSent)),
            (&once, NeedsUser, Some(Need::Unverified), Refused(Undecided)),
            (&once, NeedsUser, Some(Need::Correct), Replaces),
            (&once, Done, None, Refused(AlreadySent)),
            (&once, Failed, None, Beside),
            (&once, Cancelled, None, Beside),
            (&harmless, Queued, None, Replaces),
            (&harmless, Conflict, None, Replaces),
            (&harmless, Sending, None, Behind),
            (&harmless, Unknown, None, Behind),
            (&harmless, Verifying, None, Behind),
            (&harmless, NeedsUser, Some(Need::NotConfirmed), Replaces),
            (&harmless, Done, None, Beside),
        ];
        for (operation, state, need, expected) in table {
            let case = format!("{operation:?} {state:?} {need:?}");
            let before = Item {
                state,
                need,
                ..new(1, operation.clone()).begin(5)
            };
            let account = account(operation.service());
            let way = match admit(&account, from_ref(&before), &new(2, operation.clone()), 9) {
                Err(error) => Refused(error.code),
                Ok(Admission::Present) => panic!("{case}"),
                Ok(Admission::Enter(entry)) if !entry.replaced.is_empty() => {
                    assert_eq!(entry.replaced[0].state, Cancelled, "{case}");
                    assert_eq!(entry.replaced[0].replaced_by, Some(entry.item.id), "{case}");
                    Replaces
                }
                Ok(Admission::Enter(entry)) if entry.item.behind == Some(before.id) => Behind,
                Ok(Admission::Enter(_)) => Beside,
            };
            assert_eq!(way, expected, "{case}");
            // The same item again changes nothing.
            let same = admit(&account, &[before], &new(1, operation.clone()), 9);
            assert_eq!(same, Ok(Admission::Present), "{case}");
        }
    }

    #[test]
    fn real_orders_are_placed_only_knowingly() {
        let order = |sandbox| {
            let order = OrderRequest {
                sandbox,
                ..OrderRequest::default()
            };
            let order = Box::new(order);
            new(1, Operation::RevOrder { order })
        };
        let account = |sandbox, real_orders_known| Account {
            sandbox,
            real_orders_known,
            ..account(ServiceName::Rev)
        };
        for (account, real) in [
            (account(true, false), false),
            (account(true, true), false),
            (account(false, false), false),
            (account(false, true), true),
        ] {
            assert!(admit(&account, &[], &order(true), 9).is_ok());
            let refused = admit(&account, &[], &order(false), 9)
                .err()
                .map(|error| error.code);
            assert_eq!(refused, (!real).then_some(ErrorCode::SandboxOnly));
        }
    }
}
