//! Which paths the window may name.
//!
//! A path reaches the backend only where the user put it: through a dialog, a
//! drop, the command line or the list of recent projects. Anything else a page
//! might send is refused.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// The paths the user has named in this run.
#[derive(Default)]
pub struct Grants {
    paths: Mutex<HashSet<PathBuf>>,
}

impl Grants {
    /// Remembers that the user named this path.
    pub fn allow(&self, path: &Path) {
        if let Ok(mut paths) = self.paths.lock() {
            paths.insert(path.to_owned());
        }
    }

    /// Whether the user named exactly this path.
    #[must_use]
    pub fn holds(&self, path: &Path) -> bool {
        self.paths.lock().is_ok_and(|paths| paths.contains(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_path_that_was_named_is_allowed() {
        let grants = Grants::default();
        grants.allow(Path::new("/home/a/talk.mp4"));
        assert!(grants.holds(Path::new("/home/a/talk.mp4")));
        for path in [
            "/home/a",
            "/home/a/other.mp4",
            "/home/a/talk.mp4/../../.ssh/id",
            "",
        ] {
            assert!(!grants.holds(Path::new(path)), "{path}");
        }
    }
}
