//! `convert`: caption files from one format to another.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use captions::{Document, Time, Timebase, TrackId};
use clap::{Args, ValueEnum};
use formats::{Diagnostic, Encoding, LineEnding, Loss, Reading, Severity, WriteOptions, registry};
use serde::Serialize;
use workbench::Naming;

use crate::files::{self, save};
use crate::{Outcome, UsageError};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Input and output; with --out-dir, any number of files and of folders of them
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) reader: files::Reader,
    /// Format of the output, with --out-dir any number of them; taken from its name where this is not given
    #[arg(long, value_name = "FORMAT", value_delimiter = ',')]
    pub(super) to: Vec<String>,
    /// Convert every FILE, and the caption files of every folder, into this folder
    #[arg(long, value_name = "DIR", requires = "to")]
    pub(super) out_dir: Option<PathBuf>,
    /// Look into the folders below too
    #[arg(long, requires = "out_dir")]
    pub(super) recursive: bool,
    /// How files are named, from {name}, {language} and {format}
    #[arg(
        long,
        value_name = "PATTERN",
        requires = "out_dir",
        default_value = "{name}"
    )]
    pub(super) name: Naming,
    #[command(flatten)]
    pub(super) changes: Changes,
    #[command(flatten)]
    pub(super) writing: Writing,
    /// Write what the output cannot carry to this file, as JSON
    #[arg(long, value_name = "LOSSES.json")]
    report: Option<PathBuf>,
    /// End with status 3 where the output does not carry everything
    #[arg(long)]
    strict: bool,
    /// Replace files that exist
    #[arg(long)]
    pub(super) force: bool,
}

/// What to change on the way.
#[derive(Args)]
pub(super) struct Changes {
    /// Label frames with drop-frame timecode
    #[arg(long, conflicts_with = "non_drop")]
    drop_frame: bool,
    /// Label frames without dropping
    #[arg(long)]
    non_drop: bool,
    /// Timecode of the programme's first frame
    #[arg(long, value_name = "TC")]
    start: Option<String>,
    /// Move every cue by so much: seconds or hh:mm:ss.mmm, with a sign
    #[arg(long, value_name = "T", value_parser = parse_shift, allow_hyphen_values = true)]
    shift: Option<Time>,
    /// Language of the captions, a BCP 47 tag
    #[arg(long, value_name = "L")]
    language: Option<String>,
}

/// How the output is written.
#[derive(Args)]
pub(super) struct Writing {
    /// Character encoding of the output
    #[arg(long, value_name = "NAME")]
    to_encoding: Option<Encoding>,
    /// How lines end in the output
    #[arg(long, value_name = "KIND")]
    line_ending: Option<Ending>,
    /// Begin the output with a byte order mark
    #[arg(long)]
    bom: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Ending {
    Lf,
    Crlf,
    Cr,
}

impl Writing {
    pub(super) fn options(&self) -> WriteOptions {
        WriteOptions {
            encoding: self.to_encoding,
            line_ending: self.line_ending.map(|ending| match ending {
                Ending::Lf => LineEnding::Lf,
                Ending::Crlf => LineEnding::Crlf,
                Ending::Cr => LineEnding::Cr,
            }),
            bom: self.bom.then_some(true),
        }
    }
}

/// One conversion in the report.
#[derive(Serialize)]
pub(super) struct Converted {
    pub(super) input: PathBuf,
    pub(super) output: PathBuf,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) losses: Vec<Loss>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

#[derive(Serialize)]
struct Report<'a> {
    files: &'a [Converted],
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let (done, failures) = match &arguments.out_dir {
        Some(folder) => super::batch::convert(arguments, folder)?,
        None => (vec![one(arguments)?], Vec::new()),
    };
    if let Some(report) = &arguments.report {
        let json = serde_json::to_string_pretty(&Report { files: &done })?;
        save(report, json.as_bytes(), arguments.force)?;
    }
    let mut failures = failures;
    let last = failures.pop();
    for failure in failures {
        eprintln!("cuewright-cli: {failure:#}");
    }
    if let Some(last) = last {
        return Err(last);
    }
    let lossy = done.iter().any(|converted| !converted.losses.is_empty());
    Ok(if arguments.strict && lossy {
        Outcome::WithLosses
    } else {
        Outcome::Done
    })
}

/// Converts one file to one other.
fn one(arguments: &Arguments) -> anyhow::Result<Converted> {
    let [input, output] = &arguments.files[..] else {
        let message =
            "convert takes one input and one output, or --out-dir with any number of inputs";
        return Err(UsageError(message.to_owned()).into());
    };
    if arguments.to.len() > 1 {
        let message = "one output has one format; --out-dir takes several";
        return Err(UsageError(message.to_owned()).into());
    }
    let to = target(arguments.to.first().map(String::as_str), output.to_str())?;
    let converted = convert(arguments, input, output, to)?;
    summarise(&converted);
    Ok(converted)
}

/// The target format, by its identifier or by the output's name.
pub(super) fn target(id: Option<&str>, name: Option<&str>) -> Result<&'static str, UsageError> {
    let found = match (id, name) {
        (Some(id), _) => registry::by_id(id),
        (None, Some(name)) => registry::by_name(name),
        (None, None) => None,
    };
    let format = found.filter(|format| format.info().writes).ok_or_else(|| {
        let asked = id.map_or_else(
            || "the name of the output does not say its format; --to does".to_owned(),
            |id| {
                format!(
                    "there is no format \u{201c}{id}\u{201d} to write; see cuewright-cli formats"
                )
            },
        );
        UsageError(asked)
    })?;
    Ok(format.info().id)
}

fn convert(
    arguments: &Arguments,
    input: &Path,
    output: &Path,
    to: &str,
) -> anyhow::Result<Converted> {
    let Reading {
        mut document,
        track,
        diagnostics,
        ..
    } = arguments.reader.read_for(input, to)?;
    arguments.changes.apply(&mut document, track)?;
    let options = arguments.writing.options();
    let written = formats::write(&document, track, to, &options)
        .with_context(|| format!("cannot convert {}", input.display()))?;
    save(output, &written.bytes, arguments.force)?;
    let from = document.track(track).and_then(|track| track.format.clone());
    // The process is about to end; taking a large document apart cue by cue
    // would be the longest part of a short run.
    std::mem::forget(document);
    Ok(Converted {
        input: input.to_owned(),
        output: output.to_owned(),
        from: from.unwrap_or_default(),
        to: to.to_owned(),
        losses: written.losses,
        diagnostics,
    })
}

impl Changes {
    pub(super) fn apply(&self, document: &mut Document, track: TrackId) -> anyhow::Result<()> {
        let mut settings = document.settings().clone();
        let rate = settings.timebase.rate();
        if self.drop_frame {
            settings.timebase = Timebase::drop(rate).map_err(|e| UsageError(e.to_string()))?;
        }
        if self.non_drop {
            settings.timebase = Timebase::non_drop(rate);
        }
        if let Some(start) = &self.start {
            let frame = settings.timebase.parse(start);
            settings.programme_start = frame.map_err(|error| UsageError(error.to_string()))?;
        }
        document.set_settings(settings);
        if let Some(language) = &self.language {
            let mut record = document
                .track(track)
                .cloned()
                .ok_or_else(|| anyhow!("the file holds no track"))?;
            record.language.clone_from(language);
            document.put_track(record);
        }
        if let Some(shift) = self.shift {
            shift_cues(document, track, shift)?;
        }
        Ok(())
    }
}

fn shift_cues(document: &mut Document, track: TrackId, shift: Time) -> anyhow::Result<()> {
    let cues: Vec<_> = document.cues(track).cloned().collect();
    for mut cue in cues {
        cue.in_time += shift;
        cue.out_time = cue.out_time.map(|out| out + shift);
        for run in cue.rows.iter_mut().flat_map(|row| &mut row.0) {
            if let Some(detail) = run.style.detail.as_deref_mut() {
                detail.appears = detail.appears.map(|time| time + shift);
            }
        }
        document.put_cue(cue)?;
    }
    Ok(())
}

/// Reads `[+|-][[hh:]mm:]ss[.fraction]`.
pub(crate) fn parse_shift(text: &str) -> Result<Time, String> {
    let refuse = || format!("\u{201c}{text}\u{201d} is not a time such as 1.5 or -00:00:01.500");
    let (negative, body) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = body.split_once(['.', ',']).unwrap_or((body, ""));
    let fields: Vec<&str> = whole.split(':').collect();
    if fields.len() > 3 || fraction.len() > 9 {
        return Err(refuse());
    }
    let number = |digits: &str| -> Result<i64, String> {
        let valid = (1..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        valid
            .then(|| digits.parse().ok())
            .flatten()
            .ok_or_else(refuse)
    };
    let mut seconds = 0;
    for field in fields {
        seconds = seconds * 60 + number(field)?;
    }
    let mut time = Time::from_seconds(seconds);
    if !fraction.is_empty() {
        let unit = 10_i64.pow(u32::try_from(fraction.len()).unwrap_or(9));
        time += Time::from_ratio(number(fraction)?, 1, unit).ok_or_else(refuse)?;
    }
    Ok(if negative { -time } else { time })
}

/// Says what is wrong with the input and what the output does not carry.
pub(super) fn summarise(converted: &Converted) {
    let errors = converted
        .diagnostics
        .iter()
        .filter(|remark| remark.severity == Severity::Error);
    for remark in errors.take(20) {
        let line = remark.line.map_or(String::new(), |line| format!("{line}:"));
        eprintln!("{}:{line} {}", converted.input.display(), remark.message);
    }
    if converted.losses.is_empty() {
        return;
    }
    let mut kinds: BTreeMap<_, usize> = BTreeMap::new();
    for loss in &converted.losses {
        *kinds.entry(loss.feature).or_default() += 1;
    }
    let name = |feature| match serde_json::to_value(feature) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    };
    let kinds: Vec<String> = kinds
        .into_iter()
        .map(|(feature, count)| format!("{count} {}", name(feature)))
        .collect();
    let output = converted.output.display();
    eprintln!("{output}: not everything is carried: {}", kinds.join(", "));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifts_are_read_in_seconds_or_as_a_clock() {
        for (text, millis) in [
            ("1.5", Some(1500)),
            ("-0.04", Some(-40)),
            ("+2", Some(2000)),
            ("00:01:00.250", Some(60_250)),
            ("-1:00", Some(-60_000)),
            ("", None),
            ("1:2:3:4", None),
            ("abc", None),
            ("1.", Some(1000)),
        ] {
            let time = parse_shift(text).ok();
            assert_eq!(time, millis.map(Time::from_millis), "{text}");
        }
    }
}
