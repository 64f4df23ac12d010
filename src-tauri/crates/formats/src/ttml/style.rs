//! Styles and how they resolve (TTML2 section 10.4.4): what stands on the
//! element, over the styles it refers to, over what it inherits.

use std::collections::HashMap;
use std::rc::Rc;

use captions::{Align, Color, Style, Writing};

use super::xml::{Attr, Name, NodeId, Tree};
use crate::colors;

/// Where text stands on the block axis of its region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DisplayAlign {
    Before,
    Center,
    After,
}

/// What style attributes say; absent where they say nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) italic: Option<bool>,
    pub(super) bold: Option<bool>,
    pub(super) underline: Option<bool>,
    pub(super) strike: Option<bool>,
    pub(super) color: Option<Color>,
    pub(super) background: Option<Color>,
    pub(super) font: Option<Rc<str>>,
    pub(super) size: Option<Rc<str>>,
    pub(super) align: Option<Align>,
    pub(super) writing: Option<Writing>,
    pub(super) forced: Option<bool>,
    pub(super) hidden: Option<bool>,
    pub(super) display_align: Option<DisplayAlign>,
    pub(super) origin: Option<Rc<str>>,
    pub(super) extent: Option<Rc<str>>,
    pub(super) position: Option<Rc<str>>,
    /// The colour or the typeface stands on the element itself.
    pub(super) inline_color: bool,
}

const WHITE: Color = Color::rgb(255, 255, 255);

impl Look {
    /// Takes in one attribute; false where it is none that a look holds.
    pub(super) fn take(&mut self, attribute: &Attr<'_>) -> bool {
        let value = attribute.value.trim();
        let lower = value.to_ascii_lowercase();
        let name = super::xml::local(attribute.name).to_ascii_lowercase();
        match name.as_str() {
            "fontstyle" => self.italic = Some(matches!(lower.as_str(), "italic" | "oblique")),
            "fontweight" => self.bold = Some(lower == "bold"),
            "textdecoration" => self.take_decoration(&lower),
            "color" => match color(&lower) {
                Some(color) => self.color = Some(color),
                None => return false,
            },
            "backgroundcolor" => match color(&lower) {
                Some(color) => self.background = Some(color),
                None => return false,
            },
            "fontfamily" => self.font = Some(value.into()),
            "fontsize" => self.size = Some(value.into()),
            "textalign" => match align(&lower) {
                Some(align) => self.align = Some(align),
                None => return false,
            },
            "writingmode" => {
                self.writing = Some(match lower.as_str() {
                    "tbrl" | "tb" => Writing::VerticalRl,
                    "tblr" => Writing::VerticalLr,
                    _ => Writing::Horizontal,
                });
                // Right to left rows have no place in the model.
                return !lower.starts_with("rl");
            }
            "forceddisplay" => self.forced = Some(lower == "true"),
            "display" => self.hidden = Some(lower == "none"),
            "displayalign" => {
                self.display_align = Some(match lower.as_str() {
                    "after" => DisplayAlign::After,
                    "center" => DisplayAlign::Center,
                    _ => DisplayAlign::Before,
                });
            }
            "origin" => self.origin = (lower != "auto").then(|| lower.as_str().into()),
            "extent" => self.extent = (lower != "auto").then(|| lower.as_str().into()),
            "position" => self.position = Some(lower.as_str().into()),
            _ => return false,
        }
        true
    }

    fn take_decoration(&mut self, value: &str) {
        for word in value.split_ascii_whitespace() {
            match word {
                "none" => (self.underline, self.strike) = (Some(false), Some(false)),
                "underline" => self.underline = Some(true),
                "nounderline" => self.underline = Some(false),
                "linethrough" => self.strike = Some(true),
                "nolinethrough" => self.strike = Some(false),
                _ => {}
            }
        }
    }

    /// Puts another look over this one.
    pub(super) fn put(&mut self, over: &Self) {
        fn set<T: Clone>(place: &mut Option<T>, over: &Option<T>) {
            if over.is_some() {
                place.clone_from(over);
            }
        }
        set(&mut self.italic, &over.italic);
        set(&mut self.bold, &over.bold);
        set(&mut self.underline, &over.underline);
        set(&mut self.strike, &over.strike);
        if over.color.is_some() {
            self.inline_color = over.inline_color;
        }
        set(&mut self.color, &over.color);
        set(&mut self.background, &over.background);
        set(&mut self.font, &over.font);
        set(&mut self.size, &over.size);
        set(&mut self.align, &over.align);
        set(&mut self.writing, &over.writing);
        set(&mut self.forced, &over.forced);
        set(&mut self.hidden, &over.hidden);
        set(&mut self.display_align, &over.display_align);
        set(&mut self.origin, &over.origin);
        set(&mut self.extent, &over.extent);
        set(&mut self.position, &over.position);
    }

    /// What content in a region inherits from it. The colour behind a region
    /// fills its box, not the text, and its typeface is the file's choice for
    /// everything.
    pub(super) fn inherited(&self) -> Self {
        Self {
            background: None,
            origin: None,
            extent: None,
            position: None,
            ..self.clone().without_defaults()
        }
    }

    /// What paragraphs inherit from the elements around them: all but the
    /// typeface and size that a file sets for everything.
    pub(super) fn without_defaults(mut self) -> Self {
        (self.font, self.size) = (None, None);
        self
    }

    /// The style of a run that looks so. White is what text has anyway, so it
    /// counts only where it is said of the text itself.
    pub(super) fn run_style(&self) -> Style {
        let mut style = Style {
            italic: self.italic == Some(true),
            bold: self.bold == Some(true),
            underline: self.underline == Some(true),
            strike: self.strike == Some(true),
            color: self
                .color
                .filter(|color| *color != WHITE || self.inline_color),
            background: self.background.filter(|color| color.alpha > 0),
            ..Style::default()
        };
        if self.font.is_some() || self.size.is_some() {
            let detail = style.detail_mut();
            detail.font = self.font.as_deref().map(str::to_owned);
            detail.size = self.size.as_deref().map(str::to_owned);
            style.normalise();
        }
        style
    }
}

fn align(value: &str) -> Option<Align> {
    Some(match value {
        "left" => Align::Left,
        "center" => Align::Center,
        "right" => Align::Right,
        "start" | "justify" => Align::Start,
        "end" => Align::End,
        _ => return None,
    })
}

/// A colour (TTML2 section 10.3.4): a name, `#rrggbb[aa]`, `rgb(r, g, b)` or
/// `rgba(r, g, b, a)` with an alpha of 0 to 255.
pub(super) fn color(value: &str) -> Option<Color> {
    if value == "transparent" {
        return Some(Color {
            red: 0,
            green: 0,
            blue: 0,
            alpha: 0,
        });
    }
    let Some(open) = value.find('(') else {
        return colors::parse(value);
    };
    let inside = value[open + 1..].strip_suffix(')')?;
    let parts: Vec<u8> = inside
        .split(',')
        .map(|part| {
            part.trim()
                .parse::<u32>()
                .map(|n| u8::try_from(n).unwrap_or(255))
        })
        .collect::<Result<_, _>>()
        .ok()?;
    match (&value[..open], parts.as_slice()) {
        ("rgb", [red, green, blue]) => Some(Color::rgb(*red, *green, *blue)),
        ("rgba", [red, green, blue, alpha]) => Some(Color {
            alpha: *alpha,
            ..Color::rgb(*red, *green, *blue)
        }),
        _ => None,
    }
}

/// The style definitions of a file.
#[derive(Debug, Default)]
pub(super) struct Styles {
    looks: HashMap<String, Rc<Look>>,
    /// Names of styles that refer to each other in a circle.
    pub(super) circular: Vec<String>,
    /// What `initial` elements say.
    pub(super) initial: Look,
    /// Attributes that no look holds, by the name of their style.
    pub(super) beyond: Vec<(String, String)>,
}

impl Styles {
    pub(super) fn read(tree: &Tree<'_>, head: NodeId) -> Self {
        let mut found = Self::default();
        let mut elements: HashMap<String, NodeId> = HashMap::new();
        let mut order = Vec::new();
        for styling in tree.all(head, Name::Styling) {
            for child in tree.children(styling) {
                match tree.name(child) {
                    Name::Style => {
                        let Some(id) = tree.attribute(child, "id") else {
                            continue;
                        };
                        let id = id.into_owned();
                        order.push(id.clone());
                        elements.insert(id, child);
                    }
                    Name::Initial => {
                        for attribute in tree.attributes(child) {
                            found.initial.take(&attribute);
                        }
                    }
                    _ => {}
                }
            }
        }
        for id in &order {
            found.resolve(tree, &elements, id, 0);
            let beyond = elements.get(id).map(|node| beyond(tree, *node));
            if let Some(beyond) = beyond.filter(|beyond| !beyond.is_empty()) {
                found.beyond.push((id.clone(), beyond));
            }
        }
        found
    }

    /// Chains longer than this are circles or noise.
    const LONGEST_CHAIN: usize = 32;

    fn resolve(
        &mut self,
        tree: &Tree<'_>,
        elements: &HashMap<String, NodeId>,
        id: &str,
        depth: usize,
    ) -> Rc<Look> {
        if let Some(known) = self.looks.get(id) {
            return Rc::clone(known);
        }
        let Some(node) = elements.get(id) else {
            return Rc::default();
        };
        if depth > Self::LONGEST_CHAIN {
            self.circular.push(id.to_owned());
            return Rc::default();
        }
        // Stands in for itself, so that a circle ends here.
        self.looks.insert(id.to_owned(), Rc::default());
        let mut look = Look::default();
        let references = tree.attribute(*node, "style").unwrap_or_default();
        for reference in references.split_ascii_whitespace() {
            if reference == id {
                self.circular.push(id.to_owned());
            }
            look.put(&self.resolve(tree, elements, reference, depth + 1));
        }
        for attribute in tree.attributes(*node) {
            look.take(&attribute);
        }
        let look = Rc::new(look);
        self.looks.insert(id.to_owned(), Rc::clone(&look));
        look
    }

    /// Whether there is a style of that name.
    pub(super) fn has(&self, id: &str) -> bool {
        self.looks.contains_key(id)
    }

    /// What an element says of itself: referred styles, then nested ones, then
    /// its own attributes.
    pub(super) fn own(&self, tree: &Tree<'_>, node: NodeId) -> Look {
        let mut look = Look::default();
        let mut inline = Look::default();
        for attribute in tree.attributes(node) {
            if attribute.is("style") {
                self.refer(&mut look, &attribute.value);
            } else {
                inline.take(&attribute);
            }
        }
        if tree.name(node) == Name::Region {
            for child in tree.children(node) {
                if tree.name(child) == Name::Style {
                    look.put(&self.own(tree, child));
                }
            }
        }
        inline.inline_color = inline.color.is_some();
        look.put(&inline);
        look
    }

    fn refer(&self, look: &mut Look, names: &str) {
        for name in names.split_ascii_whitespace() {
            if let Some(style) = self.looks.get(name) {
                look.put(style);
            }
        }
    }
}

/// The style attributes of an element that no look holds, as they are written.
pub(super) fn beyond(tree: &Tree<'_>, node: NodeId) -> String {
    let mut out = String::new();
    for attribute in tree.attributes(node) {
        let is_plain = ["id", "style", "begin", "end", "dur"]
            .iter()
            .any(|name| attribute.is(name))
            || attribute.name.starts_with("xmlns");
        if !is_plain && !Look::default().take(&attribute) {
            super::xml::push_attribute(&mut out, attribute.name, &attribute.value);
        }
    }
    out.trim_start().to_owned()
}

/// The name of an alignment.
pub(super) const fn align_name(align: Align) -> &'static str {
    match align {
        Align::Start => "start",
        Align::Center => "center",
        Align::End => "end",
        Align::Left => "left",
        Align::Right => "right",
    }
}

/// The name of a writing mode, where it is not that of most languages.
pub(super) const fn writing_name(writing: Writing) -> Option<&'static str> {
    match writing {
        Writing::Horizontal => None,
        Writing::VerticalRl => Some("tbrl"),
        Writing::VerticalLr => Some("tblr"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_in_every_way_ttml_writes_them() {
        for (text, seen) in [
            ("yellow", Some("#ffff00")),
            ("#0a0b0c", Some("#0a0b0c")),
            ("#0a0b0c80", Some("#0a0b0c80")),
            ("rgb(1, 2,3)", Some("#010203")),
            ("rgba(1,2,3,128)", Some("#01020380")),
            ("transparent", Some("#00000000")),
            ("rgb(1,2)", None),
            ("mauvish", None),
        ] {
            assert_eq!(
                color(text).map(|c| c.to_string()).as_deref(),
                seen,
                "{text}"
            );
        }
    }

    #[test]
    fn chains_resolve_and_circles_end() {
        let text = "<head><styling>\
            <style id='a' style='b c' color='red'/><style id='b' color='blue' fontStyle='italic'/>\
            <style id='c' style='c a' fontWeight='bold' padding='1c'/></styling></head>";
        let (tree, _) = Tree::parse(text);
        let styles = Styles::read(&tree, Tree::ROOT);
        let a = &styles.looks["a"];
        assert_eq!((a.italic, a.bold), (Some(true), Some(true)));
        assert_eq!(a.color, Some(Color::rgb(255, 0, 0)));
        assert_eq!(styles.circular, ["c"]);
        assert_eq!(
            styles.beyond,
            [("c".to_owned(), "padding=\"1c\"".to_owned())]
        );
    }
}
