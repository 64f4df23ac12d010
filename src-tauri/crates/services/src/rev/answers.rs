//! What Rev answers where it does not do what was asked.

use serde_json::Value;

use crate::http::Answer;
use crate::{ErrorCode, Result, RetryAdvice, ServiceError, lenient};

use super::codes::{InputCode, OrderCode};
use super::xml;

/// What an error entity says, in JSON or in XML; every part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorEntity {
    /// The code, which comes as a number or as a text.
    pub code: Option<u32>,
    /// Rev's words.
    pub message: Option<String>,
    /// More of them.
    pub detail: Option<String>,
}

impl ErrorEntity {
    /// Reads the body of an answer. One that is no entity is an empty one, but
    /// for a lone text, which is a message.
    #[must_use]
    pub fn read(body: &[u8]) -> Self {
        let Ok(value) = value_of(body) else {
            return Self::default();
        };
        // Wrapped or not: {"error": {...}} and <error>.
        let entity = value.get("error").filter(|inner| inner.is_object());
        let entity = entity.unwrap_or(&value);
        if let Value::String(words) = entity {
            return Self {
                message: Some(words.clone()),
                ..Self::default()
            };
        }
        Self {
            code: lenient::whole_at(entity, &["code", "error_code"])
                .and_then(|code| u32::try_from(code).ok()),
            message: lenient::text_at(entity, &["message", "error", "title"]),
            detail: lenient::text_at(entity, &["detail", "details"]),
        }
    }

    /// All of its words.
    fn words(&self) -> String {
        let parts = [self.message.as_deref(), self.detail.as_deref()];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        parts.join(" ")
    }
}

/// The body of an answer as a value, whether it is JSON or XML.
pub(super) fn value_of(body: &[u8]) -> std::result::Result<Value, String> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let text = std::str::from_utf8(body).map_err(|_| "it is no text".to_owned())?;
    if text.trim_start().starts_with('<') {
        return xml::read(text).map_err(|error| error.to_string());
    }
    serde_json::from_str(text).map_err(|_| "it is neither JSON nor XML".to_owned())
}

/// The value of an answer that says success.
pub(super) fn read(answer: &Answer) -> Result<Value> {
    if !answer.is_success() {
        return Err(refused(answer));
    }
    if answer.is_page() {
        // What an answer of JSON says about a page, it says in the same words.
        answer.json::<Value>()?;
    }
    value_of(answer.body()).map_err(|why| answer.bad(&why))
}

/// The failure of an answer to anything that has no codes of its own.
pub(super) fn refused(answer: &Answer) -> ServiceError {
    let entity = ErrorEntity::read(answer.body());
    let error = answer.failure();
    // A web page is no answer of Rev, whatever its status says.
    if error.code == ErrorCode::NotTheService {
        return error;
    }
    let error = error.with_said(&entity.words());
    let error = match answer.status() {
        401 => plain(
            error,
            "Rev does not accept the keys. Check the client key and the user key in Accounts",
        ),
        403 => plain(
            error,
            "Rev does not let these keys do that. Check them in Accounts, or ask the account's owner",
        ),
        _ => error,
    };
    match entity.code {
        Some(code) => error.with_reason(&code.to_string()),
        None => error,
    }
}

/// The failure of an order: its code says which field.
pub(super) fn order_refused(answer: &Answer) -> ServiceError {
    let Some(code) = entity_code(answer) else {
        return refused(answer);
    };
    let code = OrderCode::from_number(code);
    let kind = match code {
        OrderCode::BalanceNotEligible
        | OrderCode::WorkspaceNotAllowed
        | OrderCode::PoNumberNotAllowed
        | OrderCode::SandboxRequired => ErrorCode::Forbidden,
        _ => ErrorCode::Invalid,
    };
    coded(answer, kind, code.message(), code.field())
}

/// The failure of an upload or a link.
pub(super) fn input_refused(answer: &Answer) -> ServiceError {
    let Some(code) = entity_code(answer) else {
        return refused(answer);
    };
    let code = InputCode::from_number(code);
    coded(answer, ErrorCode::Invalid, code.message(), code.field())
}

/// The code of a definite refusal.
fn entity_code(answer: &Answer) -> Option<u32> {
    let refusal = matches!(answer.status(), 400 | 403 | 409 | 422);
    let code = ErrorEntity::read(answer.body()).code;
    code.filter(|_| refusal)
}

fn coded(answer: &Answer, kind: ErrorCode, message: &str, field: &str) -> ServiceError {
    let mut error = refused(answer)
        .with_field(field)
        .with_retry(RetryAdvice::User);
    error.code = kind;
    plain(error, message)
}

/// The same failure in words that fit what was asked.
pub(super) fn plain(mut error: ServiceError, message: &str) -> ServiceError {
    error.message = message.into();
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_read_in_every_form() {
        let entity = |code: Option<u32>, message: Option<&str>, detail: Option<&str>| ErrorEntity {
            code,
            message: message.map(str::to_owned),
            detail: detail.map(str::to_owned),
        };
        let table: [(&str, ErrorEntity); 10] = [
            (
                r#"{"code":10004,"message":"No file name"}"#,
                entity(Some(10004), Some("No file name"), None),
            ),
            (
                r#"{"code":"20001","message":"Length","detail":"input 1"}"#,
                entity(Some(20001), Some("Length"), Some("input 1")),
            ),
            (
                r#"{"error":{"code":"50000","message":"m"}}"#,
                entity(Some(50000), Some("m"), None),
            ),
            (
                "<error><code>30011</code><message>Balance</message></error>",
                entity(Some(30011), Some("Balance"), None),
            ),
            (
                "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<error xmlns=\"urn:x\"><code> 10001 </code></error>",
                entity(Some(10001), None, None),
            ),
            (r#""Not Found""#, entity(None, Some("Not Found"), None)),
            (r#"{"code":-1,"message":""}"#, entity(None, None, None)),
            (r#"{"code":99999999999}"#, entity(None, None, None)),
            ("<html><body>Oops</body></html>", entity(None, None, None)),
            ("", entity(None, None, None)),
        ];
        for (body, expected) in table {
            assert_eq!(ErrorEntity::read(body.as_bytes()), expected, "{body}");
        }
        assert_eq!(ErrorEntity::read(b"\xff\xfe"), ErrorEntity::default());
    }
}
