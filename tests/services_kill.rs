//! The process that sends through the real clients is killed at every change of
//! its desk, under every fault, and at every call, for every kind of sending:
//! what it did is there once, or the item stands where the user can decide.

use std::io::{BufRead, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use cuewright_tests::practice::{
    Kind, START, Weather, accounts, clients, every_fault, every_kind, judge, sign_in, world,
};
use practice_services::{Act, Fault, Match, Options, Practice};
use services::secrets::Place;
use store::Desk;
use workbench::memory::ManualClock;
use workbench::outbox::{AccountState, OutboxStore};

/// Threads that go through the cases, each with services of its own.
const LANES: usize = 2;
/// No moment has this number.
const NEVER: u64 = u64::MAX;
/// Within how many turns a process is killed: more than it takes in fair weather,
/// and where nobody is there more than are tried before it waits for long.
const KILLED_WITHIN: u32 = 16;
/// Within how many turns it comes to rest where its service can be used.
const TURNS: u32 = 1000;
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
    /// How far the process's clock is ahead, in milliseconds.
    ahead: i64,
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

    fn case<'a>(&'a self, kind: &'a Kind, weather: &Weather) -> Case<'a> {
        assert!(self.media.path().is_dir());
        self.practice.reset(world());
        self.practice
            .set_faults(weather.faults.clone())
            .expect("faults");
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
            ahead: weather.ahead,
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
            desk.put_in(item, START + weather.ahead).expect("a desk");
        }
        case
    }

    /// Kills at every change of the desk; answers how many there are.
    fn kill_at_changes(&self, kind: &Kind, weather: &Weather) -> u64 {
        for moment in 0.. {
            let case = self.case(kind, weather);
            let (mut child, said) = case.send(KILLED_WITHIN, moment);
            let _ = child.kill();
            child.wait().expect("it ends");
            case.finish(&format!("{said}, {}", weather.name));
            if said.starts_with("at ") {
                continue;
            }
            let stopped_short = said == "restless" && !weather.is_fair();
            assert!(said == "rests" || stopped_short, "{}: {said}", kind.name);
            return moment;
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
            let weather = Weather::new(name, vec![Fault { matching, act }]);
            let case = self.case(kind, &weather);
            let mut child = case.start(TURNS, NEVER);
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

    /// Kills at every change of the desk in one weather; in fair weather at every
    /// call, too.
    fn kill_everywhere(&self, kind: &Kind, weather: &Weather, count: &Count) {
        let changes = self.kill_at_changes(kind, weather);
        count.changes.fetch_add(changes, Ordering::Relaxed);
        if !weather.is_fair() {
            return;
        }
        for (name, act) in held_up() {
            let calls = self.kill_at_calls(kind, name, &act);
            count.calls.fetch_add(calls, Ordering::Relaxed);
        }
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

    fn start(&self, turns: u32, moment: u64) -> Child {
        Command::new(env!("CARGO_BIN_EXE_service-sender"))
            .arg(self.path())
            .arg(self.stage.practice.control_url())
            .arg(self.ahead.to_string())
            .arg(turns.to_string())
            .arg(moment.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it runs")
    }

    /// Sends until the moment; answers its name, or how the program ended.
    fn send(&self, turns: u32, moment: u64) -> (Child, String) {
        let mut child = self.start(turns, moment);
        let mut line = String::new();
        let output = child.stdout.take().expect("a pipe");
        BufReader::new(output).read_line(&mut line).expect("a line");
        (child, line.trim().to_owned())
    }

    /// Another process goes on where one was killed, in the same weather; and a
    /// third, where that was not enough, once the weather clears and the user has
    /// signed in again.
    fn finish(&self, killed: &str) {
        let mut said = self.go_on(KILLED_WITHIN);
        if said != "rests" || self.needs_sign_in() {
            self.stage.practice.set_faults(Vec::new()).expect("faults");
            said = self.go_on(TURNS);
        }
        assert_eq!(said, "rests", "{}, killed {killed}", self.kind.name);
        self.check(killed);
    }

    fn go_on(&self, turns: u32) -> String {
        let (mut child, said) = self.send(turns, NEVER);
        child.wait().expect("it ends");
        said
    }

    fn needs_sign_in(&self) -> bool {
        let accounts = self.desk().accounts().expect("a desk");
        accounts.iter().any(|it| it.state != AccountState::Ok)
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

/// How many cases there were, and how many items came to be done in them.
#[derive(Default)]
struct Count {
    changes: AtomicU64,
    calls: AtomicU64,
    done: AtomicU64,
}

#[test]
fn no_kill_makes_two_of_anything_or_loses_it() {
    let (weather, count) = (&every_fault(), &Count::default());
    thread::scope(|scope| {
        for lane in 0..LANES {
            scope.spawn(move || {
                let stage = Stage::new();
                for weather in weather.iter().skip(lane).step_by(LANES) {
                    for kind in &stage.kinds {
                        stage.kill_everywhere(kind, weather, count);
                    }
                }
                let done = stage.done.into_inner();
                count.done.fetch_add(done, Ordering::Relaxed);
            });
        }
    });
    let [changes, calls, done] =
        [&count.changes, &count.calls, &count.done].map(|it| it.load(Ordering::Relaxed));
    // Not by the macro: what a test prints is kept from the terminal where it passes.
    let _ = writeln!(
        std::io::stdout(),
        "{} cases: killed at {changes} changes of the desk under {} faults, and at {calls} calls; \
         {done} items done, the others with the user; no second effect",
        changes + calls,
        weather.len() - 1
    );
    assert!(changes > 5000 && calls > 60, "{changes} {calls}");
    assert!(done > changes / 2, "{done} are done");
}
