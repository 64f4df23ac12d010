//! This user's desk: accounts, the queue and the outbox, as commands use them.

mod consent;
mod item_form;
mod prompt;
mod sending;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use chrono::{DateTime, SecondsFormat};
use clap::Args;
use secrecy::SecretString;
use serde::Serialize;
use serde_json::json;
use services::adapter::Clients;
use services::secrets::{SecretError, SecretErrorCode, SecretResult, Vault};
use workbench::outbox::{Account, Charge, Failure, Item, OutboxStore as _, retry};
use workbench::remote::ServiceName;
use workbench::{Clock as _, SystemClock, WorkbenchError};

pub(crate) use consent::Consent;
pub(crate) use item_form::ItemForm;
pub(crate) use prompt::{line, secret};
pub(crate) use sending::{Sending, Waiting};

use crate::files::print;
use crate::{Outcome, UsageError};

/// Where the desk is, and how a command answers.
#[derive(Args)]
pub(crate) struct DeskOptions {
    /// Folder of the desk: accounts, the queue and the outbox; this user's own where not given
    #[arg(long, value_name = "FOLDER")]
    desk: Option<PathBuf>,
    /// File whose first line is the passphrase for secrets that are kept in a file, such as /dev/fd/3
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

/// A desk that is open.
pub(crate) struct Desk {
    pub(crate) store: store::Desk,
    pub(crate) vault: Arc<Vault>,
    pub(crate) clients: Clients,
    pub(crate) folder: PathBuf,
    json: bool,
}

impl DeskOptions {
    pub(crate) fn open(&self) -> anyhow::Result<Desk> {
        let folder = match &self.desk {
            Some(folder) => folder.clone(),
            // Where the window keeps its desk, too.
            None => directories::ProjectDirs::from("app", "Cuewright", "cuewright")
                .context("this user has no home folder; --desk names the folder of the desk")?
                .data_dir()
                .to_owned(),
        };
        let store = store::Desk::open(&folder.join("desk.db"))?;
        if let Some(aside) = store.set_aside() {
            let shown = aside.display();
            eprintln!("cuewright-cli: the desk was damaged; what could not be read is in {shown}");
        }
        let passphrase_file = self.passphrase_file.clone();
        let ask = move || passphrase(passphrase_file.as_deref());
        let vault = Arc::new(Vault::new(&folder, Box::new(ask)));
        Ok(Desk {
            store,
            clients: Clients::new(Arc::clone(&vault)),
            vault,
            folder,
            json: self.json,
        })
    }
}

/// The passphrase out of a file, or asked for.
fn passphrase(file: Option<&std::path::Path>) -> SecretResult<SecretString> {
    let unread = |message: String| SecretError {
        code: SecretErrorCode::Locked,
        message: message.into(),
    };
    let Some(file) = file else {
        let asked = secret("Passphrase for the secrets of Cuewright");
        return asked.map_err(|error| unread(format!("{error:#}")));
    };
    let text = std::fs::read_to_string(file);
    let text = text.map_err(|error| unread(format!("cannot read {}: {error}", file.display())))?;
    Ok(text.lines().next().unwrap_or_default().into())
}

/// Which account a command is about.
#[derive(Args)]
pub(crate) struct AccountChoice {
    /// Name or id of the account; needed only where there are several of the service
    #[arg(long, value_name = "ACCOUNT")]
    account: Option<String>,
}

impl AccountChoice {
    /// The account of a service.
    pub(crate) fn of(&self, desk: &mut Desk, service: ServiceName) -> anyhow::Result<Account> {
        desk.account(self.account.as_deref(), Some(service))
    }

    /// The accounts of some services: the named one, or all of them that are in
    /// use.
    pub(crate) fn all_of(
        &self,
        desk: &mut Desk,
        services: &[ServiceName],
    ) -> anyhow::Result<Vec<Account>> {
        if let Some(name) = &self.account {
            return Ok(vec![desk.account(Some(name), None)?]);
        }
        let mut accounts = desk.store.accounts()?;
        accounts.retain(|account| services.contains(&account.service));
        Ok(accounts)
    }
}

impl Desk {
    /// The account of a name or id, or the only one of a service.
    pub(crate) fn account(
        &mut self,
        wanted: Option<&str>,
        service: Option<ServiceName>,
    ) -> anyhow::Result<Account> {
        let fits = |account: &Account| service.is_none_or(|service| account.service == service);
        let mut accounts = self.store.accounts()?;
        accounts.retain(|account| match wanted {
            Some(wanted) => account.label == wanted || account.id.to_string() == wanted,
            None => fits(account),
        });
        let what = service.map_or_else(String::new, |service| format!(" of {service}"));
        match (accounts.pop(), accounts.pop(), wanted) {
            (Some(account), None, _) if fits(&account) => Ok(account),
            (Some(account), None, _) => {
                Err(usage(format!("{} is no account{what}", account.label)))
            }
            (Some(one), Some(other), _) => Err(usage(format!(
                "there are several accounts{what}, such as {} and {}; --account chooses one",
                other.label, one.label
            ))),
            (None, _, Some(wanted)) => Err(usage(format!(
                "there is no account \u{201c}{wanted}\u{201d}"
            ))),
            (None, _, None) => Err(usage(format!(
                "there is no account{what}; account add makes one"
            ))),
        }
    }

    /// Prints an answer: for programs, or in words.
    pub(crate) fn answer(
        &self,
        json: &impl Serialize,
        words: impl FnOnce() -> String,
    ) -> anyhow::Result<()> {
        if self.json {
            return print(&serde_json::to_string_pretty(json)?);
        }
        let words = words();
        if words.is_empty() {
            return Ok(());
        }
        print(&words)
    }

    /// Prints what became of items of the outbox. One that the service refused,
    /// or that the user must decide about, is a failure.
    pub(crate) fn answer_items(&mut self, items: &[Item]) -> anyhow::Result<Outcome> {
        let accounts = self.store.accounts()?;
        let forms: Vec<ItemForm> = items
            .iter()
            .map(|item| ItemForm::of(item, &accounts))
            .collect();
        self.answer(&json!({ "items": &forms }), || {
            let lines: Vec<String> = forms.iter().map(ItemForm::in_words).collect();
            lines.join("\n")
        })?;
        let stuck = forms.iter().find(|form| form.needs_user());
        match stuck {
            None => Ok(Outcome::Done),
            Some(form) => Err(told(form.why())),
        }
    }

    /// Notes units of quota that a call has cost.
    pub(crate) fn charge(&mut self, account: &Account, units: u32) -> anyhow::Result<()> {
        let charge = Charge {
            pool: account.quota_pool(),
            day: retry::quota_day(now()).to_string(),
            units: units.into(),
        };
        Ok(self.store.charge(&charge)?)
    }

    /// Units of today's quota that are used.
    pub(crate) fn quota_used(&mut self, account: &Account) -> anyhow::Result<u32> {
        let day = retry::quota_day(now()).to_string();
        Ok(self.store.quota_used(&account.quota_pool(), &day)?)
    }
}

/// Why a command that has printed its JSON could still not do what it was asked.
#[derive(Debug)]
struct Told(String);

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Told {}

/// The failure of a command that has printed its JSON already.
pub(crate) fn told(why: impl Into<String>) -> anyhow::Error {
    Told(why.into()).into()
}

/// How a command of the desk ended. Where it could not be done and a JSON
/// document was asked for, the reason is one.
pub(crate) fn reported(
    options: &DeskOptions,
    result: anyhow::Result<Outcome>,
) -> anyhow::Result<Outcome> {
    let Err(error) = &result else {
        return result;
    };
    if options.json && error.downcast_ref::<Told>().is_none() {
        let form = if let Some(failure) = error.downcast_ref::<Failure>() {
            json!({ "error": failure })
        } else if let Some(failure) = error.downcast_ref::<WorkbenchError>() {
            json!({ "error": failure })
        } else {
            json!({ "error": { "message": format!("{error:#}") } })
        };
        print(&serde_json::to_string_pretty(&form)?)?;
    }
    result
}

/// Now, in Unix milliseconds.
pub(crate) fn now() -> i64 {
    SystemClock.now()
}

/// A time in Unix milliseconds as RFC 3339 has it.
pub(crate) fn time(millis: i64) -> String {
    DateTime::from_timestamp_millis(millis).map_or_else(
        || millis.to_string(),
        |time| time.to_rfc3339_opts(SecondsFormat::Secs, true),
    )
}

/// Arguments that make no sense here.
pub(crate) fn usage(message: impl Into<String>) -> anyhow::Error {
    UsageError(message.into()).into()
}
