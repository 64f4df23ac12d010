//! When something is tried again. Every time is in milliseconds.

use chrono::{DateTime, Days, LocalResult, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::America::Los_Angeles;

use super::Chance;

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// First pause, which doubles.
const BASE: i64 = SECOND;
/// Longest pause before an item is parked.
const CAP: i64 = 5 * MINUTE;
/// Tries before an item is parked.
pub const TRIES: u32 = 6;
/// How long an item is parked, the first time and later.
pub const LADDER: [i64; 4] = [15 * MINUTE, HOUR, 6 * HOUR, DAY];
/// The longest that anything waits for its quota after that starts anew, so
/// that not everyone comes at once.
const AFTER_RESET: i64 = 15 * MINUTE;
/// The shortest pause that counts as being parked.
pub const PARKED_FROM: i64 = LADDER[0];

/// The pause after so many failures in a row, from 1: full jitter up to a
/// bound that doubles, and then the rungs of [`LADDER`].
#[must_use]
pub fn pause(failures: u32, chance: &mut dyn Chance) -> i64 {
    match failures.checked_sub(TRIES + 1) {
        None => {
            let bound = BASE.saturating_mul(1 << failures.min(20)).min(CAP);
            between(0, bound, chance)
        }
        Some(rung) => {
            let rung = usize::try_from(rung).unwrap_or(usize::MAX);
            LADDER[rung.min(LADDER.len() - 1)]
        }
    }
}

/// What a service asked for, within reason: from a second to a day.
#[must_use]
pub fn asked_for(millis: i64) -> i64 {
    millis.clamp(SECOND, DAY)
}

/// When the quota starts anew, with some chance added: the next midnight of
/// the Pacific time zone, summer time heeded.
#[must_use]
pub fn after_quota_reset(now: i64, chance: &mut dyn Chance) -> i64 {
    next_quota_day(now) + between(0, AFTER_RESET, chance)
}

/// The next midnight in Los Angeles, in Unix milliseconds.
#[must_use]
pub fn next_quota_day(now: i64) -> i64 {
    let today = local(now).date_naive();
    let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today);
    match Los_Angeles.from_local_datetime(&tomorrow.and_time(NaiveTime::MIN)) {
        LocalResult::Single(midnight) | LocalResult::Ambiguous(midnight, _) => {
            midnight.timestamp_millis()
        }
        // No clock there ever skipped midnight.
        LocalResult::None => now + DAY,
    }
}

/// The day that quota is counted in, as a date in Los Angeles.
#[must_use]
pub fn quota_day(now: i64) -> NaiveDate {
    local(now).date_naive()
}

fn local(now: i64) -> DateTime<chrono_tz::Tz> {
    let utc: DateTime<Utc> = DateTime::from_timestamp_millis(now).unwrap_or_default();
    utc.with_timezone(&Los_Angeles)
}

fn between(low: i64, high: i64, chance: &mut dyn Chance) -> i64 {
    let width = u64::try_from(high - low).unwrap_or(0) + 1;
    low + i64::try_from(chance.below(width)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Highest;
    impl Chance for Highest {
        fn below(&mut self, end: u64) -> u64 {
            end - 1
        }
    }

    struct Lowest;
    impl Chance for Lowest {
        fn below(&mut self, _end: u64) -> u64 {
            0
        }
    }

    fn millis(text: &str) -> i64 {
        DateTime::parse_from_rfc3339(text)
            .unwrap()
            .timestamp_millis()
    }

    #[test]
    fn pauses_double_and_then_climb_the_ladder() {
        let table = [
            (1, 2 * SECOND),
            (2, 4 * SECOND),
            (3, 8 * SECOND),
            (6, 64 * SECOND),
            (7, 15 * MINUTE),
            (8, HOUR),
            (9, 6 * HOUR),
            (10, DAY),
            (11, DAY),
            (u32::MAX, DAY),
        ];
        for (failures, longest) in table {
            assert_eq!(pause(failures, &mut Highest), longest, "{failures}");
            let shortest = if failures > TRIES { longest } else { 0 };
            assert_eq!(pause(failures, &mut Lowest), shortest, "{failures}");
        }
    }

    #[test]
    fn what_a_service_asks_for_is_kept_within_reason() {
        for (asked, kept) in [
            (-5, SECOND),
            (0, SECOND),
            (90 * SECOND, 90 * SECOND),
            (i64::MAX, DAY),
        ] {
            assert_eq!(asked_for(asked), kept);
        }
    }

    #[test]
    fn quota_starts_anew_at_midnight_in_los_angeles() {
        let table = [
            // Winter: eight hours behind.
            ("2026-11-22T07:59:59Z", "2026-11-22T08:00:00Z", "2026-11-21"),
            ("2026-11-22T08:00:00Z", "2026-11-23T08:00:00Z", "2026-11-22"),
            // Summer: seven.
            ("2026-07-01T12:00:00Z", "2026-07-02T07:00:00Z", "2026-07-01"),
            // The days on which the clocks change have 23 and 25 hours.
            ("2026-03-08T08:00:00Z", "2026-03-09T07:00:00Z", "2026-03-08"),
            ("2026-11-01T07:00:00Z", "2026-11-02T08:00:00Z", "2026-11-01"),
        ];
        for (now, reset, day) in table {
            assert_eq!(next_quota_day(millis(now)), millis(reset), "{now}");
            assert_eq!(quota_day(millis(now)).to_string(), day, "{now}");
            let latest = after_quota_reset(millis(now), &mut Highest);
            assert_eq!(latest, millis(reset) + AFTER_RESET);
        }
    }
}
