//! What the commands of a file say about the cues after them, and text in that
//! state.

use captions::{Position, Row, Style};

use crate::rows::Rows;

/// The style and place that the commands so far ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State {
    bold: bool,
    italic: bool,
    underline: bool,
    /// Key of the numeric keypad.
    place: u8,
}

impl Default for State {
    fn default() -> Self {
        Self {
            bold: false,
            italic: false,
            underline: false,
            place: 2,
        }
    }
}

/// A command: its name and value.
pub(super) fn command(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.trim().strip_prefix('$')?.split_once('=')?;
    Some((name.trim(), value.trim()))
}

impl State {
    /// Takes in every command of a text.
    pub(super) fn take_lines(&mut self, text: &str) {
        for line in text.split(['\n', '\r']) {
            self.take_line(line);
        }
    }

    /// Takes in a line, where it is a command that matters here.
    pub(super) fn take_line(&mut self, line: &str) {
        let Some((name, value)) = command(line) else {
            return;
        };
        let on = value.eq_ignore_ascii_case("true");
        let value = value.to_ascii_lowercase();
        match name.to_ascii_lowercase().as_str() {
            "bold" => self.bold = on,
            "italic" => self.italic = on,
            "underlined" | "underline" => self.underline = on,
            "horzalign" => {
                let column = match value.as_str() {
                    "left" => 1,
                    "right" => 3,
                    _ => 2,
                };
                self.place = (self.place - 1) / 3 * 3 + column;
            }
            "vertalign" => {
                let row = match value.as_str() {
                    "top" => 6,
                    "center" | "middle" => 3,
                    _ => 0,
                };
                self.place = row + (self.place - 1) % 3 + 1;
            }
            _ => {}
        }
    }

    /// Where a cue stands in this state.
    pub(super) fn position(self) -> Position {
        if self.place == 2 {
            Position::Auto
        } else {
            Position::Numpad(self.place)
        }
    }

    /// The commands that lead to a place.
    pub(super) fn place_commands(self, place: u8) -> String {
        let mut out = String::new();
        if (self.place - 1) % 3 != (place - 1) % 3 {
            let value = ["Left", "Center", "Right"][usize::from((place - 1) % 3)];
            out.push_str(&format!("$HorzAlign = {value}\n"));
        }
        if (self.place - 1) / 3 != (place - 1) / 3 {
            let value = ["Bottom", "Center", "Top"][usize::from((place - 1) / 3)];
            out.push_str(&format!("$VertAlign = {value}\n"));
        }
        out
    }

    fn style(self) -> Style {
        Style {
            bold: self.bold,
            italic: self.italic,
            underline: self.underline,
            ..Style::default()
        }
    }

    /// Reads the text of an entry: bars break rows, `^B`, `^I` and `^U` turn a
    /// style over until the end.
    pub(super) fn read(self, text: &str) -> Vec<Row> {
        let mut style = self.style();
        let mut rows = Rows::default();
        let text = text.replace(" | ", "|");
        let mut rest = text.as_str();
        while let Some(at) = rest.find(['|', '^']) {
            rows.push(&rest[..at], &style);
            rest = &rest[at..];
            match rest.as_bytes().get(..2) {
                Some(b"^B") => style.bold = !style.bold,
                Some(b"^I") => style.italic = !style.italic,
                Some(b"^U") => style.underline = !style.underline,
                _ => {
                    if rest.starts_with('|') {
                        rows.break_row();
                    } else {
                        rows.push("^", &style);
                    }
                    rest = &rest[1..];
                    continue;
                }
            }
            rest = &rest[2..];
        }
        rows.push(rest, &style);
        rows.finish()
    }

    /// Writes rows as [`State::read`] reads them; gives the characters that had
    /// to be changed.
    pub(super) fn write(self, out: &mut String, rows: &[Row]) -> Vec<char> {
        let mut changed = Vec::new();
        let mut style = self.style();
        for (index, row) in rows.iter().enumerate() {
            if index > 0 {
                if out.ends_with(' ') && row.text().starts_with(' ') {
                    out.pop();
                    changed.push(' ');
                }
                out.push('|');
            }
            for run in &row.0 {
                for (mark, was, is) in [
                    ("^B", style.bold, run.style.bold),
                    ("^I", style.italic, run.style.italic),
                    ("^U", style.underline, run.style.underline),
                ] {
                    if was != is {
                        out.push_str(mark);
                    }
                }
                style.clone_from(&run.style);
                push_text(out, &run.text, &mut changed);
            }
        }
        changed
    }
}

fn push_text(out: &mut String, text: &str, changed: &mut Vec<char>) {
    for character in text.chars() {
        let instead = match character {
            '|' => '\u{a6}',
            '^' => '\u{2c6}',
            '\n' | '\r' | '\t' => ' ',
            other => other,
        };
        if instead != character {
            changed.push(character);
        }
        out.push(instead);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_move_the_place_by_row_and_column() {
        let mut state = State::default();
        for (line, place) in [
            ("$VertAlign = Top", 8),
            ("$HorzAlign = left", 7),
            ("$VERTALIGN=center", 4),
            ("$FontSize = 20", 4),
            ("$HorzAlign = Center", 5),
            ("$VertAlign = Bottom", 2),
        ] {
            state.take_line(line);
            assert_eq!(state.place, place, "{line}");
        }
        let mut other = state;
        other.take_lines(&state.place_commands(9));
        assert_eq!(other.place, 9);
    }

    #[test]
    fn text_comes_back_as_it_was_written() {
        let mut state = State::default();
        state.take_line("$Italic = TRUE");
        for text in ["^Iplain^I italic", "one|^Btwo^B|^Uthree", "a||b", "2 ^ 3"] {
            let mut out = String::new();
            let changed = state.write(&mut out, &state.read(text));
            if changed.is_empty() {
                assert_eq!(state.read(&out), state.read(text), "{text}");
            } else {
                assert_eq!(changed, ['^']);
            }
        }
    }
}
