//! The characters of CEA-608 (CTA-608-E tables 50 and 5 to 10).

/// Stands in a text for the transparent space: a cell that shows the picture.
pub(crate) const TRANSPARENT: char = '\u{a0}';

/// Where the basic set differs from ASCII.
const BASIC: [(u8, char); 10] = [
    (0x2a, '\u{e1}'),
    (0x5c, '\u{e9}'),
    (0x5e, '\u{ed}'),
    (0x5f, '\u{f3}'),
    (0x60, '\u{fa}'),
    (0x7b, '\u{e7}'),
    (0x7c, '\u{f7}'),
    (0x7d, '\u{d1}'),
    (0x7e, '\u{f1}'),
    (0x7f, '\u{2588}'),
];

/// Special characters, 11 30 to 11 3F.
const SPECIAL: [char; 16] = [
    '\u{ae}',
    '\u{b0}',
    '\u{bd}',
    '\u{bf}',
    '\u{2122}',
    '\u{a2}',
    '\u{a3}',
    '\u{266a}',
    '\u{e0}',
    TRANSPARENT,
    '\u{e8}',
    '\u{e2}',
    '\u{ea}',
    '\u{ee}',
    '\u{f4}',
    '\u{fb}',
];

/// Extended characters, 12 20 to 12 3F, each with the basic character that a
/// decoder without them shows.
const EXTENDED_1: [(char, u8); 32] = [
    ('\u{c1}', b'A'),
    ('\u{c9}', b'E'),
    ('\u{d3}', b'O'),
    ('\u{da}', b'U'),
    ('\u{dc}', b'U'),
    ('\u{fc}', b'u'),
    ('\u{2018}', b'\''),
    ('\u{a1}', b'!'),
    ('*', b' '),
    ('\'', b'\''),
    ('\u{2014}', b'-'),
    ('\u{a9}', b'c'),
    ('\u{2120}', b's'),
    ('\u{2022}', b'.'),
    ('\u{201c}', b'"'),
    ('\u{201d}', b'"'),
    ('\u{c0}', b'A'),
    ('\u{c2}', b'A'),
    ('\u{c7}', b'C'),
    ('\u{c8}', b'E'),
    ('\u{ca}', b'E'),
    ('\u{cb}', b'E'),
    ('\u{eb}', b'e'),
    ('\u{ce}', b'I'),
    ('\u{cf}', b'I'),
    ('\u{ef}', b'i'),
    ('\u{d4}', b'O'),
    ('\u{d9}', b'U'),
    ('\u{f9}', b'u'),
    ('\u{db}', b'U'),
    ('\u{ab}', b'"'),
    ('\u{bb}', b'"'),
];

/// Extended characters, 13 20 to 13 3F.
const EXTENDED_2: [(char, u8); 32] = [
    ('\u{c3}', b'A'),
    ('\u{e3}', b'a'),
    ('\u{cd}', b'I'),
    ('\u{cc}', b'I'),
    ('\u{ec}', b'i'),
    ('\u{d2}', b'O'),
    ('\u{f2}', b'o'),
    ('\u{d5}', b'O'),
    ('\u{f5}', b'o'),
    ('{', b'('),
    ('}', b')'),
    ('\\', b'/'),
    ('^', b' '),
    ('_', b'-'),
    ('|', b'!'),
    ('~', b'-'),
    ('\u{c4}', b'A'),
    ('\u{e4}', b'a'),
    ('\u{d6}', b'O'),
    ('\u{f6}', b'o'),
    ('\u{df}', b's'),
    ('\u{a5}', b'Y'),
    ('\u{a4}', b'o'),
    ('\u{a6}', b'!'),
    ('\u{c5}', b'A'),
    ('\u{e5}', b'a'),
    ('\u{d8}', b'O'),
    ('\u{f8}', b'o'),
    ('\u{250c}', b'+'),
    ('\u{2510}', b'+'),
    ('\u{2514}', b'+'),
    ('\u{2518}', b'+'),
];

/// How a character is sent on the first channel of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// Half a pair.
    Basic(u8),
    /// A code of its own, 11 and this.
    Special(u8),
    /// A basic character, then a code that takes its place.
    Extended { fallback: u8, set: u8, code: u8 },
}

/// The basic character of a code from 20 to 7F.
pub(crate) fn basic(code: u8) -> char {
    let special = BASIC.iter().find(|(known, _)| *known == code);
    special.map_or(char::from(code), |(_, character)| *character)
}

/// The special character of a second byte from 30 to 3F.
pub(crate) fn special(code: u8) -> char {
    SPECIAL[usize::from(code & 0x0f)]
}

/// The extended character of a first byte 12 or 13 and a second from 20 to 3F.
pub(crate) fn extended(set: u8, code: u8) -> char {
    let table = if set == 0x12 {
        &EXTENDED_1
    } else {
        &EXTENDED_2
    };
    table[usize::from(code & 0x1f)].0
}

/// How a character is sent; `None` where no set has it.
pub(crate) fn encode(character: char) -> Option<Sent> {
    if let Some((code, _)) = BASIC.iter().find(|(_, known)| *known == character) {
        return Some(Sent::Basic(*code));
    }
    let ascii = u8::try_from(character).ok().filter(u8::is_ascii);
    if let Some(code) =
        ascii.filter(|code| (0x20..0x7f).contains(code) && basic(*code) == character)
    {
        return Some(Sent::Basic(code));
    }
    let place = |index: usize| u8::try_from(index).ok();
    if let Some(index) = SPECIAL.iter().position(|known| *known == character) {
        return Some(Sent::Special(0x30 + place(index)?));
    }
    [(0x12, &EXTENDED_1), (0x13, &EXTENDED_2)]
        .into_iter()
        .find_map(|(set, table)| {
            let index = table.iter().position(|(known, _)| *known == character)?;
            Some(Sent::Extended {
                fallback: table[index].1,
                set,
                code: 0x20 + place(index)?,
            })
        })
}

/// What is sent for a character that no set has.
pub(crate) fn substitute(character: char) -> &'static str {
    let pairs: &[(&str, &str)] = &[
        ("\u{2019}\u{201b}\u{2032}\u{2bc}", "'"),
        ("\u{201a}", ","),
        ("\u{201e}\u{201f}\u{2033}", "\""),
        ("\u{2026}", "..."),
        ("\u{2010}\u{2011}\u{2012}\u{2013}\u{2212}", "-"),
        ("\u{2015}", "\u{2014}"),
        ("`\u{b4}", "'"),
        ("\u{2003}\u{2002}\u{2009}\u{202f}\u{3000}\t\n\r", " "),
        (
            "\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{2060}\u{feff}\u{ad}",
            "",
        ),
        ("\u{266b}\u{266c}\u{2669}\u{1f3b5}\u{1f3b6}", "\u{266a}"),
        ("\u{bc}", "1/4"),
        ("\u{be}", "3/4"),
        ("\u{d7}", "x"),
        ("\u{b7}", "\u{2022}"),
        ("\u{20ac}", "EUR"),
        ("\u{c6}", "AE"),
        ("\u{e6}", "ae"),
        ("\u{152}", "OE"),
        ("\u{153}", "oe"),
        ("\u{1e9e}", "SS"),
        ("\u{fd}\u{ff}", "y"),
        ("\u{dd}\u{178}", "Y"),
        ("\u{104}\u{100}\u{102}", "A"),
        ("\u{105}\u{101}\u{103}", "a"),
        ("\u{106}\u{10c}\u{108}\u{10a}", "C"),
        ("\u{107}\u{10d}\u{109}\u{10b}", "c"),
        ("\u{10e}\u{110}\u{d0}", "D"),
        ("\u{10f}\u{111}\u{f0}", "d"),
        ("\u{118}\u{11a}\u{112}\u{116}", "E"),
        ("\u{119}\u{11b}\u{113}\u{117}", "e"),
        ("\u{11e}\u{122}\u{120}", "G"),
        ("\u{11f}\u{123}\u{121}", "g"),
        ("\u{130}\u{12a}\u{12e}", "I"),
        ("\u{131}\u{12b}\u{12f}", "i"),
        ("\u{136}", "K"),
        ("\u{137}", "k"),
        ("\u{141}\u{139}\u{13d}\u{13b}", "L"),
        ("\u{142}\u{13a}\u{13e}\u{13c}", "l"),
        ("\u{143}\u{147}\u{145}", "N"),
        ("\u{144}\u{148}\u{146}", "n"),
        ("\u{150}\u{14c}", "O"),
        ("\u{151}\u{14d}", "o"),
        ("\u{158}\u{154}", "R"),
        ("\u{159}\u{155}", "r"),
        ("\u{15a}\u{160}\u{15e}\u{218}", "S"),
        ("\u{15b}\u{161}\u{15f}\u{219}", "s"),
        ("\u{164}\u{162}\u{21a}", "T"),
        ("\u{165}\u{163}\u{21b}", "t"),
        ("\u{16e}\u{170}\u{16a}\u{172}", "U"),
        ("\u{16f}\u{171}\u{16b}\u{173}", "u"),
        ("\u{179}\u{17b}\u{17d}", "Z"),
        ("\u{17a}\u{17c}\u{17e}", "z"),
    ];
    let found = pairs.iter().find(|(from, _)| from.contains(character));
    found.map_or("?", |(_, to)| to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_that_can_be_read_can_be_sent() {
        let basics = (0x20..=0x7f_u8).map(basic);
        let extended = [0x12, 0x13]
            .into_iter()
            .flat_map(|set| (0x20..0x40).map(move |code| extended(set, code)));
        for character in basics.chain(SPECIAL).chain(extended) {
            let back = match encode(character) {
                Some(Sent::Basic(code)) => basic(code),
                Some(Sent::Special(code)) => special(code),
                Some(Sent::Extended {
                    fallback,
                    set,
                    code,
                }) => {
                    assert!((0x20..0x80).contains(&fallback));
                    super::extended(set, code)
                }
                None => panic!("{character} cannot be sent"),
            };
            assert_eq!(back, character);
        }
    }

    #[test]
    fn substitutes_can_be_sent() {
        for character in
            "\u{2019}\u{2026}\u{2013}\u{e6}\u{160}\u{6f22}\u{1f600}\u{20ac}\u{b7}".chars()
        {
            assert_eq!(encode(character), None, "{character}");
            for instead in substitute(character).chars() {
                assert!(encode(instead).is_some(), "{character} {instead}");
            }
        }
    }

    #[test]
    fn the_sets_stand_where_the_standard_puts_them() {
        for (set, code, character) in [
            (0x12, 0x26, '\u{2018}'),
            (0x12, 0x2d, '\u{2022}'),
            (0x12, 0x3f, '\u{bb}'),
            (0x13, 0x20, '\u{c3}'),
            (0x13, 0x2c, '^'),
            (0x13, 0x37, '\u{a6}'),
            (0x13, 0x3f, '\u{2518}'),
        ] {
            assert_eq!(extended(set, code), character);
        }
        assert_eq!((special(0x37), special(0x39)), ('\u{266a}', TRANSPARENT));
        assert_eq!((basic(b'*'), basic(b'\'')), ('\u{e1}', '\''));
    }
}
