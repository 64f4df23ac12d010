//! `cargo xtask run`: from a bare machine to the sample project on the screen.

use std::env;
use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::command::{cargo, finish};
use crate::practice::{PORT, Practice};
use crate::system::{self, Purpose};
use crate::{display, interface, workspace};

#[derive(Args)]
pub struct Options {
    /// What the editor opens or is told, instead of the sample project
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// Sets up, builds and shows the editor.
pub fn run(options: &Options) -> Result<()> {
    let headless = is_headless();
    system::prepare(if headless {
        Purpose::Headless
    } else {
        Purpose::Build
    })?;
    interface::build()?;
    println!("xtask: building the editor and the practice services");
    for (package, program) in [
        ("cuewright", "cuewright"),
        ("cuewright-practice-services", "practice-services"),
    ] {
        finish(&mut cargo([
            "build",
            "--package",
            package,
            "--bin",
            program,
        ]))?;
    }
    let program = workspace::built("cuewright");
    let mut arguments: Vec<&str> = options.arguments.iter().map(String::as_str).collect();
    if arguments.is_empty() {
        arguments.push("--sample");
    }
    let practice = Practice::start()?;
    if !headless {
        let mut editor = Command::new(program);
        return finish(editor.args(arguments).env(PORT, &practice.port));
    }
    let picture = workspace::target().join("sample.png");
    println!("xtask: no display here; showing the editor on a virtual one");
    display::photograph(
        &program,
        &arguments,
        &[(PORT, &practice.port)],
        &workspace::target().join("headless"),
        &picture,
    )?;
    println!("xtask: the window is in {}", picture.display());
    Ok(())
}

/// Whether there is nothing to show a window on.
fn is_headless() -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(target_os = "linux") && !is_set("DISPLAY") && !is_set("WAYLAND_DISPLAY")
}
