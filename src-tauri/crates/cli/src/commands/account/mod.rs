//! `account`: accounts at the services, without their secrets.

mod add;
mod entry;
mod list;
mod remove;
mod set;
mod sign_in;
mod test;

use clap::{Args, Subcommand};
use serde::Serialize;
use services::secrets::Place;
use workbench::outbox::{Account, AccountState, MinutePrices, Proof};

use crate::Outcome;
use crate::desk::reported;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Add an account; its secrets are asked for, or read as lines of standard input
    Add(Box<add::Add>),
    /// List the accounts
    List(list::List),
    /// Ask the service whether an account is good
    Test(test::Test),
    /// Sign in again, or enter other keys; what waits to be sent stays
    SignIn(sign_in::SignIn),
    /// Turn an account on or off, real Rev orders on or off, and say what Rev charges you
    Set(set::Set),
    /// Sign out, forget the secrets, and take the account off the desk
    Remove(remove::Remove),
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.command {
        Command::Add(command) => reported(&command.desk, command.run()),
        Command::List(command) => reported(&command.desk, command.run()),
        Command::Test(command) => reported(&command.desk, command.run()),
        Command::SignIn(command) => reported(&command.desk, command.run()),
        Command::Set(command) => reported(&command.desk, command.run()),
        Command::Remove(command) => reported(&command.desk, command.run()),
    }
}

/// The JSON form of an account. Keys may be added, never renamed.
#[derive(Serialize)]
struct AccountForm {
    id: String,
    service: String,
    name: String,
    state: AccountState,
    api: String,
    client_id: Option<String>,
    signs_in_with: &'static str,
    secrets: Place,
    /// Whether Rev orders of it are only tried out.
    sandbox: bool,
    quota: u32,
    prices: MinutePrices,
}

impl AccountForm {
    fn of(account: &Account) -> Self {
        Self {
            id: account.id.to_string(),
            service: account.service.to_string().to_lowercase(),
            name: account.label.clone(),
            state: account.state,
            api: account.bases.api.clone(),
            client_id: account.client_id.clone(),
            signs_in_with: match &account.proof {
                Proof::SignIn => "sign-in",
                Proof::Keys => "keys",
                Proof::Headers { .. } => "headers",
            },
            secrets: Place::of(account),
            sandbox: account.only_sandbox(),
            quota: account.quota,
            prices: account.prices.clone(),
        }
    }

    fn in_words(&self) -> String {
        let state = match self.state {
            AccountState::Ok => "",
            AccountState::NeedsSignIn => "  sign in again",
            AccountState::Locked => "  its secrets cannot be had",
            AccountState::Off => "  off",
        };
        format!("{}  {:<8}  {}{state}", self.id, self.service, self.name)
    }
}
