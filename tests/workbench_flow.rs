//! What a user does, through the handle that the window uses.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use captions::{Cue, Row, Time, TrackId, TrackState};
use editing::{Edit, RejectedCode};
use store::ProjectFiles;
use workbench::memory::{ManualClock, MemoryDesk, RecordedEvents};
use workbench::save::Existing;
use workbench::{
    EditOutcome, ErrorCode, Event, ExportOptions, ExportOutcome, ExportRequest, ImportOptions,
    NoPlayer, OpenOutcome, Places, Ports, SampleFiles, Snapshot, WaveformState, Workbench,
};

struct Desk {
    folder: tempfile::TempDir,
    events: RecordedEvents,
    clock: ManualClock,
    workbench: Workbench,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (events, clock) = (RecordedEvents::default(), ManualClock::default());
        let workbench = start(folder.path(), &events, &clock);
        Self {
            folder,
            events,
            clock,
            workbench,
        }
    }

    /// The program ends and is started again.
    fn restart(&mut self) {
        let folder = tempfile::tempdir().unwrap();
        let idle = start(folder.path(), &self.events, &self.clock);
        drop(std::mem::replace(&mut self.workbench, idle));
        self.workbench = start(self.folder.path(), &self.events, &self.clock);
    }

    fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    fn open(&self, path: &Path) -> OpenOutcome {
        self.workbench
            .open_path(path, ImportOptions::default())
            .unwrap()
    }

    fn snapshot(&self) -> Snapshot {
        self.workbench
            .snapshot()
            .unwrap()
            .expect("a project is open")
    }

    fn track(&self) -> TrackId {
        self.snapshot().document.tracks[0].id
    }

    fn set_text(&self, cue: &Cue, text: &str) -> EditOutcome {
        self.clock.advance(60_000);
        let edit = Edit::SetText {
            cue: cue.id,
            rows: vec![Row::plain(text)],
        };
        self.workbench.edit(edit, vec![cue.id]).unwrap()
    }

    fn texts(&self) -> Vec<String> {
        self.snapshot()
            .document
            .cues
            .iter()
            .map(Cue::text)
            .collect()
    }
}

fn start(folder: &Path, events: &RecordedEvents, clock: &ManualClock) -> Workbench {
    let ports = Ports {
        stores: Box::new(ProjectFiles::with_backups(&folder.join("backups"))),
        desk: Box::new(MemoryDesk::default()),
        clock: Box::new(clock.clone()),
        events: Arc::new(events.clone()),
        media: Box::new(NoPlayer),
        decoder: audio::DecoderProcess {
            program: Some(env!("CARGO_BIN_EXE_audio-decoder").into()),
            ..audio::DecoderProcess::default()
        },
    };
    let places = Places {
        projects: folder.join("projects"),
        waveforms: folder.join("waveforms"),
        house: folder.join("house"),
    };
    Workbench::start(ports, places)
}

fn asset(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace");
    root.join("assets/sample").join(name)
}

fn sample() -> SampleFiles {
    SampleFiles {
        media: asset("lamp-and-lens.mp4"),
        captions: asset("captions.vtt"),
        draft: asset("draft.vtt"),
    }
}

const SRT: &str = "1\r\n00:00:01,000 --> 00:00:02,500\r\nOne\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\n<i>Two</i>\r\n\r\n";

#[test]
fn captions_go_out_as_they_came_but_for_what_was_edited() {
    let desk = Desk::new();
    let captions = desk.file("talk.srt", SRT);
    assert!(matches!(desk.open(&captions), OpenOutcome::Joined { .. }));
    assert_eq!(desk.texts(), ["One", "Two"]);
    let out = desk.folder.path().join("out.srt");
    let export = |existing| {
        desk.workbench
            .export(desk.track(), &out, ExportOptions::usual("srt"), existing)
    };
    let report = export(Existing::Keep).unwrap();
    assert_eq!(fs::read_to_string(&out).unwrap(), SRT);
    assert_eq!((report.bytes, report.losses.len()), (SRT.len() as u64, 0));
    assert_eq!(export(Existing::Keep).unwrap_err().code, ErrorCode::Exists);

    let first = desk.snapshot().document.cues[0].clone();
    assert!(matches!(
        desk.set_text(&first, "Won"),
        EditOutcome::Done { .. }
    ));
    export(Existing::Replace).unwrap();
    assert_eq!(fs::read_to_string(&out).unwrap(), SRT.replace("One", "Won"));
    let onto_itself = Path::new(&desk.snapshot().path).to_owned();
    let refused = desk.workbench.export(
        desk.track(),
        &onto_itself,
        ExportOptions::usual("srt"),
        Existing::Replace,
    );
    assert_eq!(refused.unwrap_err().code, ErrorCode::AlreadyOpen);
}

#[test]
fn undo_and_redo_go_on_after_a_restart() {
    let mut desk = Desk::new();
    desk.open(&desk.file("talk.srt", SRT));
    for text in ["a", "b", "c"] {
        let cue = desk.snapshot().document.cues[0].clone();
        desk.set_text(&cue, text);
    }
    desk.workbench.undo().unwrap();
    let project = PathBuf::from(desk.snapshot().path);
    desk.restart();
    assert!(desk.workbench.snapshot().unwrap().is_none());
    desk.open(&project);
    assert_eq!(desk.texts(), ["b", "Two"]);
    desk.workbench.redo().unwrap();
    assert_eq!(desk.texts(), ["c", "Two"]);
    desk.workbench.go_to(Some(1)).unwrap();
    assert_eq!(desk.texts(), ["One", "Two"]);
    let refused = desk.workbench.go_to(Some(99)).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NoSuchStep);
    desk.workbench.go_to(None).unwrap();
    assert_eq!(desk.texts(), Vec::<String>::new());
    let nothing = desk.workbench.undo().unwrap();
    let EditOutcome::Rejected(rejected) = nothing else {
        panic!("there is nothing left to undo: {nothing:?}");
    };
    assert_eq!(rejected.code, RejectedCode::NothingToDo);
}

#[test]
fn events_tell_every_change_in_order() {
    let desk = Desk::new();
    desk.open(&desk.file("talk.srt", SRT));
    let cue = desk.snapshot().document.cues[0].clone();
    let before = desk.events.take();
    assert!(
        before
            .iter()
            .any(|event| matches!(event, Event::Opened { .. }))
    );
    desk.set_text(&cue, "a");
    desk.workbench.undo().unwrap();
    desk.workbench.redo().unwrap();
    let told = |event| match event {
        Event::Patched { rev, history, .. } => (rev, history.undo),
        other => panic!("{other:?}"),
    };
    let seen: Vec<(u64, Option<String>)> = desk.events.take().into_iter().map(told).collect();
    let revs: Vec<u64> = seen.iter().map(|(rev, _)| *rev).collect();
    assert_eq!(revs, [2, 3, 4]);
    assert_eq!(seen[0].1, seen[2].1);
    assert_ne!(seen[0].1, seen[1].1);
}

#[test]
fn typing_is_one_step_and_a_pause_begins_another() {
    let desk = Desk::new();
    desk.open(&desk.file("talk.srt", SRT));
    let cue = desk.snapshot().document.cues[0].clone();
    for text in ["H", "He", "Hey"] {
        desk.clock.advance(400);
        let edit = Edit::SetText {
            cue: cue.id,
            rows: vec![Row::plain(text)],
        };
        desk.workbench.edit(edit, vec![cue.id]).unwrap();
    }
    desk.set_text(&cue, "Hey there");
    assert_eq!(desk.workbench.history().unwrap().len(), 3);
    desk.workbench.undo().unwrap();
    assert_eq!(desk.texts()[0], "Hey");
    desk.workbench.undo().unwrap();
    assert_eq!(desk.texts()[0], "One");
}

#[test]
fn publishing_freezes_what_is_there_and_can_be_undone() {
    let desk = Desk::new();
    desk.open(&desk.file("talk.srt", SRT));
    let track = desk.track();
    desk.workbench.publish(track, "First").unwrap();
    let cue = desk.snapshot().document.cues[0].clone();
    desk.set_text(&cue, "later");
    let revisions = desk.workbench.revisions(track).unwrap();
    assert_eq!(
        (
            revisions.len(),
            revisions[0].name.as_str(),
            revisions[0].cues
        ),
        (1, "First", 2)
    );
    let frozen = desk.workbench.revision_cues(revisions[0].id).unwrap();
    assert_eq!(frozen[0].text(), "One");
    assert_eq!(desk.snapshot().revisions, revisions);
    desk.workbench.undo().unwrap();
    desk.workbench.undo().unwrap();
    let snapshot = desk.snapshot();
    assert_eq!(snapshot.document.tracks[0].state, TrackState::Draft);
    assert_eq!(snapshot.document.tracks[0].published, None);
    assert_eq!(snapshot.revisions, revisions, "it stays frozen");
}

#[test]
fn a_project_without_a_place_moves_to_where_it_is_saved() {
    let desk = Desk::new();
    desk.open(&desk.file("talk.srt", SRT));
    let old = PathBuf::from(desk.snapshot().path);
    let new = desk.folder.path().join("talk.cuewright");
    desk.workbench.save_as(&new).unwrap();
    let cue = desk.snapshot().document.cues[0].clone();
    desk.set_text(&cue, "there");
    assert_eq!(desk.snapshot().path, new.display().to_string());
    assert!(!old.exists());
    desk.workbench.close().unwrap();
    assert!(desk.workbench.snapshot().unwrap().is_none());
    let no_project = desk.workbench.history().unwrap_err();
    assert_eq!(no_project.code, ErrorCode::NoProject);
    desk.open(&new);
    assert_eq!(desk.texts()[0], "there");
    assert_eq!(desk.workbench.history().unwrap().len(), 2);
    let recent = desk.workbench.recent().unwrap();
    assert_eq!(recent[0].path, new.display().to_string());
}

#[test]
fn what_is_nothing_leaves_the_open_project_alone() {
    let desk = Desk::new();
    desk.open(&desk.file("talk.srt", SRT));
    let before = desk.snapshot();
    let cases = [
        (
            desk.file("noise.bin", "\u{0}\u{1}\u{2}nothing"),
            ErrorCode::UnknownFormat,
        ),
        (
            desk.file("broken.cuewright", "no project"),
            ErrorCode::NotAProject,
        ),
        (desk.folder.path().to_owned(), ErrorCode::IsFolder),
        (desk.folder.path().join("missing.mp4"), ErrorCode::NotFound),
    ];
    for (path, expected) in cases {
        let refused = desk
            .workbench
            .open_path(&path, ImportOptions::default())
            .unwrap_err();
        assert_eq!(refused.code, expected, "{}", path.display());
    }
    assert_eq!(desk.snapshot(), before);
}

#[test]
fn media_brings_its_frame_rate_and_is_found_again_beside_the_project() {
    let mut desk = Desk::new();
    let folder = desk.folder.path().join("job");
    fs::create_dir(&folder).unwrap();
    let media = folder.join("programme.mp4");
    fs::copy(asset("lamp-and-lens.mp4"), &media).unwrap();
    assert_eq!(desk.open(&media), OpenOutcome::Opened);
    let snapshot = desk.snapshot();
    let found = snapshot.media.expect("it is there");
    assert_eq!(found.frame_rate.as_deref(), Some("30000/1001"));
    assert!(found.has_audio && found.has_video);
    let timebase = snapshot.document.settings.timebase;
    assert_eq!(
        (timebase.rate().to_string().as_str(), timebase.drop_frame()),
        ("30000/1001", true)
    );
    let project = folder.join("job.cuewright");
    desk.workbench.save_as(&project).unwrap();
    desk.restart();

    let moved = desk.folder.path().join("moved");
    fs::rename(&folder, &moved).unwrap();
    desk.open(&moved.join("job.cuewright"));
    let found = desk.snapshot().media.expect("it is named");
    assert_eq!(Path::new(&found.path), moved.join("programme.mp4"));
    desk.workbench.close().unwrap();

    let hidden = desk.folder.path().join("elsewhere.mp4");
    fs::rename(moved.join("programme.mp4"), &hidden).unwrap();
    desk.open(&moved.join("job.cuewright"));
    let missing = desk.snapshot().media.expect("it is named");
    assert_eq!(missing.notices[0].code, "media-missing");
    desk.workbench.relink_media(&hidden).unwrap();
    let found = desk.snapshot().media.expect("it is named");
    assert_eq!(
        found.duration.map(Time::flicks).is_some(),
        found.notices.is_empty() || found.has_video
    );
}

#[test]
fn the_sample_has_a_published_revision_and_newer_work() {
    let desk = Desk::new();
    desk.workbench.open_sample(sample()).unwrap();
    let snapshot = desk.snapshot();
    assert_eq!(snapshot.name, "The lamp and the lens");
    let published = &snapshot.revisions[0];
    let frozen = desk.workbench.revision_cues(published.id).unwrap();
    let now = &snapshot.document.cues;
    let shown = |cues: &[Cue]| -> Vec<_> {
        let parts = |cue: &Cue| {
            let cue = cue.clone();
            (cue.in_time, cue.out_time, cue.rows, cue.position, cue.align)
        };
        cues.iter().map(parts).collect()
    };
    assert_ne!(shown(&frozen), shown(now));
    assert_eq!(shown(now), shown(&read(&asset("draft.vtt"))));
    assert_eq!(shown(&frozen), shown(&read(&asset("captions.vtt"))));
    assert!(desk.workbench.history().unwrap().len() > 3);
    let cue = now[0].clone();
    desk.set_text(&cue, "mine");
    desk.workbench.close().unwrap();
    desk.workbench.open_sample(sample()).unwrap();
    assert_eq!(desk.texts()[0], "mine", "it is a project like any other");
}

fn read(path: &Path) -> Vec<Cue> {
    let bytes = fs::read(path).unwrap();
    let mut ids = captions::Ids::new(0, 1);
    let reading =
        workbench::read_captions(path, &bytes, &ImportOptions::default(), &mut ids).unwrap();
    reading.document.cues(reading.track).cloned().collect()
}

#[test]
fn the_waveform_comes_by_itself() {
    let desk = Desk::new();
    desk.open(&asset("lamp-and-lens.mp4"));
    let deadline = Instant::now() + Duration::from_secs(60);
    while desk
        .workbench
        .waveform()
        .is_none_or(|waveform| waveform.state != WaveformState::Exact)
    {
        assert!(Instant::now() < deadline, "{:?}", desk.workbench.waveform());
        std::thread::yield_now();
    }
    let waveform = desk.workbench.waveform().unwrap();
    assert_eq!(waveform.exact, [(0, waveform.columns)]);
    for level in 0..waveform.levels {
        let columns = desk.workbench.waveform_columns(level, 0, u32::MAX);
        let least = usize::try_from(waveform.columns >> level).unwrap() * 6;
        assert!(columns.len() >= least, "level {level}");
    }
    let loudest = desk.workbench.waveform_columns(waveform.levels - 1, 0, 1);
    assert!(i16::from_le_bytes([loudest[2], loudest[3]]) > 1000);
    assert!(
        desk.events
            .take()
            .iter()
            .any(|event| matches!(event, Event::Job { .. }))
    );
}

#[test]
fn importing_can_be_looked_at_before() {
    let desk = Desk::new();
    let latin = desk.folder.path().join("alt.srt");
    fs::write(&latin, b"1\n00:00:01,000 --> 00:00:02,000\nGr\xfc\xdfe\n").unwrap();
    let preview = |options| {
        let preview = desk.workbench.preview_import(&latin, options).unwrap();
        preview.expect("captions")
    };
    let guessed = preview(ImportOptions::default());
    assert!(guessed.needs_decision);
    assert_eq!((guessed.format.as_str(), guessed.cues), ("srt", 1));
    let decided = preview(ImportOptions {
        encoding: Some("windows-1252".to_owned()),
        ..ImportOptions::default()
    });
    assert!(!decided.needs_decision);
    assert_eq!(decided.first[0].text(), "Gr\u{fc}\u{df}e");
    assert!(desk.workbench.snapshot().unwrap().is_none());
    let other = desk.file("notes.pdf", "%PDF-1.7");
    let none = desk
        .workbench
        .preview_import(&other, ImportOptions::default());
    assert_eq!(none.unwrap(), None);
}

#[test]
fn a_question_is_answered_by_what_the_project_knows() {
    let desk = Desk::new();
    let counted = "$FontName = Arial\n00:00:01:10, 00:00:02:00, One\n";
    let labels = desk.file("labels.stl", counted);
    let preview = || {
        let options = ImportOptions::default();
        let preview = desk.workbench.preview_import(&labels, options).unwrap();
        preview.expect("captions")
    };
    assert_eq!(preview().questions, [formats::Question::FrameRate]);
    desk.workbench.open_sample(sample()).unwrap();
    let known = preview();
    assert!(!known.needs_decision, "{:?}", known.questions);
    assert_eq!(known.read_as.frame_rate.as_deref(), Some("30000/1001"));
}

#[test]
fn several_formats_go_out_at_once_and_over_nothing() {
    let desk = Desk::new();
    desk.open(&desk.file("talk.srt", SRT));
    let request = ExportRequest {
        naming: "{name}.{language}".to_owned(),
        files: ["srt", "fb-srt", "sbv"].map(ExportOptions::usual).into(),
    };
    let previews = desk
        .workbench
        .preview_exports(desk.track(), request.clone());
    let previews = previews.unwrap();
    let names: Vec<&str> = (previews.iter().map(|one| one.file_name.as_str())).collect();
    assert_eq!(names, ["talk.srt", "talk.fb-srt.srt", "talk.sbv"]);
    assert!(previews[0].losses.is_empty());
    assert_eq!(previews[2].losses[0].places[0].number, 2);

    let folder = tempfile::tempdir().unwrap();
    let export = |existing| {
        let request = request.clone();
        let (track, folder) = (desk.track(), folder.path());
        desk.workbench
            .export_files(track, folder, request, existing)
            .unwrap()
    };
    fs::write(folder.path().join("talk.sbv"), "mine").unwrap();
    let names = vec!["talk.sbv".to_owned()];
    assert_eq!(export(Existing::Keep), ExportOutcome::Exists { names });
    assert!(!folder.path().join("talk.srt").exists());
    let ExportOutcome::Written { files } = export(Existing::Replace) else {
        panic!("it was told to replace");
    };
    assert!(files.iter().all(|file| file.error.is_none()), "{files:?}");
    assert_eq!(
        fs::read_to_string(folder.path().join("talk.srt")).unwrap(),
        SRT
    );
}
