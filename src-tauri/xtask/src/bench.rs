//! `cargo xtask bench`: the benchmarks, each beside its peer or limit.

use anyhow::Result;
use clap::Args;

use crate::command::{cargo, finish};
use crate::interface;
use crate::system::{self, Purpose};

#[derive(Args)]
pub struct Options {
    /// Run only the benchmark of this name
    name: Option<String>,
}

/// Builds what is measured in release, then runs the benchmarks, which print their own tables.
pub fn run(options: &Options) -> Result<()> {
    system::prepare(Purpose::EndToEnd)?;
    interface::build()?;
    finish(&mut cargo([
        "build",
        "--release",
        "--bins",
        "--package",
        "cuewright-cli",
        "--package",
        "cuewright",
    ]))?;
    let mut command = cargo(["bench", "--package", "cuewright-tests"]);
    if let Some(name) = &options.name {
        command.args(["--bench", name]);
    }
    finish(&mut command)
}
