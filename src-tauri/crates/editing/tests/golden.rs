//! The stored form, held still.
//!
//! Patches lie in project files for years, and the window reads the same JSON.
//! A difference here means that [`captions::MODEL_VERSION`] goes up and the
//! store gets a migration. `UPDATE_EXPECT=1 cargo test -p editing --test golden`
//! writes the files anew.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Debug;
use std::path::Path;

use captions::{
    Align, Anchor, AudioTrackType, BlockOffset, BoxPosition, CaptionChannel, CaptionMode, Color,
    Cue, CueId, Document, DocumentForm, Gate, GridCell, Limits, Link, MediaRef, NamedStyle, Note,
    NoteId, Percent, Position, Raw, RawBytes, Region, ReviewMark, RevisionId, Role, Row, Run,
    Settings, Severity, Speaker, Style, StyleDetail, Term, Time, Timebase, Track, TrackId,
    TrackKind, TrackState, Waiver, Writing,
};
use editing::{
    Coalescing, Edit, History, NewStep, NotePlace, Origin, Patch, Query, Record, Rejected,
    RejectedCode, Retime, Scope, StyleChange,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Compares a value's JSON with the file of that name, and reads it back.
fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, value: &T) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    let json = serde_json::to_string_pretty(value).unwrap() + "\n";
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &json).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap();
    assert_eq!(json, stored, "the stored form of {name} has changed");
    assert_eq!(&serde_json::from_str::<T>(&stored).unwrap(), value);
}

fn cue_id(name: char) -> CueId {
    let number = u32::from(name);
    format!("00000000-0000-7000-8000-{number:012x}")
        .parse()
        .unwrap()
}

fn track_id(name: &str) -> TrackId {
    let number = name.len();
    format!("00000000-0000-7000-9000-{number:012x}")
        .parse()
        .unwrap()
}

fn full_style() -> Style {
    Style {
        italic: true,
        bold: true,
        underline: true,
        strike: true,
        flash: true,
        color: Some(Color::rgb(255, 204, 0)),
        background: Some(Color {
            alpha: 128,
            ..Color::rgb(0, 0, 0)
        }),
        detail: Some(Box::new(StyleDetail {
            voice: Some("Ann".to_owned()),
            lang: Some("de".to_owned()),
            ruby: Some("kanji".to_owned()),
            role: Some(Role::SoundEffect),
            font: Some("Arial".to_owned()),
            size: Some("80%".to_owned()),
            classes: vec!["loud".to_owned()],
            appears: Some(Time::from_millis(1500)),
            extra: Some("\\blur2".to_owned()),
        })),
    }
}

fn full_cue() -> Cue {
    let mut cue = Cue::new(
        cue_id('a'),
        track_id("main"),
        Time::SECOND,
        Some(Time::from_seconds(2)),
    );
    cue.rank = Cue::RANK_STEP;
    cue.rows = vec![
        Row::from(vec![
            Run::plain("Hello "),
            Run {
                text: "there".into(),
                style: full_style(),
            },
        ]),
        Row::default(),
    ];
    cue.label = Some("7".to_owned());
    cue.position = Position::of_box(BoxPosition {
        block: BlockOffset::Row(-1),
        block_anchor: Anchor::End,
        inline: Some(Percent::whole(50)),
        inline_anchor: Anchor::Center,
        inline_size: Some(Percent::whole(80)),
        block_size: Some(Percent(123_456)),
        region: Some("top".to_owned()),
    });
    cue.align = Align::Left;
    cue.writing = Writing::VerticalRl;
    cue.mode = CaptionMode::RollUp { rows: 3 };
    cue.channel = Some(CaptionChannel::Service(2));
    cue.speaker = Some("Ann".to_owned());
    cue.comment = true;
    cue.forced = true;
    cue.mark = Some(ReviewMark::SentBack);
    cue.notes = vec![Note {
        id: NoteId(cue_id('n').0),
        author: "Bob".to_owned(),
        written_at: 1_763_000_000_000,
        text: "Really?".to_owned(),
        resolved: true,
        thread: None,
        suggestion: Vec::new(),
        at: None,
    }]
    .into();
    cue.waivers = vec![waiver()].into();
    cue.settings.insert("layer".to_owned(), "1".to_owned());
    cue.raw = Some(Box::new(Raw {
        format: "srt".into(),
        bytes: RawBytes::Bytes(vec![0xff, 0xfe]),
        digest: 0xfedc_ba98_7654_3210,
    }));
    cue
}

fn waiver() -> Waiver {
    Waiver {
        rule: "min-gap".to_owned(),
        reason: "They sing".to_owned(),
        author: "Bob".to_owned(),
        given_at: 1_763_000_000_000,
    }
}

fn plain_cue() -> Cue {
    let mut cue = Cue::new(cue_id('b'), track_id("main"), Time::from_seconds(3), None);
    cue.rank = 2 * Cue::RANK_STEP;
    cue.rows = vec![Row::plain("Yes")];
    cue
}

fn full_track() -> Track {
    let mut track = Track::new(track_id("main"), "main", "en");
    let revision: RevisionId = "00000000-0000-7000-a000-000000000001".parse().unwrap();
    track.kind = TrackKind::Subtitles;
    (track.closed_captions, track.large_text, track.easy_reader) = (true, true, true);
    track.audio_track = AudioTrackType::Primary;
    track.state = TrackState::Published;
    track.published = Some(revision);
    track.gate = Some(Gate {
        profile: "bbc-online".to_owned(),
        blocks: Some(Severity::Error),
    });
    track.reference = true;
    track.links = vec![Link {
        service: "youtube".to_owned(),
        account: "desk".to_owned(),
        remote: "abc".to_owned(),
        synced: Some(revision),
    }];
    track.regions = vec![Region {
        id: "top".to_owned(),
        width: Percent::whole(40),
        lines: 3,
        anchor: (Percent::default(), Percent::HUNDRED),
        viewport_anchor: (Percent::whole(10), Percent::whole(90)),
        scroll_up: true,
    }];
    track.styles = vec![NamedStyle {
        name: "loud".to_owned(),
        language: "css".to_owned(),
        definition: "color: red".to_owned(),
    }];
    track.format = Some("vtt".to_owned());
    track
        .headers
        .insert("vtt/header".to_owned(), RawBytes::Text("WEBVTT".to_owned()));
    track
}

fn full_settings() -> Settings {
    Settings {
        title: "Film".to_owned(),
        timebase: Timebase::drop(captions::FrameRate::NTSC).unwrap(),
        programme_start: 107_892,
        language: "en-GB".to_owned(),
        media: vec![MediaRef {
            path: "film.mp4".to_owned(),
            fingerprint: "00ff".to_owned(),
            audio_track: 1,
        }],
        speakers: vec![Speaker {
            name: "Ann".to_owned(),
            color: Some(Color::rgb(0, 255, 0)),
        }],
        glossary: vec![Term {
            term: "colour".to_owned(),
            note: "not color".to_owned(),
        }],
        shots: vec![Time::SECOND],
        limits: Limits::default(),
    }
}

#[test]
fn the_model() {
    let mut document = Document::new(full_settings());
    document.put_track(full_track());
    document.put_track(Track::new(track_id("other"), "other", ""));
    for cue in [full_cue(), plain_cue()] {
        document.put_cue(cue).unwrap();
    }
    check("document.json", &document);
    let form: DocumentForm = document.into();
    assert_eq!(form.cues.len(), 2);
}

#[test]
fn a_patch() {
    let record = |cue: Cue| Record::Cue(Box::new(cue));
    let mut moved = plain_cue();
    moved.position = Position::Grid(vec![GridCell { row: 14, column: 3 }]);
    moved.mode = CaptionMode::PaintOn;
    moved.channel = Some(CaptionChannel::Cc1);
    let patch = Patch {
        added: vec![record(full_cue()), Record::Track(Box::new(full_track()))],
        updated: vec![
            (record(plain_cue()), record(moved)),
            (
                Record::Settings(Box::default()),
                Record::Settings(Box::new(full_settings())),
            ),
        ],
        removed: vec![Record::Track(Box::new(Track::new(
            track_id("old"),
            "old",
            "",
        )))],
    };
    check("patch.json", &patch);
    check("empty-patch.json", &Patch::default());
}

fn note() -> Note {
    Note {
        id: NoteId(cue_id('o').0),
        author: "Bob".to_owned(),
        written_at: 1_763_000_000_000,
        text: "Rather so".to_owned(),
        resolved: false,
        thread: Some(NoteId(cue_id('n').0)),
        suggestion: vec![Row::plain("No")],
        at: None,
    }
}

fn edits_of_review() -> Vec<Edit> {
    let (cue, track) = (cue_id('a'), track_id("main"));
    let id = note().id;
    vec![
        Edit::Note {
            place: NotePlace::Cue { cue },
            note: Box::new(note()),
        },
        Edit::Note {
            place: NotePlace::Moment {
                track,
                at: Time::SECOND,
            },
            note: Box::new(Note {
                thread: None,
                suggestion: Vec::new(),
                at: Some(Time::SECOND),
                ..note()
            }),
        },
        Edit::ResolveNote {
            note: id,
            resolved: true,
        },
        Edit::DeleteNote { note: id },
        Edit::TakeSuggestion { note: id },
        Edit::Mark {
            cues: vec![cue],
            mark: Some(ReviewMark::Approved),
        },
        Edit::MarkTrack { track, mark: None },
    ]
}

fn edits_of_cues() -> Vec<Edit> {
    let (a, b) = (cue_id('a'), cue_id('b'));
    let (cues, track) = (vec![a, b], track_id("main"));
    let second = Time::SECOND;
    vec![
        Edit::InsertCue {
            track,
            in_time: second,
            out_time: None,
            rows: vec![Row::plain("Hi")],
        },
        Edit::DeleteCues {
            cues: cues.clone(),
            ripple: true,
        },
        Edit::SetText {
            cue: a,
            rows: vec![Row::from(vec![Run {
                text: "Hi".into(),
                style: full_style(),
            }])],
        },
        Edit::SetStyle {
            cues: cues.clone(),
            style: StyleChange {
                italic: Some(true),
                clear_color: true,
                ..StyleChange::default()
            },
        },
        Edit::SetPosition {
            cues: cues.clone(),
            position: Position::Numpad(8),
            align: Some(Align::Start),
            writing: None,
        },
        Edit::RetimeCues {
            cues: vec![Retime {
                cue: a,
                in_time: Time::ZERO,
                out_time: Some(second),
            }],
            ripple: false,
        },
        Edit::SplitCue {
            cue: a,
            row: 1,
            character: 5,
            time: Some(second),
        },
        Edit::MergeCues { cues: cues.clone() },
    ]
}

fn edits_of_tracks() -> Vec<Edit> {
    let (a, b) = (cue_id('a'), cue_id('b'));
    let (cues, track) = (vec![a, b], track_id("main"));
    let second = Time::SECOND;
    vec![
        Edit::ShiftCues {
            scope: Scope::From(a),
            by: -second,
        },
        Edit::StretchCues {
            scope: Scope::Track(track),
            from: (Time::ZERO, second),
            to: (second, Time::from_seconds(2)),
        },
        Edit::SnapCues {
            scope: Scope::Cues(cues.clone()),
        },
        Edit::Replace {
            scope: Scope::Track(track),
            query: Query {
                pattern: "a+".to_owned(),
                regex: true,
                ..Query::default()
            },
            replacement: "$0".to_owned(),
            only: None,
        },
        Edit::BreakRows { cues: cues.clone() },
        Edit::SetTimebase {
            timebase: Timebase::default(),
            keep_frames: true,
        },
        Edit::SetSpeaker {
            cues: cues.clone(),
            speaker: Some("Ann".to_owned()),
        },
        Edit::SetFlags {
            cues: cues.clone(),
            comment: Some(true),
            forced: None,
        },
        Edit::Waive {
            cues: cues.clone(),
            waiver: waiver(),
        },
        Edit::Unwaive {
            cues,
            rule: "min-gap".to_owned(),
        },
        Edit::SortCues { track },
        Edit::AddTrack {
            track: Box::new(full_track()),
            cues: vec![plain_cue()],
        },
        Edit::SetTrack {
            track: Box::new(full_track()),
        },
        Edit::RemoveTrack { track },
        Edit::SetSettings {
            settings: Box::new(full_settings()),
        },
    ]
}

#[test]
fn every_edit() {
    check("edits.json", &[edits_of_cues(), edits_of_tracks()].concat());
    check("edits-of-review.json", &edits_of_review());
}

/// Notes as they were before they had threads are in `document.json`.
#[test]
fn a_review() {
    let mut cue = plain_cue();
    cue.notes = vec![note()].into();
    let mut track = Track::new(track_id("main"), "main", "en");
    track.mark = Some(ReviewMark::SentBack);
    track.notes = vec![Note {
        thread: None,
        at: Some(Time::SECOND),
        ..note()
    }]
    .into();
    let mut document = Document::new(Settings::default());
    document.put_track(track);
    document.put_cue(cue).unwrap();
    check("review.json", &document);
}

#[test]
fn a_rejection() {
    let rejected = Rejected {
        code: RejectedCode::EndsBeforeStart,
        cues: vec![cue_id('a')],
        message: "Cue 1 would end before it starts".to_owned(),
    };
    check("rejected.json", &rejected);
}

#[test]
fn a_history() {
    let mut history = History::default();
    let new = |label: &str, origin| NewStep {
        label: label.to_owned(),
        coalesce: (origin == Origin::Local).then(|| "text:a".to_owned()),
        origin,
        at: 1_763_000_000_000,
        selection_before: vec![cue_id('a')],
        selection_after: vec![cue_id('b')],
    };
    for (label, origin) in [
        ("Set text of cue 1", Origin::Local),
        ("Pull", Origin::Remote),
    ] {
        let recorded = history.record(new(label, origin), Coalescing::NEVER);
        history.commit(recorded.change);
    }
    let travel = history.undo(1_763_000_000_500).unwrap();
    history.commit(travel.change);
    check("history.json", &history);
}
