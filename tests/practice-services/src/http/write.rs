//! Writing an answer, as it should be or broken as a fault wants it.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use socket2::SockRef;

use super::message::Response;

/// How an answer reaches the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// As it should.
    Whole,
    /// Not at all; the connection is closed.
    Nothing,
    /// Not at all; the connection is reset.
    Reset,
    /// Not at all; the connection stays open until the client gives up.
    Stall,
    /// The head at once, the body at so many bytes a second.
    Slow(u32),
    /// So many bytes of the body, then the connection is closed.
    Truncated(usize),
    /// With a `Content-Length` that is wrong by so much, then the connection is closed.
    WrongLength(i64),
}

/// What else there is to know for writing an answer.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The value of `Date`.
    pub date: String,
    /// Whether the request was a HEAD, which is answered without a body.
    pub head_only: bool,
    /// Whether the client may send another request.
    pub keep_alive: bool,
    /// How the answer is delivered.
    pub delivery: Delivery,
}

/// Writes an answer. Says whether the connection can be used again.
///
/// # Errors
/// Where the client has gone.
pub fn send(mut stream: &TcpStream, response: &Response, terms: &Terms) -> io::Result<bool> {
    let head = head(response, terms);
    let body: &[u8] = if terms.head_only { &[] } else { &response.body };
    match terms.delivery {
        Delivery::Whole => {
            stream.write_all(&[&head, body].concat())?;
            return Ok(terms.keep_alive);
        }
        Delivery::Nothing => {}
        Delivery::Reset => reset(stream),
        Delivery::Stall => while stream.read(&mut [0; 1024])? > 0 {},
        Delivery::Slow(rate) => {
            stream.write_all(&head)?;
            dribble(stream, body, rate)?;
            return Ok(terms.keep_alive);
        }
        Delivery::Truncated(keep) => {
            stream.write_all(&[&head, &body[..keep.min(body.len())]].concat())?;
        }
        Delivery::WrongLength(_) => stream.write_all(&[&head, body].concat())?,
    }
    Ok(false)
}

/// Makes closing the connection reset it.
pub fn reset(stream: &TcpStream) {
    // Where the system cannot, the client sees an ordinary close.
    let _ = SockRef::from(stream).set_linger(Some(Duration::ZERO));
}

fn head(response: &Response, terms: &Terms) -> Vec<u8> {
    let status = response.status;
    let mut head = format!("HTTP/1.1 {status} {}\r\n", reason(status));
    let mut line = |name: &str, value: &str| {
        head.push_str(name);
        head.push_str(": ");
        head.push_str(value);
        head.push_str("\r\n");
    };
    line("Date", &terms.date);
    for (name, value) in &response.headers {
        line(name, value);
    }
    if status != 204 && status != 304 {
        let true_length = i64::try_from(response.body.len()).unwrap_or(i64::MAX);
        let length = match terms.delivery {
            Delivery::WrongLength(by) => true_length.saturating_add(by).max(0),
            _ => true_length,
        };
        line("Content-Length", &length.to_string());
    }
    if !terms.keep_alive {
        line("Connection", "close");
    }
    head.push_str("\r\n");
    head.into_bytes()
}

fn dribble(mut stream: &TcpStream, body: &[u8], rate: u32) -> io::Result<()> {
    for byte in body {
        thread::sleep(Duration::from_secs(1) / rate.max(1));
        stream.write_all(&[*byte])?;
    }
    Ok(())
}

/// What a status is called (RFC 9110, section 15).
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        206 => "Partial Content",
        302 => "Found",
        304 => "Not Modified",
        308 => "Resume Incomplete",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        409 => "Conflict",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        416 => "Range Not Satisfiable",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        499 => "Client Closed Request",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Status",
    }
}
