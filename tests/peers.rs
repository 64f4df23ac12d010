//! What Cuewright writes, read by other programs: ttconv and pycaption, which
//! are installed below the target folder where pip can do that, and ffmpeg,
//! where it is found. They must see the same cues at the same times with the
//! same text as Cuewright's own reader, which other tests hold to the document.
//! Where a peer is known to be wrong, [`known`] says how.

#[path = "peers/documents.rs"]
mod documents;
#[path = "peers/known.rs"]
mod known;
#[path = "peers/readers.rs"]
mod readers;

use captions::{Cue, FrameRate, Ids, Row, Settings, Time, Timebase};
use cuewright_tests::python;
use documents::Named;
use formats::{ReadOptions, WriteOptions};
use readers::{Answer, Peers, Seen};

/// The formats, and the peers that read them.
const READ_BY: &[(&str, &[&str])] = &[
    ("scc", &["ttconv", "pycaption", "ffmpeg"]),
    ("ttml", &["ttconv", "pycaption"]),
    ("dfxp", &["ttconv", "pycaption"]),
    ("imsc", &["ttconv", "pycaption"]),
    ("itt", &["ttconv", "pycaption"]),
    ("ebu-tt-d", &["ttconv", "pycaption"]),
    ("smpte-tt", &["ttconv", "pycaption"]),
    ("vtt", &["ttconv", "pycaption", "ffmpeg"]),
    ("srt", &["ttconv", "pycaption", "ffmpeg"]),
    ("ebu-stl", &["ttconv"]),
];

/// A file and what is in it.
struct Case {
    format: &'static str,
    name: String,
    base: Timebase,
    file: Vec<u8>,
    /// As Cuewright reads it.
    own: Vec<Own>,
}

/// A cue as Cuewright reads it.
struct Own {
    cue: Cue,
    start: Time,
    end: Option<Time>,
    text: String,
}

/// Rows without the spaces around them, and without those that have no text.
fn text_of(cue: &Cue) -> String {
    let rows = cue.rows.iter().map(Row::text);
    let rows = rows.map(|row| row.replace('\u{200b}', ""));
    let rows = rows.map(|row| row.split_whitespace().collect::<Vec<_>>().join(" "));
    let rows: Vec<String> = rows.filter(|row| !row.is_empty()).collect();
    rows.join("\n")
}

/// Writes a document; EBU STL at the rate it has.
fn case(named: &Named, format: &'static str) -> Case {
    let mut document = named.document.clone();
    if format == "ebu-stl" {
        document.set_settings(Settings {
            timebase: Timebase::non_drop(FrameRate::PAL),
            ..document.settings().clone()
        });
    }
    let base = document.settings().timebase;
    let written = formats::write(&document, named.track, format, &WriteOptions::default());
    let file = written.expect("the format exists").bytes;
    let options = ReadOptions {
        format: Some(format.to_owned()),
        frame_rate: Some(base.rate()),
        drop_frame: Some(base.drop_frame()),
        programme_start: Some(base.label(0).to_string()),
        ..ReadOptions::default()
    };
    let reading = formats::read(&file, None, &options, &mut Ids::new(3, 3));
    let reading = reading.expect("the format exists");
    let cues = reading.document.cues(reading.track);
    let own = cues.filter(|cue| !cue.comment).map(|cue| Own {
        cue: cue.clone(),
        start: cue.in_time,
        end: cue.out_time,
        text: text_of(cue),
    });
    let own = own.filter(|own| !own.text.is_empty()).collect();
    Case {
        format,
        name: named.name.clone(),
        base,
        file,
        own,
    }
}

/// In which a peer's cue may differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aspect {
    In,
    Out,
    Text,
    /// Which cues there are, or that there are any.
    Cues,
}

/// Whether two times are the same millisecond, and so the same frame.
fn same(own: Time, seen: Time) -> bool {
    (own - seen).abs() < Time::MILLISECOND
}

fn differences(own: &Own, seen: &Seen) -> Vec<Aspect> {
    let same_out = match (own.end, seen.end) {
        (Some(own), Some(seen)) => same(own, seen),
        (own, seen) => own == seen,
    };
    let all = [
        (Aspect::In, same(own.start, seen.start)),
        (Aspect::Out, same_out),
        (Aspect::Text, own.text == seen.text),
    ];
    let differing = all.into_iter().filter(|(_, same)| !same);
    differing.map(|(aspect, _)| aspect).collect()
}

/// What a peer sees otherwise and is not known for; notes what it is known for.
fn disagreements(case: &Case, peer: &str, answer: &Answer, met: &mut [usize]) -> Vec<String> {
    let about = format!("{peer}, {} of \u{201c}{}\u{201d}", case.format, case.name);
    let seen = match answer {
        Answer::Cues(seen) if seen.len() == case.own.len() => seen,
        other => {
            if let Some(rule) = known::of_file(case, peer, other) {
                met[rule] += 1;
                return Vec::new();
            }
            return vec![match other {
                Answer::Cues(seen) => format!("{about}: not {} cues: {seen:?}", case.own.len()),
                Answer::Refused(why) => format!("{about}: refused: {why}"),
            }];
        }
    };
    let mut wrong = Vec::new();
    for (index, (own, seen)) in case.own.iter().zip(seen).enumerate() {
        for aspect in differences(own, seen) {
            match known::of_cue(case, peer, aspect, index, seen) {
                Some(rule) => met[rule] += 1,
                None => wrong.push(format!(
                    "{about}: cue {}: {aspect:?}: {seen:?}, not {} to {:?} {:?}",
                    index + 1,
                    own.start,
                    own.end.map(|end| end.to_string()),
                    own.text
                )),
            }
        }
    }
    wrong
}

#[test]
fn peers_see_the_same_cues() {
    let folder = tempfile::tempdir().expect("a folder to work in");
    let target = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("peers-readers");
    let peers = Peers {
        python: python::environment(&target, &python::READERS),
        ffmpeg: cuewright_tests::cost::has_ffmpeg(),
    };
    for name in peers.missing() {
        eprintln!("not compared with {name}: it is not on this machine");
    }
    let documents = documents::all();
    let cases = documents
        .iter()
        .flat_map(|named| READ_BY.iter().map(move |(format, _)| case(named, format)));
    let cases: Vec<Case> = cases.collect();
    let jobs = cases.iter().flat_map(|case| {
        let read_by = READ_BY.iter().find(|(format, _)| *format == case.format);
        let peers_of = read_by.map_or(&[][..], |(_, peers)| peers);
        peers_of.iter().map(move |peer| (case, *peer))
    });
    let jobs: Vec<(&Case, &str)> = jobs.filter(|(_, peer)| peers.has(peer)).collect();
    let answers = peers.read(&jobs, folder.path());
    assert_eq!(answers.len(), jobs.len());
    let mut met = vec![0; known::WRONG.len()];
    let mut wrong = Vec::new();
    for ((case, peer), answer) in jobs.iter().zip(&answers) {
        wrong.extend(disagreements(case, peer, answer, &mut met));
    }
    for (rule, times) in known::WRONG.iter().zip(&met) {
        let named = format!("{} reading {}: {}", rule.peer, rule.format, rule.what);
        if *times > 0 {
            eprintln!("known to be wrong: {named} ({times} times)");
        } else if peers.has(rule.peer) {
            wrong.push(format!("no longer so, take it off the list: {named}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
