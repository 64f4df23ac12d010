//! `sync journal`.

use clap::Args;
use serde_json::json;
use workbench::outbox::{Attempt, Item, OutboxStore as _, write_journal};

use crate::Outcome;
use crate::desk::{DeskOptions, ItemForm, now};

#[derive(Args)]
pub(super) struct Journal {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
}

impl Journal {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut desk = self.desk.open()?;
        let accounts = desk.store.accounts()?;
        let mut journal: Vec<(Item, Vec<Attempt>)> = Vec::new();
        for item in desk.store.items()? {
            let attempts = desk.store.attempts(item.id)?;
            journal.push((item, attempts));
        }
        let entries: Vec<_> = journal
            .iter()
            .map(|(item, attempts)| {
                json!({ "item": ItemForm::of(item, &accounts), "attempts": attempts })
            })
            .collect();
        desk.answer(&json!({ "journal": entries }), || {
            write_journal(&accounts, &journal, now())
                .trim_end()
                .to_owned()
        })?;
        Ok(Outcome::Done)
    }
}
