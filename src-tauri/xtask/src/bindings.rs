//! `cargo xtask bindings`: the TypeScript types of what the window and the shell say to each other.

use std::fs;
use std::process::Command;

use anyhow::{Result, bail};
use clap::Args;

use crate::command::{build_programs, finish};
use crate::{interface, workspace};

/// The committed file, as its readers import it.
const COMMITTED: &str = "ui/src/bridge/bindings.ts";

#[derive(Args)]
pub struct Options {
    /// Write nothing; fail when the committed file is not what the Rust types say
    #[arg(long)]
    check: bool,
}

/// Writes the bindings, or checks them.
pub fn run(options: &Options) -> Result<()> {
    interface::build()?;
    if options.check {
        check()
    } else {
        finish(exporter()?.arg(workspace::root().join(COMMITTED)))
    }
}

/// Fails, after showing the difference, when the committed bindings are not what the Rust types say.
pub fn check() -> Result<()> {
    let fresh = workspace::target().join("bindings.ts");
    finish(exporter()?.arg(&fresh))?;
    let committed = workspace::root().join(COMMITTED);
    if fs::read(&fresh)? == fs::read(&committed).unwrap_or_default() {
        return Ok(());
    }
    // It answers 1 because there is a difference; showing that is all it is for.
    let _ = Command::new("git")
        .args(["--no-pager", "diff", "--no-index", "--"])
        .args([&committed, &fresh])
        .status();
    bail!("{COMMITTED} is not what the Rust types say; run `cargo xtask bindings` and commit it");
}

/// The editor, told to write its bindings; built as the tests build it, so that nothing is built twice.
fn exporter() -> Result<Command> {
    build_programs()?;
    let mut editor = Command::new(workspace::built("cuewright"));
    editor.arg("export-bindings");
    Ok(editor)
}
