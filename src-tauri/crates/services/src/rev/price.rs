//! Amounts of money, exact.

use std::fmt;
use std::ops::Add;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;

/// An amount in US dollars as a whole number of ten-thousandths: Rev writes
/// prices with up to four decimals. As JSON it is a decimal text such as `"2.85"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Price(i64);

impl Price {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    const UNIT: i64 = 10_000;

    /// An amount of so many ten-thousandths of a dollar.
    #[must_use]
    pub const fn from_ten_thousandths(count: i64) -> Self {
        Self(count)
    }

    /// Whole ten-thousandths of a dollar.
    #[must_use]
    pub const fn ten_thousandths(self) -> i64 {
        self.0
    }

    /// What so many seconds cost at this price a minute, in proportion and
    /// rounded up to a cent: an order of 171 s at a dollar a minute was 2.85.
    /// Saturates.
    #[must_use]
    pub fn for_seconds(self, seconds: u64) -> Self {
        const CENT: i128 = (Price::UNIT / 100) as i128;
        let exact = i128::from(self.0) * i128::from(seconds);
        let cents = exact.div_euclid(60 * CENT) + i128::from(exact.rem_euclid(60 * CENT) != 0);
        Self(i64::try_from(cents * CENT).unwrap_or(i64::MAX))
    }

    /// The amount in a value of an answer: a number, or a text, with a dollar
    /// sign or without.
    #[must_use]
    pub fn from_json(value: &Value) -> Option<Self> {
        match value {
            // Fifteen digits survive the way through a float and back as they
            // were; no price has more.
            Value::Number(number) => number.to_string().parse().ok(),
            Value::String(text) => text.trim().trim_start_matches('$').trim().parse().ok(),
            _ => None,
        }
    }
}

impl Add for Price {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl fmt::Display for Price {
    /// At least two decimals, and no more zeros than that.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let unit = Self::UNIT.unsigned_abs();
        let (whole, part) = (self.0.unsigned_abs() / unit, self.0.unsigned_abs() % unit);
        let digits = format!("{part:04}");
        let kept = digits.trim_end_matches('0').len().max(2);
        write!(f, "{sign}{whole}.{}", &digits[..kept])
    }
}

/// A text that is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no amount of money such as 2.85")]
pub struct NoPrice;

impl FromStr for Price {
    type Err = NoPrice;

    /// Reads a decimal number; what is below a ten-thousandth is rounded, halves
    /// away from zero.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(part) {
            return Err(NoPrice);
        }
        let digits: String = part.chars().chain("00000".chars()).take(5).collect();
        let fraction: i64 = digits.parse().map_err(|_| NoPrice)?;
        let amount = whole
            .parse::<i64>()
            .ok()
            .and_then(|whole| whole.checked_mul(Self::UNIT))
            .and_then(|whole| whole.checked_add((fraction + 5) / 10))
            .ok_or(NoPrice)?;
        Ok(Self(if negative { -amount } else { amount }))
    }
}

impl Serialize for Price {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Price {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::from_json(&value).ok_or_else(|| de::Error::custom(NoPrice))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn prices_are_read_and_shown_as_decimals() {
        let table = [
            ("10.0000", Some("10.00")),
            ("2.85", Some("2.85")),
            ("0.1", Some("0.10")),
            ("1.2345", Some("1.2345")),
            ("1.23456", Some("1.2346")),
            ("0.00005", Some("0.0001")),
            ("7", Some("7.00")),
            ("-3.5", Some("-3.50")),
            ("7.", Some("7.00")),
            (".5", None),
            ("1e3", None),
            ("", None),
            ("-", None),
            ("1,50", None),
            ("99999999999999999999", None),
        ];
        for (text, shown) in table {
            let price = text.parse::<Price>().ok().map(|price| price.to_string());
            assert_eq!(price.as_deref(), shown, "{text}");
        }
    }

    #[test]
    fn no_decimal_is_lost_between_json_and_the_screen() {
        for text in ["10.0000", "2.85", "0.07", "1234567.89", "0.3"] {
            let parsed: Value = serde_json::from_str(text).expect("a number");
            assert_eq!(Price::from_json(&parsed), text.parse().ok(), "{text}");
        }
        assert_eq!(Price::from_json(&json!("$2.85")), "2.85".parse().ok());
        assert_eq!(Price::from_json(&json!(true)), None);
        let price: Price = "2.85".parse().expect("a price");
        assert_eq!(serde_json::to_value(price).expect("a text"), json!("2.85"));
    }

    #[test]
    fn seconds_are_paid_in_proportion() {
        let table = [
            ("1.00", 171, "2.85"),
            ("1.25", 60, "1.25"),
            ("1.25", 1, "0.03"),
            ("0.30", 90, "0.45"),
            ("0.30", 0, "0.00"),
        ];
        for (minute, seconds, cost) in table {
            let minute: Price = minute.parse().expect("a price");
            assert_eq!(minute.for_seconds(seconds).to_string(), cost);
        }
    }
}
