//! Cue text (WebVTT sections 4.2.2 and 6.4, "WebVTT cue text tokenizer").

use captions::{Row, Run, Style, Time};

use crate::clock::push_clock;
use crate::entities;
use crate::rows::{self, Rows, RunMark};

use super::{tags, timing};

/// What the text of a cue says.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) rows: Vec<Row>,
    /// Who speaks, where one voice speaks all of it.
    pub(super) speaker: Option<String>,
    /// What was noticed, as code and message.
    pub(super) problems: Vec<(&'static str, &'static str)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Node {
    Class,
    Italic,
    Bold,
    Underline,
    Ruby,
    RubyText,
    Voice,
    Language,
}

impl Node {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "c" => Self::Class,
            "i" => Self::Italic,
            "b" => Self::Bold,
            "u" => Self::Underline,
            "ruby" => Self::Ruby,
            "rt" => Self::RubyText,
            "v" => Self::Voice,
            "lang" => Self::Language,
            _ => return None,
        })
    }
}

/// An element that is open, and the style outside it.
#[derive(Debug)]
struct Open {
    node: Node,
    outside: Style,
}

/// The state of the parser of one cue.
#[derive(Debug, Default)]
struct Parser {
    rows: Rows,
    style: Style,
    open: Vec<Open>,
    /// Start of the ruby base that is being read.
    base: Option<RunMark>,
    /// The ruby text that is being read.
    ruby: Option<String>,
    in_time: Time,
    problems: Vec<(&'static str, &'static str)>,
}

/// Reads the text of a cue that starts at `in_time`.
pub(super) fn read(text: &str, in_time: Time) -> Content {
    if memchr::memchr3(b'<', b'&', b'\0', text.as_bytes()).is_none() {
        return Content {
            rows: rows::plain(text),
            ..Content::default()
        };
    }
    if memchr::memchr(0, text.as_bytes()).is_some() {
        return read(&text.replace('\0', "\u{fffd}"), in_time);
    }
    let mut parser = Parser {
        in_time,
        ..Parser::default()
    };
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        parser.text(&rest[..at]);
        let inside = &rest[at + 1..];
        let end = memchr::memchr(b'>', inside.as_bytes());
        if end.is_none() {
            let message = "A tag is not closed; players leave out the rest of the cue";
            parser.problems.push(("unclosed-tag", message));
        }
        let end = end.unwrap_or(inside.len());
        parser.tag(&inside[..end]);
        rest = inside.get(end + 1..).unwrap_or_default();
    }
    parser.text(rest);
    parser.finish()
}

impl Parser {
    /// Elements nest no deeper than this in sense; deeper ones are noise.
    const DEEPEST: usize = 32;

    fn text(&mut self, text: &str) {
        let text = entities::resolve(text);
        match &mut self.ruby {
            Some(ruby) => ruby.push_str(&text.replace(['\n', '\r'], " ")),
            None => self.rows.push_lines(&text, &self.style),
        }
    }

    fn tag(&mut self, inside: &str) {
        if let Some(name) = inside.strip_prefix('/') {
            if let Some(node) = Node::of(name.trim_end()) {
                self.close(node);
            }
        } else if inside.starts_with(|c: char| c.is_ascii_digit()) {
            self.timestamp(inside);
        } else {
            let name_end = inside
                .find(|c: char| c == '.' || c.is_ascii_whitespace())
                .unwrap_or(inside.len());
            let (name, rest) = inside.split_at(name_end);
            let classes_end = rest
                .find(|c: char| c.is_ascii_whitespace())
                .unwrap_or(rest.len());
            let (classes, annotation) = rest.split_at(classes_end);
            match Node::of(name) {
                Some(node) => self.start(node, classes, annotation),
                None => self
                    .problems
                    .push(("unknown-tag", "A tag that WebVTT does not have is left out")),
            }
        }
    }

    fn timestamp(&mut self, inside: &str) {
        match timing::timestamp(inside) {
            Some((time, "")) if time > self.in_time => {
                self.style.detail_mut().appears = Some(time);
                for open in &mut self.open {
                    open.outside.detail_mut().appears = Some(time);
                }
            }
            Some((_, "")) => {
                let message = "A timestamp is not later than its cue; the text appears at once";
                self.problems.push(("timestamp-out-of-range", message));
            }
            _ => {
                let message = "What stands between < and > is no timestamp and is left out";
                self.problems.push(("bad-timestamp", message));
            }
        }
    }

    fn start(&mut self, node: Node, classes: &str, annotation: &str) {
        let in_ruby = self.open.last().is_some_and(|open| open.node == Node::Ruby);
        if self.open.len() >= Self::DEEPEST || node == Node::RubyText && !in_ruby {
            return;
        }
        self.open.push(Open {
            node,
            outside: self.style.clone(),
        });
        for class in classes.split('.').filter(|class| !class.is_empty()) {
            tags::apply_class(&mut self.style, class);
        }
        let annotation = || {
            let words: Vec<&str> = annotation.split_ascii_whitespace().collect();
            let annotation = entities::resolve(&words.join(" ")).into_owned();
            (!annotation.is_empty()).then_some(annotation)
        };
        match node {
            Node::Italic => self.style.italic = true,
            Node::Bold => self.style.bold = true,
            Node::Underline => self.style.underline = true,
            Node::Voice => self.style.detail_mut().voice = annotation(),
            Node::Language => self.style.detail_mut().lang = annotation(),
            Node::Ruby => self.base = Some(self.rows.mark()),
            Node::RubyText => self.ruby = Some(String::new()),
            Node::Class => {}
        }
        self.style.normalise();
    }

    fn close(&mut self, node: Node) {
        let current = self.open.last().map(|open| open.node);
        if current == Some(node) {
            self.pop();
        } else if current == Some(Node::RubyText) && node == Node::Ruby {
            self.pop();
            self.pop();
        } else if self.open.iter().any(|open| open.node == node) {
            let message = "A tag is closed out of order; players leave that out";
            self.problems.push(("misnested-tag", message));
        }
    }

    fn pop(&mut self) {
        let Some(open) = self.open.pop() else {
            return;
        };
        match open.node {
            Node::RubyText => self.end_ruby_text(),
            Node::Ruby => self.base = None,
            _ => {}
        }
        self.style = open.outside;
    }

    fn end_ruby_text(&mut self) {
        let Some(ruby) = self.ruby.take().filter(|ruby| !ruby.is_empty()) else {
            return;
        };
        let attached = self
            .base
            .is_some_and(|base| self.rows.ruby_base(base, &ruby));
        if !attached {
            self.rows.push(&ruby, &self.style);
            let message = "Ruby text without a base is read as plain text";
            self.problems.push(("ruby-without-base", message));
        }
        self.base = Some(self.rows.mark());
    }

    fn finish(mut self) -> Content {
        while !self.open.is_empty() {
            self.pop();
        }
        let mut rows = self.rows.finish();
        let speaker = one_voice(&mut rows);
        Content {
            rows,
            speaker,
            problems: self.problems,
        }
    }
}

/// Takes the voice off the runs where all of them have the same.
fn one_voice(rows: &mut [Row]) -> Option<String> {
    let mut runs = rows.iter().flat_map(|row| &row.0);
    let voice = runs.next()?.style.voice()?.to_owned();
    if !runs.all(|run| run.style.voice() == Some(&voice)) {
        return None;
    }
    for run in rows.iter_mut().flat_map(|row| &mut row.0) {
        run.style.detail_mut().voice = None;
        run.style.normalise();
    }
    Some(voice)
}

/// An element to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Element {
    Voice(String),
    Language(String),
    Class(String),
    Bold,
    Italic,
    Underline,
}

impl Element {
    const fn name(&self) -> &'static str {
        match self {
            Self::Voice(_) => "v",
            Self::Language(_) => "lang",
            Self::Class(_) => "c",
            Self::Bold => "b",
            Self::Italic => "i",
            Self::Underline => "u",
        }
    }
}

/// Writes rows, spoken by `speaker` where a run has no voice of its own; line
/// feeds stand between them. False where a run had to appear later than it
/// should because the one before it does.
pub(super) fn write(out: &mut String, rows: &[Row], speaker: Option<&str>) -> bool {
    let mut open: Vec<Element> = Vec::new();
    let mut appears: Option<Time> = None;
    let mut exact = true;
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            let next = row.0.first().map(|run| elements(&run.style, speaker));
            close_elements(out, &mut open, &next.unwrap_or_default());
            out.push('\n');
        }
        if row.is_empty() {
            out.push_str("&nbsp;");
            continue;
        }
        for run in &row.0 {
            if speaker.is_none() && open.is_empty() && appears.is_none() && run.style.is_plain() {
                escape(out, &run.text);
                continue;
            }
            set_elements(out, &mut open, &elements(&run.style, speaker));
            let due = run.style.detail.as_deref().and_then(|d| d.appears);
            if let Some(time) = due.filter(|_| due != appears) {
                out.push('<');
                push_clock(out, time, '.');
                out.push('>');
            }
            exact &= due.is_some() || appears.is_none();
            appears = due.or(appears);
            write_run(out, run);
        }
    }
    set_elements(out, &mut open, &[]);
    exact
}

fn write_run(out: &mut String, run: &Run) {
    match run.style.ruby() {
        Some(ruby) => {
            out.push_str("<ruby>");
            escape(out, &run.text);
            out.push_str("<rt>");
            escape(out, ruby);
            out.push_str("</rt></ruby>");
        }
        None => escape(out, &run.text),
    }
}

fn elements(style: &Style, speaker: Option<&str>) -> Vec<Element> {
    let mut elements = Vec::new();
    if speaker.is_none() && style.is_plain() {
        return elements;
    }
    if let Some(voice) = style.voice().or(speaker).filter(|voice| !voice.is_empty()) {
        elements.push(Element::Voice(voice.to_owned()));
    }
    if let Some(lang) = style.lang().filter(|lang| !lang.is_empty()) {
        elements.push(Element::Language(lang.to_owned()));
    }
    let own = style.detail.as_deref().map_or(&[][..], |d| &d.classes);
    let mut classes: Vec<String> = own
        .iter()
        .filter(|class| is_class_name(class))
        .cloned()
        .collect();
    classes.extend(style.color.map(tags::text_class));
    classes.extend(style.background.map(tags::background_class));
    if !classes.is_empty() {
        elements.push(Element::Class(classes.join(".")));
    }
    for (on, element) in [
        (style.bold, Element::Bold),
        (style.italic, Element::Italic),
        (style.underline, Element::Underline),
    ] {
        if on {
            elements.push(element);
        }
    }
    elements
}

fn is_class_name(class: &str) -> bool {
    !class.is_empty()
        && !class.contains(|c: char| c.is_whitespace() || matches!(c, '.' | '<' | '>' | '&'))
}

/// Closes tags until only such are open as `wanted` starts with; gives how many.
fn close_elements(out: &mut String, open: &mut Vec<Element>, wanted: &[Element]) -> usize {
    let common = open
        .iter()
        .zip(wanted)
        .take_while(|(open, wanted)| open == wanted)
        .count();
    while open.len() > common {
        if let Some(element) = open.pop() {
            out.push_str("</");
            out.push_str(element.name());
            out.push('>');
        }
    }
    common
}

/// Closes and opens tags until exactly `wanted` are open, in that order.
fn set_elements(out: &mut String, open: &mut Vec<Element>, wanted: &[Element]) {
    let common = close_elements(out, open, wanted);
    for element in &wanted[common..] {
        out.push('<');
        out.push_str(element.name());
        match element {
            Element::Voice(annotation) | Element::Language(annotation) => {
                out.push(' ');
                escape(out, &annotation.replace(['\n', '\r'], " "));
            }
            Element::Class(classes) => {
                out.push('.');
                out.push_str(classes);
            }
            Element::Bold | Element::Italic | Element::Underline => {}
        }
        out.push('>');
        open.push(element.clone());
    }
}

/// Appends text with character references for what has a meaning of its own,
/// and for characters that cannot be seen in an editor.
fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(may_need_escape) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(character) = rest.chars().next() else {
            break;
        };
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\u{a0}' => out.push_str("&nbsp;"),
            '\u{200e}' => out.push_str("&lrm;"),
            '\u{200f}' => out.push_str("&rlm;"),
            '\n' | '\r' => out.push(' '),
            '\0' => out.push('\u{fffd}'),
            other => out.push(other),
        }
        rest = &rest[character.len_utf8()..];
    }
    out.push_str(rest);
}

/// Whether a byte is, or starts, a character that [`escape`] looks at.
const fn may_need_escape(byte: u8) -> bool {
    matches!(byte, b'&' | b'<' | b'>' | b'\n' | b'\r' | 0 | 0xc2 | 0xe2)
}
