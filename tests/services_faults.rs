//! Every kind of sending through the real clients, with every fault on the wire
//! at every call, and with a sender that is gone in between: what was sent is
//! there once, or stands where the user can decide (services.md 5).

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cuewright_tests::outbox::run::{Crash, Run};
use cuewright_tests::practice::{
    InStep, Kind, START, Weather, accounts, clients, every_kind, judge, judge_open, sign_in,
    weather, world,
};
use practice_services::{Act, Options, Practice};
use services::adapter::Clients;
use services::secrets::Place;
use workbench::Clock;
use workbench::memory::{ManualClock, MemoryOutbox};
use workbench::outbox::{Account, AccountState, OutboxStore};

/// Threads that go through the cases, each with services of its own.
const LANES: usize = 2;
/// A desk whose service fails for good comes to rest within so many turns, or
/// is left waiting.
const TURNS: u32 = 60;

/// When the sender is gone: never, or in its turn of this number.
const CRASHES: [Option<(u32, Crash)>; 5] = [
    None,
    Some((0, Crash::BeforeCalls)),
    Some((0, Crash::AfterCalls)),
    Some((1, Crash::BeforeCalls)),
    Some((1, Crash::AfterCalls)),
];

/// When the sender is gone in a weather. Silence takes its time, and a sender
/// that is killed in it is in `services_kill.rs`.
fn crashes(weather: &Weather) -> impl Iterator<Item = Option<(u32, Crash)>> {
    let stalls = weather.faults.iter().any(|fault| fault.act == Act::Stall);
    CRASHES
        .into_iter()
        .take(if stalls { 1 } else { CRASHES.len() })
}

/// One set of services with what is sent to it.
struct Stage {
    practice: Practice,
    folder: tempfile::TempDir,
    kinds: Vec<Kind>,
}

impl Stage {
    fn new() -> Self {
        let options = Options {
            world: world(),
            ..Options::default()
        };
        let practice = Practice::start(options).expect("a port");
        let folder = tempfile::tempdir().expect("a folder");
        let clock = ManualClock::default();
        clock.advance(START);
        let clients = clients(folder.path(), &clock);
        let accounts = accounts(&practice.url(), Place::Session, false);
        for account in &accounts {
            sign_in(&clients, account, false).expect("secrets");
        }
        let kinds = every_kind(&clients, &accounts, folder.path()).expect("kinds");
        Self {
            practice,
            folder,
            kinds,
        }
    }

    /// A desk with one kind of sending in it, in one weather.
    fn case<'a>(&'a self, weather: &Weather, kind: &'a Kind) -> Case<'a> {
        self.practice.reset(world());
        let clock = ManualClock::default();
        clock.advance(START + weather.ahead);
        let clients = clients(self.folder.path(), &clock);
        let mut desk = MemoryOutbox::default();
        for account in accounts(&self.practice.url(), Place::Session, kind.resumable) {
            sign_in(&clients, &account, false).expect("secrets");
            desk.put_account(&account).expect("memory");
        }
        for item in &kind.items {
            desk.put_in(item, clock.now()).expect("memory");
        }
        let practice = &self.practice;
        let clockwork = Box::new(|seconds| practice.advance(seconds));
        Case {
            kind,
            practice,
            remotes: InStep::new(clients.clone(), &clock, clockwork),
            clients,
            clock,
            desk,
        }
    }

    /// One case; answers how many of its items are done.
    fn play(&self, weather: &Weather, kind: &Kind, crash: Option<(u32, Crash)>) -> u64 {
        let name = &format!("{}, {}, {crash:?}", kind.name, weather.name);
        let case = self.case(weather, kind);
        let faults = weather.faults.clone();
        self.practice.set_faults(faults).expect("faults");
        if let Some((turns, crash)) = crash {
            let mut run = case.sender();
            for _ in 0..turns {
                run.turn(&case.remotes, None).expect("memory");
            }
            run.turn(&case.remotes, Some(crash)).expect("memory");
        }
        let mut run = case.sender();
        run.settle(&case.remotes, TURNS).expect("memory");
        case.look_at_open(name);
        // The weather clears, and the user signs in again where that is asked for.
        self.practice.set_faults(Vec::new()).expect("faults");
        case.sign_in_again();
        let mut run = case.sender();
        let rests = run.settle(&case.remotes, 1000).expect("memory");
        assert!(rests, "{name}: it does not come to rest");
        case.judge(name)
    }
}

/// What is sent, and with what.
struct Case<'a> {
    kind: &'a Kind,
    practice: &'a Practice,
    clients: Clients,
    remotes: InStep<'a>,
    clock: ManualClock,
    desk: MemoryOutbox,
}

impl Case<'_> {
    fn sender(&self) -> Run {
        Run::new(Box::new(self.desk.clone()), &self.clock, 7)
    }

    fn sign_in_again(&self) {
        let mut desk = self.desk.clone();
        for account in desk.accounts().expect("memory") {
            if account.state == AccountState::Ok {
                continue;
            }
            assert_eq!(account.state, AccountState::NeedsSignIn);
            sign_in(&self.clients, &account, true).expect("secrets");
            let state = AccountState::Ok;
            desk.put_account(&Account { state, ..account })
                .expect("memory");
        }
    }

    fn look_at_open(&self, name: &str) {
        let mut desk = self.desk.clone();
        let journal = self.practice.journal();
        let accounts = desk.accounts().expect("memory");
        for new in &self.kind.items {
            let item = desk.item(new.id).expect("memory").expect("it is there");
            let account = accounts.iter().find(|it| it.id == item.account);
            let state = account.expect("an account").state;
            judge_open(name, new, &item, state, &journal);
        }
    }

    fn judge(&self, name: &str) -> u64 {
        let mut desk = self.desk.clone();
        let journal = self.practice.journal();
        let done = self.kind.items.iter().filter(|new| {
            let item = desk.item(new.id).expect("memory");
            judge(name, new, item, &journal)
        });
        done.count() as u64
    }
}

#[test]
fn no_fault_makes_two_of_anything_or_loses_it() {
    let (cases, done) = (Arc::new(AtomicU64::new(0)), AtomicU64::new(0));
    let weather = weather();
    std::thread::scope(|scope| {
        for lane in 0..LANES {
            let (cases, done, weather) = (&cases, &done, &weather);
            scope.spawn(move || {
                let stage = Stage::new();
                for weather in weather.iter().skip(lane).step_by(LANES) {
                    for kind in &stage.kinds {
                        for crash in crashes(weather) {
                            let settled = stage.play(weather, kind, crash);
                            cases.fetch_add(1, Ordering::Relaxed);
                            done.fetch_add(settled, Ordering::Relaxed);
                        }
                    }
                }
            });
        }
    });
    let (cases, done) = (cases.load(Ordering::Relaxed), done.into_inner());
    // Not by the macro: what a test prints is kept from the terminal where it passes.
    let _ = writeln!(
        std::io::stdout(),
        "{cases} cases, {done} items done, the others with the user; no second effect"
    );
    assert!(cases > 5000, "{cases}");
    assert!(done > cases / 2, "{done} of {cases} are done");
}
