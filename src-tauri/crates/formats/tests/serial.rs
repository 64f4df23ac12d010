//! Formats that show one caption after the other: what they can carry comes
//! back as it went out, with nothing declared as lost.

mod round_trip;

use captions::{
    Align, Color, Cue, Document, FrameRate, GridCell, Ids, Position, Row, Run, Settings, Style,
    Time, Timebase, Track, TrackId,
};
use formats::{ReadOptions, WriteOptions};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::FileFailurePersistence;
use round_trip::said;

/// Rows of a few words, each run in a style.
fn rows(
    word: &'static str,
    style: impl Strategy<Value = Style>,
) -> impl Strategy<Value = Vec<Row>> {
    let run = (word, style).prop_map(|(text, style)| Run {
        text: text.into(),
        style,
    });
    let row = vec(run, 1..3).prop_map(|runs| {
        let mut row = Row::from(runs);
        row.normalise();
        row
    });
    vec(row, 1..4)
}

/// What text descriptors say of a run.
fn described() -> impl Strategy<Value = Style> {
    let colors = || {
        option::weighted(
            0.2,
            select(vec![Color::rgb(255, 0, 0), Color::rgb(1, 2, 3)]),
        )
    };
    let details = (
        option::weighted(0.2, "[A-Z][a-z]{1,8}( [A-Z][a-z]{1,3})?"),
        // Not 18, which is what text without a size has.
        option::weighted(0.2, "1[0-79]|[2-9][0-9]"),
        option::weighted(0.2, select(vec!["de".to_owned(), "zh-Hant".to_owned()])),
        option::weighted(0.2, select(vec!["{outline}", "{shadow}{condense}"])),
    );
    (any::<[bool; 3]>(), colors(), colors(), details).prop_map(
        |([bold, italic, underline], color, background, (font, size, lang, extra))| {
            let mut style = Style {
                bold,
                italic,
                underline,
                color,
                background,
                ..Style::default()
            };
            let detail = style.detail_mut();
            (detail.font, detail.size, detail.lang) = (font, size, lang);
            detail.extra = extra.map(str::to_owned);
            style.normalise();
            style
        },
    )
}

fn aligns() -> impl Strategy<Value = Align> {
    select(vec![Align::Left, Align::Center, Align::Right])
}

/// A cue without times: those come in [`document`].
fn cue(rows: Vec<Row>) -> Cue {
    let mut ids = Ids::new(0, 0);
    let mut cue = Cue::new(ids.cue(), ids.track(), Time::ZERO, None);
    cue.rows = rows;
    cue
}

fn quicktime_cue() -> impl Strategy<Value = Cue> {
    let text = "[a-zA-Z\u{e9}\u{4e00}-\u{4e20}<&|][a-z0-9 ,.!?\\[\\]:'-]{0,12}[a-z]";
    let setting = option::weighted(0.2, select(vec!["keyedText", "scrollIn"]));
    (rows(text, described()), aligns(), any::<bool>(), setting).prop_map(
        |(rows, align, comment, setting)| {
            let mut cue = cue(rows);
            (cue.align, cue.comment) = (align, comment);
            if let Some(name) = setting {
                let value = "on".to_owned();
                cue.settings.insert(format!("qttext.{name}"), value);
            }
            cue
        },
    )
}

/// Captions of `CAPtivator`: italics to the end of a row, unknown codes, cells.
fn cheetah_cue() -> impl Strategy<Value = Cue> {
    let text = "[a-zA-Z\u{e9}\u{266a}\u{a3}][a-z0-9 ,.!?#'-]{0,10}[a-z]";
    let style = Just(Style::default());
    let extras = (
        any::<bool>(),
        option::weighted(0.2, select(vec!["#C3", "#05#E1"])),
    );
    let first = option::of((1_u8..=10, 1_u8..=8));
    (rows(text, style), extras, first).prop_map(|(rows, (italic, extra), first)| {
        let mut cue = cue(rows);
        for last in cue.rows.iter_mut().filter_map(|row| row.0.last_mut()) {
            last.style.italic = italic;
            last.style.detail_mut().extra = extra.map(str::to_owned);
            last.style.normalise();
        }
        if let Some((row, column)) = first {
            cue.align = Align::Left;
            let cells = (row..).zip(&cue.rows);
            let cells = cells.map(|(row, _)| GridCell { row, column });
            cue.position = Position::Grid(cells.collect());
        }
        cue
    })
}

/// Cues one after the other, each so many units from the last and so long.
fn document(
    cues: Vec<(Cue, i64, i64)>,
    base: Timebase,
    unit: fn(i64) -> Time,
) -> (Document, TrackId) {
    let mut ids = Ids::new(1, 1);
    let track = Track::new(ids.track(), "made", "");
    let id = track.id;
    let mut document = Document::new(Settings {
        timebase: base,
        ..Settings::default()
    });
    document.put_track(track);
    let mut now = 0;
    for (rank, (mut cue, gap, length)) in (1..).zip(cues) {
        (cue.id, cue.track, cue.rank) = (ids.cue(), id, rank);
        (cue.in_time, cue.out_time) = (unit(now + gap), Some(unit(now + gap + length)));
        now += gap + length;
        document.put_cue(cue).expect("the track is there");
    }
    (document, id)
}

fn survives((document, track): (Document, TrackId), format: &str) -> Result<(), TestCaseError> {
    let write = |document: &Document, track| {
        formats::write(document, track, format, &WriteOptions::default()).expect("a track")
    };
    let written = write(&document, track);
    prop_assert!(written.losses.is_empty(), "{:?}", written.losses);
    let options = ReadOptions {
        format: Some(format.to_owned()),
        frame_rate: Some(document.settings().timebase.rate()),
        ..ReadOptions::default()
    };
    let back = formats::read(&written.bytes, None, &options, &mut Ids::new(2, 2));
    let back = back.expect("the format exists");
    let before: Vec<Cue> = document.cues(track).map(said).collect();
    let after: Vec<Cue> = back.document.cues(back.track).map(said).collect();
    let file = String::from_utf8_lossy(&written.bytes);
    prop_assert_eq!(&before, &after, "{}", file);
    prop_assert_eq!(&write(&back.document, back.track).bytes, &written.bytes);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::with_cases(256)
    })]

    #[test]
    fn what_quicktime_text_can_carry_survives(
        cues in vec((quicktime_cue(), 0..3000_i64, 1..5000_i64), 0..6),
    ) {
        let made = document(cues, Timebase::default(), Time::from_millis);
        survives(made, "qttext")?;
    }

    #[test]
    fn what_cheetah_cap_can_carry_survives(
        cues in vec((cheetah_cue(), 0..90_i64, 1..150_i64), 0..6),
    ) {
        let base = Timebase::non_drop(FrameRate::NTSC);
        let made = document(cues, base, |frame| FrameRate::NTSC.time_of(frame));
        survives(made, "cap")?;
    }
}
