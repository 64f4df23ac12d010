//! `rev show`.

use clap::Args;
use serde_json::json;
use workbench::remote::ServiceName;

use super::form::OrderForm;
use crate::Outcome;
use crate::desk::{AccountChoice, DeskOptions};

#[derive(Args)]
pub(super) struct Show {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    #[command(flatten)]
    account: AccountChoice,
    /// Number of the order
    number: String,
}

impl Show {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut desk = self.desk.open()?;
        let account = self.account.of(&mut desk, ServiceName::Rev)?;
        let order = desk.clients.rev(&account)?.order(&self.number)?;
        let form = OrderForm::of(&order);
        desk.answer(&json!({ "order": &form }), || form.whole_in_words())?;
        Ok(Outcome::Done)
    }
}
