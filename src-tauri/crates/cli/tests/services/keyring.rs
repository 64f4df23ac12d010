//! The keyring of the system: a real Secret Service, on a session bus of its own.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::house::House;
use super::secrets::{assert_clean, every_file};

/// What answers for `org.freedesktop.secrets`.
const PROGRAM: &str = "gnome-keyring-daemon";
/// What the keyring is under.
const PASSWORD: &str = "correct horse";
/// How long the keyring may take to answer at first.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often it is asked meanwhile.
const GLANCE: Duration = Duration::from_millis(20);

/// The home of a user with a keyring.
struct Home(tempfile::TempDir);

/// A session of that user.
struct Session {
    environment: Vec<(&'static str, String)>,
    /// The bus, and the keyring on it.
    programs: Vec<Child>,
}

fn found(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let mut places = std::env::split_paths(&path).map(|folder| folder.join(program));
    places.find(|place| place.is_file())
}

impl Home {
    /// Begins a session whose keyring is unlocked.
    fn session(&self, keyring: &Path) -> Session {
        let home = self.0.path();
        let mut bus = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("a bus");
        let mut address = String::new();
        let said = bus.stdout.take().expect("a pipe");
        let mut said = BufReader::new(said);
        said.read_line(&mut address).expect("an address");
        let folder = |name: &str| home.join(name).display().to_string();
        let mut session = Session {
            environment: vec![
                ("DBUS_SESSION_BUS_ADDRESS", address.trim().to_owned()),
                ("HOME", folder("")),
                ("XDG_DATA_HOME", folder("data")),
                ("XDG_RUNTIME_DIR", folder("run")),
            ],
            programs: vec![bus],
        };
        let mut daemon = session
            .command(keyring)
            .args(["--foreground", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("a keyring");
        let mut input = daemon.stdin.take().expect("a pipe");
        input.write_all(PASSWORD.as_bytes()).expect("it listens");
        drop(input);
        session.programs.push(daemon);
        let asked = Instant::now();
        while !session.answers() {
            assert!(asked.elapsed() < PATIENCE, "the keyring does not answer");
            std::thread::sleep(GLANCE);
        }
        session
    }
}

impl Session {
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Asks something of the bus; answers what was printed.
    fn ask(&self, words: &[&str]) -> String {
        let asked = self
            .command(Path::new("dbus-send"))
            .args(["--session", "--print-reply"])
            .args(words)
            .output()
            .expect("it runs");
        String::from_utf8(asked.stdout).expect("text")
    }

    /// Whether somebody keeps secrets on this bus, and has them open.
    fn answers(&self) -> bool {
        let owned = self.ask(&[
            "--dest=org.freedesktop.DBus",
            "/",
            "org.freedesktop.DBus.NameHasOwner",
            "string:org.freedesktop.secrets",
        ]);
        owned.contains("boolean true") && self.held().is_some()
    }

    /// How many secrets the keyring holds; none where it has no place for them yet.
    fn held(&self) -> Option<usize> {
        let shown = self.ask(&[
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets/aliases/default",
            "org.freedesktop.DBus.Properties.Get",
            "string:org.freedesktop.Secret.Collection",
            "string:Items",
        ]);
        let has_place = shown.contains("array [");
        has_place.then(|| shown.matches("object path").count())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        for mut program in self.programs.drain(..).rev() {
            let _ = program.kill();
            let _ = program.wait();
        }
    }
}

#[test]
fn the_keyring_of_the_system_holds_the_secrets_and_nothing_else_does() {
    let (Some(installed), Some(_)) = (found(PROGRAM), found("dbus-send")) else {
        println!("skipped: there is no {PROGRAM}, or no dbus-send to look at it with");
        return;
    };
    let home = Home(tempfile::tempdir().expect("a folder"));
    // A copy asks for no right to lock memory, which a container may not give.
    let keyring = home.0.path().join(PROGRAM);
    std::fs::copy(installed, &keyring).expect("a program");
    std::fs::create_dir(home.0.path().join("run")).expect("a folder");

    let session = home.session(&keyring);
    let mut house = House::new();
    house.environment.clone_from(&session.environment);
    assert_eq!(session.held(), Some(0));
    house.add_with("rev", "keyring");
    house.add_with("studio", "keyring");
    assert!(session.held() >= Some(3), "keys, tokens, a client secret");
    assert_eq!(house.done(&["account", "test", "rev"])["good"], true);
    drop(session);

    // A new session, on the keyring as it was left.
    let session = home.session(&keyring);
    house.environment.clone_from(&session.environment);
    for account in ["rev", "studio"] {
        assert_eq!(house.done(&["account", "test", account])["good"], true);
    }
    let mut files = Vec::new();
    every_file(home.0.path(), &mut files);
    let is_keyring = |path: &PathBuf| path.extension().is_some_and(|it| it == "keyring");
    assert!(files.iter().any(is_keyring), "{files:?}");
    every_file(&house.path(""), &mut files);
    for path in files.into_iter().filter(|path| path.is_file()) {
        let bytes = std::fs::read(&path).expect("a file");
        assert_clean(&path.display().to_string(), &bytes);
    }
    for account in ["rev", "studio"] {
        house.done(&["account", "remove", account, "--yes"]);
    }
    assert_eq!(session.held(), Some(0), "nothing stays of an account");
}
