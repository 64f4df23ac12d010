//! How long media is, as far as Rev can tell: short files of common formats.

/// Files above this are not looked into.
const LARGEST: usize = 10 * 1024 * 1024;

/// The length of an MP4 or QuickTime file in whole seconds, rounded up, from its movie header (ISO 14496-12, 8.2.2).
/// `None` where the file is large or of another kind.
pub fn seconds(bytes: &[u8]) -> Option<u64> {
    if bytes.len() > LARGEST {
        return None;
    }
    let at = bytes.windows(4).position(|window| window == b"mvhd")?;
    let header = &bytes[at + 4..];
    let word = |at: usize| -> Option<u64> {
        let bytes: [u8; 4] = header.get(at..at + 4)?.try_into().ok()?;
        Some(u64::from(u32::from_be_bytes(bytes)))
    };
    let (scale, duration) = match header.first()? {
        0 => (word(12)?, word(16)?),
        1 => (word(20)?, (word(24)? << 32) | word(28)?),
        _ => return None,
    };
    (scale > 0 && duration > 0).then(|| duration.div_ceil(scale))
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn the_sample_is_67_seconds_long() {
        let media = include_bytes!("../../../../assets/sample/lamp-and-lens.mp4");
        assert_eq!(seconds(media), Some(67));
        assert_eq!(seconds(b"not media"), None);
        assert_eq!(seconds(b"mvhd\0\0\0\0"), None);
    }
}
