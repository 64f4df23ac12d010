//! Cumulative sets: subtitles that come one after the other, stay, and go
//! together (field CS).

use captions::Time;

/// When a subtitle stands, and whether viewers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: Time,
    pub(super) end: Option<Time>,
    pub(super) comment: bool,
}

impl Span {
    /// Whether the next one joins this one while it stands and goes with it.
    fn is_joined_by(&self, next: &Self) -> bool {
        let joins = |end| self.start <= next.start && next.start < end;
        self.end.is_some_and(joins) && self.end == next.end
    }
}

/// The cumulative status that each subtitle has by its times: 0 outside a set,
/// else 1 for the first, 2 for those between, and 3 for the last.
pub(super) fn statuses(spans: &[Span]) -> Vec<u8> {
    let mut statuses = vec![0; spans.len()];
    let shown = spans.iter().enumerate().filter(|(_, span)| !span.comment);
    let shown: Vec<usize> = shown.map(|(index, _)| index).collect();
    for pair in shown.windows(2) {
        if spans[pair[0]].is_joined_by(&spans[pair[1]]) {
            statuses[pair[0]] = if statuses[pair[0]] == 3 { 2 } else { 1 };
            statuses[pair[1]] = 3;
        }
    }
    statuses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_those_that_go_together() {
        let span = |start, end| Span {
            start: Time::from_seconds(start),
            end: Some(Time::from_seconds(end)),
            comment: false,
        };
        let comment = Span {
            comment: true,
            ..span(3, 4)
        };
        for (spans, wanted) in [
            (vec![span(1, 2), span(2, 3)], vec![0, 0]),
            (vec![span(1, 5), span(2, 5), span(3, 5)], vec![1, 2, 3]),
            (vec![span(1, 5), comment, span(3, 5)], vec![1, 0, 3]),
            (vec![span(1, 5), span(3, 6)], vec![0, 0]),
            (
                vec![span(1, 5), span(3, 5), span(6, 8), span(7, 8)],
                vec![1, 3, 1, 3],
            ),
            (vec![], vec![]),
        ] {
            assert_eq!(statuses(&spans), wanted);
        }
    }
}
