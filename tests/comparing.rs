//! A track compared with another side, through the handle that the window uses.

use std::path::Path;
use std::sync::Arc;

use captions::{Cue, Row, TrackId};
use editing::{Edit, RejectedCode};
use review::{Change, ChangeKind, Field, Mover, Pick};
use workbench::memory::{ManualClock, MemoryDesk, MemoryStores, RecordedEvents};
use workbench::{
    Against, EditOutcome, ErrorCode, ImportOptions, NoPlayer, Places, Ports, Snapshot, Workbench,
};

const SRT: &str =
    "1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\n00:00:03,000 --> 00:00:04,000\nTwo\n";

struct Desk {
    workbench: Workbench,
    clock: ManualClock,
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = ManualClock::default();
        let ports = Ports {
            stores: Box::new(MemoryStores::default()),
            desk: Box::new(MemoryDesk::default()),
            clock: Box::new(clock.clone()),
            events: Arc::new(RecordedEvents::default()),
            media: Box::new(NoPlayer),
            decoder: audio::DecoderProcess::default(),
        };
        let places = Places {
            projects: folder.path().join("projects"),
            waveforms: folder.path().join("waveforms"),
            house: folder.path().join("house"),
        };
        let workbench = Workbench::start(ports, places);
        let new = workbench.new_project(Some(Path::new("memory.cuewright")), "Memory");
        new.expect("made");
        let desk = Self {
            workbench,
            clock,
            folder,
        };
        let path = desk.folder.path().join("talk.srt");
        std::fs::write(&path, SRT).expect("writable");
        let opened = desk.workbench.open_path(&path, ImportOptions::default());
        opened.expect("captions");
        desk
    }

    fn snapshot(&self) -> Snapshot {
        let snapshot = self.workbench.snapshot().expect("an answer");
        snapshot.expect("a project is open")
    }

    fn track(&self) -> TrackId {
        self.snapshot().document.tracks[0].id
    }

    fn texts(&self) -> Vec<String> {
        self.snapshot()
            .document
            .cues
            .iter()
            .map(Cue::text)
            .collect()
    }

    fn say(&self, number: usize, text: &str) {
        self.clock.advance(60_000);
        let edit = Edit::SetText {
            cue: self.snapshot().document.cues[number].id,
            rows: vec![Row::plain(text)],
        };
        self.workbench.edit(edit, Vec::new()).expect("written");
    }

    fn changes(&self, against: &Against) -> Vec<Change> {
        let compared = self.workbench.compare(self.track(), against.clone(), None);
        let compared = compared.expect("compared");
        assert_eq!(compared.rev, self.snapshot().rev);
        compared.changes
    }

    fn take(&self, against: &Against, picks: Vec<Pick>, rev: u64) -> EditOutcome {
        let taken = (self.workbench).take_changes(self.track(), against.clone(), picks, rev);
        taken.expect("an answer")
    }
}

fn file(text: &str) -> Against {
    Against::Captions("other.srt".to_owned(), text.as_bytes().to_vec())
}

fn code(outcome: &EditOutcome) -> Option<RejectedCode> {
    match outcome {
        EditOutcome::Rejected(rejected) => Some(rejected.code),
        EditOutcome::Done { .. } => None,
    }
}

#[test]
fn a_change_of_a_file_is_taken_by_field_and_only_on_what_was_compared() {
    let desk = Desk::new();
    let other = file(&SRT.replace("Two", "Two more").replace("04,000", "05,000"));
    let changes = desk.changes(&other);
    assert_eq!(changes[0].fields, [Field::Text, Field::Times]);
    assert!(changes[0].draft[0].raw.is_none());
    let rev = desk.snapshot().rev;
    let text = Pick {
        fields: vec![Field::Text],
        ..changes[0].pick()
    };
    let before = desk.snapshot().rev;
    assert_eq!(code(&desk.take(&other, vec![text], rev)), None);
    assert_eq!(desk.texts(), ["One", "Two more"]);
    let left = desk.changes(&other);
    assert_eq!(left[0].fields, [Field::Times]);
    // The document has moved on, and then the file has.
    let all = vec![left[0].pick()];
    let late = desk.take(&other, all.clone(), before);
    assert_eq!(code(&late), Some(RejectedCode::Conflict));
    let elsewhere = file(&SRT.replace("Two", "Too"));
    let gone = desk.take(&elsewhere, all.clone(), desk.snapshot().rev);
    assert_eq!(code(&gone), Some(RejectedCode::Conflict));
    assert_eq!(code(&desk.take(&other, all, desk.snapshot().rev)), None);
    assert!(desk.changes(&other).is_empty());
    desk.workbench.undo().expect("undone");
    desk.workbench.undo().expect("undone");
    assert_eq!(desk.texts(), ["One", "Two"]);
}

#[test]
fn a_revision_gives_back_what_was_and_says_who_moved() {
    let desk = Desk::new();
    let track = desk.track();
    desk.workbench.publish(track, "first").expect("published");
    let first = desk.workbench.revisions(track).expect("revisions")[0].id;
    desk.say(0, "Won");
    let delete = Edit::DeleteCues {
        cues: vec![desk.snapshot().document.cues[1].id],
        ripple: false,
    };
    desk.workbench.edit(delete, Vec::new()).expect("written");
    let other = file(&SRT.replace("Two", "To"));
    let compared = desk.workbench.compare(track, other, Some(first));
    let compared = compared.expect("compared");
    let moved: Vec<_> = compared
        .changes
        .iter()
        .map(|change| (change.kind, change.moved))
        .collect();
    let wanted = [
        (ChangeKind::Changed, Some(Mover::Here)),
        (ChangeKind::Removed, Some(Mover::Both)),
    ];
    assert_eq!((&moved[..], compared.base), (&wanted[..], Some(first)));
    let revision = Against::Revision(first);
    let all: Vec<Pick> = desk.changes(&revision).iter().map(Change::pick).collect();
    assert_eq!(all.len(), 2);
    desk.take(&revision, all, desk.snapshot().rev);
    assert_eq!(desk.texts(), ["One", "Two"]);
    assert!(desk.changes(&revision).is_empty());
}

#[test]
fn what_is_not_there_cannot_be_compared_with() {
    let desk = Desk::new();
    let gone = captions::Ids::new(9, 9).track();
    for (track, against) in [(gone, file(SRT)), (desk.track(), Against::Track(gone))] {
        let refused = desk.workbench.compare(track, against, None);
        assert_eq!(refused.expect_err("refused").code, ErrorCode::NoSuchTrack);
    }
    let picture = Against::Captions("other.png".to_owned(), b"\x89PNG\r\n\x1a\n".to_vec());
    let refused = desk.workbench.compare(desk.track(), picture, None);
    assert_eq!(refused.expect_err("refused").code, ErrorCode::UnknownFormat);
}
