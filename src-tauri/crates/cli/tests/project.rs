//! `project`, as a script uses it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().expect("a folder to work in"));
        std::fs::write(desk.path("talk.srt"), SRT).expect("a writable folder");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs `project` with words; answers the status and what was printed.
    fn run(&self, words: &str) -> (i32, String) {
        let Output { status, stdout, .. } = Command::new(env!("CARGO_BIN_EXE_cuewright-cli"))
            .arg("project")
            .args(words.split(' '))
            .current_dir(self.0.path())
            .env("CUEWRIGHT_HOUSE", self.0.path())
            .env("DICPATH", self.0.path())
            .output()
            .expect("it runs");
        let printed = String::from_utf8(stdout).expect("text");
        (status.code().expect("it ends by itself"), printed)
    }

    fn done(&self, words: &str) -> String {
        let (status, printed) = self.run(words);
        assert_eq!(status, 0, "{words}");
        printed
    }

    fn json(&self, words: &str) -> Value {
        serde_json::from_str(&self.done(&format!("{words} --json"))).expect("one JSON document")
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).expect("the folder");
        let name = |path: &Path| {
            path.file_name()
                .map(|name| name.to_string_lossy().into_owned())
        };
        let mut names: Vec<String> = entries
            .filter_map(|entry| name(&entry.expect("an entry").path()))
            .collect();
        names.sort();
        names
    }
}

const SRT: &str = "1\n00:00:01,000 --> 00:00:02,000\n<font face=\"Arial\">One</font>\n\n2\n00:00:03,000 --> 00:00:04,000\nTwo\n";

#[test]
fn a_project_is_made_filled_walked_and_written() {
    let desk = Desk::new();
    desk.done("new a.cuewright --title Talk --fps 29.97 --drop-frame");
    assert_eq!(desk.run("new a.cuewright").0, 1);
    let imported = desk.json("import a.cuewright talk.srt --language en");
    assert_eq!(imported[0]["cues"], 2);
    let undone = desk.json("undo a.cuewright --steps 5");
    assert_eq!((&undone["steps"], &undone["rev"]), (&1.into(), &2.into()));
    assert_eq!(desk.run("undo a.cuewright").0, 1);
    assert_eq!(desk.run("export a.cuewright out.srt").0, 1);
    desk.done("redo a.cuewright");
    assert_eq!(desk.json("history a.cuewright")["history"]["head"], 1);
    desk.done("export a.cuewright out.srt");
    assert_eq!(std::fs::read_to_string(desk.path("out.srt")).unwrap(), SRT);
    assert_eq!(desk.run("export a.cuewright out.srt").0, 1);
    desk.done("export a.cuewright out.srt --force");
    assert_eq!(desk.run("export a.cuewright out.vtt --strict").0, 3);
    assert_eq!(
        desk.names(),
        ["a.cuewright", "out.srt", "out.vtt", "talk.srt"]
    );
}

#[test]
fn revisions_are_published_compared_and_written() {
    let desk = Desk::new();
    desk.done("new a.cuewright");
    desk.done("import a.cuewright talk.srt");
    assert_eq!(desk.run("diff a.cuewright").0, 1);
    let revision = desk.json("publish a.cuewright first");
    assert_eq!(
        (&revision["name"], &revision["cues"]),
        (&"first".into(), &2.into())
    );
    assert_eq!(desk.run("diff a.cuewright --strict"), (0, String::new()));
    desk.done("export a.cuewright out.srt --revision first");
    assert_eq!(std::fs::read_to_string(desk.path("out.srt")).unwrap(), SRT);
    assert_eq!(desk.run("diff a.cuewright --from second").0, 2);
    assert_eq!(desk.run("export a.cuewright x.srt --track other").0, 2);
    assert_eq!(desk.run("export a.cuewright out.unknown").0, 2);
}

/// The track of a project as a file, where something is another.
fn edited(desk: &Desk, changes: &[(&str, &str)]) {
    let mut text = SRT.to_owned();
    for (from, to) in changes {
        text = text.replace(from, to);
    }
    std::fs::write(desk.path("edited.srt"), text).expect("a writable folder");
}

#[test]
fn a_difference_says_what_became_what() {
    let desk = Desk::new();
    desk.done("new a.cuewright");
    desk.done("import a.cuewright talk.srt");
    desk.done("publish a.cuewright first");
    let none = serde_json::json!({
        "added": [], "removed": [], "changed": [], "split": [], "merged": [],
    });
    assert_eq!(desk.json("diff a.cuewright"), none);
    edited(
        &desk,
        &[("Two", "Two more"), ("00:00:04,000", "00:00:04,500")],
    );
    let found = desk.json("diff a.cuewright --file edited.srt");
    let changed = &found["changed"][0];
    assert_eq!(changed["before"]["rows"][0][0]["text"], "Two");
    assert_eq!(changed["after"]["rows"][0][0]["text"], "Two more");
    assert_eq!(changed["fields"], serde_json::json!(["text", "times"]));
    let words = serde_json::json!([
        { "kind": "same", "text": "Two" }, { "kind": "added", "text": " more" },
    ]);
    assert_eq!(changed["words"], words);
    edited(
        &desk,
        &[(
            "4,000\nTwo",
            "3,400\nT\n\n3\n00:00:03,400 --> 00:00:04,000\nwo",
        )],
    );
    let (status, printed) = desk.run("diff a.cuewright --file edited.srt --from first --strict");
    assert_eq!(status, 3);
    let lines = "- 00:00:03:00  Two\n+ 00:00:03:00  T\n+ 00:00:03:10  wo\n";
    assert_eq!(printed, lines);
    let split = desk.json("diff a.cuewright --file edited.srt");
    assert_eq!(split["split"][0]["after"].as_array().map(Vec::len), Some(2));
    let beside = desk.json("diff a.cuewright --file edited.srt --base first");
    assert_eq!(beside["moved"][0]["moved"], "here");
}

#[test]
fn a_project_that_was_passed_on_comes_back() {
    let desk = Desk::new();
    desk.done("new a.cuewright");
    desk.done("import a.cuewright talk.srt");
    std::fs::copy(desk.path("a.cuewright"), desk.path("b.cuewright")).expect("copied");
    desk.done("import b.cuewright talk.srt --language de");
    desk.done("profile a.cuewright bbc-online");
    let merged = desk.json("merge a.cuewright b.cuewright");
    let wanted = serde_json::json!({
        "kind": "merged", "taken": 1, "revisions": 0, "settings": [], "conflicts": [], "beside": []
    });
    assert_eq!(merged, wanted);
    assert_eq!(
        desk.done("merge a.cuewright b.cuewright --strict"),
        "0 changes and 0 revisions taken, 0 conflicts\n"
    );
    desk.done("export a.cuewright out.srt --track 2");
    desk.done("undo a.cuewright");
    assert_eq!(
        desk.run("export a.cuewright out.srt --track 2 --force").0,
        2
    );
    desk.done("new c.cuewright");
    let (status, printed) = desk.run("merge a.cuewright c.cuewright --json");
    let refused: Value = serde_json::from_str(&printed).expect("one JSON document");
    assert_eq!((status, &refused["kind"]), (1, &"refused".into()));
}

#[test]
fn a_track_is_published_once_nothing_is_in_the_way() {
    let desk = Desk::new();
    desk.done("new a.cuewright");
    desk.done("import a.cuewright talk.srt");
    assert_eq!(desk.run("profile a.cuewright elsewhere").0, 1);
    desk.done("profile a.cuewright bbc-online --blocks hint");
    assert_eq!(desk.run("publish a.cuewright first").0, 1);
    assert_eq!(desk.json("revisions a.cuewright"), serde_json::json!([]));
    let published = desk.json("publish a.cuewright first --despite-findings");
    assert_eq!(published["gate"]["profile"], "bbc-online");
    assert!(
        !published["gate"]["blocking"]
            .as_array()
            .expect("a list")
            .is_empty()
    );
    desk.done("profile a.cuewright");
    desk.done("publish a.cuewright second");
    assert_eq!(desk.json("revisions a.cuewright")[1]["name"], "second");
}

/// A profile of two rules, of which one needs the end of the programme and the
/// other a dictionary.
const HELD: &str = r#"{
  "id": "mine", "name": "Mine", "about": "",
  "counting": { "spaces": true, "punctuation": true, "line-breaks": false, "half-width": 1,
    "markup": false, "speaker-labels": true, "sound-labels": true },
  "rules": {
    "outside-programme": { "severity": "error", "source": "the desk" },
    "spelling": { "severity": "error", "source": "the desk" }
  }
}"#;

#[test]
fn a_track_is_held_to_the_end_of_the_programme_and_to_the_language_of_the_project() {
    let desk = Desk::new();
    let media =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/sample/lamp-and-lens.mp4");
    let late =
        "1\n00:00:01,000 --> 00:00:02,000\nOne Twwo\n\n2\n09:00:00,000 --> 09:00:01,000\nOne\n";
    std::fs::create_dir(desk.path("profiles")).expect("a folder");
    for (name, content) in [
        ("profiles/mine.json", HELD),
        ("late.srt", late),
        ("xx_XX.aff", "SET UTF-8\n"),
        ("xx_XX.dic", "1\nOne\n"),
    ] {
        std::fs::write(desk.path(name), content).expect("writable");
    }
    let media = media.to_str().expect("a path of text");
    desk.done(&format!("new a.cuewright --language xx --media {media}"));
    desk.done("import a.cuewright late.srt");
    desk.done("profile a.cuewright mine");
    assert_eq!(desk.run("publish a.cuewright first").0, 1);
    let published = desk.json("publish a.cuewright first --despite-findings");
    let blocking = published["gate"]["blocking"].as_array().expect("a list");
    let rules: Vec<&str> = (blocking.iter())
        .filter_map(|finding| finding["rule"].as_str())
        .collect();
    assert_eq!(rules, ["spelling", "outside-programme"]);
    let counts = serde_json::json!({ "error": 2, "warning": 0, "hint": 0, "waived": 0 });
    assert_eq!(published["findings"], counts);
    // A track that is held to nothing asks for no dictionary.
    desk.done("profile a.cuewright");
    std::fs::remove_file(desk.path("xx_XX.dic")).expect("there");
    std::fs::create_dir(desk.path("xx_XX.dic")).expect("a folder of that name");
    let free = desk.json("publish a.cuewright second");
    assert_eq!(free["findings"], Value::Null);
}

#[test]
fn comments_are_added_answered_taken_and_resolved() {
    let desk = Desk::new();
    desk.done("new a.cuewright");
    desk.done("import a.cuewright talk.srt");
    assert_eq!(desk.json("comments a.cuewright"), serde_json::json!([]));
    let added = desk.json("comments a.cuewright --add Why --cue 2 --author Ann --suggest Zwei");
    assert_eq!(added[0]["cue"], 2);
    assert_eq!(added[0]["notes"][0]["author"], "Ann");
    let id = added[0]["notes"][0]["id"].as_str().expect("a name");
    desk.done(&format!("comments a.cuewright --add Because --answer {id}"));
    let both = desk.json("comments a.cuewright --add Music --at 0.5");
    assert_eq!(both[0]["cue"], Value::Null, "in order of time");
    assert_eq!(both[1]["notes"][1]["thread"], id);

    let moment = both[0]["notes"][0]["id"].as_str().expect("a name");
    desk.done(&format!("comments a.cuewright --take {id}"));
    let open = desk.json("comments a.cuewright --open");
    assert_eq!(open.as_array().expect("a list").len(), 1);
    desk.done(&format!("comments a.cuewright --resolve {moment}"));
    assert_eq!(desk.done("comments a.cuewright --open"), "");
    assert!(desk.done("comments a.cuewright").contains("suggests Zwei"));
    desk.done("export a.cuewright out.srt");
    let out = std::fs::read_to_string(desk.path("out.srt")).expect("written");
    assert!(out.contains("Zwei"), "{out}");

    for wrong in [
        "--add Why",
        "--add Why --cue 9",
        "--cue 1",
        "--resolve x",
        "--since then",
    ] {
        let status = desk.run(&format!("comments a.cuewright {wrong}")).0;
        assert_eq!(status, 2, "{wrong}");
    }
    assert_eq!(
        desk.run(&format!("comments a.cuewright --take {moment}")).0,
        1
    );
}

#[test]
fn what_is_asked_is_handed_back_as_a_table_and_a_page() {
    let desk = Desk::new();
    desk.done("new a.cuewright");
    desk.done("import a.cuewright talk.srt");
    desk.done("publish a.cuewright first");
    desk.done("comments a.cuewright --add =1+1<b> --cue 1 --author @SUM(A1)");
    desk.done("comments a.cuewright --csv out.csv --html out.html --since first");
    let read = |name: &str| std::fs::read_to_string(desk.path(name)).expect("written");
    assert!(
        read("out.csv").contains("\"'@SUM(A1)\""),
        "{}",
        read("out.csv")
    );
    assert!(read("out.csv").contains("\"'=1+1<b>\""));
    assert!(read("out.html").contains("=1+1&lt;b&gt;"));
    assert!(read("out.html").contains("Changed since <bdi>first</bdi>"));
    assert_eq!(desk.run("comments a.cuewright --csv out.csv").0, 1);
    desk.done("comments a.cuewright --csv out.csv --force");
}

#[test]
fn the_cuts_of_the_picture_come_from_a_file() {
    let desk = Desk::new();
    desk.done("new a.cuewright");
    std::fs::write(desk.path("cuts.txt"), "00:00:04.000\n1.5\n\n4\n").expect("writable");
    assert_eq!(desk.done("shots a.cuewright cuts.txt"), "2 shot marks\n");
    std::fs::write(desk.path("cuts.txt"), "soon\n").expect("writable");
    assert_eq!(desk.run("shots a.cuewright cuts.txt").0, 2);
}

#[test]
fn damage_is_found_and_got_around() {
    let desk = Desk::new();
    desk.done("new a.cuewright");
    desk.done("import a.cuewright talk.srt");
    desk.done("verify a.cuewright");
    let mut bytes = std::fs::read(desk.path("a.cuewright")).unwrap();
    let word = b"Arial";
    for at in 0..bytes.len() - word.len() {
        if bytes[at..].starts_with(word) {
            bytes[at] ^= 1;
        }
    }
    std::fs::write(desk.path("b.cuewright"), &bytes).unwrap();
    assert_eq!(desk.run("verify b.cuewright").0, 1);
    assert_eq!(desk.run("history b.cuewright").0, 1);
    let (status, _) = desk.run("recover b.cuewright c.cuewright --strict");
    assert_eq!(status, 3);
    assert_eq!(desk.json("verify c.cuewright")["cues"], 1);
    assert_eq!(desk.run("recover b.cuewright c.cuewright").0, 1);
    assert_eq!(desk.run("verify talk.srt").0, 1);
}
