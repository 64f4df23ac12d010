//! What a file says before its text: how it counts time, its styles, its
//! regions and its people.

use std::collections::{BTreeMap, HashMap};

use captions::{Align, FrameRate, Position, Time, Writing};

use super::flatten::Interval;
use super::length::Root;
use super::region;
use super::style::{self, Look, Styles};
use super::time::{Base, Clock, Drop, Problem};
use super::xml::{Attr, Fault, Name, NodeId, Tree};
use crate::{ReadOptions, Severity};

/// A region and where its text stands.
#[derive(Clone, Debug)]
pub(super) struct RegionPlace {
    /// What its content inherits.
    pub(super) look: Look,
    pub(super) position: Position,
    pub(super) writing: Writing,
    pub(super) interval: Interval,
}

/// What the head and the root element say.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) clock: Clock,
    pub(super) root: Root,
    pub(super) styles: Styles,
    pub(super) regions: HashMap<String, RegionPlace>,
    /// Names of people by the ids of their `ttm:agent`.
    pub(super) agents: BTreeMap<String, String>,
    pub(super) language: String,
    pub(super) title: String,
    /// Whether there is metadata besides the title and the people.
    pub(super) notes: bool,
    /// Whether `set` changes what is displayed.
    pub(super) animates_display: bool,
    /// The label the programme starts at, where the file says so.
    pub(super) programme_start: Option<String>,
    /// Whether times inside elements are not counted from these, as in the
    /// lyrics of Apple Music, where spans say when words are sung.
    pub(super) is_lyrics: bool,
    /// Whether the file says which labels are left out.
    says_drop: bool,
    /// Whether every paragraph must have a name.
    pub(super) names_are_required: bool,
    pub(super) faults: Vec<Fault>,
}

impl Sheet {
    pub(super) fn read(tree: &Tree<'_>, options: &ReadOptions) -> Self {
        let mut sheet = Self::default();
        let root = tree.child(Tree::ROOT, Name::Tt).unwrap_or(Tree::ROOT);
        sheet.read_root(tree, root, options);
        let head = tree.child(root, Name::Head).unwrap_or(Tree::ROOT);
        sheet.styles = Styles::read(tree, head);
        for name in std::mem::take(&mut sheet.styles.circular) {
            let message = format!("The style \u{201c}{name}\u{201d} refers to itself");
            sheet.fault(
                Severity::Warning,
                "style-circle",
                tree.range(head).0,
                message,
            );
        }
        sheet.read_agents(tree, head);
        sheet.read_metadata(tree, head);
        for region in tree.all(head, Name::Region) {
            sheet.read_region(tree, region);
        }
        let standards = tree.all(head, Name::Standard);
        sheet.names_are_required = standards
            .iter()
            .any(|name| tree.whole_text(*name).contains("urn:ebu:tt:distribution"));
        let sets = tree.all(Tree::ROOT, Name::Set);
        sheet.animates_display = sets
            .iter()
            .any(|set| tree.attribute(*set, "display").is_some());
        sheet
    }

    pub(super) fn fault(
        &mut self,
        severity: Severity,
        code: &'static str,
        offset: usize,
        message: impl Into<String>,
    ) {
        if self.faults.len() < 1100 {
            self.faults.push(Fault {
                severity,
                code,
                offset,
                message: message.into(),
            });
        }
    }

    fn read_root(&mut self, tree: &Tree<'_>, root: NodeId, options: &ReadOptions) {
        let offset = tree.range(root).0;
        let mut multiplier = (1, 1);
        let clock = &mut self.clock;
        let mut bad = Vec::new();
        for attribute in tree.attributes(root) {
            let value = attribute.value.trim();
            let number = value.parse::<u32>().ok().filter(|number| *number > 0);
            let known = match super::xml::local(attribute.name) {
                "timeBase" => {
                    clock.base = match value {
                        "smpte" => Base::Smpte,
                        "clock" => Base::Clock,
                        _ => Base::Media,
                    };
                    true
                }
                "frameRate" => {
                    clock.nominal = number.filter(|rate| *rate <= 1000).unwrap_or(30);
                    clock.has_rate = number.is_some();
                    number.is_some()
                }
                "frameRateMultiplier" => {
                    let pair = ratio(value);
                    multiplier = pair.unwrap_or(multiplier);
                    pair.is_some()
                }
                "subFrameRate" => {
                    clock.sub_frames = number.unwrap_or(1);
                    number.is_some()
                }
                "tickRate" => {
                    clock.ticks = value.parse().ok().filter(|ticks| *ticks > 0);
                    clock.ticks.is_some()
                }
                "dropMode" => {
                    self.says_drop = true;
                    clock.drop = match value {
                        "dropNTSC" => Drop::Ntsc,
                        "dropPAL" => Drop::Pal,
                        _ => Drop::None,
                    };
                    true
                }
                "cellResolution" => {
                    let pair = ratio(value).filter(|(x, y)| *x > 0 && *y > 0);
                    let cells = |(x, y)| (i64::from(x), i64::from(y));
                    self.root.cells = pair.map_or(self.root.cells, cells);
                    pair.is_some()
                }
                "extent" => {
                    self.root.pixels = pixels(value);
                    true
                }
                "lang" => {
                    value.clone_into(&mut self.language);
                    true
                }
                "timing" => {
                    self.is_lyrics = attribute.name == "itunes:timing";
                    true
                }
                _ => true,
            };
            if !known {
                bad.push(format!("{}=\"{value}\" cannot be used", attribute.name));
            }
        }
        self.settle_rate(multiplier, options);
        if self.root.pixels.is_none() {
            // Drafts have the size of the picture on the body.
            let body = tree.all(root, Name::Body).into_iter().next();
            let extent = body.and_then(|body| tree.attribute(body, "extent"));
            self.root.pixels = extent.and_then(|extent| pixels(&extent));
        }
        for message in bad {
            self.fault(Severity::Warning, "bad-parameter", offset, message);
        }
    }

    /// Puts the frame rate together from its parts.
    fn settle_rate(&mut self, multiplier: (u32, u32), options: &ReadOptions) {
        let clock = &mut self.clock;
        if let Some(rate) = options.frame_rate.filter(|_| !clock.has_rate) {
            (clock.nominal, clock.rate, clock.has_rate) = (rate.nominal(), rate, true);
            return;
        }
        // Some programs write 999/1000 for what is 1000/1001.
        let (up, down) = match multiplier {
            (999, 1000) => (1000, 1001),
            multiplier => multiplier,
        };
        let up = clock.nominal.checked_mul(up);
        let rate = up.and_then(|up| FrameRate::new(up, down).ok());
        clock.rate = rate.unwrap_or(FrameRate::THIRTY);
        if options.drop_frame == Some(true) && !self.says_drop {
            clock.drop = Drop::Ntsc;
        }
    }

    fn read_agents(&mut self, tree: &Tree<'_>, head: NodeId) {
        for agent in tree.all(head, Name::Agent) {
            let Some(id) = tree.attribute(agent, "id") else {
                continue;
            };
            let names = || {
                tree.children(agent)
                    .filter(|c| tree.name(*c) == Name::CalledBy)
            };
            let full = names().find(|name| {
                let kind = tree.attribute(*name, "type");
                matches!(kind.as_deref(), Some("full" | "alias"))
            });
            let name = full.or_else(|| names().next());
            let name = name.map(|name| tree.whole_text(name).trim().to_owned());
            let name = name.filter(|name| !name.is_empty());
            self.agents
                .insert(id.clone().into_owned(), name.unwrap_or(id.into_owned()));
        }
    }

    fn read_metadata(&mut self, tree: &Tree<'_>, head: NodeId) {
        let title = tree.all(head, Name::Title).first().copied();
        self.title = title.map_or_else(String::new, |title| {
            let words = tree.whole_text(title);
            words.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
        });
        let start = tree.all(head, Name::StartOfProgramme).first().copied();
        self.programme_start = start.map(|start| tree.whole_text(start).trim().to_owned());
        self.notes = tree.all(head, Name::Metadata).iter().any(|metadata| {
            tree.children(*metadata).any(|child| {
                !matches!(
                    tree.name(child),
                    Name::Title | Name::Agent | Name::Text | Name::CData
                )
            })
        });
    }

    fn read_region(&mut self, tree: &Tree<'_>, node: NodeId) {
        let id = tree.attribute(node, "id").unwrap_or_default().into_owned();
        let (place, offset) = (self.place_of(tree, node, &id), tree.range(node).0);
        let beyond = style::beyond(tree, node);
        if !beyond.is_empty() {
            self.styles.beyond.push((format!("region {id}"), beyond));
        }
        if self.regions.insert(id.clone(), place).is_some() {
            let message = format!("There is more than one region \u{201c}{id}\u{201d}");
            self.fault(Severity::Warning, "region-twice", offset, message);
        }
    }

    /// The place of a region element.
    pub(super) fn place_of(&mut self, tree: &Tree<'_>, node: NodeId, id: &str) -> RegionPlace {
        let mut look = self.styles.initial.clone();
        look.put(&self.styles.own(tree, node));
        let timing = self.timing(tree, node);
        let interval = Interval {
            begin: timing.begin.unwrap_or_default(),
            end: timing.end_after(Time::ZERO, timing.begin.unwrap_or_default()),
        };
        let offset = tree.range(node).0;
        let (position, own_align) = self.position(id, &look, offset);
        let mut inherited = look.inherited();
        let is_box = matches!(position, Position::Box(_));
        if own_align {
            inherited.align = None;
        } else if is_box && inherited.align.is_none() {
            inherited.align = Some(Align::Start);
        }
        RegionPlace {
            writing: look.writing.unwrap_or_default(),
            look: inherited,
            position,
            interval,
        }
    }

    /// Where a look puts text, and whether the place says how rows are aligned.
    pub(super) fn position(&mut self, id: &str, look: &Look, offset: usize) -> (Position, bool) {
        match region::area(look, self.root) {
            Ok(area) => region::position(id, area, look),
            Err(()) => {
                let message = "The place of this region cannot be told in percent of the picture";
                self.fault(Severity::Warning, "bad-place", offset, message);
                (Position::Auto, false)
            }
        }
    }

    /// The timing attributes of an element; what is wrong with them is noted.
    pub(super) fn timing(&mut self, tree: &Tree<'_>, node: NodeId) -> Timing {
        let mut timing = Timing::default();
        for attribute in tree.attributes(node) {
            let Some(Err(problem)) = timing.take(&self.clock, &attribute) else {
                continue;
            };
            let shown: String = attribute.value.chars().take(40).collect();
            let (severity, code, why) = match problem {
                Remark::Loose(time) => {
                    let why = format!("is not as the standard writes times; it was read as {time}");
                    (Severity::Info, "loose-time", why)
                }
                Remark::Bad(problem) => {
                    let why = match problem {
                        Problem::Malformed => "is no time and is left out",
                        Problem::Negative => "lies before the start and is left out",
                        Problem::WallClock => "is a time of day, which has no place in a file",
                    };
                    (Severity::Error, "bad-time", why.to_owned())
                }
            };
            let message = format!("{}=\"{shown}\" {why}", attribute.name);
            self.fault(severity, code, tree.range(node).0, message);
        }
        timing
    }

    /// The timing attributes of an element, without remarks.
    pub(super) fn bare_timing(&self, tree: &Tree<'_>, node: NodeId) -> Timing {
        let mut timing = Timing::default();
        for attribute in tree.attributes(node) {
            let _ = timing.take(&self.clock, &attribute);
        }
        timing
    }
}

/// Something to be said about a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Remark {
    Loose(Time),
    Bad(Problem),
}

/// What the timing attributes of an element say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Timing {
    pub(super) begin: Option<Time>,
    pub(super) end: Option<Time>,
    pub(super) dur: Option<Time>,
    /// Children follow each other.
    pub(super) seq: bool,
}

impl Timing {
    /// Takes in an attribute; `None` where it is not about time.
    fn take(&mut self, clock: &Clock, attribute: &Attr<'_>) -> Option<Result<(), Remark>> {
        let place = if attribute.is("begin") {
            &mut self.begin
        } else if attribute.is("end") {
            &mut self.end
        } else if attribute.is("dur") {
            &mut self.dur
        } else if attribute.is("timeContainer") {
            self.seq = attribute.value.trim() == "seq";
            return None;
        } else {
            return None;
        };
        Some(match clock.parse(&attribute.value) {
            Ok(reading) => {
                *place = Some(reading.time);
                if reading.loose {
                    Err(Remark::Loose(reading.time))
                } else {
                    Ok(())
                }
            }
            Err(problem) => Err(Remark::Bad(problem)),
        })
    }

    /// The end that the attributes give an element that begins at `begin`,
    /// counted from `from`.
    pub(super) fn end_after(&self, from: Time, begin: Time) -> Option<Time> {
        let end = self.end.map(|end| from + end);
        Interval::earlier(end, self.dur.map(|dur| begin + dur))
    }
}

/// Two numbers, as in `1000 1001`, `1000:1001` and `1000/1001`.
fn ratio(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text
        .split([' ', ':', '/', '\t'])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse::<u32>().ok().filter(|number| *number > 0));
    let first = numbers.next()??;
    let second = numbers.next().unwrap_or(Some(1))?;
    numbers.next().is_none().then_some((first, second))
}

fn pixels(text: &str) -> Option<(i64, i64)> {
    let mut numbers = text.split_ascii_whitespace().map(|part| {
        let number = part.strip_suffix("px")?.parse::<u32>().ok()?;
        (number > 0).then_some(i64::from(number))
    });
    Some((numbers.next()??, numbers.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(root: &str, head: &str) -> Sheet {
        let text = format!("<tt {root}><head>{head}</head></tt>");
        Sheet::read(&Tree::parse(&text).0, &ReadOptions::default())
    }

    #[test]
    fn frame_rates_are_put_together() {
        for (root, rate, faults) in [
            ("ttp:frameRate='24'", "24", 0),
            (
                "ttp:frameRate='30' ttp:frameRateMultiplier='1000 1001'",
                "30000/1001",
                0,
            ),
            (
                "ttp:frameRate='30' ttp:frameRateMultiplier='1000:1001'",
                "30000/1001",
                0,
            ),
            (
                "ttp:frameRate='24' ttp:frameRateMultiplier='999 1000'",
                "24000/1001",
                0,
            ),
            ("ttp:frameRate='0'", "30", 1),
            ("ttp:frameRateMultiplier='a b'", "30", 1),
            ("", "30", 0),
        ] {
            let sheet = sheet(root, "");
            assert_eq!(
                (sheet.clock.rate.to_string().as_str(), sheet.faults.len()),
                (rate, faults),
                "{root}"
            );
        }
    }

    #[test]
    fn people_and_titles_are_found() {
        let sheet = sheet(
            "xml:lang='de'",
            "<metadata><ttm:title> A  film </ttm:title><ttm:agent xml:id='a'>\
             <ttm:name type='full'>Ann</ttm:name></ttm:agent><ttm:agent xml:id='b'/></metadata>",
        );
        assert_eq!(sheet.agents["a"], "Ann");
        assert_eq!(sheet.agents["b"], "b");
        assert_eq!(
            (sheet.title.as_str(), sheet.language.as_str()),
            ("A film", "de")
        );
        assert!(!sheet.notes);
    }
}
