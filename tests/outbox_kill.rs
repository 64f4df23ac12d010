//! The process is killed at every step of sending, for every operation: what it
//! did is there once, or the item stands where the user can decide.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;

use cuewright_tests::outbox::fake::{Fake, Held};
use cuewright_tests::outbox::parcels::{SERVICES, account, every_kind, item_id, order};
use store::Desk;
use workbench::Clock;
use workbench::memory::ManualClock;
use workbench::outbox::{ItemState, Need, NewItem, OutboxStore, Repeat, sha256};
use workbench::remote::OrderMedia;

const START: i64 = 1_795_300_000_000;
/// No moment has this number.
const NEVER: u64 = u64::MAX;

struct Case {
    folder: tempfile::TempDir,
    items: Vec<NewItem>,
}

impl Case {
    fn new(items: &[NewItem]) -> Self {
        let case = Self {
            folder: tempfile::tempdir().unwrap(),
            items: items.to_vec(),
        };
        let clock = ManualClock::default();
        clock.advance(START);
        let shared: Arc<dyn Clock> = Arc::new(clock);
        let fake = Fake::new(shared).kept_in(case.services());
        for track in ["T", "U", "D"] {
            fake.make_track("V", track);
        }
        fake.make_type("old");
        let mut desk = case.desk();
        for service in SERVICES {
            desk.put_account(&account(service)).unwrap();
        }
        for item in items {
            desk.put_in(item, START).unwrap();
        }
        case
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("desk.db")
    }

    fn services(&self) -> PathBuf {
        self.folder.path().join("services.json")
    }

    fn desk(&self) -> Desk {
        Desk::open(&self.path()).unwrap()
    }

    fn held(&self) -> Held {
        serde_json::from_slice(&std::fs::read(self.services()).unwrap()).unwrap()
    }

    /// Sends until the moment, and is killed there. Answers the moment's name,
    /// or how the program ended.
    fn send(&self, now: i64, moment: u64) -> String {
        let mut child = Command::new(env!("CARGO_BIN_EXE_outbox-sender"))
            .arg(self.path())
            .arg(self.services())
            .args([now.to_string(), moment.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        if line.starts_with("at ") {
            child.kill().unwrap();
        }
        child.wait().unwrap();
        line.trim().to_owned()
    }

    fn check(&self, killed: &str) {
        let held = self.held();
        let mut times: BTreeMap<_, u32> = BTreeMap::new();
        for effect in &held.effects {
            *times.entry(effect.item).or_default() += 1;
            let new = self.items.iter().find(|new| new.id == effect.item).unwrap();
            assert_eq!(
                effect.sha256,
                new.file.as_deref().map(sha256),
                "killed {killed}"
            );
        }
        for new in &self.items {
            let item = self.desk().item(new.id).unwrap().expect("it is there");
            let times = times.get(&new.id).copied().unwrap_or(0);
            let case = format!("killed {killed}: {} times, {item:#?}", times);
            let once = new.operation.repeat() == Repeat::Once;
            assert!(!once || times <= 1, "{case}");
            match item.state {
                ItemState::Done => assert!(times >= 1, "{case}"),
                // Only what costs money is not sent again by itself.
                ItemState::NeedsUser => {
                    assert_eq!(item.need, Some(Need::NotFound), "{case}");
                    assert_eq!(times, 0, "{case}");
                }
                _ => panic!("{case}"),
            }
        }
    }
}

/// Kills at every moment of sending these items; answers how many there are.
fn kill_everywhere(items: &[NewItem]) -> u64 {
    for moment in 0.. {
        let case = Case::new(items);
        let killed = case.send(START, moment);
        if killed == "rests" {
            case.check("never");
            return moment;
        }
        assert!(killed.starts_with("at "), "{killed}");
        // At once: whoever held the right to send is seen to be gone.
        assert_eq!(case.send(START, NEVER), "rests", "killed {killed}");
        case.check(&killed);
    }
    unreachable!("a program ends")
}

#[test]
fn no_kill_makes_two_of_anything_or_loses_it() {
    let mut kinds: Vec<Vec<NewItem>> = every_kind(1, START)
        .into_iter()
        .map(|new| vec![new])
        .collect();
    // An order that waits for its upload.
    let upload = every_kind(1, START).remove(9);
    let order = order(30, OrderMedia::Upload(upload.id));
    assert_ne!(upload.id, item_id(30));
    kinds.push(vec![upload, order]);
    let cases: u64 = kinds.iter().map(|items| kill_everywhere(items)).sum();
    println!(
        "killed at {cases} moments of {} kinds of sending",
        kinds.len()
    );
    assert!(cases > 80, "{cases}");
}
