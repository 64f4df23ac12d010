//! Getting an account its secrets, and giving them back.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use url::Url;
use workbench::outbox::{Account, Answer, Bases, Failure, FailureCode, Proof};
use workbench::remote::ServiceName;

use super::Clients;
use super::clients::{own, session};
use super::failure::{answer, failure, secret_failure};
use super::keys;
use crate::http::{Base, Cancel, Http};
use crate::rev::Rev;
use crate::secrets::{SecretName, Secrets};
use crate::signin::{Pasting, Provider, SIGN_IN_LIMIT, Session, Tokens, sign_in_with_browser};
use crate::studio::Studio;

/// Where a service is for everyone. `school` is the subdomain of a school's
/// Studio, which needs one.
///
/// # Errors
/// [`FailureCode::BadAddress`] where the school is missing or none.
pub fn usual_bases(service: ServiceName, school: Option<&str>) -> Answer<Bases> {
    let at = |text: &str| Some(text.to_owned());
    Ok(match service {
        ServiceName::Studio => {
            let base = answer(Studio::base_of(school.unwrap_or_default()))?;
            Bases {
                api: base.to_string(),
                ..Bases::default()
            }
        }
        ServiceName::YouTube => Bases {
            api: "https://youtube.googleapis.com".to_owned(),
            authorize: at("https://accounts.google.com"),
            token: at("https://oauth2.googleapis.com"),
            ..Bases::default()
        },
        ServiceName::Rev => Bases {
            api: Rev::BASE.to_owned(),
            ..Bases::default()
        },
    })
}

/// A sign-in that waits for what the user pastes.
pub struct Enrolment {
    pasting: Pasting,
    http: Http,
    session: Arc<Session>,
    clients: Clients,
    account: Account,
}

impl Enrolment {
    /// What the user opens in a browser.
    #[must_use]
    pub fn address(&self) -> &str {
        self.pasting.address().expose()
    }

    /// Signs in with what the user pasted: the address that the browser ended
    /// at, or the code out of it.
    ///
    /// # Errors
    /// Where the paste is of no use, or the service refuses it.
    pub fn finish(&self, pasted: &str) -> Answer<()> {
        let tokens = answer(self.pasting.finish(&self.http, pasted))?;
        answer(self.session.adopt(tokens))?;
        self.clients.forget(self.account.id);
        Ok(())
    }
}

impl Clients {
    /// Keeps the secret of the client that signs in.
    ///
    /// # Errors
    /// [`FailureCode::SecretStore`] where it cannot be kept.
    pub fn keep_client_secret(&self, account: &Account, secret: &SecretString) -> Answer<()> {
        let name = SecretName::client(&account.id.to_string());
        let written = self.secrets(account)?.write(&name, secret);
        self.forget(account.id);
        written.map_err(|error| secret_failure(account.service, &error))
    }

    /// Keeps the two keys of a Rev account.
    ///
    /// # Errors
    /// [`FailureCode::Invalid`] with the field where one is no key, and
    /// [`FailureCode::SecretStore`].
    pub fn keep_rev_keys(
        &self,
        account: &Account,
        client: &SecretString,
        user: &SecretString,
    ) -> Answer<()> {
        self.forget(account.id);
        keys::keep_rev(&*self.secrets(account)?, account, client, user)
    }

    /// Keeps the headers of a captioning service, by name.
    ///
    /// # Errors
    /// As [`keep_rev_keys`](Self::keep_rev_keys).
    pub fn keep_headers(
        &self,
        account: &Account,
        headers: &[(String, SecretString)],
    ) -> Answer<()> {
        self.forget(account.id);
        keys::keep_headers(&*self.secrets(account)?, account, headers)
    }

    /// Takes tokens that the user got elsewhere.
    ///
    /// # Errors
    /// [`FailureCode::SecretStore`] where they cannot be kept.
    pub fn adopt_tokens(
        &self,
        account: &Account,
        access: SecretString,
        refresh: Option<SecretString>,
    ) -> Answer<()> {
        let (_, session) = self.sign_in_of(account)?;
        answer(session.adopt(Tokens::pasted(access, refresh)))?;
        self.forget(account.id);
        Ok(())
    }

    /// Signs in with the system's browser: `open` opens the address in it. Waits
    /// for the user, five minutes at most.
    ///
    /// # Errors
    /// [`FailureCode::SignInRefused`], [`FailureCode::SignInTimedOut`],
    /// [`FailureCode::ScopeMissing`], and where the service does not answer.
    pub fn sign_in(
        &self,
        account: &Account,
        cancel: &Cancel,
        open: &mut dyn FnMut(&str) -> std::io::Result<()>,
    ) -> Answer<()> {
        let (http, session) = self.sign_in_of(account)?;
        let provider = self.provider_of(account)?;
        let tokens = sign_in_with_browser(
            &http,
            &provider,
            None,
            SIGN_IN_LIMIT,
            cancel,
            &mut |address| open(address.expose()),
        );
        answer(session.adopt(answer(tokens)?))?;
        self.forget(account.id);
        Ok(())
    }

    /// Begins a sign-in whose code the user pastes. `redirect` is the https page
    /// that the service sends the browser to.
    ///
    /// # Errors
    /// [`FailureCode::BadAddress`] or [`FailureCode::NotEncrypted`] for a page
    /// that is no https address.
    pub fn begin_sign_in(&self, account: &Account, redirect: &str) -> Answer<Enrolment> {
        let (http, session) = self.sign_in_of(account)?;
        let provider = self.provider_of(account)?;
        Ok(Enrolment {
            pasting: answer(Pasting::begin(&provider, redirect))?,
            http,
            session,
            clients: self.clone(),
            account: account.clone(),
        })
    }

    /// Gives the sign-in of an account back to its service, and forgets its
    /// secrets.
    ///
    /// # Errors
    /// Where the service could not be told, though everything is forgotten here;
    /// [`FailureCode::SecretStore`] where it could not be forgotten.
    pub fn give_back(&self, account: &Account) -> Answer<()> {
        let secrets = self.secrets(account)?;
        let told = match account.proof {
            Proof::SignIn if account.client_id.is_some() => {
                let (_, session) = self.sign_in_of(account)?;
                answer(session.revoke())
            }
            _ => Ok(()),
        };
        if let Err(error) = &told
            && error.code == FailureCode::SecretStore
        {
            return told;
        }
        let id = account.id.to_string();
        for name in [
            SecretName::tokens(&id),
            SecretName::keys(&id),
            SecretName::client(&id),
        ] {
            let deleted = secrets.delete(&name);
            deleted.map_err(|error| secret_failure(account.service, &error))?;
        }
        self.forget(account.id);
        told
    }

    fn sign_in_of(&self, account: &Account) -> Answer<(Http, Arc<Session>)> {
        let secrets = self.secrets(account)?;
        let http = self.http(account.service)?;
        let session = session(&http, account, &secrets)?;
        Ok((http, session))
    }

    fn provider_of(&self, account: &Account) -> Answer<Provider> {
        let secrets = self.secrets(account)?;
        provider(account, client_secret(account, &*secrets)?)
    }
}

/// The secret of the client that signs in, if it has one.
pub(super) fn client_secret(
    account: &Account,
    secrets: &dyn Secrets,
) -> Answer<Option<SecretString>> {
    let kept = secrets.read(&SecretName::client(&account.id.to_string()));
    let kept = kept.map_err(|error| secret_failure(account.service, &error))?;
    Ok(kept.filter(|secret| !secret.expose_secret().is_empty()))
}

/// Who signs the user of an account in. An account whose tokens were brought
/// along has no client of its own; its sign-in cannot be renewed.
pub(super) fn provider(account: &Account, secret: Option<SecretString>) -> Answer<Provider> {
    let service = own(account.service);
    let base = |text: &str| Base::parse(service, text).map_err(failure);
    let client = account.client_id.as_deref().unwrap_or("cuewright");
    match account.service {
        ServiceName::Studio => {
            let site = match &account.bases.authorize {
                Some(site) => base(site)?,
                None => base(&site_of(&account.bases.api)?)?,
            };
            answer(Provider::studio(&site, client, secret))
        }
        ServiceName::YouTube => {
            let at = match (&account.bases.authorize, &account.bases.token) {
                (Some(asks), Some(gives)) => Some((base(asks)?, base(gives)?)),
                _ => None,
            };
            let at = at.as_ref().map(|(asks, gives)| (asks, gives));
            answer(Provider::google(at, client, secret))
        }
        ServiceName::Rev => {
            let message = "Rev has no sign-in. Enter the client key and the user key";
            Err(Failure::new(FailureCode::Invalid, message))
        }
    }
}

/// The address of a school's Studio without a path.
fn site_of(api: &str) -> Answer<String> {
    let site = Url::parse(api).map(|url| url.origin().ascii_serialization());
    site.map_err(|_| {
        let message = "The address of this Studio account is none. Correct it in Accounts";
        Failure::new(FailureCode::BadAddress, message)
    })
}
