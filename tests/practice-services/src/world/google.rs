//! Google's sign-in's part of the world.

use serde::{Deserialize, Serialize};

use super::{Client, GivenToken};

/// The scope with which captions are edited.
pub(crate) const FORCE_SSL: &str = "https://www.googleapis.com/auth/youtube.force-ssl";
/// The scope of partners, with which captions are edited too.
pub(crate) const PARTNER: &str = "https://www.googleapis.com/auth/youtubepartner";

/// Who signs in with Google, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GoogleWorld {
    /// What Google's pages leave open.
    pub switches: GoogleSwitches,
    /// The desktop client.
    pub client: Client,
    /// The people.
    pub accounts: Vec<GoogleAccount>,
    /// Tokens that are good from the start.
    pub tokens: Vec<GivenToken>,
}

/// Someone who signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoogleAccount {
    /// The address at sign-in.
    pub login: String,
    /// The name on screen.
    pub name: String,
    /// The content owners for whom the account may act.
    #[serde(default)]
    pub content_owners: Vec<String>,
}

/// What Google's pages leave open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GoogleSwitches {
    /// Whether a sign-in without PKCE is refused.
    pub requires_pkce: bool,
    /// Whether the token address wants the client's secret.
    pub requires_secret: bool,
    /// Whether the consent screen is in testing: refresh tokens are good for seven days.
    pub testing: bool,
    /// Whether a refresh gives out a new refresh token and ends the old one.
    pub rotates_refresh_token: bool,
    /// Scopes that users do not tick.
    pub withheld_scopes: Vec<String>,
    /// Who signs in without being asked; absent, a page asks.
    pub auto_consent: Option<String>,
    /// How long an access token is good, in seconds.
    pub access_token_s: i64,
}

impl Default for GoogleSwitches {
    fn default() -> Self {
        Self {
            requires_pkce: true,
            requires_secret: true,
            testing: false,
            rotates_refresh_token: false,
            withheld_scopes: Vec::new(),
            auto_consent: None,
            access_token_s: 3600,
        }
    }
}

impl Default for GoogleWorld {
    fn default() -> Self {
        let account = |login: &str, name: &str| GoogleAccount {
            login: login.to_owned(),
            name: name.to_owned(),
            content_owners: Vec::new(),
        };
        Self {
            switches: GoogleSwitches::default(),
            client: Client {
                id: "practice-google-client".to_owned(),
                secret: "practice-google-secret".to_owned(),
                redirect_uris: Vec::new(),
            },
            accounts: vec![
                account("owner@practice.example", "Olive Owner"),
                account("guest@practice.example", "Gus Guest"),
            ],
            tokens: vec![GivenToken {
                login: "owner@practice.example".to_owned(),
                access: "practice-youtube-access".to_owned(),
                refresh: Some("practice-youtube-refresh".to_owned()),
                expires_in_s: None,
                scopes: vec![FORCE_SSL.to_owned()],
            }],
        }
    }
}
