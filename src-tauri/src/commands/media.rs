//! Media of requests: fetched once, and kept for work without a connection.

use std::fs;

use tauri::{AppHandle, State};
use workbench::{
    ErrorCode, KeptMedia, RequestBody, RequestKey, RequestState, Result, WorkbenchError,
};

use super::waiting;
use crate::app::App;
use crate::desk::media::{finished_path, path_of};
use crate::desk::wire::DeskChange;
use crate::desk::{Desk, failed};

/// How many bytes come between two notes of how far a media is.
const STEP: u64 = 4 << 20;

/// Goes on fetching the media of a request; answers when all of it is here, or
/// it was stopped.
#[tauri::command]
#[specta::specta]
pub async fn fetch_media(app: AppHandle, key: RequestKey) -> Result<()> {
    waiting(&app, move |shell, desk| {
        if !desk.fetching.begin(&key) {
            return Ok(());
        }
        let fetched = fetch(shell, desk, &key);
        desk.fetching.end(&key);
        fetched
    })
    .await
}

/// Stops fetching the media of a request; what came is kept.
#[tauri::command]
#[specta::specta]
pub fn stop_media(desk: State<'_, Desk>, key: RequestKey) {
    desk.fetching.stop(&key);
}

fn fetch(app: &App, desk: &Desk, key: &RequestKey) -> Result<()> {
    let kept = desk.request(key)?;
    let not_now = |message| WorkbenchError::new(ErrorCode::NotNow, message);
    let RequestBody::Studio { request } = &kept.what else {
        return Err(not_now("Only requests of Studio have media to be fetched"));
    };
    if kept.state == RequestState::Listed {
        return Err(not_now("Take the request first"));
    }
    let media = desk.with(|store| store.media())?;
    let media = media.into_iter().find(|one| one.key == *key);
    let mut media = media.unwrap_or_else(|| begun(app, key, desk.now()));
    if media.complete {
        return Ok(());
    }
    let studio = desk.access.clients().studio(&desk.account(key.account)?);
    let path = media.path.clone();
    let folder = path.parent().unwrap_or(&app.data);
    fs::create_dir_all(folder).map_err(|error| WorkbenchError::io("make", folder, &error))?;
    let mut noted = media.held;
    let fetched = studio.and_then(|studio| {
        studio.fetch_media(request, &path, &mut |held, whole| {
            (media.held, media.whole) = (held, whole);
            if held < noted || held - noted >= STEP {
                noted = held;
                note(desk, &media);
            }
            !desk.fetching.is_stopped(key)
        })
    });
    if let Ok(fetched) = &fetched
        && fetched.whole
    {
        media.path = finished_path(&path, fetched.name.as_deref());
        fs::rename(&path, &media.path)
            .map_err(|error| WorkbenchError::io("keep", &path, &error))?;
        media.complete = true;
    }
    media.updated_at = desk.now();
    keep(desk, &media)?;
    fetched.map(drop).map_err(failed)
}

fn note(desk: &Desk, media: &KeptMedia) {
    if let Err(error) = keep(desk, media) {
        log::error!("how far a media is was not noted: {}", error.code);
    }
}

fn begun(app: &App, key: &RequestKey, now: i64) -> KeptMedia {
    KeptMedia {
        key: key.clone(),
        path: path_of(&app.data.join("media"), key),
        held: 0,
        whole: None,
        validator: None,
        complete: false,
        updated_at: now,
    }
}

fn keep(desk: &Desk, media: &KeptMedia) -> Result<()> {
    desk.with(|store| store.put_media(media))?;
    desk.tell(DeskChange {
        media: Some(vec![media.clone()]),
        ..DeskChange::default()
    });
    Ok(())
}
