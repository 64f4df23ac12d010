//! `account list`.

use clap::Args;
use serde_json::json;
use workbench::outbox::OutboxStore as _;

use super::AccountForm;
use crate::Outcome;
use crate::desk::DeskOptions;

#[derive(Args)]
pub(super) struct List {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
}

impl List {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut desk = self.desk.open()?;
        let accounts = desk.store.accounts()?;
        let forms: Vec<AccountForm> = accounts.iter().map(AccountForm::of).collect();
        desk.answer(&json!({ "accounts": &forms }), || {
            let lines: Vec<String> = forms.iter().map(AccountForm::in_words).collect();
            lines.join("\n")
        })?;
        Ok(Outcome::Done)
    }
}
