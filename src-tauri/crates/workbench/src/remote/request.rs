//! Caption requests and service types of Instructure Studio.

use serde::{Deserialize, Serialize};

/// A pending request for professional captions.
///
/// Only that it has an id, a service type, a language and a media is
/// documented; `raw` holds what else it says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StudioRequest {
    /// What the service calls it.
    #[cfg_attr(feature = "specta", specta(type = i32))]
    pub id: u64,
    /// How far it is, in the service's words.
    pub status: String,
    /// The key of the service type that is asked for.
    pub service_type: Option<String>,
    /// The language that is asked for. Where absent the user chooses: it is
    /// never guessed.
    pub language: Option<String>,
    /// What is to be captioned.
    pub media: RequestMedia,
    /// When it was made, in Unix milliseconds.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub created_at: Option<i64>,
    /// When it is due, in Unix milliseconds, where the service says so.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub due_at: Option<i64>,
    /// The request as it came, in JSON.
    pub raw: String,
}

/// The media of a request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RequestMedia {
    /// What the service calls it.
    pub id: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Its length in seconds.
    pub seconds: Option<f64>,
    /// Where it can be fetched, if the request says so.
    pub download: Option<String>,
}

/// A kind of captioning that a captioning service offers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ServiceType {
    /// What requests name it by.
    pub key: String,
    /// Its name for people.
    pub label: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// The languages it is offered in, as IETF tags.
    pub languages: Vec<String>,
    /// Whether a machine does it.
    pub automatic: bool,
    /// The service type as it came, in JSON.
    pub raw: String,
}
