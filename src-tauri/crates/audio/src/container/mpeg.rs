//! Headers of bare MPEG audio frames (ISO/IEC 11172-3, 2.4.1.3; ISO/IEC 13818-3).

use std::io;

use crate::input::Input;

/// What a frame header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub bytes: u32,
    pub bitrate: u32,
    /// Offset of a Xing, Info or VBRI tag in a layer III frame.
    tag_at: u32,
}

const LAYER_3: [[u32; 15]; 2] = [
    [
        0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320,
    ],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];
const LAYER_2: [[u32; 15]; 2] = [
    [
        0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384,
    ],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];
const LAYER_1: [[u32; 15]; 2] = [
    [
        0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448,
    ],
    [
        0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256,
    ],
];

/// The frame that starts with these four bytes.
pub(super) fn frame(head: [u8; 4]) -> Option<Frame> {
    if head[0] != 0xff || head[1] & 0xe0 != 0xe0 {
        return None;
    }
    let version = head[1] >> 3 & 3;
    let low = usize::from(version != 3);
    let layer = 4 - (head[1] >> 1 & 3);
    let bitrates = match layer {
        1 => LAYER_1,
        2 => LAYER_2,
        3 => LAYER_3,
        _ => return None,
    };
    let bitrate = *bitrates[low]
        .get(usize::from(head[2] >> 4))
        .filter(|rate| **rate > 0)?
        * 1000;
    let base = *[44100u32, 48000, 32000].get(usize::from(head[2] >> 2 & 3))?;
    let rate = match version {
        3 => base,
        2 => base / 2,
        0 => base / 4,
        _ => return None,
    };
    let padding = u32::from(head[2] >> 1 & 1);
    let bytes = match (layer, low) {
        (1, _) => (12 * bitrate / rate + padding) * 4,
        (3, 1) => 72 * bitrate / rate + padding,
        _ => 144 * bitrate / rate + padding,
    };
    let mono = head[3] >> 6 == 3;
    let side = match (low, mono) {
        (0, false) => 32,
        (0, true) | (1, false) => 17,
        _ => 9,
    };
    Some(Frame {
        bytes,
        bitrate,
        tag_at: 4 + side,
    })
}

/// Whether the bit rate changes in the first frames from `base` on, and no
/// Xing, Info or VBRI tag tells where to seek.
pub(super) fn variable_without_index(input: &Input, base: u64) -> io::Result<bool> {
    const FRAMES: usize = 64;
    let mut at = base;
    let mut bitrate = None;
    for index in 0..FRAMES {
        let Some(head) = input.read_vec(at, 4)? else {
            break;
        };
        let Some(found) = frame([head[0], head[1], head[2], head[3]]) else {
            break;
        };
        if index == 0 {
            let tag = input
                .read_vec(at + u64::from(found.tag_at), 4)?
                .unwrap_or_default();
            let vbri = input.read_vec(at + 36, 4)?.unwrap_or_default();
            if tag == b"Xing" || tag == b"Info" || vbri == b"VBRI" {
                return Ok(false);
            }
        }
        if bitrate.is_some_and(|before| before != found.bitrate) {
            return Ok(true);
        }
        bitrate = Some(found.bitrate);
        at += u64::from(found.bytes);
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frame_lengths_follow_the_tables() {
        assert_eq!(frame([0xff, 0xfb, 0x94, 0x00]).map(|f| f.bytes), Some(384));
        assert_eq!(frame([0xff, 0xfb, 0x90, 0x00]).map(|f| f.bytes), Some(417));
        assert_eq!(frame([0xff, 0xf3, 0x84, 0x00]).map(|f| f.bytes), Some(192));
        assert_eq!(frame([0xff, 0xfb, 0xf0, 0x00]), None);
        assert_eq!(frame([0xff, 0x00, 0x90, 0x00]), None);
    }
}
