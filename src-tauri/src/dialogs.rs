//! File dialogs: the system's own, or answers scripted by a test.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rfd::AsyncFileDialog;
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager, Runtime};
use tokio::sync::oneshot;

/// What a path is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum PathPurpose {
    /// Anything that can be opened.
    Open,
    /// A media file.
    OpenMedia,
    /// A caption file.
    OpenCaptions,
    /// A project file.
    OpenProject,
    /// Where the project is to live.
    SaveProject,
    /// Where an export goes.
    Export,
}

const MEDIA: &[&str] = &[
    "mp4", "m4v", "m4a", "mov", "webm", "mkv", "mp3", "wav", "flac", "ogg", "opus", "aac", "avi",
    "mxf", "ts", "mpg", "wmv",
];
const CAPTIONS: &[&str] = &[
    "srt", "vtt", "scc", "mcc", "ttml", "dfxp", "xml", "stl", "cap", "sbv", "ass", "ssa", "sub",
    "txt", "json",
];
const PROJECT: &[&str] = &["cuewright"];

/// Where paths come from.
pub enum Dialogs {
    /// The desktop's file dialogs.
    System,
    /// Answers in the order they will be asked for.
    Scripted(Mutex<VecDeque<Answer>>),
}

/// One scripted answer; a missing path is a cancelled dialog.
#[derive(Debug, Deserialize)]
pub struct Answer {
    /// Which dialog this answers.
    pub kind: PathPurpose,
    /// The path that is chosen.
    pub path: Option<PathBuf>,
}

impl Dialogs {
    /// The environment variable that names a file of scripted answers.
    pub const SCRIPT: &str = "CUEWRIGHT_DIALOG_ANSWERS";

    /// The system's dialogs, or those scripted by [`Dialogs::SCRIPT`].
    ///
    /// # Errors
    /// Where the script cannot be read.
    pub fn from_environment() -> anyhow::Result<Self> {
        let Some(script) = std::env::var_os(Self::SCRIPT) else {
            return Ok(Self::System);
        };
        let answers: VecDeque<Answer> = serde_json::from_slice(&std::fs::read(script)?)?;
        Ok(Self::Scripted(Mutex::new(answers)))
    }

    /// Asks for a path; `None` where the user cancelled.
    pub async fn choose<R: Runtime>(
        &self,
        app: &AppHandle<R>,
        purpose: PathPurpose,
        suggestion: Option<&str>,
    ) -> Option<PathBuf> {
        match self {
            Self::System => ask_system(app, purpose, suggestion).await,
            Self::Scripted(answers) => {
                let mut answers = answers.lock().ok()?;
                let at = answers.iter().position(|answer| answer.kind == purpose)?;
                answers.remove(at)?.path
            }
        }
    }
}

async fn ask_system<R: Runtime>(
    app: &AppHandle<R>,
    purpose: PathPurpose,
    suggestion: Option<&str>,
) -> Option<PathBuf> {
    let (answer, answered) = oneshot::channel();
    let suggestion = suggestion.map(str::to_owned);
    let handle = app.clone();
    // GTK dialogs are made on the thread that runs the windows.
    app.run_on_main_thread(move || {
        let mut dialog = describe(purpose, suggestion.as_deref());
        if let Some(window) = handle.get_webview_window("main") {
            dialog = dialog.set_parent(&window);
        }
        let saves = matches!(purpose, PathPurpose::SaveProject | PathPurpose::Export);
        tauri::async_runtime::spawn(async move {
            let file = if saves {
                dialog.save_file().await
            } else {
                dialog.pick_file().await
            };
            let _ = answer.send(file.map(|file| file.path().to_owned()));
        });
    })
    .ok()?;
    answered.await.ok().flatten()
}

fn describe(purpose: PathPurpose, suggestion: Option<&str>) -> AsyncFileDialog {
    let all: Vec<&str> = [PROJECT, MEDIA, CAPTIONS].concat();
    let dialog = AsyncFileDialog::new();
    let dialog = match purpose {
        PathPurpose::Open => (dialog.set_title("Open"))
            .add_filter("Projects, media and captions", &all)
            .add_filter("All files", &["*"]),
        PathPurpose::OpenMedia => (dialog.set_title("Open media"))
            .add_filter("Media", MEDIA)
            .add_filter("All files", &["*"]),
        PathPurpose::OpenCaptions => (dialog.set_title("Open captions"))
            .add_filter("Captions", CAPTIONS)
            .add_filter("All files", &["*"]),
        PathPurpose::OpenProject => (dialog.set_title("Open project"))
            .add_filter("Cuewright projects", PROJECT)
            .add_filter("All files", &["*"]),
        PathPurpose::SaveProject => {
            (dialog.set_title("Keep the project at")).add_filter("Cuewright projects", PROJECT)
        }
        PathPurpose::Export => dialog.set_title("Export to"),
    };
    suggest(dialog, suggestion)
}

fn suggest(dialog: AsyncFileDialog, suggestion: Option<&str>) -> AsyncFileDialog {
    let Some(path) = suggestion.map(Path::new) else {
        return dialog;
    };
    let dialog = match path.file_name().and_then(|name| name.to_str()) {
        Some(name) => dialog.set_file_name(name),
        None => dialog,
    };
    match path.parent().filter(|folder| folder.is_dir()) {
        Some(folder) => dialog.set_directory(folder),
        None => dialog,
    }
}
