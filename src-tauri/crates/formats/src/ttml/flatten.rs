//! Timed text to cues, as intermediate synchronic documents would show it
//! (TTML2 section 11.3.1): at every moment, what the cues say is what the
//! document says.

use std::borrow::Cow;

use captions::{Row, Run, Style, Time};

/// From when to when something is active; without an end, from then on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Interval {
    pub(super) begin: Time,
    pub(super) end: Option<Time>,
}

impl Interval {
    /// The earlier of two ends, where there is one.
    pub(super) fn earlier(one: Option<Time>, other: Option<Time>) -> Option<Time> {
        match (one, other) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        }
    }

    fn covers(&self, from: Time) -> bool {
        self.begin <= from && self.end.is_none_or(|end| from < end)
    }

    fn is_empty(&self) -> bool {
        self.end.is_some_and(|end| end <= self.begin)
    }
}

/// A stretch of text or a line break, and when it is active.
#[derive(Clone, Debug)]
pub(super) struct Segment<'a> {
    /// `None` for a line break.
    pub(super) text: Option<Cow<'a, str>>,
    pub(super) style: Style,
    /// White space is kept as it is written.
    pub(super) preserve: bool,
    pub(super) interval: Interval,
}

impl Segment<'_> {
    fn says_something(&self) -> bool {
        let text = self.text.as_deref();
        text.is_some_and(|text| text.contains(|c| !is_space(c)))
    }
}

/// The white space of XML: a no-break space is not among it.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// What a paragraph shows, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) interval: Interval,
    pub(super) rows: Vec<Row>,
}

/// A paragraph of so many moments times so many segments is shown as one cue.
const MOST_WORK: usize = 4_000_000;

/// The cues of a paragraph. `begins` says that the paragraph has a begin of its
/// own, so that its cue starts there even where no text does. The answer says
/// whether times inside had to be left out, because there are too many.
pub(super) fn cues(
    paragraph: Interval,
    begins: bool,
    segments: &[Segment<'_>],
) -> (Vec<Shown>, bool) {
    let plain = segments.iter().all(|segment| segment.interval == paragraph);
    let texts = || segments.iter().filter(|segment| segment.says_something());
    if texts().next().is_none() {
        return (Vec::new(), false);
    }
    if plain {
        return (shown(paragraph, segments.iter()), false);
    }
    let live = || texts().filter(|segment| !segment.interval.is_empty());
    let Some(first) = live().map(|segment| segment.interval.begin).min() else {
        return (Vec::new(), false);
    };
    let last = live().next().and_then(|segment| segment.interval.end);
    let mut moments: Vec<Time> = live()
        .flat_map(|segment| [Some(segment.interval.begin), segment.interval.end])
        .flatten()
        .collect();
    moments.sort_unstable();
    moments.dedup();
    let too_many = moments.len() * segments.len() > MOST_WORK;
    let accumulates = texts().all(|segment| !segment.interval.is_empty())
        && live().all(|segment| segment.interval.end == last);
    if accumulates || too_many {
        let whole = Interval {
            begin: if begins && last == paragraph.end {
                paragraph.begin
            } else {
                first
            },
            end: if too_many { paragraph.end } else { last },
        };
        let later = segments.iter().cloned().map(|mut segment| {
            if segment.interval.begin > whole.begin {
                segment.style.detail_mut().appears = Some(segment.interval.begin);
            }
            segment
        });
        let later: Vec<Segment<'_>> = later.collect();
        return (shown(whole, later.iter()), too_many && !accumulates);
    }
    (one_by_one(&moments, last.is_none(), segments), false)
}

fn shown<'a, 's: 'a>(
    interval: Interval,
    segments: impl Iterator<Item = &'a Segment<'s>>,
) -> Vec<Shown> {
    let rows = rows(segments);
    if rows.iter().all(Row::is_empty) {
        return Vec::new();
    }
    vec![Shown { interval, rows }]
}

/// A cue for every stretch between two moments at which something changes.
fn one_by_one(moments: &[Time], endless: bool, segments: &[Segment<'_>]) -> Vec<Shown> {
    let ends = moments.iter().skip(1).copied().map(Some);
    let ends = ends.chain(std::iter::once(None));
    let mut out: Vec<Shown> = Vec::new();
    for (begin, end) in moments.iter().copied().zip(ends) {
        let active = || {
            segments
                .iter()
                .filter(|segment| segment.interval.covers(begin))
        };
        let is_last = end.is_none() && !endless;
        if is_last && active().all(|segment| segment.interval.end.is_some())
            || !active().any(Segment::says_something)
        {
            continue;
        }
        let rows = rows(active());
        match out.last_mut() {
            Some(last) if last.interval.end == Some(begin) && last.rows == rows => {
                last.interval.end = end;
            }
            _ => out.push(Shown {
                interval: Interval { begin, end },
                rows,
            }),
        }
    }
    out
}

/// Collects rows, and treats white space as `xml:space` has it.
#[derive(Debug)]
struct Setter {
    rows: Vec<Row>,
    row: Vec<Run>,
    /// Nothing but white space stands in the row so far.
    fresh: bool,
    /// The run that ends in a space that goes if nothing follows it.
    space: Option<usize>,
}

fn rows<'a, 's: 'a>(segments: impl Iterator<Item = &'a Segment<'s>>) -> Vec<Row> {
    let mut setter = Setter {
        rows: Vec::new(),
        row: Vec::new(),
        fresh: true,
        space: None,
    };
    for segment in segments {
        match segment.text.as_deref() {
            None => setter.end_row(),
            Some(text) if segment.preserve => setter.keep(text, &segment.style),
            Some(text) => setter.collapse(text, &segment.style),
        }
    }
    setter.end_row();
    setter.rows
}

impl Setter {
    fn end_row(&mut self) {
        if let Some(run) = self.space.take().and_then(|run| self.row.get_mut(run)) {
            run.text.pop();
        }
        let mut row = Row::from(std::mem::take(&mut self.row));
        row.normalise();
        self.rows.push(row);
        self.fresh = true;
    }

    fn keep(&mut self, text: &str, style: &Style) {
        let mut lines = text.split('\n').map(|line| line.trim_end_matches('\r'));
        let first = lines.next().unwrap_or_default();
        self.push(first.to_owned(), style);
        for line in lines {
            self.end_row();
            self.push(line.to_owned(), style);
        }
    }

    fn push(&mut self, text: String, style: &Style) {
        if text.is_empty() {
            return;
        }
        self.fresh = false;
        self.space = None;
        self.row.push(Run {
            text: text.into(),
            style: style.clone(),
        });
    }

    fn collapse(&mut self, text: &str, style: &Style) {
        let mut out = String::with_capacity(text.len());
        let mut ends_in_space = self.space.is_some();
        for c in text.chars() {
            if !is_space(c) {
                out.push(c);
                self.fresh = false;
                ends_in_space = false;
            } else if !self.fresh && !ends_in_space {
                out.push(' ');
                ends_in_space = true;
            }
        }
        if out.is_empty() {
            return;
        }
        let is_space = ends_in_space;
        self.row.push(Run {
            text: out.into(),
            style: style.clone(),
        });
        self.space = is_space.then(|| self.row.len() - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(begin: i64, end: i64) -> Interval {
        Interval {
            begin: Time::from_seconds(begin),
            end: (end > 0).then(|| Time::from_seconds(end)),
        }
    }

    fn text(text: &str, interval: Interval) -> Segment<'_> {
        Segment {
            text: Some(Cow::Borrowed(text)),
            style: Style::default(),
            preserve: false,
            interval,
        }
    }

    fn flat(paragraph: Interval, segments: &[Segment<'_>]) -> Vec<(i64, Option<i64>, String)> {
        let (cues, _) = cues(paragraph, false, segments);
        let seconds = |time: Time| time.round_millis() / 1000;
        let texts = |cue: &Shown| cue.rows.iter().map(Row::text).collect::<Vec<_>>().join("|");
        cues.iter()
            .map(|cue| {
                (
                    seconds(cue.interval.begin),
                    cue.interval.end.map(seconds),
                    texts(cue),
                )
            })
            .collect()
    }

    #[test]
    fn white_space_collapses_across_runs() {
        let all = at(0, 9);
        let seen = flat(
            all,
            &[text("\n  a ", all), text(" b", all), text("\n", all)],
        );
        assert_eq!(seen, [(0, Some(9), "a b".to_owned())]);
    }

    #[test]
    fn text_that_stays_until_the_end_accumulates() {
        let seen = flat(at(0, 9), &[text("a ", at(1, 9)), text("b", at(3, 9))]);
        assert_eq!(seen, [(1, Some(9), "a b".to_owned())]);
    }

    #[test]
    fn text_that_goes_before_the_end_is_cut_into_cues() {
        let all = at(0, 9);
        let seen = flat(
            all,
            &[
                text("a", at(1, 2)),
                text(" ", all),
                text("b", at(2, 4)),
                text("c", at(3, 4)),
            ],
        );
        let wanted = [(1, 2, "a"), (2, 3, "b"), (3, 4, "bc")];
        let wanted = wanted.map(|(from, to, text)| (from, Some(to), text.to_owned()));
        assert_eq!(seen, wanted);
    }

    #[test]
    fn gaps_stay_and_open_ends_stay_open() {
        let seen = flat(at(0, 0), &[text("a", at(1, 2)), text("b", at(3, 0))]);
        assert_eq!(
            seen,
            [(1, Some(2), "a".to_owned()), (3, None, "b".to_owned())]
        );
    }
}
