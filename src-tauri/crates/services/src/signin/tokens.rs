//! The tokens of a sign-in, and how they are kept.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

/// The Windows Credential Manager keeps 2,560 bytes at most.
const MOST_KEPT: usize = 2_500;

/// The tokens that a sign-in gave.
#[derive(Clone)]
pub struct Tokens {
    /// Proves a call.
    pub access: SecretString,
    /// Gives the next access token; absent where the service gave none.
    pub refresh: Option<SecretString>,
    /// When the access token ends, by this machine's clock; absent where the
    /// service did not say.
    pub expires: Option<DateTime<Utc>>,
}

/// The form in a store of secrets.
#[derive(Serialize, Deserialize)]
struct Kept {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    access: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    refresh: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    expires: Option<i64>,
}

impl Tokens {
    /// Tokens that a user pasted: nothing is known of when they end.
    #[must_use]
    pub fn pasted(access: SecretString, refresh: Option<SecretString>) -> Self {
        Self {
            access,
            refresh,
            expires: None,
        }
    }

    /// The form that is kept. Where it would be too long for some keyrings, the
    /// access token is left out: a refresh makes another.
    pub(super) fn kept(&self) -> SecretString {
        let whole = self.written(Some(&self.access));
        if whole.len() <= MOST_KEPT || self.refresh.is_none() {
            return whole.into();
        }
        self.written(None).into()
    }

    fn written(&self, access: Option<&SecretString>) -> String {
        let text = |secret: &SecretString| secret.expose_secret().to_owned();
        let kept = Kept {
            access: access.map(text),
            refresh: self.refresh.as_ref().map(text),
            expires: self.expires.map(|expires| expires.timestamp()),
        };
        serde_json::to_string(&kept).expect("text and a number have a JSON form")
    }

    /// The tokens out of their kept form; one without an access token has ended.
    pub(super) fn read(kept: &SecretString) -> Option<Self> {
        let kept: Kept = serde_json::from_str(kept.expose_secret()).ok()?;
        let expires = kept
            .expires
            .and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        let ended = kept.access.is_none().then_some(DateTime::UNIX_EPOCH);
        Some(Self {
            access: kept.access.unwrap_or_default().into(),
            refresh: kept.refresh.map(SecretString::from),
            expires: ended.or(expires),
        })
    }

    /// How long the access token still lasts; absent where nobody knows.
    pub(super) fn left(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        self.expires.map(|expires| expires - now)
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_fits_every_keyring_and_comes_back() {
        let expires = DateTime::from_timestamp(1_800_000_000, 0);
        let short = Tokens {
            access: "access".into(),
            refresh: Some("refresh".into()),
            expires,
        };
        let back = Tokens::read(&short.kept()).expect("tokens");
        assert_eq!(back.access.expose_secret(), "access");
        assert_eq!(back.expires, expires);
        let long = Tokens {
            access: "a".repeat(2_048).into(),
            refresh: Some("r".repeat(512).into()),
            expires,
        };
        assert!(long.kept().expose_secret().len() <= MOST_KEPT);
        let back = Tokens::read(&long.kept()).expect("tokens");
        assert_eq!(back.refresh.expect("kept").expose_secret().len(), 512);
        assert_eq!(back.expires, Some(DateTime::UNIX_EPOCH));
        assert!(Tokens::read(&"no JSON".into()).is_none());
        assert!(!format!("{short:?}").contains("access"));
    }
}
