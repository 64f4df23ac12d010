//! Caption distribution packets (SMPTE ST 334-2): what one frame carries of
//! captions, with the services it announces. Read tolerantly, because packets
//! of well-known tools have wrong reserved bits and missing bytes; written by
//! the letter.

use captions::FrameRate;

/// The two bytes a packet opens with.
const IDENTIFIER: [u8; 2] = [0x96, 0x69];
const TIME_CODE: u8 = 0x71;
const CC_DATA: u8 = 0x72;
const SERVICES: u8 = 0x73;
const FOOTER: u8 = 0x74;

/// A frame rate that packets can have (ST 334-2 table 3) and what a frame
/// carries at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CdpRate {
    pub(crate) frame_rate: FrameRate,
    code: u8,
    /// Triplets in every packet (CTA-708-E section 4.3.6).
    pub(crate) triplets: usize,
    /// Of these, triplets for line 21: one for each field, or from 50 frames a
    /// second on, one for the fields by turns.
    pub(crate) line21: usize,
}

/// Every rate, in the order of its code.
const RATES: [CdpRate; 8] = {
    const fn rate(frame_rate: FrameRate, code: u8, triplets: usize, line21: usize) -> CdpRate {
        CdpRate {
            frame_rate,
            code,
            triplets,
            line21,
        }
    }
    [
        rate(FrameRate::FILM_NTSC, 1, 25, 2),
        rate(FrameRate::FILM, 2, 25, 2),
        rate(FrameRate::PAL, 3, 24, 2),
        rate(FrameRate::NTSC, 4, 20, 2),
        rate(FrameRate::THIRTY, 5, 20, 2),
        rate(FrameRate::FIFTY, 6, 12, 1),
        rate(FrameRate::NTSC_60, 7, 10, 1),
        rate(FrameRate::SIXTY, 8, 10, 1),
    ]
};

impl CdpRate {
    /// The rate of so many frames a second, where packets can have it.
    pub(crate) fn of(frame_rate: FrameRate) -> Option<Self> {
        let mut rates = RATES.iter();
        rates.find(|rate| rate.frame_rate == frame_rate).copied()
    }

    fn of_code(code: u8) -> Option<Self> {
        RATES.get(usize::from(code).checked_sub(1)?).copied()
    }
}

/// What was wrong with a packet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CdpFaults {
    /// It ends before its footer does.
    pub(crate) cut_short: bool,
    /// Its length is not what it says.
    pub(crate) length: bool,
    pub(crate) checksum: bool,
    /// Header and footer have different sequence counters.
    pub(crate) counter: bool,
}

impl CdpFaults {
    pub(crate) fn any(self) -> bool {
        self != Self::default()
    }
}

/// A packet as it was read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cdp<'a> {
    pub(crate) rate: Option<CdpRate>,
    pub(crate) sequence: u16,
    pub(crate) time_code: Option<[u8; 4]>,
    /// Caption data, three bytes for each pair.
    pub(crate) triplets: &'a [u8],
    services: &'a [u8],
    pub(crate) faults: CdpFaults,
}

/// A caption service that a packet announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ServiceInfo {
    pub(crate) service: Announced,
    /// ISO 639-2 code, or spaces.
    pub(crate) language: [u8; 3],
    pub(crate) wide: bool,
}

/// What a service is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Announced {
    /// Line 21: true for its second field.
    Line21(bool),
    /// A CEA-708 service.
    Digital(u8),
}

impl<'a> Cdp<'a> {
    /// Reads a packet; `None` where it does not open as one.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let [first, second, length, rate, _, high, low, ..] = *bytes else {
            return None;
        };
        if [first, second] != IDENTIFIER {
            return None;
        }
        let mut cdp = Self {
            rate: CdpRate::of_code(rate >> 4),
            sequence: u16::from_be_bytes([high, low]),
            ..Self::default()
        };
        let end = cdp.sections(bytes);
        match end {
            Some(end) => {
                let sum = bytes[..end]
                    .iter()
                    .fold(0_u8, |sum, b| sum.wrapping_add(*b));
                cdp.faults.checksum = sum != 0;
                cdp.faults.length = end != usize::from(length);
            }
            None => cdp.faults.cut_short = true,
        }
        Some(cdp)
    }

    /// Walks over the sections by their identifiers; gives the end of the
    /// footer, where it is all there.
    fn sections(&mut self, bytes: &'a [u8]) -> Option<usize> {
        let mut at = 7;
        loop {
            let section = bytes.get(at..)?;
            let (&id, data) = section.split_first()?;
            let count = usize::from(*data.first()?);
            let length = match id {
                TIME_CODE => 5,
                CC_DATA => 2 + 3 * (count & 0x1f),
                SERVICES => 2 + 7 * (count & 0x0f),
                FOOTER => 4,
                0x75..=0xef => 2 + count,
                _ => return None,
            };
            let inside = &section[..length.min(section.len())];
            match (id, inside) {
                (TIME_CODE, [_, a, b, c, d]) => self.time_code = Some([*a, *b, *c, *d]),
                (CC_DATA, [_, _, triplets @ ..]) => self.triplets = triplets,
                (SERVICES, [_, _, services @ ..]) => self.services = services,
                (FOOTER, [_, high, low, _]) => {
                    let counter = u16::from_be_bytes([*high, *low]);
                    self.faults.counter = counter != self.sequence;
                }
                _ => {}
            }
            if inside.len() < length {
                return None;
            }
            at += length;
            if id == FOOTER {
                return Some(at);
            }
        }
    }

    /// The services it announces.
    pub(crate) fn services(&self) -> impl Iterator<Item = ServiceInfo> {
        self.services.chunks_exact(7).map(|entry| ServiceInfo {
            service: if entry[4] & 0x80 != 0 {
                Announced::Digital(entry[4] & 0x3f)
            } else {
                Announced::Line21(entry[4] & 1 != 0)
            },
            language: [entry[1], entry[2], entry[3]],
            wide: entry[5] & 0x40 != 0,
        })
    }
}

/// Writes the packets of consecutive frames.
#[derive(Clone, Debug)]
pub(crate) struct CdpWriter {
    rate: CdpRate,
    services: Vec<ServiceInfo>,
    sequence: u16,
    is_first: bool,
}

/// A label as the time code section holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CdpTime {
    pub(crate) fields: (u32, u32, u32, u32),
    pub(crate) drops: bool,
    /// The second of two frames that share a label above 30 frames a second.
    pub(crate) second_field: bool,
}

impl CdpTime {
    fn bytes(self) -> [u8; 4] {
        let digits = |value: u32| (((value / 10 % 10) << 4) | (value % 10)) as u8;
        let (hours, minutes, seconds, frames) = self.fields;
        [
            0xc0 | digits(hours) & 0x3f,
            0x80 | digits(minutes),
            u8::from(self.second_field) << 7 | digits(seconds),
            u8::from(self.drops) << 7 | digits(frames) & 0x3f,
        ]
    }
}

impl CdpWriter {
    /// The packets of a stream that announces these services, at most 15, in
    /// each of them.
    pub(crate) fn new(rate: CdpRate, services: Vec<ServiceInfo>) -> Self {
        Self {
            rate,
            services,
            sequence: 0,
            is_first: true,
        }
    }

    /// Appends the packet of the next frame. Triplets beyond those that a
    /// frame carries are left out, missing ones filled up.
    pub(crate) fn push(&mut self, out: &mut Vec<u8>, time: Option<CdpTime>, triplets: &[u8]) {
        let start = out.len();
        let counter = self.sequence.to_be_bytes();
        let mut flags = 0x41;
        flags |= if time.is_some() { 0x80 } else { 0 };
        if !self.services.is_empty() {
            // All services start in this packet and are complete in it; that
            // they are new is said once.
            flags |= 0x36 | if self.is_first { 0x08 } else { 0 };
        }
        out.extend(IDENTIFIER);
        out.extend([0, self.rate.code << 4 | 0x0f, flags]);
        out.extend(counter);
        if let Some(time) = time {
            out.push(TIME_CODE);
            out.extend(time.bytes());
        }
        let length = 3 * self.rate.triplets;
        out.extend([CC_DATA, 0xe0 | self.rate.triplets as u8]);
        let used = triplets.len().min(length);
        out.extend_from_slice(&triplets[..used]);
        for _ in used / 3..self.rate.triplets {
            out.extend([0xfa, 0, 0]);
        }
        if !self.services.is_empty() {
            self.push_services(out);
        }
        out.push(FOOTER);
        out.extend(counter);
        out[start + 2] = (out.len() + 1 - start) as u8;
        let sum = out[start..]
            .iter()
            .fold(0_u8, |sum, b| sum.wrapping_add(*b));
        out.push(sum.wrapping_neg());
        self.sequence = self.sequence.wrapping_add(1);
        self.is_first = false;
    }

    fn push_services(&self, out: &mut Vec<u8>) {
        let change = if self.is_first { 0x20 } else { 0 };
        let count = self.services.len().min(15) as u8;
        out.extend([SERVICES, 0xd0 | change | count]);
        for info in self.services.iter().take(15) {
            let (number, kind) = match info.service {
                Announced::Line21(second) => (0, 0x7e | u8::from(second)),
                Announced::Digital(service) => (service, 0xc0 | service & 0x3f),
            };
            // Numbers up to 31 have the short form.
            out.push(if number < 32 {
                0xe0 | number
            } else {
                0x80 | number & 0x3f
            });
            out.extend(info.language);
            out.extend([kind, 0x3f | u8::from(info.wide) << 6, 0xff]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn services() -> Vec<ServiceInfo> {
        vec![
            ServiceInfo {
                service: Announced::Line21(false),
                language: *b"   ",
                wide: false,
            },
            ServiceInfo {
                service: Announced::Digital(1),
                language: *b"eng",
                wide: true,
            },
        ]
    }

    #[test]
    fn packets_of_every_rate_are_read_as_they_are_written() {
        for rate in RATES {
            let mut writer = CdpWriter::new(rate, services());
            for sequence in 0..3 {
                let time = CdpTime {
                    fields: (12, 34, 56, 7),
                    drops: rate.frame_rate.can_drop(),
                    second_field: false,
                };
                let mut bytes = Vec::new();
                writer.push(&mut bytes, Some(time), &[0xfc, 0x94, 0x2c]);
                let cdp = Cdp::parse(&bytes).expect("a packet");
                assert_eq!(cdp.faults, CdpFaults::default());
                assert_eq!(cdp.rate, Some(rate));
                assert_eq!(cdp.sequence, sequence);
                assert_eq!(cdp.triplets.len(), 3 * rate.triplets);
                assert_eq!(cdp.triplets[..6], [0xfc, 0x94, 0x2c, 0xfa, 0, 0]);
                assert_eq!(cdp.services().collect::<Vec<_>>(), services());
                let drops = if rate.frame_rate.can_drop() { 0x80 } else { 0 };
                assert_eq!(cdp.time_code, Some([0xd2, 0xb4, 0x56, drops | 0x07]));
            }
        }
    }

    #[test]
    fn the_counter_wraps_and_the_change_is_announced_once() {
        let rate = CdpRate::of(FrameRate::NTSC).expect("a rate of packets");
        let mut writer = CdpWriter::new(rate, services());
        let mut first = Vec::new();
        writer.push(&mut first, None, &[]);
        writer.sequence = u16::MAX;
        let mut last = Vec::new();
        writer.push(&mut last, None, &[]);
        assert_eq!((first[4], last[4]), (0x7f, 0x77));
        assert_eq!((first[69 + 1], last[69 + 1]), (0xf2, 0xd2));
        assert_eq!(writer.sequence, 0);
        assert_eq!(usize::from(first[2]), first.len());
    }

    #[test]
    fn a_packet_is_read_as_far_as_it_goes() {
        let rate = CdpRate::of(FrameRate::NTSC).expect("a rate of packets");
        let mut writer = CdpWriter::new(rate, services());
        let mut whole = Vec::new();
        writer.push(&mut whole, None, &[0xfc, 0x94, 0x2c]);
        for length in 0..whole.len() {
            let cdp = Cdp::parse(&whole[..length]);
            assert_eq!(cdp.is_some(), length >= 7, "{length}");
            assert!(cdp.is_none_or(|cdp| cdp.faults.cut_short));
        }
        // A section of the future, and one that no standard knows.
        let mut future = whole.clone();
        future.splice(7..7, [0x80, 2, 1, 2]);
        let cdp = Cdp::parse(&future).expect("a packet");
        assert_eq!(cdp.triplets.len(), 60);
        assert!(cdp.faults.length && cdp.faults.checksum);
        future[7] = 0x10;
        let cdp = Cdp::parse(&future).expect("a packet");
        assert!(cdp.triplets.is_empty() && cdp.faults.cut_short);
    }

    #[test]
    fn reserved_bits_may_be_wrong() {
        let rate = CdpRate::of(FrameRate::NTSC).expect("a rate of packets");
        let mut bytes = Vec::new();
        CdpWriter::new(rate, services()).push(&mut bytes, None, &[]);
        let entry = bytes.len() - 4 - 7;
        bytes[entry] = 0x81;
        bytes[entry + 4] = 0x81;
        let cdp = Cdp::parse(&bytes).expect("a packet");
        assert_eq!(cdp.services().nth(1), services().into_iter().nth(1));
    }
}
