//! Where a cue stands on the picture.

use serde::{Deserialize, Serialize};

/// Where a cue stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
pub enum Position {
    /// Where the target puts a cue of its own accord.
    #[default]
    Auto,
    /// One cell of the caption grid for each row of the cue (CEA-608: rows 1 to
    /// 15, columns 1 to 32; teletext: rows 1 to 23, columns 1 to 40).
    Grid(Vec<GridCell>),
    /// A box in percent of the picture.
    Box(Box<BoxPosition>),
    /// One of nine places, laid out as the digits of a numeric keypad: 1 bottom
    /// left, 5 middle, 9 top right.
    Numpad(u8),
}

impl Position {
    /// A box, or [`Auto`](Self::Auto) for one that says nothing.
    #[must_use]
    pub fn of_box(place: BoxPosition) -> Self {
        if place == BoxPosition::default() {
            Self::Auto
        } else {
            Self::Box(Box::new(place))
        }
    }
}

/// The first cell of a row on the caption grid, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct GridCell {
    /// Row, from the top.
    pub row: u8,
    /// Column, from the left.
    pub column: u8,
}

/// A box whose edges follow the writing mode (WebVTT section 3.1, TTML2
/// section 10): the block axis runs from row to row, the inline axis along them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct BoxPosition {
    /// Offset on the block axis.
    #[serde(skip_serializing_if = "BlockOffset::is_auto")]
    pub block: BlockOffset,
    /// Which edge of the box the block offset places.
    #[serde(skip_serializing_if = "Anchor::is_auto")]
    pub block_anchor: Anchor,
    /// Offset on the inline axis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inline: Option<Percent>,
    /// Which edge of the box the inline offset places.
    #[serde(skip_serializing_if = "Anchor::is_auto")]
    pub inline_anchor: Anchor,
    /// Extent on the inline axis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inline_size: Option<Percent>,
    /// Extent on the block axis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block_size: Option<Percent>,
    /// Name of the track's region the cue belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

/// An offset on the block axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
pub enum BlockOffset {
    /// Where the target puts it.
    #[default]
    Auto,
    /// Percent of the picture.
    Percent(Percent),
    /// A whole row of text: 0 is the first, -1 the last.
    Row(i32),
}

impl BlockOffset {
    fn is_auto(&self) -> bool {
        *self == Self::Auto
    }
}

/// The edge of a box that an offset places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Anchor {
    /// As the target chooses.
    #[default]
    Auto,
    /// The edge where text starts.
    Start,
    /// The middle.
    Center,
    /// The edge where text ends.
    End,
}

impl Anchor {
    fn is_auto(&self) -> bool {
        *self == Self::Auto
    }
}

/// A percentage as a whole number of ten-thousandths: 50 % is 500 000.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct Percent(pub i32);

impl Percent {
    /// Units in one percent.
    pub const ONE: i32 = 10_000;
    /// The whole.
    pub const HUNDRED: Self = Self(100 * Self::ONE);

    /// So many whole percent.
    #[must_use]
    pub const fn whole(percent: i32) -> Self {
        Self(percent * Self::ONE)
    }

    /// Reads a decimal number without the sign, to four places (further ones
    /// round half away from zero); `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() && decimals.is_empty() || !is_number(whole) || !is_number(decimals) {
            return None;
        }
        let mut value = if whole.is_empty() {
            0
        } else {
            whole.parse::<i32>().ok()?.checked_mul(Self::ONE)?
        };
        let mut unit = Self::ONE;
        for digit in decimals.bytes().take(4).map(|b| i32::from(b - b'0')) {
            unit /= 10;
            value = value.checked_add(digit * unit)?;
        }
        if decimals.as_bytes().get(4).is_some_and(|b| *b >= b'5') {
            value = value.checked_add(1)?;
        }
        Some(Self(if negative { -value } else { value }))
    }
}

/// The shortest decimal form, without the sign.
impl std::fmt::Display for Percent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = Self::ONE.unsigned_abs();
        let (whole, rest) = (self.0.unsigned_abs() / unit, self.0.unsigned_abs() % unit);
        let sign = if self.0 < 0 { "-" } else { "" };
        if rest == 0 {
            return write!(f, "{sign}{whole}");
        }
        let decimals = format!("{rest:04}");
        write!(f, "{sign}{whole}.{}", decimals.trim_end_matches('0'))
    }
}

/// How rows stand within the cue's box.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Align {
    /// Where text of this language starts.
    Start,
    /// Centred.
    #[default]
    Center,
    /// Where text of this language ends.
    End,
    /// Left, whatever the language.
    Left,
    /// Right, whatever the language.
    Right,
}

/// Which way text runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Writing {
    /// Rows from top to bottom.
    #[default]
    Horizontal,
    /// Columns from right to left.
    VerticalRl,
    /// Columns from left to right.
    VerticalLr,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_read_exactly_and_written_short() {
        for (text, value, shown) in [
            ("50", 500_000, "50"),
            ("0", 0, "0"),
            ("33.3333", 333_333, "33.3333"),
            ("12.50", 125_000, "12.5"),
            ("-7.25", -72_500, "-7.25"),
            ("1.23456", 12_346, "1.2346"),
            (".5", 5_000, "0.5"),
        ] {
            assert_eq!(Percent::parse(text), Some(Percent(value)), "{text}");
            assert_eq!(Percent(value).to_string(), shown);
        }
        for text in ["", ".", "1e3", "50%", "abc", "--1", "999999999999"] {
            assert_eq!(Percent::parse(text), None, "{text}");
        }
    }
}
