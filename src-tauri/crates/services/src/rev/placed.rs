//! Orders and attachments as Rev tells of them, read leniently.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use crate::lenient;

use super::price::Price;

/// An order at Rev.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Order {
    /// Its number, such as `CP12345`.
    pub number: String,
    /// The client's reference, by which an order is found again.
    pub client_ref: Option<String>,
    /// Where it stands.
    pub status: OrderStatus,
    /// The same in Rev's words.
    pub status_text: String,
    /// What it costs.
    pub price: Option<Price>,
    /// How urgent it is, in Rev's words.
    pub priority: Option<String>,
    /// Whether more time than usual may be taken.
    pub non_standard_tat_guarantee: Option<bool>,
    /// Purchase order, project or department.
    pub po_number: Option<String>,
    /// When it was placed.
    pub placed_on: Option<DateTime<Utc>>,
    /// What is delivered, such as `caption` or `subtitle`.
    pub deliverable_type: Option<String>,
    /// Length of all its media in seconds.
    pub length_seconds: Option<u64>,
    /// What was said about it. Lists of orders leave this out.
    pub comments: Vec<Comment>,
    /// Its files. Lists of orders leave this out.
    pub attachments: Vec<Attachment>,
    /// Everything Rev said, as it came.
    pub raw: Value,
}

/// Where an order stands. Of Rev's words only two are stable; everything else
/// is on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrderStatus {
    /// Someone or something is at work.
    InProgress,
    /// Done. Rev may open it again for quality control.
    Complete,
    /// Given up.
    Cancelled,
}

impl OrderStatus {
    /// The status that one of Rev's words means, in every spelling there was:
    /// `Complete`, `Completed`, `Cancelled`, `Canceled`.
    #[must_use]
    pub fn of(word: &str) -> Self {
        match word.trim().to_ascii_lowercase().as_str() {
            "complete" | "completed" => Self::Complete,
            "cancelled" | "canceled" => Self::Cancelled,
            _ => Self::InProgress,
        }
    }
}

/// A remark on an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comment {
    /// Who made it.
    pub by: Option<String>,
    /// When.
    pub timestamp: Option<DateTime<Utc>>,
    /// What it says; Rev leaves it out where it is empty.
    pub text: String,
}

/// A file of an order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attachment {
    /// By which it is fetched.
    pub id: String,
    /// What it is.
    pub kind: AttachmentKind,
    /// The same in Rev's words.
    pub kind_text: String,
    /// Its name, which may hold anything; never to be used as a path.
    pub name: String,
    /// Length of the medium in seconds.
    pub length_seconds: Option<u64>,
    /// Where it is, and in which types.
    pub links: Vec<Link>,
    /// Everything Rev said, as it came.
    pub raw: Value,
}

/// What a file of an order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttachmentKind {
    /// What was ordered for.
    Media,
    /// Captions in the language spoken.
    Caption,
    /// Captions in another language. Which one is in the name at best: the user
    /// must say.
    Subtitle,
    /// A video with the captions in the picture.
    BurnedIn,
    /// A transcript.
    Transcript,
    /// Anything else.
    Other,
}

impl AttachmentKind {
    fn of(word: &str) -> Self {
        match word
            .to_ascii_lowercase()
            .replace(['_', '-', ' '], "")
            .as_str()
        {
            "media" => Self::Media,
            "caption" | "captions" => Self::Caption,
            "subtitle" | "subtitles" => Self::Subtitle,
            "burnedincaption" | "burnedincaptions" => Self::BurnedIn,
            "transcript" => Self::Transcript,
            _ => Self::Other,
        }
    }
}

/// Where a file of an order is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// What the link is for; `content` is the file.
    pub rel: String,
    /// The address, in Rev's words. Never fetched: the id leads to the content.
    pub href: String,
    /// The type of what is there.
    pub content_type: Option<String>,
}

/// One page of a list of orders.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OrderPage {
    /// The orders on it, newest first.
    pub orders: Vec<Order>,
    /// Entries that are no orders.
    pub unreadable: usize,
    /// How many orders there are in all.
    pub total_count: Option<u64>,
    /// How many orders a page has.
    pub results_per_page: Option<u64>,
    /// Which page this is, counted from 0.
    pub page: Option<u64>,
}

impl OrderPage {
    /// Reads a page; an array alone is one, too.
    #[must_use]
    pub fn read(value: &Value) -> Self {
        let orders = match value {
            Value::Array(_) => Some(value),
            _ => lenient::field(value, &["orders", "order"]),
        };
        let entries = lenient::list(orders, "order");
        let orders: Vec<Order> = entries.iter().copied().filter_map(Order::read).collect();
        Self {
            unreadable: entries.len() - orders.len(),
            orders,
            total_count: lenient::whole_at(value, &["total_count"]),
            results_per_page: lenient::whole_at(value, &["results_per_page"]),
            page: lenient::whole_at(value, &["page"]),
        }
    }

    /// Whether there are pages after this one, which is number `page` counted
    /// from 0. Where Rev does not say, a page with nothing on it is the last.
    #[must_use]
    pub fn has_more(&self, page: u64) -> bool {
        if self.orders.is_empty() && self.unreadable == 0 {
            return false;
        }
        match (self.total_count, self.results_per_page) {
            (Some(total), Some(size)) if size > 0 => (page + 1).saturating_mul(size) < total,
            _ => false,
        }
    }
}

impl Order {
    /// Reads an order; one without a number is none.
    #[must_use]
    pub fn read(value: &Value) -> Option<Self> {
        let status_text = lenient::text_at(value, &["status"]).unwrap_or_default();
        Some(Self {
            number: lenient::text_at(value, &["order_number", "orderNumber", "number"])?,
            client_ref: lenient::text_at(value, &["client_ref", "clientRef"]),
            status: OrderStatus::of(&status_text),
            status_text,
            price: lenient::field(value, &["price"]).and_then(Price::from_json),
            priority: lenient::text_at(value, &["priority"]),
            non_standard_tat_guarantee: lenient::flag_at(value, &["non_standard_tat_guarantee"]),
            po_number: lenient::text_at(value, &["po_number", "ponumber"]),
            placed_on: lenient::date_at(value, &["placed_on"]),
            deliverable_type: lenient::text_at(value, &["deliverable_type"]),
            length_seconds: length_of(value),
            comments: lenient::list(value.get("comments"), "comment")
                .into_iter()
                .map(Comment::read)
                .collect(),
            attachments: lenient::list(value.get("attachments"), "attachment")
                .into_iter()
                .filter_map(Attachment::read)
                .collect(),
            raw: value.clone(),
        })
    }
}

/// The length in seconds, or the outdated one in minutes.
fn length_of(order: &Value) -> Option<u64> {
    const SERVICES: &[&str] = &["caption", "subtitle", "transcription"];
    let seconds = |service: &str| {
        let service = order.get(service)?;
        lenient::whole_at(service, &["total_length_seconds"]).or_else(|| {
            let minutes = lenient::whole_at(service, &["total_length"])?;
            minutes.checked_mul(60)
        })
    };
    SERVICES.iter().find_map(|service| seconds(service))
}

impl Comment {
    fn read(value: &Value) -> Self {
        Self {
            by: lenient::text_at(value, &["by"]),
            timestamp: lenient::date_at(value, &["timestamp"]),
            text: lenient::text_at(value, &["text", "text()"]).unwrap_or_default(),
        }
    }
}

impl Attachment {
    /// Reads what is said of an attachment; one without an id is none.
    #[must_use]
    pub fn read(value: &Value) -> Option<Self> {
        let kind_text = lenient::text_at(value, &["kind"]).unwrap_or_default();
        Some(Self {
            id: lenient::text_at(value, &["id"])?,
            kind: AttachmentKind::of(&kind_text),
            kind_text,
            name: lenient::text_at(value, &["name"]).unwrap_or_default(),
            length_seconds: lenient::whole_at(
                value,
                &["video_length_seconds", "audio_length_seconds"],
            ),
            links: lenient::list(value.get("links"), "link")
                .into_iter()
                .filter_map(Link::read)
                .collect(),
            raw: value.clone(),
        })
    }
}

impl Link {
    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            rel: lenient::text_at(value, &["rel"]).unwrap_or_default(),
            href: lenient::text_at(value, &["href"])?,
            content_type: lenient::text_at(value, &["content_type", "type"]),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_spelling_of_a_status_is_known() {
        let table = [
            ("Complete", OrderStatus::Complete),
            ("Completed", OrderStatus::Complete),
            ("COMPLETE ", OrderStatus::Complete),
            ("Cancelled", OrderStatus::Cancelled),
            ("Canceled", OrderStatus::Cancelled),
            ("Finding Captioner", OrderStatus::InProgress),
            ("Transcribing", OrderStatus::InProgress),
            ("In Progress", OrderStatus::InProgress),
            ("Incomplete", OrderStatus::InProgress),
            ("", OrderStatus::InProgress),
        ];
        for (word, status) in table {
            assert_eq!(OrderStatus::of(word), status, "{word}");
        }
    }

    #[test]
    fn an_order_is_read_whole() {
        let order = Order::read(&json!({
            "order_number": "CP0001", "price": 10.0, "status": "Complete",
            "priority": "Normal", "non_standard_tat_guarantee": "false",
            "client_ref": "7c0d", "po_number": 17, "placed_on": "2013-09-06T20:05:29.663",
            "caption": {"total_length": 2, "total_length_seconds": "171"},
            "comments": [{"by": "Ada", "timestamp": "2018-05-16T03:52:36.91Z"}, {"text": "Done"}],
            "attachments": [
                {"kind": "media", "name": "../x.mp4", "id": "A1", "video_length_seconds": 170,
                 "links": [{"rel": "content", "href": "https://api.example.com/a", "content_type": "video/mp4"}]},
                {"kind": "burned_in_caption", "id": "A2"},
                {"kind": "subtitle", "name": "no id"}
            ],
            "new_field": 1
        }))
        .expect("an order");
        assert_eq!(order.price.expect("a price").to_string(), "10.00");
        assert_eq!(order.non_standard_tat_guarantee, Some(false));
        assert_eq!(order.po_number.as_deref(), Some("17"));
        assert_eq!(order.length_seconds, Some(171));
        assert_eq!(order.comments[0].text, "");
        assert_eq!(order.comments[1].by, None);
        let kinds: Vec<AttachmentKind> = order.attachments.iter().map(|file| file.kind).collect();
        assert_eq!(kinds, [AttachmentKind::Media, AttachmentKind::BurnedIn]);
        assert_eq!(order.attachments[0].links[0].rel, "content");
        assert_eq!(order.raw["new_field"], 1);
    }

    #[test]
    fn odd_orders_are_read_as_far_as_they_go() {
        assert_eq!(Order::read(&json!({"status": "Complete"})), None);
        assert_eq!(Order::read(&json!("CP1")), None);
        let order = Order::read(&json!({"order_number": 7, "price": "abc", "comments": null}));
        let order = order.expect("an order");
        assert_eq!((order.number.as_str(), order.price), ("7", None));
        let minutes =
            Order::read(&json!({"order_number": "T", "transcription": {"total_length": 3}}));
        assert_eq!(minutes.expect("an order").length_seconds, Some(180));
    }

    #[test]
    fn pages_say_whether_there_are_more() {
        let page = |total: Value, size: Value, orders: usize| {
            let orders: Vec<Value> = (0..orders).map(|n| json!({"order_number": n})).collect();
            OrderPage::read(
                &json!({"total_count": total, "results_per_page": size, "orders": orders}),
            )
        };
        let table = [
            (page(json!(77), json!(8), 8), 0, true),
            (page(json!(77), json!(8), 5), 9, false),
            (page(json!("16"), json!("8"), 8), 1, false),
            (page(json!(77), json!(8), 0), 0, false),
            (page(json!(77), json!(0), 8), 0, false),
            (page(Value::Null, Value::Null, 8), 0, false),
        ];
        for (page, number, more) in table {
            assert_eq!(page.has_more(number), more, "{page:?}");
        }
        let xml = json!({"total_count": "1", "orders": {"order": {"order_number": "CP1"}}});
        assert_eq!(OrderPage::read(&xml).orders.len(), 1);
        assert_eq!(
            OrderPage::read(&json!([{"order_number": "CP1"}, 7])).unreadable,
            1
        );
    }
}
