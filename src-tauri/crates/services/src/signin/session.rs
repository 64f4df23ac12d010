//! A sign-in that is kept alive: one refresh at a time, nothing lost over it.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::Utc;
use secrecy::{ExposeSecret, SecretString};

use super::exchange;
use super::{Provider, Tokens};
use crate::http::Http;
use crate::secrets::{SecretError, SecretName, Secrets};
use crate::{ErrorCode, Result, RetryAdvice, ServiceError};

/// An access token is exchanged this long before it ends (services.md 4.3).
const MARGIN: Duration = Duration::from_secs(60);
/// A token this new that is refused is not made better by another refresh.
const FRESH: Duration = Duration::from_secs(30);

/// The sign-in of one account. Threads may share it.
pub struct Session {
    http: Http,
    provider: Provider,
    secrets: Arc<dyn Secrets>,
    name: SecretName,
    live: Mutex<Option<Live>>,
}

struct Live {
    tokens: Tokens,
    /// By the monotonic clock, since the wall clock may be set; absent where
    /// nobody knows when the token ends.
    good_until: Option<Instant>,
    /// When a refresh of ours gave it.
    refreshed: Option<Instant>,
    /// Whether the store has it.
    stored: bool,
}

impl Live {
    fn of(tokens: Tokens, refreshed: bool, stored: bool) -> Self {
        let now = Instant::now();
        let good_until = tokens.left(Utc::now()).map(|left| {
            let left = left.to_std().unwrap_or_default().saturating_sub(MARGIN);
            now.checked_add(left).unwrap_or(now)
        });
        Self {
            tokens,
            good_until,
            refreshed: refreshed.then_some(now),
            stored,
        }
    }

    fn is_good(&self) -> bool {
        self.good_until.is_none_or(|until| Instant::now() < until)
    }
}

impl Session {
    /// The sign-in that a store has of an account, which may be none.
    #[must_use]
    pub fn new(http: Http, provider: Provider, secrets: Arc<dyn Secrets>, account: &str) -> Self {
        Self {
            http,
            provider,
            secrets,
            name: SecretName::tokens(account),
            live: Mutex::new(None),
        }
    }

    /// Takes the tokens of a new sign-in, and stores them first.
    ///
    /// # Errors
    /// [`ErrorCode::SecretStore`] where they cannot be stored; they are then not
    /// taken.
    pub fn adopt(&self, tokens: Tokens) -> Result<()> {
        let mut live = self.lock();
        self.store(&tokens)?;
        *live = Some(Live::of(tokens, false, true));
        Ok(())
    }

    /// A token that is good by all that is known here. It is refreshed first if
    /// it must be; threads that ask meanwhile wait for that one refresh.
    ///
    /// # Errors
    /// [`ErrorCode::NotSignedIn`] where the user must sign in again;
    /// [`ErrorCode::SecretStore`] where a new token cannot be stored, which a
    /// later call tries again; and as [`Http::send`].
    pub fn token(&self) -> Result<SecretString> {
        let mut live = self.lock();
        self.load(&mut live)?;
        if !live.as_ref().is_some_and(Live::is_good) {
            self.refresh(&mut live)?;
        }
        self.stored_token(&mut live)
    }

    /// Another token than one that the service refused (401).
    ///
    /// # Errors
    /// As [`token`](Self::token).
    pub fn token_after_refusal(&self, refused: &SecretString) -> Result<SecretString> {
        let mut live = self.lock();
        self.load(&mut live)?;
        let is_it = |live: &Live| live.tokens.access.expose_secret() == refused.expose_secret();
        if let Some(current) = live.as_ref().filter(|live| is_it(live)) {
            if current.refreshed.is_some_and(|at| at.elapsed() < FRESH) {
                return Err(self.signed_out());
            }
            self.refresh(&mut live)?;
        }
        self.stored_token(&mut live)
    }

    /// Whether a sign-in is there, good or not.
    ///
    /// # Errors
    /// [`ErrorCode::SecretStore`] where the store cannot be read.
    pub fn is_signed_in(&self) -> Result<bool> {
        let mut live = self.lock();
        match self.load(&mut live) {
            Ok(()) => Ok(true),
            Err(error) if error.code == ErrorCode::NotSignedIn => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Gives the sign-in back to the service and forgets it.
    ///
    /// # Errors
    /// Where the service could not be told, though it is forgotten here; where
    /// the store could not be told, it is kept.
    pub fn revoke(&self) -> Result<()> {
        let mut live = self.lock();
        let told = match self.load(&mut live) {
            Ok(()) => match live.as_ref() {
                Some(live) => exchange::revoke(&self.http, &self.provider, &live.tokens),
                None => Ok(()),
            },
            Err(error) if error.code == ErrorCode::NotSignedIn => Ok(()),
            Err(error) => return Err(error),
        };
        self.secrets
            .delete(&self.name)
            .map_err(|error| self.unstored(&error))?;
        *live = None;
        told
    }

    fn lock(&self) -> MutexGuard<'_, Option<Live>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn load(&self, live: &mut Option<Live>) -> Result<()> {
        if live.is_none() {
            let tokens = self.read()?.ok_or_else(|| self.signed_out())?;
            *live = Some(Live::of(tokens, false, true));
        }
        Ok(())
    }

    /// Exchanges the refresh token. The new tokens are taken whether or not they
    /// can be stored: the old ones may be good no more.
    fn refresh(&self, live: &mut Option<Live>) -> Result<()> {
        let refresh = live.as_ref().and_then(|live| live.tokens.refresh.clone());
        let refresh = refresh.ok_or_else(|| self.signed_out())?;
        match exchange::for_refresh(&self.http, &self.provider, &refresh) {
            Ok(tokens) => *live = Some(Live::of(tokens, true, false)),
            Err(error) if error.code == ErrorCode::NotSignedIn => {
                self.take_over(live, &refresh, error)?;
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Looks whether another window or process has refreshed meanwhile, and
    /// takes what it got.
    fn take_over(
        &self,
        live: &mut Option<Live>,
        used: &SecretString,
        refused: ServiceError,
    ) -> Result<()> {
        let stored = self.read()?.filter(|tokens| {
            let refresh = tokens.refresh.as_ref().map(ExposeSecret::expose_secret);
            refresh.is_some_and(|refresh| refresh != used.expose_secret())
        });
        let taken = Live::of(stored.ok_or(refused)?, false, true);
        if taken.is_good() {
            *live = Some(taken);
            return Ok(());
        }
        let refresh = taken
            .tokens
            .refresh
            .clone()
            .ok_or_else(|| self.signed_out())?;
        *live = Some(taken);
        let tokens = exchange::for_refresh(&self.http, &self.provider, &refresh)?;
        *live = Some(Live::of(tokens, true, false));
        Ok(())
    }

    /// The token, once the store has what came with it.
    fn stored_token(&self, live: &mut Option<Live>) -> Result<SecretString> {
        let live = live.as_mut().ok_or_else(|| self.signed_out())?;
        if !live.stored {
            self.store(&live.tokens)?;
            live.stored = true;
        }
        Ok(live.tokens.access.clone())
    }

    fn read(&self) -> Result<Option<Tokens>> {
        let kept = self
            .secrets
            .read(&self.name)
            .map_err(|error| self.unstored(&error))?;
        Ok(kept.as_ref().and_then(Tokens::read))
    }

    fn store(&self, tokens: &Tokens) -> Result<()> {
        let stored = self.secrets.write(&self.name, &tokens.kept());
        stored.map_err(|error| self.unstored(&error))
    }

    fn signed_out(&self) -> ServiceError {
        let service = self.provider.service();
        let message = format!(
            "{service} needs a sign-in. Sign in again in Accounts; what waits to be sent stays"
        );
        ServiceError::new(service, ErrorCode::NotSignedIn, message).with_retry(RetryAdvice::SignIn)
    }

    fn unstored(&self, error: &SecretError) -> ServiceError {
        let service = self.provider.service();
        let message = format!("The sign-in with {service} cannot be kept: {error}");
        ServiceError::new(service, ErrorCode::SecretStore, message)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Session({})", self.name)
    }
}
