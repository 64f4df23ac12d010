//! `youtube update`.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use workbench::outbox::{ItemId, NewItem, Operation};
use workbench::remote::ServiceName;

use super::target::target;
use crate::Outcome;
use crate::desk::{AccountChoice, DeskOptions, Sending, usage};
use crate::files::fresh_ids;

#[derive(Args)]
pub(super) struct Update {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    #[command(flatten)]
    account: AccountChoice,
    /// Id of the video
    video: String,
    /// Id of the track
    track: String,
    /// The captions; where not given they stay as they are
    file: Option<PathBuf>,
    /// Make it a draft, which viewers do not see
    #[arg(long, conflicts_with = "publish")]
    draft: bool,
    /// Let viewers see it
    #[arg(long)]
    publish: bool,
    /// Only if the track is still in the state of this entity tag
    #[arg(long, value_name = "ETAG")]
    if_etag: Option<String>,
    #[command(flatten)]
    sending: Sending,
}

impl Update {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let draft = (self.draft || self.publish).then_some(self.draft);
        if draft.is_none() && self.file.is_none() {
            return Err(usage("give a file, --draft or --publish"));
        }
        let read = |path: &PathBuf| {
            std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
        };
        let file = self.file.as_ref().map(read).transpose()?;
        let mut desk = self.desk.open()?;
        let account = self.account.of(&mut desk, ServiceName::YouTube)?;
        let etag = self.if_etag.as_deref();
        let (found, track) = target(&mut desk, &account, &self.video, &self.track, etag)?;
        let mut details = format!("{} \u{201c}{}\u{201d}", found.language, found.name);
        if let Some(file) = &file {
            details = format!("{details}, {} bytes of captions", file.len());
        }
        details = match draft {
            Some(true) => format!("{details}, as a draft"),
            Some(false) => format!("{details}, which viewers see"),
            None => details,
        };
        let operation = Operation::YoutubeUpdate { track, draft };
        let mut item = NewItem::new(ItemId(fresh_ids().any()), account.id, operation);
        item.file = file;
        let items = self.sending.send(&mut desk, &account, &details, &[item])?;
        desk.answer_items(&items)
    }
}
