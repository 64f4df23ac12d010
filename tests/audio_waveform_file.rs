//! Waveform files against audiowaveform, value for value.

#[path = "audio_media.rs"]
mod media;

use std::path::Path;
use std::process::Command;

use audio::{AudioError, Bits, Form, WaveformOptions, write_waveform};
use media::{
    RATE, ffmpeg, naive_mix, naive_pairs, pairs_of, process, request, run, speechlike, wav, wav_of,
};

fn options(samples_per_pixel: u32, split_channels: bool) -> WaveformOptions {
    WaveformOptions {
        samples_per_pixel,
        split_channels,
        process: process(),
        ..WaveformOptions::default()
    }
}

#[test]
fn pairs_are_those_of_the_plain_computation_at_any_width() {
    let folder = tempfile::tempdir().unwrap();
    // Longer than one chunk of the decoding grid, so that pixels cross its edge.
    let samples = speechlike(50, 2);
    let path = folder.path().join("a.wav");
    std::fs::write(&path, wav(&samples, 2, RATE)).unwrap();
    let source = path.to_string_lossy().into_owned();
    let flac = ffmpeg(folder.path(), &["-i", &source, "-c:a", "flac"], "a.flac");
    let mixed = naive_mix(&samples, 2);
    for path in [&path, &flac] {
        for width in [2, 3, 256, 441, 480, 48_000, 3_000_000] {
            let (split, summary) = pairs_of(path, &options(width, true)).unwrap();
            assert_eq!((summary.rate, summary.channels), (RATE, 2));
            assert!(
                split == naive_pairs(&samples, 2, width as usize),
                "{path:?} split {width}"
            );
            let (mono, _) = pairs_of(path, &options(width, false)).unwrap();
            assert!(
                mono == naive_pairs(&mixed, 1, width as usize),
                "{path:?} mixed {width}"
            );
        }
    }
}

#[test]
fn six_channels_and_floats_follow_audiowaveform() {
    let folder = tempfile::tempdir().unwrap();
    let six = speechlike(3, 6);
    let path = folder.path().join("six.wav");
    std::fs::write(&path, wav(&six, 6, RATE)).unwrap();
    let (mono, _) = pairs_of(&path, &options(100, false)).unwrap();
    assert!(mono == naive_pairs(&naive_mix(&six, 6), 1, 100));
    let floats = [0.5f32, -0.25, 0.9999, -1.0, 1e-6];
    let bytes: Vec<u8> = floats
        .iter()
        .flat_map(|sample| sample.to_le_bytes())
        .collect();
    std::fs::write(&path, wav_of(3, 32, &bytes, 1, RATE)).unwrap();
    let (pairs, _) = pairs_of(&path, &options(5, false)).unwrap();
    // audiowaveform multiplies by 32767 and cuts.
    assert_eq!(pairs, [-32767, (0.9999f32 * 32767.0) as i16]);
}

#[test]
fn both_forms_and_widths_hold_the_same_waveform() {
    let folder = tempfile::tempdir().unwrap();
    let samples = speechlike(2, 2);
    let path = folder.path().join("a.wav");
    std::fs::write(&path, wav(&samples, 2, RATE)).unwrap();
    let expected = naive_pairs(&samples, 2, 500);
    let length = 2 * RATE / 500;
    for bits in [Bits::Sixteen, Bits::Eight] {
        let (width, divisor) = if bits == Bits::Eight {
            (8, 256)
        } else {
            (16, 1)
        };
        let values: Vec<i16> = expected.iter().map(|value| value / divisor).collect();
        let json = folder.path().join("a.json");
        let form = WaveformOptions {
            bits,
            form: Form::Json,
            ..options(500, true)
        };
        write_waveform(&path, &json, &form, |_| {}).unwrap();
        let list: Vec<String> = values.iter().map(i16::to_string).collect();
        let text = format!(
            "{{\"version\":2,\"channels\":2,\"sample_rate\":48000,\"samples_per_pixel\":500,\"bits\":{width},\"length\":{length},\"data\":[{}]}}\n",
            list.join(",")
        );
        assert_eq!(std::fs::read_to_string(&json).unwrap(), text);
        let dat = folder.path().join("a.dat");
        let form = WaveformOptions {
            form: Form::Dat,
            ..form
        };
        write_waveform(&path, &dat, &form, |_| {}).unwrap();
        let header =
            [2, u32::from(bits == Bits::Eight), RATE, 500, length, 2].map(u32::to_le_bytes);
        let data: Vec<u8> = match bits {
            Bits::Eight => values.iter().map(|value| *value as u8).collect(),
            Bits::Sixteen => values
                .iter()
                .flat_map(|value| value.to_le_bytes())
                .collect(),
        };
        assert_eq!(
            std::fs::read(&dat).unwrap(),
            [header.as_flattened(), &data].concat()
        );
    }
}

/// Compares with the real program where it is installed; the plain computation
/// above stands for it everywhere.
#[test]
fn files_equal_those_of_audiowaveform_where_it_is_installed() {
    if Command::new("audiowaveform")
        .arg("--version")
        .output()
        .is_err()
    {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.wav");
    std::fs::write(&path, wav(&speechlike(30, 2), 2, RATE)).unwrap();
    let theirs = folder.path().join("theirs.json");
    let status = Command::new("audiowaveform")
        .args(["-q", "-z", "256", "-b", "16", "--split-channels", "-i"])
        .args([&path, Path::new("-o"), &theirs])
        .status()
        .unwrap();
    assert!(status.success());
    let ours = folder.path().join("ours.json");
    let form = WaveformOptions {
        form: Form::Json,
        ..options(256, true)
    };
    write_waveform(&path, &ours, &form, |_| {}).unwrap();
    assert_eq!(std::fs::read(ours).unwrap(), std::fs::read(theirs).unwrap());
}

#[test]
fn one_thread_or_eight_give_the_same_bits() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.wav");
    std::fs::write(&path, wav(&speechlike(100, 2), 2, RATE)).unwrap();
    let source = path.to_string_lossy().into_owned();
    // AAC with its noise substitution, which depends on the decoder's state.
    let cases: &[(&str, &[&str])] = &[
        ("a.m4a", &["-c:a", "aac", "-b:a", "64k"]),
        ("a.mka", &["-c:a", "aac", "-b:a", "64k"]),
        ("a.mp3", &["-c:a", "libmp3lame", "-q:a", "6"]),
        ("a.ogg", &["-c:a", "libvorbis"]),
        ("a.opus", &["-c:a", "libopus"]),
        ("a.flac", &["-c:a", "flac"]),
        ("alac.m4a", &["-c:a", "alac"]),
        ("a.mov", &["-c:a", "pcm_s16le"]),
    ];
    for (name, arguments) in cases {
        let path = ffmpeg(
            folder.path(),
            &[&["-i", &source], *arguments].concat(),
            name,
        );
        let with = |threads| {
            let mut request = request(&path);
            request.threads = threads;
            run(request).base.expect("there are peaks")
        };
        let one = with(1);
        assert!(one == with(2), "{name}: two threads");
        assert!(one == with(8), "{name}: eight threads");
        // Another chunk first, as when the window stands in the middle.
        let mut request = request(&path);
        request.visible = (
            captions::Time::from_seconds(70),
            captions::Time::from_seconds(80),
        );
        assert!(
            Some(&one) == run(request).base.as_ref(),
            "{name}: from the middle"
        );
    }
}

#[test]
fn a_video_file_is_read_for_its_audio_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.wav");
    std::fs::write(&path, wav(&speechlike(60, 2), 2, RATE)).unwrap();
    let source = path.to_string_lossy().into_owned();
    let picture = [
        "-f",
        "lavfi",
        "-i",
        "nullsrc=size=320x240:rate=25:duration=60,geq=random(1)*255:128:128",
    ];
    let encode = [
        "-i",
        &source,
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-qp",
        "10",
        "-c:a",
        "aac",
        "-b:a",
        "128k",
    ];
    let video = ffmpeg(
        folder.path(),
        &[&picture[..], &encode].concat(),
        "noise.mp4",
    );
    let alone = ffmpeg(
        folder.path(),
        &["-i", &video.to_string_lossy(), "-vn", "-c:a", "copy"],
        "alone.m4a",
    );
    let size = |path: &Path| std::fs::metadata(path).unwrap().len();
    let audio = size(&alone);
    assert!(
        size(&video) > 20 * (1 << 20) + 2 * audio,
        "the picture weighs something"
    );
    let (_, summary) = pairs_of(&video, &options(256, false)).unwrap();
    let most = audio * 12 / 10 + (16 << 20);
    assert!(
        summary.bytes_read <= most,
        "{} of at most {most}",
        summary.bytes_read
    );
}

#[test]
fn what_cannot_be_written_says_why_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.wav");
    std::fs::write(&path, wav(&speechlike(1, 1), 1, RATE)).unwrap();
    let target = folder.path().join("out.dat");
    let refused = write_waveform(&path, &target, &options(1, false), |_| {});
    assert!(matches!(refused, Err(AudioError::BadSetting { .. })));
    let no_track = WaveformOptions {
        track: 3,
        ..options(256, false)
    };
    assert_eq!(
        write_waveform(&path, &target, &no_track, |_| {}),
        Err(AudioError::NoSuchTrack { track: 3 })
    );
    let nowhere = folder.path().join("no/such/folder/out.dat");
    let refused = write_waveform(&path, &nowhere, &options(256, false), |_| {});
    assert!(matches!(refused, Err(AudioError::Unwritable { .. })));
    let left: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["a.wav"]);
}
