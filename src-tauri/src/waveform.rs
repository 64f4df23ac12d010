//! The waveform's numbers, as bytes: too many for JSON.

use tauri::State;
use tauri::ipc::{Invoke, Response};

use crate::app::App;

/// Answers the commands of this page.
pub fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    tauri::generate_handler![waveform_columns, waveform_provisional]
}

/// Columns of the peak pyramid, as [`workbench::Workbench::waveform_columns`]
/// gives them.
#[tauri::command(async)]
pub fn waveform_columns(shell: State<'_, App>, level: u32, first: u32, count: u32) -> Response {
    Response::new(shell.workbench.waveform_columns(level, first, count))
}

/// Provisional loudness, one byte for each column.
#[tauri::command(async)]
pub fn waveform_provisional(shell: State<'_, App>) -> Response {
    Response::new(shell.workbench.waveform_provisional())
}
