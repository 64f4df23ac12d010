//! `formats`, `inspect` and `convert` as a script sees them: standard output,
//! exit status, and which files are there afterwards.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const SRT: &str = "1\n00:00:01,000 --> 00:00:02,500\n<i>Hello</i> there\n\n\
                   2\n00:00:03,000 --> 00:00:04,000\n{\\an8}second\n";

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cuewright-cli"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the binary runs")
}

fn status(folder: &Path, arguments: &[&str]) -> i32 {
    run(folder, arguments)
        .status
        .code()
        .expect("it ends by itself")
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).expect("one JSON document")
}

fn with_file(name: &str, content: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder to work in");
    let path = folder.path().join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, content).expect("a writable folder");
    folder
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).expect("the file was written")
}

#[test]
fn every_format_is_listed() {
    let folder = with_file("a.srt", b"");
    let formats = json(folder.path(), &["formats", "--json"]);
    let formats = formats.as_array().expect("a list");
    let srt = formats
        .iter()
        .find(|format| format["id"] == "srt")
        .expect("SubRip");
    assert_eq!(srt["name"], "SubRip");
    assert_eq!(srt["media_type"], "application/x-subrip");
    assert_eq!(
        (&srt["reads"], &srt["writes"]),
        (&Value::Bool(true), &Value::Bool(true))
    );
    let shown = run(folder.path(), &["formats"]);
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    for format in formats {
        let id = format["id"].as_str().expect("an identifier");
        assert!(shown.lines().any(|line| line.starts_with(id)), "{id}");
    }
    let times = shown.lines().find(|line| line.starts_with("times "));
    let writers = formats.iter().filter(|format| format["writes"] == true);
    assert_eq!(
        times.expect("the matrix").split_whitespace().count(),
        writers.count() + 1
    );
}

#[test]
fn the_readme_has_the_table_of_formats() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let readme = std::fs::read_to_string(root.join("README.md")).expect("the README");
    let made = run(&root, &["formats", "--markdown"]);
    let made = String::from_utf8_lossy(&made.stdout).into_owned();
    assert!(
        readme.contains(&made),
        "README.md lacks the table that `cuewright-cli formats --markdown` prints:\n{made}"
    );
}

#[test]
fn what_is_in_a_file_has_a_fixed_form() {
    let folder = with_file("a.srt", SRT.as_bytes());
    let seen = json(
        folder.path(),
        &["inspect", "a.srt", "--fps", "29.97", "--json"],
    );
    assert_eq!(seen["format"], "srt");
    assert_eq!(seen["encoding"], "utf-8");
    assert_eq!(seen["frame_rate"], "30000/1001");
    assert_eq!(seen["drop_frame"], false);
    assert_eq!(seen["programme_start"], "00:00:00:00");
    let cue = &seen["cues"][0];
    assert_eq!(cue["in"]["flicks"], 705_600_000);
    assert_eq!(cue["in"]["seconds"], "1/1");
    assert_eq!(cue["out"]["seconds"], "5/2");
    assert_eq!(cue["out"]["ms"], 2500);
    assert_eq!(cue["out"]["label"], "00:00:02:15");
    assert_eq!(cue["rows"][0]["text"], "Hello there");
    assert_eq!(cue["rows"][0]["runs"][0]["italic"], true);
    assert_eq!(cue["rows"][0]["runs"][1]["italic"], false);
    assert_eq!(cue["mode"], "pop-on");
    assert_eq!(seen["cues"][1]["position"]["value"], 8);
    assert_eq!(seen["diagnostics"], Value::Array(Vec::new()));
}

#[test]
fn a_frame_rate_that_nobody_named_is_absent() {
    let folder = with_file("a.srt", SRT.as_bytes());
    let seen = json(folder.path(), &["inspect", "a.srt", "--json"]);
    assert_eq!(seen["frame_rate"], Value::Null);
    assert_eq!(seen["cues"][0]["in"]["label"], Value::Null);
}

#[test]
fn diagnostics_name_line_and_byte() {
    let folder = with_file("a.srt", b"1\n00:00:01,000 --> soon\nopen\n");
    let seen = json(folder.path(), &["inspect", "a.srt", "--json"]);
    let remark = &seen["diagnostics"][0];
    assert_eq!(remark["severity"], "error");
    assert_eq!(remark["code"], "bad-time");
    assert_eq!((&remark["line"], &remark["byte"]), (&2.into(), &2.into()));
}

#[test]
fn files_are_converted_by_the_name_of_the_output() {
    let folder = with_file("a.srt", SRT.as_bytes());
    let path = folder.path();
    assert_eq!(status(path, &["convert", "a.srt", "a.vtt"]), 0);
    assert_eq!(
        read(path, "a.vtt"),
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n<i>Hello</i> there\n\n\
         00:00:03.000 --> 00:00:04.000 line:0\nsecond\n"
    );
    assert_eq!(status(path, &["convert", "a.srt", "b.srt"]), 0);
    assert_eq!(read(path, "b.srt"), SRT);
    assert_eq!(
        status(path, &["convert", "a.srt", "c.srt", "--shift", "-0.5"]),
        0
    );
    assert!(read(path, "c.srt").starts_with("1\n00:00:00,500 --> 00:00:02,000\n<i>Hello"));
}

#[test]
fn files_that_exist_are_replaced_only_by_force() {
    let folder = with_file("a.srt", SRT.as_bytes());
    let path = folder.path();
    std::fs::write(path.join("a.vtt"), "mine").expect("a writable folder");
    let refused = run(path, &["convert", "a.srt", "a.vtt"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("a.vtt exists"));
    assert_eq!(read(path, "a.vtt"), "mine");
    assert_eq!(status(path, &["convert", "a.srt", "a.vtt", "--force"]), 0);
    assert!(read(path, "a.vtt").starts_with("WEBVTT"));
}

#[test]
fn losses_are_reported_and_can_set_the_status() {
    let folder = with_file("a.srt", SRT.as_bytes());
    let path = folder.path();
    let arguments = [
        "convert",
        "a.srt",
        "a.sbv",
        "--strict",
        "--report",
        "losses.json",
    ];
    assert_eq!(status(path, &arguments), 3);
    assert!(read(path, "a.sbv").starts_with("0:00:01.000,0:00:02.500\nHello there\n"));
    let report: Value = serde_json::from_str(&read(path, "losses.json")).expect("JSON");
    let losses = report["files"][0]["losses"].as_array().expect("losses");
    let features: Vec<&str> = losses
        .iter()
        .filter_map(|loss| loss["feature"].as_str())
        .collect();
    assert_eq!(features, ["italic", "place"]);
    assert_eq!(losses[0]["number"], 1);
}

#[test]
fn many_files_go_into_one_folder() {
    let folder = with_file("a.srt", SRT.as_bytes());
    let path = folder.path();
    std::fs::write(path.join("b.srt"), SRT).expect("a writable folder");
    std::fs::write(path.join("c.srt"), [0xff, 0xd8, 0xff]).expect("a writable folder");
    std::fs::create_dir(path.join("out")).expect("a writable folder");
    let arguments = [
        "convert",
        "--to",
        "fb-srt",
        "--language",
        "en",
        "--out-dir",
        "out",
        "a.srt",
        "b.srt",
    ];
    assert_eq!(status(path, &arguments), 0);
    assert!(path.join("out/a.en_US.srt").exists() && path.join("out/b.en_US.srt").exists());
}

#[test]
fn folders_are_converted_to_several_formats() {
    let folder = with_file("in/a.srt", SRT.as_bytes());
    let path = folder.path();
    std::fs::create_dir_all(path.join("in/deep")).expect("a folder");
    std::fs::write(path.join("in/deep/b.srt"), SRT).expect("a file");
    std::fs::write(path.join("in/notes.md"), "# no captions").expect("a file");
    let arguments = [
        "convert",
        "in",
        "--to",
        "vtt,sbv",
        "--out-dir",
        "out",
        "--recursive",
        "--name",
        "{name}.{format}",
        "--report",
        "report.json",
        "--strict",
    ];
    assert_eq!(status(path, &arguments), 3);
    for made in ["out/a.vtt.vtt", "out/a.sbv.sbv", "out/deep/b.vtt.vtt"] {
        assert!(path.join(made).is_file(), "{made}");
    }
    let report: Value = serde_json::from_str(&read(path, "report.json")).expect("JSON");
    assert_eq!(report["files"].as_array().map(Vec::len), Some(4));
    let again = run(
        path,
        &[
            "convert",
            "in",
            "--to",
            "vtt",
            "--out-dir",
            "out",
            "--name",
            "{name}.{format}",
        ],
    );
    assert_eq!(again.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&again.stderr).contains("--force"),
        "{again:?}"
    );
    let elsewhere = [
        "convert",
        "in",
        "--to",
        "vtt",
        "--out-dir",
        "out",
        "--name",
        "../{name}",
    ];
    assert_eq!(status(path, &elsewhere), 2);
}

#[test]
fn what_cannot_be_done_writes_nothing() {
    let folder = with_file("a.bin", b"\x89PNG\r\n");
    let path = folder.path();
    let refused = run(path, &["convert", "a.bin", "a.vtt"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&refused.stderr).contains("a.bin"),
        "{refused:?}"
    );
    assert_eq!(status(path, &["convert", "missing.srt", "a.vtt"]), 1);
    assert_eq!(status(path, &["convert", "a.bin"]), 2);
    assert_eq!(status(path, &["convert", "a.bin", "a.docx"]), 2);
    assert_eq!(status(path, &["inspect"]), 2);
    let names: Vec<_> = std::fs::read_dir(path)
        .expect("the folder")
        .flatten()
        .collect();
    assert_eq!(names.len(), 1, "only the input is there");
}
