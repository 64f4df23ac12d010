//! Frame rates and the labels that count frames (SMPTE ST 12-1).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::time::{Time, div_round};

/// Frames per second as an exact ratio, such as 30000/1001.
///
/// Written as `"30000/1001"` or `"25"`. Always in lowest terms, between one
/// frame in 1000 s and 1000 frames a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "String", into = "String")]
pub struct FrameRate {
    numerator: u32,
    denominator: u32,
}

/// Why a text or a ratio is not a frame rate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a frame rate between 1/1000 and 1000 frames a second")]
pub struct FrameRateError(String);

impl FrameRate {
    /// 24000/1001, called 23.976.
    pub const FILM_NTSC: Self = Self::known(24000, 1001);
    /// 24.
    pub const FILM: Self = Self::known(24, 1);
    /// 25.
    pub const PAL: Self = Self::known(25, 1);
    /// 30000/1001, called 29.97.
    pub const NTSC: Self = Self::known(30000, 1001);
    /// 30.
    pub const THIRTY: Self = Self::known(30, 1);
    /// 50.
    pub const FIFTY: Self = Self::known(50, 1);
    /// 60000/1001, called 59.94.
    pub const NTSC_60: Self = Self::known(60000, 1001);
    /// 60.
    pub const SIXTY: Self = Self::known(60, 1);

    const fn known(numerator: u32, denominator: u32) -> Self {
        Self {
            numerator,
            denominator,
        }
    }

    /// The rate of `numerator / denominator` frames a second.
    ///
    /// # Errors
    /// Where it is outside 1/1000 to 1000 frames a second.
    pub fn new(numerator: u32, denominator: u32) -> Result<Self, FrameRateError> {
        let refuse = || FrameRateError(format!("{numerator}/{denominator}"));
        if numerator == 0 || denominator == 0 {
            return Err(refuse());
        }
        let (n, d) = (u64::from(numerator), u64::from(denominator));
        if n > d * 1000 || n * 1000 < d {
            return Err(refuse());
        }
        let divisor = gcd(numerator, denominator);
        Ok(Self::known(numerator / divisor, denominator / divisor))
    }

    /// Upper part of the ratio, in lowest terms.
    #[must_use]
    pub const fn numerator(self) -> u32 {
        self.numerator
    }

    /// Lower part of the ratio, in lowest terms.
    #[must_use]
    pub const fn denominator(self) -> u32 {
        self.denominator
    }

    /// Frames that one second of a label counts: the rate rounded up.
    #[must_use]
    pub const fn nominal(self) -> u32 {
        self.numerator.div_ceil(self.denominator)
    }

    /// The time at which frame `frame` starts, to the nearest flick (exact at
    /// every rate this type names).
    #[must_use]
    pub fn time_of(self, frame: i64) -> Time {
        Time::from_ratio(
            frame,
            i64::from(self.denominator),
            i64::from(self.numerator),
        )
        .unwrap_or(Time::from_flicks(if frame < 0 {
            i64::MIN
        } else {
            i64::MAX
        }))
    }

    /// The frame on screen at `time`: the last one that started at or before it.
    #[must_use]
    pub fn frame_at(self, time: Time) -> i64 {
        let (scaled, unit) = self.scaled(time);
        let frame = clamp(scaled.div_euclid(unit));
        // A frame start that was rounded down to a flick still belongs to its frame.
        if self.time_of(frame + 1) <= time {
            frame + 1
        } else {
            frame
        }
    }

    /// The frame whose start is nearest to `time`, halves away from zero.
    #[must_use]
    pub fn nearest_frame(self, time: Time) -> i64 {
        let (scaled, unit) = self.scaled(time);
        clamp(div_round(scaled, unit).unwrap_or(0))
    }

    fn scaled(self, time: Time) -> (i128, i128) {
        (
            i128::from(time.flicks()) * i128::from(self.numerator),
            i128::from(Time::FLICKS_PER_SECOND) * i128::from(self.denominator),
        )
    }

    /// `time` moved to the start of the nearest frame.
    #[must_use]
    pub fn snap(self, time: Time) -> Time {
        self.time_of(self.nearest_frame(time))
    }

    /// How long one frame lasts, to the nearest flick.
    #[must_use]
    pub fn frame_duration(self) -> Time {
        self.time_of(1)
    }

    /// Whether labels at this rate may drop (30000/1001 and 60000/1001).
    #[must_use]
    pub fn can_drop(self) -> bool {
        self == Self::NTSC || self == Self::NTSC_60
    }
}

fn clamp(frame: i128) -> i64 {
    i64::try_from(frame).unwrap_or(if frame < 0 {
        i64::MIN / 2
    } else {
        i64::MAX / 2
    })
}

const fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

impl fmt::Display for FrameRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denominator == 1 {
            self.numerator.fmt(f)
        } else {
            write!(f, "{}/{}", self.numerator, self.denominator)
        }
    }
}

/// Reads `30000/1001`, `25`, and the decimal names people use for the NTSC
/// rates: 23.976, 23.98, 29.97, 59.94, 47.952, 119.88.
impl FromStr for FrameRate {
    type Err = FrameRateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || FrameRateError(format!("\u{201c}{text}\u{201d}"));
        let text = text.trim();
        if let Some((n, d)) = text.split_once('/') {
            let (n, d) = (n.trim().parse(), d.trim().parse());
            return Self::new(n.map_err(|_| refuse())?, d.map_err(|_| refuse())?);
        }
        match text {
            "23.976" | "23.98" => return Ok(Self::FILM_NTSC),
            "29.97" => return Ok(Self::NTSC),
            "47.952" | "47.95" => return Self::new(48000, 1001),
            "59.94" => return Ok(Self::NTSC_60),
            "119.88" => return Self::new(120_000, 1001),
            _ => {}
        }
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        if decimals.len() > 6 || !decimals.bytes().all(|b| b.is_ascii_digit()) {
            return Err(refuse());
        }
        let scale = 10u32.pow(u32::try_from(decimals.len()).unwrap_or(0));
        let whole: u32 = whole.parse().map_err(|_| refuse())?;
        let part: u32 = if decimals.is_empty() {
            0
        } else {
            decimals.parse().map_err(|_| refuse())?
        };
        let numerator = whole
            .checked_mul(scale)
            .and_then(|value| value.checked_add(part))
            .ok_or_else(refuse)?;
        Self::new(numerator, scale)
    }
}

impl TryFrom<String> for FrameRate {
    type Error = FrameRateError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<FrameRate> for String {
    fn from(rate: FrameRate) -> Self {
        rate.to_string()
    }
}

/// A frame rate together with the way its frames are labelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "TimebaseForm", into = "TimebaseForm")]
pub struct Timebase {
    rate: FrameRate,
    drop_frame: bool,
}

#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
struct TimebaseForm {
    rate: FrameRate,
    drop_frame: bool,
}

impl TryFrom<TimebaseForm> for Timebase {
    type Error = LabelError;
    fn try_from(form: TimebaseForm) -> Result<Self, Self::Error> {
        if form.drop_frame {
            Self::drop(form.rate)
        } else {
            Ok(Self::non_drop(form.rate))
        }
    }
}

impl From<Timebase> for TimebaseForm {
    fn from(base: Timebase) -> Self {
        Self {
            rate: base.rate,
            drop_frame: base.drop_frame,
        }
    }
}

/// Why a label names no frame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    /// The rate has no drop-frame labels.
    #[error("{0} frames a second has no drop-frame labels; only 29.97 and 59.94 do")]
    NoDropFrame(FrameRate),
    /// Minutes or seconds of 60 or more, or a frame number the second does not have.
    #[error("{label} does not exist: {field} must be below {limit}")]
    OutOfRange {
        /// The label as it was read.
        label: String,
        /// Which field is too large.
        field: &'static str,
        /// The first value that field cannot have.
        limit: u32,
    },
    /// A label that drop-frame counting leaves out (SMPTE ST 12-1 section 5.2.2).
    #[error(
        "{label} does not exist: drop-frame counting leaves out frames 0 to {last} of minute {minute}"
    )]
    Dropped {
        /// The label as it was read.
        label: String,
        /// The last frame number that is left out.
        last: u32,
        /// The minute it is left out of.
        minute: u32,
    },
    /// Text that is not `hh:mm:ss:ff`.
    #[error("\u{201c}{0}\u{201d} is not a timecode of the form hh:mm:ss:ff")]
    Malformed(String),
}

impl Timebase {
    /// Labels that count every frame.
    #[must_use]
    pub const fn non_drop(rate: FrameRate) -> Self {
        Self {
            rate,
            drop_frame: false,
        }
    }

    /// Drop-frame labels.
    ///
    /// # Errors
    /// At any rate but 30000/1001 and 60000/1001.
    pub fn drop(rate: FrameRate) -> Result<Self, LabelError> {
        if rate.can_drop() {
            Ok(Self {
                rate,
                drop_frame: true,
            })
        } else {
            Err(LabelError::NoDropFrame(rate))
        }
    }

    /// The frame rate.
    #[must_use]
    pub const fn rate(self) -> FrameRate {
        self.rate
    }

    /// Whether labels drop.
    #[must_use]
    pub const fn drop_frame(self) -> bool {
        self.drop_frame
    }

    /// Labels left out at the start of most minutes: 2 at 29.97, 4 at 59.94.
    const fn dropped(self) -> i64 {
        if self.drop_frame {
            self.rate.nominal() as i64 / 15
        } else {
            0
        }
    }

    /// The label of frame number `frame`, counted from the label 00:00:00:00.
    /// Negative frames have no label and give that of frame zero.
    #[must_use]
    pub fn label(self, frame: i64) -> Timecode {
        let frame = frame.max(0);
        let nominal = i64::from(self.rate.nominal());
        let counted = frame + self.left_out_before(frame);
        let total_seconds = counted / nominal;
        Timecode {
            hours: u32::try_from(total_seconds / 3600).unwrap_or(u32::MAX),
            minutes: small(total_seconds / 60 % 60),
            seconds: small(total_seconds % 60),
            frames: small(counted % nominal),
            drop_frame: self.drop_frame,
        }
    }

    /// How many labels are left out before the label of `frame`.
    fn left_out_before(self, frame: i64) -> i64 {
        let dropped = self.dropped();
        if dropped == 0 {
            return 0;
        }
        let minute = 60 * i64::from(self.rate.nominal()) - dropped;
        let ten_minutes = 10 * minute + dropped;
        let (tens, rest) = (frame / ten_minutes, frame % ten_minutes);
        let minutes = if rest < dropped {
            0
        } else {
            (rest - dropped) / minute
        };
        dropped * (9 * tens + minutes)
    }

    /// The label of the frame whose start is nearest to `time`.
    #[must_use]
    pub fn label_at(self, time: Time) -> Timecode {
        self.label(self.rate.nearest_frame(time))
    }

    /// The frame number that `hours:minutes:seconds:frames` names.
    ///
    /// # Errors
    /// Where no frame has that label, with the reason.
    pub fn frame(
        self,
        hours: u32,
        minutes: u32,
        seconds: u32,
        frames: u32,
    ) -> Result<i64, LabelError> {
        let label = Timecode {
            hours,
            minutes,
            seconds,
            frames,
            drop_frame: self.drop_frame,
        };
        let nominal = self.rate.nominal();
        for (field, value, limit) in [
            ("minutes", minutes, 60),
            ("seconds", seconds, 60),
            ("frames", frames, nominal),
        ] {
            if value >= limit {
                return Err(LabelError::OutOfRange {
                    label: label.to_string(),
                    field,
                    limit,
                });
            }
        }
        let dropped = self.dropped();
        if seconds == 0 && !minutes.is_multiple_of(10) && i64::from(frames) < dropped {
            return Err(LabelError::Dropped {
                label: label.to_string(),
                last: small(dropped - 1),
                minute: minutes,
            });
        }
        let total_minutes = i64::from(hours) * 60 + i64::from(minutes);
        let counted = (total_minutes * 60 + i64::from(seconds)) * i64::from(nominal);
        Ok(counted + i64::from(frames) - dropped * (total_minutes - total_minutes / 10))
    }

    /// The frame that a written label names. `;` before the frames is accepted
    /// for `:`; which labels exist is decided by this timebase alone.
    ///
    /// # Errors
    /// Where the text is no label, or the label does not exist.
    pub fn parse(self, text: &str) -> Result<i64, LabelError> {
        let malformed = || LabelError::Malformed(text.to_owned());
        let parts: Vec<&str> = text.trim().split([':', ';', '.', ',']).collect();
        let [hours, minutes, seconds, frames] = parts[..] else {
            return Err(malformed());
        };
        let number = |part: &str| -> Result<u32, LabelError> {
            if part.is_empty() || part.len() > 4 || !part.bytes().all(|b| b.is_ascii_digit()) {
                return Err(malformed());
            }
            part.parse().map_err(|_| malformed())
        };
        self.frame(
            number(hours)?,
            number(minutes)?,
            number(seconds)?,
            number(frames)?,
        )
    }
}

fn small(value: i64) -> u32 {
    u32::try_from(value).unwrap_or(0)
}

impl Default for Timebase {
    fn default() -> Self {
        Self::non_drop(FrameRate::PAL)
    }
}

/// A label of a frame. Only a [`Timebase`] makes one, so every value names a
/// frame that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timecode {
    hours: u32,
    minutes: u32,
    seconds: u32,
    frames: u32,
    drop_frame: bool,
}

impl Timecode {
    /// Hours, minutes, seconds and frames.
    #[must_use]
    pub const fn fields(self) -> (u32, u32, u32, u32) {
        (self.hours, self.minutes, self.seconds, self.frames)
    }
}

/// `hh:mm:ss:ff`, with `;` before the frames where labels drop.
impl fmt::Display for Timecode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.drop_frame { ';' } else { ':' };
        write!(
            f,
            "{:02}:{:02}:{:02}{mark}{:02}",
            self.hours, self.minutes, self.seconds, self.frames
        )
    }
}

#[cfg(test)]
mod tests;
