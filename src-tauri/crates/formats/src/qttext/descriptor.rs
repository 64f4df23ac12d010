//! Text descriptors: `{name}` and `{name:value}`, whatever their case.

use captions::{Align, Color};

/// One descriptor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Descriptor<'a> {
    /// `{QTtext}`, which opens a file.
    Signature,
    /// Turns every face off.
    Plain,
    /// Turns a face on.
    Face(Face),
    Font(&'a str),
    Size(&'a str),
    TextColor(Color),
    BackColor(Color),
    Justify(Align),
    /// Units of a second that the last field of a stamp counts.
    TimeScale(u32),
    /// Whether stamps count from the stamp before.
    Relative(bool),
    /// A Macintosh language code.
    Language(u16),
    /// Whether the text is in the file only to be searched.
    Hidden(bool),
    /// The Macintosh number of the file's encoding.
    Encoding(u32),
    /// Any other known descriptor and its value.
    Other(&'static Known, &'a str),
    /// A known descriptor whose value makes no sense.
    Malformed,
}

/// A face that a descriptor turns on and `{plain}` turns off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    Bold,
    Italic,
    Underline,
    Outline,
    Shadow,
    Condense,
    Extend,
}

impl Face {
    pub(super) const ALL: [Self; 7] = [
        Self::Bold,
        Self::Italic,
        Self::Underline,
        Self::Outline,
        Self::Shadow,
        Self::Condense,
        Self::Extend,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Bold => "bold",
            Self::Italic => "italic",
            Self::Underline => "underline",
            Self::Outline => "outline",
            Self::Shadow => "shadow",
            Self::Condense => "condense",
            Self::Extend => "extend",
        }
    }
}

/// A descriptor that is kept by name, and the value it has where a file says
/// nothing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) name: &'static str,
    pub(super) unset: &'static str,
}

const fn flag(name: &'static str) -> Known {
    Known { name, unset: "off" }
}

const fn value(name: &'static str, unset: &'static str) -> Known {
    Known { name, unset }
}

static OTHERS: [Known; 24] = [
    value("width", "0"),
    value("height", "0"),
    value("textBox", "0,0,0,0"),
    flag("dropShadow"),
    value("dropShadowOffset", "0,0"),
    value("dropShadowTransparency", "0"),
    flag("antiAlias"),
    flag("keyedText"),
    flag("doNotAutoScale"),
    flag("clipToTextBox"),
    flag("shrinkTextBox"),
    flag("shrinkTextBoxToFit"),
    flag("scrollIn"),
    flag("scrollOut"),
    flag("horizontalScroll"),
    flag("reverseScroll"),
    flag("continuousScroll"),
    value("scrollDelay", "0"),
    flag("flowHoriz"),
    value("hilite", "0,0"),
    value("hiliteColor", "0,0,0"),
    flag("movieUnits"),
    flag("useMovieBackColor"),
    flag("hclip"),
];

/// The descriptor that is kept by this name, whatever its case.
pub(super) fn known(name: &str) -> Option<&'static Known> {
    OTHERS
        .iter()
        .find(|known| known.name.eq_ignore_ascii_case(name))
}

/// The descriptor at the front of `text`, and what stands after it. Braces
/// around anything that is no known name are text.
pub(super) fn descriptor(text: &str) -> Option<(Descriptor<'_>, &str)> {
    let inside = text.strip_prefix('{')?;
    let end = inside.find(['{', '}'])?;
    if !inside[end..].starts_with('}') {
        return None;
    }
    let (name, value) = inside[..end]
        .split_once(':')
        .unwrap_or((&inside[..end], ""));
    let found = named(name.trim(), value.trim())?;
    Some((found, &inside[end + 1..]))
}

fn named<'a>(name: &str, value: &'a str) -> Option<Descriptor<'a>> {
    if let Some(face) = Face::ALL
        .into_iter()
        .find(|face| face.name().eq_ignore_ascii_case(name))
    {
        return Some(Descriptor::Face(face));
    }
    if let Some(known) = known(name) {
        return Some(Descriptor::Other(known, value));
    }
    let found = match name.to_ascii_lowercase().as_str() {
        "qttext" => Some(Descriptor::Signature),
        "plain" => Some(Descriptor::Plain),
        "font" => Some(value).filter(|v| !v.is_empty()).map(Descriptor::Font),
        "size" => Some(value).filter(|v| is_number(v)).map(Descriptor::Size),
        "textcolor" => color(value).map(Descriptor::TextColor),
        "backcolor" => color(value).map(Descriptor::BackColor),
        "justify" => justify(value).map(Descriptor::Justify),
        "timescale" => value
            .parse()
            .ok()
            .filter(|scale| (1..=1_000_000).contains(scale))
            .map(Descriptor::TimeScale),
        "timestamps" => match value.to_ascii_lowercase().as_str() {
            "absolute" => Some(Descriptor::Relative(false)),
            "relative" => Some(Descriptor::Relative(true)),
            _ => None,
        },
        "language" => value.parse().ok().map(Descriptor::Language),
        "donotdisplay" => Some(Descriptor::Hidden(!value.eq_ignore_ascii_case("off"))),
        "textencoding" => value.parse().ok().map(Descriptor::Encoding),
        _ => return None,
    };
    Some(found.unwrap_or(Descriptor::Malformed))
}

/// Whether a text is a whole number, as a size has to be.
pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() < 6 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a descriptor can have this value.
pub(super) fn is_value(text: &str) -> bool {
    !text.is_empty() && text.trim() == text && !text.contains(['{', '}', '\n', '\r'])
}

fn justify(value: &str) -> Option<Align> {
    match value.to_ascii_lowercase().as_str() {
        "left" | "default" => Some(Align::Left),
        "center" | "centre" => Some(Align::Center),
        "right" => Some(Align::Right),
        _ => None,
    }
}

/// Three levels from 0 to 65 535, of which the upper byte is kept.
fn color(value: &str) -> Option<Color> {
    let mut levels = value.split(',').map(|level| {
        let level: u16 = level.trim().parse().ok()?;
        Some(level.to_be_bytes()[0])
    });
    let color = Color::rgb(levels.next()??, levels.next()??, levels.next()??);
    levels.next().is_none().then_some(color)
}

/// A colour as a descriptor writes it; there is no opacity.
pub(super) fn levels(color: Color) -> String {
    let level = |value: u8| u16::from(value) * 257;
    let (red, green, blue) = (level(color.red), level(color.green), level(color.blue));
    format!("{red},{green},{blue}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptors_are_told_from_text() {
        let white = Color::rgb(255, 255, 255);
        for (text, expected) in [
            ("{QTtext}", Some(Descriptor::Signature)),
            ("{qttext}{bold}", Some(Descriptor::Signature)),
            ("{ Italic }", Some(Descriptor::Face(Face::Italic))),
            ("{font: New York}", Some(Descriptor::Font("New York"))),
            ("{font:}", Some(Descriptor::Malformed)),
            ("{size:9}", Some(Descriptor::Size("9"))),
            ("{size:big}", Some(Descriptor::Malformed)),
            (
                "{textColor: 65535, 65535, 65280}",
                Some(Descriptor::TextColor(white)),
            ),
            ("{textColor:1,2}", Some(Descriptor::Malformed)),
            ("{timeScale:0}", Some(Descriptor::Malformed)),
            ("{timeScale:600}", Some(Descriptor::TimeScale(600))),
            ("{timestamps:Relative}", Some(Descriptor::Relative(true))),
            ("{doNotDisplay}", Some(Descriptor::Hidden(true))),
            ("{doNotDisplay:off}", Some(Descriptor::Hidden(false))),
            ("{laughs}", None),
            ("{bold", None),
            ("{{bold}", None),
            ("bold}", None),
        ] {
            assert_eq!(descriptor(text).map(|(found, _)| found), expected, "{text}");
        }
        let (found, rest) = descriptor("{KEYEDTEXT:on}a").expect("a descriptor");
        assert!(matches!(found, Descriptor::Other(known, "on") if known.name == "keyedText"));
        assert_eq!(rest, "a");
    }

    #[test]
    fn colours_come_back_as_they_were_written() {
        for value in 0..=255 {
            let color = Color::rgb(value, 255 - value, 7);
            assert_eq!(super::color(&levels(color)), Some(color));
        }
    }
}
