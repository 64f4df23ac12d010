//! Waveforms of one hour of 48 kHz stereo, whole processes, beside ffmpeg
//! decoding the same file to nothing, in turn. Limits as ratios of wall time:
//! 0.6 for FLAC, MP3, AAC, ALAC, Opus, WAV and PCM in MOV, 0.35 for Vorbis,
//! 1.0 for Matroska and WebM; memory under 60 MB.
//!
//! `CUEWRIGHT_BENCH_MEDIA` names a folder to keep the media in between runs.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use audio::{AudioError, Event, Request, WaveformJob, WaveformOptions, write_waveform};
use captions::Time;

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
    let verdict = if ratio <= case.limit {
        ""
    } else {
        "  over the limit"
    };
    println!(
        "{:<10} {ours:>8.2} {theirs:>8.2} {ratio:>6.2} {:>6.2} {memory:>7}{verdict}",
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
        std::fs::write(&wav, hour_of_speech()).expect("room for an hour of sound");
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

/// A WAV file of something as uneven as speech: voiced and hissing sounds
/// under a changing envelope, with pauses, and two unlike channels.
fn hour_of_speech() -> Vec<u8> {
    const RATE: u32 = 48000;
    let frames = SECONDS * RATE;
    let mut file = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x02\0".to_vec();
    file[4..8].copy_from_slice(&(36 + frames * 4).to_le_bytes());
    for field in [RATE, RATE * 4, 4 | 16 << 16] {
        file.extend_from_slice(&field.to_le_bytes());
    }
    file.extend_from_slice(b"data");
    file.extend_from_slice(&(frames * 4).to_le_bytes());
    let (mut noise, mut low) = (1u32, 0.0f32);
    for frame in 0..frames {
        let t = frame as f32 / RATE as f32;
        let word = (t * 2.3).fract();
        let pause = (t * 0.31).fract() > 0.8;
        let envelope = if pause {
            0.002
        } else {
            (word * std::f32::consts::PI).sin() * 0.4
        };
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let hiss = (noise >> 16) as f32 / 65536.0 - 0.5;
        low += 0.2 * (hiss - low);
        let pitch = (t * 120.0 + (t * 1.7).sin() * 6.0) * std::f32::consts::TAU;
        let voice = pitch.sin() + 0.5 * (pitch * 3.0).sin() + 0.3 * (pitch * 7.0).sin();
        let sound = if ((t * 2.3) as u32).is_multiple_of(3) {
            low * 2.0
        } else {
            voice + low * 0.2
        };
        for gain in [14000.0, 11000.0] {
            file.extend_from_slice(&((sound * envelope * gain) as i16).to_le_bytes());
        }
    }
    file
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
    let (mut ink, mut exact) = (None, Time::ZERO);
    for (at, event) in &events {
        match event {
            Event::Provisional(..) => {
                ink.get_or_insert(at - start);
            }
            Event::Exact(from, to) => {
                ink.get_or_insert(at - start);
                exact = if from <= exact { exact.max(to) } else { exact };
            }
            Event::Failed(error) => return Err(error),
            _ => {}
        }
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
