//! Heads: written anew, or added to.

use std::fmt::Write as _;

use captions::{Document, Track, Writing};

use super::book::Book;
use super::names::{Names, Tag};
use super::region::Shape;
use super::rules::{self, Rules};
use super::style::{DisplayAlign, align_name, writing_name};
use super::time::Notation;
use super::xml::{self, Name, NodeId, Tree};
use crate::Encoding;

/// What a file says before its text, up to the first paragraph.
pub(super) fn fresh(
    rules: &Rules,
    document: &Document,
    track: &Track,
    book: &mut Book,
    names: &Names,
    body: &str,
    encoding: Encoding,
) -> String {
    // Regions may need styles, so they are made first.
    let regions = regions(rules, book, names, "      ");
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"{}\"?>\n<tt",
        shown(encoding)
    );
    let mut tag = Tag::default();
    for (name, uri) in rules::namespaces(rules) {
        tag.set_new(&name, uri);
    }
    for (name, value) in rules.root {
        tag.set(name, *value);
    }
    root_times(&mut tag, rules, document, body);
    tag.set("xml:lang", track.language.as_str());
    tag.push(&mut out);
    out.push_str(">\n  <head>\n");
    push_metadata(&mut out, rules, document, book);
    push_styling(&mut out, rules, book);
    let _ = write!(out, "    <layout>\n{regions}    </layout>\n  </head>\n");
    let style = rules
        .default_style
        .map(|(name, _)| format!(" style=\"{name}\""));
    let _ = write!(out, "  <body{}>\n    <div>\n", style.unwrap_or_default());
    out
}

/// What follows the last paragraph of a file written anew.
pub(super) const FOOT: &str = "    </div>\n  </body>\n</tt>\n";

/// The name of an encoding as XML declarations have it.
pub(super) fn shown(encoding: Encoding) -> String {
    match encoding.name() {
        "utf-16le" | "utf-16be" => "UTF-16".to_owned(),
        name => name.to_ascii_uppercase(),
    }
}

/// Sets what the times in the text count.
fn root_times(tag: &mut Tag, rules: &Rules, document: &Document, body: &str) {
    let timebase = document.settings().timebase;
    let (frames, multiplier) = rules::frame_rate(timebase.rate());
    let body = body.as_bytes();
    let uses = |unit: u8| {
        memchr::memmem::find_iter(body, b"=\"").any(|at| {
            let rest = &body[at + 2..];
            let value = &rest[..memchr::memchr(b'"', rest).unwrap_or(rest.len())];
            let number = value.strip_suffix(&[unit]).unwrap_or_default();
            !number.is_empty() && number.iter().all(u8::is_ascii_digit)
        })
    };
    let notation = rules.notation(document.settings());
    if rules.labels || matches!(notation, Notation::Exact { rate: Some(_), .. }) && uses(b'f') {
        tag.set("ttp:frameRate", frames);
        tag.set("ttp:frameRateMultiplier", multiplier);
    }
    if rules.labels {
        let drop = if timebase.drop_frame() {
            "dropNTSC"
        } else {
            "nonDrop"
        };
        tag.set("ttp:dropMode", drop);
    }
    if matches!(notation, Notation::Exact { ticks: true, .. }) && uses(b't') {
        tag.set("ttp:tickRate", Notation::TICKS.to_string());
    }
}

fn push_metadata(out: &mut String, rules: &Rules, document: &Document, book: &Book) {
    let title = &document.settings().title;
    if title.is_empty() && book.new_agents.is_empty() && rules.standard.is_none() {
        return;
    }
    out.push_str("    <metadata>\n");
    if !title.is_empty() {
        out.push_str("      <ttm:title>");
        xml::push_text(out, title);
        out.push_str("</ttm:title>\n");
    }
    push_agents(out, book, "", "ttm:", "      ");
    if let Some(standard) = rules.standard {
        let _ = write!(
            out,
            "      <ebuttm:documentMetadata>\n        \
             <ebuttm:conformsToStandard>{standard}</ebuttm:conformsToStandard>\n      \
             </ebuttm:documentMetadata>\n"
        );
    }
    out.push_str("    </metadata>\n");
}

fn push_agents(out: &mut String, book: &Book, declaration: &str, prefix: &str, indent: &str) {
    for (name, id) in &book.new_agents {
        let _ = write!(out, "{indent}<{prefix}agent{declaration} type=\"person\"");
        xml::push_attribute(out, "xml:id", id);
        let _ = write!(out, "><{prefix}name type=\"full\">");
        xml::push_text(out, name);
        let _ = writeln!(out, "</{prefix}name></{prefix}agent>");
    }
}

fn push_styling(out: &mut String, rules: &Rules, book: &Book) {
    if rules.default_style.is_none() && book.styles.is_empty() {
        return;
    }
    out.push_str("    <styling>\n");
    if let Some((name, attributes)) = rules.default_style {
        let mut tag = Tag::default();
        tag.set("xml:id", name);
        for (name, value) in attributes {
            tag.set(name, *value);
        }
        out.push_str("      <style");
        tag.push(out);
        out.push_str("/>\n");
    }
    push_styles(out, book, "", "      ");
    out.push_str("    </styling>\n");
}

fn push_styles(out: &mut String, book: &Book, element: &str, indent: &str) {
    for (attributes, id) in &book.styles {
        let _ = write!(out, "{indent}<{element}style");
        xml::push_attribute(out, "xml:id", id);
        let _ = writeln!(out, "{attributes}/>");
    }
}

/// The elements of the regions to be added.
fn regions(rules: &Rules, book: &mut Book, names: &Names, indent: &str) -> String {
    let mut out = String::new();
    for (shape, id) in book.regions.clone() {
        let mut tag = Tag::default();
        tag.set("xml:id", id);
        region_attributes(&mut tag, rules, book, names, shape);
        let mut attributes = String::new();
        tag.push(&mut attributes);
        let mut declaration = Tag::default();
        if let Some((name, uri)) = names.styling.missing(&[&attributes]) {
            declaration.set_new(&name, uri);
        }
        let _ = write!(out, "{indent}<{}region", names.element);
        declaration.push(&mut out);
        let _ = writeln!(out, "{attributes}/>");
    }
    out
}

fn region_attributes(tag: &mut Tag, rules: &Rules, book: &mut Book, names: &Names, shape: Shape) {
    let name = |local| names.styling.name(local);
    let (area, align) = (shape.area, shape.display_align());
    tag.set(&name("origin"), format!("{}% {}%", area.x, area.y));
    tag.set(&name("extent"), format!("{}% {}%", area.width, area.height));
    let align = match align {
        DisplayAlign::Before => "before",
        DisplayAlign::Center => "center",
        DisplayAlign::After => "after",
    };
    tag.set(&name("displayAlign"), align);
    if rules.by_reference {
        let mut attribute = String::new();
        xml::push_attribute(
            &mut attribute,
            &name("textAlign"),
            align_name(shape.text_align),
        );
        tag.set("style", book.style(&attribute));
    } else {
        tag.set(&name("textAlign"), align_name(shape.text_align));
    }
    if shape.writing != Writing::Horizontal
        && let Some(writing) = writing_name(shape.writing)
    {
        tag.set(&name("writingMode"), writing);
    }
}

/// A change to a text: what replaces the bytes from one offset to another.
pub(super) type Change = (usize, usize, String);

/// What a kept file's head must gain for its new cues. `None` where it has no
/// place for that.
pub(super) fn additions(
    tree: &Tree<'_>,
    rules: &Rules,
    book: &mut Book,
    names: &Names,
) -> Option<Vec<Change>> {
    let root = tree.child(Tree::ROOT, Name::Tt)?;
    let head = tree.child(root, Name::Head);
    let first = head.or_else(|| tree.child(root, Name::Body))?;
    let indent = "      ";
    let regions = regions(rules, book, names, indent);
    let mut styles = String::new();
    push_styles(&mut styles, book, &names.element, indent);
    let mut agents = String::new();
    let missing = names
        .metadata
        .missing(&[" ttm:"])
        .map(|(name, uri)| format!(" {name}=\"{uri}\""));
    let prefix = names.metadata.name("");
    push_agents(
        &mut agents,
        book,
        &missing.unwrap_or_default(),
        &prefix,
        indent,
    );
    let parts = [
        ("metadata", Name::Metadata, agents),
        ("styling", Name::Styling, styles),
        ("layout", Name::Layout, regions),
    ];
    let open_head = head.filter(|head| tree.tag_end(*head) < tree.range(*head).1);
    let element = &names.element;
    let mut changes = Vec::new();
    let mut whole = String::new();
    for (tag, name, text) in parts.into_iter().filter(|(_, _, text)| !text.is_empty()) {
        let new = format!("    <{element}{tag}>\n{text}    </{element}{tag}>\n");
        let Some(head) = open_head else {
            whole.push_str(&new);
            continue;
        };
        changes.push(match tree.child(head, name) {
            Some(place) => inside(tree, place, tag, element, &text),
            None => new_part(tree, head, name, &new),
        });
    }
    if !whole.is_empty() {
        let new = format!("<{element}head>\n{whole}  </{element}head>");
        let (start, end) = tree.range(first);
        changes.push(match head {
            Some(_) => (start, end, new),
            None => (start, start, format!("{new}\n  ")),
        });
    }
    Some(changes)
}

/// Adds text at the end of an element.
fn inside(tree: &Tree<'_>, node: NodeId, tag: &str, element: &str, text: &str) -> Change {
    let (start, end) = tree.range(node);
    let tag_end = tree.tag_end(node);
    if tag_end == end {
        let open = tree.text()[start..end]
            .trim_end_matches('>')
            .trim_end_matches('/');
        let text = format!("{open}>\n{text}    </{element}{tag}>");
        return (start, end, text);
    }
    let close = tree.text()[..end].rfind('<').unwrap_or(end).max(tag_end);
    let line = tree.text()[..close].trim_end_matches([' ', '\t']).len();
    // Before the white space that indents the end tag.
    (line, line, text.to_owned())
}

/// Adds a whole part to a head: metadata first, layout last.
fn new_part(tree: &Tree<'_>, head: NodeId, name: Name, text: &str) -> Change {
    let first = match name {
        Name::Metadata => tree.children(head).next(),
        Name::Styling => tree.child(head, Name::Layout),
        _ => None,
    };
    match first {
        Some(next) if tree.name(next) == Name::Text => {
            let at = tree.range(next).0;
            (at, at, format!("\n{}", text.trim_end()))
        }
        Some(next) => {
            let at = tree.range(next).0;
            (at, at, format!("{}\n    ", text.trim()))
        }
        None => inside(tree, head, "head", "", text),
    }
}
