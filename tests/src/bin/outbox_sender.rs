//! A program that sends what is in an outbox and stops dead at a chosen moment.
//!
//! `outbox-sender DESK SERVICES NOW POINT` sends to a fake that is kept in the
//! file SERVICES, from the time NOW in Unix milliseconds. At the moment of the
//! number POINT it prints `at` and its name and waits to be killed; where there
//! is no such moment it prints `rests` or, where it does not come to rest,
//! `restless`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cuewright_tests::outbox::fake::Fake;
use cuewright_tests::outbox::run::Run;
use store::Desk;
use uuid::Uuid;
use workbench::memory::ManualClock;
use workbench::outbox::{
    Account, AccountId, Attempt, Batch, Charge, Decision, Item, ItemId, Lease, Link, LinkId,
    NewItem, OutboxStore, Side, Written,
};
use workbench::{Clock, Result};

/// Counts moments, and stops at one of them.
#[derive(Clone)]
struct Moments {
    passed: Arc<AtomicU64>,
    stop_at: u64,
}

impl Moments {
    fn pass(&self, name: &str) {
        if self.passed.fetch_add(1, Ordering::SeqCst) == self.stop_at {
            say(&format!("at {name}"));
            loop {
                std::thread::park();
            }
        }
    }
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").expect("the test listens");
    out.flush().expect("the test listens");
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [desk, services, now, point] = arguments[..] else {
        panic!("outbox-sender DESK SERVICES NOW POINT");
    };
    let clock = ManualClock::default();
    clock.advance(now.parse().expect("a time"));
    let moments = Moments {
        passed: Arc::default(),
        stop_at: point.parse().expect("a number"),
    };
    let shared: Arc<dyn Clock> = Arc::new(clock.clone());
    let mut fake = Fake::new(shared).kept_in(PathBuf::from(services));
    let at_effect = moments.clone();
    fake.at_effect = Arc::new(move |name| at_effect.pass(name));
    let store = Watched {
        desk: Desk::open(Path::new(desk)).expect("a desk"),
        moments,
    };
    let mut run = Run::new(Box::new(store), &clock, 7);
    let rests = run.settle(&fake, 1000).expect("a desk that can be written");
    say(if rests { "rests" } else { "restless" });
}

/// A desk every change of which is two moments.
struct Watched {
    desk: Desk,
    moments: Moments,
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
