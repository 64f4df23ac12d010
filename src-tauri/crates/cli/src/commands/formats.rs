//! `formats`: what can be read and written.

use std::fmt::Write as _;

use clap::Args;
use formats::registry;

use crate::{Outcome, files};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Print one JSON document, with what each format carries
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let infos: Vec<&formats::Info> = registry::all().iter().map(|f| f.info()).collect();
    if arguments.json {
        files::print(&serde_json::to_string_pretty(&infos)?)?;
        return Ok(Outcome::Done);
    }
    let mut out = format!(
        "{:<12} {:<28} {:<20} {:<34} {}\n",
        "ID", "NAME", "EXTENSIONS", "MEDIA TYPE", "DOES"
    );
    for info in infos {
        let endings: Vec<String> = info.extensions.iter().map(|e| format!(".{e}")).collect();
        let does = match (info.reads, info.writes) {
            (true, true) => "reads, writes",
            (true, false) => "reads",
            _ => "writes",
        };
        let _ = writeln!(
            out,
            "{:<12} {:<28} {:<20} {:<34} {does}",
            info.id,
            info.name,
            endings.join(" "),
            info.media_type
        );
    }
    files::print(out.trim_end())?;
    Ok(Outcome::Done)
}
