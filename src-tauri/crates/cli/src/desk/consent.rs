//! Nothing is sent before the user has seen what, where to and what it costs.

use std::io::{self, IsTerminal as _};

use clap::Args;

use super::usage;

/// Whether the user has agreed already.
#[derive(Args)]
pub(crate) struct Consent {
    /// Go on without asking; what is done is named all the same
    #[arg(long)]
    yes: bool,
}

impl Consent {
    /// Names what is about to be done, and goes on only if the user agrees.
    pub(crate) fn to(&self, what: &str) -> anyhow::Result<()> {
        eprintln!("{what}");
        if self.yes {
            return Ok(());
        }
        if !io::stdin().is_terminal() {
            return Err(usage("nobody is there to ask; --yes goes on"));
        }
        eprint!("Go on? [y/N] ");
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        match answer.trim() {
            "y" | "Y" | "yes" => Ok(()),
            _ => anyhow::bail!("nothing was done"),
        }
    }

    /// The same for what takes other things with it: the user types its name.
    pub(crate) fn to_typed(&self, what: &str, name: &str) -> anyhow::Result<()> {
        eprintln!("{what}");
        if self.yes {
            return Ok(());
        }
        if !io::stdin().is_terminal() {
            return Err(usage("nobody is there to ask; --yes goes on"));
        }
        eprint!("Type {name} to go on: ");
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        if answer.trim() == name {
            return Ok(());
        }
        anyhow::bail!("nothing was done")
    }
}
