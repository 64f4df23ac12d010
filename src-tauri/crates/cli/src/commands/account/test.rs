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
        let remark = desk.clients.clock_remark(&account);
        let form = json!({ "good": true, "account": &form, "remark": &remark });
        desk.answer(&form, || match &remark {
            Some(remark) => format!("{} is good. {remark}", account.label),
            None => format!("{} is good", account.label),
        })?;
        Ok(Outcome::Done)
    }
}
