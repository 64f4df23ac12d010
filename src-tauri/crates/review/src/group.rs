//! Cues that were split, and cues that were merged.

use std::ops::Range;

use captions::Cue;

/// One cue of one list whose words are those of several of the other.
pub(crate) struct Group {
    pub(crate) one: usize,
    pub(crate) many: Range<usize>,
}

/// A list, for each of its cues the partner in the other, and whether the cue is
/// in a group already.
type Listed<'a> = (&'a [&'a Cue], &'a [Option<usize>], &'a [bool]);

/// The cues of `one` that are several neighbours in `many`, of which at most one
/// has a partner, and that is the cue.
pub(crate) fn groups(one: Listed<'_>, many: Listed<'_>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut taken = many.2.to_vec();
    for (at, cue) in one.0.iter().enumerate().filter(|(at, _)| !one.2[*at]) {
        let partner = one.1[at];
        let Some(start) = start_of(cue, partner, many) else {
            continue;
        };
        let is_free =
            |place: usize| !taken[place] && many.1[place].is_none_or(|partner| partner == at);
        let Some(end) = end_of(cue, start, many.0, is_free) else {
            continue;
        };
        if end - start > 1 && partner.is_none_or(|partner| (start..end).contains(&partner)) {
            taken[start..end].fill(true);
            groups.push(Group {
                one: at,
                many: start..end,
            });
        }
    }
    groups
}

/// Where the parts of a cue may begin: at its partner, or before it at cues that
/// have none.
fn start_of(cue: &Cue, partner: Option<usize>, many: Listed<'_>) -> Option<usize> {
    let (cues, partners, _) = many;
    let Some(partner) = partner else {
        let near = cues.partition_point(|other| other.in_time < cue.in_time);
        return (near < cues.len()).then_some(near);
    };
    if cues[partner].rows == cue.rows {
        return None;
    }
    let words = spoken(cue);
    let alone = (0..partner).rev().take_while(|at| partners[*at].is_none());
    let near = alone.take_while(|at| cues[*at].in_time >= cue.in_time);
    let starts = |at: &usize| {
        let part = spoken(cues[*at]);
        !part.is_empty() && words.starts_with(&part)
    };
    near.filter(starts).last().or(Some(partner))
}

/// Behind which of the cues from a start on the words of a cue are used up.
fn end_of(
    cue: &Cue,
    start: usize,
    many: &[&Cue],
    is_free: impl Fn(usize) -> bool,
) -> Option<usize> {
    let words = spoken(cue);
    let mut left = words.as_str();
    let mut end = start;
    while !left.is_empty() {
        let part = many
            .get(end)
            .filter(|_| is_free(end))
            .map(|cue| spoken(cue))?;
        left = left
            .strip_prefix(part.as_str())
            .filter(|_| !part.is_empty())?;
        end += 1;
    }
    Some(end)
}

/// What a cue says, without spaces and row breaks.
fn spoken(cue: &Cue) -> String {
    let rows = cue.rows.iter().flat_map(|row| &row.0);
    let text = rows.flat_map(|run| run.text.chars());
    text.filter(|c| !c.is_whitespace()).collect()
}
