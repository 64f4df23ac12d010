//! The outbox, in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use uuid::Uuid;

use super::lock;
use crate::outbox::{
    Account, AccountId, Admission, Attempt, Batch, Charge, Decision, Item, ItemId, Lease, Link,
    LinkId, NewItem, OutboxStore, RemoteKind, Side, Written, admit, decide,
};
use crate::queue::{KeptMedia, KeptRequest, QueueStore, RequestKey, merged};
use crate::{ErrorCode, Result, WorkbenchError};

/// An outbox that lives as long as this value and its clones, each of which is
/// a process of its own to the others.
#[derive(Debug, Default)]
pub struct MemoryOutbox {
    kept: Arc<Mutex<Kept>>,
    /// Changes made through this value.
    own: u64,
}

#[derive(Debug, Default)]
struct Kept {
    desk: Option<Uuid>,
    changes: u64,
    full: bool,
    accounts: Vec<Account>,
    links: Vec<Link>,
    /// In the order they were put in.
    items: Vec<Item>,
    files: BTreeMap<(ItemId, Side), Vec<u8>>,
    attempts: BTreeMap<(ItemId, u32), Attempt>,
    quota: BTreeMap<(String, String), u32>,
    lease: Option<Lease>,
    requests: BTreeMap<RequestKey, KeptRequest>,
    media: BTreeMap<RequestKey, KeptMedia>,
}

impl Clone for MemoryOutbox {
    fn clone(&self) -> Self {
        Self {
            kept: Arc::clone(&self.kept),
            own: 0,
        }
    }
}

impl MemoryOutbox {
    /// Makes every write fail as on a full disk, or no longer.
    pub fn set_full(&self, full: bool) {
        lock(&self.kept).full = full;
    }

    fn read<T>(&self, read: impl FnOnce(&Kept) -> T) -> T {
        read(&lock(&self.kept))
    }

    /// Changes what is kept; where `change` fails it is as before.
    fn change<T>(&mut self, change: impl FnOnce(&mut Kept) -> Result<T>) -> Result<T> {
        let mut kept = lock(&self.kept);
        if kept.full {
            let message = "Cannot write the desk: the disk is full";
            return Err(WorkbenchError::new(ErrorCode::DiskFull, message));
        }
        let done = change(&mut kept)?;
        kept.changes += 1;
        self.own += 1;
        Ok(done)
    }
}

impl Kept {
    fn put(&mut self, item: Item) {
        match self.items.iter_mut().find(|kept| kept.id == item.id) {
            Some(kept) => *kept = item,
            None => self.items.push(item),
        }
    }

    fn find(&self, id: ItemId) -> Result<Item> {
        let found = self.items.iter().find(|item| item.id == id);
        found.cloned().ok_or_else(|| no_such_item(id))
    }

    /// Whether at most one live item of an account has a key.
    fn is_sound(&self) -> bool {
        let mut seen = BTreeSet::new();
        let live = |item: &&Item| item.state.is_live() && item.behind.is_none();
        let mut keys =
            (self.items.iter().filter(live)).map(|item| (item.account, &item.natural_key));
        keys.all(|key| seen.insert(key))
    }

    fn charge(&mut self, charge: &Charge) {
        let used = (self.quota)
            .entry((charge.pool.clone(), charge.day.clone()))
            .or_default();
        let sum = (i64::from(*used) + charge.units).clamp(0, u32::MAX.into());
        *used = u32::try_from(sum).unwrap_or(u32::MAX);
    }

    fn write(&mut self, batch: &Batch) {
        for item in &batch.items {
            let mut item = item.clone();
            item.edition += 1;
            self.put(item);
        }
        for attempt in &batch.attempts {
            self.attempts
                .insert((attempt.item, attempt.number), attempt.clone());
        }
        batch.charges.iter().for_each(|charge| self.charge(charge));
        for (id, state) in &batch.accounts {
            let accounts = self.accounts.iter_mut().filter(|account| account.id == *id);
            accounts.for_each(|account| account.state = *state);
        }
        for synced in &batch.synced {
            let links = self.links.iter_mut().filter(|link| link.id == synced.link);
            links.for_each(|link| link.sync(synced));
        }
        for (id, file) in &batch.theirs {
            self.files.insert((*id, Side::Theirs), file.clone());
        }
    }
}

fn no_such_item(id: ItemId) -> WorkbenchError {
    let message = format!("There is no item {id} in the outbox");
    WorkbenchError::new(ErrorCode::NoSuchItem, message)
}

impl OutboxStore for MemoryOutbox {
    fn desk_id(&mut self) -> Result<Uuid> {
        if let Some(desk) = self.read(|kept| kept.desk) {
            return Ok(desk);
        }
        self.change(|kept| Ok(*kept.desk.get_or_insert_with(Uuid::now_v7)))
    }

    fn changes(&mut self) -> Result<u64> {
        Ok(self.read(|kept| kept.changes) - self.own)
    }

    fn accounts(&mut self) -> Result<Vec<Account>> {
        Ok(self.read(|kept| kept.accounts.clone()))
    }

    fn put_account(&mut self, account: &Account) -> Result<()> {
        self.change(|kept| {
            match kept.accounts.iter_mut().find(|kept| kept.id == account.id) {
                Some(kept) => *kept = account.clone(),
                None => kept.accounts.push(account.clone()),
            }
            Ok(())
        })
    }

    fn remove_account(&mut self, account: AccountId) -> Result<()> {
        self.change(|kept| {
            let open = |item: &Item| item.account == account && !item.state.is_settled();
            if kept.items.iter().any(open) {
                let message = "Items of this account are not settled. Decide about them first";
                return Err(WorkbenchError::new(ErrorCode::NotNow, message));
            }
            kept.accounts.retain(|kept| kept.id != account);
            kept.links.retain(|link| link.account != account);
            kept.requests.retain(|key, _| key.account != account);
            Ok(())
        })
    }

    fn links(&mut self) -> Result<Vec<Link>> {
        Ok(self.read(|kept| kept.links.clone()))
    }

    fn put_link(&mut self, link: &Link) -> Result<()> {
        self.change(|kept| {
            let same = |other: &Link| {
                other.id != link.id
                    && other.remote_id.is_some()
                    && (other.account, other.kind, &other.remote_id)
                        == (link.account, link.kind, &link.remote_id)
            };
            if kept.links.iter().any(same) {
                let message = "Another track is linked to the same thing";
                return Err(WorkbenchError::new(ErrorCode::Exists, message));
            }
            match kept.links.iter_mut().find(|kept| kept.id == link.id) {
                Some(kept) => *kept = link.clone(),
                None => kept.links.push(link.clone()),
            }
            Ok(())
        })
    }

    fn remove_link(&mut self, link: LinkId) -> Result<()> {
        self.change(|kept| {
            kept.links.retain(|kept| kept.id != link);
            Ok(())
        })
    }

    fn put_in(&mut self, new: &NewItem, now: i64) -> Result<Item> {
        self.change(|kept| {
            let account = kept
                .accounts
                .iter()
                .find(|account| account.id == new.account);
            let account = account.ok_or_else(|| {
                let message = "There is no such account at this desk";
                WorkbenchError::new(ErrorCode::NoSuchAccount, message)
            })?;
            let key = new.operation.natural_key(new.id);
            let same_key: Vec<Item> = (kept.items.iter())
                .filter(|item| {
                    item.id == new.id || (item.account, &item.natural_key) == (new.account, &key)
                })
                .cloned()
                .collect();
            let Admission::Enter(entry) = admit(account, &same_key, new, now)? else {
                return kept.find(new.id);
            };
            entry.replaced.into_iter().for_each(|mut item| {
                item.edition += 1;
                kept.put(item);
            });
            if let Some(file) = &new.file {
                kept.files.insert((new.id, Side::Ours), file.clone());
            }
            kept.put(entry.item.clone());
            debug_assert!(kept.is_sound());
            Ok(entry.item)
        })
    }

    fn decide(&mut self, item: ItemId, decision: Decision, now: i64) -> Result<Item> {
        self.change(|kept| {
            let mut decided = decide(kept.find(item)?, decision, now)?;
            decided.edition += 1;
            let live = |other: &Item| {
                other.id != item
                    && other.state.is_live()
                    && other.behind.is_none()
                    && (other.account, &other.natural_key)
                        == (decided.account, &decided.natural_key)
            };
            if decided.state.is_live() && kept.items.iter().any(live) {
                let message = "A newer one has taken the place of this";
                return Err(WorkbenchError::new(ErrorCode::BeingSent, message));
            }
            kept.put(decided.clone());
            Ok(decided)
        })
    }

    fn item(&mut self, id: ItemId) -> Result<Option<Item>> {
        Ok(self.read(|kept| kept.find(id).ok()))
    }

    fn items(&mut self) -> Result<Vec<Item>> {
        Ok(self.read(|kept| kept.items.clone()))
    }

    fn open_items(&mut self) -> Result<Vec<Item>> {
        let open = |item: &&Item| !item.state.is_settled();
        Ok(self.read(|kept| kept.items.iter().filter(open).cloned().collect()))
    }

    fn file(&mut self, item: ItemId, side: Side) -> Result<Option<Vec<u8>>> {
        Ok(self.read(|kept| kept.files.get(&(item, side)).cloned()))
    }

    fn attempts(&mut self, item: ItemId) -> Result<Vec<Attempt>> {
        let of = |kept: &Kept| {
            let of = kept.attempts.range((item, 0)..=(item, u32::MAX));
            of.map(|(_, attempt)| attempt.clone()).collect()
        };
        Ok(self.read(of))
    }

    fn take_lease(&mut self, lease: &Lease, now: i64) -> Result<bool> {
        self.change(|kept| {
            let other = kept.lease.filter(|held| held.holder != lease.holder);
            let free = other.is_none_or(|held| held.is_over(now));
            if free {
                kept.lease = Some(*lease);
            }
            Ok(free)
        })
    }

    fn release_lease(&mut self, holder: Uuid) -> Result<()> {
        self.change(|kept| {
            kept.lease = kept.lease.filter(|held| held.holder != holder);
            Ok(())
        })
    }

    fn write(&mut self, lease: &Lease, batch: &Batch) -> Result<Written> {
        let held = self.read(|kept| kept.lease);
        if held.is_none_or(|held| held.holder != lease.holder) {
            return Ok(Written::NotHolder);
        }
        let fresh = |kept: &Kept, item: &Item| {
            kept.find(item.id)
                .is_ok_and(|kept| kept.edition == item.edition)
        };
        if !self.read(|kept| batch.items.iter().all(|item| fresh(kept, item))) {
            return Ok(Written::Stale);
        }
        self.change(|kept| {
            kept.lease = Some(*lease);
            kept.write(batch);
            assert!(kept.is_sound(), "two live items have one key");
            Ok(Written::Whole)
        })
    }

    fn quota_used(&mut self, pool: &str, day: &str) -> Result<u32> {
        let key = (pool.to_owned(), day.to_owned());
        Ok(self.read(|kept| kept.quota.get(&key).copied().unwrap_or(0)))
    }

    fn charge(&mut self, charge: &Charge) -> Result<()> {
        self.change(|kept| {
            kept.charge(charge);
            Ok(())
        })
    }
}

impl QueueStore for MemoryOutbox {
    fn requests(&mut self) -> Result<Vec<KeptRequest>> {
        Ok(self.read(|kept| kept.requests.values().cloned().collect()))
    }

    fn keep_seen(
        &mut self,
        account: AccountId,
        kind: RemoteKind,
        seen: Vec<KeptRequest>,
    ) -> Result<Vec<KeptRequest>> {
        self.change(|kept| {
            let of = |key: &RequestKey| key.account == account && key.kind == kind;
            let items = kept.items.iter().filter(|item| item.account == account);
            let under_way = items.filter_map(RequestKey::under_way).collect();
            let before = kept.requests.values().filter(|request| of(&request.key));
            let now = merged(before.cloned().collect(), seen, &under_way);
            kept.requests.retain(|key, _| !of(key));
            let rows = now
                .iter()
                .map(|request| (request.key.clone(), request.clone()));
            kept.requests.extend(rows);
            Ok(now)
        })
    }

    fn put_request(&mut self, request: &KeptRequest) -> Result<()> {
        self.change(|kept| {
            kept.requests.insert(request.key.clone(), request.clone());
            Ok(())
        })
    }

    fn media(&mut self) -> Result<Vec<KeptMedia>> {
        Ok(self.read(|kept| kept.media.values().cloned().collect()))
    }

    fn put_media(&mut self, media: &KeptMedia) -> Result<()> {
        self.change(|kept| {
            kept.media.insert(media.key.clone(), media.clone());
            Ok(())
        })
    }

    fn remove_media(&mut self, key: &RequestKey) -> Result<()> {
        self.change(|kept| {
            kept.media.remove(key);
            Ok(())
        })
    }
}
