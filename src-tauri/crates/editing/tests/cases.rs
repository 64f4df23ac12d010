//! Every edit, as data: a document, a command, and what comes of it.
//!
//! `UPDATE_EXPECT=1 cargo test -p editing --test cases` writes what comes out
//! into the files under `cases/`; read the difference before committing it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod notation;

use std::fmt::Write as _;
use std::path::Path;

use captions::Ids;
use editing::{find, plan};
use notation::{Command, State, command, cue_name, document, patch_size, show};

struct Case {
    title: String,
    before: String,
    command: String,
    after: String,
}

/// Cases stand apart by blank lines; in each, `#` starts the title and `>` the
/// command.
fn read(text: &str) -> Vec<Case> {
    let blocks = text.split("\n\n").filter(|block| !block.trim().is_empty());
    let cases = blocks.map(|block| {
        let block = block.trim_matches('\n');
        let (head, rest) = block
            .split_once("\n> ")
            .unwrap_or_else(|| panic!("{block}"));
        let (title, before) = head.split_once('\n').unwrap_or((head, ""));
        let (command, after) = rest.split_once('\n').unwrap_or((rest, ""));
        Case {
            title: title.to_owned(),
            before: before.to_owned(),
            command: command.to_owned(),
            after: after.trim_end().to_owned(),
        }
    });
    cases.collect()
}

/// Does what a case says: the new document and what the step is called, or
/// `!` and why not.
fn outcome(case: &Case) -> String {
    let state = document(&case.before);
    match command(&case.command, &state) {
        Command::Find(scope, query) => match find(&state.document, &scope, &query) {
            Ok(matches) => {
                let places = matches
                    .iter()
                    .map(|m| format!("{} row {}: {}-{}", cue_name(m.cue), m.row, m.start, m.end));
                let places: Vec<String> = places.collect();
                let none = || "nothing found".to_owned();
                places
                    .into_iter()
                    .reduce(|all, place| all + "\n" + &place)
                    .unwrap_or_else(none)
            }
            Err(rejected) => format!("! {:?}: {rejected}", rejected.code),
        },
        Command::Edit(edit) => {
            let mut ids = Ids::new(1_763_000_000_000, 7);
            match plan(&state.document, &edit, &mut ids) {
                Ok(plan) => {
                    let mut document = state.document.clone();
                    plan.patch.apply(&mut document).unwrap();
                    let after = State {
                        document,
                        selection: plan.selection,
                        ..state
                    };
                    let size = patch_size(&plan.patch);
                    format!("{}= {} ({size})", show(&after), plan.label)
                }
                Err(rejected) => {
                    let names: String = rejected.cues.iter().map(|id| cue_name(*id)).collect();
                    let names = if names.is_empty() {
                        names
                    } else {
                        format!(" [{names}]")
                    };
                    format!("! {:?}: {rejected}{names}", rejected.code)
                }
            }
        }
    }
}

fn check(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases")
        .join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    let cases = read(&text);
    assert!(!cases.is_empty());
    let bless = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut written = String::new();
    let mut wrong = String::new();
    for case in &cases {
        let outcome = outcome(case);
        let Case {
            title,
            before,
            command,
            after,
        } = case;
        let head = format!("{title}\n{before}");
        writeln!(
            written,
            "{}\n> {command}\n{outcome}\n",
            head.trim_end_matches('\n')
        )
        .unwrap();
        if outcome != *after {
            writeln!(
                wrong,
                "{title}\n> {command}\nexpected:\n{after}\ncame:\n{outcome}\n"
            )
            .unwrap();
        }
    }
    if bless {
        std::fs::write(&path, written.trim_end().to_owned() + "\n").unwrap();
    } else {
        assert!(wrong.is_empty(), "{wrong}");
    }
}

macro_rules! cases {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                check(concat!(stringify!($name), ".txt"));
            }
        )*
    };
}

cases! { insert delete split merge sort retime shift stretch snap timebase text style breaks replace search position marks notes tracks settings }
