//! The decoder of one caption service: eight windows and the commands that
//! change them (CTA-708-E section 8).

use captions::CaptionMode;

use super::attributes::{Definition, WindowAttributes};
use super::code::{Code, Codes, caption_sign};
use super::window::{Cell, Showing, Window, WindowLine};

/// What one window showed from one frame to another.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) in_frame: i64,
    /// Absent where it was never taken off.
    pub(crate) out_frame: Option<i64>,
    pub(crate) lines: Vec<WindowLine>,
    pub(crate) mode: CaptionMode,
    pub(super) definition: Definition,
    pub(super) attributes: WindowAttributes,
    /// How many windows were defined before its own.
    window: u64,
}

/// What was wrong in the blocks of a service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ServiceFaults {
    /// Codes whose parameters were missing.
    pub(crate) cut_short: u32,
    /// Codes that stand for no character.
    pub(crate) unknown: u32,
    /// Text that came while no window was defined.
    pub(crate) homeless: u32,
    /// Windows shown more often than their data can account for.
    pub(crate) left_out: u32,
}

/// The decoder of one service.
#[derive(Clone, Debug)]
pub(crate) struct WindowMachine {
    windows: [Option<Box<Window>>; 8],
    current: usize,
    /// How many windows were defined so far.
    defined: u64,
    /// Codes that wait for a delay to end, and the frame it ends at.
    delayed: Option<(i64, Vec<u8>)>,
    frames_a_second: u32,
    shown: Vec<Shown>,
    /// How much text may still be copied out: it grows with the data, so that
    /// a few bytes that show the same windows over and over do not fill the
    /// memory.
    allowance: usize,
    faults: ServiceFaults,
}

impl WindowMachine {
    /// Bytes that a decoder holds back during a delay (CTA-708-E section 8.4.4).
    const INPUT_BUFFER: usize = 128;
    /// Text that each byte of data may show, beyond a first amount.
    const ALLOWANCE: usize = 32;

    /// A service without windows, at so many frames a second.
    pub(crate) fn new(frames_a_second: u32) -> Self {
        Self {
            windows: Default::default(),
            current: 0,
            defined: 0,
            delayed: None,
            frames_a_second,
            shown: Vec::new(),
            allowance: 1 << 14,
            faults: ServiceFaults::default(),
        }
    }

    /// What was wrong so far.
    pub(crate) const fn faults(&self) -> ServiceFaults {
        self.faults
    }

    /// Takes a service block that arrived with a frame. Frames never go back.
    pub(crate) fn push(&mut self, frame: i64, block: &[u8]) {
        self.allowance += block.len() * Self::ALLOWANCE;
        self.end_delay(frame);
        match &mut self.delayed {
            None => self.run(frame, block),
            Some((_, waiting)) => {
                waiting.extend_from_slice(block);
                let is_full = waiting.len() > Self::INPUT_BUFFER;
                let cancels = |code| matches!(code, Ok(Code::DelayCancel | Code::Reset));
                if is_full || Codes::new(block).any(cancels) {
                    self.release(frame);
                }
            }
        }
    }

    /// Lets a delay run out whose time has come.
    fn end_delay(&mut self, frame: i64) {
        while let Some((until, _)) = self.delayed
            && until <= frame
        {
            self.release(until);
        }
    }

    fn release(&mut self, frame: i64) {
        if let Some((_, waiting)) = self.delayed.take() {
            self.run(frame, &waiting);
        }
    }

    /// What was shown, in order of time, and of windows shown at once in the
    /// order in which they were defined; what still is has no end.
    pub(crate) fn finish(mut self) -> Vec<Shown> {
        while let Some((until, _)) = self.delayed {
            self.release(until);
        }
        for window in 0..self.windows.len() {
            self.take_showing(window, None);
        }
        self.shown
            .sort_by_key(|shown| (shown.in_frame, shown.window));
        self.shown
    }

    fn run(&mut self, frame: i64, block: &[u8]) {
        let mut codes = Codes::new(block);
        while let Some(code) = codes.next() {
            match code {
                Ok(Code::Delay(tenths)) => {
                    let frames = (u32::from(tenths) * self.frames_a_second).div_ceil(10);
                    self.delayed = Some((frame + i64::from(frames), codes.rest().to_vec()));
                    return;
                }
                Ok(code) => self.apply(frame, code),
                Err(_) => self.faults.cut_short += 1,
            }
        }
    }

    fn apply(&mut self, frame: i64, code: Code) {
        match code {
            Code::Text(character) => self.put(frame, Some(character)),
            Code::TransparentSpace => self.put(frame, None),
            Code::CaptionSign => caption_sign().for_each(|c| self.put(frame, Some(c))),
            Code::Unknown => {
                self.faults.unknown += 1;
                self.put(frame, Some('_'));
            }
            Code::Backspace | Code::FormFeed | Code::CarriageReturn | Code::HorizontalReturn => {
                self.edit(frame, code);
            }
            Code::SetCurrent(window) => self.current = usize::from(window),
            Code::Clear(windows) => self.each(windows, |service, window| {
                service.clear(frame, window);
            }),
            Code::Display(windows) => self.each(windows, |service, window| {
                service.show(frame, window);
            }),
            Code::Hide(windows) => self.each(windows, |service, window| {
                service.hide(frame, window);
            }),
            Code::Toggle(windows) => self.each(windows, |service, window| {
                if service.is_visible(window) {
                    service.hide(frame, window);
                } else {
                    service.show(frame, window);
                }
            }),
            Code::Delete(windows) => self.each(windows, |service, window| {
                service.hide(frame, window);
                service.windows[window] = None;
            }),
            Code::Reset => self.each(0xff, |service, window| {
                service.hide(frame, window);
                service.windows[window] = None;
            }),
            Code::Define(window, definition) => self.define(frame, window, definition),
            code => self.set(code),
        }
    }

    /// The commands on the pen and the look of the current window.
    fn set(&mut self, code: Code) {
        let Some(window) = self.windows[self.current].as_deref_mut() else {
            return;
        };
        match code {
            Code::PenAttributes(attributes) => window.pen.attributes = attributes,
            Code::PenColor(color) => window.pen.color = color,
            Code::PenLocation { row, column } => window.locate(row, column),
            Code::WindowAttributes(attributes) => window.set_attributes(attributes),
            _ => {}
        }
    }

    fn each(&mut self, windows: u8, mut act: impl FnMut(&mut Self, usize)) {
        for window in (0..8).filter(|window| windows >> window & 1 != 0) {
            act(self, window);
        }
    }

    fn is_visible(&self, window: usize) -> bool {
        self.windows[window]
            .as_deref()
            .is_some_and(|window| window.visible)
    }

    fn define(&mut self, frame: i64, number: u8, definition: Definition) {
        let number = usize::from(number);
        self.current = number;
        let moves = self.windows[number].as_deref().is_some_and(|window| {
            let mut same = definition;
            same.visible = window.definition.visible;
            same != window.definition
        });
        if moves && self.is_visible(number) {
            self.take_showing(number, Some(frame));
        }
        match self.windows[number].as_deref_mut() {
            Some(window) => window.redefine(definition),
            None => self.windows[number] = Some(Box::new(Window::new(definition, self.defined))),
        }
        self.defined += 1;
        if definition.visible {
            self.show(frame, number);
        } else {
            self.hide(frame, number);
        }
    }

    fn show(&mut self, frame: i64, number: usize) {
        let Some(window) = self.windows[number].as_deref_mut() else {
            return;
        };
        if !window.visible {
            (window.visible, window.visible_since) = (true, frame);
        }
        if window.showing.is_none() && window.has_text() {
            window.showing = Some(Showing {
                since: frame,
                live: false,
            });
        }
    }

    fn hide(&mut self, frame: i64, number: usize) {
        self.take_showing(number, Some(frame));
        if let Some(window) = self.windows[number].as_deref_mut() {
            window.visible = false;
        }
    }

    fn clear(&mut self, frame: i64, number: usize) {
        self.take_showing(number, Some(frame));
        if let Some(window) = self.windows[number].as_deref_mut() {
            window.clear();
        }
    }

    /// Writes a cell into the current window.
    fn put(&mut self, frame: i64, character: Option<char>) {
        let number = self.current;
        let Some(window) = self.windows[number].as_deref_mut() else {
            self.faults.homeless += 1;
            return;
        };
        let cell: Cell = character.map(|character| (character, window.pen));
        if window.showing.is_some_and(|showing| showing.since < frame) && window.replaces(cell) {
            self.take_showing(number, Some(frame));
        }
        let Some(window) = self.windows[number].as_deref_mut() else {
            return;
        };
        window.put(cell);
        if !window.visible || character.is_none_or(char::is_whitespace) {
            return;
        }
        let live = frame > window.visible_since;
        match &mut window.showing {
            Some(showing) => showing.live |= live,
            None => {
                window.showing = Some(Showing { since: frame, live });
            }
        }
    }

    /// The control codes that change text.
    fn edit(&mut self, frame: i64, code: Code) {
        let number = self.current;
        match code {
            Code::FormFeed => {
                self.clear(frame, number);
                if let Some(window) = self.windows[number].as_deref_mut() {
                    window.home();
                }
            }
            Code::CarriageReturn => self.carriage_return(frame, number),
            Code::HorizontalReturn => {
                self.take_showing(number, Some(frame));
                if let Some(window) = self.windows[number].as_deref_mut() {
                    window.clear_line();
                }
                if self.is_visible(number) {
                    self.show(frame, number);
                }
            }
            _ => {
                // A letter that is taken back corrects a cue and does not end it.
                if let Some(window) = self.windows[number].as_deref_mut() {
                    window.backspace();
                }
            }
        }
    }

    /// In a window that is seen and rolls, a new row is a new cue.
    fn carriage_return(&mut self, frame: i64, number: usize) {
        let Some(window) = self.windows[number].as_deref_mut() else {
            return;
        };
        let rolls = window.visible && (window.is_roll_up() || window.is_last_line());
        // Rows that come within one frame are one cue.
        let goes_on = window.showing.is_some_and(|showing| showing.since == frame);
        if rolls && !goes_on {
            window.rolls |= window.is_last_line();
            self.take_showing(number, Some(frame));
        }
        if let Some(window) = self.windows[number].as_deref_mut() {
            window.next_line();
            if rolls && !goes_on {
                window.start_at_line();
            }
        }
    }

    /// Ends what a window shows. What was shown for no time at all is no cue.
    fn take_showing(&mut self, number: usize, frame: Option<i64>) {
        let Some(window) = self.windows[number].as_deref_mut() else {
            return;
        };
        let Some(showing) = window.showing.take() else {
            return;
        };
        if frame.is_some_and(|frame| frame <= showing.since) {
            return;
        }
        let lines = window.text();
        let chars: usize = lines.iter().map(|line| line.text.chars()).sum();
        let cost = 2 * chars + 64 * (lines.len() + 1);
        if lines.is_empty() || cost > self.allowance {
            self.faults.left_out += u32::from(!lines.is_empty());
            return;
        }
        self.allowance -= cost;
        self.shown.push(Shown {
            in_frame: showing.since,
            out_frame: frame,
            mode: mode(window, showing),
            lines,
            definition: window.definition,
            attributes: window.attributes,
            window: window.number,
        });
    }
}

fn mode(window: &Window, showing: Showing) -> CaptionMode {
    if !showing.live {
        CaptionMode::PopOn
    } else if window.is_roll_up() && window.runs_plainly() {
        CaptionMode::RollUp {
            rows: window.definition.rows.clamp(2, 4),
        }
    } else {
        CaptionMode::PaintOn
    }
}

impl Shown {
    /// Whether its window needs more columns than a narrow picture has.
    pub(crate) const fn is_wide(&self) -> bool {
        let definition = &self.definition;
        !definition.relative && (definition.anchor_h > 159 || definition.columns > 32)
    }
}
