//! Uncompressed samples, read directly.

use serde::{Deserialize, Serialize};

/// How one sample is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Encoding {
    U8,
    S8,
    S16,
    S24,
    S32,
    F32,
    F64,
    ALaw,
    MuLaw,
}

impl Encoding {
    fn bytes(self) -> usize {
        match self {
            Self::U8 | Self::S8 | Self::ALaw | Self::MuLaw => 1,
            Self::S16 => 2,
            Self::S24 => 3,
            Self::S32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }

    /// A signed or unsigned integer encoding of so many bits.
    pub(crate) fn integer(bits: u32, signed: bool) -> Option<Self> {
        match (bits, signed) {
            (1..=8, false) => Some(Self::U8),
            (1..=8, true) => Some(Self::S8),
            (9..=16, true) => Some(Self::S16),
            (17..=24, true) => Some(Self::S24),
            (25..=32, true) => Some(Self::S32),
            _ => None,
        }
    }

    pub(crate) fn float(bits: u32) -> Option<Self> {
        match bits {
            32 => Some(Self::F32),
            64 => Some(Self::F64),
            _ => None,
        }
    }
}

/// How interleaved uncompressed audio is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PcmFormat {
    pub encoding: Encoding,
    pub big_endian: bool,
    pub channels: u16,
    pub rate: u32,
}

impl PcmFormat {
    /// Bytes of one sample frame (all channels).
    pub(crate) fn frame_bytes(&self) -> usize {
        self.encoding.bytes() * usize::from(self.channels)
    }

    /// Splits interleaved bytes into one plane of 16-bit samples per channel,
    /// scaled as libsndfile and audiowaveform scale them: integers keep their
    /// upper 16 bits, floats are multiplied by 32767 and cut. Answers the frames.
    pub(crate) fn split(&self, bytes: &[u8], planes: &mut Vec<Vec<i16>>) -> usize {
        planes.resize_with(usize::from(self.channels), Vec::new);
        match (self.encoding, self.big_endian) {
            (Encoding::U8, _) => split(bytes, planes, |[b]: [u8; 1]| (i16::from(b) - 128) << 8),
            (Encoding::S8, _) => split(bytes, planes, |[b]: [u8; 1]| i16::from(b as i8) << 8),
            (Encoding::S16, false) => split(bytes, planes, i16::from_le_bytes),
            (Encoding::S16, true) => split(bytes, planes, i16::from_be_bytes),
            (Encoding::S24, false) => split(bytes, planes, |[_, b, c]: [u8; 3]| {
                i16::from_le_bytes([b, c])
            }),
            (Encoding::S24, true) => split(bytes, planes, |[a, b, _]: [u8; 3]| {
                i16::from_be_bytes([a, b])
            }),
            (Encoding::S32, false) => split(bytes, planes, |[_, _, c, d]: [u8; 4]| {
                i16::from_le_bytes([c, d])
            }),
            (Encoding::S32, true) => split(bytes, planes, |[a, b, _, _]: [u8; 4]| {
                i16::from_be_bytes([a, b])
            }),
            (Encoding::F32, false) => split(bytes, planes, |b| cut(f32::from_le_bytes(b))),
            (Encoding::F32, true) => split(bytes, planes, |b| cut(f32::from_be_bytes(b))),
            (Encoding::F64, false) => split(bytes, planes, |b| cut(f64::from_le_bytes(b) as f32)),
            (Encoding::F64, true) => split(bytes, planes, |b| cut(f64::from_be_bytes(b) as f32)),
            (Encoding::ALaw, _) => split(bytes, planes, |[b]: [u8; 1]| alaw(b)),
            (Encoding::MuLaw, _) => split(bytes, planes, |[b]: [u8; 1]| mulaw(b)),
        }
    }
}

fn cut(sample: f32) -> i16 {
    (sample * 32767.0) as i16
}

fn split<const N: usize>(
    bytes: &[u8],
    planes: &mut [Vec<i16>],
    sample: impl Fn([u8; N]) -> i16,
) -> usize {
    let (samples, _) = bytes.as_chunks::<N>();
    let channels = planes.len();
    let frames = samples.len() / channels.max(1);
    match planes {
        [mono] => {
            mono.clear();
            mono.extend(samples.iter().map(|&raw| sample(raw)));
        }
        [left, right] => {
            left.clear();
            right.clear();
            let (pairs, _) = samples.as_chunks::<2>();
            left.extend(pairs.iter().map(|pair| sample(pair[0])));
            right.extend(pairs.iter().map(|pair| sample(pair[1])));
        }
        many => {
            for (channel, plane) in many.iter_mut().enumerate() {
                plane.clear();
                plane.extend((0..frames).map(|frame| sample(samples[frame * channels + channel])));
            }
        }
    }
    frames
}

/// ITU-T G.711 A-law to linear.
fn alaw(code: u8) -> i16 {
    let code = code ^ 0x55;
    let (exponent, mantissa) = ((code & 0x70) >> 4, i16::from(code & 0x0f) << 4);
    let magnitude = match exponent {
        0 => mantissa + 8,
        shift => (mantissa + 0x108) << (shift - 1),
    };
    if code & 0x80 == 0 {
        -magnitude
    } else {
        magnitude
    }
}

/// ITU-T G.711 µ-law to linear.
fn mulaw(code: u8) -> i16 {
    let code = !code;
    let mantissa = (i16::from(code & 0x0f) << 3) + 0x84;
    let magnitude = (mantissa << ((code & 0x70) >> 4)) - 0x84;
    if code & 0x80 == 0 {
        magnitude
    } else {
        -magnitude
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companded_codes_decode_to_the_ends_of_g711() {
        assert_eq!([mulaw(0xff), mulaw(0x80), mulaw(0x00)], [0, 32124, -32124]);
        assert_eq!([alaw(0xd5), alaw(0xaa), alaw(0x2a)], [8, 32256, -32256]);
    }

    #[test]
    fn every_encoding_keeps_its_upper_sixteen_bits() {
        let cases: &[(Encoding, bool, &[u8], i16)] = &[
            (Encoding::U8, false, &[0], i16::MIN),
            (Encoding::S8, false, &[0x7f], 0x7f00),
            (Encoding::S16, false, &[0x34, 0x12], 0x1234),
            (Encoding::S16, true, &[0x12, 0x34], 0x1234),
            (Encoding::S24, false, &[0xff, 0x34, 0x12], 0x1234),
            (Encoding::S24, true, &[0x12, 0x34, 0xff], 0x1234),
            (Encoding::S32, false, &[0, 0, 0x34, 0x12], 0x1234),
            (Encoding::S32, true, &[0x12, 0x34, 0, 0], 0x1234),
            (Encoding::F32, false, &(-1.0f32).to_le_bytes(), -32767),
            (Encoding::F64, true, &0.5f64.to_be_bytes(), 16383),
        ];
        for &(encoding, big_endian, bytes, expected) in cases {
            let format = PcmFormat {
                encoding,
                big_endian,
                channels: 1,
                rate: 48000,
            };
            let mut planes = Vec::new();
            assert_eq!(format.split(bytes, &mut planes), 1);
            assert_eq!(planes, [[expected]], "{encoding:?} big endian {big_endian}");
        }
    }

    #[test]
    fn channels_come_apart_in_order() {
        let format = PcmFormat {
            encoding: Encoding::S8,
            big_endian: false,
            channels: 3,
            rate: 8000,
        };
        let mut planes = Vec::new();
        assert_eq!(format.split(&[1, 2, 3, 4, 5, 6, 7], &mut planes), 2);
        assert_eq!(planes, [[256, 1024], [512, 1280], [768, 1536]]);
    }
}
