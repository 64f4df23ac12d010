//! Who moved: two lists beside the one that both come from.

use std::collections::BTreeSet;
use std::ops::Range;

use captions::{Cue, Position};

use crate::change::{ChangeKind, Comparison, Found, Mover};
use crate::fields::{Field, same};

/// What both sides come from, and how each does.
pub(crate) struct Origins<'a> {
    base: &'a [&'a Cue],
    draft: Trace<'a>,
    other: Trace<'a>,
}

/// One side beside the base.
struct Trace<'a> {
    cues: &'a [&'a Cue],
    /// For each cue the places in the base that it comes from.
    from: Vec<Range<usize>>,
    /// Whether a cue of the base was split or merged.
    regrouped: Vec<bool>,
    /// Whether cues came, went, or changed their places.
    is_rearranged: bool,
}

impl<'a> Origins<'a> {
    pub(crate) fn new(base: &'a [&'a Cue], draft: &'a [&'a Cue], other: &'a [&'a Cue]) -> Self {
        Self {
            base,
            draft: Trace::new(base, draft),
            other: Trace::new(base, other),
        }
    }

    /// Who made a change, and, where both did, in which fields only the other
    /// side moved.
    pub(crate) fn of(&self, found: &Found) -> (Mover, Vec<Field>) {
        if found.kind != ChangeKind::Changed {
            return (self.of_cues(found), Vec::new());
        }
        let (draft, other) = (found.draft.start, found.other.start);
        let movers = found.fields.iter();
        let movers: Vec<(Field, Mover)> = movers
            .map(|field| (*field, self.of_field(*field, draft, other)))
            .collect();
        let is_all = |mover| movers.iter().all(|(_, moved)| *moved == mover);
        if let Some(mover) = [Mover::Here, Mover::There]
            .into_iter()
            .find(|one| is_all(*one))
        {
            return (mover, Vec::new());
        }
        let safe = movers
            .into_iter()
            .filter(|(_, moved)| *moved == Mover::There);
        (Mover::Both, safe.map(|(field, _)| field).collect())
    }

    fn of_field(&self, field: Field, draft: usize, other: usize) -> Mover {
        if field == Field::Order {
            return mover(self.draft.is_rearranged, self.other.is_rearranged);
        }
        let (here, there) = (&self.draft.from[draft], &self.other.from[other]);
        let (draft, other) = (self.draft.cues[draft], self.other.cues[other]);
        let base = match self.base.get(here.clone()) {
            Some([base]) if here == there => base,
            _ => return Mover::Both,
        };
        let moved = |field: Field| mover(field.differs(draft, base), field.differs(other, base));
        // A place on the grid is one for each row: rows and places of two sides
        // do not go together.
        let on_grid = [draft, other].map(|cue| matches!(cue.position, Position::Grid(_)));
        let is_tied = on_grid.contains(&true) && draft.rows.len() != other.rows.len();
        if field == Field::Position && is_tied && moved(Field::Text) != moved(field) {
            return Mover::Both;
        }
        moved(field)
    }

    /// Cues that came, went, were split or merged: who has them as they were
    /// did not move.
    fn of_cues(&self, found: &Found) -> Mover {
        let draft = self.draft.origins(&found.draft);
        let other = self.other.origins(&found.other);
        let base: BTreeSet<usize> = draft.chain(other).collect();
        // A cue went, and its words with it into a cue that is here another.
        let regrouped = match found.kind {
            ChangeKind::Added => &self.other.regrouped[..],
            ChangeKind::Removed => &self.draft.regrouped[..],
            _ => &[],
        };
        if base.iter().any(|at| regrouped.get(*at) == Some(&true)) {
            return Mover::Both;
        }
        let base: Vec<&Cue> = base.into_iter().map(|at| self.base[at]).collect();
        mover(
            self.draft.differs(&found.draft, &base),
            self.other.differs(&found.other, &base),
        )
    }
}

impl<'a> Trace<'a> {
    fn new(base: &[&Cue], cues: &'a [&'a Cue]) -> Self {
        let beside = Comparison::new(cues, base);
        let partners = beside.pairs.of_draft.iter();
        let mut from: Vec<Range<usize>> = partners
            .map(|partner| partner.map_or(0..0, |at| at..at + 1))
            .collect();
        let mut regrouped = vec![false; base.len()];
        for found in &beside.found {
            if matches!(found.kind, ChangeKind::Split | ChangeKind::Merged) {
                from[found.draft.clone()].fill(found.other.clone());
                regrouped[found.other.clone()].fill(true);
            }
        }
        let is_rearranged = beside
            .found
            .iter()
            .any(|found| found.kind != ChangeKind::Changed || found.fields.contains(&Field::Order));
        Self {
            cues,
            from,
            regrouped,
            is_rearranged,
        }
    }

    fn origins(&self, cues: &Range<usize>) -> impl Iterator<Item = usize> {
        self.from[cues.clone()].iter().flat_map(Range::clone)
    }

    fn differs(&self, cues: &Range<usize>, base: &[&Cue]) -> bool {
        let cues = &self.cues[cues.clone()];
        cues.len() != base.len() || cues.iter().zip(base).any(|(cue, base)| !same(cue, base))
    }
}

const fn mover(here: bool, there: bool) -> Mover {
    match (here, there) {
        (true, false) => Mover::Here,
        (false, true) => Mover::There,
        _ => Mover::Both,
    }
}
