//! Failures of the clients in the workbench's words.

use serde::Serialize;
use serde::de::DeserializeOwned;
use workbench::outbox::{Advice, Answer, Certainty, Failure, FailureCode, redacted};
use workbench::remote::ServiceName;

use crate::secrets::SecretError;
use crate::{RetryAdvice, ServiceError};

/// The workbench's failure of a client's.
pub(super) fn failure(error: ServiceError) -> Failure {
    let mut message = error.message.into_string();
    if let Some(said) = &error.said
        && !message.contains(&**said)
    {
        // A server may repeat what it was sent.
        let said = redacted(said);
        message = format!("{message} ({} says: {said})", error.service);
    }
    Failure {
        // The names are the same on both sides, and a test holds them to it.
        code: same_name(&error.code).unwrap_or(FailureCode::Defect),
        certainty: same_name(&error.certainty).unwrap_or(Certainty::Unknown),
        advice: advice(error.retry),
        message,
        field: error.field.map(String::from),
        status: error.status,
        reason: error.reason.map(String::from),
    }
}

/// A failure to have an account's secrets.
pub(super) fn secret_failure(service: ServiceName, error: &SecretError) -> Failure {
    let message = format!("The secrets of this {service} account cannot be had: {error}");
    Failure::new(FailureCode::SecretStore, message)
}

/// An answer of a client as the workbench takes it.
pub(super) fn answer<T>(result: crate::Result<T>) -> Answer<T> {
    result.map_err(failure)
}

fn same_name<A: Serialize, B: DeserializeOwned>(value: &A) -> Option<B> {
    serde_json::from_value(serde_json::to_value(value).ok()?).ok()
}

fn advice(retry: RetryAdvice) -> Advice {
    match retry {
        RetryAdvice::Never => Advice::Never,
        RetryAdvice::Backoff => Advice::Backoff,
        RetryAdvice::After(pause) => Advice::After {
            millis: i64::try_from(pause.as_millis()).unwrap_or(i64::MAX),
        },
        RetryAdvice::ParkUntilQuotaReset => Advice::ParkUntilQuotaReset,
        RetryAdvice::SignIn => Advice::SignIn,
        RetryAdvice::User => Advice::User,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::ErrorCode;

    #[test]
    fn every_code_has_its_like() {
        use ErrorCode as E;
        let codes = [
            E::BadAddress,
            E::NotEncrypted,
            E::Unreachable,
            E::Certificate,
            E::TimedOut,
            E::ConnectionLost,
            E::Cancelled,
            E::TooLarge,
            E::NotTheService,
            E::BadAnswer,
            E::RedirectRefused,
            E::TooManyRedirects,
            E::Invalid,
            E::NotSignedIn,
            E::Forbidden,
            E::NotFound,
            E::Conflict,
            E::Expired,
            E::RateLimited,
            E::QuotaUsedUp,
            E::ServiceFault,
            E::Unavailable,
            E::UnexpectedStatus,
            E::SignInRefused,
            E::SignInTimedOut,
            E::SignInMismatch,
            E::ScopeMissing,
            E::SecretStore,
            E::File,
            E::Defect,
        ];
        for code in codes {
            let found: Option<FailureCode> = same_name(&code);
            let name = found.map(FailureCode::name);
            let own = serde_json::to_value(code).expect("a name");
            assert_eq!(name.as_deref(), own.as_str(), "{code:?}");
        }
    }

    #[test]
    fn what_is_known_of_a_failure_is_kept() {
        let error = ServiceError::new(
            crate::ServiceName::Rev,
            ErrorCode::RateLimited,
            "Rev asks to wait.",
        )
        .with_status(429)
        .with_certainty(crate::Certainty::Unknown)
        .with_retry(RetryAdvice::After(Duration::from_secs(7)))
        .with_reason("20005")
        .with_field("caption_options.rush")
        .with_said("slow down");
        let failure = failure(error);
        assert_eq!(failure.code, FailureCode::RateLimited);
        assert_eq!(failure.certainty, Certainty::Unknown);
        assert_eq!(failure.advice, Advice::After { millis: 7000 });
        assert_eq!(failure.status, Some(429));
        assert_eq!(failure.reason.as_deref(), Some("20005"));
        assert_eq!(failure.field.as_deref(), Some("caption_options.rush"));
        assert_eq!(failure.message, "Rev asks to wait. (Rev says: slow down)");
    }
}
