//! What Studio's refusals mean: every status of the document for every call, in
//! plain words.

use crate::http::Answer;
use crate::{ErrorCode, RetryAdvice, ServiceError};

use Operation as Op;

/// What was asked of Studio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Operation {
    Ping,
    ListRequests,
    SendResult,
    ListTypes,
    PutType,
    DeleteType,
    Media,
    MediaDownload,
    ListFiles,
    UploadFile,
    DownloadFile,
}

/// Why Studio refused: the statuses of its document, told apart by what was
/// asked. The names are the `reason` of the error and stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// 401: authorization is missing or invalid.
    NotAuthorized,
    /// 403: the user has no permission.
    NoPermission,
    /// 400: a required parameter is missing.
    ParameterMissing,
    /// 422: a parameter is not valid.
    ParameterInvalid,
    /// 404 of a result: there is no such request.
    NoSuchRequest,
    /// 409 of a result: there is one already.
    AlreadySettled,
    /// 404 of service types: the account has no active captioning service.
    NoCaptioningService,
    /// 404 of deleting a type: no active captioning service, or no such type.
    NoSuchType,
    /// 404 of media: there is no such medium.
    NoSuchMedia,
    /// 422 of media: not a medium that can be downloaded, such as one of `YouTube`.
    ExternalMedia,
    /// 404 of a caption file.
    NoSuchFile,
}

impl Refusal {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotAuthorized => "not-authorized",
            Self::NoPermission => "no-permission",
            Self::ParameterMissing => "parameter-missing",
            Self::ParameterInvalid => "parameter-invalid",
            Self::NoSuchRequest => "no-such-request",
            Self::AlreadySettled => "already-settled",
            Self::NoCaptioningService => "no-captioning-service",
            Self::NoSuchType => "no-such-type",
            Self::NoSuchMedia => "no-such-media",
            Self::ExternalMedia => "external-media",
            Self::NoSuchFile => "no-such-file",
        }
    }

    const fn code(self) -> ErrorCode {
        match self {
            Self::NotAuthorized => ErrorCode::NotSignedIn,
            Self::NoPermission => ErrorCode::Forbidden,
            Self::ParameterMissing | Self::ParameterInvalid | Self::ExternalMedia => {
                ErrorCode::Invalid
            }
            Self::AlreadySettled => ErrorCode::Conflict,
            Self::NoSuchRequest
            | Self::NoCaptioningService
            | Self::NoSuchType
            | Self::NoSuchMedia
            | Self::NoSuchFile => ErrorCode::NotFound,
        }
    }
}

type Row = (Operation, u16, Refusal, &'static str);

/// For each call and status, what it is and what to say. Statuses that are not
/// here say what they say everywhere.
#[rustfmt::skip]
const ROWS: &[Row] = &[
    (Op::ListRequests, 403, Refusal::NoPermission, "Studio does not let this account see professional caption requests. Ask a Studio administrator for the captioning role"),
    (Op::ListRequests, 422, Refusal::ParameterInvalid, "Studio does not take the question for pending requests. Check that the address of the account is that of your Studio"),
    (Op::SendResult, 400, Refusal::ParameterMissing, "Studio misses a part of the result. The request stays open; send the result again"),
    (Op::SendResult, 403, Refusal::NoPermission, "Studio does not let this account send results for this request. Ask a Studio administrator for the captioning role"),
    (Op::SendResult, 404, Refusal::NoSuchRequest, "Studio does not have this caption request any more. Your work is kept; refresh the queue"),
    (Op::SendResult, 409, Refusal::AlreadySettled, "This caption request has its result already. Refresh the queue"),
    (Op::SendResult, 422, Refusal::ParameterInvalid, "Studio does not take this result. Check the captions, then send them again"),
    (Op::ListTypes, 403, Refusal::NoPermission, "Studio does not let this account see service types. Ask a Studio administrator"),
    (Op::ListTypes, 404, Refusal::NoCaptioningService, "There is no active captioning service for this Studio account. A Studio administrator can activate one"),
    (Op::PutType, 403, Refusal::NoPermission, "Studio does not let this account change service types. Ask a Studio administrator"),
    (Op::PutType, 404, Refusal::NoCaptioningService, "There is no active captioning service for this Studio account. A Studio administrator can activate one"),
    (Op::PutType, 422, Refusal::ParameterInvalid, "Studio does not take this service type. Check its description and that every language is an IETF tag such as es-419"),
    (Op::DeleteType, 403, Refusal::NoPermission, "Studio does not let this account delete service types. Ask a Studio administrator"),
    (Op::DeleteType, 404, Refusal::NoSuchType, "Studio has no such service type, or no active captioning service for this account. Refresh the list"),
    (Op::Media, 403, Refusal::NoPermission, "Studio does not let this account see the medium. Ask its owner or a Studio administrator"),
    (Op::Media, 404, Refusal::NoSuchMedia, "Studio does not have this medium. It may have been deleted"),
    (Op::Media, 422, Refusal::ParameterInvalid, "Studio does not know this medium. Refresh the queue"),
    (Op::MediaDownload, 403, Refusal::NoPermission, "Studio does not let this account download the medium. An administrator's sign-in is needed for the media of others"),
    (Op::MediaDownload, 404, Refusal::NoSuchMedia, "Studio does not have this medium. It may have been deleted"),
    (Op::MediaDownload, 422, Refusal::ExternalMedia, "Studio cannot give out this medium, for example because it lies at YouTube or Vimeo. Open the medium from a file of your own"),
    (Op::ListFiles, 403, Refusal::NoPermission, "Studio does not let this account see the caption files of the medium. Ask its owner"),
    (Op::ListFiles, 404, Refusal::NoSuchMedia, "Studio does not have this medium. It may have been deleted"),
    (Op::ListFiles, 422, Refusal::ParameterInvalid, "Studio does not know this medium. Refresh the queue"),
    (Op::UploadFile, 403, Refusal::NoPermission, "Studio does not let this account add caption files to the medium. Ask its owner"),
    (Op::UploadFile, 404, Refusal::NoSuchMedia, "Studio does not have this medium. It may have been deleted"),
    (Op::UploadFile, 422, Refusal::ParameterInvalid, "Studio does not take this caption file. Check the captions and their language"),
    (Op::DownloadFile, 403, Refusal::NoPermission, "Studio does not let this account download the caption file. Ask the owner of the medium"),
    (Op::DownloadFile, 404, Refusal::NoSuchFile, "Studio does not have this caption file. Refresh the list"),
    (Op::DownloadFile, 422, Refusal::NoSuchFile, "Studio does not know this caption file. Refresh the list"),
];

const NOT_AUTHORIZED: &str = "Studio does not accept the sign-in. Sign in again in Accounts, or check the headers of the captioning service";

/// What a status means for a call.
fn reading(operation: Operation, status: u16) -> Option<(Refusal, &'static str)> {
    if status == 401 {
        return Some((Refusal::NotAuthorized, NOT_AUTHORIZED));
    }
    ROWS.iter()
        .find(|(op, known, ..)| (*op, *known) == (operation, status))
        .map(|(.., refusal, message)| (*refusal, *message))
}

/// The failure of an answer that is no success.
pub(super) fn refused(operation: Operation, answer: &Answer) -> ServiceError {
    let failure = answer.failure();
    // A web page is no answer of Studio, whatever its status says.
    if failure.code == ErrorCode::NotTheService {
        return failure;
    }
    in_words(operation, failure.with_said(&words(answer.body())))
}

/// A failure in the words of its status, as far as there are any.
pub(super) fn in_words(operation: Operation, mut failure: ServiceError) -> ServiceError {
    let found = failure.status.and_then(|status| reading(operation, status));
    let Some((refusal, message)) = found else {
        return failure;
    };
    let retry = match refusal {
        Refusal::NotAuthorized => RetryAdvice::SignIn,
        _ => RetryAdvice::User,
    };
    failure.code = refusal.code();
    failure.message = message.into();
    failure.with_reason(refusal.name()).with_retry(retry)
}

/// Studio's own words: `error` as a text or an object, or `errors`, `message`.
fn words(body: &[u8]) -> String {
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(body) else {
        return String::new();
    };
    let names = [
        "error.message",
        "error.description",
        "error_description",
        "error",
        "errors",
        "message",
    ];
    let said = names
        .iter()
        .filter_map(|name| crate::lenient::field(&value, &[name]));
    let mut texts = said.filter_map(|said| match said {
        serde_json::Value::Object(_) | serde_json::Value::Array(_) => Some(said.to_string()),
        _ => crate::lenient::text(said),
    });
    texts.next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ServiceName;

    #[test]
    fn every_status_of_the_document_has_words_of_its_own() {
        // The statuses of the five captioning calls, as the document lists them.
        let documented = [
            (Op::ListRequests, &[401, 403][..]),
            (Op::SendResult, &[400, 401, 403]),
            (Op::ListTypes, &[401, 403, 404]),
            (Op::PutType, &[401, 403, 404]),
            (Op::DeleteType, &[401, 403, 404]),
            (Op::MediaDownload, &[401, 422]),
            (Op::ListFiles, &[401, 403, 404, 422]),
            (Op::UploadFile, &[401, 403, 404, 422]),
            (Op::DownloadFile, &[401, 403, 404, 422]),
        ];
        for (operation, statuses) in documented {
            let mut said = Vec::new();
            for status in statuses {
                let (refusal, message) = reading(operation, *status).expect("known");
                assert!(
                    message.contains("Studio") || message.contains("request"),
                    "{message}"
                );
                assert!(message.contains(". "), "{message}");
                assert!(!said.contains(&message), "{operation:?} {status}");
                assert!(!refusal.name().is_empty());
                said.push(message);
            }
        }
    }

    #[test]
    fn a_refusal_says_its_reason_and_what_is_known_of_the_effect() {
        let failure = |status| {
            ServiceError::new(ServiceName::Studio, ErrorCode::Invalid, "plain").with_status(status)
        };
        let refused = in_words(Op::DeleteType, failure(404));
        assert_eq!(refused.code, ErrorCode::NotFound);
        assert_eq!(refused.reason.as_deref(), Some("no-such-type"));
        let other = in_words(Op::DeleteType, failure(418));
        assert_eq!((&*other.message, other.reason), ("plain", None));
    }

    #[test]
    fn studios_own_words_are_found_in_every_shape() {
        let table = [
            (r#"{"error":"nope"}"#, "nope"),
            (r#"{"error":{"message":"nope"}}"#, "nope"),
            (r#"{"error":{"srt":["bad"]}}"#, r#"{"srt":["bad"]}"#),
            (r#"{"errors":["a","b"]}"#, r#"["a","b"]"#),
            (r#"{"message":"nope"}"#, "nope"),
            (r#"{}"#, ""),
            ("<p>", ""),
            ("", ""),
        ];
        for (body, expected) in table {
            assert_eq!(words(body.as_bytes()), expected, "{body}");
        }
    }
}
