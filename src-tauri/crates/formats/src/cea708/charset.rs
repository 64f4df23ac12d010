//! The code sets of CEA-708 (CTA-708-E section 7.1): G0 is ASCII with a music
//! note in it, G1 is Latin-1, G2 a few signs, G3 one sign, and P16 reaches
//! everything of 16 bits.

/// The sign of closed captioning, the only one in G3; Unicode has none, so
/// letters stand for it.
pub(super) const CAPTION_SIGN: &str = "CC";

/// Signs of G2, without its two transparent spaces.
const G2: [(u8, char); 24] = [
    (0x25, '\u{2026}'),
    (0x2a, '\u{160}'),
    (0x2c, '\u{152}'),
    (0x30, '\u{2588}'),
    (0x31, '\u{2018}'),
    (0x32, '\u{2019}'),
    (0x33, '\u{201c}'),
    (0x34, '\u{201d}'),
    (0x35, '\u{2022}'),
    (0x39, '\u{2122}'),
    (0x3a, '\u{161}'),
    (0x3c, '\u{153}'),
    (0x3d, '\u{2120}'),
    (0x3f, '\u{178}'),
    (0x76, '\u{215b}'),
    (0x77, '\u{215c}'),
    (0x78, '\u{215d}'),
    (0x79, '\u{215e}'),
    (0x7a, '\u{2502}'),
    (0x7b, '\u{2510}'),
    (0x7c, '\u{2514}'),
    (0x7d, '\u{2500}'),
    (0x7e, '\u{2518}'),
    (0x7f, '\u{250c}'),
];

/// What a code of G0 or G1 shows.
pub(super) fn latin(code: u8) -> char {
    if code == 0x7f {
        '\u{266a}'
    } else {
        char::from(code)
    }
}

/// What a code of G2 shows, its transparent spaces apart.
pub(super) fn g2(code: u8) -> Option<char> {
    let mut signs = G2.iter();
    signs
        .find(|(known, _)| *known == code)
        .map(|(_, sign)| *sign)
}

/// How a character is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// As itself.
    Same,
    /// As 16 bits, which few decoders show.
    Wide,
    /// As another one.
    Instead,
}

/// Appends the code of a character, or of the one that stands for it.
pub(super) fn encode(character: char, out: &mut Vec<u8>) -> Sent {
    if push(character, out) {
        return Sent::Same;
    }
    if let Some(fallback) = fallback(character) {
        push(fallback, out);
        return Sent::Instead;
    }
    match u16::try_from(u32::from(character)) {
        Ok(wide) if wide >= 0x100 => {
            out.push(0x18);
            out.extend(wide.to_be_bytes());
            Sent::Wide
        }
        _ => {
            out.push(b'?');
            Sent::Instead
        }
    }
}

fn push(character: char, out: &mut Vec<u8>) -> bool {
    let code = u32::from(character);
    match u8::try_from(code) {
        Ok(code @ (0x20..=0x7e | 0xa0..=0xff)) => out.push(code),
        _ if character == '\u{266a}' => out.push(0x7f),
        _ => {
            let mut signs = G2.iter();
            match signs.find(|(_, sign)| *sign == character) {
                Some((code, _)) => out.extend([0x10, *code]),
                None => return false,
            }
        }
    }
    true
}

/// The sign of these sets that means the same to a viewer.
const fn fallback(character: char) -> Option<char> {
    Some(match character {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\t' => ' ',
        '\u{201a}' => ',',
        '\u{201b}' | '\u{2032}' => '\'',
        '\u{201e}' | '\u{201f}' | '\u{2033}' => '"',
        '\u{2039}' => '<',
        '\u{203a}' => '>',
        '\u{2044}' => '/',
        '\u{2669}' | '\u{266b}' | '\u{266c}' => '\u{266a}',
        '\u{25a0}' => '\u{2588}',
        '\u{25cf}' => '\u{2022}',
        '\u{2501}' => '\u{2500}',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_g0_and_g1_is_written_as_it_is_read() {
        for code in (0x20..=0x7f_u8).chain(0xa0..=0xff) {
            let mut out = Vec::new();
            assert_eq!(encode(latin(code), &mut out), Sent::Same, "{code:02x}");
            assert_eq!(out, [code]);
        }
        assert_eq!(latin(0xd0), '\u{d0}');
        assert_eq!(latin(b'*'), '*');
    }

    #[test]
    fn every_sign_of_g2_is_written_as_it_is_read() {
        for code in 0x20..=0x7f_u8 {
            if let Some(sign) = g2(code) {
                let mut out = Vec::new();
                assert_eq!(encode(sign, &mut out), Sent::Same, "{code:02x}");
                assert_eq!(out, [0x10, code]);
            }
        }
        assert_eq!((0x20..=0x7f).filter(|code| g2(*code).is_some()).count(), 24);
    }

    #[test]
    fn other_characters_are_sent_wide_or_replaced() {
        for (character, expected, sent) in [
            ('\u{6f22}', &[0x18, 0x6f, 0x22][..], Sent::Wide),
            ('\u{2014}', b"-", Sent::Instead),
            ('\u{1f600}', b"?", Sent::Instead),
            ('\u{7}', b"?", Sent::Instead),
            ('\u{85}', b"?", Sent::Instead),
        ] {
            let mut out = Vec::new();
            assert_eq!(encode(character, &mut out), sent, "{character:?}");
            assert_eq!(out, expected);
        }
    }
}
