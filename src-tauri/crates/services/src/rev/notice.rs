//! Notifications, for users who run a relay that keeps them: hints to look, and
//! never more than that.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::lenient;

use super::placed::OrderStatus;

/// What Rev told an address about an order. Anyone can post to that address, so
/// nothing is believed of it: the order is to be looked up.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Notice {
    /// The order it is about.
    pub order_number: String,
    /// The client's reference.
    pub client_ref: Option<String>,
    /// What kind of notice it is, in Rev's words, which are not published.
    pub kind: Option<String>,
    /// Where the order is said to stand.
    pub status: Option<OrderStatus>,
    /// The same in Rev's words.
    pub status_text: Option<String>,
    /// A remark.
    pub comment: Option<String>,
    /// What was delivered.
    pub deliverable_type: Option<String>,
    /// The file that is complete.
    pub attachment_id: Option<String>,
    /// All of it, as it came.
    pub raw: Value,
}

/// A body that is no notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is no notification of Rev: it names no order")]
pub struct NoNotice;

impl Notice {
    /// Reads the body of a notification, as a form or as JSON. What it is shows
    /// in the body itself; a relay may have lost its type.
    ///
    /// # Errors
    /// Where it names no order.
    pub fn read(body: &[u8]) -> Result<Self, NoNotice> {
        let raw = match body.trim_ascii_start().first() {
            Some(b'{') => serde_json::from_slice(body).map_err(|_| NoNotice)?,
            _ => form(body),
        };
        let status_text = lenient::text_at(&raw, &["status"]);
        Ok(Self {
            order_number: lenient::text_at(&raw, &["order_number"]).ok_or(NoNotice)?,
            client_ref: lenient::text_at(&raw, &["client_ref"]),
            kind: lenient::text_at(&raw, &["type"]),
            status: status_text.as_deref().map(OrderStatus::of),
            status_text,
            comment: lenient::text_at(&raw, &["comment"]),
            deliverable_type: lenient::text_at(&raw, &["deliverable_type"]),
            attachment_id: lenient::text_at(&raw, &["attachment_id"]),
            raw,
        })
    }
}

/// The fields of a form; of several with one name, the first.
fn form(body: &[u8]) -> Value {
    let mut fields = Map::new();
    for (name, value) in url::form_urlencoded::parse(body.trim_ascii()) {
        fields
            .entry(name.into_owned())
            .or_insert_with(|| Value::String(value.into_owned()));
    }
    Value::Object(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_and_json_say_the_same() {
        let form = b"order_number=CP1&client_ref=7c0d&type=Status&status=Complete&comment=All+good%21&deliverable_type=caption&attachment_id=A1";
        let json =
            br#" {"order_number":"CP1","client_ref":"7c0d","type":"Status","status":"Complete",
            "comment":"All good!","deliverable_type":"caption","attachment_id":"A1"}"#;
        let (form, json) = (Notice::read(form), Notice::read(json));
        assert_eq!(form, json);
        let notice = form.expect("a notice");
        assert_eq!(notice.status, Some(OrderStatus::Complete));
        assert_eq!(notice.comment.as_deref(), Some("All good!"));
        assert_eq!(notice.attachment_id.as_deref(), Some("A1"));
    }

    #[test]
    fn what_names_no_order_is_no_notice() {
        let bodies: [&[u8]; 6] = [
            b"",
            b"status=Complete",
            b"order_number=",
            b"{\"order_number\":null}",
            b"{\"order_number\":",
            b"\xff\xfe\x00",
        ];
        for body in bodies {
            assert_eq!(Notice::read(body), Err(NoNotice));
        }
        let short = Notice::read(b"order_number=CP1").expect("a notice");
        assert_eq!((short.status, short.client_ref), (None, None));
    }
}
