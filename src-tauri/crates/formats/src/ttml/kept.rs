//! Writing the file a track was read from, with its edited cues in it.
//!
//! The file is put together again from its gaps and the paragraphs that are
//! still there, and read once more: that says what an edited paragraph finds
//! around it, and so what it must say of itself.

use std::collections::{HashMap, HashSet};

use captions::{Cue, Document, Time, Track};

use crate::loss::Losses;
use crate::registry::Written;
use crate::text_sink::decode_piece;
use crate::verbatim::Frame;
use crate::{ReadOptions, WriteOptions};

use super::body::{Paragraph, Walker};
use super::book::Book;
use super::compose::Composer;
use super::edit::Editor;
use super::names::Names;
use super::plan::{Origin, Plan};
use super::rules::Rules;
use super::sheet::Sheet;
use super::skeleton::Skeleton;
use super::time::{Base as TimeBase, Notation};
use super::xml::{Name, Tree};

/// A file put together again, and where its paragraphs stand in it.
pub(super) struct Again {
    text: String,
    /// Start of each slot's paragraph; the paragraphs of cues that are gone
    /// are empty.
    pub(super) slots: Vec<(usize, bool)>,
}

impl Again {
    fn new(skeleton: &Skeleton<'_>, plan: &Plan<'_>, frame: &Frame<'_>) -> Self {
        let mut pieces: HashMap<usize, &Cue> = HashMap::new();
        for (cue, origin) in &plan.cues {
            if let Origin::Slot(slot) | Origin::Part(slot, 0) = origin {
                pieces.insert(*slot, cue);
            }
        }
        let mut again = Self {
            text: String::new(),
            slots: Vec::new(),
        };
        for (index, slot) in skeleton.slots.iter().enumerate() {
            again.text.push_str(slot.gap);
            let piece = pieces.get(&index).and_then(|cue| cue.raw.as_deref());
            again.slots.push((again.text.len(), piece.is_some()));
            if let Some(raw) = piece {
                again
                    .text
                    .push_str(&decode_piece(&raw.bytes, frame.encoding()));
            }
        }
        again.text.push_str(skeleton.tail);
        again
    }
}

/// Writes a file with edited cues; `None` where that cannot be done cue by cue.
pub(super) fn write(
    rules: &Rules,
    document: &Document,
    track: &Track,
    skeleton: &Skeleton<'_>,
    plan: &Plan<'_>,
    options: &WriteOptions,
) -> Option<Written> {
    let frame = Frame::of(track, rules.info.id);
    let again = Again::new(skeleton, plan, &frame);
    let (tree, _) = Tree::parse(&again.text);
    let mut sheet = Sheet::read(&tree, &ReadOptions::default());
    let mut paragraphs: HashMap<usize, Paragraph> = HashMap::new();
    let mut walker = Walker {
        tree: &tree,
        sheet: &mut sheet,
    };
    walker.run(&mut |paragraph| {
        paragraphs.insert(tree.range(paragraph.node).0, paragraph);
    });
    let origin = origin(plan, &again, &paragraphs);
    let (notation, origin) = notation(&sheet, document, origin);
    let ids: HashSet<String> = all_ids(&tree).into_iter().collect();
    let mut editor = Editor {
        plan,
        again: &again,
        tree: &tree,
        paragraphs: &paragraphs,
        origin,
        composer: Composer {
            rules,
            names: Names::of(&tree),
            book: Book::kept(&sheet, ids),
            losses: Losses::new(rules.info).with_settings_of("ttml"),
            notation,
            regions: &track.regions,
            is_kept: true,
            is_lyrics: sheet.is_lyrics,
        },
        language: sheet.language.as_str().into(),
        initial: sheet.styles.initial.clone(),
        out: Vec::new(),
    };
    editor.run()?;
    editor.finish(track, skeleton, &frame, options)
}

/// Every name in a file.
fn all_ids(tree: &Tree<'_>) -> Vec<String> {
    let named = [
        Name::P,
        Name::Span,
        Name::Region,
        Name::Style,
        Name::Agent,
        Name::Div,
    ];
    let nodes = named
        .into_iter()
        .flat_map(|name| tree.all(Tree::ROOT, name));
    nodes
        .filter_map(|node| tree.attribute(node, "id"))
        .map(std::borrow::Cow::into_owned)
        .collect()
}

/// The media time of the document's zero: what a cue that was not retimed has
/// lost against its paragraph.
fn origin(plan: &Plan<'_>, again: &Again, paragraphs: &HashMap<usize, Paragraph>) -> Option<Time> {
    plan.cues.iter().find_map(|entry| {
        let Origin::Slot(slot) = entry.1 else {
            return None;
        };
        let paragraph = paragraphs.get(&again.slots[slot].0)?;
        let shown = paragraph
            .shown
            .first()
            .filter(|_| plan.is_unedited(*entry))?;
        Some(shown.interval.begin - entry.0.in_time)
    })
}

/// How new times are written, and the time of the document's zero.
fn notation(sheet: &Sheet, document: &Document, origin: Option<Time>) -> (Notation, Time) {
    let clock = &sheet.clock;
    if clock.base == TimeBase::Smpte {
        let base = clock.timebase();
        let origin =
            origin.unwrap_or_else(|| base.rate().time_of(document.settings().programme_start));
        // Begin and end are written with the origin already in them.
        return (Notation::Labels(base, 0), origin);
    }
    let notation = Notation::Exact {
        rate: clock.has_rate.then_some(clock.rate),
        ticks: clock.ticks == Some(Notation::TICKS),
    };
    (notation, origin.unwrap_or_default())
}
