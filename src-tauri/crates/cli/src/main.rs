//! Cuewright without a window, for batch work, scripts and continuous
//! integration.
//!
//! Results go to standard output, messages to standard error. Exit status: 0
//! done, 1 could not (nothing was written), 2 wrong usage, 3 done with losses
//! or findings where `--strict` was given.

mod commands;
mod desk;
mod files;
mod findings;
mod house;
mod inspection;
mod project;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Caption files: what is in them, and from one format to another.
#[derive(Parser)]
#[command(name = "cuewright-cli", version, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List every format: name, extensions, media type, reads, writes
    Formats(commands::formats::Arguments),
    /// Show what is in a caption file, with diagnostics
    Inspect(commands::inspect::Arguments),
    /// Convert caption files from one format to another
    Convert(Box<commands::convert::Arguments>),
    /// Hold a caption file to a profile, and mend what is safe to mend
    Check(Box<commands::check::Arguments>),
    /// Write the waveform of a media file, as audiowaveform does
    Waveform(commands::waveform::Arguments),
    /// Work with project files
    Project(project::Arguments),
    /// Accounts at Studio, YouTube and Rev
    Account(commands::account::Arguments),
    /// Requests for captions and orders of them
    Queue(commands::queue::Arguments),
    /// Caption tracks of a YouTube video
    Youtube(commands::youtube::Arguments),
    /// Caption orders at Rev
    Rev(commands::rev::Arguments),
    /// Service types of a captioning service of Studio
    ServiceType(commands::service_type::Arguments),
    /// The outbox: send what waits, see what became of it, decide
    Sync(commands::sync::Arguments),
}

/// How a command ended that did what it was asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Done.
    Done,
    /// Done, and `--strict` asks that losses or findings be told.
    WithLosses,
}

/// Arguments that are well-formed but make no sense together.
#[derive(Debug)]
struct UsageError(String);

impl std::fmt::Display for UsageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

fn run(arguments: Arguments) -> anyhow::Result<Outcome> {
    match arguments.command {
        Command::Formats(arguments) => commands::formats::run(&arguments),
        Command::Inspect(arguments) => commands::inspect::run(&arguments),
        Command::Convert(arguments) => commands::convert::run(&arguments),
        Command::Check(arguments) => commands::check::run(&arguments),
        Command::Waveform(arguments) => commands::waveform::run(&arguments),
        Command::Project(arguments) => project::run(&arguments),
        Command::Account(arguments) => commands::account::run(&arguments),
        Command::Queue(arguments) => commands::queue::run(&arguments),
        Command::Youtube(arguments) => commands::youtube::run(&arguments),
        Command::Rev(arguments) => commands::rev::run(&arguments),
        Command::ServiceType(arguments) => commands::service_type::run(&arguments),
        Command::Sync(arguments) => commands::sync::run(&arguments),
    }
}

fn main() -> ExitCode {
    // The same program reads media, as a child that may crash or be killed.
    audio::child::main();
    services::secrets::leave_no_dumps();
    match run(Arguments::parse()) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::WithLosses) => ExitCode::from(3),
        Err(error) => {
            eprintln!("cuewright-cli: {error:#}");
            let is_usage = error.downcast_ref::<UsageError>().is_some();
            ExitCode::from(if is_usage { 2 } else { 1 })
        }
    }
}
