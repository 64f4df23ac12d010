//! What stands in a script besides its events: information and styles.

use std::collections::HashMap;

use captions::{Color, NamedStyle, Style};

use crate::overrides;
use crate::text_source::Lines;

/// Fields of an event where no `Format` line says otherwise.
const EVENT_FIELDS: &str = "Layer,Start,End,Style,Name,MarginL,MarginR,MarginV,Effect,Text";

/// Fields of a style of version 4.00+ where no `Format` line says otherwise.
const STYLE_FIELDS: &str = "Name,Fontname,Fontsize,PrimaryColour,SecondaryColour,OutlineColour,\
                            BackColour,Bold,Italic,Underline,StrikeOut,ScaleX,ScaleY,Spacing,\
                            Angle,BorderStyle,Outline,Shadow,Alignment,MarginL,MarginR,MarginV,\
                            Encoding";

/// A field of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Start,
    End,
    Style,
    Name,
    /// Another word for the name.
    Actor,
    Text,
    /// One that a cue has no place for, by its name in lower case.
    Other(String),
}

impl Field {
    fn of(name: String) -> Self {
        match name.as_str() {
            "start" => Self::Start,
            "end" => Self::End,
            "style" => Self::Style,
            "name" => Self::Name,
            "actor" => Self::Actor,
            "text" => Self::Text,
            _ => Self::Other(name),
        }
    }
}

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
    /// Fields of an event, in order.
    pub(super) fields: Vec<Field>,
    bases: HashMap<&'a str, Base>,
    /// What a style gives that is not there.
    nothing: Base,
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
            fields: event_fields(EVENT_FIELDS),
            bases: HashMap::new(),
            nothing: Base::default(),
            styles: Vec::new(),
        };
        let mut section = Section::Other;
        let mut style_fields = fields(STYLE_FIELDS);
        for line in Lines::new(text).map(|line| line.text) {
            if let Some(found) = Section::of(line) {
                section = found;
                continue;
            }
            let Some((key, value)) = line.split_once(':') else {
                continue;
            };
            let is = |name: &str| key.trim().eq_ignore_ascii_case(name);
            match section {
                Section::Information if is("title") => script.title = value.trim(),
                Section::Styles | Section::OldStyles if is("format") => {
                    style_fields = fields(value);
                }
                Section::Styles | Section::OldStyles if is("style") => {
                    script.take_style(line, value, &style_fields, section == Section::OldStyles);
                }
                Section::Events if is("format") => script.fields = event_fields(value),
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
    pub(super) fn base(&self, style: &str) -> &Base {
        let name = style.trim_start_matches('*');
        self.bases.get(name).unwrap_or(&self.nothing)
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

fn event_fields(value: &str) -> Vec<Field> {
    fields(value).into_iter().map(Field::of).collect()
}
