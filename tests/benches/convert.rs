//! SubRip to WebVTT, 20,000 cues, whole processes: the command line beside
//! pysubs2 and ffmpeg. Limits: at least 50 times faster than pysubs2 (its
//! import not counted), 5 times faster than ffmpeg, memory below 10 times the
//! file; beside it what of that is the file's and not the program's, which one cue
//! tells. Build the release binary first: `cargo build --release -p cuewright-cli`.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use cuewright_tests::cost::{self, Cost};
use cuewright_tests::python;

const CUES: usize = 20_000;
const ROUNDS: usize = 9;

/// How many times the size of the file the process may have resident.
const MEMORY: f64 = 10.0;
/// So many times faster than each.
const OVER_FFMPEG: f64 = 5.0;
const OVER_PYSUBS2: f64 = 50.0;

fn main() {
    let folder = tempfile::tempdir().expect("a folder to work in");
    let [input, single] = ["input.srt", "single.srt"].map(|name| folder.path().join(name));
    let file = captions(CUES);
    std::fs::write(&input, &file).expect("a writable folder");
    std::fs::write(&single, captions(1)).expect("a writable folder");
    println!("SubRip to WebVTT, {CUES} cues, {} bytes", file.len());
    let Some(binary) = cost::command_line() else {
        println!("  no release binary: cargo build --release -p cuewright-cli");
        return;
    };
    let output = folder.path().join("output.vtt");
    let convert = |input: &Path| {
        let mut command = Command::new(&binary);
        command
            .arg("convert")
            .arg(input)
            .arg(&output)
            .arg("--force");
        command
    };
    let ours = measure(|| convert(&input));
    report("cuewright-cli", &ours);
    let floor = measure(|| convert(&single));
    report("one cue", &floor);
    if let (Some(memory), Some(floor)) = (ours.memory, floor.memory) {
        let [times, own] =
            [memory, memory.saturating_sub(floor)].map(|bytes| bytes as f64 / file.len() as f64);
        println!(
            "  memory is {times:.1} times the file (limit {MEMORY}){}, {own:.1} times without the program",
            cost::held(times < MEMORY)
        );
    }
    beside("ffmpeg", OVER_FFMPEG, &ours, ffmpeg(&input, folder.path()));
    beside(
        "pysubs2",
        OVER_PYSUBS2,
        &ours,
        pysubs2(&input, folder.path()),
    );
}

fn captions(cues: usize) -> String {
    let mut file = String::new();
    for number in 0..cues {
        let clock = |millis: usize| {
            let (seconds, rest) = (millis / 1000, millis % 1000);
            let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
            format!("{hours:02}:{minutes:02}:{:02},{rest:03}", seconds % 60)
        };
        let (start, end) = (clock(number * 3000), clock(number * 3000 + 2500));
        let _ = write!(
            file,
            "{}\n{start} --> {end}\n<i>This is the first row of cue {number}</i>\n\
             and a second row that goes on for a while\n\n",
            number + 1
        );
    }
    file
}

fn report(name: &str, cost: &Cost) {
    let memory = cost.memory.map_or_else(String::new, |bytes| {
        format!(", peak {} MB", bytes / 1_000_000)
    });
    println!(
        "  {name:<14} {:>8.1} ms{memory}",
        cost.time.as_secs_f64() * 1000.0
    );
}

fn beside(name: &str, limit: f64, ours: &Cost, peer: Option<Cost>) {
    let Some(peer) = peer else {
        println!("  {name:<14} not on this machine: not compared");
        return;
    };
    report(name, &peer);
    let ratio = peer.time.as_secs_f64() / ours.time.as_secs_f64();
    let missed = cost::held(ratio >= limit);
    println!("  {ratio:.1} times faster than {name} (limit {limit}){missed}");
}

/// Both convert the same file every time, so a run that fails is a defect.
fn measure(command: impl Fn() -> Command) -> Cost {
    cost::measure(ROUNDS, command).expect("it converts")
}

fn ffmpeg(input: &Path, folder: &Path) -> Option<Cost> {
    cost::has_ffmpeg().then(|| {
        measure(|| {
            let mut command = Command::new("ffmpeg");
            command
                .args(["-v", "error", "-nostdin", "-y", "-i"])
                .arg(input);
            command.arg(folder.join("ffmpeg.vtt"));
            command
        })
    })
}

/// Runs pysubs2 from a virtual environment made for it; times the conversion
/// inside Python, so that starting Python and importing are not counted.
fn pysubs2(input: &Path, folder: &Path) -> Option<Cost> {
    let environment = Path::new(env!("CARGO_TARGET_TMPDIR")).join("peers-pysubs2");
    let python = python::environment(&environment, &[python::PYSUBS2])?;
    let script = "import sys, time, pysubs2\n\
                  start = time.perf_counter()\n\
                  pysubs2.load(sys.argv[1], encoding='utf-8').save(sys.argv[2])\n\
                  print(time.perf_counter() - start)\n";
    let mut times = Vec::new();
    for _ in 0..3 {
        let run = Command::new(&python)
            .args(["-c", script])
            .arg(input)
            .arg(folder.join("pysubs2.vtt"))
            .output()
            .ok()?;
        times.push(
            String::from_utf8_lossy(&run.stdout)
                .trim()
                .parse::<f64>()
                .ok()?,
        );
    }
    times.sort_by(f64::total_cmp);
    Some(Cost {
        time: Duration::from_secs_f64(times[1]),
        memory: None,
    })
}
