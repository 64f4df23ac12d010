//! `youtube delete`.

use clap::Args;
use workbench::outbox::{ItemId, NewItem, Operation};
use workbench::remote::ServiceName;

use super::target::target;
use crate::Outcome;
use crate::desk::{AccountChoice, DeskOptions, Sending};
use crate::files::fresh_ids;

#[derive(Args)]
pub(super) struct Delete {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    #[command(flatten)]
    account: AccountChoice,
    /// Id of the video
    video: String,
    /// Id of the track
    track: String,
    /// Only if the track is still in the state of this entity tag
    #[arg(long, value_name = "ETAG")]
    if_etag: Option<String>,
    #[command(flatten)]
    sending: Sending,
}

impl Delete {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut desk = self.desk.open()?;
        let account = self.account.of(&mut desk, ServiceName::YouTube)?;
        let etag = self.if_etag.as_deref();
        let (found, track) = target(&mut desk, &account, &self.video, &self.track, etag)?;
        let details = format!(
            "{} \u{201c}{}\u{201d}, for good",
            found.language, found.name
        );
        let operation = Operation::YoutubeDelete { track };
        let item = NewItem::new(ItemId(fresh_ids().any()), account.id, operation);
        let items = self.sending.send(&mut desk, &account, &details, &[item])?;
        desk.answer_items(&items)
    }
}
