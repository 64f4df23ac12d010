//! The text `.asc` of Cheetah programs: each caption is numbered, says its time
//! and mode in lines that start with an asterisk, and stays until the next.

use captions::{CaptionMode, Color, Cue, Ids, Row, Style, Time};

use crate::diagnostic::Diagnostics;
use crate::frame_clock::{Label, label};
use crate::registry::{Confidence, Format, Info, Probe, Reading, Source};
use crate::rows::Rows;
use crate::text_source::{Line, TextSource};
use crate::{Feature, ReadOptions, Support};

use super::clock;
use super::grid::{self, Justify, LAST_ROW, Spot};
use super::screen::Screen;

const ID: &str = "cheetah-asc";

/// Cheetah ASCII.
pub(crate) static FORMAT: Format = Format {
    info: &INFO,
    detect,
    read,
    write: None,
};

static INFO: Info = Info {
    id: ID,
    name: "Cheetah ASCII",
    extensions: &["asc"],
    media_type: "text/plain",
    reads: true,
    writes: false,
    counts_frames: true,
    features: &[
        (Feature::Italic, Support::Full),
        (Feature::TextColor, Support::Partial),
        (Feature::Align, Support::Full),
        (Feature::RowPosition, Support::Full),
        (Feature::CaptionMode, Support::Full),
        (Feature::Label, Support::Full),
        (Feature::Times, Support::Full),
        (Feature::OpenEnd, Support::Partial),
        (Feature::LineBreak, Support::Full),
        (Feature::Characters, Support::Partial),
    ],
};

const NUMBER: &str = "** Caption Number";

fn detect(probe: &Probe<'_>) -> Confidence {
    let mut lines = probe.lines().take(50);
    if lines.any(|line| strip(line, NUMBER).is_some()) {
        Confidence::Certain
    } else {
        Confidence::None
    }
}

/// What stands after a start of a line, whatever the case of that.
fn strip<'a>(line: &'a str, start: &str) -> Option<&'a str> {
    let (found, rest) = line.split_at_checked(start.len())?;
    found.eq_ignore_ascii_case(start).then_some(rest)
}

/// What the lines with asterisks ask for; it holds until it is changed.
#[derive(Clone, Copy, Debug)]
struct State {
    mode: CaptionMode,
    /// Whether the row given is the first and not the last.
    top_down: bool,
    spot: Option<(Justify, Spot)>,
}

/// A caption while its lines are read.
#[derive(Debug, Default)]
struct Caption {
    number: String,
    time: Option<Time>,
    rows: Vec<Row>,
    /// Its text has ended.
    ended: bool,
}

struct Reader<'a> {
    source: &'a TextSource<'a>,
    clock: crate::frame_clock::FrameClock,
    screen: Screen,
    state: State,
    caption: Option<Caption>,
    /// The number of the next caption, if none is left out.
    number: u32,
    style: Style,
}

fn read(file: &Source<'_>, options: &ReadOptions, ids: &mut Ids) -> Reading {
    let mut diagnostics = Diagnostics::default();
    let source = TextSource::open(file.bytes, options, &mut diagnostics);
    let said = source.lines().find_map(|line| {
        let line = line.text.trim();
        let drops = line.eq_ignore_ascii_case("*DropFrame");
        (drops || line.eq_ignore_ascii_case("*NonDropFrame")).then_some(drops)
    });
    let labels: Vec<Label> = source.lines().filter_map(|line| time(line.text)).collect();
    let options = ReadOptions {
        drop_frame: options.drop_frame.or(said),
        ..options.clone()
    };
    let mut reader = Reader {
        clock: clock(&labels, &options, &mut diagnostics),
        source: &source,
        screen: Screen::new(ID, ids),
        state: State {
            mode: CaptionMode::PopOn,
            top_down: false,
            spot: None,
        },
        caption: None,
        number: 1,
        style: Style::default(),
    };
    for line in source.lines() {
        reader.line(&line, ids, &mut diagnostics);
    }
    reader.end(ids);
    let settings = reader.clock.settings();
    reader
        .screen
        .finish()
        .finish(settings, diagnostics, source.encoding())
}

/// The label of a line `*T hh:mm:ss:ff`.
fn time(line: &str) -> Option<Label> {
    let rest = strip(line.trim(), "*T")?;
    let (found, rest) = label(rest.trim_start())?;
    rest.trim().is_empty().then_some(found)
}

impl Reader<'_> {
    fn line(&mut self, line: &Line<'_>, ids: &mut Ids, diagnostics: &mut Diagnostics) {
        let text = line.text.trim();
        if let Some(number) = strip(text, NUMBER) {
            self.end(ids);
            self.caption = Some(Caption {
                number: number.trim().to_owned(),
                ..Caption::default()
            });
        } else if let Some(label) = time(text) {
            let (time, error) = self.clock.time(label);
            if let Some(error) = error {
                let place = self.source.place(line.mark());
                diagnostics.error("bad-label", place, error.to_string());
            }
            self.caption.get_or_insert_default().time = time;
        } else if let Some(command) = text.strip_prefix('*') {
            if !self.state.take(command) {
                let message = "This command is not known; it is passed over";
                diagnostics.warn("unknown-command", self.source.place(line.mark()), message);
            }
        } else if !text.is_empty() {
            self.text(line, diagnostics);
        }
    }

    fn text(&mut self, line: &Line<'_>, diagnostics: &mut Diagnostics) {
        let place = self.source.place(line.mark());
        let Some(caption) = self.caption.as_mut().filter(|caption| !caption.ended) else {
            let message = "This line belongs to no caption; it is not shown";
            diagnostics.error("line-without-time", place, message);
            return;
        };
        let mut rows = Rows::default();
        let mut rest = line.text;
        while let Some(at) = rest.find('\\') {
            rows.push(&rest[..at], &self.style);
            rest = &rest[at..];
            if let Some(after) = strip(rest, "\\E") {
                caption.ended = true;
                rest = after;
                break;
            }
            match code(rest) {
                Some((letter, after)) => {
                    if !apply(&mut self.style, letter) {
                        let message = format!("The style \\A{letter}\\ is not known");
                        diagnostics.warn("unknown-style", place, message);
                    }
                    rest = after;
                }
                None => {
                    rows.push("\\", &self.style);
                    rest = &rest[1..];
                }
            }
        }
        rows.push(rest, &self.style);
        caption.rows.extend(rows.finish());
    }

    /// Ends the caption at hand. One without text clears the screen.
    fn end(&mut self, ids: &mut Ids) {
        self.style = Style::default();
        let Some(mut caption) = self.caption.take() else {
            return;
        };
        let number = caption.number.parse().unwrap_or(self.number);
        let is_next = number == self.number;
        self.number = number.saturating_add(1);
        let Some(time) = caption.time else {
            return;
        };
        if caption.rows.is_empty() {
            self.screen.clear(time);
            return;
        }
        let mut cue = self.screen.next(ids, time, None);
        if !is_next {
            cue.label = Some(caption.number);
        }
        cue.rows = std::mem::take(&mut caption.rows);
        self.state.place(&mut cue);
        self.screen.show(cue);
    }
}

impl State {
    /// Takes in a command; false where it is not known.
    fn take(&mut self, command: &str) -> bool {
        let command = command.trim();
        match command.to_ascii_lowercase().as_str() {
            "popon" => self.mode = CaptionMode::PopOn,
            "painton" => self.mode = CaptionMode::PaintOn,
            "topdown" => self.top_down = true,
            "bottomup" => self.top_down = false,
            "dropframe" | "nondropframe" => {}
            lower => {
                if let Some(rows) = lower.strip_prefix("rollup") {
                    let rows = rows.trim().parse().unwrap_or(3);
                    let rows = u8::clamp(rows, 2, 4);
                    self.mode = CaptionMode::RollUp { rows };
                } else if !lower.starts_with("width") {
                    let Some(spot) = spot(lower) else {
                        return false;
                    };
                    self.spot = Some(spot);
                }
            }
        }
        true
    }

    /// Places a cue as the commands ask.
    fn place(&self, cue: &mut Cue) {
        cue.mode = self.mode;
        let Some((justify, spot)) = self.spot else {
            return;
        };
        let count = u8::try_from(cue.rows.len()).unwrap_or(LAST_ROW);
        let first = if self.top_down {
            spot.row
        } else {
            (spot.row + 1).saturating_sub(count).max(1)
        };
        let rows = (0..count).map(|index| Spot {
            row: first.saturating_add(index).min(LAST_ROW),
            ..spot
        });
        let spots: Vec<Spot> = rows.collect();
        cue.position = grid::position(&spots, justify, &cue.rows);
        cue.align = justify.align();
    }
}

/// Reads `l`, `c` or `r`, a row as one hexadecimal digit, and a column.
fn spot(command: &str) -> Option<(Justify, Spot)> {
    let mut letters = command.chars();
    let justify = match letters.next()? {
        'l' => Justify::Left,
        'c' => Justify::Center,
        'r' => Justify::Right,
        _ => return None,
    };
    let row = u8::try_from(letters.next()?.to_digit(16)?).ok()?;
    let column: u8 = letters.as_str().parse().ok()?;
    let is_cell = (1..=LAST_ROW).contains(&row) && (1..=32).contains(&column);
    is_cell.then_some((justify, Spot { row, column }))
}

/// The letter of a style `\Ax\` at the front, and what stands after it.
fn code(text: &str) -> Option<(char, &str)> {
    let rest = strip(text, "\\A")?;
    let letter = rest.chars().next()?;
    let rest = rest[letter.len_utf8()..].strip_prefix('\\')?;
    Some((letter.to_ascii_uppercase(), rest))
}

/// Puts a style code into effect; false where it is not known. A colour ends
/// italics, as it does on line 21.
fn apply(style: &mut Style, letter: char) -> bool {
    let color = match letter {
        'I' => {
            style.italic = true;
            return true;
        }
        'U' => {
            style.underline = true;
            return true;
        }
        'W' => None,
        'G' => Some(Color::rgb(0, 255, 0)),
        'B' => Some(Color::rgb(0, 0, 255)),
        'C' => Some(Color::rgb(0, 255, 255)),
        'R' => Some(Color::rgb(255, 0, 0)),
        'Y' => Some(Color::rgb(255, 255, 0)),
        'M' => Some(Color::rgb(255, 0, 255)),
        _ => return false,
    };
    *style = Style {
        color,
        ..Style::default()
    };
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_letter_row_and_column() {
        let at = |row, column| Spot { row, column };
        for (text, expected) in [
            ("c116", Some((Justify::Center, at(1, 16)))),
            ("cb16", Some((Justify::Center, at(11, 16)))),
            ("lf01", Some((Justify::Left, at(15, 1)))),
            ("r332", Some((Justify::Right, at(3, 32)))),
            ("c016", None),
            ("xf01", None),
            ("lf", None),
            ("lf40", None),
        ] {
            assert_eq!(spot(text), expected, "{text}");
        }
    }
}
