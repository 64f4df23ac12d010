//! Units: what a project may use in a day.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::America::Los_Angeles;

use super::refusal::{self, Refusal};
use crate::sim::Sim;

/// What listing costs.
pub const LIST: u64 = 50;
/// What inserting costs.
pub const INSERT: u64 = 400;
/// What updating costs.
pub const UPDATE: u64 = 450;
/// What deleting costs.
pub const DELETE: u64 = 50;
/// What downloading costs.
pub const DOWNLOAD: u64 = 200;

/// The day in California, at whose midnight the units begin anew.
#[must_use]
pub fn quota_day(now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&Los_Angeles).date_naive()
}

/// Takes units from the project's day.
///
/// # Errors
/// Where not enough are left; then none are taken.
pub fn charge(sim: &mut Sim, cost: u64) -> Result<(), Refusal> {
    let project = sim.world.google.client.id.clone();
    let day = quota_day(sim.now());
    let used = sim.units.entry((project, day)).or_default();
    if *used + cost > sim.world.youtube.units_per_day {
        return Err(refusal::QUOTA);
    }
    *used += cost;
    Ok(())
}
