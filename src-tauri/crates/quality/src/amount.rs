//! The numbers that limits are given in, each with what is allowed of it.

use std::fmt;

use captions::{FrameRate, Time};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A whole number from `LEAST` to `MOST`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "u32")]
pub struct Whole<const LEAST: u32, const MOST: u32>(u32);

impl<const LEAST: u32, const MOST: u32> Whole<LEAST, MOST> {
    /// The number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl<const LEAST: u32, const MOST: u32> TryFrom<i64> for Whole<LEAST, MOST> {
    type Error = NotAllowed;

    fn try_from(value: i64) -> Result<Self, NotAllowed> {
        let whole = u32::try_from(value).ok();
        let allowed = whole.filter(|value| (LEAST..=MOST).contains(value));
        allowed.map(Self).ok_or_else(|| {
            NotAllowed(format!(
                "{value} is not allowed; a whole number from {LEAST} to {MOST} is"
            ))
        })
    }
}

impl<const LEAST: u32, const MOST: u32> From<Whole<LEAST, MOST>> for u32 {
    fn from(whole: Whole<LEAST, MOST>) -> Self {
        whole.0
    }
}

/// Why a number cannot be a limit, with what is allowed instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotAllowed(String);

/// A number above 0 and up to 1000, exact to the hundredth: characters a
/// second, or the share of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "f64")]
pub struct Decimal(u32);

impl Decimal {
    /// How many hundredths it is.
    #[must_use]
    pub const fn hundredths(self) -> u32 {
        self.0
    }
}

impl TryFrom<f64> for Decimal {
    type Error = NotAllowed;

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is checked first"
    )]
    fn try_from(value: f64) -> Result<Self, NotAllowed> {
        let hundredths = value * 100.0;
        let is_exact = (hundredths - hundredths.round()).abs() < 1e-6;
        if is_exact && (1.0..=100_000.0).contains(&hundredths.round()) {
            Ok(Self(hundredths.round() as u32))
        } else {
            Err(NotAllowed(format!(
                "{value} is not allowed; a number from 0.01 to 1000 with at most two decimals is"
            )))
        }
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 % 100 {
            0 => to.serialize_u32(self.0 / 100),
            _ => to.serialize_f64(f64::from(self.0) / 100.0),
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hundredths(f, u64::from(self.0))
    }
}

/// A number of hundredths, for people: without decimals that are zero.
pub(crate) struct Hundredths(pub(crate) u64);

impl fmt::Display for Hundredths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hundredths(f, self.0)
    }
}

fn hundredths(f: &mut fmt::Formatter<'_>, value: u64) -> fmt::Result {
    match (value / 100, value % 100) {
        (whole, 0) => write!(f, "{whole}"),
        (whole, rest) if rest % 10 == 0 => write!(f, "{whole}.{}", rest / 10),
        (whole, rest) => write!(f, "{whole}.{rest:02}"),
    }
}

/// A length of time as its source gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Span {
    /// So many frames at whatever rate.
    Frames(Whole<0, 100_000>),
    #[serde(rename = "frames-at-24")]
    /// So many frames at 24 a second, and as many more as the rate is higher;
    /// a half frame is rounded down (12 are 12 at 25, 15 at 30, 30 at 60).
    FramesAt24(Whole<0, 100_000>),
    /// So many seconds.
    Seconds(Seconds),
}

impl Span {
    /// The whole frames this is at `rate`, where it is counted in frames.
    #[must_use]
    pub fn frames(self, rate: FrameRate) -> Option<i64> {
        match self {
            Self::Frames(frames) => Some(i64::from(frames.get())),
            Self::FramesAt24(frames) => {
                let product = i64::from(frames.get()) * i64::from(rate.nominal());
                // Nearest, halves down.
                Some((product * 2 + 23) / 48)
            }
            Self::Seconds(_) => None,
        }
    }

    /// How long this is at `rate`.
    #[must_use]
    pub fn time(self, rate: FrameRate) -> Time {
        match (self, self.frames(rate)) {
            (Self::Seconds(seconds), _) => seconds.0,
            (_, frames) => rate.time_of(frames.unwrap_or(0)),
        }
    }

    /// By how much the distance from `from` to `to` falls short of this, in
    /// frames or milliseconds as the limit counts; `None` where it does not.
    ///
    /// Frames are counted between the frames nearest to both ends. Seconds are
    /// held to the millisecond below, because most files hold no less: 833 ms
    /// are 5/6 s.
    #[must_use]
    pub fn shortfall(self, from: Time, to: Time, rate: FrameRate) -> Option<i64> {
        let missing = match self.frames(rate) {
            Some(frames) => frames - frames_between(from, to, rate),
            None => floor_millis(self.time(rate)) - floor_millis(to - from),
        };
        (missing > 0).then_some(missing)
    }

    /// By how much the distance from `from` to `to` is longer than this, in
    /// frames or milliseconds as the limit counts; `None` where it is not.
    #[must_use]
    pub fn excess(self, from: Time, to: Time, rate: FrameRate) -> Option<i64> {
        let over = match self.frames(rate) {
            Some(frames) => frames_between(from, to, rate) - frames,
            None => floor_millis((to - from) - self.time(rate)),
        };
        (over > 0).then_some(over)
    }

    /// The time this long after `start`.
    pub(crate) fn after(self, start: Time, rate: FrameRate) -> Time {
        match self.frames(rate) {
            Some(frames) => rate.time_of(rate.nearest_frame(start).saturating_add(frames)),
            None => start + self.time(rate),
        }
    }

    /// The time this long before `end`.
    pub(crate) fn before(self, end: Time, rate: FrameRate) -> Time {
        match self.frames(rate) {
            Some(frames) => rate.time_of(rate.nearest_frame(end).saturating_sub(frames)),
            None => end - self.time(rate),
        }
    }
}

/// Whole frames from the frame nearest to one time to that nearest to another.
pub(crate) fn frames_between(from: Time, to: Time, rate: FrameRate) -> i64 {
    rate.nearest_frame(to)
        .saturating_sub(rate.nearest_frame(from))
}

const fn floor_millis(time: Time) -> i64 {
    time.flicks().div_euclid(Time::MILLISECOND.flicks())
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Frames(frames) if frames.get() == 1 => f.write_str("1 frame"),
            Self::Frames(frames) => write!(f, "{} frames", frames.get()),
            Self::FramesAt24(frames) => write!(f, "{} frames at 24", frames.get()),
            Self::Seconds(seconds) => write!(f, "{seconds} s"),
        }
    }
}

/// Up to an hour, written as a number of seconds with at most three decimals or
/// as a ratio such as `"5/6"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seconds(Time);

impl Seconds {
    const MOST: Time = Time::from_seconds(3600);

    fn of_text(text: &str) -> Option<Self> {
        let (numerator, denominator) = text.split_once('/')?;
        let time = Time::from_ratio(1, numerator.parse().ok()?, denominator.parse().ok()?)?;
        Self::within(time)
    }

    fn of_number(value: f64) -> Option<Self> {
        let millis = value * 1000.0;
        let is_exact = (millis - millis.round()).abs() < 1e-6;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the range is checked first"
        )]
        let whole = (is_exact && millis.abs() < 1e9).then(|| millis.round() as i64)?;
        Self::within(Time::from_millis(whole))
    }

    fn within(time: Time) -> Option<Self> {
        (Time::ZERO..=Self::MOST)
            .contains(&time)
            .then_some(Self(time))
    }
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a number of seconds or a ratio such as \"5/6\"")]
enum SecondsForm {
    Number(f64),
    Ratio(String),
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let form = SecondsForm::deserialize(from)?;
        let (read, shown) = match &form {
            SecondsForm::Number(number) => (Self::of_number(*number), number.to_string()),
            SecondsForm::Ratio(ratio) => (Self::of_text(ratio), ratio.clone()),
        };
        read.ok_or_else(|| {
            let message = format!(
                "{shown} is not allowed; seconds from 0 to 3600 with at most three decimals \
                 or a ratio such as \"5/6\" are"
            );
            serde::de::Error::custom(message)
        })
    }
}

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.0.flicks() % Time::FLICKS_PER_SECOND == 0 {
            to.serialize_i64(self.0.flicks() / Time::FLICKS_PER_SECOND)
        } else if self.0.is_whole_millis() {
            to.serialize_f64(self.0.as_seconds_f64())
        } else {
            to.collect_str(self)
        }
    }
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_whole_millis() {
            return write!(f, "{}", self.0.as_seconds_f64());
        }
        let (flicks, second) = (self.0.flicks(), Time::FLICKS_PER_SECOND);
        let divisor = gcd(flicks, second);
        write!(f, "{}/{}", flicks / divisor, second / divisor)
    }
}

const fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
