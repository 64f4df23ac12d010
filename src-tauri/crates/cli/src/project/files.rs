//! Whole project files: made, checked, recovered.

use std::path::PathBuf;

use captions::{FrameRate, Settings, Timebase};
use clap::Args;
use serde::Serialize;
use store::ProjectFiles;
use workbench::{Access, NewProject, ProjectStores as _};

use super::{Target, now, usage};
use crate::Outcome;

#[derive(Args)]
pub(super) struct New {
    #[command(flatten)]
    target: Target,
    /// Title of the programme; the file's name where this is not given
    #[arg(long)]
    title: Option<String>,
    /// The media being captioned; gives the frame rate too
    #[arg(long, value_name = "FILE")]
    media: Option<PathBuf>,
    /// Frames a second, such as 25, 29.97 or 30000/1001
    #[arg(long, value_name = "RATE")]
    fps: Option<FrameRate>,
    /// Label frames with drop-frame timecode
    #[arg(long, requires = "fps")]
    drop_frame: bool,
    /// Language of the programme, a BCP 47 tag
    #[arg(long, value_name = "L")]
    language: Option<String>,
}

#[derive(Serialize)]
struct Made<'a> {
    project: &'a PathBuf,
}

impl New {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let path = &self.target.path;
        let project = NewProject {
            settings: self.settings()?,
            made_at: now(),
        };
        let store = ProjectFiles::without_backups().create(path, &project)?;
        store.close()?;
        self.target.answer(&Made { project: path }, String::new)?;
        Ok(Outcome::Done)
    }

    fn settings(&self) -> anyhow::Result<Settings> {
        let mut settings = match &self.media {
            Some(media) => workbench::settings_for_media(&audio::DecoderProcess::default(), media)?,
            None => Settings::default(),
        };
        if let Some(rate) = self.fps {
            settings.timebase = if self.drop_frame {
                Timebase::drop(rate).map_err(|error| usage(error.to_string()))?
            } else {
                Timebase::non_drop(rate)
            };
        }
        let stem = self.target.path.file_stem().unwrap_or_default();
        let title = self.title.clone();
        settings.title = title.unwrap_or_else(|| stem.to_string_lossy().into_owned());
        settings.language = self.language.clone().unwrap_or_default();
        Ok(settings)
    }
}

#[derive(Args)]
pub(super) struct Verify {
    #[command(flatten)]
    target: Target,
}

impl Verify {
    /// Damage is a failure: a script that goes on would work with it.
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let mut store = ProjectFiles::without_backups().open(&self.target.path, Access::Read)?;
        let found = store.check()?;
        self.target.answer(&found, || {
            let mut lines = vec![format!(
                "{} cues, {} steps and {} revisions are as they were written",
                found.cues, found.steps, found.revisions
            )];
            lines.extend(found.problems.iter().cloned());
            lines.join("\n")
        })?;
        match found.problems.len() {
            0 => Ok(Outcome::Done),
            _ => anyhow::bail!("{} is damaged", self.target.path.display()),
        }
    }
}

#[derive(Args)]
pub(super) struct Recover {
    #[command(flatten)]
    target: Target,
    /// The project file to make of what can be got out
    out: PathBuf,
    /// End with status 3 where something was lost
    #[arg(long)]
    strict: bool,
}

impl Recover {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let stores = ProjectFiles::without_backups();
        let recovery = stores.recover(&self.target.path, &self.out)?;
        self.target.answer(&recovery, || {
            let mut lines = vec![format!(
                "got out {} cues in {} tracks, {} steps and {} revisions",
                recovery.cues, recovery.tracks, recovery.steps, recovery.revisions
            )];
            lines.extend(recovery.losses.iter().cloned());
            lines.join("\n")
        })?;
        let lossy = self.strict && !recovery.losses.is_empty();
        Ok(if lossy {
            Outcome::WithLosses
        } else {
            Outcome::Done
        })
    }
}
