//! `check` as a script sees it.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const SRT: &str = "1\n00:00:01,000 --> 00:00:02,000\nHello there\n\n\
                   2\n00:00:02,120 --> 00:00:04,000\n\u{201c}Don\u{2019}t\u{201d}\n\n\
                   3\n00:00:10,000 --> 00:00:10,200\nthe the\n";

const PROFILE: &str = r#"{
  "id": "mine", "name": "Mine", "about": "",
  "counting": { "spaces": true, "punctuation": true, "line-breaks": false, "half-width": 1,
    "markup": false, "speaker-labels": true, "sound-labels": true },
  "rules": {
    "min-duration": { "limit": { "seconds": 1 }, "severity": "error", "source": "the desk" },
    "chaining": { "limit": { "to": { "frames": 0 }, "least": { "seconds": 1 } }, "severity": "warning", "source": "the desk" },
    "characters": { "limit": [" -~"], "severity": "error", "source": "the desk" },
    "repeated-words": { "severity": "hint", "source": "the desk" }
  }
}"#;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cuewright-cli"))
        .args(arguments)
        .current_dir(folder)
        .env("DICPATH", folder)
        .env("CUEWRIGHT_HOUSE", folder)
        .output()
        .expect("the binary runs")
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder to work in");
    for (name, content) in [("a.srt", SRT), ("mine.json", PROFILE)] {
        std::fs::write(folder.path().join(name), content).expect("a writable folder");
    }
    folder
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("one JSON document")
}

fn found(report: &Value) -> Vec<(u64, &str)> {
    let findings = report["findings"].as_array().expect("a list");
    let of = |finding: &'_ Value| finding["cue"].as_u64().expect("a number");
    let rules = findings
        .iter()
        .map(|finding| (of(finding), finding["rule"].as_str().expect("a rule")));
    rules.collect()
}

const CHECK: &[&str] = &["check", "a.srt", "--profile", "mine.json", "--fps", "25"];

#[test]
fn findings_are_those_of_the_profile_and_have_a_fixed_form() {
    let folder = folder();
    let arguments = [CHECK, &["--json"]].concat();
    let output = run(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let report = json(&output);
    let wanted = [
        (1, "chaining"),
        (2, "characters"),
        (2, "characters"),
        (2, "characters"),
        (3, "min-duration"),
        (3, "repeated-words"),
    ];
    assert_eq!(found(&report), wanted);
    let first = &report["findings"][0];
    assert_eq!(first["severity"], "warning");
    assert_eq!(first["in"], 1000);
    assert_eq!(first["source"], "the desk");
    assert_eq!(first["fixable"], true);
    assert_eq!(
        (&report["errors"], &report["hints"]),
        (&4.into(), &1.into())
    );
    let strict = run(folder.path(), &[&arguments[..], &["--strict"]].concat());
    assert_eq!(strict.status.code(), Some(3));
}

#[test]
fn what_is_safe_is_mended_in_another_file() {
    let folder = folder();
    let arguments = [CHECK, &["--fix", "b.srt", "--json"]].concat();
    let output = run(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let report = json(&output);
    assert_eq!(found(&report), [(3, "repeated-words")]);
    assert_eq!(report["fixed"].as_array().map(Vec::len), Some(5));
    let mended = std::fs::read_to_string(folder.path().join("b.srt")).expect("written");
    assert!(mended.contains("00:00:01,000 --> 00:00:02,120"), "{mended}");
    assert!(mended.contains("\"Don't\""), "{mended}");
    assert!(mended.contains("00:00:10,000 --> 00:00:11,000"), "{mended}");
    let original = std::fs::read_to_string(folder.path().join("a.srt")).expect("still there");
    assert_eq!(original, SRT);
    let again = run(folder.path(), &arguments);
    assert_eq!(again.status.code(), Some(1), "b.srt exists");
}

#[test]
fn words_are_looked_up_in_the_dictionary_of_the_language() {
    let folder = folder();
    for (name, content) in [
        ("xx_XX.aff", "SET UTF-8\n"),
        ("xx_XX.dic", "2\nHello\nthe\n"),
        ("own.txt", "don't\n"),
    ] {
        std::fs::write(folder.path().join(name), content).expect("a writable folder");
    }
    let arguments = [
        "check",
        "a.srt",
        "--language",
        "xx",
        "--json",
        "--words",
        "own.txt",
    ];
    let report = json(&run(folder.path(), &arguments));
    let findings = report["findings"].as_array().expect("a list");
    let words: Vec<&str> = findings
        .iter()
        .filter(|finding| finding["rule"] == "spelling")
        .filter_map(|finding| finding["message"].as_str())
        .collect();
    assert_eq!(words, ["\u{201c}there\u{201d} is not in the dictionary"]);
}

#[test]
fn a_profile_that_is_none_is_refused_with_file_field_and_what_is_allowed() {
    let folder = folder();
    let bad = PROFILE.replace("\"chaining\"", "\"chainning\"");
    std::fs::write(folder.path().join("bad.json"), bad).expect("a writable folder");
    let output = run(folder.path(), &["check", "a.srt", "--profile", "bad.json"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    for part in ["bad.json", "rules", "chainning", "`chaining`"] {
        assert!(said.contains(part), "{said}");
    }
    let output = run(folder.path(), &["check", "a.srt", "--profile", "nobody"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn the_shipped_profiles_are_listed() {
    let folder = folder();
    let listed = json(&run(folder.path(), &["check", "--profiles", "--json"]));
    let ids = listed
        .as_array()
        .expect("a list")
        .iter()
        .map(|profile| profile["id"].as_str());
    assert!(ids.flatten().any(|id| id == "bbc-online"));
    let shown = run(folder.path(), &["check", "--profiles"]);
    assert!(String::from_utf8_lossy(&shown.stdout).contains("netflix-en-adult"));
}
