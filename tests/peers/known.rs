//! Where peers are known to be wrong, and how exactly.

use captions::{Cue, FrameRate, Position, Time, Timebase};

use crate::readers::{Answer, Seen};
use crate::{Aspect, Case, same};

/// A fault of a peer.
pub struct Wrong {
    pub peer: &'static str,
    pub format: &'static str,
    pub aspect: Aspect,
    /// What it does.
    pub what: &'static str,
    /// Whether that, and nothing else, is what it did.
    pub is_that: Check,
}

/// Looks at what a peer did: to the cue of a number, or to the whole file.
pub enum Check {
    Cue(fn(&Case, usize, &Seen) -> bool),
    File(fn(&Case, &Answer) -> bool),
}

use Check::{Cue as OfCue, File as OfFile};

/// Every fault that the test meets; one that it no longer meets has to go.
pub const WRONG: &[Wrong] = &[
    Wrong {
        peer: "pycaption",
        format: "scc",
        aspect: Aspect::In,
        what: "takes drop-frame labels for the time of day, and counts on from that of the line",
        is_that: OfCue(|case, index, seen| same(scc_time(case, case.own[index].start), seen.start)),
    },
    Wrong {
        peer: "pycaption",
        format: "scc",
        aspect: Aspect::Out,
        what: "does the same when a caption goes, which it lets stay until the next where fewer \
               than five frames lie between them",
        is_that: OfCue(stays_until_the_next),
    },
    Wrong {
        peer: "pycaption",
        format: "scc",
        aspect: Aspect::Text,
        what: "drops the space that a mid-row code is",
        is_that: OfCue(|case, index, seen| {
            let own = &case.own[index];
            changes_style(&own.cue) && bare(&own.text) == bare(&seen.text)
        }),
    },
    Wrong {
        peer: "pycaption",
        format: "scc",
        aspect: Aspect::Cues,
        what: "makes rows that stand apart captions of their own",
        is_that: OfFile(|case, answer| match answer {
            Answer::Cues(seen) => {
                let own = case.own.iter().map(|own| bare(&own.text));
                let seen = seen.iter().map(|seen| bare(&seen.text));
                own.collect::<String>() == seen.collect::<String>()
            }
            Answer::Refused(_) => false,
        }),
    },
    Wrong {
        peer: "pycaption",
        format: "itt",
        aspect: Aspect::In,
        what: "takes labels for the time of day",
        is_that: OfCue(|case, index, seen| {
            same(time_of_day(case.base, case.own[index].start), seen.start)
        }),
    },
    Wrong {
        peer: "pycaption",
        format: "itt",
        aspect: Aspect::Out,
        what: "takes labels for the time of day",
        is_that: OfCue(|case, index, seen| {
            let own = case.own[index].end.zip(seen.end);
            own.is_some_and(|(own, seen)| same(time_of_day(case.base, own), seen))
        }),
    },
    Wrong {
        peer: "pycaption",
        format: "vtt",
        aspect: Aspect::Text,
        what: "puts the name of a voice in front of what it says",
        is_that: OfCue(names_voices),
    },
    Wrong {
        peer: "pycaption",
        format: "srt",
        aspect: Aspect::Text,
        what: "leaves tags and override codes in the text",
        is_that: OfCue(|case, index, seen| without_markup(&seen.text) == case.own[index].text),
    },
    Wrong {
        peer: "ttconv",
        format: "srt",
        aspect: Aspect::Text,
        what: "leaves override codes in the text",
        is_that: OfCue(|case, index, seen| {
            let rest = seen.text.strip_prefix("{\\an");
            let rest = rest.and_then(|rest| rest.split_once('}'));
            // A row of nothing but the code is none.
            rest.is_some_and(|(_, rest)| rest.trim_start_matches('\n') == case.own[index].text)
        }),
    },
    Wrong {
        peer: "ttconv",
        format: "ebu-stl",
        aspect: Aspect::Text,
        what: "drops spaces beside codes that take no room, and puts one where such a code stands \
               inside a word",
        is_that: OfCue(|case, index, seen| {
            let own = &case.own[index];
            changes_style(&own.cue) && bare(&own.text) == bare(&seen.text)
        }),
    },
    Wrong {
        peer: "ffmpeg",
        format: "scc",
        aspect: Aspect::Text,
        what: "shows the apostrophe as a closing quotation mark",
        is_that: OfCue(|case, index, seen| {
            seen.text.replace('\u{2019}', "'") == case.own[index].text
        }),
    },
    Wrong {
        peer: "ffmpeg",
        format: "scc",
        aspect: Aspect::Text,
        what: "drops a character in the last column",
        is_that: OfCue(|case, index, seen| {
            without_the_last_column(&case.own[index].cue, &seen.text)
        }),
    },
    Wrong {
        peer: "ffmpeg",
        format: "scc",
        aspect: Aspect::In,
        what: "shows a caption at the label of its line, which it counts at 33 ms a frame",
        is_that: OfCue(|case, index, seen| {
            line_time(case, case.own[index].start).is_some_and(|time| same(time, seen.start))
        }),
    },
    Wrong {
        peer: "ffmpeg",
        format: "scc",
        aspect: Aspect::Out,
        what: "takes a caption away at the label of a line, which it counts at 33 ms a frame",
        is_that: OfCue(|case, index, seen| {
            let own = case.own[index].end.and_then(|own| line_time(case, own));
            own.zip(seen.end).is_some_and(|(own, seen)| same(own, seen))
        }),
    },
];

/// The fault that explains a difference in one cue.
pub fn of_cue(case: &Case, peer: &str, aspect: Aspect, index: usize, seen: &Seen) -> Option<usize> {
    WRONG.iter().position(|rule| {
        (rule.peer, rule.format, rule.aspect) == (peer, case.format, aspect)
            && matches!(rule.is_that, OfCue(is_that) if is_that(case, index, seen))
    })
}

/// The fault that explains why a file has other cues.
pub fn of_file(case: &Case, peer: &str, answer: &Answer) -> Option<usize> {
    WRONG.iter().position(|rule| {
        (rule.peer, rule.format) == (peer, case.format)
            && matches!(rule.is_that, OfFile(is_that) if is_that(case, answer))
    })
}

/// A time of an SCC file as pycaption has it.
fn scc_time(case: &Case, time: Time) -> Time {
    let rate = case.base.rate();
    match last_line(case, time) {
        Some((frame, _)) if case.base.drop_frame() => {
            let since = rate.nearest_frame(time) - frame;
            time_of_day(case.base, rate.time_of(frame)) + FrameRate::THIRTY.time_of(since)
        }
        _ => time,
    }
}

/// A time whose label is taken for hours, minutes, seconds and thirtieths.
fn time_of_day(base: Timebase, time: Time) -> Time {
    let (hours, minutes, seconds, frames) = base.label_at(time).fields();
    let seconds = i64::from((hours * 60 + minutes) * 60 + seconds);
    Time::from_seconds(seconds) + FrameRate::THIRTY.time_of(i64::from(frames))
}

fn stays_until_the_next(case: &Case, index: usize, seen: &Seen) -> bool {
    let Some((own, seen)) = case.own[index].end.zip(seen.end) else {
        return false;
    };
    let next = case.own.get(index + 1).map(|next| next.start);
    let next = next.filter(|next| *next - own < case.base.rate().time_of(5));
    same(scc_time(case, next.unwrap_or(own)), seen)
}

/// Whether the text is that of the cue, with `name: ` in front of each voice.
fn names_voices(case: &Case, index: usize, seen: &Seen) -> bool {
    let cue = &case.own[index].cue;
    let mut text = String::new();
    let mut voice = None;
    for (number, row) in cue.rows.iter().enumerate() {
        if number > 0 {
            text.push('\n');
        }
        for run in &row.0 {
            let now = run.style.voice().or(cue.speaker.as_deref());
            if now != voice
                && let Some(name) = now
            {
                text.push_str(name);
                text.push_str(": ");
            }
            voice = now;
            text.push_str(&run.text);
        }
    }
    let rows = text
        .lines()
        .map(|row| row.split_whitespace().collect::<Vec<_>>().join(" "));
    let rows: Vec<String> = rows.filter(|row| !row.is_empty()).collect();
    rows.join("\n") == seen.text
}

/// A text without what stands in angle brackets and in braces, and without the
/// rows that were nothing else.
fn without_markup(text: &str) -> String {
    let mut out = String::new();
    let mut inside = None;
    for character in text.chars() {
        match (inside, character) {
            (None, '<') => inside = Some('>'),
            (None, '{') => inside = Some('}'),
            (Some(end), character) if end == character => inside = None,
            (None, character) => out.push(character),
            (Some(_), _) => {}
        }
    }
    let rows: Vec<&str> = out.split('\n').filter(|row| !row.is_empty()).collect();
    rows.join("\n")
}

/// A text without white space.
fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Whether a style changes somewhere in a row of a cue.
fn changes_style(cue: &Cue) -> bool {
    cue.rows.iter().any(|row| row.0.len() > 1)
}

/// Whether a text is that of a cue, but that rows which end in the last column of
/// the grid may lack the character there.
fn without_the_last_column(cue: &Cue, text: &str) -> bool {
    let Position::Grid(cells) = &cue.position else {
        return false;
    };
    let bare = |row: &str| row.split_whitespace().collect::<Vec<_>>().join(" ");
    let rows = cells.iter().zip(&cue.rows).filter_map(|(cell, row)| {
        let whole = row.text().replace('\'', "\u{2019}");
        let fills = usize::from(cell.column) - 1 + row.chars() == 32;
        let cut: String = whole.chars().take(32 - usize::from(cell.column)).collect();
        let either = [bare(&whole), bare(if fills { &cut } else { &whole })];
        (!either[0].is_empty()).then_some(either)
    });
    let rows: Vec<[String; 2]> = rows.collect();
    let seen: Vec<&str> = text.lines().collect();
    rows.len() == seen.len()
        && rows
            .iter()
            .zip(seen)
            .all(|(either, seen)| either.iter().any(|row| row == seen))
}

/// The frame and the label of the last line of an SCC file up to a time.
fn last_line(case: &Case, time: Time) -> Option<(i64, String)> {
    let text = String::from_utf8_lossy(&case.file);
    let labels = text.lines().filter_map(|line| line.split_once('\t'));
    let labels = labels.filter_map(|(label, _)| {
        let frame = case.base.parse(label).ok()?;
        Some((frame, label.to_owned()))
    });
    let until = case.base.rate().nearest_frame(time);
    labels.take_while(|(frame, _)| *frame <= until).last()
}

/// The label of that line, with 33 ms for each of its frames.
fn line_time(case: &Case, time: Time) -> Option<Time> {
    let (_, label) = last_line(case, time)?;
    let (seconds, frames) = label.rsplit_once([':', ';'])?;
    let mut all = 0;
    for part in seconds.split(':') {
        all = all * 60 + part.parse::<i64>().ok()?;
    }
    Some(Time::from_millis(
        all * 1000 + frames.parse::<i64>().ok()? * 33,
    ))
}
