//! Override codes of Advanced SubStation Alpha, which SubRip files borrow.

use captions::Color;

/// One code of an override block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code<'a> {
    Italic(bool),
    Bold(bool),
    Underline(bool),
    Strike(bool),
    /// Text colour; `None` puts the style's own back.
    Color(Option<Color>),
    Font(&'a str),
    Size(&'a str),
    /// One of nine places, laid out as a numeric keypad.
    Place(u8),
    /// Anything else, without its backslash.
    Other(&'a str),
}

/// Longest block that is looked for, so that braces without end cost little.
const LONGEST_BLOCK: usize = 4096;

/// The override block at the front of `text`: what stands between its braces,
/// and its length with them. A block opens with `{\`.
pub(crate) fn block(text: &str) -> Option<(&str, usize)> {
    let inside = text.strip_prefix('{')?;
    if !inside.starts_with('\\') {
        return None;
    }
    let window = &inside.as_bytes()[..inside.len().min(LONGEST_BLOCK)];
    let end = memchr::memchr3(b'}', b'\n', b'\r', window)?;
    (window[end] == b'}').then(|| (&inside[..end], end + 2))
}

/// The codes of a block, in order.
pub(crate) fn codes(block: &str) -> impl Iterator<Item = Code<'_>> {
    let mut rest = block;
    std::iter::from_fn(move || {
        let start = rest.find('\\')? + 1;
        let body = &rest[start..];
        let end = code_end(body);
        rest = &body[end..];
        Some(code(body[..end].trim_end()))
    })
}

/// A code ends at the next backslash outside its parentheses.
fn code_end(body: &str) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in body.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b'\\' if depth == 0 => return at,
            _ => {}
        }
    }
    body.len()
}

fn code(body: &str) -> Code<'_> {
    let other = Code::Other(body);
    let name_end = body
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(body.len());
    let (name, value) = body.split_at(name_end);
    let flag = || value.parse::<u16>().ok().map(|number| number > 0);
    match name {
        "i" => flag().map_or(other, Code::Italic),
        "b" => flag().map_or(other, Code::Bold),
        "u" => flag().map_or(other, Code::Underline),
        "s" => flag().map_or(other, Code::Strike),
        "an" => match value.parse() {
            Ok(place @ 1..=9) => Code::Place(place),
            _ => other,
        },
        "a" => value
            .parse()
            .ok()
            .and_then(legacy_place)
            .map_or(other, Code::Place),
        "c" if value.is_empty() => Code::Color(None),
        "c" => color(value).map_or(other, |color| Code::Color(Some(color))),
        "" if body.starts_with("1c") => match &body[2..] {
            "" => Code::Color(None),
            value => color(value).map_or(other, |color| Code::Color(Some(color))),
        },
        "fs" if value.bytes().next().is_some_and(|b| b.is_ascii_digit()) => Code::Size(value),
        _ if body.starts_with("fn") && body.len() > 2 => Code::Font(&body[2..]),
        _ => other,
    }
}

/// The keypad place of the older `\a`: 1 to 3 bottom, 5 to 7 top, 9 to 11 middle.
pub(crate) fn legacy_place(number: u8) -> Option<u8> {
    match number {
        1..=3 => Some(number),
        5..=7 => Some(number + 2),
        9..=11 => Some(number - 5),
        _ => None,
    }
}

/// A colour written `&HBBGGRR&`.
pub(crate) fn color(text: &str) -> Option<Color> {
    let digits = text.trim_matches('&').trim_start_matches(['H', 'h']);
    if digits.is_empty() || digits.len() > 8 {
        return None;
    }
    let [_, blue, green, red] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some(Color::rgb(red, green, blue))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_apart() {
        let all = r"\i1\b0\an8\a6\c&H0000FF&\1c&HFF0000&\fnComic Sans\fs20\fscx50\pos(1,2)\t(0,5,\fs9)\alpha&H80&\r";
        let read: Vec<Code<'_>> = codes(all).collect();
        assert_eq!(
            read,
            [
                Code::Italic(true),
                Code::Bold(false),
                Code::Place(8),
                Code::Place(8),
                Code::Color(Some(Color::rgb(255, 0, 0))),
                Code::Color(Some(Color::rgb(0, 0, 255))),
                Code::Font("Comic Sans"),
                Code::Size("20"),
                Code::Other("fscx50"),
                Code::Other("pos(1,2)"),
                Code::Other(r"t(0,5,\fs9)"),
                Code::Other("alpha&H80&"),
                Code::Other("r"),
            ]
        );
    }

    #[test]
    fn blocks_end_on_their_line() {
        assert_eq!(block(r"{\i1}a"), Some((r"\i1", 5)));
        assert_eq!(block("{\\i1\n}"), None);
        assert_eq!(block("{i}"), None);
        assert_eq!(block(r"{\i1"), None);
    }
}
