//! The captions that peers are given.

use std::path::Path;

use captions::testing::documents;
use captions::{
    Align, CaptionMode, Color, Cue, Document, FrameRate, GridCell, Ids, Position, Row, Run,
    Settings, Style, Time, Timebase, Track, TrackId,
};
use formats::ReadOptions;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// A document by name.
pub struct Named {
    pub name: String,
    pub document: Document,
    pub track: TrackId,
}

/// How many documents of the property generator are compared.
const GENERATED: usize = 8;

/// Every document, in the same form every time.
pub fn all() -> Vec<Named> {
    let mut all = vec![sample(), styled(), long()];
    let generated = (1..).map(generated);
    // Peers have each their own idea of a file without captions.
    all.extend(
        generated
            .filter(|made| !made.document.is_empty())
            .take(GENERATED),
    );
    all
}

/// The document of these cues, in order of time.
fn of(name: &str, base: Timebase, cues: impl IntoIterator<Item = Cue>) -> Named {
    let mut ids = Ids::new(1, 1);
    let track = Track::new(ids.track(), name, "en");
    let id = track.id;
    let mut document = Document::new(Settings {
        timebase: base,
        ..Settings::default()
    });
    document.put_track(track);
    for (rank, mut cue) in (1..).zip(cues) {
        (cue.id, cue.track, cue.raw) = (ids.cue(), id, None);
        cue.rank = rank * Cue::RANK_STEP;
        document.put_cue(cue).expect("the track is there");
    }
    Named {
        name: name.to_owned(),
        document,
        track: id,
    }
}

fn ntsc() -> Timebase {
    Timebase::drop(FrameRate::NTSC).expect("29.97 drops")
}

/// The captions of the sample project, as if they had never been a file.
fn sample() -> Named {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/sample");
    let file = std::fs::read(root.join("captions.vtt")).expect("the sample's captions");
    let options = ReadOptions::default();
    let reading = formats::read(&file, Some("captions.vtt"), &options, &mut Ids::new(2, 2));
    let reading = reading.expect("WebVTT");
    let cues = reading.document.cues(reading.track).cloned();
    of("sample", ntsc(), cues.collect::<Vec<_>>())
}

fn cue(seconds: (i64, i64), rows: Vec<Row>) -> Cue {
    let mut ids = Ids::new(0, 0);
    let (start, end) = (Time::from_seconds(seconds.0), Time::from_seconds(seconds.1));
    let mut cue = Cue::new(ids.cue(), ids.track(), start, Some(end));
    cue.rows = rows;
    cue
}

fn run(text: &str, change: impl Fn(&mut Style)) -> Run {
    let mut run = Run::plain(text);
    change(&mut run.style);
    run
}

/// Styles, colours, places, rows and characters, each where it can be seen.
fn styled() -> Named {
    let plain = |text: &str| vec![Row::plain(text)];
    let italic = |text: &str| run(text, |style| style.italic = true);
    let colored = |text: &str, color| run(text, move |style| style.color = Some(color));
    let yellow = Color::rgb(255, 255, 0);
    let rows = [
        vec![Row::from(vec![italic("All of it in italics")])],
        vec![
            Row::from(vec![
                Run::plain("One word "),
                italic("leans"),
                Run::plain(" here"),
            ]),
            Row::from(vec![Run::plain("and "), colored("one is yellow", yellow)]),
        ],
        vec![Row::from(vec![
            colored("Red", Color::rgb(255, 0, 0)),
            Run::plain(" and white"),
        ])],
        vec![Row::from(vec![
            run("Under", |style| style.underline = true),
            Run::plain(" the line"),
        ])],
        vec![Row::from(vec![Run::plain("half a w"), italic("ord")])],
        plain("Caf\u{e9}, ni\u{f1}o, Gr\u{f6}\u{df}e, \u{e7}\u{e0} et l\u{e0}"),
        plain("\u{266a} La la la \u{266a}"),
        plain("Fish & chips < bread > 50% \"salt\""),
        vec![Row::plain("- Who is there?"), Row::plain("- Nobody.")],
    ];
    let places = [
        Position::Numpad(8),
        Position::Numpad(1),
        Position::Numpad(9),
        Position::Grid(vec![
            GridCell { row: 3, column: 5 },
            GridCell { row: 4, column: 9 },
        ]),
        Position::Grid(vec![
            GridCell { row: 2, column: 5 },
            GridCell { row: 14, column: 9 },
        ]),
    ];
    let placed = places.into_iter().map(|position| {
        let rows = vec![Row::plain("Placed"), Row::plain("by hand")];
        (rows, position, Align::Center)
    });
    let sides = [Align::Left, Align::Right].map(|align| {
        let rows = vec![Row::plain("To"), Row::plain("one side")];
        (rows, Position::Auto, align)
    });
    let usual = rows
        .into_iter()
        .map(|rows| (rows, Position::Auto, Align::Center));
    let all = usual.chain(placed).chain(sides);
    let cues = (1..).zip(all).map(|(number, (rows, position, align))| {
        let mut cue = cue((number * 3, number * 3 + 2), rows);
        (cue.position, cue.align) = (position, align);
        cue
    });
    of("styled", ntsc(), cues.collect::<Vec<_>>())
}

/// Cues on either side of minutes that drop labels and of those that do not.
fn long() -> Named {
    let base = ntsc();
    let labels = [
        "00:00:03;00",
        "00:00:59;28",
        "00:02:00;02",
        "00:09:59;29",
        "00:10:04;00",
        "00:20:00;00",
        "00:59:59;29",
        "01:10:00;00",
        "01:59:59;29",
    ];
    let cues = labels.map(|label| {
        let frame = base.parse(label).expect("a label");
        let mut cue = cue((0, 0), vec![Row::plain(format!("At {}", &label[..8]))]);
        cue.in_time = base.rate().time_of(frame);
        cue.out_time = Some(base.rate().time_of(frame + 60));
        cue
    });
    of("long", base, cues)
}

/// A document of the property generator: its cues with text, with time to load
/// each, and without what only few formats have.
fn generated(seed: u8) -> Named {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let tree = documents().new_tree(&mut runner).expect("a document");
    let made = tree.current();
    let cues = made.tracks().into_iter();
    let cues = cues.flat_map(|track| made.cues(track.id));
    let cues = cues.filter(|cue| !cue.comment && !cue.text().trim().is_empty());
    let rate = FrameRate::NTSC;
    let spread = (1..).zip(cues).map(|(number, cue)| {
        let mut cue = cue.clone();
        let late = rate.nearest_frame(cue.in_time) % 60;
        let long = cue.out_time.map_or(90, |out| {
            rate.nearest_frame(out - cue.in_time).clamp(15, 90)
        });
        let start = number * 180 + late;
        cue.in_time = rate.time_of(start);
        cue.out_time = Some(rate.time_of(start + long));
        (cue.mode, cue.channel, cue.label) = (CaptionMode::PopOn, None, None);
        for run in cue.rows.iter_mut().flat_map(|row| &mut row.0) {
            if let Some(detail) = run.style.detail.as_mut() {
                (detail.ruby, detail.appears) = (None, None);
            }
            run.style.normalise();
        }
        cue.rows.iter_mut().for_each(Row::normalise);
        cue
    });
    of(
        &format!("generated {seed}"),
        Timebase::non_drop(rate),
        spread.collect::<Vec<_>>(),
    )
}
