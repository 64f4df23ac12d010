//! `account test`.

use clap::Args;
use serde_json::json;
use workbench::outbox::{AccountState, OutboxStore as _};

use super::AccountForm;
use crate::Outcome;
use crate::desk::DeskOptions;

#[derive(Args)]
pub(super) struct Test {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    /// Name or id of the account
    account: String,
}

impl Test {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut desk = self.desk.open()?;
        let mut account = desk.account(Some(&self.account), None)?;
        desk.clients.test(&account)?;
        if matches!(
            account.state,
            AccountState::NeedsSignIn | AccountState::Locked
        ) {
            account.state = AccountState::Ok;
            desk.store.put_account(&account)?;
        }
        let form = AccountForm::of(&account);
        desk.answer(&json!({ "good": true, "account": &form }), || {
            format!("{} is good", account.label)
        })?;
        Ok(Outcome::Done)
    }
}
