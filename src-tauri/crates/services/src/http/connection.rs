//! Which connections are made, and what they must prove.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};
use rustls::client::WantsClientCert;
use rustls::crypto::ring;
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};
use rustls_platform_verifier::BuilderVerifierExt;

use super::Address;
use super::address::is_inside_ip;
use crate::{ErrorCode, Result, ServiceError, ServiceName};

/// What Cuewright calls itself.
const USER_AGENT: &str = concat!("Cuewright/", env!("CARGO_PKG_VERSION"));

/// The ways out, each made when it is first needed: reading the system's
/// certificates takes a while.
pub(super) struct Connections {
    service: ServiceName,
    connect: Duration,
    /// To this machine without encryption: through no proxy, and trusting nobody.
    plain: OnceLock<Client>,
    /// To this machine with encryption: through no proxy.
    here: OnceLock<Client>,
    /// To a service: through the proxy of the system, where there is one.
    outside: OnceLock<Client>,
    /// To where a service has sent us: to no address inside.
    guarded: OnceLock<Client>,
}

impl Connections {
    pub(super) fn new(service: ServiceName, connect: Duration) -> Self {
        Self {
            service,
            connect,
            plain: OnceLock::new(),
            here: OnceLock::new(),
            outside: OnceLock::new(),
            guarded: OnceLock::new(),
        }
    }

    /// The way to an address that the user gave.
    pub(super) fn to(&self, address: &Address) -> Result<&Client> {
        if !address.is_encrypted() {
            let nobody = RootCertStore::empty();
            let trust = |config: Verifying| Ok(config.with_root_certificates(nobody));
            self.made(&self.plain, trust, ClientBuilder::no_proxy)
        } else if address.is_loopback() {
            self.made(&self.here, as_the_system, ClientBuilder::no_proxy)
        } else {
            self.made(&self.outside, as_the_system, |builder| builder)
        }
    }

    /// The way to an address that somebody else gave.
    pub(super) fn guarded(&self) -> Result<&Client> {
        self.made(&self.guarded, as_the_system, |builder| {
            builder.dns_resolver(Outside)
        })
    }

    fn made<'a>(
        &self,
        slot: &'a OnceLock<Client>,
        trust: impl FnOnce(Verifying) -> Verified,
        shape: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Result<&'a Client> {
        if let Some(client) = slot.get() {
            return Ok(client);
        }
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(trust)
            .map_err(|error| self.unprepared(&error))?
            .with_no_client_auth();
        let builder = Client::builder()
            .user_agent(USER_AGENT)
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .pool_max_idle_per_host(0)
            .connect_timeout(self.connect)
            .tls_backend_preconfigured(tls);
        let client = shape(builder)
            .build()
            .map_err(|error| self.unprepared(&error))?;
        Ok(slot.get_or_init(|| client))
    }

    fn unprepared(&self, error: &dyn std::error::Error) -> ServiceError {
        let service = self.service;
        let message = format!(
            "Cannot prepare an encrypted connection to {service}: {error}. Check the certificates of this computer"
        );
        ServiceError::new(service, ErrorCode::Certificate, message)
    }
}

type Verifying = ConfigBuilder<ClientConfig, WantsVerifier>;
type Verified = std::result::Result<ConfigBuilder<ClientConfig, WantsClientCert>, rustls::Error>;

/// Trusts what the system trusts, and nothing else.
fn as_the_system(config: Verifying) -> Verified {
    config.with_platform_verifier()
}

/// Every address that a name stands for is of this machine or a private network.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to this computer or its own network")]
pub(super) struct LeadsInside;

/// Resolves names as the system does, and leaves out what is inside: what is
/// checked here is what is connected to.
struct Outside;

impl Resolve for Outside {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let outside: Vec<SocketAddr> = found
                .filter(|address| !is_inside_ip(address.ip()))
                .collect();
            if outside.is_empty() {
                return Err(LeadsInside.into());
            }
            Ok(Box::new(outside.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_for_this_machine_leads_nowhere() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let name: Name = "localhost".parse().expect("a name");
        let error = runtime
            .block_on(Outside.resolve(name))
            .err()
            .expect("nothing outside");
        assert!(error.is::<LeadsInside>(), "{error}");
    }
}
