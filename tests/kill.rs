//! What is acknowledged survives the process being killed, undo included.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use captions::Ids;
use cuewright_tests::crash_disk::next;
use cuewright_tests::edits::digest;
use store::ProjectFiles;
use workbench::{Access, EditOutcome, NewProject, Project, ProjectStores};

/// Kills in all; more with `CUEWRIGHT_KILLS`.
const KILLS: usize = 200;
/// Kills that one project lives through before a fresh one is begun.
const KILLS_PER_PROJECT: usize = 10;

fn start(path: &Path, seed: u64) -> Child {
    Command::new(env!("CARGO_BIN_EXE_edit-stream"))
        .arg("edit")
        .arg(path)
        .arg(seed.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Lets the program edit for a random while, kills it, and answers the last
/// line it got out whole.
fn edit_until_killed(path: &Path, random: &mut u64) -> Option<(u64, u64)> {
    let mut child = start(path, next(random));
    let output = child.stdout.take().unwrap();
    let lines = next(random) % 60;
    let pause = Duration::from_micros(next(random) % 3000);
    let mut output = BufReader::new(output);
    let mut last = None;
    let mut line = String::new();
    for _ in 0..lines {
        line.clear();
        output.read_line(&mut line).unwrap();
        last = parse(&line).or(last);
    }
    thread::sleep(pause);
    child.kill().unwrap();
    child.wait().unwrap();
    // What was said between the last line that was read and the kill counts too.
    loop {
        line.clear();
        if output.read_line(&mut line).unwrap() == 0 {
            return last;
        }
        last = parse(&line).or(last);
    }
}

fn parse(line: &str) -> Option<(u64, u64)> {
    let (rev, digest) = line.strip_suffix('\n')?.split_once(' ')?;
    Some((rev.parse().ok()?, digest.parse().ok()?))
}

/// Whether the file holds everything that was acknowledged.
fn check(stores: &ProjectFiles, path: &Path, acknowledged: Option<(u64, u64)>, first: u64) {
    let store = stores.open(path, Access::Write).expect("it opens");
    let (mut project, notices) = Project::open(store, Ids::new(2, 0)).expect("it loads");
    assert!(notices.is_empty(), "{notices:?}");
    let report = project.store().check().unwrap();
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    let rev = project.history().rev();
    if let Some((told, expected)) = acknowledged {
        // One more change may have been committed and not yet told.
        assert!(
            rev == told || rev == told + 1,
            "{told} was acknowledged, {rev} is there"
        );
        if rev == told {
            assert_eq!(digest(project.document()), expected, "at revision {rev}");
        }
    }
    // On a copy: the stream goes on from here.
    let copy = path.with_extension("copy");
    project.store().copy_to(&copy).unwrap();
    let (mut project, _) =
        Project::open(stores.open(&copy, Access::Write).unwrap(), Ids::new(3, 0)).unwrap();
    if project.history().head().is_some() {
        let done = project.go_to(None).unwrap();
        assert!(
            matches!(done.outcome, EditOutcome::Done { .. }),
            "{:?}",
            done.outcome
        );
    }
    assert_eq!(
        digest(project.document()),
        first,
        "the way back leads to the beginning"
    );
}

#[test]
fn no_kill_loses_an_acknowledged_edit() {
    let count = std::env::var("CUEWRIGHT_KILLS").map_or(KILLS, |text| text.parse().unwrap());
    let stores = ProjectFiles::without_backups();
    let mut random = 20_261_121;
    for first in (0..count).step_by(KILLS_PER_PROJECT) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.cuewright");
        let store = stores.create(&path, &NewProject::default()).unwrap();
        let (project, _) = Project::open(store, Ids::new(1, 1)).unwrap();
        let beginning = digest(project.document());
        project.into_store().close().unwrap();
        for _ in first..(first + KILLS_PER_PROJECT).min(count) {
            let acknowledged = edit_until_killed(&path, &mut random);
            check(&stores, &path, acknowledged, beginning);
        }
    }
}
