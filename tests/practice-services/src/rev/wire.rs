//! JSON and XML, in and out.

use serde_json::{Value, json};

use super::xml;
use crate::http::{Request, Response};
use crate::world::RevSwitches;

/// How answers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// JSON.
    Json,
    /// XML.
    Xml,
}

impl Form {
    /// What the header `Accept` asks for; JSON where it does not say, nothing where it asks for what there is not.
    pub fn accepted(request: &Request) -> Option<Self> {
        let Some(accept) = request.header("accept").filter(|text| !text.is_empty()) else {
            return Some(Self::Json);
        };
        accept.split(',').find_map(|range| {
            let essence = range.split(';').next().unwrap_or_default();
            match essence.trim().to_ascii_lowercase().as_str() {
                "application/json" | "*/*" | "application/*" => Some(Self::Json),
                "application/xml" | "text/xml" | "text/*" => Some(Self::Xml),
                _ => None,
            }
        })
    }

    /// An answer with a body. `root` is the name of the outermost element in XML.
    pub fn write(self, status: u16, root: &str, value: &Value) -> Response {
        match self {
            Self::Json => Response::json(status, value),
            Self::Xml => {
                let text = xml::write(root, value);
                Response::bytes(status, "application/xml; charset=utf-8", text.into_bytes())
            }
        }
    }

    /// 400 with an error of the document.
    pub fn error(self, switches: &RevSwitches, code: u32, message: &str) -> Response {
        let code = if switches.codes_are_strings {
            json!(code.to_string())
        } else {
            json!(code)
        };
        self.write(400, "error", &json!({"code": code, "message": message}))
    }
}

/// A path without the extension `.json` or `.xml` of its last part, and what that names.
pub fn without_extension<'a>(path: &[&'a str]) -> (Vec<&'a str>, Option<Form>) {
    let mut path = path.to_vec();
    let Some(last) = path.last_mut() else {
        return (path, None);
    };
    let (plain, form) = match last.rsplit_once('.') {
        Some((plain, "json")) => (plain, Some(Form::Json)),
        Some((plain, "xml")) => (plain, Some(Form::Xml)),
        _ => (*last, None),
    };
    *last = plain;
    (path, form)
}

/// The body of a request, as a value. In XML every leaf is text.
pub fn body(request: &Request, root: &str) -> Option<Value> {
    match request.media_type().as_str() {
        "application/xml" | "text/xml" => xml::read(&request.body, root),
        _ => serde_json::from_slice(&request.body).ok(),
    }
}

/// Text, where a value is some. Numbers count as text.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A whole number, written as one or as text.
pub fn number(value: &Value) -> Option<i64> {
    text(value)?.trim().parse().ok()
}

/// A yes or no, written as such or as text; no where it is absent, nothing where it is something else.
pub fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Null => Some(false),
        Value::Bool(flag) => Some(*flag),
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// The elements of a list; none where it is absent.
pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
