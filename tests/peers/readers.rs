//! Files given to other programs, and what these see in them.

use std::path::{Path, PathBuf};
use std::process::Command;

use captions::{Ids, Time};
use formats::ReadOptions;
use serde_json::{Value, json};

use crate::Case;

/// The programs that are on this machine.
pub struct Peers {
    /// A Python that has ttconv and pycaption.
    pub python: Option<PathBuf>,
    pub ffmpeg: bool,
}

/// A cue as a peer sees it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub start: Time,
    pub end: Option<Time>,
    pub text: String,
}

/// What a peer makes of a file.
#[derive(Clone, Debug)]
pub enum Answer {
    Cues(Vec<Seen>),
    /// It does not read the file; what it says.
    Refused(String),
}

impl Peers {
    /// Whether a peer is there.
    pub fn has(&self, peer: &str) -> bool {
        match peer {
            "ffmpeg" => self.ffmpeg,
            _ => self.python.is_some(),
        }
    }

    /// The names of those that are not there.
    pub fn missing(&self) -> Vec<&'static str> {
        let all = ["ttconv", "pycaption", "ffmpeg"].into_iter();
        all.filter(|peer| !self.has(peer)).collect()
    }

    /// Gives each file to its peer; the answers are in the same order.
    pub fn read(&self, jobs: &[(&Case, &str)], folder: &Path) -> Vec<Answer> {
        let files = jobs.iter().enumerate().map(|(index, (case, _))| {
            let path = folder.join(format!("{index}.{}", case.format));
            std::fs::write(&path, &case.file).expect("a writable folder");
            path
        });
        let files: Vec<PathBuf> = files.collect();
        let mut by_python = self.by_python(jobs, &files, folder).into_iter();
        let answers = jobs
            .iter()
            .zip(&files)
            .map(|((_, peer), file)| match *peer {
                "ffmpeg" => by_ffmpeg(file),
                _ => by_python.next().expect("an answer for each file"),
            });
        answers.collect()
    }

    /// The answers of everything that is written in Python, in one run.
    fn by_python(&self, jobs: &[(&Case, &str)], files: &[PathBuf], folder: &Path) -> Vec<Answer> {
        let Some(python) = &self.python else {
            return Vec::new();
        };
        let listed = jobs
            .iter()
            .zip(files)
            .filter(|((_, peer), _)| *peer != "ffmpeg");
        let listed = listed.map(
            |((case, peer), file)| json!({ "peer": peer, "format": case.format, "path": file }),
        );
        let list = folder.join("jobs.json");
        let listed = Value::Array(listed.collect()).to_string();
        std::fs::write(&list, listed).expect("a writable folder");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/read.py");
        let done = Command::new(python).arg(script).arg(&list).output();
        let done = done.expect("Python starts");
        let errors = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{errors}");
        let answers: Vec<Value> = serde_json::from_slice(&done.stdout).expect("a list in JSON");
        answers.iter().map(answer).collect()
    }
}

fn answer(value: &Value) -> Answer {
    let Some(cues) = value["cues"].as_array() else {
        return Answer::Refused(value["refused"].as_str().unwrap_or_default().to_owned());
    };
    let cues = cues.iter().map(|cue| Seen {
        start: fraction(&cue["in"]).expect("every cue has an in time"),
        end: fraction(&cue["out"]),
        text: cue["text"].as_str().unwrap_or_default().to_owned(),
    });
    Answer::Cues(cues.collect())
}

/// Seconds as `1`, `1/2` or nothing.
fn fraction(value: &Value) -> Option<Time> {
    let (above, below) = match value.as_str()?.split_once('/') {
        Some(parts) => parts,
        None => (value.as_str()?, "1"),
    };
    Time::from_ratio(above.parse().ok()?, 1, below.parse().ok()?)
}

/// What ffmpeg makes of a file, as SubRip.
fn by_ffmpeg(file: &Path) -> Answer {
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-nostdin", "-i"]).arg(file);
    let done = command.args(["-f", "srt", "-"]).output();
    let done = done.expect("ffmpeg starts");
    if !done.status.success() {
        let why = String::from_utf8_lossy(&done.stderr);
        return Answer::Refused(why.trim().to_owned());
    }
    // Spaces that place text on the grid, as ffmpeg writes them.
    let text = String::from_utf8_lossy(&done.stdout).replace("\\h", " ");
    let options = ReadOptions {
        format: Some("srt".to_owned()),
        ..ReadOptions::default()
    };
    let reading = formats::read(text.as_bytes(), None, &options, &mut Ids::new(4, 4));
    let reading = reading.expect("SubRip is read");
    let cues = reading.document.cues(reading.track).map(|cue| Seen {
        start: cue.in_time,
        end: cue.out_time,
        text: crate::text_of(cue),
    });
    Answer::Cues(cues.filter(|cue| !cue.text.is_empty()).collect())
}
