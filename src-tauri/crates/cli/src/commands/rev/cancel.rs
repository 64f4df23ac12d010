//! `rev cancel`.

use clap::Args;
use workbench::outbox::{ItemId, NewItem, Operation};
use workbench::remote::ServiceName;

use crate::Outcome;
use crate::desk::{AccountChoice, DeskOptions, Sending};
use crate::files::fresh_ids;

#[derive(Args)]
pub(super) struct Cancel {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    #[command(flatten)]
    account: AccountChoice,
    /// Number of the order
    number: String,
    #[command(flatten)]
    sending: Sending,
}

impl Cancel {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut desk = self.desk.open()?;
        let account = self.account.of(&mut desk, ServiceName::Rev)?;
        let number = self.number.clone();
        let operation = Operation::RevCancel { number };
        let item = NewItem::new(ItemId(fresh_ids().any()), account.id, operation);
        let items = self.sending.send(&mut desk, &account, "", &[item])?;
        desk.answer_items(&items)
    }
}
