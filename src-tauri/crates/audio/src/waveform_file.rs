//! audiowaveform's data files, version 2.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::sync::mpsc::channel;

use captions::Time;
use tempfile::NamedTempFile;

use crate::child::protocol::{Reply, Started, TaskKind};
use crate::engine::CHUNK;
use crate::error::AudioError;
use crate::info::{MediaInfo, Notice};
use crate::process::DecoderProcess;

/// Bits of a value in a waveform file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bits {
    /// -128 to 127: the 16-bit value divided by 256 towards zero.
    Eight,
    /// -32768 to 32767.
    Sixteen,
}

/// The two forms of a waveform file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Binary, `.dat`.
    Dat,
    /// JSON, `.json`.
    Json,
}

/// What to put into a waveform file.
#[derive(Clone, Debug)]
pub struct WaveformOptions {
    /// Number of the audio track, from 0.
    pub track: u32,
    /// Samples per channel in one pair, 2 or more.
    pub samples_per_pixel: u32,
    /// Width of a value.
    pub bits: Bits,
    /// A pair for each channel; otherwise one for the mean of all, as
    /// audiowaveform does by default.
    pub split_channels: bool,
    /// Binary or JSON.
    pub form: Form,
    /// Threads that decode; the result does not depend on it.
    pub threads: usize,
    /// How the decoding process is run.
    pub process: DecoderProcess,
}

impl Default for WaveformOptions {
    /// audiowaveform's defaults: 256 samples per pixel, 16 bits, all channels in one.
    fn default() -> Self {
        Self {
            track: 0,
            samples_per_pixel: 256,
            bits: Bits::Sixteen,
            split_channels: false,
            form: Form::Dat,
            threads: 2,
            process: DecoderProcess::default(),
        }
    }
}

/// What a written waveform file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaveformSummary {
    /// What is in the media file.
    pub info: MediaInfo,
    /// Samples a second.
    pub rate: u32,
    /// Channels in the file.
    pub channels: usize,
    /// Pairs per channel.
    pub length: u64,
    /// Where the audio ends.
    pub end: Time,
    /// What came to light while decoding.
    pub notices: Vec<Notice>,
    /// Bytes of the media file that were read.
    pub bytes_read: u64,
}

/// Writes the waveform of `media` to `output`, which is written whole or not
/// at all, and replaced where it exists.
///
/// The format is audiowaveform's version 2 (its `doc/DataFormat.md`), and so
/// are the values, one by one, for WAV and FLAC. Position 0 is the zero of the
/// player's clock; stretches without audio are pairs of zero. Memory use does
/// not depend on the length. `progress` is told the part done, 0 to 1.
///
/// # Errors
/// As [`AudioError`] says; a file without audio is [`AudioError::NoSuchTrack`].
pub fn write_waveform(
    media: &Path,
    output: &Path,
    options: &WaveformOptions,
    mut progress: impl FnMut(f32),
) -> Result<WaveformSummary, AudioError> {
    if options.samples_per_pixel < 2 || i32::try_from(options.samples_per_pixel).is_err() {
        return Err(AudioError::BadSetting {
            setting: "samples per pixel".to_owned(),
            reason: "it must be from 2 to 2147483647".to_owned(),
        });
    }
    let unwritable = |error: io::Error| AudioError::unwritable(output, &error);
    let folder = output
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let spool = NamedTempFile::new_in(folder).map_err(unwritable)?;
    let kind = TaskKind::Pairs {
        track: options.track,
        threads: options.threads,
        samples_per_pixel: options.samples_per_pixel,
        mix: !options.split_channels,
        spool: spool.path().to_path_buf(),
    };
    let (mut info, mut started) = (None, None);
    let running = options.process.start(media, kind, channel())?;
    let mut done = 0;
    let finished = running.listen(|reply| {
        match reply {
            Reply::Opened(opened) => info = Some(opened),
            Reply::Started(begun) => started = Some(begun),
            Reply::Chunk { .. } => done += 1,
            _ => {}
        }
        report(done, started.as_ref(), &mut progress);
        Ok(())
    })?;
    let (info, started) = info.zip(started).ok_or_else(|| AudioError::DecoderDied {
        reason: "it said nothing".to_owned(),
    })?;
    let per_pixel = u64::from(options.samples_per_pixel);
    let summary = WaveformSummary {
        info,
        rate: started.rate,
        channels: started.channels,
        length: (finished.summary.end as u64).div_ceil(per_pixel),
        end: Time::from_samples(finished.summary.end, started.rate).unwrap_or(Time::ZERO),
        notices: finished.notices,
        bytes_read: finished.bytes_read,
    };
    finish(spool, folder, output, options, &summary).map_err(unwritable)?;
    Ok(summary)
}

fn report(done: i64, started: Option<&Started>, progress: &mut impl FnMut(f32)) {
    if let Some(expected) = started.and_then(|started| started.expected) {
        let chunks = (expected + CHUNK - 1) / CHUNK;
        progress((done as f32 / chunks.max(1) as f32).min(1.0));
    }
}

/// Puts the pairs into their final form beside the output, then in its place.
fn finish(
    spool: NamedTempFile,
    folder: &Path,
    output: &Path,
    options: &WaveformOptions,
    summary: &WaveformSummary,
) -> io::Result<()> {
    let values = summary.length * summary.channels as u64 * 2;
    spool.as_file().set_len(values * 2)?;
    let file = NamedTempFile::new_in(folder)?;
    let mut pairs = BufReader::with_capacity(1 << 16, File::open(spool.path())?);
    let mut to = BufWriter::with_capacity(1 << 16, file.as_file());
    match options.form {
        Form::Dat => write_dat(&mut pairs, &mut to, options, summary, values)?,
        Form::Json => write_json(&mut pairs, &mut to, options, summary, values)?,
    }
    to.flush()?;
    drop(to);
    file.as_file().sync_all()?;
    file.persist(output)?;
    Ok(())
}

fn write_dat(
    pairs: &mut impl Read,
    to: &mut impl Write,
    options: &WaveformOptions,
    summary: &WaveformSummary,
    values: u64,
) -> io::Result<()> {
    const VERSION: u32 = 2;
    let flags = u32::from(options.bits == Bits::Eight);
    let length = u32::try_from(summary.length).map_err(io::Error::other)?;
    let header = [
        VERSION,
        flags,
        summary.rate,
        options.samples_per_pixel,
        length,
        summary.channels as u32,
    ];
    for field in header {
        to.write_all(&field.to_le_bytes())?;
    }
    match options.bits {
        Bits::Sixteen => {
            io::copy(pairs, to)?;
        }
        Bits::Eight => {
            for _ in 0..values {
                to.write_all(&((next(pairs)? / 256) as i8).to_le_bytes())?;
            }
        }
    }
    Ok(())
}

/// In the order of fields, and without spaces, as audiowaveform writes it.
fn write_json(
    pairs: &mut impl Read,
    to: &mut impl Write,
    options: &WaveformOptions,
    summary: &WaveformSummary,
    values: u64,
) -> io::Result<()> {
    let (bits, divisor) = match options.bits {
        Bits::Eight => (8, 256),
        Bits::Sixteen => (16, 1),
    };
    write!(
        to,
        "{{\"version\":2,\"channels\":{},\"sample_rate\":{},\"samples_per_pixel\":{},\"bits\":{bits},\"length\":{},\"data\":[",
        summary.channels, summary.rate, options.samples_per_pixel, summary.length
    )?;
    for index in 0..values {
        let comma = if index == 0 { "" } else { "," };
        write!(to, "{comma}{}", next(pairs)? / divisor)?;
    }
    writeln!(to, "]}}")
}

fn next(pairs: &mut impl Read) -> io::Result<i16> {
    let mut raw = [0; 2];
    pairs.read_exact(&mut raw)?;
    Ok(i16::from_le_bytes(raw))
}
