//! One edit of a 20,000-cue project, from `Edit` to committed and acknowledged,
//! beside a bare append of 4 KiB with fdatasync on the same disk, in turn.
//! Limits: median at most 2 times the bare append, 99th percentile below 10 ms.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use captions::{Cue, Ids, Row, Time, Track};
use cuewright_tests::cost::{percentile, time};
use editing::Edit;
use store::ProjectFiles;
use workbench::{NewProject, Project, ProjectStores};

const CUES: usize = 20_000;
const EDITS: usize = 3_000;

fn main() {
    // Where the build goes: a real disk, which the folder for temporary files
    // need not be.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder to work in");
    let mut project = project(&folder.path().join("bench.cuewright"));
    let track = project.document().tracks()[0].id;
    let cues: Vec<Cue> = project.document().cues(track).cloned().collect();
    let mut log = File::create(folder.path().join("append")).expect("a writable folder");
    let (mut edits, mut appends) = (Vec::new(), Vec::new());
    for round in 0..EDITS {
        let cue = &cues[round * 7919 % cues.len()];
        let edit = Edit::SetText {
            cue: cue.id,
            rows: vec![Row::plain(format!("What was said in round {round}"))],
        };
        let now = i64::try_from(round).expect("small") * 60_000;
        edits.push(time(|| {
            drop(project.edit(&edit, &[cue.id], now).expect("written"))
        }));
        appends.push(time(|| append(&mut log)));
    }
    let (edit, append) = (percentile(&mut edits, 50), percentile(&mut appends, 50));
    let ratio = edit.as_secs_f64() / append.as_secs_f64();
    println!("one edit of {CUES} cues, committed and acknowledged ({EDITS} in turn)");
    println!("  median {edit:?}, bare append + fdatasync {append:?}: {ratio:.2} times (limit 2)");
    let (edit, append) = (percentile(&mut edits, 99), percentile(&mut appends, 99));
    println!("  99th percentile {edit:?} (limit 10 ms), bare append {append:?}");
}

fn append(log: &mut File) {
    log.write_all(&[0; 4096]).expect("room");
    log.sync_data().expect("a disk");
}

fn project(path: &Path) -> Project {
    let stores = ProjectFiles::without_backups();
    let store = stores
        .create(path, &NewProject::default())
        .expect("a new file");
    let (mut project, _) = Project::open(store, Ids::new(1, 1)).expect("sound");
    let track = Track::new(project.ids().track(), "English", "en");
    let cue = |number: i64, ids: &mut Ids| {
        let start = Time::from_millis(number * 3000);
        let end = start + Time::from_millis(2500);
        let mut cue = Cue::new(ids.cue(), track.id, start, Some(end));
        cue.rank = number * Cue::RANK_STEP;
        cue.rows = vec![
            Row::plain(format!("This is the first row of cue {number}")),
            Row::plain("and a second row that goes on"),
        ];
        cue
    };
    let cues = (0..CUES).map(|number| cue(i64::try_from(number).expect("small"), project.ids()));
    let edit = Edit::AddTrack {
        cues: cues.collect(),
        track: Box::new(track.clone()),
    };
    project.edit(&edit, &[], 0).expect("written");
    project
}
