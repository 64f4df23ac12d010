//! The clock, passed in so that tests decide what time it is.

use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the time of day.
///
/// Only for what people read and for telling apart typing from a pause; order
/// comes from revision numbers.
pub trait Clock: Send + Sync {
    /// Unix time in milliseconds.
    fn now(&self) -> i64;
}

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(0, |since| {
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        })
    }
}
