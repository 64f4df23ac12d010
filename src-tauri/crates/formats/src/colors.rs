//! Colours as HTML and its kin write them.

use captions::Color;

/// Names that caption files use (TTML2 section 10.3.4, WebVTT section 5.1, and
/// the commonest further names of CSS).
const NAMES: &[(&str, u32)] = &[
    ("aqua", 0x00_ff_ff),
    ("black", 0x00_00_00),
    ("blue", 0x00_00_ff),
    ("brown", 0xa5_2a_2a),
    ("crimson", 0xdc_14_3c),
    ("cyan", 0x00_ff_ff),
    ("darkblue", 0x00_00_8b),
    ("darkgray", 0xa9_a9_a9),
    ("darkgreen", 0x00_64_00),
    ("darkgrey", 0xa9_a9_a9),
    ("darkorange", 0xff_8c_00),
    ("darkred", 0x8b_00_00),
    ("deeppink", 0xff_14_93),
    ("fuchsia", 0xff_00_ff),
    ("gold", 0xff_d7_00),
    ("gray", 0x80_80_80),
    ("green", 0x00_80_00),
    ("grey", 0x80_80_80),
    ("hotpink", 0xff_69_b4),
    ("indigo", 0x4b_00_82),
    ("khaki", 0xf0_e6_8c),
    ("lightblue", 0xad_d8_e6),
    ("lightgray", 0xd3_d3_d3),
    ("lightgreen", 0x90_ee_90),
    ("lightgrey", 0xd3_d3_d3),
    ("lime", 0x00_ff_00),
    ("magenta", 0xff_00_ff),
    ("maroon", 0x80_00_00),
    ("navy", 0x00_00_80),
    ("olive", 0x80_80_00),
    ("orange", 0xff_a5_00),
    ("orchid", 0xda_70_d6),
    ("pink", 0xff_c0_cb),
    ("purple", 0x80_00_80),
    ("red", 0xff_00_00),
    ("salmon", 0xfa_80_72),
    ("silver", 0xc0_c0_c0),
    ("skyblue", 0x87_ce_eb),
    ("tan", 0xd2_b4_8c),
    ("teal", 0x00_80_80),
    ("turquoise", 0x40_e0_d0),
    ("violet", 0xee_82_ee),
    ("white", 0xff_ff_ff),
    ("yellow", 0xff_ff_00),
];

/// A colour by name, whatever its case.
pub(crate) fn named(name: &str) -> Option<Color> {
    let found = NAMES
        .iter()
        .find(|(known, _)| name.eq_ignore_ascii_case(known))?;
    Some(from_rgb(found.1))
}

const fn from_rgb(value: u32) -> Color {
    let [_, red, green, blue] = value.to_be_bytes();
    Color::rgb(red, green, blue)
}

/// A colour by name, as `#rgb`, `#rrggbb` or `#rrggbbaa`, or as bare hexadecimal
/// digits, which files in the wild have too.
pub(crate) fn parse(text: &str) -> Option<Color> {
    let text = text.trim();
    if let Some(color) = named(text) {
        return Some(color);
    }
    let digits = text.strip_prefix('#').unwrap_or(text);
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    match digits.len() {
        3 => {
            let value = u32::from_str_radix(digits, 16).ok()?;
            let twice = |nibble: u32| (nibble & 0xf) * 0x11;
            let (red, green, blue) = (twice(value >> 8), twice(value >> 4), twice(value));
            Some(from_rgb(red << 16 | green << 8 | blue))
        }
        6 | 8 => format!("#{digits}").parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_in_every_way_they_are_written() {
        for (text, color) in [
            ("Red", Some(Color::rgb(255, 0, 0))),
            ("#0f8", Some(Color::rgb(0, 255, 136))),
            ("#12AB34", Some(Color::rgb(0x12, 0xab, 0x34))),
            ("12ab34", Some(Color::rgb(0x12, 0xab, 0x34))),
            ("#12345", None),
            ("mauvish", None),
        ] {
            assert_eq!(parse(text), color, "{text}");
        }
    }
}
