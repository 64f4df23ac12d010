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

/// The labels of a row in order; they do not overlap.
pub(crate) fn labels(row: &str) -> Vec<Label> {
    if !row
        .bytes()
        .any(|b| matches!(b, b'[' | b'(' | b'<' | b'{' | b':' | b'>'))
    {
        return Vec::new();
    }
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
