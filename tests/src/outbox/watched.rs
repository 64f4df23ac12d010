//! A desk whose every change is two moments, at one of which a program stops to
//! be killed.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use store::Desk;
use uuid::Uuid;
use workbench::Result;
use workbench::outbox::{
    Account, AccountId, Attempt, Batch, Charge, Decision, Item, ItemId, Lease, Link, LinkId,
    NewItem, OutboxStore, Side, Written,
};

/// Counts moments, and stops at one of them.
#[derive(Clone)]
pub struct Moments {
    passed: Arc<AtomicU64>,
    stop_at: u64,
}

impl Moments {
    /// Stops at the moment of a number, from 0.
    #[must_use]
    pub fn until(stop_at: u64) -> Self {
        Self {
            passed: Arc::default(),
            stop_at,
        }
    }

    /// One moment goes by. At the chosen one this never returns: it says so and
    /// waits to be killed.
    pub fn pass(&self, name: &str) {
        if self.passed.fetch_add(1, Ordering::SeqCst) == self.stop_at {
            say(&format!("at {name}"));
            loop {
                std::thread::park();
            }
        }
    }
}

/// Tells the test something.
///
/// # Panics
/// Where nobody listens.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").expect("the test listens");
    out.flush().expect("the test listens");
}

/// A desk every change of which is two moments.
pub struct Watched {
    /// The desk.
    pub desk: Desk,
    /// What goes by.
    pub moments: Moments,
}

impl Watched {
    fn watch<T>(&mut self, name: &str, change: impl FnOnce(&mut Desk) -> Result<T>) -> Result<T> {
        self.moments.pass(&format!("before {name}"));
        let done = change(&mut self.desk);
        self.moments.pass(&format!("after {name}"));
        done
    }
}

impl OutboxStore for Watched {
    fn desk_id(&mut self) -> Result<Uuid> {
        self.desk.desk_id()
    }

    fn changes(&mut self) -> Result<u64> {
        self.desk.changes()
    }

    fn accounts(&mut self) -> Result<Vec<Account>> {
        self.desk.accounts()
    }

    fn put_account(&mut self, account: &Account) -> Result<()> {
        self.desk.put_account(account)
    }

    fn remove_account(&mut self, account: AccountId) -> Result<()> {
        self.desk.remove_account(account)
    }

    fn links(&mut self) -> Result<Vec<Link>> {
        self.desk.links()
    }

    fn put_link(&mut self, link: &Link) -> Result<()> {
        self.desk.put_link(link)
    }

    fn remove_link(&mut self, link: LinkId) -> Result<()> {
        self.desk.remove_link(link)
    }

    fn put_in(&mut self, new: &NewItem, now: i64) -> Result<Item> {
        self.desk.put_in(new, now)
    }

    fn decide(&mut self, item: ItemId, decision: Decision, now: i64) -> Result<Item> {
        self.desk.decide(item, decision, now)
    }

    fn item(&mut self, id: ItemId) -> Result<Option<Item>> {
        self.desk.item(id)
    }

    fn items(&mut self) -> Result<Vec<Item>> {
        self.desk.items()
    }

    fn open_items(&mut self) -> Result<Vec<Item>> {
        self.desk.open_items()
    }

    fn file(&mut self, item: ItemId, side: Side) -> Result<Option<Vec<u8>>> {
        self.desk.file(item, side)
    }

    fn attempts(&mut self, item: ItemId) -> Result<Vec<Attempt>> {
        self.desk.attempts(item)
    }

    fn take_lease(&mut self, lease: &Lease, now: i64) -> Result<bool> {
        self.watch("taking the lease", |desk| desk.take_lease(lease, now))
    }

    fn release_lease(&mut self, holder: Uuid) -> Result<()> {
        self.watch("releasing the lease", |desk| desk.release_lease(holder))
    }

    fn write(&mut self, lease: &Lease, batch: &Batch) -> Result<Written> {
        let states: Vec<&str> = batch.items.iter().map(|item| item.state.name()).collect();
        let name = format!("writing {}", states.join(", "));
        self.watch(&name, |desk| desk.write(lease, batch))
    }

    fn quota_used(&mut self, pool: &str, day: &str) -> Result<u32> {
        self.desk.quota_used(pool, day)
    }

    fn charge(&mut self, charge: &Charge) -> Result<()> {
        self.desk.charge(charge)
    }
}
