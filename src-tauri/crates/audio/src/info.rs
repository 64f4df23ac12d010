//! What a media file says about itself, and what cannot be trusted in it.

use captions::Time;
use serde::{Deserialize, Serialize};

/// What was found in a media file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaInfo {
    /// The kind of file, by its content.
    pub container: Container,
    /// The programme's length as the container states it; `None` where it does not.
    pub duration: Option<Time>,
    /// The audio tracks, in file order; a track's place here is its number.
    pub audio: Vec<AudioTrack>,
    /// The first video track.
    pub video: Option<VideoTrack>,
    /// What a user should know before trusting times in this file.
    pub notices: Vec<Notice>,
}

/// One audio track.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioTrack {
    /// Place among the audio tracks, from 0.
    pub number: u32,
    /// The container's own id of the track.
    pub id: u64,
    /// The codec in words, such as `AAC`.
    pub codec: String,
    /// The language tag as the container writes it, where it is not `und`.
    pub language: Option<String>,
    /// Channels, as the container states them until decoding has begun.
    pub channels: u16,
    /// Samples a second, as the container states them until decoding has begun.
    pub rate: u32,
    /// The track's length as the container states it.
    pub duration: Option<Time>,
}

/// The video track that a player shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VideoTrack {
    /// The codec as the container names it.
    pub codec: String,
    /// Frames a second as numerator and denominator, where the container states them exactly.
    pub frame_rate: Option<(u32, u32)>,
    /// Where the first frame stands on the player's clock: frame `k` is shown
    /// at `start + k / rate`. Zero for most files; a few milliseconds in WebM
    /// and Matroska, whose offset players do not remove.
    pub start: Time,
    /// Picture width in pixels.
    pub width: u32,
    /// Picture height in pixels.
    pub height: u32,
}

/// The kinds of file told apart by content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Container {
    /// RIFF WAVE, RF64 or BW64.
    Wav,
    /// Sony Wave64.
    Wave64,
    /// AIFF or AIFF-C.
    Aiff,
    /// Apple Core Audio Format.
    Caf,
    /// Native FLAC.
    Flac,
    /// Ogg.
    Ogg,
    /// A bare MPEG-1/2 audio stream (MP1, MP2, MP3).
    MpegAudio,
    /// A bare AAC stream with ADTS headers.
    Adts,
    /// ISO base media (MP4, M4A, 3GP), also fragmented.
    Mp4,
    /// `QuickTime`.
    QuickTime,
    /// Matroska.
    Matroska,
    /// `WebM`.
    WebM,
    /// Another kind, in words, which only ffmpeg can open.
    Other(String),
}

impl Container {
    /// The kind in words, for messages.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Wav => "WAV",
            Self::Wave64 => "Wave64",
            Self::Aiff => "AIFF",
            Self::Caf => "CAF",
            Self::Flac => "FLAC",
            Self::Ogg => "Ogg",
            Self::MpegAudio => "MPEG audio",
            Self::Adts => "ADTS",
            Self::Mp4 => "MP4",
            Self::QuickTime => "QuickTime",
            Self::Matroska => "Matroska",
            Self::WebM => "WebM",
            Self::Other(name) => name,
        }
    }
}

/// Something a user should know: the file works, with this reservation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Notice {
    /// There is no audio track: no waveform, everything else works.
    NoAudio,
    /// There is no video track.
    NoVideo,
    /// The stated length is more than 1 % away from what decoded.
    DurationDiffers {
        /// As the container states it.
        stated: Time,
        /// As it decoded.
        decoded: Time,
    },
    /// Variable bit rate without an index: players may seek inexactly.
    NoSeekIndex,
    /// The container's edit list moves, cuts or repeats media; it was applied.
    EditListApplied {
        /// How many stretches of media it plays.
        segments: u32,
    },
    /// Frames are not evenly spaced: frame numbers do not give times.
    VariableFrameRate,
    /// An ffmpeg found on this machine decodes this track.
    DecodedByFfmpeg {
        /// The codec or container that needed it.
        what: String,
    },
    /// Parts of the audio are damaged and shown as gaps.
    DamagedAudio {
        /// Packets that did not decode.
        packets: u64,
        /// Packets in all.
        of: u64,
    },
    /// Only the lower half of the spectrum was decoded (HE-AAC core).
    CoreBandOnly,
    /// The file ends before its structure does.
    Truncated,
    /// There are stretches without audio data.
    Gaps {
        /// How many.
        count: u32,
    },
}
