//! `rev`: caption orders.

mod cancel;
mod fetch;
mod form;
mod inputs;
mod notice;
mod order;
mod orders;
mod show;

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
    /// Give Rev a media to caption: upload a file, or let Rev fetch a link
    Inputs(inputs::Inputs),
    /// Order captions, as a JSON file says; everything that can be checked is, before it is sent
    Order(Box<order::Place>),
    /// List the orders
    Orders(orders::Orders),
    /// Show one order, with its comments and attachments
    Show(show::Show),
    /// Cancel an order that nobody has begun to work on
    Cancel(cancel::Cancel),
    /// Read a notification that a relay has kept, and look up the order it is about
    Notice(notice::Read),
    /// Fetch the captions of an order, as a file or into a project
    Fetch(fetch::Fetch),
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.command {
        Command::Inputs(command) => reported(&command.desk, command.run()),
        Command::Order(command) => reported(&command.desk, command.run()),
        Command::Orders(command) => reported(&command.desk, command.run()),
        Command::Show(command) => reported(&command.desk, command.run()),
        Command::Cancel(command) => reported(&command.desk, command.run()),
        Command::Notice(command) => reported(&command.desk, command.run()),
        Command::Fetch(command) => reported(&command.desk, command.run()),
    }
}
