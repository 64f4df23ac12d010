//! Regions and the places they stand for (TTML2 sections 9.1.2 and 10.2).

use captions::{Align, Anchor, BlockOffset, BoxPosition, Percent, Position, Writing};

use super::length::Root;
use super::style::{DisplayAlign, Look};

/// A rectangle in percent of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Area {
    pub(super) x: Percent,
    pub(super) y: Percent,
    pub(super) width: Percent,
    pub(super) height: Percent,
}

impl Area {
    const fn new(x: i32, y: i32, width: i32, height: i32) -> Self {
        Self {
            x: Percent::whole(x),
            y: Percent::whole(y),
            width: Percent::whole(width),
            height: Percent::whole(height),
        }
    }

    /// All of the picture.
    pub(super) const ROOT: Self = Self::new(0, 0, 100, 100);
    /// Where titles are safe.
    pub(super) const SAFE: Self = Self::new(10, 10, 80, 80);
    /// Its lower half, where cues stand that say no place, and the others:
    /// regions that are shown at once must not overlap (IMSC section 7.12.5).
    const LOWER: Self = Self::new(10, 50, 80, 40);
    const MIDDLE: Self = Self::new(10, 30, 80, 40);
    const UPPER: Self = Self::new(10, 10, 80, 40);
    /// The two regions of iTunes Timed Text.
    pub(super) const ITT_TOP: Self = Self::new(0, 0, 100, 15);
    pub(super) const ITT_BOTTOM: Self = Self::new(0, 85, 100, 15);
}

/// The place a look gives: `None` where it has neither origin nor extent.
/// `Err` where it has lengths that cannot be resolved.
pub(super) fn area(look: &Look, root: Root) -> Result<Option<Area>, ()> {
    if look.origin.is_none() && look.extent.is_none() && look.position.is_none() {
        return Ok(None);
    }
    let (origin, extent, position) = (&look.origin, &look.extent, &look.position);
    let whole = (Percent::HUNDRED, Percent::HUNDRED);
    let found = || {
        let extent = extent
            .as_deref()
            .map_or(Some(whole), |text| root.pair(text))?;
        let corner = match (position, origin) {
            (Some(text), _) => root.position(text, extent)?,
            (None, Some(text)) => root.pair(text)?,
            (None, None) => (Percent(0), Percent(0)),
        };
        Some(Area {
            x: corner.0,
            y: corner.1,
            width: extent.0,
            height: extent.1,
        })
    };
    found().map(Some).ok_or(())
}

/// The names of regions that stand for a place of the keypad, with the number
/// after them.
const KEY: &str = "place-";

/// The place of the keypad that a region of this name and shape stands for.
fn key_of(id: &str, area: Area) -> Option<u8> {
    let key = id.strip_prefix(KEY)?.split('-').next()?;
    let key = key.parse().ok().filter(|key| (1..=9).contains(key))?;
    Shape::AREAS.contains(&area).then_some(key)
}

/// Where a cue stands whose region is this: its place, and whether its rows are
/// aligned as the place has it rather than as `tts:textAlign` of the region.
pub(super) fn position(id: &str, area: Option<Area>, look: &Look) -> (Position, bool) {
    let align = look.display_align.unwrap_or(DisplayAlign::Before);
    let (area, after) = (area.unwrap_or(Area::ROOT), align == DisplayAlign::After);
    if let Some(key) = key_of(id, area) {
        return (Position::Numpad(key), true);
    }
    let is_bottom =
        after && [Area::ROOT, Area::SAFE, Area::LOWER, Area::ITT_BOTTOM].contains(&area);
    if is_bottom && (area != Area::ROOT || look.origin.is_none() && look.extent.is_none()) {
        return (Position::Auto, false);
    }
    if area == Area::ITT_TOP && align == DisplayAlign::Before {
        return (Position::Numpad(8), false);
    }
    let writing = look.writing.unwrap_or_default();
    (Position::of_box(area_box(area, align, writing)), false)
}

/// The name of the region of cues that say no place.
pub(super) const AUTO: &str = "bottom";

/// The box of a region, anchored where its text starts to fill it.
fn area_box(area: Area, align: DisplayAlign, writing: Writing) -> BoxPosition {
    let horizontal = writing == Writing::Horizontal;
    let (start, length) = if horizontal {
        (area.y, area.height)
    } else {
        (area.x, area.width)
    };
    let far = Percent(start.0.saturating_add(length.0));
    let (near, far) = if writing == Writing::VerticalRl {
        (far, start)
    } else {
        (start, far)
    };
    let (block, block_anchor) = match align {
        DisplayAlign::Before => (near, Anchor::Start),
        DisplayAlign::Center => (
            Percent(start.0.saturating_add(length.0 / 2)),
            Anchor::Center,
        ),
        DisplayAlign::After => (far, Anchor::End),
    };
    let (inline, inline_size) = if horizontal {
        (area.x, area.width)
    } else {
        (area.y, area.height)
    };
    BoxPosition {
        block: BlockOffset::Percent(block),
        block_anchor,
        inline: Some(inline),
        inline_anchor: Anchor::Start,
        inline_size: Some(inline_size),
        block_size: Some(length),
        region: None,
    }
}

/// A region to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Shape {
    pub(super) area: Area,
    pub(super) align: DisplayAlignKey,
    pub(super) text_align: Align,
    pub(super) writing: Writing,
    /// The place of the keypad it stands for.
    pub(super) key: Option<u8>,
}

/// [`DisplayAlign`] as a key of a map.
pub(super) type DisplayAlignKey = u8;

impl Shape {
    /// The areas of regions that have a name of their own.
    const AREAS: [Area; 4] = [Area::SAFE, Area::LOWER, Area::MIDDLE, Area::UPPER];

    fn new(area: Area, align: DisplayAlign, writing: Writing) -> Self {
        Self {
            area,
            align: align as u8,
            text_align: Align::Center,
            writing,
            key: None,
        }
    }

    /// The region of cues that say no place.
    pub(super) fn auto(writing: Writing) -> Self {
        let horizontal = writing == Writing::Horizontal;
        let area = if horizontal { Area::LOWER } else { Area::SAFE };
        Self::new(area, DisplayAlign::After, writing)
    }

    /// The region of a place of the keypad.
    pub(super) fn key(key: u8, writing: Writing) -> Self {
        let (align, area) = match key {
            7..=9 => (DisplayAlign::Before, Area::UPPER),
            4..=6 => (DisplayAlign::Center, Area::MIDDLE),
            _ => (DisplayAlign::After, Area::LOWER),
        };
        let area = if writing == Writing::Horizontal {
            area
        } else {
            Area::SAFE
        };
        let text_align = match key % 3 {
            1 => Align::Left,
            2 => Align::Center,
            _ => Align::Right,
        };
        Self {
            text_align,
            key: Some(key),
            ..Self::new(area, align, writing)
        }
    }

    /// A region of this area that text fills from the top, or as the area says.
    pub(super) fn plain(area: Area, align: DisplayAlign, text_align: Align) -> Self {
        Self {
            text_align,
            ..Self::new(area, align, Writing::Horizontal)
        }
    }

    /// The region of a box, and whether it is exactly that box.
    pub(super) fn of_box(place: &BoxPosition, writing: Writing) -> (Self, bool) {
        let (align, anchor_known) = match place.block_anchor {
            Anchor::Start => (DisplayAlign::Before, true),
            Anchor::Center => (DisplayAlign::Center, true),
            Anchor::End => (DisplayAlign::After, true),
            Anchor::Auto => (DisplayAlign::Before, false),
        };
        let align = match place.block {
            BlockOffset::Auto => DisplayAlign::After,
            BlockOffset::Row(row) if !anchor_known && row < 0 => DisplayAlign::After,
            _ => align,
        };
        let (start, length) = block_extent(place, align, writing);
        let width = place.inline_size.unwrap_or(Percent::whole(80));
        let inline = place
            .inline
            .unwrap_or(Percent((Percent::HUNDRED.0 - width.0) / 2));
        let left = match place.inline_anchor {
            Anchor::Center => Percent(inline.0 - width.0 / 2),
            Anchor::End => Percent(inline.0 - width.0),
            Anchor::Start | Anchor::Auto => inline,
        };
        let (left, width) = within(left, width);
        let area = if writing == Writing::Horizontal {
            Area {
                x: left,
                y: start,
                width,
                height: length,
            }
        } else {
            Area {
                x: start,
                y: left,
                width: length,
                height: width,
            }
        };
        let shape = Self::new(area, align, writing);
        let exact = *place == area_box(area, align, writing);
        (shape, exact)
    }

    pub(super) fn display_align(&self) -> DisplayAlign {
        match self.align {
            0 => DisplayAlign::Before,
            1 => DisplayAlign::Center,
            _ => DisplayAlign::After,
        }
    }

    /// The name of the region, where it has one of its own.
    pub(super) fn name(&self) -> Option<String> {
        let vertical = match self.writing {
            Writing::Horizontal => "",
            Writing::VerticalRl => "-vertical",
            Writing::VerticalLr => "-vertical-lr",
        };
        match self.key {
            Some(key) => Some(format!("{KEY}{key}{vertical}")),
            None if *self == Self::auto(self.writing) => Some(format!("{AUTO}{vertical}")),
            None => None,
        }
    }
}

/// Start and length of a box on the block axis, from the top or the left.
fn block_extent(place: &BoxPosition, align: DisplayAlign, writing: Writing) -> (Percent, Percent) {
    /// Rows of text are as high as a fifteenth of the safe area.
    const ROW: i32 = 80 * Percent::ONE / 15;
    let offset = match place.block {
        BlockOffset::Auto => Percent::whole(90),
        BlockOffset::Percent(percent) => percent,
        BlockOffset::Row(row) if row < 0 => Percent(90 * Percent::ONE + (row + 1).max(-20) * ROW),
        BlockOffset::Row(row) => Percent(10 * Percent::ONE + row.min(20) * ROW),
    };
    let reversed = writing == Writing::VerticalRl;
    let grows_up = matches!(
        (align, reversed),
        (DisplayAlign::After, false) | (DisplayAlign::Before, true)
    );
    let room = if grows_up {
        offset.0
    } else {
        Percent::HUNDRED.0 - offset.0
    };
    let length = place.block_size.unwrap_or(match align {
        DisplayAlign::Center => Percent(2 * room.min(Percent::HUNDRED.0 - room)),
        _ => Percent(room),
    });
    let start = match align {
        DisplayAlign::Center => Percent(offset.0 - length.0 / 2),
        _ if grows_up => Percent(offset.0 - length.0),
        _ => offset,
    };
    within(start, length)
}

/// A stretch moved and cut so that it lies on the picture.
fn within(start: Percent, length: Percent) -> (Percent, Percent) {
    let length = length.0.clamp(Percent::ONE, Percent::HUNDRED.0);
    let start = start.0.clamp(0, Percent::HUNDRED.0 - length);
    (Percent(start), Percent(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(origin: &str, extent: &str, position: &str) -> Look {
        let some = |text: &str| (!text.is_empty()).then(|| text.into());
        Look {
            origin: some(origin),
            extent: some(extent),
            position: some(position),
            ..Look::default()
        }
    }

    #[test]
    fn lengths_become_percent_of_the_picture() {
        let root = Root {
            cells: (40, 20),
            pixels: Some((1920, 1080)),
        };
        for (origin, extent, position, area) in [
            ("10% 20%", "50% 30%", "", Some([10, 20, 50, 30])),
            ("4c 2c", "20c 10c", "", Some([10, 10, 50, 50])),
            ("192px 108px", "960px 540px", "", Some([10, 10, 50, 50])),
            ("10rw 10rh", "50% 50%", "", Some([10, 10, 50, 50])),
            ("", "40% 40%", "center center", Some([30, 30, 40, 40])),
            ("", "40% 40%", "50% 100%", Some([30, 60, 40, 40])),
            (
                "",
                "40% 40%",
                "right 10% bottom 20%",
                Some([54, 48, 40, 40]),
            ),
            ("", "40% 40%", "bottom", Some([30, 60, 40, 40])),
            ("", "40% 40%", "top left", Some([0, 0, 40, 40])),
            ("10%", "40% 40%", "", None),
            ("1x 1x", "", "", None),
        ] {
            let seen = super::area(&look(origin, extent, position), root)
                .ok()
                .flatten();
            let wanted = area.map(|[x, y, width, height]| Area::new(x, y, width, height));
            assert_eq!(seen, wanted, "{origin} {extent} {position}");
        }
    }

    #[test]
    fn boxes_of_regions_come_back() {
        for writing in [
            Writing::Horizontal,
            Writing::VerticalRl,
            Writing::VerticalLr,
        ] {
            for align in [
                DisplayAlign::Before,
                DisplayAlign::Center,
                DisplayAlign::After,
            ] {
                let area = Area {
                    x: Percent(12_345),
                    y: Percent(233_333),
                    width: Percent(333_333),
                    height: Percent(77_777),
                };
                let place = area_box(area, align, writing);
                let (shape, exact) = Shape::of_box(&place, writing);
                assert!(exact, "{place:?} {shape:?}");
                assert_eq!((shape.area, shape.display_align()), (area, align));
            }
        }
    }
}
