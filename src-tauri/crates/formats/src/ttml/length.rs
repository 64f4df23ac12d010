//! Lengths (TTML2 section 10.3.9), in percent of the picture.

use captions::Percent;

/// What lengths are measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Root {
    /// Columns and rows (`ttp:cellResolution`).
    pub(super) cells: (i64, i64),
    /// Width and height in pixels (`tts:extent` of the root element).
    pub(super) pixels: Option<(i64, i64)>,
}

impl Default for Root {
    fn default() -> Self {
        Self {
            cells: (32, 15),
            pixels: None,
        }
    }
}

/// An axis of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Axis {
    X,
    Y,
}

impl Root {
    /// A length in percent of the picture along an axis.
    fn length(self, text: &str, axis: Axis) -> Option<Percent> {
        let split = text.find(|c: char| c.is_ascii_alphabetic() || c == '%');
        let (number, unit) = text.split_at(split.unwrap_or(text.len()));
        let number = Percent::parse(number.strip_prefix('+').unwrap_or(number))?;
        let of = |pair: (i64, i64)| if axis == Axis::X { pair.0 } else { pair.1 };
        let share = |whole: i64| ratio(number, 100, whole);
        match unit {
            "%" => Some(number),
            "c" => share(of(self.cells)),
            // The default text size is one cell.
            "em" => share(self.cells.1),
            "px" => share(of(self.pixels?)),
            "" => share(of(self.pixels?)),
            // Pictures are 16 to 9 where nothing else is known.
            "rw" if axis == Axis::Y => ratio(number, 16, 9),
            "rh" if axis == Axis::X => ratio(number, 9, 16),
            "rw" | "rh" => Some(number),
            _ => None,
        }
    }

    pub(super) fn pair(self, text: &str) -> Option<(Percent, Percent)> {
        let mut words = text.split_ascii_whitespace();
        let (x, y) = (words.next()?, words.next()?);
        let pair = (self.length(x, Axis::X)?, self.length(y, Axis::Y)?);
        words.next().is_none().then_some(pair)
    }

    /// Where a box of this extent goes (`tts:position`).
    pub(super) fn position(
        self,
        text: &str,
        extent: (Percent, Percent),
    ) -> Option<(Percent, Percent)> {
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        let (mut x, mut y) = (None, None);
        let mut at = 0;
        let keyword = |word: &str| matches!(word, "left" | "right" | "top" | "bottom" | "center");
        while at < words.len() {
            let word = words[at];
            let offset = words
                .get(at + 1)
                .filter(|next| words.len() > 2 && !keyword(next));
            let axis = match word {
                "left" | "right" => Axis::X,
                "top" | "bottom" => Axis::Y,
                _ if x.is_none()
                    && !words
                        .get(at + 1)
                        .is_some_and(|w| matches!(*w, "left" | "right")) =>
                {
                    Axis::X
                }
                _ => Axis::Y,
            };
            let free = Percent(
                100 * Percent::ONE
                    - if axis == Axis::X {
                        extent.0.0
                    } else {
                        extent.1.0
                    },
            );
            let measure = |text: &str| {
                let length = self.length(text, axis)?;
                // Percentages are of what the box leaves free.
                if text.ends_with('%') {
                    ratio_of(free, length)
                } else {
                    Some(length)
                }
            };
            let value = match (word, keyword(word)) {
                ("center", _) => Percent(free.0 / 2),
                (_, false) => measure(word)?,
                (side, true) => {
                    let offset = offset.map_or(Some(Percent(0)), |offset| measure(offset))?;
                    at += usize::from(
                        words.len() > 2 && words.get(at + 1).is_some_and(|w| !keyword(w)),
                    );
                    if matches!(side, "right" | "bottom") {
                        Percent(free.0 - offset.0)
                    } else {
                        offset
                    }
                }
            };
            *(if axis == Axis::X { &mut x } else { &mut y }) = Some(value);
            at += 1;
        }
        let middle = |length: Percent| Percent((100 * Percent::ONE - length.0) / 2);
        Some((x.unwrap_or(middle(extent.0)), y.unwrap_or(middle(extent.1))))
    }
}

fn ratio(number: Percent, up: i64, down: i64) -> Option<Percent> {
    let value = i64::from(number.0).checked_mul(up)?;
    let half = down / 2;
    let rounded = value
        .checked_add(if value < 0 { -half } else { half })?
        .checked_div(down)?;
    i32::try_from(rounded).ok().map(Percent)
}

fn ratio_of(whole: Percent, share: Percent) -> Option<Percent> {
    ratio(whole, i64::from(share.0), i64::from(Percent::HUNDRED.0))
}
