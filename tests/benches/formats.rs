//! Reading and writing every format at 20,000 and 40,000 cues, beside what
//! others have. In this process: how long each takes, and that twice the cues
//! take twice the time. Whole processes: the command line beside ffmpeg, and
//! its memory, with and without what one cue takes. Beside pysubs2, pycaption
//! and ttconv: time for a cue, since some of them take too long for so many;
//! starting and importing is not counted.
//! MacCaption is measured in `mcc`, by the hour. Build the release binary
//! first: `cargo build --release -p cuewright-cli`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use captions::{Cue, Document, FrameRate, Ids, Row, Run, Settings, Time, Timebase, Track, TrackId};
use cuewright_tests::cost::{self, Cost};
use cuewright_tests::python;
use formats::{ReadOptions, WriteOptions, registry};
use serde_json::Value;

const CUES: i64 = 20_000;
const ROUNDS: usize = 5;

/// Twice the cues may take so many times the time.
const LINEAR: f64 = 2.3;
/// How many times the size of the file a process may have resident.
const MEMORY: f64 = 10.0;
/// So many times faster than ffmpeg, and than what is written in Python.
const OVER_FFMPEG: f64 = 5.0;
const OVER_PYTHON: f64 = 30.0;

/// What ffmpeg reads, by the name it has for it, and what it writes.
const FFMPEG_READS: &[(&str, &str)] = &[
    ("srt", "srt"),
    ("vtt", "webvtt"),
    ("ass", "ass"),
    ("ssa", "ass"),
    ("microdvd", "microdvd"),
    ("scc", "scc"),
    ("spruce-stl", "stl"),
];
const FFMPEG_WRITES: &[(&str, &str)] = &[("vtt", "webvtt"), ("ass", "ass"), ("ttml", "ttml")];

/// What is written in Python, the format, and how many cues it can be given:
/// ttconv takes four times as long for twice the cues, and so does pycaption
/// with TTML.
const PYTHON: &[(&str, &str, i64)] = &[
    ("pysubs2", "srt", CUES),
    ("pysubs2", "vtt", CUES),
    ("pysubs2", "ass", CUES),
    ("pysubs2", "ssa", CUES),
    ("pysubs2", "microdvd", CUES),
    ("pycaption", "srt", CUES),
    ("pycaption", "vtt", CUES),
    ("pycaption", "microdvd", CUES),
    ("pycaption", "scc", 2_000),
    ("pycaption", "dfxp", 500),
    ("ttconv", "srt", 2_000),
    ("ttconv", "vtt", 2_000),
    ("ttconv", "imsc", 2_000),
    ("ttconv", "ebu-stl", 2_000),
    ("ttconv", "scc", 200),
];

/// A format at one number of cues.
struct Speed {
    bytes: usize,
    write: Duration,
    read: Duration,
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder to work in");
    let formats = registry::all().iter().map(|format| format.info());
    let formats: Vec<&str> = formats
        .filter(|info| info.reads && info.writes && info.id != "mcc")
        .map(|info| info.id)
        .collect();
    println!(
        "{CUES} cues, and {} (limit {LINEAR} times the time)",
        2 * CUES
    );
    let single = formats.iter().map(|id| (*id, both_sizes(id)));
    let single: Vec<(&str, Speed)> = single.collect();
    whole_processes(&formats, folder.path());
    beside_python(&single, folder.path());
}

/// Cues of two rows, two seconds apart, so that line 21 has time for each and
/// the last comes before midnight.
fn programme(cues: i64) -> (Document, TrackId) {
    let mut ids = Ids::new(1, 1);
    let track = Track::new(ids.track(), "programme", "en");
    let id = track.id;
    let mut document = Document::new(Settings {
        timebase: Timebase::non_drop(FrameRate::PAL),
        ..Settings::default()
    });
    document.put_track(track);
    for number in 0..cues {
        let frame = |frame: i64| FrameRate::PAL.time_of(number * 50 + frame);
        let (start, end): (Time, Time) = (frame(40), frame(85));
        let mut cue = Cue::new(ids.cue(), id, start, Some(end));
        cue.rank = (number + 1) * Cue::RANK_STEP;
        let mut first = Run::plain("The first row");
        first.style.italic = true;
        let second = Run::plain(format!(" of {number}"));
        cue.rows = vec![Row::from(vec![first, second]), Row::plain("and the second")];
        document.put_cue(cue).expect("its track is there");
    }
    (document, id)
}

fn written(cues: i64, format: &str) -> Vec<u8> {
    let (document, track) = programme(cues);
    let written = formats::write(&document, track, format, &WriteOptions::default());
    written.expect("the format is written").bytes
}

fn speed(cues: i64, format: &str) -> Speed {
    let (document, track) = programme(cues);
    let (write, file) = fastest(|| {
        let written = formats::write(&document, track, format, &WriteOptions::default());
        written.expect("the format is written").bytes
    });
    let options = ReadOptions {
        format: Some(format.to_owned()),
        frame_rate: Some(FrameRate::PAL),
        ..ReadOptions::default()
    };
    let (read, reading) = fastest(|| {
        let mut ids = Ids::new(2, 2);
        formats::read(&file, None, &options, &mut ids).expect("the format is read")
    });
    assert!(!reading.document.is_empty(), "{format} is read");
    Speed {
        bytes: file.len(),
        write,
        read,
    }
}

/// The least time of several runs, which is that with the fewest interruptions.
fn fastest<T>(work: impl Fn() -> T) -> (Duration, T) {
    let mut best = Duration::MAX;
    let mut round = 0;
    loop {
        let start = Instant::now();
        let made = work();
        best = best.min(start.elapsed());
        round += 1;
        if round == ROUNDS {
            return (best, made);
        }
    }
}

/// Prints the line of a format; gives its speed at the smaller size.
fn both_sizes(format: &str) -> Speed {
    let (one, two) = (speed(CUES, format), speed(2 * CUES, format));
    let ratio = |one: Duration, two: Duration| two.as_secs_f64() / one.as_secs_f64();
    let (write, read) = (ratio(one.write, two.write), ratio(one.read, two.read));
    let per_second = |time: Duration| one.bytes as f64 / 1e6 / time.as_secs_f64();
    println!(
        "  {format:<12} {:>6.1} MB: written in {:>6.1} ms ({:>4.0} MB/s), twice as many in {write:.2} times; \
         read in {:>6.1} ms ({:>4.0} MB/s), {read:.2} times{}",
        one.bytes as f64 / 1e6,
        one.write.as_secs_f64() * 1e3,
        per_second(one.write),
        one.read.as_secs_f64() * 1e3,
        per_second(one.read),
        cost::held(write <= LINEAR && read <= LINEAR),
    );
    one
}

/// The command line reading each format and writing SubRip, and the other way
/// round, beside ffmpeg. What is written in its own format goes out as it came,
/// so every cue keeps its part of the file until then.
fn whole_processes(formats: &[&str], folder: &Path) {
    println!("Whole processes, {} cues, to SubRip", 2 * CUES);
    let output = folder.join("own");
    let Some(binary) = cost::command_line() else {
        println!("  no release binary: cargo build --release -p cuewright-cli");
        return;
    };
    let single = convert(&binary, (&file(folder, 1, "srt"), "srt"), (&output, "vtt"));
    let floor = single.memory.unwrap_or_default();
    println!("  one cue takes {:.0} MB", floor as f64 / 1e6);
    for format in formats.iter().copied() {
        let input = file(folder, 2 * CUES, format);
        let ours = convert(&binary, (&input, format), (&output, "srt"));
        let size = std::fs::metadata(&input).map_or(1, |data| data.len());
        report(format, &ours, (size, floor));
        if format != "srt" {
            let kept = convert(&binary, (&input, format), (&output, format));
            report("  as it came", &kept, (size, floor));
        }
        if let Some((_, name)) = FFMPEG_READS.iter().find(|(id, _)| *id == format) {
            beside_ffmpeg(&ours, &["-f", *name], &input, &["-f", "srt"], folder);
        }
    }
    println!("Whole processes, {} cues, from SubRip", 2 * CUES);
    let input = file(folder, 2 * CUES, "srt");
    for (format, name) in FFMPEG_WRITES {
        let ours = convert(&binary, (&input, "srt"), (&output, *format));
        let size = std::fs::metadata(&input).map_or(1, |data| data.len());
        report(format, &ours, (size, floor));
        beside_ffmpeg(&ours, &[], &input, &["-f", *name], folder);
    }
}

fn file(folder: &Path, cues: i64, format: &str) -> PathBuf {
    let path = folder.join(format!("{cues}.{format}"));
    if !path.exists() {
        std::fs::write(&path, written(cues, format)).expect("a writable folder");
    }
    path
}

fn convert(binary: &Path, from: (&Path, &str), to: (&Path, &str)) -> Cost {
    let run = || {
        let mut command = Command::new(binary);
        command.arg("convert").arg(from.0).arg(to.0).arg("--force");
        command.args(["--from", from.1, "--to", to.1, "--fps", "25"]);
        command
    };
    cost::measure(ROUNDS, run).expect("it converts")
}

fn report(format: &str, ours: &Cost, (size, floor): (u64, u64)) {
    let memory = ours.memory.map_or_else(String::new, |peak| {
        let [times, own] = [peak, peak.saturating_sub(floor)].map(|bytes| bytes as f64 / size as f64);
        let megabytes = peak as f64 / 1e6;
        let missed = cost::held(times < MEMORY);
        format!(
            ", peak {megabytes:.0} MB, {times:.1} times the file (limit {MEMORY}){missed}, {own:.1} without the program"
        )
    });
    let time = ours.time.as_secs_f64() * 1e3;
    println!("  {format:<12} {time:>8.1} ms{memory}");
}

fn beside_ffmpeg(ours: &Cost, from: &[&str], input: &Path, to: &[&str], folder: &Path) {
    if !cost::has_ffmpeg() {
        println!("  {:<12} not on this machine: not compared", "ffmpeg");
        return;
    }
    let run = || {
        let mut command = Command::new("ffmpeg");
        command.args(["-v", "error", "-nostdin", "-y"]);
        command.args(from).arg("-i").arg(input);
        command.args(to).arg(folder.join("ffmpeg.out"));
        command
    };
    match cost::measure(ROUNDS, run) {
        Ok(peer) => {
            let ratio = peer.time.as_secs_f64() / ours.time.as_secs_f64();
            let missed = cost::held(ratio >= OVER_FFMPEG);
            println!(
                "               {ratio:.1} times faster than ffmpeg (limit {OVER_FFMPEG}){missed}"
            );
        }
        Err(_) => println!("               ffmpeg does not convert this file"),
    }
}

/// Reading and writing a cue in this process beside the same in Python.
fn beside_python(single: &[(&str, Speed)], folder: &Path) {
    println!("Beside Python, time for a cue (limit {OVER_PYTHON} times faster)");
    let environment = Path::new(env!("CARGO_TARGET_TMPDIR")).join("peers-all");
    let [ttconv, pycaption] = python::READERS;
    let packages = [ttconv, pycaption, python::PYSUBS2];
    let Some(python) = python::environment(&environment, &packages) else {
        println!("  pip cannot install them on this machine: not compared");
        return;
    };
    for (peer, format, cues) in PYTHON {
        let input = file(folder, *cues, format);
        let Some((_, ours)) = single.iter().find(|(id, _)| id == format) else {
            continue;
        };
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/speed.py");
        let run = Command::new(&python)
            .arg(script)
            .args([peer, format])
            .arg(input)
            .output();
        let took = run
            .ok()
            .and_then(|run| serde_json::from_slice(&run.stdout).ok());
        let Some(took) = took else {
            println!("  {peer:<10} {format:<9} cannot read {cues} cues");
            continue;
        };
        let read = per_cue(&took, "read", *cues, ours.read);
        let write = per_cue(&took, "write", *cues, ours.write);
        println!("  {peer:<10} {format:<9} {cues:>6} cues: {read}; {write}");
    }
}

/// What a peer takes for a cue, and how many times as long that is.
fn per_cue(took: &Value, what: &str, cues: i64, ours: Duration) -> String {
    let Some(seconds) = took[what].as_f64() else {
        return format!("no {what}");
    };
    let (theirs, ours) = (seconds / cues as f64, ours.as_secs_f64() / CUES as f64);
    let ratio = theirs / ours;
    let missed = cost::held(ratio >= OVER_PYTHON);
    format!(
        "{what} {:.1} µs, {ratio:.0} times ours{missed}",
        theirs * 1e6
    )
}
