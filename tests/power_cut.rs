//! What is acknowledged survives a power cut, undo included.
//!
//! A stream of edits runs over a disk that loses power before a random write.
//! What the disk kept is opened again and must be the document after the last
//! acknowledged edit, or after the one that was under way, with a history that
//! goes back through all of it. The same stream with `synchronous=NORMAL` is
//! the control: a disk that lost nothing there would be no test.

use std::path::{Path, PathBuf};

use captions::Ids;
use cuewright_tests::crash_disk::{CrashDisk, Unsynced, next};
use cuewright_tests::edits::{Stream, digest};
use store::{ProjectFiles, Synchronous};
use workbench::{Access, EditOutcome, NewProject, Notice, Project, ProjectStores};

/// Cuts in all; more with `CUEWRIGHT_POWER_CUTS`.
const CUTS: usize = 2_000;
/// Cuts of the control.
const CONTROL_CUTS: usize = 60;
/// Cuts that one project lives through before a fresh one is begun.
const CUTS_PER_PROJECT: usize = 20;
/// The most writes between two cuts.
const WRITES_BETWEEN: u64 = 60;

struct Trial {
    folder: tempfile::TempDir,
    stores: ProjectFiles,
    project: Project,
    stream: Stream,
    /// Digest of the document by revision.
    states: Vec<u64>,
}

impl Trial {
    fn begin(synchronous: Synchronous, seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let stores = ProjectFiles::without_backups().with_synchronous(synchronous);
        let path = folder.path().join("a.cuewright");
        let store = stores.create(&path, &NewProject::default()).unwrap();
        let (project, _) = Project::open(store, Ids::new(1, seed.into())).unwrap();
        let states = vec![digest(project.document())];
        Self {
            folder,
            stores,
            project,
            stream: Stream::new(seed),
            states,
        }
    }

    /// Edits until the power is cut; answers the last acknowledged revision.
    fn edit_until_cut(&mut self, disk: &CrashDisk) -> u64 {
        let mut acknowledged = self.project.history().rev();
        while disk.is_waiting() {
            acknowledged = self.project.history().rev();
            self.stream.step(&mut self.project);
            let rev = usize::try_from(self.project.history().rev()).unwrap();
            self.states.resize(rev + 1, 0);
            self.states[rev] = digest(self.project.document());
        }
        acknowledged
    }

    /// Whether what the disk kept holds everything that was acknowledged.
    fn check(&self, kept: &Path, acknowledged: u64) -> Result<(), String> {
        let path = kept.join("a.cuewright");
        let store = self.stores.open(&path, Access::Write);
        let store = store.map_err(|error| format!("it does not open: {error}"))?;
        let (mut project, notices) = Project::open(store, Ids::new(2, 0))
            .map_err(|error| format!("it does not load: {error}"))?;
        // A change that was torn looks like one that was damaged, and is told.
        let told = |notice: &Notice| notice.code == "last-change-unreadable";
        if !notices.iter().all(told) {
            return Err(format!("{notices:?}"));
        }
        let rev = project.history().rev();
        if rev < acknowledged {
            return Err(format!(
                "it is at {rev}, and {acknowledged} was acknowledged"
            ));
        }
        let at = usize::try_from(rev).unwrap();
        if self.states.get(at) != Some(&digest(project.document())) {
            return Err(format!("the document of revision {rev} is another"));
        }
        while project.history().undo_target().is_some() {
            let done = project.undo(0).map_err(|error| error.to_string())?;
            if !matches!(done.outcome, EditOutcome::Done { .. }) {
                return Err(format!("undo was refused: {:?}", done.outcome));
            }
        }
        if digest(project.document()) != self.states[0] {
            return Err("undo does not lead back to the beginning".to_owned());
        }
        Ok(())
    }
}

fn cuts(disk: &CrashDisk, synchronous: Synchronous, count: usize) -> Vec<String> {
    let mut random = 20_261_121;
    let mut failures = Vec::new();
    for first in (0..count).step_by(CUTS_PER_PROJECT) {
        disk.reset();
        let mut trial = Trial::begin(synchronous, next(&mut random));
        for cut in first..(first + CUTS_PER_PROJECT).min(count) {
            let kept: PathBuf = trial.folder.path().join(format!("kept-{cut}"));
            std::fs::create_dir(&kept).unwrap();
            let unsynced = [Unsynced::Drop, Unsynced::Keep, Unsynced::Tear][cut % 3];
            let writes = usize::try_from(next(&mut random) % WRITES_BETWEEN).unwrap();
            disk.cut_after(writes, &kept, unsynced, next(&mut random));
            let acknowledged = trial.edit_until_cut(disk);
            if let Err(reason) = trial.check(&kept, acknowledged) {
                failures.push(format!("cut {cut} ({unsynced:?}): {reason}"));
            }
            disk.forget(&kept);
        }
    }
    failures
}

#[test]
fn no_power_cut_loses_an_acknowledged_edit() {
    let disk = CrashDisk::install();
    let count = std::env::var("CUEWRIGHT_POWER_CUTS").map_or(CUTS, |text| text.parse().unwrap());
    let failures = cuts(disk, Synchronous::Full, count);
    assert!(
        failures.is_empty(),
        "{count} cuts:\n{}",
        failures.join("\n")
    );

    let lost = cuts(disk, Synchronous::Normal, CONTROL_CUTS);
    assert!(
        lost.len() * 2 > CONTROL_CUTS,
        "the control lost edits in only {} of {CONTROL_CUTS} cuts",
        lost.len()
    );
}
