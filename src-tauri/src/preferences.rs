//! How this user likes the window.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use workbench::{ExportOptions, ImportOptions, Naming};

/// Preferences of the window. Absent fields take their defaults, so that older
/// and newer versions read each other's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(default)]
pub struct Preferences {
    /// Who works at this desk, as it is said of comments and waivers; empty where
    /// that was never said.
    pub name: String,
    /// Light or dark.
    pub theme: Theme,
    /// Name of the key preset.
    pub keymap: String,
    /// Keys the user changed, over the preset.
    pub keys: Vec<KeyChange>,
    /// Sizes of panels, by name.
    pub panels: BTreeMap<String, f32>,
    /// Whether the timeline follows the playhead.
    pub follow_playhead: bool,
    /// Whether dragging snaps.
    pub snapping: bool,
    /// Whether changes on the timeline are spoken.
    pub speech_feedback: bool,
    /// What to answer where a file leaves something open, by format.
    pub readings: BTreeMap<String, ImportOptions>,
    /// How the last export was made.
    pub export: ExportHabits,
}

/// How exports are made, as the user left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(default)]
pub struct ExportHabits {
    /// Formats that were last chosen.
    pub formats: Vec<String>,
    /// How files are named.
    pub naming: String,
    /// Options of formats that differ from what is usual.
    pub options: Vec<ExportOptions>,
}

impl Default for ExportHabits {
    fn default() -> Self {
        Self {
            formats: Vec::new(),
            naming: Naming::USUAL.to_owned(),
            options: Vec::new(),
        }
    }
}

/// The colours of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// Dark.
    #[default]
    Dark,
    /// Light.
    Light,
    /// High contrast.
    Contrast,
    /// As the desktop is.
    System,
}

/// The keys of one command, as the user wants them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct KeyChange {
    /// The command.
    pub command: String,
    /// Its keys; none takes it off the keyboard.
    pub keys: Vec<String>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            name: String::new(),
            theme: Theme::default(),
            keymap: "subtitle-edit".to_owned(),
            keys: Vec::new(),
            panels: BTreeMap::new(),
            follow_playhead: true,
            snapping: true,
            speech_feedback: true,
            readings: BTreeMap::new(),
            export: ExportHabits::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferences_of_another_version_are_read_as_far_as_they_go() {
        let stored = serde_json::json!({ "theme": "light", "later": 1 });
        let read: Preferences = serde_json::from_value(stored).unwrap();
        assert_eq!(read.theme, Theme::Light);
        assert!(read.snapping);
    }
}
