//! Style classes that stand for colours.
//!
//! WebVTT has eight colours by class (section 5.1). Any other colour is written
//! as a class of our own, `fg-rrggbb` or `bg-rrggbb`, with a style sheet that
//! gives it its meaning in a browser; the reader takes both for colours.

use captions::{Color, Style};

/// The classes every player knows.
const DEFAULT: &[(&str, Color)] = &[
    ("white", Color::rgb(255, 255, 255)),
    ("lime", Color::rgb(0, 255, 0)),
    ("cyan", Color::rgb(0, 255, 255)),
    ("red", Color::rgb(255, 0, 0)),
    ("yellow", Color::rgb(255, 255, 0)),
    ("magenta", Color::rgb(255, 0, 255)),
    ("blue", Color::rgb(0, 0, 255)),
    ("black", Color::rgb(0, 0, 0)),
];

const TEXT: &str = "fg-";
const BACKGROUND: &str = "bg-";

/// Applies a class to a style: as a colour where it stands for one.
pub(super) fn apply_class(style: &mut Style, class: &str) {
    let default = |name: &str| DEFAULT.iter().find(|(known, _)| *known == name);
    let own = |digits: &str| format!("#{digits}").parse::<Color>().ok();
    if let Some((_, color)) = default(class) {
        style.color = Some(*color);
    } else if let Some((_, color)) = class.strip_prefix("bg_").and_then(default) {
        style.background = Some(*color);
    } else if let Some(color) = class.strip_prefix(TEXT).and_then(own) {
        style.color = Some(color);
    } else if let Some(color) = class.strip_prefix(BACKGROUND).and_then(own) {
        style.background = Some(color);
    } else {
        style.detail_mut().classes.push(class.to_owned());
    }
}

fn default_class(color: Color) -> Option<&'static str> {
    DEFAULT
        .iter()
        .find(|(_, known)| *known == color)
        .map(|(name, _)| *name)
}

fn own_class(prefix: &str, color: Color) -> String {
    format!("{prefix}{}", &color.to_string()[1..])
}

/// The class that stands for a text colour.
pub(super) fn text_class(color: Color) -> String {
    default_class(color).map_or_else(|| own_class(TEXT, color), str::to_owned)
}

/// The class that stands for a background colour.
pub(super) fn background_class(color: Color) -> String {
    default_class(color).map_or_else(|| own_class(BACKGROUND, color), |name| format!("bg_{name}"))
}

/// The rules that a style needs in a style sheet, each a whole line.
pub(super) fn rules(style: &Style) -> impl Iterator<Item = String> {
    let rule = |prefix: &str, property: &str, color: Option<Color>| {
        let color = color.filter(|color| default_class(*color).is_none())?;
        let class = own_class(prefix, color);
        Some(format!("::cue(.{class}) {{ {property}: {color} }}"))
    };
    [
        rule(TEXT, "color", style.color),
        rule(BACKGROUND, "background-color", style.background),
    ]
    .into_iter()
    .flatten()
}

/// Whether a style sheet holds nothing but rules that [`rules`] makes.
pub(super) fn is_generated_style(css: &str) -> bool {
    let mut lines = css.lines().map(str::trim).filter(|line| !line.is_empty());
    let generated = |line: &str| {
        line.strip_prefix("::cue(.")
            .is_some_and(|rest| rest.starts_with(TEXT) || rest.starts_with(BACKGROUND))
            && line.ends_with('}')
            && line.matches('{').count() == 1
    };
    lines.next().is_some_and(generated) && lines.all(generated)
}
