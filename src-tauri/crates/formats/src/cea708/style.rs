//! Pens as styles of runs, and styles as the nearest pen.

use captions::{Color, Role, Style};

use super::attributes::{Paint, Pen};

/// Typefaces by number, in the words of TTML2 section 8.1.6 where it has them.
const FONTS: [&str; 8] = [
    "default",
    "monospaceSerif",
    "proportionalSerif",
    "monospaceSansSerif",
    "proportionalSansSerif",
    "casual",
    "cursive",
    "smallCapitals",
];

const OFFSETS: [&str; 4] = ["sub", "normal", "super", "offset-3"];

const EDGES: [&str; 8] = [
    "none",
    "raised",
    "depressed",
    "uniform",
    "shadow-left",
    "shadow-right",
    "edge-6",
    "edge-7",
];

/// What text stands for, by its tag (CTA-708-E section 8.5.9).
const ROLES: [(u8, Role); 12] = [
    (1, Role::SpeakerId),
    (2, Role::ElectronicVoice),
    (3, Role::OtherLanguage),
    (4, Role::VoiceOver),
    (5, Role::AudibleTranslation),
    (6, Role::SubtitleTranslation),
    (7, Role::VoiceQuality),
    (8, Role::Lyrics),
    (9, Role::SoundEffect),
    (10, Role::Music),
    (11, Role::Expletive),
    (15, Role::NotDisplayed),
];

/// Opens override codes that are those of CEA-708.
pub(crate) const EXTRA: char = '[';

/// The style a pen writes in.
pub(super) fn style(pen: Pen) -> Style {
    if pen == Pen::PLAIN {
        return Style::default();
    }
    let (attributes, color) = (pen.attributes, pen.color);
    let mut style = Style {
        italic: attributes.italic,
        underline: attributes.underline,
        flash: color.foreground.opacity == Paint::FLASHING,
        color: (!is_white(color.foreground)).then(|| shown(color.foreground)),
        background: (!is_black(color.background)).then(|| shown(color.background)),
        ..Style::default()
    };
    let detail = style.detail_mut();
    detail.role = ROLES
        .iter()
        .find(|(tag, _)| *tag == attributes.tag)
        .map(|(_, role)| *role);
    if attributes.font != 0 {
        detail.font = Some(FONTS[usize::from(attributes.font & 7)].to_owned());
    }
    detail.size = match attributes.size {
        0 => Some("small".to_owned()),
        2 => Some("large".to_owned()),
        _ => None,
    };
    detail.extra = extra(pen);
    style.normalise();
    style
}

fn is_white(paint: Paint) -> bool {
    paint.rgb == Paint::WHITE.rgb && paint.opacity <= Paint::FLASHING
}

fn is_black(paint: Paint) -> bool {
    paint.rgb == Paint::BLACK.rgb && paint.opacity <= Paint::FLASHING
}

/// Two bits a colour, from nothing to all of it.
fn shown(paint: Paint) -> Color {
    let part = |shift: u8| (paint.rgb >> shift & 3) * 85;
    let color = Color::rgb(part(4), part(2), part(0));
    match paint.opacity {
        Paint::TRANSPARENT => Color {
            alpha: 0,
            ..Color::rgb(0, 0, 0)
        },
        Paint::TRANSLUCENT => Color {
            alpha: 128,
            ..color
        },
        _ => color,
    }
}

/// Edges and offsets, which the model has no place for.
fn extra(pen: Pen) -> Option<String> {
    let mut parts = Vec::new();
    if pen.attributes.offset != 1 {
        parts.push(OFFSETS[usize::from(pen.attributes.offset & 3)].to_owned());
    }
    if pen.attributes.edge != 0 {
        parts.push(EDGES[usize::from(pen.attributes.edge & 7)].to_owned());
        if pen.color.edge_rgb != 0 {
            parts.push(format!("{:02x}", pen.color.edge_rgb));
        }
    }
    (!parts.is_empty()).then(|| format!("{EXTRA}{}]", parts.join(" ")))
}

/// The pen nearest to a style.
pub(super) fn pen(style: &Style) -> Pen {
    let mut pen = Pen::PLAIN;
    pen.attributes.italic = style.italic;
    pen.attributes.underline = style.underline;
    pen.color.foreground = style.color.map_or(Paint::WHITE, nearest);
    if style.flash && pen.color.foreground.opacity == Paint::SOLID {
        pen.color.foreground.opacity = Paint::FLASHING;
    }
    pen.color.background = style.background.map_or(Paint::BLACK, nearest);
    if let Some(detail) = style.detail.as_deref() {
        let known = ROLES.iter().find(|(_, role)| Some(*role) == detail.role);
        pen.attributes.tag = known.map_or(0, |(tag, _)| *tag);
        pen.attributes.font = detail
            .font
            .as_deref()
            .and_then(|font| number(&FONTS, font))
            .unwrap_or(0);
        pen.attributes.size = match detail.size.as_deref() {
            Some("small") => 0,
            Some("large") => 2,
            _ => 1,
        };
        if let Some(extra) = detail.extra.as_deref() {
            apply(extra, &mut pen);
        }
    }
    pen
}

fn number(names: &[&str], name: &str) -> Option<u8> {
    let place = names.iter().position(|known| *known == name)?;
    u8::try_from(place).ok()
}

fn nearest(color: Color) -> Paint {
    let part = |value: u8| ((u16::from(value) + 42) / 85) as u8;
    Paint {
        opacity: match color.alpha {
            0..=63 => Paint::TRANSPARENT,
            64..=191 => Paint::TRANSLUCENT,
            _ => Paint::SOLID,
        },
        rgb: part(color.red) << 4 | part(color.green) << 2 | part(color.blue),
    }
}

fn apply(extra: &str, pen: &mut Pen) {
    let Some(inner) = extra
        .strip_prefix(EXTRA)
        .and_then(|rest| rest.strip_suffix(']'))
    else {
        return;
    };
    for part in inner.split(' ') {
        if let Some(offset) = number(&OFFSETS, part) {
            pen.attributes.offset = offset;
        } else if let Some(edge) = number(&EDGES, part) {
            pen.attributes.edge = edge;
        } else if let Ok(rgb) = u8::from_str_radix(part, 16) {
            pen.color.edge_rgb = rgb & 0x3f;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::attributes::{PenAttributes, PenColor};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_style_of_a_pen_is_that_of_the_pen_written_for_it(
            attributes in any::<[u8; 2]>(),
            color in any::<[u8; 3]>(),
        ) {
            let seen = style(Pen {
                attributes: PenAttributes::from_bytes(attributes),
                color: PenColor::from_bytes(color),
            });
            prop_assert_eq!(&style(pen(&seen)), &seen);
        }
    }

    #[test]
    fn colours_and_roles_are_what_the_pen_says() {
        let mut pen = Pen::PLAIN;
        pen.attributes.tag = 10;
        pen.color.foreground = Paint {
            opacity: Paint::TRANSLUCENT,
            rgb: 0b11_00_01,
        };
        pen.color.background = Paint::NONE;
        let style = style(pen);
        let shown = |color: Option<Color>| color.map(|color| color.to_string());
        assert_eq!(shown(style.color).as_deref(), Some("#ff005580"));
        assert_eq!(shown(style.background).as_deref(), Some("#00000000"));
        let role = style.detail.and_then(|detail| detail.role);
        assert_eq!(role, Some(Role::Music));
        assert_eq!(self::style(Pen::PLAIN), Style::default());
    }
}
