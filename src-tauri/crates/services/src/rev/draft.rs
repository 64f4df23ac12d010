//! Reading an order that a person or a script wrote in the document's JSON.

use serde_json::{Map, Value};

use crate::{languages, lenient};

use super::CaptionFormat;
use super::codes::OrderCode;
use super::order::{
    CaptionOptions, Input, Notification, NotificationEncoding, NotificationLevel, OrderDraft,
};
use super::rules::{Check, Violation, Warning, WarningKind};

/// Fields that old clients send and Rev ignores (services.md 3.3).
const OUTDATED: &[&str] = &["payment", "priority", "comment"];

/// Reads an order from the JSON of the document. Switches and numbers may be
/// texts, as in the document's own sample; names of formats and languages may be
/// in any case.
///
/// Answers what could be read, and what could not: fields of a wrong kind as
/// violations with 50000 (or the code of their own rule), unknown ones as
/// warnings. [`check`](super::check) has the other rules. An order that does not
/// say `sandbox_mode` is one for trial.
#[must_use]
pub fn read_order(value: &Value) -> (OrderDraft, Check) {
    let mut reader = Reader::default();
    let order = match value {
        Value::Object(fields) => reader.order(fields),
        _ => {
            reader.wrong("order", "a JSON object");
            OrderDraft::default()
        }
    };
    (order, reader.check)
}

#[derive(Default)]
struct Reader {
    check: Check,
}

impl Reader {
    fn refuse(&mut self, code: OrderCode, field: &str, message: impl Into<String>) {
        self.check
            .violations
            .push(Violation::new(code, field, message));
    }

    fn wrong(&mut self, field: &str, expected: &str) {
        let message = format!("This must be {expected}");
        self.refuse(OrderCode::FieldFormat, field, message);
    }

    fn unknown(&mut self, at: &str, fields: &Map<String, Value>, known: &[&str]) {
        for name in fields.keys().filter(|name| !known.contains(&name.as_str())) {
            let field = joined(at, name);
            let message = if OUTDATED.contains(&name.as_str()) {
                "Rev no longer looks at this field; it is not sent"
            } else {
                "Rev's document has no such field; it is not sent"
            };
            self.check.warnings.push(Warning {
                kind: WarningKind::UnknownField,
                field,
                message: message.to_owned(),
            });
        }
    }

    fn order(&mut self, fields: &Map<String, Value>) -> OrderDraft {
        self.unknown(
            "",
            fields,
            &[
                "sandbox_mode",
                "client_ref",
                "non_standard_tat_guarantee",
                "caption_options",
                "transcription_options",
                "automated_transcription_options",
                "notification",
                "ponumber",
                "workspace_id",
            ],
        );
        OrderDraft {
            sandbox_mode: self.flag("", fields, "sandbox_mode").unwrap_or(true),
            client_ref: self.text("", fields, "client_ref"),
            non_standard_tat_guarantee: self
                .flag("", fields, "non_standard_tat_guarantee")
                .unwrap_or(false),
            caption_options: self
                .object("", fields, "caption_options")
                .map(|options| self.options(options)),
            transcription_options: present(fields, "transcription_options").cloned(),
            automated_transcription_options: present(fields, "automated_transcription_options")
                .cloned(),
            notification: self
                .object("", fields, "notification")
                .map(|notification| self.notification(notification)),
            ponumber: self.text("", fields, "ponumber"),
            workspace_id: self.number("", fields, "workspace_id"),
        }
    }

    fn options(&mut self, fields: &Map<String, Value>) -> CaptionOptions {
        const AT: &str = "caption_options";
        self.unknown(
            AT,
            fields,
            &[
                "inputs",
                "subtitle_languages",
                "output_file_formats",
                "rush",
                "premium_service_captions",
                "burned_in_captions",
            ],
        );
        let inputs = self.list(AT, fields, "inputs");
        CaptionOptions {
            inputs: inputs
                .iter()
                .enumerate()
                .map(|(index, input)| self.input(index, input))
                .collect(),
            subtitle_languages: self
                .texts(AT, fields, "subtitle_languages")
                .into_iter()
                .map(|code| spelled(languages::from_rev(&code).and_then(languages::to_rev), code))
                .collect(),
            output_file_formats: self
                .texts(AT, fields, "output_file_formats")
                .into_iter()
                .map(|name| spelled(name.parse().ok().map(CaptionFormat::name), name))
                .collect(),
            rush: self.flag(AT, fields, "rush").unwrap_or(false),
            premium_service_captions: self
                .flag(AT, fields, "premium_service_captions")
                .unwrap_or(false),
            burned_in_captions: self.flag(AT, fields, "burned_in_captions").unwrap_or(false),
        }
    }

    fn input(&mut self, index: usize, value: &Value) -> Input {
        let at = format!("caption_options.inputs[{index}]");
        let Value::Object(fields) = value else {
            self.wrong(&at, "a JSON object");
            return Input::default();
        };
        self.unknown(
            &at,
            fields,
            &[
                "uri",
                "external_link",
                "video_length_seconds",
                "speakers",
                "glossary",
            ],
        );
        Input {
            uri: self.text(&at, fields, "uri"),
            external_link: self.text(&at, fields, "external_link"),
            video_length_seconds: self.length(&at, fields),
            speakers: self.texts(&at, fields, "speakers"),
            glossary: self.glossary(&at, fields),
        }
    }

    /// A length that is no whole number breaks the rule for lengths, not the one
    /// for fields.
    fn length(&mut self, at: &str, fields: &Map<String, Value>) -> Option<i64> {
        const NAME: &str = "video_length_seconds";
        let value = present(fields, NAME)?;
        let text = lenient::text(value).unwrap_or_default();
        let length = text.parse().ok();
        if length.is_none() {
            self.refuse(
                OrderCode::InvalidLength,
                &joined(at, NAME),
                "The length must be a whole number of seconds, rounded up",
            );
        }
        length
    }

    fn glossary(&mut self, at: &str, fields: &Map<String, Value>) -> Vec<Option<String>> {
        let entries = self.list(at, fields, "glossary");
        entries
            .iter()
            .enumerate()
            .map(|(index, entry)| {
                if entry.is_null() {
                    return None;
                }
                let text = bare_text(entry);
                if text.is_none() {
                    self.wrong(&format!("{at}.glossary[{index}]"), "a text");
                }
                Some(text.unwrap_or_default())
            })
            .collect()
    }

    fn notification(&mut self, fields: &Map<String, Value>) -> Notification {
        const AT: &str = "notification";
        self.unknown(AT, fields, &["url", "level", "content_type"]);
        let level = self.text(AT, fields, "level");
        let content_type = self.text(AT, fields, "content_type");
        let read = Notification {
            url: self.text(AT, fields, "url").unwrap_or_default(),
            level: level.as_deref().and_then(NotificationLevel::from_name),
            content_type: content_type
                .as_deref()
                .and_then(NotificationEncoding::from_name),
        };
        if level.is_some() && read.level.is_none() {
            self.wrong("notification.level", "FinalOnly or Detailed");
        }
        if content_type.is_some() && read.content_type.is_none() {
            let expected = "FormUrlEncoded or ApplicationJson";
            self.wrong("notification.content_type", expected);
        }
        read
    }

    fn flag(&mut self, at: &str, fields: &Map<String, Value>, name: &str) -> Option<bool> {
        let value = present(fields, name)?;
        let flag = lenient::flag(value);
        if flag.is_none() {
            self.wrong(&joined(at, name), "true or false");
        }
        flag
    }

    fn number(&mut self, at: &str, fields: &Map<String, Value>, name: &str) -> Option<u64> {
        let value = present(fields, name)?;
        let number = lenient::whole(value);
        if number.is_none() {
            self.wrong(&joined(at, name), "a whole number");
        }
        number
    }

    fn text(&mut self, at: &str, fields: &Map<String, Value>, name: &str) -> Option<String> {
        let value = present(fields, name)?;
        let text = bare_text(value);
        if text.is_none() {
            self.wrong(&joined(at, name), "a text");
        }
        text
    }

    fn texts(&mut self, at: &str, fields: &Map<String, Value>, name: &str) -> Vec<String> {
        let members = self.list(at, fields, name);
        let mut texts = Vec::with_capacity(members.len());
        for (index, member) in members.iter().enumerate() {
            match bare_text(member) {
                Some(text) => texts.push(text),
                None => self.wrong(&format!("{}[{index}]", joined(at, name)), "a text"),
            }
        }
        texts
    }

    fn list<'a>(&mut self, at: &str, fields: &'a Map<String, Value>, name: &str) -> &'a [Value] {
        match present(fields, name) {
            None => &[],
            Some(Value::Array(members)) => members,
            Some(_) => {
                self.wrong(&joined(at, name), "a list");
                &[]
            }
        }
    }

    fn object<'a>(
        &mut self,
        at: &str,
        fields: &'a Map<String, Value>,
        name: &str,
    ) -> Option<&'a Map<String, Value>> {
        match present(fields, name)? {
            Value::Object(object) => Some(object),
            _ => {
                self.wrong(&joined(at, name), "a JSON object");
                None
            }
        }
    }
}

fn present<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    fields.get(name).filter(|value| !value.is_null())
}

/// A text as it is, or a number as text.
fn bare_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn joined(at: &str, name: &str) -> String {
    if at.is_empty() {
        name.to_owned()
    } else {
        format!("{at}.{name}")
    }
}

/// The document's spelling of a name, or the name as it came.
fn spelled(known: Option<&'static str>, name: String) -> String {
    known.map_or(name, str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(check: &Check) -> Vec<(u32, &str)> {
        let violations = check.violations.iter();
        violations
            .map(|found| (found.code.number(), found.field.as_str()))
            .collect()
    }

    #[test]
    fn the_looseness_of_the_documents_sample_is_read() {
        let (order, check) = read_order(&json!({
            "sandbox_mode": "True",
            "client_ref": 7,
            "non_standard_tat_guarantee": "false",
            "caption_options": {
                "inputs": [{"uri": "urn:rev:inputmedia:1", "video_length_seconds": "600"}],
                "output_file_formats": ["DFXP", "Nope"],
                "subtitle_languages": ["ES-ES"],
                "rush": 1
            },
            "notification": {"url": "https://example.com/n", "level": "detailed"},
            "workspace_id": "12"
        }));
        assert_eq!(check, Check::default());
        let options = order.caption_options.expect("options");
        assert_eq!(options.output_file_formats, ["Dfxp", "Nope"]);
        assert_eq!(options.subtitle_languages, ["es-es"]);
        assert!(options.rush && order.sandbox_mode);
        assert_eq!(options.inputs[0].video_length_seconds, Some(600));
        assert_eq!(order.client_ref.as_deref(), Some("7"));
        assert_eq!(order.workspace_id, Some(12));
        let notification = order.notification.expect("a notification");
        assert_eq!(notification.level, Some(NotificationLevel::Detailed));
    }

    #[test]
    fn fields_of_a_wrong_kind_are_named() {
        let (_, check) = read_order(&json!({
            "sandbox_mode": "perhaps",
            "client_ref": [],
            "workspace_id": -1,
            "caption_options": {
                "inputs": [
                    {"uri": {}, "video_length_seconds": 1.5, "speakers": [1, null], "glossary": [null, []]},
                    "a.mp4"
                ],
                "output_file_formats": "Scc"
            },
            "notification": {"url": 1, "level": "Sometimes", "content_type": "Xml"}
        }));
        assert_eq!(
            fields(&check),
            [
                (50000, "sandbox_mode"),
                (50000, "client_ref"),
                (50000, "caption_options.inputs[0].uri"),
                (20001, "caption_options.inputs[0].video_length_seconds"),
                (50000, "caption_options.inputs[0].speakers[1]"),
                (50000, "caption_options.inputs[0].glossary[1]"),
                (50000, "caption_options.inputs[1]"),
                (50000, "caption_options.output_file_formats"),
                (50000, "notification.level"),
                (50000, "notification.content_type"),
                (50000, "workspace_id"),
            ]
        );
        assert_eq!(fields(&read_order(&json!([])).1), [(50000, "order")]);
    }

    #[test]
    fn an_order_is_for_trial_unless_it_says_otherwise() {
        assert!(read_order(&json!({})).0.sandbox_mode);
        assert!(read_order(&json!({"sandbox_mode": null})).0.sandbox_mode);
        assert!(!read_order(&json!({"sandbox_mode": false})).0.sandbox_mode);
        assert!(read_order(&json!({"sandbox_mode": 7})).0.sandbox_mode);
    }

    #[test]
    fn fields_that_are_not_sent_are_named() {
        let (_, check) = read_order(&json!({
            "payment": {"type": "AccountBalance"},
            "caption_options": {"inputs": [{"audio_length_seconds": 7}]}
        }));
        let named: Vec<&str> = check
            .warnings
            .iter()
            .map(|warning| warning.field.as_str())
            .collect();
        assert_eq!(
            named,
            ["payment", "caption_options.inputs[0].audio_length_seconds"]
        );
    }
}
