//! What stands before the first cue: signature, header lines, regions, styles.

use captions::{NamedStyle, Percent, Region, TrackKind};

use crate::text_source::Lines;

use super::blocks::{Block, Blocks, Kind, has_arrow};
use super::tags;

/// Whether a first line opens a WebVTT file (section 4.1).
pub(super) fn is_signature(line: &str) -> bool {
    line.strip_prefix("WEBVTT")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// What the head of a file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) regions: Vec<Region>,
    pub(super) styles: Vec<NamedStyle>,
    pub(super) language: String,
    pub(super) kind: TrackKind,
    /// Whether there are header lines or comments besides.
    pub(super) notes: bool,
}

/// Takes signature and header lines off the front and gives the lines after
/// them. Without a signature, that is all of them.
pub(super) fn take_header<'a>(mut lines: Lines<'a>, head: &mut Head) -> Lines<'a> {
    let start = lines;
    if !lines.next().is_some_and(|line| is_signature(line.text)) {
        return start;
    }
    let mut ahead = lines;
    while let Some(line) = ahead.next() {
        // Files of 2013 define regions in the header.
        let old_region = line.text.strip_prefix("Region:");
        if line.text.is_empty() || old_region.is_none() && has_arrow(line.text) {
            break;
        }
        if let Some(settings) = old_region {
            head.regions.extend(region(settings, '='));
        } else if let Some((name, value)) = line.text.split_once(':') {
            head.take_field(name, value.trim());
        } else {
            head.notes = true;
        }
        lines = ahead;
    }
    lines
}

impl Head {
    fn take_field(&mut self, name: &str, value: &str) {
        match name.trim() {
            "Language" => value.clone_into(&mut self.language),
            "Kind" => {
                self.kind = match value.to_ascii_lowercase().as_str() {
                    "subtitles" => TrackKind::Subtitles,
                    "descriptions" => TrackKind::Descriptions,
                    "chapters" => TrackKind::Chapters,
                    "metadata" => TrackKind::Metadata,
                    "forced" => TrackKind::Forced,
                    _ => TrackKind::Captions,
                }
            }
            _ => self.notes = true,
        }
    }

    /// Takes in a block that is no cue. False where the block says nothing.
    pub(super) fn take_block(&mut self, block: &Block<'_>, text: &str) -> bool {
        let body = &text[block.body.0..block.body.1.max(block.body.0)];
        match block.kind {
            Kind::Style if tags::is_generated_style(body) => {}
            Kind::Style => self.styles.push(NamedStyle {
                name: format!("stylesheet-{}", self.styles.len() + 1),
                language: "css".to_owned(),
                definition: body.replace("\r\n", "\n").replace('\r', "\n"),
            }),
            Kind::Region => match region(body, ':') {
                Some(region) => {
                    self.regions.retain(|known| known.id != region.id);
                    self.regions.push(region);
                }
                None => return false,
            },
            Kind::Note => self.notes = true,
            Kind::Other | Kind::Untimed | Kind::Cue { .. } => return false,
        }
        true
    }

    /// Reads the text of a head that was kept.
    pub(super) fn parse(text: &str) -> Self {
        let mut head = Self::default();
        let lines = take_header(Lines::new(text), &mut head);
        for block in Blocks::new(lines, false) {
            head.take_block(&block, text);
        }
        head
    }
}

/// The comments in the text of a head.
pub(super) fn notes(text: &str) -> impl Iterator<Item = &str> {
    let lines = take_header(Lines::new(text), &mut Head::default());
    Blocks::new(lines, false)
        .filter(|block| matches!(block.kind, Kind::Note))
        .map(|block| &text[block.first.start..block.body.1.max(block.first.end)])
        .map(str::trim_end)
}

/// Reads region settings (section 6.2); `None` for a region without a name.
fn region(settings: &str, mark: char) -> Option<Region> {
    let mut region = Region {
        id: String::new(),
        width: Percent::HUNDRED,
        lines: 3,
        anchor: (Percent(0), Percent::HUNDRED),
        viewport_anchor: (Percent(0), Percent::HUNDRED),
        scroll_up: false,
    };
    for setting in settings.split_ascii_whitespace() {
        let Some((name, value)) = setting.split_once(mark) else {
            continue;
        };
        match name {
            "id" => value.clone_into(&mut region.id),
            "width" => set(&mut region.width, percentage(value)),
            "lines" => set(&mut region.lines, number(value)),
            "regionanchor" => set(&mut region.anchor, pair(value)),
            "viewportanchor" => set(&mut region.viewport_anchor, pair(value)),
            "scroll" => region.scroll_up |= value == "up",
            _ => {}
        }
    }
    (!region.id.is_empty()).then_some(region)
}

fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

fn number(text: &str) -> Option<u32> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())?
}

fn pair(text: &str) -> Option<(Percent, Percent)> {
    let (x, y) = text.split_once(',')?;
    Some((percentage(x)?, percentage(y)?))
}

/// A percentage from 0 to 100 with its sign (section 6.2, "parse a percentage
/// string").
pub(super) fn percentage(text: &str) -> Option<Percent> {
    let digits = text.strip_suffix('%')?;
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    if whole.is_empty() || decimals.is_empty() {
        return None;
    }
    Percent::parse(digits).filter(|percent| (Percent(0)..=Percent::HUNDRED).contains(percent))
}

/// Appends a region definition.
pub(super) fn push_region(out: &mut String, region: &Region) {
    use std::fmt::Write as _;
    let id = region.id.replace(char::is_whitespace, "-");
    let id = id.replace("-->", "--\u{203a}");
    let ((ax, ay), (vx, vy)) = (region.anchor, region.viewport_anchor);
    let _ = write!(
        out,
        "REGION\nid:{id}\nwidth:{}%\nlines:{}\nregionanchor:{ax}%,{ay}%\nviewportanchor:{vx}%,{vy}%\n",
        region.width, region.lines
    );
    if region.scroll_up {
        out.push_str("scroll:up\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_checked_as_the_standard_says() {
        for (text, value) in [
            ("50%", Some(Percent::whole(50))),
            ("0.5%", Some(Percent(5000))),
            ("100%", Some(Percent::HUNDRED)),
            ("100.1%", None),
            ("-1%", None),
            ("50", None),
            (".5%", None),
            ("5.%", None),
            ("1.2.3%", None),
            ("%", None),
        ] {
            assert_eq!(percentage(text), value, "{text}");
        }
    }
}
