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
    /// The folder that the files of an export go into.
    ExportFolder,
    /// A folder of caption files to be converted.
    BatchFolder,
    /// Caption files to be converted.
    BatchFiles,
    /// A quality profile to be taken in.
    OpenProfile,
    /// Where a quality profile goes.
    SaveProfile,
    /// Where the summary of a review goes.
    SaveHandBack,
}

/// Endings of media files.
pub const MEDIA: &[&str] = &[
    "mp4", "m4v", "m4a", "mov", "webm", "mkv", "mp3", "wav", "flac", "ogg", "opus", "aac", "avi",
    "mxf", "ts", "mpg", "wmv",
];
const CAPTIONS: &[&str] = &[
    "srt", "vtt", "scc", "mcc", "ttml", "dfxp", "xml", "stl", "cap", "sbv", "ass", "ssa", "sub",
    "txt", "json",
];
const PROJECT: &[&str] = &["cuewright"];
const PROFILE: &[&str] = &["json"];

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
    /// The paths that are chosen, where there may be several.
    #[serde(default)]
    pub paths: Vec<PathBuf>,
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
            Self::Scripted(answers) => scripted(answers, purpose)?.path,
        }
    }

    /// Asks for caption files; none where the user cancelled.
    pub async fn choose_files<R: Runtime>(&self, app: &AppHandle<R>) -> Vec<PathBuf> {
        let purpose = PathPurpose::BatchFiles;
        match self {
            Self::System => ask_for_files(app, purpose).await.unwrap_or_default(),
            Self::Scripted(answers) => {
                scripted(answers, purpose).map_or_else(Vec::new, |answer| answer.paths)
            }
        }
    }
}

/// The next answer for a purpose.
fn scripted(answers: &Mutex<VecDeque<Answer>>, purpose: PathPurpose) -> Option<Answer> {
    let mut answers = answers.lock().ok()?;
    let at = answers.iter().position(|answer| answer.kind == purpose)?;
    answers.remove(at)
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
        let dialog = over_window(&handle, describe(purpose, suggestion.as_deref()));
        tauri::async_runtime::spawn(async move {
            let file = match purpose {
                PathPurpose::SaveProject
                | PathPurpose::Export
                | PathPurpose::SaveProfile
                | PathPurpose::SaveHandBack => dialog.save_file().await,
                PathPurpose::ExportFolder | PathPurpose::BatchFolder => dialog.pick_folder().await,
                _ => dialog.pick_file().await,
            };
            let _ = answer.send(file.map(|file| file.path().to_owned()));
        });
    })
    .ok()?;
    answered.await.ok().flatten()
}

async fn ask_for_files<R: Runtime>(
    app: &AppHandle<R>,
    purpose: PathPurpose,
) -> Option<Vec<PathBuf>> {
    let (answer, answered) = oneshot::channel();
    let handle = app.clone();
    app.run_on_main_thread(move || {
        let dialog = over_window(&handle, describe(purpose, None));
        tauri::async_runtime::spawn(async move {
            let _ = answer.send(dialog.pick_files().await);
        });
    })
    .ok()?;
    let files = answered.await.ok().flatten()?;
    Some(files.iter().map(|file| file.path().to_owned()).collect())
}

fn over_window<R: Runtime>(app: &AppHandle<R>, dialog: AsyncFileDialog) -> AsyncFileDialog {
    match app.get_webview_window("main") {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    }
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
        PathPurpose::ExportFolder => dialog.set_title("Folder for the files"),
        PathPurpose::BatchFolder => dialog.set_title("Folder of caption files"),
        PathPurpose::OpenProfile => {
            (dialog.set_title("Take in a profile")).add_filter("Quality profiles", PROFILE)
        }
        PathPurpose::SaveProfile => {
            (dialog.set_title("Save the profile as")).add_filter("Quality profiles", PROFILE)
        }
        PathPurpose::SaveHandBack => (dialog.set_title("Save the summary as"))
            .add_filter("Page", &["html"])
            .add_filter("Table", &["csv"])
            .add_filter("JSON", &["json"]),
        PathPurpose::BatchFiles => (dialog.set_title("Caption files"))
            .add_filter("Captions", CAPTIONS)
            .add_filter("All files", &["*"]),
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
