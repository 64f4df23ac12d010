//! Bodies of several parts: `multipart/form-data` (RFC 7578) and `multipart/related` (RFC 2387).
//!
//! Lines may end with CR LF, as they should, or with LF alone, as google-api-python-client ends them.

/// One part of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    headers: Vec<(String, String)>,
    /// What it carries.
    pub body: Vec<u8>,
}

/// The body is not what its content type says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the parts of the body cannot be told apart")]
pub struct BrokenParts;

impl Part {
    /// The first header of a name, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(present, _)| present.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The name of the form field.
    pub fn name(&self) -> Option<String> {
        parameter(self.header("content-disposition")?, "name")
    }

    /// The name of the file, where the part is one.
    pub fn file_name(&self) -> Option<String> {
        parameter(self.header("content-disposition")?, "filename")
    }

    /// The body as text, where it is UTF-8.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.body).ok()
    }
}

/// A parameter of a header's value, quoted or bare.
pub fn parameter(value: &str, name: &str) -> Option<String> {
    let mut rest = value.split_once(';')?.1;
    loop {
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let (text, next) = match after.strip_prefix('"') {
            Some(quoted) => unquoted(quoted)?,
            None => {
                let end = after.find(';').unwrap_or(after.len());
                (after[..end].trim().to_owned(), &after[end..])
            }
        };
        if key.trim().eq_ignore_ascii_case(name) {
            return Some(text);
        }
        rest = next.split_once(';')?.1;
    }
}

/// What stands in quotes, and what comes after them. Only a quote can be escaped: browsers send `C:\a` as it is.
fn unquoted(quoted: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut letters = quoted.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((text, &quoted[at + 1..])),
            '\\' if letters.peek().is_some_and(|(_, next)| *next == '"') => {
                letters.next();
                text.push('"');
            }
            _ => text.push(letter),
        }
    }
    None
}

/// The parts of a body, by the boundary that its content type names.
///
/// # Errors
/// Where there is no boundary, a part has no end, or a header is none.
pub fn parts(content_type: &str, body: &[u8]) -> Result<Vec<Part>, BrokenParts> {
    let boundary = parameter(content_type, "boundary").filter(|text| !text.is_empty());
    let delimiter = format!("--{}", boundary.ok_or(BrokenParts)?).into_bytes();
    let mut at = opening(body, &delimiter).ok_or(BrokenParts)? + delimiter.len();
    let mut found = Vec::new();
    let line_end: &[u8] = if body[at..].starts_with(b"\r\n") {
        b"\r\n"
    } else {
        b"\n"
    };
    let closing = [line_end, &delimiter].concat();
    while !body[at..].starts_with(b"--") {
        let rest = body[at..].strip_prefix(line_end).ok_or(BrokenParts)?;
        let length = position(rest, &closing).ok_or(BrokenParts)?;
        found.push(part(&rest[..length], line_end)?);
        at = body.len() - rest.len() + length + closing.len();
    }
    Ok(found)
}

/// Where the first delimiter stands: at the start, or at the start of a line after a preamble.
fn opening(body: &[u8], delimiter: &[u8]) -> Option<usize> {
    if body.starts_with(delimiter) {
        return Some(0);
    }
    let line = [b"\n", delimiter].concat();
    position(body, &line).map(|at| at + 1)
}

fn part(bytes: &[u8], line_end: &[u8]) -> Result<Part, BrokenParts> {
    let mut headers = Vec::new();
    let mut rest = bytes;
    loop {
        let end = position(rest, line_end).ok_or(BrokenParts)?;
        let line = std::str::from_utf8(&rest[..end]).map_err(|_| BrokenParts)?;
        rest = &rest[end + line_end.len()..];
        if line.is_empty() {
            let body = rest.to_vec();
            return Ok(Part { headers, body });
        }
        let (name, value) = line.split_once(':').ok_or(BrokenParts)?;
        headers.push((name.trim().to_owned(), value.trim().to_owned()));
    }
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn parts_come_back_whatever_they_carry(
            bodies in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..200), 1..4),
            dos: bool,
            quoted: bool,
        ) {
            let end = if dos { "\r\n" } else { "\n" };
            let mut whole = Vec::new();
            for body in &bodies {
                whole.extend_from_slice(format!("--a b7{end}X-Kind: file{end}{end}").as_bytes());
                whole.extend_from_slice(body);
                whole.extend_from_slice(end.as_bytes());
            }
            whole.extend_from_slice(b"--a b7--");
            let boundary = if quoted { "\"a b7\"" } else { "a b7" };
            let found = parts(&format!("multipart/related; boundary={boundary}; x=y"), &whole);
            let found: Vec<Vec<u8>> = found.unwrap().into_iter().map(|part| part.body).collect();
            prop_assert_eq!(found, bodies);
        }

        #[test]
        fn nothing_that_is_sent_stops_the_parser(body in "(--b|\r|\n|:|x|-|;){0,40}", kind in "[a-z;=\"\\\\ ]{0,30}") {
            let _ = parts("multipart/form-data; boundary=b", body.as_bytes());
            let _ = parts(&kind, body.as_bytes());
        }
    }

    #[test]
    fn parameters_are_found_quoted_or_bare() {
        let cases = [
            (
                "form-data; name=\"a\"; filename=\"b; c.srt\"",
                "filename",
                Some("b; c.srt"),
            ),
            (
                "form-data; FileName = plain.srt ; x=y",
                "filename",
                Some("plain.srt"),
            ),
            (
                r#"form-data; filename="a\"b\c.srt""#,
                "filename",
                Some(r#"a"b\c.srt"#),
            ),
            ("form-data; filename=\"open", "filename", None),
            ("form-data", "name", None),
        ];
        for (value, name, expected) in cases {
            assert_eq!(parameter(value, name).as_deref(), expected, "{value}");
        }
    }
}
