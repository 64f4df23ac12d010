//! What there is in the practice world, as a test writes it down in JSON.
//!
//! Everything has a default: `{}` is a world with the practice accounts and nothing else in it. A name that is not known
//! is refused, so that a slip of the pen does not pass for a test.

mod google;
mod newcomer;
mod rev;
mod studio;
mod youtube;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub(crate) use google::{FORCE_SSL, PARTNER};
pub use google::{GoogleAccount, GoogleSwitches, GoogleWorld};
pub use rev::{
    RevAccount, RevAttachment, RevComment, RevInput, RevNotification, RevOrder, RevSwitches,
    RevWorld,
};
pub use studio::{
    CaptionFile, CaptionRequest, Header, ItemShape, Media, RequestState, ServiceType, StudioRole,
    StudioSwitches, StudioUser, StudioWorld,
};
pub use youtube::{IfMatch, Track, TrackKind, Video, YoutubeSwitches, YoutubeWorld};

/// A whole practice world.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct World {
    /// What ids and tokens are drawn from.
    pub seed: u64,
    /// What time it is.
    pub clock: ClockSeed,
    /// Instructure Studio.
    pub studio: StudioWorld,
    /// Google's sign-in.
    pub google: GoogleWorld,
    /// YouTube.
    pub youtube: YoutubeWorld,
    /// Rev.
    pub rev: RevWorld,
}

/// How the clock of the world begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClockSeed {
    /// The time at the start; absent, this machine's.
    pub start: Option<DateTime<Utc>>,
    /// Whether time passes by itself, or only when a test says so.
    pub running: bool,
}

impl Default for ClockSeed {
    fn default() -> Self {
        Self {
            start: None,
            running: true,
        }
    }
}

/// The keys of an application that signs users in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// Its public name.
    pub id: String,
    /// Its password.
    pub secret: String,
    /// Where it may be sent after signing in; for Google's desktop clients every loopback address is right.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
}

/// A pair of tokens that is good from the start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenToken {
    /// Whose they are.
    pub login: String,
    /// The access token.
    pub access: String,
    /// The refresh token.
    #[serde(default)]
    pub refresh: Option<String>,
    /// After how many seconds the access token expires; absent, never.
    #[serde(default)]
    pub expires_in_s: Option<i64>,
    /// What it permits, where that is told apart.
    #[serde(default)]
    pub scopes: Vec<String>,
}

/// The content of a caption file: text in JSON where it is UTF-8, `{"base64": ...}` where it is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content(pub Vec<u8>);

impl Serialize for Content {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use base64::Engine;
        match std::str::from_utf8(&self.0) {
            Ok(text) => serializer.serialize_str(text),
            Err(_) => {
                let text = base64::engine::general_purpose::STANDARD.encode(&self.0);
                json!({"base64": text}).serialize(serializer)
            }
        }
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use base64::Engine;
        use serde::de::Error;
        match Value::deserialize(deserializer)? {
            Value::String(text) => Ok(Self(text.into_bytes())),
            other => {
                let text = other["base64"].as_str().unwrap_or_default();
                let decoded = base64::engine::general_purpose::STANDARD.decode(text);
                decoded.map(Self).map_err(D::Error::custom)
            }
        }
    }
}

impl World {
    /// The same world with its open ends tied: times that are absent are the start, and what is asked for by number is
    /// there.
    #[must_use]
    pub fn settled(mut self, now: DateTime<Utc>) -> Self {
        self.studio.settle(now);
        self.youtube.settle(now);
        self.rev.settle(now);
        self
    }

    /// A world with so many pending requests in Studio and nothing else, for lists that are long.
    #[must_use]
    pub fn with_requests(count: u32) -> Self {
        let mut world = Self::default();
        world.studio.more_requests = count;
        world
    }

    /// The world as JSON, without tokens, passwords and keys.
    #[must_use]
    pub fn without_secrets(&self) -> Value {
        let mut world = self.clone();
        world.studio.tokens.clear();
        world.google.tokens.clear();
        world.studio.client.secret.clear();
        world.google.client.secret.clear();
        world.studio.service_headers.clear();
        for account in &mut world.rev.accounts {
            account.user_key.clear();
        }
        json!(world)
    }
}
