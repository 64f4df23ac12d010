//! Which cue of one list is which of the other.

use std::hash::Hash;

use captions::{Cue, Time};
use foldhash::{HashMap, HashMapExt};

use crate::change::{ChangeKind, Found};
use crate::group::{Group, groups};

/// For each cue of either list the place of its partner in the other.
pub(crate) struct Pairs {
    pub(crate) of_draft: Vec<Option<usize>>,
    pub(crate) of_other: Vec<Option<usize>>,
    /// Whether a cue belongs to one that was split or to ones that were merged,
    /// for each place of the draft and of the other list.
    grouped: [Vec<bool>; 2],
}

/// One of two lists.
#[derive(Clone, Copy)]
pub(crate) enum Side {
    Draft,
    Other,
}

impl Pairs {
    /// By identity; then, of what is left, by text and in time, by a text that
    /// there is once, by text between the same neighbours, by in time, and last
    /// by standing at the same time for the most part.
    pub(crate) fn new(draft: &[&Cue], other: &[&Cue]) -> Self {
        let mut pairs = Self {
            of_draft: vec![None; draft.len()],
            of_other: vec![None; other.len()],
            grouped: [vec![false; draft.len()], vec![false; other.len()]],
        };
        pairs.join_by(|at| draft[at].id, |at| other[at].id);
        if pairs.is_done() {
            return pairs;
        }
        // Most cues of a file are as they were: their texts need not be put
        // together.
        pairs.join_by(
            |at| (draft[at].in_time, &draft[at].rows),
            |at| (other[at].in_time, &other[at].rows),
        );
        let (here, there) = (texts(&pairs.of_draft, draft), texts(&pairs.of_other, other));
        pairs.join_by(
            |at| (draft[at].in_time, &here[at]),
            |at| (other[at].in_time, &there[at]),
        );
        pairs.join_unique(&here, &there);
        let (left, right) = pairs.neighbours();
        pairs.join_by(|at| (left[at], &here[at]), |at| (right[at], &there[at]));
        pairs.join_by(|at| draft[at].in_time, |at| other[at].in_time);
        pairs.join_by_overlap(draft, other);
        pairs
    }

    pub(crate) fn is_alone(&self, side: Side, at: usize) -> bool {
        let partners = match side {
            Side::Draft => &self.of_draft,
            Side::Other => &self.of_other,
        };
        partners[at].is_none() && !self.is_grouped(side, at)
    }

    pub(crate) fn is_grouped(&self, side: Side, at: usize) -> bool {
        self.grouped[side as usize][at]
    }

    /// Takes out what was split and what was merged: their cues are partners of
    /// nobody else.
    pub(crate) fn take_groups(&mut self, draft: &[&Cue], other: &[&Cue]) -> Vec<Found> {
        let mut found = Vec::new();
        if self.of_draft.contains(&None) {
            let split = groups(
                (other, &self.of_other, &self.grouped[1]),
                (draft, &self.of_draft, &self.grouped[0]),
            );
            for Group { one, many } in split {
                found.push(self.take_out(ChangeKind::Split, many, one..one + 1));
            }
        }
        if self.of_other.contains(&None) {
            let merged = groups(
                (draft, &self.of_draft, &self.grouped[0]),
                (other, &self.of_other, &self.grouped[1]),
            );
            for Group { one, many } in merged {
                found.push(self.take_out(ChangeKind::Merged, one..one + 1, many));
            }
        }
        found
    }

    fn take_out(
        &mut self,
        kind: ChangeKind,
        draft: std::ops::Range<usize>,
        other: std::ops::Range<usize>,
    ) -> Found {
        self.of_draft[draft.clone()].fill(None);
        self.of_other[other.clone()].fill(None);
        self.grouped[0][draft.clone()].fill(true);
        self.grouped[1][other.clone()].fill(true);
        Found::of(kind, draft, other)
    }

    fn is_done(&self) -> bool {
        !(self.of_draft.contains(&None) && self.of_other.contains(&None))
    }

    fn join(&mut self, draft: usize, other: usize) {
        self.of_draft[draft] = Some(other);
        self.of_other[other] = Some(draft);
    }

    /// Joins what is alone and has the same key, first to first.
    fn join_by<K: Hash + Eq>(&mut self, here: impl Fn(usize) -> K, there: impl Fn(usize) -> K) {
        let places = alone(&self.of_other);
        // For each key the first place that waits, and for that the next.
        let mut waiting: HashMap<K, Option<usize>> = HashMap::with_capacity(places.len());
        let mut behind = vec![None; self.of_other.len()];
        for at in places.into_iter().rev() {
            behind[at] = waiting.insert(there(at), Some(at)).flatten();
        }
        for at in alone(&self.of_draft) {
            if let Some(first) = waiting.get_mut(&here(at))
                && let Some(partner) = *first
            {
                *first = behind[partner];
                self.join(at, partner);
            }
        }
    }

    /// Joins what is alone and has a text that nothing else alone on its side
    /// has.
    fn join_unique(&mut self, here: &[String], there: &[String]) {
        let (left, right) = (once(&self.of_draft, here), once(&self.of_other, there));
        for at in alone(&self.of_draft) {
            let text = here[at].as_str();
            if let (Some(Some(_)), Some(Some(partner))) = (left.get(text), right.get(text)) {
                self.join(at, *partner);
            }
        }
    }

    /// For each place of either list the nearest partner before it, as a place of
    /// the other list.
    fn neighbours(&self) -> (Vec<Option<usize>>, Vec<Option<usize>>) {
        let before = |partners: &[Option<usize>], place: fn(usize, usize) -> usize| {
            let mut last = None;
            let near = partners.iter().enumerate().map(|(at, partner)| {
                last = partner.map(|partner| place(at, partner)).or(last);
                last
            });
            near.collect()
        };
        (
            before(&self.of_draft, |_, partner| partner),
            before(&self.of_other, |at, _| at),
        )
    }

    /// Joins what is alone and stands together for more than half of the time
    /// that the shorter one stands.
    fn join_by_overlap(&mut self, draft: &[&Cue], other: &[&Cue]) {
        let left = by_time(&self.of_draft, draft);
        let right = by_time(&self.of_other, other);
        let mut first = 0;
        for at in left {
            let cue = draft[at];
            while right
                .get(first)
                .is_some_and(|place| end(other[*place]) <= cue.in_time)
            {
                first += 1;
            }
            let near = right[first..].iter().copied();
            let near = near.take_while(|place| other[*place].in_time < end(cue));
            let free = near.filter(|place| self.of_other[*place].is_none());
            let best = free.max_by_key(|place| (overlap(cue, other[*place]), usize::MAX - place));
            if let Some(place) = best
                && is_most(overlap(cue, other[place]), cue, other[place])
            {
                self.join(at, place);
            }
        }
    }

    /// For each place of the draft whether it belongs to the longest run of
    /// cues whose partners only go up.
    pub(crate) fn in_order(&self) -> Vec<bool> {
        // Patience sorting: for each length the place that ends the lowest run.
        let partners = &self.of_draft;
        let mut ends: Vec<(usize, usize)> = Vec::new();
        let mut came: Vec<Option<usize>> = vec![None; partners.len()];
        for (at, partner) in partners.iter().enumerate() {
            let Some(partner) = *partner else { continue };
            let length = ends.partition_point(|(_, last)| *last < partner);
            came[at] = length.checked_sub(1).map(|before| ends[before].0);
            if length == ends.len() {
                ends.push((at, partner));
            } else {
                ends[length] = (at, partner);
            }
        }
        let mut kept = vec![false; partners.len()];
        let mut next = ends.last().map(|(at, _)| *at);
        while let Some(at) = next {
            kept[at] = true;
            next = came[at];
        }
        kept
    }
}

/// The places that have no partner.
fn alone(partners: &[Option<usize>]) -> Vec<usize> {
    let all = partners.iter().enumerate();
    let alone = all.filter(|(_, partner)| partner.is_none());
    alone.map(|(at, _)| at).collect()
}

/// The texts of the cues that have no partner, and nothing for the others.
fn texts(partners: &[Option<usize>], cues: &[&Cue]) -> Vec<String> {
    let all = partners.iter().zip(cues);
    let texts = all.map(|(partner, cue)| match partner {
        Some(_) => String::new(),
        None => cue.text(),
    });
    texts.collect()
}

/// The texts that are alone, each with its place where there is but one.
fn once<'a>(partners: &[Option<usize>], texts: &'a [String]) -> HashMap<&'a str, Option<usize>> {
    let mut places = HashMap::new();
    for at in alone(partners) {
        let place = places.entry(texts[at].as_str());
        place.and_modify(|place| *place = None).or_insert(Some(at));
    }
    places
}

fn by_time(partners: &[Option<usize>], cues: &[&Cue]) -> Vec<usize> {
    let mut places = alone(partners);
    places.sort_by_key(|at| (cues[*at].in_time, *at));
    places
}

/// When a cue ends; one that has no end ends as it starts.
fn end(cue: &Cue) -> Time {
    cue.out_time.unwrap_or(cue.in_time)
}

fn overlap(a: &Cue, b: &Cue) -> Time {
    (end(a).min(end(b)) - a.in_time.max(b.in_time)).max(Time::ZERO)
}

fn is_most(time: Time, a: &Cue, b: &Cue) -> bool {
    let shorter = (end(a) - a.in_time).min(end(b) - b.in_time);
    time.flicks() > shorter.flicks() / 2
}
