//! No secret is printed or left in a file, also where a service repeats what it
//! was sent.

use std::path::Path;

use practice_services::{Act, Fault, Match};

use super::house::{House, Ran, sample};

const SECRETS: [&str; 9] = [
    "practice-studio-secret",
    "practice-studio-access",
    "practice-studio-refresh",
    "practice-google-secret",
    "practice-youtube-access",
    "practice-youtube-refresh",
    "practice-rev-client",
    "practice-rev-user",
    "correct horse",
];

pub fn assert_clean(place: &str, bytes: &[u8]) {
    for secret in SECRETS {
        let found = bytes
            .windows(secret.len())
            .any(|part| part == secret.as_bytes());
        let shown = String::from_utf8_lossy(bytes);
        assert!(!found, "{secret} is in {place}: {shown}");
    }
}

/// Every file below a folder but the one with the passphrase.
pub fn every_file(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            every_file(&path, files);
        } else if path.file_name() != Some("passphrase".as_ref()) {
            files.push(path);
        }
    }
}

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

/// Services that repeat what they are sent.
fn told(status: u16) -> Vec<Fault> {
    let fault = |(path, secrets): (&str, &[&str])| {
        let echo: Vec<String> = secrets.iter().map(|it| format!("no {it}, sorry")).collect();
        let echo = echo.join("; ");
        let body = serde_json::json!({
            "error": echo, "error_description": echo, "code": 10004, "message": echo
        });
        Fault {
            matching: Match {
                path_re: Some(path.to_owned()),
                ..Match::default()
            },
            act: Act::Answer {
                status,
                headers: [].into(),
                body: body.to_string(),
                repeat: 1,
                commit: false,
            },
        }
    };
    SENT.into_iter().map(fault).collect()
}

#[test]
fn nothing_that_is_printed_or_kept_holds_a_secret() {
    let house = House::new();
    for service in ["studio", "youtube", "rev"] {
        house.add(service);
    }
    house.project(&["new", "film.cuewright"]);
    let captions = sample("captions.srt");
    let captions = captions.to_str().expect("a path of text");
    house.project(&["import", "film.cuewright", captions]);
    let order = serde_json::json!({
        "caption_options": { "inputs": [{ "external_link": "https://www.youtube.com/watch?v=1" }] }
    });
    std::fs::write(house.path("order.json"), order.to_string()).expect("a file");
    let words: [&[&str]; 9] = [
        &["account", "test", "studio"],
        &["account", "test", "rev"],
        &["queue", "list"],
        &[
            "queue",
            "fulfil",
            "41",
            "film.cuewright",
            "--yes",
            "--wait",
            "0",
        ],
        &["service-type", "list"],
        &["youtube", "list", "LampAndLens"],
        &[
            "youtube",
            "insert",
            "LampAndLens",
            captions,
            "--language",
            "en-GB",
            "--yes",
            "--wait",
            "0",
        ],
        &["rev", "order", "order.json", "--yes", "--wait", "0"],
        &["sync", "journal"],
    ];
    house.done(&["queue", "list"]);
    for faults in [told(422), told(401), told(500)] {
        house.services.set_faults(faults).expect("faults");
        for words in words {
            let Ran { out, err, .. } = house.run(words, "");
            assert_clean(&words.join(" "), [out, err].concat().as_bytes());
        }
    }
    let mut files = Vec::new();
    every_file(&house.path(""), &mut files);
    assert!(files.iter().any(|path| path.ends_with("film.cuewright")));
    assert!(files.iter().any(|path| path.ends_with("desk.db")));
    for path in files {
        let bytes = std::fs::read(&path).expect("a file");
        assert_clean(&path.display().to_string(), &bytes);
    }
}

/// What a process is limited to that was given a secret, and may leave no dump.
#[cfg(target_os = "linux")]
fn may_dump(process: u32) -> bool {
    let limits = std::fs::read_to_string(format!("/proc/{process}/limits"));
    let limits = limits.expect("a process");
    let core = limits.lines().find(|line| line.contains("core file size"));
    let core = core.expect("every process has one");
    // Such a limit keeps it from a file, and from a program that collects dumps.
    !core
        .split_whitespace()
        .any(|word| word == "0" || word == "1")
}

#[cfg(target_os = "linux")]
#[test]
fn a_process_that_was_given_a_secret_leaves_no_dump() {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    let folder = tempfile::tempdir().expect("a folder");
    // It may leave one as large as it likes when it starts.
    let script = "ulimit -S -c $(ulimit -H -c) && exec \"$0\" \"$@\"";
    let program = env!("CARGO_BIN_EXE_cuewright-cli");
    let words = ["account", "add", "rev", "--name", "Rev", "--desk"];
    let mut child = Command::new("sh")
        .args(["-c", script, program])
        .args(words)
        .arg(folder.path())
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs");
    let mut input = child.stdin.take().expect("a pipe");
    input
        .write_all(b"practice-rev-client\n")
        .expect("it asks for the keys");
    let started = std::time::Instant::now();
    while may_dump(child.id()) {
        assert!(
            started.elapsed().as_secs() < 60,
            "it says so when it starts"
        );
        std::thread::yield_now();
    }
    // It waits for the second key, and crashes.
    let aborted = Command::new("kill")
        .args(["-ABRT", &child.id().to_string()])
        .status();
    assert!(aborted.expect("kill").success());
    assert!(!child.wait().expect("it ends").success());
    let mut files = Vec::new();
    every_file(folder.path(), &mut files);
    for file in files {
        assert_clean(
            &file.display().to_string(),
            &std::fs::read(&file).expect("a file"),
        );
    }
}
