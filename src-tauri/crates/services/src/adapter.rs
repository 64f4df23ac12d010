//! What the workbench asks of a service, done with the three clients.
//!
//! [`Clients`] makes and keeps the client of each account out of its row and its
//! secrets; each client answers the workbench's ports: it translates what is to
//! be sent, says what a look showed, and keeps what a failure says of its
//! effect, of trying again and of the field it is about.

mod check;
mod clients;
mod enroll;
mod failure;
mod keys;
mod rev;
mod rev_values;
mod studio;
mod youtube;
mod youtube_look;
mod youtube_values;

pub use check::check;
pub use clients::Clients;
pub use enroll::{Enrolment, usual_bases};
pub use rev::RevAccount;
pub use rev_values::{draft_of, order_of};
pub use studio::StudioAccount;
pub use youtube::YoutubeAccount;

use std::time::SystemTime;

use chrono::{DateTime, Utc};

/// A time in Unix milliseconds as the clients take it; now, where it is none.
fn time_of(millis: Option<i64>) -> DateTime<Utc> {
    millis
        .and_then(DateTime::from_timestamp_millis)
        .unwrap_or_else(|| SystemTime::now().into())
}

/// A time as the workbench takes it.
fn millis_of(time: DateTime<Utc>) -> i64 {
    time.timestamp_millis()
}
