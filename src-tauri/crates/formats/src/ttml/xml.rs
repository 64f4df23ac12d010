//! The elements of a file and where they stand in it.
//!
//! Small nodes over the text itself: attributes and references are read when
//! they are asked for.

use std::borrow::Cow;
use std::collections::BTreeSet;

use quick_xml::events::attributes::Attributes;

use crate::{Severity, entities};

/// What a node is, by its local name in any namespace and any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// The file itself, above the root element.
    File,
    Tt,
    Head,
    Body,
    Div,
    P,
    Span,
    Br,
    Set,
    Region,
    Styling,
    Layout,
    Style,
    Initial,
    Metadata,
    Title,
    Agent,
    CalledBy,
    Profile,
    Standard,
    StartOfProgramme,
    Image,
    Other,
    Text,
    CData,
}

const NAMES: &[(&str, Name)] = &[
    ("p", Name::P),
    ("span", Name::Span),
    ("br", Name::Br),
    ("div", Name::Div),
    ("body", Name::Body),
    ("set", Name::Set),
    ("animate", Name::Set),
    ("region", Name::Region),
    ("style", Name::Style),
    ("styling", Name::Styling),
    ("layout", Name::Layout),
    ("initial", Name::Initial),
    ("head", Name::Head),
    ("tt", Name::Tt),
    ("metadata", Name::Metadata),
    ("title", Name::Title),
    ("agent", Name::Agent),
    ("name", Name::CalledBy),
    ("profile", Name::Profile),
    ("conformsToStandard", Name::Standard),
    ("documentStartOfProgramme", Name::StartOfProgramme),
    ("image", Name::Image),
];

impl Name {
    pub(super) fn of(qualified: &str) -> Self {
        let local = local(qualified);
        let found = NAMES
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(local));
        found.map_or(Self::Other, |(_, name)| *name)
    }
}

/// The part of a name after its prefix.
pub(super) fn local(qualified: &str) -> &str {
    let colon = qualified.bytes().rposition(|byte| byte == b':');
    colon.map_or(qualified, |colon| &qualified[colon + 1..])
}

/// One node of a [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NodeId(u32);

pub(super) const NONE: u32 = u32::MAX;

/// Small, because a hostile file has a node for every four bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) start: u32,
    /// Where the start tag ends.
    pub(super) tag_end: u32,
    pub(super) end: u32,
    pub(super) first: u32,
    pub(super) next: u32,
    pub(super) name: Name,
}

/// The elements and texts of a file.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    pub(super) text: &'a str,
    pub(super) nodes: Vec<Node>,
    /// Entities that the document type declares.
    pub(super) declared: BTreeSet<&'a str>,
}

/// An attribute with its references resolved.
#[derive(Clone, Debug)]
pub(super) struct Attr<'a> {
    pub(super) name: &'a str,
    pub(super) value: Cow<'a, str>,
}

impl Attr<'_> {
    /// Whether its local name is this, whatever its prefix and case.
    pub(super) fn is(&self, name: &str) -> bool {
        local(self.name).eq_ignore_ascii_case(name)
    }
}

/// Something wrong with the markup.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) severity: Severity,
    pub(super) code: &'static str,
    pub(super) offset: usize,
    pub(super) message: String,
}

impl<'a> Tree<'a> {
    /// Elements nest no deeper than this in sense; deeper ones are passed over.
    pub(super) const DEEPEST: usize = 64;
    /// No element has so many attributes in sense.
    const MOST_ATTRIBUTES: usize = 256;

    /// Builds the tree of a file, and says what is wrong with it.
    pub(super) fn parse(text: &'a str) -> (Self, Vec<Fault>) {
        super::build::build(text)
    }

    pub(super) const ROOT: NodeId = NodeId(0);

    pub(super) const fn text(&self) -> &'a str {
        self.text
    }

    fn node(&self, id: NodeId) -> Node {
        self.nodes[id.0 as usize]
    }

    pub(super) fn name(&self, id: NodeId) -> Name {
        self.node(id).name
    }

    /// Where a node stands in the text, from its start to its end tag.
    pub(super) fn range(&self, id: NodeId) -> (usize, usize) {
        let node = self.node(id);
        (node.start as usize, node.end as usize)
    }

    /// Where the start tag of an element ends.
    pub(super) fn tag_end(&self, id: NodeId) -> usize {
        self.node(id).tag_end as usize
    }

    pub(super) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let mut next = self.node(id).first;
        std::iter::from_fn(move || {
            let id = (next != NONE).then_some(NodeId(next))?;
            next = self.node(id).next;
            Some(id)
        })
    }

    /// The first child of that name.
    pub(super) fn child(&self, id: NodeId, name: Name) -> Option<NodeId> {
        self.children(id).find(|child| self.name(*child) == name)
    }

    /// Every node of that name at or below a node, in file order.
    pub(super) fn all(&self, top: NodeId, name: Name) -> Vec<NodeId> {
        let (first, end) = (top.0, self.node(top).end);
        let nodes = self.nodes.iter().zip(0_u32..).skip(first as usize);
        nodes
            .take_while(|(node, id)| *id == first || node.start < end)
            .filter(|(node, _)| node.name == name)
            .map(|(_, id)| NodeId(id))
            .collect()
    }

    /// The attributes of an element, as far as they can be told apart.
    pub(super) fn attributes(&self, id: NodeId) -> impl Iterator<Item = Attr<'a>> + use<'a> {
        let node = self.node(id);
        let is_element = !matches!(node.name, Name::File | Name::Text | Name::CData);
        let tag = if is_element {
            tag_body(&self.text[node.start as usize..node.tag_end as usize])
        } else {
            ""
        };
        attributes(tag)
    }

    /// The value of an attribute by its local name.
    pub(super) fn attribute(&self, id: NodeId, name: &str) -> Option<Cow<'a, str>> {
        self.attributes(id)
            .find(|attribute| attribute.is(name))
            .map(|attribute| attribute.value)
    }

    /// What a text node says.
    pub(super) fn says(&self, id: NodeId) -> Cow<'a, str> {
        let node = self.node(id);
        let raw = &self.text[node.start as usize..node.end as usize];
        match node.name {
            Name::Text => self.resolve(raw),
            Name::CData => {
                let inside = raw.strip_prefix("<![CDATA[").unwrap_or(raw);
                Cow::Borrowed(inside.strip_suffix("]]>").unwrap_or(inside))
            }
            _ => Cow::Borrowed(""),
        }
    }

    /// All text at or below a node.
    pub(super) fn whole_text(&self, id: NodeId) -> String {
        let mut out = String::new();
        self.gather(id, &mut out);
        out
    }

    fn gather(&self, id: NodeId, out: &mut String) {
        out.push_str(&self.says(id));
        for child in self.children(id) {
            self.gather(child, out);
        }
    }

    fn resolve(&self, raw: &'a str) -> Cow<'a, str> {
        resolve(raw, |name| self.declared.contains(name))
    }
}

/// A start tag without its brackets.
pub(super) fn tag_body(tag: &str) -> &str {
    let tag = tag.strip_prefix('<').unwrap_or(tag);
    let tag = tag.strip_suffix('>').unwrap_or(tag);
    tag.strip_suffix('/').unwrap_or(tag)
}

/// The attributes in a start tag without brackets.
pub(super) fn attributes(tag: &str) -> impl Iterator<Item = Attr<'_>> {
    let name = tag.find(|c: char| c.is_ascii_whitespace());
    let mut attributes = Attributes::html(tag, name.unwrap_or(tag.len()));
    attributes.with_checks(false);
    attributes
        .take(Tree::MOST_ATTRIBUTES)
        .flatten()
        .map(|attribute| Attr {
            name: attribute.key.into_inner(),
            value: match attribute.value {
                Cow::Borrowed(value) => resolve(value, |_| false),
                Cow::Owned(value) => Cow::Owned(resolve(&value, |_| false).into_owned()),
            },
        })
}

/// Resolves the references in a text: those of XML, numbers, and the names of
/// HTML, which broken files use. What a document type declares stays as it
/// stands: entities are how a small file becomes a huge one.
fn resolve(raw: &str, is_declared: impl Fn(&str) -> bool) -> Cow<'_, str> {
    if memchr::memchr(b'&', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = reference_end(rest);
        match end.filter(|end| !is_declared(&rest[1..end - 1])) {
            Some(end) => {
                out.push_str(&resolve_one(&rest[..end]));
                rest = &rest[end..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Where the reference that opens `text` ends.
fn reference_end(text: &str) -> Option<usize> {
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'#';
    let length = text.bytes().skip(1).take(32).take_while(is_name).count();
    (length > 0 && text.as_bytes().get(length + 1) == Some(&b';')).then_some(length + 2)
}

fn resolve_one(reference: &str) -> Cow<'_, str> {
    let Some(number) = reference[1..reference.len() - 1].strip_prefix('#') else {
        return match &reference[1..reference.len() - 1] {
            "apos" => Cow::Borrowed("'"),
            _ => entities::resolve(reference),
        };
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => number.parse().ok(),
    };
    let character = code.and_then(char::from_u32).filter(|c| is_xml(*c));
    Cow::Owned(character.unwrap_or('\u{fffd}').to_string())
}

/// Whether XML 1.0 has this character (section 2.2).
pub(super) fn is_xml(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Appends text so that a reader gets it back.
pub(super) fn push_text(out: &mut String, text: &str) {
    push_escaped(out, text, instead);
}

/// What stands in the text of a document for a character that cannot.
fn instead(c: char) -> Option<&'static str> {
    match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '\r' => Some("&#13;"),
        c if is_xml(c) => None,
        _ => Some("\u{fffd}"),
    }
}

fn push_escaped(out: &mut String, text: &str, instead: impl Fn(char) -> Option<&'static str>) {
    if text.bytes().all(is_plain) {
        return out.push_str(text);
    }
    let mut from = 0;
    for (at, c) in text.char_indices() {
        if let Some(escaped) = instead(c) {
            out.push_str(&text[from..at]);
            out.push_str(escaped);
            from = at + c.len_utf8();
        }
    }
    out.push_str(&text[from..]);
}

/// Whether a byte stands for itself, in text and in attributes: it is nothing of
/// the markup, no control, and no part of what [`is_xml`] leaves out.
const fn is_plain(byte: u8) -> bool {
    !matches!(byte, 0..=0x1f | b'"' | b'&' | b'<' | b'>' | 0xef)
}

/// Appends an attribute.
pub(super) fn push_attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_escaped(out, value, |c| match c {
        '"' => Some("&quot;"),
        '\n' => Some("&#10;"),
        '\t' => Some("&#9;"),
        c => instead(c),
    });
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(tree: &Tree<'_>, id: NodeId) -> String {
        let children: Vec<String> = tree.children(id).map(|c| shape(tree, c)).collect();
        match tree.name(id) {
            Name::Text | Name::CData => format!("{:?}", tree.says(id)),
            name => format!("{name:?}({})", children.join(" ")),
        }
    }

    #[test]
    fn damaged_markup_costs_only_itself() {
        for (text, seen) in [
            ("<p>a &amp; b</p>", "P(\"a & b\")"),
            ("<P>R&B &eacute;</P>", "P(\"R&B \u{e9}\")"),
            ("<t:p>1 < 2</t:p><p/>", "P(\"1 < 2\") P()"),
            ("<div><p>a<p>b</div>c", "Div(P(\"a\") P(\"b\")) \"c\""),
            ("</p><p>a</span></p>", "P(\"a\")"),
            ("<p begin=\"1s\"text<br/>b</p>", "P(Br() \"b\")"),
            ("<p>a<!-- b --><![CDATA[<c>]]></p>", "P(\"a\" \"<c>\")"),
            ("<p>a<!-- b</p><p>c</p>", "P(\"a\") P(\"c\")"),
            ("<p>a<", "P(\"a\")"),
        ] {
            let (tree, _) = Tree::parse(text);
            let seen_here = shape(&tree, Tree::ROOT);
            assert_eq!(seen_here, format!("File({seen})"), "{text}");
        }
    }

    #[test]
    fn entities_are_never_expanded() {
        let text = "<!DOCTYPE tt [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><p>&b;&lt;</p>";
        let (tree, faults) = Tree::parse(text);
        assert_eq!(tree.whole_text(Tree::ROOT), "&b;<");
        assert_eq!(faults[0].code, "entities-refused");
    }

    #[test]
    fn attributes_are_read_leniently() {
        let (tree, _) = Tree::parse("<p a=\"1 &lt;\" tts:Color='x' b=c d/>");
        let p = tree.child(Tree::ROOT, Name::P).expect("a p");
        let seen: Vec<String> = tree
            .attributes(p)
            .map(|a| format!("{}={}", a.name, a.value))
            .collect();
        assert_eq!(seen, ["a=1 <", "tts:Color=x", "b=c", "d="]);
        assert_eq!(tree.attribute(p, "color").as_deref(), Some("x"));
    }
}
