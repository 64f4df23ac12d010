//! What a scripted server was asked, taken apart, and answers in few words.

#![allow(dead_code, reason = "each test binary uses its own part of this")]

use crate::scripted::{Act, Scripted, answer};

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    head: String,
    pub body: String,
}

/// The requests so far, in order.
pub fn asked(script: &Scripted) -> Vec<Asked> {
    let requests = script.requests().into_iter();
    let parts = requests.map(|request| {
        let (head, body) = request.split_once("\r\n\r\n").expect("a whole head");
        Asked {
            head: head.to_owned(),
            body: body.to_owned(),
        }
    });
    parts.collect()
}

/// The request lines so far, without the version.
pub fn lines(script: &Scripted) -> Vec<String> {
    let asked = asked(script).into_iter();
    asked.map(|asked| asked.line().to_owned()).collect()
}

impl Asked {
    /// The method, the path and the query.
    pub fn line(&self) -> &str {
        let line = self.head.lines().next().expect("a line");
        line.trim_end_matches(" HTTP/1.1")
    }

    /// A header by its name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The body with the boundary of its form replaced by `B`.
    pub fn form(&self) -> String {
        let kind = self.header("content-type").expect("a type");
        let (start, boundary) = kind.split_once("boundary=").expect("a form");
        assert_eq!(start, "multipart/form-data; ");
        self.body.replace(boundary, "B")
    }
}

/// An answer with headers.
pub fn reply(status: u16, headers: &[(&str, &str)], body: &str) -> Act {
    let lines: Vec<String> = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    answer(&format!("{status} Scripted"), &lines.join("\r\n"), body)
}

/// An answer of JSON.
pub fn json(status: u16, body: &str) -> Act {
    reply(status, &[("Content-Type", "application/json")], body)
}

/// No answer, after the request was read.
pub fn silence() -> Act {
    Act::CloseAfterReading
}
