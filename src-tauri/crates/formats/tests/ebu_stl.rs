//! EBU STL: what it can carry survives, what it loses it says, and an edit
//! changes no more of a file than it has to.

mod round_trip;

use std::path::Path;

use captions::{
    Color, Cue, Document, FrameRate, Ids, Row, Settings, Time, Timebase, Track, TrackId,
};
use formats::{Feature, Loss, Question, ReadOptions, Reading, WriteOptions, registry};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{FailurePersistence, FileFailurePersistence};

#[path = "shapes/ebu_stl.rs"]
mod shapes;

use round_trip::said;
use shapes::{cues, open_style, place_in_picture, place_on_page, shape, teletext_style};

const ID: &str = "ebu-stl";
const HEAD: usize = 1024;
const BLOCK: usize = 128;

fn read_with(bytes: &[u8], options: &ReadOptions) -> Reading {
    let options = ReadOptions {
        format: Some(ID.to_owned()),
        ..options.clone()
    };
    formats::read(bytes, None, &options, &mut Ids::new(2, 2)).expect("the format exists")
}

fn read(bytes: &[u8]) -> Reading {
    read_with(bytes, &ReadOptions::default())
}

fn write(document: &Document, track: TrackId) -> (Vec<u8>, Vec<Loss>) {
    let written = formats::write(document, track, ID, &WriteOptions::default());
    let written = written.expect("the track is there");
    (written.bytes, written.losses)
}

fn fixture(name: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ebu-stl");
    std::fs::read(root.join(name).with_extension("stl")).expect("a fixture")
}

fn open(name: &str) -> (Vec<u8>, Document, TrackId, Vec<Cue>) {
    let bytes = fixture(name);
    let reading = read(&bytes);
    let cues = reading.document.cues(reading.track).cloned().collect();
    (bytes, reading.document, reading.track, cues)
}

/// The places at which two files of the same length differ.
fn differences(a: &[u8], b: &[u8]) -> Vec<usize> {
    assert_eq!(a.len(), b.len());
    (0..a.len()).filter(|at| a[*at] != b[*at]).collect()
}

#[test]
fn a_new_time_changes_only_the_label() {
    let (bytes, mut document, track, mut cues) = open("teletext");
    cues[1].in_time += Time::from_millis(40);
    document
        .put_cue(cues[1].clone())
        .expect("its track is there");
    let (written, losses) = write(&document, track);
    let frames = HEAD + BLOCK + 8;
    assert_eq!(differences(&bytes, &written), [frames]);
    assert_eq!(written[frames], 1);
    assert!(losses.is_empty(), "{losses:?}");
}

#[test]
fn a_cue_that_goes_leaves_no_gap_in_the_numbers() {
    let (bytes, mut document, track, cues) = open("teletext");
    document.remove_cue(cues[0].id);
    let (written, _) = write(&document, track);
    assert_eq!(written.len(), bytes.len() - BLOCK);
    let numbers: Vec<u8> = written[HEAD..]
        .chunks(BLOCK)
        .map(|block| block[1])
        .collect();
    assert_eq!(numbers, (0..7).collect::<Vec<u8>>());
    // One block and one subtitle fewer, and another first in-cue.
    assert_eq!(&written[238..248], b"0000700007");
    assert_eq!(&written[264..272], b"00000400");
}

#[test]
fn a_new_text_keeps_the_blocks_beside_it() {
    let (bytes, mut document, track, mut cues) = open("user-data");
    cues[1].rows = vec![Row::plain("Changed")];
    document
        .put_cue(cues[1].clone())
        .expect("its track is there");
    let (written, _) = write(&document, track);
    let changed: Vec<usize> = differences(&bytes, &written)
        .iter()
        .map(|at| (at - HEAD) / BLOCK)
        .collect();
    assert!(changed.iter().all(|block| *block == 2), "{changed:?}");
    let text = read(&written);
    let text: Vec<String> = text.document.cues(text.track).map(Cue::text).collect();
    assert_eq!(text, ["Before", "Changed", "After"]);
}

#[test]
fn text_in_utf_16_is_edited_as_it_is_coded() {
    for name in ["utf-16", "utf-16-subtitle-edit", "utf-16-big-endian"] {
        let (bytes, mut document, track, mut cues) = open(name);
        let text = "\u{4f60}\u{597d} abc";
        cues[0].rows = cues[0].rows.iter().map(|_| Row::plain(text)).collect();
        document
            .put_cue(cues[0].clone())
            .expect("its track is there");
        let (written, losses) = write(&document, track);
        assert!(losses.is_empty(), "{name}: {losses:?}");
        let changed = differences(&bytes, &written);
        let changed = changed.iter().map(|at| (at - HEAD) / BLOCK);
        assert!(changed.max() == Some(0), "{name}: another block changed");
        let back = read(&written);
        let seen: Vec<Cue> = back.document.cues(back.track).map(said).collect();
        let wanted: Vec<Cue> = cues.iter().map(said).collect();
        assert_eq!(seen, wanted, "{name}");
    }
}

#[test]
fn text_in_utf_16_says_what_it_cannot_show() {
    let (_, mut document, track, mut cues) = open("utf-16-subtitle-edit");
    cues[1].rows[0].0[0].text = "\u{4ed6}\u{8a00}\u{4e2d}".into();
    cues[1].rows[0].0[0].style.italic = true;
    document
        .put_cue(cues[1].clone())
        .expect("its track is there");
    let (_, losses) = write(&document, track);
    let lost: Vec<(Feature, &str)> = losses
        .iter()
        .map(|loss| (loss.feature, loss.to.as_ref()))
        .collect();
    let wanted = [
        (Feature::Italic, "left out"),
        (Feature::Characters, "new rows"),
    ];
    assert_eq!(lost, wanted);
}

#[test]
fn a_translation_moves_to_the_table_it_needs() {
    let (_, mut document, track, mut cues) = open("comments");
    cues[0].rows = vec![Row::plain("\u{41f}\u{440}\u{438}\u{432}\u{435}\u{442}")];
    document
        .put_cue(cues[0].clone())
        .expect("its track is there");
    let (written, losses) = write(&document, track);
    assert_eq!(&written[12..14], b"01");
    assert!(losses.is_empty(), "{losses:?}");
    let back = read(&written);
    let texts: Vec<String> = back.document.cues(back.track).map(Cue::text).collect();
    let before: Vec<String> = cues.iter().map(Cue::text).collect();
    assert_eq!(texts, before);
}

#[test]
fn another_rate_and_start_make_new_labels() {
    let (_, mut document, track, _) = open("teletext");
    document.set_settings(Settings {
        timebase: Timebase::drop(FrameRate::NTSC).expect("29.97 drops"),
        programme_start: 107_892,
        ..document.settings().clone()
    });
    let (written, losses) = write(&document, track);
    assert_eq!(&written[3..11], b"STL30.01");
    assert_eq!(&written[256..264], b"01000000");
    assert_eq!(written[HEAD + 5..HEAD + 9], [1, 0, 1, 0]);
    let rate = losses.iter().filter(|loss| loss.feature == Feature::Times);
    assert_eq!(rate.count(), 1, "{losses:?}");
    let options = ReadOptions {
        drop_frame: Some(true),
        ..ReadOptions::default()
    };
    let back = read_with(&written, &options);
    assert_eq!(back.document.settings().programme_start, 107_892);
    let first = back.document.cues(back.track).next().expect("a cue");
    assert_eq!(FrameRate::NTSC.nearest_frame(first.in_time), 30);
}

#[test]
fn the_rate_of_a_thirty_file_is_asked_for() {
    let bytes = fixture("thirty");
    let first = |options: &ReadOptions| {
        let reading = read_with(&bytes, options);
        let cue = reading.document.cues(reading.track).next().cloned();
        let (written, _) = write(&reading.document, reading.track);
        assert_eq!(written, bytes, "{options:?}");
        let base = reading.document.settings().timebase;
        (cue.expect("a cue").in_time, base, reading.questions)
    };
    let asked = vec![Question::FrameRate, Question::DropFrame];
    let (time, base, questions) = first(&ReadOptions::default());
    assert_eq!(base, Timebase::non_drop(FrameRate::NTSC));
    assert_eq!((time, questions), (FrameRate::NTSC.time_of(1799), asked));
    let thirty = ReadOptions {
        frame_rate: Some(FrameRate::THIRTY),
        ..ReadOptions::default()
    };
    let (time, base, questions) = first(&thirty);
    assert_eq!(base, Timebase::non_drop(FrameRate::THIRTY));
    assert_eq!((time, questions), (FrameRate::THIRTY.time_of(1799), vec![]));
    let answered = ReadOptions {
        frame_rate: Some(FrameRate::NTSC),
        drop_frame: Some(true),
        ..ReadOptions::default()
    };
    let (_, base, questions) = first(&answered);
    assert!(base.drop_frame() && questions.is_empty(), "{questions:?}");
    // A file that says its rate is not asked about it, and not told another.
    let reading = read_with(&fixture("teletext"), &thirty);
    let base = reading.document.settings().timebase;
    assert_eq!(base, Timebase::non_drop(FrameRate::PAL));
    assert!(reading.questions.is_empty(), "{:?}", reading.questions);
}

#[test]
fn a_chosen_start_is_kept_without_a_change_to_the_file() {
    let bytes = fixture("programme-start");
    let options = ReadOptions {
        programme_start: Some("00:00:00:00".to_owned()),
        ..ReadOptions::default()
    };
    let reading = read_with(&bytes, &options);
    let first = reading.document.cues(reading.track).next().expect("a cue");
    assert_eq!(first.in_time, Time::from_seconds(36_005));
    assert_eq!(write(&reading.document, reading.track).0, bytes);
}

#[test]
fn what_a_track_says_of_its_makers_is_written() {
    let (mut document, id) = made(Vec::new(), "1");
    let mut track = document.track(id).expect("the track").clone();
    for (field, text) in [("CD", "260401"), ("TN", "Zo\u{eb}"), ("CO", "NLD")] {
        let key = format!("{ID}/{field}");
        track.headers.insert(key, text.to_owned().into());
    }
    track.language = "nl-BE".to_owned();
    document.put_track(track);
    let (written, losses) = write(&document, id);
    assert!(losses.is_empty(), "{losses:?}");
    assert_eq!(&written[14..16], b"2A");
    assert_eq!(&written[144..148], b"Zo\x89 ");
    assert_eq!(&written[224..236], b"260401000000");
    assert_eq!(&written[274..277], b"NLD");
}

#[test]
fn rows_that_are_too_long_are_broken_and_said_to_be() {
    for (standard, words, rows) in [("0", 30, 2), ("1", 20, 3)] {
        let long = "word ".repeat(words);
        let (document, track) = made(vec![cue_of(vec![Row::plain(long.trim())])], standard);
        let (written, losses) = write(&document, track);
        let back = read(&written);
        let cue = back.document.cues(back.track).next().expect("a cue");
        assert_eq!(cue.rows.len(), rows);
        assert_eq!(cue.text().replace('\n', " "), long.trim());
        let features: Vec<Feature> = losses.iter().map(|loss| loss.feature).collect();
        assert_eq!(features, [Feature::LineBreak], "{losses:?}");
    }
}

#[test]
fn a_spruce_file_with_the_same_ending_is_not_taken_for_one() {
    let spruce = b"//Spruce\n00:00:01:00\t,\t00:00:02:00\t,\tText\n";
    let found = |bytes: &[u8]| {
        let best = registry::detect(bytes, Some("a.stl")).best();
        best.map(|format| format.info().id)
    };
    assert_eq!(found(spruce), Some("spruce-stl"));
    assert_eq!(found(&fixture("teletext")), Some(ID));
    assert_eq!(found(&fixture("unknown-codes")), Some(ID));
}

fn cue_of(rows: Vec<Row>) -> Cue {
    let mut ids = Ids::new(0, 0);
    let (start, end) = (Time::from_seconds(1), Time::from_seconds(2));
    let mut cue = Cue::new(ids.cue(), ids.track(), start, Some(end));
    cue.rows = rows;
    cue
}

/// A document with a track of this format for a display standard.
fn made(cues: Vec<Cue>, standard: &str) -> (Document, TrackId) {
    let mut ids = Ids::new(1, 1);
    let mut track = Track::new(ids.track(), "made", "");
    track.format = Some(ID.to_owned());
    let key = format!("{ID}/DSC");
    track.headers.insert(key, standard.to_owned().into());
    let id = track.id;
    let mut document = Document::new(Settings::default());
    document.put_track(track);
    for (rank, mut cue) in (1..).zip(cues) {
        (cue.id, cue.track, cue.rank) = (ids.cue(), id, rank);
        document.put_cue(cue).expect("the track is there");
    }
    (document, id)
}

/// A file that has double height somewhere has it where nothing else is said.
fn in_double_height(mut cues: Vec<Cue>) -> Vec<Cue> {
    let mut last = cue_of(vec![Row::plain("Double height")]);
    let hour = Time::from_seconds(3600);
    (last.in_time, last.out_time) = (hour, Some(hour + Time::SECOND));
    cues.push(last);
    cues
}

fn survives(cues: Vec<Cue>, standard: &str) -> Result<(), TestCaseError> {
    let (document, track) = made(cues, standard);
    let (written, losses) = write(&document, track);
    prop_assert!(losses.is_empty(), "{losses:?}");
    let back = read(&written);
    prop_assert!(back.diagnostics.is_empty(), "{:?}", back.diagnostics);
    let before: Vec<Cue> = document.cues(track).map(said).collect();
    let after: Vec<Cue> = back.document.cues(back.track).map(said).collect();
    prop_assert_eq!(&before, &after);
    let (again, losses) = write(&back.document, back.track);
    prop_assert_eq!(&again, &written);
    prop_assert!(losses.is_empty(), "{losses:?}");
    Ok(())
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
    fn what_teletext_can_carry_survives(shapes in vec(shape(teletext_style()), 0..5)) {
        survives(in_double_height(cues(shapes, place_on_page)), "1")?;
    }

    #[test]
    fn what_open_subtitling_can_carry_survives(shapes in vec(shape(open_style()), 0..5)) {
        survives(cues(shapes, place_in_picture), "0")?;
    }

    /// What comes back otherwise than it went out was declared.
    #[test]
    fn nothing_is_lost_in_silence(
        shape in prop_oneof![shape(open_style()), shape(teletext_style())],
        standard in "[01]",
        text in "[a-z \u{4e00}\u{2026}]{0,60}",
    ) {
        let mut cues = cues(vec![shape], place_on_page);
        cues[0].rows.push(Row::plain(text));
        if standard == "1" {
            // Teletext has its text on black anyway.
            for run in cues[0].rows.iter_mut().flat_map(|row| &mut row.0) {
                let background = run.style.background.take();
                run.style.background = background.filter(|c| *c != Color::rgb(0, 0, 0));
            }
        }
        let (document, track) = made(in_double_height(cues), &standard);
        let (written, losses) = write(&document, track);
        let back = read(&written);
        let before: Vec<Cue> = document.cues(track).map(said).collect();
        let after: Vec<Cue> = back.document.cues(back.track).map(said).collect();
        prop_assert!(before == after || !losses.is_empty(), "{:?} {:?}", before, after);
    }
}
