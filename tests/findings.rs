//! What a window is told of the findings in a track, while the project is worked
//! on by many edits.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use captions::testing::cues;
use captions::{Cue, CueId, Document, Gate, Row, Severity, Time, Track, TrackId, Waiver};
use cuewright_tests::outbox::parcels::{account, account_id, captions, insert, item_id};
use editing::testing::wishes;
use editing::{Edit, RejectedCode, Retime};
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};
use quality::{Checker, Finding, shipped};
use workbench::memory::{ManualClock, MemoryDesk, MemoryOutbox, MemoryStores, RecordedEvents};
use workbench::outbox::OutboxStore as _;
use workbench::remote::ServiceName;
use workbench::{
    EditOutcome, ErrorCode, Event, FindingCounts, Fixes, NoPlayer, Places, Ports, PublishTo,
    RevisionInfo, Workbench,
};

/// A project that is open, and a window that keeps what it is told.
struct Desk {
    workbench: Workbench,
    events: RecordedEvents,
    track: TrackId,
    told: BTreeMap<CueId, Vec<Finding>>,
    _house: tempfile::TempDir,
}

impl Desk {
    fn new(cues: Vec<Cue>, profile: Option<&str>) -> Self {
        let house = tempfile::tempdir().expect("a folder");
        let events = RecordedEvents::default();
        let ports = Ports {
            stores: Box::new(MemoryStores::default()),
            desk: Box::new(MemoryDesk::default()),
            clock: Box::new(ManualClock::default()),
            events: Arc::new(events.clone()),
            media: Box::new(NoPlayer),
            decoder: audio::DecoderProcess::default(),
        };
        let places = Places {
            projects: house.path().join("projects"),
            waveforms: house.path().join("waveforms"),
            house: house.path().join("house"),
        };
        let workbench = Workbench::start(ports, places);
        workbench
            .new_project(Some(Path::new("memory.cuewright")), "Memory")
            .expect("made");
        let mut track = Track::new(captions::Ids::new(1, 1).track(), "English", "");
        track.gate = profile.map(|id| Gate {
            profile: id.to_owned(),
            blocks: Some(Severity::Error),
        });
        let id = track.id;
        let mut desk = Self {
            workbench,
            events,
            track: id,
            told: BTreeMap::new(),
            _house: house,
        };
        desk.edit(Edit::AddTrack {
            track: Box::new(track),
            cues,
        });
        desk
    }

    fn edit(&mut self, edit: Edit) -> EditOutcome {
        self.workbench.edit(edit, Vec::new()).expect("written")
    }

    fn document(&self) -> Document {
        let snapshot = self.workbench.snapshot().expect("an answer");
        let form = snapshot.expect("a project is open").document;
        Document::try_from(form).expect("a document")
    }

    fn cues(&self) -> Vec<Cue> {
        self.document().cues(self.track).cloned().collect()
    }

    /// Takes what was told until every cue was looked at: a question about
    /// fixes is answered no earlier. Gives the events in order, by name.
    fn settle(&mut self) -> Vec<&'static str> {
        self.workbench.preview_fixes(Fixes::All).expect("an answer");
        let mut names = Vec::new();
        for event in self.events.take() {
            let Event::Findings { findings } = event else {
                names.push(if matches!(event, Event::Patched { .. }) {
                    "patched"
                } else {
                    "other"
                });
                continue;
            };
            names.push(if findings.fresh { "fresh" } else { "findings" });
            if findings.fresh {
                self.told.clear();
            }
            for cue in findings.cues {
                self.told.insert(cue.cue, cue.findings);
            }
        }
        self.told.retain(|_, findings| !findings.is_empty());
        names
    }

    /// What a check of everything finds, cue by cue.
    fn found(&self, profile: &str) -> BTreeMap<CueId, Vec<Finding>> {
        let profile = shipped::profile(profile).expect("shipped").expect("sound");
        let document = self.document();
        let findings = Checker::new(profile).check(&document, self.track);
        let mut found: BTreeMap<CueId, Vec<Finding>> = BTreeMap::new();
        for finding in findings.in_order(&document) {
            found.entry(finding.cue).or_default().push(finding.clone());
        }
        found
    }

    fn revisions(&self) -> Vec<RevisionInfo> {
        self.workbench.revisions(self.track).expect("an answer")
    }

    /// Publishes through the outbox, with captions or without.
    fn publish_to(&self, number: u64, file: Option<Vec<u8>>) -> Result<(), ErrorCode> {
        let to = PublishTo {
            item: item_id(number),
            track: self.track,
            name: format!("Sent {number}"),
            account: account_id(ServiceName::YouTube),
            operation: insert(number, "English").operation,
            file,
            link: None,
        };
        let put = self.workbench.publish_to(to);
        put.map(|_| ()).map_err(|error| error.code)
    }

    fn rules(&self) -> Vec<&'static str> {
        let all = self.told.values().flatten();
        all.map(|finding| finding.rule).collect()
    }
}

fn cue(second: i64, length: i64, text: &str) -> Cue {
    let start = Time::from_seconds(second);
    let mut ids = captions::Ids::new(2, u128::try_from(second).expect("a small number"));
    let end = start + Time::from_millis(length);
    let mut cue = Cue::new(
        ids.cue(),
        captions::Ids::new(1, 1).track(),
        start,
        Some(end),
    );
    cue.rank = second * Cue::RANK_STEP;
    cue.rows = vec![Row::plain(text)];
    cue
}

/// Two good cues and one that is much too short.
fn talk() -> Vec<Cue> {
    vec![
        cue(10, 2000, "Good morning."),
        cue(20, 200, "No."),
        cue(30, 2000, "Good night."),
    ]
}

#[test]
fn nothing_is_found_before_someone_watches_or_where_no_profile_is_chosen() {
    let mut desk = Desk::new(talk(), Some("netflix-en-adult"));
    assert!(!desk.settle().contains(&"findings"));
    assert!(desk.told.is_empty());
    desk.workbench.watch(Some(desk.track)).expect("watched");
    desk.settle();
    assert_eq!(desk.rules(), ["min-duration"]);
    desk.workbench.watch(None).expect("ended");
    desk.edit(Edit::SetText {
        cue: desk.cues()[0].id,
        rows: Vec::new(),
    });
    assert_eq!(desk.settle(), ["patched"]);

    let mut desk = Desk::new(talk(), None);
    desk.workbench.watch(Some(desk.track)).expect("watched");
    desk.settle();
    assert!(desk.told.is_empty());
}

#[test]
fn what_is_found_keeps_a_track_from_being_published_until_it_is_waived() {
    let mut desk = Desk::new(talk(), Some("netflix-en-adult"));
    let mut outbox = MemoryOutbox::default();
    outbox
        .put_account(&account(ServiceName::YouTube))
        .expect("taken");
    desk.workbench
        .use_outbox(Box::new(outbox))
        .expect("an outbox");
    desk.workbench.watch(Some(desk.track)).expect("watched");
    desk.settle();

    let gate = desk.workbench.gate(desk.track).expect("an answer");
    let told: Vec<Finding> = desk.told.values().flatten().cloned().collect();
    assert_eq!(gate.blocking, told, "what is told is what blocks");
    let refused = desk
        .workbench
        .publish(desk.track, "First")
        .expect_err("held");
    assert_eq!(refused.code, ErrorCode::Gate);
    assert_eq!(desk.publish_to(1, Some(captions(1))), Err(ErrorCode::Gate));
    assert_eq!(desk.revisions(), []);
    // What goes without captions publishes nothing that was not held to it.
    assert_eq!(desk.publish_to(2, None), Ok(()));

    let waiver = Waiver {
        rule: "min-duration".to_owned(),
        reason: "He is cut off".to_owned(),
        author: "Ann".to_owned(),
        given_at: 0,
    };
    desk.edit(Edit::Waive {
        cues: vec![desk.cues()[1].id],
        waiver: waiver.clone(),
    });
    let gate = desk.workbench.gate(desk.track).expect("an answer");
    assert!(gate.passes());
    assert_eq!(gate.waived[0].waiver, waiver);
    desk.workbench.publish(desk.track, "First").expect("passed");
    assert_eq!(desk.publish_to(3, Some(captions(3))), Ok(()));
    let counts = FindingCounts {
        waived: 1,
        ..FindingCounts::default()
    };
    for kept in desk.revisions() {
        assert_eq!(kept.findings, Some(counts));
        assert_eq!(kept.profile, gate.profile);
    }
    assert_eq!(desk.revisions().len(), 2);

    // What is on its way is not held to it anew.
    desk.edit(Edit::Unwaive {
        cues: vec![desk.cues()[1].id],
        rule: waiver.rule,
    });
    assert_eq!(desk.publish_to(3, Some(captions(3))), Ok(()));
    assert_eq!(desk.publish_to(4, Some(captions(4))), Err(ErrorCode::Gate));
}

#[test]
fn a_track_without_a_profile_is_published_with_nothing_found() {
    let desk = Desk::new(talk(), None);
    desk.workbench.publish(desk.track, "First").expect("free");
    let kept = &desk.revisions()[0];
    assert_eq!((kept.findings, &kept.profile), (None, &None));
    let elsewhere = Desk::new(talk(), Some("elsewhere"));
    let refused = elsewhere.workbench.publish(elsewhere.track, "First");
    assert_eq!(refused.expect_err("held").code, ErrorCode::NotFound);
}

#[test]
fn a_change_is_told_before_what_is_found_about_it_and_only_what_changed_is_told() {
    let mut desk = Desk::new(talk(), Some("netflix-en-adult"));
    desk.workbench.watch(Some(desk.track)).expect("watched");
    desk.settle();
    let first = desk.cues()[0].id;
    desk.edit(Edit::SetText {
        cue: first,
        rows: vec![Row::plain(
            "A row that goes on for longer than any row may go on",
        )],
    });
    assert_eq!(desk.settle(), ["patched", "findings"]);
    assert_eq!(
        desk.rules(),
        ["row-length", "reading-speed", "min-duration"]
    );
    let mut track = desk.document().track(desk.track).expect("there").clone();
    track.gate = Some(Gate {
        profile: "fcc".to_owned(),
        blocks: None,
    });
    let track = Box::new(track);
    desk.edit(Edit::SetTrack { track });
    assert_eq!(desk.settle()[..2], ["patched", "fresh"]);
    assert_eq!(desk.told, desk.found("fcc"));
}

#[test]
fn a_profile_that_is_not_here_is_told_and_nothing_is_found() {
    let desk = Desk::new(talk(), Some("elsewhere"));
    desk.workbench.watch(Some(desk.track)).expect("watched");
    desk.workbench.preview_fixes(Fixes::All).expect("an answer");
    let problem = desk
        .events
        .take()
        .into_iter()
        .find_map(|event| match event {
            Event::Findings { findings } => findings.problem,
            _ => None,
        });
    assert!(problem.is_some_and(|problem| problem.contains("elsewhere")));
}

#[test]
fn a_waived_finding_is_marked_and_is_mended_only_by_itself() {
    let mut desk = Desk::new(talk(), Some("netflix-en-adult"));
    desk.workbench.watch(Some(desk.track)).expect("watched");
    let short = desk.cues()[1].id;
    let waiver = Waiver {
        rule: "min-duration".to_owned(),
        reason: "A shout".to_owned(),
        author: "Ann".to_owned(),
        given_at: 1,
    };
    desk.edit(Edit::Waive {
        cues: vec![short],
        waiver,
    });
    desk.settle();
    assert!(desk.told[&short][0].waived);
    let all = desk.workbench.preview_fixes(Fixes::All).expect("an answer");
    assert!(all.cues.is_empty() && all.left == 0);
    let one = Fixes::One {
        cue: short,
        rule: "min-duration".to_owned(),
        place: None,
    };
    let preview = desk.workbench.preview_fixes(one).expect("an answer");
    assert_eq!(preview.cues.len(), 1);
}

#[test]
fn what_a_preview_shows_is_done_in_one_step_and_only_on_what_was_shown() {
    let mut desk = Desk::new(talk(), Some("netflix-en-adult"));
    desk.workbench.watch(Some(desk.track)).expect("watched");
    let fixes = || Fixes::Rule {
        rule: "min-duration".to_owned(),
    };
    let preview = desk.workbench.preview_fixes(fixes()).expect("an answer");
    assert_eq!((preview.findings.len(), preview.left), (1, 0));
    let before = desk.cues();
    let stale = desk.workbench.apply_fixes(fixes(), preview.rev - 1);
    let stale = stale.expect("an answer");
    assert!(matches!(stale, EditOutcome::Rejected(why) if why.code == RejectedCode::Conflict));
    desk.workbench
        .apply_fixes(fixes(), preview.rev)
        .expect("done");
    let after = desk.cues();
    assert_eq!(Some(&after[1]), preview.cues[0].after.as_ref());
    desk.settle();
    assert!(desk.told.is_empty());
    desk.workbench.undo().expect("undone");
    assert_eq!(desk.cues(), before);
}

#[test]
fn what_is_foreseen_of_a_drag_is_what_is_found_after_it() {
    let mut desk = Desk::new(talk(), Some("netflix-en-adult"));
    desk.workbench.watch(Some(desk.track)).expect("watched");
    desk.settle();
    let cues = desk.cues();
    let times = vec![Retime {
        cue: cues[0].id,
        in_time: Time::from_seconds(19),
        out_time: Some(Time::from_seconds(20)),
    }];
    let foreseen = desk.workbench.foresee(times.clone()).expect("an answer");
    let rev = desk.workbench.snapshot().expect("an answer").map(|s| s.rev);
    desk.edit(Edit::RetimeCues {
        cues: times,
        ripple: false,
    });
    desk.settle();
    assert_eq!(
        rev.map(|rev| rev + 1),
        desk.workbench.snapshot().expect("an answer").map(|s| s.rev)
    );
    assert!(foreseen.iter().any(|cue| !cue.findings.is_empty()));
    for cue in foreseen {
        let found = desk.told.get(&cue.cue).cloned().unwrap_or_default();
        assert_eq!(cue.findings, found);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_told_is_what_is_there(
        cues in vec(cues(), 0..12), wishes in vec(wishes(), 1..16), settle in vec(proptest::bool::ANY, 16),
    ) {
        let mut desk = Desk::new(cues, Some("netflix-en-sdh"));
        desk.workbench.watch(Some(desk.track)).expect("watched");
        for (wish, settle) in wishes.iter().zip(settle) {
            let edit = wish.of(&desk.document());
            desk.edit(edit);
            if settle {
                desk.settle();
                let document = desk.document();
                let track = document.track(desk.track);
                if track.is_some_and(|track| track.gate.is_some()) {
                    prop_assert_eq!(&desk.told, &desk.found("netflix-en-sdh"));
                }
            }
        }
    }
}
