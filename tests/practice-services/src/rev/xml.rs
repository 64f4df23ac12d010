//! Rev's XML: elements named as in JSON, lists with a wrapper.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Map, Value};

/// Lists, with the name of their elements.
const LISTS: &[(&str, &str)] = &[
    ("inputs", "input"),
    ("speakers", "speaker"),
    ("glossary", "entry"),
    ("subtitle_languages", "language"),
    ("output_file_formats", "file_format"),
    ("orders", "order"),
    ("comments", "comment"),
    ("attachments", "attachment"),
    ("links", "link"),
];

/// How deep elements may lie in one another.
const DEEPEST: usize = 32;

#[derive(Debug, Default)]
struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

/// Reads a document whose outermost element is `root`. Text between elements is passed over, as the sample of Rev's own
/// document has some.
pub fn read(bytes: &[u8], root: &str) -> Option<Value> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) if open.len() < DEEPEST => {
                let name = start.local_name().as_ref().to_owned();
                open.push(Element {
                    name,
                    ..Element::default()
                });
            }
            Event::Start(_) | Event::DocType(_) => return None,
            Event::Empty(empty) => {
                let name = empty.local_name().as_ref().to_owned();
                open.last_mut()?.children.push(Element {
                    name,
                    ..Element::default()
                });
            }
            Event::End(_) => {
                let done = open.pop()?;
                open.last_mut()?.children.push(done);
            }
            Event::Text(text) => open.last_mut()?.text.push_str(&text),
            Event::CData(text) => open.last_mut()?.text.push_str(&text),
            Event::GeneralRef(reference) => {
                let letter = match &*reference {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    "apos" => '\'',
                    _ => reference.resolve_char_ref().ok()??,
                };
                open.last_mut()?.text.push(letter);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let document = open.pop().filter(|_| open.is_empty())?;
    let outermost = document.children.into_iter().next()?;
    (outermost.name == root).then(|| value(outermost))
}

fn value(element: Element) -> Value {
    let list = LISTS.iter().find(|(wrapper, _)| *wrapper == element.name);
    if let Some((_, item)) = list {
        let items = element.children.into_iter();
        return items
            .filter(|child| child.name == *item)
            .map(value)
            .collect();
    }
    if element.children.is_empty() {
        return Value::String(element.text.trim().to_owned());
    }
    let named = element.children.into_iter();
    let object: Map<String, Value> = named
        .map(|child| (child.name.clone(), value(child)))
        .collect();
    Value::Object(object)
}

/// Writes a document.
pub fn write(root: &str, value: &Value) -> String {
    let mut text = "<?xml version=\"1.0\" encoding=\"utf-8\"?>".to_owned();
    element(&mut text, root, value);
    text
}

fn element(text: &mut String, name: &str, value: &Value) {
    text.push_str(&format!("<{name}>"));
    match value {
        Value::Null => {}
        Value::Bool(flag) => text.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => text.push_str(&number.to_string()),
        Value::String(string) => text.push_str(&crate::pages::escaped(string)),
        Value::Array(items) => {
            let item = LISTS.iter().find(|(wrapper, _)| *wrapper == name);
            let item = item.map_or("item", |(_, item)| item);
            for value in items {
                element(text, item, value);
            }
        }
        Value::Object(members) => {
            for (name, value) in members {
                element(text, name, value);
            }
        }
    }
    text.push_str(&format!("</{name}>"));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_documents_own_sample_is_read() {
        let sample = "<order_request><!-- first --><sandbox_mode>true</sandbox_mode>,\n\
            <caption_options><inputs><input><video_length_seconds>600</video_length_seconds>\
            <uri>urn:rev:inputmedia:1</uri><speakers><speaker>A &amp; B</speaker></speakers></input></inputs>\
            <output_file_formats/></caption_options></order_request>";
        let expected = json!({
            "sandbox_mode": "true",
            "caption_options": {
                "inputs": [{
                    "video_length_seconds": "600",
                    "uri": "urn:rev:inputmedia:1",
                    "speakers": ["A & B"],
                }],
                "output_file_formats": [],
            },
        });
        assert_eq!(read(sample.as_bytes(), "order_request"), Some(expected));
    }

    #[test]
    fn what_is_broken_is_not_read() {
        for text in [
            "",
            "<order_request>",
            "<other></other>",
            "<order_request></wrong>",
            "<!DOCTYPE x [<!ENTITY a \"b\">]><order_request/>",
            "{}",
        ] {
            assert_eq!(read(text.as_bytes(), "order_request"), None, "{text}");
        }
    }

    #[test]
    fn lists_have_a_wrapper() {
        let order =
            json!({"order_number": "CP1", "comments": [{"text": "<ok>"}], "po_number": null});
        let text = write("order", &order);
        assert!(text.ends_with(
            "<order><comments><comment><text>&lt;ok&gt;</text></comment></comments>\
             <order_number>CP1</order_number><po_number></po_number></order>"
        ));
    }
}
