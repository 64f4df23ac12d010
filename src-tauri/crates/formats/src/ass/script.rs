//! What stands in a script besides its events: information and styles.

use std::collections::HashMap;

use captions::{Color, NamedStyle, Style};

use crate::overrides;

/// Fields of an event where no `Format` line says otherwise.
const EVENT_FIELDS: &[&str] = &[
    "layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text",
];

/// Fields of a style of version 4.00+ where no `Format` line says otherwise.
const STYLE_FIELDS: &[&str] = &[
    "name",
    "fontname",
    "fontsize",
    "primarycolour",
    "secondarycolour",
    "outlinecolour",
    "backcolour",
    "bold",
    "italic",
    "underline",
    "strikeout",
    "scalex",
    "scaley",
    "spacing",
    "angle",
    "borderstyle",
    "outline",
    "shadow",
    "alignment",
    "marginl",
    "marginr",
    "marginv",
    "encoding",
];

/// What a named style gives its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Base {
    pub(super) style: Style,
    /// Keypad place; 2 is where cues stand anyway.
    pub(super) place: Option<u8>,
}

/// The head of a script.
#[derive(Clone, Debug)]
pub(super) struct Script<'a> {
    title: &'a str,
    /// Fields of an event, in order, in lower case.
    pub(super) fields: Vec<String>,
    bases: HashMap<&'a str, Base>,
    styles: Vec<NamedStyle>,
}

/// A section, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Information,
    Styles,
    /// Version 4.00 counts alignment in another way.
    OldStyles,
    Events,
    Other,
}

impl Section {
    fn of(line: &str) -> Option<Self> {
        let name = line.trim().strip_prefix('[')?.strip_suffix(']')?;
        Some(match name.to_ascii_lowercase().as_str() {
            "script info" => Self::Information,
            "v4+ styles" | "v4 styles+" => Self::Styles,
            "v4 styles" => Self::OldStyles,
            "events" => Self::Events,
            _ => Self::Other,
        })
    }
}

impl<'a> Script<'a> {
    /// Reads everything but the events.
    pub(super) fn parse(text: &'a str) -> Self {
        let mut script = Self {
            title: "",
            fields: EVENT_FIELDS.iter().map(|&f| f.to_owned()).collect(),
            bases: HashMap::new(),
            styles: Vec::new(),
        };
        let mut section = Section::Other;
        let mut style_fields: Vec<String> = STYLE_FIELDS.iter().map(|&f| f.to_owned()).collect();
        for line in text.lines().flat_map(|line| line.split('\r')) {
            if let Some(found) = Section::of(line) {
                section = found;
                continue;
            }
            let Some((key, value)) = line.split_once(':') else {
                continue;
            };
            match (section, key.trim().to_ascii_lowercase().as_str()) {
                (Section::Information, "title") => script.title = value.trim(),
                (Section::Styles | Section::OldStyles, "format") => style_fields = fields(value),
                (Section::Styles | Section::OldStyles, "style") => {
                    script.take_style(line, value, &style_fields, section == Section::OldStyles);
                }
                (Section::Events, "format") => script.fields = fields(value),
                _ => {}
            }
        }
        script
    }

    pub(super) const fn title(&self) -> &'a str {
        self.title
    }

    fn take_style(&mut self, line: &str, value: &'a str, fields: &[String], old: bool) {
        let values: Vec<&'a str> = value.splitn(fields.len(), ',').map(str::trim).collect();
        let get = |name: &str| {
            let at = fields.iter().position(|field| field == name)?;
            values.get(at).copied()
        };
        let Some(name) = get("name") else {
            return;
        };
        let on = |field| get(field).is_some_and(|value| value != "0" && !value.is_empty());
        let mut base = Base::default();
        base.style.italic = on("italic");
        base.style.bold = on("bold");
        base.style.underline = on("underline");
        base.style.strike = on("strikeout");
        let color = get("primarycolour").and_then(style_color);
        base.style.color = color.filter(|color| *color != Color::rgb(255, 255, 255));
        let number = get("alignment").and_then(|value| value.parse::<u8>().ok());
        base.place = match number {
            Some(number) if old => overrides::legacy_place(number),
            Some(number) => Some(number).filter(|place| (1..=9).contains(place)),
            None => None,
        };
        self.bases.insert(name.trim_start_matches('*'), base);
        self.styles.push(NamedStyle {
            name: name.to_owned(),
            language: "ass".to_owned(),
            definition: line.trim_end().to_owned(),
        });
    }

    /// What a style gives its text; nothing for one that is not there.
    pub(super) fn base(&self, style: &str) -> Base {
        let name = style.trim_start_matches('*');
        self.bases.get(name).cloned().unwrap_or_default()
    }

    pub(super) fn named_styles(&self) -> Vec<NamedStyle> {
        self.styles.clone()
    }
}

/// A style's colour: hexadecimal as in overrides, or a decimal number.
fn style_color(value: &str) -> Option<Color> {
    if value.starts_with('&') {
        return overrides::color(value);
    }
    let number = value.parse::<i64>().ok()?;
    let [.., blue, green, red] = number.to_be_bytes();
    Some(Color::rgb(red, green, blue))
}

fn fields(value: &str) -> Vec<String> {
    let fields = value.split(',').take(64);
    fields
        .map(|field| field.trim().to_ascii_lowercase())
        .collect()
}
