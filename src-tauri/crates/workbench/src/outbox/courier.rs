//! Carries out what is due: puts on the disk what is begun and what it came to,
//! and hands out the calls between the two.

mod departure;
mod landing;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use uuid::Uuid;

use super::{
    Account, AccountId, AccountState, Batch, Chance, Finished, Item, ItemId, ItemState, Job, Lease,
    OutboxStore, Remotes, Written,
};
use crate::{Clock, Result};

/// How often a write is tried anew after someone else changed an item.
const STALE_TRIES: u32 = 5;
/// How long to wait before asking again for the right to send, in milliseconds.
const LEASE_RETRY: i64 = 15_000;
/// How often the right to send is renewed while calls are under way, in
/// milliseconds.
const RENEWAL: i64 = 20_000;

/// Sends what waits in the outbox of a desk.
///
/// A turn takes in what calls came to and answers the calls that are to be made
/// now. Between two turns a call is only in the hands of whoever makes it, and
/// the disk says so.
pub struct Courier {
    store: Box<dyn OutboxStore>,
    clock: Arc<dyn Clock>,
    chance: Box<dyn Chance>,
    holder: Uuid,
    holds: bool,
    /// [`OutboxStore::changes`] when the items were read; absent where what is
    /// in memory may not be what is on the disk.
    read_at: Option<u64>,
    accounts: BTreeMap<AccountId, Account>,
    /// What is not settled, and what that depends on.
    items: BTreeMap<ItemId, Item>,
    flights: Flights,
    /// Items whose overwrite was checked in this turn.
    checked: BTreeSet<ItemId>,
    /// Whether what could not reach its service is to be tried at once.
    hurry: bool,
    /// Whether nothing more is begun.
    closing: bool,
}

/// The calls that are under way: the account, and each item with the edition
/// it had when the call was begun.
type Flights = BTreeMap<AccountId, BTreeMap<ItemId, u64>>;

/// What is to be done after a turn.
#[derive(Debug, Default)]
pub struct Turn {
    /// Calls that are to be made, each of another account.
    pub jobs: Vec<Job>,
    /// When the next turn is due if no call ends before, in Unix milliseconds;
    /// absent where nothing becomes due by itself.
    pub wake_at: Option<i64>,
    /// Items that changed, as they are now.
    pub changed: Vec<Item>,
    /// Items that are settled now and for which a client may have kept
    /// something.
    pub settled: Vec<(Account, ItemId)>,
}

/// What a turn is about to put on the disk.
#[derive(Default)]
struct Draft {
    now: i64,
    batch: Batch,
    /// Items that changed, in the order they are to be written.
    touched: Vec<ItemId>,
    jobs: Vec<Job>,
    flights: Flights,
    wake_at: Option<i64>,
}

impl Courier {
    /// A courier for a desk. Nothing is done yet.
    #[must_use]
    pub fn new(
        store: Box<dyn OutboxStore>,
        clock: Arc<dyn Clock>,
        chance: Box<dyn Chance>,
    ) -> Self {
        Self {
            store,
            clock,
            chance,
            holder: Uuid::new_v4(),
            holds: false,
            read_at: None,
            accounts: BTreeMap::new(),
            items: BTreeMap::new(),
            flights: Flights::new(),
            checked: BTreeSet::new(),
            hurry: false,
            closing: false,
        }
    }

    /// The network is back: the next turn tries at once what could not reach
    /// its service.
    pub fn reconnected(&mut self) {
        self.hurry = true;
    }

    /// Takes in what calls came to, and begins nothing any more.
    ///
    /// # Errors
    /// As [`turn`](Self::turn).
    pub fn take_in(&mut self, finished: &[Finished]) -> Result<()> {
        self.closing = true;
        self.turn(finished).map(drop)
    }

    /// Takes in what calls came to, and answers what is to be done now.
    ///
    /// # Errors
    /// Where the desk cannot be read or written. What a call came to is then
    /// lost to this courier, and the item is looked for at the service.
    pub fn turn(&mut self, finished: &[Finished]) -> Result<Turn> {
        let landed: Vec<(&Finished, BTreeMap<ItemId, u64>)> = (finished.iter())
            .filter_map(|done| Some((done, self.flights.remove(&done.account)?)))
            .collect();
        let now = self.clock.now();
        for _ in 0..STALE_TRIES {
            self.refresh(now)?;
            if landed.is_empty() && !self.has_work(now) {
                return self.rest(now);
            }
            if !self.hold(now)? {
                return Ok(Turn {
                    wake_at: Some(now.saturating_add(LEASE_RETRY)),
                    ..Turn::default()
                });
            }
            self.refresh(now)?;
            let turn = self.try_turn(&landed, now);
            if !matches!(turn, Ok(Some(_))) {
                // What is in memory was changed for a write that did not happen.
                self.read_at = None;
            }
            if let Some(turn) = turn? {
                return Ok(turn);
            }
        }
        Ok(Turn {
            wake_at: Some(now),
            ..Turn::default()
        })
    }

    /// One try at a turn; none where what is on the disk has changed meanwhile.
    fn try_turn(
        &mut self,
        landed: &[(&Finished, BTreeMap<ItemId, u64>)],
        now: i64,
    ) -> Result<Option<Turn>> {
        let mut draft = Draft {
            now,
            ..Draft::default()
        };
        for (finished, editions) in landed {
            self.land(finished, editions, &mut draft)?;
        }
        self.find_interrupted(&mut draft);
        self.hurry_on(&mut draft);
        self.begin_due(&mut draft)?;
        draft.batch.items = draft
            .touched
            .iter()
            .map(|id| self.items[id].clone())
            .collect();
        if draft.batch.is_empty() && draft.jobs.is_empty() {
            return self.rest(now).map(Some);
        }
        match self.store.write(&self.lease(now), &draft.batch)? {
            Written::Whole => Ok(Some(self.accept(draft))),
            Written::Stale => Ok(None),
            Written::NotHolder => {
                self.holds = false;
                Ok(None)
            }
        }
    }

    /// Does everything that is due, one call after the other, and answers when
    /// more becomes due. For a program that has nothing else to do.
    ///
    /// # Errors
    /// As [`turn`](Self::turn).
    pub fn drain(&mut self, remotes: &dyn Remotes) -> Result<Option<i64>> {
        let mut finished = Vec::new();
        loop {
            let turn = self.turn(&finished)?;
            forget(remotes, &turn.settled);
            if turn.jobs.is_empty() {
                return Ok(turn.wake_at);
            }
            finished = turn.jobs.iter().map(|job| job.run(remotes)).collect();
        }
    }

    /// Gives the right to send back. Calls that are under way are looked for by
    /// whoever takes it next.
    pub fn stop(&mut self) {
        if self.holds && self.store.release_lease(self.holder).is_ok() {
            self.holds = false;
        }
    }

    fn lease(&self, now: i64) -> Lease {
        Lease {
            holder: self.holder,
            process: std::process::id(),
            until: now.saturating_add(Lease::LENGTH),
        }
    }

    fn has_work(&self, now: i64) -> bool {
        self.hurry
            || self.items.values().any(|item| self.is_orphan(item))
            || !self.closing && !self.plan(&Flights::new(), now).actions.is_empty()
    }

    /// Whether an item is being sent, and not by this courier.
    fn is_orphan(&self, item: &Item) -> bool {
        let ours = self.flights.get(&item.account);
        item.state == ItemState::Sending && !ours.is_some_and(|of| of.contains_key(&item.id))
    }

    fn hold(&mut self, now: i64) -> Result<bool> {
        if !self.holds {
            self.holds = self.store.take_lease(&self.lease(now), now)?;
            // Whoever had it before may have changed everything.
            self.read_at = None;
        }
        Ok(self.holds)
    }

    /// Nothing is due: the right to send is given back, or kept for the calls
    /// that are under way.
    fn rest(&mut self, now: i64) -> Result<Turn> {
        let wake_at = self.plan(&Flights::new(), now).wake_at;
        if self.flights.is_empty() {
            self.stop();
        } else {
            self.holds = self.store.take_lease(&self.lease(now), now)?;
        }
        Ok(Turn {
            wake_at: self.with_renewal(wake_at, now),
            ..Turn::default()
        })
    }

    fn with_renewal(&self, wake_at: Option<i64>, now: i64) -> Option<i64> {
        if self.flights.is_empty() {
            return wake_at;
        }
        let renewal = now.saturating_add(RENEWAL);
        Some(wake_at.map_or(renewal, |wake| wake.min(renewal)))
    }

    fn plan(&self, more: &Flights, now: i64) -> super::Plan {
        let accounts = self.accounts.values();
        let states: BTreeMap<AccountId, AccountState> = accounts
            .map(|account| (account.id, account.state))
            .collect();
        let busy: BTreeSet<AccountId> = self.flights.keys().chain(more.keys()).copied().collect();
        let desk = super::Desk {
            accounts: &states,
            busy: &busy,
            checked: &self.checked,
        };
        super::plan(&self.items, desk, now)
    }

    /// Reads what others may have changed.
    fn refresh(&mut self, now: i64) -> Result<()> {
        let changes = self.store.changes()?;
        if self.read_at == Some(changes) {
            return Ok(());
        }
        let accounts = self.store.accounts()?.into_iter();
        self.accounts = accounts.map(|account| (account.id, account)).collect();
        let items = self.store.open_items()?.into_iter();
        self.items = items.map(|item| (item.id, on_time(item, now))).collect();
        let needed: BTreeSet<ItemId> = (self.items.values())
            .flat_map(|item| item.depends_on.iter().copied())
            .filter(|id| !self.items.contains_key(id))
            .collect();
        for id in needed {
            if let Some(item) = self.store.item(id)? {
                self.items.insert(id, item);
            }
        }
        self.checked.retain(|id| self.items.contains_key(id));
        self.read_at = Some(changes);
        Ok(())
    }

    /// What is in the draft is on the disk.
    fn accept(&mut self, draft: Draft) -> Turn {
        let mut turn = Turn {
            jobs: draft.jobs,
            ..Turn::default()
        };
        for id in draft.touched {
            let Some(item) = self.items.get_mut(&id) else {
                continue;
            };
            item.edition += 1;
            turn.changed.push(item.clone());
            if item.state.is_settled() && item.file.is_some() {
                let account = self.accounts.get(&item.account);
                turn.settled
                    .extend(account.map(|account| (account.clone(), id)));
            }
        }
        for (account, of) in draft.flights {
            let editions = of.into_keys().map(|id| (id, self.items[&id].edition));
            self.flights.insert(account, editions.collect());
        }
        self.let_go(&turn.changed);
        turn.wake_at = self.with_renewal(draft.wake_at, draft.now);
        turn
    }

    /// Forgets settled items that nothing waits for.
    fn let_go(&mut self, changed: &[Item]) {
        for settled in changed.iter().filter(|item| item.state.is_settled()) {
            let id = settled.id;
            self.checked.remove(&id);
            let needs_it = |item: &Item| item.depends_on.contains(&id);
            if !self.items.values().any(needs_it) {
                self.items.remove(&id);
            }
        }
    }
}

impl Draft {
    /// Notes that an item changed.
    fn touch(&mut self, id: ItemId) {
        if !self.touched.contains(&id) {
            self.touched.push(id);
        }
    }
}

/// Lets clients forget what they kept for settled items.
pub(super) fn forget(remotes: &dyn Remotes, settled: &[(Account, ItemId)]) {
    for (account, item) in settled {
        if let Ok(remote) = remotes.remote(account) {
            remote.forget(*item);
        }
    }
}

/// An item with its times as they are meant where the clock has gone back since
/// they were set: a pause is as long as it was.
fn on_time(mut item: Item, now: i64) -> Item {
    let back = item.updated_at.saturating_sub(now);
    if back > 0 {
        item.not_before = item.not_before.map(|time| time.saturating_sub(back));
    }
    item
}
