//! As whom Studio is called: a signed-in user, or a captioning service.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use crate::signin::Session;
use crate::{ErrorCode, Result, ServiceError, ServiceName};

/// As whom Studio is called.
#[derive(Clone, Debug)]
pub enum Access {
    /// A user who has signed in.
    User(Arc<Session>),
    /// A captioning service, by the headers that its owner was given.
    CaptioningService(HeaderSet),
}

/// The headers of a captioning service. Which ones they are is published
/// nowhere, so they are whatever the user enters. Values show nowhere.
#[derive(Clone, Debug)]
pub struct HeaderSet(Vec<(String, SecretString)>);

impl HeaderSet {
    /// No set has more headers.
    const MOST: usize = 20;

    /// Headers by name and value.
    ///
    /// # Errors
    /// [`ErrorCode::Invalid`] with the field, such as `headers[0].name`: for no
    /// headers or too many, a name that is none or comes twice, one that the
    /// call itself sets, and a value that cannot be sent.
    pub fn new(headers: Vec<(String, SecretString)>) -> Result<Self> {
        if headers.is_empty() || headers.len() > Self::MOST {
            return Err(invalid(
                "headers",
                "Enter at least one and at most 20 headers that Studio gave your captioning service",
            ));
        }
        for (index, (name, value)) in headers.iter().enumerate() {
            let twice = headers[..index]
                .iter()
                .any(|(earlier, _)| earlier.eq_ignore_ascii_case(name));
            if twice || !is_name(name) {
                return Err(invalid(
                    &format!("headers[{index}].name"),
                    "This is no name for a header of Studio, or it is there twice. Correct it",
                ));
            }
            if !is_value(value.expose_secret()) {
                return Err(invalid(
                    &format!("headers[{index}].value"),
                    "This value cannot be sent to Studio in a header. Copy it again",
                ));
            }
        }
        Ok(Self(headers))
    }

    /// The form of the only header scheme that was ever published, as a template
    /// to fill in: `Authorization: Bearer user_id="…", token="…"`.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn session(user_id: &str, token: &SecretString) -> Result<Self> {
        let token = token.expose_secret();
        let value = format!("Bearer user_id=\"{user_id}\", token=\"{token}\"");
        Self::new(vec![("Authorization".to_owned(), value.into())])
    }

    /// The names, for show.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &SecretString)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

/// A token of RFC 9110, 5.6.2, and none that belongs to the call itself.
fn is_name(name: &str) -> bool {
    const OWN: &[&str] = &[
        "host",
        "content-length",
        "content-type",
        "transfer-encoding",
        "connection",
        "accept",
        "range",
        "if-range",
    ];
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty()
        && name.bytes().all(letter)
        && !OWN.iter().any(|own| own.eq_ignore_ascii_case(name))
}

fn is_value(value: &str) -> bool {
    !value.is_empty()
        && value.trim() == value
        && value
            .bytes()
            .all(|byte| byte == b' ' || byte.is_ascii_graphic())
}

fn invalid(field: &str, message: &str) -> ServiceError {
    ServiceError::new(ServiceName::Studio, ErrorCode::Invalid, message).with_field(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_headers_are_taken_that_can_be_sent() {
        type Headers = &'static [(&'static str, &'static str)];
        let table: [(Headers, Option<&str>); 9] = [
            (
                &[("X-Service-Id", "7"), ("X-Service-Token", "a b=\"c\"")],
                None,
            ),
            (&[("Authorization", "Bearer x")], None),
            (&[], Some("headers")),
            (&[("X A", "1")], Some("headers[0].name")),
            (&[("", "1")], Some("headers[0].name")),
            (&[("X-A", "1"), ("x-a", "2")], Some("headers[1].name")),
            (&[("Content-Length", "1")], Some("headers[0].name")),
            (&[("X-A", "1\r\nX-B: 2")], Some("headers[0].value")),
            (&[("X-A", "")], Some("headers[0].value")),
        ];
        for (headers, field) in table {
            let headers = headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), SecretString::from(*value)))
                .collect();
            let error = HeaderSet::new(headers).err();
            assert_eq!(error.and_then(|error| error.field).as_deref(), field);
        }
    }

    #[test]
    fn the_template_is_the_published_one_and_shows_no_secret() {
        let set = HeaderSet::session("12", &"s3cret".into()).expect("a set");
        let values: Vec<&str> = set.iter().map(|(_, value)| value.expose_secret()).collect();
        assert_eq!(values, ["Bearer user_id=\"12\", token=\"s3cret\""]);
        assert_eq!(set.names().collect::<Vec<_>>(), ["Authorization"]);
        let access = Access::CaptioningService(set);
        assert!(!format!("{access:?}").contains("s3cret"));
    }
}
