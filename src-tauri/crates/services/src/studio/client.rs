//! The client: as whom and where it calls, and what holds for every call.

use std::fmt;
use std::path::Path;

use chrono::TimeDelta;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::http::{Address, Answer, Base, Cancel, Download, Downloaded, Http, Method, Request};
use crate::signin::Session;
use crate::{ErrorCode, Result, ServiceError, ServiceName};

use super::access::Access;
use super::pending::{Page, Pending};
use super::refusals::{Operation, in_words, refused};

/// No list has more pages; a server that says so is not followed.
const MOST_PAGES: u64 = 1000;

/// One account at Studio. Copies share their connections.
#[derive(Clone)]
pub struct Studio {
    http: Http,
    pub(super) base: Base,
    access: Access,
}

impl Studio {
    /// An account at an address such as
    /// `https://school.instructuremedia.com/api/public/v1`.
    #[must_use]
    pub fn new(http: Http, base: Base, access: Access) -> Self {
        Self { http, base, access }
    }

    /// The address of a school's Studio by its subdomain.
    ///
    /// # Errors
    /// [`ErrorCode::BadAddress`] where this is no subdomain.
    pub fn base_of(subdomain: &str) -> Result<Base> {
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let name = subdomain.trim();
        if name.is_empty() || name.len() > 63 || !name.bytes().all(letter) {
            let message = "This is no school of Studio. Enter what stands before .instructuremedia.com in its address";
            let error = ServiceError::new(ServiceName::Studio, ErrorCode::BadAddress, message);
            return Err(error);
        }
        let address = format!("https://{name}.instructuremedia.com/api/public/v1");
        Base::parse(ServiceName::Studio, &address)
    }

    /// Asks whether Studio is there. Needs no sign-in.
    ///
    /// # Errors
    /// [`ErrorCode::NotTheService`] where something else answers.
    pub fn ping(&self) -> Result<()> {
        let request = Request::new(Method::Get, self.base.at(["ping"]));
        let answer = self.http.send(&request)?;
        if !answer.is_success() {
            return Err(refused(Operation::Ping, &answer));
        }
        let said = String::from_utf8_lossy(answer.body());
        let said = said.trim().trim_matches('"');
        if said.eq_ignore_ascii_case("pong") {
            return Ok(());
        }
        let message = "What answers is not Studio. Check the address of the account; it ends with /api/public/v1";
        let error = ServiceError::new(ServiceName::Studio, ErrorCode::NotTheService, message);
        Err(error.with_status(answer.status()))
    }

    /// Whether Studio is there and lets this account see its requests.
    ///
    /// # Errors
    /// What is wrong.
    pub fn test(&self) -> Result<()> {
        self.ping()?;
        self.page(1).map(drop)
    }

    /// Every request that waits for captions. Studio's document has no pages; where
    /// an answer says that there are more, they are fetched.
    ///
    /// # Errors
    /// Where a page fails; no part of the list is answered then.
    pub fn requests(&self) -> Result<Pending> {
        self.requests_and_skew().map(|(pending, _)| pending)
    }

    /// The same, and how far the server's clock is ahead of this machine's.
    pub(super) fn requests_and_skew(&self) -> Result<(Pending, Option<TimeDelta>)> {
        let mut pending = Pending::default();
        let mut seen = std::collections::HashSet::new();
        let (mut page, skew) = self.page(1)?;
        let mut number = 1;
        loop {
            let before = pending.requests.len();
            pending.unreadable += page.unreadable;
            let new = page.requests.into_iter();
            let new = new.filter(|request| seen.insert(request.id));
            pending.requests.extend(new);
            // A server that repeats its pages does not end by itself.
            let repeats = pending.requests.len() == before;
            if number >= page.last.min(MOST_PAGES) || repeats {
                return Ok((pending, skew));
            }
            number += 1;
            page = self.page(number)?.0;
        }
    }

    fn page(&self, number: u64) -> Result<(Page, Option<TimeDelta>)> {
        let mut address = self
            .base
            .at(["caption_file_requests"])
            .query("provider", "professional")
            .query("status", "requested");
        if number > 1 {
            address = address.query("page", &number.to_string());
        }
        let answer = self.get(Operation::ListRequests, address)?;
        let value: Value = answer.json()?;
        let page = Page::read(&value).ok_or_else(|| answer.bad("it is no list of requests"))?;
        Ok((page, answer.skew()))
    }

    /// A call that reads, answered with success.
    pub(super) fn get(&self, operation: Operation, address: Address) -> Result<Answer> {
        self.call(operation, Request::new(Method::Get, address))
    }

    /// A call answered with success, which is not a web page.
    pub(super) fn call(&self, operation: Operation, request: Request) -> Result<Answer> {
        let answer = self.send(request)?;
        if !answer.is_success() {
            return Err(refused(operation, &answer));
        }
        if answer.is_page() {
            // Says what a page says instead of JSON.
            answer.json::<Value>()?;
        }
        Ok(answer)
    }

    /// Makes a call as whom it is to be made; a token that is refused is renewed
    /// once, which is safe since a call without a valid one does nothing.
    pub(super) fn send(&self, request: Request) -> Result<Answer> {
        let request = request.header("accept", "application/json");
        let session = match &self.access {
            Access::User(session) => session,
            Access::CaptioningService(headers) => {
                let request = headers.iter().fold(request, |request, (name, value)| {
                    request.secret_header(name, value.clone())
                });
                return self.http.send(&request);
            }
        };
        let token = session.token()?;
        let answer = self.http.send(&request.clone().bearer(&token))?;
        if answer.status() != 401 {
            return Ok(answer);
        }
        let token = session.token_after_refusal(&token)?;
        self.http.send(&request.bearer(&token))
    }

    /// Fetches a file, over redirects, with the credentials for Studio's own host
    /// only.
    pub(super) fn download(
        &self,
        operation: Operation,
        address: Address,
        to: &Path,
        limit: u64,
        cancel: &Cancel,
        moved: &mut dyn FnMut(u64, Option<u64>),
    ) -> Result<Downloaded> {
        let download = Download::new(&self.base, address, to, limit);
        let fetched = match &self.access {
            Access::User(session) => self.download_as(session, &download, cancel, moved),
            Access::CaptioningService(headers) => {
                let download = headers.iter().fold(download, |download, (name, value)| {
                    download.secret_header(name, value.clone())
                });
                self.http.download(&download, cancel, moved)
            }
        };
        fetched.map_err(|error| in_words(operation, error))
    }

    fn download_as(
        &self,
        session: &Session,
        download: &Download,
        cancel: &Cancel,
        moved: &mut dyn FnMut(u64, Option<u64>),
    ) -> Result<Downloaded> {
        let bearer = |token: &SecretString| -> SecretString {
            format!("Bearer {}", token.expose_secret()).into()
        };
        let token = session.token()?;
        let first = download
            .clone()
            .secret_header("authorization", bearer(&token));
        match self.http.download(&first, cancel, moved) {
            Err(error) if error.status == Some(401) => {
                let token = session.token_after_refusal(&token)?;
                let second = download
                    .clone()
                    .secret_header("authorization", bearer(&token));
                self.http.download(&second, cancel, moved)
            }
            fetched => fetched,
        }
    }
}

impl fmt::Debug for Studio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Studio({}, {:?})", self.base, self.access)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_leads_to_its_own_host_only() {
        let base = Studio::base_of(" tw ").expect("a base");
        let ping = base.at(["ping"]);
        assert_eq!(
            ping.expose(),
            "https://tw.instructuremedia.com/api/public/v1/ping"
        );
        for name in ["", "a.b", "evil.com/", "a@b", "ü", "a b"] {
            let error = Studio::base_of(name).expect_err(name);
            assert_eq!(error.code, ErrorCode::BadAddress, "{name}");
        }
    }
}
