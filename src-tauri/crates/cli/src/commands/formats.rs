//! `formats`: what can be read and written, and what each format carries.

use std::fmt::Write as _;

use clap::Args;
use formats::{Feature, Info, Support, registry};

use crate::{Outcome, files};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Print one JSON document, with what each format carries
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// Print the list as a table in Markdown
    #[arg(long)]
    markdown: bool,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let infos: Vec<&Info> = registry::all().iter().map(|f| f.info()).collect();
    let out = if arguments.json {
        serde_json::to_string_pretty(&infos)?
    } else if arguments.markdown {
        markdown(&infos)
    } else {
        format!("{}\n{}", list(&infos), matrix(&infos)?)
    };
    files::print(out.trim_end())?;
    Ok(Outcome::Done)
}

fn endings(info: &Info, quote: &str) -> String {
    let endings = info.extensions.iter();
    let endings: Vec<String> = endings.map(|e| format!("{quote}.{e}{quote}")).collect();
    endings.join(" ")
}

fn list(infos: &[&Info]) -> String {
    let mut out = format!(
        "{:<14} {:<30} {:<22} {:<42} {}\n",
        "ID", "NAME", "EXTENSIONS", "MEDIA TYPE", "DOES"
    );
    for info in infos {
        let does = match (info.reads, info.writes) {
            (true, true) => "reads, writes",
            (true, false) => "reads",
            _ => "writes",
        };
        let (id, name, media) = (info.id, info.name, info.media_type);
        let endings = endings(info, "");
        let _ = writeln!(out, "{id:<14} {name:<30} {endings:<22} {media:<42} {does}");
    }
    out
}

fn markdown(infos: &[&Info]) -> String {
    let mut out = "| format | ending | read | written |\n|---|---|---|---|\n".to_owned();
    let yes_or_no = |yes: bool| if yes { "yes" } else { "no" };
    for info in infos {
        let (reads, writes) = (yes_or_no(info.reads), yes_or_no(info.writes));
        let endings = endings(info, "`");
        let _ = writeln!(out, "| {} | {endings} | {reads} | {writes} |", info.name);
    }
    out
}

/// One row for each feature, one column for each format that can be written,
/// its identifier running down.
fn matrix(infos: &[&Info]) -> anyhow::Result<String> {
    let columns: Vec<&Info> = infos.iter().copied().filter(|info| info.writes).collect();
    let height = columns.iter().map(|info| info.id.len()).max().unwrap_or(0);
    let mut out = "WHAT IS CARRIED (Y whole, p in part, . not)\n".to_owned();
    for line in 0..height {
        let _ = write!(out, "{:<17}", "");
        for info in &columns {
            // Identifiers stand on the row below them.
            let at = (line + info.id.len()).checked_sub(height);
            let letter = at.and_then(|at| info.id.chars().nth(at)).unwrap_or(' ');
            let _ = write!(out, " {letter}");
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
    }
    for feature in Feature::ALL {
        let name = serde_json::to_value(feature)?;
        let _ = write!(out, "{:<17}", name.as_str().unwrap_or_default());
        for info in &columns {
            let _ = match info.support(*feature) {
                Support::Full => write!(out, " Y"),
                Support::Partial => write!(out, " p"),
                Support::None => write!(out, " ."),
            };
        }
        out.push('\n');
    }
    Ok(out)
}
