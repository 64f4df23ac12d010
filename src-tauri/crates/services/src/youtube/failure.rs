//! What YouTube's refusals mean (services.md 2.4).

use serde_json::Value;

use super::Operation;
use crate::http::Answer;
use crate::{ErrorCode, RetryAdvice, ServiceError, ServiceName, lenient};

/// What is to be done about a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    User,
    SignIn,
    Backoff,
    Quota,
}

/// A reason of YouTube, what it is here, and what a user is told after
/// "YouTube ".
struct Known {
    reason: &'static str,
    code: ErrorCode,
    then: Then,
    field: Option<&'static str>,
    told: &'static str,
}

const fn known(
    reason: &'static str,
    code: ErrorCode,
    then: Then,
    field: Option<&'static str>,
    told: &'static str,
) -> Known {
    Known {
        reason,
        code,
        then,
        field,
        told,
    }
}

const KNOWN: &[Known] = &[
    known(
        "captionExists",
        ErrorCode::Conflict,
        Then::User,
        Some("snippet.name"),
        "has a track of this language and name already. Update that one, or choose another name",
    ),
    known(
        "captionNotFound",
        ErrorCode::NotFound,
        Then::User,
        Some("id"),
        "no longer has this track. Make it anew, or unlink it",
    ),
    known(
        "videoNotFound",
        ErrorCode::NotFound,
        Then::User,
        Some("snippet.videoId"),
        "does not have this video. Check its id",
    ),
    known(
        "contentRequired",
        ErrorCode::Invalid,
        Then::User,
        Some("file"),
        "got no file with captions. Send the track again",
    ),
    known(
        "invalidMetadata",
        ErrorCode::Invalid,
        Then::User,
        Some("snippet"),
        "does not take the language or the name of this track. Correct them and send again",
    ),
    known(
        "nameTooLong",
        ErrorCode::Invalid,
        Then::User,
        Some("snippet.name"),
        "takes 150 characters for the name of a track. Shorten it and send again",
    ),
    known(
        "couldNotConvert",
        ErrorCode::Invalid,
        Then::User,
        Some("tfmt"),
        "cannot give this track in that format or language. Download it in its own",
    ),
    known(
        "forbidden",
        ErrorCode::Forbidden,
        Then::User,
        None,
        "lets only those who can edit this video work on its captions. Sign in with the account of the channel",
    ),
    known(
        "conditionNotMet",
        ErrorCode::Conflict,
        Then::User,
        None,
        "has a newer state of this track. Compare the two",
    ),
    known(
        "quotaExceeded",
        ErrorCode::QuotaUsedUp,
        Then::Quota,
        None,
        "has no quota left for today. Cuewright goes on by itself when it begins anew, at midnight in Los Angeles",
    ),
    known(
        "dailyLimitExceeded",
        ErrorCode::QuotaUsedUp,
        Then::Quota,
        None,
        "has no quota left for today. Cuewright goes on by itself when it begins anew, at midnight in Los Angeles",
    ),
    known(
        "rateLimitExceeded",
        ErrorCode::RateLimited,
        Then::Backoff,
        None,
        "asks for fewer calls. Cuewright will try again later",
    ),
    known(
        "userRateLimitExceeded",
        ErrorCode::RateLimited,
        Then::Backoff,
        None,
        "asks for fewer calls. Cuewright will try again later",
    ),
    known(
        "authError",
        ErrorCode::NotSignedIn,
        Then::SignIn,
        None,
        "does not accept the sign-in. Sign in again in Accounts; what waits to be sent stays",
    ),
    known(
        "expired",
        ErrorCode::NotSignedIn,
        Then::SignIn,
        None,
        "says the sign-in has ended. Sign in again in Accounts; what waits to be sent stays",
    ),
    known(
        "authorizationRequired",
        ErrorCode::NotSignedIn,
        Then::SignIn,
        None,
        "needs a sign-in. Sign in again in Accounts; what waits to be sent stays",
    ),
    known(
        "youtubeSignupRequired",
        ErrorCode::NotSignedIn,
        Then::User,
        None,
        "knows no channel of this Google account. Make one on YouTube, or sign in with another account",
    ),
    known(
        "insufficientPermissions",
        ErrorCode::ScopeMissing,
        Then::SignIn,
        None,
        "was not permitted to manage captions. Sign in again and tick that box",
    ),
    known(
        "accountDelegationForbidden",
        ErrorCode::Forbidden,
        Then::User,
        None,
        "does not let this account act for that channel. Sign in with the account of the channel",
    ),
    known(
        "authenticatedUserAccountClosed",
        ErrorCode::Forbidden,
        Then::User,
        None,
        "says that this account is closed. Sign in with another",
    ),
    known(
        "authenticatedUserAccountSuspended",
        ErrorCode::Forbidden,
        Then::User,
        None,
        "says that this account is suspended. Sign in with another",
    ),
    known(
        "authenticatedUserNotChannel",
        ErrorCode::Forbidden,
        Then::User,
        None,
        "says that this account is no channel. Sign in with the account of the channel",
    ),
    known(
        "channelClosed",
        ErrorCode::Forbidden,
        Then::User,
        None,
        "says that the channel is closed. Choose a video of another",
    ),
    known(
        "missingRequiredParameter",
        ErrorCode::Invalid,
        Then::User,
        None,
        REFUSED,
    ),
    known(
        "unexpectedParameter",
        ErrorCode::Invalid,
        Then::User,
        None,
        REFUSED,
    ),
    known(
        "incompatibleParameters",
        ErrorCode::Invalid,
        Then::User,
        None,
        REFUSED,
    ),
    known(
        "invalidFilters",
        ErrorCode::Invalid,
        Then::User,
        None,
        REFUSED,
    ),
    known(
        "invalidPageToken",
        ErrorCode::Invalid,
        Then::User,
        None,
        REFUSED,
    ),
    known("parseError", ErrorCode::Invalid, Then::User, None, REFUSED),
    known("badRequest", ErrorCode::Invalid, Then::User, None, REFUSED),
    known(
        "internalError",
        ErrorCode::ServiceFault,
        Then::Backoff,
        None,
        "failed at its own end. Cuewright will look and try again",
    ),
    known(
        "backendError",
        ErrorCode::Unavailable,
        Then::Backoff,
        None,
        "is not available at the moment. Cuewright will try again",
    ),
];

const REFUSED: &str =
    "refused the call as not valid. Check the track, and report this if it looks right";

/// The failure that an answer without success stands for. The reason decides,
/// and then the status; an answer of the upload servers may have neither words
/// nor JSON.
pub(super) fn failure(answer: &Answer, operation: Operation) -> ServiceError {
    let plain = answer.failure();
    let Ok(body) = answer.json::<Value>() else {
        return plain;
    };
    let reason = lenient::field(&body, &["error.errors"])
        .and_then(Value::as_array)
        .and_then(|errors| errors.first())
        .and_then(|error| lenient::text_at(error, &["reason"]))
        .or_else(|| lenient::text_at(&body, &["error.status", "error"]));
    let said = lenient::text_at(&body, &["error.message", "error_description"]).unwrap_or_default();
    let Some(reason) = reason else {
        return plain.with_said(&said);
    };
    let known = KNOWN
        .iter()
        .find(|known| known.reason.eq_ignore_ascii_case(&reason));
    let found = match known {
        Some(known) => of(known, answer, operation, &plain),
        None => plain,
    };
    found.with_reason(&reason).with_said(&said)
}

fn of(known: &Known, answer: &Answer, operation: Operation, plain: &ServiceError) -> ServiceError {
    let retry = match known.then {
        Then::User => RetryAdvice::User,
        Then::SignIn => RetryAdvice::SignIn,
        Then::Quota => RetryAdvice::ParkUntilQuotaReset,
        Then::Backoff => answer
            .retry_after()
            .map_or(RetryAdvice::Backoff, RetryAdvice::After),
    };
    let field = match (known.field, operation) {
        // A track's name is no matter of a change.
        (Some("snippet.name"), Operation::Update) => None,
        (field, _) => field,
    };
    let error = ServiceError::new(
        ServiceName::YouTube,
        known.code,
        format!("YouTube {}", known.told),
    )
    .with_status(answer.status())
    .with_certainty(plain.certainty)
    .with_retry(retry);
    match field {
        Some(field) => error.with_field(field),
        None => error,
    }
}
