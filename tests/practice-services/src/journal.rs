//! What was asked and what came of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::http::{Request, Response};
use crate::ids::sha256;

/// Parameters of the query whose value gives access to something.
const SECRET_PARAMETERS: &[&str] = &[
    "access_token",
    "oauth_token",
    "code",
    "code_verifier",
    "client_secret",
    "key",
    "refresh_token",
    "signature",
    "token",
    "upload_id",
];
/// Headers whose value gives access to nothing. Every other value is replaced: a captioning service may be known by
/// headers of any name.
const PLAIN_HEADERS: &[&str] = &[
    "accept",
    "accept-charset",
    "accept-encoding",
    "connection",
    "content-disposition",
    "content-length",
    "content-range",
    "content-type",
    "expect",
    "host",
    "if-match",
    "if-none-match",
    "if-range",
    "mime-version",
    "range",
    "transfer-encoding",
    "user-agent",
    "x-upload-content-length",
    "x-upload-content-type",
];
/// What stands in place of a secret.
const REDACTED: &str = "***";

/// One request, and whether it changed anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number, from 1.
    pub n: u64,
    /// When it came, by the practice clock.
    pub at: DateTime<Utc>,
    /// Whom it was for: `studio`, `google`, `youtube`, `rev`, `storage` or nobody (empty).
    pub to: String,
    /// The method.
    pub method: String,
    /// The path as sent, with the query; secrets are replaced.
    pub path: String,
    /// The headers; secrets are replaced.
    pub headers: Vec<(String, String)>,
    /// How many bytes of the body came.
    pub body_bytes: usize,
    /// Their SHA-256 in hexadecimal.
    pub body_sha256: String,
    /// Whether the body came whole.
    pub whole: bool,
    /// The status of the answer, where one was sent.
    pub status: Option<u16>,
    /// The fault that acted.
    pub fault: Option<String>,
    /// Whether the request changed anything.
    pub applied: bool,
    /// What it changed.
    pub effect: Option<String>,
    /// The SHA-256 of the file that was taken in.
    pub payload_sha256: Option<String>,
}

/// All requests since the world was set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Journal {
    entries: Vec<Entry>,
}

impl Journal {
    /// Writes down a request. `answer` is absent where none was sent.
    pub fn record(
        &mut self,
        at: DateTime<Utc>,
        request: &Request,
        fault: Option<String>,
        outcome: Option<&Response>,
        answer: Option<u16>,
    ) {
        let effect = outcome.and_then(|response| response.effect.clone());
        self.entries.push(Entry {
            n: self.entries.len() as u64 + 1,
            at,
            to: crate::route::addressee(&request.path).to_owned(),
            method: request.method.clone(),
            path: path(request),
            headers: request.headers.iter().map(redacted).collect(),
            body_bytes: request.body.len(),
            body_sha256: sha256(&request.body),
            whole: request.whole,
            status: answer,
            fault,
            applied: effect.is_some(),
            payload_sha256: effect
                .as_ref()
                .and_then(|effect| effect.payload_sha256.clone()),
            effect: effect.map(|effect| effect.id),
        });
    }

    /// The entries after the one numbered `since`.
    pub fn since(&self, since: u64) -> &[Entry] {
        let from = usize::try_from(since).unwrap_or(usize::MAX);
        self.entries.get(from..).unwrap_or_default()
    }
}

fn path(request: &Request) -> String {
    let mut path = request.path.clone();
    for (at, (name, value)) in request.query.iter().enumerate() {
        let secret = SECRET_PARAMETERS.contains(&name.to_ascii_lowercase().as_str());
        let value = if secret { REDACTED } else { value };
        path.push(if at == 0 { '?' } else { '&' });
        path.push_str(name);
        path.push('=');
        path.push_str(value);
    }
    path
}

fn redacted((name, value): &(String, String)) -> (String, String) {
    let small = name.to_ascii_lowercase();
    let value = match small.as_str() {
        "authorization" => {
            let scheme = value.split(' ').next().unwrap_or_default();
            format!("{scheme} {REDACTED}")
        }
        _ if PLAIN_HEADERS.contains(&small.as_str()) => value.clone(),
        _ => REDACTED.to_owned(),
    };
    (name.clone(), value)
}
