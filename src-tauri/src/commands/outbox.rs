//! The outbox: decisions, the journal, and the network.

use std::fs;

use captions::TrackId;
use tauri::{AppHandle, State};
use workbench::outbox::youtube_units::DOWNLOAD;
use workbench::outbox::{
    Attempt, Decision, Item, ItemId, Link, Side, compared_sha256, write_journal,
};
use workbench::remote::TrackFormat;
use workbench::{ErrorCode, Result, Whereabouts, WorkbenchError};

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
/// fetched where it is not here yet, which costs 200 units, once; `preview_fetch`
/// says so before.
#[tauri::command]
#[specta::specta]
pub async fn conflict_sides(app: AppHandle, item: ItemId) -> Result<Sides> {
    waiting(&app, move |_, desk| {
        let (item, link, ours) = conflict_of(desk, item)?;
        let theirs = match desk.their_captions(&item)? {
            None if desk.must_fetch(&item)? => Some(fetch(desk, &item)?),
            here => here,
        };
        Ok(sides::of_item(
            &item,
            link.as_ref(),
            &ours,
            theirs.as_deref(),
        ))
    })
    .await
}

/// Gives an item up, and has the service's side, which was compared with,
/// become its track. Both sides agree from then on.
#[tauri::command]
#[specta::specta]
pub async fn take_theirs(app: AppHandle, item: ItemId) -> Result<()> {
    waiting(&app, move |shell, desk| {
        let (item, link, _) = conflict_of(desk, item)?;
        let theirs = desk.their_captions(&item)?.ok_or_else(|| {
            let message = "There is nothing of the service's here to be taken. Compare first";
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
    let item = desk.item(id)?;
    desk.with(|store| {
        let mut links = store.links()?.into_iter();
        let link = links.find(|link| Some(link.id) == item.link);
        let ours = store.file(id, Side::Ours)?.unwrap_or_default();
        Ok((item, link, ours))
    })
}

/// Fetches what the service holds in a conflict.
fn fetch(desk: &Desk, item: &Item) -> Result<Vec<u8>> {
    let side = item.theirs.as_ref();
    let remote = side.and_then(|side| side.remote_id.as_deref());
    let remote = remote.ok_or_else(|| {
        let message = "There is nothing at the service to be compared with";
        WorkbenchError::new(ErrorCode::NotNow, message)
    })?;
    let account = desk.account(item.account)?;
    let youtube = desk.access.clients().youtube(&account).map_err(failed)?;
    desk.charge(&account, DOWNLOAD)?;
    let fetched = youtube.download(remote, Some(TrackFormat::Srt), None);
    let bytes = fetched.map_err(failed)?.bytes;
    desk.keep_fetched(item, bytes.clone());
    Ok(bytes)
}

/// Where what was last frozen of a track of the open project is; none where
/// nothing of it was ever frozen or sent.
#[tauri::command(async)]
#[specta::specta]
pub fn whereabouts(app: State<'_, App>, track: TrackId) -> Result<Option<Whereabouts>> {
    app.workbench.whereabouts(track)
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
