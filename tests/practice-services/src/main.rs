//! The practice services as a program: starts them and says where they are.

use std::env;
use std::ffi::OsString;
use std::io::{self, Read};
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;

use practice_services::{Options, Practice, World};

const HELP: &str = "\
Plays Studio, YouTube and Rev on 127.0.0.1, for practice and for tests.

Usage: practice-services [--media FOLDER] [--world FILE] [--port PORT] [--tied]

  --media FOLDER  the folder with the media that the world names
  --world FILE    the world to begin with, in JSON; without it, a newcomer's
  --port PORT     the port of the services; without it, any that is free
  --tied          end when standard input ends

Prints one line of JSON: port, control_port, storage_port.
";

/// What the command line asks for.
struct Asked {
    options: Options,
    tied: bool,
}

fn main() -> ExitCode {
    match read(env::args_os().skip(1)) {
        Ok(None) => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
        Ok(Some(asked)) => match Practice::start(asked.options) {
            Ok(practice) => serve(&practice, asked.tied),
            Err(error) => failed(&format!("no port can be had: {error}")),
        },
        Err(reason) => failed(&reason),
    }
}

fn failed(reason: &str) -> ExitCode {
    eprintln!("practice-services: {reason}");
    ExitCode::FAILURE
}

fn read(mut arguments: impl Iterator<Item = OsString>) -> Result<Option<Asked>, String> {
    let mut asked = Asked {
        options: Options::default(),
        tied: false,
    };
    while let Some(argument) = arguments.next() {
        let name = argument.to_string_lossy().into_owned();
        let mut value = || arguments.next().ok_or(format!("{name} needs a value"));
        match name.as_str() {
            "--help" | "-h" => return Ok(None),
            "--tied" => asked.tied = true,
            "--media" => asked.options.media = Some(PathBuf::from(value()?)),
            "--world" => asked.options.world = world(&PathBuf::from(value()?))?,
            "--port" => {
                let port = value()?.to_string_lossy().parse();
                asked.options.port = port.map_err(|_| "--port needs a number".to_owned())?;
            }
            _ => return Err(format!("{name} is not known; --help says what is")),
        }
    }
    Ok(Some(asked))
}

fn world(path: &PathBuf) -> Result<World, String> {
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = std::fs::read(path).map_err(|error| named(&error))?;
    serde_json::from_slice(&text).map_err(|error| named(&error))
}

fn serve(practice: &Practice, tied: bool) -> ExitCode {
    let ports = serde_json::json!({
        "port": practice.port(),
        "control_port": practice.control_port(),
        "storage_port": practice.storage_port(),
    });
    println!("{ports}");
    if tied {
        let _ = io::stdin().read_to_end(&mut Vec::new());
        return ExitCode::SUCCESS;
    }
    loop {
        thread::park();
    }
}
