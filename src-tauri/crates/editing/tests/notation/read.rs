//! From text to documents.

use captions::{
    Align, Cue, FrameRate, GridCell, Note, NoteId, Position, ReviewMark, Row, Run, Settings, Style,
    Time, Timebase, Track, Waiver, Writing,
};

use super::{State, cue_id, track_id};

/// Reads a document.
pub fn document(text: &str) -> State {
    let mut state = State::default();
    let mut settings = Settings::default();
    let mut track = None;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(rest) = line.strip_prefix('@') {
            read_settings(rest, &mut settings, &mut state);
        } else if let Some(rest) = line.strip_prefix("--") {
            track = Some(read_track(rest, &mut state));
        } else {
            let track = *track.get_or_insert_with(|| read_track("main", &mut state));
            read_cue(line, track, &mut state);
        }
    }
    if track.is_none() {
        read_track("main", &mut state);
    }
    state.document.set_settings(settings);
    state
}

fn read_settings(text: &str, settings: &mut Settings, state: &mut State) {
    let mut rate = settings.timebase.rate();
    let mut drop = false;
    for word in text.split_whitespace() {
        match word.split_once('=').unwrap_or((word, "")) {
            ("fps", value) => rate = value.parse().unwrap(),
            ("df", _) => drop = true,
            ("start", value) => settings.programme_start = value.parse().unwrap(),
            ("title", value) => value.clone_into(&mut settings.title),
            ("language", value) => value.clone_into(&mut settings.language),
            ("rows", value) => {
                let (length, rows) = value.split_once('x').unwrap();
                settings.limits.row_length = length.parse().unwrap();
                settings.limits.rows = rows.parse().unwrap();
            }
            ("ranks", _) => state.ranks = true,
            (other, _) => panic!("unknown setting {other}"),
        }
    }
    settings.timebase = timebase(rate, drop);
}

/// A timebase, drop-frame where asked for.
pub fn timebase(rate: FrameRate, drop: bool) -> Timebase {
    if drop {
        Timebase::drop(rate).unwrap()
    } else {
        Timebase::non_drop(rate)
    }
}

/// `name`, `name [en]`, `name (reference)`, `name {approved; note=1@500 Why}`.
fn read_track(text: &str, state: &mut State) -> captions::TrackId {
    let (text, review) = match text
        .trim()
        .strip_suffix('}')
        .and_then(|t| t.split_once('{'))
    {
        Some((text, review)) => (text, review),
        None => (text, ""),
    };
    let (text, reference) = match text.trim().strip_suffix("(reference)") {
        Some(rest) => (rest.trim(), true),
        None => (text.trim(), false),
    };
    let (name, language) = match text.strip_suffix(']').and_then(|t| t.split_once('[')) {
        Some((name, language)) => (name.trim(), language),
        None => (text, ""),
    };
    let mut track = Track::new(track_id(name), name, language);
    track.reference = reference;
    for part in review.split(';').map(str::trim).filter(|p| !p.is_empty()) {
        match part.split_once('=') {
            Some((_, value)) => track.notes.push(note(value)),
            None => track.mark = mark(part),
        }
    }
    track.rank = i64::try_from(state.document.tracks().len()).unwrap();
    let id = track.id;
    state.document.put_track(track);
    id
}

fn read_cue(line: &str, track: captions::TrackId, state: &mut State) {
    let (name, rest) = line.split_once(' ').unwrap();
    let (times, rest) = rest.trim().split_once(' ').unwrap_or((rest.trim(), ""));
    let id = cue_id(name.chars().next().unwrap());
    let (in_time, out_time) = span(times);
    let mut cue = Cue::new(id, track, in_time, out_time);
    let count = state.document.cue_count(track);
    cue.rank = Cue::RANK_STEP * (i64::try_from(count).unwrap() + 1);
    let mut text = rest.trim();
    if let Some(inner) = text.strip_prefix('{') {
        let (attributes, rest) = inner.split_once('}').unwrap();
        attributes
            .split(';')
            .for_each(|a| attribute(a.trim(), &mut cue));
        text = rest.trim();
    }
    let (rows, caret) = rows(text);
    cue.rows = rows;
    state.caret = state.caret.or(caret.map(|(row, at)| (id, row, at)));
    if name.ends_with('*') {
        state.selection.push(id);
    }
    state.document.put_cue(cue).unwrap();
}

fn attribute(text: &str, cue: &mut Cue) {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    match name {
        "speaker" => cue.speaker = Some(value.to_owned()),
        "label" => cue.label = Some(value.to_owned()),
        "comment" => cue.comment = true,
        "forced" => cue.forced = true,
        "rank" => cue.rank = value.parse().unwrap(),
        "approved" | "sent-back" => cue.mark = mark(name),
        "set" => drop(cue.settings.insert(value.to_owned(), String::new())),
        "note" => cue.notes.push(note(value)),
        "waived" => cue.waivers.push(waiver(value)),
        _ => place(text, cue),
    }
}

/// Reads a place: `grid=14.1/15.1`, `numpad=8`, `auto`, `align=left`, `vertical`.
pub fn place(text: &str, cue: &mut Cue) {
    match text.split_once('=').unwrap_or((text, "")) {
        ("auto", _) => cue.position = Position::Auto,
        ("grid", cells) => cue.position = Position::Grid(cells.split('/').map(cell).collect()),
        ("numpad", key) => cue.position = Position::Numpad(key.parse().unwrap()),
        ("align", "left") => cue.align = Align::Left,
        ("vertical", _) => cue.writing = Writing::VerticalRl,
        (other, _) => panic!("unknown attribute {other}"),
    }
}

fn cell(text: &str) -> GridCell {
    let (row, column) = text.split_once('.').unwrap();
    GridCell {
        row: row.parse().unwrap(),
        column: column.parse().unwrap(),
    }
}

/// `approved`, `sent-back`, or neither.
pub fn mark(text: &str) -> Option<ReviewMark> {
    match text {
        "approved" => Some(ReviewMark::Approved),
        "sent-back" => Some(ReviewMark::SentBack),
        _ => None,
    }
}

/// The id of the note whose text starts with `name`.
pub fn note_id(name: &str) -> NoteId {
    NoteId(cue_id(name.chars().next().unwrap()).0)
}

/// `1 Why so`, with `>w` after the time where it answers the note of that name,
/// `@500` where it is about a moment, `!` where it is settled, and at the end
/// ` => Rows` that it proposes.
pub fn note(text: &str) -> Note {
    let (head, text) = text.split_once(' ').unwrap_or((text, ""));
    let (text, suggestion) = text.split_once(" => ").unwrap_or((text, ""));
    let (head, resolved) = match head.strip_suffix('!') {
        Some(head) => (head, true),
        None => (head, false),
    };
    let (head, at) = head.split_once('@').unwrap_or((head, ""));
    let (written_at, thread) = head.split_once('>').unwrap_or((head, ""));
    Note {
        id: note_id(if text.is_empty() { "?" } else { text }),
        author: "Ann".to_owned(),
        written_at: written_at.parse().unwrap(),
        text: text.to_owned(),
        resolved,
        thread: (!thread.is_empty()).then(|| note_id(thread)),
        suggestion: rows(&suggestion.replace(" / ", " | ")).0,
        at: (!at.is_empty()).then(|| time(at)),
    }
}

/// A rule and the reason to break it.
pub fn waiver(text: &str) -> Waiver {
    let (rule, reason) = text.split_once(' ').unwrap_or((text, ""));
    Waiver {
        rule: rule.to_owned(),
        reason: reason.to_owned(),
        author: "Ann".to_owned(),
        given_at: 1,
    }
}

/// `1000-2000` or `1000-?`.
pub fn span(text: &str) -> (Time, Option<Time>) {
    // A minus sign may stand before the in time.
    let at = text[1..].find('-').unwrap() + 1;
    let out = &text[at + 1..];
    (time(&text[..at]), (out != "?").then(|| time(out)))
}

/// `1000`, `-40`, `705fl`.
pub fn time(text: &str) -> Time {
    match text.strip_suffix("fl") {
        Some(flicks) => Time::from_flicks(flicks.parse().unwrap()),
        None => Time::from_millis(text.parse().unwrap()),
    }
}

/// Rows divided by ` | `, and where `^` stands in them.
pub fn rows(text: &str) -> (Vec<Row>, Option<(u32, u32)>) {
    if text.is_empty() {
        return (Vec::new(), None);
    }
    let mut caret = None;
    let mut rows = Vec::new();
    for (number, part) in text.split('|').enumerate() {
        let part = part
            .strip_prefix(' ')
            .filter(|_| number > 0)
            .unwrap_or(part);
        let part = part.strip_suffix(' ').unwrap_or(part);
        let (row, at) = row(part);
        let number = u32::try_from(number).unwrap();
        caret = caret.or(at.map(|at| (number, at)));
        rows.push(row);
    }
    (rows, caret)
}

fn row(text: &str) -> (Row, Option<u32>) {
    let mut row = Row::default();
    let mut caret = None;
    let mut styles = vec![Style::default()];
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '^' => caret = Some(u32::try_from(row.chars()).unwrap()),
            '<' => {
                let (tag, after) = rest.split_once('>').unwrap();
                if tag.starts_with('/') {
                    styles.pop();
                } else {
                    styles.push(styled(styles.last().unwrap(), tag));
                }
                row.0.push(Run::default());
                rest = after;
            }
            c => {
                let style = styles.last().unwrap().clone();
                match row
                    .0
                    .last_mut()
                    .filter(|run| run.style == style && !run.text.is_empty())
                {
                    Some(run) => run.text.push(c),
                    None => row.0.push(Run {
                        text: c.to_string().into(),
                        style,
                    }),
                }
            }
        }
    }
    row.normalise();
    (row, caret)
}

fn styled(outer: &Style, tag: &str) -> Style {
    let mut style = outer.clone();
    match tag.split_once(' ').unwrap_or((tag, "")) {
        ("i", _) => style.italic = true,
        ("b", _) => style.bold = true,
        ("u", _) => style.underline = true,
        ("c", value) => style.color = Some(value.parse().unwrap()),
        ("bg", value) => style.background = Some(value.parse().unwrap()),
        ("v", value) => style.detail_mut().voice = Some(value.to_owned()),
        ("l", value) => style.detail_mut().lang = Some(value.to_owned()),
        ("r", value) => style.detail_mut().ruby = Some(value.to_owned()),
        ("at", value) => style.detail_mut().appears = Some(time(value)),
        (other, _) => panic!("unknown tag {other}"),
    }
    style
}
