//! Asking for the secrets of an account, and keeping them.

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use secrecy::{ExposeSecret as _, SecretString};
use services::http::Cancel;
use workbench::outbox::{Account, Proof};
use workbench::remote::ServiceName;

use crate::desk::{Desk, line, secret, usage};

/// How an account gets its sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Way {
    /// In the browser of this machine (YouTube)
    Browser,
    /// In a browser, from which the code is pasted here (Studio)
    Paste,
    /// With an access and a refresh token from elsewhere
    Tokens,
    /// With the two keys of Rev
    Keys,
    /// With the headers that Studio gave a captioning service
    Headers,
}

/// How to sign in.
#[derive(Args)]
pub(super) struct Entry {
    /// How to sign in; where not given, as is usual for the service
    #[arg(long, value_name = "WAY")]
    with: Option<Way>,
    /// The https page that the school registered for signing in (Studio, with paste)
    #[arg(long, value_name = "URL")]
    redirect: Option<String>,
    /// Name of a header of a captioning service; its value is asked for (Studio, with headers)
    #[arg(long = "header", value_name = "NAME")]
    headers: Vec<String>,
}

impl Entry {
    /// The way that fits a service, and an account that is there already.
    fn way(&self, service: ServiceName, now: Option<&Proof>) -> anyhow::Result<Way> {
        let has_headers = !self.headers.is_empty() || matches!(now, Some(Proof::Headers { .. }));
        let way = self.with.unwrap_or(match service {
            ServiceName::Studio if has_headers => Way::Headers,
            ServiceName::Studio => Way::Paste,
            ServiceName::YouTube => Way::Browser,
            ServiceName::Rev => Way::Keys,
        });
        let fits = match service {
            ServiceName::Studio => matches!(way, Way::Paste | Way::Tokens | Way::Headers),
            ServiceName::YouTube => matches!(way, Way::Browser | Way::Tokens),
            ServiceName::Rev => way == Way::Keys,
        };
        if fits {
            Ok(way)
        } else {
            Err(usage(format!("{service} cannot be signed in to this way")))
        }
    }

    /// How the calls of an account prove who makes them.
    pub(super) fn proof(&self, service: ServiceName) -> anyhow::Result<Proof> {
        Ok(match self.way(service, None)? {
            Way::Headers if self.headers.is_empty() => {
                return Err(usage(
                    "--header names each header of the captioning service",
                ));
            }
            Way::Headers => Proof::Headers {
                names: self.headers.clone(),
            },
            Way::Keys => Proof::Keys,
            Way::Browser | Way::Paste | Way::Tokens => Proof::SignIn,
        })
    }

    /// Asks for the secrets of an account and keeps them; signs in.
    pub(super) fn enter(&self, desk: &Desk, account: &Account) -> anyhow::Result<()> {
        match self.way(account.service, Some(&account.proof))? {
            Way::Keys => {
                let client = secret("Client key of Rev")?;
                let user = secret("User key of Rev")?;
                desk.clients.keep_rev_keys(account, &client, &user)?;
            }
            Way::Headers => {
                let Proof::Headers { names } = &account.proof else {
                    return Err(usage("this account has no headers"));
                };
                let headers: anyhow::Result<Vec<(String, SecretString)>> = names
                    .iter()
                    .map(|name| Ok((name.clone(), secret(&format!("Value of {name}"))?)))
                    .collect();
                desk.clients.keep_headers(account, &headers?)?;
            }
            Way::Tokens => {
                client_secret(desk, account)?;
                let access = secret("Access token")?;
                let refresh = secret("Refresh token (empty for none)")?;
                let refresh = Some(refresh).filter(|token| !token.expose_secret().is_empty());
                desk.clients.adopt_tokens(account, access, refresh)?;
            }
            Way::Browser => {
                client_secret(desk, account)?;
                eprintln!("Signing in in the browser; this ends after five minutes");
                let mut show = |address: &str| {
                    eprintln!("If no browser opens, open this address:\n{address}");
                    // Where none opens, the user has the address.
                    let _ = open::that_detached(address);
                    Ok(())
                };
                desk.clients.sign_in(account, &Cancel::new(), &mut show)?;
            }
            Way::Paste => self.paste(desk, account)?,
        }
        Ok(())
    }

    fn paste(&self, desk: &Desk, account: &Account) -> anyhow::Result<()> {
        let redirect = self
            .redirect
            .as_deref()
            .ok_or_else(|| usage("--redirect names the page that the school registered"))?;
        client_secret(desk, account)?;
        let begun = desk.clients.begin_sign_in(account, redirect)?;
        eprintln!(
            "Open this address in a browser and sign in:\n{}",
            begun.address()
        );
        let pasted = line("Address of the page that you were sent to")?;
        begun.finish(&pasted).context("signing in failed")
    }
}

/// Asks for the secret of the client that signs in, where there is a client.
fn client_secret(desk: &Desk, account: &Account) -> anyhow::Result<()> {
    if account.client_id.is_none() {
        return Ok(());
    }
    let given = secret("Client secret (empty for none)")?;
    Ok(desk.clients.keep_client_secret(account, &given)?)
}
