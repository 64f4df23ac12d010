//! A damaged desk database: what waits in it is carried over, and what was
//! frozen is not sent where it is not what was frozen.

use std::path::Path;
use std::sync::Arc;

use cuewright_tests::outbox::fake::Fake;
use cuewright_tests::outbox::parcels::{SERVICES, account, fulfil};
use cuewright_tests::outbox::run::{Crash, Run};
use store::Desk;
use workbench::Clock;
use workbench::memory::ManualClock;
use workbench::outbox::{Item, ItemState, OutboxStore};

const START: i64 = 1_795_300_000_000;
const ITEMS: u64 = 200;

fn filled(path: &Path) {
    let mut desk = Desk::open(path).unwrap();
    for service in SERVICES {
        desk.put_account(&account(service)).unwrap();
    }
    for number in 0..ITEMS {
        desk.put_in(&fulfil(number, number), START).unwrap();
    }
}

#[test]
fn a_damaged_page_loses_at_most_what_is_on_it() {
    let folder = tempfile::tempdir().unwrap();
    let sound = folder.path().join("sound.db");
    filled(&sound);
    let bytes = std::fs::read(&sound).unwrap();
    let pages = bytes.len() / 4096;
    let mut remaining = Vec::new();
    for page in 1..pages {
        let path = folder.path().join(format!("{page}.db"));
        let mut damaged = bytes.clone();
        damaged[page * 4096..page * 4096 + 16].fill(0xff);
        std::fs::write(&path, damaged).unwrap();
        let mut desk = Desk::open(&path).unwrap();
        let Some(aside) = desk.set_aside() else {
            continue;
        };
        assert!(aside.exists(), "what could not be read is not thrown away");
        let items = desk.items().unwrap();
        // What may be older than the last send is looked for first.
        let doubted = |item: &Item| item.state == ItemState::Unknown;
        assert!(items.iter().all(doubted), "page {page}");
        remaining.push(items.len());
    }
    let least = remaining.iter().min().copied().unwrap_or(0);
    println!(
        "{} of {pages} pages are noticed; at least {least} of {ITEMS} items remain",
        remaining.len()
    );
    assert!(least >= 190, "{remaining:?}");
}

#[test]
fn a_send_that_a_damaged_log_hides_is_looked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.db");
    let log = folder.path().join("desk.db-wal");
    let clock = ManualClock::default();
    clock.advance(START);
    let shared: Arc<dyn Clock> = Arc::new(clock.clone());
    let fake = Fake::new(shared);
    let mut desk = Desk::open(&path).unwrap();
    for service in SERVICES {
        desk.put_account(&account(service)).unwrap();
    }
    desk.put_in(&fulfil(1, 41), START).unwrap();
    let before = std::fs::metadata(&log).unwrap().len();
    // It is sent, and the program killed: the log stays.
    let mut run = Run::new(Box::new(Desk::open(&path).unwrap()), &clock, 1);
    run.turn(&fake, Some(Crash::AfterCalls)).unwrap();
    desk.put_in(&fulfil(2, 42), START).unwrap();
    let killed = folder.path().join("killed.db");
    std::fs::copy(&path, &killed).unwrap();
    let mut bytes = std::fs::read(&log).unwrap();
    bytes[usize::try_from(before).unwrap() + 100] ^= 1;
    std::fs::write(folder.path().join("killed.db-wal"), bytes).unwrap();
    let mut found = Desk::open(&killed).unwrap();
    assert!(found.set_aside().is_some_and(Path::exists));
    let items = found.items().unwrap();
    let states: Vec<ItemState> = items.iter().map(|item| item.state).collect();
    assert_eq!(states, [ItemState::Unknown]);
    let mut run = Run::new(Box::new(Desk::open(&killed).unwrap()), &clock, 1);
    assert!(run.settle(&fake, 1000).unwrap());
    assert_eq!(found.items().unwrap()[0].state, ItemState::Done);
    assert_eq!(fake.held().effects.len(), 1);
    // It is told once.
    assert_eq!(Desk::open(&killed).unwrap().set_aside(), None);
}

#[test]
fn a_file_that_is_not_what_was_frozen_is_not_sent() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.db");
    filled(&path);
    let raw = rusqlite::Connection::open(&path).unwrap();
    let changed = raw
        .execute("UPDATE frozen SET bytes = x'00' WHERE rowid = 7", [])
        .unwrap();
    assert_eq!(changed, 1);
    drop(raw);
    let clock = ManualClock::default();
    clock.advance(START);
    let shared: Arc<dyn Clock> = Arc::new(clock.clone());
    let fake = Fake::new(shared);
    let own = Desk::open(&path).unwrap();
    let mut run = Run::new(Box::new(own), &clock, 1);
    assert!(run.settle(&fake, 10_000).unwrap());
    let items = Desk::open(&path).unwrap().items().unwrap();
    let failed = items.iter().filter(|item| item.state == ItemState::Failed);
    assert_eq!(failed.map(|item| item.attempts).collect::<Vec<_>>(), [0]);
    assert_eq!(fake.held().effects.len() as u64, ITEMS - 1);
}
