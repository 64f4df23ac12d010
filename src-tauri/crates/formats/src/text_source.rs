//! Text files: their encoding, their lines, and where each line stands.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use captions::RawBytes;

use crate::diagnostic::{Diagnostics, Place};
use crate::{Encoding, LineEnding, Question, ReadOptions};

/// A decoded text file that still knows the bytes behind each line.
#[derive(Debug)]
pub(crate) struct TextSource<'a> {
    bytes: &'a [u8],
    text: Cow<'a, str>,
    encoding: Encoding,
    mark: usize,
    guessed: bool,
    damaged: bool,
    /// Offset in `bytes` of each line, where it differs from that in `text`.
    line_starts: Option<Vec<usize>>,
}

/// One line of a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    /// Number, counted from 1.
    pub(crate) number: u32,
    /// Offset of its first byte in the text.
    pub(crate) start: usize,
    /// Offset of the next line.
    pub(crate) end: usize,
    /// What it says, without its end.
    pub(crate) text: &'a str,
}

impl Line<'_> {
    /// Where it starts.
    pub(crate) const fn mark(&self) -> Mark {
        Mark {
            offset: self.start,
            line: self.number,
        }
    }

    /// Where the next line starts.
    pub(crate) const fn end_mark(&self) -> Mark {
        Mark {
            offset: self.end,
            line: self.number + 1,
        }
    }

    /// Whether it holds nothing but white space.
    pub(crate) fn is_blank(&self) -> bool {
        self.text
            .bytes()
            .all(|byte| matches!(byte, b' ' | b'\t' | b'\0' | 0x0b | 0x0c))
    }
}

/// The start of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) offset: usize,
    pub(crate) line: u32,
}

impl Mark {
    /// The start of the text.
    pub(crate) const START: Self = Self { offset: 0, line: 1 };
}

/// Walks over the lines of a text; a copy remembers a place in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lines<'a> {
    text: &'a str,
    at: Mark,
}

impl<'a> Lines<'a> {
    pub(crate) const fn new(text: &'a str) -> Self {
        Self {
            text,
            at: Mark::START,
        }
    }

    /// Where the next line starts.
    pub(crate) const fn mark(&self) -> Mark {
        self.at
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let start = self.at.offset;
        let rest = &self.text.as_bytes()[start..];
        if rest.is_empty() {
            return None;
        }
        let (length, ending) = match memchr::memchr2(b'\n', b'\r', rest) {
            None => (rest.len(), 0),
            Some(at) if rest[at] == b'\r' && rest.get(at + 1) == Some(&b'\n') => (at, 2),
            Some(at) => (at, 1),
        };
        let line = Line {
            number: self.at.line,
            start,
            end: start + length + ending,
            text: &self.text[start..start + length],
        };
        self.at = line.end_mark();
        Some(line)
    }
}

impl<'a> TextSource<'a> {
    /// Decodes a file: by its byte order mark, else as `chosen`, else by its
    /// content. Malformed bytes become U+FFFD; nothing fails.
    pub(crate) fn decode(bytes: &'a [u8], chosen: Option<Encoding>) -> Self {
        let marked = [Encoding::UTF_8, Encoding::UTF_16LE, Encoding::UTF_16BE]
            .into_iter()
            .find(|encoding| bytes.starts_with(encoding.mark()));
        let mark = marked.map_or(0, |encoding| encoding.mark().len());
        let body = &bytes[mark..];
        let (encoding, guessed) = match marked.or(chosen) {
            Some(encoding) => (encoding, false),
            None => guess(body),
        };
        let (text, damaged) = encoding.codec().decode_without_bom_handling(body);
        let in_place = encoding == Encoding::UTF_8 && !damaged;
        let line_starts = (!in_place).then(|| line_starts(body, mark, encoding));
        Self {
            bytes,
            text,
            encoding,
            mark,
            guessed,
            damaged,
            line_starts,
        }
    }

    /// Decodes as the options ask and says what was noticed.
    pub(crate) fn open(
        bytes: &'a [u8],
        options: &ReadOptions,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let source = Self::decode(bytes, options.encoding);
        if source.guessed {
            diagnostics.ask(Question::Encoding);
            diagnostics.info(
                "encoding-guessed",
                Place::default(),
                format!(
                    "The file does not say its encoding; it was read as {}",
                    source.encoding
                ),
            );
        }
        if source.damaged {
            source.report_damage(diagnostics);
        }
        source
    }

    fn report_damage(&self, diagnostics: &mut Diagnostics) {
        let damaged = Lines::new(&self.text).filter(|line| line.text.contains('\u{fffd}'));
        for line in damaged.take(20) {
            diagnostics.warn(
                "bad-characters",
                self.place(line.mark()),
                format!("Bytes that are not {} are shown as \u{fffd}", self.encoding),
            );
        }
    }

    /// The text, without a byte order mark.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn into_text(self) -> Cow<'a, str> {
        self.text
    }

    /// The lines of the text.
    pub(crate) fn lines(&self) -> Lines<'_> {
        Lines::new(&self.text)
    }

    /// The encoding it was read in.
    pub(crate) const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// How most of its lines end, judged by the first.
    pub(crate) fn line_ending(&self) -> Option<LineEnding> {
        let text = self.text.as_bytes();
        let at = memchr::memchr2(b'\n', b'\r', text)?;
        Some(match (text[at], text.get(at + 1)) {
            (b'\n', _) => LineEnding::Lf,
            (_, Some(b'\n')) => LineEnding::Crlf,
            _ => LineEnding::Cr,
        })
    }

    /// The end of the text, as the start of a line that is not there.
    pub(crate) fn end(&self) -> Mark {
        Mark {
            offset: self.text.len(),
            line: u32::MAX,
        }
    }

    /// The place in the file where a line starts.
    pub(crate) fn place(&self, mark: Mark) -> Place {
        Place {
            line: Some(mark.line),
            byte: Some(self.byte_offset(mark) as u64),
        }
    }

    fn byte_offset(&self, mark: Mark) -> usize {
        match &self.line_starts {
            None => self.mark + mark.offset,
            Some(starts) => starts
                .get(mark.line as usize - 1)
                .copied()
                .unwrap_or(self.bytes.len()),
        }
    }

    /// What stands from one line to another.
    pub(crate) fn raw_between(&self, from: Mark, to: Mark) -> RawBytes {
        if self.line_starts.is_none() {
            let to = to.offset.max(from.offset);
            return self.text[from.offset..to].to_owned().into();
        }
        let (from, to) = (self.byte_offset(from), self.byte_offset(to));
        self.bytes[from..to.max(from)].into()
    }

    /// The bytes from the start of the file, its mark included, to a line.
    pub(crate) fn bytes_before(&self, to: Mark) -> &'a [u8] {
        &self.bytes[..self.byte_offset(to)]
    }

    /// The bytes from a line to the end of the file.
    pub(crate) fn bytes_after(&self, from: Mark) -> &'a [u8] {
        &self.bytes[self.byte_offset(from)..]
    }
}

/// Where `-->` stands in a line. Lines are short and few have a `>` at all, so
/// looking for that first is quicker than a search for the whole arrow.
pub(crate) fn find_arrow(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    memchr::memchr_iter(b'>', bytes)
        .find(|at| bytes[..*at].ends_with(b"--"))
        .map(|at| at - 2)
}

/// Where each line starts in the bytes. Line ends survive decoding even beside
/// malformed sequences (Encoding Standard: an ASCII byte after a bad lead byte
/// is put back), so line numbers agree with those of the text.
fn line_starts(body: &[u8], mark: usize, encoding: Encoding) -> Vec<usize> {
    let mut starts = vec![mark];
    let mut after_return = false;
    let mut take = |end: usize, unit: u16| {
        match unit {
            0x0a if after_return => {
                if let Some(last) = starts.last_mut() {
                    *last = mark + end;
                }
            }
            0x0a | 0x0d => starts.push(mark + end),
            _ => {}
        }
        after_return = unit == 0x0d;
    };
    if encoding.has_byte_lines() {
        for (at, byte) in body.iter().enumerate() {
            take(at + 1, u16::from(*byte));
        }
    } else {
        let big = encoding == Encoding::UTF_16BE;
        for (index, pair) in body.chunks_exact(2).enumerate() {
            let pair = [pair[0], pair[1]];
            let unit = if big {
                u16::from_be_bytes(pair)
            } else {
                u16::from_le_bytes(pair)
            };
            take(2 * index + 2, unit);
        }
    }
    starts
}

/// The encoding that the content speaks for, and whether that is a guess.
fn guess(body: &[u8]) -> (Encoding, bool) {
    if let Some(encoding) = utf16_by_zeros(body) {
        return (encoding, true);
    }
    if is_mostly_utf8(body) {
        return (Encoding::UTF_8, false);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&body[..body.len().min(1 << 20)], true);
    (
        Encoding::of(detector.guess(None, Utf8Detection::Deny)),
        true,
    )
}

/// UTF-16 without a mark shows as zero bytes on one side of every other pair.
fn utf16_by_zeros(body: &[u8]) -> Option<Encoding> {
    let head = &body[..body.len().min(4096)];
    let zeros = |parity: usize| {
        let side = head.iter().skip(parity).step_by(2);
        side.filter(|byte| **byte == 0).count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let many = head.len() / 8;
    if odd > many && even * 8 <= odd {
        Some(Encoding::UTF_16LE)
    } else if even > many && odd * 8 <= even {
        Some(Encoding::UTF_16BE)
    } else {
        None
    }
}

/// Whether this is UTF-8, perhaps with a little damage: well-formed sequences
/// of several bytes hardly occur by chance in other encodings.
fn is_mostly_utf8(body: &[u8]) -> bool {
    if std::str::from_utf8(body).is_ok() {
        return true;
    }
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in body.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 4 * bad
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_found_by_mark_by_zeros_and_by_content() {
        let utf16: Vec<u8> = "1\r\n00:00"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        for (bytes, name, text) in [
            (&b"\xef\xbb\xbfa"[..], "utf-8", "a"),
            (b"\xff\xfea\0", "utf-16le", "a"),
            (b"\xfe\xff\0a", "utf-16be", "a"),
            (&utf16, "utf-16le", "1\r\n00:00"),
            ("h\u{e9}".as_bytes(), "utf-8", "h\u{e9}"),
            (
                b"caf\xe9 ou th\xe9 ?",
                "windows-1252",
                "caf\u{e9} ou th\u{e9} ?",
            ),
            (b"", "utf-8", ""),
        ] {
            let source = TextSource::decode(bytes, None);
            assert_eq!((source.encoding.name(), source.text()), (name, text));
        }
    }

    #[test]
    fn lines_keep_their_place_in_every_encoding() {
        let text = "a\r\n\u{e9}b\rc\n\nd";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let latin = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
        for (bytes, encoding) in [
            (text.as_bytes(), "utf-8"),
            (&utf16, "utf-16be"),
            (&latin, "windows-1252"),
        ] {
            let source = TextSource::decode(bytes, encoding.parse().ok());
            assert_eq!(source.text(), text);
            let lines: Vec<Line<'_>> = source.lines().collect();
            let texts: Vec<&str> = lines.iter().map(|line| line.text).collect();
            assert_eq!(texts, ["a", "\u{e9}b", "c", "", "d"]);
            let joined: Vec<u8> = lines
                .iter()
                .map(|line| source.raw_between(line.mark(), line.end_mark()))
                .flat_map(|raw| raw.as_bytes().to_vec())
                .collect();
            assert_eq!(joined, bytes, "{encoding}");
        }
    }
}
