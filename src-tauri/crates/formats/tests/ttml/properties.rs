//! What a profile can carry survives.

use captions::{
    Align, Anchor, BlockOffset, BoxPosition, Color, Cue, Document, FrameRate, Ids, Percent,
    Position, Role, Row, Run, Settings, Style, Time, Timebase, Track, TrackId, Writing,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::test_runner::{FailurePersistence, FileFailurePersistence};

use super::round_trip::said;
use super::{PROFILES, read, texts, write};

/// Seeds of cases that once failed are kept beside this file and tried first.
#[expect(clippy::unnecessary_wraps, reason = "proptest wants an option")]
fn seeds() -> Option<Box<dyn FailurePersistence>> {
    Some(Box::new(FileFailurePersistence::WithSource("regressions")))
}

/// Text of a row, with markup and white space in it.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[a-zA-Z0-9 ,.!?'-]{1,12}",
        1 => "[<>&\"\t]{1,3}",
        1 => Just("&lt;".to_owned()),
        1 => Just("]]>".to_owned()),
        1 => Just("<!--".to_owned()),
        1 => "[\u{e9}\u{a0}\u{4e00}-\u{4e20}\u{5d0}-\u{5d5}\u{1f600}-\u{1f610}\u{200e}]{1,4}",
    ];
    vec(piece, 1..4).prop_map(|pieces| pieces.concat())
}

fn color() -> impl Strategy<Value = Color> {
    (
        any::<[u8; 3]>(),
        prop_oneof![3 => Just(255_u8), 1 => 1..255_u8],
    )
        .prop_map(|([red, green, blue], alpha)| Color {
            alpha,
            ..Color::rgb(red, green & 0xfe, blue)
        })
}

/// What every profile carries.
fn style() -> impl Strategy<Value = Style> {
    let color = || option::weighted(0.2, color());
    (any::<[bool; 3]>(), color(), color()).prop_map(
        |([italic, bold, underline], color, background)| Style {
            italic,
            bold,
            underline,
            color,
            background,
            ..Style::default()
        },
    )
}

/// What only the newer profiles carry.
fn rich_style() -> impl Strategy<Value = Style> {
    let some = |pattern: &'static str| option::weighted(0.2, pattern);
    let role = option::weighted(
        0.2,
        prop_oneof![
            Just(Role::Music),
            Just(Role::OtherLanguage),
            Just(Role::SpeakerId)
        ],
    );
    (
        style(),
        any::<bool>(),
        some("[A-Z][a-z]{1,8}( [A-Z&<]{1,3})?"),
        some("[a-z]{2}(-[A-Z]{2})?"),
        some("[a-z\u{4e00}-\u{4e20}<& ]{1,6}"),
        role,
        (some("[A-Z][a-z]{1,8}"), some("[1-9][0-9]%")),
    )
        .prop_map(
            |(mut style, strike, voice, lang, ruby, role, (font, size))| {
                style.strike = strike;
                let detail = style.detail_mut();
                (detail.voice, detail.lang, detail.ruby, detail.role) = (voice, lang, ruby, role);
                (detail.font, detail.size) = (font, size);
                style.normalise();
                style
            },
        )
}

fn rows(style: impl Strategy<Value = Style>) -> impl Strategy<Value = Vec<Row>> {
    let run = (text(), style).prop_map(|(text, style)| Run {
        text: text.into(),
        style,
    });
    let row = vec(run, 0..4).prop_map(|runs| {
        let mut row = Row::from(runs);
        row.normalise();
        row
    });
    vec(row, 1..4).prop_filter("a cue without text is none", |rows| {
        rows.iter().any(|row| !row.text().trim().is_empty())
    })
}

/// A cue on frames of 25 a second, which are whole milliseconds too.
fn cue(style: impl Strategy<Value = Style>) -> impl Strategy<Value = Cue> {
    let align = prop_oneof![
        3 => Just(Align::Center),
        1 => Just(Align::Start),
        1 => Just(Align::End),
        1 => Just(Align::Left),
        1 => Just(Align::Right)
    ];
    (0..80_000_i64, 1..8_000_i64, rows(style), align).prop_map(|(start, length, rows, align)| {
        let mut ids = Ids::new(0, 0);
        let time = |frame: i64| Time::from_millis(frame * 40);
        let mut cue = Cue::new(
            ids.cue(),
            ids.track(),
            time(start),
            Some(time(start + length)),
        );
        (cue.rows, cue.align) = (rows, align);
        cue
    })
}

/// A box as a region gives it: anchored where its text starts.
fn region_box() -> impl Strategy<Value = Position> {
    let percent = || 0..=500_000_i32;
    (
        percent(),
        percent(),
        10_000..=500_000_i32,
        10_000..=500_000_i32,
        0..3_u8,
    )
        .prop_map(|(x, y, width, height, anchor)| {
            let (block, block_anchor) = match anchor {
                0 => (y, Anchor::Start),
                1 => (y + height / 2, Anchor::Center),
                _ => (y + height, Anchor::End),
            };
            Position::of_box(BoxPosition {
                block: BlockOffset::Percent(Percent(block)),
                block_anchor,
                inline: Some(Percent(x)),
                inline_anchor: Anchor::Start,
                inline_size: Some(Percent(width)),
                block_size: Some(Percent(height)),
                region: None,
            })
        })
}

fn placed_cue(style: impl Strategy<Value = Style>) -> impl Strategy<Value = Cue> {
    let place = prop_oneof![
        2 => Just(Position::Auto),
        1 => (1..=9_u8).prop_map(Position::Numpad),
        1 => region_box(),
    ];
    (
        cue(style),
        place,
        option::of("[a-n][a-z0-9.-]{4,8}"),
        option::of("[A-Z][a-z]{1,8}"),
    )
        .prop_map(|(mut cue, position, label, speaker)| {
            (cue.position, cue.label, cue.speaker) = (position, label, speaker);
            cue
        })
}

fn rich_cue() -> impl Strategy<Value = Cue> {
    let writing = prop_oneof![
        4 => Just(Writing::Horizontal),
        1 => Just(Writing::VerticalRl),
        1 => Just(Writing::VerticalLr)
    ];
    (
        placed_cue(rich_style()),
        writing,
        any::<bool>(),
        any::<bool>(),
        0..3_i64,
    )
        .prop_map(|(mut cue, writing, forced, open, odd)| {
            if !matches!(cue.position, Position::Box(_)) {
                cue.writing = writing;
            }
            cue.forced = forced;
            cue.in_time += Time::from_flicks(odd);
            cue.out_time = cue.out_time.filter(|_| !open);
            cue
        })
}

fn document(cues: Vec<Cue>) -> (Document, TrackId) {
    let mut ids = Ids::new(1, 1);
    let track = Track::new(ids.track(), "made", "en");
    let id = track.id;
    let mut document = Document::new(Settings {
        timebase: Timebase::non_drop(FrameRate::PAL),
        ..Settings::default()
    });
    document.put_track(track);
    let mut labels = std::collections::HashSet::new();
    for (rank, mut cue) in (1..).zip(cues) {
        (cue.id, cue.track, cue.rank) = (ids.cue(), id, rank);
        // Names are unique in a file.
        cue.label = cue.label.filter(|label| labels.insert(label.clone()));
        document.put_cue(cue).expect("the track is there");
    }
    (document, id)
}

fn survives(cues: Vec<Cue>, format: &str) -> Result<(), TestCaseError> {
    let (document, track) = document(cues);
    let written = write(&document, track, format);
    prop_assert!(written.losses.is_empty(), "{:?}", written.losses);
    let back = read(&written.bytes, format);
    let before: Vec<Cue> = document.cues(track).map(said).collect();
    let after: Vec<Cue> = back.document.cues(back.track).map(said).collect();
    let file = String::from_utf8_lossy(&written.bytes);
    prop_assert_eq!(&before, &after, "{} {}", format, file);
    let again = write(&back.document, back.track, format);
    prop_assert_eq!(&again.bytes, &written.bytes);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: seeds(),
        ..ProptestConfig::with_cases(128)
    })]

    #[test]
    fn what_every_profile_can_carry_survives(
        plain in vec(cue(style()), 0..5),
        placed in vec(placed_cue(style()), 0..5),
    ) {
        survives(plain, "itt")?;
        for format in ["ttml", "dfxp", "imsc", "ebu-tt-d", "smpte-tt"] {
            survives(placed.clone(), format)?;
        }
    }

    #[test]
    fn what_newer_profiles_can_carry_survives(cues in vec(rich_cue(), 0..5)) {
        survives(cues.clone(), "ttml")?;
        survives(cues, "imsc")?;
    }

    /// Every profile writes every cue, whatever it has to leave out of it.
    #[test]
    fn every_profile_writes_every_cue(cues in vec(rich_cue(), 0..5), comment in 0..10_usize) {
        let mut cues = cues;
        if let Some(cue) = cues.get_mut(comment) {
            cue.comment = true;
        }
        let shown: Vec<String> = cues.iter().filter(|cue| !cue.comment).map(Cue::text).collect();
        let (document, track) = document(cues);
        for format in PROFILES {
            let written = write(&document, track, format);
            let back = read(&written.bytes, format);
            let file = String::from_utf8_lossy(&written.bytes);
            prop_assert_eq!(&texts(&back), &shown, "{} {}", format, file);
            let bad = back.diagnostics.iter().find(|d| d.severity != formats::Severity::Info);
            prop_assert!(bad.is_none(), "{:?} {}", bad, file);
        }
    }
}
