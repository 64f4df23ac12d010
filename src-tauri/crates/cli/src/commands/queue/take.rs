//! `queue take`.

use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use workbench::outbox::{Account, ItemId, NewItem, Operation, OutboxStore as _};
use workbench::remote::StudioRequest;
use workbench::{KeptMedia, KeptRequest, QueueStore as _, RequestState};

use super::{RequestForm, find};
use crate::Outcome;
use crate::desk::{AccountChoice, Desk, DeskOptions, Waiting, now};
use crate::files::fresh_ids;

#[derive(Args)]
pub(super) struct Take {
    #[command(flatten)]
    pub(super) desk: DeskOptions,
    #[command(flatten)]
    account: AccountChoice,
    /// Number of the request
    request: u64,
    /// Language of the captions, where the request does not say it
    #[arg(long, value_name = "L")]
    language: Option<String>,
    /// Leave the media where it is
    #[arg(long)]
    no_media: bool,
    #[command(flatten)]
    waiting: Waiting,
}

impl Take {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut desk = self.desk.open()?;
        let (account, mut kept, request) = find(&mut desk, &self.account, self.request)?;
        match kept.state {
            RequestState::Listed | RequestState::Taken | RequestState::Vanished => {}
            RequestState::Handed | RequestState::Settled | RequestState::Cancelled => {
                anyhow::bail!("request {} has its result already", self.request);
            }
        }
        // Taken before its media is here: what has arrived is worth keeping.
        kept.state = RequestState::Taken;
        if self.language.is_some() {
            kept.language.clone_from(&self.language);
        }
        desk.store.put_request(&kept)?;
        if account.claims {
            self.claim(&mut desk, &account)?;
        }
        if !self.no_media {
            fetch(&mut desk, &account, &kept, &request)?;
        }
        let media = desk.store.media()?;
        let form = RequestForm::of(&kept, &[account], &media);
        desk.answer(&json!({ "request": &form }), || {
            let media = form.media.as_deref().unwrap_or("its media is not kept");
            format!("{}\n{media}", form.in_words())
        })?;
        Ok(Outcome::Done)
    }

    fn claim(&self, desk: &mut Desk, account: &Account) -> anyhow::Result<()> {
        let request = self.request;
        let operation = Operation::StudioProcessing { request };
        let item = NewItem::new(ItemId(fresh_ids().any()), account.id, operation);
        let id = desk.store.put_in(&item, now())?.id;
        desk.send_waiting(&self.waiting, &[id])
    }
}

/// Fetches the media of a request, from where an earlier try broke off.
fn fetch(
    desk: &mut Desk,
    account: &Account,
    kept: &KeptRequest,
    request: &StudioRequest,
) -> anyhow::Result<()> {
    let media = desk.store.media()?;
    let before = media.into_iter().find(|media| media.key == kept.key);
    if before.is_some_and(|media| media.complete && media.path.is_file()) {
        return Ok(());
    }
    let folder = desk.folder.join("media").join(account.id.to_string());
    fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let path = folder.join(format!("{}.media", request.id));
    let mut row = KeptMedia {
        key: kept.key.clone(),
        path: path.clone(),
        held: 0,
        whole: None,
        validator: None,
        complete: false,
        updated_at: now(),
    };
    desk.store.put_media(&row)?;
    let bar = progress()?;
    let mut held = (0, None);
    let fetched = desk
        .clients
        .studio(account)?
        .fetch_media(request, &path, &mut |bytes, whole| {
            held = (bytes, whole);
            bar.set_length(whole.unwrap_or(bytes));
            bar.set_position(bytes);
            true
        });
    bar.finish_and_clear();
    (row.held, row.whole) = held;
    row.updated_at = now();
    if let Ok(fetched) = &fetched {
        row.complete = fetched.whole;
        row.path = named(&path, fetched.name.as_deref())?;
    }
    desk.store.put_media(&row)?;
    fetched?;
    Ok(())
}

fn progress() -> anyhow::Result<ProgressBar> {
    let style = "{bar:40} {bytes} of {total_bytes} {bytes_per_sec}";
    Ok(ProgressBar::new(0).with_style(ProgressStyle::with_template(style)?))
}

/// The media under a name with the ending that the service gives it, by which
/// other programs know what it is. The name itself is never the service's.
fn named(path: &std::path::Path, suggested: Option<&str>) -> anyhow::Result<PathBuf> {
    let ending = suggested
        .and_then(|name| name.rsplit_once('.'))
        .map(|it| it.1);
    let fits = |ending: &&str| {
        (1..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let Some(ending) = ending.filter(fits) else {
        return Ok(path.to_owned());
    };
    let named = path.with_extension(ending.to_ascii_lowercase());
    fs::rename(path, &named).with_context(|| format!("cannot name {}", named.display()))?;
    Ok(named)
}
