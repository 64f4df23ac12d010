//! `project`: project files without a window.

mod arrivals;
mod comments;
mod departures;
mod difference;
mod files;
mod history;
mod merging;
mod publishing;
mod tracks;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde::Serialize;
use store::ProjectFiles;
use workbench::{Access, Clock as _, EditOutcome, Project, ProjectStores as _, SystemClock};

pub(crate) use arrivals::add_captions;
pub(crate) use departures::Departure;
pub(crate) use tracks::Which;

use crate::files::{fresh_ids, print};
use crate::{Outcome, UsageError};

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a new project file
    New(files::New),
    /// Add caption files to a project, each as a track
    Import(tracks::Import),
    /// Write a track of a project as a caption file
    Export(tracks::Export),
    /// List the steps of a project's history
    History(history::List),
    /// Take back the last steps
    Undo(history::Walk),
    /// Do again what was taken back
    Redo(history::Walk),
    /// Freeze a revision of a track and mark the track as published
    Publish(publishing::Publish),
    /// List the frozen revisions of a track
    Revisions(publishing::Revisions),
    /// Say which profile a track must pass before it is published
    Profile(publishing::Profile),
    /// Take the list of the picture's cuts from a file
    Shots(publishing::Shots),
    /// Show how the cues of two revisions of a track differ
    Diff(difference::Diff),
    /// List what is said about a track, and add to it
    Comments(comments::Comments),
    /// Merge what was done in a copy of a project into it
    Merge(merging::Merge),
    /// Look at every byte of a project that can be checked
    Verify(files::Verify),
    /// Get out of a damaged project what can be got out
    Recover(files::Recover),
}

/// The project a command is about, and how it answers.
#[derive(Args)]
struct Target {
    /// The project file
    #[arg(value_name = "PROJECT")]
    path: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

impl Target {
    /// Opens the project to be changed.
    fn open(&self) -> anyhow::Result<Project> {
        open(&self.path, Access::Write)
    }

    /// Opens the project to be looked at, also while someone edits it.
    fn look(&self) -> anyhow::Result<Project> {
        open(&self.path, Access::Read)
    }

    /// Prints an answer: for programs, or in words.
    fn answer(&self, json: &impl Serialize, words: impl FnOnce() -> String) -> anyhow::Result<()> {
        if self.json {
            return print(&serde_json::to_string_pretty(json)?);
        }
        let words = words();
        if words.is_empty() {
            return Ok(());
        }
        print(&words)
    }
}

fn open(path: &Path, access: Access) -> anyhow::Result<Project> {
    let store = ProjectFiles::without_backups().open(path, access)?;
    let (project, notices) = Project::open(store, fresh_ids())?;
    for notice in notices {
        eprintln!("cuewright-cli: {}", notice.message);
    }
    Ok(project)
}

fn now() -> i64 {
    SystemClock.now()
}

/// Closes the project, so that one whole file remains.
fn close(project: Project) -> anyhow::Result<()> {
    project
        .into_store()
        .close()
        .context("the change is made, but the file did not close cleanly")
}

/// What an edit came to; one that was refused is an error here.
fn done(outcome: EditOutcome) -> anyhow::Result<()> {
    match outcome {
        EditOutcome::Done { .. } => Ok(()),
        EditOutcome::Rejected(rejected) => Err(rejected.into()),
    }
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.command {
        Command::New(command) => command.run(),
        Command::Import(command) => command.run(),
        Command::Export(command) => command.run(),
        Command::History(command) => command.run(),
        Command::Undo(command) => command.run(Project::undo),
        Command::Redo(command) => command.run(|project, _| project.redo()),
        Command::Publish(command) => command.run(),
        Command::Revisions(command) => command.run(),
        Command::Profile(command) => command.run(),
        Command::Shots(command) => command.run(),
        Command::Diff(command) => command.run(),
        Command::Comments(command) => command.run(),
        Command::Merge(command) => command.run(),
        Command::Verify(command) => command.run(),
        Command::Recover(command) => command.run(),
    }
}

fn usage(message: impl Into<String>) -> anyhow::Error {
    UsageError(message.into()).into()
}
