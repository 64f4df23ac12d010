//! `cargo xtask test`: every check, in the order in which a failure is cheapest to learn of.

use std::time::Instant;

use anyhow::{Result, bail};
use clap::Args;

use crate::command::{build_programs, cargo, finish, is_installed, npm};
use crate::system::{self, Purpose};
use crate::{bindings, corpus, interface, workspace};

#[derive(Args)]
pub struct Options {
    /// Run only the checks of these names
    names: Vec<String>,
    /// Print the names of the checks and stop
    #[arg(long)]
    list: bool,
}

/// One check: its name and what it runs.
struct Check {
    name: &'static str,
    run: fn() -> Result<()>,
}

/// Clippy, tests and documentation share what they build: one profile, the whole workspace, all targets.
const CHECKS: &[Check] = &[
    Check {
        name: "fmt",
        run: || finish(&mut cargo(["fmt", "--all", "--check"])),
    },
    Check {
        name: "ui-packages",
        run: ui_packages,
    },
    Check {
        name: "ui-lint",
        run: || ui("lint"),
    },
    Check {
        name: "ui-types",
        run: || ui("check"),
    },
    Check {
        name: "ui-tests",
        run: || ui("test"),
    },
    Check {
        name: "ui-build",
        run: interface::build,
    },
    Check {
        name: "clippy",
        run: clippy,
    },
    Check {
        name: "rust-tests",
        run: rust_tests,
    },
    Check {
        name: "doc-tests",
        run: || finish(&mut cargo(["test", "--workspace", "--doc"])),
    },
    Check {
        name: "docs",
        run: docs,
    },
    Check {
        name: "bindings",
        run: bindings::check,
    },
    Check {
        name: "licences",
        run: licences,
    },
    Check {
        name: "corpus",
        run: corpus::run,
    },
    Check {
        name: "end-to-end",
        run: end_to_end,
    },
];

/// Sets up and runs the checks; stops at the first that fails. The last line says how many passed and failed.
pub fn run(options: &Options) -> Result<()> {
    if options.list {
        CHECKS.iter().for_each(|check| println!("{}", check.name));
        return Ok(());
    }
    let wanted = chosen(&options.names)?;
    system::prepare(Purpose::EndToEnd)?;
    for (passed, check) in wanted.iter().enumerate() {
        println!("\n== {}", check.name);
        let start = Instant::now();
        if let Err(error) = (check.run)() {
            println!("\nxtask test: {} failed: {error:#}", check.name);
            println!("xtask test: {} not run", wanted.len() - passed - 1);
            println!("{passed} passed, 1 failed");
            bail!("{} failed", check.name);
        }
        println!(
            "== {}: passed in {} s",
            check.name,
            start.elapsed().as_secs()
        );
    }
    println!("\n{} passed, 0 failed", wanted.len());
    Ok(())
}

fn chosen(names: &[String]) -> Result<Vec<&'static Check>> {
    if let Some(unknown) = names
        .iter()
        .find(|name| !CHECKS.iter().any(|check| check.name == name.as_str()))
    {
        bail!("there is no check {unknown:?}; `cargo xtask test --list` names them");
    }
    Ok(CHECKS
        .iter()
        .filter(|check| names.is_empty() || names.iter().any(|name| name == check.name))
        .collect())
}

fn ui_packages() -> Result<()> {
    interface::fetch_packages(&workspace::root().join("ui"))
}

fn ui(script: &str) -> Result<()> {
    finish(&mut npm(&workspace::root().join("ui"), ["run", script]))
}

fn clippy() -> Result<()> {
    finish(&mut cargo([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ]))
}

/// The tests that run without a window.
fn rust_tests() -> Result<()> {
    build_programs()?;
    if is_installed("cargo-nextest") {
        finish(&mut cargo([
            "nextest",
            "run",
            "--workspace",
            "--no-fail-fast",
        ]))
    } else {
        finish(&mut cargo([
            "test",
            "--workspace",
            "--lib",
            "--bins",
            "--tests",
            "--no-fail-fast",
        ]))
    }
}

fn docs() -> Result<()> {
    let mut command = cargo([
        "doc",
        "--workspace",
        "--no-deps",
        "--document-private-items",
    ]);
    finish(command.env("RUSTDOCFLAGS", "--deny warnings"))
}

fn licences() -> Result<()> {
    if !is_installed("cargo-deny") {
        println!("skipped: cargo-deny is not installed (`cargo install cargo-deny`)");
        return Ok(());
    }
    finish(&mut cargo(["deny", "check"]))
}

fn end_to_end() -> Result<()> {
    interface::build()?;
    build_programs()?;
    let folder = workspace::root().join("tests/e2e");
    interface::fetch_packages(&folder)?;
    let mut command = npm(&folder, ["test"]);
    finish(command.env("CUEWRIGHT_PROGRAM", workspace::built("cuewright")))
}
