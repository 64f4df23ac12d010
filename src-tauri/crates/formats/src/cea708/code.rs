//! The codes of a caption service: text, control codes and window commands
//! (CTA-708-E sections 7.1 and 8.10.5).

use super::attributes::{Definition, PenAttributes, PenColor, WindowAttributes};
use super::charset::{CAPTION_SIGN, g2, latin};

/// One code of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    /// A character.
    Text(char),
    /// A cell through which the picture shows.
    TransparentSpace,
    /// The sign of closed captioning.
    CaptionSign,
    /// A code without meaning, for which decoders show an underscore.
    Unknown,
    /// Moves back and erases.
    Backspace,
    /// Erases the window's text and goes to its start.
    FormFeed,
    CarriageReturn,
    /// Erases the row and goes to its start.
    HorizontalReturn,
    /// The end of a text, or a code that decoders skip.
    Nothing,
    SetCurrent(u8),
    /// The commands on several windows take one bit for each.
    Clear(u8),
    Display(u8),
    Hide(u8),
    Toggle(u8),
    Delete(u8),
    /// Waits so many tenths of a second.
    Delay(u8),
    DelayCancel,
    Reset,
    PenAttributes(PenAttributes),
    PenColor(PenColor),
    PenLocation {
        row: u8,
        column: u8,
    },
    WindowAttributes(WindowAttributes),
    Define(u8, Definition),
}

/// Splits a service block into codes.
#[derive(Clone, Debug)]
pub(super) struct Codes<'a> {
    rest: &'a [u8],
}

/// A code whose parameters are not all there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CutShort;

impl<'a> Codes<'a> {
    pub(super) const fn new(block: &'a [u8]) -> Self {
        Self { rest: block }
    }

    /// What has not been split yet.
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], CutShort> {
        let Some((taken, rest)) = self.rest.split_first_chunk::<N>() else {
            self.rest = &[];
            return Err(CutShort);
        };
        self.rest = rest;
        Ok(*taken)
    }

    fn skip(&mut self, count: usize) -> Result<Code, CutShort> {
        let skipped = self.rest.get(count..);
        self.rest = skipped.unwrap_or_default();
        skipped.map(|_| Code::Nothing).ok_or(CutShort)
    }

    fn code(&mut self, first: u8) -> Result<Code, CutShort> {
        match first {
            0x10 => self.extended(),
            0x18 => {
                let wide = u16::from_be_bytes(self.take()?);
                let character = char::from_u32(u32::from(wide)).filter(|c| !c.is_control());
                Ok(character.map_or(Code::Unknown, Code::Text))
            }
            0x00..=0x1f => self.control(first),
            0x20..=0x7f | 0xa0..=0xff => Ok(Code::Text(latin(first))),
            0x80..=0x9f => self.command(first),
        }
    }

    fn control(&mut self, first: u8) -> Result<Code, CutShort> {
        Ok(match first {
            0x08 => Code::Backspace,
            0x0c => Code::FormFeed,
            0x0d => Code::CarriageReturn,
            0x0e => Code::HorizontalReturn,
            0x11..=0x17 => self.skip(1)?,
            0x19..=0x1f => self.skip(2)?,
            _ => Code::Nothing,
        })
    }

    fn extended(&mut self) -> Result<Code, CutShort> {
        let [code] = self.take()?;
        match code {
            0x00..=0x07 => Ok(Code::Nothing),
            0x08..=0x0f => self.skip(1),
            0x10..=0x17 => self.skip(2),
            0x18..=0x1f => self.skip(3),
            0x20 | 0x21 => Ok(Code::TransparentSpace),
            0x22..=0x7f => Ok(g2(code).map_or(Code::Unknown, Code::Text)),
            0x80..=0x87 => self.skip(4),
            0x88..=0x8f => self.skip(5),
            0x90..=0x9f => {
                let [header] = self.take()?;
                self.skip(usize::from(header & 0x1f))
            }
            0xa0 => Ok(Code::CaptionSign),
            _ => Ok(Code::Unknown),
        }
    }

    fn command(&mut self, first: u8) -> Result<Code, CutShort> {
        let window = first & 7;
        Ok(match first {
            0x80..=0x87 => Code::SetCurrent(window),
            0x88..=0x8d => {
                let [argument] = self.take()?;
                match first {
                    0x88 => Code::Clear(argument),
                    0x89 => Code::Display(argument),
                    0x8a => Code::Hide(argument),
                    0x8b => Code::Toggle(argument),
                    0x8c => Code::Delete(argument),
                    _ => Code::Delay(argument),
                }
            }
            0x8e => Code::DelayCancel,
            0x8f => Code::Reset,
            0x90 => Code::PenAttributes(PenAttributes::from_bytes(self.take()?)),
            0x91 => Code::PenColor(PenColor::from_bytes(self.take()?)),
            0x92 => {
                let [row, column] = self.take()?;
                Code::PenLocation {
                    row: row & 0x0f,
                    column: column & 0x3f,
                }
            }
            0x97 => Code::WindowAttributes(WindowAttributes::from_bytes(self.take()?)),
            0x98..=0x9f => Code::Define(window, Definition::from_bytes(self.take()?)),
            _ => Code::Nothing,
        })
    }
}

impl Iterator for Codes<'_> {
    type Item = Result<Code, CutShort>;

    fn next(&mut self) -> Option<Self::Item> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(self.code(*first))
    }
}

/// The letters that stand for the sign of closed captioning.
pub(super) fn caption_sign() -> impl Iterator<Item = char> {
    CAPTION_SIGN.chars()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_takes_the_bytes_that_belong_to_it() {
        // First bytes, and how many bytes the whole code has.
        let lengths = (0x00..=0x0f_u8)
            .map(|code| (vec![code], 1))
            .chain((0x11..=0x17).map(|code| (vec![code], 2)))
            .chain((0x18..=0x1f).map(|code| (vec![code], 3)))
            .chain((0x00..=0x07).map(|code| (vec![0x10, code], 2)))
            .chain((0x08..=0x0f).map(|code| (vec![0x10, code], 3)))
            .chain((0x10..=0x17).map(|code| (vec![0x10, code], 4)))
            .chain((0x18..=0x1f).map(|code| (vec![0x10, code], 5)))
            .chain((0x20..=0x7f).map(|code| (vec![0x10, code], 2)))
            .chain((0x80..=0x87).map(|code| (vec![0x10, code], 6)))
            .chain((0x88..=0x8f).map(|code| (vec![0x10, code], 7)))
            .chain((0x90..=0x9f).map(|code| (vec![0x10, code, 0x03], 6)))
            .chain((0xa0..=0xff).map(|code| (vec![0x10, code], 2)))
            .chain((0x80..=0x87).map(|code| (vec![code], 1)))
            .chain((0x88..=0x8d).map(|code| (vec![code], 2)))
            .chain((0x8e..=0x8f).map(|code| (vec![code], 1)))
            .chain([(vec![0x90], 3), (vec![0x91], 4), (vec![0x92], 3)])
            .chain((0x93..=0x96).map(|code| (vec![code], 1)))
            .chain([(vec![0x97], 5)])
            .chain((0x98..=0x9f).map(|code| (vec![code], 7)));
        for (mut bytes, length) in lengths {
            let first = bytes.clone();
            bytes.resize(length, 0);
            bytes.push(b'a');
            let mut codes = Codes::new(&bytes);
            assert!(codes.next().is_some_and(|code| code.is_ok()), "{first:x?}");
            assert_eq!(codes.rest(), b"a", "{first:x?}");
            for cut in first.len()..length {
                let mut codes = Codes::new(&bytes[..cut]);
                assert_eq!(codes.next(), Some(Err(CutShort)), "{first:x?} cut at {cut}");
                assert_eq!(codes.next(), None);
            }
        }
    }

    #[test]
    fn text_of_every_set_is_read() {
        let block = [
            b'A', 0x7f, 0xe9, 0x10, 0x25, 0x18, 0x6f, 0x22, 0x10, 0x20, 0x10, 0xa0, 0x10, 0x22,
        ];
        let codes: Vec<Code> = Codes::new(&block).flatten().collect();
        assert_eq!(
            codes,
            [
                Code::Text('A'),
                Code::Text('\u{266a}'),
                Code::Text('\u{e9}'),
                Code::Text('\u{2026}'),
                Code::Text('\u{6f22}'),
                Code::TransparentSpace,
                Code::CaptionSign,
                Code::Unknown,
            ]
        );
    }
}
