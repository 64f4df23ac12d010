//! The sample project.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use captions::{Cue, CueId, Ids, TrackId};
use editing::{Coalescing, Edit, Retime};
use serde::{Deserialize, Serialize};

use crate::engine::Engine;
use crate::importing::{read_captions, read_file, track_of};
use crate::media::settings_for_media;
use crate::opening::project_path;
use crate::{
    Access, EditOutcome, ErrorCode, ImportOptions, NewProject, OpenOutcome, Project, Result,
    WorkbenchError,
};

const TITLE: &str = "The lamp and the lens";

/// The files the sample project is made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleFiles {
    /// The programme.
    pub media: PathBuf,
    /// Its captions, as they were published.
    pub captions: PathBuf,
    /// The captions as they are being worked on.
    pub draft: PathBuf,
}

impl Engine {
    pub(crate) fn open_sample(&mut self, files: &SampleFiles) -> Result<OpenOutcome> {
        let path = project_path(&self.places.projects, TITLE);
        if !path.exists() {
            self.make_sample(files, &path)?;
        }
        self.open_project(&path, Access::Write)?;
        Ok(OpenOutcome::Opened)
    }

    /// Makes the project under another name first, so that half of it is never
    /// found.
    fn make_sample(&mut self, files: &SampleFiles, path: &Path) -> Result<()> {
        let folder = &self.places.projects;
        std::fs::create_dir_all(folder)
            .map_err(|error| WorkbenchError::io("make", folder, &error))?;
        let unfinished = path.with_extension("unfinished");
        let _ = std::fs::remove_file(&unfinished);
        let now = self.ports.clock.now();
        let mut settings = settings_for_media(&self.ports.decoder, &files.media)?;
        TITLE.clone_into(&mut settings.title);
        settings.language = "en".to_owned();
        let project = NewProject {
            settings,
            made_at: now,
        };
        let store = self.ports.stores.create(&unfinished, &project)?;
        let (mut project, _) = Project::open(store, self.fresh_ids())?;
        project.set_coalescing(Coalescing::NEVER);
        let filled = fill(&mut project, files, now);
        project.into_store().close()?;
        filled?;
        std::fs::rename(&unfinished, path).map_err(|error| WorkbenchError::io("save", path, &error))
    }
}

/// Captions, their publication, and the work done on them since.
fn fill(project: &mut Project, files: &SampleFiles, now: i64) -> Result<()> {
    let (mut track, cues) = read(&files.captions, project.ids())?;
    "English".clone_into(&mut track.name);
    "en".clone_into(&mut track.language);
    let id = track.id;
    let add = Edit::AddTrack {
        track: Box::new(track),
        cues,
    };
    done(&project.edit(&add, &[], now)?.outcome)?;
    done(&project.publish(id, "First release", None, now)?.outcome)?;
    let (_, draft) = read(&files.draft, project.ids())?;
    // The newest step is what is selected on opening: the first cue that changed.
    for edit in differences(project, id, &draft).into_iter().rev() {
        done(&project.edit(&edit, &[], now)?.outcome)?;
    }
    Ok(())
}

fn read(path: &Path, ids: &mut Ids) -> Result<(captions::Track, Vec<Cue>)> {
    let bytes = read_file(path)?;
    let reading = read_captions(path, &bytes, &ImportOptions::default(), ids)?;
    Ok(track_of(&reading, path))
}

fn done(outcome: &EditOutcome) -> Result<()> {
    match outcome {
        EditOutcome::Done { .. } => Ok(()),
        EditOutcome::Rejected(rejected) => {
            let message = format!("The sample project cannot be made: {}", rejected.message);
            Err(WorkbenchError::new(ErrorCode::Defect, message))
        }
    }
}

/// The edits that turn a track's cues into those of a draft. Cues are the same
/// where they start or end at the same time or say the same.
fn differences(project: &Project, track: TrackId, draft: &[Cue]) -> Vec<Edit> {
    let mut left: HashMap<CueId, &Cue> = project
        .document()
        .cues(track)
        .map(|cue| (cue.id, cue))
        .collect();
    let mut edits = Vec::new();
    for wanted in draft {
        let same = |cue: &&&Cue| {
            cue.in_time == wanted.in_time
                || cue.out_time == wanted.out_time
                || cue.text() == wanted.text()
        };
        let found = left.values().filter(same).min_by_key(|cue| cue.order());
        match found.map(|cue| (*cue).clone()) {
            Some(cue) => {
                left.remove(&cue.id);
                edits.extend(changes(&cue, wanted));
            }
            None => edits.push(Edit::InsertCue {
                track,
                in_time: wanted.in_time,
                out_time: wanted.out_time,
                rows: wanted.rows.clone(),
            }),
        }
    }
    let mut gone: Vec<&Cue> = left.into_values().collect();
    gone.sort_by_key(|cue| cue.order());
    for cue in gone {
        // First of all, so that a cue that takes its place finds room.
        let edit = Edit::DeleteCues {
            cues: vec![cue.id],
            ripple: false,
        };
        edits.insert(0, edit);
    }
    edits
}

fn changes(cue: &Cue, wanted: &Cue) -> Vec<Edit> {
    let mut edits = Vec::new();
    if (cue.in_time, cue.out_time) != (wanted.in_time, wanted.out_time) {
        let retime = Retime {
            cue: cue.id,
            in_time: wanted.in_time,
            out_time: wanted.out_time,
        };
        edits.push(Edit::RetimeCues {
            cues: vec![retime],
            ripple: false,
        });
    }
    if cue.rows != wanted.rows {
        edits.push(Edit::SetText {
            cue: cue.id,
            rows: wanted.rows.clone(),
        });
    }
    if (&cue.position, cue.align) != (&wanted.position, wanted.align) {
        edits.push(Edit::SetPosition {
            cues: vec![cue.id],
            position: wanted.position.clone(),
            align: Some(wanted.align),
            writing: None,
        });
    }
    edits
}
