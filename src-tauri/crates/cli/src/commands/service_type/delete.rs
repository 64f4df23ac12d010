//! `service-type delete`.

use clap::Args;
use workbench::outbox::{ItemId, NewItem, Operation};
use workbench::remote::ServiceName;

use crate::Outcome;
use crate::desk::{AccountChoice, DeskOptions, Sending};
use crate::files::fresh_ids;

#[derive(Args)]
pub(super) struct Delete {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    #[command(flatten)]
    account: AccountChoice,
    /// What requests name it by
    key: String,
    #[command(flatten)]
    sending: Sending,
}

impl Delete {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut desk = self.desk.open()?;
        let account = self.account.of(&mut desk, ServiceName::Studio)?;
        let key = self.key.clone();
        let operation = Operation::StudioServiceTypeDelete { key };
        let item = NewItem::new(ItemId(fresh_ids().any()), account.id, operation);
        let details = "the captioning roles that are tied to it go with it";
        let named = (details, self.key.as_str());
        let items = self
            .sending
            .send_typed(&mut desk, &account, named, &[item])?;
        desk.answer_items(&items)
    }
}
