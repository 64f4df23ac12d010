//! `sync`: the outbox, and what became of what was in it.

mod decide;
mod journal;
mod run;
mod status;

use clap::{Args, Subcommand};

use crate::Outcome;
use crate::desk::reported;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Send what waits, and look for what was sent
    Run(run::Run),
    /// Show what waits, what is being sent, and what needs a decision
    Status(status::Status),
    /// Print what was tried, without secrets, for people who help
    Journal(journal::Journal),
    /// Decide about an item that does not go on by itself
    Decide(decide::Decide),
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.command {
        Command::Run(command) => reported(&command.desk, command.run()),
        Command::Status(command) => reported(&command.desk, command.run()),
        Command::Journal(command) => reported(&command.desk, command.run()),
        Command::Decide(command) => reported(&command.desk, command.run()),
    }
}
