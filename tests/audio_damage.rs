//! Damaged media through the whole job: the program that asked always gets an
//! answer, whatever the decoder does.
//!
//! `CUEWRIGHT_MUTATIONS` sets how many files are damaged; the default keeps an
//! ordinary run short.

#[path = "audio_media.rs"]
mod media;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use audio::{DecoderProcess, Request};
use media::{RATE, ffmpeg, process, run, speechlike, wav};

const DEFAULT_COUNT: usize = 1500;
const WORKERS: usize = 2;

/// xorshift64*, so that every file can be made again from its number.
struct Dice(u64);

impl Dice {
    fn new(seed: usize) -> Self {
        Self((seed as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % below.max(1)
    }
}

fn seeds(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let source = folder.join("source.wav");
    std::fs::write(&source, wav(&speechlike(1, 2), 2, RATE)).expect("room for a second of sound");
    let source = source.to_string_lossy().into_owned();
    let picture = ["-f", "lavfi", "-i", "testsrc=size=32x32:rate=5:duration=1"];
    let kinds: &[(&str, bool, &[&str])] = &[
        ("a.wav", false, &["-c:a", "pcm_s24le"]),
        ("ima.wav", false, &["-c:a", "adpcm_ima_wav"]),
        ("a.w64", false, &["-c:a", "pcm_s16le"]),
        ("a.aiff", false, &["-c:a", "pcm_s16be"]),
        ("a.caf", false, &["-c:a", "alac"]),
        ("a.flac", false, &["-c:a", "flac"]),
        ("a.ogg", false, &["-c:a", "libvorbis"]),
        ("a.opus", false, &["-c:a", "libopus"]),
        ("a.mp3", false, &["-c:a", "libmp3lame"]),
        ("a.mp2", false, &["-c:a", "mp2"]),
        ("a.aac", false, &["-c:a", "aac"]),
        ("a.m4a", false, &["-c:a", "alac"]),
        ("a.mp4", true, &["-c:v", "libx264", "-c:a", "aac"]),
        (
            "frag.mp4",
            true,
            &[
                "-c:v",
                "libx264",
                "-c:a",
                "aac",
                "-movflags",
                "frag_keyframe+empty_moov",
            ],
        ),
        ("a.mov", false, &["-c:a", "pcm_s16le"]),
        ("a.mkv", true, &["-c:v", "libx264", "-c:a", "libvorbis"]),
        ("a.webm", true, &["-c:v", "libvpx", "-c:a", "libopus"]),
    ];
    kinds
        .iter()
        .map(|(name, video, encoders)| {
            let inputs = if *video { &picture[..] } else { &[] };
            let path = ffmpeg(
                folder,
                &[inputs, &["-i", &source], *encoders].concat(),
                name,
            );
            (
                (*name).to_owned(),
                std::fs::read(path).expect("what ffmpeg made"),
            )
        })
        .collect()
}

/// Damage as disks, networks and enemies do it: most of it near the headers.
fn damage(bytes: &mut Vec<u8>, dice: &mut Dice) {
    const TELLING: [u8; 6] = [0x00, 0xff, 0x7f, 0x80, 0x01, 0xfe];
    for _ in 0..=dice.roll(8) {
        if bytes.is_empty() {
            return;
        }
        let reach = if dice.roll(3) > 0 {
            bytes.len().min(1200)
        } else {
            bytes.len()
        };
        let at = match dice.roll(4) {
            0 => bytes.len() - 1 - dice.roll(reach),
            _ => dice.roll(reach),
        };
        match dice.roll(7) {
            0 => bytes[at] ^= 1 << dice.roll(8),
            1 => bytes[at] = TELLING[dice.roll(TELLING.len())],
            2 => {
                let end = (at + 4).min(bytes.len());
                bytes[at..end].fill(TELLING[dice.roll(TELLING.len())]);
            }
            3 => bytes.truncate(at),
            4 => {
                let end = (at + 1 + dice.roll(64)).min(bytes.len());
                bytes.drain(at..end);
            }
            5 => {
                let end = (at + 1 + dice.roll(64)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            _ => bytes[at] = dice.roll(256) as u8,
        }
    }
}

#[test]
fn damaged_media_always_ends_in_an_answer() {
    let count = std::env::var("CUEWRIGHT_MUTATIONS")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(DEFAULT_COUNT);
    let folder = tempfile::tempdir().unwrap();
    let seeds = seeds(folder.path());
    let next = AtomicUsize::new(0);
    let verdicts = &|worker: usize| {
        let path = folder.path().join(format!("damaged-{worker}"));
        let mut silenced = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return silenced;
            }
            let (name, whole) = &seeds[number % seeds.len()];
            let mut bytes = whole.clone();
            damage(&mut bytes, &mut Dice::new(number));
            std::fs::write(&path, &bytes).unwrap();
            let request = Request {
                process: DecoderProcess {
                    // Our own decoders are on trial, not ffmpeg's.
                    ffmpeg: Some(folder.path().join("none")),
                    patience: Duration::from_secs(10),
                    ..process()
                },
                ..Request::new(&path)
            };
            if let Err(error) = run(request).outcome() {
                let contained = matches!(error.code(), "decoder-died" | "stalled");
                if contained {
                    silenced.push(format!("{name} number {number}: {error}"));
                }
            }
        }
    };
    let contained: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS)
            .map(|worker| scope.spawn(move || verdicts(worker)))
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("the asking program goes on"))
            .collect()
    });
    // A process may die for a file; that it does so often would be a defect here.
    println!(
        "{} of {count} ended their process: {contained:#?}",
        contained.len()
    );
    assert!(contained.len() * 200 <= count, "{contained:#?}");
}
