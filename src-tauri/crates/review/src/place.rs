//! Where cues stand in a track once some of another list's are in it.

use captions::{Cue, CueId, Document, Time};
use foldhash::HashMap;

use crate::change::Comparison;

/// What keeps its place in the draft, and what takes that of the other list.
pub(crate) struct Places<'a> {
    pub(crate) comparison: &'a Comparison,
    /// For each place of the draft the cue that keeps it.
    pub(crate) staying: Vec<Option<CueId>>,
    /// For each place of the other list the cue that takes it.
    pub(crate) placed: Vec<Option<CueId>>,
}

impl Places<'_> {
    /// The cues in order. Those that stand among the others on both sides as
    /// they do on the other hold the rest: between two of them the cues of
    /// either list keep their order, and of both, the earlier comes first.
    pub(crate) fn order(&self, when: impl Fn(CueId) -> (Time, CueId)) -> Vec<CueId> {
        let count = self
            .comparison
            .in_order
            .iter()
            .filter(|kept| **kept)
            .count();
        let mut gaps = vec![(Vec::new(), Vec::new()); count + 1];
        let mut firm = Vec::with_capacity(count);
        for (at, id) in self.staying.iter().enumerate() {
            match *id {
                Some(id) if self.comparison.in_order[at] => firm.push(id),
                Some(id) => gaps[firm.len()].0.push(id),
                None => {}
            }
        }
        let mut gap = 0;
        for (at, id) in self.placed.iter().enumerate() {
            if self.is_firm(at) {
                gap += 1;
            } else {
                gaps[gap].1.extend(*id);
            }
        }
        let mut firm = firm.into_iter();
        let mut order = Vec::with_capacity(self.staying.len());
        for (left, right) in gaps {
            join(&mut order, left, right, &when);
            order.extend(firm.next());
        }
        order
    }

    fn is_firm(&self, other: usize) -> bool {
        let partner = self.comparison.pairs.of_other[other];
        partner.is_some_and(|at| self.comparison.in_order[at])
    }
}

fn join<K: Ord>(
    order: &mut Vec<CueId>,
    left: Vec<CueId>,
    right: Vec<CueId>,
    when: impl Fn(CueId) -> K,
) {
    let mut right = right.into_iter().peekable();
    for id in left {
        while let Some(earlier) = right.next_if(|other| when(*other) < when(id)) {
            order.push(earlier);
        }
        order.push(id);
    }
    order.extend(right);
}

/// Ranks for cues in this order: what keeps its place keeps its rank, the rest
/// stands between, and where there is no room, all get new ones.
pub(crate) fn ranks(
    document: &Document,
    order: &[CueId],
    stays: impl Fn(CueId) -> bool,
) -> HashMap<CueId, i64> {
    let known = order
        .iter()
        .map(|id| document.cue(*id).filter(|_| stays(*id)));
    let mut ranks: Vec<Option<i64>> = known.map(|cue| cue.map(|cue| cue.rank)).collect();
    if !fill(&mut ranks) {
        let anew = (1..).map(|number: i64| Some(number.saturating_mul(Cue::RANK_STEP)));
        ranks = anew.take(order.len()).collect();
    }
    let all = order.iter().copied().zip(ranks);
    all.filter_map(|(id, rank)| Some((id, rank?))).collect()
}

/// Fills in ranks between those there are; gives false where there is no room.
fn fill(ranks: &mut [Option<i64>]) -> bool {
    let mut start = 0;
    while start < ranks.len() {
        let length = ranks[start..]
            .iter()
            .take_while(|rank| rank.is_none())
            .count();
        if length == 0 {
            start += 1;
            continue;
        }
        let before = start.checked_sub(1).and_then(|at| ranks[at]);
        let after = ranks.get(start + length).copied().flatten();
        let Some((mut rank, step)) = spread(before, after, length) else {
            return false;
        };
        for place in &mut ranks[start..start + length] {
            *place = Some(rank);
            rank = rank.saturating_add(step);
        }
        start += length;
    }
    true
}

/// The first of so many ranks between two others, and how far they are apart.
fn spread(before: Option<i64>, after: Option<i64>, count: usize) -> Option<(i64, i64)> {
    let count = i64::try_from(count).ok()?;
    let far = Cue::RANK_STEP.checked_mul(count + 1)?;
    let (start, step) = match (before, after) {
        (Some(before), Some(after)) => (before, after.checked_sub(before)? / (count + 1)),
        (Some(before), None) => (before, Cue::RANK_STEP),
        (None, Some(after)) => (after.checked_sub(far)?, Cue::RANK_STEP),
        (None, None) => (0, Cue::RANK_STEP),
    };
    start.checked_add(far.max(step))?;
    (step > 0).then(|| (start + step, step))
}
