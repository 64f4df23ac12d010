//! One function for each thing the window asks.
//!
//! Decode, dispatch, encode: whatever needs deciding is decided in the
//! workbench. Commands run off the thread that draws the window.

pub mod accounts;
pub mod links;
pub mod media;
pub mod outbox;
pub mod quality;
pub mod queue;
pub mod review;
pub mod sending;

use std::path::Path;
use std::sync::atomic::Ordering;

use captions::{Cue, CueId, RevisionId, Time, TrackId};
use editing::{Edit, Match, Query, Scope, StepId};
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager, State, WebviewWindow};
use tauri_plugin_opener::OpenerExt;
use workbench::{
    EditOutcome, ErrorCode, ExportOptions, ExportOutcome, ExportPreview, ExportRequest, HandBack,
    HistoryStep, ImportOptions, ImportPreview, OpenOutcome, Result, RevisionInfo, Snapshot,
    WaveformInfo, WorkbenchError,
};

use workbench::save::{self, Existing};

use crate::app::App;
use crate::batch::{self, BatchEnd, BatchProgress, BatchRequest, existing};
use crate::desk::Desk;
use crate::dialogs::PathPurpose;
use crate::events::{AppEvent, Sink, texts};
use crate::preferences::Preferences;
use crate::wire::{FormatInfo, Start};

/// Set where a script waits for the lines `cuewright: ready` and `cuewright: drawn`.
const ANNOUNCE: &str = "CUEWRIGHT_ANNOUNCE";

type Shell<'a> = State<'a, App>;

/// Hears what happens from now on.
#[tauri::command]
#[specta::specta]
pub fn listen(sink: State<'_, Sink>, told: Channel<AppEvent>) {
    sink.listen(told);
}

/// Everything the first paint needs.
#[tauri::command(async)]
#[specta::specta]
pub fn start(shell: Shell<'_>) -> Result<Start> {
    shell.start()
}

/// The open project whole.
#[tauri::command(async)]
#[specta::specta]
pub fn snapshot(shell: Shell<'_>) -> Result<Option<Snapshot>> {
    shell.workbench.snapshot()
}

/// Makes one edit.
#[tauri::command(async)]
#[specta::specta]
pub fn edit(shell: Shell<'_>, edit: Edit, selection: Vec<CueId>) -> Result<EditOutcome> {
    shell.workbench.edit(edit, selection)
}

/// Takes the newest step back.
#[tauri::command(async)]
#[specta::specta]
pub fn undo(shell: Shell<'_>) -> Result<EditOutcome> {
    shell.workbench.undo()
}

/// Does again what was last taken back.
#[tauri::command(async)]
#[specta::specta]
pub fn redo(shell: Shell<'_>) -> Result<EditOutcome> {
    shell.workbench.redo()
}

/// Walks the history to a step; none is the state before the first.
#[tauri::command(async)]
#[specta::specta]
pub fn go_to(shell: Shell<'_>, step: Option<StepId>) -> Result<EditOutcome> {
    shell.workbench.go_to(step)
}

/// The steps of the history.
#[tauri::command(async)]
#[specta::specta]
pub fn history(shell: Shell<'_>) -> Result<Vec<HistoryStep>> {
    shell.workbench.history()
}

/// Where a query matches.
#[tauri::command(async)]
#[specta::specta]
pub fn find(shell: Shell<'_>, scope: Scope, query: Query) -> Result<Vec<Match>> {
    let found = shell.workbench.find(scope, query)?;
    found.map_err(|rejected| WorkbenchError::new(ErrorCode::BadOption, rejected.message))
}

/// Asks the user for a path.
#[tauri::command]
#[specta::specta]
pub async fn choose_path(
    app: AppHandle,
    shell: Shell<'_>,
    purpose: PathPurpose,
    suggestion: Option<String>,
) -> Result<Option<String>> {
    let path = shell.choose(&app, purpose, suggestion.as_deref()).await;
    Ok(path.map(|path| path.display().to_string()))
}

/// Asks the user for files.
#[tauri::command]
#[specta::specta]
pub async fn choose_files(app: AppHandle, shell: Shell<'_>) -> Result<Vec<String>> {
    let paths = shell.dialogs.choose_files(&app).await;
    for path in &paths {
        shell.grants.allow(path);
    }
    Ok(texts(&paths))
}

/// Opens the sample project.
#[tauri::command(async)]
#[specta::specta]
pub fn open_sample(shell: Shell<'_>) -> Result<OpenOutcome> {
    shell.open_sample()
}

/// Opens a file by its content.
#[tauri::command(async)]
#[specta::specta]
pub fn open_path(
    shell: Shell<'_>,
    path: &str,
    options: Option<ImportOptions>,
) -> Result<OpenOutcome> {
    let path = shell.granted(path)?;
    shell
        .workbench
        .open_path(&path, options.unwrap_or_default())
}

/// Keeps the project in another file from now on.
#[tauri::command(async)]
#[specta::specta]
pub fn save_project_as(shell: Shell<'_>, path: &str) -> Result<()> {
    let path = shell.granted(path)?;
    shell.workbench.save_as(&path)
}

/// Closes the project.
#[tauri::command(async)]
#[specta::specta]
pub fn close_project(shell: Shell<'_>) -> Result<()> {
    shell.workbench.close()
}

/// Takes a project off the list of recent ones.
#[tauri::command(async)]
#[specta::specta]
pub fn forget_recent(shell: Shell<'_>, path: &str) -> Result<()> {
    shell.workbench.forget_recent(Path::new(path))
}

/// What importing a caption file would give; none where it is no captions.
#[tauri::command(async)]
#[specta::specta]
pub fn preview_import(
    shell: Shell<'_>,
    path: &str,
    options: ImportOptions,
) -> Result<Option<ImportPreview>> {
    let path = shell.granted(path)?;
    shell.workbench.preview_import(&path, options)
}

/// The formats there are, and which options make a difference in each.
#[tauri::command(async)]
#[specta::specta]
#[must_use]
pub fn formats() -> Vec<FormatInfo> {
    let all = formats::registry::all().iter();
    all.map(|format| FormatInfo::of(format)).collect()
}

/// What the files of an export would be and lose.
#[tauri::command(async)]
#[specta::specta]
pub fn preview_exports(
    shell: Shell<'_>,
    track: TrackId,
    request: ExportRequest,
) -> Result<Vec<ExportPreview>> {
    shell.workbench.preview_exports(track, request)
}

/// Writes a track to a file; answers where that is.
#[tauri::command(async)]
#[specta::specta]
pub fn export_track(
    shell: Shell<'_>,
    track: TrackId,
    path: &str,
    options: ExportOptions,
) -> Result<String> {
    let path = shell.granted(path)?;
    // The system's dialog has asked whether to replace what is there.
    let workbench = &shell.workbench;
    workbench.export(track, &path, options, Existing::Replace)?;
    Ok(path.display().to_string())
}

/// Writes a track to files of a folder.
#[tauri::command(async)]
#[specta::specta]
pub fn export_files(
    shell: Shell<'_>,
    track: TrackId,
    folder: &str,
    request: ExportRequest,
    replace: bool,
) -> Result<ExportOutcome> {
    let folder = shell.granted(folder)?;
    let existing = existing(replace);
    shell
        .workbench
        .export_files(track, &folder, request, existing)
}

/// Converts files and folders of them; tells of each when it is done. Answers
/// how many there are and which files of folders are no captions.
#[tauri::command(async)]
#[specta::specta]
pub fn convert_batch(
    shell: Shell<'_>,
    request: BatchRequest,
    told: Channel<BatchProgress>,
) -> Result<BatchEnd> {
    let inputs = request.inputs.iter().map(|path| shell.granted(path));
    let inputs = inputs.collect::<Result<Vec<_>>>()?;
    let out = shell.granted(&request.out)?;
    shell.batch_cancelled.store(false, Ordering::Relaxed);
    batch::run(
        &request,
        &inputs,
        &out,
        &shell.batch_cancelled,
        &|progress| {
            if let Err(error) = told.send(progress) {
                log::error!("the window was not told: {error}");
            }
        },
    )
}

/// Ends the conversion of many files after the one that is at work.
#[tauri::command]
#[specta::specta]
pub fn cancel_batch(shell: Shell<'_>) {
    shell.batch_cancelled.store(true, Ordering::Relaxed);
}

/// Freezes a track as a named revision.
#[tauri::command(async)]
#[specta::specta]
pub fn publish(shell: Shell<'_>, track: TrackId, name: String) -> Result<EditOutcome> {
    shell.workbench.publish(track, &name)
}

/// The frozen revisions of a track.
#[tauri::command(async)]
#[specta::specta]
pub fn revisions(shell: Shell<'_>, track: TrackId) -> Result<Vec<RevisionInfo>> {
    shell.workbench.revisions(track)
}

/// The cues of a frozen revision.
#[tauri::command(async)]
#[specta::specta]
pub fn revision_cues(shell: Shell<'_>, revision: RevisionId) -> Result<Vec<Cue>> {
    shell.workbench.revision_cues(revision)
}

/// What is handed back with a track, compared with a revision where one is named.
#[tauri::command(async)]
#[specta::specta]
pub fn hand_back(shell: Shell<'_>, track: TrackId, since: Option<RevisionId>) -> Result<HandBack> {
    shell.workbench.hand_back(track, since)
}

/// Writes what is handed back with a track, by the ending of the path: as a page,
/// a table, or JSON.
#[tauri::command(async)]
#[specta::specta]
pub fn export_hand_back(
    shell: Shell<'_>,
    track: TrackId,
    since: Option<RevisionId>,
    path: &str,
) -> Result<()> {
    let path = shell.granted(path)?;
    let file = shell.workbench.hand_back(track, since)?.as_file(&path)?;
    // The system's dialog has asked whether to replace what is there.
    save::save(&path, &file, Existing::Replace)
}

/// Names the file that the project's media is now.
#[tauri::command(async)]
#[specta::specta]
pub fn relink_media(shell: Shell<'_>, path: &str) -> Result<EditOutcome> {
    let path = shell.granted(path)?;
    shell.workbench.relink_media(&path)
}

/// Stops making the waveform.
#[tauri::command(async)]
#[specta::specta]
pub fn cancel_waveform(shell: Shell<'_>) -> Result<()> {
    shell.workbench.cancel_waveform()
}

/// What is known of the waveform.
#[tauri::command(async)]
#[specta::specta]
#[must_use]
pub fn waveform(shell: Shell<'_>) -> Option<WaveformInfo> {
    shell.workbench.waveform()
}

/// What the user looks at: decoded first.
#[tauri::command(async)]
#[specta::specta]
pub fn waveform_visible(shell: Shell<'_>, from: Time, to: Time) -> Result<()> {
    shell.workbench.waveform_visible(from, to)
}

/// Keeps preferences.
#[tauri::command(async)]
#[specta::specta]
pub fn set_preferences(shell: Shell<'_>, preferences: Preferences) -> Result<()> {
    shell.set_preferences(&preferences)
}

/// The window can be worked in.
#[tauri::command]
#[specta::specta]
pub fn announce_ready() {
    announce("ready");
}

/// The window shows everything it was started for: the picture and the
/// waveform too.
#[tauri::command]
#[specta::specta]
pub fn announce_drawn() {
    announce("drawn");
}

/// Does what may wait for a service where waiting stops nothing else.
async fn waiting<T: Send + 'static>(
    app: &AppHandle,
    work: impl FnOnce(&App, &Desk) -> Result<T> + Send + 'static,
) -> Result<T> {
    let app = app.clone();
    let work = move || work(&app.state::<App>(), &app.state::<Desk>());
    let done = tauri::async_runtime::spawn_blocking(work).await;
    done.unwrap_or_else(|_| {
        let message = "A defect stopped this request. Nothing was lost";
        Err(WorkbenchError::new(ErrorCode::Defect, message))
    })
}

fn announce(moment: &str) {
    if std::env::var_os(ANNOUNCE).is_some() {
        println!("cuewright: {moment}");
    }
}

/// Shows a file the user named in the system's file browser.
#[tauri::command(async)]
#[specta::specta]
pub fn reveal_path(app: AppHandle, shell: Shell<'_>, path: &str) -> Result<()> {
    let path = shell.granted(path)?;
    let shown = app.opener().reveal_item_in_dir(&path);
    shown.map_err(|error| WorkbenchError::new(ErrorCode::Io, error.to_string()).about(&path))
}

/// Closes the window; what was pending is on the disk.
#[tauri::command]
#[specta::specta]
pub fn close_window(window: WebviewWindow) {
    if let Err(error) = window.destroy() {
        log::error!("the window does not close: {error}");
    }
}
