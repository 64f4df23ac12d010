//! One by one, what edits change in the text of a kept file.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use captions::{Cue, Position, Track};

use crate::WriteOptions;
use crate::registry::Written;
use crate::verbatim::Frame;

use super::body::{self, Around, Paragraph, SETTINGS};
use super::compose::{Base, Composer, Place};
use super::head::{self, Change};
use super::kept::Again;
use super::names::Tag;
use super::plan::{Origin, Plan};
use super::skeleton::Skeleton;
use super::style::Look;
use super::write;
use super::xml::{Name, NodeId, Tree};
use captions::Time;

/// Makes the changes that edited cues ask for.
pub(super) struct Editor<'a, 't> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) again: &'a Again,
    pub(super) tree: &'a Tree<'t>,
    pub(super) paragraphs: &'a HashMap<usize, Paragraph>,
    pub(super) origin: Time,
    pub(super) composer: Composer<'a>,
    pub(super) language: Rc<str>,
    pub(super) initial: Look,
    /// What becomes of the text put together again.
    pub(super) out: Vec<Change>,
}

impl Editor<'_, '_> {
    fn paragraph_at(&self, slot: usize) -> Option<&Paragraph> {
        self.paragraphs.get(&self.again.slots[slot].0)
    }

    /// Works out every change; `None` where one cannot be made in place.
    pub(super) fn run(&mut self) -> Option<()> {
        self.remove_gone()?;
        let mut slot_before = None;
        let cues = &self.plan.cues;
        let mut at = 0;
        while at < cues.len() {
            let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
            let (cue, origin) = cues[at];
            match origin {
                Origin::Slot(slot) => {
                    if !self.plan.is_unedited((cue, origin)) {
                        self.edit(slot, (cue, number))?;
                    }
                    slot_before = Some(slot);
                    at += 1;
                }
                Origin::Part(slot, _) => {
                    let parts = cues[at..]
                        .iter()
                        .take_while(|(_, o)| matches!(o, Origin::Part(s, _) if *s == slot));
                    let parts = parts.count();
                    self.edit_parts(slot, at, parts)?;
                    slot_before = Some(slot);
                    at += parts;
                }
                Origin::New => {
                    self.insert(slot_before, (cue, number))?;
                    at += 1;
                }
            }
        }
        Some(())
    }

    /// Takes out the paragraphs whose cues are all gone.
    fn remove_gone(&mut self) -> Option<()> {
        let held: HashSet<usize> = self
            .plan
            .cues
            .iter()
            .filter_map(|(_, origin)| match origin {
                Origin::Slot(slot) | Origin::Part(slot, _) => Some(*slot),
                Origin::New => None,
            })
            .collect();
        // What follows in a sequence would move.
        let sequences = self.tree.text().contains("timeContainer");
        for (slot, (start, _)) in self.again.slots.iter().enumerate() {
            if held.contains(&slot) {
                continue;
            }
            if sequences {
                return None;
            }
            let before = self.tree.text()[..*start].trim_end_matches([' ', '\t', '\r', '\n']);
            let line = self.tree.text()[before.len()..*start].rfind('\n');
            if let Some(line) = line {
                // The white space that set the paragraph apart goes with it.
                let from = before.len() + line;
                let from = from - usize::from(self.tree.text()[..from].ends_with('\r'));
                self.out.push((from, *start, String::new()));
            }
        }
        Some(())
    }

    /// When a paragraph's times are counted from, where they can be written at
    /// all: not in a sequence, nor outside the elements around.
    fn sync(&self, cue: &Cue, around: &Around) -> Option<Time> {
        let begin = around.interval.begin;
        let starts = cue.in_time + self.origin >= begin;
        let ends = match (cue.out_time, around.interval.end) {
            (Some(out), Some(end)) => out + self.origin <= end,
            (None, Some(_)) => false,
            (_, None) => true,
        };
        let from = if self.composer.is_lyrics {
            Time::ZERO
        } else {
            begin
        };
        (!around.seq && starts && ends).then_some(from - self.origin)
    }

    /// Writes one edited paragraph anew, as far as it was edited.
    fn edit(&mut self, slot: usize, at: (&Cue, u32)) -> Option<()> {
        let paragraph = self.paragraph_at(slot)?;
        let (cue, facts) = (at.0, paragraph.facts.clone());
        let (node, around, mut look) = (
            paragraph.node,
            Rc::clone(&paragraph.around),
            paragraph.look.clone(),
        );
        let shown = paragraph.shown.first()?.clone();
        let mut tag = Tag::of(self.tree, node);
        let end = shown.interval.end.map(|end| end - self.origin);
        if (shown.interval.begin - self.origin, end) != (cue.in_time, cue.out_time) {
            let sync = self.sync(cue, &around)?;
            let out_time = self.composer.end_of(at, None);
            self.composer.times(&mut tag, at, out_time, sync);
        }
        if cue.comment {
            return None;
        }
        self.edit_label(&mut tag, at, facts.label.as_deref());
        let moved = facts.position != cue.position || facts.writing != cue.writing;
        if moved {
            self.move_to_region(&mut tag, at, &around)?;
            look.align = None;
        }
        if moved || facts.align != cue.align {
            tag.remove("textAlign");
            self.composer.align(&mut tag, cue.align);
        }
        if facts.speaker != cue.speaker {
            tag.remove("agent");
            if let Some(speaker) = &cue.speaker {
                self.composer.speaker(&mut tag, speaker);
            }
        }
        if facts.forced != cue.forced {
            let name = self.composer.names.imsc.name("forcedDisplay");
            tag.set(&name, if cue.forced { "true" } else { "false" });
        }
        for key in facts
            .settings
            .keys()
            .filter(|key| !cue.settings.contains_key(*key))
        {
            tag.remove(key.strip_prefix(SETTINGS).unwrap_or(key));
        }
        let changed = cue
            .settings
            .iter()
            .filter(|(key, value)| facts.settings.get(*key) != Some(value));
        for (key, value) in changed {
            if let Some(name) = key.strip_prefix(SETTINGS) {
                self.composer.setting(&mut tag, at, name, value);
            }
        }
        let text = self.body(tag, at, node, (shown.rows == cue.rows, &look, &around));
        self.composer.losses.declare_cue(at);
        let (start, end) = self.tree.range(node);
        self.out.push((start, end, text));
        Some(())
    }

    /// The whole paragraph: with the markup it had, or with new rows.
    fn body(
        &mut self,
        tag: Tag,
        at: (&Cue, u32),
        node: NodeId,
        (same, look, around): (bool, &Look, &Around),
    ) -> String {
        let tree = self.tree;
        let mut text = String::new();
        let (_, end) = tree.range(node);
        if same {
            let inner = &tree.text()[tree.tag_end(node)..end];
            let inner = inner.rfind("</").map_or("", |close| &inner[..close]);
            self.composer.wrap(&mut text, tag, inner);
            return text;
        }
        let own_language = tree.attribute(node, "lang");
        let elsewhere =
            own_language.is_some_and(|own| own != *self.language) || around.language.is_some();
        let language = Rc::clone(&self.language);
        let space = tree.attribute(node, "space");
        let base = Base {
            look,
            language: elsewhere.then_some(&*language),
            preserve: space.map_or(around.preserve, |space| space == "preserve"),
            sync: at.0.in_time,
            end: at.0.out_time,
        };
        self.composer.element(&mut text, tag, at, &base);
        // Metadata and changes over time stand before the text.
        let kept: String = tree
            .children(node)
            .filter(|child| matches!(tree.name(*child), Name::Metadata | Name::Set))
            .map(|child| &tree.text()[tree.range(child).0..tree.range(child).1])
            .collect();
        if let Some(open) = text
            .find('>')
            .filter(|open| !kept.is_empty() && !text[..*open].ends_with('/'))
        {
            text.insert_str(open + 1, &kept);
        }
        text
    }

    fn edit_label(&mut self, tag: &mut Tag, at: (&Cue, u32), old: Option<&str>) {
        if old == at.0.label.as_deref() {
            return;
        }
        let made_up = tag.get("id").is_some_and(body::is_made_up);
        match self.composer.book.cue_id(at, &mut self.composer.losses) {
            Some(id) => tag.set("xml:id", id),
            None if made_up && self.composer.rules.by_reference => {}
            None => tag.remove("id"),
        }
    }

    fn move_to_region(&mut self, tag: &mut Tag, at: (&Cue, u32), around: &Around) -> Option<()> {
        if around.in_region {
            return None;
        }
        for name in ["region", "origin", "extent", "writingMode", "displayAlign"] {
            tag.remove(name);
        }
        let composer = &mut self.composer;
        // Paragraphs without a region vanish once there are regions.
        if !composer.book.has_regions && at.0.position != Position::Auto {
            return None;
        }
        let region = composer.book.region(
            at,
            composer.rules,
            composer.regions,
            &mut composer.losses,
            true,
        );
        if let Some(region) = region {
            tag.set("region", region.id);
        }
        Some(())
    }

    /// Writes the cues that a paragraph became, each as a paragraph, unless all
    /// of them are there as they were.
    fn edit_parts(&mut self, slot: usize, first: usize, count: usize) -> Option<()> {
        let entries = &self.plan.cues[first..first + count];
        let paragraph = self.paragraph_at(slot)?;
        let whole = entries
            .iter()
            .enumerate()
            .all(|(index, (_, origin))| *origin == Origin::Part(slot, index));
        if whole
            && count == paragraph.shown.len()
            && entries.iter().all(|entry| self.plan.is_unedited(*entry))
        {
            return Some(());
        }
        let (node, around) = (paragraph.node, Rc::clone(&paragraph.around));
        let (start, end) = self.tree.range(node);
        let space = self.space_before(start);
        let mut text = String::new();
        for (index, (cue, _)) in entries.iter().enumerate() {
            if index > 0 {
                text.push_str(&space);
            }
            let number = u32::try_from(first + index + 1).unwrap_or(u32::MAX);
            self.new_paragraph(&mut text, (cue, number), &around)?;
        }
        self.out.push((start, end, text));
        Some(())
    }

    /// The white space that sets the paragraph at an offset apart.
    fn space_before(&self, start: usize) -> String {
        let before = &self.tree.text()[..start];
        let space = &before[before.trim_end().len()..];
        space.rfind('\n').map_or_else(String::new, |line| {
            let line = line - usize::from(space[..line].ends_with('\r'));
            space[line..].to_owned()
        })
    }

    fn new_paragraph(&mut self, text: &mut String, at: (&Cue, u32), around: &Around) -> Option<()> {
        let cue = at.0;
        let is_nowhere = !self.composer.book.has_regions && cue.position != Position::Auto;
        if is_nowhere || around.in_region {
            return None;
        }
        let sync = self.sync(cue, around)?;
        let mut look = self.initial.clone();
        look.put(&around.look);
        let place = Place {
            sync,
            look,
            language: around.language.as_ref().map(|_| Rc::clone(&self.language)),
            preserve: around.preserve,
        };
        self.composer.paragraph(text, at, None, &place);
        Some(())
    }

    /// Puts a new cue after the paragraph of a slot, or before the first.
    fn insert(&mut self, before: Option<usize>, at: (&Cue, u32)) -> Option<()> {
        let neighbour = match before {
            Some(slot) => slot,
            None => (0..self.again.slots.len()).find(|slot| self.again.slots[*slot].1)?,
        };
        let paragraph = self.paragraph_at(neighbour)?;
        let around = Rc::clone(&paragraph.around);
        let (start, end) = self.tree.range(paragraph.node);
        let space = self.space_before(start);
        let mut text = String::new();
        if before.is_some() {
            text.push_str(&space);
            self.new_paragraph(&mut text, at, &around)?;
            self.out.push((end, end, text));
        } else {
            self.new_paragraph(&mut text, at, &around)?;
            text.push_str(&space);
            self.out.push((start, start, text));
        }
        Some(())
    }

    /// The file with the changes made.
    pub(super) fn finish(
        mut self,
        track: &Track,
        skeleton: &Skeleton<'_>,
        frame: &Frame<'_>,
        options: &WriteOptions,
    ) -> Option<Written> {
        let Composer {
            rules, names, book, ..
        } = &mut self.composer;
        let additions = head::additions(self.tree, rules, book, names)?;
        self.out.extend(additions);
        if skeleton.language != track.language {
            self.out.push(self.language_change(track)?);
        }
        // Later changes of the same place stay in the order they were made.
        self.out.sort_by_key(|(start, end, _)| (*start, *end));
        let text = self.tree.text();
        let mut out = String::with_capacity(text.len() + 256);
        let mut at = 0;
        for (start, end, new) in &self.out {
            if *start < at {
                return None;
            }
            out.push_str(&text[at..*start]);
            out.push_str(new);
            at = *end;
        }
        out.push_str(&text[at..]);
        let mut sink = frame.sink(options, out.len());
        frame.put_head(&mut sink, options);
        let encoding = options.encoding.unwrap_or_else(|| frame.encoding());
        let out = if options.encoding.is_some() {
            write::declare(&out, encoding)
        } else {
            out
        };
        sink.piece(&write::fit(&out, encoding));
        Some(Written {
            bytes: sink.finish(),
            losses: self.composer.losses.finish(),
        })
    }

    /// Gives the root element another language.
    fn language_change(&self, track: &Track) -> Option<Change> {
        let root = self.tree.child(Tree::ROOT, Name::Tt)?;
        let mut tag = Tag::of(self.tree, root);
        tag.set("xml:lang", track.language.as_str());
        let (start, end) = (self.tree.range(root).0, self.tree.tag_end(root));
        let old = &self.tree.text()[start..end];
        let name_end = old
            .find(|c: char| c.is_ascii_whitespace() || c == '>')
            .unwrap_or(old.len());
        let mut text = old[..name_end].to_owned();
        tag.push(&mut text);
        text.push('>');
        Some((start, end, text))
    }
}
