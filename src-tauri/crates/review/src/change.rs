//! The changes that lead from the other side to a draft.

use std::ops::Range;

use captions::{Cue, CueId, Time};
use serde::{Deserialize, Serialize};

use crate::fields::{Field, fields};
use crate::origin::Origins;
use crate::pair::{Pairs, Side};
use crate::words::{Piece, pieces};

/// One change: what is in the draft where the other side has something else.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Change {
    /// What it is.
    pub kind: ChangeKind,
    /// The cues of the draft: one, but none of a removed cue and several of a
    /// split one.
    pub draft: Vec<Cue>,
    /// The cues of the other side: one, but none of an added cue and several of
    /// merged ones.
    pub other: Vec<Cue>,
    /// What of a changed cue differs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
    /// How the text of a changed cue differs, where it does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<Piece>,
    /// Who differs from what both sides come from, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<Mover>,
    /// Where both do: the fields in which only the other side does. Taking
    /// those is safe.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub safe: Vec<Field>,
}

/// The kinds of change, from the other side to the draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// The draft has a cue that the other side has not.
    Added,
    /// The other side has a cue that the draft has not.
    Removed,
    /// A cue is another.
    Changed,
    /// A cue of the other side is several with the same words in the draft.
    Split,
    /// Several cues of the other side are one with the same words in the draft.
    Merged,
}

/// Who differs from what both sides come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Mover {
    /// Only the draft.
    Here,
    /// Only the other side: to take it loses nothing of the draft.
    There,
    /// Both: a conflict, but for what is safe.
    Both,
}

/// A change that is to be taken, named by its cues.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename = "PickedChange")]
pub struct Pick {
    /// Its cues in the draft.
    pub draft: Vec<CueId>,
    /// Its cues on the other side.
    pub other: Vec<CueId>,
    /// What of a changed cue is to be taken; all of it where this is empty.
    pub fields: Vec<Field>,
}

impl Change {
    /// All of it.
    #[must_use]
    pub fn pick(&self) -> Pick {
        let ids = |cues: &[Cue]| cues.iter().map(|cue| cue.id).collect();
        Pick {
            draft: ids(&self.draft),
            other: ids(&self.other),
            fields: Vec::new(),
        }
    }

    /// As much of it as only the other side made, where there is any.
    #[must_use]
    pub fn safe_pick(&self) -> Option<Pick> {
        match self.moved? {
            Mover::There => Some(self.pick()),
            Mover::Both if !self.safe.is_empty() => Some(Pick {
                fields: self.safe.clone(),
                ..self.pick()
            }),
            Mover::Here | Mover::Both => None,
        }
    }
}

/// The changes that lead from `other` to `draft`, two lists in the order of
/// their tracks, in order of time. Each cue of either list is in one change at
/// most, and in none where it is the same on both sides.
///
/// `base` is the list that both come from, where there is one: with it, every
/// change says who moved. What changed and what belongs together does not
/// depend on it.
#[must_use]
pub fn compare(draft: &[&Cue], other: &[&Cue], base: Option<&[&Cue]>) -> Vec<Change> {
    let found = Comparison::new(draft, other).found;
    let origins = base.map(|base| Origins::new(base, draft, other));
    let shown = found.into_iter().map(|found| {
        let (moved, safe) = match &origins {
            Some(origins) => {
                let (moved, safe) = origins.of(&found);
                (Some(moved), safe)
            }
            None => (None, Vec::new()),
        };
        Change {
            moved,
            safe,
            ..found.shown(draft, other)
        }
    });
    shown.collect()
}

/// A change by the places of its cues.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) kind: ChangeKind,
    pub(crate) draft: Range<usize>,
    pub(crate) other: Range<usize>,
    pub(crate) fields: Vec<Field>,
}

impl Found {
    pub(crate) const fn of(kind: ChangeKind, draft: Range<usize>, other: Range<usize>) -> Self {
        Self {
            kind,
            draft,
            other,
            fields: Vec::new(),
        }
    }

    fn shown(self, draft: &[&Cue], other: &[&Cue]) -> Change {
        let cues = |cues: &[&Cue]| cues.iter().map(|cue| (*cue).clone()).collect();
        let (draft, other) = (&draft[self.draft], &other[self.other]);
        let words = match (draft, other) {
            ([draft], [other]) if self.fields.contains(&Field::Text) => {
                pieces(&other.text(), &draft.text())
            }
            _ => Vec::new(),
        };
        Change {
            kind: self.kind,
            draft: cues(draft),
            other: cues(other),
            fields: self.fields,
            words,
            moved: None,
            safe: Vec::new(),
        }
    }

    fn time(&self, draft: &[&Cue], other: &[&Cue]) -> Option<Time> {
        let first = draft[self.draft.clone()].first();
        let first = first.or(other[self.other.clone()].first());
        first.map(|cue| cue.in_time)
    }
}

/// Two lists beside each other.
pub(crate) struct Comparison {
    /// What differs, in order of time.
    pub(crate) found: Vec<Found>,
    /// Which cue is which.
    pub(crate) pairs: Pairs,
    /// For each place of the draft, whether its cue stands among the others as
    /// its partner does.
    pub(crate) in_order: Vec<bool>,
}

impl Comparison {
    pub(crate) fn new(draft: &[&Cue], other: &[&Cue]) -> Self {
        let mut pairs = Pairs::new(draft, other);
        let mut found = pairs.take_groups(draft, other);
        let in_order = pairs.in_order();
        for (at, cue) in draft.iter().enumerate() {
            if let Some(partner) = pairs.of_draft[at] {
                let mut fields = fields(cue, other[partner]);
                fields.extend((!in_order[at]).then_some(Field::Order));
                if !fields.is_empty() {
                    let (draft, other) = (at..at + 1, partner..partner + 1);
                    found.push(Found {
                        fields,
                        ..Found::of(ChangeKind::Changed, draft, other)
                    });
                }
            } else if pairs.is_alone(Side::Draft, at) {
                found.push(Found::of(ChangeKind::Added, at..at + 1, 0..0));
            }
        }
        for at in 0..other.len() {
            if pairs.is_alone(Side::Other, at) {
                found.push(Found::of(ChangeKind::Removed, 0..0, at..at + 1));
            }
        }
        found.sort_by_key(|found| found.time(draft, other));
        Self {
            found,
            pairs,
            in_order,
        }
    }
}
