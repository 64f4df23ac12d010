//! What CEA-608 can carry survives an SCC file, and what it cannot is declared.

mod round_trip;

use captions::testing;
use captions::{
    CaptionChannel, CaptionMode, Color, Cue, Document, FrameRate, GridCell, Ids, Position, Row,
    Run, Settings, Style, Time, Timebase, Track, TrackId,
};
use formats::{ReadOptions, Reading, WriteOptions};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{FailurePersistence, FileFailurePersistence};
use round_trip::said;

const WORDS: [&str; 10] = [
    "a",
    "Hello",
    "two,",
    "\u{e9}t\u{e9}",
    "\u{c9}T\u{c9}",
    "\u{266a}",
    "\u{201c}So\u{201d}",
    "don't",
    "{x}",
    "\u{b0}\u{a3}\u{c5}",
];

/// A style that one code leads to and one code ends.
fn look() -> impl Strategy<Value = Style> {
    let red = Some(Color::rgb(255, 0, 0));
    select(vec![
        Style {
            italic: true,
            ..Style::default()
        },
        Style {
            underline: true,
            ..Style::default()
        },
        Style {
            italic: true,
            underline: true,
            ..Style::default()
        },
        Style {
            color: red,
            ..Style::default()
        },
        Style {
            color: red,
            underline: true,
            ..Style::default()
        },
        Style {
            flash: true,
            ..Style::default()
        },
    ])
}

/// Words in two looks. A space is in the look of both words beside it, else
/// plain: so a decoder's screen is read.
fn row() -> impl Strategy<Value = Row> {
    (vec((select(WORDS.to_vec()), any::<bool>()), 1..5), look()).prop_map(|(words, look)| {
        let mut runs: Vec<Run> = Vec::new();
        let mut styled_before = false;
        for (index, (word, styled)) in words.into_iter().enumerate() {
            let style = |styled: bool| {
                if styled {
                    look.clone()
                } else {
                    Style::default()
                }
            };
            if index > 0 {
                runs.push(Run {
                    text: " ".into(),
                    style: style(styled && styled_before),
                });
            }
            runs.push(Run {
                text: word.into(),
                style: style(styled),
            });
            styled_before = styled;
        }
        let mut row = Row::from(runs);
        row.normalise();
        row
    })
}

fn mode() -> impl Strategy<Value = CaptionMode> {
    prop_oneof![
        3 => Just(CaptionMode::PopOn),
        1 => Just(CaptionMode::PaintOn),
        1 => (2..=4_u8).prop_map(|rows| CaptionMode::RollUp { rows }),
    ]
}

/// A cue for a frame that is far enough from the one before, as frames to wait
/// and to stay.
fn cue() -> impl Strategy<Value = (i64, i64, Cue)> {
    let cell = |row: u8| (Just(row), 3..=6_u8);
    let rows = vec((row(), any::<u8>()), 1..4);
    (200..400_i64, 2..200_i64, rows, mode(), cell(5)).prop_map(
        |(wait, stay, rows, mode, (first, column))| {
            let mut ids = Ids::new(0, 0);
            let mut cue = Cue::new(ids.cue(), ids.track(), Time::ZERO, None);
            let rows = if matches!(mode, CaptionMode::RollUp { .. }) {
                rows.into_iter().take(1).collect()
            } else {
                rows
            };
            let mut row_number = first;
            let mut cells = Vec::new();
            for (row, extra) in rows {
                let column = (column + extra % 4).min(32 - u8::try_from(row.chars()).unwrap_or(26));
                cells.push(GridCell {
                    row: row_number,
                    column,
                });
                row_number += 1 + extra % 3;
                cue.rows.push(row);
            }
            cue.position = Position::Grid(cells);
            cue.mode = mode;
            cue.channel = Some(CaptionChannel::Cc1);
            (
                wait,
                stay.max(if mode == CaptionMode::PopOn { 2 } else { 80 }),
                cue,
            )
        },
    )
}

fn document(base: Timebase, start: i64, cues: Vec<(i64, i64, Cue)>) -> (Document, TrackId) {
    let mut ids = Ids::new(1, 1);
    let track = Track::new(ids.track(), "made", "");
    let id = track.id;
    let mut document = Document::new(Settings {
        timebase: base,
        programme_start: start,
        ..Settings::default()
    });
    document.put_track(track);
    let mut frame = 0;
    for (rank, (wait, stay, mut cue)) in (1..).zip(cues) {
        // Above 30 frames a second, line 21 has a pair in every other frame.
        let time = |frame: i64| base.rate().time_of(frame / 2 * 2);
        frame += wait * 2;
        cue.in_time = time(frame);
        frame += stay * 2;
        cue.out_time = Some(time(frame));
        (cue.id, cue.track, cue.rank) = (ids.cue(), id, rank);
        document.put_cue(cue).expect("the track is there");
    }
    (document, id)
}

fn read(bytes: &[u8], settings: &Settings) -> Reading {
    let base = settings.timebase;
    let options = ReadOptions {
        format: Some("scc".to_owned()),
        frame_rate: Some(base.rate()),
        drop_frame: Some(base.drop_frame()),
        programme_start: Some(base.label(settings.programme_start).to_string()),
        ..ReadOptions::default()
    };
    formats::read(bytes, None, &options, &mut Ids::new(2, 2)).expect("the format exists")
}

fn write(document: &Document, track: TrackId) -> formats::Written {
    formats::write(document, track, "scc", &WriteOptions::default()).expect("a track")
}

/// Seeds of cases that once failed are kept beside this file and tried first.
#[expect(clippy::unnecessary_wraps, reason = "proptest wants an option")]
fn seeds() -> Option<Box<dyn FailurePersistence>> {
    Some(Box::new(FileFailurePersistence::WithSource("regressions")))
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: seeds(),
        ..ProptestConfig::with_cases(256)
    })]

    #[test]
    fn what_line_21_can_carry_survives(
        base in testing::timebases(),
        hours in 0..3_u32,
        cues in vec(cue(), 0..6),
    ) {
        let start = base.frame(hours, 0, 0, 0).expect("a whole hour");
        let (document, track) = document(base, start, cues);
        let written = write(&document, track);
        prop_assert!(written.losses.is_empty(), "{:?}", written.losses);
        let back = read(&written.bytes, document.settings());
        let before: Vec<Cue> = document.cues(track).map(said).collect();
        let after: Vec<Cue> = back.document.cues(back.track).map(said).collect();
        let file = String::from_utf8_lossy(&written.bytes);
        prop_assert_eq!(&before, &after, "{}", file);
        let again = write(&back.document, back.track);
        prop_assert_eq!(&again.bytes, &written.bytes);
    }
}

/// At 23.976, the frames of a label are those of the picture.
#[test]
fn other_rates_send_a_pair_a_frame() {
    let base = Timebase::non_drop(FrameRate::FILM_NTSC);
    let mut ids = Ids::new(0, 0);
    let mut cue = Cue::new(ids.cue(), ids.track(), Time::ZERO, None);
    cue.rows = vec![Row::plain("Film")];
    let (document, track) = document(base, 0, vec![(60, 24, cue)]);
    let written = write(&document, track);
    let text = String::from_utf8(written.bytes).expect("ASCII");
    assert_eq!(
        text,
        "Scenarist_SCC V1.0\n\n\
         00:00:04:14\t9420 9420 94ae 94ae 9476 9476 97a2 97a2 46e9 ec6d 942f 942f\n\n\
         00:00:07:00\t942c 942c\n\n"
    );
}
