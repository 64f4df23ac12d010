//! What the EBU STL files of two test suites show: those of the IRT name the
//! requirement of EBU Tech 3360 that each is for.

use captions::{Align, Cue, GridCell, Position};
use formats::Reading;

/// What a file has to show.
enum Shows {
    /// The text of a cue.
    Text(usize, &'static str),
    /// The row of the page that a cue starts in, where it is not at the bottom.
    Row(usize, Option<u8>),
    /// How a cue is aligned.
    Side(usize, Align),
    /// Whether a cue is a comment.
    Comment(usize, bool),
    /// The cumulative status of a cue, where it is not that of its times.
    Cumulative(usize, Option<&'static str>),
    /// A field of the first block.
    Field(&'static str, &'static str),
    /// The character set of the text.
    Set(&'static str),
    /// A remark.
    Remark(&'static str),
    /// How many cues there are.
    Cues(usize),
    /// When a cue starts and ends, in frames of 25 a second.
    Frames(usize, [i64; 2]),
}

use Shows::{Comment, Cues, Cumulative, Field, Frames, Remark, Row, Set, Side, Text};

const FILES: &[(&str, &[Shows])] = &[
    (
        "requirement-0164-002",
        &[
            Field("OPT", "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒ"),
            Field("TPT", "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀"),
        ],
    ),
    ("requirement-0165-002", &[Text(1, "0123456789:;<=>?")]),
    ("requirement-0165-004", &[Text(1, "PQRSTUVWXYZ[\\]^_")]),
    ("requirement-0165-006", &[Text(1, "pqrstuvwxyz{|}~")]),
    ("requirement-0166-002", &[Text(1, "°±²³×µ¶·÷’”»¼½¾¿")]),
    ("requirement-0166-004", &[Text(1, "—¹®©™♪¬¦⅛⅜⅝⅞")]),
    ("requirement-0166-006", &[Text(1, "ĸæđðħıĳŀłøœßþŧŋ\u{ad}")]),
    ("requirement-0171-002", &[Field("OPT", "©")]),
    ("requirement-0171-004", &[Field("OPT", "Û")]),
    ("requirement-0172-002", &[Remark("unknown-code-page")]),
    (
        "requirement-0174-002",
        &[Remark("display-standard-assumed")],
    ),
    ("requirement-0174-004", &[Field("DSC", "2")]),
    ("requirement-0175-002", &[Set("iso-8859-6")]),
    ("requirement-0192-002", &[Field("TCS", "0")]),
    (
        "requirement-0208-002",
        &[Text(1, "Block_00Block_FF"), Cues(3)],
    ),
    (
        "requirement-0209-002",
        &[
            Cumulative(0, Some("1")),
            Cumulative(1, Some("2")),
            Cumulative(2, None),
            Frames(0, [0, 100]),
            Frames(1, [50, 225]),
            Frames(2, [100, 225]),
        ],
    ),
    ("requirement-0212-002", &[Row(1, Some(5))]),
    ("requirement-0212-004", &[Row(1, Some(15))]),
    ("requirement-0212-006", &[Row(1, None)]),
    ("requirement-0213-002", &[Side(1, Align::Left)]),
    ("requirement-0213-004", &[Side(1, Align::Right)]),
    (
        "requirement-0214-002",
        &[Comment(0, false), Comment(1, true), Comment(2, false)],
    ),
    (
        "requirement-0215-002",
        &[Remark("user-data"), Text(1, "A simple subtitle."), Cues(3)],
    ),
    ("requirement-0218-002", &[Text(2, "Я"), Set("iso-8859-5")]),
    ("requirement-0218-004", &[Text(2, "Ω"), Set("iso-8859-7")]),
    ("multi_tti_subtitle", &[Text(0, "Foo Bar Baz"), Cues(1)]),
    (
        "vp20_2_newlines",
        &[Text(0, "This is row 20\nThis is row 22"), Row(0, None)],
    ),
    (
        "vp18_3_lines",
        &[Text(0, "This\nis\nrow 18"), Row(0, Some(18))],
    ),
    (
        "cumulative_set",
        &[
            Cues(5),
            Cumulative(1, None),
            Cumulative(4, None),
            Row(1, Some(1)),
            Row(4, Some(7)),
            Frames(1, [50, 175]),
            Frames(4, [125, 175]),
        ],
    ),
    (
        "test_tcp_processing",
        &[Frames(0, [-900_000, -899_950]), Frames(1, [0, 49])],
    ),
    (
        "two_contained_tti",
        &[
            Frames(0, [25, 225]),
            Frames(1, [75, 125]),
            Frames(2, [150, 200]),
        ],
    ),
];

/// The first thing that a reading of a known file does not show.
pub fn difference(stem: &str, reading: &Reading) -> Option<Option<String>> {
    let (_, shows) = FILES.iter().find(|(name, _)| *name == stem)?;
    let cues: Vec<&Cue> = reading.document.cues(reading.track).collect();
    let missing = shows
        .iter()
        .find_map(|shown| missing(shown, reading, &cues));
    Some(missing)
}

fn missing(shown: &Shows, reading: &Reading, cues: &[&Cue]) -> Option<String> {
    let differs =
        |seen: String, wanted: String| (seen != wanted).then(|| format!("{seen}, not {wanted}"));
    let cue = |index: &usize| cues.get(*index).copied().expect("so many cues");
    match shown {
        Text(index, text) => differs(cue(index).text(), (*text).to_owned()),
        Row(index, row) => {
            let seen = match &cue(index).position {
                Position::Grid(cells) => cells.first().map(|GridCell { row, .. }| *row),
                _ => None,
            };
            differs(format!("row {seen:?}"), format!("row {row:?}"))
        }
        Side(index, side) => differs(format!("{:?}", cue(index).align), format!("{side:?}")),
        Comment(index, comment) => differs(cue(index).comment.to_string(), comment.to_string()),
        Cumulative(index, status) => {
            let seen = cue(index).settings.get("ebu-stl.cumulative");
            differs(
                format!("{:?}", seen.map(String::as_str)),
                format!("{status:?}"),
            )
        }
        Field(name, text) => {
            let track = reading.document.track(reading.track).expect("a track");
            let seen = track.headers.get(&format!("ebu-stl/{name}"));
            let seen = seen.map(|raw| String::from_utf8_lossy(raw.as_bytes()).into_owned());
            differs(seen.unwrap_or_default(), (*text).to_owned())
        }
        Set(name) => differs(reading.encoding.to_owned(), (*name).to_owned()),
        Remark(code) => {
            let is_there = reading
                .diagnostics
                .iter()
                .any(|remark| remark.code == *code);
            (!is_there).then(|| format!("no remark {code}"))
        }
        Cues(count) => differs(cues.len().to_string(), count.to_string()),
        Frames(index, frames) => {
            let rate = reading.document.settings().timebase.rate();
            let (start, end) = (cue(index).in_time, cue(index).out_time);
            let seen = [Some(start), end].map(|time| time.map(|time| rate.nearest_frame(time)));
            differs(format!("{seen:?}"), format!("{:?}", frames.map(Some)))
        }
    }
}
