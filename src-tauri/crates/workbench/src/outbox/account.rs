//! Accounts at services, without their secrets.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::AccountId;
use crate::remote::ServiceName;

/// One account of one service.
///
/// Tokens and keys are not here: they are in the system's store of secrets,
/// under the account's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Account {
    /// Its name at this desk.
    pub id: AccountId,
    /// The service.
    pub service: ServiceName,
    /// Its name for people.
    pub label: String,
    /// Where the service is.
    pub bases: Bases,
    /// The client that signs in, where the service has sign-in.
    pub client_id: Option<String>,
    /// What signing in asks for.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// How calls prove who makes them.
    pub proof: Proof,
    /// Whether Rev orders are only tried out.
    pub sandbox: bool,
    /// Whether the user has said, knowingly, that real orders may be placed.
    /// Without it every order is a sandbox order.
    pub real_orders_known: bool,
    /// Whether Studio is told when a request is taken.
    #[serde(default)]
    pub claims: bool,
    /// Units of quota a day, where the service counts them.
    pub quota: u32,
    /// What the service charges for each minute, as far as the user has said.
    #[serde(default)]
    pub prices: MinutePrices,
    /// Choices about what a service does not document, by name.
    #[serde(default)]
    pub switches: BTreeMap<String, String>,
    /// Whether it can be used.
    pub state: AccountState,
}

impl Account {
    /// YouTube's units a day for a project that asked for no more.
    pub const YOUTUBE_QUOTA: u32 = 10_000;

    /// A new account, safe: nothing it orders is real.
    #[must_use]
    pub fn new(id: AccountId, service: ServiceName, label: &str, bases: Bases) -> Self {
        Self {
            id,
            service,
            label: label.to_owned(),
            bases,
            client_id: None,
            scopes: Vec::new(),
            proof: match service {
                ServiceName::Studio | ServiceName::YouTube => Proof::SignIn,
                ServiceName::Rev => Proof::Keys,
            },
            sandbox: true,
            real_orders_known: false,
            claims: false,
            quota: match service {
                ServiceName::YouTube => Self::YOUTUBE_QUOTA,
                ServiceName::Studio | ServiceName::Rev => 0,
            },
            prices: MinutePrices::default(),
            switches: BTreeMap::new(),
            state: AccountState::Ok,
        }
    }

    /// Whether an order of this account must be a sandbox order.
    #[must_use]
    pub const fn only_sandbox(&self) -> bool {
        self.sandbox || !self.real_orders_known
    }

    /// Names the quota it draws on: that of its client, which accounts may
    /// share, or its own.
    #[must_use]
    pub fn quota_pool(&self) -> String {
        match &self.client_id {
            Some(client) => format!("client:{client}"),
            None => format!("account:{}", self.id),
        }
    }
}

/// Where a service is. Addresses are data, so that a test or a school can have
/// its own; plain http is only for this machine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Bases {
    /// Of its API.
    pub api: String,
    /// Of its uploads, where those go elsewhere.
    pub upload: Option<String>,
    /// Where the user signs in.
    pub authorize: Option<String>,
    /// Where tokens come from.
    pub token: Option<String>,
    /// Where tokens are given back.
    pub revoke: Option<String>,
}

/// What an account pays for each minute, in dollars as decimal texts such as
/// `1.99`. Rev publishes these prices to its customers only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MinutePrices {
    /// Captions.
    pub captions: Option<String>,
    /// Premium service captions, in addition.
    pub premium: Option<String>,
    /// Subtitles, for each language.
    pub subtitles: Option<String>,
}

/// How calls prove who makes them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Proof {
    /// By a token from signing in.
    SignIn,
    /// By keys.
    Keys,
    /// By headers that the service gave the captioning service.
    Headers {
        /// Their names; the values are secrets.
        names: Vec<String>,
    },
}

/// Whether an account can be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum AccountState {
    /// It can.
    #[default]
    Ok,
    /// The user must sign in again; what waits to be sent waits.
    NeedsSignIn,
    /// Its secrets cannot be had at the moment.
    Locked,
    /// The user turned it off.
    Off,
}
