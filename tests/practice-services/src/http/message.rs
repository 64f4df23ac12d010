//! A request and its answer.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::ids::sha256;

/// A request as it came, its body read.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The method, in capitals.
    pub method: String,
    /// The path as sent, still percent-encoded.
    pub path: String,
    /// The query, decoded, in the order sent.
    pub query: Vec<(String, String)>,
    /// The headers as sent. Bytes that are no UTF-8 are replaced.
    pub headers: Vec<(String, String)>,
    /// The body, as far as it came.
    pub body: Vec<u8>,
    /// Whether the body came whole.
    pub whole: bool,
}

impl Request {
    /// The first header of a name, whatever its case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(present, _)| present.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }

    /// The first parameter of a name in the query.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(present, _)| present == name)
            .map(|(_, value)| value.as_str())
    }

    /// All values of a parameter, whether it is repeated or a list with commas.
    #[must_use]
    pub fn list(&self, name: &str) -> Vec<String> {
        self.query
            .iter()
            .filter(|(present, _)| present == name)
            .flat_map(|(_, value)| value.split(','))
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
            .collect()
    }

    /// The parts of the path between slashes, decoded.
    #[must_use]
    pub fn segments(&self) -> Vec<String> {
        self.path
            .split('/')
            .skip(1)
            .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
            .collect()
    }

    /// The media type of the body, in small letters and without parameters.
    #[must_use]
    pub fn media_type(&self) -> String {
        let value = self.header("content-type").unwrap_or_default();
        let essence = value.split(';').next().unwrap_or_default();
        essence.trim().to_ascii_lowercase()
    }

    /// The fields of a form in the body.
    #[must_use]
    pub fn form(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(&self.body)
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect()
    }

    /// The scheme and authority that the client addressed.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.header("host").unwrap_or("127.0.0.1"))
    }

    /// What follows a scheme such as `Bearer` in the header `Authorization`.
    #[must_use]
    pub fn authorization(&self, scheme: &str) -> Option<&str> {
        let (given, rest) = self.header("authorization")?.split_once(' ')?;
        given.eq_ignore_ascii_case(scheme).then(|| rest.trim())
    }
}

/// A field of a form, absent or the first of its name.
#[must_use]
pub fn field<'a>(form: &'a [(String, String)], name: &str) -> Option<&'a str> {
    form.iter()
        .find(|(present, _)| present == name)
        .map(|(_, value)| value.as_str())
}

/// A change that a request made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// What was changed and how, such as `studio/request/41/fulfilled`.
    pub id: String,
    /// The hash of the file that was taken in, where there was one.
    pub payload_sha256: Option<String>,
}

/// An answer, and the change it reports.
#[derive(Clone, Debug, Default)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// Headers, without `Date`, `Content-Length` and `Connection`.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// What the request changed, if it changed anything.
    pub effect: Option<Effect>,
}

impl Response {
    /// An answer without a body.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    /// An answer with a body of some type.
    #[must_use]
    pub fn bytes(status: u16, media_type: &str, body: Vec<u8>) -> Self {
        Self {
            status,
            body,
            ..Self::default()
        }
        .with("Content-Type", media_type)
    }

    /// An answer in JSON.
    #[must_use]
    pub fn json(status: u16, value: &Value) -> Self {
        let text = value.to_string();
        Self::bytes(status, "application/json; charset=utf-8", text.into_bytes())
    }

    /// An answer in plain text.
    #[must_use]
    pub fn text<'a>(status: u16, text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into().into_owned();
        Self::bytes(status, "text/plain; charset=utf-8", text.into_bytes())
    }

    /// A page for people.
    #[must_use]
    pub fn page(status: u16, page: String) -> Self {
        Self::bytes(status, "text/html; charset=utf-8", page.into_bytes())
    }

    /// A way on to another address.
    #[must_use]
    pub fn redirect(location: &str) -> Self {
        Self::empty(302).with("Location", location)
    }

    /// The same answer with one more header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same answer, to a request that changed something.
    #[must_use]
    pub fn changed(mut self, id: String) -> Self {
        self.effect = Some(Effect {
            id,
            payload_sha256: None,
        });
        self
    }

    /// The same answer, to a request that changed something and took in a file.
    #[must_use]
    pub fn took_in(mut self, id: String, file: &[u8]) -> Self {
        self.effect = Some(Effect {
            id,
            payload_sha256: Some(sha256(file)),
        });
        self
    }
}
