//! What came back, and what it says about itself.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::de::DeserializeOwned;

use crate::{Certainty, ErrorCode, Result, RetryAdvice, ServiceError, ServiceName};

/// The least and the most that a service's `Retry-After` is followed
/// (services.md 4.3).
const RETRY_AFTER: (Duration, Duration) =
    (Duration::from_secs(1), Duration::from_secs(24 * 60 * 60));

/// The answer to one call, whatever its status. Its `Debug` shows no header and
/// no body.
pub struct Answer {
    pub(super) service: ServiceName,
    /// Whether the call could change anything.
    pub(super) may_change: bool,
    pub(super) status: u16,
    pub(super) headers: reqwest::header::HeaderMap,
    pub(super) body: Vec<u8>,
    /// When it arrived, by this machine's clock.
    pub(super) arrived: DateTime<Utc>,
}

impl Answer {
    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Whether the status is 200 to 299.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// A header, where it is there and is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body, decoded of its transfer and nothing else.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body as its owner's.
    #[must_use]
    pub fn into_body(self) -> Vec<u8> {
        self.body
    }

    /// The time of the server when it answered.
    #[must_use]
    pub fn date(&self) -> Option<DateTime<Utc>> {
        http_date(self.header("date")?)
    }

    /// How far the server's clock is ahead of this machine's; exact to a second
    /// and the time the answer took.
    #[must_use]
    pub fn skew(&self) -> Option<TimeDelta> {
        Some(self.date()? - self.arrived)
    }

    /// How long the server asks to wait, counted from its own clock: at least a
    /// second, at most a day.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let server = self.date().unwrap_or(self.arrived);
        retry_after(self.header("retry-after")?, server)
    }

    /// The body as JSON of a form.
    ///
    /// # Errors
    /// [`ErrorCode::NotTheService`] for a web page, and [`ErrorCode::BadAnswer`]
    /// for anything else that is not of that form. What the call did is then
    /// [`Certainty::Unknown`], if it could do anything.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(without_mark(&self.body)).map_err(|error| {
            if self.is_page() {
                self.page()
            } else {
                self.bad(&format!(
                    "it is not the JSON that was expected ({})",
                    kind(&error)
                ))
            }
        })
    }

    /// Whether the body is a web page, by its type or by how it begins.
    #[must_use]
    pub fn is_page(&self) -> bool {
        let typed = self.header("content-type").is_some_and(|text| {
            text.trim_start()
                .to_ascii_lowercase()
                .starts_with("text/html")
        });
        let start = without_mark(&self.body).trim_ascii_start();
        let start = start[..start.len().min(9)].to_ascii_lowercase();
        typed || start.starts_with(b"<!doctype") || start.starts_with(b"<html")
    }

    /// The failure of an answer whose status says success but which cannot be
    /// used. `why` completes "cannot be used: ".
    #[must_use]
    pub fn bad(&self, why: &str) -> ServiceError {
        let service = self.service;
        let message = format!("The answer of {service} cannot be used: {why}. Try again later");
        ServiceError::new(service, ErrorCode::BadAnswer, message)
            .with_status(self.status)
            .with_certainty(self.certainty())
            .with_retry(RetryAdvice::Backoff)
    }

    /// The failure of a web page where the service should have answered.
    #[must_use]
    pub fn page(&self) -> ServiceError {
        let service = self.service;
        let message = format!(
            "A web page came instead of an answer of {service}. Check the address of the account, and whether a network sign-in page or a proxy stands in between"
        );
        ServiceError::new(service, ErrorCode::NotTheService, message)
            .with_status(self.status)
            .with_certainty(self.certainty())
            .with_retry(RetryAdvice::Backoff)
    }

    /// What a status that is no success says by itself, for what the service's
    /// own words do not say better.
    #[must_use]
    pub fn failure(&self) -> ServiceError {
        let (service, status) = (self.service, self.status);
        let by_status = matches!(status, 401 | 429 | 500..);
        if self.is_page() && !by_status {
            return self.page();
        }
        let (code, message) = reading(service, status);
        let retry = match code {
            ErrorCode::NotSignedIn => RetryAdvice::SignIn,
            ErrorCode::RateLimited
            | ErrorCode::Unavailable
            | ErrorCode::ServiceFault
            | ErrorCode::TimedOut => self
                .retry_after()
                .map_or(RetryAdvice::Backoff, RetryAdvice::After),
            ErrorCode::UnexpectedStatus => RetryAdvice::Never,
            _ => RetryAdvice::User,
        };
        ServiceError::new(service, code, message)
            .with_status(status)
            .with_certainty(self.certainty())
            .with_retry(retry)
    }

    /// What the status alone says of the effect: a refusal (4xx but 408) had
    /// none; of all else it is not known.
    fn certainty(&self) -> Certainty {
        let refused = (400..500).contains(&self.status) && self.status != 408;
        if self.may_change && !refused {
            Certainty::Unknown
        } else {
            Certainty::NotApplied
        }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} from {}, {} bytes",
            self.status,
            self.service,
            self.body.len()
        )
    }
}

/// What a status means that is no success.
fn reading(service: ServiceName, status: u16) -> (ErrorCode, String) {
    let say = |code, rest: &str| (code, format!("{service} {rest}"));
    match status {
        400 | 415 | 422 => say(
            ErrorCode::Invalid,
            "refused what was sent as not valid. Correct it and send again",
        ),
        401 => say(
            ErrorCode::NotSignedIn,
            "does not accept the sign-in. Sign in again in Accounts",
        ),
        402 | 403 => say(
            ErrorCode::Forbidden,
            "does not let this account do that. Use another account, or ask its owner",
        ),
        404 => say(
            ErrorCode::NotFound,
            "does not have what this is about. Refresh the list",
        ),
        405 | 406 | 501 => say(
            ErrorCode::Invalid,
            "does not offer this. Check the address of the account",
        ),
        408 => say(
            ErrorCode::TimedOut,
            "did not get all of what was sent in time. Cuewright will look and try again",
        ),
        409 | 412 => say(
            ErrorCode::Conflict,
            "has something else in its place by now. Refresh and compare",
        ),
        410 => say(
            ErrorCode::Expired,
            "no longer has what this is about. Refresh the list",
        ),
        413 => say(
            ErrorCode::Invalid,
            "does not take anything this large. Send a smaller file",
        ),
        425 | 429 => say(
            ErrorCode::RateLimited,
            "asks for fewer calls. Cuewright will try again later",
        ),
        503 => say(
            ErrorCode::Unavailable,
            "is not available at the moment. Cuewright will try again",
        ),
        500..=599 => say(
            ErrorCode::ServiceFault,
            "failed at its own end. Cuewright will look and try again",
        ),
        300..=399 => say(
            ErrorCode::RedirectRefused,
            "sends this call to another address, which is refused. Check the address of the account",
        ),
        _ => say(
            ErrorCode::UnexpectedStatus,
            "answered in a way it does not document. Check the address of the account",
        ),
    }
}

fn kind(error: &serde_json::Error) -> &'static str {
    if error.is_eof() {
        "it ends too early"
    } else if error.is_data() {
        "a part is missing or of the wrong kind"
    } else {
        "it is damaged"
    }
}

/// The bytes without a byte order mark.
fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

fn http_date(text: &str) -> Option<DateTime<Utc>> {
    httpdate::parse_http_date(text.trim())
        .ok()
        .map(DateTime::from)
}

/// `Retry-After` as seconds or as a date (RFC 9110, 10.2.3), against the
/// server's own time.
fn retry_after(text: &str, server: DateTime<Utc>) -> Option<Duration> {
    let text = text.trim();
    let wait = if text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() {
        Duration::from_secs(text.parse().unwrap_or(u64::MAX))
    } else {
        (http_date(text)? - server).to_std().unwrap_or_default()
    };
    Some(wait.clamp(RETRY_AFTER.0, RETRY_AFTER.1))
}
