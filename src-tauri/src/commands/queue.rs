//! Requests and orders, and what the services hold.

use tauri::{AppHandle, State};
use workbench::outbox::AccountId;
use workbench::outbox::youtube_units::LIST;
use workbench::remote::{AttachmentFormat, RemoteTrack, RevOrder, ServiceType};
use workbench::{KeptRequest, OpenOutcome, RequestKey, RequestState, Result};

use super::waiting;
use crate::desk::wire::{DeskState, Refreshed};
use crate::desk::{Desk, failed, opening};

/// Everything of the desk that the window shows. The desk is opened by it.
#[tauri::command(async)]
#[specta::specta]
pub fn desk(desk: State<'_, Desk>) -> Result<DeskState> {
    desk.state()
}

/// Looks at the services; at all accounts where none is named.
#[tauri::command]
#[specta::specta]
pub async fn refresh_queue(app: AppHandle, account: Option<AccountId>) -> Result<Vec<Refreshed>> {
    waiting(&app, move |_, desk| Ok(desk.refresh(account)?.accounts)).await
}

/// Takes a request. The window then has its media fetched, which may take long.
#[tauri::command(async)]
#[specta::specta]
pub fn take_request(desk: State<'_, Desk>, key: RequestKey) -> Result<KeptRequest> {
    desk.set_request(&key, RequestState::Taken)
}

/// Opens the project of a request, which is made where there is none.
#[tauri::command]
#[specta::specta]
pub async fn open_request(
    app: AppHandle,
    key: RequestKey,
    language: Option<String>,
) -> Result<OpenOutcome> {
    waiting(&app, move |shell, desk| {
        opening::open(shell, desk, &key, language)
    })
    .await
}

/// An order whole, with comments and attachments; kept as it is now.
#[tauri::command]
#[specta::specta]
pub async fn show_order(app: AppHandle, account: AccountId, number: String) -> Result<RevOrder> {
    waiting(&app, move |_, desk| {
        let of = desk.account(account)?;
        let rev = desk.access.clients().rev(&of);
        let order = rev.and_then(|rev| rev.order(&number)).map_err(failed)?;
        let kept = KeptRequest::rev(account, order.clone(), desk.now());
        desk.put_request(&kept)?;
        Ok(order)
    })
    .await
}

/// Fetches an attachment of an order into the open project, as a track.
#[tauri::command]
#[specta::specta]
pub async fn fetch_attachment(
    app: AppHandle,
    account: AccountId,
    attachment: String,
    format: Option<AttachmentFormat>,
) -> Result<OpenOutcome> {
    waiting(&app, move |shell, desk| {
        let of = desk.account(account)?;
        let rev = desk.access.clients().rev(&of);
        let fetched = rev.and_then(|rev| rev.attachment(&attachment, format));
        let fetched = fetched.map_err(failed)?;
        let name = fetched.name.as_deref().unwrap_or("attachment");
        shell.workbench.import(name, fetched.bytes)
    })
    .await
}

/// The service types of a Studio account.
#[tauri::command]
#[specta::specta]
pub async fn service_types(app: AppHandle, account: AccountId) -> Result<Vec<ServiceType>> {
    waiting(&app, move |_, desk| {
        let of = desk.account(account)?;
        let studio = desk.access.clients().studio(&of);
        studio
            .and_then(|reads| reads.service_types())
            .map_err(failed)
    })
    .await
}

/// The tracks of a `YouTube` video. Costs 50 units.
#[tauri::command]
#[specta::specta]
pub async fn remote_tracks(
    app: AppHandle,
    account: AccountId,
    video: String,
) -> Result<Vec<RemoteTrack>> {
    waiting(&app, move |_, desk| {
        let of = desk.account(account)?;
        let youtube = desk.access.clients().youtube(&of).map_err(failed)?;
        desk.charge(&of, LIST)?;
        youtube.tracks(&video).map_err(failed)
    })
    .await
}
