//! The service types that a captioning service offers.

use serde::Serialize;
use serde_json::{Value, json};

use crate::http::{Body, Method, Request};
use crate::{ErrorCode, Result, ServiceError, ServiceName, languages, lenient};

use super::client::Studio;
use super::refusals::Operation;

/// The verb that inserts or updates. The document's label for it is cut off in
/// every copy; its other two calls are no `PUT` (services.md 1.2).
const UPSERT: Method = Method::Put;

/// A service type.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ServiceType {
    /// What requests name it by.
    pub key: String,
    /// Studio's number for it.
    pub id: Option<u64>,
    /// Its name for people.
    pub label: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// Whether a machine makes these captions.
    pub is_asr: Option<bool>,
    /// The languages it is offered in, in Studio's words.
    pub languages: Vec<String>,
    /// Everything Studio said, as it came.
    #[serde(skip)]
    pub raw: Value,
}

/// A service type to be inserted or updated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeDraft {
    /// What requests name it by.
    pub key: String,
    /// What it is.
    pub description: String,
    /// IETF tags of the languages it is offered in; absent: left to Studio.
    pub languages: Option<Vec<String>>,
}

/// What became of a service type that was to be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Removal {
    /// It is deleted, and the captioning roles that were tied to it.
    Done,
    /// There is none of that key, or no active captioning service. After an
    /// earlier deletion of which nobody knows what became, that is the end of it.
    NothingThere,
}

impl ServiceType {
    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            key: lenient::text_at(value, &["key"])?,
            id: lenient::whole_at(value, &["id"]),
            label: lenient::text_at(value, &["label"]),
            description: lenient::text_at(value, &["description"]),
            is_asr: lenient::flag_at(value, &["is_asr"]),
            languages: lenient::list(value.get("languages"), "language")
                .into_iter()
                .filter_map(|language| {
                    lenient::text(language).or_else(|| lenient::text_at(language, &["code", "key"]))
                })
                .collect(),
            raw: value.clone(),
        })
    }
}

impl TypeDraft {
    /// Checks what Studio would refuse.
    ///
    /// # Errors
    /// [`ErrorCode::Invalid`] with the field, such as `languages[1]`.
    pub fn check(&self) -> Result<()> {
        checked(&self.key)?;
        self.body().map(drop)
    }

    /// The body, once everything in it is what Studio takes.
    ///
    /// # Errors
    /// [`ErrorCode::Invalid`] with the field, such as `languages[1]`.
    fn body(&self) -> Result<Value> {
        let description = self.description.trim();
        if description.is_empty() {
            return Err(invalid(
                "description",
                "Describe the service type; Studio shows it to whoever orders",
            ));
        }
        let mut body = json!({ "description": description });
        if let Some(tags) = &self.languages {
            let mut normal: Vec<String> = Vec::with_capacity(tags.len());
            for (index, tag) in tags.iter().enumerate() {
                let Some(tag) = languages::to_studio(tag) else {
                    let message = format!(
                        "\u{201c}{tag}\u{201d} is no IETF language tag. Studio takes tags such as en or es-419"
                    );
                    return Err(invalid(&format!("languages[{index}]"), &message));
                };
                if !normal.contains(&tag) {
                    normal.push(tag);
                }
            }
            body["languages"] = json!(normal);
        }
        Ok(body)
    }
}

impl Studio {
    /// The active service types that this account has permission to.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] with reason `no-captioning-service` where the
    /// account has no active captioning service.
    pub fn service_types(&self) -> Result<Vec<ServiceType>> {
        let address = self.base.at(["captioning_service_types"]);
        let answer = self.get(Operation::ListTypes, address)?;
        let value: Value = answer.json()?;
        let types = match &value {
            Value::Array(types) => Some(types),
            _ => value
                .get("captioning_service_types")
                .and_then(Value::as_array),
        };
        let types = types.ok_or_else(|| answer.bad("it is no list of service types"))?;
        Ok(types.iter().filter_map(ServiceType::read).collect())
    }

    /// Inserts a service type or updates the one of its key. Twice is as once.
    ///
    /// # Errors
    /// [`ErrorCode::Invalid`] with the field before anything is sent, and as
    /// [`service_types`](Self::service_types).
    pub fn put_service_type(&self, draft: &TypeDraft) -> Result<()> {
        let body = draft.body()?;
        let address = self
            .base
            .at(["captioning_service_types", checked(&draft.key)?]);
        let request = Request::new(UPSERT, address).body(Body::json(&body));
        self.call(Operation::PutType, request).map(drop)
    }

    /// Deletes a service type and the captioning roles that are tied to it.
    ///
    /// # Errors
    /// As [`service_types`](Self::service_types), but that a type that is not
    /// there is no error.
    pub fn delete_service_type(&self, key: &str) -> Result<Removal> {
        let address = self.base.at(["captioning_service_types", checked(key)?]);
        let request = Request::new(Method::Delete, address);
        match self.call(Operation::DeleteType, request) {
            Ok(_) => Ok(Removal::Done),
            Err(error) if error.code == ErrorCode::NotFound => Ok(Removal::NothingThere),
            Err(error) => Err(error),
        }
    }
}

/// A key that can stand in an address by itself.
fn checked(key: &str) -> Result<&str> {
    let fits = !key.trim().is_empty()
        && key.trim() == key
        && !matches!(key, "." | "..")
        && !key.contains(char::is_control);
    if fits {
        return Ok(key);
    }
    Err(invalid(
        "key",
        "A service type needs a key without spaces around it, such as verbatim-24h",
    ))
}

fn invalid(field: &str, message: &str) -> ServiceError {
    ServiceError::new(ServiceName::Studio, ErrorCode::Invalid, message).with_field(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_as_far_as_they_go() {
        let read = ServiceType::read(&json!({"id": 1, "key": "text", "label": "Text",
            "is_asr": "true", "description": "d", "languages": ["en", {"code": "es-419"}, 7, null]}));
        let read = read.expect("a type");
        assert_eq!((read.id, read.is_asr), (Some(1), Some(true)));
        assert_eq!(read.languages, ["en", "es-419", "7"]);
        let short = ServiceType::read(&json!({"key": 7})).expect("a type");
        assert_eq!((short.key.as_str(), short.label), ("7", None));
        assert_eq!(ServiceType::read(&json!({"label": "no key"})), None);
    }

    #[test]
    fn a_draft_is_looked_at_before_it_is_sent() {
        let draft = |description: &str, tags: Option<&[&str]>| TypeDraft {
            key: "k".to_owned(),
            description: description.to_owned(),
            languages: tags.map(|tags| tags.iter().map(|tag| (*tag).to_owned()).collect()),
        };
        let table = [
            (draft(" Fast ", None), Ok(json!({"description": "Fast"}))),
            (
                draft("d", Some(&[])),
                Ok(json!({"description": "d", "languages": []})),
            ),
            (
                draft("d", Some(&["en", "ES-419", "es-419"])),
                Ok(json!({"description": "d", "languages": ["en", "es-419"]})),
            ),
            (draft(" ", None), Err("description")),
            (draft("d", Some(&["en", "en_US"])), Err("languages[1]")),
            (draft("d", Some(&["Spanish"])), Err("languages[0]")),
        ];
        for (draft, expected) in table {
            let found = draft.body().map_err(|error| error.field);
            match expected {
                Ok(body) => assert_eq!(found, Ok(body)),
                Err(field) => assert_eq!(found, Err(Some(field.into()))),
            }
        }
        for key in ["", " ", "a ", "..", "a\nb"] {
            assert!(checked(key).is_err(), "{key:?}");
        }
        assert_eq!(checked("verbatim/24h").ok(), Some("verbatim/24h"));
    }
}
