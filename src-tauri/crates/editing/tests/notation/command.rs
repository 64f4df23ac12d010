//! Edits as text.

use captions::{Cue, Gate, Settings, Time, Track};
use editing::{Edit, Match, NotePlace, Query, Retime, Scope, StyleChange};

use super::read::{mark, note, note_id, place, rows, span, time, timebase, waiver};
use super::{State, cue_id, track_id};

/// What a case does.
pub enum Command {
    Edit(Edit),
    Find(Scope, Query),
}

/// Reads a command.
pub fn command(text: &str, state: &State) -> Command {
    let (verb, rest) = text.split_once(' ').unwrap_or((text, ""));
    let words: Vec<&str> = rest.split_whitespace().collect();
    Command::Edit(match verb {
        "find" => {
            let (scope, quoted, flags) = scope_and_quoted(rest);
            return Command::Find(scope, query(&quoted[0], &flags));
        }
        "insert" | "text" | "delete" | "split" | "merge" | "sort" => structure(verb, rest, state),
        "retime" | "shift" | "stretch" | "snap" => timing(verb, &words),
        "replace" => {
            let (scope, quoted, flags) = scope_and_quoted(rest);
            Edit::Replace {
                scope,
                query: query(&quoted[0], &flags),
                replacement: quoted[1].clone(),
                only: only(&flags),
            }
        }
        "fps" => Edit::SetTimebase {
            timebase: timebase(words[0].parse().unwrap(), words.contains(&"df")),
            keep_frames: words.contains(&"keep"),
        },
        "note" | "resolve" | "reopen" | "unnote" | "take" | "mark" | "mark-track" => {
            review(verb, rest, &words)
        }
        "add-track" | "set-track" | "remove-track" | "settings" => track(verb, rest, state),
        _ => marks(verb, rest, &words),
    })
}

fn ids(words: &[&str]) -> Vec<captions::CueId> {
    let names = words.iter().filter(|word| word.len() == 1);
    names
        .map(|word| cue_id(word.chars().next().unwrap()))
        .collect()
}

fn structure(verb: &str, rest: &str, state: &State) -> Edit {
    let (first, tail) = rest.split_once(' ').unwrap_or((rest, ""));
    let words: Vec<&str> = rest.split_whitespace().collect();
    let cue = || ids(&[first])[0];
    match verb {
        "insert" => {
            let (times, text) = tail.split_once(' ').unwrap_or((tail, ""));
            let (in_time, out_time) = span(times);
            Edit::InsertCue {
                track: track_id(first),
                in_time,
                out_time,
                rows: rows(text).0,
            }
        }
        "text" => Edit::SetText {
            cue: cue(),
            rows: rows(&tail.replace("\\n", "\n")).0,
        },
        "delete" => Edit::DeleteCues {
            cues: ids(&words),
            ripple: words.contains(&"ripple"),
        },
        "split" => {
            let (_, row, character) = state.caret.unwrap_or((cue(), 0, 0));
            Edit::SplitCue {
                cue: cue(),
                row,
                character,
                time: words.get(1).map(|text| time(text)),
            }
        }
        "merge" => Edit::MergeCues { cues: ids(&words) },
        _ => Edit::SortCues {
            track: track_id(first),
        },
    }
}

fn timing(verb: &str, words: &[&str]) -> Edit {
    let times = |after: &str| -> Vec<Time> {
        let at = words.iter().position(|word| *word == after).unwrap();
        let numbers = words[at + 1..].iter();
        numbers
            .take_while(|word| **word != "to")
            .map(|word| time(word))
            .collect()
    };
    match verb {
        "retime" => {
            let pairs = words.iter().filter_map(|word| word.split_once('='));
            let cues = pairs.map(|(name, times)| {
                let (in_time, out_time) = span(times);
                Retime {
                    cue: ids(&[name])[0],
                    in_time,
                    out_time,
                }
            });
            Edit::RetimeCues {
                cues: cues.collect(),
                ripple: words.contains(&"ripple"),
            }
        }
        "shift" => Edit::ShiftCues {
            scope: scope(words),
            by: times("by")[0],
        },
        "stretch" => {
            let (from, to) = (times("from"), times("to"));
            Edit::StretchCues {
                scope: scope(words),
                from: (from[0], from[1]),
                to: (to[0], to[1]),
            }
        }
        _ => Edit::SnapCues {
            scope: scope(words),
        },
    }
}

/// `a b`, `track main`, or `after b`, before anything else.
fn scope(words: &[&str]) -> Scope {
    match words {
        ["track", name, ..] => Scope::Track(track_id(name)),
        ["after", name, ..] => Scope::From(ids(&[name])[0]),
        _ => {
            let named: Vec<&str> = words.iter().take_while(|w| w.len() == 1).copied().collect();
            Scope::Cues(ids(&named))
        }
    }
}

fn scope_and_quoted(text: &str) -> (Scope, Vec<String>, String) {
    let parts: Vec<&str> = text.split('"').collect();
    let words: Vec<&str> = parts[0].split_whitespace().collect();
    let quoted = parts
        .iter()
        .skip(1)
        .step_by(2)
        .map(|part| (*part).to_owned());
    let flags = parts.last().unwrap().to_string();
    (scope(&words), quoted.collect(), flags)
}

fn query(pattern: &str, flags: &str) -> Query {
    Query {
        pattern: pattern.to_owned(),
        regex: flags.contains("regex"),
        match_case: flags.contains("case"),
        whole_word: flags.contains("word"),
    }
}

/// One match, as in `only a:0:4-7`: cue, row, and its characters.
fn only(flags: &str) -> Option<Match> {
    let (_, place) = flags.split_once("only ")?;
    let parts: Vec<&str> = place.trim().split([':', '-']).collect();
    Some(Match {
        cue: ids(&parts[..1])[0],
        row: parts[1].parse().unwrap(),
        start: parts[2].parse().unwrap(),
        end: parts[3].parse().unwrap(),
    })
}

fn marks(verb: &str, rest: &str, words: &[&str]) -> Edit {
    let cues = ids(words);
    let flag = |name: &str| {
        let on = words.contains(&format!("+{name}").as_str());
        let off = words.contains(&format!("-{name}").as_str());
        (on || off).then_some(on)
    };
    let value = |name: &str| {
        let mut values = words.iter().filter_map(|word| word.strip_prefix(name));
        values.next().map(|value| value.parse().unwrap())
    };
    match verb {
        "style" => Edit::SetStyle {
            cues,
            style: StyleChange {
                italic: flag("i"),
                bold: flag("b"),
                underline: flag("u"),
                clear_color: words.contains(&"-color"),
                color: value("color="),
                clear_background: words.contains(&"-background"),
                background: value("background="),
            },
        },
        "position" => {
            let mut model = Cue::new(cue_id('a'), track_id(""), Time::ZERO, None);
            let places = words.iter().filter(|word| word.len() > 1);
            places.for_each(|word| place(word, &mut model));
            Edit::SetPosition {
                cues,
                align: rest.contains("align").then_some(model.align),
                writing: rest.contains("vertical").then_some(model.writing),
                position: model.position,
            }
        }
        "break" => Edit::BreakRows { cues },
        "speaker" => {
            let name = rest.split_once('=').map(|(_, name)| name.trim().to_owned());
            Edit::SetSpeaker {
                cues: ids(&rest
                    .split('=')
                    .next()
                    .unwrap()
                    .split_whitespace()
                    .collect::<Vec<_>>()),
                speaker: name,
            }
        }
        "waive" | "unwaive" => {
            let (names, value) = rest.split_once(" = ").unwrap();
            let cues = ids(&names.split_whitespace().collect::<Vec<_>>());
            if verb == "waive" {
                let waiver = waiver(value);
                Edit::Waive { cues, waiver }
            } else {
                let rule = value.to_owned();
                Edit::Unwaive { cues, rule }
            }
        }
        "flags" => Edit::SetFlags {
            cues,
            comment: flag("comment"),
            forced: flag("forced"),
        },
        other => panic!("unknown command {other}"),
    }
}

/// `note a = 1 Why`, `note main@500 = 1 Why`, `resolve W`, `mark a b approved`.
fn review(verb: &str, rest: &str, words: &[&str]) -> Edit {
    let last = mark(words.last().unwrap());
    match verb {
        "note" => {
            let (place, value) = rest.split_once(" = ").unwrap();
            Edit::Note {
                place: match place.split_once('@') {
                    Some((track, at)) => NotePlace::Moment {
                        track: track_id(track),
                        at: time(at),
                    },
                    None => NotePlace::Cue {
                        cue: ids(&[place])[0],
                    },
                },
                note: Box::new(note(value)),
            }
        }
        "resolve" | "reopen" => Edit::ResolveNote {
            note: note_id(rest),
            resolved: verb == "resolve",
        },
        "unnote" => Edit::DeleteNote {
            note: note_id(rest),
        },
        "take" => Edit::TakeSuggestion {
            note: note_id(rest),
        },
        "mark" => Edit::Mark {
            cues: ids(words),
            mark: last,
        },
        _ => Edit::MarkTrack {
            track: track_id(words[0]),
            mark: last,
        },
    }
}

fn track(verb: &str, rest: &str, state: &State) -> Edit {
    let (name, tail) = rest.split_once(' ').unwrap_or((rest, ""));
    match verb {
        "add-track" => {
            let read = super::document(&format!("-- {name}\n{}", tail.replace(';', "\n")));
            let track = read.document.tracks()[0].clone();
            let cues = read.document.cues(track.id).cloned().collect();
            Edit::AddTrack {
                track: Box::new(track),
                cues,
            }
        }
        "set-track" => {
            let track = state.document.track(track_id(name)).cloned();
            let mut track = track.unwrap_or_else(|| Track::new(track_id(name), name, ""));
            for (key, value) in tail.split(';').filter_map(|word| word.split_once('=')) {
                match key.trim() {
                    "name" => value.clone_into(&mut track.name),
                    "language" => value.clone_into(&mut track.language),
                    "profile" => {
                        track.gate = Some(Gate {
                            profile: value.to_owned(),
                            blocks: None,
                        });
                    }
                    _ => track.reference = value == "true",
                }
            }
            Edit::SetTrack {
                track: Box::new(track),
            }
        }
        "remove-track" => Edit::RemoveTrack {
            track: track_id(name),
        },
        _ => Edit::SetSettings {
            settings: Box::new(settings(rest, state)),
        },
    }
}

fn settings(text: &str, state: &State) -> Settings {
    let mut settings = state.document.settings().clone();
    for (key, value) in text.split(' ').filter_map(|word| word.split_once('=')) {
        match key {
            "title" => value.clone_into(&mut settings.title),
            "language" => value.clone_into(&mut settings.language),
            "start" => settings.programme_start = value.parse().unwrap(),
            "fps" => settings.timebase = timebase(value.parse().unwrap(), false),
            "shots" => settings.shots = value.split(',').map(time).collect(),
            "rows" => settings.limits.rows = value.parse().unwrap(),
            other => panic!("unknown setting {other}"),
        }
    }
    settings
}
