//! Samples: a stamp, and the text until the next one.

use captions::{Cue, Row, Time};

use crate::rows::Rows;
use crate::text_source::{Line, Lines, Mark};

use super::descriptor::{Descriptor, descriptor};
use super::stamp::{Stamp, stamp};
use super::state::{Dress, State};

const BLANKS: [char; 2] = [' ', '\t'];

/// A stamp and its text.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    pub(super) start: Time,
    /// When the next stamp ends it.
    pub(super) end: Option<Time>,
    /// The line of its stamp.
    pub(super) line: Mark,
    /// The line after that.
    pub(super) line_end: Mark,
    pub(super) rows: Vec<Row>,
    /// What held where its text began.
    dress: Option<Dress>,
}

impl Sample {
    /// Gives a cue what the sample says.
    pub(super) fn fill(self, cue: &mut Cue) {
        cue.rows = self.rows;
        if let Some(dress) = self.dress {
            cue.align = dress.align;
            cue.comment = dress.comment;
            cue.settings = dress.settings;
        }
    }
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// A known descriptor whose value makes no sense.
    BadDescriptor,
    /// A stamp counts more units than a second has.
    LongSecond,
    /// Text in front of the first stamp.
    WithoutTime,
    /// A stamp lies before the one above it.
    GoesBack,
}

/// What stands in a line before its text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lead {
    /// Where the last of its stamps ends; zero without any.
    pub(super) stamped: usize,
    /// Whether there are stamps or descriptors, and nothing else.
    only: bool,
}

impl Lead {
    pub(super) fn of(text: &str) -> Self {
        let mut lead = Self::default();
        let mut rest = text;
        loop {
            let token = rest.trim_start_matches(BLANKS);
            if let Some((_, after)) = descriptor(token) {
                rest = after;
            } else if let Some((_, after)) = stamp(token) {
                rest = after;
                lead.stamped = text.len() - after.len();
            } else {
                lead.only = token.trim().is_empty() && rest.len() < text.len();
                return lead;
            }
        }
    }
}

/// Takes a text apart, line by line.
#[derive(Clone, Debug, Default)]
pub(super) struct Parser {
    pub(super) state: State,
    /// Whether stamps hold decimal fractions in spite of the time scale.
    pub(super) decimal: bool,
    /// The stamp above.
    last: Option<Time>,
    open: Option<Sample>,
    /// Samples that are whole, in file order.
    pub(super) done: Vec<Sample>,
    /// What is wrong, in file order.
    pub(super) troubles: Vec<(Mark, Trouble)>,
}

impl Parser {
    pub(super) fn new(decimal: bool) -> Self {
        Self {
            decimal,
            ..Self::default()
        }
    }

    /// Takes in a line.
    pub(super) fn line(&mut self, line: &Line<'_>) {
        let lead = Lead::of(line.text);
        let mut rest = line.text;
        while line.text.len() - rest.len() < lead.stamped {
            let text = rest.trim_start_matches(BLANKS);
            if let Some((found, after)) = descriptor(text) {
                self.descriptor(&found, line.mark());
                rest = after;
            } else if let Some((found, after)) = stamp(text) {
                self.stamp(found, line);
                rest = after;
            } else {
                break;
            }
        }
        if lead.stamped > 0 {
            rest = rest.strip_prefix(' ').unwrap_or(rest);
        }
        let row = self.row(rest, line.mark());
        let is_blank = is_blank(&row);
        let Some(sample) = &mut self.open else {
            if !is_blank {
                self.troubles.push((line.mark(), Trouble::WithoutTime));
            }
            return;
        };
        let is_row = !is_blank || !lead.only && !sample.rows.is_empty();
        if is_row {
            sample.rows.push(row);
        }
    }

    /// Takes in a piece of a file, and answers its sample that has text; `None`
    /// where it does not have exactly one.
    pub(super) fn piece(&mut self, text: &str) -> Option<Sample> {
        for line in Lines::new(text) {
            self.line(&line);
        }
        self.finish();
        self.troubles.clear();
        let mut shown = self.done.drain(..).filter(|sample| !sample.rows.is_empty());
        let found = shown.next();
        if shown.next().is_some() { None } else { found }
    }

    /// Notes a stamp that was written.
    pub(super) fn stamped(&mut self, time: Time) {
        self.last = Some(time);
        self.state.start();
    }

    /// Ends the last sample, which no stamp ends.
    pub(super) fn finish(&mut self) {
        self.close(None);
    }

    /// When the first sample since the last piece starts.
    pub(super) fn first_start(&self) -> Option<Time> {
        let first = self.done.first().or(self.open.as_ref());
        first.map(|sample| sample.start)
    }

    /// The time of the stamp above, where stamps count from that.
    pub(super) fn origin(&self) -> Time {
        if self.state.relative {
            self.last.unwrap_or_default()
        } else {
            Time::ZERO
        }
    }

    fn descriptor(&mut self, found: &Descriptor<'_>, mark: Mark) {
        if *found == Descriptor::Malformed {
            self.troubles.push((mark, Trouble::BadDescriptor));
        }
        self.state.apply(found);
    }

    fn stamp(&mut self, found: Stamp, line: &Line<'_>) {
        if !self.decimal && found.overflows(self.state.scale) {
            self.troubles.push((line.mark(), Trouble::LongSecond));
        }
        let time = self.origin() + found.time(self.state.scale, self.decimal);
        if self.last.is_some_and(|last| time < last) {
            self.troubles.push((line.mark(), Trouble::GoesBack));
        }
        self.close(Some(time));
        self.last = Some(time);
        self.state.start();
        self.open = Some(Sample {
            start: time,
            end: None,
            line: line.mark(),
            line_end: line.end_mark(),
            rows: Vec::new(),
            dress: None,
        });
    }

    fn close(&mut self, end: Option<Time>) {
        let Some(mut sample) = self.open.take() else {
            return;
        };
        sample.end = end;
        while sample.rows.last().is_some_and(is_blank) {
            sample.rows.pop();
        }
        self.done.push(sample);
    }

    /// A row of text and the descriptors in it.
    fn row(&mut self, text: &str, mark: Mark) -> Row {
        let mut rows = Rows::default();
        let (mut from, mut at) = (0, 0);
        while let Some(found) = memchr::memchr(b'{', &text.as_bytes()[at..]) {
            at += found;
            let Some((found, after)) = descriptor(&text[at..]) else {
                at += 1;
                continue;
            };
            self.text(&text[from..at], &mut rows);
            self.descriptor(&found, mark);
            at = text.len() - after.len();
            from = at;
        }
        self.text(&text[from..], &mut rows);
        rows.finish_row()
    }

    fn text(&mut self, text: &str, rows: &mut Rows) {
        if text.is_empty() {
            return;
        }
        rows.push(text, &self.state.style());
        if let Some(sample) = &mut self.open
            && sample.dress.is_none()
            && !line_is_blank(text)
        {
            sample.dress = Some(self.state.dress());
        }
    }
}

/// Whether a row shows nothing.
pub(super) fn is_blank(row: &Row) -> bool {
    row.0.iter().all(|run| line_is_blank(&run.text))
}

fn line_is_blank(text: &str) -> bool {
    text.trim().is_empty()
}
