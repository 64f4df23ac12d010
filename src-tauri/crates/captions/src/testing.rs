//! Random documents for property tests.
//!
//! Small on purpose, so that what is rare in real files (cues of equal rank,
//! of another track, without an end, in a reference) comes up often.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::{
    Align, CaptionChannel, CaptionMode, Color, Cue, Document, FrameRate, GridCell, Ids, Limits,
    Note, NoteId, Position, Raw, ReviewMark, Row, Run, Settings, Style, StyleDetail, Time,
    Timebase, Track, TrackId,
};

/// Any frame rate that has a name, with both ways of labelling.
pub fn timebases() -> impl Strategy<Value = Timebase> {
    let plain = [
        FrameRate::FILM_NTSC,
        FrameRate::FILM,
        FrameRate::PAL,
        FrameRate::NTSC,
        FrameRate::FIFTY,
        FrameRate::SIXTY,
    ];
    let mut all: Vec<Timebase> = plain.map(Timebase::non_drop).to_vec();
    all.extend(Timebase::drop(FrameRate::NTSC));
    all.extend(Timebase::drop(FrameRate::NTSC_60));
    select(all)
}

/// Times in the first minute: on milliseconds, on frames, and between.
pub fn times() -> impl Strategy<Value = Time> {
    prop_oneof![
        (0_i64..60_000).prop_map(Time::from_millis),
        (0_i64..1_500).prop_map(|frame| FrameRate::PAL.time_of(frame)),
        (0_i64..60 * Time::FLICKS_PER_SECOND).prop_map(Time::from_flicks),
    ]
}

/// Styles, most of them plain.
pub fn styles() -> impl Strategy<Value = Style> {
    let colors = || {
        option::weighted(
            0.1,
            select(vec![Color::rgb(255, 0, 0), Color::rgb(0, 0, 0)]),
        )
    };
    let flags = (
        any::<bool>(),
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.1),
    );
    let details = option::weighted(0.2, style_details());
    (flags, colors(), colors(), details).prop_map(
        |((italic, bold, underline), color, background, detail)| {
            let mut style = Style {
                italic,
                bold,
                underline,
                color,
                background,
                detail: detail.map(Box::new),
                ..Style::default()
            };
            style.normalise();
            style
        },
    )
}

fn style_details() -> impl Strategy<Value = StyleDetail> {
    let name = || option::weighted(0.3, select(vec!["Ann".to_owned(), "Bob".to_owned()]));
    let lang = option::weighted(0.3, Just("de".to_owned()));
    (name(), lang, name(), option::weighted(0.3, times())).prop_map(
        |(voice, lang, ruby, appears)| StyleDetail {
            voice,
            lang,
            ruby,
            appears,
            ..StyleDetail::default()
        },
    )
}

const WORDS: [&str; 12] = [
    "a",
    "one",
    "two,",
    "three.",
    "The",
    "and",
    "-",
    "don\u{2019}t",
    "\u{17e}lu\u{165}",
    "\u{6f22}\u{5b57}\u{304b}\u{306a}\u{3002}",
    "e\u{301}",
    "\u{1f600}",
];

/// Rows in normal form, with the characters that text goes wrong over.
pub fn rows() -> impl Strategy<Value = Vec<Row>> {
    let text = vec(select(WORDS.to_vec()), 0..5).prop_map(|words| words.join(" "));
    let runs = (text, styles()).prop_map(|(text, style)| Run {
        text: text.into(),
        style,
    });
    let rows = vec(runs, 0..4).prop_map(|runs| {
        let mut row = Row::from(runs);
        row.normalise();
        row
    });
    vec(rows, 0..4).prop_map(|rows| {
        if rows.iter().all(Row::is_empty) {
            Vec::new()
        } else {
            rows
        }
    })
}

fn positions() -> impl Strategy<Value = Position> {
    let cells = (1_u8..=15, 1_u8..=32).prop_map(|(row, column)| GridCell { row, column });
    prop_oneof![
        3 => Just(Position::Auto),
        1 => vec(cells, 1..4).prop_map(Position::Grid),
        1 => (1_u8..=9).prop_map(Position::Numpad),
    ]
}

/// A few notes, some of which answer the one before or propose a text, named
/// by their places.
fn notes() -> impl Strategy<Value = Vec<Note>> {
    let notes =
        (any::<[bool; 3]>(), 0_i64..4).prop_map(|([answers, resolved, suggests], written_at)| {
            Note {
                id: NoteId(uuid::Uuid::nil()),
                author: "Ann".to_owned(),
                written_at,
                text: "Check this".to_owned(),
                resolved: resolved && !answers,
                thread: answers.then_some(NoteId(uuid::Uuid::nil())),
                suggestion: suggests.then(|| Row::plain("Better")).into_iter().collect(),
                at: None,
            }
        });
    vec(notes, 0..4).prop_map(|mut notes| {
        let names = (0..).map(|place| NoteId(uuid::Uuid::from_u128(place)));
        named(&mut notes, names);
        notes
    })
}

/// Names notes, and has those that answer do so in the thread before them.
fn named(notes: &mut [Note], names: impl Iterator<Item = NoteId>) {
    let mut first = None;
    for (note, name) in notes.iter_mut().zip(names) {
        note.id = name;
        note.thread = note.thread.and(first);
        first = Some(note.first());
    }
}

/// Cues of no track yet, each with a sound time.
pub fn cues() -> impl Strategy<Value = Cue> {
    let time = (times(), option::weighted(0.9, 1_i64..5_000));
    let marks = (
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.1),
        option::weighted(0.2, select(vec!["Ann".to_owned(), "Bob".to_owned()])),
        option::weighted(0.2, Just(ReviewMark::Approved)),
        option::weighted(0.2, Just(CaptionChannel::Cc1)),
    );
    let raw = prop::bool::weighted(0.3);
    let rank = 0_i64..6;
    (time, rows(), positions(), marks, notes(), raw, rank).prop_map(
        |((start, length), rows, position, marks, notes, raw, rank)| {
            let mut ids = Ids::new(0, 0);
            let end = length.map(|length| start + Time::from_millis(length));
            let mut cue = Cue::new(ids.cue(), ids.track(), start, end);
            cue.rank = rank;
            cue.rows = rows;
            cue.position = position;
            (cue.comment, cue.forced, cue.speaker, cue.mark, cue.channel) = marks;
            cue.notes = notes.into();
            cue.align = if rank == 0 {
                Align::Start
            } else {
                Align::Center
            };
            cue.mode = if rank == 1 {
                CaptionMode::PaintOn
            } else {
                CaptionMode::PopOn
            };
            cue.raw = raw.then(|| {
                Box::new(Raw {
                    format: "srt".into(),
                    bytes: cue.text().into(),
                    digest: cue.digest(),
                })
            });
            cue
        },
    )
}

/// Settings that hold together.
pub fn settings() -> impl Strategy<Value = Settings> {
    let limits = (8_u32..43, 1_u32..4).prop_map(|(row_length, rows)| Limits {
        row_length,
        rows,
        ..Limits::default()
    });
    (
        timebases(),
        0_i64..200_000,
        select(vec!["", "Film"]),
        limits,
    )
        .prop_map(|(timebase, programme_start, title, limits)| Settings {
            title: title.to_owned(),
            timebase,
            programme_start,
            limits,
            ..Settings::default()
        })
}

fn tracks() -> impl Strategy<Value = Track> {
    let language = select(vec![
        String::new(),
        "en".to_owned(),
        "de-AT".to_owned(),
        "ja".to_owned(),
    ]);
    let marks = option::weighted(0.2, Just(ReviewMark::SentBack));
    (
        0_i64..3,
        select(vec!["main", "other"]),
        language,
        prop::bool::weighted(0.1),
        (marks, notes(), times()),
    )
        .prop_map(|(rank, name, language, reference, (mark, notes, at))| {
            let mut track = Track::new(Ids::new(0, 0).track(), name, language);
            track.rank = rank;
            track.reference = reference;
            (track.mark, track.notes) = (mark, notes.into());
            for note in track.notes.iter_mut().filter(|note| note.thread.is_none()) {
                note.at = Some(at);
            }
            track
        })
}

/// Documents of one to three tracks and up to eight cues each.
pub fn documents() -> impl Strategy<Value = Document> {
    let tracks = vec((tracks(), vec(cues(), 0..9)), 1..4);
    (settings(), tracks, any::<u64>()).prop_map(|(settings, tracks, seed)| {
        let mut ids = Ids::new(1, u128::from(seed));
        let mut document = Document::new(settings);
        for (mut track, cues) in tracks {
            track.id = ids.track();
            named(&mut track.notes, std::iter::repeat_with(|| ids.note()));
            let id = track.id;
            document.put_track(track);
            for cue in cues {
                put(&mut document, cue, id, &mut ids);
            }
        }
        document
    })
}

fn put(document: &mut Document, mut cue: Cue, track: TrackId, ids: &mut Ids) {
    cue.id = ids.cue();
    cue.track = track;
    named(&mut cue.notes, std::iter::repeat_with(|| ids.note()));
    let put = document.put_cue(cue);
    debug_assert!(put.is_ok(), "the track was just put");
}
