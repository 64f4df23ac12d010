//! Where things are in the checkout.

use std::env;
use std::path::{Path, PathBuf};

/// The checkout's root folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("xtask lies two folders below the root")
        .to_path_buf()
}

/// The folder that Cargo builds into.
pub fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// A program of this workspace as the dev profile builds it.
pub fn built(program: &str) -> PathBuf {
    program_in("debug", program)
}

/// A program of this workspace as the release profile builds it.
pub fn released(program: &str) -> PathBuf {
    program_in("release", program)
}

fn program_in(profile: &str, program: &str) -> PathBuf {
    target()
        .join(profile)
        .join(format!("{program}{}", env::consts::EXE_SUFFIX))
}
