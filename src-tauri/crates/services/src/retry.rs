//! When a failed call is made again (services.md 4.3). Pure: the time and the
//! chance are arguments.

use std::time::Duration;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::America::Los_Angeles;

use crate::RetryAdvice;

/// The first pause is at most this long, and each further one twice as long.
const BASE: Duration = Duration::from_secs(1);
/// No pause between tries of one session is longer.
const CAP: Duration = Duration::from_secs(300);
/// How often a call is tried before it is parked.
pub const TRIES_IN_SESSION: u32 = 6;
/// How long a call is parked, the first time and after; the last for good.
const LADDER: [Duration; 4] = [
    Duration::from_secs(15 * 60),
    Duration::from_secs(60 * 60),
    Duration::from_secs(6 * 60 * 60),
    Duration::from_secs(24 * 60 * 60),
];
/// The least and the most that a service's own wish is followed.
const AFTER: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(24 * 60 * 60));
/// Quota is not asked for at the very minute that everybody's begins anew.
const QUOTA_SPREAD: Duration = Duration::from_secs(15 * 60);

/// How long to wait, and how that shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// Counted from now.
    pub wait: Duration,
    /// Whether it is more than a moment: the call is set aside until then, over
    /// restarts too.
    pub parked: bool,
}

/// How long to wait after `tries` failed tries, of which the last gave `advice`;
/// nothing where trying again is of no use. `chance` is any random number.
#[must_use]
pub fn pause(tries: u32, advice: RetryAdvice, now: DateTime<Utc>, chance: u64) -> Option<Pause> {
    let usual = usual(tries, chance);
    match advice {
        RetryAdvice::Never | RetryAdvice::SignIn | RetryAdvice::User => None,
        RetryAdvice::Backoff => Some(usual),
        RetryAdvice::After(wish) => {
            let wait = usual.wait.max(wish.clamp(AFTER.0, AFTER.1));
            let parked = usual.parked || wait > CAP;
            Some(Pause { wait, parked })
        }
        RetryAdvice::ParkUntilQuotaReset => {
            let left = (quota_reset(now) - now).to_std().unwrap_or_default();
            let wait = left + share(QUOTA_SPREAD, chance);
            Some(Pause { wait, parked: true })
        }
    }
}

/// Full jitter while tries remain, then the ladder.
fn usual(tries: u32, chance: u64) -> Pause {
    let failed = tries.max(1) - 1;
    if failed + 1 < TRIES_IN_SESSION {
        let longest = BASE.saturating_mul(1 << failed).min(CAP);
        let wait = share(longest, chance);
        return Pause {
            wait,
            parked: false,
        };
    }
    let rung = (failed + 1 - TRIES_IN_SESSION) as usize;
    let wait = LADDER[rung.min(LADDER.len() - 1)];
    Pause { wait, parked: true }
}

/// The part of a span that a random number stands for: none for 0, nearly all
/// for the greatest.
fn share(span: Duration, chance: u64) -> Duration {
    let millis = (span.as_millis() * u128::from(chance)) >> 64;
    Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX))
}

/// The day whose quota a call at this time counts against: YouTube's quota is of
/// a day in Los Angeles.
#[must_use]
pub fn quota_day(now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&Los_Angeles).date_naive()
}

/// When the quota begins anew: the next midnight in Los Angeles.
#[must_use]
pub fn quota_reset(now: DateTime<Utc>) -> DateTime<Utc> {
    let tomorrow = quota_day(now).checked_add_days(Days::new(1));
    tomorrow
        .and_then(|day| {
            let midnight = day.and_time(NaiveTime::MIN);
            Los_Angeles.from_local_datetime(&midnight).earliest()
        })
        .map_or(now, |midnight| midnight.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect(text)
    }

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn pauses_grow_with_full_jitter_and_then_the_call_is_parked() {
        let now = at("2026-11-22T12:00:00Z");
        let table = [
            // Failed tries, longest pause, parked.
            (0, 1, false),
            (1, 1, false),
            (2, 2, false),
            (3, 4, false),
            (4, 8, false),
            (5, 16, false),
            (6, 15 * 60, true),
            (7, 60 * 60, true),
            (8, 6 * 60 * 60, true),
            (9, 24 * 60 * 60, true),
            (10, 24 * 60 * 60, true),
            (u32::MAX, 24 * 60 * 60, true),
        ];
        for (tries, longest, parked) in table {
            let of = |chance| pause(tries, RetryAdvice::Backoff, now, chance).expect("a pause");
            assert_eq!(of(u64::MAX).parked, parked, "{tries}");
            assert!(of(u64::MAX).wait <= seconds(longest), "{tries}");
            assert!(
                of(u64::MAX).wait + Duration::from_millis(1) >= seconds(longest),
                "{tries}"
            );
            let least = if parked {
                seconds(longest)
            } else {
                Duration::ZERO
            };
            assert_eq!(of(0).wait, least, "{tries}");
            if !parked {
                let half = of(1 << 63).wait;
                assert_eq!(half, seconds(longest) / 2, "{tries}");
            }
        }
    }

    #[test]
    fn the_wish_of_a_service_is_a_least_and_is_clamped() {
        let now = at("2026-11-22T12:00:00Z");
        let day = 24 * 60 * 60;
        let table = [
            (1, 0, 0, 1, false),
            (1, 7, u64::MAX, 7, false),
            (4, 2, u64::MAX, 8, false),
            (1, 300, 0, 300, false),
            (1, 301, 0, 301, true),
            (6, 5, 0, 15 * 60, true),
            (1, 10 * day, 0, day, true),
        ];
        for (tries, wish, chance, wait, parked) in table {
            let got =
                pause(tries, RetryAdvice::After(seconds(wish)), now, chance).expect("a pause");
            let rounded = seconds(got.wait.as_millis().div_ceil(1000) as u64);
            assert_eq!(
                (rounded, got.parked),
                (seconds(wait), parked),
                "{tries} {wish}"
            );
        }
    }

    #[test]
    fn what_only_the_user_can_mend_is_not_tried_again() {
        let now = at("2026-11-22T12:00:00Z");
        for advice in [RetryAdvice::Never, RetryAdvice::SignIn, RetryAdvice::User] {
            assert_eq!(pause(1, advice, now, 7), None, "{advice:?}");
        }
    }

    #[test]
    fn the_quota_begins_anew_at_midnight_in_los_angeles() {
        let table = [
            // Winter: eight hours behind.
            ("2026-11-22T12:00:00Z", "2026-11-22", "2026-11-23T08:00:00Z"),
            ("2026-11-22T07:59:59Z", "2026-11-21", "2026-11-22T08:00:00Z"),
            ("2026-11-22T08:00:00Z", "2026-11-22", "2026-11-23T08:00:00Z"),
            // Summer: seven.
            ("2026-07-01T12:00:00Z", "2026-07-01", "2026-07-02T07:00:00Z"),
            // Clocks go forward on 8 March 2026: that day has 23 hours.
            ("2026-03-08T08:00:00Z", "2026-03-08", "2026-03-09T07:00:00Z"),
            ("2026-03-08T07:59:59Z", "2026-03-07", "2026-03-08T08:00:00Z"),
            ("2026-03-08T10:30:00Z", "2026-03-08", "2026-03-09T07:00:00Z"),
            // Clocks go back on 1 November 2026: that day has 25.
            ("2026-11-01T07:00:00Z", "2026-11-01", "2026-11-02T08:00:00Z"),
            ("2026-11-01T06:59:59Z", "2026-10-31", "2026-11-01T07:00:00Z"),
            ("2026-11-01T09:30:00Z", "2026-11-01", "2026-11-02T08:00:00Z"),
            // The end of a year, and a leap day.
            ("2027-01-01T07:30:00Z", "2026-12-31", "2027-01-01T08:00:00Z"),
            ("2028-02-29T12:00:00Z", "2028-02-29", "2028-03-01T08:00:00Z"),
        ];
        for (now, day, reset) in table {
            assert_eq!(quota_day(at(now)).to_string(), day, "{now}");
            assert_eq!(quota_reset(at(now)), at(reset), "{now}");
        }
    }

    #[test]
    fn used_up_quota_parks_until_shortly_after_the_reset() {
        let now = at("2026-11-22T07:00:00Z");
        let of = |chance| pause(1, RetryAdvice::ParkUntilQuotaReset, now, chance).expect("a pause");
        assert_eq!(
            of(0),
            Pause {
                wait: seconds(3600),
                parked: true
            }
        );
        let last = of(u64::MAX).wait;
        assert!(last > seconds(3600) && last < seconds(3600 + 15 * 60));
    }
}
