//! `service-type`: the kinds of captioning that a captioning service of Studio
//! offers.

mod delete;
mod list;
mod set;

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
    /// List the active service types
    List(list::List),
    /// Make a service type, or change the one of that key
    Set(set::Set),
    /// Delete a service type, and the captioning roles that are tied to it
    Delete(delete::Delete),
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.command {
        Command::List(command) => reported(&command.desk, command.run()),
        Command::Set(command) => reported(&command.desk, command.run()),
        Command::Delete(command) => reported(&command.desk, command.run()),
    }
}
