//! What the window asks and is told besides what the workbench defines.

use serde::{Deserialize, Serialize};
use workbench::{Notice, Recent, Snapshot};

use crate::preferences::Preferences;

/// Everything the first paint needs.
#[derive(Clone, Debug, Serialize, Deserialize, specta::Type)]
pub struct Start {
    /// The program's version.
    pub version: String,
    /// How the user likes the window.
    pub preferences: Preferences,
    /// Projects that were open, the last one first.
    pub recent: Vec<Recent>,
    /// The open project.
    pub snapshot: Option<Snapshot>,
    /// What should be said at once.
    pub notices: Vec<Notice>,
}
