//! Writing a request as it goes to Rev: in JSON or in XML, exactly.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use serde::{Deserialize, Serialize};

use super::inputs::LinkedInput;
use super::order::{CaptionOptions, Input, Notification, OrderDraft};
use super::rules::{Check, Knowledge, check};

/// Which of its two languages an account speaks with Rev.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Wire {
    /// JSON.
    #[default]
    Json,
    /// XML.
    Xml,
}

impl Wire {
    /// Its media type, for `Content-Type` and `Accept`.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Xml => "application/xml",
        }
    }
}

/// An order that broke no rule, as the bytes that are sent. The outbox keeps
/// them and sends the very same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedOrder {
    wire: Wire,
    body: Vec<u8>,
}

impl SealedOrder {
    /// Looks at an order and writes it.
    ///
    /// # Errors
    /// What [`check`] finds, where the order breaks a rule.
    pub fn seal(order: &OrderDraft, knowledge: &Knowledge, wire: Wire) -> Result<Self, Check> {
        let found = check(order, knowledge);
        if !found.is_clean() {
            return Err(found);
        }
        let body = match wire {
            Wire::Json => order_json(order),
            Wire::Xml => order_xml(order),
        };
        Ok(Self { wire, body })
    }

    /// An order that was sealed before, from what was kept of it.
    #[must_use]
    pub fn thaw(wire: Wire, body: Vec<u8>) -> Self {
        Self { wire, body }
    }

    /// The language it is written in.
    #[must_use]
    pub fn wire(&self) -> Wire {
        self.wire
    }

    /// The bytes.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

fn order_json(order: &OrderDraft) -> Vec<u8> {
    serde_json::to_vec(order).expect("an order has text keys only")
}

/// The body of `POST /inputs` with a link.
pub(super) fn link(input: &LinkedInput, wire: Wire) -> Vec<u8> {
    match wire {
        Wire::Json => serde_json::to_vec(input).expect("a link has text keys only"),
        Wire::Xml => document(|xml| {
            xml.element("input", |xml| {
                xml.text("url", &input.url);
                xml.optional("filename", input.filename.as_deref());
                xml.optional("content_type", input.content_type.as_deref());
            });
        }),
    }
}

/// `order_request` with the document's names, lists in wrappers.
fn order_xml(order: &OrderDraft) -> Vec<u8> {
    document(|xml| {
        xml.element("order_request", |xml| {
            xml.flag("sandbox_mode", order.sandbox_mode);
            xml.optional("client_ref", order.client_ref.as_deref());
            xml.flag(
                "non_standard_tat_guarantee",
                order.non_standard_tat_guarantee,
            );
            if let Some(options) = &order.caption_options {
                xml.element("caption_options", |xml| options_xml(xml, options));
            }
            if let Some(notification) = &order.notification {
                xml.element("notification", |xml| notification_xml(xml, notification));
            }
            xml.optional("ponumber", order.ponumber.as_deref());
            let workspace = order.workspace_id.map(|id| id.to_string());
            xml.optional("workspace_id", workspace.as_deref());
        });
    })
}

fn options_xml(xml: &mut Xml, options: &CaptionOptions) {
    xml.element("inputs", |xml| {
        for input in &options.inputs {
            xml.element("input", |xml| input_xml(xml, input));
        }
    });
    let languages = options.subtitle_languages.iter().map(String::as_str);
    xml.list("subtitle_languages", "language", languages);
    let formats = options.output_file_formats.iter().map(String::as_str);
    xml.list("output_file_formats", "file_format", formats);
    xml.flag("rush", options.rush);
    xml.flag("premium_service_captions", options.premium_service_captions);
    xml.flag("burned_in_captions", options.burned_in_captions);
}

fn input_xml(xml: &mut Xml, input: &Input) {
    xml.optional("uri", input.uri.as_deref());
    xml.optional("external_link", input.external_link.as_deref());
    let length = input.video_length_seconds.map(|length| length.to_string());
    xml.optional("video_length_seconds", length.as_deref());
    let speakers = input.speakers.iter().map(String::as_str);
    xml.list("speakers", "speaker", speakers);
    let entries = input.glossary.iter().filter_map(Option::as_deref);
    xml.list("glossary", "entry", entries);
}

fn notification_xml(xml: &mut Xml, notification: &Notification) {
    xml.text("url", &notification.url);
    xml.optional("level", notification.level.map(|level| level.name()));
    let encoding = notification.content_type.map(|encoding| encoding.name());
    xml.optional("content_type", encoding);
}

/// Writes elements into memory, which cannot fail.
struct Xml(Writer<Vec<u8>>);

fn document(content: impl FnOnce(&mut Xml)) -> Vec<u8> {
    let mut xml = Xml(Writer::new(Vec::new()));
    xml.event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
    content(&mut xml);
    xml.0.into_inner()
}

impl Xml {
    fn event(&mut self, event: Event<'_>) {
        self.0.write_event(event).expect("memory takes every byte");
    }

    fn element(&mut self, name: &'static str, content: impl FnOnce(&mut Self)) {
        let start = quick_xml::events::BytesStart::new(name);
        let end = start.to_end().into_owned();
        self.event(Event::Start(start));
        content(self);
        self.event(Event::End(end));
    }

    fn text(&mut self, name: &'static str, text: &str) {
        self.element(name, |xml| xml.event(Event::Text(BytesText::new(text))));
    }

    fn flag(&mut self, name: &'static str, flag: bool) {
        self.text(name, if flag { "true" } else { "false" });
    }

    fn optional(&mut self, name: &'static str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    fn list<'a>(
        &mut self,
        name: &'static str,
        member: &'static str,
        texts: impl Iterator<Item = &'a str>,
    ) {
        let mut texts = texts.peekable();
        if texts.peek().is_some() {
            self.element(name, |xml| texts.for_each(|text| xml.text(member, text)));
        }
    }
}
