//! Opening a 20,000-cue project to a document in memory, everything checked,
//! and what it takes of memory. Limit: 50 ms. Beside it the checked copy that
//! is kept of a changed project, for which nobody waits.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use captions::{Cue, Ids, Row, Time, Track};
use editing::Edit;
use store::ProjectFiles;
use workbench::{Access, NewProject, Project, ProjectStores};

const CUES: usize = 20_000;
const ROUNDS: usize = 15;

fn main() {
    if let Some(path) = std::env::var_os(PEAK_OF) {
        println!("{}", peak_of_opening(Path::new(&path)));
        return;
    }
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder to work in");
    let path = folder.path().join("bench.cuewright");
    make(&path);
    let size = std::fs::metadata(&path).expect("it is there").len();
    println!(
        "opening {CUES} cues, a file of {} KiB, median of {ROUNDS}",
        size / 1024
    );
    println!("  {:?} (limit 50 ms)", median_of_opening(&path));
    let copies = folder.path().join("copies");
    let copy = median_of_copies(&path, &copies);
    println!("  and {copy:?} for the checked copy, once the document is there");
    if let Some(peak) = peak_in_a_child(&path) {
        println!("  {} MiB at most, the whole process", peak / 1024);
    }
}

/// Names the project to a process that opens it and says what it took.
const PEAK_OF: &str = "CUEWRIGHT_PEAK_OF";

/// The most memory that a fresh process has resident at a time while it opens
/// the project, in KiB, where the system tells.
fn peak_in_a_child(path: &Path) -> Option<u64> {
    let program = std::env::current_exe().ok()?;
    let output = Command::new(program).env(PEAK_OF, path).output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    said.trim().parse().ok().filter(|peak| *peak > 0)
}

fn peak_of_opening(path: &Path) -> u64 {
    close(open(&ProjectFiles::without_backups(), path));
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let peak = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
    peak.unwrap_or(0)
}

fn median_of_opening(path: &Path) -> Duration {
    median(|_| {
        let start = Instant::now();
        let project = open(&ProjectFiles::without_backups(), path);
        let time = start.elapsed();
        close(project);
        time
    })
}

fn median_of_copies(path: &Path, folder: &Path) -> Duration {
    median(|round| {
        let stores = ProjectFiles::with_backups(&folder.join(round.to_string()));
        let mut project = open(&stores, path);
        let start = Instant::now();
        project.store().keep_copy().expect("there is room");
        let time = start.elapsed();
        close(project);
        time
    })
}

fn median(time: impl FnMut(usize) -> Duration) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS).map(time).collect();
    times.sort();
    times[ROUNDS / 2]
}

fn open(stores: &ProjectFiles, path: &Path) -> Project {
    let store = stores.open(path, Access::Write).expect("it opens");
    let (project, notices) = Project::open(store, Ids::new(1, 1)).expect("it loads");
    assert!(notices.is_empty(), "{notices:?}");
    assert_eq!(project.document().len(), CUES);
    project
}

fn close(project: Project) {
    project.into_store().close().expect("it closes");
}

fn make(path: &Path) {
    let stores = ProjectFiles::without_backups();
    let store = stores
        .create(path, &NewProject::default())
        .expect("a new file");
    let (mut project, _) = Project::open(store, Ids::new(1, 1)).expect("sound");
    let track = Track::new(project.ids().track(), "English", "en");
    let cues = (0..CUES).map(|number| {
        let start = Time::from_millis(i64::try_from(number).expect("small") * 3000);
        let end = start + Time::from_millis(2500);
        let mut cue = Cue::new(project.ids().cue(), track.id, start, Some(end));
        cue.rows = vec![
            Row::plain(format!("This is the first row of cue {number}")),
            Row::plain("and a second row that goes on"),
        ];
        cue
    });
    let edit = Edit::AddTrack {
        cues: cues.collect(),
        track: Box::new(track.clone()),
    };
    project.edit(&edit, &[], 0).expect("written");
    close(project);
}
