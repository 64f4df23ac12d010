//! Revisions of a track, and what it must pass before one is frozen.

use std::path::PathBuf;

use captions::{Gate, Severity};
use clap::{Args, ValueEnum};
use editing::Edit;
use serde::Serialize;
use workbench::{GateReport, RevisionInfo};

use super::tracks::Which;
use super::{Target, close, done, now};
use crate::Outcome;
use crate::house;

#[derive(Args)]
pub(super) struct Publish {
    #[command(flatten)]
    target: Target,
    /// A name for the revision
    name: String,
    #[command(flatten)]
    which: Which,
    /// Publish although findings are in the way
    #[arg(long)]
    despite_findings: bool,
}

#[derive(Serialize)]
struct Published {
    #[serde(flatten)]
    revision: Option<RevisionInfo>,
    gate: GateReport,
}

impl Publish {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut project = self.target.open()?;
        let track = self.which.find(project.document())?.id;
        let gate = house::gate(&mut project, track)?;
        let document = project.document();
        if !gate.passes() && !self.despite_findings {
            for finding in &gate.blocking {
                let cue = document.cue(finding.cue);
                let number = cue.map_or(0, |cue| document.number(cue));
                eprintln!("cue {number}: {}: {}", finding.rule, finding.message);
            }
            let profile = gate.profile.unwrap_or_default();
            let count = gate.blocking.len();
            anyhow::bail!(
                "{count} findings under {profile} are in the way; --despite-findings publishes all the same"
            );
        }
        let findings = gate.frozen();
        done(project.publish(track, &self.name, findings, now())?.outcome)?;
        let revision = project.revisions(track).pop();
        close(project)?;
        let published = Published { revision, gate };
        self.target.answer(&published, String::new)?;
        Ok(Outcome::Done)
    }
}

#[derive(Args)]
pub(super) struct Revisions {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    which: Which,
}

impl Revisions {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let project = self.target.look()?;
        let track = self.which.find(project.document())?.id;
        let revisions = project.revisions(track);
        self.target.answer(&revisions, || {
            let lines = revisions.iter().map(in_words);
            lines.collect::<Vec<_>>().join("\n")
        })?;
        Ok(Outcome::Done)
    }
}

fn in_words(revision: &RevisionInfo) -> String {
    let cues = format!("{}  {} cues", revision.name, revision.cues);
    let Some(found) = &revision.findings else {
        return cues;
    };
    let profile = revision.profile.as_deref().unwrap_or_default();
    format!(
        "{cues}  {} errors, {} warnings, {} hints, {} waived  {profile}",
        found.error, found.warning, found.hint, found.waived
    )
    .trim_end()
    .to_owned()
}

#[derive(Args)]
pub(super) struct Profile {
    #[command(flatten)]
    target: Target,
    /// The profile the track is held to; none where this is not given
    #[arg(value_name = "PROFILE")]
    profile: Option<String>,
    /// What keeps the track from being published
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    blocks: Blocks,
    #[command(flatten)]
    which: Which,
}

#[derive(Clone, Copy, ValueEnum)]
enum Blocks {
    Error,
    Warning,
    Hint,
    Nothing,
}

impl Profile {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut project = self.target.open()?;
        let mut track = self.which.find(project.document())?.clone();
        if let Some(profile) = &self.profile {
            house::profiles().find(profile)?;
        }
        track.gate = self.profile.clone().map(|profile| Gate {
            profile,
            blocks: match self.blocks {
                Blocks::Error => Some(Severity::Error),
                Blocks::Warning => Some(Severity::Warning),
                Blocks::Hint => Some(Severity::Hint),
                Blocks::Nothing => None,
            },
        });
        let gate = track.gate.clone();
        let track = Box::new(track);
        done(project.edit(&Edit::SetTrack { track }, &[], now())?.outcome)?;
        close(project)?;
        self.target.answer(&gate, String::new)?;
        Ok(Outcome::Done)
    }
}

#[derive(Args)]
pub(super) struct Shots {
    #[command(flatten)]
    target: Target,
    /// When the picture cuts: a file with one time in each line
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Shots {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut project = self.target.open()?;
        let mut settings = project.document().settings().clone();
        settings.shots = house::shots(&self.file)?;
        let settings = Box::new(settings);
        let edit = Edit::SetSettings { settings };
        done(project.edit(&edit, &[], now())?.outcome)?;
        let shots = project.document().settings().shots.len();
        close(project)?;
        self.target
            .answer(&shots, || format!("{shots} shot marks"))?;
        Ok(Outcome::Done)
    }
}
