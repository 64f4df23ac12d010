//! What the shell tells the window.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::{Deserialize, Serialize};
use tauri::ipc::Channel;
use tauri::{AppHandle, Runtime};
use workbench::{Event, EventSink};

use crate::desk::wire::DeskEvent;

/// Everything that happens, as one event of the window.
#[derive(Clone, Debug, Serialize, specta::Type)]
#[serde(untagged)]
pub enum AppEvent {
    /// Something happened to the project or to a job.
    Workbench(Event),
    /// Something happened to the window.
    Window(WindowEvent),
    /// Something happened at this user's desk.
    Desk(DeskEvent),
}

/// Something that happened to the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum WindowEvent {
    /// The user dropped files on it.
    Dropped {
        /// The files.
        paths: Vec<String>,
    },
    /// Files are being dragged over it, or no longer.
    DragOver {
        /// Whether they still are.
        over: bool,
    },
    /// The user wants to close it; it closes itself once nothing is pending.
    Closing,
}

/// Passes what happens on to the window.
///
/// Through a channel and not as an event of Tauri: an event is a script that the
/// web view compiles and keeps, a whole project in it.
pub struct WindowSink<R: Runtime> {
    app: OnceLock<AppHandle<R>>,
    listener: Mutex<Option<Channel<AppEvent>>>,
}

/// The sink that the shell's parts share.
pub type Sink = Arc<WindowSink<tauri::Wry>>;

impl<R: Runtime> Default for WindowSink<R> {
    fn default() -> Self {
        Self {
            app: OnceLock::new(),
            listener: Mutex::default(),
        }
    }
}

impl<R: Runtime> WindowSink<R> {
    /// The window is there.
    pub fn attach(&self, app: AppHandle<R>) {
        let _ = self.app.set(app);
    }

    /// The window's program, once it is there.
    pub fn app(&self) -> Option<&AppHandle<R>> {
        self.app.get()
    }

    /// A page hears what happens from now on. What happened before is in what it
    /// asks for first.
    pub fn listen(&self, page: Channel<AppEvent>) {
        *self.listener.lock().unwrap_or_else(PoisonError::into_inner) = Some(page);
    }

    /// Tells the window.
    pub fn tell(&self, event: AppEvent) {
        let listener = self.listener.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(page) = listener.as_ref()
            && let Err(error) = page.send(event)
        {
            log::error!("the window was not told: {error}");
        }
    }
}

impl<R: Runtime> EventSink for WindowSink<R> {
    fn send(&self, event: Event) {
        self.tell(AppEvent::Workbench(event));
    }
}

/// Paths as text for the window.
#[must_use]
pub fn texts(paths: &[PathBuf]) -> Vec<String> {
    let text = |path: &PathBuf| Path::display(path).to_string();
    paths.iter().map(text).collect()
}
