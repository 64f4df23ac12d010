//! The desktop shell: the only crate that knows Tauri.
//!
//! Wires the workbench to SQLite, the system's dialogs and a window, and
//! translates between the window's words and the workbench's. It decides
//! nothing about captions.

mod app;
mod batch;
mod bindings;
mod commands;
mod desk;
mod dialogs;
mod events;
mod grants;
mod launch;
mod media_server;
mod preferences;
mod sample;
mod waveform;
mod window;
mod wire;

use std::ffi::OsString;

use launch::Launch;

/// Runs the program with the arguments after its name, until its window is
/// closed.
///
/// # Errors
/// Where the command line makes no sense, or the window or the user's data
/// folder cannot be had.
pub fn run(arguments: Vec<OsString>) -> anyhow::Result<()> {
    match Launch::parse(&arguments)? {
        Launch::ExportBindings(path) => bindings::export(&path),
        launch => window::run(launch),
    }
}
