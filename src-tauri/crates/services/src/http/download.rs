//! Fetching a file that may be large, over redirects, and going on after a break.

use std::path::{Path, PathBuf};

use reqwest::header::HeaderMap;
use secrecy::SecretString;

use super::fault::Call;
use super::partial::Partial;
use super::pulse::Pulse;
use super::request::Value;
use super::{Address, Answer, Base, Cancel, Http, Method, Request, address};
use crate::{ErrorCode, Result, RetryAdvice, ServiceError, ServiceName};

/// How many redirects are followed.
const MOST_HOPS: usize = 5;
/// How much of an answer that is no file is read, for what it says.
const REFUSAL: u64 = 64 << 10;

/// A file to fetch. The name it gets is the caller's; a server names no path.
#[derive(Clone, Debug)]
pub struct Download {
    request: Request,
    base: Base,
    to: PathBuf,
    limit: u64,
}

/// A file that was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Downloaded {
    /// Its length in bytes.
    pub length: u64,
    /// How much of that an earlier call had fetched.
    pub resumed_at: u64,
    /// The type that the server gives it.
    pub content_type: Option<String>,
    /// The name that the server suggests, for show only: its last part, cut and
    /// without control characters.
    pub suggested_name: Option<String>,
}

impl Download {
    /// A file at an address that the service of `base` answers or named, to be
    /// put at `to`, of at most `limit` bytes.
    #[must_use]
    pub fn new(base: &Base, address: Address, to: &Path, limit: u64) -> Self {
        Self {
            request: Request::new(Method::Get, address),
            base: base.clone(),
            to: to.to_owned(),
            limit,
        }
    }

    /// The same, with a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// The same, with a secret header, which only the host of `base` gets to see.
    #[must_use]
    pub fn secret_header(mut self, name: &str, value: SecretString) -> Self {
        self.request = self.request.secret_header(name, value);
        self
    }

    /// The request to one address of the way, for what is missing of the file.
    fn hop(&self, address: &Address, partial: &Partial) -> Request {
        let mut request = self.request.clone();
        request.address = address.clone();
        if !self.base.is_host_of(address) {
            request
                .headers
                .retain(|(_, value)| matches!(value, Value::Plain(_)));
        }
        match partial.resumable() {
            Some((from, validator)) => request
                .header("range", &format!("bytes={from}-"))
                .header("if-range", validator.text()),
            None => request,
        }
    }

    /// Whether the next address may be gone to.
    fn permits(&self, next: &Address) -> Result<()> {
        if next.is_inside() && !self.base.is_loopback() {
            return Err(address::leads_inside(self.service()));
        }
        Ok(())
    }

    fn service(&self) -> ServiceName {
        self.base.service()
    }
}

impl Http {
    /// Fetches a file. What has arrived is kept beside it, under its name and
    /// `.part`, and a later call for the same file goes on from there if the
    /// server still has the same. `moved` hears how many bytes are there and how
    /// many there will be.
    ///
    /// # Errors
    /// Where the file did not become whole; what has arrived stays. For an
    /// address that leads to this machine or a private network, unless the
    /// service is on this machine, [`ErrorCode::RedirectRefused`].
    pub fn download(
        &self,
        download: &Download,
        cancel: &Cancel,
        moved: &mut dyn FnMut(u64, Option<u64>),
    ) -> Result<Downloaded> {
        let pulse = Pulse::new();
        let mut partial = Partial::open(download.service(), &download.to)?;
        let (request, total) = (&download.request, partial.total());
        let exchange = self.fetch(download, &mut partial, &pulse);
        let mut told = |bytes| moved(bytes, total.get());
        let watched = self.watched(request, &pulse, download.limit, cancel, &mut told, exchange);
        let (headers, resumed_at) = self.runtime().block_on(watched)?;
        let length = partial.finish()?;
        Ok(Downloaded {
            length,
            resumed_at,
            content_type: text(&headers, "content-type"),
            suggested_name: text(&headers, "content-disposition")
                .as_deref()
                .and_then(suggested),
        })
    }

    async fn fetch(
        &self,
        download: &Download,
        partial: &mut Partial,
        pulse: &Pulse,
    ) -> Result<(HeaderMap, u64)> {
        let mut address = download.request.address().clone();
        for _ in 0..=MOST_HOPS {
            download.permits(&address)?;
            let request = download.hop(&address, partial);
            let client = if download.base.is_loopback() || download.base.is_host_of(&address) {
                self.connections().to(&address)?
            } else {
                self.connections().guarded()?
            };
            let (mut response, headers) = self.head(client, &request, pulse).await?;
            match response.status().as_u16() {
                301 | 302 | 303 | 307 | 308 => {
                    let next =
                        text(&headers, "location").ok_or_else(|| lost_way(download.service()))?;
                    address = address.joined(&next)?;
                }
                200 | 206 => {
                    let call = Call::of(&request);
                    let begin =
                        partial.begin(response.status().as_u16(), &headers, download.limit)?;
                    pulse.beat(begin);
                    while let Some(chunk) = response
                        .chunk()
                        .await
                        .map_err(|error| call.broke_off(&error))?
                    {
                        partial.write(&chunk, download.limit)?;
                        pulse.beat(chunk.len() as u64);
                    }
                    partial.complete()?;
                    return Ok((headers, begin));
                }
                416 if partial.is_all(&headers) => return Ok((headers, partial.length())),
                status => {
                    return Err(self
                        .refused(&request, status, headers, response, partial, pulse)
                        .await);
                }
            }
        }
        Err(endless(download.service()))
    }

    async fn refused(
        &self,
        request: &Request,
        status: u16,
        headers: HeaderMap,
        response: reqwest::Response,
        partial: &mut Partial,
        pulse: &Pulse,
    ) -> ServiceError {
        if status == 416 {
            partial.discard();
        }
        let body = super::client::whole_body(&Call::of(request), response, REFUSAL, pulse).await;
        let answer = Answer {
            service: self.service(),
            may_change: false,
            status,
            headers,
            body: body.unwrap_or_default(),
            arrived: self.now(),
        };
        let failure = answer.failure();
        if status == 416 {
            failure.with_retry(RetryAdvice::Backoff)
        } else {
            failure
        }
    }
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn lost_way(service: ServiceName) -> ServiceError {
    let message =
        format!("{service} sends the download elsewhere without saying where. Try again later");
    ServiceError::new(service, ErrorCode::BadAnswer, message).with_retry(RetryAdvice::Backoff)
}

fn endless(service: ServiceName) -> ServiceError {
    let message = format!(
        "{service} sends the download from one address to the next without an end. Fetch the list again, or report this to {service}"
    );
    ServiceError::new(service, ErrorCode::TooManyRedirects, message)
}

/// The name in `Content-Disposition`, for show: quoted, bare or extended
/// (RFC 6266), without any path.
fn suggested(disposition: &str) -> Option<String> {
    const LONGEST: usize = 200;
    let mut plain = None;
    let mut extended = None;
    for parameter in disposition.split(';').skip(1) {
        let Some((name, value)) = parameter.split_once('=') else {
            continue;
        };
        let value = value.trim().trim_matches('"');
        match name.trim().to_ascii_lowercase().as_str() {
            "filename" => plain = Some(value.to_owned()),
            "filename*" => extended = extended_value(value),
            _ => {}
        }
    }
    let name = extended.or(plain)?;
    let last = name.rsplit(['/', '\\']).next()?;
    let clean: String = last
        .chars()
        .filter(|letter| !letter.is_control())
        .take(LONGEST)
        .collect();
    let clean = clean.trim().trim_start_matches('.').to_owned();
    (!clean.is_empty()).then_some(clean)
}

/// `UTF-8'en'na%C3%AFve.srt` of RFC 8187.
fn extended_value(value: &str) -> Option<String> {
    let mut parts = value.splitn(3, '\'');
    let charset = parts.next()?;
    let encoded = parts.nth(1)?;
    let decoded = percent_encoding::percent_decode_str(encoded);
    charset
        .eq_ignore_ascii_case("utf-8")
        .then(|| decoded.decode_utf8_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suggested_name_is_no_path() {
        let table = [
            ("attachment; filename=\"a b.srt\"", Some("a b.srt")),
            ("attachment; filename=a.srt", Some("a.srt")),
            ("attachment; filename=\"../../etc/passwd\"", Some("passwd")),
            (
                "attachment; filename=\"..\\\\..\\\\evil.exe\"",
                Some("evil.exe"),
            ),
            ("attachment; filename=\"C:\\\\x\"", Some("x")),
            ("attachment; filename=\"/\"", None),
            ("attachment; filename=\"..\"", None),
            ("attachment; filename=\".bashrc\"", Some("bashrc")),
            (
                "attachment; filename=x; filename*=UTF-8''na%C3%AFve.srt",
                Some("naïve.srt"),
            ),
            (
                "attachment; filename*=UTF-8''..%2F..%2Fx.srt",
                Some("x.srt"),
            ),
            ("attachment; filename=\"a\tb.srt\"", Some("ab.srt")),
            ("attachment", None),
        ];
        for (header, name) in table {
            assert_eq!(suggested(header).as_deref(), name, "{header}");
        }
    }
}
