//! What a reviewer hands back with a track: what was changed, and what is asked.

mod page;
mod table;

use std::path::Path;

use captions::{Cue, CueId, Document, Note, ReviewMark, RevisionId, Time, TrackId};
use chrono::{DateTime, Utc};
use review::{ChangeKind, Field, compare};
use serde::{Deserialize, Serialize};

use crate::{ErrorCode, Project, Result, RevisionInfo, WorkbenchError};

/// What was changed in a track since a revision, and what is asked about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HandBack {
    /// The track.
    pub track: TrackId,
    /// Its name.
    pub name: String,
    /// The revision that it is compared with.
    pub since: Option<RevisionInfo>,
    /// What was decided about the whole of it.
    pub mark: Option<ReviewMark>,
    /// What was changed since the revision; nothing where there is none.
    pub counts: ChangeCounts,
    /// How many cues are approved.
    pub approved: u32,
    /// How many cues were sent back.
    pub sent_back: u32,
    /// How many threads are open.
    pub open: u32,
    /// How many threads are settled.
    pub resolved: u32,
    /// Open threads and cues that were sent back, in order of time.
    pub asked: Vec<Asked>,
}

/// How many changes there are, by kind. A cue that is changed in two ways counts
/// with both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ChangeCounts {
    /// Cues that are new.
    pub added: u32,
    /// Cues that are gone.
    pub removed: u32,
    /// Cues that say something else.
    pub text: u32,
    /// Cues that look otherwise.
    pub style: u32,
    /// Cues that stand at other times.
    pub times: u32,
    /// Cues that stand elsewhere.
    pub position: u32,
    /// Cues that somebody else speaks.
    pub speaker: u32,
    /// Cues whose other settings differ.
    pub settings: u32,
    /// Cues that became several.
    pub split: u32,
    /// Cues that several became.
    pub merged: u32,
}

/// A cue or a moment that somebody is to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Asked {
    /// The cue; absent of a moment.
    pub cue: Option<CueId>,
    /// When it starts, or the moment.
    pub at: Time,
    /// What people call it: `Cue 12`, or the moment's label.
    pub label: String,
    /// What the cue says.
    pub text: String,
    /// The open threads, oldest first; none where the cue was only sent back.
    pub notes: Vec<Note>,
}

/// What is handed back with a track. `since` is a revision of it and its cues.
///
/// # Errors
/// Where there is no such track.
pub fn hand_back(
    document: &Document,
    track: TrackId,
    since: Option<(RevisionInfo, Vec<Cue>)>,
) -> Result<HandBack> {
    let of = document
        .track(track)
        .ok_or_else(WorkbenchError::no_such_track)?;
    let cues: Vec<&Cue> = document.cues(track).collect();
    let (since, counts) = match since {
        Some((revision, before)) => {
            let counts = ChangeCounts::between(&cues, &before.iter().collect::<Vec<&Cue>>());
            (Some(revision), counts)
        }
        None => (None, ChangeCounts::default()),
    };
    let mut handed = HandBack {
        track,
        name: of.name.clone(),
        since,
        mark: of.mark,
        counts,
        approved: 0,
        sent_back: 0,
        open: 0,
        resolved: 0,
        asked: moments(document, &of.notes),
    };
    handed.count_threads(&of.notes);
    for (number, cue) in (1_usize..).zip(cues) {
        handed.count_threads(&cue.notes);
        let notes = open_threads(&cue.notes);
        match cue.mark {
            Some(ReviewMark::Approved) => count(&mut handed.approved),
            Some(ReviewMark::SentBack) => count(&mut handed.sent_back),
            None => {}
        }
        if !notes.is_empty() || cue.mark == Some(ReviewMark::SentBack) {
            handed.asked.push(Asked {
                cue: Some(cue.id),
                at: cue.in_time,
                label: format!("Cue {number}"),
                text: cue.text(),
                notes,
            });
        }
    }
    handed.asked.sort_by_key(|asked| asked.at);
    Ok(handed)
}

impl Project {
    /// What is handed back with a track, compared with a revision of it where one
    /// is named.
    ///
    /// # Errors
    /// Where there is no such track, or no such revision of it, or it cannot be
    /// read.
    pub fn hand_back(&mut self, track: TrackId, since: Option<RevisionId>) -> Result<HandBack> {
        let since = match since {
            Some(id) => {
                let mut known = self.revisions(track).into_iter();
                let revision = known.find(|revision| revision.id == id);
                let revision = revision.ok_or_else(|| {
                    let message = "The track has no such revision";
                    WorkbenchError::new(ErrorCode::NoSuchRevision, message)
                })?;
                Some((revision, self.revision_cues(id)?))
            }
            None => None,
        };
        hand_back(self.document(), track, since)
    }
}

impl ChangeCounts {
    /// How a track differs from what it was before.
    fn between(now: &[&Cue], before: &[&Cue]) -> Self {
        let mut counts = Self::default();
        for change in compare(now, before, None) {
            match change.kind {
                ChangeKind::Added => count(&mut counts.added),
                ChangeKind::Removed => count(&mut counts.removed),
                ChangeKind::Split => count(&mut counts.split),
                ChangeKind::Merged => count(&mut counts.merged),
                ChangeKind::Changed => {
                    change.fields.iter().for_each(|field| counts.count(*field));
                }
            }
        }
        counts
    }

    fn count(&mut self, field: Field) {
        count(match field {
            Field::Text => &mut self.text,
            Field::Style => &mut self.style,
            Field::Times => &mut self.times,
            Field::Position => &mut self.position,
            Field::Speaker => &mut self.speaker,
            Field::Settings => &mut self.settings,
            // Where a cue stands in the list says nothing to a viewer.
            Field::Order => return,
        });
    }
}

fn count(number: &mut u32) {
    *number = number.saturating_add(1);
}

/// The notes of threads that are not settled.
fn open_threads(notes: &[Note]) -> Vec<Note> {
    let is_open = |note: &&Note| {
        let first = notes.iter().find(|other| other.id == note.first());
        first.is_none_or(Note::is_open)
    };
    notes.iter().filter(is_open).cloned().collect()
}

/// The open threads about moments, one by one.
fn moments(document: &Document, notes: &[Note]) -> Vec<Asked> {
    let settings = document.settings();
    let open = open_threads(notes);
    let firsts = open.iter().filter(|note| note.thread.is_none());
    let asked = firsts.map(|first| {
        let at = first.at.unwrap_or_default();
        let thread = open.iter().filter(|note| note.first() == first.id);
        Asked {
            cue: None,
            at,
            label: settings.label_at(at).to_string(),
            text: String::new(),
            notes: thread.cloned().collect(),
        }
    });
    asked.collect()
}

impl HandBack {
    fn count_threads(&mut self, notes: &[Note]) {
        for first in notes.iter().filter(|note| note.thread.is_none()) {
            count(if first.resolved {
                &mut self.resolved
            } else {
                &mut self.open
            });
        }
    }

    /// It as the bytes of a file, by the ending of its name: a page (`.html`), a
    /// table (`.csv`) or `.json`. Everything in it is text that anyone may have
    /// written: nothing of it is markup in the page or a formula in the table.
    ///
    /// # Errors
    /// [`BadOption`](ErrorCode::BadOption) where the ending is another.
    pub fn as_file(&self, path: &Path) -> Result<Vec<u8>> {
        let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
        match ending.to_str() {
            Some("html" | "htm") => Ok(page::page(self).into_bytes()),
            Some("csv") => Ok(table::table(self).into_bytes()),
            Some("json") => serde_json::to_vec_pretty(self).map_err(|error| {
                let message = format!("The summary cannot be written: {error}");
                WorkbenchError::new(ErrorCode::Defect, message)
            }),
            _ => {
                let message = "A summary is written as .html, .csv or .json";
                Err(WorkbenchError::new(ErrorCode::BadOption, message).about(path))
            }
        }
    }
}

/// A mark in words.
const fn mark_in_words(mark: Option<ReviewMark>) -> &'static str {
    match mark {
        Some(ReviewMark::Approved) => "Approved",
        Some(ReviewMark::SentBack) => "Sent back",
        None => "Not decided",
    }
}

/// When something was written, `2026-11-22 19:00 UTC`.
fn written(note: &Note) -> String {
    let time: Option<DateTime<Utc>> = DateTime::from_timestamp_millis(note.written_at);
    time.map_or_else(String::new, |time| {
        time.format("%Y-%m-%d %H:%M UTC").to_string()
    })
}

/// Rows that a note proposes, as plain text.
fn suggested(note: &Note) -> String {
    let rows: Vec<String> = note.suggestion.iter().map(captions::Row::text).collect();
    rows.join("\n")
}

#[cfg(test)]
mod tests {
    use captions::{Ids, NoteId, Row, Settings, Track};

    use super::*;

    fn note(ids: &mut Ids, text: &str, thread: Option<NoteId>) -> Note {
        Note {
            id: ids.note(),
            author: "Ann".to_owned(),
            written_at: 1_763_000_000_000,
            text: text.to_owned(),
            resolved: false,
            thread,
            suggestion: Vec::new(),
            at: None,
        }
    }

    /// A cue that is asked about twice, once settled, one that was sent back, one
    /// that is approved, and a moment between the first two.
    pub(super) fn reviewed(words: &str) -> (Document, TrackId) {
        let mut ids = Ids::new(1, 1);
        let mut track = Track::new(ids.track(), words, "en");
        let id = track.id;
        track.mark = Some(ReviewMark::SentBack);
        let mut moment = note(&mut ids, words, None);
        moment.at = Some(Time::from_millis(1480));
        track.notes = vec![moment].into();
        let mut document = Document::new(Settings::default());
        document.put_track(track);
        for second in 0..3 {
            let start = Time::from_seconds(second);
            let mut cue = Cue::new(ids.cue(), id, start, Some(start + Time::SECOND));
            cue.rank = second;
            cue.rows = vec![Row::plain(words)];
            if second == 0 {
                let mut first = note(&mut ids, words, None);
                first.suggestion = vec![Row::plain(words)];
                first.author = words.to_owned();
                let answer = note(&mut ids, "Yes", Some(first.id));
                let mut settled = note(&mut ids, "Settled", None);
                settled.resolved = true;
                cue.notes = vec![first, settled, answer].into();
            }
            cue.mark = [None, Some(ReviewMark::SentBack), Some(ReviewMark::Approved)]
                [usize::try_from(second).expect("small")];
            document.put_cue(cue).expect("the track is there");
        }
        (document, id)
    }

    #[test]
    fn what_is_open_is_asked_in_order_of_time() {
        let (document, track) = reviewed("Really");
        let handed = hand_back(&document, track, None).expect("there");
        let counts = (
            handed.approved,
            handed.sent_back,
            handed.open,
            handed.resolved,
        );
        assert_eq!(counts, (1, 1, 2, 1));
        let asked: Vec<(&str, usize)> = (handed.asked.iter())
            .map(|asked| (asked.label.as_str(), asked.notes.len()))
            .collect();
        assert_eq!(asked, [("Cue 1", 2), ("Cue 2", 0), ("00:00:01:12", 1)]);
        let other = Ids::new(9, 9).track();
        let refused = hand_back(&document, other, None).expect_err("not there");
        assert_eq!(refused.code, ErrorCode::NoSuchTrack);
    }

    #[test]
    fn what_was_changed_is_counted_by_kind() {
        let (document, track) = reviewed("Really");
        let mut before: Vec<Cue> = document.cues(track).cloned().collect();
        before[0].rows = vec![Row::plain("Otherwise")];
        before[1].in_time += Time::from_millis(40);
        before[1].speaker = Some("Ann".to_owned());
        before.remove(2);
        let revision = RevisionInfo {
            id: Ids::new(2, 2).revision(),
            track,
            name: "First".to_owned(),
            made_at: 0,
            cues: 2,
            findings: None,
            profile: None,
        };
        let since = Some((revision.clone(), before));
        let handed = hand_back(&document, track, since).expect("there");
        let counts = ChangeCounts {
            added: 1,
            text: 1,
            times: 1,
            speaker: 1,
            ..ChangeCounts::default()
        };
        assert_eq!(handed.counts, counts);
        assert_eq!(handed.since, Some(revision));
    }

    #[test]
    fn the_ending_says_what_it_is_written_as() {
        let (document, track) = reviewed("Really");
        let handed = hand_back(&document, track, None).expect("there");
        let file = |name: &str| handed.as_file(Path::new(name));
        let json: HandBack = serde_json::from_slice(&file("a.JSON").expect("json")).expect("json");
        assert_eq!(json, handed);
        assert!(
            file("a.html")
                .expect("a page")
                .starts_with(b"<!doctype html>")
        );
        assert!(file("a.csv").expect("a table").starts_with(b"\xef\xbb\xbf"));
        for name in ["a.txt", "a"] {
            let refused = file(name).expect_err("another ending");
            assert_eq!(refused.code, ErrorCode::BadOption);
        }
    }
}
