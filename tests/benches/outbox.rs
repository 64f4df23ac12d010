//! What the outbox itself costs: 1,000 small jobs from the desk database to
//! services that answer at once, beside bare appends of 4 KiB with fdatasync on
//! the same disk. Limit: 2 ms a job.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cuewright_tests::outbox::fake::Fake;
use cuewright_tests::outbox::parcels::{SERVICES, account, fulfil};
use cuewright_tests::outbox::run::Run;
use store::Desk;
use workbench::Clock;
use workbench::memory::ManualClock;
use workbench::outbox::{Item, ItemState, OutboxStore};

const JOBS: u64 = 1_000;
const LIMIT: Duration = Duration::from_millis(2);

fn main() {
    println!("{JOBS} small jobs, from the desk database to services that answer at once");
    // Where the build goes: a real disk, which the folder for temporary files
    // need not be.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder to work in");
    measure("on the disk", folder.path());
    println!(
        "    bare append + fdatasync there: {:?}",
        append(&folder.path().join("append"))
    );
    // What is left where writing costs nothing is the outbox's own.
    if let Ok(memory) = tempfile::tempdir_in("/dev/shm") {
        measure("in memory", memory.path());
    }
}

fn measure(place: &str, folder: &Path) {
    let path = folder.join("desk.db");
    let mut desk = Desk::open(&path).expect("a new desk");
    for service in SERVICES {
        desk.put_account(&account(service)).expect("written");
    }
    let clock = ManualClock::default();
    clock.advance(1_795_300_000_000);
    let start = Instant::now();
    for number in 0..JOBS {
        desk.put_in(&fulfil(number, number), clock.now())
            .expect("written");
    }
    let entered = start.elapsed();
    let shared: Arc<dyn Clock> = Arc::new(clock.clone());
    let fake = Fake::new(shared);
    let own = Desk::open(&path).expect("the desk");
    let mut run = Run::new(Box::new(own), &clock, 1);
    let start = Instant::now();
    let rests = run.settle(&fake, 100_000).expect("written");
    let drained = start.elapsed();
    assert!(rests, "it comes to rest");
    let items = desk.items().expect("read");
    let done = |item: &Item| item.state == ItemState::Done;
    assert!(items.iter().all(done), "all are done");
    let jobs = u32::try_from(JOBS).expect("small");
    println!("  {place}: put in {:?} each", entered / jobs);
    println!(
        "    sent and seen {:?} each (limit {LIMIT:?})",
        drained / jobs
    );
}

/// The median of as many bare appends.
fn append(path: &Path) -> Duration {
    let mut log = File::create(path).expect("a writable folder");
    let mut times: Vec<Duration> = (0..JOBS)
        .map(|_| {
            let start = Instant::now();
            log.write_all(&[0; 4096]).expect("room");
            log.sync_data().expect("a disk");
            start.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}
