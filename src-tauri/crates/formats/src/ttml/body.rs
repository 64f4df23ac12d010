//! The text of a file: what stands where, in which style, and when.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use captions::{Align, Position, Time, Writing};

use super::flatten::{self, Interval, Shown, is_space};
use super::inline::{Inside, role};
use super::sheet::{Sheet, Timing};
use super::style::Look;
use super::xml::{Name, NodeId, Tree};
use crate::Severity;

/// What the elements around a paragraph give it.
#[derive(Clone, Debug, Default)]
pub(super) struct Around {
    pub(super) interval: Interval,
    /// Children follow each other.
    pub(super) seq: bool,
    pub(super) look: Look,
    pub(super) region: Option<String>,
    /// They stand inside that region, and not beside it.
    pub(super) in_region: bool,
    pub(super) agent: Option<String>,
    pub(super) language: Option<Rc<str>>,
    pub(super) preserve: bool,
}

/// A paragraph and what it shows.
#[derive(Debug)]
pub(super) struct Paragraph {
    pub(super) node: NodeId,
    pub(super) around: Rc<Around>,
    /// What its runs inherit.
    pub(super) look: Look,
    pub(super) facts: Facts,
    pub(super) shown: Vec<Shown>,
}

/// What holds for every cue of a paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) label: Option<String>,
    pub(super) position: Position,
    pub(super) align: Align,
    pub(super) writing: Writing,
    pub(super) speaker: Option<String>,
    pub(super) forced: bool,
    pub(super) settings: BTreeMap<String, String>,
}

/// Keys of [`captions::Cue::settings`] that this family of formats owns.
pub(super) const SETTINGS: &str = "ttml.";

/// What the names of paragraphs begin with that have one only because they must.
pub(super) const MADE_UP: &str = "p";

/// Whether a name says nothing: EBU-TT-D wants one for every paragraph.
pub(super) fn is_made_up(id: &str) -> bool {
    let number = id.strip_prefix(MADE_UP).unwrap_or_default();
    !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
}

/// Walks through the text of a file.
pub(super) struct Walker<'t, 'a> {
    pub(super) tree: &'t Tree<'a>,
    pub(super) sheet: &'t mut Sheet,
}

impl<'a> Walker<'_, 'a> {
    /// Visits every paragraph with text, in file order.
    pub(super) fn run(&mut self, visit: &mut dyn FnMut(Paragraph)) {
        self.container(Tree::ROOT, &Rc::default(), visit);
    }

    fn container(&mut self, node: NodeId, around: &Rc<Around>, visit: &mut dyn FnMut(Paragraph)) {
        let mut previous = Some(around.interval.begin);
        let tree = self.tree;
        for child in tree.children(node) {
            let name = tree.name(child);
            let sync = self.sync(around.seq, previous, around.interval.begin);
            match name {
                Name::Tt | Name::Body | Name::Div | Name::P => {
                    let Some(sync) = sync else {
                        self.never_shown(child);
                        continue;
                    };
                    let timing = self.sheet.timing(tree, child);
                    let interval = self.interval(child, &timing, sync, around);
                    previous = interval.end;
                    if name == Name::P {
                        self.paragraph((child, &timing), interval, around, visit);
                    } else {
                        let inner = self.inside_of(child, interval, timing.seq, around);
                        self.container(child, &Rc::new(inner), visit);
                    }
                }
                Name::Other | Name::Span => self.container(child, around, visit),
                Name::Head => self.intermediate(child, around, visit),
                Name::Region => self.region(child, around, visit),
                Name::Text if tree.says(child).contains(|c| !is_space(c)) && node != Tree::ROOT => {
                    let message = "Text outside a paragraph is not shown; it is kept in the file";
                    let at = tree.range(child).0;
                    self.sheet
                        .fault(Severity::Warning, "text-outside", at, message);
                }
                Name::Image => self.note_image(child),
                _ => {}
            }
        }
    }

    /// Visits the text that stands inside regions, in file order: a damaged file
    /// may have regions within others.
    fn intermediate(
        &mut self,
        node: NodeId,
        around: &Rc<Around>,
        visit: &mut dyn FnMut(Paragraph),
    ) {
        for child in self.tree.children(node) {
            self.region(child, around, visit);
        }
    }

    /// Visits the text of a region: an intermediate document has a body in each,
    /// and all of it is shown as long as the document is (the drafts of 2006,
    /// section 9.3.3).
    fn region(&mut self, node: NodeId, around: &Rc<Around>, visit: &mut dyn FnMut(Paragraph)) {
        let tree = self.tree;
        if tree.name(node) != Name::Region || tree.child(node, Name::Body).is_none() {
            return self.intermediate(node, around, visit);
        }
        let id = tree.attribute(node, "id").unwrap_or_default();
        let inner = Around {
            region: Some(id.into_owned()),
            in_region: true,
            ..Around::clone(around)
        };
        self.container(node, &Rc::new(inner), visit);
    }

    /// When the times of an element are counted from; `None` where that never
    /// comes.
    pub(super) fn sync(&self, seq: bool, previous: Option<Time>, begin: Time) -> Option<Time> {
        if seq {
            previous
        } else if self.sheet.is_lyrics {
            Some(Time::ZERO)
        } else {
            Some(begin)
        }
    }

    pub(super) fn never_shown(&mut self, node: NodeId) {
        let message = "This comes after something without an end, so it is never shown";
        let at = self.tree.range(node).0;
        self.sheet
            .fault(Severity::Warning, "never-shown", at, message);
    }

    pub(super) fn note_image(&mut self, node: NodeId) {
        let message = "Pictures of text cannot be edited; they are kept in the file";
        let at = self.tree.range(node).0;
        self.sheet.fault(Severity::Warning, "image", at, message);
    }

    /// When an element is active (TTML2 section 12.2).
    pub(super) fn interval(
        &self,
        node: NodeId,
        timing: &Timing,
        sync: Time,
        around: &Around,
    ) -> Interval {
        let begin = sync + timing.begin.unwrap_or_default();
        let mut end = timing.end_after(sync, begin);
        if end.is_none() && around.seq {
            end = self.natural_end(node, begin, timing.seq);
        }
        Interval {
            begin,
            end: Interval::earlier(end, around.interval.end),
        }
    }

    /// When an element ends by itself: with the last of its children, and never
    /// where it has text of its own.
    fn natural_end(&self, node: NodeId, begin: Time, seq: bool) -> Option<Time> {
        let tree = self.tree;
        let (mut previous, mut last) = (begin, begin);
        for child in tree.children(node) {
            match tree.name(child) {
                Name::P | Name::Span | Name::Div | Name::Body => {
                    let timing = self.sheet.bare_timing(tree, child);
                    let sync = if seq { previous } else { begin };
                    let start = sync + timing.begin.unwrap_or_default();
                    let end = timing.end_after(sync, start);
                    let end = end.or_else(|| self.natural_end(child, start, timing.seq))?;
                    previous = end;
                    last = last.max(end);
                }
                Name::Text | Name::CData if !seq && tree.says(child).contains(|c| !is_space(c)) => {
                    return None;
                }
                _ => {}
            }
        }
        Some(if seq { previous } else { last })
    }

    /// What an element gives its children.
    fn inside_of(
        &mut self,
        node: NodeId,
        interval: Interval,
        seq: bool,
        around: &Around,
    ) -> Around {
        let mut inner = Around {
            interval,
            seq,
            ..around.clone()
        };
        let mut own = self.sheet.styles.own(self.tree, node).without_defaults();
        if self.tree.name(node) != Name::Div {
            // The size of the picture, which `tts:extent` is here, is no place.
            (own.origin, own.extent, own.position) = (None, None, None);
        }
        inner.look.put(&own);
        for attribute in self.tree.attributes(node) {
            if attribute.is("region") {
                inner.region = Some(attribute.value.into_owned());
            } else if attribute.is("agent") {
                inner.agent = Some(attribute.value.into_owned());
            } else if attribute.is("space") {
                inner.preserve = attribute.value == "preserve";
            } else if attribute.is("lang") && self.tree.name(node) != Name::Tt {
                inner.language = self.language(&attribute.value);
            } else if attribute.is("backgroundImage") {
                self.note_image(node);
            }
        }
        inner
    }

    /// The language of a run, where it is not that of the file.
    pub(super) fn language(&self, value: &str) -> Option<Rc<str>> {
        (!value.eq_ignore_ascii_case(&self.sheet.language) && !value.is_empty())
            .then(|| value.into())
    }

    pub(super) fn speaker(&self, references: &str) -> Option<String> {
        let agents = &self.sheet.agents;
        let names = references.split_ascii_whitespace();
        let names: Vec<&str> = names
            .map(|id| agents.get(id).map_or(id, String::as_str))
            .collect();
        (!names.is_empty()).then(|| names.join(", "))
    }

    fn paragraph(
        &mut self,
        (node, timing): (NodeId, &Timing),
        mut interval: Interval,
        around: &Rc<Around>,
        visit: &mut dyn FnMut(Paragraph),
    ) {
        let (mut facts, mut look) = (Facts::default(), self.sheet.styles.initial.clone());
        let own = self.sheet.styles.own(self.tree, node);
        let region = self.region_of(node, around);
        if let Some(id) = &region
            && let Some(place) = self.sheet.regions.get(id)
        {
            look.put(&place.look);
            facts.position = place.position.clone();
            facts.writing = place.writing;
            interval.begin = interval.begin.max(place.interval.begin);
            interval.end = Interval::earlier(interval.end, place.interval.end);
        }
        look.put(&around.look);
        look.put(&own);
        let start = self.tree.range(node).0;
        if look.origin.is_some() || look.extent.is_some() {
            facts.position = self.sheet.position("", &look, start).0;
        }
        facts.writing = look.writing.unwrap_or(facts.writing);
        facts.align = look.align.unwrap_or_default();
        facts.forced = look.forced == Some(true);
        let mut inside = Inside {
            look: look.clone(),
            voice: None,
            language: around.language.clone(),
            role: None,
            preserve: around.preserve,
            interval,
            seq: timing.seq,
        };
        self.attributes(node, around, &mut facts, &mut inside);
        let mut segments = Vec::new();
        self.content(node, &inside, &mut segments);
        if look.hidden == Some(true) && !self.sheet.animates_display {
            let message = "This paragraph is not displayed; it is kept in the file";
            self.sheet
                .fault(Severity::Info, "not-displayed", start, message);
            return;
        }
        if interval.end.is_some_and(|end| end < interval.begin) {
            let message = "The cue ends before it starts";
            self.sheet
                .fault(Severity::Warning, "out-before-in", start, message);
        }
        let (shown, cut) = flatten::cues(interval, timing.begin.is_some(), &segments);
        if cut {
            let message = "Too many times inside one paragraph; its text stays until its end";
            self.sheet
                .fault(Severity::Warning, "too-many-times", start, message);
        }
        if !shown.is_empty() {
            visit(Paragraph {
                node,
                around: Rc::clone(around),
                look,
                facts,
                shown,
            });
        }
    }

    /// The region of a paragraph: its own, or that of an element around it.
    fn region_of(&mut self, node: NodeId, around: &Around) -> Option<String> {
        let tree = self.tree;
        if let Some(inline) = tree.child(node, Name::Region) {
            let id = format!("#{}", tree.range(inline).0);
            let place = self.sheet.place_of(tree, inline, &id);
            self.sheet.regions.insert(id.clone(), place);
            return Some(id);
        }
        let named = tree.attribute(node, "region").map(Cow::into_owned);
        let id = named.or_else(|| around.region.clone())?;
        if !self.sheet.regions.contains_key(&id) {
            let message = format!("There is no region \u{201c}{id}\u{201d}");
            let at = tree.range(node).0;
            self.sheet
                .fault(Severity::Warning, "unknown-region", at, message);
        }
        Some(id)
    }

    /// Takes in the attributes of a paragraph that are neither time nor style.
    fn attributes(
        &mut self,
        node: NodeId,
        around: &Around,
        facts: &mut Facts,
        inside: &mut Inside,
    ) {
        let mut agent = around.agent.clone();
        for attribute in self.tree.attributes(node) {
            let value = &attribute.value;
            if attribute.is("id") {
                facts.label = Some(value.to_string())
                    .filter(|id| !self.sheet.names_are_required || !is_made_up(id));
            } else if attribute.is("space") {
                inside.preserve = value == "preserve";
            } else if attribute.is("lang") {
                inside.language = self.language(value);
            } else if attribute.is("agent") {
                agent = Some(value.to_string());
            } else if attribute.is("role") && role(value).is_some() {
                inside.role = role(value);
            } else if attribute.is("style") {
                self.check_styles(node, value);
            } else if !is_structure(&attribute) && !Look::default().take(&attribute) {
                let key = format!("{SETTINGS}{}", attribute.name);
                facts.settings.insert(key, value.to_string());
            }
        }
        facts.speaker = agent.and_then(|agent| self.speaker(&agent));
    }

    pub(super) fn check_styles(&mut self, node: NodeId, names: &str) {
        for name in names.split_ascii_whitespace() {
            if !self.sheet.styles.has(name) {
                let message = format!("There is no style \u{201c}{name}\u{201d}");
                let at = self.tree.range(node).0;
                self.sheet
                    .fault(Severity::Warning, "unknown-style", at, message);
            }
        }
    }
}

/// Attributes of a paragraph that are no settings of its cue.
fn is_structure(attribute: &super::xml::Attr<'_>) -> bool {
    let names = ["begin", "end", "dur", "timeContainer", "region"];
    names.iter().any(|name| attribute.is(name))
        || attribute.name.starts_with("xmlns")
        || attribute.name.is_empty()
}
