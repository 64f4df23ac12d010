//! The time of the practice world, which tests move.

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};

use crate::world::ClockSeed;

/// The farthest that the clock is moved at once, in seconds: a hundred years.
const FARTHEST: i64 = 100 * 365 * 24 * 3600;

/// A clock that stands still or runs, and is moved forward by order. Everything that expires, completes or begins anew
/// in the practice world follows it; so does the `Date` header.
#[derive(Clone, Debug)]
pub struct Clock {
    origin: DateTime<Utc>,
    since: Option<Instant>,
    advanced: TimeDelta,
}

impl Clock {
    /// A clock as the seed says; without a start it begins at this machine's time of day.
    #[must_use]
    pub fn new(seed: &ClockSeed) -> Self {
        Self {
            origin: seed.start.unwrap_or_else(Utc::now),
            since: seed.running.then(Instant::now),
            advanced: TimeDelta::zero(),
        }
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let run = self.since.map_or(TimeDelta::zero(), |since| {
            TimeDelta::from_std(since.elapsed()).unwrap_or(TimeDelta::zero())
        });
        self.origin + self.advanced + run
    }

    /// Moves the clock forward by whole seconds, a hundred years at most; a negative number moves it back.
    pub fn advance(&mut self, seconds: i64) {
        self.advanced += TimeDelta::seconds(seconds.clamp(-FARTHEST, FARTHEST));
    }
}

/// A moment as HTTP writes it (RFC 9110, section 5.6.7).
#[must_use]
pub fn http_date(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// A moment with milliseconds, as Studio writes it.
#[must_use]
pub fn millis(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// A moment with microseconds, as YouTube writes it.
#[must_use]
pub fn micros(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}
