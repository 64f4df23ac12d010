//! Text files being written: encoding, line ends, and pieces that go out as
//! they came in.

use std::borrow::Cow;

use captions::RawBytes;

use crate::{Encoding, LineEnding, WriteOptions};

/// How the text so far ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// Nothing is written, or an empty line stands last.
    Blank,
    /// A line has just ended.
    Line,
    /// In the middle of a line.
    Open,
}

/// A text file being written.
#[derive(Debug)]
pub(crate) struct TextSink {
    out: Vec<u8>,
    encoding: Encoding,
    /// Encoding of the pieces that were read.
    source_encoding: Encoding,
    line_ending: LineEnding,
    /// Whether pieces that were read get new line ends too.
    forced_ending: bool,
    ending: Ending,
    /// Whether a line of white space counts as an empty one.
    spaces_are_blank: bool,
    unmappable: Vec<char>,
}

impl TextSink {
    /// An empty file. `source` is how the track's own file was written, where
    /// it was of this format.
    pub(crate) fn new(
        options: &WriteOptions,
        source: Option<(Encoding, LineEnding)>,
        capacity: usize,
    ) -> Self {
        let source_encoding = source.map_or(Encoding::UTF_8, |(encoding, _)| encoding);
        let source_ending = source.map_or(LineEnding::Lf, |(_, ending)| ending);
        Self {
            out: Vec::with_capacity(capacity),
            encoding: options.encoding.unwrap_or(source_encoding),
            source_encoding,
            line_ending: options.line_ending.unwrap_or(source_ending),
            forced_ending: options
                .line_ending
                .is_some_and(|ending| source.is_some_and(|(_, old)| old != ending)),
            ending: Ending::Blank,
            spaces_are_blank: true,
            unmappable: Vec::new(),
        }
    }

    /// For formats in which a line of white space is text.
    pub(crate) const fn with_strict_blank_lines(mut self) -> Self {
        self.spaces_are_blank = false;
        self
    }

    /// Adds a byte order mark, where the encoding has one.
    pub(crate) fn byte_order_mark(&mut self) {
        self.out.extend_from_slice(self.encoding.mark());
    }

    /// Adds text whose lines end in line feeds.
    pub(crate) fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.ending = self.ending_after(text);
        if self.line_ending == LineEnding::Lf {
            self.encode(text);
        } else {
            self.encode(&text.replace('\n', self.line_ending.as_str()));
        }
    }

    /// Adds a piece of the source file as it stands there.
    pub(crate) fn verbatim(&mut self, raw: &RawBytes) {
        let text = decode_piece(raw, self.source_encoding);
        if self.encoding == self.source_encoding && !self.forced_ending {
            self.ending = self.ending_after(&text);
            self.out.extend_from_slice(raw.as_bytes());
        } else {
            self.piece(&text);
        }
    }

    /// Adds a decoded piece of the source file, its line ends as they are
    /// unless others were asked for.
    pub(crate) fn piece(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.ending = self.ending_after(text);
        if self.forced_ending {
            let unix = text.replace("\r\n", "\n").replace('\r', "\n");
            self.encode(&unix.replace('\n', self.line_ending.as_str()));
        } else {
            self.encode(text);
        }
    }

    /// Takes the line that stands last for an empty one, if it has an end: the
    /// next cue may follow it at once.
    pub(crate) fn count_as_blank(&mut self) {
        if self.ending == Ending::Line {
            self.ending = Ending::Blank;
        }
    }

    /// Ends the line, where one is open.
    pub(crate) fn end_line(&mut self) {
        if self.ending == Ending::Open {
            self.text("\n");
        }
    }

    /// Makes sure that an empty line stands last.
    pub(crate) fn blank_line(&mut self) {
        self.end_line();
        if self.ending == Ending::Line {
            self.text("\n");
        }
    }

    /// Whether the encoding has every character of a text.
    pub(crate) fn holds(&self, text: &str) -> bool {
        let (_, _, is_lossy) = self.encoding.codec().encode(text);
        !is_lossy
    }

    /// Characters that the encoding lacked since this was last asked; `?`
    /// stands for each.
    pub(crate) fn take_unmappable(&mut self) -> Vec<char> {
        std::mem::take(&mut self.unmappable)
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.out
    }

    fn ending_after(&self, text: &str) -> Ending {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.is_empty() {
            return self.ending;
        }
        let Some(body) = strip_line_end(text) else {
            return Ending::Open;
        };
        let spaces =
            |c: char| self.spaces_are_blank && matches!(c, ' ' | '\t' | '\0' | '\x0b' | '\x0c');
        let last = body.trim_end_matches(spaces);
        match last.chars().next_back() {
            None if self.ending == Ending::Open => Ending::Line,
            None | Some('\n' | '\r') => Ending::Blank,
            Some(_) => Ending::Line,
        }
    }

    fn encode(&mut self, text: &str) {
        if self.encoding == Encoding::UTF_8 {
            self.out.extend_from_slice(text.as_bytes());
        } else if self.encoding == Encoding::UTF_16LE {
            let units = text.encode_utf16();
            self.out.extend(units.flat_map(u16::to_le_bytes));
        } else if self.encoding == Encoding::UTF_16BE {
            let units = text.encode_utf16();
            self.out.extend(units.flat_map(u16::to_be_bytes));
        } else {
            self.encode_legacy(text);
        }
    }

    fn encode_legacy(&mut self, text: &str) {
        let codec = self.encoding.codec();
        let (bytes, _, lossy) = codec.encode(text);
        if !lossy {
            self.out.extend_from_slice(&bytes);
            return;
        }
        for character in text.chars() {
            let mut buffer = [0; 4];
            let (bytes, _, lossy) = codec.encode(character.encode_utf8(&mut buffer));
            if lossy {
                self.unmappable.push(character);
                self.out.push(b'?');
            } else {
                self.out.extend_from_slice(&bytes);
            }
        }
    }
}

/// The text of bytes that were kept.
pub(crate) fn decode_piece(raw: &RawBytes, encoding: Encoding) -> Cow<'_, str> {
    match raw {
        RawBytes::Text(text) if encoding.has_byte_lines() && text.is_ascii() => Cow::Borrowed(text),
        RawBytes::Text(text) if encoding == Encoding::UTF_8 => Cow::Borrowed(text),
        raw => {
            encoding
                .codec()
                .decode_without_bom_handling(raw.as_bytes())
                .0
        }
    }
}

fn strip_line_end(text: &str) -> Option<&str> {
    text.strip_suffix("\r\n")
        .or_else(|| text.strip_suffix(['\n', '\r']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_are_added_where_they_are_missing() {
        for (text, expected) in [
            ("", ""),
            ("a", "a\n\n"),
            ("a\n", "a\n\n"),
            ("a\n\n", "a\n\n"),
            ("a\r\n \r\n", "a\r\n \r\n"),
            ("\n", "\n"),
        ] {
            let mut sink = TextSink::new(&WriteOptions::default(), None, 0);
            sink.piece(text);
            sink.blank_line();
            assert_eq!(sink.finish(), expected.as_bytes(), "{text:?}");
        }
    }

    #[test]
    fn characters_that_an_encoding_lacks_are_named() {
        let options = WriteOptions {
            encoding: "windows-1252".parse().ok(),
            line_ending: Some(LineEnding::Crlf),
            bom: None,
        };
        let mut sink = TextSink::new(&options, None, 0);
        sink.text("\u{e9}\u{6f22}\n");
        assert_eq!(sink.take_unmappable(), ['\u{6f22}']);
        assert_eq!(sink.finish(), b"\xe9?\r\n");
    }
}
