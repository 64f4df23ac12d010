//! What holds for every document and every file.

mod round_trip;

use captions::{
    Align, Anchor, BlockOffset, BoxPosition, Color, Cue, Document, Ids, Percent, Position, Row,
    Run, Settings, Style, Time, Track, Writing,
};
use formats::{ReadOptions, Reading, WriteOptions};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::test_runner::{FailurePersistence, FileFailurePersistence};
use round_trip::said;

/// Text that a row can hold, with much that looks like markup.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[a-zA-Z0-9 ,.!?'-]{1,12}",
        1 => "[<>&{}\\\\/;#=\"]{1,4}",
        1 => Just("<i>".to_owned()),
        1 => Just("{\\an8}".to_owned()),
        1 => Just("{b}".to_owned()),
        1 => Just("&lt;".to_owned()),
        1 => Just("&#65;".to_owned()),
        1 => Just("00:00:01,000 --> 00:00:02,000".to_owned()),
        1 => Just("-->".to_owned()),
        1 => Just("WEBVTT".to_owned()),
        1 => "[\u{e9}\u{4e00}-\u{4e20}\u{5d0}-\u{5d5}\u{1f600}-\u{1f610}\u{200e}]{1,4}",
    ];
    vec(piece, 1..4)
        .prop_map(|pieces| pieces.concat())
        .prop_filter("a row of white space cannot be carried", |text| {
            !text.trim().is_empty()
        })
}

fn color() -> impl Strategy<Value = Color> {
    prop_oneof![
        Just(Color::rgb(255, 0, 0)),
        Just(Color::rgb(255, 255, 255)),
        (any::<u8>(), any::<u8>(), any::<u8>()).prop_map(|(r, g, b)| Color::rgb(r, g, b)),
    ]
}

/// What both formats carry.
fn style() -> impl Strategy<Value = Style> {
    (any::<[bool; 3]>(), option::weighted(0.2, color())).prop_map(
        |([italic, bold, underline], color)| Style {
            italic,
            bold,
            underline,
            color,
            ..Style::default()
        },
    )
}

fn srt_style() -> impl Strategy<Value = Style> {
    let name = || option::weighted(0.2, "[A-Z][a-z]{1,8}");
    (
        style(),
        any::<bool>(),
        name(),
        option::weighted(0.2, "[1-9][0-9]?"),
    )
        .prop_map(|(mut style, strike, font, size)| {
            style.strike = strike;
            style.detail_mut().font = font;
            style.detail_mut().size = size;
            style.normalise();
            style
        })
}

fn vtt_style() -> impl Strategy<Value = Style> {
    let some = |pattern: &'static str| option::weighted(0.2, pattern);
    (
        style(),
        option::weighted(0.2, color()),
        some("[A-Z][a-z]{1,8}( [A-Z&<]{1,3})?"),
        some("[a-z]{2}(-[A-Z]{2})?"),
        some("[a-z\u{4e00}-\u{4e20}<&]{1,6}"),
        vec("[a-z][a-z-]{0,5}q", 0..2),
    )
        .prop_map(|(mut style, background, voice, lang, ruby, classes)| {
            style.background = background;
            let detail = style.detail_mut();
            detail.voice = voice;
            detail.lang = lang;
            detail.ruby = ruby;
            detail.classes = classes;
            style.normalise();
            style
        })
}

fn rows(style: impl Strategy<Value = Style>) -> impl Strategy<Value = Vec<Row>> {
    let run = (text(), style).prop_map(|(text, style)| Run {
        text: text.into(),
        style,
    });
    let row = vec(run, 1..4).prop_map(|runs| {
        let mut row = Row::from(runs);
        row.normalise();
        row
    });
    vec(row, 0..4)
}

/// A time in whole milliseconds.
fn time() -> impl Strategy<Value = Time> {
    (0..360_000_000_i64).prop_map(Time::from_millis)
}

fn percent() -> impl Strategy<Value = Percent> {
    (0..=1_000_000_i32).prop_map(Percent)
}

fn anchor() -> impl Strategy<Value = Anchor> {
    prop_oneof![
        Just(Anchor::Auto),
        Just(Anchor::Start),
        Just(Anchor::Center),
        Just(Anchor::End)
    ]
}

fn vtt_box() -> impl Strategy<Value = Position> {
    let block = prop_oneof![
        (Just(BlockOffset::Auto), Just(Anchor::Auto)),
        (percent().prop_map(BlockOffset::Percent), anchor()),
        ((-15..15_i32).prop_map(BlockOffset::Row), anchor()),
    ];
    let inline = prop_oneof![
        (Just(None), Just(Anchor::Auto)),
        (percent().prop_map(Some), anchor()),
    ];
    (block, inline, option::of(percent())).prop_map(|(block, inline, inline_size)| {
        Position::of_box(BoxPosition {
            block: block.0,
            block_anchor: block.1,
            inline: inline.0,
            inline_anchor: inline.1,
            inline_size,
            ..BoxPosition::default()
        })
    })
}

/// Cues without identity: the rest is put in by [`document`].
fn srt_cue() -> impl Strategy<Value = Cue> {
    let place = prop_oneof![Just(Position::Auto), (1..=9_u8).prop_map(Position::Numpad)];
    (time(), time(), rows(srt_style()), place).prop_map(|(start, end, rows, position)| {
        let mut cue = blank_cue(start, end, rows);
        // A place is written into the text, so without text there is none.
        if !cue.rows.is_empty() {
            cue.position = position;
        }
        cue
    })
}

fn vtt_cue() -> impl Strategy<Value = Cue> {
    let writing = prop_oneof![
        3 => Just(Writing::Horizontal),
        1 => Just(Writing::VerticalRl),
        1 => Just(Writing::VerticalLr)
    ];
    let align = prop_oneof![
        Just(Align::Center),
        Just(Align::Start),
        Just(Align::End),
        Just(Align::Left),
        Just(Align::Right)
    ];
    let label = option::of("[a-zA-Z0-9][a-zA-Z0-9 .-]{0,8}[a-z0-9]");
    (
        time(),
        time(),
        rows(vtt_style()),
        vtt_box(),
        writing,
        align,
        label,
    )
        .prop_map(|(start, end, rows, position, writing, align, label)| {
            let mut cue = blank_cue(start, end, rows);
            (cue.position, cue.writing, cue.align) = (position, writing, align);
            cue.label = label;
            // One voice for all is the cue's speaker.
            let mut voices = cue
                .rows
                .iter()
                .flat_map(|row| &row.0)
                .map(|run| run.style.voice());
            if let Some(Some(first)) = voices.next()
                && voices.all(|voice| voice == Some(first))
            {
                cue.speaker = Some(first.to_owned());
                for row in &mut cue.rows {
                    for run in &mut row.0 {
                        run.style.detail_mut().voice = None;
                        run.style.normalise();
                    }
                    row.normalise();
                }
            }
            cue
        })
}

/// Braces and backslashes are escaped with a remark, so they are left out.
fn ass_cue() -> impl Strategy<Value = Cue> {
    let speaker = option::of("[A-Z][a-z]{1,8}( [A-Z][a-z]{1,8})?");
    (srt_cue(), speaker, any::<bool>()).prop_map(|(mut cue, speaker, comment)| {
        (cue.speaker, cue.comment) = (speaker, comment);
        cue.in_time = Time::from_millis(cue.in_time.round_millis() / 10 * 10);
        cue.out_time = cue
            .out_time
            .map(|out| Time::from_millis(out.round_millis() / 10 * 10));
        for row in &mut cue.rows {
            for run in &mut row.0 {
                run.text = run.text.replace(['{', '}', '\\'], "/").into();
                // White is what text has anyway.
                run.style.color = run.style.color.filter(|c| *c != Color::rgb(255, 255, 255));
            }
            row.normalise();
        }
        cue
    })
}

/// Cues on frames at 25 a second in the first hour, so that a reader that is
/// told nothing finds rate and start.
fn frame_cue() -> impl Strategy<Value = Cue> {
    let on_frame = || (0..80_000_i64).prop_map(|frame| Time::from_millis(frame * 40));
    let plain = |text: &str| {
        text.replace(['|', '^', '{', '}', '/'], "-")
            .trim()
            .to_owned()
    };
    (on_frame(), on_frame(), rows(style())).prop_map(move |(start, end, rows)| {
        let mut cue = blank_cue(start, end, rows);
        for row in &mut cue.rows {
            for run in &mut row.0 {
                run.text = plain(&run.text).into();
                run.style.color = None;
            }
            row.normalise();
        }
        cue
    })
}

/// The same without styles, or with one for each row.
fn without_styles(mut cue: Cue, one_each: bool) -> Cue {
    for row in &mut cue.rows {
        let style = row
            .0
            .first()
            .map(|run| run.style.clone())
            .unwrap_or_default();
        for run in &mut row.0 {
            run.style = if one_each {
                style.clone()
            } else {
                Style::default()
            };
        }
        row.normalise();
    }
    cue
}

fn blank_cue(start: Time, end: Time, rows: Vec<Row>) -> Cue {
    let mut ids = Ids::new(0, 0);
    let mut cue = Cue::new(ids.cue(), ids.track(), start.min(end), Some(start.max(end)));
    cue.rows = rows;
    cue
}

fn document(cues: Vec<Cue>) -> (Document, captions::TrackId) {
    let mut ids = Ids::new(1, 1);
    let track = Track::new(ids.track(), "made", "");
    let id = track.id;
    let mut document = Document::new(Settings::default());
    document.put_track(track);
    for (rank, mut cue) in (1..).zip(cues) {
        (cue.id, cue.track, cue.rank) = (ids.cue(), id, rank);
        document.put_cue(cue).expect("the track is there");
    }
    (document, id)
}

fn read(bytes: &[u8], format: &str) -> Reading {
    let options = ReadOptions {
        format: Some(format.to_owned()),
        ..ReadOptions::default()
    };
    formats::read(bytes, None, &options, &mut Ids::new(2, 2)).expect("the format exists")
}

fn write(document: &Document, track: captions::TrackId, format: &str) -> formats::Written {
    formats::write(document, track, format, &WriteOptions::default()).expect("a track")
}

fn survives(cues: Vec<Cue>, format: &str) -> Result<(), TestCaseError> {
    let (document, track) = document(cues);
    let written = write(&document, track, format);
    prop_assert!(written.losses.is_empty(), "{:?}", written.losses);
    let back = read(&written.bytes, format);
    let before: Vec<Cue> = document.cues(track).map(said).collect();
    let after: Vec<Cue> = back.document.cues(back.track).map(said).collect();
    let file = String::from_utf8_lossy(&written.bytes);
    prop_assert_eq!(&before, &after, "{}", file);
    let again = write(&back.document, back.track, format);
    prop_assert_eq!(&again.bytes, &written.bytes);
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
    fn what_subrip_can_carry_survives(cues in vec(srt_cue(), 0..6)) {
        survives(cues, "srt")?;
    }

    #[test]
    fn what_webvtt_can_carry_survives(cues in vec(vtt_cue(), 0..6)) {
        survives(cues, "vtt")?;
    }

    #[test]
    fn what_substation_alpha_can_carry_survives(cues in vec(ass_cue(), 0..6)) {
        survives(cues.clone(), "ass")?;
        survives(cues, "ssa")?;
    }

    #[test]
    fn what_formats_that_count_frames_can_carry_survives(
        cues in vec(frame_cue(), 0..6),
        places in vec(prop_oneof![Just(1_u8), 3..=9_u8], 6),
    ) {
        let each = |change: fn(Cue) -> Cue| cues.iter().cloned().map(change).collect::<Vec<_>>();
        survives(each(|cue| without_styles(cue, true)), "microdvd")?;
        survives(each(|cue| without_styles(cue, false)), "avid-dvd")?;
        survives(each(|cue| without_styles(cue, false)), "sbv")?;
        let placed = cues.iter().cloned().zip(places).map(|(mut cue, place)| {
            cue.position = Position::Numpad(place);
            cue
        });
        survives(placed.collect(), "spruce-stl")?;
    }
}
