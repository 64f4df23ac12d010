//! Timestamps and time lines (WebVTT sections 6.3 and 6.4).

use captions::Time;

use crate::clock::digits;

/// A time line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Timing<'a> {
    pub(super) start: Time,
    pub(super) end: Time,
    /// Settings, as they stand.
    pub(super) settings: &'a str,
}

/// Reads a time line as a conforming parser does; `None` where such a parser
/// leaves the cue out.
pub(super) fn parse(line: &str) -> Option<Timing<'_>> {
    let (start, rest) = timestamp(line.trim_ascii_start())?;
    let rest = rest.trim_ascii_start().strip_prefix("-->")?;
    let (end, settings) = timestamp(rest.trim_ascii_start())?;
    Some(Timing {
        start,
        end,
        settings,
    })
}

/// Reads a timestamp from the front: hours of any length or none, two digits of
/// minutes and seconds below 60, three of milliseconds.
pub(super) fn timestamp(text: &str) -> Option<(Time, &str)> {
    let two = |text: &'_ [u8]| -> Option<(i64, usize)> {
        let (number, count, rest) = digits(text, 9)?;
        (count == 2 && number < 60).then_some((number, rest.len()))
    };
    let bytes = text.as_bytes();
    let (first, count, rest) = digits(bytes, 9)?;
    let rest = rest.strip_prefix(b":")?;
    let (second, left) = two(rest)?;
    let rest = &rest[rest.len() - left..];
    let (hours, minutes, seconds, rest) = match rest.strip_prefix(b":") {
        Some(rest) => {
            let (third, left) = two(rest)?;
            (first, second, third, &rest[rest.len() - left..])
        }
        None if count == 2 && first < 60 => (0, first, second, rest),
        None => return None,
    };
    let (millis, count, rest) = digits(rest.strip_prefix(b".")?, 9)?;
    if count != 3 {
        return None;
    }
    let total = ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis;
    Some((Time::from_millis(total), &text[text.len() - rest.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_are_as_strict_as_the_standard() {
        for (text, millis) in [
            ("00:00.000", Some(0)),
            ("59:59.999", Some(3_599_999)),
            ("0:00:00.001", Some(1)),
            ("123:00:00.000", Some(442_800_000)),
            ("00:60.000", None),
            ("60:00.000", None),
            ("00:60:00.000", None),
            ("0:00.000", None),
            ("00:00.00", None),
            ("00:00.0000", None),
            ("00:000.000", None),
            ("00.00.000", None),
            ("00:00,000", None),
            ("", None),
        ] {
            let read = timestamp(text).map(|(time, _)| time);
            assert_eq!(read, millis.map(Time::from_millis), "{text}");
        }
    }

    #[test]
    fn time_lines_need_no_spaces() {
        let timing = parse("\t00:00.000-->00:01.000\tline:0").expect("a time line");
        assert_eq!(timing.end, Time::from_millis(1000));
        assert_eq!(timing.settings, "\tline:0");
        assert_eq!(parse("00:00.000 - -> 00:01.000"), None);
    }
}
