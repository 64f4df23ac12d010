//! `sync run`.

use clap::Args;
use workbench::outbox::{ItemId, OutboxStore as _};

use crate::Outcome;
use crate::desk::{DeskOptions, Waiting};

#[derive(Args)]
pub(super) struct Run {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    #[command(flatten)]
    waiting: Waiting,
}

impl Run {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut desk = self.desk.open()?;
        let waiting = desk.store.open_items()?;
        let ids: Vec<ItemId> = waiting.iter().map(|item| item.id).collect();
        desk.send_waiting(&self.waiting, &[])?;
        let items = desk.items_of(&ids)?;
        desk.answer_items(&items)
    }
}
