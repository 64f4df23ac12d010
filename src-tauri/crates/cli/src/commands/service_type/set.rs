//! `service-type set`.

use clap::Args;
use services::languages::to_studio;
use workbench::outbox::{ItemId, NewItem, Operation};
use workbench::remote::ServiceName;

use crate::Outcome;
use crate::desk::{AccountChoice, DeskOptions, Sending, usage};
use crate::files::fresh_ids;

#[derive(Args)]
pub(super) struct Set {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    #[command(flatten)]
    account: AccountChoice,
    /// What requests name it by, such as verbatim-24h
    key: String,
    /// What it is; Studio shows it to whoever orders
    #[arg(long)]
    description: String,
    /// A language it is offered in, an IETF tag such as es-419; may be given more than once
    #[arg(long = "language", value_name = "L")]
    languages: Vec<String>,
    #[command(flatten)]
    sending: Sending,
}

impl Set {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut languages = Vec::with_capacity(self.languages.len());
        for tag in &self.languages {
            let known = to_studio(tag).ok_or_else(|| {
                usage(format!(
                    "\u{201c}{tag}\u{201d} is no IETF language tag; Studio takes tags such as en or es-419"
                ))
            })?;
            languages.push(known);
        }
        if self.description.trim().is_empty() || self.key.trim() != self.key || self.key.is_empty()
        {
            return Err(usage("a service type needs a key and a description"));
        }
        let mut desk = self.desk.open()?;
        let account = self.account.of(&mut desk, ServiceName::Studio)?;
        let spoken = languages.join(" ");
        let operation = Operation::StudioServiceTypePut {
            key: self.key.clone(),
            description: self.description.clone(),
            languages: (!languages.is_empty()).then_some(languages),
        };
        let item = NewItem::new(ItemId(fresh_ids().any()), account.id, operation);
        let details = format!("\u{201c}{}\u{201d} {spoken}", self.description);
        let items = self.sending.send(&mut desk, &account, &details, &[item])?;
        desk.answer_items(&items)
    }
}
