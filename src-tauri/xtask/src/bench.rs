//! `cargo xtask bench`: the benchmarks, each beside its peer or limit.

use anyhow::Result;
use clap::Args;

use crate::command::{cargo, finish, npm};
use crate::system::{self, Purpose};
use crate::{interface, workspace};

/// The benchmark that runs in the real window; all others are bench targets of the tests package.
const WINDOW: &str = "window";
/// Damaged files for every reader of captions, a test that runs for minutes.
const MUTATIONS: &str = "mutations";
/// How many of them for each reader, unless `CUEWRIGHT_MUTATIONS` says otherwise.
const EACH: &str = "100000";

/// What the editor's start is measured against.
const EMPTY_WINDOW: &str = "empty-window";

#[derive(Args)]
pub struct Options {
    /// Run only the benchmark of this name: a bench target of tests/Cargo.toml, `window`, or `mutations`
    /// (100 000 damaged files for each reader, which only runs when it is named)
    name: Option<String>,
}

/// Builds what is measured in release, then runs the benchmarks, which print their own tables.
pub fn run(options: &Options) -> Result<()> {
    if options.name.as_deref() == Some(MUTATIONS) {
        return mutations();
    }
    system::prepare(Purpose::EndToEnd)?;
    interface::build()?;
    let programs = [
        "--package",
        "cuewright-cli",
        "--package",
        "cuewright",
        "--package",
        "cuewright-practice-services",
    ];
    let peer = ["--example", EMPTY_WINDOW];
    finish(
        cargo(["build", "--release", "--bins"])
            .args(programs)
            .args(peer),
    )?;
    match options.name.as_deref() {
        None => benches(&[]).and_then(|()| window()),
        Some(WINDOW) => window(),
        Some(name) => benches(&["--bench", name]),
    }
}

fn benches(chosen: &[&str]) -> Result<()> {
    finish(cargo(["bench", "--package", "cuewright-tests"]).args(chosen))
}

fn mutations() -> Result<()> {
    let count = std::env::var("CUEWRIGHT_MUTATIONS").unwrap_or_else(|_| EACH.to_owned());
    let test = [
        "test",
        "--release",
        "--package",
        "formats",
        "--test",
        "mutations",
    ];
    let mut command = cargo(test);
    command
        .args(["--", "--nocapture"])
        .env("CUEWRIGHT_MUTATIONS", count);
    finish(&mut command)
}

fn window() -> Result<()> {
    let folder = workspace::root().join("tests/e2e");
    interface::fetch_packages(&folder)?;
    let peer = workspace::released(&format!("examples/{EMPTY_WINDOW}"));
    let mut command = npm(&folder, ["run", "bench"]);
    command
        .env("CUEWRIGHT_PROGRAM", workspace::released("cuewright"))
        .env("CUEWRIGHT_EMPTY_WINDOW", peer);
    finish(&mut command)
}
