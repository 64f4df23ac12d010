//! The outbox and the queue as the workbench asks for them.

use std::collections::BTreeSet;

use rusqlite::{Connection, ErrorCode as SqliteCode, TransactionBehavior};
use uuid::Uuid;
use workbench::outbox::{
    Account, AccountId, Admission, Attempt, Batch, Charge, Decision, Item, ItemId, Lease, Link,
    LinkId, NewItem, OutboxStore, RemoteKind, Side, Written, admit, decide,
};
use workbench::{
    ErrorCode, KeptMedia, KeptRequest, QueueStore, RequestKey, Result, WorkbenchError, merged,
};

use super::{
    Desk, account, attempt, frozen, identity, lease, link, media, outbox, quota_ledger, request,
};
use crate::fault::fault;
use crate::lock::WriteLock;

/// The process of a right to send that is held without the lock, as after one
/// whose holder slept longer than it lasted. Such a one only runs out.
const UNLOCKED: u32 = 0;

impl Desk {
    /// Does something in one transaction, which is undone where it fails or
    /// answers `None`.
    fn change<T>(
        &mut self,
        change: impl FnOnce(&Connection) -> Result<Option<T>>,
    ) -> Result<Option<T>> {
        let path = self.path.clone();
        let failed = |error| fault("write", &path, &error);
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        let done = change(&transaction)?;
        if done.is_some() {
            transaction.commit().map_err(failed)?;
        }
        Ok(done)
    }

    fn fault(&self) -> impl Fn(rusqlite::Error) -> WorkbenchError + use<> {
        let path = self.path.clone();
        move |error| fault("write", &path, &error)
    }

    /// A right to send as its row says it.
    fn marked(&self, lease: &Lease) -> Lease {
        let process = match self.sender {
            Some(_) => lease.process,
            None => UNLOCKED,
        };
        Lease { process, ..*lease }
    }

    /// How many items of the outbox cannot be read: their rows are not what was
    /// written. The others are not held up by them.
    ///
    /// # Errors
    /// Where the desk cannot be read.
    pub fn unreadable_items(&self) -> Result<u32> {
        Ok(self.read(outbox::all(&self.connection))?.1)
    }
}

fn no_such_item(id: ItemId) -> WorkbenchError {
    let message = format!("There is no item {id} in the outbox");
    WorkbenchError::new(ErrorCode::NoSuchItem, message)
}

/// Whether a statement failed because another row has the same key.
fn is_taken(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(SqliteCode::ConstraintViolation)
}

impl OutboxStore for Desk {
    fn desk_id(&mut self) -> Result<Uuid> {
        self.written(identity::get(&self.connection))
    }

    fn changes(&mut self) -> Result<u64> {
        let version =
            (self.connection).pragma_query_value(None, "data_version", |row| row.get::<_, i64>(0));
        self.read(version).map(i64::cast_unsigned)
    }

    fn accounts(&mut self) -> Result<Vec<Account>> {
        self.read(account::all(&self.connection))
    }

    fn put_account(&mut self, account: &Account) -> Result<()> {
        self.written(account::put(&self.connection, account))
    }

    fn remove_account(&mut self, id: AccountId) -> Result<()> {
        let failed = self.fault();
        let removed = self.change(|connection| {
            if outbox::has_open(connection, id).map_err(&failed)? {
                let message = "Items of this account are not settled. Decide about them first";
                return Err(WorkbenchError::new(ErrorCode::NotNow, message));
            }
            account::remove(connection, id).map_err(&failed)?;
            link::remove_of(connection, id).map_err(&failed)?;
            request::remove_of(connection, id).map_err(&failed)?;
            Ok(Some(()))
        });
        removed.map(drop)
    }

    fn links(&mut self) -> Result<Vec<Link>> {
        self.read(link::all(&self.connection))
    }

    fn put_link(&mut self, link: &Link) -> Result<()> {
        match link::put(&self.connection, link) {
            Err(error) if is_taken(&error) => {
                let message = "Another track is linked to the same thing";
                Err(WorkbenchError::new(ErrorCode::Exists, message))
            }
            other => self.written(other),
        }
    }

    fn remove_link(&mut self, link: LinkId) -> Result<()> {
        self.written(link::remove(&self.connection, link))
    }

    fn put_in(&mut self, new: &NewItem, now: i64) -> Result<Item> {
        let failed = self.fault();
        let entered = self.change(|connection| put_in(connection, new, now, &failed));
        entered?.ok_or_else(|| no_such_item(new.id))
    }

    fn decide(&mut self, id: ItemId, decision: Decision, now: i64) -> Result<Item> {
        let failed = self.fault();
        let decided = self.change(|connection| {
            let item = outbox::get(connection, id).map_err(&failed)?;
            let mut item = decide(item.ok_or_else(|| no_such_item(id))?, decision, now)?;
            match outbox::update(connection, &item) {
                Err(error) if is_taken(&error) => {
                    let message = "A newer one has taken the place of this";
                    return Err(WorkbenchError::new(ErrorCode::BeingSent, message));
                }
                other => {
                    other.map_err(&failed)?;
                }
            }
            item.edition += 1;
            Ok(Some(item))
        });
        decided?.ok_or_else(|| no_such_item(id))
    }

    fn item(&mut self, id: ItemId) -> Result<Option<Item>> {
        self.read(outbox::get(&self.connection, id))
    }

    fn items(&mut self) -> Result<Vec<Item>> {
        Ok(self.read(outbox::all(&self.connection))?.0)
    }

    fn open_items(&mut self) -> Result<Vec<Item>> {
        self.read(outbox::open(&self.connection))
    }

    fn file(&mut self, item: ItemId, side: Side) -> Result<Option<Vec<u8>>> {
        self.read(frozen::get(&self.connection, item, side))
    }

    fn attempts(&mut self, item: ItemId) -> Result<Vec<Attempt>> {
        self.read(attempt::of(&self.connection, item))
    }

    fn take_lease(&mut self, lease: &Lease, now: i64) -> Result<bool> {
        if self.sender.is_none() {
            // Where no lock can be had at all, the right runs out in time.
            self.sender = WriteLock::take(&self.path).ok().flatten();
        }
        let (lease, is_locked) = (self.marked(lease), self.sender.is_some());
        let failed = self.fault();
        let taken = self.change(|connection| {
            let held = lease::get(connection).map_err(&failed)?;
            let other = held.filter(|held| held.holder != lease.holder);
            let is_gone = |held: &Lease| is_locked && held.process != UNLOCKED;
            if other.is_some_and(|held| !held.is_over(now) && !is_gone(&held)) {
                return Ok(None);
            }
            lease::put(connection, &lease).map_err(&failed)?;
            Ok(Some(()))
        })?;
        if taken.is_none() {
            self.sender = None;
        }
        Ok(taken.is_some())
    }

    fn release_lease(&mut self, holder: Uuid) -> Result<()> {
        let released = self.written(lease::remove(&self.connection, holder));
        self.sender = None;
        released
    }

    fn write(&mut self, lease: &Lease, batch: &Batch) -> Result<Written> {
        let lease = self.marked(lease);
        let failed = self.fault();
        let mut refused = Written::Whole;
        let written = self.change(|connection| {
            let held = lease::get(connection).map_err(&failed)?;
            if held.is_none_or(|held| held.holder != lease.holder) {
                refused = Written::NotHolder;
                return Ok(None);
            }
            lease::put(connection, &lease).map_err(&failed)?;
            if write(connection, batch).map_err(&failed)? {
                return Ok(Some(Written::Whole));
            }
            refused = Written::Stale;
            Ok(None)
        });
        if refused == Written::NotHolder {
            self.sender = None;
        }
        Ok(written?.unwrap_or(refused))
    }

    fn quota_used(&mut self, pool: &str, day: &str) -> Result<u32> {
        self.read(quota_ledger::used(&self.connection, pool, day))
    }

    fn charge(&mut self, charge: &Charge) -> Result<()> {
        self.written(quota_ledger::charge(&self.connection, charge))
    }
}

fn put_in(
    connection: &Connection,
    new: &NewItem,
    now: i64,
    failed: &impl Fn(rusqlite::Error) -> WorkbenchError,
) -> Result<Option<Item>> {
    if let Some(item) = outbox::get(connection, new.id).map_err(failed)? {
        return Ok(Some(item));
    }
    let mut accounts = account::all(connection).map_err(failed)?.into_iter();
    let account = accounts.find(|account| account.id == new.account);
    let account = account.ok_or_else(|| {
        let message = "There is no such account at this desk";
        WorkbenchError::new(ErrorCode::NoSuchAccount, message)
    })?;
    let key = new.operation.natural_key(new.id);
    let same_key = outbox::with_key(connection, new.account, &key).map_err(failed)?;
    let Admission::Enter(entry) = admit(&account, &same_key, new, now)? else {
        return outbox::get(connection, new.id).map_err(failed);
    };
    for replaced in &entry.replaced {
        outbox::update(connection, replaced).map_err(failed)?;
    }
    if let Some(file) = &new.file {
        frozen::put(connection, new.id, Side::Ours, file).map_err(failed)?;
    }
    outbox::insert(connection, &entry.item).map_err(failed)?;
    Ok(Some(entry.item))
}

/// Writes a batch; `false` where an item has changed since it was read.
fn write(connection: &Connection, batch: &Batch) -> rusqlite::Result<bool> {
    for item in &batch.items {
        if !outbox::update(connection, item)? {
            return Ok(false);
        }
    }
    for line in &batch.attempts {
        attempt::put(connection, line)?;
    }
    for charge in &batch.charges {
        quota_ledger::charge(connection, charge)?;
    }
    for (id, state) in &batch.accounts {
        account::set_state(connection, *id, *state)?;
    }
    for synced in &batch.synced {
        link::sync(connection, synced)?;
    }
    for (id, file) in &batch.theirs {
        frozen::put(connection, *id, Side::Theirs, file)?;
    }
    Ok(true)
}

impl QueueStore for Desk {
    fn requests(&mut self) -> Result<Vec<KeptRequest>> {
        self.read(request::all(&self.connection))
    }

    fn keep_seen(
        &mut self,
        account: AccountId,
        kind: RemoteKind,
        seen: Vec<KeptRequest>,
    ) -> Result<Vec<KeptRequest>> {
        let failed = self.fault();
        let kept = self.change(|connection| {
            let open = outbox::open(connection).map_err(&failed)?;
            let of_account = open.iter().filter(|item| item.account == account);
            let under_way = of_account.filter_map(RequestKey::under_way).collect();
            let before = request::of(connection, account, kind).map_err(&failed)?;
            let mut gone: BTreeSet<RequestKey> =
                before.iter().map(|request| request.key.clone()).collect();
            let now = merged(before, seen, &under_way);
            for request in &now {
                gone.remove(&request.key);
                request::put(connection, request).map_err(&failed)?;
            }
            for key in &gone {
                request::remove(connection, key).map_err(&failed)?;
            }
            Ok(Some(now))
        });
        Ok(kept?.unwrap_or_default())
    }

    fn put_request(&mut self, request: &KeptRequest) -> Result<()> {
        self.written(request::put(&self.connection, request))
    }

    fn media(&mut self) -> Result<Vec<KeptMedia>> {
        self.read(media::all(&self.connection))
    }

    fn put_media(&mut self, media: &KeptMedia) -> Result<()> {
        self.written(media::put(&self.connection, media))
    }

    fn remove_media(&mut self, key: &RequestKey) -> Result<()> {
        self.written(media::remove(&self.connection, key))
    }
}
