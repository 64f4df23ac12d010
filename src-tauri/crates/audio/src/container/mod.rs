//! Containers: told apart by our own look at their first bytes.
//!
//! symphonia's probe takes RF64, AVI and MXF for MPEG audio and MPEG program
//! streams for MP2; a file reaches one of its readers only from here.

mod aiff;
mod mkv;
mod mp4;
mod mpeg;
mod pcm;
mod reader;
mod riff;
mod sniff;

use std::io;
use std::path::Path;
use std::sync::Arc;

use captions::Time;

use crate::codec::Codec;
use crate::error::AudioError;
use crate::info::{AudioTrack, Container, MediaInfo, Notice};
use crate::input::Input;
use crate::source::Source;
use sniff::Magic;

/// An opened media file.
#[derive(Clone)]
pub(crate) struct Media {
    pub input: Input,
    pub info: MediaInfo,
    /// What each audio track needs, in the order of `info.audio`.
    pub codecs: Vec<Codec>,
    layout: Layout,
}

/// How to get at the packets.
#[derive(Clone)]
enum Layout {
    Mp4(Arc<mp4::Movie>),
    Matroska(mkv::Layer),
    Pcm(pcm::Layout),
    Reader(reader::Layout),
    /// Only ffmpeg can open it.
    Foreign,
}

impl Media {
    /// Opens the file at `path` and reads what its headers say.
    pub(crate) fn open(path: &Path) -> Result<Self, AudioError> {
        let input = Input::open(path)?;
        let unreadable = |error: io::Error| AudioError::unreadable(path, &error);
        let mut media = match sniff::sniff(&input).map_err(unreadable)? {
            Magic::Mp4 => mp4::read(&input)?,
            Magic::Matroska => mkv::read(&input)?,
            Magic::Wave => wave(
                &input,
                riff::read_wave(&input).map_err(unreadable)?,
                Container::Wav,
            )?,
            Magic::Wave64 => wave(
                &input,
                riff::read_wave64(&input).map_err(unreadable)?,
                Container::Wave64,
            )?,
            Magic::Aiff => aiff(&input, aiff::read(&input).map_err(unreadable)?)?,
            Magic::Reader(layout) => read_by_symphonia(&input, layout)?,
            Magic::Foreign(name) => foreign(&input, Container::Other(name.to_owned())),
            Magic::Nothing => {
                return Err(AudioError::NotMedia {
                    path: path.display().to_string(),
                });
            }
        };
        media.add_notices();
        Ok(media)
    }

    fn add_notices(&mut self) {
        let foreign = matches!(self.layout, Layout::Foreign);
        if self.info.audio.is_empty() && !foreign {
            self.info.notices.push(Notice::NoAudio);
        }
        if self.info.video.is_none() && !foreign {
            self.info.notices.push(Notice::NoVideo);
        }
    }

    /// Whether only ffmpeg can say what is inside.
    pub(crate) fn is_foreign(&self) -> bool {
        matches!(self.layout, Layout::Foreign)
    }

    /// A source of the packets of audio track `number`.
    pub(crate) fn source(&self, number: usize) -> Result<Box<dyn Source>, AudioError> {
        let missing = || AudioError::NoSuchTrack {
            track: number as u32,
        };
        match &self.layout {
            Layout::Mp4(movie) => mp4::open(movie, number, self.input.len()).ok_or_else(missing),
            Layout::Matroska(layer) => mkv::open(&self.input, layer, number).ok_or_else(missing),
            Layout::Pcm(layout) if number == 0 => Ok(layout.source()),
            Layout::Reader(layout) => {
                reader::open(&self.input, *layout, number).map_err(|reason| AudioError::Damaged {
                    container: self.info.container.name().to_owned(),
                    reason,
                })
            }
            Layout::Pcm(_) | Layout::Foreign => Err(missing()),
        }
    }
}

fn bare(
    input: &Input,
    container: Container,
    layout: Layout,
    tracks: Vec<(AudioTrack, Codec)>,
) -> Media {
    let (audio, codecs): (Vec<_>, Vec<_>) = tracks.into_iter().unzip();
    Media {
        input: input.clone(),
        info: MediaInfo {
            container,
            duration: audio.iter().filter_map(|track| track.duration).max(),
            audio,
            video: None,
            notices: Vec::new(),
        },
        codecs,
        layout,
    }
}

fn foreign(input: &Input, container: Container) -> Media {
    bare(input, container, Layout::Foreign, Vec::new())
}

fn uncompressed(input: &Input, container: Container, layout: pcm::Layout) -> Media {
    let format = layout.format;
    let frames = if layout.stated > 0 {
        layout.stated
    } else {
        layout.frames
    };
    let track = AudioTrack {
        number: 0,
        id: 0,
        codec: "PCM".to_owned(),
        language: None,
        channels: format.channels,
        rate: format.rate,
        duration: i64::try_from(frames)
            .ok()
            .and_then(|frames| Time::from_samples(frames, format.rate)),
    };
    bare(
        input,
        container,
        Layout::Pcm(layout),
        vec![(track, Codec::pcm(format))],
    )
}

fn damaged(container: &Container) -> AudioError {
    AudioError::Damaged {
        container: container.name().to_owned(),
        reason: "it has no audio format or no audio data".to_owned(),
    }
}

fn wave(input: &Input, wave: riff::Wave, container: Container) -> Result<Media, AudioError> {
    const MS_ADPCM: u16 = 2;
    const IMA_ADPCM: u16 = 0x11;
    match wave {
        riff::Wave::Pcm(layout) => Ok(uncompressed(input, container, layout)),
        riff::Wave::Tagged {
            tag: MS_ADPCM | IMA_ADPCM,
            ..
        } if container == Container::Wav => read_by_symphonia(
            input,
            reader::Layout {
                kind: reader::Kind::Wav,
                base: 0,
            },
        ),
        riff::Wave::Tagged {
            tag,
            channels,
            rate,
        } => {
            let codec = Codec::unknown(format!("WAV audio of format {tag:#06x}"));
            let track = AudioTrack {
                number: 0,
                id: 0,
                codec: codec.name.clone(),
                language: None,
                channels,
                rate,
                duration: None,
            };
            Ok(bare(
                input,
                container,
                Layout::Foreign,
                vec![(track, codec)],
            ))
        }
        riff::Wave::Damaged => Err(damaged(&container)),
    }
}

fn aiff(input: &Input, aiff: aiff::Aiff) -> Result<Media, AudioError> {
    match aiff {
        aiff::Aiff::Pcm(layout) => Ok(uncompressed(input, Container::Aiff, layout)),
        aiff::Aiff::Compressed(kind) => {
            Ok(foreign(input, Container::Other(format!("AIFF-C {kind}"))))
        }
        aiff::Aiff::Damaged => Err(damaged(&Container::Aiff)),
    }
}

fn read_by_symphonia(input: &Input, layout: reader::Layout) -> Result<Media, AudioError> {
    let container = match layout.kind {
        reader::Kind::Adts => Container::Adts,
        reader::Kind::Caf => Container::Caf,
        reader::Kind::Flac => Container::Flac,
        reader::Kind::MpegAudio => Container::MpegAudio,
        reader::Kind::Ogg => Container::Ogg,
        reader::Kind::Wav => Container::Wav,
    };
    let tracks = reader::tracks(input, layout).map_err(|reason| AudioError::Damaged {
        container: container.name().to_owned(),
        reason,
    })?;
    let mut media = bare(input, container, Layout::Reader(layout), tracks);
    if layout.kind == reader::Kind::MpegAudio
        && mpeg::variable_without_index(input, layout.base).unwrap_or(false)
    {
        media.info.notices.push(Notice::NoSeekIndex);
    }
    Ok(media)
}
