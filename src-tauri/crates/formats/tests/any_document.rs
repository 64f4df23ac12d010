//! Any document at all goes out and comes back with the declared losses and no
//! others: whatever differs between the cue that was written and the cue that
//! is read back is named by a loss of that cue, or of the whole track.

use captions::testing::documents;
use captions::{Cue, Document, Ids, Position, Style, TrackId};
use formats::{Feature, Format, Loss, ReadOptions, Support, WriteOptions, registry};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

/// One character written in two ways that mean the same (Unicode chapter 3.11):
/// a format may have only one of them.
const DECOMPOSED: &str = "e\u{301}";
const COMPOSED: &str = "\u{e9}";

/// One side of a cue, and the features whose losses may change it.
struct Side {
    name: &'static str,
    of: fn(&Cue) -> String,
    covered_by: &'static [Feature],
}

/// The characters of a cue whose style has something, without white space.
fn styled(cue: &Cue, has: impl Fn(&Style) -> bool) -> String {
    let runs = cue.rows.iter().flat_map(|row| &row.0);
    let text = runs
        .filter(|run| has(&run.style))
        .map(|run| run.text.as_str());
    text.flat_map(str::chars)
        .filter(|c| !c.is_whitespace())
        .collect::<String>()
        .replace(DECOMPOSED, COMPOSED)
}

/// What may change the characters that other sides are made of.
macro_rules! or_text {
    ($($feature:ident),*) => {
        &[$(Feature::$feature,)* Feature::Characters, Feature::Comment, Feature::LineBreak]
    };
}

const SIDES: &[Side] = &[
    Side {
        name: "times",
        of: |cue| format!("{:?} {:?}", cue.in_time, cue.out_time),
        covered_by: &[
            Feature::Times,
            Feature::TimePrecision,
            Feature::OpenEnd,
            Feature::Overlap,
            Feature::CaptionMode,
        ],
    },
    Side {
        name: "words",
        of: |cue| styled(cue, |_| true),
        covered_by: or_text!(Speaker, Role),
    },
    Side {
        name: "rows",
        of: |cue| {
            let rows = cue.rows.iter();
            let lengths: Vec<String> = rows.map(|row| row.text().trim().to_owned()).collect();
            let text = lengths.join("\n").replace(DECOMPOSED, COMPOSED);
            text.trim_matches('\n').to_owned()
        },
        covered_by: or_text!(BlankRow, Speaker, Role),
    },
    Side {
        name: "italics",
        of: |cue| styled(cue, |style| style.italic),
        covered_by: or_text!(Italic),
    },
    Side {
        name: "bold",
        of: |cue| styled(cue, |style| style.bold),
        covered_by: or_text!(Bold),
    },
    Side {
        name: "underline",
        of: |cue| styled(cue, |style| style.underline),
        covered_by: or_text!(Underline),
    },
    Side {
        name: "colour",
        of: |cue| styled(cue, |style| style.color.is_some()),
        covered_by: or_text!(TextColor),
    },
    Side {
        name: "background",
        of: |cue| styled(cue, |style| style.background.is_some()),
        covered_by: or_text!(BackgroundColor),
    },
    Side {
        name: "ruby",
        of: |cue| styled(cue, |style| style.ruby().is_some()),
        covered_by: or_text!(Ruby),
    },
    Side {
        name: "language",
        of: |cue| styled(cue, |style| detail(style, |d| d.lang.is_some())),
        covered_by: or_text!(RunLanguage),
    },
    Side {
        name: "speaker",
        of: |cue| {
            let voiced = styled(cue, |style| detail(style, |d| d.voice.is_some()));
            format!("{:?}", cue.speaker.is_some() || !voiced.is_empty())
        },
        covered_by: or_text!(Speaker),
    },
    Side {
        name: "place",
        of: |cue| format!("{:?}", cue.position),
        covered_by: &[
            Feature::Place,
            Feature::FreePosition,
            Feature::RowPosition,
            Feature::Region,
            Feature::Align,
            Feature::Characters,
            Feature::BlankRow,
            Feature::LineBreak,
            Feature::Comment,
        ],
    },
    Side {
        name: "align",
        of: |cue| format!("{:?}", cue.align),
        covered_by: &[Feature::Align, Feature::Place, Feature::RowPosition],
    },
    Side {
        name: "mode",
        of: |cue| format!("{:?}", cue.mode),
        covered_by: &[Feature::CaptionMode, Feature::Comment],
    },
    Side {
        name: "channel",
        of: |cue| format!("{:?}", cue.channel),
        covered_by: &[Feature::Channel, Feature::Comment],
    },
    Side {
        name: "forced",
        of: |cue| format!("{:?}", cue.forced),
        covered_by: &[Feature::Forced, Feature::Comment],
    },
];

fn detail(style: &Style, has: fn(&captions::StyleDetail) -> bool) -> bool {
    style.detail.as_deref().is_some_and(has)
}

/// Whether a loss says that the cues of a track were put in order of time.
fn is_new_order(loss: &Loss) -> bool {
    loss.feature == Feature::Times && loss.to == "the order of their in times"
}

/// Whether a loss says that its cue is not in the file at all.
fn is_gone(cue: &Cue, loss: &Loss) -> bool {
    let left_out = loss.to.starts_with("left out");
    match loss.feature {
        Feature::Characters | Feature::Times => left_out,
        Feature::Comment => left_out || loss.to.ends_with("without times"),
        Feature::BlankRow => left_out && cue.text().trim().is_empty(),
        _ => false,
    }
}

fn back(format: &Format, bytes: &[u8], document: &Document) -> (Document, TrackId) {
    let settings = document.settings();
    let options = ReadOptions {
        format: Some(format.info().id.to_owned()),
        frame_rate: Some(settings.timebase.rate()),
        drop_frame: Some(settings.timebase.drop_frame()),
        programme_start: Some(
            settings
                .timebase
                .label(settings.programme_start)
                .to_string(),
        ),
        ..ReadOptions::default()
    };
    let reading = formats::read(bytes, None, &options, &mut Ids::new(2, 2));
    let reading = reading.expect("the format exists");
    (reading.document, reading.track)
}

/// The document as if it had never been a file: the bytes that random cues say
/// they came from are no captions.
fn without_source(document: &Document) -> Document {
    let mut bare = document.clone();
    for track in document.tracks() {
        for cue in document.cues(track.id) {
            let cue = Cue {
                raw: None,
                ..cue.clone()
            };
            bare.put_cue(cue).expect("its track is there");
        }
    }
    bare
}

/// What came back, without what a cue leaves to the target and the target has
/// to decide: a place on the grid, a channel.
fn left_to_the_target(old: &Cue, new: &Cue) -> Cue {
    let mut new = new.clone();
    if old.position == Position::Auto && matches!(new.position, Position::Grid(_)) {
        new.position = Position::Auto;
    }
    new.channel = old.channel.and(new.channel);
    new
}

/// What came back otherwise than it went out, and was not declared.
fn undeclared(format: &Format, document: &Document, track: TrackId) -> Vec<String> {
    let written = format
        .write(document, track, &WriteOptions::default())
        .expect("the track is there");
    let (read, read_track) = back(format, &written.bytes, document);
    let mut of_track: Vec<&Loss> = written.losses.iter().collect();
    of_track.retain(|loss| loss.cue.is_none());
    let by_time = of_track.iter().any(|loss| is_new_order(loss));
    // Neither an order nor a rate, which the reader is told, changes a time.
    of_track.retain(|loss| loss.feature != Feature::Times);
    let of_cue = |cue: &Cue| -> Vec<&Loss> {
        let losses = written.losses.iter();
        losses.filter(|loss| loss.cue == Some(cue.id)).collect()
    };
    let mut before: Vec<&Cue> = document.cues(track).collect();
    before.retain(|cue| !of_cue(cue).into_iter().any(|loss| is_gone(cue, loss)));
    // What is sent frame by frame is in order of time.
    if by_time || format.info().support(Feature::Channel) != Support::None {
        before.sort_by_key(|cue| cue.in_time);
    }
    let after: Vec<&Cue> = read.cues(read_track).collect();
    if before.len() != after.len() {
        let (went, came) = (before.len(), after.len());
        return vec![format!("{went} cues went out, {came} came back")];
    }
    let mut wrong = Vec::new();
    for (old, new) in before.into_iter().zip(after) {
        let losses = of_cue(old);
        let losses = losses.into_iter().chain(of_track.iter().copied());
        let declared: Vec<Feature> = losses.map(|loss| loss.feature).collect();
        let new = left_to_the_target(old, new);
        for side in SIDES {
            let (went, came) = ((side.of)(old), (side.of)(&new));
            let named = side.covered_by.iter().any(|f| declared.contains(f));
            if went != came && !named {
                wrong.push(format!("{}: {went:?} became {came:?}", side.name));
            }
        }
    }
    wrong
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::with_cases(512)
    })]

    #[test]
    fn nothing_is_lost_in_silence(document in documents()) {
        let document = without_source(&document);
        for format in registry::all().iter().filter(|format| format.info().writes) {
            for track in document.tracks() {
                let wrong = undeclared(format, &document, track.id);
                prop_assert!(wrong.is_empty(), "{}: {}", format.info().id, wrong.join("; "));
            }
        }
    }
}
