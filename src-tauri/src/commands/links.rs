//! Links: which track of a project is which thing at a service.

use captions::TrackId;
use tauri::{AppHandle, State};
use uuid::Uuid;
use workbench::outbox::youtube_units::{DOWNLOAD, LIST};
use workbench::outbox::{AccountId, Base, Direction, Link, LinkId, RemoteKind, compared_sha256};
use workbench::remote::{RemoteTrack, RemoteTrackKind, TrackFormat};
use workbench::{ErrorCode, ExportOptions, Result, WorkbenchError};

use super::waiting;
use crate::app::App;
use crate::desk::wire::Sides;
use crate::desk::{Desk, failed, sides};

type Shell<'a> = State<'a, Desk>;

/// Links a track of the open project to one of a `YouTube` video. What speech
/// recognition made is never linked.
#[tauri::command(async)]
#[specta::specta]
pub fn link_track(
    app: State<'_, App>,
    desk: Shell<'_>,
    account: AccountId,
    track: TrackId,
    remote: RemoteTrack,
    direction: Direction,
) -> Result<Link> {
    if remote.kind != RemoteTrackKind::Standard {
        let message = "YouTube made this track by itself. Choose another";
        return Err(WorkbenchError::new(ErrorCode::NotNow, message));
    }
    let link = Link {
        id: LinkId(Uuid::now_v7()),
        account,
        project: app.workbench.project_id()?,
        track,
        kind: RemoteKind::YoutubeTrack,
        base: Some(Base::from(&remote)),
        remote_id: Some(remote.id),
        parent: Some(remote.video),
        language: Some(remote.language),
        name: Some(remote.name),
        direction,
        base_sha256: None,
        synced_at: None,
    };
    desk.change_links(|store| store.put_link(&link))?;
    Ok(link)
}

/// Changes which way a link goes.
#[tauri::command(async)]
#[specta::specta]
pub fn change_link(desk: Shell<'_>, link: Link) -> Result<()> {
    // Only that: what was last agreed on is not the window's to say.
    let kept = Link {
        direction: link.direction,
        ..desk.link(link.id)?
    };
    desk.change_links(|store| store.put_link(&kept))
}

/// Fetches the service's side of a link to be compared; the track stays as it
/// is. Costs 250 units, which are counted.
#[tauri::command]
#[specta::specta]
pub async fn pull(app: AppHandle, link: LinkId) -> Result<Sides> {
    waiting(&app, move |shell, desk| {
        let link = desk.link(link)?;
        let (base, theirs) = fetch(shell, desk, &link)?;
        let ours = shell
            .workbench
            .track_bytes(link.track, &ExportOptions::usual("srt"))?;
        let changed = base.last_updated.as_deref();
        Ok(sides::of_link(&link, &ours, &theirs, changed))
    })
    .await
}

/// What the service has of a link now. It is kept, to be compared with and
/// taken; what that costs is counted.
pub(super) fn fetch(app: &App, desk: &Desk, link: &Link) -> Result<(Base, Vec<u8>)> {
    app.is_open(link.project)?;
    let (Some(id), Some(video)) = (link.remote_id.as_deref(), link.parent.as_deref()) else {
        let message = "This track is not at YouTube yet. Wait until it is confirmed";
        return Err(WorkbenchError::new(ErrorCode::NotNow, message));
    };
    let account = desk.account(link.account)?;
    let youtube = desk.access.clients().youtube(&account).map_err(failed)?;
    // Counted before: what is asked costs its units, whatever it is answered.
    desk.charge(&account, LIST + DOWNLOAD)?;
    let tracks = youtube.tracks(video).map_err(failed)?;
    let remote = tracks.iter().find(|track| track.id == id).ok_or_else(|| {
        let message = "YouTube has this track no longer. Push it again, or end the link";
        WorkbenchError::new(ErrorCode::NotNow, message)
    })?;
    let theirs = youtube
        .download(id, Some(TrackFormat::Srt), None)
        .map_err(failed)?;
    let fetched = (Base::from(remote), theirs.bytes);
    desk.keep_pulled(link.id, fetched.clone());
    Ok(fetched)
}

/// Has the service's side that was fetched become the track. Both sides agree
/// from then on.
#[tauri::command(async)]
#[specta::specta]
pub fn apply_pull(app: State<'_, App>, desk: Shell<'_>, link: LinkId) -> Result<()> {
    let (base, bytes) = desk
        .take_pulled(link)
        .ok_or_else(|| WorkbenchError::new(ErrorCode::NotNow, "Fetch the track again first"))?;
    let mut link = desk.link(link)?;
    app.is_open(link.project)?;
    app.workbench.take(link.track, &bytes)?;
    link.base = Some(base);
    link.base_sha256 = Some(compared_sha256(&bytes));
    link.synced_at = Some(desk.now());
    desk.change_links(|store| store.put_link(&link))
}

/// Ends a link. What it linked stays on both sides.
#[tauri::command(async)]
#[specta::specta]
pub fn unlink(desk: Shell<'_>, link: LinkId) -> Result<()> {
    desk.change_links(|store| store.remove_link(link))
}
