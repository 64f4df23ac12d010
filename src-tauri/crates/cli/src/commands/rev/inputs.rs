//! `rev inputs`.

use std::path::Path;

use anyhow::Context as _;
use clap::Args;
use services::rev::{LinkedInput, MediaUpload};
use workbench::outbox::{AccountId, ItemId, NewItem, Operation, RevMedia};
use workbench::remote::ServiceName;

use crate::Outcome;
use crate::desk::{AccountChoice, DeskOptions, Sending};
use crate::files::fresh_ids;

#[derive(Args)]
pub(super) struct Inputs {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    #[command(flatten)]
    account: AccountChoice,
    /// A file of this machine, or an address of the open web
    media: String,
    /// Name of the media, where it is not that of the file
    #[arg(long)]
    name: Option<String>,
    /// Media type, where the name does not say it, such as video/mp4
    #[arg(long = "type", value_name = "TYPE")]
    media_type: Option<String>,
    #[command(flatten)]
    sending: Sending,
}

impl Inputs {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut desk = self.desk.open()?;
        let account = self.account.of(&mut desk, ServiceName::Rev)?;
        let (name, media_type) = (self.name.as_deref(), self.media_type.as_deref());
        let is_link = self.media.contains("://");
        let (item, details) = if is_link {
            let url = self.media.clone();
            LinkedInput {
                url: url.clone(),
                filename: self.name.clone(),
                content_type: self.media_type.clone(),
            }
            .check()?;
            let operation = Operation::RevInput {
                media: RevMedia::Link { url },
                name: self.name.clone(),
                media_type: self.media_type.clone(),
            };
            let item = NewItem::new(ItemId(fresh_ids().any()), account.id, operation);
            (item, format!("Rev fetches {}", self.media))
        } else {
            upload(account.id, Path::new(&self.media), name, media_type)?
        };
        let items = self.sending.send(&mut desk, &account, &details, &[item])?;
        desk.answer_items(&items)
    }
}

/// An upload of a file, looked at before, and what it is in words.
pub(super) fn upload(
    account: AccountId,
    path: &Path,
    name: Option<&str>,
    media_type: Option<&str>,
) -> anyhow::Result<(NewItem, String)> {
    // The outbox may send it when this program has ended.
    let whole =
        std::path::absolute(path).with_context(|| format!("cannot find {}", path.display()))?;
    let media = MediaUpload::open(&whole, name, media_type)?;
    let operation = Operation::RevInput {
        media: RevMedia::File {
            path: whole,
            bytes: media.length(),
        },
        name: Some(media.name().to_owned()),
        media_type: Some(media.content_type().to_owned()),
    };
    let details = format!(
        "{}, {} bytes of {}",
        media.name(),
        media.length(),
        media.content_type()
    );
    let item = NewItem::new(ItemId(fresh_ids().any()), account, operation);
    Ok((item, details))
}
