//! A desk of its own, and the practice services beside it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use practice_services::{Act, Entry, Fault, Match, Options, Practice, World};
use serde_json::Value;

/// A script's folder with its desk, and the services that it works with.
pub struct House {
    folder: tempfile::TempDir,
    pub services: Practice,
    /// What programs are told of their surroundings, beside what the test is.
    pub environment: Vec<(&'static str, String)>,
}

/// What a command came to.
#[derive(Debug)]
pub struct Ran {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// What it printed, as the one JSON document that it is.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// A file of the sample programme.
pub fn sample(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    root.join("assets/sample").join(name)
}

impl House {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder to work in");
        std::fs::write(folder.path().join("passphrase"), "correct horse\n").expect("a file");
        let options = Options {
            world: World::newcomer(),
            media: Some(sample("")),
            port: 0,
        };
        let services = Practice::start(options).expect("a port");
        Self {
            folder,
            services,
            environment: Vec::new(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs words with lines on standard input; answers what it came to.
    pub fn run(&self, words: &[&str], lines: &str) -> Ran {
        let mut child = Command::new(env!("CARGO_BIN_EXE_cuewright-cli"))
            .args(words)
            .arg("--desk")
            .arg(self.path("desk"))
            .arg("--passphrase-file")
            .arg(self.path("passphrase"))
            .arg("--json")
            .current_dir(self.folder.path())
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs");
        let mut input = child.stdin.take().expect("a pipe");
        // One that ends without reading is no fault of the test.
        let _ = input.write_all(lines.as_bytes());
        drop(input);
        let output = child.wait_with_output().expect("it ends");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Ran {
            status: output.status.code().expect("it ends by itself"),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// Runs words that are to succeed; answers what was printed.
    pub fn done(&self, words: &[&str]) -> Value {
        let ran = self.run(words, "");
        assert_eq!(ran.status, 0, "{words:?} {ran:?}");
        ran.json()
    }

    /// Runs words that are to end with status 1; answers what was printed.
    pub fn fails(&self, words: &[&str]) -> Ran {
        let ran = self.run(words, "");
        assert_eq!(ran.status, 1, "{words:?} {ran:?}");
        ran
    }

    /// Adds the account of a service, with its secrets in a file.
    pub fn add(&self, service: &str) {
        self.add_with(service, "file");
    }

    /// Adds the account of a service, with its secrets on standard input; they are
    /// kept in a place.
    pub fn add_with(&self, service: &str, place: &str) {
        let url = self.services.url();
        let studio = format!("{url}/api/public/v1");
        let rev = format!("{url}/api/v1");
        let (api, more, lines): (&str, &[&str], &str) = match service {
            "studio" => (
                &studio,
                &["--with", "tokens", "--client-id", "practice-studio-client"],
                "practice-studio-secret\npractice-studio-access\npractice-studio-refresh\n",
            ),
            "youtube" => (
                &url,
                &["--with", "tokens", "--client-id", "practice-google-client"],
                "practice-google-secret\npractice-youtube-access\npractice-youtube-refresh\n",
            ),
            _ => (&rev, &[], "practice-rev-client\npractice-rev-user\n"),
        };
        let mut words = vec![
            "account",
            "add",
            service,
            "--name",
            service,
            "--api",
            api,
            "--secrets",
            place,
        ];
        words.extend_from_slice(&["--authorize", &url, "--token", &url]);
        words.extend_from_slice(more);
        let ran = self.run(&words, lines);
        assert_eq!(ran.status, 0, "{ran:?}");
        assert_eq!(ran.json()["state"], "ok");
    }

    /// Runs `project` with words, which knows no desk.
    pub fn project(&self, words: &[&str]) {
        let made = Command::new(env!("CARGO_BIN_EXE_cuewright-cli"))
            .arg("project")
            .args(words)
            .current_dir(self.folder.path())
            .output()
            .expect("it runs");
        assert!(made.status.success(), "{words:?} {made:?}");
    }

    /// Nothing answers any more; or everything does again.
    pub fn set_offline(&self, offline: bool) {
        let refuse = Fault {
            matching: Match::default(),
            act: Act::Refuse,
        };
        let faults = if offline { vec![refuse] } else { Vec::new() };
        self.services.set_faults(faults).expect("faults");
    }

    /// What was changed at the services by calls to paths that begin so.
    pub fn applied(&self, path: &str) -> Vec<Entry> {
        let mut journal = self.services.journal();
        journal.retain(|entry| entry.applied && entry.path.starts_with(path));
        journal
    }
}
