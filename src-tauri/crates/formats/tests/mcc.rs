//! MacCaption files of every rate: what goes out comes back on its frame, and
//! what does not is declared.

mod round_trip;
#[path = "shapes/windows.rs"]
mod windows;

use captions::{
    Align, BlockOffset, BoxPosition, CaptionChannel, CaptionMode, Color, Cue, Document, FrameRate,
    GridCell, Ids, Percent, Position, Row, Settings, Time, Timebase, Track, TrackId, Writing,
};
use formats::{Feature, Loss, Question, ReadOptions, Reading, Severity, WriteOptions, Written};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{FailurePersistence, FileFailurePersistence};
use round_trip::said;
use windows::{placed, row};

const RATES: [FrameRate; 8] = [
    FrameRate::FILM_NTSC,
    FrameRate::FILM,
    FrameRate::PAL,
    FrameRate::NTSC,
    FrameRate::THIRTY,
    FrameRate::FIFTY,
    FrameRate::NTSC_60,
    FrameRate::SIXTY,
];

fn timebases() -> Vec<Timebase> {
    let counted = RATES.into_iter().map(Timebase::non_drop);
    let dropped = RATES
        .into_iter()
        .filter_map(|rate| Timebase::drop(rate).ok());
    counted.chain(dropped).collect()
}

fn document(base: Timebase, start: i64, cues: Vec<Cue>) -> (Document, TrackId) {
    let mut ids = Ids::new(1, 1);
    let track = Track::new(ids.track(), "made", "");
    let id = track.id;
    let mut document = Document::new(Settings {
        timebase: base,
        programme_start: start,
        ..Settings::default()
    });
    document.put_track(track);
    for (rank, mut cue) in (1..).zip(cues) {
        (cue.id, cue.track, cue.rank) = (ids.cue(), id, rank);
        document.put_cue(cue).expect("the track is there");
    }
    (document, id)
}

fn cue(base: Timebase, frames: (i64, i64), rows: Vec<Row>) -> Cue {
    let mut ids = Ids::new(0, 0);
    let time = |frame| base.rate().time_of(frame);
    let (start, end) = (time(frames.0), time(frames.1));
    let mut cue = Cue::new(ids.cue(), ids.track(), start, Some(end));
    cue.rows = rows;
    cue
}

fn write(document: &Document, track: TrackId) -> Written {
    formats::write(document, track, "mcc", &WriteOptions::default()).expect("a track")
}

fn read_with(bytes: &[u8], options: ReadOptions) -> Reading {
    let options = ReadOptions {
        format: Some("mcc".to_owned()),
        ..options
    };
    formats::read(bytes, None, &options, &mut Ids::new(2, 2)).expect("the format exists")
}

fn read(bytes: &[u8]) -> Reading {
    read_with(bytes, ReadOptions::default())
}

fn cues(document: &Document, track: TrackId) -> Vec<Cue> {
    document.cues(track).map(said).collect()
}

fn of_cues(losses: &[Loss]) -> Vec<&Loss> {
    losses.iter().filter(|loss| loss.cue.is_some()).collect()
}

#[test]
fn every_rate_is_written_frame_by_frame_and_read_back() {
    for base in timebases() {
        for hour in [0, 1] {
            let start = base.frame(hour, 0, 0, 0).expect("a label");
            let second = i64::from(base.rate().nominal());
            let rows = || vec![Row::plain("Two rows of text"), Row::plain("to be loaded")];
            let (document, track) = document(
                base,
                start,
                vec![
                    cue(base, (3 * second, 5 * second), rows()),
                    cue(base, (5 * second, 5 * second + 1), rows()),
                    cue(base, (58 * second, 62 * second + 3), rows()),
                ],
            );
            let written = write(&document, track);
            let seen = of_cues(&written.losses);
            let copied = |loss: &&Loss| loss.to.starts_with("in the copy on CC1");
            assert!(seen.iter().all(copied), "{base:?}: {seen:?}");
            let back = read(&written.bytes);
            assert_eq!(back.document.settings().timebase, base);
            assert_eq!(back.document.settings().programme_start, start);
            assert_eq!(
                cues(&document, track),
                cues(&back.document, back.track),
                "{base:?}"
            );
            let remarks = back.diagnostics.iter();
            let wrong: Vec<_> = remarks.filter(|r| r.severity > Severity::Info).collect();
            assert!(wrong.is_empty(), "{wrong:?}");
            let text = String::from_utf8(written.bytes).expect("ASCII");
            let labels: Vec<&str> = text
                .lines()
                .filter_map(|line| line.split_once('\t'))
                .map(|(label, _)| label)
                .collect();
            let frames = labels
                .iter()
                .map(|label| base.parse(label).expect("a label"));
            let frames: Vec<i64> = frames.collect();
            assert!(frames.windows(2).all(|pair| pair[1] == pair[0] + 1));
            assert!(frames[0] <= start && frames[frames.len() - 1] >= start + 62 * second + 3);
        }
    }
}

#[test]
fn what_rolls_up_and_what_is_painted_comes_onto_the_screen_as_it_did() {
    for base in timebases() {
        let second = i64::from(base.rate().nominal());
        let moving = |(from, to): (i64, i64), mode, rows: &[&str]| {
            let rows = rows.iter().copied().map(Row::plain).collect();
            let mut cue = cue(base, (from * second, to * second), rows);
            cue.mode = mode;
            cue
        };
        let rolls = CaptionMode::RollUp { rows: 3 };
        let mut cues_in = vec![
            moving((3, 5), rolls, &["First it says this, which"]),
            moving((5, 8), rolls, &["rolls up as there is more, and"]),
            moving((8, 10), rolls, &["a moment later"]),
            moving((12, 14), rolls, &["it begins anew."]),
            moving(
                (15, 18),
                CaptionMode::PaintOn,
                &["What is painted", "has two rows"],
            ),
            moving((18, 20), CaptionMode::PopOn, &["and this is shown at once"]),
            moving((20, 22), rolls, &["High up"]),
        ];
        cues_in[1].rows[0].0[0].style.italic = true;
        cues_in[6].position = Position::Grid(vec![GridCell { row: 4, column: 5 }]);
        let (document, track) = document(base, 0, cues_in);
        let written = write(&document, track);
        let copied = |loss: &&Loss| loss.to.starts_with("in the copy on CC1");
        let seen = of_cues(&written.losses);
        assert!(seen.iter().all(copied), "{base:?}: {seen:?}");
        let back = read(&written.bytes);
        let (before, after) = (cues(&document, track), cues(&back.document, back.track));
        assert_eq!(before, after, "{base:?}");
    }
}

#[test]
fn what_is_too_brief_to_be_painted_is_shown_at_once() {
    let base = Timebase::non_drop(FrameRate::NTSC);
    let rows = vec![Row::plain("x".repeat(30)), Row::plain("y".repeat(30))];
    let mut brief = cue(base, (90, 92), rows);
    brief.mode = CaptionMode::PaintOn;
    let (document, track) = document(base, 0, vec![brief]);
    let written = write(&document, track);
    let modes = written.losses.iter();
    let modes: Vec<&Loss> = modes
        .filter(|l| l.feature == Feature::CaptionMode)
        .collect();
    assert!(
        modes.len() == 1 && modes[0].to == "shown at once",
        "{:?}",
        written.losses
    );
    let back = read(&written.bytes);
    let seen = back.document.cues(back.track).next().expect("a cue");
    assert_eq!((seen.mode, seen.rows.len()), (CaptionMode::PopOn, 2));
}

#[test]
fn the_copy_on_cc1_appears_on_the_same_frames() {
    for base in timebases() {
        let second = i64::from(base.rate().nominal());
        let (document, track) = document(
            base,
            0,
            vec![
                cue(base, (4 * second, 6 * second), vec![Row::plain("One row")]),
                cue(base, (8 * second, 9 * second), vec![Row::plain("Another")]),
            ],
        );
        let written = write(&document, track);
        assert_eq!(of_cues(&written.losses), Vec::<&Loss>::new(), "{base:?}");
        let options = ReadOptions {
            channel: Some(CaptionChannel::Cc1),
            ..ReadOptions::default()
        };
        let back = read_with(&written.bytes, options);
        let times = |cues: &[Cue]| -> Vec<(Time, Option<Time>, String)> {
            let all = cues.iter();
            all.map(|cue| (cue.in_time, cue.out_time, cue.text()))
                .collect()
        };
        assert_eq!(
            times(&cues(&document, track)),
            times(&cues(&back.document, back.track)),
            "{base:?}"
        );
        assert_eq!(back.questions, []);
    }
}

#[test]
fn a_cue_that_cannot_be_loaded_is_declared_with_the_frames_that_are_missing() {
    let base = Timebase::non_drop(FrameRate::NTSC);
    let long = || vec![Row::plain("x".repeat(32)), Row::plain("y".repeat(32))];
    let (document, track) = document(
        base,
        0,
        vec![cue(base, (0, 60), long()), cue(base, (61, 62), long())],
    );
    let written = write(&document, track);
    let late: Vec<(&str, &str)> = written
        .losses
        .iter()
        .filter(|loss| loss.feature == Feature::Times && loss.severity == Severity::Error)
        .map(|loss| (loss.from.as_ref(), loss.to.as_ref()))
        .collect();
    let to = "in at 00:00:00:03: 3 frames are missing to load it in time";
    assert_eq!(late, [("in at 00:00:00:00", to)]);
    let back = read(&written.bytes);
    let frames: Vec<i64> = back
        .document
        .cues(back.track)
        .map(|cue| base.rate().nearest_frame(cue.in_time))
        .collect();
    assert_eq!(frames, [3, 61]);
}

#[test]
fn an_edited_file_keeps_its_head_and_says_what_it_drops() {
    let file = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/mcc/several-services.mcc"
    ))
    .expect("a fixture");
    let mut reading = read(&file);
    assert_eq!(
        reading.questions,
        [Question::Channel {
            channels: vec![
                CaptionChannel::Service(1),
                CaptionChannel::Service(2),
                CaptionChannel::Service(9),
                CaptionChannel::Cc3,
            ]
        }]
    );
    let mut cue = reading
        .document
        .cues(reading.track)
        .next()
        .expect("a cue")
        .clone();
    cue.rows = vec![Row::plain("Edited")];
    reading.document.put_cue(cue).expect("its track is there");
    let written = write(&reading.document, reading.track);
    let head = file.iter().position(|byte| *byte == b'\t').expect("a line") - 11;
    assert_eq!(written.bytes[..head], file[..head]);
    let dropped: Vec<&str> = written
        .losses
        .iter()
        .filter(|loss| loss.cue.is_none() && loss.severity == Severity::Error)
        .map(|loss| loss.from.as_ref())
        .collect();
    assert_eq!(dropped, ["captions on service 2, service 9, CC3"]);
    let back = read(&written.bytes);
    assert_eq!(
        back.document
            .cues(back.track)
            .next()
            .map(Cue::text)
            .as_deref(),
        Some("Edited")
    );
    assert_eq!(
        back.document.track(back.track).map(|t| t.language.as_str()),
        Some("en")
    );
}

#[test]
fn each_channel_can_be_chosen() {
    let file = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/mcc/several-services.mcc"
    ))
    .expect("a fixture");
    for (channel, text, language) in [
        (CaptionChannel::Service(1), "English", "en"),
        (CaptionChannel::Service(2), "Espa\u{f1}ol", "es"),
        (CaptionChannel::Service(9), "nine", ""),
        (CaptionChannel::Cc3, "Tercero", "es"),
    ] {
        let options = ReadOptions {
            channel: Some(channel),
            ..ReadOptions::default()
        };
        let reading = read_with(&file, options);
        let cue = reading.document.cues(reading.track).next().expect("a cue");
        assert_eq!(cue.text(), text);
        let usual = channel == CaptionChannel::Service(1);
        assert_eq!(cue.channel, (!usual).then_some(channel));
        let track = reading.document.track(reading.track).expect("the track");
        assert_eq!(track.language, language);
        assert_eq!(reading.questions, []);
        assert_eq!(write(&reading.document, reading.track).bytes, file);
    }
    let options = ReadOptions {
        channel: Some(CaptionChannel::Cc2),
        ..ReadOptions::default()
    };
    let reading = read_with(&file, options);
    assert_eq!(reading.document.len(), 0);
    let codes: Vec<&str> = reading
        .diagnostics
        .iter()
        .map(|r| r.code.as_str())
        .collect();
    assert!(codes.contains(&"no-such-channel"), "{codes:?}");
}

/// Seeds of cases that once failed are kept beside this file and tried first.
#[expect(clippy::unnecessary_wraps, reason = "proptest wants an option")]
fn seeds() -> Option<Box<dyn FailurePersistence>> {
    Some(Box::new(FileFailurePersistence::WithSource("regressions")))
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: seeds(),
        ..ProptestConfig::with_cases(48)
    })]

    /// With room to load, everything that windows show comes back, and only the
    /// copy for older receivers shows less.
    #[test]
    fn what_windows_can_show_survives(
        base in proptest::sample::select(timebases()),
        contents in vec((vec(row(), 1..=3), placed(), 0..40_i64, 1..90_i64), 1..4),
    ) {
        let second = i64::from(base.rate().nominal());
        let cues_in: Vec<Cue> = (1..).zip(contents).map(|(number, (rows, place, late, long))| {
            let start = number * 5 * second + late;
            let mut cue = cue(base, (start, start + long), rows);
            (cue.position, cue.align, cue.writing) = place;
            if cue.writing != Writing::Horizontal {
                for row in &mut cue.rows {
                    row.0.truncate(1);
                    row.0[0].text = row.0[0].text.chars().take(9).collect::<String>().trim().into();
                }
            }
            if let Position::Grid(cells) = &mut cue.position {
                cells.truncate(cue.rows.len());
            }
            cue
        }).collect();
        let (document, track) = document(base, 0, cues_in);
        let written = write(&document, track);
        for loss in of_cues(&written.losses) {
            prop_assert!(loss.to.starts_with("in the copy on CC1"), "{loss:?}");
        }
        let back = read(&written.bytes);
        let (before, after) = (cues(&document, track), cues(&back.document, back.track));
        let same: Vec<bool> = before.iter().zip(&after).map(|(a, b)| a == b).collect();
        prop_assert_eq!(&before, &after, "{:?}", same);
        prop_assert_eq!(write(&back.document, back.track).bytes, written.bytes);
    }

    /// Whatever a cue holds: what comes back otherwise is declared.
    #[test]
    fn what_windows_cannot_show_is_declared(
        texts in vec("[a-z \u{e9}\u{2014}\u{6f22}\u{1f600}]{0,60}", 0..5),
        cells in vec((0..=20_u8, 0..=50_u8), 0..5),
        position in 0..4_u8,
        align in proptest::sample::select(vec![
            Align::Start, Align::Center, Align::End, Align::Left, Align::Right,
        ]),
        writing in proptest::sample::select(vec![
            Writing::Horizontal, Writing::VerticalRl, Writing::VerticalLr,
        ]),
        numbers in any::<[i16; 2]>(),
        color in any::<[u8; 4]>(),
    ) {
        let base = Timebase::non_drop(FrameRate::NTSC);
        let mut cue = cue(base, (120, 180), texts.iter().map(Row::plain).collect());
        (cue.align, cue.writing) = (align, writing);
        let [red, green, blue, alpha] = color;
        if let Some(run) = cue.rows.iter_mut().find_map(|row| row.0.first_mut()) {
            run.style.color = Some(Color { red, green, blue, alpha });
        }
        cue.position = match position {
            0 => Position::Auto,
            1 => Position::Numpad(numbers[0].unsigned_abs() as u8),
            2 => Position::Grid(
                cells.iter().map(|(row, column)| GridCell { row: *row, column: *column }).collect(),
            ),
            _ => Position::of_box(BoxPosition {
                block: if numbers[0] % 2 == 0 {
                    BlockOffset::Row(i32::from(numbers[0]))
                } else {
                    BlockOffset::Percent(Percent(i32::from(numbers[0]) * 500))
                },
                inline: Some(Percent(i32::from(numbers[1]) * 500)),
                ..BoxPosition::default()
            }),
        };
        let (document, track) = document(base, 0, vec![cue.clone()]);
        let written = write(&document, track);
        let back = read(&written.bytes);
        let has = |features: &[Feature]| {
            of_cues(&written.losses).iter().any(|loss| features.contains(&loss.feature))
        };
        let Some(seen) = back.document.cues(back.track).next().map(said) else {
            prop_assert!(has(&[Feature::BlankRow]), "{:?}", written.losses);
            return Ok(());
        };
        prop_assert_eq!((seen.in_time, seen.out_time), (cue.in_time, cue.out_time));
        let texts = |cue: &Cue| cue.rows.iter().map(Row::text).collect::<Vec<_>>();
        prop_assert!(
            texts(&seen) == texts(&cue)
                || has(&[Feature::Characters, Feature::LineBreak, Feature::BlankRow]),
            "{:?} {:?}", texts(&seen), written.losses
        );
        let places = [Feature::Place, Feature::RowPosition, Feature::FreePosition];
        prop_assert!(seen.position == cue.position || has(&places), "{:?}", seen.position);
        prop_assert!(seen.align == cue.align || has(&[Feature::Align]), "{:?}", seen.align);
        prop_assert_eq!(seen.writing, cue.writing);
        let styles = |cue: &Cue| -> Vec<Option<Color>> {
            let runs = cue.rows.iter().flat_map(|row| &row.0);
            runs.filter(|run| !run.text.trim().is_empty()).map(|run| run.style.color).collect()
        };
        prop_assert!(
            styles(&seen) == styles(&cue)
                || has(&[Feature::TextColor, Feature::LineBreak, Feature::BlankRow]),
            "{:?} {:?}", styles(&seen), written.losses
        );
    }
}
