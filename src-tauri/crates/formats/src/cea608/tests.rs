//! What is planned is what a decoder shows, on its frame.

use captions::{
    CaptionChannel, CaptionMode, Cue, FrameRate, GridCell, Ids, Position, Row, Settings, Time,
    Timebase,
};

use super::code::parity_errors;
use super::decode::{Caption, Decoder, Field};
use super::plan::plan;
use super::{Glyph, Pair, screens};
use crate::loss::Losses;
use crate::{Feature, Info, Loss};

static INFO: Info = Info {
    id: "line-21",
    name: "Line 21",
    extensions: &[],
    media_type: "",
    reads: false,
    writes: false,
    counts_frames: true,
    features: &[],
};

const RATE: FrameRate = FrameRate::NTSC;

fn cue(ids: &mut Ids, start: i64, end: Option<i64>, rows: &[&str]) -> Cue {
    let track = Ids::new(7, 7).track();
    let end = end.map(|end| RATE.time_of(end));
    let mut cue = Cue::new(ids.cue(), track, RATE.time_of(start), end);
    cue.rows = rows.iter().map(|row| Row::plain(*row)).collect();
    cue
}

fn planned(cues: &[Cue]) -> (Vec<(i64, Pair)>, Vec<Loss>) {
    let settings = Settings {
        timebase: Timebase::non_drop(RATE),
        ..Settings::default()
    };
    let mut losses = Losses::new(&INFO);
    let pairs = plan(
        cues.iter().zip(1..),
        &settings,
        CaptionChannel::Cc1,
        &mut losses,
    );
    (pairs, losses.finish())
}

fn shown(pairs: &[(i64, Pair)]) -> Vec<Caption> {
    let mut decoder = Decoder::new(Field::One);
    for (frame, pair) in pairs {
        assert_eq!(parity_errors(*pair), 0);
        decoder.push(*frame, *pair);
    }
    decoder.finish()
}

/// In and out frames, and the rows.
fn brief(captions: &[Caption]) -> Vec<(i64, Option<i64>, String)> {
    let text = |caption: &Caption| {
        let rows: Vec<String> = caption.rows.iter().map(Row::text).collect();
        rows.join("|")
    };
    let each = captions.iter().map(|c| (c.in_frame, c.out_frame, text(c)));
    each.collect()
}

#[test]
fn a_caption_is_loaded_so_that_it_appears_on_its_frame() {
    let mut ids = Ids::new(1, 1);
    let row = "A row of two and thirty letters.";
    let cues = [cue(&mut ids, 100, Some(160), &[row, row])];
    let (pairs, losses) = planned(&cues);
    assert_eq!(losses, []);
    // RCL and ENM twice, two preambles twice, 32 pairs of letters.
    assert_eq!(pairs[0].0, 100 - (4 + 2 * (2 + 16)));
    let expected = (100, Some(160), format!("{row}|{row}"));
    assert_eq!(brief(&shown(&pairs)), [expected]);
}

#[test]
fn what_goes_while_the_next_caption_loads_is_erased_on_its_frame() {
    let mut ids = Ids::new(1, 1);
    for out in 105..=150 {
        let cues = [
            cue(&mut ids, 100, Some(out), &["First"]),
            cue(
                &mut ids,
                150,
                Some(200),
                &["\u{c9}t\u{e9} \u{266a}", "of several pairs"],
            ),
        ];
        let (pairs, losses) = planned(&cues);
        assert_eq!(losses, [], "{out}");
        let frames: Vec<i64> = pairs.iter().map(|(frame, _)| *frame).collect();
        assert!(frames.is_sorted_by(|a, b| a < b), "{frames:?}");
        let second = "\u{c9}t\u{e9} \u{266a}|of several pairs".to_owned();
        assert_eq!(
            brief(&shown(&pairs)),
            [
                (100, Some(out), "First".to_owned()),
                (150, Some(200), second)
            ],
            "{out}"
        );
    }
}

#[test]
fn a_caption_that_cannot_be_loaded_in_time_says_how_many_frames_are_missing() {
    let mut ids = Ids::new(1, 1);
    let cues = [
        cue(&mut ids, 100, Some(110), &["First"]),
        cue(&mut ids, 110, Some(200), &["Twelve chars"]),
    ];
    let (pairs, losses) = planned(&cues);
    // Loading takes 14 frames and can start at 102; the first caption goes meanwhile.
    assert_eq!(
        brief(&shown(&pairs)),
        [
            (100, Some(110), "First".to_owned()),
            (118, Some(200), "Twelve chars".to_owned())
        ]
    );
    let missing: Vec<&str> = losses.iter().map(|loss| loss.to.as_ref()).collect();
    assert_eq!(losses.len(), 1, "{losses:?}");
    assert_eq!(losses[0].feature, Feature::Times);
    assert!(
        missing[0].ends_with("8 frames are missing to send it in time"),
        "{missing:?}"
    );
}

#[test]
fn the_first_caption_has_no_room_before_the_first_label() {
    let mut ids = Ids::new(1, 1);
    let (pairs, losses) = planned(&[cue(&mut ids, 0, None, &["Now"])]);
    assert_eq!(brief(&shown(&pairs)), [(10, None, "Now".to_owned())]);
    assert!(losses[0].to.contains("10 frames are missing"), "{losses:?}");
}

#[test]
fn accents_by_themselves_are_sent_with_their_letters() {
    let mut ids = Ids::new(1, 1);
    let (pairs, losses) = planned(&[cue(&mut ids, 60, Some(90), &["cafe\u{301} o\u{308}"])]);
    assert_eq!(losses, []);
    let texts: Vec<String> = brief(&shown(&pairs))
        .into_iter()
        .map(|(.., text)| text)
        .collect();
    assert_eq!(texts, ["caf\u{e9} \u{f6}"]);
}

#[test]
fn captions_that_overlap_replace_each_other() {
    let mut ids = Ids::new(1, 1);
    let cues = [
        cue(&mut ids, 100, Some(300), &["First"]),
        cue(&mut ids, 200, Some(250), &["Second"]),
        cue(&mut ids, 280, None, &["Third"]),
        cue(&mut ids, 350, Some(400), &["Fourth"]),
    ];
    let (pairs, losses) = planned(&cues);
    assert_eq!(
        brief(&shown(&pairs)),
        [
            (100, Some(200), "First".to_owned()),
            (200, Some(250), "Second".to_owned()),
            (280, Some(350), "Third".to_owned()),
            (350, Some(400), "Fourth".to_owned()),
        ]
    );
    let features: Vec<Feature> = losses.iter().map(|loss| loss.feature).collect();
    assert_eq!(features, [Feature::Overlap, Feature::OpenEnd]);
}

#[test]
fn rows_roll_up_and_are_painted_on_their_frames() {
    let mut ids = Ids::new(1, 1);
    let mut cues = vec![
        cue(&mut ids, 100, Some(160), &["First row"]),
        cue(&mut ids, 160, Some(220), &["second row"]),
        cue(&mut ids, 300, Some(400), &["Painted"]),
    ];
    cues[0].mode = CaptionMode::RollUp { rows: 2 };
    cues[1].mode = CaptionMode::RollUp { rows: 2 };
    cues[2].mode = CaptionMode::PaintOn;
    let (pairs, losses) = planned(&cues);
    assert_eq!(losses, []);
    let captions = shown(&pairs);
    assert_eq!(
        brief(&captions),
        [
            (100, Some(160), "First row".to_owned()),
            (160, Some(220), "second row".to_owned()),
            (300, Some(400), "Painted".to_owned()),
        ]
    );
    let modes: Vec<CaptionMode> = captions.iter().map(|caption| caption.mode).collect();
    let wanted: Vec<CaptionMode> = cues.iter().map(|cue| cue.mode).collect();
    assert_eq!(modes, wanted);
}

/// What the player draws.
fn drawn(cues: &[Cue], frame: i64) -> Vec<(usize, usize, String)> {
    let screen = screens(cues, RATE.time_of(frame));
    let rows = screen.used_rows().map(|row| {
        let cells = screen.row(row);
        let column = cells.iter().position(|cell| cell.glyph != Glyph::Empty);
        let text = cells.iter().filter_map(|cell| match cell.glyph {
            Glyph::Char(character) => Some(character),
            Glyph::Attribute => Some('_'),
            Glyph::Empty | Glyph::Transparent => None,
        });
        (row + 1, column.unwrap_or(0) + 1, text.collect())
    });
    rows.collect()
}

#[test]
fn the_player_sees_what_a_decoder_shows() {
    let mut ids = Ids::new(1, 1);
    let mut cues = vec![
        cue(&mut ids, 0, Some(60), &["One"]),
        cue(&mut ids, 60, Some(120), &["two"]),
        cue(&mut ids, 120, Some(180), &["three"]),
        cue(&mut ids, 200, Some(260), &["Popped"]),
    ];
    for cue in &mut cues[..3] {
        cue.mode = CaptionMode::RollUp { rows: 2 };
    }
    cues[3].rows[0].0[0].style.italic = true;
    cues[3].position = Position::Grid(vec![GridCell { row: 3, column: 9 }]);
    let row = |row: usize, column: usize, text: &str| (row, column, text.to_owned());
    assert_eq!(drawn(&cues, 30), [row(15, 1, "One")]);
    assert_eq!(drawn(&cues, 60), [row(14, 1, "One"), row(15, 1, "two")]);
    assert_eq!(drawn(&cues, 179), [row(14, 1, "two"), row(15, 1, "three")]);
    assert_eq!(drawn(&cues, 180), []);
    assert_eq!(drawn(&cues, 200), [row(3, 8, "_Popped")]);
    assert_eq!(
        screens(&cues, Time::from_seconds(60)),
        super::Screen::default()
    );
}

#[test]
fn a_code_is_obeyed_once_for_two_and_twice_for_four() {
    let notes = |count: usize| {
        let mut words: Vec<u16> = vec![0x9429, 0x9470];
        words.extend(std::iter::repeat_n(0x9137, count));
        let captions = super::decode(words.into_iter().map(u16::to_be_bytes));
        captions[0].rows[0].chars()
    };
    assert_eq!([1, 2, 3, 4, 5].map(notes), [1, 1, 2, 2, 3]);
}
