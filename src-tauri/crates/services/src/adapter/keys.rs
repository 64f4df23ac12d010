//! The secrets of an account besides its tokens, as they are kept.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use workbench::outbox::{Account, Answer, Failure, FailureCode, Proof};
use workbench::remote::ServiceName;

use super::failure::{failure, secret_failure};
use crate::rev::RevKeys;
use crate::secrets::{SecretName, Secrets};
use crate::studio::HeaderSet;

/// The form of Rev's keys in a store of secrets.
#[derive(Serialize, Deserialize)]
struct KeptKeys {
    client: String,
    user: String,
}

/// Keeps the two keys of a Rev account.
pub(super) fn keep_rev(
    secrets: &dyn Secrets,
    account: &Account,
    client: &SecretString,
    user: &SecretString,
) -> Answer<()> {
    RevKeys::new(client.clone(), user.clone()).map_err(failure)?;
    let kept = KeptKeys {
        client: client.expose_secret().to_owned(),
        user: user.expose_secret().to_owned(),
    };
    keep(secrets, account, &kept)
}

/// The two keys of a Rev account.
pub(super) fn rev(secrets: &dyn Secrets, account: &Account) -> Answer<RevKeys> {
    let kept: KeptKeys = kept(secrets, account)?;
    RevKeys::new(kept.client.into(), kept.user.into()).map_err(failure)
}

/// Keeps the headers of a captioning service, by name.
pub(super) fn keep_headers(
    secrets: &dyn Secrets,
    account: &Account,
    headers: &[(String, SecretString)],
) -> Answer<()> {
    HeaderSet::new(headers.to_vec()).map_err(failure)?;
    let kept: BTreeMap<&str, &str> = headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.expose_secret()))
        .collect();
    keep(secrets, account, &kept)
}

/// The headers of a captioning service, in the order of the account's row.
pub(super) fn headers(secrets: &dyn Secrets, account: &Account) -> Answer<HeaderSet> {
    let mut kept: BTreeMap<String, String> = kept(secrets, account)?;
    let Proof::Headers { names } = &account.proof else {
        return Err(missing(account));
    };
    let mut headers = Vec::with_capacity(names.len());
    for name in names {
        let value = kept.remove(name).ok_or_else(|| missing(account))?;
        headers.push((name.clone(), value.into()));
    }
    HeaderSet::new(headers).map_err(failure)
}

fn keep(secrets: &dyn Secrets, account: &Account, kept: &impl Serialize) -> Answer<()> {
    let text = serde_json::to_string(kept).expect("texts by name have a JSON form");
    let name = SecretName::keys(&account.id.to_string());
    let written = secrets.write(&name, &text.into());
    written.map_err(|error| secret_failure(account.service, &error))
}

fn kept<T: for<'de> Deserialize<'de>>(secrets: &dyn Secrets, account: &Account) -> Answer<T> {
    let name = SecretName::keys(&account.id.to_string());
    let read = secrets.read(&name);
    let read = read.map_err(|error| secret_failure(account.service, &error))?;
    let read = read.ok_or_else(|| missing(account))?;
    serde_json::from_str(read.expose_secret()).map_err(|_| missing(account))
}

fn missing(account: &Account) -> Failure {
    let what = match account.service {
        ServiceName::Rev => "keys",
        ServiceName::Studio | ServiceName::YouTube => "headers",
    };
    let message = format!(
        "The {what} of {} are not here. Enter them in Accounts; what waits to be sent stays",
        account.label
    );
    Failure::new(FailureCode::NotSignedIn, message).with_advice(workbench::outbox::Advice::SignIn)
}
