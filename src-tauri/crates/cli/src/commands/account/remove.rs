//! `account remove`.

use clap::Args;
use serde_json::json;
use workbench::outbox::{FailureCode, OutboxStore as _};

use super::AccountForm;
use crate::Outcome;
use crate::desk::{Consent, DeskOptions};

#[derive(Args)]
pub(super) struct Remove {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    /// Name or id of the account
    account: String,
    #[command(flatten)]
    consent: Consent,
}

impl Remove {
    /// The row goes last: where something stops this, it can be done again.
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut desk = self.desk.open()?;
        let account = desk.account(Some(&self.account), None)?;
        let open = desk.store.open_items()?;
        if open.iter().any(|item| item.account == account.id) {
            anyhow::bail!(
                "items of {} are not settled; sync status lists them, and sync decide ends them",
                account.label
            );
        }
        self.consent.to(&format!(
            "Signs out of {} and takes the account {} off this desk.",
            account.service, account.label
        ))?;
        let mut revoked = true;
        match desk.clients.give_back(&account) {
            Ok(()) => {}
            Err(failure) if failure.code == FailureCode::SecretStore => return Err(failure.into()),
            Err(failure) => {
                revoked = false;
                eprintln!("cuewright-cli: the service could not be told: {failure}");
            }
        }
        desk.store.remove_account(account.id)?;
        let form = AccountForm::of(&account);
        desk.answer(
            &json!({ "removed": &form, "signed_out": revoked }),
            String::new,
        )?;
        Ok(Outcome::Done)
    }
}
