//! How a track differs from another side, what of that is taken, and projects
//! that come back.

use captions::{RevisionId, TrackId};
use review::Pick;
use serde::Deserialize;
use tauri::{AppHandle, State};
use workbench::outbox::{Link, RemoteKind};
use workbench::{Changes, EditOutcome, ErrorCode, MergeOutcome, Result, WorkbenchError, file_name};

use super::links::fetch;
use super::waiting;
use crate::app::App;
use crate::desk::Desk;

type Shell<'a> = State<'a, App>;

/// What a track is compared with.
#[derive(Clone, Debug, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Against {
    /// A frozen revision.
    Revision {
        /// Which.
        id: RevisionId,
    },
    /// Another track of the project.
    Track {
        /// Which.
        id: TrackId,
    },
    /// A caption file.
    File {
        /// Where it is.
        path: String,
    },
    /// What the service has that the track is linked to: as it was fetched last,
    /// and fetched where it was not yet, which costs what a pull costs.
    Remote,
}

/// How a track differs from another side; beside a revision that both come
/// from, also who moved.
#[tauri::command]
#[specta::specta]
pub async fn compare_track(
    app: AppHandle,
    track: TrackId,
    against: Against,
    base: Option<RevisionId>,
) -> Result<Changes> {
    waiting(&app, move |shell, desk| {
        let against = side(shell, desk, track, against, true)?;
        shell.workbench.compare(track, against, base)
    })
    .await
}

/// Puts what the other side has into a track, for changes that a comparison of
/// this revision of the document showed. Nothing is fetched for it.
#[tauri::command]
#[specta::specta]
pub async fn take_changes(
    app: AppHandle,
    track: TrackId,
    against: Against,
    picks: Vec<Pick>,
    rev: u32,
) -> Result<EditOutcome> {
    waiting(&app, move |shell, desk| {
        let against = side(shell, desk, track, against, false)?;
        let workbench = &shell.workbench;
        workbench.take_changes(track, against, picks, rev.into())
    })
    .await
}

/// Merges what was done in a copy of the open project into it, as one step.
#[tauri::command(async)]
#[specta::specta]
pub fn merge_project(shell: Shell<'_>, path: &str) -> Result<MergeOutcome> {
    let path = shell.granted(path)?;
    shell.workbench.merge(&path)
}

fn side(
    app: &App,
    desk: &Desk,
    track: TrackId,
    against: Against,
    may_fetch: bool,
) -> Result<workbench::Against> {
    Ok(match against {
        Against::Revision { id } => workbench::Against::Revision(id),
        Against::Track { id } => workbench::Against::Track(id),
        Against::File { path } => {
            let path = app.granted(&path)?;
            let bytes = std::fs::read(&path);
            let bytes = bytes.map_err(|error| WorkbenchError::io("read", &path, &error))?;
            workbench::Against::Captions(file_name(&path), bytes)
        }
        Against::Remote => {
            let link = link_of(app, desk, track)?;
            let bytes = match desk.pulled(link.id) {
                Some(bytes) => bytes,
                None if may_fetch => fetch(app, desk, &link)?.1,
                None => {
                    let message = "Fetch the track again first";
                    return Err(WorkbenchError::new(ErrorCode::NotNow, message));
                }
            };
            workbench::Against::Captions("captions.srt".to_owned(), bytes)
        }
    })
}

/// What a track is linked to that captions can be fetched from.
fn link_of(app: &App, desk: &Desk, track: TrackId) -> Result<Link> {
    let project = app.workbench.project_id()?;
    let links = desk.with(|store| store.links())?;
    let mut links = links.into_iter();
    let is_it = |link: &Link| {
        (link.project, link.track, link.kind) == (project, track, RemoteKind::YoutubeTrack)
    };
    links.find(is_it).ok_or_else(|| {
        let message = "The track is linked to no track at YouTube. Link it first";
        WorkbenchError::new(ErrorCode::NotNow, message)
    })
}
