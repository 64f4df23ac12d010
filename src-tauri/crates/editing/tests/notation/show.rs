//! From documents to text.

use std::fmt::Write as _;

use captions::{
    Align, Cue, CueId, FrameRate, Note, Position, ReviewMark, Row, Run, Settings, Time, Track,
    Writing,
};
use editing::Patch;

use super::{State, cue_name};

/// Writes a document; reading it again gives the same.
pub fn show(state: &State) -> String {
    let mut text = settings(state);
    let document = &state.document;
    let tracks = document.tracks();
    for track in &tracks {
        let header = header(track);
        if header != "-- main" || tracks.len() > 1 {
            text += &(header + "\n");
        }
        for cue in document.cues(track.id) {
            let selected = if state.selection.contains(&cue.id) {
                "*"
            } else {
                ""
            };
            let line = format!("{}{selected} {}", cue_name(cue.id), body(cue, state.ranks));
            text += &(line.trim_end().to_owned() + "\n");
        }
    }
    text
}

/// How many records a patch touches, as `1 added, 2 updated`.
pub fn patch_size(patch: &Patch) -> String {
    let parts = [
        (patch.added.len(), "added"),
        (patch.updated.len(), "updated"),
        (patch.removed.len(), "removed"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = parts
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    parts.join(", ")
}

fn settings(state: &State) -> String {
    let settings: &Settings = state.document.settings();
    let defaults = Settings::default();
    let mut text = String::new();
    let timebase = settings.timebase;
    if timebase.rate() != FrameRate::PAL {
        write!(text, " fps={}", timebase.rate()).unwrap();
    }
    if timebase.drop_frame() {
        text += " df";
    }
    if settings.programme_start != 0 {
        write!(text, " start={}", settings.programme_start).unwrap();
    }
    if !settings.title.is_empty() {
        write!(text, " title={}", settings.title).unwrap();
    }
    if !settings.language.is_empty() {
        write!(text, " language={}", settings.language).unwrap();
    }
    if !settings.shots.is_empty() {
        let shots: Vec<String> = settings.shots.iter().map(|shot| time(*shot)).collect();
        write!(text, " shots={}", shots.join(",")).unwrap();
    }
    let limits = settings.limits;
    if limits != defaults.limits {
        write!(text, " rows={}x{}", limits.row_length, limits.rows).unwrap();
    }
    if state.ranks {
        text += " ranks";
    }
    if text.is_empty() {
        text
    } else {
        format!("@{text}\n")
    }
}

fn header(track: &Track) -> String {
    let mut text = format!("-- {}", track.name);
    if !track.language.is_empty() {
        write!(text, " [{}]", track.language).unwrap();
    }
    if let Some(gate) = &track.gate {
        write!(text, " (profile {})", gate.profile).unwrap();
    }
    if track.reference {
        text += " (reference)";
    }
    let mark = track.mark.map(mark).into_iter();
    let review: Vec<String> = mark.chain(track.notes.iter().map(note)).collect();
    if !review.is_empty() {
        write!(text, " {{{}}}", review.join("; ")).unwrap();
    }
    text
}

fn mark(mark: ReviewMark) -> String {
    match mark {
        ReviewMark::Approved => "approved".to_owned(),
        ReviewMark::SentBack => "sent-back".to_owned(),
    }
}

fn note(note: &Note) -> String {
    let thread = note
        .thread
        .map(|first| format!(">{}", cue_name(CueId(first.0))));
    let at = note.at.map(|at| format!("@{}", time(at)));
    let resolved = if note.resolved { "!" } else { "" };
    let rows: Vec<String> = note.suggestion.iter().map(row).collect();
    let suggestion = (!rows.is_empty()).then(|| format!(" => {}", rows.join(" / ")));
    format!(
        "note={}{}{}{resolved} {}{}",
        note.written_at,
        thread.unwrap_or_default(),
        at.unwrap_or_default(),
        note.text,
        suggestion.unwrap_or_default()
    )
}

fn body(cue: &Cue, ranks: bool) -> String {
    let out = cue.out_time.map_or("?".to_owned(), time);
    let mut text = format!("{}-{out}", time(cue.in_time));
    let attributes = attributes(cue, ranks);
    if !attributes.is_empty() {
        write!(text, " {{{}}}", attributes.join("; ")).unwrap();
    }
    let rows: Vec<String> = cue.rows.iter().map(row).collect();
    format!("{text} {}", rows.join(" | "))
}

/// A time as the notation writes it.
pub fn time(time: Time) -> String {
    if time.is_whole_millis() {
        time.round_millis().to_string()
    } else {
        format!("{}fl", time.flicks())
    }
}

fn attributes(cue: &Cue, ranks: bool) -> Vec<String> {
    let mut all = Vec::new();
    if ranks {
        all.push(format!("rank={}", cue.rank));
    }
    all.extend(cue.speaker.iter().map(|name| format!("speaker={name}")));
    all.extend(cue.label.iter().map(|label| format!("label={label}")));
    let flags = [
        (cue.comment, "comment"),
        (cue.forced, "forced"),
        (cue.mark == Some(ReviewMark::Approved), "approved"),
        (cue.mark == Some(ReviewMark::SentBack), "sent-back"),
        (cue.align == Align::Left, "align=left"),
        (cue.writing != Writing::Horizontal, "vertical"),
    ];
    let set = flags.iter().filter(|(is_set, _)| *is_set);
    all.extend(set.map(|(_, name)| (*name).to_owned()));
    all.extend(cue.settings.keys().map(|name| format!("set={name}")));
    all.extend(cue.notes.iter().map(note));
    let waivers = cue.waivers.iter();
    all.extend(waivers.map(|waiver| format!("waived={} {}", waiver.rule, waiver.reason)));
    match &cue.position {
        Position::Auto => {}
        Position::Grid(cells) => {
            let cells = cells
                .iter()
                .map(|cell| format!("{}.{}", cell.row, cell.column));
            all.push(format!("grid={}", cells.collect::<Vec<_>>().join("/")));
        }
        Position::Numpad(key) => all.push(format!("numpad={key}")),
        Position::Box(place) => all.push(format!("{place:?}")),
    }
    all
}

fn row(row: &Row) -> String {
    row.0.iter().map(run).collect()
}

fn run(run: &Run) -> String {
    let style = &run.style;
    let mut tags: Vec<String> = Vec::new();
    let flags = [
        (style.italic, "i"),
        (style.bold, "b"),
        (style.underline, "u"),
    ];
    let set = flags.iter().filter(|(is_set, _)| *is_set);
    tags.extend(set.map(|(_, name)| (*name).to_owned()));
    tags.extend(style.color.map(|color| format!("c {color}")));
    tags.extend(style.background.map(|color| format!("bg {color}")));
    if let Some(detail) = &style.detail {
        tags.extend(detail.voice.iter().map(|voice| format!("v {voice}")));
        tags.extend(detail.lang.iter().map(|lang| format!("l {lang}")));
        tags.extend(detail.ruby.iter().map(|ruby| format!("r {ruby}")));
        tags.extend(
            detail
                .appears
                .map(|appears| format!("at {}", time(appears))),
        );
    }
    let mut text = run.text.to_string();
    for tag in tags.iter().rev() {
        let name = tag.split(' ').next().unwrap();
        text = format!("<{tag}>{text}</{name}>");
    }
    text
}
