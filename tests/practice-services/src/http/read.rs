//! Reading a request off a connection.

use std::io::{self, BufRead, Read};

use super::message::Request;

/// The longest head that is read.
const LONGEST_HEAD: u64 = 64 * 1024;
/// The longest body that is read: two and a half times what YouTube takes.
const LONGEST_BODY: u64 = 256 * 1024 * 1024;
const MOST_HEADERS: usize = 100;

/// How the end of a body is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Framing {
    Length(u64),
    Chunked,
}

/// What comes before the body.
#[derive(Clone, Debug)]
pub struct Head {
    /// The request, without its body.
    pub request: Request,
    /// Whether the client may send another request on the connection.
    pub keep_alive: bool,
    /// Whether the client waits to be told that it may send the body.
    pub expects_continue: bool,
    framing: Framing,
}

/// Reads the head of the next request. `None` at the end of the connection.
///
/// # Errors
/// Where the connection breaks, or what comes is not HTTP.
pub fn head(stream: &mut impl BufRead) -> io::Result<Option<Head>> {
    let mut bytes = Vec::new();
    let mut limited = stream.take(LONGEST_HEAD);
    loop {
        let from = bytes.len();
        if limited.read_until(b'\n', &mut bytes)? == 0 {
            return if bytes.is_empty() {
                Ok(None)
            } else {
                Err(malformed())
            };
        }
        let line = &bytes[from..];
        if line == b"\r\n" || line == b"\n" {
            if from > 0 {
                return parse(&bytes).map(Some);
            }
            // An empty line before a request is passed over (RFC 9112, section 2.2).
            bytes.clear();
        }
    }
}

fn malformed() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

fn parse(bytes: &[u8]) -> io::Result<Head> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    parsed.parse(bytes).map_err(|_| malformed())?;
    let (Some(method), Some(target)) = (parsed.method, parsed.path) else {
        return Err(malformed());
    };
    let (path, query) = split(target);
    let request = Request {
        method: method.to_ascii_uppercase(),
        path,
        query,
        headers: parsed
            .headers
            .iter()
            .map(|header| {
                let value = String::from_utf8_lossy(header.value).into_owned();
                (header.name.to_owned(), value)
            })
            .collect(),
        ..Request::default()
    };
    Ok(Head {
        keep_alive: keeps_alive(&request, parsed.version),
        expects_continue: has_token(&request, "expect", "100-continue"),
        framing: framing(&request)?,
        request,
    })
}

/// The path and the decoded query of a target in origin form or absolute form.
fn split(target: &str) -> (String, Vec<(String, String)>) {
    let target = match target.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => target,
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let query = form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    (path.to_owned(), query)
}

fn keeps_alive(request: &Request, version: Option<u8>) -> bool {
    if version == Some(1) {
        !has_token(request, "connection", "close")
    } else {
        has_token(request, "connection", "keep-alive")
    }
}

fn has_token(request: &Request, name: &str, token: &str) -> bool {
    request.header(name).is_some_and(|value| {
        value
            .split(',')
            .any(|part| part.trim().eq_ignore_ascii_case(token))
    })
}

fn framing(request: &Request) -> io::Result<Framing> {
    if has_token(request, "transfer-encoding", "chunked") {
        return Ok(Framing::Chunked);
    }
    match request.header("content-length") {
        None => Ok(Framing::Length(0)),
        Some(length) => match length.parse() {
            Ok(length) if length <= LONGEST_BODY => Ok(Framing::Length(length)),
            _ => Err(malformed()),
        },
    }
}

/// Reads the body into the request. A body that breaks off is kept as far as it came, and the request is not whole.
pub fn body(stream: &mut impl BufRead, head: &mut Head) {
    let request = &mut head.request;
    request.whole = match head.framing {
        Framing::Length(length) => fixed(stream, length, &mut request.body),
        Framing::Chunked => chunked(stream, &mut request.body).is_ok(),
    };
}

fn fixed(stream: &mut impl BufRead, length: u64, body: &mut Vec<u8>) -> bool {
    let before = body.len() as u64;
    let read = stream.take(length).read_to_end(body).is_ok();
    read && body.len() as u64 - before == length
}

fn chunked(stream: &mut impl BufRead, body: &mut Vec<u8>) -> io::Result<()> {
    loop {
        let line = line(stream)?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = u64::from_str_radix(size, 16).map_err(|_| malformed())?;
        if size == 0 {
            break;
        }
        let room = LONGEST_BODY.saturating_sub(body.len() as u64);
        if size > room || !fixed(stream, size, body) || !self::line(stream)?.is_empty() {
            return Err(malformed());
        }
    }
    while !line(stream)?.is_empty() {}
    Ok(())
}

/// One line, without its end.
fn line(stream: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    if stream.take(LONGEST_HEAD).read_line(&mut line)? == 0 {
        return Err(malformed());
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
