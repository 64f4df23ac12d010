//! Opening a 20,000-cue project to a document in memory, everything checked,
//! and what it takes of memory. Limit: 50 ms; the check and the copy that is
//! kept of a changed project: 20 ms more.

use std::path::Path;
use std::time::{Duration, Instant};

use captions::{Cue, Ids, Row, Time, Track};
use editing::Edit;
use store::ProjectFiles;
use workbench::{Access, NewProject, Project, ProjectStores};

const CUES: usize = 20_000;
const ROUNDS: usize = 15;

fn main() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder to work in");
    let path = folder.path().join("bench.cuewright");
    make(&path);
    let size = std::fs::metadata(&path).expect("it is there").len();
    println!(
        "opening {CUES} cues, a file of {} KiB, median of {ROUNDS}",
        size / 1024
    );
    let plain = ProjectFiles::without_backups();
    let memory = resident();
    let kept = open(&plain, &path);
    if let (Some(before), Some(after)) = (memory, resident()) {
        println!(
            "  memory {} MiB",
            after.saturating_sub(before) / 1024 / 1024
        );
    }
    close(kept);
    println!("  {:?} (limit 50 ms)", median(|_| &plain, &path));
    let backed_up: Vec<ProjectFiles> = (0..ROUNDS)
        .map(|round| ProjectFiles::with_backups(&folder.path().join(format!("backups-{round}"))))
        .collect();
    let with_copy = median(|round| &backed_up[round], &path);
    println!("  {with_copy:?} with a checked copy kept (limit 70 ms)");
}

fn median<'a>(stores: impl Fn(usize) -> &'a ProjectFiles, path: &Path) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|round| {
            let start = Instant::now();
            let project = open(stores(round), path);
            let time = start.elapsed();
            close(project);
            time
        })
        .collect();
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

/// Resident memory of this process in bytes, where the system tells.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
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
