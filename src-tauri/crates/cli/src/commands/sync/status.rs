//! `sync status`.

use clap::Args;
use serde_json::json;
use workbench::outbox::OutboxStore as _;

use crate::Outcome;
use crate::desk::{DeskOptions, ItemForm};

#[derive(Args)]
pub(super) struct Status {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    /// Show what is settled, too
    #[arg(long)]
    all: bool,
}

impl Status {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut desk = self.desk.open()?;
        let items = if self.all {
            desk.store.items()?
        } else {
            desk.store.open_items()?
        };
        let unreadable = desk.store.unreadable_items()?;
        let accounts = desk.store.accounts()?;
        let forms: Vec<ItemForm> = items
            .iter()
            .map(|item| ItemForm::of(item, &accounts))
            .collect();
        let form = json!({ "items": &forms, "unreadable": unreadable });
        desk.answer(&form, || {
            let mut lines: Vec<String> = forms.iter().map(ItemForm::in_words).collect();
            if unreadable > 0 {
                lines.push(format!("{unreadable} items of the outbox cannot be read"));
            }
            if lines.is_empty() {
                lines.push("Nothing waits to be sent".to_owned());
            }
            lines.join("\n")
        })?;
        Ok(Outcome::Done)
    }
}
