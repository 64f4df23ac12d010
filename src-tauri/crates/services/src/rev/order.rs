//! An order of captions, as `POST /orders` takes it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::format::CaptionFormat;

/// An order of captions before it is checked: what a form, a script or a file
/// says. It may break every rule; [`check`](super::check) names those it breaks.
///
/// Field names and their order are the document's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderDraft {
    /// Whether this is an order for trial only: nobody works on it and nothing
    /// is charged. Always sent.
    pub sandbox_mode: bool,
    /// A reference of the client's own, at most 256 characters. The outbox sets
    /// a fresh one, by which the order is found after a crash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_ref: Option<String>,
    /// Whether more time than usual may be taken; a guideline only.
    pub non_standard_tat_guarantee: bool,
    /// What is to be captioned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption_options: Option<CaptionOptions>,
    /// The options of another service, which an order of captions must not have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transcription_options: Option<Value>,
    /// The options of another service, which an order of captions must not have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub automated_transcription_options: Option<Value>,
    /// Where Rev is to tell of changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notification: Option<Notification>,
    /// Purchase order, project or department, at most 64 characters; for
    /// customers with invoicing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ponumber: Option<String>,
    /// The workspace to order in; absent: the user's default team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<u64>,
}

impl Default for OrderDraft {
    /// An order for trial with nothing in it: real orders are asked for knowingly.
    fn default() -> Self {
        Self {
            sandbox_mode: true,
            client_ref: None,
            non_standard_tat_guarantee: false,
            caption_options: Some(CaptionOptions::default()),
            transcription_options: None,
            automated_transcription_options: None,
            notification: None,
            ponumber: None,
            workspace_id: None,
        }
    }
}

/// What is to be captioned, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CaptionOptions {
    /// The media, at least one. Rev advises one order for each file.
    pub inputs: Vec<Input>,
    /// Codes of the languages that subtitles are ordered in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subtitle_languages: Vec<String>,
    /// Names of the formats that the captions are optimised for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub output_file_formats: Vec<String>,
    /// Up to five times faster, at $1.25 for each minute.
    pub rush: bool,
    /// Premium service captions, at a charge that is not published.
    pub premium_service_captions: bool,
    /// A video with the captions in the picture for each input, at $0.30 for
    /// each minute; kept for seven days.
    pub burned_in_captions: bool,
}

impl CaptionOptions {
    /// The formats among the names, in order; names that are none are left out.
    #[must_use]
    pub fn formats(&self) -> Vec<CaptionFormat> {
        let names = self.output_file_formats.iter();
        names.filter_map(|name| name.parse().ok()).collect()
    }
}

/// One medium of an order. It has either a `uri` or an `external_link`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Input {
    /// What `POST /inputs` answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// A web page that the medium is embedded in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_link: Option<String>,
    /// Length in seconds, rounded up. Needed for links other than to YouTube.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_length_seconds: Option<i64>,
    /// Who speaks: at most 100 names of at most 50 characters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<String>,
    /// Words that come up: at most 1000 of at most 255 characters. A file may
    /// hold null, which the rules refuse.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub glossary: Vec<Option<String>>,
}

/// Where Rev is to tell of changes to an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notification {
    /// The address that Rev posts to.
    pub url: String,
    /// Which changes; absent: the final one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<NotificationLevel>,
    /// How the notification is written; absent: as a form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<NotificationEncoding>,
}

/// Which changes of an order Rev tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NotificationLevel {
    /// When the order is complete.
    FinalOnly,
    /// Every new status and comment.
    Detailed,
    /// When a file of it is complete; of Rev's newer pages, not of the document.
    FileComplete,
}

/// How a notification is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NotificationEncoding {
    /// As a form.
    FormUrlEncoded,
    /// As JSON.
    ApplicationJson,
}

impl NotificationLevel {
    /// The document's name for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FinalOnly => "FinalOnly",
            Self::Detailed => "Detailed",
            Self::FileComplete => "FileComplete",
        }
    }

    /// The level of a name, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let all = [Self::FinalOnly, Self::Detailed, Self::FileComplete];
        let mut all = all.into_iter();
        all.find(|level| level.name().eq_ignore_ascii_case(name.trim()))
    }
}

impl NotificationEncoding {
    /// The document's name for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FormUrlEncoded => "FormUrlEncoded",
            Self::ApplicationJson => "ApplicationJson",
        }
    }

    /// The way of writing of a name, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let all = [Self::FormUrlEncoded, Self::ApplicationJson];
        let mut all = all.into_iter();
        all.find(|encoding| encoding.name().eq_ignore_ascii_case(name.trim()))
    }
}
