//! What the head of a file must hold for its cues: regions, people, styles.

use std::collections::{BTreeMap, HashMap, HashSet};

use captions::{Align, BoxPosition, Cue, GridCell, Percent, Position, Region, Writing};

use super::body;
use super::region::{self, Area, Shape};
use super::rules::Rules;
use super::sheet::Sheet;
use super::style::{DisplayAlign, Look};
use super::xml;
use crate::loss::{self, Losses};
use crate::{Feature, Severity, place};

/// A region by its name, and what its content inherits.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    pub(super) id: String,
    pub(super) look: Look,
}

/// Collects what the head must hold.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// Regions that the file has.
    kept: HashMap<(Position, Writing), Named>,
    /// Regions to be added.
    pub(super) regions: Vec<(Shape, String)>,
    by_shape: HashMap<Shape, usize>,
    /// People by name, and those to be added.
    agents: BTreeMap<String, String>,
    pub(super) new_agents: Vec<(String, String)>,
    /// Styles to be added: attributes, as written, by name.
    pub(super) styles: Vec<(String, String)>,
    by_style: HashMap<String, usize>,
    /// Names that are taken.
    ids: HashSet<String>,
    /// Whether the file has regions of its own.
    pub(super) has_regions: bool,
    /// Whether cues without a name get one that says nothing.
    needs_names: bool,
}

impl Book {
    /// The book of a file that is written anew.
    pub(super) fn fresh(rules: &Rules) -> Self {
        let mut book = Self {
            needs_names: rules.by_reference,
            ..Self::default()
        };
        for (shape, id) in rules.standard_regions() {
            book.add_region(shape, id.to_owned());
        }
        book.ids
            .extend(rules.default_style.map(|(name, _)| name.to_owned()));
        book
    }

    /// The book of a file that is kept.
    pub(super) fn kept(sheet: &Sheet, ids: HashSet<String>) -> Self {
        let mut book = Self {
            ids,
            needs_names: sheet.names_are_required,
            has_regions: !sheet.regions.is_empty(),
            ..Self::default()
        };
        let mut regions: Vec<_> = sheet.regions.iter().collect();
        regions.sort_by_key(|(id, _)| *id);
        for (id, region) in regions.into_iter().filter(|(id, _)| !id.starts_with('#')) {
            let named = Named {
                id: id.clone(),
                look: region.look.clone(),
            };
            let key = (region.position.clone(), region.writing);
            book.kept.entry(key).or_insert(named);
        }
        for (id, name) in &sheet.agents {
            book.agents.insert(name.clone(), id.clone());
        }
        book
    }

    /// A name that is not taken yet, and takes it.
    fn free_id(&mut self, wanted: &str) -> String {
        let mut id = wanted.to_owned();
        let mut number = 2;
        while !self.ids.insert(id.clone()) {
            id = format!("{wanted}-{number}");
            number += 1;
        }
        id
    }

    fn add_region(&mut self, shape: Shape, id: String) -> usize {
        self.ids.insert(id.clone());
        self.regions.push((shape, id));
        self.by_shape.insert(shape, self.regions.len() - 1);
        self.regions.len() - 1
    }

    /// The region of a cue. `None` in a file without regions, for a cue that
    /// stands where players put it.
    pub(super) fn region(
        &mut self,
        at: (&Cue, u32),
        rules: &Rules,
        regions: &[Region],
        losses: &mut Losses,
        is_kept: bool,
    ) -> Option<Named> {
        let cue = at.0;
        if let Some(named) = self.kept.get(&(cue.position.clone(), cue.writing)) {
            return Some(named.clone());
        }
        if is_kept
            && !self.has_regions
            && cue.position == Position::Auto
            && cue.writing == Writing::Horizontal
        {
            return None;
        }
        let shape = shape_of(at, rules, regions, losses);
        let index = match self.by_shape.get(&shape) {
            Some(index) => *index,
            None => {
                let id = match shape.name() {
                    Some(name) => self.free_id(&name),
                    None => self.free_id(&format!("box-{}", self.regions.len() + 1)),
                };
                self.add_region(shape, id)
            }
        };
        Some(Named {
            id: self.regions[index].1.clone(),
            look: Look {
                // A place of the keypad says how rows are aligned by itself.
                align: Some(shape.text_align).filter(|_| shape.key.is_none()),
                writing: Some(shape.writing),
                ..Look::default()
            },
        })
    }

    /// Makes sure that there is a region.
    pub(super) fn need_region(&mut self) {
        if self.regions.is_empty() {
            self.add_region(Shape::auto(Writing::Horizontal), region::AUTO.to_owned());
        }
    }

    /// The name of someone's `ttm:agent`.
    pub(super) fn agent(&mut self, name: &str) -> String {
        if let Some(id) = self.agents.get(name) {
            return id.clone();
        }
        let id = self.free_id(&format!("agent-{}", self.agents.len() + 1));
        self.agents.insert(name.to_owned(), id.clone());
        self.new_agents.push((name.to_owned(), id.clone()));
        id
    }

    /// The name of a style with these attributes.
    pub(super) fn style(&mut self, attributes: &str) -> String {
        if let Some(index) = self.by_style.get(attributes) {
            return self.styles[*index].1.clone();
        }
        let id = self.free_id(&format!("s{}", self.styles.len() + 1));
        self.by_style
            .insert(attributes.to_owned(), self.styles.len());
        self.styles.push((attributes.to_owned(), id.clone()));
        id
    }

    /// The `xml:id` of a cue with a label, and declares what becomes of it.
    pub(super) fn cue_id(&mut self, at: (&Cue, u32), losses: &mut Losses) -> Option<String> {
        let label = at.0.label.as_deref().filter(|label| !label.is_empty())?;
        let mut name = as_name(label);
        if self.needs_names && body::is_made_up(&name) {
            name.insert_str(0, "cue-");
        }
        let id = self.free_id(&name);
        if id != label {
            losses.of_cue(
                at,
                Feature::Label,
                Severity::Info,
                label.to_owned(),
                id.clone(),
            );
        }
        Some(id)
    }

    /// A name for a cue that has none, where it must have one.
    pub(super) fn made_up_id(&mut self, number: u32) -> String {
        let prefix = body::MADE_UP;
        let mut number = u64::from(number);
        // All digits, so that a reader knows it for what it is.
        while !self.ids.insert(format!("{prefix}{number}")) {
            number += 1_000_000;
        }
        format!("{prefix}{number}")
    }
}

/// A text as an XML name without a colon.
fn as_name(label: &str) -> String {
    let is_start =
        |c: char| c.is_ascii_alphabetic() || c == '_' || !c.is_ascii() && c.is_alphabetic();
    let is_part = |c: char| is_start(c) || c.is_ascii_digit() || matches!(c, '-' | '.');
    let mut name: String = label
        .chars()
        .map(|c| if is_part(c) && xml::is_xml(c) { c } else { '-' })
        .collect();
    if !name.starts_with(is_start) {
        name.insert_str(0, "cue-");
    }
    name
}

/// The region a cue needs; declares where that is not quite its place.
fn shape_of(at: (&Cue, u32), rules: &Rules, regions: &[Region], losses: &mut Losses) -> Shape {
    let cue = at.0;
    let writing = if rules.carries(Feature::Writing) {
        cue.writing
    } else {
        Writing::Horizontal
    };
    if rules.labels {
        return one_of_two(at, losses);
    }
    match &cue.position {
        Position::Auto => Shape::auto(writing),
        Position::Numpad(key) => Shape::key((*key).clamp(1, 9), writing),
        Position::Grid(cells) => {
            let from = "rows placed on the caption grid";
            let to = "one region in percent of the picture";
            losses.of_cue(at, Feature::RowPosition, Severity::Warning, from, to);
            Shape::plain(area_of_grid(cells), DisplayAlign::Before, Align::Left)
        }
        Position::Box(place) => shape_of_box(at, place, writing, regions, losses),
    }
}

/// The region at the top or at the bottom (iTunes Timed Text has no others).
fn one_of_two(at: (&Cue, u32), losses: &mut Losses) -> Shape {
    let cue = at.0;
    let is_top = matches!(place::keypad(cue), Some(7..=9));
    let exact = match cue.position {
        Position::Auto => true,
        Position::Numpad(key) => key == 8,
        Position::Box(_) | Position::Grid(_) => false,
    };
    if let (Position::Numpad(key), false) = (&cue.position, exact) {
        let from = format!("place {key} of the keypad");
        let to = if is_top {
            "the region at the top"
        } else {
            "the region at the bottom"
        };
        losses.of_cue(at, Feature::Place, Severity::Warning, from, to);
    }
    if is_top {
        Shape::plain(Area::ITT_TOP, DisplayAlign::Before, Align::Center)
    } else {
        Shape::plain(Area::ITT_BOTTOM, DisplayAlign::After, Align::Center)
    }
}

fn shape_of_box(
    at: (&Cue, u32),
    place: &BoxPosition,
    writing: Writing,
    regions: &[Region],
    losses: &mut Losses,
) -> Shape {
    let bare = BoxPosition {
        region: None,
        ..place.clone()
    };
    if let Some(name) = &place.region {
        let region = regions.iter().find(|region| region.id == *name);
        let to = "a region in percent of the picture";
        losses.of_cue(at, Feature::Region, Severity::Info, name.clone(), to);
        if bare == BoxPosition::default() {
            let area = region.map(area_of_region);
            return area.map_or(Shape::auto(writing), |area| {
                Shape::plain(area, DisplayAlign::After, Align::Center)
            });
        }
    }
    let (shape, exact) = Shape::of_box(&bare, writing);
    if !exact {
        let from = loss::describe_box(&bare);
        let Area {
            x,
            y,
            width,
            height,
        } = shape.area;
        let to = format!("a region of {width} % by {height} % at {x} %, {y} %");
        losses.of_cue(at, Feature::FreePosition, Severity::Info, from, to);
    }
    shape
}

/// The area of a region that is measured in rows of text (WebVTT section 7.1:
/// a row is 5.33 percent of the picture).
fn area_of_region(region: &Region) -> Area {
    const ROW: i64 = 53_300;
    let whole = i64::from(Percent::HUNDRED.0);
    let height = (ROW * i64::from(region.lines)).clamp(ROW, whole);
    let width = i64::from(region.width.0).clamp(10_000, whole);
    let start = |place: Percent, anchor: Percent, length: i64| {
        let start = i64::from(place.0) - i64::from(anchor.0) * length / whole;
        start.clamp(0, whole - length)
    };
    let percent = |value: i64| Percent(i32::try_from(value).unwrap_or(0));
    Area {
        x: percent(start(region.viewport_anchor.0, region.anchor.0, width)),
        y: percent(start(region.viewport_anchor.1, region.anchor.1, height)),
        width: percent(width),
        height: percent(height),
    }
}

/// From the first cell to the far corner of the caption grid: 15 rows and 32
/// columns inside the middle 80 percent of the picture (CTA-608-E).
fn area_of_grid(cells: &[GridCell]) -> Area {
    let share = |cell: Option<u8>, cells: i32| {
        let before = i32::from(cell.unwrap_or(1).max(1)) - 1;
        let share = 10 * Percent::ONE + 80 * Percent::ONE / cells * before.min(cells - 1);
        Percent(share)
    };
    let x = share(cells.iter().map(|cell| cell.column).min(), 32);
    let y = share(cells.iter().map(|cell| cell.row).min(), 15);
    let rest = |start: Percent| Percent(90 * Percent::ONE - start.0);
    Area {
        x,
        y,
        width: rest(x),
        height: rest(y),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_become_names() {
        for (label, name) in [
            ("intro", "intro"),
            ("7", "cue-7"),
            ("a b", "a-b"),
            ("\u{e9}1", "\u{e9}1"),
        ] {
            assert_eq!(as_name(label), name);
        }
    }
}
