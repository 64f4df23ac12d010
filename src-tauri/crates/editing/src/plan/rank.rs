//! Places between neighbours.

use captions::{Cue, CueId, Document, TrackId};

/// Ranks closer than this are spread anew, so that room for one cue is room
/// for a few more.
const MIN_SPACING: i64 = 16;

/// Where new cues go, and which of their neighbours make room for them.
pub(super) struct Room {
    /// The ranks of the new cues, in order.
    pub(super) ranks: Vec<i64>,
    /// Neighbours that get another rank.
    pub(super) moved: Vec<(CueId, i64)>,
}

/// Room for `count` cues in `track` after `before`, or at its start.
///
/// Where the gap is used up, a growing window of neighbours is spread evenly
/// until there is room: few cues move, and rarely.
pub(super) fn room_after(
    document: &Document,
    track: TrackId,
    before: Option<&Cue>,
    count: usize,
) -> Room {
    let mut reach = 0;
    loop {
        let window = Window::around(document, track, before, reach);
        if let Some(ranks) = window.spread(count) {
            let at = window.left.len();
            let mut moved = Vec::new();
            let kept = ranks[..at].iter().chain(&ranks[at + count..]);
            for (cue, rank) in window.left.iter().chain(&window.right).zip(kept) {
                if cue.rank != *rank {
                    moved.push((cue.id, *rank));
                }
            }
            let ranks = ranks[at..at + count].to_vec();
            return Room { ranks, moved };
        }
        reach = if reach == 0 { 8 } else { reach * 2 };
    }
}

/// The cues whose ranks may move, and the ranks that may not be passed.
struct Window<'a> {
    left: Vec<&'a Cue>,
    right: Vec<&'a Cue>,
    lower: Option<i64>,
    upper: Option<i64>,
}

impl<'a> Window<'a> {
    fn around(
        document: &'a Document,
        track: TrackId,
        before: Option<&'a Cue>,
        reach: usize,
    ) -> Self {
        let mut left: Vec<&Cue> = match before {
            Some(cue) => std::iter::once(cue)
                .chain(document.cues_before(cue).rev())
                .take(reach + 1)
                .collect(),
            None => Vec::new(),
        };
        let mut right: Vec<&Cue> = match before {
            Some(cue) => document.cues_after(cue).take(reach + 1).collect(),
            None => document.cues(track).take(reach + 1).collect(),
        };
        // What lies beyond the reach stays and is the limit.
        let lower = (left.len() > reach).then(|| left.pop()).flatten();
        let upper = (right.len() > reach).then(|| right.pop()).flatten();
        left.reverse();
        Self {
            left,
            right,
            lower: lower.map(|cue| cue.rank),
            upper: upper.map(|cue| cue.rank),
        }
    }

    /// Ranks for all cues of the window and `count` more, where there is room.
    fn spread(&self, count: usize) -> Option<Vec<i64>> {
        let total = self.left.len() + count + self.right.len();
        let places = i64::try_from(total).ok()?.checked_add(1)?;
        let (start, step) = match (self.lower, self.upper) {
            (Some(lower), Some(upper)) => (lower, upper.checked_sub(lower)? / places),
            (Some(lower), None) => (lower, Cue::RANK_STEP),
            (None, Some(upper)) => {
                let start = upper.checked_sub(places.checked_mul(Cue::RANK_STEP)?)?;
                (start, Cue::RANK_STEP)
            }
            (None, None) => (0, Cue::RANK_STEP),
        };
        if step < MIN_SPACING {
            return None;
        }
        (1..places)
            .map(|place| place.checked_mul(step)?.checked_add(start))
            .collect()
    }
}
