//! Who signs a user in, and what is asked for.

use std::fmt;

use oauth2::basic::BasicClient;
use oauth2::{AuthType, AuthUrl, ClientId, ClientSecret, EndpointNotSet, EndpointSet, TokenUrl};
use secrecy::{ExposeSecret, SecretString};

use crate::http::{Address, Base};
use crate::{ErrorCode, Result, ServiceError, ServiceName};

/// What captions need of a user's YouTube channel.
pub const GOOGLE_SCOPE: &str = "https://www.googleapis.com/auth/youtube.force-ssl";
/// Where Google asks the user.
const GOOGLE_ASKS: &str = "https://accounts.google.com";
/// Where Google gives tokens.
const GOOGLE_GIVES: &str = "https://oauth2.googleapis.com";

pub(super) type Client =
    BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// One who signs a user in, and the client that Cuewright is there.
#[derive(Clone)]
pub struct Provider {
    service: ServiceName,
    authorize: Address,
    token: Address,
    revoke: Option<Address>,
    client_id: Box<str>,
    client_secret: Option<SecretString>,
    scope: Option<&'static str>,
}

impl Provider {
    /// Google, for YouTube; at other addresses where some are given: the page
    /// that asks the user, and what gives tokens.
    ///
    /// # Errors
    /// [`ErrorCode::Invalid`] without a client id.
    pub fn google(
        at: Option<(&Base, &Base)>,
        client_id: &str,
        client_secret: Option<SecretString>,
    ) -> Result<Self> {
        let service = ServiceName::YouTube;
        let known = |text| Base::parse(service, text);
        let (asks, gives) = match at {
            Some((asks, gives)) => (asks.clone(), gives.clone()),
            None => (known(GOOGLE_ASKS)?, known(GOOGLE_GIVES)?),
        };
        Ok(Self {
            service,
            authorize: asks.at(["o", "oauth2", "v2", "auth"]),
            token: gives.at(["token"]),
            revoke: Some(gives.at(["revoke"])),
            client_id: named(service, client_id)?,
            client_secret,
            scope: Some(GOOGLE_SCOPE),
        })
    }

    /// A school's Studio. `site` is its address without a path.
    ///
    /// # Errors
    /// [`ErrorCode::Invalid`] without a client id.
    pub fn studio(
        site: &Base,
        client_id: &str,
        client_secret: Option<SecretString>,
    ) -> Result<Self> {
        let service = ServiceName::Studio;
        let oauth = |last| site.at(["api", "public", "oauth", last]);
        Ok(Self {
            service,
            authorize: oauth("authorize"),
            token: oauth("token"),
            revoke: None,
            client_id: named(service, client_id)?,
            client_secret,
            scope: None,
        })
    }

    /// The service that the sign-in is for.
    #[must_use]
    pub fn service(&self) -> ServiceName {
        self.service
    }

    pub(super) fn token(&self) -> &Address {
        &self.token
    }

    pub(super) fn revoke(&self) -> Option<&Address> {
        self.revoke.as_ref()
    }

    pub(super) fn scope(&self) -> Option<&'static str> {
        self.scope
    }

    /// The client of the library that knows the protocol.
    pub(super) fn client(&self) -> Client {
        let client = BasicClient::new(ClientId::new(self.client_id.to_string()))
            .set_auth_uri(AuthUrl::from_url(self.authorize.to_url()))
            .set_token_uri(TokenUrl::from_url(self.token.to_url()))
            // Both services take the secret in the body; Basic is not known of Google.
            .set_auth_type(AuthType::RequestBody);
        match &self.client_secret {
            Some(secret) => {
                client.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned()))
            }
            None => client,
        }
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Provider({} at {})", self.service, self.authorize)
    }
}

fn named(service: ServiceName, client_id: &str) -> Result<Box<str>> {
    let client_id = client_id.trim();
    if client_id.is_empty() {
        let message = format!("Signing in with {service} needs a client id. Enter it in Accounts");
        return Err(ServiceError::new(service, ErrorCode::Invalid, message).with_field("client_id"));
    }
    Ok(client_id.into())
}
