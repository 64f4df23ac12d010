//! `cargo xtask`: everything a person does in this checkout, from a bare machine on.
//!
//! `run` and `test` are the whole set-up: they install what the system lacks, fetch what the UI needs,
//! build, and only then do what they are named after.

mod bench;
mod bindings;
mod checks;
mod command;
mod corpus;
mod display;
mod interface;
mod practice;
mod run;
mod system;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Cuewright's own commands")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Set up, build and open the editor on the sample project; without a display, save a screenshot of it
    Run(run::Options),
    /// Set up, then run every check in order, stopping at the first that fails
    Test(checks::Options),
    /// Write the TypeScript types of the bridge from the Rust ones
    Bindings(bindings::Options),
    /// Run the benchmarks in release and print each beside its peer or limit
    Bench(bench::Options),
    /// Run the readers over the folder that CUEWRIGHT_CORPUS names
    Corpus,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Run(options) => run::run(&options),
        Task::Test(options) => checks::run(&options),
        Task::Bindings(options) => bindings::run(&options),
        Task::Bench(options) => bench::run(&options),
        Task::Corpus => corpus::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
