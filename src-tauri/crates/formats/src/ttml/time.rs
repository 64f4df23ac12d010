//! Time expressions (TTML2 section 12.3).

use captions::{FrameRate, Time, Timebase};

use crate::clock::{digits, push_padded};

/// What times count (`ttp:timeBase`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Base {
    #[default]
    Media,
    Smpte,
    Clock,
}

/// Which labels are left out (`ttp:dropMode`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Drop {
    #[default]
    None,
    /// Two of every minute but the tenth, at 30 frames.
    Ntsc,
    /// Four of every other minute but the twentieth, at 30 frames.
    Pal,
}

/// How a file counts time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) base: Base,
    /// Frames a second of a label (`ttp:frameRate`).
    pub(super) nominal: u32,
    /// The frame rate with its multiplier.
    pub(super) rate: FrameRate,
    pub(super) sub_frames: u32,
    /// Ticks a second, where the file says so.
    pub(super) ticks: Option<u64>,
    pub(super) drop: Drop,
    /// Whether the file says its frame rate.
    pub(super) has_rate: bool,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            base: Base::Media,
            nominal: 30,
            rate: FrameRate::THIRTY,
            sub_frames: 1,
            ticks: None,
            drop: Drop::None,
            has_rate: false,
        }
    }
}

/// Why text is no time expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// Not a time expression at all.
    Malformed,
    /// Before zero.
    Negative,
    /// A date and a time of day.
    WallClock,
}

/// A time as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) time: Time,
    /// Not as the standard writes times, but what is meant is plain.
    pub(super) loose: bool,
}

/// A decimal number: its digits as a whole number, and ten to the power of
/// how many of them stand after the point.
#[derive(Clone, Copy, Debug)]
struct Decimal {
    value: i128,
    scale: i128,
}

impl Decimal {
    /// Reads `1`, `1.5` or `1,5` from the front. Digits after the twelfth
    /// decimal are far below a flick and left out.
    fn take(text: &[u8]) -> Option<(Self, &[u8], bool)> {
        let (whole, _, rest) = digits(text, 18)?;
        let (mut value, mut scale) = (i128::from(whole), 1);
        let mark = rest.first().copied();
        let decimals = rest.get(1..).unwrap_or_default();
        if !matches!(mark, Some(b'.' | b',')) || !decimals.first().is_some_and(u8::is_ascii_digit) {
            return Some((Self { value, scale }, rest, false));
        }
        let count = decimals.iter().take_while(|b| b.is_ascii_digit()).count();
        for digit in &decimals[..count.min(12)] {
            value = value * 10 + i128::from(digit - b'0');
            scale *= 10;
        }
        Some((
            Self { value, scale },
            &decimals[count..],
            mark == Some(b','),
        ))
    }

    /// So many units of `numerator / denominator` seconds.
    fn units(self, numerator: i128, denominator: i128) -> Option<Time> {
        let flicks = self
            .value
            .checked_mul(numerator)?
            .checked_mul(i128::from(Time::FLICKS_PER_SECOND))?;
        let unit = self.scale.checked_mul(denominator)?;
        let rounded = (flicks + unit / 2).checked_div(unit)?;
        i64::try_from(rounded).ok().map(Time::from_flicks)
    }
}

impl Clock {
    /// Reads a time expression.
    pub(super) fn parse(&self, text: &str) -> Result<Reading, Problem> {
        let text = text.trim();
        if text.starts_with('-') {
            return Err(Problem::Negative);
        }
        if text.starts_with("wallclock") {
            return Err(Problem::WallClock);
        }
        let bytes = text.as_bytes();
        let read = if bytes.contains(&b':') {
            self.clock_time(bytes)
        } else {
            self.offset_time(bytes)
        };
        read.ok_or(Problem::Malformed)
    }

    fn offset_time(&self, text: &[u8]) -> Option<Reading> {
        let (number, rest, comma) = Decimal::take(text)?;
        let unit = rest.trim_ascii();
        let (up, down) = (self.rate.numerator(), self.rate.denominator());
        let (numerator, denominator) = match unit.to_ascii_lowercase().as_slice() {
            b"h" => (3600, 1),
            b"m" => (60, 1),
            b"s" | b"" => (1, 1),
            b"ms" => (1, 1000),
            b"f" => (i128::from(down), i128::from(up)),
            b"t" => self.tick(),
            _ => return None,
        };
        Some(Reading {
            time: number.units(numerator, denominator)?,
            loose: comma || unit.is_empty() || unit.len() < rest.len(),
        })
    }

    /// One tick in seconds: where nothing says so, a sub-frame where there is a
    /// frame rate, else a second (TTML2 section 7.2.17).
    fn tick(&self) -> (i128, i128) {
        match self.ticks {
            Some(ticks) => (1, i128::from(ticks)),
            None if self.has_rate => (
                i128::from(self.rate.denominator()),
                i128::from(self.rate.numerator()) * i128::from(self.sub_frames),
            ),
            None => (1, 1),
        }
    }

    fn clock_time(&self, text: &[u8]) -> Option<Reading> {
        let (first, count, rest) = digits(text, 9)?;
        let (second, count2, rest) = digits(rest.strip_prefix(b":")?, 2)?;
        let mut loose = count < 2 || count2 < 2;
        let (hours, minutes, rest) = match rest.strip_prefix(b":") {
            Some(rest) => (first, second, rest),
            // Minutes and seconds alone.
            None => {
                loose = true;
                (0, first, &text[count + 1..])
            }
        };
        let (seconds, count, _) = digits(rest, 2)?;
        let (fraction, after, comma) = Decimal::take(rest)?;
        loose |= count < 2 || comma || minutes >= 60 || seconds >= 60;
        let whole = (hours * 3600)
            .checked_add(minutes * 60)?
            .checked_add(seconds)?;
        match after.first() {
            None => {
                let value = i128::from(whole - seconds) * fraction.scale + fraction.value;
                let time = self.seconds(Decimal { value, ..fraction })?;
                Some(Reading { time, loose })
            }
            Some(b':' | b';') if fraction.scale == 1 => {
                let (frames, sub) = frames(&after[1..])?;
                loose |= after[0] == b';' || frames >= i64::from(self.nominal);
                let time = self.label(whole, frames, sub)?;
                Some(Reading { time, loose })
            }
            _ => None,
        }
    }

    /// The time of so many seconds. In SMPTE labels a second is as many frames
    /// as the label counts.
    fn seconds(&self, seconds: Decimal) -> Option<Time> {
        if self.base == Base::Smpte && seconds.scale == 1 {
            return self.label(i64::try_from(seconds.value).ok()?, 0, 0);
        }
        seconds.units(1, 1)
    }

    /// The time of a label: whole seconds, frames and sub-frames.
    fn label(&self, seconds: i64, frames: i64, sub: i64) -> Option<Time> {
        let sub_frames = i128::from(self.sub_frames);
        let counted = if self.base == Base::Smpte {
            let total = i128::from(seconds) * i128::from(self.nominal) + i128::from(frames);
            total - i128::from(self.left_out(seconds / 60))
        } else {
            i128::from(frames)
        };
        let frames = Decimal {
            value: counted * sub_frames + i128::from(sub),
            scale: sub_frames,
        };
        let up = i128::from(self.rate.numerator());
        let time = frames.units(i128::from(self.rate.denominator()), up)?;
        if self.base == Base::Smpte {
            return Some(time);
        }
        Some(time + Time::from_seconds(seconds))
    }

    /// How many labels are left out before a minute.
    fn left_out(&self, minutes: i64) -> i64 {
        match self.drop {
            Drop::None => 0,
            Drop::Ntsc => {
                let each = i64::from(self.nominal.div_ceil(30)) * 2;
                each * (minutes - minutes / 10)
            }
            // Minutes 2, 4, ... of every twenty, but not the twentieth.
            Drop::Pal => 4 * (minutes / 2 - minutes / 20),
        }
    }

    /// How its frames are labelled, as far as this program labels them so.
    pub(super) fn timebase(&self) -> Timebase {
        let drop = (self.drop == Drop::Ntsc).then(|| Timebase::drop(self.rate));
        drop.and_then(Result::ok)
            .unwrap_or_else(|| Timebase::non_drop(self.rate))
    }
}

/// Frames of any number of digits, and sub-frames after a point.
fn frames(text: &[u8]) -> Option<(i64, i64)> {
    let (frames, _, rest) = digits(text, 9)?;
    match rest {
        [] => Some((frames, 0)),
        [b'.', rest @ ..] => match digits(rest, 9)? {
            (sub, _, []) => Some((frames, sub)),
            _ => None,
        },
        _ => None,
    }
}

/// How the times of a file are to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notation {
    /// `hh:mm:ss:ff`, a label of the programme's frames from this one on.
    Labels(Timebase, i64),
    /// `hh:mm:ss.mmm` where that is exact, else frames `123f` where there is a
    /// rate and those are, else ticks of a flick where there are such ticks,
    /// else the nearest millisecond.
    Exact {
        /// The rate by which frames count.
        rate: Option<FrameRate>,
        /// Whether ticks are flicks.
        ticks: bool,
    },
}

impl Notation {
    /// Ticks a second that make every time exact.
    pub(super) const TICKS: u64 = Time::FLICKS_PER_SECOND.unsigned_abs();

    /// Whether every time is written as it is.
    pub(super) const fn is_exact(self) -> bool {
        matches!(self, Self::Exact { ticks: true, .. })
    }

    /// Appends a time and gives the time that was written.
    pub(super) fn push(self, out: &mut String, time: Time) -> Time {
        let time = time.max(Time::ZERO);
        let (rate, ticks) = match self {
            Self::Labels(base, start) => {
                let frame = base.rate().nearest_frame(time);
                let shown = frame.saturating_add(start).max(0);
                out.push_str(&base.label(shown).to_string().replace(';', ":"));
                return base.rate().time_of(shown - start);
            }
            Self::Exact { rate, ticks } => (rate, ticks),
        };
        let frame = rate.map(|rate| (rate, rate.nearest_frame(time)));
        let exact = frame.filter(|(rate, frame)| rate.time_of(*frame) == time);
        let (number, unit) = match exact {
            _ if time.is_whole_millis() => (0, ' '),
            Some((_, frame)) => (frame, 'f'),
            None if ticks => (time.flicks(), 't'),
            None => (0, ' '),
        };
        if unit == ' ' {
            crate::clock::push_clock(out, time, '.');
            return Time::from_millis(time.round_millis());
        }
        push_padded(out, number.unsigned_abs(), 1);
        out.push(unit);
        time
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flicks(clock: &Clock, text: &str) -> Option<(i64, bool)> {
        clock.parse(text).ok().map(|r| (r.time.flicks(), r.loose))
    }

    const SECOND: i64 = Time::FLICKS_PER_SECOND;

    #[test]
    fn media_times_are_exact() {
        let clock = Clock {
            nominal: 25,
            rate: FrameRate::PAL,
            sub_frames: 2,
            ticks: Some(10_000_000),
            has_rate: true,
            ..Clock::default()
        };
        for (text, seconds, parts, loose) in [
            ("00:00:01", 1, 0, false),
            ("100:00:00.25", 360_000, SECOND / 4, false),
            ("00:00:01.5", 1, SECOND / 2, false),
            ("00:00:01,500", 1, SECOND / 2, true),
            ("00:00:01:05", 1, SECOND / 5, false),
            ("00:00:01:005.1", 1, SECOND / 5 + SECOND / 50, false),
            ("00:00:01;05", 1, SECOND / 5, true),
            ("1:02.5", 62, SECOND / 2, true),
            ("1.5s", 1, SECOND / 2, false),
            ("1.5", 1, SECOND / 2, true),
            ("2h", 7200, 0, false),
            ("2.5m", 150, 0, false),
            ("1500ms", 1, SECOND / 2, false),
            ("30f", 1, SECOND / 5, false),
            ("15000000t", 1, SECOND / 2, false),
            ("0.3333333333333333333333s", 0, SECOND / 3, false),
        ] {
            assert_eq!(
                flicks(&clock, text),
                Some((seconds * SECOND + parts, loose)),
                "{text}"
            );
        }
        for text in [
            "",
            "s",
            "abc",
            "1:2:3:4:5",
            "00:00:01.5:03",
            "1x",
            "1..5s",
            ":",
            "1:",
        ] {
            assert_eq!(clock.parse(text), Err(Problem::Malformed), "{text}");
        }
        assert_eq!(clock.parse("-1s"), Err(Problem::Negative));
        assert_eq!(clock.parse("wallclock(12:00)"), Err(Problem::WallClock));
    }

    #[test]
    fn ticks_default_to_sub_frames_and_then_to_seconds() {
        let mut clock = Clock::default();
        assert_eq!(flicks(&clock, "3t"), Some((3 * SECOND, false)));
        (clock.has_rate, clock.sub_frames) = (true, 2);
        assert_eq!(flicks(&clock, "60t"), Some((SECOND, false)));
    }

    #[test]
    fn labels_count_frames() {
        let smpte = Clock {
            base: Base::Smpte,
            rate: FrameRate::NTSC,
            has_rate: true,
            ..Clock::default()
        };
        let frame = |frame: i64| FrameRate::NTSC.time_of(frame).flicks();
        let drop = |drop| Clock { drop, ..smpte };
        for (clock, text, count) in [
            (smpte, "00:01:00:00", 1800),
            (smpte, "00:00:01", 30),
            (drop(Drop::Ntsc), "00:01:00:02", 1800),
            (drop(Drop::Ntsc), "01:00:00:00", 107_892),
            (drop(Drop::Pal), "00:02:00:04", 3600),
            (drop(Drop::Pal), "00:20:00:00", 36_000 - 36),
        ] {
            assert_eq!(flicks(&clock, text), Some((frame(count), false)), "{text}");
        }
    }

    #[test]
    fn times_are_written_as_shortly_as_they_are_exact() {
        let exact = |ticks| Notation::Exact {
            rate: Some(FrameRate::FILM),
            ticks,
        };
        for (notation, time, text) in [
            (exact(true), Time::from_millis(61_500), "00:01:01.500"),
            (exact(false), FrameRate::FILM.time_of(25), "25f"),
            (exact(true), Time::from_flicks(7), "7t"),
            (exact(false), Time::from_flicks(7), "00:00:00.000"),
            (
                Notation::Labels(Timebase::default(), 90_000),
                Time::from_millis(1040),
                "01:00:01:01",
            ),
        ] {
            let mut out = String::new();
            notation.push(&mut out, time);
            assert_eq!(out, text);
        }
    }
}
