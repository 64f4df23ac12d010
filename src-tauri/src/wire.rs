//! What the window asks and is told besides what the workbench defines.

use serde::{Deserialize, Serialize};
use workbench::{ExportChoices, Notice, Recent, Snapshot};

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
    /// A file named on the command line about which something has to be
    /// decided, for the window to open.
    pub undecided: Option<String>,
}

/// A format, and which options make a difference in it.
#[derive(Clone, Copy, Debug, Serialize, specta::Type)]
pub struct FormatInfo {
    /// Stable identifier, such as `srt`.
    pub id: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// File name extensions without the dot, the usual one first.
    pub extensions: &'static [&'static str],
    /// Whether files can be read.
    pub reads: bool,
    /// Whether files can be written.
    pub writes: bool,
    /// Whether its times are frame labels, so that reading needs a frame rate.
    pub counts_frames: bool,
    /// Which options make a difference in writing it.
    pub choices: ExportChoices,
}

impl FormatInfo {
    /// What the window needs to know of a format.
    #[must_use]
    pub fn of(format: &formats::Format) -> Self {
        let info = format.info();
        Self {
            id: info.id,
            name: info.name,
            extensions: info.extensions,
            reads: info.reads,
            writes: info.writes,
            counts_frames: info.counts_frames,
            choices: workbench::export_choices(info.id),
        }
    }
}
