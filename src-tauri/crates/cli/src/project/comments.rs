//! What is said about a track: listed, added to, and handed back.

use std::path::{Path, PathBuf};

use captions::{Cue, Document, Note, NoteId, Row, Time, Track, TrackId};
use clap::Args;
use editing::{Edit, NotePlace};
use serde::Serialize;
use workbench::Project;

use super::tracks::{Which, revision};
use super::{Target, close, done, now, usage};
use crate::Outcome;
use crate::commands::convert::parse_shift;
use crate::files::{fresh_ids, save};

#[derive(Args)]
pub(super) struct Comments {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    which: Which,
    /// List only what is not resolved
    #[arg(long)]
    open: bool,
    #[command(flatten)]
    say: Say,
    /// Resolve the thread of this comment
    #[arg(long, value_name = "ID")]
    resolve: Option<NoteId>,
    /// Give the cue the text that this comment suggests
    #[arg(long, value_name = "ID")]
    take: Option<NoteId>,
    /// Write what is asked as a table for spreadsheets
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Write what is asked as a page
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Count in these files what was changed since this revision
    #[arg(long, value_name = "NAME")]
    since: Option<String>,
    /// Replace files that exist
    #[arg(long)]
    force: bool,
}

/// What is said, and about what.
#[derive(Args)]
struct Say {
    /// Add a comment
    #[arg(long, value_name = "TEXT")]
    add: Option<String>,
    /// The number of the cue it is about
    #[arg(long, value_name = "N", requires = "add", conflicts_with = "at")]
    cue: Option<usize>,
    /// The moment it is about, such as 1.5 or 00:00:01.500
    #[arg(long, value_name = "TIME", requires = "add", allow_hyphen_values = true, value_parser = parse_shift)]
    at: Option<Time>,
    /// The comment it answers
    #[arg(long, value_name = "ID", requires = "add", conflicts_with_all = ["cue", "at"])]
    answer: Option<NoteId>,
    /// A text it suggests for the cue; \n divides rows
    #[arg(long, value_name = "TEXT", requires = "add")]
    suggest: Option<String>,
    /// Who says it; this user where it is not given
    #[arg(long, value_name = "NAME", requires = "add")]
    author: Option<String>,
}

/// A thread as it is listed.
#[derive(Serialize)]
struct Thread {
    /// The number of the cue; absent where it is about a moment.
    cue: Option<usize>,
    at: Time,
    label: String,
    resolved: bool,
    notes: Vec<Note>,
}

impl Comments {
    pub(super) fn run(&self) -> anyhow::Result<Outcome> {
        let edits = self.say.add.is_some() || self.resolve.is_some() || self.take.is_some();
        let mut project = if edits {
            self.target.open()?
        } else {
            self.target.look()?
        };
        let track = self.which.find(project.document())?.id;
        for edit in self.edits(project.document(), track)? {
            done(project.edit(&edit, &[], now())?.outcome)?;
        }
        let files = self.hand_back(&mut project, track)?;
        let document = project.document();
        let mut threads = document
            .track(track)
            .map_or_else(Vec::new, |track| threads(document, track));
        threads.retain(|thread| !(self.open && thread.resolved));
        if edits {
            close(project)?;
        }
        for (file, bytes) in files {
            save(file, &bytes, self.force)?;
        }
        self.target.answer(&threads, || words(&threads))?;
        Ok(Outcome::Done)
    }

    fn edits(&self, document: &Document, track: TrackId) -> anyhow::Result<Vec<Edit>> {
        let resolve = self.resolve.map(|note| Edit::ResolveNote {
            note,
            resolved: true,
        });
        let take = self.take.map(|note| Edit::TakeSuggestion { note });
        let add = self.say.edit(document, track)?;
        Ok([add, resolve, take].into_iter().flatten().collect())
    }

    /// The files that are asked for, each with its bytes.
    fn hand_back(
        &self,
        project: &mut Project,
        track: TrackId,
    ) -> anyhow::Result<Vec<(&Path, Vec<u8>)>> {
        let since = self.since.as_deref();
        let since = since
            .map(|name| revision(project, track, name))
            .transpose()?;
        let handed = project.hand_back(track, since.map(|revision| revision.id))?;
        let mut files = Vec::new();
        for (file, form) in [(&self.csv, "a.csv"), (&self.html, "a.html")] {
            if let Some(file) = file {
                files.push((file.as_path(), handed.as_file(Path::new(form))?));
            }
        }
        Ok(files)
    }
}

impl Say {
    fn edit(&self, document: &Document, track: TrackId) -> anyhow::Result<Option<Edit>> {
        let Some(text) = &self.add else {
            return Ok(None);
        };
        let place = self.place(document, track)?;
        let rows = self.suggest.as_deref().map(|text| {
            let rows = text.split("\\n").map(Row::plain);
            rows.collect::<Vec<Row>>()
        });
        let note = Note {
            id: fresh_ids().note(),
            author: self.author.clone().unwrap_or_else(user),
            written_at: now(),
            text: text.clone(),
            resolved: false,
            thread: self.answer,
            suggestion: rows.unwrap_or_default(),
            at: None,
        };
        let note = Box::new(note);
        Ok(Some(Edit::Note { place, note }))
    }

    fn place(&self, document: &Document, track: TrackId) -> anyhow::Result<NotePlace> {
        match (self.cue, self.at, self.answer) {
            (Some(number), _, _) => {
                let at = number.checked_sub(1);
                let cue = at.and_then(|at| document.cues(track).nth(at));
                let cue = cue.ok_or_else(|| usage(format!("there is no cue {number}")))?;
                Ok(NotePlace::Cue { cue: cue.id })
            }
            (_, Some(at), _) => Ok(NotePlace::Moment { track, at }),
            (_, _, Some(note)) => {
                let of = |cue: &&Cue| cue.notes.iter().any(|known| known.id == note);
                let cue = document.cues(track).find(of).map(|cue| cue.id);
                let at = Time::ZERO;
                Ok(
                    cue.map_or(NotePlace::Moment { track, at }, |cue| NotePlace::Cue {
                        cue,
                    }),
                )
            }
            (None, None, None) => Err(usage("--add needs --cue, --at or --answer")),
        }
    }
}

/// The name of who sits here, as the system has it.
fn user() -> String {
    let names = ["USER", "USERNAME"].into_iter();
    let mut names = names.filter_map(|name| std::env::var(name).ok());
    names.next().unwrap_or_default()
}

/// The threads about a track and its cues, in order of time.
fn threads(document: &Document, track: &Track) -> Vec<Thread> {
    let settings = document.settings();
    let mut threads: Vec<Thread> = Vec::new();
    for first in track.notes.iter().filter(|note| note.thread.is_none()) {
        let at = first.at.unwrap_or_default();
        let label = settings.label_at(at).to_string();
        threads.push(thread(first, &track.notes, (None, at, label)));
    }
    for (number, cue) in (1..).zip(document.cues(track.id)) {
        for first in cue.notes.iter().filter(|note| note.thread.is_none()) {
            let label = format!("Cue {number}");
            threads.push(thread(
                first,
                &cue.notes,
                (Some(number), cue.in_time, label),
            ));
        }
    }
    threads.sort_by_key(|thread| thread.at);
    threads
}

fn thread(first: &Note, notes: &[Note], place: (Option<usize>, Time, String)) -> Thread {
    let (cue, at, label) = place;
    let notes = notes.iter().filter(|note| note.first() == first.id);
    Thread {
        cue,
        at,
        label,
        resolved: first.resolved,
        notes: notes.cloned().collect(),
    }
}

fn words(threads: &[Thread]) -> String {
    let mut lines = Vec::new();
    for thread in threads {
        let state = if thread.resolved { "resolved" } else { "open" };
        lines.push(format!("{} at {}, {state}", thread.label, thread.at));
        for note in &thread.notes {
            let (author, text) = (shown(&note.author), shown(&note.text));
            lines.push(format!("  {}  {author}: {text}", note.id));
            if !note.suggestion.is_empty() {
                let rows: Vec<String> = note.suggestion.iter().map(Row::text).collect();
                lines.push(format!("    suggests {}", shown(&rows.join(" | "))));
            }
        }
    }
    lines.join("\n")
}

/// Text of others on one line, without what a terminal would act on.
fn shown(text: &str) -> String {
    let text = text.replace('\n', " / ");
    let harmless = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    text.chars().map(harmless).collect()
}
