//! Reading an answer in XML as if it had come in JSON, so that one reading
//! serves both.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use serde_json::{Map, Value};

/// No answer of Rev has elements nested deeper.
const DEEPEST: usize = 32;

/// Why a text cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum XmlError {
    #[error("it is damaged")]
    Damaged,
    #[error("it declares a document type")]
    DocumentType,
    #[error("its elements are nested too deep")]
    TooDeep,
}

/// An element that is not closed yet.
struct Open {
    name: String,
    fields: Map<String, Value>,
    text: String,
    nil: bool,
}

/// The root element of a document: an object with a field for each child and
/// each attribute, or a text where it has neither. Children of the same name
/// become an array. Names lose their prefix.
///
/// Nothing outside the text is ever read: a document type is refused, and an
/// entity that XML itself does not know stays as it is written.
pub(super) fn read(text: &str) -> Result<Value, XmlError> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Open> = Vec::new();
    loop {
        match reader.read_event().map_err(|_| XmlError::Damaged)? {
            Event::Start(start) => {
                if open.len() >= DEEPEST {
                    return Err(XmlError::TooDeep);
                }
                open.push(opened(&start)?);
            }
            Event::Empty(start) => {
                if let Some(root) = close(opened(&start)?, &mut open) {
                    return Ok(root);
                }
            }
            Event::End(_) => {
                let closed = open.pop().ok_or(XmlError::Damaged)?;
                if let Some(root) = close(closed, &mut open) {
                    return Ok(root);
                }
            }
            Event::Text(text) => add(&mut open, &text.xml10_content()),
            Event::CData(text) => add(&mut open, &text.xml10_content()),
            Event::GeneralRef(reference) => add(&mut open, &resolved(&reference)?),
            Event::DocType(_) => return Err(XmlError::DocumentType),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => return Err(XmlError::Damaged),
        }
    }
}

fn opened(start: &BytesStart<'_>) -> Result<Open, XmlError> {
    let mut element = Open {
        name: owned(start.local_name()),
        fields: Map::new(),
        text: String::new(),
        nil: false,
    };
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| XmlError::Damaged)?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|_| XmlError::Damaged)?;
        let name: &str = attribute.key.as_ref();
        if name == "xmlns" || name.starts_with("xmlns:") {
            continue;
        }
        let name = owned(attribute.key.local_name());
        if name == "nil" {
            element.nil = *value == *"true" || *value == *"1";
        } else {
            put(&mut element.fields, name, Value::String(value.into_owned()));
        }
    }
    Ok(element)
}

fn owned(name: impl AsRef<str>) -> String {
    name.as_ref().to_owned()
}

/// Hands a finished element to the one around it, or answers it where it is the
/// outermost.
fn close(closed: Open, open: &mut [Open]) -> Option<Value> {
    let text = closed.text.trim();
    let value = if closed.nil {
        Value::Null
    } else if closed.fields.is_empty() {
        Value::String(text.to_owned())
    } else {
        let mut fields = closed.fields;
        if !text.is_empty() {
            put(
                &mut fields,
                "text()".to_owned(),
                Value::String(text.to_owned()),
            );
        }
        Value::Object(fields)
    };
    match open.last_mut() {
        Some(around) => {
            put(&mut around.fields, closed.name, value);
            None
        }
        None => Some(value),
    }
}

fn put(fields: &mut Map<String, Value>, name: String, value: Value) {
    match fields.get_mut(&name) {
        None => {
            fields.insert(name, value);
        }
        Some(Value::Array(members)) => members.push(value),
        Some(first) => {
            let first_value = first.take();
            *first = Value::Array(vec![first_value, value]);
        }
    }
}

fn add(open: &mut [Open], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

fn resolved(reference: &BytesRef<'_>) -> Result<String, XmlError> {
    if let Some(letter) = reference
        .resolve_char_ref()
        .map_err(|_| XmlError::Damaged)?
    {
        return Ok(letter.to_string());
    }
    let name: &str = reference;
    Ok(resolve_predefined_entity(name).map_or_else(|| format!("&{name};"), str::to_owned))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in "[<>/a-c&;#x0-9!?\\[\\]=\"' \\-]{0,80}") {
            let _ = read(&text);
        }
    }

    #[test]
    fn elements_become_fields() {
        let table = [
            (
                "<?xml version=\"1.0\"?><error><code>10004</code><message>a &amp; &#98;</message></error>",
                json!({"code": "10004", "message": "a & b"}),
            ),
            (
                "<orders><order><id>1</id></order><order><id>2</id></order></orders>",
                json!({"order": [{"id": "1"}, {"id": "2"}]}),
            ),
            (
                "<r:a xmlns:r=\"urn:x\" xmlns:xsi=\"urn:i\"><r:link rel=\"content\" href=\"h?a=1&amp;b=2\"/><b xsi:nil=\"true\"/><c/></r:a>",
                json!({"link": {"rel": "content", "href": "h?a=1&b=2"}, "b": null, "c": ""}),
            ),
            (
                "<a>stray<b><![CDATA[<x>]]></b>, text &unknown;</a>",
                json!({"b": "<x>", "text()": "stray, text &unknown;"}),
            ),
            ("<a>  only text\n</a>", json!("only text")),
        ];
        for (text, expected) in table {
            assert_eq!(read(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn nothing_hostile_is_followed() {
        let deep = "<a>".repeat(10_000);
        let table = [
            (
                "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
                XmlError::DocumentType,
            ),
            (deep.as_str(), XmlError::TooDeep),
            ("<a><b></a>", XmlError::Damaged),
            ("<a>", XmlError::Damaged),
            ("", XmlError::Damaged),
            ("{\"code\":1}", XmlError::Damaged),
            ("<a>&#xFFFFFFFF;</a>", XmlError::Damaged),
        ];
        for (text, error) in table {
            assert_eq!(read(text), Err(error));
        }
    }
}
