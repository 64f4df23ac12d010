//! Byte pairs of line 21 and what they mean (CTA-608-E sections 4 to 7,
//! 47 CFR 15.119).

use super::screen::{Background, Ink, Pen};

/// One byte pair as it stands in a file, parity included.
pub(crate) type Pair = [u8; 2];

/// The pair that says nothing.
pub(crate) const NULL: Pair = [0x80, 0x80];

/// A byte with the parity bit that makes its number of ones odd.
#[must_use]
pub(crate) const fn with_parity(byte: u8) -> u8 {
    let byte = byte & 0x7f;
    if byte.count_ones().is_multiple_of(2) {
        byte | 0x80
    } else {
        byte
    }
}

/// How many bytes of a pair have even parity.
#[must_use]
pub(crate) fn parity_errors(pair: Pair) -> u32 {
    pair.iter().map(|byte| (byte.count_ones() + 1) % 2).sum()
}

/// Whether a pair says something that is known.
pub(crate) fn is_code(pair: Pair) -> bool {
    parse(pair).0 != Code::Unknown
}

/// Whether a pair chooses a mode, as the start of a caption does.
pub(crate) fn is_start(pair: Pair) -> bool {
    use Control::{ResumeCaptionLoading, ResumeDirectCaptioning, RollUp};
    let Code::Misc { control, .. } = parse(pair).0 else {
        return false;
    };
    matches!(
        control,
        ResumeCaptionLoading | ResumeDirectCaptioning | RollUp(_)
    )
}

/// What a control code of the miscellaneous group asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Control {
    /// RCL: pop-on from here.
    ResumeCaptionLoading,
    /// BS.
    Backspace,
    /// DER: erase from the cursor to the end of the row.
    DeleteToEnd,
    /// RU2, RU3, RU4.
    RollUp(u8),
    /// FON: flash on.
    FlashOn,
    /// RDC: paint-on from here.
    ResumeDirectCaptioning,
    /// TR and RTD: text mode, which is not captions.
    Text,
    /// EDM: clear what is shown.
    EraseDisplayed,
    /// CR: roll up.
    CarriageReturn,
    /// ENM: clear what is not shown.
    EraseNonDisplayed,
    /// EOC: show what was loaded.
    EndOfCaption,
    /// Reserved.
    Other,
}

/// How a row starts (preamble address code).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Preamble {
    /// Row, from 0.
    pub(crate) row: u8,
    /// Column, from 0: 0, 4, up to 28.
    pub(crate) indent: u8,
    pub(crate) ink: Ink,
    pub(crate) italic: bool,
    pub(crate) underline: bool,
}

/// What one byte pair says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// Nothing.
    Null,
    /// One or two basic characters, in the channel of the code before.
    Basic(char, Option<char>),
    /// Extended data services: start or continue, or end.
    Xds { ends: bool },
    /// A control code of the second field's set (first byte 15 or 1D).
    Misc {
        control: Control,
        second_field: bool,
    },
    /// The start of a row.
    Preamble(Preamble),
    /// A mid-row code: colour or italics, underline.
    MidRow { change: MidRow, underline: bool },
    /// A character that takes a pair.
    Special(char),
    /// A character that takes the place of the one before.
    Extended(char),
    /// So many columns to the right.
    Tab(u8),
    /// Colour behind the text; takes the place of the cell before.
    Background(Background),
    /// Black text; takes the place of the cell before.
    BlackText { underline: bool },
    /// No code at all.
    Unknown,
}

/// What a mid-row code changes besides the underline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MidRow {
    Ink(Ink),
    Italic,
}

/// The inks of preambles and mid-row codes, in the order of their codes.
const INKS: [Ink; 7] = [
    Ink::White,
    Ink::Green,
    Ink::Blue,
    Ink::Cyan,
    Ink::Red,
    Ink::Yellow,
    Ink::Magenta,
];

/// Rows, from 0, by the low three bits of a preamble's first byte, and one
/// more where bit 5 of the second is set.
const PREAMBLE_ROWS: [u8; 8] = [10, 0, 2, 11, 13, 4, 6, 8];

/// Reads a pair, parity stripped. The second value says whether a code is for
/// the second channel of its field.
pub(crate) fn parse(pair: Pair) -> (Code, bool) {
    let [first, second] = pair.map(|byte| byte & 0x7f);
    match first {
        0 if second < 0x20 => (Code::Null, false),
        0 => (Code::Basic(super::charset::basic(second), None), false),
        0x01..=0x0f => (
            Code::Xds {
                ends: first == 0x0f,
            },
            false,
        ),
        0x10..=0x1f => (control(first & 0x17, second), first & 0x08 != 0),
        _ => {
            let other = (second >= 0x20).then(|| super::charset::basic(second));
            (Code::Basic(super::charset::basic(first), other), false)
        }
    }
}

fn control(first: u8, second: u8) -> Code {
    let underline = second & 1 == 1;
    match (first, second) {
        (_, 0x40..=0x7f) => preamble(first, second),
        (0x11, 0x20..=0x2f) => Code::MidRow {
            change: match usize::from((second - 0x20) / 2) {
                7 => MidRow::Italic,
                index => MidRow::Ink(INKS[index]),
            },
            underline,
        },
        (0x11, 0x30..=0x3f) => Code::Special(super::charset::special(second)),
        (0x12 | 0x13, 0x20..=0x3f) => Code::Extended(super::charset::extended(first, second)),
        (0x14 | 0x15, 0x20..=0x2f) => Code::Misc {
            control: misc(second),
            second_field: first == 0x15,
        },
        (0x17, 0x21..=0x23) => Code::Tab(second - 0x20),
        (0x10, 0x20..=0x2f) => Code::Background(Background::Colored {
            ink: match usize::from((second - 0x20) / 2) {
                7 => Ink::Black,
                index => INKS[index],
            },
            translucent: underline,
        }),
        (0x17, 0x2d) => Code::Background(Background::Transparent),
        (0x17, 0x2e | 0x2f) => Code::BlackText { underline },
        _ => Code::Unknown,
    }
}

fn misc(second: u8) -> Control {
    match second {
        0x20 => Control::ResumeCaptionLoading,
        0x21 => Control::Backspace,
        0x24 => Control::DeleteToEnd,
        0x25..=0x27 => Control::RollUp(second - 0x23),
        0x28 => Control::FlashOn,
        0x29 => Control::ResumeDirectCaptioning,
        0x2a | 0x2b => Control::Text,
        0x2c => Control::EraseDisplayed,
        0x2d => Control::CarriageReturn,
        0x2e => Control::EraseNonDisplayed,
        0x2f => Control::EndOfCaption,
        _ => Control::Other,
    }
}

fn preamble(first: u8, second: u8) -> Code {
    let lower = second & 0x20 != 0;
    // Row 11 stands alone: 10 6x is no preamble.
    if first == 0x10 && lower {
        return Code::Unknown;
    }
    let style = (second & 0x1e) >> 1;
    let (ink, italic, indent) = match style {
        0..=6 => (INKS[usize::from(style)], false, 0),
        7 => (Ink::White, true, 0),
        _ => (Ink::White, false, (style - 8) * 4),
    };
    Code::Preamble(Preamble {
        row: PREAMBLE_ROWS[usize::from(first & 7)] + u8::from(lower),
        indent,
        ink,
        italic,
        underline: second & 1 == 1,
    })
}

/// The caption channels of line 21, as codes name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lane {
    /// Codes of the second field (15, 1D).
    pub(crate) second_field: bool,
    /// The second channel of the field.
    pub(crate) second_channel: bool,
}

impl Lane {
    fn pair(self, first: u8, second: u8) -> Pair {
        let first = if self.second_channel {
            first | 0x08
        } else {
            first
        };
        [with_parity(first), with_parity(second)]
    }

    /// The pair of a control code.
    pub(crate) fn control(self, control: Control) -> Pair {
        let second = match control {
            Control::ResumeCaptionLoading => 0x20,
            Control::Backspace => 0x21,
            Control::DeleteToEnd => 0x24,
            Control::RollUp(rows) => 0x23 + rows.clamp(2, 4),
            Control::FlashOn => 0x28,
            Control::ResumeDirectCaptioning => 0x29,
            Control::Text => 0x2a,
            Control::EraseDisplayed => 0x2c,
            Control::CarriageReturn => 0x2d,
            Control::EraseNonDisplayed => 0x2e,
            Control::EndOfCaption => 0x2f,
            Control::Other => 0x22,
        };
        self.pair(if self.second_field { 0x15 } else { 0x14 }, second)
    }

    /// Whether a pair, parity included, chooses roll-up.
    pub(crate) fn chooses_roll_up(self, pair: Pair) -> bool {
        (2..=4).any(|rows| self.control(Control::RollUp(rows)) == pair)
    }

    /// The pair of a preamble; colour wins over indent.
    pub(crate) fn preamble(self, preamble: Preamble) -> Pair {
        let row = preamble.row.min(14);
        let index = PREAMBLE_ROWS
            .iter()
            .position(|first| *first == row || *first + 1 == row && *first != 10);
        let first = index
            .and_then(|index| u8::try_from(index).ok())
            .unwrap_or(4);
        let lower = row != PREAMBLE_ROWS[usize::from(first)];
        let style = match ink_index(preamble.ink) {
            _ if preamble.italic => 7,
            Some(ink) if ink > 0 => ink,
            _ => 8 + preamble.indent / 4,
        };
        let second = 0x40 | u8::from(lower) << 5 | style << 1 | u8::from(preamble.underline);
        self.pair(0x10 | first, second)
    }

    /// The pair of a mid-row code.
    pub(crate) fn mid_row(self, change: MidRow, underline: bool) -> Pair {
        let style = match change {
            MidRow::Ink(ink) => ink_index(ink).unwrap_or(0),
            MidRow::Italic => 7,
        };
        self.pair(0x11, 0x20 | style << 1 | u8::from(underline))
    }

    /// The pair of a background code.
    pub(crate) fn background(self, background: Background) -> Pair {
        match background {
            Background::Transparent => self.pair(0x17, 0x2d),
            Background::Colored { ink, translucent } => {
                let style = ink_index(ink).unwrap_or(7);
                self.pair(0x10, 0x20 | style << 1 | u8::from(translucent))
            }
        }
    }

    /// The pair that makes text black.
    pub(crate) fn black_text(self, underline: bool) -> Pair {
        self.pair(0x17, 0x2e | u8::from(underline))
    }

    /// The pair that moves the cursor right by 1 to 3.
    pub(crate) fn tab(self, columns: u8) -> Pair {
        self.pair(0x17, 0x20 | columns.clamp(1, 3))
    }

    /// The pair of a special character.
    pub(crate) fn special(self, code: u8) -> Pair {
        self.pair(0x11, code)
    }

    /// The pair of an extended character.
    pub(crate) fn extended(self, set: u8, code: u8) -> Pair {
        self.pair(set, code)
    }
}

fn ink_index(ink: Ink) -> Option<u8> {
    let index = INKS.iter().position(|known| *known == ink)?;
    u8::try_from(index).ok()
}

impl Preamble {
    /// The pen that it puts down.
    pub(crate) fn pen(self) -> Pen {
        Pen {
            ink: self.ink,
            italic: self.italic,
            underline: self.underline,
            ..Pen::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CC1: Lane = Lane {
        second_field: false,
        second_channel: false,
    };

    fn word(pair: Pair) -> u16 {
        u16::from_be_bytes(pair)
    }

    #[test]
    fn codes_have_the_words_that_files_have() {
        for (pair, expected) in [
            (CC1.control(Control::ResumeCaptionLoading), 0x9420),
            (CC1.control(Control::EraseNonDisplayed), 0x94ae),
            (CC1.control(Control::EraseDisplayed), 0x942c),
            (CC1.control(Control::EndOfCaption), 0x942f),
            (CC1.control(Control::RollUp(4)), 0x94a7),
            (CC1.control(Control::CarriageReturn), 0x94ad),
            (CC1.control(Control::DeleteToEnd), 0x94a4),
            (CC1.mid_row(MidRow::Italic, false), 0x91ae),
            (CC1.mid_row(MidRow::Ink(Ink::Green), true), 0x9123),
            (CC1.tab(1), 0x97a1),
            (CC1.tab(3), 0x9723),
            (CC1.background(Background::Transparent), 0x97ad),
            (CC1.black_text(true), 0x972f),
            (CC1.special(0x37), 0x9137),
        ] {
            assert_eq!(word(pair), expected, "{expected:04x}");
        }
        for (second_field, second_channel, expected) in [
            (false, true, 0x1c20),
            (true, false, 0x1520),
            (true, true, 0x9d20),
        ] {
            let lane = Lane {
                second_field,
                second_channel,
            };
            assert_eq!(word(lane.control(Control::ResumeCaptionLoading)), expected);
        }
    }

    /// Row by row: the words of white at column 1, italics, and indents 0 to 28.
    #[test]
    fn preambles_have_the_words_that_files_have() {
        let rows: [[u16; 4]; 15] = [
            [0x9140, 0x91ce, 0x91d0, 0x915e],
            [0x91e0, 0x916e, 0x9170, 0x91fe],
            [0x9240, 0x92ce, 0x92d0, 0x925e],
            [0x92e0, 0x926e, 0x9270, 0x92fe],
            [0x1540, 0x15ce, 0x15d0, 0x155e],
            [0x15e0, 0x156e, 0x1570, 0x15fe],
            [0x1640, 0x16ce, 0x16d0, 0x165e],
            [0x16e0, 0x166e, 0x1670, 0x16fe],
            [0x9740, 0x97ce, 0x97d0, 0x975e],
            [0x97e0, 0x976e, 0x9770, 0x97fe],
            [0x1040, 0x10ce, 0x10d0, 0x105e],
            [0x1340, 0x13ce, 0x13d0, 0x135e],
            [0x13e0, 0x136e, 0x1370, 0x13fe],
            [0x9440, 0x94ce, 0x94d0, 0x945e],
            [0x94e0, 0x946e, 0x9470, 0x94fe],
        ];
        for (row, words) in (0..).zip(rows) {
            for (word, italic, indent) in [
                (words[1], true, 0),
                (words[2], false, 0),
                (words[3], false, 28),
            ] {
                let expected = Preamble {
                    row,
                    indent,
                    ink: Ink::White,
                    italic,
                    underline: false,
                };
                assert_eq!(parse(word.to_be_bytes()), (Code::Preamble(expected), false));
                assert_eq!(CC1.preamble(expected), word.to_be_bytes(), "{word:04x}");
            }
            let white = parse(words[0].to_be_bytes()).0;
            assert!(matches!(white, Code::Preamble(p) if p.row == row && p.indent == 0));
        }
    }

    #[test]
    fn parity_is_odd() {
        assert_eq!(parity_errors([0x94, 0x20]), 0);
        assert_eq!(parity_errors([0x14, 0x20]), 1);
        assert_eq!(parity_errors([0x14, 0xa0]), 2);
        assert!((0..=255).all(|byte| with_parity(byte).count_ones() % 2 == 1));
    }
}
