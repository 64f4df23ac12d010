//! What the caption services hold, as plain values, and the ports it is read
//! through.
//!
//! Everything here was said by a server: text is cut to what can be shown, a
//! field that was missing or of a type nobody expected is absent, and the
//! service's own words are kept beside it as `raw`.

mod order;
mod reads;
mod request;
mod track;

pub use order::{
    OrderForm, OrderInput, OrderMedia, OrderNotification, OrderRequest, RevAttachment, RevComment,
    RevOrder, RevStatus,
};
pub use reads::{
    AttachmentFormat, Downloaded, Fetched, RevReads, StudioReads, TrackFormat, YoutubeReads,
};
pub use request::{RequestMedia, ServiceType, StudioRequest};
pub use track::{FailureReason, RemoteTrack, RemoteTrackKind, RemoteTrackStatus};

use std::fmt;

use serde::{Deserialize, Serialize};

/// The services that Cuewright speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ServiceName {
    /// Instructure Studio, professional captioning.
    Studio,
    /// YouTube captions.
    #[serde(rename = "youtube")]
    YouTube,
    /// Rev orders.
    Rev,
}

impl fmt::Display for ServiceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Studio => "Studio",
            Self::YouTube => "YouTube",
            Self::Rev => "Rev",
        })
    }
}
