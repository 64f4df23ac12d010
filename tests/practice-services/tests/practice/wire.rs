//! A client that is nothing but a socket: what it sees is what is on the wire.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use practice_services::{Options, Practice, World};
use serde_json::{Value, json};

/// When the clock of a test stands still.
pub const START: &str = "2026-11-20T09:00:00Z";

/// The services with a world written in JSON, whose clock stands still.
pub fn practice(mut world: Value) -> Practice {
    world["clock"] = json!({"start": START, "running": false});
    let world: World = serde_json::from_value(world).unwrap();
    start(world)
}

/// The services with a world, and the sample's media.
pub fn start(world: World) -> Practice {
    let media = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/sample");
    Practice::start(Options {
        world,
        media: Some(media.into()),
        port: 0,
    })
    .unwrap()
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(present, _)| present.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            let body = String::from_utf8_lossy(&self.body);
            panic!("{}: {error}: {body}", self.status)
        })
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The reason in Google's envelope.
    pub fn reason(&self) -> String {
        let reason = &self.json()["error"]["errors"][0]["reason"];
        reason.as_str().unwrap_or_default().to_owned()
    }
}

/// A request.
#[derive(Clone, Debug)]
pub struct Ask {
    port: u16,
    head: String,
    body: Vec<u8>,
}

/// A request to a port of this machine, on a connection of its own.
pub fn ask(port: u16, method: &str, target: &str) -> Ask {
    let head = format!("{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n");
    let body = Vec::new();
    Ask { port, head, body }
}

impl Ask {
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    pub fn bearer(self, token: &str) -> Self {
        self.header("Authorization", &format!("Bearer {token}"))
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    pub fn json(self, value: &Value) -> Self {
        self.header("Content-Type", "application/json")
            .body(value.to_string())
    }

    pub fn form(self, form: &str) -> Self {
        self.header("Content-Type", "application/x-www-form-urlencoded")
            .body(form)
    }

    /// The request as it goes out.
    pub fn bytes(&self) -> Vec<u8> {
        let length = self.body.len();
        let head = format!(
            "{}Content-Length: {length}\r\nConnection: close\r\n\r\n",
            self.head
        );
        [head.as_bytes(), &self.body].concat()
    }

    /// Sends it and reads everything up to the end of the connection.
    pub fn exchange(&self) -> io::Result<Vec<u8>> {
        exchange(self.port, &self.bytes())
    }

    /// Sends it and reads the answer.
    pub fn try_send(&self) -> io::Result<Answer> {
        parse(&self.exchange()?).ok_or(io::ErrorKind::UnexpectedEof.into())
    }

    pub fn send(&self) -> Answer {
        self.try_send().unwrap()
    }
}

/// Connects; nothing here waits for ever.
pub fn connect(port: u16) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    Ok(stream)
}

/// Sends bytes as they are and reads everything up to the end of the connection.
pub fn exchange(port: u16, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = connect(port)?;
    stream.write_all(bytes)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}

/// Sends bytes, then nothing more, and waits until the other side has closed too.
pub fn break_off(port: u16, bytes: &[u8]) {
    let mut stream = connect(port).unwrap();
    stream.write_all(bytes).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let _ = stream.read_to_end(&mut Vec::new());
}

/// The parts of an answer that came whole.
pub fn parse(bytes: &[u8]) -> Option<Answer> {
    let split = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..split]).into_owned();
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let body = bytes[split + 4..].to_vec();
    Some(Answer {
        status,
        headers,
        body,
    })
}

/// A parameter of an address, decoded.
pub fn parameter(address: &str, name: &str) -> Option<String> {
    let query = address.split_once('?')?.1;
    form_urlencoded::parse(query.as_bytes())
        .find(|(present, _)| present == name)
        .map(|(_, value)| value.into_owned())
}

/// What an address says after its host.
pub fn target(address: &str) -> String {
    let rest = address.split_once("://").unwrap().1;
    rest[rest.find('/').unwrap()..].to_owned()
}
