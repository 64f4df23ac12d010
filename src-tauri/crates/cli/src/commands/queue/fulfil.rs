//! `queue fulfil`.

use std::path::{Path, PathBuf};

use clap::Args;
use workbench::outbox::{ItemId, NewItem, Operation, OutboxStore as _, StudioResult};

use super::{captions, find, is_claimed, note_results};
use crate::Outcome;
use crate::desk::{AccountChoice, DeskOptions, Sending, now, usage};
use crate::files::{Reader, fresh_ids};
use crate::project::{Departure, Which};

#[derive(Args)]
pub(super) struct Fulfil {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    #[command(flatten)]
    account: AccountChoice,
    /// Number of the request
    request: u64,
    /// The captions: a caption file, or a project of which a track is published
    file: PathBuf,
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    reader: Reader,
    /// Language of the captions, where the request does not say it
    #[arg(long, value_name = "L")]
    language: Option<String>,
    #[command(flatten)]
    sending: Sending,
}

impl Fulfil {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut departure = None;
        let file = if is_project(&self.file) {
            let opened = Departure::open(&self.file, &self.which)?;
            let file = captions::of_track(opened.document(), opened.track(), &self.file)?;
            departure = Some(opened);
            file
        } else {
            captions::of_file(&self.file, &self.reader)?
        };
        let mut desk = self.desk.open()?;
        let (account, kept, request) = find(&mut desk, &self.account, self.request)?;
        let language = self.language.clone().or(kept.language);
        let language = language.ok_or_else(|| {
            usage("the request does not say its language; --language says that of the captions")
        })?;
        let details = format!(
            "{} with {} cues and {} bytes, in {language}",
            file.name(),
            file.cues(),
            file.bytes().len()
        );
        let operation = Operation::StudioFulfil(StudioResult {
            request: request.id,
            media: request.media.id,
            language: Some(language),
            file_name: file.name().to_owned(),
            claimed: is_claimed(&mut desk, &account, request.id)?,
        });
        self.sending
            .agree(&mut desk, &account, &details, &operation)?;
        let bytes = file.bytes().to_vec();
        let item = match &mut departure {
            Some(departure) => {
                let name = format!("Request {}", request.id);
                departure.publish(&mut desk.store, name, account.id, (operation, bytes))?
            }
            None => {
                let id = ItemId(fresh_ids().any());
                let item = NewItem::new(id, account.id, operation).with_file(bytes);
                desk.store.put_in(&item, now())?
            }
        };
        let items = self.sending.go_on(&mut desk, &[item.id])?;
        note_results(&mut desk)?;
        if let Some(departure) = departure {
            departure.finish(&mut desk.store)?;
        }
        desk.answer_items(&items)
    }
}

fn is_project(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default();
    ending.eq_ignore_ascii_case("cuewright")
}
