//! Instructure Studio's professional captioning: pending requests, their results,
//! the media and caption files they are about, and service types.
//!
//! What the document leaves open is read in every shape that was thought of and
//! kept whole beside it. A request takes one result and no second one: it is
//! sent once, and what became of it is [looked at](Studio::look) and never found
//! out by sending again.

mod access;
mod client;
mod look;
mod media;
mod pending;
mod refusals;
mod results;
mod service_types;
mod srt;

pub use access::{Access, HeaderSet};
pub use client::Studio;
pub use look::{FileSearch, ReadBack, Sent, TWICE_APART};
pub use media::{CaptionFile, DownloadLink, MediaInfo};
pub use pending::{Pending, PendingRequest};
pub use refusals::Refusal;
pub use results::{Outcome, Round};
pub use service_types::{Removal, ServiceType, TypeDraft};
pub use srt::{SrtFile, SrtRefusal};
