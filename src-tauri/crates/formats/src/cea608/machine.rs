//! What a decoder does with the codes of one channel.

use captions::CaptionChannel;

use super::code::{Code, Control, MidRow, Preamble};
use super::decode::Caption;
use super::record::{Painted, Record};
use super::screen::{COLUMNS, Cell, Glyph, Pen, ROWS, Screen};

/// When a pair came: its frame, and how many came before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At {
    pub(super) frame: i64,
    pub(super) pair: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Characters go to the memory that is not shown. So they do before any
    /// mode is chosen, which only damaged files leave open.
    PopOn,
    PaintOn,
    RollUp {
        depth: usize,
    },
}

/// The state of one channel (CTA-608-E section 7, 47 CFR 15.119(f)).
#[derive(Debug)]
pub(super) struct Machine {
    mode: Mode,
    /// Text mode: what comes is not for captions.
    text: bool,
    shown: Screen,
    hidden: Screen,
    row: usize,
    /// Where the next character goes; [`COLUMNS`] once the last is written.
    column: usize,
    pen: Pen,
    record: Record,
}

impl Machine {
    pub(super) fn new(channel: CaptionChannel) -> Self {
        Self {
            mode: Mode::PopOn,
            text: false,
            shown: Screen::default(),
            hidden: Screen::default(),
            row: ROWS - 1,
            column: 0,
            pen: Pen::default(),
            record: Record::new(channel),
        }
    }

    pub(super) const fn screen(&self) -> &Screen {
        &self.shown
    }

    pub(super) fn into_screen(self) -> Screen {
        self.shown
    }

    pub(super) fn finish(self) -> Vec<Caption> {
        self.record.finish()
    }

    /// Nothing came for a while.
    pub(super) fn pause(&mut self) {
        self.record.pause();
    }

    /// A code came a second time.
    pub(super) fn extend(&mut self, at: At) {
        self.record.extend(at);
    }

    pub(super) fn take(&mut self, code: Code, at: At) {
        if let Code::Misc { control, .. } = code {
            self.control(control, at);
            return;
        }
        if self.text {
            return;
        }
        match code {
            Code::Basic(first, second) => {
                self.write(Glyph::Char(first), at);
                if let Some(second) = second {
                    self.write(Glyph::Char(second), at);
                }
            }
            Code::Preamble(preamble) => self.start_row(preamble),
            Code::MidRow { change, underline } => {
                match change {
                    MidRow::Ink(ink) => (self.pen.ink, self.pen.italic) = (ink, false),
                    MidRow::Italic => self.pen.italic = true,
                }
                self.pen.underline = underline;
                self.pen.flash = false;
                self.write(Glyph::Attribute, at);
            }
            Code::Special(super::charset::TRANSPARENT) => self.write(Glyph::Transparent, at),
            Code::Special(character) => self.write(Glyph::Char(character), at),
            Code::Extended(character) => {
                self.column = self.column.saturating_sub(1);
                self.write(Glyph::Char(character), at);
            }
            Code::Tab(columns) => {
                self.column = (self.column + usize::from(columns)).min(COLUMNS - 1);
            }
            Code::Background(background) => {
                self.pen.background = background;
                self.replace_by_attribute(at);
            }
            Code::BlackText { underline } => {
                (self.pen.ink, self.pen.italic) = (super::screen::Ink::Black, false);
                self.pen.underline = underline;
                self.replace_by_attribute(at);
            }
            Code::Null | Code::Xds { .. } | Code::Misc { .. } | Code::Unknown => {}
        }
    }

    fn control(&mut self, control: Control, at: At) {
        match control {
            Control::ResumeCaptionLoading => {
                self.text = false;
                self.mode = Mode::PopOn;
                self.record.stop_writing();
            }
            Control::ResumeDirectCaptioning => {
                self.text = false;
                self.mode = Mode::PaintOn;
                self.record.stop_writing();
            }
            Control::RollUp(rows) => {
                self.text = false;
                self.choose_roll_up(usize::from(rows), at);
            }
            Control::Text => self.text = true,
            Control::EraseDisplayed => {
                self.shown.clear();
                self.record.erase(at);
            }
            Control::EraseNonDisplayed => self.hidden.clear(),
            Control::EndOfCaption => {
                self.text = false;
                self.mode = Mode::PopOn;
                std::mem::swap(&mut self.shown, &mut self.hidden);
                self.record.show(&self.shown, at);
            }
            Control::CarriageReturn => self.roll(at),
            Control::FlashOn if !self.text => {
                self.pen.flash = true;
                self.write(Glyph::Attribute, at);
            }
            Control::Backspace if !self.text => self.backspace(),
            Control::DeleteToEnd if !self.text => self.erase_from(self.column),
            _ => {}
        }
    }

    fn choose_roll_up(&mut self, depth: usize, at: At) {
        if let Mode::RollUp { depth: before } = self.mode {
            let top = (self.row + 1).saturating_sub(before);
            for row in top..(self.row + 1).saturating_sub(depth) {
                self.shown.erase(row, 0);
            }
        } else {
            self.shown.clear();
            self.hidden.clear();
            self.record.erase(at);
            (self.row, self.column) = (ROWS - 1, 0);
            self.pen = Pen::default();
        }
        self.mode = Mode::RollUp { depth };
    }

    fn roll(&mut self, at: At) {
        let Mode::RollUp { depth } = self.mode else {
            return;
        };
        if self.text {
            return;
        }
        let top = (self.row + 1).saturating_sub(depth);
        self.shown.roll_up(top, self.row);
        self.column = 0;
        self.record.roll(at);
    }

    fn start_row(&mut self, preamble: Preamble) {
        let row = usize::from(preamble.row);
        if let Mode::RollUp { depth } = self.mode {
            let base = row.max(depth - 1);
            if base != self.row {
                self.shown.move_window(self.row, base, depth);
                self.record.move_rows(self.row, base);
            }
            self.row = base;
        } else {
            self.row = row;
        }
        self.column = usize::from(preamble.indent);
        self.pen = preamble.pen();
    }

    fn replace_by_attribute(&mut self, at: At) {
        self.column = self.column.saturating_sub(1);
        self.write(Glyph::Attribute, at);
    }

    /// Writes at the cursor. Past the last column, what stands there is
    /// overwritten (47 CFR 15.119(f)(1)(v)).
    fn write(&mut self, glyph: Glyph, at: At) {
        let column = self.column.min(COLUMNS - 1);
        let cell = Cell {
            glyph,
            pen: self.pen,
        };
        let mode = match self.mode {
            Mode::PopOn => {
                self.hidden.put(self.row, column, cell);
                None
            }
            Mode::PaintOn => Some(captions::CaptionMode::PaintOn),
            Mode::RollUp { depth } => Some(captions::CaptionMode::RollUp {
                rows: u8::try_from(depth).unwrap_or(2),
            }),
        };
        if let Some(mode) = mode {
            self.shown.put(self.row, column, cell);
            let painted = Painted {
                mode,
                row: self.row,
                column,
                cell,
            };
            self.record.paint(painted, at);
        }
        self.column = column + 1;
    }

    fn backspace(&mut self) {
        if self.column == 0 {
            return;
        }
        self.column -= 1;
        let (row, column) = (self.row, self.column);
        match self.mode {
            Mode::PopOn => self.hidden.put(row, column, Cell::default()),
            _ => {
                self.shown.put(row, column, Cell::default());
                self.record.unpaint(row, column, column + 1);
            }
        }
    }

    fn erase_from(&mut self, column: usize) {
        let column = column.min(COLUMNS - 1);
        match self.mode {
            Mode::PopOn => self.hidden.erase(self.row, column),
            _ => {
                self.shown.erase(self.row, column);
                self.record.unpaint(self.row, column, COLUMNS);
            }
        }
    }
}
