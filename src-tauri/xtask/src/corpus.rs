//! `cargo xtask corpus`: the readers over a folder of real files.

use std::env;

use anyhow::Result;

use crate::command::{cargo, finish};

/// The folder of caption files; its contents are never part of this repository.
const FOLDER: &str = "CUEWRIGHT_CORPUS";

/// Runs the readers over the folder, or says that none is named.
pub fn run() -> Result<()> {
    if env::var_os(FOLDER).is_none() {
        println!("xtask: skipped, since {FOLDER} names no folder of caption files");
        return Ok(());
    }
    finish(&mut cargo([
        "test",
        "--package",
        "cuewright-tests",
        "--test",
        "corpus",
        "--",
        "--nocapture",
    ]))
}
