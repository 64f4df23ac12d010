//! `queue fail`.

use clap::Args;
use workbench::outbox::{ItemId, NewItem, Operation, StudioResult};

use super::{find, is_claimed, note_results};
use crate::Outcome;
use crate::desk::{AccountChoice, DeskOptions, Sending, usage};
use crate::files::fresh_ids;

#[derive(Args)]
pub(super) struct Fail {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    #[command(flatten)]
    account: AccountChoice,
    /// Number of the request
    request: u64,
    /// Why there are no captions; Studio shows it to whoever ordered them
    #[arg(long)]
    message: String,
    #[command(flatten)]
    sending: Sending,
}

impl Fail {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let message = self.message.trim().to_owned();
        if message.is_empty() {
            return Err(usage("--message says why there are no captions"));
        }
        let mut desk = self.desk.open()?;
        let (account, kept, request) = find(&mut desk, &self.account, self.request)?;
        let details = format!("for good, because: {message}");
        let result = StudioResult {
            request: request.id,
            media: request.media.id,
            language: kept.language,
            file_name: String::new(),
            claimed: is_claimed(&mut desk, &account, request.id)?,
        };
        let operation = Operation::StudioFail { result, message };
        let item = NewItem::new(ItemId(fresh_ids().any()), account.id, operation);
        let items = self.sending.send(&mut desk, &account, &details, &[item])?;
        note_results(&mut desk)?;
        desk.answer_items(&items)
    }
}
