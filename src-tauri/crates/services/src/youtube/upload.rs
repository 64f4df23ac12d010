//! Uploads that go on after a break (services.md 2.5): begun, sent, asked how
//! far they are.

use std::fmt;

use bytes::Bytes;
use secrecy::SecretString;

use super::calls::caption;
use super::failure::failure;
use super::resource::Caption;
use super::track::{Change, NewTrack, check_file};
use super::{Operation, YouTube};
use crate::http::{Address, Answer, Body, Cancel, Method, Request};
use crate::{Certainty, ErrorCode, Result, RetryAdvice, ServiceError, ServiceName};

const OCTETS: &str = "application/octet-stream";

/// What an upload makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Upload {
    /// A new track.
    Insert(NewTrack),
    /// Another file for a track.
    Update(Change),
}

impl Upload {
    fn operation(&self) -> Operation {
        match self {
            Self::Insert(_) => Operation::Insert,
            Self::Update(_) => Operation::Update,
        }
    }
}

/// An upload that is under way. Whoever has its address can send to it, so the
/// address is a secret; keep it before anything is sent.
#[derive(Clone)]
pub struct UploadSession {
    address: Address,
    operation: Operation,
}

impl UploadSession {
    /// Its address, to be kept in a store of secrets.
    #[must_use]
    pub fn secret(&self) -> SecretString {
        self.address.expose().into()
    }
}

impl fmt::Debug for UploadSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UploadSession({})", self.address)
    }
}

/// How far an upload is.
#[derive(Clone, Debug, PartialEq)]
pub enum UploadAnswer {
    /// It is whole, and this came of it.
    Done(Box<Caption>),
    /// So many bytes are there; go on with the next.
    Stored(u64),
}

impl YouTube {
    /// Begins an upload. Nothing is made yet; many of a method's refusals come
    /// here already. Together with what follows it costs what
    /// [`insert`](Self::insert) or [`update`](Self::update) does.
    ///
    /// # Errors
    /// As those two.
    pub fn begin_upload(&self, upload: &Upload, file: &[u8]) -> Result<UploadSession> {
        check_file(file)?;
        let (method, part, body) = match upload {
            Upload::Insert(track) => {
                track.check()?;
                (Method::Post, "snippet", track.body())
            }
            Upload::Update(change) => (Method::Put, change.part(), change.body()),
        };
        let address = self
            .uploads()
            .query("uploadType", "resumable")
            .query("part", part);
        let address = self.owned(address);
        let request = Request::new(method, address.clone())
            .reads_only()
            .header("x-upload-content-length", &file.len().to_string())
            .header("x-upload-content-type", OCTETS)
            .body(Body::json(&body));
        let answer = self.call(request, upload.operation())?;
        let location = answer
            .header("location")
            .ok_or_else(|| answer.bad("it does not say where the upload goes"))?;
        Ok(UploadSession {
            address: self.upload.given(&address, location)?,
            operation: upload.operation(),
        })
    }

    /// An upload out of a store of secrets.
    ///
    /// # Errors
    /// [`ErrorCode::BadAddress`], [`ErrorCode::NotEncrypted`] or
    /// [`ErrorCode::RedirectRefused`] for what is no address that YouTube gave.
    pub fn resume_upload(&self, upload: &Upload, secret: &SecretString) -> Result<UploadSession> {
        use secrecy::ExposeSecret;
        let address = self.upload.given(&self.uploads(), secret.expose_secret())?;
        Ok(UploadSession {
            address,
            operation: upload.operation(),
        })
    }

    /// Sends a file from the byte on that the last answer named.
    ///
    /// # Errors
    /// [`ErrorCode::Expired`] where YouTube has forgotten the upload: look
    /// whether the track is there before beginning anew. As
    /// [`Http::send_watched`](crate::http::Http::send_watched), after which
    /// [`upload_status`](Self::upload_status) knows more; and what YouTube
    /// refuses with its reason.
    pub fn send_upload(
        &self,
        session: &UploadSession,
        file: &Bytes,
        from: u64,
        cancel: &Cancel,
        sent: &mut dyn FnMut(u64),
    ) -> Result<UploadAnswer> {
        let whole = file.len() as u64;
        let rest = usize::try_from(from).ok().filter(|from| *from < file.len());
        let Some(rest) = rest else {
            return self.upload_status(session, whole);
        };
        let mut request = Request::new(Method::Put, session.address.clone())
            .body(Body::bytes(OCTETS, file.slice(rest..)));
        if from > 0 {
            let range = format!("bytes {from}-{}/{whole}", whole - 1);
            request = request.header("content-range", &range);
        }
        let answer = self.to_session(request, cancel, sent)?;
        upload_answer(&answer, session, whole)
    }

    /// Asks how far an upload of `whole` bytes is.
    ///
    /// # Errors
    /// As [`send_upload`](Self::send_upload).
    pub fn upload_status(&self, session: &UploadSession, whole: u64) -> Result<UploadAnswer> {
        let request = Request::new(Method::Put, session.address.clone())
            .reads_only()
            .header("content-range", &format!("bytes */{whole}"));
        let answer = self.to_session(request, &Cancel::new(), &mut |_| ())?;
        upload_answer(&answer, session, whole)
    }

    /// The credentials go to the host that they are for; the address itself is
    /// proof enough for any other.
    fn to_session(
        &self,
        request: Request,
        cancel: &Cancel,
        sent: &mut dyn FnMut(u64),
    ) -> Result<Answer> {
        if self.upload.is_host_of(request.address()) {
            self.credentials
                .send_watched(&self.http, request, cancel, sent)
        } else {
            self.http.send_watched(&request, cancel, sent)
        }
    }
}

fn upload_answer(answer: &Answer, session: &UploadSession, whole: u64) -> Result<UploadAnswer> {
    match answer.status() {
        308 => match answer.header("range") {
            None => Ok(UploadAnswer::Stored(0)),
            Some(range) => stored(range)
                .filter(|stored| *stored < whole)
                .map(UploadAnswer::Stored)
                .ok_or_else(|| answer.bad("it names bytes that were not sent")),
        },
        404 | 410 => Err(expired(answer.status())),
        _ if answer.is_success() => caption(answer).map(Box::new).map(UploadAnswer::Done),
        _ => Err(failure(answer, session.operation)),
    }
}

/// How many bytes `bytes=0-K` says are there: K + 1.
fn stored(range: &str) -> Option<u64> {
    let last = range.trim().strip_prefix("bytes=0-")?;
    last.parse::<u64>().ok()?.checked_add(1)
}

fn expired(status: u16) -> ServiceError {
    let message = "YouTube has forgotten this upload. Cuewright will look whether the track is there, and else send it anew";
    ServiceError::new(ServiceName::YouTube, ErrorCode::Expired, message)
        .with_status(status)
        .with_certainty(Certainty::Unknown)
        .with_retry(RetryAdvice::Backoff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_one_more_than_the_last_byte() {
        let table = [
            ("bytes=0-0", Some(1)),
            ("bytes=0-524287", Some(524_288)),
            (" bytes=0-9 ", Some(10)),
            ("bytes=1-9", None),
            ("0-9", None),
            ("bytes=0-", None),
            ("bytes=0--1", None),
            ("bytes=0-18446744073709551615", None),
        ];
        for (range, count) in table {
            assert_eq!(stored(range), count, "{range}");
        }
    }
}
