//! Starting other programs: announced, in the right folder, with a plain sentence when they fail.

use std::env;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::workspace;

/// Cargo, in the checkout's root.
///
/// The variables that `cargo run` set for xtask itself are taken away: build scripts that watch them would
/// otherwise run again, and rebuild what a plain `cargo build` has built.
pub fn cargo<I, S>(arguments: I) -> Command
where
    I: IntoIterator<Item = S>,
    S: AsRef<OsStr>,
{
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name);
        }
    }
    command.args(arguments).current_dir(workspace::root());
    command
}

/// Builds every program together with every test, which is one set of features and so one build.
pub fn build_programs() -> Result<()> {
    finish(&mut cargo(["build", "--workspace", "--bins", "--tests"]))
}

/// npm, in a folder of the checkout.
pub fn npm<I, S>(folder: &Path, arguments: I) -> Command
where
    I: IntoIterator<Item = S>,
    S: AsRef<OsStr>,
{
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.args(arguments).current_dir(folder);
    command
}

/// Runs a command to its end; anything but success is an error that names the command line.
pub fn finish(command: &mut Command) -> Result<()> {
    let line = line_of(command);
    let status = command
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("could not start `{line}`"))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// Runs a command for what it prints; None when it cannot start or fails.
pub fn output_of(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a program is on the search path.
pub fn is_installed(program: &str) -> bool {
    let name = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::var_os("PATH")
        .is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(&name).is_file()))
}

/// A command as one would type it.
pub fn line_of(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    let mut line = name.to_string_lossy().into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_reads_as_one_would_type_it() {
        let mut command = Command::new("/usr/bin/apt-get");
        command.args(["install", "-y", "xvfb"]);
        assert_eq!(line_of(&command), "apt-get install -y xvfb");
    }

    #[test]
    fn cargo_does_not_pass_on_what_it_set_for_xtask() {
        let command = cargo(["build"]);
        let removed = command
            .get_envs()
            .any(|(name, value)| name == "CARGO_PKG_NAME" && value.is_none());
        assert!(removed, "tests run under cargo, which sets CARGO_PKG_NAME");
    }
}
