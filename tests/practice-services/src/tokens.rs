//! Codes and tokens: what a sign-in gives out, and how long it is good.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::ids::Ids;
use crate::world::GivenToken;

/// How long a code is good.
const CODE_SECONDS: i64 = 60;
/// How many refresh tokens of one account and client are good at a time; the oldest goes first (Google's page on
/// OAuth 2.0, section "Refresh token expiration").
const MOST_REFRESH_TOKENS: usize = 100;

/// What a user permitted.
#[derive(Clone, Debug)]
pub struct Consent {
    /// Who.
    pub login: String,
    /// What.
    pub scopes: Vec<String>,
    /// Where the code was sent.
    pub redirect_uri: String,
    /// The challenge of PKCE, where there was one.
    pub challenge: Option<String>,
    /// Whether a refresh token is wanted.
    pub offline: bool,
}

#[derive(Clone, Debug)]
struct Code {
    consent: Consent,
    until: DateTime<Utc>,
    grant: Option<usize>,
}

/// What stands behind a chain of tokens.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Whose it is.
    pub login: String,
    /// What it permits.
    pub scopes: Vec<String>,
    refresh: Option<String>,
    refresh_until: Option<DateTime<Utc>>,
    revoked: bool,
}

#[derive(Clone, Debug)]
struct Access {
    grant: usize,
    until: Option<DateTime<Utc>>,
}

/// Tokens as they are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The access token.
    pub access: String,
    /// The refresh token, where a new one was given out.
    pub refresh: Option<String>,
    /// What they permit.
    pub scopes: Vec<String>,
}

/// How a service gives out tokens.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// How long an access token is good, in seconds.
    pub access_s: i64,
    /// How long a refresh token is good, in seconds; absent, for ever.
    pub refresh_s: Option<i64>,
    /// Whether a refresh ends the refresh token and gives out another.
    pub rotates: bool,
}

/// Everything that one service has given out.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    codes: BTreeMap<String, Code>,
    grants: Vec<Grant>,
    access: BTreeMap<String, Access>,
    refresh: BTreeMap<String, usize>,
}

/// Why a token address refuses: `invalid_grant`, in whatever words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidGrant(pub &'static str);

impl Tokens {
    /// Makes a pair good that the seed names.
    pub fn give(&mut self, given: &GivenToken, now: DateTime<Utc>) {
        let grant = self.grants.len();
        self.grants.push(Grant {
            login: given.login.clone(),
            scopes: given.scopes.clone(),
            refresh: given.refresh.clone(),
            refresh_until: None,
            revoked: false,
        });
        let until = given.expires_in_s.map(|s| now + TimeDelta::seconds(s));
        self.access
            .insert(given.access.clone(), Access { grant, until });
        if let Some(refresh) = &given.refresh {
            self.refresh.insert(refresh.clone(), grant);
        }
    }

    /// A code for what a user permitted, good once and for a minute.
    pub fn code(&mut self, consent: Consent, ids: &mut Ids, now: DateTime<Utc>) -> String {
        let code = format!("4/{}", ids.text("code", 40));
        let until = now + TimeDelta::seconds(CODE_SECONDS);
        let grant = None;
        self.codes.insert(
            code.clone(),
            Code {
                consent,
                until,
                grant,
            },
        );
        code
    }

    /// What a code stands for. Using it twice ends what the first use gave out.
    ///
    /// # Errors
    /// Where it is unknown, used or too old.
    pub fn redeem(&mut self, code: &str, now: DateTime<Utc>) -> Result<Consent, InvalidGrant> {
        let known = self
            .codes
            .get(code)
            .ok_or(InvalidGrant("Malformed auth code."))?;
        if let Some(grant) = known.grant {
            self.grants[grant].revoked = true;
            return Err(InvalidGrant("The code was used before."));
        }
        if known.until < now {
            return Err(InvalidGrant("The code is too old."));
        }
        Ok(known.consent.clone())
    }

    /// The first tokens for a code that was redeemed.
    pub fn begin(
        &mut self,
        code: &str,
        terms: Terms,
        ids: &mut Ids,
        now: DateTime<Utc>,
    ) -> Option<Pair> {
        let known = self.codes.get_mut(code)?;
        let grant = self.grants.len();
        known.grant = Some(grant);
        let consent = known.consent.clone();
        self.grants.push(Grant {
            login: consent.login,
            scopes: consent.scopes,
            refresh: None,
            refresh_until: terms.refresh_s.map(|s| now + TimeDelta::seconds(s)),
            revoked: false,
        });
        let refresh = consent.offline.then(|| self.new_refresh(grant, ids));
        self.end_the_oldest(grant);
        Some(self.pair(grant, refresh, terms, ids, now))
    }

    fn new_refresh(&mut self, grant: usize, ids: &mut Ids) -> String {
        let refresh = format!("1//{}", ids.text("refresh token", 60));
        if let Some(old) = self.grants[grant].refresh.replace(refresh.clone()) {
            self.refresh.remove(&old);
        }
        self.refresh.insert(refresh.clone(), grant);
        refresh
    }

    fn pair(
        &mut self,
        grant: usize,
        refresh: Option<String>,
        terms: Terms,
        ids: &mut Ids,
        now: DateTime<Utc>,
    ) -> Pair {
        let access = format!("ya29.{}", ids.text("access token", 60));
        let until = Some(now + TimeDelta::seconds(terms.access_s));
        self.access.insert(access.clone(), Access { grant, until });
        Pair {
            access,
            refresh,
            scopes: self.grants[grant].scopes.clone(),
        }
    }

    fn end_the_oldest(&mut self, newest: usize) {
        let login = self.grants[newest].login.clone();
        let is_live =
            |grant: &&mut Grant| grant.login == login && !grant.revoked && grant.refresh.is_some();
        let live: Vec<&mut Grant> = self.grants.iter_mut().filter(is_live).collect();
        let over = live.len().saturating_sub(MOST_REFRESH_TOKENS);
        for grant in live.into_iter().take(over) {
            grant.revoked = true;
        }
    }

    /// New tokens for a refresh token.
    ///
    /// # Errors
    /// Where it is unknown, ended or too old.
    pub fn refreshed(
        &mut self,
        refresh: &str,
        terms: Terms,
        ids: &mut Ids,
        now: DateTime<Utc>,
    ) -> Result<Pair, InvalidGrant> {
        let ended = InvalidGrant("Token has been expired or revoked.");
        let grant = *self.refresh.get(refresh).ok_or(ended)?;
        let known = &self.grants[grant];
        if known.revoked || known.refresh_until.is_some_and(|until| until <= now) {
            return Err(ended);
        }
        let rotated = terms.rotates.then(|| self.new_refresh(grant, ids));
        Ok(self.pair(grant, rotated, terms, ids, now))
    }

    /// What an access token permits, while it is good.
    #[must_use]
    pub fn grant(&self, access: &str, now: DateTime<Utc>) -> Option<&Grant> {
        let access = self.access.get(access)?;
        let grant = &self.grants[access.grant];
        let expired = access.until.is_some_and(|until| until <= now);
        (!expired && !grant.revoked).then_some(grant)
    }

    /// Ends everything that hangs together with a token. Says whether there was such a token.
    pub fn revoke(&mut self, token: &str) -> bool {
        let grant = self
            .refresh
            .get(token)
            .copied()
            .or_else(|| self.access.get(token).map(|access| access.grant));
        match grant {
            Some(grant) => !std::mem::replace(&mut self.grants[grant].revoked, true),
            None => false,
        }
    }

    /// Who is signed in.
    #[must_use]
    pub fn live(&self, now: DateTime<Utc>) -> BTreeSet<String> {
        self.grants
            .iter()
            .filter(|grant| !grant.revoked && grant.refresh_until.is_none_or(|until| until > now))
            .map(|grant| grant.login.clone())
            .collect()
    }
}
