//! Rows of styled text, as a reader of inline markup collects them.

use captions::{Row, Run, Runs, Style};

/// Collects text in the style of the moment into rows of runs.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    rows: Vec<Row>,
    row: Runs,
    broken: bool,
    /// The next text starts a run of its own.
    apart: bool,
    /// Neighbours may have to be joined in the end.
    cut: bool,
}

/// A place in the text collected so far, always between two runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RunMark {
    row: usize,
    run: usize,
}

impl Rows {
    /// Adds text without line breaks.
    pub(crate) fn push(&mut self, text: &str, style: &Style) {
        if text.is_empty() {
            return;
        }
        match self.row.last_mut() {
            Some(last) if !self.apart && last.style == *style && last.style.ruby().is_none() => {
                last.text.push_str(text);
            }
            _ => {
                self.row.push(Run {
                    text: text.into(),
                    style: style.clone(),
                });
            }
        }
        self.apart = false;
    }

    /// Adds text in which line feeds, carriage returns or both break rows.
    pub(crate) fn push_lines(&mut self, text: &str, style: &Style) {
        let mut rest = text;
        while let Some(at) = memchr::memchr2(b'\n', b'\r', rest.as_bytes()) {
            self.push(&rest[..at], style);
            self.break_row();
            let ending = if rest[at..].starts_with("\r\n") { 2 } else { 1 };
            rest = &rest[at + ending..];
        }
        self.push(rest, style);
    }

    /// Ends the row.
    pub(crate) fn break_row(&mut self) {
        if self.rows.is_empty() {
            self.rows.reserve_exact(2);
        }
        self.end_row();
        self.broken = true;
    }

    /// Each row takes only the room that its runs need.
    fn end_row(&mut self) {
        self.row.shrink_to_fit();
        self.rows.push(Row(std::mem::take(&mut self.row)));
    }

    /// The place after what was collected; text that follows starts a run.
    pub(crate) fn mark(&mut self) -> RunMark {
        self.apart = true;
        self.cut = true;
        RunMark {
            row: self.rows.len(),
            run: self.row.len(),
        }
    }

    /// Gives the text of this row since `from` a ruby text. Several runs become
    /// one in the style of the first. False where there is no such text.
    pub(crate) fn ruby_base(&mut self, from: RunMark, ruby: &str) -> bool {
        let first = if from.row == self.rows.len() {
            from.run
        } else {
            0
        };
        if first >= self.row.len() {
            return false;
        }
        let rest: Vec<Run> = self.row.drain(first + 1..).collect();
        let base = &mut self.row[first];
        for run in rest {
            base.text.push_str(&run.text);
        }
        base.style.detail_mut().ruby = Some(ruby.to_owned());
        true
    }

    /// The rows, none at all for no text.
    pub(crate) fn finish(mut self) -> Vec<Row> {
        if self.broken || !self.row.is_empty() {
            self.rows.reserve_exact(1);
            self.end_row();
        }
        if self.cut {
            self.rows.iter_mut().for_each(Row::normalise);
        }
        self.rows
    }

    /// The row being collected, where the format has one for each line.
    pub(crate) fn finish_row(mut self) -> Row {
        self.row.shrink_to_fit();
        let mut row = Row(self.row);
        if self.cut {
            row.normalise();
        }
        row
    }
}

/// The rows of plain text.
pub(crate) fn plain(text: &str) -> Vec<Row> {
    let mut rows = Vec::with_capacity(2);
    let mut rest = text;
    while let Some(at) = memchr::memchr2(b'\n', b'\r', rest.as_bytes()) {
        rows.push(Row::plain(&rest[..at]));
        let ending = if rest[at..].starts_with("\r\n") { 2 } else { 1 };
        rest = &rest[at + ending..];
    }
    if !rows.is_empty() || !rest.is_empty() {
        rows.push(Row::plain(rest));
    }
    rows
}
