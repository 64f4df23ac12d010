//! From markup to a tree.
//!
//! quick-xml cuts the text into markup; what is built from that is total: tags
//! that do not fit are named and passed over, and everything else stands.

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::xml::{Fault, NONE, Name, Node, Tree, tag_body};
use crate::Severity;

/// Builds the tree of a file, and says what is wrong with it.
pub(super) fn build(text: &str) -> (Tree<'_>, Vec<Fault>) {
    let mut builder = Builder::new(text);
    builder.run();
    (builder.tree, builder.faults)
}

/// An element that is open.
#[derive(Debug)]
struct Open<'a> {
    node: u32,
    name: &'a str,
    last: u32,
}

struct Builder<'a> {
    tree: Tree<'a>,
    open: Vec<Open<'a>>,
    /// How many elements are open below the deepest that is kept.
    below: usize,
    faults: Vec<Fault>,
    /// How many bytes may be read a second time.
    patience: usize,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str) -> Self {
        let file = Node {
            start: 0,
            tag_end: 0,
            end: u32::try_from(text.len()).unwrap_or(0),
            first: NONE,
            next: NONE,
            name: Name::File,
        };
        Self {
            tree: Tree {
                text,
                nodes: vec![file],
                declared: BTreeSet::new(),
            },
            open: vec![Open {
                node: 0,
                name: "",
                last: NONE,
            }],
            below: 0,
            faults: Vec::new(),
            patience: 8 * text.len() + 65_536,
        }
    }

    fn fault(&mut self, severity: Severity, code: &'static str, offset: usize, message: &str) {
        if self.faults.len() < 1100 {
            self.faults.push(Fault {
                severity,
                code,
                offset,
                message: message.to_owned(),
            });
        }
    }

    fn run(&mut self) {
        let text = self.tree.text;
        if u32::try_from(text.len()).is_err() {
            let message = "The file is larger than 4 GB; it is kept but not read";
            self.fault(Severity::Error, "too-large", 0, message);
            return;
        }
        let mut at = 0;
        while let Some(next) = self.stretch(at) {
            at = next;
        }
        if self.open.len() > 1 && self.open.iter().any(|open| open.name.len() < 64) {
            let message = "The file ends before all of its elements do";
            self.fault(Severity::Warning, "unclosed-element", text.len(), message);
        }
        let end = text.len();
        while self.open.len() > 1 {
            self.close_top(end);
        }
    }

    /// Reads from an offset to the end, or to markup that cannot be read; gives
    /// the offset to go on from.
    fn stretch(&mut self, base: usize) -> Option<usize> {
        let text = self.tree.text;
        let mut reader = Reader::from_str(&text[base..]);
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        loop {
            let from = base + offset(reader.buffer_position());
            let event = reader.read_event();
            let to = (base + offset(reader.buffer_position())).min(text.len());
            let resume = match event {
                Ok(Event::Eof) => return None,
                Ok(Event::Start(_)) => self.start_tag(from, to, false),
                Ok(Event::Empty(_)) => self.start_tag(from, to, true),
                Ok(Event::End(_)) => self.end_tag(from, to),
                Ok(Event::Text(_) | Event::GeneralRef(_)) => {
                    self.leaf(from, to, Name::Text);
                    None
                }
                Ok(Event::CData(_)) => {
                    self.leaf(from, to, Name::CData);
                    None
                }
                Ok(Event::DocType(_)) => {
                    self.document_type(from, to);
                    None
                }
                Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => None,
                Err(_) => {
                    let message = "Markup that cannot be read is passed over";
                    self.fault(Severity::Error, "bad-markup", from, message);
                    let after = from + 1;
                    let rest = text.as_bytes().get(after..).unwrap_or_default();
                    let next = memchr::memchr(b'<', rest).map(|at| after + at);
                    return self.spend(text.len() - from).then_some(next)?;
                }
            };
            if let Some(resume) = resume {
                return self.spend(to - resume).then_some(resume);
            }
        }
    }

    /// Whether so many bytes may be read again.
    fn spend(&mut self, bytes: usize) -> bool {
        let Some(rest) = self.patience.checked_sub(bytes) else {
            let message = "The file is damaged in too many places; the rest is kept but not read";
            self.fault(
                Severity::Error,
                "too-damaged",
                self.tree.text.len(),
                message,
            );
            return false;
        };
        self.patience = rest;
        true
    }

    /// Opens an element; gives the offset to go on from where its tag is broken.
    fn start_tag(&mut self, from: usize, to: usize, is_empty: bool) -> Option<usize> {
        let text = self.tree.text;
        let inside = tag_body(&text[from..to]);
        if !is_name_start(inside) {
            return Some(self.stray(from));
        }
        let cut = memchr::memchr(b'<', inside.as_bytes()).map(|at| from + 1 + at);
        if cut.is_some() {
            let message = "A tag is not closed before the next one opens";
            self.fault(Severity::Error, "unclosed-tag", from, message);
        }
        let tag_end = cut.unwrap_or(to);
        let name_end = inside.find(|c: char| c.is_ascii_whitespace() || c == '<');
        let name = &inside[..name_end.unwrap_or(inside.len())];
        let is_empty = is_empty && cut.is_none();
        if self.open.len() > Tree::DEEPEST {
            self.below += usize::from(!is_empty);
            let message = "Elements nest too deep; the inner ones are passed over";
            self.fault(Severity::Warning, "too-deep", from, message);
            return cut;
        }
        let kind = Name::of(name);
        if kind == Name::P {
            self.close_paragraph(from);
        }
        let node = self.push(from, tag_end, kind);
        if is_empty {
            self.tree.nodes[node as usize].end = small(tag_end);
        } else {
            self.open.push(Open {
                node,
                name,
                last: NONE,
            });
        }
        cut
    }

    /// Paragraphs hold no paragraphs: one that is open has lost its end.
    fn close_paragraph(&mut self, from: usize) {
        let is_p = |open: &Open<'_>| self.tree.nodes[open.node as usize].name == Name::P;
        let Some(depth) = self.open.iter().rposition(is_p) else {
            return;
        };
        let message = "The paragraph before this one is not closed";
        self.fault(Severity::Warning, "unclosed-paragraph", from, message);
        while self.open.len() > depth {
            self.close_top(from);
        }
    }

    /// A `<` that opens no tag is text.
    fn stray(&mut self, from: usize) -> usize {
        let message = "This < opens no tag; it is taken for text";
        self.fault(Severity::Warning, "stray-bracket", from, message);
        self.leaf(from, from + 1, Name::Text);
        from + 1
    }

    fn end_tag(&mut self, from: usize, to: usize) -> Option<usize> {
        let text = self.tree.text;
        let inside = text[from..to].strip_prefix("</").unwrap_or_default();
        let inside = inside.strip_suffix('>').unwrap_or(inside);
        if !is_name_start(inside) {
            return Some(self.stray(from));
        }
        let cut = memchr::memchr(b'<', inside.as_bytes()).map(|at| from + 2 + at);
        let name = inside[..cut.map_or(inside.len(), |cut| cut - from - 2)].trim_ascii();
        if self.below > 0 {
            self.below -= 1;
            return cut;
        }
        let fits = |open: &Open<'_>| open.name.eq_ignore_ascii_case(name);
        match self.open.iter().skip(1).rposition(fits) {
            Some(depth) if depth + 2 == self.open.len() => self.close_top(cut.unwrap_or(to)),
            Some(depth) => {
                let message = "Elements inside this one are not closed";
                self.fault(Severity::Warning, "misnested-tag", from, message);
                while self.open.len() > depth + 2 {
                    self.close_top(from);
                }
                self.close_top(cut.unwrap_or(to));
            }
            None => {
                let message = "This closes no element that is open";
                self.fault(Severity::Warning, "stray-end-tag", from, message);
            }
        }
        cut
    }

    fn close_top(&mut self, end: usize) {
        if let Some(open) = self.open.pop() {
            self.tree.nodes[open.node as usize].end = small(end);
        }
    }

    fn push(&mut self, start: usize, tag_end: usize, name: Name) -> u32 {
        let id = small(self.tree.nodes.len());
        self.tree.nodes.push(Node {
            start: small(start),
            tag_end: small(tag_end),
            end: small(tag_end),
            first: NONE,
            next: NONE,
            name,
        });
        if let Some(parent) = self.open.last_mut() {
            match parent.last {
                NONE => self.tree.nodes[parent.node as usize].first = id,
                last => self.tree.nodes[last as usize].next = id,
            }
            parent.last = id;
        }
        id
    }

    /// Adds text, to the text before it where that ends here.
    fn leaf(&mut self, from: usize, to: usize, name: Name) {
        if from == to {
            return;
        }
        let last = self.open.last().map_or(NONE, |open| open.last);
        if name == Name::Text
            && let Some(node) = self.tree.nodes.get_mut(last as usize)
            && node.name == Name::Text
            && node.end as usize == from
        {
            node.end = small(to);
            return;
        }
        self.push(from, to, name);
    }

    fn document_type(&mut self, from: usize, to: usize) {
        let text: &'a str = &self.tree.text[from..to];
        let mut rest = text;
        while let Some(at) = rest.find("<!ENTITY") {
            rest = &rest[at + "<!ENTITY".len()..];
            let mut words = rest.split_ascii_whitespace();
            let name = words
                .next()
                .filter(|word| *word != "%")
                .or_else(|| words.next());
            self.tree.declared.extend(name);
        }
        if !self.tree.declared.is_empty() {
            let message = "Entities that a file declares are never resolved; \
                           they are shown as they are written";
            self.fault(Severity::Error, "entities-refused", from, message);
        }
        let before_subset = text.split('[').next().unwrap_or_default();
        if ["SYSTEM", "PUBLIC"]
            .iter()
            .any(|word| before_subset.contains(word))
        {
            let message = "A document type in another file is never fetched";
            self.fault(Severity::Info, "external-type-refused", from, message);
        }
    }
}

fn is_name_start(inside: &str) -> bool {
    let first = inside.chars().next();
    first.is_some_and(|c| c.is_alphabetic() || c == '_' || c == ':')
}

/// Offsets were checked to fit when the file was opened.
fn small(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(NONE)
}

fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}
