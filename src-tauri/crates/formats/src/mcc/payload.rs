//! Ancillary packets as a line of an MCC file holds them: in hexadecimal, with
//! letters that stand for common bytes, and wrapped as SMPTE ST 291-1 says.

/// Data identifiers of caption packets (SMPTE ST 334-1).
const CDP: [u8; 2] = [0x61, 0x01];
const LINE21: [u8; 2] = [0x61, 0x02];

/// What the letters stand for. G to O repeat an empty triplet.
const EMPTY: [u8; 3] = [0xfa, 0, 0];
const MOST_EMPTY: usize = 9;
const LETTERS: [(u8, &[u8]); 6] = [
    (b'P', &[0xfb, 0x80, 0x80]),
    (b'Q', &[0xfc, 0x80, 0x80]),
    (b'R', &[0xfd, 0x80, 0x80]),
    (b'S', &[0x96, 0x69]),
    (b'T', &[0x61, 0x01]),
    (b'Z', &[0]),
];

/// A payload that stops making sense at this byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BadPayload {
    pub(super) at: usize,
}

/// Expands a payload into bytes. `U` stands for E1 and so many zeros: the
/// headers of different tools say two or three. What stands before a fault is
/// expanded all the same.
pub(super) fn expand(
    payload: &[u8],
    zeros_of_u: usize,
    out: &mut Vec<u8>,
) -> Result<(), BadPayload> {
    let mut at = 0;
    while at < payload.len() {
        let (first, rest) = (payload[at], payload.get(at + 1));
        let high = DIGITS[usize::from(first)];
        if high < 16 {
            let low = rest.map_or(NO_DIGIT, |second| DIGITS[usize::from(*second)]);
            if low >= 16 {
                return Err(BadPayload { at });
            }
            out.push(high << 4 | low);
            at += 2;
            continue;
        }
        let letter = first.to_ascii_uppercase();
        match letter {
            b'G'..=b'O' => {
                for _ in b'G'..=letter {
                    out.extend(EMPTY);
                }
            }
            b'U' => {
                out.push(0xe1);
                out.resize(out.len() + zeros_of_u, 0);
            }
            _ => match LETTERS.iter().find(|(known, _)| *known == letter) {
                Some((_, bytes)) => out.extend_from_slice(bytes),
                None => return Err(BadPayload { at }),
            },
        }
        at += 1;
    }
    Ok(())
}

const NO_DIGIT: u8 = 0xff;

/// The value of each hexadecimal digit.
const DIGITS: [u8; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        let upper = b"0123456789ABCDEF"[value as usize];
        digits[upper as usize] = value;
        digits[upper.to_ascii_lowercase() as usize] = value;
        value += 1;
    }
    digits
};

/// Appends bytes as a payload, the longest letter first. `U` is never written,
/// because readers do not agree on it.
pub(super) fn compress(bytes: &[u8], out: &mut Vec<u8>) {
    let mut rest = bytes;
    while let Some(first) = rest.first() {
        let empty = rest.chunks_exact(3).take(MOST_EMPTY);
        let empty = empty.take_while(|triplet| **triplet == EMPTY).count();
        if empty > 0 {
            out.push(b'F' + empty as u8);
            rest = &rest[3 * empty..];
            continue;
        }
        match LETTERS.iter().find(|(_, bytes)| rest.starts_with(bytes)) {
            Some((letter, bytes)) => {
                out.push(*letter);
                rest = &rest[bytes.len()..];
            }
            None => {
                let digit = |value: u8| b"0123456789ABCDEF"[usize::from(value)];
                out.extend([digit(first >> 4), digit(first & 15)]);
                rest = &rest[1..];
            }
        }
    }
}

/// What an ancillary packet carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ancillary<'a> {
    /// A caption distribution packet, with whatever follows it.
    Cdp(&'a [u8]),
    /// A pair of line 21, of its second field or not.
    Line21 { second_field: bool, pair: [u8; 2] },
    /// Something else.
    Other,
}

impl<'a> Ancillary<'a> {
    /// Looks into a packet. Its length and checksum are not relied on: some
    /// tools leave out a byte.
    pub(super) fn of(packet: &'a [u8]) -> Self {
        let (Some(id), Some(data)) = (packet.first_chunk::<2>(), packet.get(3..)) else {
            return Self::Other;
        };
        match (*id, data) {
            (CDP, data) => Self::Cdp(data),
            (LINE21, [line, first, second, ..]) => Self::Line21 {
                second_field: line & 0x80 == 0,
                pair: [*first, *second],
            },
            _ => Self::Other,
        }
    }
}

/// Whether a packet's length and checksum are right.
pub(super) fn is_sound(packet: &[u8]) -> bool {
    let Some((checksum, before)) = packet.split_last() else {
        return false;
    };
    let length = before.get(2).copied().map(usize::from);
    let sum = before
        .iter()
        .fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
    length == before.len().checked_sub(3) && sum == *checksum
}

/// Wraps a caption distribution packet. `out` gets the packet; `cdp` is at
/// most 255 bytes long.
pub(super) fn wrap(cdp: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    out.extend(CDP);
    out.push(cdp.len() as u8);
    out.extend_from_slice(cdp);
    let sum = out[start..]
        .iter()
        .fold(0_u8, |sum, b| sum.wrapping_add(*b));
    out.push(sum);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_bytes_come_back_from_their_payload(
            bytes in proptest::collection::vec(
                prop_oneof![
                    Just(0_u8), Just(0xfa), Just(0x80), Just(0xfc), Just(0x96), Just(0x69),
                    Just(0x61), Just(0x01), Just(0xe1), Just(0x2f), Just(0xa0), any::<u8>()
                ],
                0..80,
            ),
        ) {
            let mut payload = Vec::new();
            compress(&bytes, &mut payload);
            prop_assert!(!payload.contains(&b'U'));
            for payload in [payload.clone(), payload.to_ascii_lowercase()] {
                let mut out = Vec::new();
                prop_assert_eq!(expand(&payload, 3, &mut out), Ok(()));
                prop_assert_eq!(&out, &bytes);
            }
        }
    }

    #[test]
    fn letters_stand_for_bytes_and_not_for_halves_of_them() {
        let mut out = Vec::new();
        compress(&[0x2f, 0xa0, 0x00, 0x01], &mut out);
        assert_eq!(out, b"2FA0Z01");
        let mut out = Vec::new();
        compress(&[0xfa, 0, 0].repeat(11), &mut out);
        assert_eq!(out, b"OH");
    }

    #[test]
    fn every_letter_is_expanded() {
        for (payload, bytes) in [
            (&b"GQ"[..], &[0xfa, 0, 0, 0xfc, 0x80, 0x80][..]),
            (b"H", &[0xfa, 0, 0, 0xfa, 0, 0]),
            (b"PR", &[0xfb, 0x80, 0x80, 0xfd, 0x80, 0x80]),
            (b"TS", &[0x61, 0x01, 0x96, 0x69]),
            (b"UZ", &[0xe1, 0, 0, 0, 0]),
        ] {
            let mut out = Vec::new();
            assert_eq!(expand(payload, 3, &mut out), Ok(()));
            assert_eq!(out, bytes);
        }
        let mut out = Vec::new();
        assert_eq!(expand(b"u", 2, &mut out), Ok(()));
        assert_eq!(out, [0xe1, 0, 0]);
    }

    #[test]
    fn what_is_no_payload_is_named() {
        for (payload, at, length) in [(&b"61V"[..], 2, 1), (b"6", 0, 0), (b"TT 6g", 2, 4)] {
            let mut out = Vec::new();
            assert_eq!(expand(payload, 3, &mut out), Err(BadPayload { at }));
            assert_eq!(out.len(), length);
        }
    }

    #[test]
    fn packets_are_wrapped_soundly() {
        let mut packet = Vec::new();
        wrap(&[0x96, 0x69, 0x01], &mut packet);
        assert_eq!(packet, [0x61, 0x01, 3, 0x96, 0x69, 0x01, 0x65]);
        assert!(is_sound(&packet));
        assert_eq!(Ancillary::of(&packet), Ancillary::Cdp(&packet[3..]));
        packet[4] ^= 1;
        assert!(!is_sound(&packet));
        let line21 = [0x61, 0x02, 3, 0x8b, 0x94, 0x2c, 0];
        let expected = Ancillary::Line21 {
            second_field: false,
            pair: [0x94, 0x2c],
        };
        assert_eq!(Ancillary::of(&line21), expected);
    }
}
