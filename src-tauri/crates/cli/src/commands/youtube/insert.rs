//! `youtube insert`.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use services::youtube::NewTrack;
use workbench::outbox::{ItemId, NewItem, Operation};
use workbench::remote::ServiceName;

use crate::Outcome;
use crate::desk::{AccountChoice, DeskOptions, Sending, usage};
use crate::files::fresh_ids;

#[derive(Args)]
pub(super) struct Insert {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    #[command(flatten)]
    account: AccountChoice,
    /// Id of the video
    video: String,
    /// The captions, in a format that YouTube takes
    file: PathBuf,
    /// Language of the track, a BCP 47 tag
    #[arg(long, value_name = "L")]
    language: String,
    /// Name of the track, at most 150 characters; without one it is the usual track of its language
    #[arg(long, value_name = "NAME", default_value = "")]
    name: String,
    /// Let viewers see it at once
    #[arg(long)]
    publish: bool,
    #[command(flatten)]
    sending: Sending,
}

impl Insert {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let track = NewTrack {
            video_id: self.video.clone(),
            language: self.language.clone(),
            name: self.name.clone(),
            is_draft: !self.publish,
        };
        track.check().map_err(|error| usage(error.to_string()))?;
        let shown = self.file.display();
        let file = std::fs::read(&self.file).with_context(|| format!("cannot read {shown}"))?;
        let mut desk = self.desk.open()?;
        let account = self.account.of(&mut desk, ServiceName::YouTube)?;
        let details = format!(
            "{shown}, {} bytes, \u{201c}{}\u{201d}, {}",
            file.len(),
            self.name,
            if self.publish {
                "which viewers see"
            } else {
                "as a draft"
            }
        );
        let operation = Operation::YoutubeInsert {
            video: track.video_id.trim().to_owned(),
            language: track.language,
            name: track.name,
            draft: track.is_draft,
        };
        let item = NewItem::new(ItemId(fresh_ids().any()), account.id, operation).with_file(file);
        let items = self.sending.send(&mut desk, &account, &details, &[item])?;
        desk.answer_items(&items)
    }
}
