//! `rev orders`.

use clap::Args;
use serde_json::json;
use workbench::remote::ServiceName;

use super::form::OrderForm;
use crate::Outcome;
use crate::desk::{AccountChoice, DeskOptions};

#[derive(Args)]
pub(super) struct Orders {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    #[command(flatten)]
    account: AccountChoice,
}

impl Orders {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut desk = self.desk.open()?;
        let account = self.account.of(&mut desk, ServiceName::Rev)?;
        let orders = desk.clients.rev(&account)?.orders()?;
        let forms: Vec<OrderForm<'_>> = orders.iter().map(OrderForm::of).collect();
        desk.answer(&json!({ "orders": &forms }), || {
            let lines: Vec<String> = forms.iter().map(OrderForm::in_words).collect();
            lines.join("\n")
        })?;
        Ok(Outcome::Done)
    }
}
