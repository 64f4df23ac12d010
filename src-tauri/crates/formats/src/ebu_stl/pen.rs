//! How text looks at a place in a text field, and the codes that change it
//! (EBU Tech 3264-E, section 4.3 field TF; ETS 300 706, section 12.2).

use captions::{Color, Style};

/// How subtitles are put on the picture (field DSC).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standard {
    /// Open subtitling: in the picture.
    Open,
    /// Teletext of level 1 or 2.
    Teletext,
}

/// The colours of teletext, by their codes.
const PALETTE: [Color; 8] = [
    Color::rgb(0, 0, 0),
    Color::rgb(255, 0, 0),
    Color::rgb(0, 255, 0),
    Color::rgb(255, 255, 0),
    Color::rgb(0, 0, 255),
    Color::rgb(255, 0, 255),
    Color::rgb(0, 255, 255),
    Color::rgb(255, 255, 255),
];
const BLACK: u8 = 0;
const WHITE: u8 = 7;

/// How large characters are, by the codes 0C to 0F.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    Normal,
    DoubleHeight,
    DoubleWidth,
    Double,
}

const SIZES: [(Size, &str); 4] = [
    (Size::Normal, "single-height"),
    (Size::DoubleHeight, "double-height"),
    (Size::DoubleWidth, "double-width"),
    (Size::Double, "double-size"),
];

impl Size {
    /// Rows that a character of this size takes.
    pub(super) const fn rows(self) -> u8 {
        match self {
            Self::Normal | Self::DoubleWidth => 1,
            Self::DoubleHeight | Self::Double => 2,
        }
    }

    /// What runs of this size are called.
    pub(super) fn name(self) -> &'static str {
        let found = SIZES.iter().find(|(size, _)| *size == self);
        found.map_or("", |(_, name)| name)
    }

    fn code(self) -> u8 {
        let at = SIZES.iter().position(|(size, _)| *size == self);
        0x0c + at.and_then(|at| u8::try_from(at).ok()).unwrap_or(0)
    }
}

/// What holds for the next character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pen {
    color: u8,
    background: u8,
    flash: bool,
    pub(super) size: Size,
    italic: bool,
    underline: bool,
    boxed: bool,
}

/// What a code does besides changing the pen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// It takes a cell, which shows as a space.
    Cell,
    /// It takes no cell.
    NoCell,
    /// From here on, small letters are block graphics; it takes a cell.
    Graphics,
    /// From here on, letters are letters again; it takes a cell.
    Letters,
    /// It is not of the standard.
    Unknown,
}

impl Pen {
    /// White on black without attributes, as each row of teletext starts.
    pub(super) const START: Self = Self {
        color: WHITE,
        background: BLACK,
        flash: false,
        size: Size::Normal,
        italic: false,
        underline: false,
        boxed: false,
    };

    /// Takes in a control code.
    pub(super) fn take(&mut self, code: u8) -> Effect {
        match code {
            0x00..=0x07 => {
                self.color = code;
                return Effect::Letters;
            }
            0x08 | 0x09 => self.flash = code == 0x08,
            0x0c..=0x0f => self.size = SIZES[usize::from(code - 0x0c)].0,
            0x10..=0x17 => return Effect::Graphics,
            0x1c => self.background = BLACK,
            0x1d => self.background = self.color,
            0x80 | 0x81 => self.italic = code == 0x80,
            0x82 | 0x83 => self.underline = code == 0x82,
            0x84 | 0x85 => self.boxed = code == 0x84,
            0x0a | 0x0b | 0x18..=0x1b | 0x1e | 0x1f => {}
            _ => return Effect::Unknown,
        }
        if code < 0x20 {
            Effect::Cell
        } else {
            Effect::NoCell
        }
    }

    /// The style of a run. `usual` is the size that goes without saying.
    pub(super) fn style(&self, standard: Standard, usual: Size) -> Style {
        let teletext = standard == Standard::Teletext;
        let background = if teletext {
            (self.background != BLACK).then(|| PALETTE[usize::from(self.background)])
        } else {
            self.boxed.then(|| PALETTE[usize::from(BLACK)])
        };
        let mut style = Style {
            italic: self.italic,
            underline: self.underline,
            flash: self.flash,
            color: (self.color != WHITE).then(|| PALETTE[usize::from(self.color)]),
            background,
            ..Style::default()
        };
        if teletext && self.size != usual {
            style.detail_mut().size = Some(self.size.name().to_owned());
        }
        style
    }

    /// The pen that a style asks for, as near as the standard has it.
    pub(super) fn of(style: &Style, standard: Standard, usual: Size) -> Self {
        let teletext = standard == Standard::Teletext;
        let wanted = style.detail.as_deref().and_then(|d| d.size.as_deref());
        let named = SIZES.iter().find(|(_, name)| Some(*name) == wanted);
        Self {
            color: style.color.map_or(WHITE, nearest),
            background: style.background.filter(|_| teletext).map_or(BLACK, nearest),
            flash: style.flash && teletext,
            size: match named {
                _ if !teletext => Size::Normal,
                Some((size, _)) => *size,
                None => usual,
            },
            italic: style.italic && !teletext,
            underline: style.underline && !teletext,
            boxed: style.background.is_some() && !teletext,
        }
    }

    /// This pen with the attributes of another that codes change without
    /// taking a cell.
    pub(super) const fn with_marks(self, other: Self) -> Self {
        Self {
            italic: other.italic,
            underline: other.underline,
            boxed: other.boxed,
            ..self
        }
    }

    /// The codes that turn this pen into another. Those below 20 take a cell
    /// each; the others come first, and take none.
    pub(super) fn codes_to(self, next: Self) -> Vec<u8> {
        let mut codes = Vec::new();
        let mut color = self.color;
        for (before, after, on) in [
            (self.italic, next.italic, 0x80),
            (self.underline, next.underline, 0x82),
            (self.boxed, next.boxed, 0x84),
        ] {
            if before != after {
                codes.push(if after { on } else { on + 1 });
            }
        }
        if self.size != next.size {
            codes.push(next.size.code());
        }
        if self.background != next.background {
            if next.background == BLACK {
                codes.push(0x1c);
            } else {
                if color != next.background {
                    codes.push(next.background);
                    color = next.background;
                }
                codes.push(0x1d);
            }
        }
        if color != next.color {
            codes.push(next.color);
        }
        if self.flash != next.flash {
            codes.push(if next.flash { 0x08 } else { 0x09 });
        }
        codes
    }
}

/// The nearest colour of teletext.
fn nearest(color: Color) -> u8 {
    let distance = |known: &Color| {
        let part = |a: u8, b: u8| i32::from(a.abs_diff(b)).pow(2);
        part(known.red, color.red) + part(known.green, color.green) + part(known.blue, color.blue)
    };
    let best = PALETTE.iter().zip(0..).min_by_key(|(c, _)| distance(c));
    best.map_or(WHITE, |(_, code)| code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_from_any_pen_to_any_other() {
        let mut pens = vec![Pen::START];
        for code in [0x03, 0x1d, 0x04, 0x0d, 0x08, 0x80, 0x82, 0x84, 0x0f, 0x1c] {
            let mut pen = pens[pens.len() - 1];
            pen.take(code);
            pens.push(pen);
        }
        for from in &pens {
            for to in &pens {
                let mut pen = *from;
                for code in from.codes_to(*to) {
                    pen.take(code);
                }
                assert_eq!(pen, *to, "from {from:?}");
            }
        }
    }

    #[test]
    fn styles_and_pens_are_two_ways_to_say_the_same() {
        for (standard, codes, usual) in [
            (
                Standard::Teletext,
                &[0x0d_u8, 0x03, 0x1d, 0x04][..],
                Size::DoubleHeight,
            ),
            (Standard::Teletext, &[0x0c, 0x08], Size::DoubleHeight),
            (Standard::Open, &[0x80, 0x82, 0x84, 0x06], Size::Normal),
        ] {
            let mut pen = Pen::START;
            for code in codes {
                pen.take(*code);
            }
            let style = pen.style(standard, usual);
            assert_eq!(Pen::of(&style, standard, usual), pen, "{style:?}");
        }
    }

    #[test]
    fn other_colours_become_the_nearest() {
        for (color, wanted) in [
            (Color::rgb(255, 136, 0), Color::rgb(255, 255, 0)),
            (Color::rgb(200, 40, 10), Color::rgb(255, 0, 0)),
            (Color::rgb(230, 230, 230), Color::rgb(255, 255, 255)),
        ] {
            assert_eq!(PALETTE[usize::from(nearest(color))], wanted);
        }
    }
}
