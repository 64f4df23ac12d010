//! `convert --out-dir`: many files and folders, to one format or several.

use std::path::Path;

use anyhow::anyhow;
use captions::{Document, TrackId};
use indicatif::{ProgressBar, ProgressStyle};
use workbench::save::Existing;
use workbench::{
    Batch, BatchFile, BatchItems, ErrorCode, ExportOptions, ImportOptions, WorkbenchError,
};

use super::convert::{Arguments, Converted, summarise, target};
use crate::files;

/// What was converted, and what was not.
type Ended = (Vec<Converted>, Vec<anyhow::Error>);

/// Converts everything that is named into a folder.
///
/// # Errors
/// Where an input is not there or a format cannot be written; nothing is
/// written then.
pub(super) fn convert(arguments: &Arguments, out: &Path) -> anyhow::Result<Ended> {
    let found = BatchItems::find(&arguments.files, arguments.recursive, out)?;
    let change = |document: &mut Document, track: TrackId| {
        let changed = arguments.changes.apply(document, track);
        changed.map_err(|error| WorkbenchError::new(ErrorCode::BadOption, error.to_string()))
    };
    let mut batch = Batch::new(&found, out, outputs(arguments)?);
    batch.naming = arguments.name.clone();
    batch.reading = reading(arguments);
    batch.change = &change;
    if arguments.force {
        batch.existing = Existing::Replace;
    }
    let bar = progress(found.items.len());
    let mut ids = files::fresh_ids();
    let (mut done, mut failures) = (Vec::new(), Vec::new());
    for item in &found.items {
        let file = batch.convert(item, &mut ids);
        let already = done.len();
        sort(file, &mut done, &mut failures);
        bar.suspend(|| done[already..].iter().for_each(summarise));
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok((done, failures))
}

fn outputs(arguments: &Arguments) -> anyhow::Result<Vec<ExportOptions>> {
    let options = arguments.writing.options();
    let output = |id: &String| {
        Ok(ExportOptions {
            format: target(Some(id), None)?.to_owned(),
            encoding: options.encoding.map(|encoding| encoding.name().to_owned()),
            line_ending: options.line_ending,
            bom: options.bom,
        })
    };
    arguments.to.iter().map(output).collect()
}

fn reading(arguments: &Arguments) -> ImportOptions {
    let reader = &arguments.reader;
    ImportOptions {
        encoding: reader.encoding.map(|encoding| encoding.name().to_owned()),
        frame_rate: reader.fps.map(|rate| rate.to_string()),
        format: reader.from.clone(),
        ..ImportOptions::default()
    }
}

/// Puts what was made of a file with what was done, and what went wrong with
/// what was not.
fn sort(file: BatchFile, done: &mut Vec<Converted>, failures: &mut Vec<anyhow::Error>) {
    let told = |error: WorkbenchError| match error.code {
        ErrorCode::Exists if error.message.ends_with("already") => {
            anyhow!("{}; --force replaces it", error.message)
        }
        _ => error.into(),
    };
    failures.extend(file.error.map(told));
    for output in file.outputs {
        match output.error {
            Some(error) => failures.push(told(error)),
            None => done.push(Converted {
                input: file.input.clone(),
                output: output.path,
                from: file.from.clone(),
                to: output.format,
                losses: output.losses,
                diagnostics: file.diagnostics.clone(),
            }),
        }
    }
}

/// A bar for many files; nothing for one, or where nobody would see it.
fn progress(files: usize) -> ProgressBar {
    if files < 2 {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len}");
    ProgressBar::new(files as u64)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
