//! `inspect`: what is in a caption file.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use formats::Reading;

use crate::inspection::Inspection;
use crate::{Outcome, files};

#[derive(Args)]
pub(crate) struct Arguments {
    /// The caption file
    file: PathBuf,
    #[command(flatten)]
    reader: files::Reader,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let reading = arguments.reader.read(&arguments.file)?;
    if arguments.json {
        let inspection = Inspection::of(&reading, arguments.reader.fps.is_some());
        files::print(&serde_json::to_string_pretty(&inspection)?)?;
    } else {
        files::print(describe(&reading).trim_end())?;
    }
    Ok(Outcome::Done)
}

fn describe(reading: &Reading) -> String {
    let mut out = String::new();
    let track = reading.document.track(reading.track);
    let format = track.and_then(|t| t.format.as_deref()).unwrap_or("unknown");
    let count = reading.document.len();
    let _ = writeln!(out, "{format}, {}, {count} cues", reading.encoding);
    if let Some(language) = track.map(|t| &t.language).filter(|l| !l.is_empty()) {
        let _ = writeln!(out, "language {language}");
    }
    for (number, cue) in (1..).zip(reading.document.cues(reading.track)) {
        let end = cue
            .out_time
            .map_or("open".to_owned(), |out| out.to_string());
        let text = cue.text().replace('\n', " | ");
        let _ = writeln!(out, "{number:>5}  {} - {end}  {text}", cue.in_time);
    }
    for remark in &reading.diagnostics {
        let severity = format!("{:?}", remark.severity).to_lowercase();
        let line = remark
            .line
            .map_or(String::new(), |line| format!(" line {line}:"));
        let _ = writeln!(out, "{severity}:{line} {}", remark.message);
    }
    out
}
