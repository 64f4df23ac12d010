//! What is due.

use std::collections::{BTreeMap, BTreeSet};

use super::{AccountId, AccountState, Item, ItemId, ItemState};

/// What is to be done now, and when to ask again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// At most one call for each account, and every item that must wait for
    /// the user from now on.
    pub actions: Vec<Action>,
    /// When something becomes due that no answer to a call brings, in Unix
    /// milliseconds; absent where only the user or an answer can bring more.
    pub wake_at: Option<i64>,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Look at what an item would overwrite.
    Check(ItemId),
    /// Send an item.
    Send(ItemId),
    /// Look for items of one account, with one look.
    Look(Vec<ItemId>),
    /// Tell the user that an item cannot go on for another.
    Block {
        /// The item.
        item: ItemId,
        /// The one that will not be done.
        by: ItemId,
    },
}

/// What is known besides the items.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// What the accounts can do.
    pub accounts: &'a BTreeMap<AccountId, AccountState>,
    /// Accounts with a call under way.
    pub busy: &'a BTreeSet<AccountId>,
    /// Items whose overwrite was checked just now.
    pub checked: &'a BTreeSet<ItemId>,
}

/// What is due at `now`. An account makes one call at a time, and each account
/// makes its own; an item holds up only those that depend on it.
///
/// Reads nothing but its arguments: the same rows and time make the same plan.
#[must_use]
pub fn plan(items: &BTreeMap<ItemId, Item>, desk: Desk<'_>, now: i64) -> Plan {
    let mut plan = Plan::default();
    let mut next: BTreeMap<AccountId, (i64, &Item)> = BTreeMap::new();
    for item in items.values() {
        match readiness(items, item) {
            Readiness::Never => continue,
            Readiness::Blocked(by) => {
                let item = item.id;
                plan.actions.push(Action::Block { item, by });
                continue;
            }
            Readiness::Ready => {}
        }
        let usable = desk.accounts.get(&item.account) == Some(&AccountState::Ok);
        if !usable || desk.busy.contains(&item.account) {
            continue;
        }
        let due = item.not_before.unwrap_or(item.created_at);
        if due > now {
            plan.wake_at = Some(plan.wake_at.map_or(due, |wake| wake.min(due)));
            continue;
        }
        let first = next.entry(item.account).or_insert((due, item));
        if order(due, item) < order(first.0, first.1) {
            *first = (due, item);
        }
    }
    let due = next.into_values().map(|(_, item)| item);
    plan.actions
        .extend(due.map(|item| call(items, item, desk, now)));
    plan
}

/// What is due first goes first; at one time, what was put in first.
const fn order(due: i64, item: &Item) -> (i64, i64, u128) {
    (due, item.created_at, item.id.0.as_u128())
}

enum Readiness {
    Ready,
    Never,
    Blocked(ItemId),
}

fn readiness(items: &BTreeMap<ItemId, Item>, item: &Item) -> Readiness {
    match item.state {
        ItemState::Unknown | ItemState::Verifying => Readiness::Ready,
        ItemState::Queued | ItemState::Parked if item.behind.is_none() => {
            for needed in &item.depends_on {
                match items.get(needed).map(|needed| needed.state) {
                    Some(ItemState::Done) => {}
                    None | Some(ItemState::Failed | ItemState::Cancelled) => {
                        return Readiness::Blocked(*needed);
                    }
                    Some(_) => return Readiness::Never,
                }
            }
            Readiness::Ready
        }
        _ => Readiness::Never,
    }
}

fn call(items: &BTreeMap<ItemId, Item>, item: &Item, desk: Desk<'_>, now: i64) -> Action {
    if !item.state.is_under_way() {
        return if item.operation.base().is_some() && !desk.checked.contains(&item.id) {
            Action::Check(item.id)
        } else {
            Action::Send(item.id)
        };
    }
    let key = item.operation.look_key();
    let mut together: Vec<ItemId> = (items.values())
        .filter(|other| other.account == item.account && other.id != item.id)
        .filter(|other| matches!(other.state, ItemState::Unknown | ItemState::Verifying))
        .filter(|other| other.not_before.unwrap_or(0) <= now)
        .filter(|other| other.operation.look_key() == key)
        .map(|other| other.id)
        .collect();
    together.insert(0, item.id);
    Action::Look(together)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::outbox::{NewItem, Operation, StudioResult, YoutubeTarget};

    const NOW: i64 = 1_795_300_000_000;

    fn id(number: u128) -> ItemId {
        ItemId(Uuid::from_u128(number))
    }

    /// An item of an account that is touched so long after now.
    fn item(number: u128, account: u128, state: ItemState, after: i64) -> Item {
        let result = StudioResult {
            request: 1,
            ..StudioResult::default()
        };
        let account = AccountId(Uuid::from_u128(account));
        let new = NewItem::new(id(number), account, Operation::StudioFulfil(result));
        Item {
            state,
            not_before: Some(NOW + after),
            ..new.begin(NOW)
        }
    }

    fn planned(items: &[Item], busy: &[u128], states: &[(u128, AccountState)]) -> Plan {
        let account = |number: u128| AccountId(Uuid::from_u128(number));
        let items: BTreeMap<ItemId, Item> =
            items.iter().map(|item| (item.id, item.clone())).collect();
        let mut accounts: BTreeMap<AccountId, AccountState> = (1..4)
            .map(|number| (account(number), AccountState::Ok))
            .collect();
        accounts.extend(
            states
                .iter()
                .map(|(number, state)| (account(*number), *state)),
        );
        let busy: BTreeSet<AccountId> = busy.iter().map(|number| account(*number)).collect();
        let desk = Desk {
            accounts: &accounts,
            busy: &busy,
            checked: &BTreeSet::new(),
        };
        plan(&items, desk, NOW)
    }

    #[test]
    fn an_account_makes_one_call_and_accounts_make_theirs_at_once() {
        use ItemState::Queued;
        let items = [
            item(1, 1, Queued, 0),
            item(2, 1, Queued, 0),
            item(3, 2, Queued, 0),
        ];
        let both = planned(&items, &[], &[]);
        assert_eq!(both.actions, [Action::Send(id(1)), Action::Send(id(3))]);
        assert_eq!(planned(&items, &[1], &[]).actions, [Action::Send(id(3))]);
        let off = [(1, AccountState::NeedsSignIn), (2, AccountState::Off)];
        assert_eq!(planned(&items, &[], &off), Plan::default());
    }

    #[test]
    fn what_waits_holds_up_nothing_and_says_when_to_wake() {
        use ItemState::{Conflict, Failed, NeedsUser, Parked, Queued, Unknown, Verifying};
        let items = [
            item(1, 1, Queued, 5_000),
            item(2, 1, Conflict, 0),
            item(3, 1, NeedsUser, 0),
            item(4, 1, Failed, 0),
            item(5, 1, Parked, 9_000),
        ];
        let waiting = planned(&items, &[], &[]);
        assert_eq!(
            (waiting.actions, waiting.wake_at),
            (Vec::new(), Some(NOW + 5_000))
        );
        // One look tells of all that are due.
        let items = [
            item(1, 1, Verifying, 0),
            item(2, 1, Unknown, -1),
            item(3, 1, Verifying, 1),
            item(4, 1, Queued, 0),
        ];
        let looking = planned(&items, &[], &[]);
        assert_eq!(looking.actions, [Action::Look(vec![id(2), id(1)])]);
    }

    #[test]
    fn an_item_waits_for_those_it_depends_on() {
        use ItemState::{Cancelled, Done, Failed, NeedsUser, Queued};
        let blocked = Some(Action::Block {
            item: id(2),
            by: id(1),
        });
        let table = [
            (Done, Some(Action::Send(id(2)))),
            (NeedsUser, None),
            (Failed, blocked.clone()),
            (Cancelled, blocked),
        ];
        for (state, expected) in table {
            let mut waits = item(2, 1, Queued, 0);
            waits.depends_on = vec![id(1)];
            let plan = planned(&[item(1, 1, state, 0), waits], &[], &[]);
            assert_eq!(plan.actions.first(), expected.as_ref(), "{state:?}");
        }
    }

    #[test]
    fn what_overwrites_is_checked_first() {
        let track = YoutubeTarget {
            id: "T".to_owned(),
            video: "V".to_owned(),
            base: Some(crate::outbox::Base::default()),
        };
        let mut update = item(1, 1, ItemState::Queued, 0);
        update.operation = Operation::YoutubeDelete { track };
        assert_eq!(planned(&[update], &[], &[]).actions, [Action::Check(id(1))]);
    }
}
