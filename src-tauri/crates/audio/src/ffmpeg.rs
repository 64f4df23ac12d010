//! ffmpeg as a killable child, for what nothing here decodes.

use std::env;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, Stdio};
use std::thread;

use captions::Time;
use serde_json::Value;

use crate::accumulate::{Accumulator, Cells, Shape};
use crate::engine::{CHUNK, Control, MOST_CHUNKS, Summary};
use crate::error::AudioError;
use crate::info::{AudioTrack, MediaInfo, Notice, VideoTrack};
use crate::input::Input;
use crate::pcm::{Encoding, PcmFormat};

/// The ffmpeg to use: the configured one where it is a file, else the first on
/// the `PATH`, else none.
#[must_use]
pub fn find_ffmpeg(configured: Option<&Path>) -> Option<PathBuf> {
    let name = format!("ffmpeg{}", env::consts::EXE_SUFFIX);
    match configured {
        Some(path) => path.is_file().then(|| path.to_path_buf()),
        None => env::split_paths(&env::var_os("PATH")?)
            .map(|folder| folder.join(&name))
            .find(|candidate| candidate.is_file()),
    }
}

/// A decoding by ffmpeg, under way.
pub(crate) struct Pipe<'a> {
    out: ChildStdout,
    control: &'a Control,
    pub format: PcmFormat,
}

/// What an ffmpeg decoding needs to know.
pub(crate) struct Job<'a> {
    pub ffmpeg: &'a Path,
    pub path: &'a Path,
    /// Number among the audio tracks.
    pub track: usize,
    /// Whether the container's time stamps are the player's clock as they are.
    pub absolute_times: bool,
    /// In words, for messages.
    pub what: &'a str,
}

impl<'a> Pipe<'a> {
    /// Starts ffmpeg and reads the rate and channels it decodes to.
    ///
    /// # Errors
    /// [`AudioError::Undecodable`] with what ffmpeg said.
    pub(crate) fn open(job: &Job<'_>, control: &'a Control) -> Result<Self, AudioError> {
        let failed = |reason: String| AudioError::Undecodable {
            what: job.what.to_owned(),
            reason,
        };
        let mut child = command(job)
            .spawn()
            .map_err(|error| failed(error.to_string()))?;
        let (out, err) = (child.stdout.take(), child.stderr.take());
        control.adopt(child);
        let (Some(mut out), Some(err)) = (out, err) else {
            return Err(failed("ffmpeg could not be connected".to_owned()));
        };
        let complaints = thread::spawn(move || last_line(err));
        match wave_header(&mut out) {
            Ok(Some(format)) => Ok(Self {
                out,
                control,
                format,
            }),
            Ok(None) | Err(_) => {
                drop(out);
                reap(control);
                let said = complaints.join().unwrap_or_default();
                Err(failed(if said.is_empty() {
                    "ffmpeg gave no audio".to_owned()
                } else {
                    said
                }))
            }
        }
    }

    /// Decodes to the end and hands every chunk to `sink`, in order.
    pub(crate) fn run(
        mut self,
        shape: Shape,
        input: &Input,
        mut sink: impl FnMut(u64, Cells) -> Result<(), AudioError>,
    ) -> Result<Summary, AudioError> {
        let mut summary = Summary::default();
        let mut planes = Vec::new();
        for index in 0..MOST_CHUNKS {
            let start = index as i64 * CHUNK;
            let mut cells = Accumulator::new(shape, (start, start + CHUNK));
            let mut position = start;
            while position < start + CHUNK {
                if self.control.is_cancelled() {
                    return Err(AudioError::Cancelled);
                }
                let frames = self.read(start + CHUNK - position, input, &mut planes)?;
                if frames == 0 {
                    break;
                }
                cells.add(position, frames, (0, i64::MAX), |channel: usize| {
                    planes[channel].as_slice()
                });
                position += frames as i64;
                summary.packets += 1;
            }
            let full = position == start + CHUNK;
            let cells = cells.finish();
            if position > start {
                summary.end = cells.end;
                sink(index, cells)?;
            }
            if !full {
                break;
            }
        }
        reap(self.control);
        Ok(summary)
    }

    fn read(
        &mut self,
        most: i64,
        input: &Input,
        planes: &mut Vec<Vec<i16>>,
    ) -> Result<usize, AudioError> {
        const FRAMES: i64 = 16384;
        let bytes = most.min(FRAMES) as usize * self.format.frame_bytes();
        let mut buffer = Vec::with_capacity(bytes);
        let read = self
            .out
            .by_ref()
            .take(bytes as u64)
            .read_to_end(&mut buffer);
        input.count(buffer.len());
        match read {
            Ok(_) => Ok(self.format.split(&buffer, planes)),
            Err(_) if self.control.is_cancelled() => Err(AudioError::Cancelled),
            Err(error) => Err(AudioError::DecoderDied {
                reason: error.to_string(),
            }),
        }
    }
}

fn command(job: &Job<'_>) -> Command {
    let mut command = Command::new(job.ffmpeg);
    command.args([
        "-hide_banner",
        "-nostdin",
        "-v",
        "error",
        "-protocol_whitelist",
        "file,pipe",
    ]);
    if job.absolute_times {
        command.arg("-copyts");
    }
    command.arg("-i").arg(file_url(job.path));
    command.args(["-map", &format!("0:a:{}", job.track), "-vn", "-sn", "-dn"]);
    // Silence where the stamps leave gaps, and from zero to the first stamp.
    command.args(["-af", "aresample=async=1:first_pts=0", "-c:a", "pcm_s16le"]);
    command.args(["-f", "wav", "-bitexact", "-"]);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// A path that ffmpeg cannot take for an option or another protocol.
fn file_url(path: &Path) -> std::ffi::OsString {
    let mut url = std::ffi::OsString::from("file:");
    url.push(path);
    url
}

fn reap(control: &Control) {
    if let Some(mut child) = control.release() {
        // Its pipe is closed or at its end: it is ending already.
        let _ = child.kill();
        let _ = child.wait();
    }
}

fn last_line(mut from: impl Read) -> String {
    const MOST: u64 = 64 << 10;
    let mut text = Vec::new();
    let _ = from.by_ref().take(MOST).read_to_end(&mut text);
    let _ = io::copy(&mut from, &mut io::sink());
    let text = String::from_utf8_lossy(&text);
    text.lines()
        .rev()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// Reads a streamed WAV header up to its data.
fn wave_header(from: &mut impl Read) -> io::Result<Option<PcmFormat>> {
    let mut head = [0; 12];
    from.read_exact(&mut head)?;
    let mut format = None;
    loop {
        let mut chunk = [0; 8];
        from.read_exact(&mut chunk)?;
        if &chunk[..4] == b"data" {
            return Ok(format);
        }
        let size = u64::from(u32::from_le_bytes([chunk[4], chunk[5], chunk[6], chunk[7]]));
        let mut body = Vec::new();
        from.by_ref().take(size + size % 2).read_to_end(&mut body)?;
        if &chunk[..4] == b"fmt " && body.len() >= 16 {
            format = Some(PcmFormat {
                encoding: Encoding::S16,
                big_endian: false,
                channels: u16::from_le_bytes([body[2], body[3]]).max(1),
                rate: u32::from_le_bytes([body[4], body[5], body[6], body[7]]).max(1),
            });
        }
    }
}

/// Completes what is known of a file of a foreign container, from the ffprobe
/// that stands beside `ffmpeg`; without one, assumes a single audio track.
pub(crate) fn describe(ffmpeg: &Path, path: &Path, info: &mut MediaInfo) {
    let found = probe(ffmpeg, path);
    let streams = found
        .as_ref()
        .and_then(|value| value["streams"].as_array())
        .cloned()
        .unwrap_or_default();
    let of_kind = |kind: &'static str| {
        streams
            .iter()
            .filter(move |stream| stream["codec_type"] == kind)
    };
    if found.is_none() {
        info.audio = vec![unknown_track()];
        return;
    }
    info.duration = found
        .as_ref()
        .and_then(|value| seconds(&value["format"]["duration"]));
    info.audio = (0u32..)
        .zip(of_kind("audio"))
        .map(|(number, stream)| audio_track(number, stream))
        .collect();
    info.video = of_kind("video")
        .find(|stream| stream["disposition"]["attached_pic"] != 1)
        .map(|stream| VideoTrack {
            codec: text(&stream["codec_name"]),
            frame_rate: rational(&stream["r_frame_rate"])
                .filter(|_| stream["r_frame_rate"] == stream["avg_frame_rate"]),
            start: Time::ZERO,
            width: number(&stream["width"]),
            height: number(&stream["height"]),
        });
    if info.audio.is_empty() {
        info.notices.push(Notice::NoAudio);
    }
    if info.video.is_none() {
        info.notices.push(Notice::NoVideo);
    }
}

fn unknown_track() -> AudioTrack {
    AudioTrack {
        number: 0,
        id: 0,
        codec: "audio".to_owned(),
        language: None,
        channels: 0,
        rate: 0,
        duration: None,
    }
}

fn probe(ffmpeg: &Path, path: &Path) -> Option<Value> {
    let ffprobe = ffmpeg.with_file_name(format!("ffprobe{}", env::consts::EXE_SUFFIX));
    let output = Command::new(ffprobe)
        .args([
            "-v",
            "error",
            "-protocol_whitelist",
            "file,pipe",
            "-show_streams",
            "-show_format",
            "-of",
            "json",
        ])
        .arg(file_url(path))
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    serde_json::from_slice(&output.stdout).ok()
}

fn audio_track(number_in_file: u32, stream: &Value) -> AudioTrack {
    AudioTrack {
        number: number_in_file,
        id: u64::from(number(&stream["index"])),
        codec: text(&stream["codec_name"]).to_uppercase(),
        language: stream["tags"]["language"]
            .as_str()
            .filter(|tag| *tag != "und")
            .map(str::to_owned),
        channels: u16::try_from(number(&stream["channels"])).unwrap_or(0),
        rate: text(&stream["sample_rate"]).parse().unwrap_or(0),
        duration: seconds(&stream["duration"]),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn number(value: &Value) -> u32 {
    value
        .as_u64()
        .and_then(|number| u32::try_from(number).ok())
        .unwrap_or(0)
}

/// A decimal number of seconds, exactly.
fn seconds(value: &Value) -> Option<Time> {
    let (whole, fraction) = value.as_str()?.split_once('.')?;
    let micros: String = fraction.chars().chain("000000".chars()).take(6).collect();
    let total = whole
        .parse::<i64>()
        .ok()?
        .checked_mul(1_000_000)?
        .checked_add(micros.parse().ok()?)?;
    Time::from_ratio(total, 1, 1_000_000)
}

fn rational(value: &Value) -> Option<(u32, u32)> {
    let (numerator, denominator) = value.as_str()?.split_once('/')?;
    let pair: (u32, u32) = (numerator.parse().ok()?, denominator.parse().ok()?);
    (pair.0 > 0 && pair.1 > 0).then_some(pair)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_streamed_header_gives_rate_and_channels() {
        let mut header = b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\x06\0".to_vec();
        header.extend_from_slice(&44100u32.to_le_bytes());
        header.extend_from_slice(&[0; 6]);
        header.extend_from_slice(b"\x10\0LIST\x01\0\0\0x\0data\xff\xff\xff\xff");
        let format = wave_header(&mut header.as_slice()).unwrap().unwrap();
        assert_eq!((format.channels, format.rate), (6, 44100));
        assert!(wave_header(&mut &header[..20]).is_err());
    }

    #[test]
    fn decimal_seconds_are_exact() {
        assert_eq!(
            seconds(&Value::from("12.345")),
            Some(Time::from_millis(12345))
        );
        assert_eq!(seconds(&Value::from("x")), None);
    }
}
