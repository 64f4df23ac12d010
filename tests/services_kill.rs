//! The process that sends through the real clients is killed at every change of
//! its desk and at every call, for every kind of sending: what it did is there
//! once, or the item stands where the user can decide.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use cuewright_tests::practice::{
    Kind, START, accounts, clients, every_kind, judge, sign_in, world,
};
use practice_services::{Act, Fault, Match, Options, Practice};
use services::secrets::Place;
use store::Desk;
use workbench::memory::ManualClock;
use workbench::outbox::OutboxStore;

/// Threads that go through the kinds, each with services of its own.
const LANES: usize = 2;
/// No moment has this number.
const NEVER: u64 = u64::MAX;
/// How often the services are asked whether a call has come.
const GLANCE: Duration = Duration::from_millis(2);

/// What a call is held up with while the process is killed.
fn held_up() -> [(&'static str, Act); 2] {
    [
        ("before it is applied", Act::Stall),
        (
            "while its answer is on the way",
            Act::SlowBody { bytes_per_s: 1 },
        ),
    ]
}

struct Stage {
    practice: Practice,
    kinds: Vec<Kind>,
    media: tempfile::TempDir,
    /// How many items have come to be done.
    done: AtomicU64,
}

/// A desk with one kind of sending in it.
struct Case<'a> {
    stage: &'a Stage,
    kind: &'a Kind,
    folder: tempfile::TempDir,
}

impl Stage {
    fn new() -> Self {
        let options = Options {
            world: world(),
            ..Options::default()
        };
        let practice = Practice::start(options).expect("a port");
        let media = tempfile::tempdir().expect("a folder");
        let clock = ManualClock::default();
        clock.advance(START);
        let clients = clients(media.path(), &clock);
        let accounts = accounts(&practice.url(), Place::Session, false);
        for account in &accounts {
            sign_in(&clients, account, false).expect("secrets");
        }
        let kinds = every_kind(&clients, &accounts, media.path()).expect("kinds");
        Self {
            practice,
            kinds,
            media,
            done: AtomicU64::new(0),
        }
    }

    fn case<'a>(&'a self, kind: &'a Kind, faults: Vec<Fault>) -> Case<'a> {
        assert!(self.media.path().is_dir());
        self.practice.reset(world());
        self.practice.set_faults(faults).expect("faults");
        let folder = tempfile::tempdir().expect("a folder");
        // The address of an upload that was begun must outlive the process.
        let place = if kind.resumable {
            Place::File
        } else {
            Place::Session
        };
        let case = Case {
            stage: self,
            kind,
            folder,
        };
        let clock = ManualClock::default();
        let clients = clients(case.folder.path(), &clock);
        let mut desk = case.desk();
        for account in accounts(&self.practice.url(), place, kind.resumable) {
            if kind.resumable {
                sign_in(&clients, &account, false).expect("secrets");
            }
            desk.put_account(&account).expect("a desk");
        }
        for item in &kind.items {
            desk.put_in(item, START).expect("a desk");
        }
        case
    }

    /// Kills at every change of the desk; answers how many there are.
    fn kill_at_changes(&self, kind: &Kind) -> u64 {
        for moment in 0.. {
            let case = self.case(kind, Vec::new());
            let (mut child, said) = case.send(moment);
            let _ = child.kill();
            child.wait().expect("it ends");
            if said == "rests" {
                case.check("never");
                return moment;
            }
            assert!(said.starts_with("at "), "{}: {said}", kind.name);
            case.finish(&said);
        }
        unreachable!("a program ends")
    }

    /// Kills at every call; answers how many there are.
    fn kill_at_calls(&self, kind: &Kind, name: &str, act: &Act) -> u64 {
        for call in 1.. {
            let matching = Match {
                nth: Some(call),
                ..Match::default()
            };
            let act = act.clone();
            let case = self.case(kind, vec![Fault { matching, act }]);
            let mut child = case.start(NEVER);
            while child.try_wait().expect("it runs").is_none() && !self.has_come(call) {
                thread::sleep(GLANCE);
            }
            let came = self.has_come(call);
            let _ = child.kill();
            child.wait().expect("it ends");
            self.practice.set_faults(Vec::new()).expect("faults");
            case.finish(&format!("at call {call}, {name}"));
            if !came {
                return call - 1;
            }
        }
        unreachable!("a program ends")
    }

    fn has_come(&self, call: u64) -> bool {
        self.practice.journal().len() as u64 >= call
    }
}

impl Case<'_> {
    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("desk.db")
    }

    fn desk(&self) -> Desk {
        Desk::open(&self.path()).expect("a desk")
    }

    fn start(&self, moment: u64) -> Child {
        Command::new(env!("CARGO_BIN_EXE_service-sender"))
            .arg(self.path())
            .arg(self.stage.practice.control_url())
            .arg(moment.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it runs")
    }

    /// Sends until the moment; answers its name, or how the program ended.
    fn send(&self, moment: u64) -> (Child, String) {
        let mut child = self.start(moment);
        let mut line = String::new();
        let output = child.stdout.take().expect("a pipe");
        BufReader::new(output).read_line(&mut line).expect("a line");
        (child, line.trim().to_owned())
    }

    /// Another process goes on where one was killed.
    fn finish(&self, killed: &str) {
        let (mut child, said) = self.send(NEVER);
        child.wait().expect("it ends");
        assert_eq!(said, "rests", "{}, killed {killed}", self.kind.name);
        self.check(killed);
    }

    fn check(&self, killed: &str) {
        let case = format!("{}, killed {killed}", self.kind.name);
        let journal = self.stage.practice.journal();
        let mut desk = self.desk();
        for new in &self.kind.items {
            let item = desk.item(new.id).expect("a desk");
            let done = judge(&case, new, item, &journal);
            self.stage.done.fetch_add(done.into(), Ordering::Relaxed);
        }
    }
}

#[test]
fn no_kill_makes_two_of_anything_or_loses_it() {
    let (changes, calls) = (AtomicU64::new(0), AtomicU64::new(0));
    let (done, next) = (AtomicU64::new(0), AtomicU64::new(0));
    thread::scope(|scope| {
        for _ in 0..LANES {
            scope.spawn(|| {
                let stage = Stage::new();
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let kind = usize::try_from(at).ok().and_then(|at| stage.kinds.get(at));
                    let Some(kind) = kind else { break };
                    changes.fetch_add(stage.kill_at_changes(kind), Ordering::Relaxed);
                    for (name, act) in held_up() {
                        calls.fetch_add(stage.kill_at_calls(kind, name, &act), Ordering::Relaxed);
                    }
                }
                done.fetch_add(stage.done.into_inner(), Ordering::Relaxed);
            });
        }
    });
    let (changes, calls, done) = (changes.into_inner(), calls.into_inner(), done.into_inner());
    println!(
        "killed at {changes} changes of the desk and at {calls} calls; {done} items done, \
         the others with the user; no second effect"
    );
    assert!(changes > 120 && calls > 60, "{changes} {calls}");
    assert!(done > changes, "{done} are done");
}
