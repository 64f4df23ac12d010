//! A server on loopback that plays a script: each connection gets the next act,
//! and every request is kept as it came.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "each test binary uses its own part of this")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use services::ServiceName;
use services::http::{Base, Deadlines, Http};

/// What the server does with one connection.
#[derive(Clone)]
pub enum Act {
    /// Reads the request and sends these bytes. `{here}` stands for the server's
    /// own address.
    Say(Vec<u8>),
    /// Closes without reading.
    CloseAtOnce,
    /// Reads the request and closes.
    CloseAfterReading,
    /// Reads the request and says nothing until the test is over.
    Hang,
    /// Reads the request, sends these bytes, and then says nothing.
    SayAndHang(Vec<u8>),
    /// Reads the request and sends these bytes over and over.
    Endless(Vec<u8>),
    /// Sends these bytes before it has read anything.
    SayUnasked(Vec<u8>),
}

/// An answer with a body of a known length.
pub fn answer(status: &str, headers: &str, body: &str) -> Act {
    let length = body.len();
    let breaks = if headers.is_empty() { "" } else { "\r\n" };
    Act::Say(
        format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{headers}{breaks}\r\n{body}")
            .into_bytes(),
    )
}

/// An answer with a JSON body.
pub fn json(status: &str, body: &str) -> Act {
    answer(
        status,
        "Content-Type: application/json; charset=UTF-8",
        body,
    )
}

pub struct Scripted {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Vec<u8>>>>,
    thread: Option<JoinHandle<Vec<TcpStream>>>,
}

impl Scripted {
    pub fn new(script: impl IntoIterator<Item = Act>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&requests);
        let script: Vec<Act> = script.into_iter().collect();
        let thread = thread::spawn(move || {
            let mut open = Vec::new();
            for act in script {
                let (stream, _) = listener.accept().unwrap();
                open.extend(play(stream, act, address, &kept));
            }
            open
        });
        Self {
            address,
            requests,
            thread: Some(thread),
        }
    }

    /// The address, `http://127.0.0.1:PORT`.
    pub fn here(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn base(&self, service: ServiceName) -> Base {
        Base::parse(service, &self.here()).unwrap()
    }

    /// The requests so far, as text.
    pub fn requests(&self) -> Vec<String> {
        let requests = self.requests.lock().unwrap();
        requests
            .iter()
            .map(|request| String::from_utf8_lossy(request).into_owned())
            .collect()
    }

    /// Waits until the script is played, and gives the requests.
    pub fn played(mut self) -> Vec<String> {
        drop(self.thread.take().unwrap().join().unwrap());
        self.requests()
    }

    /// The requests of the whole script in the form of golden files: a line of
    /// the wire on each line, with its line end written out, and what changes
    /// from run to run replaced.
    pub fn golden(self) -> String {
        let port = format!(":{}", self.address.port());
        let mut text = String::new();
        for request in self.played() {
            let version = concat!("Cuewright/", env!("CARGO_PKG_VERSION"));
            let request = request.replace(version, "Cuewright/VERSION");
            let mut request = request.replace(&port, ":PORT");
            if let Some(boundary) = boundary(&request) {
                request = request.replace(&boundary, "BOUNDARY");
            }
            for line in request.split_inclusive('\n') {
                text.push_str(&line.escape_debug().to_string());
                text.push('\n');
            }
            text.push_str("----\n");
        }
        text
    }
}

fn boundary(request: &str) -> Option<String> {
    let (_, after) = request.split_once("boundary=")?;
    Some(after.split(['\r', ';']).next()?.to_owned())
}

fn play(
    mut stream: TcpStream,
    act: Act,
    address: SocketAddr,
    kept: &Mutex<Vec<Vec<u8>>>,
) -> Option<TcpStream> {
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    if matches!(act, Act::CloseAtOnce) {
        return None;
    }
    if let Act::SayUnasked(bytes) = &act {
        let _ = stream.write_all(bytes);
    }
    let request = read_request(&mut stream);
    kept.lock().unwrap().push(request);
    match act {
        Act::Say(bytes) => {
            let _ = stream.write_all(&placed(&bytes, address));
            None
        }
        Act::SayAndHang(bytes) => {
            let _ = stream.write_all(&placed(&bytes, address));
            Some(stream)
        }
        Act::Hang => Some(stream),
        Act::Endless(bytes) => {
            while stream.write_all(&bytes).is_ok() {}
            None
        }
        Act::CloseAtOnce | Act::CloseAfterReading | Act::SayUnasked(_) => None,
    }
}

fn placed(bytes: &[u8], address: SocketAddr) -> Vec<u8> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text
            .replace("{here}", &format!("http://{address}"))
            .into_bytes(),
        Err(_) => bytes.to_vec(),
    }
}

/// Reads a request with its body, as long as its head says.
fn read_request(stream: &mut TcpStream) -> Vec<u8> {
    let mut request = Vec::new();
    let mut block = [0; 4096];
    loop {
        if whole_at(&request).is_some_and(|end| request.len() >= end) {
            return request;
        }
        match stream.read(&mut block) {
            Ok(0) | Err(_) => return request,
            Ok(read) => request.extend_from_slice(&block[..read]),
        }
    }
}

fn whole_at(request: &[u8]) -> Option<usize> {
    let head = request
        .windows(4)
        .position(|window| window == b"\r\n\r\n")?
        + 4;
    let text = String::from_utf8_lossy(&request[..head]).to_ascii_lowercase();
    let length = text.lines().find_map(|line| {
        line.strip_prefix("content-length:")?
            .trim()
            .parse::<usize>()
            .ok()
    });
    Some(head + length.unwrap_or(0))
}

/// HTTP that gives up soon, for scripts that hang.
pub fn impatient(service: ServiceName) -> Http {
    let deadlines = Deadlines {
        connect: Duration::from_millis(500),
        idle: Duration::from_millis(500),
        whole: Duration::from_secs(10),
        slowest: 50_000,
    };
    Http::with_deadlines(service, deadlines).unwrap()
}

/// Compares with a golden file, or writes it where `UPDATE_EXPECT` is set.
pub fn check_golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, stored, "what is sent has changed: {name}");
}
