//! What a service would refuse, as far as it can be known before.

use workbench::outbox::{Answer, Operation};

use super::failure::answer;
use super::studio::type_draft;
use super::youtube::upload_of;
use crate::youtube::Upload;

/// Checks what is to be done, without its file and without asking anybody. An
/// order is checked field by field by [`rev::check`](crate::rev::check).
///
/// # Errors
/// [`FailureCode::Invalid`](workbench::outbox::FailureCode::Invalid) with the
/// field that would be refused, in the service's words.
pub fn check(operation: &Operation) -> Answer<()> {
    if let Some(draft) = type_draft(operation) {
        return answer(draft.check());
    }
    match upload_of(operation) {
        Some(Upload::Insert(track)) => answer(track.check()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_refused_is_named_with_its_field() {
        let insert = |language: &str, name: String| Operation::YoutubeInsert {
            video: "V".to_owned(),
            language: language.to_owned(),
            name,
            draft: true,
        };
        let put = |languages: &[&str]| Operation::StudioServiceTypePut {
            key: "verbatim-24h".to_owned(),
            description: "Word for word".to_owned(),
            languages: Some(languages.iter().map(|&tag| tag.to_owned()).collect()),
        };
        let delete = Operation::StudioServiceTypeDelete {
            key: "verbatim-24h".to_owned(),
        };
        let table = [
            (insert("en", String::new()), None),
            (insert("english", String::new()), Some("snippet.language")),
            (insert("en", "x".repeat(151)), Some("snippet.name")),
            (put(&["en", "es-419"]), None),
            (put(&["en", "en_US!"]), Some("languages[1]")),
            (delete, None),
        ];
        for (operation, expected) in table {
            let field = check(&operation).err().and_then(|failure| failure.field);
            assert_eq!(field.as_deref(), expected, "{operation:?}");
        }
    }
}
