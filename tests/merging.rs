//! A project that was passed on, worked on at two desks, and comes back.

use std::fs;
use std::path::PathBuf;

use captions::testing::documents;
use captions::{Cue, Document, Ids, Row, Settings, Speaker, Time, Track, TrackId};
use editing::testing::{Wish, wishes};
use editing::{Edit, Retime};
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};
use proptest::test_runner::FileFailurePersistence;
use store::ProjectFiles;
use workbench::{
    Access, EditOutcome, MergeOutcome, NewProject, Project, ProjectStores as _, merge,
};

/// Two desks with copies of one project, and where the files are.
struct Desks {
    folder: tempfile::TempDir,
    track: TrackId,
    now: i64,
}

impl Desks {
    /// A project of these cues, and a copy that was passed on.
    fn new(cues: &[(&str, i64, i64)]) -> Self {
        let desks = Self {
            folder: tempfile::tempdir().expect("a folder to work in"),
            track: Ids::new(1, 1).track(),
            now: 0,
        };
        let mut project = desks.made("here");
        let mut ids = Ids::new(1, 2);
        let cues = cues.iter().map(|(text, start, end)| {
            let (start, end) = (Time::from_seconds(*start), Time::from_seconds(*end));
            let mut cue = Cue::new(ids.cue(), desks.track, start, Some(end));
            cue.rows = vec![Row::plain(*text)];
            cue
        });
        let edit = Edit::AddTrack {
            track: Box::new(Track::new(desks.track, "English", "en")),
            cues: cues.collect(),
        };
        done(&mut project, &edit, 0);
        desks.pass_on(project);
        desks
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name).with_extension("cuewright")
    }

    fn made(&self, name: &str) -> Project {
        let project = NewProject {
            settings: Settings::default(),
            made_at: 0,
        };
        let store = ProjectFiles::without_backups().create(&self.path(name), &project);
        let ids = Ids::new(2, 5);
        Project::open(store.expect("made"), ids).expect("sound").0
    }

    fn pass_on(&self, mut project: Project) {
        let copied = project.store().copy_to(&self.path("there"));
        copied.expect("copied");
        project.into_store().close().expect("closed");
    }

    fn open(&self, name: &str, access: Access) -> Project {
        let store = ProjectFiles::without_backups().open(&self.path(name), access);
        // At each desk what is new gets other names.
        let desk = ["here", "there"].iter().position(|desk| *desk == name);
        let seed = u128::try_from(desk.unwrap_or(2)).expect("small") << 64;
        let ids = Ids::new(3, seed);
        Project::open(store.expect("opened"), ids).expect("sound").0
    }

    /// Works at a desk.
    fn work(&mut self, name: &str, work: impl FnOnce(&mut Project, i64)) {
        self.now += 60_000;
        let mut project = self.open(name, Access::Write);
        work(&mut project, self.now);
        project.into_store().close().expect("closed");
    }

    /// Merges one into a copy of the other, and gives what that came to.
    fn merge(&self, into: &str, from: &str) -> (Project, MergeOutcome) {
        let merged = format!("{into}-merged");
        fs::copy(self.path(into), self.path(&merged)).expect("copied");
        let mut project = self.open(&merged, Access::Write);
        let before = fs::read(self.path(from)).expect("readable");
        let mut copy = self.open(from, Access::Read);
        let (outcome, _) = merge(&mut project, &mut copy, self.now).expect("merged");
        copy.into_store().close().expect("closed");
        assert_eq!(fs::read(self.path(from)).expect("readable"), before);
        (project, outcome)
    }

    fn cue(&self, project: &Project, number: usize) -> Cue {
        let cue = project.document().cues(self.track).nth(number);
        cue.expect("it is there").clone()
    }
}

fn done(project: &mut Project, edit: &Edit, now: i64) {
    let outcome = project.edit(edit, &[], now).expect("written").outcome;
    assert!(matches!(outcome, EditOutcome::Done { .. }), "{outcome:?}");
}

fn say(project: &mut Project, cue: &Cue, text: &str, now: i64) {
    let rows = vec![Row::plain(text)];
    done(project, &Edit::SetText { cue: cue.id, rows }, now);
}

fn texts(document: &Document, track: TrackId) -> Vec<String> {
    document.cues(track).map(Cue::text).collect()
}

fn parts(outcome: &MergeOutcome) -> (u32, usize, usize) {
    match outcome {
        MergeOutcome::Merged {
            taken,
            conflicts,
            beside,
            ..
        } => (*taken, conflicts.len(), beside.len()),
        MergeOutcome::Refused { message } => panic!("{message}"),
    }
}

const TALK: [(&str, i64, i64); 4] = [
    ("One", 0, 1),
    ("Two", 2, 3),
    ("Three", 4, 5),
    ("Four", 6, 7),
];

#[test]
fn what_was_done_at_two_desks_joins_in_one_step() {
    let mut desks = Desks::new(&TALK);
    let track = desks.track;
    let [one, two, three] = {
        let project = desks.open("here", Access::Read);
        let cues = [0, 1, 2].map(|number| desks.cue(&project, number));
        project.into_store().close().expect("closed");
        cues
    };
    desks.work("here", |project, now| {
        say(project, &one, "One here", now);
        let cues = vec![Retime {
            cue: two.id,
            in_time: two.in_time,
            out_time: Some(Time::from_millis(3500)),
        }];
        done(
            project,
            &Edit::RetimeCues {
                cues,
                ripple: false,
            },
            now,
        );
    });
    desks.work("there", |project, now| {
        say(project, &two, "Two there", now);
        let cues = vec![three.id];
        done(
            project,
            &Edit::DeleteCues {
                cues,
                ripple: false,
            },
            now,
        );
        let mut settings = project.document().settings().clone();
        settings.speakers = vec![Speaker {
            name: "Ann".to_owned(),
            color: None,
        }];
        let settings = Box::new(settings);
        done(project, &Edit::SetSettings { settings }, now);
        let cues = Vec::new();
        let other = Box::new(Track::new(project.ids().track(), "German", "de"));
        done(project, &Edit::AddTrack { track: other, cues }, now);
    });
    let (mut project, outcome) = desks.merge("here", "there");
    assert_eq!(parts(&outcome), (4, 0, 0));
    let document = project.document();
    assert_eq!(texts(document, track), ["One here", "Two there", "Four"]);
    let merged = document.cue(two.id).expect("it stays");
    assert_eq!(merged.out_time, Some(Time::from_millis(3500)));
    assert_eq!(document.settings().speakers.len(), 1);
    assert_eq!(document.tracks().len(), 2);
    // Merged once, there is nothing more to take, and one undo takes it back.
    let mut copy = desks.open("there", Access::Read);
    let again = merge(&mut project, &mut copy, desks.now).expect("merged").0;
    assert_eq!(parts(&again), (0, 0, 0));
    project.undo(desks.now).expect("undone");
    assert_eq!(
        texts(project.document(), track),
        ["One here", "Two", "Three", "Four"]
    );
    assert_eq!(project.document().tracks().len(), 1);
}

#[test]
fn what_conflicts_stays_and_the_other_side_is_set_beside_it() {
    let mut desks = Desks::new(&TALK);
    let track = desks.track;
    for (name, text) in [("here", "Won"), ("there", "Own")] {
        desks.work(name, |project, now| {
            let first = project
                .document()
                .cues(track)
                .next()
                .expect("it is there")
                .clone();
            say(project, &first, text, now);
        });
    }
    desks.work("there", |project, now| {
        let last = project
            .document()
            .cues(track)
            .last()
            .expect("it is there")
            .clone();
        say(project, &last, "Four there", now);
    });
    let (project, outcome) = desks.merge("here", "there");
    assert_eq!(parts(&outcome), (1, 1, 1));
    let MergeOutcome::Merged { beside, .. } = outcome else {
        unreachable!("it was merged")
    };
    let document = project.document();
    assert_eq!(
        texts(document, track),
        ["Won", "Two", "Three", "Four there"]
    );
    let other = document.track(beside[0].other).expect("it was added");
    assert_eq!(other.name, "English (from there.cuewright)");
    assert_eq!(
        texts(document, other.id),
        ["Own", "Two", "Three", "Four there"]
    );
    assert_eq!(beside[0].track, track);
}

#[test]
fn a_copy_that_comes_back_twice_is_set_beside_once() {
    let mut desks = Desks::new(&TALK);
    let track = desks.track;
    let first = |project: &Project| project.document().cues(track).next().cloned();
    for (name, text) in [("here", "Won"), ("there", "Own")] {
        desks.work(name, |project, now| {
            let cue = first(project).expect("it is there");
            say(project, &cue, text, now);
        });
    }
    let (mut project, outcome) = desks.merge("here", "there");
    let again = |project: &mut Project| {
        let mut copy = desks.open("there", Access::Read);
        let outcome = merge(project, &mut copy, desks.now).expect("merged").0;
        copy.into_store().close().expect("closed");
        outcome
    };
    assert_eq!(again(&mut project), outcome);
    assert_eq!(project.document().tracks().len(), 2);
    // Also where something was done with it meanwhile.
    let MergeOutcome::Merged { beside, .. } = &outcome else {
        unreachable!("it was merged")
    };
    let cue = project.document().cues(beside[0].other).next().cloned();
    let cue = cue.expect("it is there");
    say(&mut project, &cue, "Our own", desks.now);
    assert_eq!(again(&mut project), outcome);
    assert_eq!(project.document().tracks().len(), 2);
    // Another state of the copy is another side.
    desks.work("there", |project, now| {
        let cue = first(project).expect("it is there");
        say(project, &cue, "One owns", now);
    });
    let mut copy = desks.open("there", Access::Read);
    merge(&mut project, &mut copy, desks.now).expect("merged");
    assert_eq!(project.document().tracks().len(), 3);
}

#[test]
fn revisions_that_were_frozen_elsewhere_come_with_their_cues() {
    let mut desks = Desks::new(&TALK);
    let track = desks.track;
    for (name, frozen) in [("here", "Ours"), ("there", "Theirs")] {
        desks.work(name, |project, now| {
            project.publish(track, frozen, None, now).expect("written");
        });
    }
    let (mut project, outcome) = desks.merge("here", "there");
    let MergeOutcome::Merged { revisions: 1, .. } = outcome else {
        panic!("{outcome:?}")
    };
    let named = |project: &Project| {
        let revisions = project.revisions(track).into_iter();
        revisions.map(|one| (one.name, one.id)).collect::<Vec<_>>()
    };
    let kept = named(&project);
    let names: Vec<&str> = kept.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Ours", "Theirs"]);
    // What is published stays as it is here.
    let published = project.document().track(track).expect("there").published;
    assert_eq!(published, Some(kept[0].1));
    let cues = project.revision_cues(kept[1].1).expect("it came whole");
    assert_eq!(cues.len(), TALK.len());
    // They come once, and stay when the merge is undone.
    let mut copy = desks.open("there", Access::Read);
    let (again, _) = merge(&mut project, &mut copy, desks.now).expect("merged");
    assert!(matches!(again, MergeOutcome::Merged { revisions: 0, .. }));
    project.undo(desks.now).expect("undone");
    assert_eq!(named(&project), kept);
    project.into_store().close().expect("closed");
    let project = desks.open("here-merged", Access::Read);
    assert_eq!(named(&project), kept, "they are on the disk");
}

#[test]
fn settings_that_both_changed_are_told_and_stay() {
    let mut desks = Desks::new(&TALK);
    let changed = |project: &mut Project, now, change: fn(&mut Settings)| {
        let mut settings = project.document().settings().clone();
        change(&mut settings);
        let settings = Box::new(settings);
        done(project, &Edit::SetSettings { settings }, now);
    };
    desks.work("here", |project, now| {
        changed(project, now, |settings| {
            settings.title = "Ours".to_owned();
            settings.programme_start = 25;
        });
    });
    desks.work("there", |project, now| {
        changed(project, now, |settings| {
            settings.title = "Theirs".to_owned();
            settings.programme_start = 50;
            settings.language = "en".to_owned();
        });
    });
    let (project, outcome) = desks.merge("here", "there");
    let MergeOutcome::Merged { settings, .. } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(settings, ["start of the programme", "title"]);
    let merged = project.document().settings();
    assert_eq!((&*merged.title, merged.programme_start), ("Ours", 25));
    assert_eq!(merged.language, "en");
}

#[test]
fn what_is_said_of_a_cue_comes_with_it_and_never_goes_unseen() {
    let mut desks = Desks::new(&TALK);
    let track = desks.track;
    let waived = |project: &mut Project, number: usize, now| {
        let cue = project
            .document()
            .cues(track)
            .nth(number)
            .expect("it is there")
            .id;
        let waiver = captions::Waiver {
            rule: "min-gap".to_owned(),
            reason: "They sing".to_owned(),
            author: "Ann".to_owned(),
            given_at: now,
        };
        let cues = vec![cue];
        done(project, &Edit::Waive { cues, waiver }, now);
    };
    desks.work("there", |project, now| {
        waived(project, 0, now);
        waived(project, 1, now);
    });
    desks.work("here", |project, now| {
        let cue = project
            .document()
            .cues(track)
            .next()
            .expect("it is there")
            .id;
        let cues = vec![cue];
        done(
            project,
            &Edit::DeleteCues {
                cues,
                ripple: false,
            },
            now,
        );
    });
    let (project, outcome) = desks.merge("here", "there");
    assert_eq!(parts(&outcome), (1, 0, 1));
    assert_eq!(desks.cue(&project, 0).waivers.len(), 1);
    let (project, outcome) = desks.merge("there", "here");
    assert_eq!(parts(&outcome), (0, 1, 1));
    assert_eq!(desks.cue(&project, 0).text(), "One");
}

#[test]
fn projects_with_nothing_in_common_are_refused() {
    let desks = Desks::new(&TALK);
    let other = desks.made("other");
    other.into_store().close().expect("closed");
    let (project, outcome) = desks.merge("here", "other");
    let MergeOutcome::Refused { message } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(
        message,
        "other.cuewright has no history in common with this project"
    );
    assert_eq!(project.history().rev(), 1);
}

/// Does what can be done of some wishes.
fn work(project: &mut Project, wishes: &[Wish]) {
    for (now, wish) in (0..).zip(wishes) {
        let edit = wish.of(project.document());
        project.edit(&edit, &[], now * 60_000).expect("written");
    }
}

/// What a project comes to, without names and places in an order.
fn said(document: &Document) -> Vec<impl PartialEq + std::fmt::Debug> {
    let tracks = document.tracks().into_iter().map(|track| {
        let cues = document.cues(track.id).map(|cue| Cue {
            id: captions::CueId(uuid::Uuid::nil()),
            rank: 0,
            raw: None,
            ..cue.clone()
        });
        let cues: Vec<Cue> = cues.collect();
        let track = Track {
            rank: 0,
            ..track.clone()
        };
        (track, cues)
    });
    let mut tracks: Vec<(Track, Vec<Cue>)> = tracks.collect();
    tracks.sort_by_key(|(track, _)| track.id);
    tracks
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn merging_is_symmetric_where_nothing_conflicts(
        document in documents(), here in vec(wishes(), 0..3), there in vec(wishes(), 0..3),
    ) {
        let desks = Desks {
            folder: tempfile::tempdir().expect("a folder to work in"),
            track: Ids::new(1, 1).track(),
            now: 0,
        };
        let mut project = desks.made("here");
        for track in document.tracks() {
            let cues = document.cues(track.id).cloned().collect();
            let track = Box::new(track.clone());
            done(&mut project, &Edit::AddTrack { track, cues }, 0);
        }
        desks.pass_on(project);
        for (name, wishes) in [("here", here), ("there", there)] {
            let mut project = desks.open(name, Access::Write);
            work(&mut project, &wishes);
            project.into_store().close().expect("closed");
        }
        let (left, one) = desks.merge("here", "there");
        let (right, other) = desks.merge("there", "here");
        let is_whole = |outcome: &MergeOutcome| (parts(outcome).1, parts(outcome).2) == (0, 0);
        if is_whole(&one) && is_whole(&other) {
            prop_assert_eq!(said(left.document()), said(right.document()));
        }
    }
}
