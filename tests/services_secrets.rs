//! No secret of an account comes to where others can read it: not into the desk,
//! a project, the journal, the log, a message or what `Debug` shows, also where
//! sending fails and the service repeats what it was sent.

use std::fmt::{Debug, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use cuewright_tests::outbox::run::Run;
use cuewright_tests::practice::{
    InStep, Kind, START, accounts, clients, every_kind, sign_in, world,
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use practice_services::{Act, Fault, Match, Options, Practice};
use services::adapter::Clients;
use services::secrets::Place;
use store::Desk;
use workbench::memory::ManualClock;
use workbench::outbox::{Account, OutboxStore, Remotes, write_journal};

/// What the practice services know their users by.
const SECRETS: [&str; 12] = [
    "practice-studio-secret",
    "practice-studio-access",
    "practice-studio-refresh",
    "practice-google-secret",
    "practice-youtube-access",
    "practice-youtube-refresh",
    "practice-rev-client",
    "practice-rev-user",
    "spare-studio-access",
    "spare-youtube-refresh",
    // Given by a fault, and kept because a service gave it.
    "given/upload+session",
    // What the file of secrets is under.
    "correct horse",
];

/// What is sent where.
const SENT: [(&str, &[&str]); 5] = [
    ("^/api/public/v1/cap", &["practice-studio-access"]),
    ("/youtube/v3", &["practice-youtube-access"]),
    ("^/api/v1", &["practice-rev-client", "practice-rev-user"]),
    (
        "^/api/public/oauth/token",
        &["practice-studio-secret", "practice-studio-refresh"],
    ),
    (
        "^/token",
        &["practice-google-secret", "practice-youtube-refresh"],
    ),
];

/// Everything the program logs, of whatever library.
struct Log(Mutex<String>);

static LOG: Log = Log(Mutex::new(String::new()));

impl log::Log for Log {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let mut text = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = writeln!(text, "{} {}", record.target(), record.args());
    }

    fn flush(&self) {}
}

/// A secret as it may come up: as it is, in an address, in Base64 at any place
/// of a longer text.
fn forms(secret: &str) -> Vec<String> {
    let mut forms = vec![
        secret.to_owned(),
        utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
    ];
    for before in 0..3 {
        let text = [&[b'.'; 2][..before], secret.as_bytes()].concat();
        // The letters that a neighbour shares are left out at both ends.
        let (first, last) = ((before * 4).div_ceil(3), text.len() * 4 / 3);
        for encoded in [STANDARD_NO_PAD.encode(&text), URL_SAFE_NO_PAD.encode(&text)] {
            forms.push(encoded[first..last.min(encoded.len()) - 1].to_owned());
        }
    }
    forms
}

fn assert_clean(place: &str, bytes: &[u8]) {
    for secret in SECRETS {
        for form in forms(secret) {
            let found = bytes
                .windows(form.len())
                .position(|part| part == form.as_bytes());
            if let Some(at) = found {
                let around = &bytes[at.saturating_sub(120)..(at + 120).min(bytes.len())];
                let around = String::from_utf8_lossy(around);
                panic!("{secret} is in {place}, as {form}: {around}");
            }
        }
    }
}

/// Faults of services that say too much, and of those that take nothing.
fn weather(url: &str) -> Vec<Vec<Fault>> {
    let answer = |status, body: String, location: Option<String>| Act::Answer {
        status,
        headers: location
            .map(|location| ("Location".to_owned(), location))
            .into_iter()
            .collect(),
        body,
        repeat: 1,
        commit: false,
    };
    let told = |status| -> Vec<Fault> {
        let fault = |(path, secrets): (&str, &[&str])| {
            let echo: Vec<String> = secrets.iter().map(|it| format!("no {it}, sorry")).collect();
            let echo = echo.join("; ");
            let body = serde_json::json!({
                "error": { "message": echo, "errors": [{ "reason": echo, "message": echo }] },
                "code": 10004, "message": echo, "error_description": echo,
            });
            let matching = Match {
                path_re: Some(path.to_owned()),
                ..Match::default()
            };
            let act = answer(status, body.to_string(), None);
            Fault { matching, act }
        };
        SENT.into_iter().map(fault).collect()
    };
    let every = |act| Fault {
        matching: Match::default(),
        act,
    };
    let first = |act| Fault {
        matching: Match {
            nth: Some(1),
            ..Match::default()
        },
        act,
    };
    let session = format!("{url}/upload/youtube/v3/captions?upload_id=given/upload+session");
    vec![
        told(422),
        told(401),
        told(409),
        told(500),
        [vec![first(Act::Unauthorized)], told(400)].concat(),
        vec![first(Act::Unauthorized)],
        vec![first(Act::Unauthorized), every(Act::InvalidGrant)],
        vec![first(answer(200, String::new(), Some(session)))],
        vec![first(Act::CommitThenClose)],
        Vec::new(),
    ]
}

/// Services, clients and a desk on the disk.
struct Stage {
    practice: Practice,
    folder: tempfile::TempDir,
    clock: ManualClock,
    clients: Clients,
    shown: String,
}

impl Stage {
    fn new() -> Self {
        let options = Options {
            world: world(),
            ..Options::default()
        };
        let folder = tempfile::tempdir().expect("a folder");
        let clock = ManualClock::default();
        clock.advance(START);
        Self {
            practice: Practice::start(options).expect("a port"),
            clients: clients(folder.path(), &clock),
            folder,
            clock,
            shown: String::new(),
        }
    }

    fn show(&mut self, what: &impl Debug) {
        let _ = writeln!(self.shown, "{what:?} {what:#?}");
    }

    /// Sends every kind in one weather, and shows all that can be shown of it.
    fn send(&mut self, number: usize, faults: &[Fault], kinds: &[Kind], accounts: &[Account]) {
        self.practice.reset(world());
        for account in accounts {
            sign_in(&self.clients, account, false).expect("secrets");
        }
        self.practice.set_faults(faults.to_vec()).expect("faults");
        let path = self.folder.path().join(format!("desk-{number}.db"));
        let mut desk = Desk::open(&path).expect("a desk");
        for account in accounts {
            desk.put_account(account).expect("a desk");
        }
        for item in kinds.iter().flat_map(|kind| &kind.items) {
            // Of two that are about the same thing the first is enough.
            let _ = desk.put_in(item, START);
        }
        let practice = &self.practice;
        let clockwork = Box::new(|seconds| practice.advance(seconds));
        let remotes = InStep::new(self.clients.clone(), &self.clock, clockwork);
        let sender = Box::new(Desk::open(&path).expect("a desk"));
        let mut run = Run::new(sender, &self.clock, 7);
        run.settle(&remotes, 40).expect("a desk");
        drop(remotes);
        let mut shown = String::new();
        for account in accounts {
            if let Err(said) = self.clients.test(account) {
                let _ = writeln!(shown, "{said} {said:?}");
            }
            let said = self.clients.remote(account).map(drop);
            let _ = writeln!(shown, "{said:?}");
        }
        self.shown.push_str(&shown);
        self.show_desk(&mut desk);
    }

    fn show_desk(&mut self, desk: &mut Desk) {
        let accounts = desk.accounts().expect("a desk");
        let mut journal = Vec::new();
        for item in desk.items().expect("a desk") {
            let attempts = desk.attempts(item.id).expect("a desk");
            self.show(&item);
            self.show(&attempts);
            let json = serde_json::to_string(&(&item, &attempts)).expect("JSON");
            self.shown.push_str(&json);
            journal.push((item, attempts));
        }
        self.show(&accounts);
        let text = write_journal(&accounts, &journal, START);
        assert!(text.contains("fulfil request 41"), "{text}");
        self.shown.push_str(&text);
    }
}

fn every_file(folder: &Path, check: &mut dyn FnMut(&Path, &[u8])) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            every_file(&path, check);
        } else {
            check(&path, &std::fs::read(&path).expect("a file"));
        }
    }
}

#[test]
fn a_secret_is_found_in_every_form() {
    for secret in SECRETS {
        let forms = forms(secret);
        for before in ["", "a", "ab", "abc:"] {
            let text = format!("{before}{secret}, and more");
            let encoded = [
                text.clone(),
                utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string(),
                STANDARD_NO_PAD.encode(&text),
                URL_SAFE_NO_PAD.encode(&text),
            ];
            for text in encoded {
                assert!(forms.iter().any(|form| text.contains(form)), "{text}");
            }
        }
    }
}

#[test]
fn no_secret_comes_to_light() {
    log::set_logger(&LOG).expect("the only logger");
    log::set_max_level(log::LevelFilter::Trace);
    let mut stage = Stage::new();
    let accounts = accounts(&stage.practice.url(), Place::File, true);
    for account in &accounts {
        sign_in(&stage.clients, account, false).expect("secrets");
    }
    let kinds = every_kind(&stage.clients, &accounts, stage.folder.path()).expect("kinds");
    let weather = weather(&stage.practice.url());
    for (number, faults) in weather.iter().enumerate() {
        stage.send(number, faults, &kinds, &accounts);
    }
    assert_clean("what is shown", stage.shown.as_bytes());
    let log = LOG.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(log.contains("/api/public/v1"), "{log}");
    assert_clean("the log", log.as_bytes());
    let mut files = 0;
    every_file(stage.folder.path(), &mut |path, bytes| {
        files += 1;
        assert_clean(&path.display().to_string(), bytes);
    });
    println!("{files} files and {} bytes of log", log.len());
    assert!(files > weather.len());
}
