//! The UI's packages and its built form.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context, Result};

use crate::command::{finish, npm};
use crate::workspace;

/// The copy of `package-lock.json` that says what `node_modules` was filled from.
const FILLED_FROM: &str = "node_modules/.filled-from.json";

/// Fetches a folder's npm packages when its `package-lock.json` is not the one that they came from.
pub fn fetch_packages(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let wanted = fs::read(&lock).with_context(|| format!("could not read {}", lock.display()))?;
    let stamp = folder.join(FILLED_FROM);
    if fs::read(&stamp).is_ok_and(|filled_from| filled_from == wanted) {
        return Ok(());
    }
    println!("xtask: fetching the npm packages of {}", folder.display());
    finish(&mut npm(folder, ["ci", "--no-audit", "--no-fund"]))?;
    fs::write(&stamp, wanted).with_context(|| format!("could not write {}", stamp.display()))
}

/// Fetches the UI's packages and builds it into `ui/dist`, where anything in `ui` is newer than that.
pub fn build() -> Result<()> {
    let folder = workspace::root().join("ui");
    fetch_packages(&folder)?;
    let built = fs::metadata(folder.join("dist/index.html")).and_then(|page| page.modified());
    if built.is_ok_and(|built| newest_source(&folder).is_some_and(|source| source <= built)) {
        return Ok(());
    }
    println!("xtask: building the UI");
    finish(&mut npm(&folder, ["run", "build"]))
}

/// When a file below a folder was last changed, without what npm and the build put there.
fn newest_source(folder: &Path) -> Option<SystemTime> {
    fs::read_dir(folder)
        .ok()?
        .filter_map(Result::ok)
        .filter(|entry| {
            let name = entry.file_name();
            !["node_modules", "dist", "coverage"]
                .iter()
                .any(|skipped| name == *skipped)
        })
        .filter_map(|entry| {
            if entry.file_type().ok()?.is_dir() {
                newest_source(&entry.path())
            } else {
                entry.metadata().ok()?.modified().ok()
            }
        })
        .max()
}
