//! What captions are held to: findings, fixes, profiles and words.

use captions::TrackId;
use editing::Retime;
use tauri::State;
use workbench::save::{self, Existing};
use workbench::{
    CueFindings, EditOutcome, FixPreview, Fixes, GateReport, ProfileList, ProfileOutcome, Result,
    WorkbenchError, file_name,
};

use crate::app::App;
use crate::batch::existing;

type Shell<'a> = State<'a, App>;

/// Has the findings of a track told from now on; none ends it.
#[tauri::command(async)]
#[specta::specta]
pub fn watch_findings(shell: Shell<'_>, track: Option<TrackId>) -> Result<()> {
    shell.workbench.watch(track)
}

/// What keeps a track from being published, and what was waived.
#[tauri::command(async)]
#[specta::specta]
pub fn gate(shell: Shell<'_>, track: TrackId) -> Result<GateReport> {
    shell.workbench.gate(track)
}

/// What would be found in cues, and beside them, if they had these times.
#[tauri::command(async)]
#[specta::specta]
pub fn foresee_findings(shell: Shell<'_>, times: Vec<Retime>) -> Result<Vec<CueFindings>> {
    shell.workbench.foresee(times)
}

/// What mending findings would change.
#[tauri::command(async)]
#[specta::specta]
pub fn preview_fixes(shell: Shell<'_>, fixes: Fixes) -> Result<FixPreview> {
    shell.workbench.preview_fixes(fixes)
}

/// Mends findings as a preview of this revision of the document showed it.
#[tauri::command(async)]
#[specta::specta]
pub fn apply_fixes(shell: Shell<'_>, fixes: Fixes, rev: u32) -> Result<EditOutcome> {
    shell.workbench.apply_fixes(fixes, rev.into())
}

/// Keeps a word among the user's own.
#[tauri::command(async)]
#[specta::specta]
pub fn add_word(shell: Shell<'_>, word: &str) -> Result<()> {
    shell.workbench.add_word(word)
}

/// What a word may be meant to be, likeliest first.
#[tauri::command(async)]
#[specta::specta]
pub fn suggest_words(shell: Shell<'_>, word: &str) -> Result<Vec<String>> {
    shell.workbench.suggest_words(word)
}

/// The quality profiles there are.
#[tauri::command(async)]
#[specta::specta]
pub fn profiles(shell: Shell<'_>) -> Result<ProfileList> {
    shell.workbench.profiles()
}

/// A quality profile as the text of its file.
#[tauri::command(async)]
#[specta::specta]
pub fn profile_text(shell: Shell<'_>, id: &str) -> Result<String> {
    shell.workbench.profile_text(id)
}

/// Keeps a quality profile among the house's own, over one of its identifier
/// where `replace` says so.
#[tauri::command(async)]
#[specta::specta]
pub fn keep_profile(shell: Shell<'_>, text: &str, replace: bool) -> Result<ProfileOutcome> {
    let existing = existing(replace);
    shell.workbench.keep_profile("The profile", text, existing)
}

/// Removes one of the house's own quality profiles.
#[tauri::command(async)]
#[specta::specta]
pub fn remove_profile(shell: Shell<'_>, id: &str) -> Result<()> {
    shell.workbench.remove_profile(id)
}

/// Takes the quality profile of a file among the house's own.
#[tauri::command(async)]
#[specta::specta]
pub fn import_profile(shell: Shell<'_>, path: &str, replace: bool) -> Result<ProfileOutcome> {
    let path = shell.granted(path)?;
    let text = std::fs::read(&path).map_err(|error| WorkbenchError::io("read", &path, &error))?;
    let text = String::from_utf8_lossy(&text);
    let existing = existing(replace);
    shell
        .workbench
        .keep_profile(&file_name(&path), &text, existing)
}

/// Writes a quality profile to a file, to be shared.
#[tauri::command(async)]
#[specta::specta]
pub fn export_profile(shell: Shell<'_>, id: &str, path: &str) -> Result<()> {
    let path = shell.granted(path)?;
    let text = shell.workbench.profile_text(id)?;
    // The system's dialog has asked whether to replace what is there.
    save::save(&path, text.as_bytes(), Existing::Replace)
}
