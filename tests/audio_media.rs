//! Media for the audio tests: made here where a format is simple, by ffmpeg
//! where it is not.

#![allow(dead_code, reason = "each test takes what it needs")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use audio::{
    AudioError, DecoderProcess, Event, Form, MediaInfo, Notice, Peaks, Request, WaveformJob,
    WaveformOptions, WaveformSummary, write_waveform,
};

pub const RATE: u32 = 48000;

/// A decoding process that belongs to the tests.
pub fn process() -> DecoderProcess {
    DecoderProcess {
        program: Some(PathBuf::from(env!("CARGO_BIN_EXE_audio-decoder"))),
        ..DecoderProcess::default()
    }
}

/// Interleaved samples that sound a little like speech: chirps under an uneven
/// envelope, with pauses, and the two channels unlike each other.
pub fn speechlike(seconds: u32, channels: usize) -> Vec<i16> {
    let frames = (seconds * RATE) as usize;
    let mut samples = Vec::with_capacity(frames * channels);
    let mut noise = 1u32;
    for frame in 0..frames {
        let t = frame as f64 / f64::from(RATE);
        let pause = (t * 0.7).fract() < 0.2;
        let envelope = if pause {
            0.0
        } else {
            0.15 + 0.3 * (t * 9.0).sin().abs()
        };
        for channel in 0..channels {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let hiss = f64::from((noise >> 16) as u16) / 65536.0 - 0.5;
            let pitch = 140.0 + 60.0 * channel as f64 + 40.0 * (t * 3.1).sin();
            let voice = (t * pitch * std::f64::consts::TAU).sin() + 0.4 * (t * pitch * 7.3).sin();
            samples.push((envelope * (voice + 0.05 * hiss) * 20000.0) as i16);
        }
    }
    samples
}

/// A RIFF WAVE file of 16-bit samples.
pub fn wav(samples: &[i16], channels: u16, rate: u32) -> Vec<u8> {
    let data: Vec<u8> = samples
        .iter()
        .flat_map(|sample| sample.to_le_bytes())
        .collect();
    wav_of(1, 16, &data, channels, rate)
}

/// A RIFF WAVE file of any format tag and width.
pub fn wav_of(tag: u16, bits: u16, data: &[u8], channels: u16, rate: u32) -> Vec<u8> {
    let align = channels * bits / 8;
    let mut file = b"RIFF".to_vec();
    file.extend_from_slice(&(36 + data.len() as u32).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt \x10\0\0\0");
    file.extend_from_slice(&tag.to_le_bytes());
    file.extend_from_slice(&channels.to_le_bytes());
    file.extend_from_slice(&rate.to_le_bytes());
    file.extend_from_slice(&(rate * u32::from(align)).to_le_bytes());
    file.extend_from_slice(&align.to_le_bytes());
    file.extend_from_slice(&bits.to_le_bytes());
    file.extend_from_slice(b"data");
    file.extend_from_slice(&(data.len() as u32).to_le_bytes());
    file.extend_from_slice(data);
    file
}

/// Runs ffmpeg with its last argument a file in `folder`; answers that file.
pub fn ffmpeg(folder: &Path, arguments: &[&str], name: &str) -> PathBuf {
    let target = folder.join(name);
    let status = Command::new("ffmpeg")
        .args(["-hide_banner", "-nostdin", "-v", "error", "-y"])
        .args(arguments)
        .arg(&target)
        .status()
        .expect("ffmpeg runs: it is a requirement of these tests");
    assert!(status.success(), "ffmpeg {arguments:?} {name}");
    target
}

/// What ffmpeg decodes a file's first audio track to, interleaved; `decoder`
/// are arguments that choose one of its decoders.
pub fn decoded_by_ffmpeg(path: &Path, decoder: &[&str]) -> Vec<i16> {
    let output = Command::new("ffmpeg")
        .args(["-hide_banner", "-nostdin", "-v", "error"])
        .args(decoder)
        .arg("-i")
        .arg(path)
        .args(["-map", "0:a:0", "-f", "s16le", "-c:a", "pcm_s16le", "-"])
        .stderr(Stdio::null())
        .output()
        .expect("ffmpeg runs: it is a requirement of these tests");
    output
        .stdout
        .as_chunks::<2>()
        .0
        .iter()
        .map(|raw| i16::from_le_bytes(*raw))
        .collect()
}

/// Minimum and maximum of each channel over every `per_pixel` frames, computed
/// the obvious way: pixel after pixel, in each channel after channel.
pub fn naive_pairs(samples: &[i16], channels: usize, per_pixel: usize) -> Vec<i16> {
    let mut pairs = Vec::new();
    for pixel in samples.chunks(per_pixel * channels) {
        for channel in 0..channels {
            let of_channel = || pixel.iter().skip(channel).step_by(channels).copied();
            pairs.push(of_channel().min().expect("a pixel has samples"));
            pairs.push(of_channel().max().expect("a pixel has samples"));
        }
    }
    pairs
}

/// The mean of all channels as audiowaveform computes it.
pub fn naive_mix(samples: &[i16], channels: usize) -> Vec<i16> {
    let mean = |frame: &[i16]| {
        frame.iter().map(|&sample| i32::from(sample)).sum::<i32>() / channels as i32
    };
    samples
        .chunks(channels)
        .map(|frame| mean(frame) as i16)
        .collect()
}

/// A waveform file's values and what was said about it.
pub fn pairs_of(
    path: &Path,
    options: &WaveformOptions,
) -> Result<(Vec<i16>, WaveformSummary), AudioError> {
    let folder = tempfile::tempdir().expect("a folder for the result");
    let target = folder.path().join("waveform.dat");
    let options = WaveformOptions {
        form: Form::Dat,
        process: process(),
        ..options.clone()
    };
    let summary = write_waveform(path, &target, &options, |_| {})?;
    let bytes = std::fs::read(&target).expect("the result is there");
    let (values, _) = bytes[24..].as_chunks::<2>();
    Ok((
        values.iter().map(|raw| i16::from_le_bytes(*raw)).collect(),
        summary,
    ))
}

/// What a job came to.
pub struct Done {
    pub events: Vec<Event>,
    pub base: Option<Vec<u8>>,
    pub peaks: Option<Peaks>,
}

impl Done {
    pub fn info(&self) -> Option<&MediaInfo> {
        self.events.iter().find_map(|event| match event {
            Event::Opened(info) => Some(info),
            _ => None,
        })
    }

    pub fn outcome(&self) -> Result<Vec<Notice>, AudioError> {
        match self.events.last() {
            Some(Event::Finished(notices)) => Ok(notices.clone()),
            Some(Event::Failed(error)) => Err(error.clone()),
            other => panic!("a job ends with a verdict, not {other:?}"),
        }
    }
}

/// Runs a job to its end.
pub fn run(request: Request) -> Done {
    let (sender, events) = channel();
    let mut handle = WaveformJob::start(request, move |event| {
        let _ = sender.send(event);
    });
    handle.wait();
    let peaks = handle.with_peaks(Peaks::clone);
    let base = peaks.as_ref().map(|peaks| {
        let pairs = peaks.end().round_samples(peaks.rate()) as usize / 256 + 1;
        peaks.slice(0, 0, pairs)
    });
    Done {
        events: events.iter().collect(),
        base,
        peaks,
    }
}

/// A request for a file, with the tests' own decoding process.
pub fn request(path: &Path) -> Request {
    Request {
        process: DecoderProcess {
            patience: Duration::from_secs(60),
            ..process()
        },
        ..Request::new(path)
    }
}
