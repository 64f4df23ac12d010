//! `cargo xtask bench`: the benchmarks, each beside its peer or limit.

use anyhow::Result;
use clap::Args;

use crate::command::{cargo, finish, npm};
use crate::system::{self, Purpose};
use crate::{interface, workspace};

/// The benchmark that runs in the real window; all others are bench targets of the tests package.
const WINDOW: &str = "window";

#[derive(Args)]
pub struct Options {
    /// Run only the benchmark of this name: a bench target of tests/Cargo.toml, or `window`
    name: Option<String>,
}

/// Builds what is measured in release, then runs the benchmarks, which print their own tables.
pub fn run(options: &Options) -> Result<()> {
    system::prepare(Purpose::EndToEnd)?;
    interface::build()?;
    let programs = ["--package", "cuewright-cli", "--package", "cuewright"];
    finish(cargo(["build", "--release", "--bins"]).args(programs))?;
    match options.name.as_deref() {
        None => benches(&[]).and_then(|()| window()),
        Some(WINDOW) => window(),
        Some(name) => benches(&["--bench", name]),
    }
}

fn benches(chosen: &[&str]) -> Result<()> {
    finish(cargo(["bench", "--package", "cuewright-tests"]).args(chosen))
}

fn window() -> Result<()> {
    let folder = workspace::root().join("tests/e2e");
    interface::fetch_packages(&folder)?;
    let mut command = npm(&folder, ["run", "bench"]);
    finish(command.env("CUEWRIGHT_PROGRAM", workspace::released("cuewright")))
}
