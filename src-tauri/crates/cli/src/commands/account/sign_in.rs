//! `account sign-in`.

use clap::Args;
use workbench::outbox::{AccountState, OutboxStore as _};

use super::AccountForm;
use super::entry::Entry;
use crate::Outcome;
use crate::desk::DeskOptions;

#[derive(Args)]
pub(super) struct SignIn {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    /// Name or id of the account
    account: String,
    #[command(flatten)]
    entry: Entry,
}

impl SignIn {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut desk = self.desk.open()?;
        let mut account = desk.account(Some(&self.account), None)?;
        self.entry.enter(&desk, &account)?;
        desk.clients.test(&account)?;
        account.state = AccountState::Ok;
        desk.store.put_account(&account)?;
        let form = AccountForm::of(&account);
        desk.answer(&form, || form.in_words())?;
        Ok(Outcome::Done)
    }
}
