//! The ports through which what a service holds is read.
//!
//! Reading changes nothing at a service, so a call that failed may be made
//! again. Every call waits for its answer.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{RemoteTrack, RevOrder, ServiceType, StudioRequest};
use crate::outbox::Answer;

/// What one Studio account can be asked.
pub trait StudioReads: Send + Sync {
    /// The requests for professional captions that wait to be done, all pages
    /// of them.
    ///
    /// # Errors
    /// Where the service did not answer or refused.
    fn pending(&self) -> Answer<Vec<StudioRequest>>;

    /// The active service types that the account may use.
    ///
    /// # Errors
    /// As [`pending`](Self::pending);
    /// [`NotFound`](crate::outbox::FailureCode::NotFound) where no captioning
    /// service is active.
    fn service_types(&self) -> Answer<Vec<ServiceType>>;

    /// Fetches the media of a request to a path of the caller's, and goes on
    /// where an earlier call for the same path broke off. `watch` hears how many
    /// bytes are there and how many there will be, and stops it with `false`.
    ///
    /// # Errors
    /// As [`pending`](Self::pending). What has arrived is kept for the next call.
    fn fetch_media(
        &self,
        request: &StudioRequest,
        to: &Path,
        watch: &mut dyn FnMut(u64, Option<u64>) -> bool,
    ) -> Answer<Fetched>;
}

/// What one YouTube account can be asked.
pub trait YoutubeReads: Send + Sync {
    /// Every caption track of a video, automatic ones included. Costs 50 units.
    ///
    /// # Errors
    /// Where the service did not answer or refused.
    fn tracks(&self, video: &str) -> Answer<Vec<RemoteTrack>>;

    /// The captions of a track. Costs 200 units. `language` asks for a machine
    /// translation into an ISO 639-1 language.
    ///
    /// # Errors
    /// As [`tracks`](Self::tracks).
    fn download(
        &self,
        track: &str,
        format: Option<TrackFormat>,
        language: Option<&str>,
    ) -> Answer<Downloaded>;
}

/// What one Rev account can be asked.
pub trait RevReads: Send + Sync {
    /// Every order, newest first, each once, without comments and attachments.
    ///
    /// # Errors
    /// Where the service did not answer or refused.
    fn orders(&self) -> Answer<Vec<RevOrder>>;

    /// One order whole.
    ///
    /// # Errors
    /// As [`orders`](Self::orders).
    fn order(&self, number: &str) -> Answer<RevOrder>;

    /// An attachment, in a format or as it is.
    ///
    /// # Errors
    /// As [`orders`](Self::orders);
    /// [`Invalid`](crate::outbox::FailureCode::Invalid) where it cannot be had
    /// in that format.
    fn attachment(&self, id: &str, format: Option<AttachmentFormat>) -> Answer<Downloaded>;
}

/// Formats that a YouTube track can be fetched in (`tfmt`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum TrackFormat {
    /// `SubViewer`.
    Sbv,
    /// Scenarist.
    Scc,
    /// `SubRip`.
    Srt,
    /// TTML.
    Ttml,
    /// `WebVTT`.
    Vtt,
}

/// Formats that a Rev attachment can be fetched in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum AttachmentFormat {
    /// `SubRip`.
    Srt,
    /// Scenarist.
    Scc,
    /// `MacCaption`.
    Mcc,
    /// TTML.
    Ttml,
    /// `QuickTime` timed text.
    QtText,
    /// `WebVTT`.
    Vtt,
    /// DFXP.
    Dfxp,
    /// Cheetah CAP.
    Cap,
    /// Spruce STL.
    Stl,
    /// Avid DS.
    AvidDs,
}

/// A file that a service gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Downloaded {
    /// What is in it.
    pub bytes: Vec<u8>,
    /// The name the service gives it; never a path, and only a suggestion.
    pub name: Option<String>,
    /// The media type the service gives it; what arrived is judged by its bytes.
    pub media_type: Option<String>,
}

/// What fetching a media came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// Whether all of it is there; otherwise the caller stopped it.
    pub whole: bool,
    /// The name the service gives it; never a path.
    pub name: Option<String>,
}
