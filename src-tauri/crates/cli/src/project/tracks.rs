//! Tracks of a project: coming in, going out, published.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use captions::{Cue, Document, Track, TrackId};
use clap::Args;
use editing::Edit;
use formats::{Diagnostic, registry};
use serde::Serialize;
use workbench::{
    ExportOptions, ExportReport, ImportOptions, Project, RevisionInfo, export_bytes, read_captions,
    track_of,
};

use super::{Target, close, done, now, usage};
use crate::Outcome;
use crate::files::{self, save};

#[derive(Args)]
pub(super) struct Import {
    #[command(flatten)]
    target: Target,
    /// Caption files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    reader: files::Reader,
    /// Language of the captions, a BCP 47 tag
    #[arg(long, value_name = "L")]
    language: Option<String>,
}

#[derive(Serialize)]
struct Imported {
    file: PathBuf,
    track: TrackId,
    name: String,
    cues: usize,
    diagnostics: Vec<Diagnostic>,
}

impl Import {
    /// Every file is read before the first one is added.
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut project = self.target.open()?;
        let mut read = Vec::with_capacity(self.files.len());
        for file in &self.files {
            read.push(self.read(file, &mut project)?);
        }
        let mut imported = Vec::with_capacity(read.len());
        for (report, edit) in read {
            done(project.edit(&edit, &[], now())?.outcome)?;
            imported.push(report);
        }
        close(project)?;
        self.target.answer(&imported, || {
            let line = |file: &Imported| format!("{}: {} cues", file.name, file.cues);
            imported.iter().map(line).collect::<Vec<_>>().join("\n")
        })?;
        Ok(Outcome::Done)
    }

    fn read(&self, file: &Path, project: &mut Project) -> anyhow::Result<(Imported, Edit)> {
        let bytes =
            std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        let options = ImportOptions {
            encoding: self
                .reader
                .encoding
                .map(|encoding| encoding.name().to_owned()),
            frame_rate: self.reader.fps.map(|rate| rate.to_string()),
            format: self.reader.from.clone(),
            ..ImportOptions::default()
        };
        let reading = read_captions(file, &bytes, &options, project.ids())?;
        let (mut track, cues) = track_of(&reading, file);
        if let Some(language) = &self.language {
            track.language.clone_from(language);
        }
        let report = Imported {
            file: file.to_owned(),
            track: track.id,
            name: track.name.clone(),
            cues: cues.len(),
            diagnostics: reading.diagnostics,
        };
        let edit = Edit::AddTrack {
            track: Box::new(track),
            cues,
        };
        Ok((report, edit))
    }
}

/// Which track a command is about.
#[derive(Args)]
pub(crate) struct Which {
    /// Name, id or number (from 1) of the track; the first where this is not given
    #[arg(long, value_name = "TRACK")]
    track: Option<String>,
}

impl Which {
    pub(super) fn find<'a>(&self, document: &'a Document) -> anyhow::Result<&'a Track> {
        let tracks = document.tracks();
        let Some(wanted) = self.track.as_deref() else {
            let first = tracks
                .iter()
                .find(|track| !track.reference)
                .or(tracks.first());
            return first
                .copied()
                .ok_or_else(|| anyhow::anyhow!("the project has no track"));
        };
        let number = wanted
            .parse::<usize>()
            .ok()
            .and_then(|number| number.checked_sub(1));
        let by_name = tracks
            .iter()
            .find(|track| track.name == wanted || track.id.to_string() == wanted);
        let found = by_name.or_else(|| tracks.get(number?)).copied();
        found.ok_or_else(|| usage(format!("there is no track \u{201c}{wanted}\u{201d}")))
    }
}

#[derive(Args)]
pub(super) struct Export {
    #[command(flatten)]
    target: Target,
    /// The caption file to write
    out: PathBuf,
    #[command(flatten)]
    which: Which,
    /// Format of the output; taken from its name where this is not given
    #[arg(long, value_name = "FORMAT")]
    to: Option<String>,
    /// A published revision instead of the track as it is now
    #[arg(long, value_name = "NAME")]
    revision: Option<String>,
    /// End with status 3 where the output does not carry everything
    #[arg(long)]
    strict: bool,
    /// Replace a file that exists
    #[arg(long)]
    force: bool,
}

impl Export {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut project = self.target.look()?;
        let track = self.which.find(project.document())?.clone();
        let options = ExportOptions::usual(&self.format()?);
        let written = match &self.revision {
            None => export_bytes(project.document(), track.id, &options)?,
            Some(name) => {
                let cues = revision_cues(&mut project, track.id, name)?;
                let settings = project.document().settings().clone();
                let id = track.id;
                export_bytes(&document_of(settings, track, cues)?, id, &options)?
            }
        };
        save(&self.out, &written.bytes, self.force)?;
        let report = ExportReport {
            bytes: written.bytes.len() as u64,
            path: Some(self.out.display().to_string()),
            suggested_name: workbench::file_name(&self.out),
            losses: written.losses,
        };
        self.target.answer(&report, || match report.losses.len() {
            0 => String::new(),
            losses => format!("{losses} things are not in the file; --json lists them"),
        })?;
        let lossy = self.strict && !report.losses.is_empty();
        Ok(if lossy {
            Outcome::WithLosses
        } else {
            Outcome::Done
        })
    }

    fn format(&self) -> anyhow::Result<String> {
        let by_name = || registry::by_name(&workbench::file_name(&self.out));
        match &self.to {
            Some(id) => Ok(id.clone()),
            None => by_name()
                .map(|format| format.info().id.to_owned())
                .ok_or_else(|| usage("the name of the output does not say its format; --to does")),
        }
    }
}

fn document_of(
    settings: captions::Settings,
    track: Track,
    cues: Vec<Cue>,
) -> anyhow::Result<Document> {
    let mut document = Document::new(settings);
    document.put_track(track);
    for cue in cues {
        document.put_cue(cue)?;
    }
    Ok(document)
}

/// The newest revision of that name.
pub(super) fn revision(
    project: &Project,
    track: TrackId,
    name: &str,
) -> anyhow::Result<RevisionInfo> {
    let mut revisions = project.revisions(track).into_iter();
    let found = revisions.rfind(|revision| revision.name == name);
    found.ok_or_else(|| usage(format!("there is no revision \u{201c}{name}\u{201d}")))
}

/// The cues of the newest revision of that name.
pub(super) fn revision_cues(
    project: &mut Project,
    track: TrackId,
    name: &str,
) -> anyhow::Result<Vec<Cue>> {
    let found = revision(project, track, name)?;
    Ok(project.revision_cues(found.id)?)
}
