//! One function for each thing the window asks.
//!
//! Decode, dispatch, encode: whatever needs deciding is decided in the
//! workbench. Commands run off the thread that draws the window.

use std::path::Path;

use captions::{Cue, CueId, RevisionId, Time, TrackId};
use editing::{Edit, Match, Query, Scope, StepId};
use formats::Info;
use tauri::{AppHandle, State, WebviewWindow};
use tauri_plugin_opener::OpenerExt;
use workbench::{
    EditOutcome, ErrorCode, ExportOptions, ExportReport, HistoryStep, ImportOptions, ImportPreview,
    OpenOutcome, Result, RevisionInfo, Snapshot, WaveformInfo, WorkbenchError,
};

use workbench::save::Existing;

use crate::app::App;
use crate::dialogs::PathPurpose;
use crate::preferences::Preferences;
use crate::wire::Start;

/// Set where a script waits for the lines `cuewright: ready` and `cuewright: drawn`.
const ANNOUNCE: &str = "CUEWRIGHT_ANNOUNCE";

type Shell<'a> = State<'a, App>;

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

/// What importing a caption file would give.
#[tauri::command(async)]
#[specta::specta]
pub fn preview_import(
    shell: Shell<'_>,
    path: &str,
    options: ImportOptions,
) -> Result<ImportPreview> {
    let path = shell.granted(path)?;
    shell.workbench.preview_import(&path, options)
}

/// The formats there are.
#[tauri::command]
#[specta::specta]
#[must_use]
pub fn formats() -> Vec<Info> {
    formats::registry::all()
        .iter()
        .map(|format| *format.info())
        .collect()
}

/// What exporting a track would lose.
#[tauri::command(async)]
#[specta::specta]
pub fn preview_export(
    shell: Shell<'_>,
    track: TrackId,
    options: ExportOptions,
) -> Result<ExportReport> {
    shell.workbench.preview_export(track, options)
}

/// Writes a track to a file.
#[tauri::command(async)]
#[specta::specta]
pub fn export_track(
    shell: Shell<'_>,
    track: TrackId,
    path: &str,
    options: ExportOptions,
) -> Result<ExportReport> {
    let path = shell.granted(path)?;
    // The system's dialog has asked whether to replace what is there.
    shell
        .workbench
        .export(track, &path, options, Existing::Replace)
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
