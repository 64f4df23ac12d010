//! What can go wrong with a service: a code to branch on, what became of the
//! call, and what to do.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The result of everything that talks to a service.
pub type Result<T> = std::result::Result<T, ServiceError>;

/// How much of a server's own words is kept, in characters.
const LONGEST_SAID: usize = 300;

/// The services that Cuewright speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceName {
    /// Instructure Studio, professional captioning.
    Studio,
    /// YouTube captions, and the sign-in with Google they need.
    #[serde(rename = "youtube")]
    YouTube,
    /// Rev orders.
    Rev,
}

impl fmt::Display for ServiceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Studio => "Studio",
            Self::YouTube => "YouTube",
            Self::Rev => "Rev",
        })
    }
}

/// A failure: a code for programs, a message for people that names the service
/// and says what to do, and what is known of the call's effect.
///
/// Holds no secret: addresses appear without their query, and what a server
/// says is cut to a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ServiceError {
    /// The service it is about.
    pub service: ServiceName,
    /// What went wrong, for programs.
    pub code: ErrorCode,
    /// What went wrong and what to do, for people.
    pub message: Box<str>,
    /// The HTTP status, where an answer came.
    pub status: Option<u16>,
    /// What became of the call at the service.
    pub certainty: Certainty,
    /// When the same call may be made again.
    pub retry: RetryAdvice,
    /// The service's own code, such as `captionExists` or `10004`.
    pub reason: Option<Box<str>>,
    /// The server's own words: one line, no control characters, at most 300
    /// characters. Untrusted; never to be taken for markup.
    pub said: Option<Box<str>>,
    /// The field of the request it is about, where that is known.
    pub field: Option<Box<str>>,
}

/// Whether the call changed anything at the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// It did not: nothing was sent, the call only reads, or it was refused.
    NotApplied,
    /// Nobody here knows; only looking at the service tells.
    Unknown,
    /// It did, though its answer could not be used.
    Applied,
}

/// When a failed call may be made again, the effect of it permitting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RetryAdvice {
    /// The same call will fail again.
    Never,
    /// After the usual growing pause.
    Backoff,
    /// Not before the service's own time has passed, counted from its clock.
    After(Duration),
    /// When the service's daily quota starts anew.
    ParkUntilQuotaReset,
    /// When the user has signed in again.
    SignIn,
    /// When the user has changed something.
    User,
}

/// The kinds of failure. Names are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorCode {
    /// An address is no address, or not one that may be used.
    BadAddress,
    /// An address is plain http and not on this machine.
    NotEncrypted,
    /// No connection came about: no network, no such host, refused.
    Unreachable,
    /// The server's certificate does not verify.
    Certificate,
    /// No answer came in time.
    TimedOut,
    /// The connection broke before the answer was whole.
    ConnectionLost,
    /// The caller cancelled it.
    Cancelled,
    /// The answer is larger than any that this call can have.
    TooLarge,
    /// The answer is a web page and not what the service speaks.
    NotTheService,
    /// The answer is not of the form that the service documents.
    BadAnswer,
    /// The server sends the call elsewhere where it must not.
    RedirectRefused,
    /// The redirects do not end.
    TooManyRedirects,
    /// The request was refused before it was sent, or as malformed by the
    /// service; `field` and `reason` say more.
    Invalid,
    /// The sign-in or the key is missing, wrong, or no longer valid.
    NotSignedIn,
    /// The account may not do this.
    Forbidden,
    /// What the call is about is not there.
    NotFound,
    /// What the call would make is there already, or has changed meanwhile.
    Conflict,
    /// What the call is about is there no longer: an expired link or session.
    Expired,
    /// Too many calls in a short time.
    RateLimited,
    /// The day's quota is used up.
    QuotaUsedUp,
    /// The service itself failed.
    ServiceFault,
    /// The service is not available at the moment.
    Unavailable,
    /// The service answered with a status that it does not document.
    UnexpectedStatus,
    /// Signing in was refused by the user or by the service.
    SignInRefused,
    /// Signing in took too long.
    SignInTimedOut,
    /// An answer to a sign-in that was not asked for.
    SignInMismatch,
    /// The user did not grant what is needed.
    ScopeMissing,
    /// The store of secrets cannot be used.
    SecretStore,
    /// A file on this machine cannot be read or written.
    File,
    /// A defect in Cuewright.
    Defect,
}

impl ServiceError {
    /// A failure before anything was sent. `message` names the service and says
    /// what to do.
    #[must_use]
    pub fn new(service: ServiceName, code: ErrorCode, message: impl Into<Box<str>>) -> Self {
        Self {
            service,
            code,
            message: message.into(),
            status: None,
            certainty: Certainty::NotApplied,
            retry: RetryAdvice::User,
            reason: None,
            said: None,
            field: None,
        }
    }

    /// The same failure, with the HTTP status of the answer.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// The same failure, with what is known of the call's effect.
    #[must_use]
    pub fn with_certainty(mut self, certainty: Certainty) -> Self {
        self.certainty = certainty;
        self
    }

    /// The same failure, with advice on trying again.
    #[must_use]
    pub fn with_retry(mut self, retry: RetryAdvice) -> Self {
        self.retry = retry;
        self
    }

    /// The same failure, with the service's own code, cleaned and cut.
    #[must_use]
    pub fn with_reason(mut self, reason: &str) -> Self {
        self.reason = one_line(reason);
        self
    }

    /// The same failure, with the server's own words, cleaned and cut.
    #[must_use]
    pub fn with_said(mut self, said: &str) -> Self {
        self.said = one_line(said);
        self
    }

    /// The same failure, about a field of the request.
    #[must_use]
    pub fn with_field(mut self, field: &str) -> Self {
        self.field = Some(field.into());
        self
    }
}

/// What a server said, as one line of at most [`LONGEST_SAID`] characters
/// without control characters or marks that turn the direction of text.
fn one_line(said: &str) -> Option<Box<str>> {
    let mut line = String::new();
    let words = said.split(|letter: char| letter.is_whitespace() || letter.is_control());
    for word in words.filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().filter(|letter| !turns_text(*letter)));
        if line.chars().count() > LONGEST_SAID {
            line = line.chars().take(LONGEST_SAID - 1).collect();
            line.push('…');
            break;
        }
    }
    let line = line.trim();
    (!line.is_empty()).then(|| line.into())
}

/// The marks of Unicode TR 9 that change the direction of what follows, and
/// other characters that cannot be seen.
fn turns_text(letter: char) -> bool {
    matches!(letter,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_says_becomes_one_short_line() {
        let table = [
            ("", None),
            (" \r\n\t ", None),
            ("a\u{0}b\u{1b}[31m c\r\n\r\nd", Some("a b [31m c d")),
            ("\u{202e}evil\u{200b}", Some("evil")),
            ("plain", Some("plain")),
        ];
        for (said, line) in table {
            assert_eq!(one_line(said).as_deref(), line, "{said:?}");
        }
        let long = one_line(&"ab ".repeat(100_000)).expect("a line");
        assert_eq!(long.chars().count(), LONGEST_SAID);
        assert!(long.ends_with('…'));
    }

    #[test]
    fn an_error_fits_in_a_result() {
        assert!(size_of::<ServiceError>() <= 128);
    }
}
