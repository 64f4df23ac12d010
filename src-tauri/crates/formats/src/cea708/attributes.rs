//! What windows and pens look like, as their commands say it (CTA-708-E
//! sections 8.4 and 8.5), and the styles that decoders know beforehand.

/// Left to right, as print or scroll direction.
pub(super) const LEFT_TO_RIGHT: u8 = 0;
pub(super) const RIGHT_TO_LEFT: u8 = 1;
pub(super) const TOP_TO_BOTTOM: u8 = 2;
pub(super) const BOTTOM_TO_TOP: u8 = 3;

/// How rows stand in a window.
pub(super) const JUSTIFY_LEFT: u8 = 0;
pub(super) const JUSTIFY_RIGHT: u8 = 1;
pub(super) const JUSTIFY_CENTER: u8 = 2;

/// A colour with an opacity: 0 solid, 1 flashing, 2 translucent, 3 transparent.
/// The colour has two bits for each of red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Paint {
    pub(super) opacity: u8,
    pub(super) rgb: u8,
}

impl Paint {
    pub(super) const SOLID: u8 = 0;
    pub(super) const FLASHING: u8 = 1;
    pub(super) const TRANSLUCENT: u8 = 2;
    pub(super) const TRANSPARENT: u8 = 3;
    /// What decoders call white: two of three parts of each colour.
    pub(super) const WHITE: Self = Self::of(0x2a);
    pub(super) const BLACK: Self = Self::of(0);
    pub(super) const NONE: Self = Self {
        opacity: Self::TRANSPARENT,
        rgb: 0,
    };

    const fn of(rgb: u8) -> Self {
        Self {
            opacity: Self::SOLID,
            rgb,
        }
    }

    const fn from_byte(byte: u8) -> Self {
        Self {
            opacity: byte >> 6,
            rgb: byte & 0x3f,
        }
    }

    pub(super) const fn byte(self) -> u8 {
        self.opacity << 6 | self.rgb
    }
}

/// The command SPA: what text is and how it is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PenAttributes {
    /// What the text stands for; 0 is dialogue.
    pub(super) tag: u8,
    /// 0 subscript, 1 normal, 2 superscript.
    pub(super) offset: u8,
    /// 0 small, 1 standard, 2 large.
    pub(super) size: u8,
    pub(super) italic: bool,
    pub(super) underline: bool,
    /// 0 none, 1 raised, 2 depressed, 3 uniform, 4 and 5 with a shadow.
    pub(super) edge: u8,
    /// 0 default, 1 to 4 serif and sans, fixed and proportional, 5 casual,
    /// 6 cursive, 7 small capitals.
    pub(super) font: u8,
}

impl PenAttributes {
    pub(super) const fn from_bytes(bytes: [u8; 2]) -> Self {
        Self {
            tag: bytes[0] >> 4,
            offset: bytes[0] >> 2 & 3,
            size: bytes[0] & 3,
            italic: bytes[1] & 0x80 != 0,
            underline: bytes[1] & 0x40 != 0,
            edge: bytes[1] >> 3 & 7,
            font: bytes[1] & 7,
        }
    }

    pub(super) fn bytes(self) -> [u8; 2] {
        [
            self.tag << 4 | self.offset << 2 | self.size,
            u8::from(self.italic) << 7 | u8::from(self.underline) << 6 | self.edge << 3 | self.font,
        ]
    }
}

/// The command SPC: the colours of text, of what is behind it, and of its edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PenColor {
    pub(super) foreground: Paint,
    pub(super) background: Paint,
    pub(super) edge_rgb: u8,
}

impl PenColor {
    pub(super) const fn from_bytes(bytes: [u8; 3]) -> Self {
        Self {
            foreground: Paint::from_byte(bytes[0]),
            background: Paint::from_byte(bytes[1]),
            edge_rgb: bytes[2] & 0x3f,
        }
    }

    pub(super) const fn bytes(self) -> [u8; 3] {
        [
            self.foreground.byte(),
            self.background.byte(),
            self.edge_rgb,
        ]
    }
}

/// All that a pen is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pen {
    pub(super) attributes: PenAttributes,
    pub(super) color: PenColor,
}

impl Pen {
    /// Pen style 1: white on black, nothing else.
    pub(super) const PLAIN: Self = Self::predefined(1);

    /// A pen style that decoders know (CTA-708-E section 8.5.10).
    pub(super) const fn predefined(style: u8) -> Self {
        let (font, edged) = match style {
            2 => (1, false),
            3 => (2, false),
            4 => (3, false),
            5 => (4, false),
            6 => (3, true),
            7 => (4, true),
            _ => (0, false),
        };
        Self {
            attributes: PenAttributes {
                tag: 0,
                offset: 1,
                size: 1,
                italic: false,
                underline: false,
                edge: if edged { 3 } else { 0 },
                font,
            },
            color: PenColor {
                foreground: Paint::WHITE,
                background: if edged { Paint::NONE } else { Paint::BLACK },
                edge_rgb: 0,
            },
        }
    }
}

/// The command SWA: the look of a window and how text runs in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WindowAttributes {
    pub(super) fill: Paint,
    pub(super) border: u8,
    pub(super) border_rgb: u8,
    pub(super) word_wrap: bool,
    pub(super) print: u8,
    pub(super) scroll: u8,
    pub(super) justify: u8,
    /// Speed, direction and kind of how it appears and goes.
    pub(super) effect: u8,
}

impl WindowAttributes {
    /// No fill, no border, no effect; rows centred.
    pub(super) const PLAIN: Self = Self {
        fill: Paint::NONE,
        border: 0,
        border_rgb: 0,
        word_wrap: false,
        print: LEFT_TO_RIGHT,
        scroll: BOTTOM_TO_TOP,
        justify: JUSTIFY_CENTER,
        effect: 0,
    };

    /// A window style that decoders know (CTA-708-E section 8.4.11).
    pub(super) const fn predefined(style: u8) -> Self {
        let vertical = style == 7;
        Self {
            fill: if matches!(style, 2 | 5) {
                Paint::NONE
            } else {
                Paint::BLACK
            },
            word_wrap: matches!(style, 4..=6),
            print: if vertical {
                TOP_TO_BOTTOM
            } else {
                LEFT_TO_RIGHT
            },
            scroll: if vertical {
                RIGHT_TO_LEFT
            } else {
                BOTTOM_TO_TOP
            },
            justify: if matches!(style, 3 | 6) {
                JUSTIFY_CENTER
            } else {
                JUSTIFY_LEFT
            },
            ..Self::PLAIN
        }
    }

    pub(super) const fn from_bytes(bytes: [u8; 4]) -> Self {
        Self {
            fill: Paint::from_byte(bytes[0]),
            border: bytes[1] >> 6 | (bytes[2] & 0x80) >> 5,
            border_rgb: bytes[1] & 0x3f,
            word_wrap: bytes[2] & 0x40 != 0,
            print: bytes[2] >> 4 & 3,
            scroll: bytes[2] >> 2 & 3,
            justify: bytes[2] & 3,
            effect: bytes[3],
        }
    }

    pub(super) fn bytes(self) -> [u8; 4] {
        [
            self.fill.byte(),
            (self.border & 3) << 6 | self.border_rgb,
            (self.border & 4) << 5
                | u8::from(self.word_wrap) << 6
                | self.print << 4
                | self.scroll << 2
                | self.justify,
            self.effect,
        ]
    }

    /// Whether lines run from top to bottom.
    pub(super) const fn is_vertical(self) -> bool {
        matches!(self.print, TOP_TO_BOTTOM | BOTTOM_TO_TOP)
    }
}

/// The commands DF0 to DF7: where a window stands and how large it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Definition {
    pub(super) visible: bool,
    /// Row lock, column lock and priority, which say how decoders with larger
    /// letters may rearrange windows.
    pub(super) locks: u8,
    /// Whether the anchor is in percent of the picture.
    pub(super) relative: bool,
    /// 0 to 74, or 0 to 99 percent.
    pub(super) anchor_v: u8,
    /// 0 to 159, on wide pictures 0 to 209, or 0 to 99 percent.
    pub(super) anchor_h: u8,
    /// Which point of the window is anchored: 0 top left, 1 top middle, row by
    /// row to 8 bottom right.
    pub(super) anchor_point: u8,
    pub(super) rows: u8,
    pub(super) columns: u8,
    /// 0 leaves a window that is there as it is, and a new one at style 1.
    pub(super) window_style: u8,
    pub(super) pen_style: u8,
}

impl Definition {
    pub(super) const fn from_bytes(bytes: [u8; 6]) -> Self {
        Self {
            visible: bytes[0] & 0x20 != 0,
            locks: bytes[0] & 0x1f,
            relative: bytes[1] & 0x80 != 0,
            anchor_v: bytes[1] & 0x7f,
            anchor_h: bytes[2],
            anchor_point: bytes[3] >> 4,
            rows: (bytes[3] & 0x0f) + 1,
            columns: (bytes[4] & 0x3f) + 1,
            window_style: bytes[5] >> 3 & 7,
            pen_style: bytes[5] & 7,
        }
    }

    pub(super) fn bytes(self) -> [u8; 6] {
        [
            u8::from(self.visible) << 5 | self.locks,
            u8::from(self.relative) << 7 | self.anchor_v,
            self.anchor_h,
            self.anchor_point << 4 | (self.rows.max(1) - 1) & 0x0f,
            (self.columns.max(1) - 1) & 0x3f,
            self.window_style << 3 | self.pen_style,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn commands_are_written_as_they_are_read(
            pen in any::<[u8; 2]>(),
            color in any::<[u8; 3]>(),
            window in any::<[u8; 4]>(),
            definition in any::<[u8; 6]>(),
        ) {
            prop_assert_eq!(PenAttributes::from_bytes(pen).bytes(), pen);
            let meant = [color[0], color[1], color[2] & 0x3f];
            prop_assert_eq!(PenColor::from_bytes(color).bytes(), meant);
            prop_assert_eq!(WindowAttributes::from_bytes(window).bytes(), window);
            let d = definition;
            let meant = [d[0] & 0x3f, d[1], d[2], d[3], d[4] & 0x3f, d[5] & 0x3f];
            prop_assert_eq!(Definition::from_bytes(definition).bytes(), meant);
        }
    }

    #[test]
    fn a_border_has_three_bits_in_two_bytes() {
        let shadow = WindowAttributes::from_bytes([0, 0x40, 0x80, 0]);
        assert_eq!(shadow.border, 5);
    }
}
