//! The client: the keys, and the calls that make something.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use crate::form_data::FormData;
use crate::http::{Address, Answer, Base, Body, Cancel, Http, Method, Request};
use crate::{Certainty, ErrorCode, Result, RetryAdvice, ServiceError, ServiceName};

use super::answers::{input_refused, order_refused};
use super::encode::{self, SealedOrder, Wire};
use super::inputs::{InputUri, LinkedInput, MediaUpload, UploadForm};

/// The two keys of an account. They show nowhere.
#[derive(Clone, Debug)]
pub struct RevKeys {
    client: SecretString,
    user: SecretString,
}

impl RevKeys {
    /// The key of the client and the key of the user.
    ///
    /// # Errors
    /// [`ErrorCode::Invalid`] where a key is empty or holds characters that no
    /// key has.
    pub fn new(client: SecretString, user: SecretString) -> Result<Self> {
        for (name, key) in [("client", &client), ("user", &user)] {
            let key = key.expose_secret();
            let fits = !key.is_empty()
                && key
                    .bytes()
                    .all(|byte| byte.is_ascii_graphic() && byte != b':');
            if !fits {
                let message = format!(
                    "This is no {name} key of Rev. Copy it again from the settings of your Rev account"
                );
                let error = ServiceError::new(ServiceName::Rev, ErrorCode::Invalid, message);
                return Err(error.with_field(name));
            }
        }
        Ok(Self { client, user })
    }

    pub(super) fn header(&self) -> SecretString {
        let (client, user) = (self.client.expose_secret(), self.user.expose_secret());
        format!("Rev {client}:{user}").into()
    }
}

/// One account at Rev. Copies share their connections.
#[derive(Clone)]
pub struct Rev {
    pub(super) http: Http,
    pub(super) base: Base,
    keys: RevKeys,
    wire: Wire,
}

impl Rev {
    /// Where Rev's own clients go.
    pub const BASE: &str = "https://www.rev.com/api/v1";
    /// Where the current pages say to go.
    pub const API_BASE: &str = "https://api.rev.com/api/v1";

    /// An account, which speaks JSON or XML.
    #[must_use]
    pub fn new(http: Http, base: Base, keys: RevKeys, wire: Wire) -> Self {
        Self {
            http,
            base,
            keys,
            wire,
        }
    }

    /// Sends a medium and answers its name for an order. `sent` hears how many
    /// bytes have gone. Doing it twice leaves a medium that nothing uses, and
    /// costs nothing.
    ///
    /// # Errors
    /// Where Rev refuses the medium, with its code as reason and the field, or
    /// where no answer came.
    pub fn upload(
        &self,
        media: &MediaUpload,
        form: UploadForm,
        cancel: &Cancel,
        sent: &mut dyn FnMut(u64),
    ) -> Result<InputUri> {
        let request = self.request(Method::Post, self.base.at(["inputs"]));
        let (name, kind) = (media.name(), media.content_type());
        let request = match form {
            UploadForm::Raw => {
                let body = Body::new(kind).then_file(&media.path, 0, media.length);
                let disposition = format!("attachment; filename=\"{name}\"");
                request
                    .header("content-disposition", &disposition)
                    .body(body)
            }
            UploadForm::Multipart => {
                let form = FormData::default();
                let form = form.file_at("file", name, kind, &media.path, media.length);
                request.body(form.into_body())
            }
        };
        // What an upload leaves behind unused is of no effect.
        let answer = self
            .http
            .send_watched(&request.reads_only(), cancel, sent)?;
        uploaded(&answer)
    }

    /// Has Rev fetch a medium and answers its name for an order. Doing it twice
    /// costs nothing.
    ///
    /// # Errors
    /// As [`LinkedInput::check`] before anything is sent, else as
    /// [`upload`](Self::upload).
    pub fn link(&self, input: &LinkedInput) -> Result<InputUri> {
        input.check()?;
        let body = Body::bytes(self.wire.media_type(), encode::link(input, self.wire));
        let request = self.request(Method::Post, self.base.at(["inputs"]));
        let answer = self.http.send(&request.body(body).reads_only())?;
        uploaded(&answer)
    }

    /// Places an order and answers its number. To be called once for an order:
    /// where it is not certain what became of it, only [`find`](Self::find)
    /// tells.
    ///
    /// # Errors
    /// Where Rev refuses the order, with its code as reason and the field; where
    /// it takes it without giving a number, [`Certainty::Applied`]; else what the
    /// failure says.
    pub fn place(&self, order: &SealedOrder) -> Result<String> {
        let body = Body::bytes(order.wire().media_type(), order.body().to_vec());
        let request = self.request(Method::Post, self.base.at(["orders"]));
        let answer = self.http.send(&request.body(body))?;
        if !answer.is_success() {
            return Err(order_refused(&answer));
        }
        answer
            .header("location")
            .and_then(number_in)
            .ok_or_else(|| placed_unseen(&answer))
    }

    /// A call with the keys, which asks for an answer in the account's language.
    pub(super) fn request(&self, method: Method, address: Address) -> Request {
        Request::new(method, address)
            .secret_header("authorization", self.keys.header())
            .header("accept", self.wire.media_type())
    }

    pub(super) fn keys(&self) -> &RevKeys {
        &self.keys
    }
}

impl fmt::Debug for Rev {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rev({})", self.base)
    }
}

fn uploaded(answer: &Answer) -> Result<InputUri> {
    if !answer.is_success() {
        return Err(input_refused(answer));
    }
    let location = answer.header("location").and_then(InputUri::new);
    location.ok_or_else(|| {
        answer
            .bad("it does not name the medium")
            .with_certainty(Certainty::NotApplied)
    })
}

/// The number of an order in the address that was answered: its last segment.
fn number_in(location: &str) -> Option<String> {
    let path = location.split(['?', '#']).next()?;
    let last = path.trim().trim_end_matches('/').rsplit('/').next()?;
    let fits = (1..=64).contains(&last.len())
        && last
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    (fits && last.bytes().any(|byte| byte.is_ascii_digit())).then(|| last.to_owned())
}

fn placed_unseen(answer: &Answer) -> ServiceError {
    let mut error = answer
        .bad("it does not give the number of the order")
        .with_certainty(Certainty::Applied)
        .with_retry(RetryAdvice::Never);
    error.message =
        "Rev took the order without giving its number. Cuewright looks it up by its reference; do not order again"
            .into();
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_an_order_is_the_end_of_its_address() {
        let table = [
            ("https://www.rev.com/api/v1/orders/CP12345", Some("CP12345")),
            ("/api/v1/orders/TC-1/", Some("TC-1")),
            (" CP7?x=1 ", Some("CP7")),
            ("https://www.rev.com/api/v1/orders", None),
            ("https://www.rev.com/api/v1/orders/a b1", None),
            ("", None),
        ];
        for (location, number) in table {
            assert_eq!(number_in(location).as_deref(), number, "{location}");
        }
    }

    #[test]
    fn keys_are_looked_at_and_never_shown() {
        let keys = RevKeys::new("cl13nt".into(), "us3r".into()).expect("keys");
        assert!(!format!("{keys:?}").contains("cl13nt"));
        assert_eq!(keys.header().expose_secret(), "Rev cl13nt:us3r");
        for (client, user, field) in [
            ("", "us3r", "client"),
            ("a:b", "us3r", "client"),
            ("cl13nt", "us3r\r\nx: y", "user"),
            ("cl13nt", "ü", "user"),
        ] {
            let error = RevKeys::new(client.into(), user.into()).expect_err("refused");
            assert_eq!(error.field.as_deref(), Some(field));
            assert!(!format!("{error:?}").contains("us3r"));
        }
    }
}
