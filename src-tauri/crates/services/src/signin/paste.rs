//! Signing in with Studio: it sends no `state` back and takes no redirect to
//! this machine, so the user copies the code from the page the school
//! registered (services.md 1.4). What binds the code to this sign-in is that it
//! was just begun.

use std::fmt;
use std::time::{Duration, Instant};

use oauth2::{CsrfToken, RedirectUrl};
use secrecy::SecretString;
use url::Url;

use super::{Provider, Tokens, exchange};
use crate::http::{Address, Http};
use crate::{ErrorCode, Result, RetryAdvice, ServiceError, ServiceName};

/// How long a begun sign-in may take.
const LIMIT: Duration = Duration::from_secs(600);
/// No code is longer, in bytes.
const LONGEST: usize = 4_096;

/// A sign-in that waits for the user's paste.
pub struct Pasting {
    provider: Provider,
    redirect: RedirectUrl,
    address: Address,
    state: CsrfToken,
    begun: Instant,
}

impl Pasting {
    /// Begins one. `redirect` is the https page that the school registered.
    ///
    /// # Errors
    /// [`ErrorCode::BadAddress`] or [`ErrorCode::NotEncrypted`] for a page that is
    /// no https address.
    pub fn begin(provider: &Provider, redirect: &str) -> Result<Self> {
        let service = provider.service();
        let page = Address::parse(service, redirect.trim());
        page.map_err(|error| error.with_field("redirect_uri"))?;
        let redirect = RedirectUrl::new(redirect.trim().to_owned()).map_err(|_| {
            let message = format!("The page that {service} sends you to must be an https address");
            ServiceError::new(service, ErrorCode::Invalid, message).with_field("redirect_uri")
        })?;
        let client = provider.client().set_redirect_uri(redirect.clone());
        let (url, state) = client.authorize_url(CsrfToken::new_random).url();
        Ok(Self {
            address: Address::parse(service, url.as_str())?,
            provider: provider.clone(),
            redirect,
            state,
            begun: Instant::now(),
        })
    }

    /// What the user opens in a browser.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Gets the tokens for what the user pasted: the whole address that the
    /// browser ended at, or the code out of it.
    ///
    /// # Errors
    /// [`ErrorCode::SignInTimedOut`] after ten minutes;
    /// [`ErrorCode::SignInMismatch`] for a paste of another sign-in;
    /// [`ErrorCode::SignInRefused`] where the user or Studio declined or the
    /// paste holds no code; and as [`Http::send`].
    pub fn finish(&self, http: &Http, pasted: &str) -> Result<Tokens> {
        let service = self.provider.service();
        if self.begun.elapsed() > LIMIT {
            let message =
                format!("Signing in with {service} took more than ten minutes. Begin again");
            return Err(ServiceError::new(
                service,
                ErrorCode::SignInTimedOut,
                message,
            ));
        }
        let code = code_of(service, pasted, &self.state)?;
        exchange::for_code(http, &self.provider, code, self.redirect.clone(), None)
    }
}

impl fmt::Debug for Pasting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pasting({})", self.address)
    }
}

/// The code in what was pasted.
fn code_of(service: ServiceName, pasted: &str, state: &CsrfToken) -> Result<SecretString> {
    let pasted = pasted.trim();
    let refuse = |code, rest: &str| {
        let message = format!("{rest} {service}");
        Err(ServiceError::new(service, code, message).with_retry(RetryAdvice::User))
    };
    let none = "What was pasted holds no code. Copy the whole address of the page that you were sent to by";
    if pasted.is_empty() || pasted.len() > LONGEST {
        return refuse(ErrorCode::SignInRefused, none);
    }
    let Ok(url) = Url::parse(pasted) else {
        let plain = pasted.chars().all(|letter| letter.is_ascii_graphic());
        return if plain {
            Ok(pasted.into())
        } else {
            refuse(ErrorCode::SignInRefused, none)
        };
    };
    let parameter = |wanted: &str| {
        let mut pairs = url.query_pairs();
        pairs
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.into_owned())
    };
    if parameter("state").is_some_and(|given| CsrfToken::new(given) != *state) {
        return refuse(
            ErrorCode::SignInMismatch,
            "This address is of another sign-in. Begin again with",
        );
    }
    if parameter("error").is_some() {
        return refuse(
            ErrorCode::SignInRefused,
            "The sign-in was declined. Begin again to sign in with",
        );
    }
    match parameter("code") {
        Some(code) if !code.is_empty() => Ok(code.into()),
        _ => refuse(ErrorCode::SignInRefused, none),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_code_is_found_in_what_people_paste() {
        let state = CsrfToken::new("mine".to_owned());
        let refused = Err(ErrorCode::SignInRefused);
        let table = [
            ("  abc123 \n", Ok("abc123")),
            ("https://school.edu/done?code=a%2Fb&x=1", Ok("a/b")),
            ("https://school.edu/done?code=abc&state=mine", Ok("abc")),
            (
                "https://school.edu/done?code=abc&state=other",
                Err(ErrorCode::SignInMismatch),
            ),
            ("https://school.edu/done?error=access_denied", refused),
            ("https://school.edu/done", refused),
            ("https://school.edu/done?code=", refused),
            ("two words", refused),
            ("", refused),
        ];
        for (pasted, expected) in table {
            let got = code_of(ServiceName::Studio, pasted, &state);
            let got = got
                .as_ref()
                .map(ExposeSecret::expose_secret)
                .map_err(|error| error.code);
            assert_eq!(got, expected, "{pasted}");
        }
        assert!(code_of(ServiceName::Studio, &"a".repeat(5_000), &state).is_err());
    }
}
