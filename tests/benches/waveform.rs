//! Waveforms of one hour of 48 kHz stereo, whole processes, beside ffmpeg
//! decoding the same file to nothing, in turn. Limits as ratios of wall time:
//! 0.6 for FLAC, MP3, AAC, ALAC, Opus, WAV and PCM in MOV, 0.35 for Vorbis,
//! 1.0 for Matroska and WebM; memory under 60 MB.
//!
//! `CUEWRIGHT_BENCH_MEDIA` names a folder to keep the media in between runs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use audio::{AudioError, Event, Request, WaveformJob, WaveformOptions, write_waveform};
use captions::Time;
use cuewright_tests::cost;

const ROUNDS: usize = 3;
const SECONDS: u32 = 3600;
const THREADS: usize = 2;
/// The first argument that makes this program the one that is measured.
const MEASURED: &str = "write-waveform";

struct Case {
    label: &'static str,
    file: &'static str,
    from: &'static str,
    encoder: &'static [&'static str],
    limit: f64,
}

const CASES: &[Case] = &[
    Case {
        label: "WAV",
        file: "hour.wav",
        from: "",
        encoder: &[],
        limit: 0.6,
    },
    Case {
        label: "FLAC",
        file: "hour.flac",
        from: "hour.wav",
        encoder: &["-c:a", "flac"],
        limit: 0.6,
    },
    Case {
        label: "MP3 128k",
        file: "hour.mp3",
        from: "hour.wav",
        encoder: &["-c:a", "libmp3lame", "-b:a", "128k"],
        limit: 0.6,
    },
    Case {
        label: "AAC m4a",
        file: "hour.m4a",
        from: "hour.wav",
        encoder: &["-c:a", "aac", "-b:a", "128k"],
        limit: 0.6,
    },
    Case {
        label: "ALAC m4a",
        file: "hour-alac.m4a",
        from: "hour.wav",
        encoder: &["-c:a", "alac"],
        limit: 0.6,
    },
    Case {
        label: "Opus",
        file: "hour.opus",
        from: "hour.wav",
        encoder: &["-c:a", "libopus", "-b:a", "96k"],
        limit: 0.6,
    },
    Case {
        label: "Vorbis",
        file: "hour.ogg",
        from: "hour.wav",
        encoder: &["-c:a", "libvorbis", "-q:a", "4"],
        limit: 0.35,
    },
    Case {
        label: "PCM mov",
        file: "hour.mov",
        from: "hour.wav",
        encoder: &["-c:a", "pcm_s16le"],
        limit: 0.6,
    },
    Case {
        label: "AAC mkv",
        file: "hour.mkv",
        from: "hour.m4a",
        encoder: &["-c:a", "copy"],
        limit: 1.0,
    },
    Case {
        label: "Opus webm",
        file: "hour.webm",
        from: "hour.opus",
        encoder: &["-c:a", "copy"],
        limit: 1.0,
    },
];

fn main() {
    audio::child::main();
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).is_some_and(|first| first == MEASURED) {
        measured(Path::new(&arguments[2]));
        return;
    }
    let kept = std::env::var_os("CUEWRIGHT_BENCH_MEDIA").map(PathBuf::from);
    let folder = tempfile::tempdir().expect("a folder to work in");
    let media = kept.unwrap_or_else(|| folder.path().to_path_buf());
    println!(
        "waveform of {SECONDS} s of 48 kHz stereo, {THREADS} threads, median of {ROUNDS} in turn"
    );
    println!(
        "{:<10} {:>8} {:>8} {:>6} {:>6} {:>7}",
        "", "ours s", "ffmpeg s", "ratio", "limit", "peak MB"
    );
    for case in CASES {
        compare(case, &media);
    }
    first_ink(&media);
}

/// The whole process that is measured: one file to one `.dat`.
fn measured(path: &Path) {
    let folder = tempfile::tempdir().expect("a folder to work in");
    let options = WaveformOptions {
        threads: THREADS,
        ..WaveformOptions::default()
    };
    let target = folder.path().join("waveform.dat");
    write_waveform(path, &target, &options, |_| {}).expect("a waveform");
}

fn compare(case: &Case, media: &Path) {
    let path = make(case, media);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(timed(&mut this_program(&path)));
        let mut ffmpeg = Command::new("ffmpeg");
        ffmpeg.args(["-v", "error", "-nostdin", "-i"]).arg(&path);
        theirs.push(timed(ffmpeg.args(["-vn", "-f", "null", "-"])));
    }
    let (ours, theirs) = (median(ours), median(theirs));
    let ratio = ours / theirs;
    let memory =
        peak_memory(&mut this_program(&path)).map_or("-".to_owned(), |kib| (kib >> 10).to_string());
    let missed = cost::held(ratio <= case.limit);
    println!(
        "{:<10} {ours:>8.2} {theirs:>8.2} {ratio:>6.2} {:>6.2} {memory:>7}{missed}",
        case.label, case.limit
    );
}

fn make(case: &Case, media: &Path) -> PathBuf {
    let path = media.join(case.file);
    if path.exists() {
        return path;
    }
    let wav = media.join("hour.wav");
    if !wav.exists() {
        hour_of_speech(&wav);
    }
    if !case.from.is_empty() {
        let from = CASES
            .iter()
            .find(|other| other.file == case.from)
            .expect("a case to start from");
        ffmpeg(
            &[&["-i", &make(from, media).to_string_lossy()], case.encoder].concat(),
            &path,
        );
    }
    path
}

fn ffmpeg(arguments: &[&str], target: &Path) {
    let status = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y"])
        .args(arguments)
        .arg(target)
        .status();
    assert!(
        status.is_ok_and(|status| status.success()),
        "ffmpeg makes {target:?}"
    );
}

/// The sample programme's speech over and over, its two channels apart.
fn hour_of_speech(wav: &Path) {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/sample/lamp-and-lens.mp4");
    let seconds = SECONDS.to_string();
    let apart = "aformat=channel_layouts=stereo,adelay=0|9";
    let input = sample.to_string_lossy();
    let repeated = ["-stream_loop", "-1", "-i", &input, "-vn"];
    let form = ["-af", apart, "-ar", "48000", "-c:a", "pcm_s16le"];
    ffmpeg(&[&repeated[..], &form, &["-t", &seconds]].concat(), wav);
}

fn this_program(path: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.arg(MEASURED).arg(path);
    command
}

fn timed(command: &mut Command) -> f64 {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.is_ok_and(|status| status.success()), "{command:?}");
    start.elapsed().as_secs_f64()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The largest peak of a process and its children in KiB, where the system tells.
fn peak_memory(command: &mut Command) -> Option<u64> {
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut peak = None;
    while matches!(child.try_wait(), Ok(None)) {
        for pid in family(child.id()) {
            let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
            peak = peak.max(kib);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    peak
}

fn family(parent: u32) -> Vec<u32> {
    let tasks = std::fs::read_to_string(format!("/proc/{parent}/task/{parent}/children"));
    let children = tasks.unwrap_or_default();
    let children = children
        .split_whitespace()
        .filter_map(|pid| pid.parse().ok());
    std::iter::once(parent).chain(children).collect()
}

/// Three hours: when the first ink is there, when the visible minute is exact,
/// and how long cancelling takes.
fn first_ink(media: &Path) {
    println!(
        "\nthree hours: first ink (limit 1000 ms), exact first minute (1500 ms), cancel (50 ms)"
    );
    for (label, from, name) in [
        ("AAC m4a", "hour.m4a", "three-hours.m4a"),
        ("MP3 128k", "hour.mp3", "three-hours.mp3"),
        ("FLAC", "hour.flac", "three-hours.flac"),
        ("Opus", "hour.opus", "three-hours.opus"),
        ("Vorbis", "hour.ogg", "three-hours.ogg"),
        ("AAC mkv", "hour.mkv", "three-hours.mkv"),
    ] {
        let path = media.join(name);
        if !path.exists() {
            let from = media.join(from);
            ffmpeg(
                &[
                    "-stream_loop",
                    "2",
                    "-i",
                    &from.to_string_lossy(),
                    "-c",
                    "copy",
                ],
                &path,
            );
        }
        match ink(&path) {
            Ok([ink, minute, cancel]) => {
                println!("{label:<10} {ink:>6} ms {minute:>6} ms {cancel:>6} ms")
            }
            Err(error) => println!("{label:<10} {error}"),
        }
    }
}

fn ink(path: &Path) -> Result<[u128; 3], AudioError> {
    let (sender, events) = channel();
    let start = Instant::now();
    let mut handle = WaveformJob::start(Request::new(path), move |event| {
        let _ = sender.send((Instant::now(), event));
    });
    // Threads end their stretches in any order.
    let (mut ink, mut stretches) = (None, BTreeMap::new());
    for (at, event) in &events {
        match event {
            Event::Provisional(..) => {
                ink.get_or_insert(at - start);
            }
            Event::Exact(from, to) => {
                ink.get_or_insert(at - start);
                stretches.insert(from, to);
            }
            Event::Failed(error) => return Err(error),
            _ => {}
        }
        let exact = stretches.iter().fold(Time::ZERO, |exact, (from, to)| {
            if *from <= exact {
                exact.max(*to)
            } else {
                exact
            }
        });
        if exact >= Time::from_seconds(60) {
            break;
        }
    }
    let minute = start.elapsed();
    let asked = Instant::now();
    handle.cancel();
    handle.wait();
    Ok([ink.unwrap_or_default(), minute, asked.elapsed()].map(|time| time.as_millis()))
}
