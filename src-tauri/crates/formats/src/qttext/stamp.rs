//! Time stamps: `[hh:mm:ss.fff]`, whose last field counts units of the time
//! scale and is no decimal fraction.

use captions::{Time, Timebase};

use crate::clock::{digits, push_padded};

/// A stamp as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    seconds: i64,
    /// The last field.
    units: i64,
    /// How many digits that has; none where it is left out.
    width: usize,
}

/// The largest time scale (`QuickTime` 4 API Documentation, "Time Stamps").
const MOST_UNITS: u32 = 10_000;

/// The stamp at the front of `text`, and what stands after it. Hours may be
/// missing; blanks inside the brackets are allowed.
pub(super) fn stamp(text: &str) -> Option<(Stamp, &str)> {
    let mut rest = text.strip_prefix('[')?.trim_ascii_start().as_bytes();
    let (mut seconds, mut fields) = (0, 0);
    while fields < 3 {
        let (number, count, after) = digits(rest, 4)?;
        if count > 2 && fields > 0 {
            return None;
        }
        seconds = seconds * 60 + number;
        fields += 1;
        rest = after;
        match rest.strip_prefix(b":") {
            Some(after) if fields < 3 => rest = after,
            _ => break,
        }
    }
    if fields < 2 {
        return None;
    }
    let (mut units, mut width) = (0, 0);
    if let Some(b'.' | b',' | b':' | b';') = rest.first() {
        (units, width, rest) = digits(&rest[1..], 6)?;
    }
    let rest = rest.trim_ascii_start().strip_prefix(b"]")?;
    let stamp = Stamp {
        seconds,
        units,
        width,
    };
    Some((stamp, &text[text.len() - rest.len()..]))
}

impl Stamp {
    /// Whether the last field counts more units than a second has.
    pub(super) fn overflows(self, scale: u32) -> bool {
        self.units >= i64::from(scale)
    }

    /// The time, its last field read in units of `scale` or, for files of tools
    /// that know no time scale, as a decimal fraction.
    pub(super) fn time(self, scale: u32, decimal: bool) -> Time {
        let unit = if decimal {
            10_i64.pow(u32::try_from(self.width).unwrap_or(6))
        } else {
            i64::from(scale)
        };
        let rest = Time::from_ratio(self.units, 1, unit).unwrap_or_default();
        Time::from_seconds(self.seconds) + rest
    }
}

/// Appends the stamp nearest to `time`, which is not negative, and answers the
/// time it stands for.
pub(super) fn push_stamp(out: &mut String, time: Time, scale: u32) -> Time {
    let units = time.max(Time::ZERO).round_samples(scale);
    let (seconds, rest) = (units / i64::from(scale), units % i64::from(scale));
    out.push('[');
    for (field, mark) in [
        (seconds / 3600, ':'),
        (seconds / 60 % 60, ':'),
        (seconds % 60, '.'),
    ] {
        push_padded(out, field.unsigned_abs(), 2);
        out.push(mark);
    }
    let width = (scale - 1).max(1).ilog10() as usize + 1;
    push_padded(out, rest.unsigned_abs(), width.max(2));
    out.push(']');
    Time::from_samples(units, scale).unwrap_or_default()
}

/// The time scale to write these times in: one that holds them all exactly
/// where there is one, frames of the document first.
pub(super) fn scale_for(times: impl Iterator<Item = Time>, base: Timebase) -> u32 {
    let second = Time::FLICKS_PER_SECOND.unsigned_abs();
    let common = times.fold(second, |common, time| {
        gcd(common, time.flicks().unsigned_abs())
    });
    let needed = second / common;
    let rate = base.rate();
    let frames = (rate.denominator() == 1).then(|| rate.numerator());
    let usual = [30, 600, 1000, MOST_UNITS];
    let holds = |scale: &u32| u64::from(*scale).is_multiple_of(needed);
    let exact = frames.into_iter().chain(usual).find(holds);
    let smallest = u32::try_from(needed).ok().filter(|n| *n <= MOST_UNITS);
    exact.or(smallest).unwrap_or(MOST_UNITS)
}

const fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use captions::FrameRate;

    use super::*;

    #[test]
    fn the_last_field_counts_units() {
        for (text, scale, millis) in [
            ("[00:00:07.300]", 600, 7500),
            ("[00:00:07.5]", 10, 7500),
            ("[00:00:07.05]", 10, 7500),
            ("[00:00:06.09]", 30, 6300),
            ("[01:02:03]", 30, 3_723_000),
            ("[02:03.5]", 10, 123_500),
            ("[ 00:00:01.15 ]", 30, 1500),
        ] {
            let (found, rest) = stamp(text).expect(text);
            assert_eq!(rest, "");
            assert_eq!(
                found.time(scale, false),
                Time::from_millis(millis),
                "{text}"
            );
        }
        for text in [
            "[music]",
            "[1]",
            "[00:00:01.]",
            "[00:00:01.00",
            "00:00:01.00]",
            "[1:234:5]",
        ] {
            assert_eq!(stamp(text), None, "{text}");
        }
    }

    #[test]
    fn stamps_come_back_as_they_were_written() {
        for scale in [2, 9, 10, 11, 24, 25, 30, 100, 101, 600, 1000, 10_000] {
            for units in [0, 1, 17, 599, 3600 * i64::from(scale) + 1] {
                let time = Time::from_samples(units, scale).expect("in range");
                let mut text = String::new();
                assert_eq!(push_stamp(&mut text, time, scale), time);
                let (found, _) = stamp(&text).expect("a stamp");
                assert_eq!(found.time(scale, false), time, "{text} at {scale}");
            }
        }
    }

    #[test]
    fn the_time_scale_holds_the_times_exactly_where_one_can() {
        let pal = Timebase::default();
        let ntsc = Timebase::non_drop(FrameRate::NTSC);
        let millis = |list: &[i64]| list.iter().map(|m| Time::from_millis(*m)).collect();
        let frames = vec![FrameRate::NTSC.time_of(1)];
        let sevenths = vec![Time::from_flicks(Time::FLICKS_PER_SECOND / 7)];
        let cases: [(Vec<Time>, Timebase, u32); 6] = [
            (millis(&[40, 1000]), pal, 25),
            (millis(&[500]), ntsc, 30),
            (millis(&[1]), pal, 1000),
            (frames, ntsc, 10_000),
            (sevenths, pal, 7),
            (Vec::new(), pal, 25),
        ];
        for (times, base, scale) in cases {
            assert_eq!(scale_for(times.iter().copied(), base), scale, "{times:?}");
        }
    }
}
