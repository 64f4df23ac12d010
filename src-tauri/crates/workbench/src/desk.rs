//! What this user keeps on this machine besides projects.

use std::path::Path;

use crate::engine::Engine;
use crate::error::name;
use crate::{Recent, RecentProject, Result};

impl Engine {
    pub(crate) fn recent(&mut self) -> Result<Vec<Recent>> {
        let recent = self.ports.desk.recent()?;
        Ok(recent.iter().map(shown).collect())
    }

    /// Notes that a project is open. A desk that cannot be written is no reason
    /// not to open it.
    pub(crate) fn remember(&mut self, path: &Path) {
        let project = RecentProject {
            path: path.to_owned(),
            opened_at: self.ports.clock.now(),
        };
        if let Err(error) = self.ports.desk.remember(&project) {
            self.notice(crate::Notice::warning("desk-not-written", error.message));
        }
    }
}

fn shown(project: &RecentProject) -> Recent {
    let path = &project.path;
    let stem = path.file_stem();
    Recent {
        path: path.display().to_string(),
        name: stem.map_or_else(|| name(path), |stem| stem.to_string_lossy().into_owned()),
        opened_at: project.opened_at,
        exists: path.exists(),
    }
}
