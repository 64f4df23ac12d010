//! `account add`.

use clap::{Args, ValueEnum};
use services::adapter::usual_bases;
use services::secrets::Place;
use workbench::outbox::{Account, AccountId, Bases, OutboxStore as _};
use workbench::remote::ServiceName;

use super::AccountForm;
use super::entry::Entry;
use crate::Outcome;
use crate::desk::{Desk, DeskOptions, usage};
use crate::files::fresh_ids;

/// A service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ServiceChoice {
    /// Instructure Studio
    Studio,
    /// YouTube
    Youtube,
    /// Rev
    Rev,
}

/// Where secrets are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SecretPlace {
    /// The keyring of the system
    Keyring,
    /// The Linux kernel, until the computer starts again
    Kernel,
    /// A file under a passphrase
    File,
}

#[derive(Args)]
pub(super) struct Add {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    /// The service
    service: ServiceChoice,
    /// A name for the account
    #[arg(long)]
    name: String,
    /// What stands before .instructuremedia.com in the address of a school's Studio
    #[arg(long, value_name = "SUBDOMAIN", conflicts_with = "api")]
    school: Option<String>,
    /// Address of the service's API, where it is not the usual one
    #[arg(long, value_name = "URL")]
    api: Option<String>,
    /// Address for uploads, where it is another
    #[arg(long, value_name = "URL")]
    upload: Option<String>,
    /// Address where the user signs in, without a path
    #[arg(long, value_name = "URL")]
    authorize: Option<String>,
    /// Address that tokens come from, without a path
    #[arg(long, value_name = "URL")]
    token: Option<String>,
    /// The client that signs in
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    #[command(flatten)]
    entry: Entry,
    /// Where the secrets are kept
    #[arg(long, value_name = "PLACE", default_value = "keyring")]
    secrets: SecretPlace,
    /// Units of quota a day (YouTube)
    #[arg(long, value_name = "UNITS")]
    quota: Option<u32>,
    /// Tell Studio when a request is taken; whether that takes it off the list is not documented
    #[arg(long)]
    claims: bool,
    /// Send every upload so that it can go on after a break (YouTube)
    #[arg(long)]
    resumable: bool,
    /// Add it without asking the service whether it is good
    #[arg(long)]
    no_test: bool,
}

impl Add {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut desk = self.desk.open()?;
        let accounts = desk.store.accounts()?;
        if accounts.iter().any(|account| account.label == self.name) {
            return Err(usage(format!(
                "there is an account \u{201c}{}\u{201d} already",
                self.name
            )));
        }
        let account = self.account()?;
        desk.vault.try_out(Place::of(&account))?;
        if let Err(error) = self.enrol(&desk, &account) {
            // What was kept of an account that is not added must not stay.
            let _ = desk.clients.give_back(&account);
            return Err(error);
        }
        desk.store.put_account(&account)?;
        let form = AccountForm::of(&account);
        desk.answer(&form, || form.in_words())?;
        Ok(Outcome::Done)
    }

    fn enrol(&self, desk: &Desk, account: &Account) -> anyhow::Result<()> {
        self.entry.enter(desk, account)?;
        if !self.no_test {
            desk.clients.test(account)?;
        }
        Ok(())
    }

    fn account(&self) -> anyhow::Result<Account> {
        let service = match self.service {
            ServiceChoice::Studio => ServiceName::Studio,
            ServiceChoice::Youtube => ServiceName::YouTube,
            ServiceChoice::Rev => ServiceName::Rev,
        };
        let id = AccountId(fresh_ids().any());
        let mut account = Account::new(id, service, &self.name, self.bases(service)?);
        account.client_id.clone_from(&self.client_id);
        account.proof = self.entry.proof(service)?;
        account.claims = self.claims;
        account.quota = self.quota.unwrap_or(account.quota);
        if self.resumable {
            let resumable = ("upload".to_owned(), "resumable".to_owned());
            account.switches.extend([resumable]);
        }
        let place = match self.secrets {
            SecretPlace::Keyring => Place::Keyring,
            SecretPlace::Kernel => Place::Kernel,
            SecretPlace::File => Place::File,
        };
        place.choose_for(&mut account);
        Ok(account)
    }

    fn bases(&self, service: ServiceName) -> anyhow::Result<Bases> {
        let usual = match (&self.api, service) {
            (Some(api), ServiceName::Studio) => Bases {
                api: api.clone(),
                ..Bases::default()
            },
            _ => usual_bases(service, self.school.as_deref())?,
        };
        Ok(Bases {
            api: self.api.clone().unwrap_or(usual.api),
            upload: self.upload.clone().or(usual.upload),
            authorize: self.authorize.clone().or(usual.authorize),
            token: self.token.clone().or(usual.token),
            revoke: usual.revoke,
        })
    }
}
