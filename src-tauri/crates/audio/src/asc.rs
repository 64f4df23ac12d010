//! AAC's AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1), as far as it decides what decodes.

/// The AAC-LC part of a configuration.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LowComplexityCore {
    /// A plain AAC-LC configuration for it.
    pub config: Vec<u8>,
    /// Its sampling rate.
    pub rate: u32,
    /// Whether SBR or PS would extend it (HE-AAC).
    pub extended: bool,
}

const RATES: [u32; 13] = [
    96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350,
];
const AAC_LC: u32 = 2;
const SBR: u32 = 5;
const PS: u32 = 29;

/// Reduces a configuration to its mono or stereo AAC-LC core, or `None` where
/// it has none that can be decoded here.
pub(crate) fn low_complexity_core(config: &[u8]) -> Option<LowComplexityCore> {
    let mut bits = Bits {
        bytes: config,
        position: 0,
    };
    let mut object = object_type(&mut bits)?;
    let (index, rate) = frequency(&mut bits)?;
    let channels = bits.take(4)?;
    let extended = object == SBR || object == PS;
    if extended {
        frequency(&mut bits)?;
        object = object_type(&mut bits)?;
    }
    let short_frames = bits.take(1)? == 1;
    if object != AAC_LC || short_frames || !(1..=2).contains(&channels) || rate == 0 {
        return None;
    }
    let index = index.or_else(|| {
        RATES
            .iter()
            .position(|&known| known == rate)
            .map(|i| i as u32)
    });
    let config = match index {
        Some(index) => {
            let word = (AAC_LC << 11 | index << 7 | channels << 3) as u16;
            word.to_be_bytes().to_vec()
        }
        None => config.to_vec(),
    };
    Some(LowComplexityCore {
        config,
        rate,
        extended,
    })
}

fn object_type(bits: &mut Bits<'_>) -> Option<u32> {
    match bits.take(5)? {
        31 => Some(32 + bits.take(6)?),
        object => Some(object),
    }
}

fn frequency(bits: &mut Bits<'_>) -> Option<(Option<u32>, u32)> {
    match bits.take(4)? {
        15 => Some((None, bits.take(24)?)),
        index => Some((Some(index), *RATES.get(index as usize)?)),
    }
}

/// Bits from the most significant on.
#[derive(Clone)]
pub(crate) struct Bits<'a> {
    pub bytes: &'a [u8],
    pub position: usize,
}

impl Bits<'_> {
    /// The next `count` (at most 32) bits, or `None` past the end.
    pub(crate) fn take(&mut self, count: usize) -> Option<u32> {
        let mut value = 0;
        for _ in 0..count {
            let byte = *self.bytes.get(self.position / 8)?;
            value = value << 1 | u32::from(byte >> (7 - self.position % 8) & 1);
            self.position += 1;
        }
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_and_extended_configurations_give_their_core() {
        let plain = low_complexity_core(&[0x11, 0x90]).unwrap();
        assert_eq!(
            (plain.rate, plain.extended, plain.config),
            (48000, false, vec![0x11, 0x90])
        );
        // Object type 5 (SBR), core 24 kHz, stereo, output 48 kHz, core type 2.
        let extended = low_complexity_core(&[0x2b, 0x11, 0x88, 0x00]).unwrap();
        assert_eq!((extended.rate, extended.extended), (24000, true));
        assert_eq!(extended.config, [0x13, 0x10]);
    }

    #[test]
    fn surround_and_short_frames_are_refused() {
        assert_eq!(low_complexity_core(&[0x11, 0xb0]), None);
        assert_eq!(low_complexity_core(&[0x11, 0x94]), None);
        assert_eq!(low_complexity_core(&[0x11]), None);
    }
}
