//! The desktop program.

#![cfg_attr(all(not(debug_assertions), windows), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    // The same program decodes audio, as a child that may crash or be killed.
    audio::child::main();
    services::secrets::leave_no_dumps();
    match cuewright_shell::run(std::env::args_os().skip(1).collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cuewright: {error:#}");
            ExitCode::FAILURE
        }
    }
}
