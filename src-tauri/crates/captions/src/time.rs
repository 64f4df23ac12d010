//! Exact time.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

/// A point in time, or a span between two, as a whole number of flicks.
///
/// One flick is 1/705 600 000 s. Every millisecond, every audio sample at the
/// usual rates and every frame at 24, 25, 30, 50, 60, 100 and 120 frames a
/// second and their 1000/1001 kin is a whole number of flicks, and a day is far
/// below 2^53, so a JavaScript number holds it exactly.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct Time(#[cfg_attr(feature = "specta", specta(type = i32))] i64);

impl Time {
    /// Flicks in one second.
    pub const FLICKS_PER_SECOND: i64 = 705_600_000;
    /// The zero of a programme's media clock.
    pub const ZERO: Self = Self(0);
    /// One second.
    pub const SECOND: Self = Self(Self::FLICKS_PER_SECOND);
    /// One millisecond.
    pub const MILLISECOND: Self = Self(Self::FLICKS_PER_SECOND / 1000);

    /// A time of so many flicks.
    #[must_use]
    pub const fn from_flicks(flicks: i64) -> Self {
        Self(flicks)
    }

    /// A time of so many whole seconds; saturates at the ends of the range.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(Self::FLICKS_PER_SECOND))
    }

    /// A time of so many milliseconds; saturates at the ends of the range.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(Self::MILLISECOND.0))
    }

    /// The time of `count` units of `numerator / denominator` seconds each,
    /// rounded to the nearest flick (half away from zero), or `None` where it
    /// does not fit or the denominator is zero.
    #[must_use]
    pub fn from_ratio(count: i64, numerator: i64, denominator: i64) -> Option<Self> {
        let flicks = i128::from(count)
            .checked_mul(i128::from(numerator))?
            .checked_mul(i128::from(Self::FLICKS_PER_SECOND))?;
        let rounded = div_round(flicks, i128::from(denominator))?;
        i64::try_from(rounded).ok().map(Self)
    }

    /// The time of sample number `sample` at `rate` samples a second, or
    /// `None` for a rate of zero or a time out of range.
    #[must_use]
    pub fn from_samples(sample: i64, rate: u32) -> Option<Self> {
        Self::from_ratio(sample, 1, i64::from(rate))
    }

    /// Whole flicks.
    #[must_use]
    pub const fn flicks(self) -> i64 {
        self.0
    }

    /// The nearest millisecond, halves away from zero.
    #[must_use]
    pub fn round_millis(self) -> i64 {
        let unit = Self::MILLISECOND.0;
        let half = if self.0 < 0 { -unit / 2 } else { unit / 2 };
        self.0.saturating_add(half) / unit
    }

    /// Whether this is a whole number of milliseconds.
    #[must_use]
    pub const fn is_whole_millis(self) -> bool {
        self.0 % Self::MILLISECOND.0 == 0
    }

    /// The nearest sample at `rate` samples a second.
    #[must_use]
    pub fn round_samples(self, rate: u32) -> i64 {
        let scaled = i128::from(self.0) * i128::from(rate);
        let rounded = div_round(scaled, i128::from(Self::FLICKS_PER_SECOND)).unwrap_or(0);
        i64::try_from(rounded).unwrap_or(if self.0 < 0 { i64::MIN } else { i64::MAX })
    }

    /// Seconds as a float, for rates shown to people; never for arithmetic
    /// that comes back as a time.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "documented as approximate")]
    pub fn as_seconds_f64(self) -> f64 {
        self.0 as f64 / Self::FLICKS_PER_SECOND as f64
    }

    /// The sum, or the end of the range where it does not fit.
    #[must_use]
    pub const fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference, or the end of the range where it does not fit.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// This time multiplied by `numerator / denominator`, rounded to the
    /// nearest flick; `None` where the denominator is zero or it does not fit.
    #[must_use]
    pub fn scaled(self, numerator: i64, denominator: i64) -> Option<Self> {
        let product = i128::from(self.0) * i128::from(numerator);
        let rounded = div_round(product, i128::from(denominator))?;
        i64::try_from(rounded).ok().map(Self)
    }

    /// The distance from zero.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.saturating_abs())
    }
}

/// `value / divisor` to the nearest whole number, halves away from zero.
pub(crate) fn div_round(value: i128, divisor: i128) -> Option<i128> {
    if divisor == 0 {
        return None;
    }
    let (value, divisor) = if divisor < 0 {
        (-value, -divisor)
    } else {
        (value, divisor)
    };
    let half = if value < 0 { -divisor / 2 } else { divisor / 2 };
    Some((value + half) / divisor)
}

impl Add for Time {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        self.saturating_add(other)
    }
}

impl AddAssign for Time {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Time {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self.saturating_sub(other)
    }
}

impl SubAssign for Time {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Neg for Time {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for Time {
    fn sum<I: Iterator<Item = Self>>(times: I) -> Self {
        times.fold(Self::ZERO, Self::saturating_add)
    }
}

/// `h:mm:ss.mmm` to the nearest millisecond, for messages and logs.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = self.round_millis();
        let (sign, millis) = if millis < 0 {
            ("-", millis.unsigned_abs())
        } else {
            ("", millis.unsigned_abs())
        };
        let (hours, minutes) = (millis / 3_600_000, millis / 60_000 % 60);
        let (seconds, rest) = (millis / 1000 % 60, millis % 1000);
        write!(f, "{sign}{hours}:{minutes:02}:{seconds:02}.{rest:03}")
    }
}
