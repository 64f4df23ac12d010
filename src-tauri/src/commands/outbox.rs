//! The outbox: decisions, the journal, and the network.

use std::fs;

use tauri::{AppHandle, State};
use workbench::outbox::youtube_units::DOWNLOAD;
use workbench::outbox::{
    Attempt, Decision, Item, ItemId, Link, NewItem, Operation, Side, compared_sha256, write_journal,
};
use workbench::remote::TrackFormat;
use workbench::{ErrorCode, Result, WorkbenchError};

use super::waiting;
use crate::app::App;
use crate::desk::wire::Sides;
use crate::desk::{Desk, failed, sides};

type Shell<'a> = State<'a, Desk>;

/// Carries out a decision about an item.
#[tauri::command(async)]
#[specta::specta]
pub fn decide(desk: Shell<'_>, item: ItemId, decision: Decision) -> Result<Item> {
    desk.decide(item, decision)
}

/// Both sides of an item that met something else at the service. Its side is
/// fetched where it is not here yet, which costs 200 units, once.
#[tauri::command]
#[specta::specta]
pub async fn conflict_sides(app: AppHandle, item: ItemId) -> Result<Sides> {
    waiting(&app, move |_, desk| {
        let (item, link, ours) = conflict_of(desk, item)?;
        let theirs = theirs_of(desk, &item)?;
        Ok(sides::of_item(
            &item,
            link.as_ref(),
            &ours,
            theirs.as_deref(),
        ))
    })
    .await
}

/// Gives an item up, and has the service's side become its track. Both sides
/// agree from then on.
#[tauri::command]
#[specta::specta]
pub async fn take_theirs(app: AppHandle, item: ItemId) -> Result<()> {
    waiting(&app, move |shell, desk| {
        let (item, link, _) = conflict_of(desk, item)?;
        let theirs = theirs_of(desk, &item)?.ok_or_else(|| {
            let message = "The service has no captions to be taken. Send yours, or give it up";
            WorkbenchError::new(ErrorCode::NotNow, message)
        })?;
        take(shell, desk, &item, link, &theirs)
    })
    .await
}

fn take(app: &App, desk: &Desk, item: &Item, link: Option<Link>, theirs: &[u8]) -> Result<()> {
    let of_item = item.origin.map(|origin| (origin.project, origin.track));
    let of_link = link.as_ref().map(|link| (link.project, link.track));
    let (project, track) = of_item.or(of_link).ok_or_else(|| {
        let message = "This was not sent from a track. Link a track and pull it instead";
        WorkbenchError::new(ErrorCode::NotNow, message)
    })?;
    app.is_open(project)?;
    app.workbench.take(track, theirs)?;
    if let Some(mut link) = link {
        link.base = item.theirs.as_ref().and_then(|side| side.base.clone());
        link.base_sha256 = Some(compared_sha256(theirs));
        link.synced_at = Some(desk.now());
        desk.change_links(|store| store.put_link(&link))?;
    }
    desk.decide(item.id, Decision::Cancel)?;
    Ok(())
}

/// An item with its link and the file that was frozen for it.
fn conflict_of(desk: &Desk, id: ItemId) -> Result<(Item, Option<Link>, Vec<u8>)> {
    desk.with(|store| {
        let item = store.item(id)?.ok_or_else(not_there)?;
        let mut links = store.links()?.into_iter();
        let link = links.find(|link| Some(link.id) == item.link);
        let ours = store.file(id, Side::Ours)?.unwrap_or_default();
        Ok((item, link, ours))
    })
}

/// What the service holds in a conflict: as it was kept with the item, or
/// fetched now. None where there is nothing of it at the service.
fn theirs_of(desk: &Desk, item: &Item) -> Result<Option<Vec<u8>>> {
    if let Some(kept) = desk.with(|store| store.file(item.id, Side::Theirs))? {
        return Ok(Some(kept));
    }
    let side = item.theirs.as_ref();
    let Some(remote) = side.and_then(|side| side.remote_id.as_deref()) else {
        return Ok(None);
    };
    if let Some(fetched) = desk.fetched(item) {
        return Ok(Some(fetched));
    }
    let account = desk.account(item.account)?;
    let youtube = desk.access.clients().youtube(&account).map_err(failed)?;
    desk.charge(&account, DOWNLOAD)?;
    let fetched = youtube.download(remote, Some(TrackFormat::Srt), None);
    let bytes = fetched.map_err(failed)?.bytes;
    desk.keep_fetched(item, bytes.clone());
    Ok(Some(bytes))
}

fn not_there() -> WorkbenchError {
    let message = "This is not in the outbox any more";
    WorkbenchError::new(ErrorCode::NoSuchItem, message)
}

/// Sends what an item would have sent as a track of another name instead. The
/// item is given up once the other is in the outbox.
#[tauri::command(async)]
#[specta::specta]
pub fn send_as_new(desk: Shell<'_>, item: ItemId, under: ItemId, name: String) -> Result<Item> {
    let now = desk.now();
    let (given_up, put) = desk.with(|store| {
        let before = store.item(item)?.ok_or_else(not_there)?;
        let links = store.links()?;
        let link = links.iter().find(|link| Some(link.id) == before.link);
        let operation = other_track(&before.operation, link, name)?;
        let mut new = NewItem::new(under, before.account, operation);
        new.file = store.file(item, Side::Ours)?;
        new.origin = before.origin;
        let put = store.put_in(&new, now)?;
        Ok((store.decide(item, Decision::Cancel, now)?, put))
    })?;
    desk.changed(&[given_up, put.clone()]);
    Ok(put)
}

/// A new track beside the one that an operation was for; a draft, as nobody
/// asked for more.
fn other_track(operation: &Operation, link: Option<&Link>, name: String) -> Result<Operation> {
    let (video, language) = match operation {
        Operation::YoutubeInsert {
            video, language, ..
        } => (video.clone(), Some(language.clone())),
        Operation::YoutubeUpdate { track, .. } => (
            track.video.clone(),
            link.and_then(|link| link.language.clone()),
        ),
        _ => {
            let message = "Only a YouTube track can be sent under another name";
            return Err(WorkbenchError::new(ErrorCode::NotNow, message));
        }
    };
    let language = language.ok_or_else(|| {
        let message = "The language of the track is not known. Push it as a new track instead";
        WorkbenchError::new(ErrorCode::NotNow, message)
    })?;
    Ok(Operation::YoutubeInsert {
        video,
        language,
        name,
        draft: true,
    })
}

/// Every call that was made for an item, oldest first.
#[tauri::command(async)]
#[specta::specta]
pub fn attempts(desk: Shell<'_>, item: ItemId) -> Result<Vec<Attempt>> {
    desk.with(|store| store.attempts(item))
}

/// Writes the journal as text, without secrets, captions or paths.
#[tauri::command(async)]
#[specta::specta]
pub fn save_journal(app: State<'_, App>, desk: Shell<'_>, path: &str) -> Result<()> {
    let path = app.granted(path)?;
    let (accounts, journal) = desk.with(|store| {
        let mut journal = Vec::new();
        for item in store.items()? {
            let attempts = store.attempts(item.id)?;
            journal.push((item, attempts));
        }
        Ok((store.accounts()?, journal))
    })?;
    let text = write_journal(&accounts, &journal, desk.now());
    fs::write(&path, text).map_err(|error| WorkbenchError::io("write", &path, &error))
}

/// The network is back: what could not reach its service is tried now.
#[tauri::command]
#[specta::specta]
pub fn network_back(desk: Shell<'_>) {
    desk.reconnected();
}
