//! What the user types: at a terminal asked for, otherwise the next line of
//! standard input. Secrets never come as arguments, which other users can see.

use std::io::{self, IsTerminal as _};

use anyhow::Context as _;
use console::Term;
use secrecy::SecretString;

use super::usage;

/// A secret. What is typed does not show.
pub(crate) fn secret(what: &str) -> anyhow::Result<SecretString> {
    if !io::stdin().is_terminal() {
        return next_line(what).map(SecretString::from);
    }
    let terminal = Term::stderr();
    terminal.write_str(&format!("{what}: "))?;
    let typed = terminal.read_secure_line();
    Ok(typed.context("cannot read from the terminal")?.into())
}

/// A line that may show.
pub(crate) fn line(what: &str) -> anyhow::Result<String> {
    if io::stdin().is_terminal() {
        eprint!("{what}: ");
    }
    next_line(what)
}

fn next_line(what: &str) -> anyhow::Result<String> {
    let mut line = String::new();
    if io::stdin().read_line(&mut line)? == 0 {
        return Err(usage(format!(
            "standard input ended before the line with this: {what}"
        )));
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
