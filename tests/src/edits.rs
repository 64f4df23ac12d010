//! Random edits, and a short name for what they lead to.

use captions::{Cue, Document, DocumentForm, Row, Time, Track, TrackId};
use editing::{Edit, Retime, Scope};
use workbench::Project;
use xxhash_rust::xxh3::xxh3_64;

use crate::crash_disk::next;

/// A stream of edits such as a captioner makes: mostly small, now and then over
/// the whole track, sometimes undone.
pub struct Stream {
    random: u64,
    track: Option<TrackId>,
    now: i64,
}

/// A number that two documents share only where they are equal.
///
/// # Panics
/// Never for a document that can be stored.
#[must_use]
pub fn digest(document: &Document) -> u64 {
    let form = DocumentForm::from(document.clone());
    xxh3_64(&serde_json::to_vec(&form).expect("a document has a JSON form"))
}

impl Stream {
    /// The stream of a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self {
            random: seed,
            track: None,
            now: 0,
        }
    }

    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).expect("fits");
        usize::try_from(next(&mut self.random) % end).expect("below an usize")
    }

    /// Makes the next change; one that is refused changes nothing.
    ///
    /// # Panics
    /// Where the project cannot be written.
    pub fn step(&mut self, project: &mut Project) {
        // Far enough apart that no two edits become one step.
        self.now += 60_000;
        let roll = self.below(20);
        let done = match roll {
            0 | 1 => project.undo(self.now),
            2 => project.redo(),
            _ => {
                let edit = self.edit(project);
                project.edit(&edit, &[], self.now)
            }
        };
        done.expect("the project can be written");
    }

    /// An edit that makes sense for the project as it is.
    ///
    /// # Panics
    /// Never.
    pub fn edit(&mut self, project: &mut Project) -> Edit {
        let Some(track) = self
            .track
            .filter(|id| project.document().track(*id).is_some())
        else {
            let id = project.ids().track();
            self.track = Some(id);
            return Edit::AddTrack {
                track: Box::new(Track::new(id, "English", "en")),
                cues: Vec::new(),
            };
        };
        let cues: Vec<Cue> = project.document().cues(track).cloned().collect();
        if cues.is_empty() || self.below(3) == 0 {
            return self.insert(track, cues.last());
        }
        let cue = &cues[self.below(cues.len())];
        match self.below(6) {
            0 => Edit::SetText {
                cue: cue.id,
                rows: vec![Row::plain(format!("Words {}", self.below(1000)))],
            },
            1 => Edit::RetimeCues {
                cues: vec![Retime {
                    cue: cue.id,
                    in_time: cue.in_time,
                    out_time: Some(cue.in_time + Time::from_millis(500 + 40 * self.millis(50))),
                }],
                ripple: self.below(2) == 0,
            },
            2 => Edit::DeleteCues {
                cues: vec![cue.id],
                ripple: self.below(2) == 0,
            },
            3 => Edit::ShiftCues {
                scope: Scope::From(cue.id),
                by: Time::from_millis(self.millis(400)),
            },
            4 => Edit::SplitCue {
                cue: cue.id,
                row: 0,
                character: 3,
                time: None,
            },
            _ => Edit::SetSpeaker {
                cues: vec![cue.id],
                speaker: Some(format!("Speaker {}", self.below(5))),
            },
        }
    }

    fn millis(&mut self, end: usize) -> i64 {
        i64::try_from(self.below(end)).expect("small")
    }

    fn insert(&mut self, track: TrackId, last: Option<&Cue>) -> Edit {
        let after = last.and_then(|cue| cue.out_time).unwrap_or(Time::ZERO);
        let in_time = after + Time::from_millis(100 + self.millis(900));
        Edit::InsertCue {
            track,
            in_time,
            out_time: Some(in_time + Time::from_millis(1000)),
            rows: vec![Row::plain(format!("Some words {}", self.below(1000)))],
        }
    }
}
