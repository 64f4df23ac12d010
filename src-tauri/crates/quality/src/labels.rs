//! What in a row is not speech: names of speakers, descriptions of sounds, and
//! markup that was left in the text.

/// Bytes of a row that are not speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `ANN:` or `>>` at the start of a row.
    Speaker,
    /// `[door slams]` or `(door slams)`.
    Sound,
    /// `<i>` or `{\an8}`.
    Markup,
}

/// What is seen of a row at a glance. Most have nothing of it.
pub(crate) struct Marks {
    /// Whether there may be a label.
    pub(crate) may_be_label: bool,
    /// Whether there may be a tag, a bracket or a character beyond ASCII.
    pub(crate) has_marks: bool,
}

pub(crate) fn marks(row: &str) -> Marks {
    let seen = row
        .bytes()
        .fold(0, |seen, byte| seen | SEEN[usize::from(byte)]);
    Marks {
        may_be_label: seen & LABEL != 0,
        has_marks: seen & MARK != 0,
    }
}

const LABEL: u8 = 1;
const MARK: u8 = 2;

/// What each byte says of its row.
const SEEN: [u8; 256] = {
    let mut seen = [0; 256];
    let mut byte = 128;
    while byte < 256 {
        seen[byte] = MARK;
        byte += 1;
    }
    let (labels, brackets) = (b"[(<{:>", b"[(<{)]}");
    let mut at = 0;
    while at < labels.len() {
        seen[labels[at] as usize] |= LABEL;
        at += 1;
    }
    at = 0;
    while at < brackets.len() {
        seen[brackets[at] as usize] |= MARK;
        at += 1;
    }
    seen
};

/// The labels of a row in order; they do not overlap.
pub(crate) fn labels(row: &str) -> Vec<Label> {
    let mut found = Vec::new();
    let mut at = 0;
    if let Some(end) = speaker_end(row) {
        found.push(Label {
            kind: Kind::Speaker,
            start: 0,
            end,
        });
        at = end;
    }
    while let Some((start, kind, close)) = row[at..].char_indices().find_map(|(offset, c)| {
        opening(c, &row[at + offset..]).map(|(kind, close)| (at + offset, kind, close))
    }) {
        let Some(length) = row[start..].find(close) else {
            at = start + 1;
            continue;
        };
        let end = start + length + close.len_utf8();
        found.push(Label { kind, start, end });
        at = end;
    }
    found
}

fn opening(c: char, rest: &str) -> Option<(Kind, char)> {
    match c {
        '[' => Some((Kind::Sound, ']')),
        '(' => Some((Kind::Sound, ')')),
        '<' if is_tag(rest) => Some((Kind::Markup, '>')),
        '{' if rest.starts_with("{\\") => Some((Kind::Markup, '}')),
        _ => None,
    }
}

/// Whether a text starts with a tag of a caption format and not with "less
/// than".
pub(crate) fn is_tag(rest: &str) -> bool {
    let name = rest.trim_start_matches(['<', '/']);
    let end = name
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(name.len());
    matches!(
        name[..end].to_ascii_lowercase().as_str(),
        "i" | "b" | "u" | "s" | "c" | "v" | "font" | "ruby" | "rt" | "lang" | "span" | "br"
    )
}

/// Where the name of a speaker at the start of a row ends, its colon included:
/// words in capitals before a colon, or the marks `>>` and `>>>`.
pub(crate) fn speaker_end(row: &str) -> Option<usize> {
    let marks = row.len() - row.trim_start_matches('>').len();
    if marks >= 2 {
        return Some(marks);
    }
    let colon = row.find(':')?;
    let name = row[..colon].trim_start_matches(['-', ' ', '\u{2013}']);
    let is_name = name.chars().any(char::is_uppercase)
        && !name.chars().any(char::is_lowercase)
        && name.chars().count() <= 30;
    let ends = row[colon + 1..]
        .chars()
        .next()
        .is_none_or(char::is_whitespace);
    (is_name && ends).then_some(colon + 1)
}
