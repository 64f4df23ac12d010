//! When things outside fail: nothing changes, everyone is told, work goes on.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use captions::{Cue, RevisionId, Track};
use editing::{Edit, Patch, StepId};
use workbench::memory::{ManualClock, MemoryDesk, MemoryStores, RecordedEvents};
use workbench::outbox::ItemId;
use workbench::{
    Access, Commit, EditOutcome, ErrorCode, Event, Integrity, NewProject, NoPlayer, Places, Ports,
    ProjectStore, ProjectStores, Publication, Recovery, Result, Stored, Workbench,
};

/// Stores with a defect that can be switched on.
#[derive(Clone, Default)]
struct Defective {
    stores: MemoryStores,
    broken: Arc<AtomicBool>,
}

struct DefectiveProject {
    project: Box<dyn ProjectStore>,
    broken: Arc<AtomicBool>,
}

impl ProjectStores for Defective {
    fn recognises(&self, path: &Path) -> std::io::Result<bool> {
        self.stores.recognises(path)
    }

    fn create(&self, path: &Path, project: &NewProject) -> Result<Box<dyn ProjectStore>> {
        self.stores.create(path, project)?;
        self.open(path, Access::Write)
    }

    fn open(&self, path: &Path, access: Access) -> Result<Box<dyn ProjectStore>> {
        Ok(Box::new(DefectiveProject {
            project: self.stores.open(path, access)?,
            broken: Arc::clone(&self.broken),
        }))
    }

    fn recover(&self, path: &Path, out: &Path) -> Result<Recovery> {
        self.stores.recover(path, out)
    }

    fn backups(&self, path: &Path) -> Vec<std::path::PathBuf> {
        self.stores.backups(path)
    }
}

impl ProjectStore for DefectiveProject {
    fn path(&self) -> &Path {
        self.project.path()
    }

    fn id(&self) -> uuid::Uuid {
        self.project.id()
    }

    fn read_only(&self) -> bool {
        self.project.read_only()
    }

    fn load(&mut self) -> Result<Stored> {
        self.project.load()
    }

    fn commit(&mut self, commit: &Commit<'_>) -> Result<()> {
        assert!(!self.broken.load(Ordering::SeqCst), "a defect of the test");
        self.project.commit(commit)
    }

    fn patch(&mut self, step: StepId) -> Result<Patch> {
        self.project.patch(step)
    }

    fn revision_cues(&mut self, revision: RevisionId) -> Result<Vec<Cue>> {
        self.project.revision_cues(revision)
    }

    fn note_publication(&mut self, publication: &Publication) -> Result<()> {
        self.project.note_publication(publication)
    }

    fn publications(&mut self) -> Result<Vec<Publication>> {
        self.project.publications()
    }

    fn end_publication(&mut self, item: ItemId) -> Result<()> {
        self.project.end_publication(item)
    }

    fn check(&mut self) -> Result<Integrity> {
        self.project.check()
    }

    fn copy_to(&mut self, path: &Path) -> Result<()> {
        self.project.copy_to(path)
    }

    fn close(self: Box<Self>) -> Result<()> {
        self.project.close()
    }
}

struct Desk {
    stores: Defective,
    events: RecordedEvents,
    workbench: Workbench,
}

fn desk() -> Desk {
    let (stores, events) = (Defective::default(), RecordedEvents::default());
    let ports = Ports {
        stores: Box::new(stores.clone()),
        desk: Box::new(MemoryDesk::default()),
        clock: Box::new(ManualClock::default()),
        events: Arc::new(events.clone()),
        media: Box::new(NoPlayer),
        decoder: audio::DecoderProcess::default(),
    };
    let places = Places {
        projects: std::env::temp_dir(),
        waveforms: std::env::temp_dir(),
        house: std::env::temp_dir(),
    };
    let workbench = Workbench::start(ports, places);
    let path = Path::new("memory.cuewright");
    workbench.new_project(Some(path), "Memory").unwrap();
    drop(events.take());
    Desk {
        stores,
        events,
        workbench,
    }
}

impl Desk {
    fn add_track(&self, name: &str) -> Result<EditOutcome> {
        let id = captions::Ids::new(1, name.len() as u128 * 1000).track();
        let edit = Edit::AddTrack {
            track: Box::new(Track::new(id, name, "en")),
            cues: Vec::new(),
        };
        self.workbench.edit(edit, Vec::new())
    }

    fn tracks(&self) -> usize {
        self.workbench
            .snapshot()
            .unwrap()
            .unwrap()
            .document
            .tracks
            .len()
    }
}

#[test]
fn a_full_disk_changes_nothing_and_edits_go_on_once_there_is_room() {
    let desk = desk();
    desk.add_track("first").unwrap();
    drop(desk.events.take());
    desk.stores.stores.set_full(true);
    assert_eq!(
        desk.add_track("second").unwrap_err().code,
        ErrorCode::DiskFull
    );
    assert_eq!(desk.workbench.undo().unwrap_err().code, ErrorCode::DiskFull);
    assert_eq!(desk.tracks(), 1);
    let told = desk.events.take();
    let failures = told
        .iter()
        .filter(|event| matches!(event, Event::SavedFailed { .. }));
    assert_eq!((failures.count(), told.len()), (2, 2));
    desk.stores.stores.set_full(false);
    desk.add_track("second").unwrap();
    assert_eq!(desk.tracks(), 2);
    assert_eq!(desk.workbench.history().unwrap().len(), 2);
}

#[test]
fn a_defect_stops_one_request_and_loses_nothing() {
    let desk = desk();
    desk.add_track("first").unwrap();
    drop(desk.events.take());
    desk.stores.broken.store(true, Ordering::SeqCst);
    assert_eq!(
        desk.add_track("second").unwrap_err().code,
        ErrorCode::Defect
    );
    desk.stores.broken.store(false, Ordering::SeqCst);
    assert_eq!(desk.tracks(), 1);
    assert!(matches!(desk.events.take()[..], [Event::Opened { .. }]));
    desk.add_track("second").unwrap();
    desk.workbench.undo().unwrap();
    desk.workbench.undo().unwrap();
    assert_eq!(desk.tracks(), 0);
}

#[test]
fn what_needs_a_project_says_so() {
    let desk = desk();
    desk.workbench.close().unwrap();
    assert!(matches!(desk.events.take()[..], [Event::Closed]));
    assert_eq!(
        desk.add_track("first").unwrap_err().code,
        ErrorCode::NoProject
    );
    assert_eq!(
        desk.workbench.undo().unwrap_err().code,
        ErrorCode::NoProject
    );
    assert!(desk.workbench.snapshot().unwrap().is_none());
    desk.workbench.close().unwrap();
    assert!(desk.events.take().is_empty());
}
