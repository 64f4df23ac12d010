//! Rev orders, API version 1: media, orders, attachments and notifications.
//!
//! An order is checked before it is sent, by every rule of the document that can
//! be known here, and is then [sealed](SealedOrder) into the bytes that go out.
//! It costs money, so it is sent once; what became of it is
//! [looked up](Rev::find) by its reference and never found out by sending again.

mod answers;
mod arrival;
mod attachments;
mod client;
mod codes;
mod cost;
mod draft;
mod encode;
mod format;
mod inputs;
mod link;
mod notice;
mod order;
mod orders;
mod placed;
mod price;
mod rules;
mod xml;

pub use answers::ErrorEntity;
pub use arrival::{Arrival, DocumentKind, Unusable, Wanted, look_at};
pub use attachments::Fetched;
pub use client::{Rev, RevKeys};
pub use codes::{InputCode, OrderCode};
pub use cost::{
    BURNED_IN_PER_MINUTE, CostKind, CostPart, Estimate, RUSH_PER_MINUTE, Rates, estimate,
};
pub use draft::read_order;
pub use encode::{SealedOrder, Wire};
pub use format::{CaptionFormat, Fetch, UnknownFormat};
pub use inputs::{InputUri, LinkedInput, MediaUpload, UploadForm};
pub use link::{BadLink, check_link};
pub use notice::{NoNotice, Notice};
pub use order::{
    CaptionOptions, Input, Notification, NotificationEncoding, NotificationLevel, OrderDraft,
};
pub use orders::{Found, OrderList};
pub use placed::{Attachment, AttachmentKind, Comment, Link, Order, OrderPage, OrderStatus};
pub use price::{NoPrice, Price};
pub use rules::{Check, Knowledge, Violation, Warning, WarningKind, check};
