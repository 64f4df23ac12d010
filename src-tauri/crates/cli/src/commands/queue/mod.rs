//! `queue`: requests for captions and orders of them.

mod captions;
mod fail;
mod fulfil;
mod list;
mod take;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde::Serialize;
use workbench::outbox::{Account, Item, ItemState, Operation, OutboxStore as _, RemoteKind};
use workbench::remote::{ServiceName, StudioRequest};
use workbench::{KeptMedia, KeptRequest, QueueStore as _, RequestBody, RequestKey, RequestState};

use crate::Outcome;
use crate::desk::{AccountChoice, Desk, now, reported, time};

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List requests and orders, with age, language, length and state
    List(list::List),
    /// Take a request: its media is fetched and kept for offline work
    Take(take::Take),
    /// Hand in the captions of a request
    Fulfil(fulfil::Fulfil),
    /// Give a request back as failed, with the reason
    Fail(fail::Fail),
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.command {
        Command::List(command) => reported(&command.desk, command.run()),
        Command::Take(command) => reported(&command.desk, command.run()),
        Command::Fulfil(command) => reported(&command.desk, command.run()),
        Command::Fail(command) => reported(&command.desk, command.run()),
    }
}

/// Asks an account what it shows now, and keeps that.
fn refresh(desk: &mut Desk, account: &Account) -> anyhow::Result<Vec<KeptRequest>> {
    let (kind, seen) = match account.service {
        ServiceName::Studio => {
            let pending = desk.clients.studio(account)?.pending()?;
            let seen = pending
                .into_iter()
                .map(|request| KeptRequest::studio(account.id, request, now()));
            (RemoteKind::StudioRequest, seen.collect())
        }
        ServiceName::Rev => {
            let orders = desk.clients.rev(account)?.orders()?;
            let seen = orders
                .into_iter()
                .map(|order| KeptRequest::rev(account.id, order, now()));
            (RemoteKind::RevOrder, seen.collect())
        }
        ServiceName::YouTube => return Ok(Vec::new()),
    };
    desk.store.keep_seen(account.id, kind, seen)?;
    note_results(desk)?;
    let mut kept = desk.store.requests()?;
    kept.retain(|request| request.key.account == account.id && request.key.kind == kind);
    Ok(kept)
}

/// Notes with each request what has become of its result in the outbox.
fn note_results(desk: &mut Desk) -> anyhow::Result<()> {
    let items = desk.store.items()?;
    for mut request in desk.store.requests()? {
        let of_it = |item: &&Item| result_of(item).as_ref() == Some(&request.key);
        let state = match items.iter().rfind(of_it).map(|item| item.state) {
            Some(ItemState::Done) => RequestState::Settled,
            Some(ItemState::Failed | ItemState::Cancelled) | None => continue,
            Some(_) => RequestState::Handed,
        };
        if request.state != state {
            request.state = state;
            desk.store.put_request(&request)?;
        }
    }
    Ok(())
}

/// The request that an item is the result of.
fn result_of(item: &Item) -> Option<RequestKey> {
    let result = match &item.operation {
        Operation::StudioFulfil(result) | Operation::StudioFail { result, .. } => result,
        _ => return None,
    };
    Some(RequestKey {
        account: item.account,
        kind: RemoteKind::StudioRequest,
        remote_id: result.request.to_string(),
    })
}

/// A request of Studio by its number, asked for where it is not kept.
fn find(
    desk: &mut Desk,
    choice: &AccountChoice,
    id: u64,
) -> anyhow::Result<(Account, KeptRequest, StudioRequest)> {
    let account = choice.of(desk, ServiceName::Studio)?;
    let key = RequestKey {
        account: account.id,
        kind: RemoteKind::StudioRequest,
        remote_id: id.to_string(),
    };
    let in_list = |kept: Vec<KeptRequest>| kept.into_iter().find(|request| request.key == key);
    let found = match in_list(desk.store.requests()?) {
        Some(found) => Some(found),
        None => in_list(refresh(desk, &account)?),
    };
    let found = found.with_context(|| {
        let label = &account.label;
        format!("{label} shows no request {id}; queue list shows those it has")
    })?;
    match found.what.clone() {
        RequestBody::Studio { request } => Ok((account, found, request)),
        RequestBody::Rev { .. } => anyhow::bail!("{id} is an order and no request"),
    }
}

/// Whether Studio was told that somebody works on a request, or may have been.
fn is_claimed(desk: &mut Desk, account: &Account, id: u64) -> anyhow::Result<bool> {
    let items = desk.store.items()?;
    Ok(items.iter().any(|item| {
        item.account == account.id
            && item.attempts > 0
            && matches!(item.operation, Operation::StudioProcessing { request } if request == id)
    }))
}

/// The JSON form of a request. Keys may be added, never renamed.
#[derive(Serialize)]
struct RequestForm {
    id: String,
    service: String,
    account: String,
    state: RequestState,
    /// In the service's words.
    status: String,
    title: Option<String>,
    language: Option<String>,
    service_type: Option<String>,
    seconds: Option<f64>,
    created_at: Option<String>,
    due_at: Option<String>,
    /// Where its media is kept.
    media: Option<String>,
    media_complete: bool,
}

impl RequestForm {
    fn of(request: &KeptRequest, accounts: &[Account], media: &[KeptMedia]) -> Self {
        let key = &request.key;
        let account = accounts.iter().find(|account| account.id == key.account);
        let media = media.iter().find(|media| media.key == *key);
        let service = match key.kind {
            RemoteKind::StudioRequest => "studio",
            RemoteKind::YoutubeTrack => "youtube",
            RemoteKind::RevOrder => "rev",
        };
        Self {
            id: key.remote_id.clone(),
            service: service.to_owned(),
            account: account.map_or_else(|| key.account.to_string(), |found| found.label.clone()),
            state: request.state,
            status: request.status.clone(),
            title: request.title.clone(),
            language: request.language.clone(),
            service_type: request.service_type.clone(),
            seconds: request.seconds,
            created_at: request.created_at.map(time),
            due_at: request.due_at.map(time),
            media: media.map(|media| media.path.display().to_string()),
            media_complete: media.is_some_and(|media| media.complete),
        }
    }

    fn in_words(&self) -> String {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let length = self.seconds.map_or_else(
            || "-".to_owned(),
            |seconds| format!("{}:{:04.1}", (seconds / 60.0).floor(), seconds % 60.0),
        );
        let state = serde_json::to_value(self.state).unwrap_or_default();
        format!(
            "{:<14} {:<7} {:<10} {:<8} {:>9}  {}  {}",
            self.id,
            self.service,
            state.as_str().unwrap_or_default(),
            text(&self.language),
            length,
            text(&self.created_at),
            text(&self.title),
        )
    }
}
