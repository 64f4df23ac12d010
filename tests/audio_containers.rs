//! Every container against ffmpeg: where the audio stands, to the sample.

#[path = "audio_media.rs"]
mod media;

use std::path::Path;

use audio::{Container, Notice, WaveformOptions};
use captions::Time;
use media::{RATE, decoded_by_ffmpeg, ffmpeg, naive_pairs, pairs_of, speechlike, wav};

const SECONDS: u32 = 25;

/// How a file is made from a WAV, and how far a value may be off: lossy
/// decoders round differently, and nothing else may differ.
struct Case {
    name: &'static str,
    arguments: &'static [&'static str],
    tolerance: i32,
    /// Samples at the start that ffmpeg, which here ignores time stamps, does
    /// not show and a player does.
    lead: usize,
    /// How ffmpeg is told which of its decoders to use.
    decoder: &'static [&'static str],
}

const fn case(name: &'static str, arguments: &'static [&'static str], tolerance: i32) -> Case {
    Case {
        name,
        arguments,
        tolerance,
        lead: 0,
        decoder: &[],
    }
}

/// Opus by libopus on both sides: ffmpeg's own decoder computes otherwise.
const fn opus(name: &'static str) -> Case {
    Case {
        decoder: &["-c:a", "libopus"],
        ..case(name, &["-c:a", "libopus", "-b:a", "96k"], 2)
    }
}

/// ffmpeg stamps the first block that sounds 3 ms late in Matroska, and players obey.
const fn stamped_late(name: &'static str) -> Case {
    Case {
        lead: 144,
        ..case(name, &["-c:a", "libvorbis", "-q:a", "4"], 2)
    }
}

const AAC: &[&str] = &["-c:a", "aac", "-aac_pns", "0", "-b:a", "128k"];

const CASES: &[Case] = &[
    case("s16.wav", &["-c:a", "pcm_s16le"], 0),
    case("s24.wav", &["-c:a", "pcm_s24le"], 0),
    case("mulaw.wav", &["-c:a", "pcm_mulaw"], 0),
    case("alaw.wav", &["-c:a", "pcm_alaw"], 0),
    case("large.wav", &["-c:a", "pcm_s16le", "-rf64", "always"], 0),
    case("sony.w64", &["-c:a", "pcm_s16le"], 0),
    case("ima.wav", &["-c:a", "adpcm_ima_wav"], 0),
    case("ms.wav", &["-c:a", "adpcm_ms"], 0),
    case("a.aiff", &["-c:a", "pcm_s16be"], 0),
    case("a.caf", &["-c:a", "pcm_s16le"], 0),
    case("a.flac", &["-c:a", "flac"], 0),
    case("flac.ogg", &["-c:a", "flac"], 0),
    case("flac.mka", &["-c:a", "flac"], 0),
    case("flac.mp4", &["-c:a", "flac", "-strict", "-2"], 0),
    case("alac.m4a", &["-c:a", "alac"], 0),
    case("alac.mka", &["-c:a", "alac"], 0),
    case("alac.caf", &["-c:a", "alac"], 0),
    case("sowt.mov", &["-c:a", "pcm_s16le"], 0),
    case("twos.mov", &["-c:a", "pcm_s16be"], 0),
    case("in24.mov", &["-c:a", "pcm_s24be"], 0),
    case("pcm.mka", &["-c:a", "pcm_s16le"], 0),
    case("cbr.mp3", &["-c:a", "libmp3lame", "-b:a", "128k"], 2),
    case("vbr.mp3", &["-c:a", "libmp3lame", "-q:a", "2"], 2),
    case(
        "low.mp3",
        &["-c:a", "libmp3lame", "-b:a", "32k", "-ac", "1"],
        2,
    ),
    case("mp3.mp4", &["-c:a", "libmp3lame"], 2),
    case("mp3.mka", &["-c:a", "libmp3lame"], 2),
    case("a.mp2", &["-c:a", "mp2"], 2),
    case("a.m4a", AAC, 2),
    case("aac.mov", AAC, 2),
    case("aac.3gp", AAC, 2),
    case("aac.mka", AAC, 2),
    case("a.aac", AAC, 2),
    case(
        "fragments.mp4",
        &[
            "-c:a",
            "aac",
            "-aac_pns",
            "0",
            "-movflags",
            "frag_keyframe+empty_moov",
            "-frag_duration",
            "1000000",
        ],
        2,
    ),
    case("a.ogg", &["-c:a", "libvorbis", "-q:a", "4"], 2),
    stamped_late("vorbis.webm"),
    stamped_late("vorbis.mka"),
    opus("a.opus"),
    opus("opus.webm"),
    opus("opus.mka"),
    opus("opus.mp4"),
    case("ac3.mp4", &["-c:a", "ac3"], 0),
    case("eac3.mka", &["-c:a", "eac3"], 0),
    case("ac3.ts", &["-c:a", "ac3"], 0),
];

fn source(folder: &Path) -> String {
    let path = folder.join("source.wav");
    std::fs::write(&path, wav(&speechlike(SECONDS, 2), 2, RATE)).expect("room for a short sound");
    path.to_string_lossy().into_owned()
}

/// The first few samples of a lossy stream are the decoder's settling, and the
/// last packet's padding is nobody's: neither says where the audio stands.
fn compare(name: &str, ours: &[i16], theirs: &[i16], tolerance: i32) {
    assert!(!theirs.is_empty(), "{name}: ffmpeg decodes it");
    let common = ours.len().min(theirs.len());
    assert!(
        common * 200 > theirs.len() * 199,
        "{name}: {} of {} values",
        ours.len(),
        theirs.len()
    );
    let far = |offset: usize| (i32::from(ours[offset]) - i32::from(theirs[offset])).abs();
    let worst = (0..common)
        .max_by_key(|offset| far(*offset))
        .expect("there are values");
    assert!(
        far(worst) <= tolerance,
        "{name}: {} for {} at value {worst}",
        ours[worst],
        theirs[worst]
    );
}

#[test]
fn audio_stands_where_ffmpeg_puts_it_in_every_container() {
    let folder = tempfile::tempdir().unwrap();
    let source = source(folder.path());
    // Two samples to a pair: an offset of one sample would show in every value.
    let options = WaveformOptions {
        samples_per_pixel: 2,
        split_channels: true,
        ..WaveformOptions::default()
    };
    for case in CASES {
        let name = case.name;
        let arguments = [&["-i", &source], case.arguments].concat();
        let path = ffmpeg(folder.path(), &arguments, name);
        let (ours, summary) =
            pairs_of(&path, &options).unwrap_or_else(|error| panic!("{name}: {error}"));
        let theirs = decoded_by_ffmpeg(&path, case.decoder);
        let theirs = naive_pairs(&theirs, summary.channels, 2);
        compare(
            name,
            &ours[case.lead * summary.channels..],
            &theirs,
            case.tolerance,
        );
    }
}

/// A click in the sound at the picture's frame 25 must stand there on the clock
/// that shows frame 25, whatever the container does to either of them.
#[test]
fn sound_and_picture_share_the_players_clock() {
    let folder = tempfile::tempdir().unwrap();
    let mut samples = vec![0i16; RATE as usize * 4];
    samples[RATE as usize..RATE as usize + 400].fill(20000);
    let source = folder.path().join("click.wav");
    std::fs::write(&source, wav(&samples, 1, RATE)).unwrap();
    let source = source.to_string_lossy().into_owned();
    let cases: &[(&str, &[&str])] = &[
        (
            "click.mp4",
            &[
                "-c:v", "libx264", "-bf", "2", "-c:a", "aac", "-aac_pns", "0",
            ],
        ),
        ("click.mov", &["-c:v", "libx264", "-c:a", "pcm_s16le"]),
        (
            "click.mkv",
            &["-c:v", "libx264", "-bf", "2", "-c:a", "flac"],
        ),
        (
            "click.webm",
            &["-c:v", "libvpx", "-b:v", "200k", "-c:a", "libopus"],
        ),
        (
            "delayed.mp4",
            &["-c:v", "libx264", "-bf", "0", "-c:a", "alac"],
        ),
    ];
    for (name, encoders) in cases {
        let picture = "testsrc=size=160x120:rate=25:duration=4";
        let offset: &[&str] = if name.starts_with("delayed") {
            &["-itsoffset", "0.4"]
        } else {
            &[]
        };
        let inputs = [
            &["-f", "lavfi", "-i", picture][..],
            offset,
            &["-i", &source][..],
        ]
        .concat();
        let path = ffmpeg(folder.path(), &[&inputs, *encoders].concat(), name);
        let options = WaveformOptions {
            samples_per_pixel: 2,
            ..WaveformOptions::default()
        };
        let (pairs, summary) = pairs_of(&path, &options).unwrap();
        let video = summary.info.video.expect("there is a picture");
        assert_eq!(video.frame_rate, Some((25, 1)), "{name}");
        let onset = pairs
            .iter()
            .position(|value| value.unsigned_abs() > 8000)
            .expect("a click");
        let onset = Time::from_samples(onset as i64, summary.rate).unwrap();
        let delay = if offset.is_empty() {
            Time::ZERO
        } else {
            Time::from_millis(400)
        };
        let off = onset - video.start - Time::SECOND - delay + early(name);
        // A stamp in Matroska is a whole millisecond; a codec smears an edge.
        assert!(
            off.abs() < Time::from_millis(2),
            "{name}: {} early or late",
            off.as_seconds_f64()
        );
    }
}

/// ffmpeg stamps the picture of a `WebM` file 7 ms late to make room for the
/// delay of Opus, and not the sound: so it is in the file, and so it plays.
fn early(name: &str) -> Time {
    Time::from_millis(if name == "click.webm" { 7 } else { 0 })
}

#[test]
fn what_is_in_a_file_is_said_before_decoding() {
    let folder = tempfile::tempdir().unwrap();
    let source = source(folder.path());
    let two = ["-i", &source, "-i", &source, "-map", "0", "-map", "1"];
    let languages = [
        "-metadata:s:a:0",
        "language=fra",
        "-metadata:s:a:1",
        "language=deu",
    ];
    for (name, container) in [
        ("two.mka", Container::Matroska),
        ("two.m4a", Container::Mp4),
    ] {
        let path = ffmpeg(folder.path(), &[&two[..], &languages, AAC].concat(), name);
        let info = media::process().probe(&path).unwrap();
        assert_eq!(info.container, container);
        let tracks: Vec<_> = info
            .audio
            .iter()
            .map(|t| {
                (
                    t.number,
                    t.codec.as_str(),
                    t.language.as_deref(),
                    t.channels,
                    t.rate,
                )
            })
            .collect();
        assert_eq!(
            tracks,
            [
                (0, "AAC", Some("fra"), 2, RATE),
                (1, "AAC", Some("deu"), 2, RATE)
            ]
        );
        assert_eq!(info.notices, [Notice::NoVideo]);
        let length = info.duration.unwrap();
        assert!(
            (length - Time::from_seconds(i64::from(SECONDS))).abs() < Time::from_millis(100),
            "{name} {length}"
        );
    }
    let rates: &[(&str, &[&str], (u32, u32))] = &[
        ("ntsc.mp4", &["-c:v", "libx264"], (30000, 1001)),
        ("ntsc.mkv", &["-c:v", "libx264"], (30000, 1001)),
        ("ntsc.webm", &["-c:v", "libvpx"], (30000, 1001)),
    ];
    for (name, encoder, rate) in rates {
        let picture = [
            "-f",
            "lavfi",
            "-i",
            "testsrc=size=64x64:rate=30000/1001:duration=2",
        ];
        let path = ffmpeg(folder.path(), &[&picture[..], *encoder].concat(), name);
        let info = media::process().probe(&path).unwrap();
        assert_eq!(info.video.unwrap().frame_rate, Some(*rate), "{name}");
        assert_eq!(info.notices, [Notice::NoAudio], "{name}");
    }
}
