//! What the shell holds while it runs.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use tauri::{AppHandle, Runtime};
use uuid::Uuid;
use workbench::{ErrorCode, ImportOptions, Notice, OpenOutcome, Result, Workbench, WorkbenchError};

use crate::dialogs::{Dialogs, PathPurpose};
use crate::grants::Grants;
use crate::preferences::Preferences;
use crate::sample;
use crate::wire::Start;

/// The shell's state, shared by every command.
pub struct App {
    /// The application layer.
    pub workbench: Workbench,
    /// Where paths come from.
    pub dialogs: Dialogs,
    /// Which paths the window may name.
    pub grants: Arc<Grants>,
    /// Where this user's data lives.
    pub data: PathBuf,
    /// What went wrong before there was a page to say it on.
    pub early: Mutex<Vec<Notice>>,
    /// A file to be opened by the page, which asks what has to be decided.
    pub undecided: Mutex<Option<PathBuf>>,
    /// What opens the file of the command line, until the page has asked.
    pub opening: Mutex<Option<JoinHandle<()>>>,
    /// Whether the user has stopped the conversion of many files.
    pub batch_cancelled: AtomicBool,
    /// Whether the user has asked to close the window.
    pub closing: AtomicBool,
}

impl App {
    /// The path a page sent, if the user is known to have named it.
    ///
    /// # Errors
    /// Where the user never did.
    pub fn granted(&self, path: &str) -> Result<PathBuf> {
        let path = PathBuf::from(path);
        if self.grants.holds(&path) {
            return Ok(path);
        }
        let message = "Choose the file in a dialog, or drop it on the window";
        Err(WorkbenchError::new(ErrorCode::NoPermission, message).about(&path))
    }

    /// The path of a file that a page wants to send: one the user is known to
    /// have named, or the open project's media.
    ///
    /// # Errors
    /// Where it is neither.
    pub fn may_send(&self, path: &str) -> Result<PathBuf> {
        let open = self.workbench.snapshot()?;
        let media = open.and_then(|open| open.media).map(|media| media.path);
        if media.as_deref() == Some(path) {
            return Ok(PathBuf::from(path));
        }
        self.granted(path)
    }

    /// Whether a project is the open one.
    ///
    /// # Errors
    /// Where it is not.
    pub fn is_open(&self, project: Uuid) -> Result<()> {
        if self
            .workbench
            .project_id()
            .is_ok_and(|open| open == project)
        {
            return Ok(());
        }
        let message = "Open the project that the track is in first";
        Err(WorkbenchError::new(ErrorCode::NotNow, message))
    }

    /// Asks the user for a path, which the window may name from then on.
    pub async fn choose<R: Runtime>(
        &self,
        app: &AppHandle<R>,
        purpose: PathPurpose,
        suggestion: Option<&str>,
    ) -> Option<PathBuf> {
        let path = self.dialogs.choose(app, purpose, suggestion).await?;
        self.grants.allow(&path);
        Some(path)
    }

    /// Everything the first paint needs.
    ///
    /// # Errors
    /// Where the open project cannot be read.
    pub fn start(&self) -> Result<Start> {
        self.wait_until_opened();
        let mut notices = self
            .early
            .lock()
            .map(|mut early| std::mem::take(&mut *early));
        let notices = notices.as_mut().map(std::mem::take).unwrap_or_default();
        let recent = self.workbench.recent().unwrap_or_default();
        for project in &recent {
            self.grants.allow(Path::new(&project.path));
        }
        Ok(Start {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            preferences: self.preferences(),
            recent,
            snapshot: self.workbench.snapshot()?,
            notices,
            undecided: self.undecided(),
        })
    }

    /// Takes note of what opens the file of the command line; the first paint
    /// waits for it.
    pub fn opens(&self, work: JoinHandle<()>) {
        if let Ok(mut opening) = self.opening.lock() {
            *opening = Some(work);
        }
    }

    fn wait_until_opened(&self) {
        let work = self
            .opening
            .lock()
            .ok()
            .and_then(|mut opening| opening.take());
        if let Some(work) = work
            && work.join().is_err()
        {
            log::error!("opening the file of the command line came to a sudden end");
        }
    }

    fn undecided(&self) -> Option<String> {
        let path = self.undecided.lock().ok()?.take()?;
        Some(path.display().to_string())
    }

    /// Opens a file that the command line names. Captions about which something
    /// has to be decided are left to the page.
    ///
    /// # Errors
    /// Where the file cannot be opened.
    pub fn open_named(&self, path: &Path) -> Result<()> {
        self.grants.allow(path);
        let preview = self
            .workbench
            .preview_import(path, ImportOptions::default())?;
        if preview.is_some_and(|preview| preview.needs_decision)
            && let Ok(mut undecided) = self.undecided.lock()
        {
            *undecided = Some(path.to_owned());
            return Ok(());
        }
        self.workbench.open_path(path, ImportOptions::default())?;
        Ok(())
    }

    /// Says something as soon as there is a page.
    pub fn say_at_start(&self, error: &WorkbenchError) {
        if let Ok(mut early) = self.early.lock() {
            early.push(Notice::error(error.code.to_string(), error.message.clone()));
        }
    }

    /// How the user likes the window; the defaults where that was never said.
    fn preferences(&self) -> Preferences {
        let stored = self.workbench.preferences().ok().flatten();
        stored
            .and_then(|value| serde_json::from_value(value).ok())
            .unwrap_or_default()
    }

    /// Keeps preferences.
    ///
    /// # Errors
    /// Where the desk cannot be written.
    pub fn set_preferences(&self, preferences: &Preferences) -> Result<()> {
        let value = serde_json::to_value(preferences)
            .map_err(|error| WorkbenchError::new(ErrorCode::Defect, error.to_string()))?;
        self.workbench.set_preferences(value)
    }

    /// Opens the sample project, which is made when first asked for.
    ///
    /// # Errors
    /// Where it cannot be made or opened.
    pub fn open_sample(&self) -> Result<OpenOutcome> {
        self.workbench.open_sample(self.sample()?)
    }

    /// The sample's files on the disk.
    ///
    /// # Errors
    /// Where the user's data folder cannot be written.
    fn sample(&self) -> Result<workbench::SampleFiles> {
        let folder = self.data.join("sample");
        sample::unpack(&folder)
            .map_err(|error| WorkbenchError::io("write the sample to", &folder, &error))
    }
}

/// Where this user's data lives on this system.
#[must_use]
pub fn data_folder() -> Option<PathBuf> {
    Some(folders()?.data_dir().to_owned())
}

/// Where the user's own quality profiles and words are on this system.
#[must_use]
pub fn house_folder() -> Option<PathBuf> {
    Some(folders()?.config_dir().to_owned())
}

fn folders() -> Option<directories::ProjectDirs> {
    directories::ProjectDirs::from("app", "Cuewright", "cuewright")
}
