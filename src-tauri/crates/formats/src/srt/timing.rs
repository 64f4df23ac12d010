//! Time lines of SubRip: `00:00:01,000 --> 00:00:02,000` and everything that
//! files have in its place.

use captions::{FrameRate, Time};

use crate::clock::{digits, fraction_millis};
use crate::text_source::find_arrow;

/// One side of a time line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    millis: i64,
    /// Two digits after a colon, which may count frames.
    frames: Option<u8>,
    /// Whether minutes and seconds are below 60.
    pub(crate) in_range: bool,
}

impl Stamp {
    /// The time, with the last field read as frames where `rate` is given.
    pub(crate) fn time(self, rate: Option<FrameRate>) -> Time {
        match (self.frames, rate) {
            (Some(frames), Some(rate)) => {
                let frames = i64::from(frames);
                let seconds = (self.millis.abs() - 10 * frames) / 1000;
                let time = Time::from_seconds(seconds) + rate.time_of(frames);
                if self.millis < 0 { -time } else { time }
            }
            _ => Time::from_millis(self.millis),
        }
    }

    /// The count that may be frames.
    pub(crate) fn frame_count(self) -> Option<i64> {
        self.frames.map(i64::from)
    }
}

/// A line with an arrow. A side that is no time is absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Timing<'a> {
    pub(crate) start: Option<Stamp>,
    pub(crate) end: Option<Stamp>,
    /// What follows the end time, trimmed.
    pub(crate) rest: &'a str,
}

impl Timing<'_> {
    /// Whether both sides are times.
    pub(crate) const fn is_whole(&self) -> bool {
        self.start.is_some() && self.end.is_some()
    }
}

/// The byte that U+2192, an arrow of one character, starts with.
const ARROW_LEAD: u8 = 0xe2;

/// Reads a time line; `None` for a line without an arrow.
pub(crate) fn parse(line: &str) -> Option<Timing<'_>> {
    if let Some(timing) = parse_common(line) {
        return Some(timing);
    }
    // Every arrow ends in one of these, which few rows of text have.
    memchr::memchr2(b'>', ARROW_LEAD, line.as_bytes())?;
    let first = *line.trim_ascii_start().as_bytes().first()?;
    if (first.is_ascii_digit() || first == b'-')
        && let Some((start, after)) = stamp(line)
        && let Some(rest) = arrow(after)
    {
        return Some(with_end(Some(start), rest));
    }
    let at = find_arrow(line)?;
    Some(with_end(None, &line[at + 3..]))
}

fn with_end(start: Option<Stamp>, rest: &str) -> Timing<'_> {
    match stamp(rest) {
        Some((end, rest)) => Timing {
            start,
            end: Some(end),
            rest: rest.trim(),
        },
        None => Timing {
            start,
            end: None,
            rest: rest.trim(),
        },
    }
}

/// The form nearly every line has, read at fixed places.
fn parse_common(line: &str) -> Option<Timing<'_>> {
    let bytes = line.as_bytes();
    if bytes.len() < 29 || bytes[12..17] != *b" --> " {
        return None;
    }
    let start = common_stamp(bytes[..12].try_into().ok()?)?;
    let end = common_stamp(bytes[17..29].try_into().ok()?)?;
    let rest = line.get(29..)?;
    if rest
        .bytes()
        .next()
        .is_some_and(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    Some(Timing {
        start: Some(start),
        end: Some(end),
        rest: rest.trim(),
    })
}

fn common_stamp(text: [u8; 12]) -> Option<Stamp> {
    let [h1, h0, b':', m1, m0, b':', s1, s0, b',' | b'.', f2, f1, f0] = text else {
        return None;
    };
    let fields = [h1, h0, m1, m0, s1, s0, f2, f1, f0];
    if !fields.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let two = |tens: u8, units: u8| i64::from(tens - b'0') * 10 + i64::from(units - b'0');
    let (minutes, seconds) = (two(m1, m0), two(s1, s0));
    let whole = (two(h1, h0) * 60 + minutes) * 60 + seconds;
    Some(Stamp {
        millis: whole * 1000 + two(f2, f1) * 10 + i64::from(f0 - b'0'),
        frames: None,
        in_range: minutes < 60 && seconds < 60,
    })
}

/// Reads `[-][h:]m:s[,ms]` with any of the separators in use and spaces
/// anywhere; `None` for a lone number.
fn stamp(text: &str) -> Option<(Stamp, &str)> {
    let mut rest = text.trim_ascii_start().as_bytes();
    let negative = rest.first() == Some(&b'-');
    if negative {
        rest = &rest[1..];
    }
    let mut fields = [0_i64; 4];
    let mut marks = [b':'; 4];
    let (number, mut width, after) = digits(rest, 9)?;
    (fields[0], rest) = (number, after);
    let mut count = 1;
    while count < 4 {
        let after = rest.trim_ascii_start();
        let Some(mark @ (b':' | b',' | b'.' | b';')) = after.first().copied() else {
            break;
        };
        let Some((number, digits, after)) = digits(after[1..].trim_ascii_start(), 18) else {
            break;
        };
        (fields[count], marks[count], width, rest) = (number, mark, digits, after);
        count += 1;
    }
    let consumed = text.len() - rest.len();
    let stamp = assemble(&fields[..count], marks[count - 1], width)?;
    let millis = if negative {
        -stamp.millis
    } else {
        stamp.millis
    };
    Some((Stamp { millis, ..stamp }, &text[consumed..]))
}

/// Puts fields together; `mark` stands before the last, of `width` digits.
fn assemble(fields: &[i64], mark: u8, width: usize) -> Option<Stamp> {
    let (whole, fraction) = match fields {
        [_, _, _, last] => (&fields[..3], Some(*last)),
        [_, _, _] if mark == b':' => (fields, None),
        [_, _] if mark == b':' => (fields, None),
        [_, _, last] | [_, last] => (&fields[..fields.len() - 1], Some(*last)),
        _ => return None,
    };
    if whole.iter().any(|field| *field > 999_999_999) {
        return None;
    }
    let seconds = whole.iter().fold(0, |total, field| total * 60 + field);
    let millis = fraction.map_or(0, |number| fraction_millis(number, width));
    let may_count_frames = fields.len() == 4 && matches!(mark, b':' | b';') && width == 2;
    Some(Stamp {
        millis: seconds * 1000 + millis,
        frames: fraction
            .filter(|_| may_count_frames)
            .and_then(|frames| u8::try_from(frames).ok()),
        in_range: whole.iter().skip(1).all(|field| *field < 60),
    })
}

/// What follows an arrow, in any of its spellings.
fn arrow(text: &str) -> Option<&str> {
    let text = text.trim_ascii_start();
    if let Some(rest) = text.strip_prefix('\u{2192}') {
        return Some(rest);
    }
    let dashes = ['-', '\u{2013}', '\u{2014}', '\u{2212}', '='];
    let after = text.trim_start_matches(|c| dashes.contains(&c) || c == ' ');
    if after.len() == text.len() {
        return None;
    }
    after.strip_prefix('>')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(line: &str) -> Option<(i64, i64)> {
        let timing = parse(line)?;
        Some((timing.start?.millis, timing.end?.millis))
    }

    #[test]
    fn every_dialect_is_read() {
        for line in [
            "00:00:01,000 --> 00:00:02,500",
            "00:00:01.000 --> 00:00:02.500",
            "0:00:01,0 --> 0:00:02,5",
            "00:00:01:000 --> 00:00:02:500",
            "00:00:01;000-->00:00:02;500",
            "00:01,000 --> 00:02,500",
            "00:00:01 --> 00:00:02,50",
            "  00:00:01,000  -->  00:00:02,500  ",
            "00: 00: 01, 000 -> 00 :00 :02 ,500",
            "00:00:01,000 -- > 00:00:02,500",
            "00:00:01,000 \u{2013}> 00:00:02,500",
            "00:00:01,000 \u{2192} 00:00:02,500",
            "00:00:01,000 ---> 00:00:02,500 X1:1 X2:2 Y1:3 Y2:4",
            "00:00:01,0000 --> 00:00:02,4999",
        ] {
            assert_eq!(millis(line), Some((1000, 2500)), "{line}");
        }
        assert_eq!(
            millis("-00:00:01,000 --> 100:00:00,000"),
            Some((-1000, 360_000_000))
        );
        assert_eq!(
            millis("00:00:61,000 --> 00:99:00,000"),
            Some((61_000, 5_940_000))
        );
    }

    #[test]
    fn what_is_no_time_line_is_text() {
        for line in [
            "",
            "1",
            "Hello",
            "12:30",
            "- 5 -",
            "-",
            "1 > 2",
            "00:00:01,000",
            "\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9} --\u{e9} \u{e9}\u{e9}\u{e9}\u{e9}\u{e9}",
        ] {
            assert_eq!(parse(line), None, "{line}");
        }
    }

    #[test]
    fn damaged_lines_keep_the_side_that_is_whole() {
        let half = parse("00:00:01,000 --> 0x").expect("an arrow");
        assert!(half.start.is_some() && half.end.is_none());
        let half = parse("zz --> 00:00:02,500 line:0").expect("an arrow");
        assert!(half.start.is_none() && half.end.is_some());
        assert_eq!(half.rest, "line:0");
    }

    #[test]
    fn frames_are_told_by_two_digits_after_a_colon() {
        let timing = parse("00:00:01:12 --> 00:00:02:00").expect("a time line");
        let start = timing.start.expect("a time");
        assert_eq!(start.frame_count(), Some(12));
        assert_eq!(start.time(Some(FrameRate::PAL)), Time::from_millis(1480));
        assert_eq!(start.time(None), Time::from_millis(1120));
    }
}
