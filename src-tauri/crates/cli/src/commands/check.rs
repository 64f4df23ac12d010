//! `check`: a caption file held to a profile.

use std::path::{Path, PathBuf};

use captions::{Document, Time, TrackId};
use clap::Args;
use formats::{Reading, registry};
use quality::{Checker, Findings, Fixed};

use super::convert::{self, Converted};
use crate::findings::{Report, describe, list_profiles};
use crate::house::{self, Spelling};
use crate::{Outcome, UsageError, files};

#[derive(Args)]
pub(crate) struct Arguments {
    /// The caption file
    #[arg(required_unless_present = "profiles")]
    file: Option<PathBuf>,
    #[command(flatten)]
    reader: files::Reader,
    /// Identifier of a profile, or a profile file
    #[arg(long, value_name = "PROFILE", default_value = "house")]
    profile: String,
    /// List the profiles there are
    #[arg(long, conflicts_with_all = ["file", "fix"])]
    profiles: bool,
    /// Write the captions to this file with everything mended that is safe to mend
    #[arg(long, value_name = "OUT")]
    fix: Option<PathBuf>,
    /// Language of the captions, a BCP 47 tag, where the file does not say it
    #[arg(long, value_name = "L")]
    language: Option<String>,
    /// When the picture cuts: a file with one time in each line
    #[arg(long, value_name = "FILE")]
    shots: Option<PathBuf>,
    /// When the programme ends: seconds or hh:mm:ss.mmm
    #[arg(long, value_name = "T", value_parser = convert::parse_shift)]
    end: Option<Time>,
    /// A hunspell dictionary, the .dic file; found by the language where this is not given
    #[arg(long, value_name = "DIC")]
    dictionary: Option<PathBuf>,
    /// Words that are spelt right: a file with one in each line
    #[arg(long, value_name = "FILE")]
    words: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    /// End with status 3 where something is found
    #[arg(long)]
    strict: bool,
    /// Replace a file that exists
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    if arguments.profiles {
        files::print(&list_profiles(arguments.json)?)?;
        return Ok(Outcome::Done);
    }
    let file = arguments.file.as_deref().unwrap_or(Path::new(""));
    let mut reading = read(arguments, file)?;
    let track = reading.track;
    let checker = checker(arguments, &reading)?;
    let mut findings = checker.check(&reading.document, track);
    let fixed = match &arguments.fix {
        Some(out) => fix(
            arguments,
            &checker,
            &mut reading,
            &mut findings,
            (file, out),
        )?,
        None => None,
    };
    let report = Report::of(&reading.document, &checker, &findings, fixed.as_ref());
    if arguments.json {
        files::print(&serde_json::to_string_pretty(&report)?)?;
    } else {
        files::print(describe(&report).trim_end())?;
    }
    Ok(if arguments.strict && !findings.is_empty() {
        Outcome::WithLosses
    } else {
        Outcome::Done
    })
}

fn read(arguments: &Arguments, file: &Path) -> anyhow::Result<Reading> {
    let target = arguments.fix.as_deref().map(target).transpose()?;
    let mut reading = arguments
        .reader
        .read_for(file, target.unwrap_or_default())?;
    let track = reading.document.track(reading.track).cloned();
    if let (Some(language), Some(mut track)) = (&arguments.language, track) {
        track.language.clone_from(language);
        reading.document.put_track(track);
    }
    if let Some(path) = &arguments.shots {
        let mut settings = reading.document.settings().clone();
        settings.shots = house::shots(path)?;
        reading.document.set_settings(settings);
    }
    let format = reading
        .document
        .track(reading.track)
        .and_then(|track| track.format.as_deref());
    let says_rate = format
        .and_then(registry::by_id)
        .is_some_and(|format| format.info().counts_frames);
    if arguments.reader.fps.is_none() && !says_rate {
        let rate = reading.document.settings().timebase.rate();
        let (numerator, denominator) = (rate.numerator(), rate.denominator());
        eprintln!(
            "{}: the file does not say its frame rate; frames are counted at {numerator}/{denominator}, --fps says another",
            file.display()
        );
    }
    Ok(reading)
}

/// The format that the name of the output says.
fn target(out: &Path) -> Result<&'static str, UsageError> {
    convert::target(None, out.to_str())
}

fn checker(arguments: &Arguments, reading: &Reading) -> anyhow::Result<Checker> {
    let profile = house::profile(&arguments.profile)?;
    let track = reading.document.track(reading.track);
    let language = track.map_or("", |track| track.language.as_str());
    let mut spelling = match &arguments.dictionary {
        Some(dic) => Spelling::read(Some(dic))?,
        None => Spelling::of(language)?,
    };
    if let Some(words) = &arguments.words {
        spelling = spelling.with_words(words)?;
    }
    Ok(spelling.add_to(Checker::new(profile).with_end(arguments.end)))
}

/// Mends what is safe to mend and writes the result.
fn fix(
    arguments: &Arguments,
    checker: &Checker,
    reading: &mut Reading,
    findings: &mut Findings,
    (file, out): (&Path, &Path),
) -> anyhow::Result<Option<Fixed>> {
    let fixed = checker.fix_all(&reading.document, findings, |_| true);
    if let Some(fixed) = &fixed {
        fixed.plan.patch.apply(&mut reading.document)?;
        checker.refresh(&reading.document, &fixed.plan.patch, findings);
    }
    let to = target(out)?;
    let losses = write(&reading.document, reading.track, to, out, arguments.force)?;
    let format = reading
        .document
        .track(reading.track)
        .and_then(|track| track.format.clone());
    convert::summarise(&Converted {
        input: file.to_owned(),
        output: out.to_owned(),
        from: format.unwrap_or_default(),
        to: to.to_owned(),
        losses,
        diagnostics: Vec::new(),
    });
    Ok(fixed)
}

fn write(
    document: &Document,
    track: TrackId,
    to: &str,
    out: &Path,
    force: bool,
) -> anyhow::Result<Vec<formats::Loss>> {
    let written = formats::write(document, track, to, &formats::WriteOptions::default())?;
    files::save(out, &written.bytes, force)?;
    Ok(written.losses)
}
