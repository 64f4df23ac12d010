//! The waveform job: its events, its cache, and what becomes of odd files.

#[path = "audio_media.rs"]
mod media;

use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::time::Duration;

use audio::{AudioError, Cache, DecoderProcess, Event, Notice, Peaks, Request, WaveformJob};
use captions::Time;
use media::{RATE, ffmpeg, naive_pairs, request, run, speechlike, wav};

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, bytes).expect("room in the folder");
        path
    }

    fn speech(&self, seconds: u32) -> PathBuf {
        self.write("speech.wav", &wav(&speechlike(seconds, 2), 2, RATE))
    }

    fn encode(&self, from: &Path, arguments: &[&str], name: &str) -> PathBuf {
        ffmpeg(
            self.path(),
            &[&["-i", &from.to_string_lossy()], arguments].concat(),
            name,
        )
    }
}

fn exact(events: &[Event]) -> Vec<(Time, Time)> {
    events
        .iter()
        .filter_map(|event| match event {
            Event::Exact(from, to) => Some((*from, *to)),
            _ => None,
        })
        .collect()
}

#[test]
fn peaks_of_a_job_are_the_pairs_of_a_waveform_file() {
    let folder = Folder::new();
    let path = folder.speech(30);
    let done = run(request(&path));
    assert_eq!(done.outcome(), Ok(vec![]));
    let peaks = done.peaks.unwrap();
    assert!(peaks.is_complete());
    assert_eq!(peaks.end(), Time::from_seconds(30));
    let expected = naive_pairs(&speechlike(30, 2), 2, 256);
    let pairs = 30 * RATE as usize / 256;
    let bytes = peaks.slice(0, 0, pairs);
    let found: Vec<i16> = bytes
        .chunks_exact(6)
        .flat_map(|triple| [[triple[0], triple[1]], [triple[2], triple[3]]])
        .map(i16::from_le_bytes)
        .collect();
    assert!(found == expected);
}

#[test]
fn events_come_in_order_and_end_with_a_verdict() {
    let folder = Folder::new();
    let path = folder.encode(&folder.speech(60), &["-c:a", "aac"], "a.m4a");
    let done = run(request(&path));
    assert!(matches!(done.events[0], Event::Opened(_)));
    assert!(matches!(
        done.events[1],
        Event::Started {
            rate: RATE,
            channels: 2,
            length: Some(_)
        }
    ));
    assert!(
        done.events
            .iter()
            .any(|event| matches!(event, Event::Provisional(..)))
    );
    let progress = done.events.iter().rev().find_map(|event| match event {
        Event::Progress(part) => Some(*part),
        _ => None,
    });
    assert_eq!(progress, Some(1.0));
    assert_eq!(done.outcome(), Ok(vec![]));
    let peaks = done.peaks.unwrap();
    let levels = peaks.provisional(0, 600);
    // Pauses are quieter than speech: column 18 lies in one.
    assert!(levels[18] < levels[40], "{} {}", levels[18], levels[40]);
}

#[test]
fn the_stretch_on_screen_is_decoded_first() {
    let folder = Folder::new();
    let speech = folder.speech(150);
    for (name, arguments) in [
        ("a.m4a", ["-c:a", "aac"]),
        ("a.flac", ["-c:a", "flac"]),
        ("a.mp3", ["-c:a", "libmp3lame"]),
    ] {
        let path = folder.encode(&speech, &arguments, name);
        let mut request = request(&path);
        request.threads = 1;
        request.visible = (Time::from_seconds(110), Time::from_seconds(120));
        let first = exact(&run(request).events)[0];
        assert!(
            first.0 <= Time::from_seconds(110) && first.1 >= Time::from_seconds(110),
            "{name} {first:?}"
        );
    }
}

#[test]
fn a_cancelled_job_keeps_what_it_had_and_goes_on_from_there() {
    let folder = Folder::new();
    let path = folder.encode(&folder.speech(400), &["-c:a", "libopus"], "a.opus");
    let cache = Cache::new(folder.path().join("cache"), 1 << 30);
    let with_cache = || Request {
        cache: Some(cache.clone()),
        threads: 1,
        ..request(&path)
    };
    let (sender, events) = channel();
    let mut handle = WaveformJob::start(with_cache(), move |event| {
        let _ = sender.send(event);
    });
    let mut seen = Vec::new();
    while exact(&seen).is_empty() {
        seen.push(events.recv().expect("peaks come before the end"));
    }
    handle.cancel();
    handle.wait();
    seen.extend(events.iter());
    assert_eq!(seen.last(), Some(&Event::Failed(AudioError::Cancelled)));
    let known = handle.with_peaks(Peaks::exact_ranges).unwrap();
    let resumed = run(with_cache());
    assert_eq!(resumed.outcome(), Ok(vec![]));
    // What was known is there before anything new is decoded.
    assert!(exact(&resumed.events).starts_with(&known), "{known:?}");
    let again = run(with_cache());
    assert_eq!(
        exact(&again.events),
        [(Time::ZERO, resumed.peaks.as_ref().unwrap().end())]
    );
    let fresh = run(request(&path));
    assert!(
        resumed.base == fresh.base && again.base == fresh.base,
        "the same bits either way"
    );
}

#[test]
fn a_moved_file_is_known_by_its_content() {
    let folder = Folder::new();
    let path = folder.speech(3);
    let before = audio::fingerprint(&path).unwrap();
    let moved = folder.path().join("elsewhere.bin");
    std::fs::rename(&path, &moved).unwrap();
    assert_eq!(audio::fingerprint(&moved).unwrap(), before);
    let mut bytes = std::fs::read(&moved).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&moved, &bytes).unwrap();
    assert_ne!(audio::fingerprint(&moved).unwrap(), before);
}

#[test]
fn files_without_audio_or_media_say_so() {
    let folder = Folder::new();
    let silent = ffmpeg(
        folder.path(),
        &[
            "-f",
            "lavfi",
            "-i",
            "testsrc=size=64x64:rate=25:duration=1",
            "-c:v",
            "libx264",
        ],
        "silent.mp4",
    );
    let done = run(request(&silent));
    assert_eq!(done.outcome(), Ok(vec![]));
    assert_eq!(done.info().unwrap().notices, [Notice::NoAudio]);
    assert!(done.peaks.is_none());
    let odd: &[(&str, &[u8], &str)] = &[
        ("empty.mp4", b"", "not-media"),
        (
            "text.wav",
            b"1\n00:00:01,000 --> 00:00:02,000\nHello\n",
            "not-media",
        ),
        ("cut.mp4", b"\0\0\0\x18ftypisom\0\0\0\0isom", "damaged"),
        ("header.mkv", b"\x1a\x45\xdf\xa3\x80", "damaged"),
        ("bare.wav", b"RIFF\0\0\0\0WAVE", "damaged"),
    ];
    for (name, bytes, code) in odd {
        let path = folder.write(name, bytes);
        let error = run(request(&path)).outcome().expect_err(name);
        assert_eq!(error.code(), *code, "{name}");
    }
    let error = run(request(&folder.path().join("nowhere.mp4")))
        .outcome()
        .unwrap_err();
    assert_eq!(error.code(), "unreadable");
}

#[test]
fn truncated_and_lying_files_give_what_they_have_with_a_notice() {
    let folder = Folder::new();
    let speech = folder.speech(40);
    let whole = std::fs::read(&speech).unwrap();
    let half = folder.write("half.wav", &whole[..whole.len() / 2]);
    let done = run(request(&half));
    let notices = done.outcome().unwrap();
    assert!(notices.contains(&Notice::Truncated), "{notices:?}");
    assert!(
        matches!(notices.last(), Some(Notice::DurationDiffers { .. })),
        "{notices:?}"
    );
    assert!((done.peaks.unwrap().end() - Time::from_seconds(20)).abs() < Time::MILLISECOND);
    let fast = folder.encode(
        &speech,
        &["-c:a", "aac", "-movflags", "+faststart"],
        "fast.m4a",
    );
    let bytes = std::fs::read(&fast).unwrap();
    let cut = folder.write("cut.m4a", &bytes[..bytes.len() * 6 / 10]);
    let done = run(request(&cut));
    assert!(done.info().unwrap().notices.contains(&Notice::Truncated));
    let end = done.peaks.unwrap().end();
    assert!(
        end > Time::from_seconds(20) && end < Time::from_seconds(30),
        "{end}"
    );
}

#[test]
fn gaps_stay_gaps() {
    let folder = Folder::new();
    let speech = folder.speech(10);
    let holed = folder.encode(
        &speech,
        &["-af", "aselect=not(between(t\\,3\\,5))", "-c:a", "flac"],
        "holed.mka",
    );
    let done = run(request(&holed));
    let notices = done.outcome().unwrap();
    assert_eq!(notices, [Notice::Gaps { count: 1 }]);
    let peaks = done.peaks.unwrap();
    let at = |second: usize| {
        let bytes = peaks.slice(0, (second * RATE as usize / 256) as u64, 1);
        (
            i16::from_le_bytes([bytes[0], bytes[1]]),
            i16::from_le_bytes([bytes[2], bytes[3]]),
        )
    };
    assert!(at(4).0 > at(4).1, "nothing is there: {:?}", at(4));
    assert!(at(2).0 <= at(2).1 && at(6).0 <= at(6).1);
    assert!((peaks.end() - Time::from_seconds(10)).abs() < Time::from_millis(100));
}

#[test]
fn edit_lists_that_cut_are_applied_and_noticed() {
    let folder = Folder::new();
    let cut = folder.encode(&folder.speech(10), &["-c:a", "alac"], "a.m4a");
    // Entering a second late, as an editor's cut without re-encoding does.
    let late = ffmpeg(
        folder.path(),
        &["-ss", "1.05", "-i", &cut.to_string_lossy(), "-c", "copy"],
        "late.m4a",
    );
    let done = run(request(&late));
    assert_eq!(done.outcome(), Ok(vec![]));
    let end = done.peaks.unwrap().end();
    assert!(
        (end - Time::from_millis(8950)).abs() < Time::from_millis(100),
        "{end}"
    );
}

#[test]
fn what_only_ffmpeg_decodes_comes_with_a_notice_or_names_what_is_missing() {
    let folder = Folder::new();
    let path = folder.encode(&folder.speech(3), &["-c:a", "ac3"], "a.mp4");
    let done = run(request(&path));
    assert_eq!(
        done.outcome(),
        Ok(vec![Notice::DecodedByFfmpeg {
            what: "AC-3".to_owned()
        }])
    );
    let mut without = request(&path);
    without.process.ffmpeg = Some(folder.path().join("no-ffmpeg-here"));
    let done = run(without);
    assert_eq!(done.info().unwrap().audio[0].codec, "AC-3");
    assert_eq!(
        done.outcome(),
        Err(AudioError::DecoderMissing {
            what: "AC-3".to_owned()
        })
    );
}

#[test]
fn a_process_that_dies_or_hangs_is_an_error_and_no_more() {
    let folder = Folder::new();
    let path = folder.speech(1);
    let with = |program: &str, patience| Request {
        process: DecoderProcess {
            program: Some(program.into()),
            patience,
            ..media::process()
        },
        ..Request::new(&path)
    };
    let died = run(with("/bin/false", Duration::from_secs(60)))
        .outcome()
        .unwrap_err();
    assert_eq!(died.code(), "decoder-died");
    let missing = run(with("/no/such/program", Duration::from_secs(60)))
        .outcome()
        .unwrap_err();
    assert_eq!(missing.code(), "decoder-died");
    let hanging = folder.write("hang.sh", b"#!/bin/sh\nexec sleep 1000\n");
    make_executable(&hanging);
    let hung = run(with(&hanging.to_string_lossy(), Duration::from_millis(200)))
        .outcome()
        .unwrap_err();
    assert_eq!(hung.code(), "stalled");
}

fn make_executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
        .expect("the file is ours");
}
