//! Decoders: what a track needs, and one interface over all of them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use symphonia::core::audio::sample::Sample;
use symphonia::core::audio::{Audio, AudioBuffer, GenericAudioBufferRef, layouts};
use symphonia::core::codecs::audio::well_known::{
    CODEC_ID_AAC, CODEC_ID_ALAC, CODEC_ID_FLAC, CODEC_ID_MP3, CODEC_ID_OPUS, CODEC_ID_VORBIS,
};
use symphonia::core::codecs::audio::{
    AudioCodecId, AudioCodecParameters, AudioDecoder, AudioDecoderOptions,
};
use symphonia::core::codecs::registry::CodecRegistry;
use symphonia::core::packet::PacketRef;
use symphonia::core::units::{Duration, Timestamp};

use crate::accumulate::Accumulator;
use crate::asc;
use crate::pcm::PcmFormat;
use crate::source::Packet;

/// What it takes to decode a track.
#[derive(Clone, Debug)]
pub(crate) struct Codec {
    /// In words, such as `AAC`.
    pub name: String,
    pub decoding: Decoding,
    /// Samples of earlier audio that a fresh decoder needs before its output
    /// equals that of one that ran from the start, longest packet included.
    pub preroll: u32,
    /// Samples of a packet, where all packets of the codec have the same.
    pub packet_frames: Option<u32>,
    /// Whether only the lower half of the spectrum will be decoded.
    pub core_only: bool,
}

/// Who decodes.
#[derive(Clone, Debug)]
pub(crate) enum Decoding {
    Symphonia(Box<AudioCodecParameters>),
    Pcm(PcmFormat),
    /// Nothing in this crate does.
    Unknown,
}

impl Codec {
    pub(crate) fn unknown(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            decoding: Decoding::Unknown,
            preroll: 0,
            packet_frames: None,
            core_only: false,
        }
    }

    pub(crate) fn pcm(format: PcmFormat) -> Self {
        Self {
            name: "PCM".to_owned(),
            decoding: Decoding::Pcm(format),
            ..Self::unknown("")
        }
    }

    /// AAC from its AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1).
    pub(crate) fn aac(config: &[u8]) -> Self {
        let Some(core) = asc::low_complexity_core(config) else {
            return Self::unknown("AAC (a profile beyond stereo AAC-LC)");
        };
        let mut params = AudioCodecParameters::new();
        params
            .for_codec(CODEC_ID_AAC)
            .with_sample_rate(core.rate)
            .with_extra_data(core.config.into());
        Self {
            core_only: core.extended,
            packet_frames: Some(1024),
            ..Self::symphonia("AAC", params, 2 * 1024)
        }
    }

    pub(crate) fn mp3() -> Self {
        let mut params = AudioCodecParameters::new();
        params.for_codec(CODEC_ID_MP3);
        Self::symphonia("MP3", params, MP3_PREROLL)
    }

    /// ALAC from its magic cookie.
    pub(crate) fn alac(cookie: &[u8]) -> Self {
        let frames = cookie
            .first_chunk::<4>()
            .map_or(4096, |bytes| u32::from_be_bytes(*bytes))
            .min(65536);
        let mut params = AudioCodecParameters::new();
        params
            .for_codec(CODEC_ID_ALAC)
            .with_extra_data(cookie.into());
        Self::symphonia("ALAC", params, frames)
    }

    /// FLAC from its STREAMINFO block (RFC 9639, 8.2).
    pub(crate) fn flac(stream_info: &[u8]) -> Self {
        let longest = stream_info.get(2..4).map_or(65535, |bytes| {
            u32::from(bytes[0]) << 8 | u32::from(bytes[1])
        });
        let mut params = AudioCodecParameters::new();
        params
            .for_codec(CODEC_ID_FLAC)
            .with_extra_data(stream_info.into());
        Self::symphonia("FLAC", params, longest)
    }

    /// Opus of one or two channels (RFC 6716); more needs ffmpeg.
    pub(crate) fn opus(channels: u16) -> Self {
        let layout = match channels {
            1 => layouts::CHANNEL_LAYOUT_MONO,
            2 => layouts::CHANNEL_LAYOUT_STEREO,
            _ => return Self::unknown("Opus with more than two channels"),
        };
        let mut params = AudioCodecParameters::new();
        params
            .for_codec(CODEC_ID_OPUS)
            .with_sample_rate(48000)
            .with_channels(layout);
        Self::symphonia("Opus", params, OPUS_PREROLL)
    }

    /// Vorbis from its identification and setup headers, one after the other.
    pub(crate) fn vorbis(headers: &[u8]) -> Self {
        let mut params = AudioCodecParameters::new();
        params
            .for_codec(CODEC_ID_VORBIS)
            .with_extra_data(headers.into());
        Self::symphonia("Vorbis", params, vorbis_preroll(headers))
    }

    /// A track as one of symphonia's own readers describes it.
    pub(crate) fn from_reader(params: &AudioCodecParameters) -> Self {
        let extra = params.extra_data.as_deref().unwrap_or_default();
        match params.codec {
            CODEC_ID_FLAC => Self::flac(extra),
            CODEC_ID_VORBIS => Self::vorbis(extra),
            CODEC_ID_OPUS => {
                let channels = params
                    .channels
                    .as_ref()
                    .map_or(0, |channels| channels.count());
                Self::opus(channels as u16)
            }
            CODEC_ID_ALAC => Self::alac(extra),
            CODEC_ID_MP3 => Self::mp3(),
            id => Self::symphonia(&name_of(id), params.clone(), OTHER_PREROLL),
        }
    }

    fn symphonia(name: &str, params: AudioCodecParameters, preroll: u32) -> Self {
        Self {
            name: name.to_owned(),
            decoding: Decoding::Symphonia(Box::new(params)),
            preroll,
            packet_frames: None,
            core_only: false,
        }
    }
}

/// 12 frames: the bit reservoir reaches back 511 bytes (ISO/IEC 11172-3,
/// 2.4.1.7), which is fewer than ten frames from 32 kbit/s up, and the filter
/// bank one frame more.
const MP3_PREROLL: u32 = 12 * 1152;
/// 80 ms as RFC 7845, section 4.6 asks, and the longest packet (120 ms).
const OPUS_PREROLL: u32 = 3840 + 5760;
/// MP1, MP2, ADPCM and companded blocks: the longest of their packets, twice.
const OTHER_PREROLL: u32 = 8192;

/// Two of the longest blocks: the first packet after a reset is lost, the
/// second overlaps it. The sizes stand in byte 28 of the identification header.
fn vorbis_preroll(headers: &[u8]) -> u32 {
    let exponent = headers.get(28).map_or(13, |sizes| sizes >> 4).clamp(6, 13);
    2 << exponent
}

fn name_of(id: AudioCodecId) -> String {
    CODECS.get_audio_decoder(id).map_or_else(
        || id.to_string(),
        |decoder| decoder.codec.info.short_name.to_uppercase(),
    )
}

static CODECS: LazyLock<CodecRegistry> = LazyLock::new(|| {
    let mut registry = CodecRegistry::new();
    symphonia::default::register_enabled_codecs(&mut registry);
    registry.register_audio_decoder::<symphonia_adapter_libopus::OpusDecoder>();
    registry
});

/// A decoder at work. Panics inside it are errors here.
pub(crate) struct Decoder {
    codec: Codec,
    inner: Inner,
}

enum Inner {
    Symphonia(Box<dyn AudioDecoder>),
    Pcm {
        format: PcmFormat,
        planes: Vec<Vec<i16>>,
    },
}

/// What one packet decoded to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub rate: u32,
    pub channels: usize,
    pub frames: usize,
}

impl Decoder {
    /// A fresh decoder, or what stands against one.
    pub(crate) fn new(codec: &Codec) -> Result<Self, String> {
        let inner = match &codec.decoding {
            Decoding::Symphonia(params) => {
                let options = AudioDecoderOptions::default();
                let made = catch_unwind(|| CODECS.make_audio_decoder(params, &options));
                Inner::Symphonia(flatten(made)?)
            }
            Decoding::Pcm(format) => Inner::Pcm {
                format: *format,
                planes: Vec::new(),
            },
            Decoding::Unknown => return Err("no decoder".to_owned()),
        };
        Ok(Self {
            codec: codec.clone(),
            inner,
        })
    }

    /// Forgets everything, down to the noise generator's state: a decoder after
    /// this gives the same bits as a new one.
    pub(crate) fn renew(&mut self) -> Result<(), String> {
        if matches!(self.inner, Inner::Symphonia(_)) {
            *self = Self::new(&self.codec)?;
        }
        Ok(())
    }

    /// Decodes a packet; nothing is kept but the decoder's own state.
    pub(crate) fn decode(&mut self, bytes: &[u8], frames: u32) -> Result<Decoded, String> {
        match &mut self.inner {
            Inner::Symphonia(decoder) => {
                decode(decoder.as_mut(), bytes, frames).map(|b| describe(&b))
            }
            Inner::Pcm { format, planes } => Ok(Decoded {
                rate: format.rate,
                channels: usize::from(format.channels),
                frames: format.split(bytes, planes),
            }),
        }
    }

    /// Decodes the bytes of a packet and adds its samples where they stand.
    pub(crate) fn decode_into(
        &mut self,
        bytes: &[u8],
        packet: &Packet,
        into: &mut Accumulator,
        expected: (u32, usize),
    ) -> Result<(), String> {
        match &mut self.inner {
            Inner::Symphonia(decoder) => {
                let buffer = decode(decoder.as_mut(), bytes, packet.frames)?;
                let found = describe(&buffer);
                if found.frames == 0 {
                    return Ok(());
                }
                if (found.rate, found.channels) != expected {
                    return Err("the audio changes its rate or channels midway".to_owned());
                }
                add_buffer(&buffer, packet.position, packet.keep, into);
            }
            Inner::Pcm { format, planes } => {
                let frames = format.split(bytes, planes);
                into.add(packet.position, frames, packet.keep, |channel| {
                    planes[channel].as_slice()
                });
            }
        }
        Ok(())
    }
}

fn flatten<T>(
    outcome: Result<symphonia::core::errors::Result<T>, Box<dyn std::any::Any + Send>>,
) -> Result<T, String> {
    match outcome {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("the decoder failed on damaged data".to_owned()),
    }
}

fn decode<'a>(
    decoder: &'a mut dyn AudioDecoder,
    bytes: &[u8],
    frames: u32,
) -> Result<GenericAudioBufferRef<'a>, String> {
    // Times and trims are the engine's business: the decoder sees bare data.
    let packet = PacketRef::new(0, Timestamp::ZERO, Duration::from(frames), bytes);
    let outcome = catch_unwind(AssertUnwindSafe(|| decoder.decode_ref(&packet).map(|_| ())));
    flatten(outcome)?;
    Ok(decoder.last_decoded())
}

fn describe(buffer: &GenericAudioBufferRef<'_>) -> Decoded {
    Decoded {
        rate: buffer.spec().rate(),
        channels: buffer.spec().channels().count(),
        frames: buffer.frames(),
    }
}

fn add_buffer(
    buffer: &GenericAudioBufferRef<'_>,
    position: i64,
    keep: (i64, i64),
    into: &mut Accumulator,
) {
    match buffer {
        GenericAudioBufferRef::F32(b) => {
            into.add(position, b.frames(), keep, |channel| plane(b, channel));
        }
        GenericAudioBufferRef::S32(b) => {
            into.add(position, b.frames(), keep, |channel| plane(b, channel));
        }
        GenericAudioBufferRef::S16(b) => {
            into.add(position, b.frames(), keep, |channel| plane(b, channel));
        }
        other => {
            let mut planes: Vec<Vec<i16>> = Vec::new();
            other.copy_to_vecs_planar(&mut planes);
            let frames = other.frames();
            into.add(position, frames, keep, |channel| planes[channel].as_slice());
        }
    }
}

fn plane<S: Sample>(buffer: &AudioBuffer<S>, channel: usize) -> &[S] {
    buffer.plane(channel).unwrap_or_default()
}
