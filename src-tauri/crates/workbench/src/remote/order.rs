//! Caption orders of Rev: what is asked for, and what became of it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::outbox::ItemId;

/// An order for captions, field for field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct OrderRequest {
    /// Finds the order again after a crash. Made once and never reused.
    #[cfg_attr(feature = "specta", specta(type = String))]
    pub client_ref: Uuid,
    /// Whether nothing is made and nothing charged.
    pub sandbox: bool,
    /// Whether the normal turnaround time is not needed.
    pub non_standard_tat_guarantee: bool,
    /// What is to be captioned; at least one.
    pub inputs: Vec<OrderInput>,
    /// Languages of subtitles, in Rev's codes.
    pub subtitle_languages: Vec<String>,
    /// Formats to make the captions for, in Rev's names.
    pub output_file_formats: Vec<String>,
    /// Whether it is to be done faster, for more.
    pub rush: bool,
    /// Whether premium service captions are wanted, for more.
    pub premium_service_captions: bool,
    /// Whether videos with the captions in the picture are wanted, for more.
    pub burned_in_captions: bool,
    /// Who is told of what becomes of it.
    pub notification: Option<OrderNotification>,
    /// Purchase order, project or department; at most 64 characters.
    pub po_number: Option<String>,
    /// The workspace it is placed in.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub workspace: Option<u64>,
    /// What it is sent as.
    pub form: OrderForm,
}

/// What an order is sent as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum OrderForm {
    /// `application/json`.
    #[default]
    Json,
    /// `application/xml`.
    Xml,
}

/// One media of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct OrderInput {
    /// Where it is.
    pub media: OrderMedia,
    /// Its length in whole seconds, rounded up.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub seconds: Option<u64>,
    /// Who speaks; at most 100 names of at most 50 characters.
    pub speakers: Vec<String>,
    /// Words to spell right; at most 1,000 of at most 255 characters.
    pub glossary: Vec<String>,
}

/// Where the media of an order is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", content = "at", rename_all = "kebab-case")]
pub enum OrderMedia {
    /// At Rev, under the address that its upload was answered with.
    Uploaded(String),
    /// At Rev, once that item of the outbox is done.
    Upload(ItemId),
    /// On a page of the web.
    Link(String),
}

/// Who is told of what becomes of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct OrderNotification {
    /// Where it is posted.
    pub url: String,
    /// What is posted, in Rev's words: `FinalOnly` or `Detailed`.
    pub level: Option<String>,
    /// How, in Rev's words: `FormUrlEncoded` or `ApplicationJson`.
    pub content_type: Option<String>,
}

/// An order as Rev shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RevOrder {
    /// What the service calls it, such as `CP12345`.
    pub number: String,
    /// How far it is.
    pub status: RevStatus,
    /// The same in the service's words.
    pub status_text: String,
    /// What it costs, as a decimal number in the service's currency.
    pub price: Option<String>,
    /// What it was placed with.
    pub client_ref: Option<String>,
    /// Purchase order, project or department.
    pub po_number: Option<String>,
    /// When it was placed, in Unix milliseconds.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub placed_at: Option<i64>,
    /// Length of its media in seconds.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub seconds: Option<u64>,
    /// What was said about it. Absent in lists.
    pub comments: Vec<RevComment>,
    /// What can be fetched. Absent in lists.
    pub attachments: Vec<RevAttachment>,
    /// The order as it came, in JSON.
    pub raw: String,
}

/// How far an order is. Rev keeps only the last two names stable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum RevStatus {
    /// Everything that is neither of the others.
    #[default]
    InProgress,
    /// Delivered; may be opened again.
    Complete,
    /// Taken back.
    Cancelled,
}

/// Something said about an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RevComment {
    /// Who said it.
    pub by: Option<String>,
    /// When, in Unix milliseconds.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub at: Option<i64>,
    /// What.
    pub text: Option<String>,
}

/// Something that can be fetched from an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RevAttachment {
    /// What the service calls it.
    pub id: String,
    /// What it is, in the service's words: `media`, `caption`, `subtitle`.
    pub kind: String,
    /// Its name; never a path.
    pub name: String,
    /// Length of its video in seconds.
    #[cfg_attr(feature = "specta", specta(type = Option<i32>))]
    pub seconds: Option<u64>,
}
