//! What is sent: the method, the address, the headers and the body of one call.

use std::fmt;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use secrecy::{ExposeSecret, SecretString};

use super::Address;

/// Answers are not read further than this, unless a call says otherwise: eight
/// megabytes, some hundred times what these services send.
const USUAL_LIMIT: u64 = 8 << 20;

/// The methods that these services know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Makes or starts something.
    Post,
    /// Replaces something, or carries an upload on.
    Put,
    /// Changes something.
    Patch,
    /// Removes something.
    Delete,
}

impl Method {
    /// Whether the call changes nothing by its definition (RFC 9110, 9.2.1).
    #[must_use]
    pub fn is_safe(self) -> bool {
        self == Self::Get
    }

    /// Whether a body would mean something (RFC 9110, 8.6).
    pub(super) fn takes_a_body(self) -> bool {
        matches!(self, Self::Post | Self::Put | Self::Patch)
    }

    pub(super) fn wire(self) -> reqwest::Method {
        match self {
            Self::Get => reqwest::Method::GET,
            Self::Post => reqwest::Method::POST,
            Self::Put => reqwest::Method::PUT,
            Self::Patch => reqwest::Method::PATCH,
            Self::Delete => reqwest::Method::DELETE,
        }
    }
}

/// One call. Its `Debug` shows no secret and no body.
#[derive(Clone)]
pub struct Request {
    pub(super) method: Method,
    pub(super) address: Address,
    pub(super) headers: Vec<(Box<str>, Value)>,
    pub(super) body: Option<Body>,
    pub(super) limit: u64,
    reads_only: bool,
}

#[derive(Clone)]
pub(super) enum Value {
    Plain(Box<str>),
    Secret(SecretString),
}

impl Value {
    pub(super) fn expose(&self) -> &str {
        match self {
            Self::Plain(value) => value,
            Self::Secret(value) => value.expose_secret(),
        }
    }
}

impl Request {
    /// A call without headers of its own and without a body.
    #[must_use]
    pub fn new(method: Method, address: Address) -> Self {
        Self {
            method,
            address,
            headers: Vec::new(),
            body: None,
            limit: USUAL_LIMIT,
            reads_only: method.is_safe(),
        }
    }

    /// The same call with one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), Value::Plain(value.into())));
        self
    }

    /// The same call with one more header whose value never shows.
    #[must_use]
    pub fn secret_header(mut self, name: &str, value: SecretString) -> Self {
        self.headers.push((name.into(), Value::Secret(value)));
        self
    }

    /// The same call with `Authorization: Bearer`.
    #[must_use]
    pub fn bearer(self, token: &SecretString) -> Self {
        let value = format!("Bearer {}", token.expose_secret());
        self.secret_header("authorization", value.into())
    }

    /// The same call with a body.
    #[must_use]
    pub fn body(mut self, body: Body) -> Self {
        self.body = Some(body);
        self
    }

    /// The same call, with the most bytes that its answer may have.
    #[must_use]
    pub fn limit(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }

    /// The same call, which changes nothing though its method could: asking
    /// for a token, or how far an upload has come.
    #[must_use]
    pub fn reads_only(mut self) -> Self {
        self.reads_only = true;
        self
    }

    /// Whether the call can have an effect at the service.
    #[must_use]
    pub fn may_change(&self) -> bool {
        !self.reads_only
    }

    /// Where it goes.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}", self.method, self.address)?;
        for (name, value) in &self.headers {
            match value {
                Value::Plain(value) if !is_secret_header(name) => write!(f, "; {name}: {value}")?,
                _ => write!(f, "; {name}: …")?,
            }
        }
        self.body
            .iter()
            .try_for_each(|body| write!(f, "; {body:?}"))
    }
}

/// Whether a header carries a secret, however it was added.
fn is_secret_header(name: &str) -> bool {
    const SECRET: &[&str] = &[
        "authorization",
        "proxy-authorization",
        "cookie",
        "set-cookie",
        "location",
        "x-goog-upload-url",
    ];
    SECRET
        .iter()
        .any(|secret| name.eq_ignore_ascii_case(secret))
}

/// What a call carries, of known length. Its `Debug` shows its type and length.
#[derive(Clone)]
pub struct Body {
    pub(super) content_type: Box<str>,
    pub(super) parts: Vec<Part>,
}

/// A stretch of a body.
#[derive(Clone)]
pub enum Part {
    /// Bytes in memory.
    Bytes(Bytes),
    /// A stretch of a file, read while it is sent. Where the file has become
    /// shorter meanwhile the call fails.
    File {
        /// The file.
        path: PathBuf,
        /// Where the stretch begins, in bytes.
        from: u64,
        /// How long it is, in bytes.
        length: u64,
    },
}

impl Body {
    /// A body of nothing yet.
    #[must_use]
    pub fn new(content_type: &str) -> Self {
        Self {
            content_type: content_type.into(),
            parts: Vec::new(),
        }
    }

    /// A body of bytes.
    #[must_use]
    pub fn bytes(content_type: &str, bytes: impl Into<Bytes>) -> Self {
        Self::new(content_type).then(bytes)
    }

    /// A JSON body, of `application/json; charset=UTF-8`.
    #[must_use]
    pub fn json(value: &serde_json::Value) -> Self {
        Self::bytes("application/json; charset=UTF-8", value.to_string())
    }

    /// A body of form fields (`application/x-www-form-urlencoded`).
    #[must_use]
    pub fn form<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let text = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        Self::bytes("application/x-www-form-urlencoded", text)
    }

    /// The same body, followed by bytes.
    #[must_use]
    pub fn then(mut self, bytes: impl Into<Bytes>) -> Self {
        self.parts.push(Part::Bytes(bytes.into()));
        self
    }

    /// The same body, followed by a stretch of a file. All three numbers are bytes.
    #[must_use]
    pub fn then_file(mut self, path: &Path, from: u64, length: u64) -> Self {
        let path = path.to_owned();
        self.parts.push(Part::File { path, from, length });
        self
    }

    /// How long it is, in bytes.
    #[must_use]
    pub fn length(&self) -> u64 {
        let lengths = self.parts.iter().map(|part| match part {
            Part::Bytes(bytes) => bytes.len() as u64,
            Part::File { length, .. } => *length,
        });
        lengths.fold(0, u64::saturating_add)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes of {}", self.length(), self.content_type)
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::File { length, .. } => write!(f, "{length} bytes of a file"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ServiceName;
    use crate::http::Base;

    #[test]
    fn nothing_secret_shows() {
        let base = Base::parse(ServiceName::YouTube, "https://example.com/api").expect("a base");
        let body = Body::form([("code", "s3cret-code"), ("client_secret", "s3cret")]);
        let request = Request::new(
            Method::Post,
            base.at(["token"]).query("upload_id", "s3cret-id"),
        )
        .bearer(&"s3cret-token".into())
        .header("Authorization", "Rev s3cret-a:s3cret-b")
        .header("accept", "application/json")
        .body(body);
        let shown = format!("{request:?}");
        assert!(!shown.contains("s3cret"), "{shown}");
        assert_eq!(
            shown,
            "Post https://example.com/api/token?…; authorization: …; Authorization: …; \
             accept: application/json; 37 bytes of application/x-www-form-urlencoded"
        );
    }
}
