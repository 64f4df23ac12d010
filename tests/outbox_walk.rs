//! Whatever goes wrong, and in whatever order: nothing is done twice that may
//! be done once, what was frozen is what was sent, and nothing disappears.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use cuewright_tests::outbox::fake::{Fake, Fault};
use cuewright_tests::outbox::parcels::{
    SERVICES, account, every_kind, fulfil, insert, item, item_id, order, result, target,
};
use cuewright_tests::outbox::run::{Crash, Run};
use proptest::prelude::*;
use proptest::sample::Index;
use store::Desk;
use workbench::Clock;
use workbench::memory::{ManualClock, MemoryOutbox};
use workbench::outbox::{
    AccountState, Decision, Item, ItemState, NewItem, Operation, OutboxStore, Repeat, sha256,
};
use workbench::remote::OrderMedia;

/// When the walk begins: a Sunday in November.
const START: i64 = 1_795_300_000_000;

#[derive(Clone, Debug)]
enum Step {
    PutIn(u8),
    Fault(Fault),
    Turns(u8),
    Crash(Crash),
    Wait(i64),
    TheyEdit,
    Decide(Index, Decision),
    SignIn,
    Reconnected,
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        3 => Just(Fault::None),
        2 => Just(Fault::Refused),
        2 => Just(Fault::LostBefore),
        3 => Just(Fault::LostAfter),
        2 => (1_000_i64..240_000).prop_map(Fault::Late),
        2 => Just(Fault::FaultAfter),
        1 => (0_i64..2_000_000).prop_map(Fault::Busy),
        1 => Just(Fault::Quota),
        1 => Just(Fault::SignIn),
        1 => Just(Fault::Garbled),
    ]
}

fn decision() -> impl Strategy<Value = Decision> {
    prop_oneof![
        Just(Decision::Cancel),
        Just(Decision::SendAgain { knowing: false }),
        Just(Decision::LookAgain),
        Just(Decision::Overwrite),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => any::<u8>().prop_map(Step::PutIn),
        6 => fault().prop_map(Step::Fault),
        8 => (1_u8..6).prop_map(Step::Turns),
        3 => prop_oneof![Just(Crash::BeforeCalls), Just(Crash::AfterCalls)].prop_map(Step::Crash),
        4 => (0_i64..120_000).prop_map(Step::Wait),
        1 => Just(Step::TheyEdit),
        2 => (any::<Index>(), decision()).prop_map(|(of, what)| Step::Decide(of, what)),
        1 => Just(Step::SignIn),
        1 => Just(Step::Reconnected),
    ]
}

/// Opens the outbox as another process would.
type Open<'a> = dyn Fn() -> Box<dyn OutboxStore> + 'a;

struct Walk<'a> {
    open: &'a Open<'a>,
    /// The window in which the user works.
    window: Box<dyn OutboxStore>,
    run: Run,
    runs: u64,
    fake: Fake,
    clock: ManualClock,
    faults: Vec<Fault>,
    put_in: BTreeMap<u64, NewItem>,
}

impl<'a> Walk<'a> {
    fn new(open: &'a Open<'a>, shows_after: i64, results_show: bool) -> Self {
        let clock = ManualClock::default();
        clock.advance(START);
        let shared: Arc<dyn Clock> = Arc::new(clock.clone());
        let fake = Fake::new(shared).showing(shows_after, results_show);
        fake.make_track("V", "T");
        let mut window = open();
        for service in SERVICES {
            window.put_account(&account(service)).unwrap();
        }
        Self {
            open,
            window,
            run: Run::new(open(), &clock, 1),
            runs: 1,
            fake,
            clock,
            faults: Vec::new(),
            put_in: BTreeMap::new(),
        }
    }

    fn restart(&mut self) {
        self.runs += 1;
        self.run = Run::new((self.open)(), &self.clock, self.runs);
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::PutIn(kind) => self.put_in(*kind),
            Step::Fault(fault) => self.faults.push(*fault),
            Step::Turns(turns) => {
                self.fake.set_faults(std::mem::take(&mut self.faults));
                for _ in 0..*turns {
                    self.run.turn(&self.fake, None).unwrap();
                }
            }
            Step::Crash(crash) => {
                self.fake.set_faults(std::mem::take(&mut self.faults));
                self.run.turn(&self.fake, Some(*crash)).unwrap();
                self.restart();
            }
            Step::Wait(millis) => self.clock.advance(*millis),
            Step::TheyEdit => {
                self.fake.change_track("V|T|");
                self.fake.change_track("V|en|0");
            }
            Step::Decide(of, decision) => {
                let items = self.window.items().unwrap();
                if !items.is_empty() {
                    // One that the item's state does not permit is refused.
                    let id = of.get(&items).id;
                    let _ = self.window.decide(id, *decision, self.clock.now());
                }
            }
            Step::SignIn => self.sign_in(),
            Step::Reconnected => self.run.reconnected(),
        }
    }

    fn sign_in(&mut self) {
        for mut account in self.window.accounts().unwrap() {
            account.state = AccountState::Ok;
            self.window.put_account(&account).unwrap();
        }
    }

    /// Puts in an item that often concerns what another one does.
    fn put_in(&mut self, kind: u8) {
        let number = u64::try_from(self.put_in.len()).unwrap() + 1;
        let few = u64::from(kind / 16 % 4);
        let new = match kind % 8 {
            0 | 1 => fulfil(number, few),
            2 => {
                let operation = Operation::StudioFail {
                    result: result(few),
                    message: "No sound".to_owned(),
                };
                item(number, operation, false)
            }
            3 => insert(number, &few.to_string()),
            4 | 5 => {
                let track = target("T", START);
                let draft = (few == 0).then_some(true);
                item(number, Operation::YoutubeUpdate { track, draft }, true)
            }
            6 => {
                let upload = every_kind(number, START).remove(9);
                let id = item_id(number);
                let upload = NewItem { id, ..upload };
                self.enter(number, upload);
                order(number + 1, OrderMedia::Upload(id))
            }
            _ => order(number, OrderMedia::Link("https://example.com".to_owned())),
        };
        let number = u64::try_from(self.put_in.len()).unwrap() + 1;
        self.enter(number, new);
    }

    fn enter(&mut self, number: u64, new: NewItem) {
        // What may not be put in now is refused, and is not there then.
        match self.window.put_in(&new, self.clock.now()) {
            Ok(_) => drop(self.put_in.insert(number, new)),
            Err(refused) => assert!(refused.code.is_refusal(), "{refused:?}"),
        }
    }

    /// The faults end, everyone signs in, and all that can happen by itself
    /// happens.
    fn settle(&mut self) {
        self.fake.set_faults(Vec::new());
        for _ in 0..3 {
            self.sign_in();
            assert!(
                self.run.settle(&self.fake, 20_000).unwrap(),
                "it comes to rest"
            );
        }
    }

    fn check(&mut self) {
        let items: BTreeMap<_, Item> = self
            .window
            .items()
            .unwrap()
            .into_iter()
            .map(|item| (item.id, item))
            .collect();
        let held = self.fake.held();
        let mut by_target: BTreeMap<&str, u32> = BTreeMap::new();
        for effect in &held.effects {
            *by_target.entry(&effect.target).or_default() += 1;
            let new = self.put_in.values().find(|new| new.id == effect.item);
            let frozen = new
                .expect("only what was put in")
                .file
                .as_deref()
                .map(sha256);
            assert_eq!(effect.sha256, frozen, "what was frozen is what was sent");
        }
        for (target, times) in by_target {
            let once = ["request", "insert", "order"]
                .iter()
                .any(|one| target.starts_with(one));
            assert!(!once || times == 1, "{target} came about {times} times");
        }
        for new in self.put_in.values() {
            let item = items.get(&new.id).expect("nothing disappears");
            let resting = item.state.is_settled()
                || matches!(item.state, ItemState::NeedsUser | ItemState::Conflict);
            assert!(resting, "{item:#?}");
            let effects = held
                .effects
                .iter()
                .filter(|effect| effect.item == item.id)
                .count();
            if item.state == ItemState::Done && item.operation.repeat() == Repeat::Once {
                assert_eq!(effects, 1, "what is done is there: {item:#?}");
            }
            if item.state == ItemState::Failed && item.operation.repeat() == Repeat::Once {
                assert_eq!(effects, 0, "what failed is not there: {item:#?}");
            }
            assert_eq!(item.file, new.begin(0).file);
        }
    }
}

fn walk(open: &Open<'_>, steps: &[Step], shows_after: i64, results_show: bool) {
    let mut walk = Walk::new(open, shows_after, results_show);
    for step in steps {
        walk.step(step);
    }
    walk.settle();
    walk.check();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]
    #[test]
    fn nothing_is_done_twice_and_nothing_disappears(
        steps in prop::collection::vec(step(), 1..60),
        shows_after in prop_oneof![Just(0), 1_000_i64..120_000],
        results_show: bool,
    ) {
        let outbox = MemoryOutbox::default();
        walk(&|| Box::new(outbox.clone()), &steps, shows_after, results_show);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn it_is_the_same_in_the_desk_database(
        steps in prop::collection::vec(step(), 1..40),
        shows_after in prop_oneof![Just(0), 1_000_i64..120_000],
        results_show: bool,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk.db");
        walk(&|| desk(&path), &steps, shows_after, results_show);
    }
}

fn desk(path: &Path) -> Box<dyn OutboxStore> {
    Box::new(Desk::open(path).unwrap())
}
