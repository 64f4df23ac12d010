//! What a call proves itself with.

use std::fmt;
use std::sync::Arc;

use secrecy::SecretString;

use super::Session;
use crate::Result;
use crate::http::{Answer, Cancel, Http, Request};

/// What the calls of an account prove themselves with.
#[derive(Clone)]
pub enum Credentials {
    /// A sign-in, whose token is refreshed when it must be.
    SignIn(Arc<Session>),
    /// Headers that stay the same, by name: the keys of Rev, the headers of a
    /// captioning service.
    Headers(Vec<(Box<str>, SecretString)>),
}

impl Credentials {
    /// Makes a call with these credentials. A refused token (401) is refreshed
    /// once and the call made again, which is safe: a refused call did nothing.
    ///
    /// # Errors
    /// As [`Http::send`]; and where the user must sign in again,
    /// [`NotSignedIn`](crate::ErrorCode::NotSignedIn).
    pub fn send(&self, http: &Http, request: Request) -> Result<Answer> {
        self.send_watched(http, request, &Cancel::new(), &mut |_| ())
    }

    /// Makes a call as [`send`](Self::send), watched as by [`Http::send_watched`].
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn send_watched(
        &self,
        http: &Http,
        request: Request,
        cancel: &Cancel,
        sent: &mut dyn FnMut(u64),
    ) -> Result<Answer> {
        match self {
            Self::Headers(headers) => {
                let proved = headers.iter().fold(request, |request, (name, value)| {
                    request.secret_header(name, value.clone())
                });
                http.send_watched(&proved, cancel, sent)
            }
            Self::SignIn(session) => {
                let token = session.token()?;
                let answer = http.send_watched(&request.clone().bearer(&token), cancel, sent)?;
                if answer.status() != 401 {
                    return Ok(answer);
                }
                let token = session.token_after_refusal(&token)?;
                http.send_watched(&request.bearer(&token), cancel, sent)
            }
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignIn(_) => f.write_str("a sign-in"),
            Self::Headers(headers) => write!(f, "{} headers", headers.len()),
        }
    }
}
