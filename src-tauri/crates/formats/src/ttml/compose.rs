//! Paragraphs to be written.

use std::rc::Rc;

use captions::{Align, Color, Cue, Region, Row, Run, Style, StyleDetail, Time};

use super::body::SETTINGS;
use super::book::{Book, Named};
use super::flatten::is_space;
use super::inline::role_name;
use super::names::{Names, Tag};
use super::rules::Rules;
use super::style::{Look, align_name};
use super::time::Notation;
use super::xml;
use crate::loss::Losses;
use crate::{Feature, Severity, Support, place};

/// Writes paragraphs, and collects what the head must hold for them.
pub(super) struct Composer<'a> {
    pub(super) rules: &'a Rules,
    pub(super) names: Names,
    pub(super) book: Book,
    pub(super) losses: Losses,
    pub(super) notation: Notation,
    pub(super) regions: &'a [Region],
    /// The file is one that was read.
    pub(super) is_kept: bool,
    /// Every time is counted from the start of the file.
    pub(super) is_lyrics: bool,
}

/// What a paragraph finds around it.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// The media time that its begin and end are counted from.
    pub(super) sync: Time,
    /// What it inherits, but for its region.
    pub(super) look: Look,
    /// What the file is in, where the elements around are in another language.
    pub(super) language: Option<Rc<str>>,
    pub(super) preserve: bool,
}

const WHITE: Color = Color::rgb(255, 255, 255);

impl Composer<'_> {
    /// Appends a cue as a paragraph of its own.
    pub(super) fn paragraph(
        &mut self,
        out: &mut String,
        at: (&Cue, u32),
        next_in: Option<Time>,
        around: &Place,
    ) {
        let cue = at.0;
        if cue.comment {
            self.comment(out, at);
            return;
        }
        let mut tag = Tag::default();
        let id = self.book.cue_id(at, &mut self.losses);
        let needs_id = self.rules.by_reference && id.is_none();
        let id = id.or_else(|| needs_id.then(|| self.book.made_up_id(at.1)));
        if let Some(id) = id {
            tag.set("xml:id", id);
        }
        let out_time = self.end_of(at, next_in);
        self.times(&mut tag, at, out_time, around.sync);
        let region = self
            .book
            .region(at, self.rules, self.regions, &mut self.losses, self.is_kept);
        let look = self.place(&mut tag, cue, region, &around.look);
        self.facts(&mut tag, at);
        self.settings(&mut tag, at);
        let base = Base {
            look: &look,
            language: around.language.as_deref(),
            preserve: around.preserve,
            sync: cue.in_time,
            end: out_time,
        };
        self.element(out, tag, at, &base);
        self.losses.declare_cue(at);
    }

    fn comment(&mut self, out: &mut String, at: (&Cue, u32)) {
        let text = at.0.text().replace("--", "- -");
        out.push_str("<!-- ");
        out.extend(
            text.chars()
                .map(|c| if xml::is_xml(c) { c } else { '\u{fffd}' }),
        );
        out.push_str(" -->");
        let (from, to) = ("a comment with times", "an XML comment without times");
        self.losses
            .of_cue(at, Feature::Comment, Severity::Info, from, to);
    }

    /// When a cue ends, where its paragraph must say so.
    pub(super) fn end_of(&mut self, at: (&Cue, u32), next_in: Option<Time>) -> Option<Time> {
        if self.rules.info.support(Feature::OpenEnd) == Support::Full {
            return at.0.out_time;
        }
        Some(place::out_time(at, next_in, &mut self.losses))
    }

    /// Sets begin and end, counted from `sync`.
    pub(super) fn times(&mut self, tag: &mut Tag, at: (&Cue, u32), end: Option<Time>, sync: Time) {
        tag.remove("dur");
        tag.remove("end");
        for (name, time) in [("begin", Some(at.0.in_time)), ("end", end)] {
            let Some(time) = time else { continue };
            let mut text = String::new();
            let written = self.notation.push(&mut text, time - sync);
            if written != time - sync {
                let (from, to) = (format!("{} flicks", time.flicks()), text.clone());
                self.losses
                    .of_cue(at, Feature::TimePrecision, Severity::Info, from, to);
            }
            tag.set(name, text);
        }
    }

    /// Sets region and alignment, and gives what the runs inherit.
    fn place(&mut self, tag: &mut Tag, cue: &Cue, region: Option<Named>, around: &Look) -> Look {
        let mut look = Look::default();
        if let Some(region) = region {
            tag.set("region", region.id);
            look.put(&region.look);
        }
        look.put(around);
        if cue.align != look.align.unwrap_or_default() {
            self.align(tag, cue.align);
        }
        look
    }

    /// Sets how rows are aligned.
    pub(super) fn align(&mut self, tag: &mut Tag, align: Align) {
        let name = self.names.styling.name("textAlign");
        let value = align_name(align);
        if self.rules.by_reference {
            let mut attribute = String::new();
            xml::push_attribute(&mut attribute, &name, value);
            let style = self.book.style(&attribute);
            let known = tag.get("style").map(|known| format!("{known} "));
            tag.set("style", known.unwrap_or_default() + &style);
        } else {
            tag.set(&name, value);
        }
    }

    /// Sets speaker and forced display.
    fn facts(&mut self, tag: &mut Tag, at: (&Cue, u32)) {
        let cue = at.0;
        if let Some(speaker) = &cue.speaker {
            self.speaker(tag, speaker);
        }
        if cue.forced && self.rules.carries(Feature::Forced) {
            tag.set(&self.names.imsc.name("forcedDisplay"), "true");
        }
    }

    pub(super) fn speaker(&mut self, tag: &mut Tag, name: &str) {
        if self.rules.carries(Feature::Speaker) {
            let id = self.book.agent(name);
            tag.set(&self.names.metadata.name("agent"), id);
        }
    }

    /// Sets the settings that this family of formats owns.
    fn settings(&mut self, tag: &mut Tag, at: (&Cue, u32)) {
        if !self.rules.carries(Feature::Setting) {
            return;
        }
        for (key, value) in &at.0.settings {
            let Some(name) = key.strip_prefix(SETTINGS) else {
                continue;
            };
            self.setting(tag, at, name, value);
        }
    }

    pub(super) fn setting(&mut self, tag: &mut Tag, at: (&Cue, u32), name: &str, value: &str) {
        let allowed = self
            .rules
            .settings
            .iter()
            .any(|prefix| name.starts_with(prefix));
        if (allowed || self.is_kept) && self.names.can_write(name) {
            tag.set(name, value);
        } else {
            let from = format!("{name}: {value}");
            self.losses
                .of_cue(at, Feature::Setting, Severity::Info, from, "left out");
        }
    }

    /// Appends a whole paragraph: its tag and the rows of the cue.
    pub(super) fn element(
        &mut self,
        out: &mut String,
        mut tag: Tag,
        at: (&Cue, u32),
        base: &Base<'_>,
    ) {
        let rows = &at.0.rows;
        if !base.preserve && rows.iter().any(needs_preserve) {
            tag.set("xml:space", "preserve");
        }
        let runs = || rows.iter().flat_map(|row| &row.0);
        if runs().all(|run| run.text.chars().all(is_space)) {
            let (from, to) = (
                "a cue without text",
                "left out: its paragraph shows nothing",
            );
            self.losses
                .of_cue(at, Feature::BlankRow, Severity::Info, from, to);
        }
        let mut inner = String::new();
        self.rows(&mut inner, at, base);
        self.wrap(out, tag, &inner);
    }

    /// Appends a paragraph of these attributes around text that is markup.
    pub(super) fn wrap(&mut self, out: &mut String, tag: Tag, inner: &str) {
        let mut attributes = String::new();
        tag.push(&mut attributes);
        let mut declarations = Tag::default();
        for prefix in [&self.names.styling, &self.names.metadata, &self.names.imsc] {
            if let Some((name, uri)) = prefix.missing(&[&attributes, inner]) {
                declarations.set_new(&name, uri);
            }
        }
        let element = self.names.element.as_str();
        push_all(out, &["<", element, "p", &attributes]);
        declarations.push(out);
        if inner.is_empty() {
            out.push_str("/>");
        } else {
            push_all(out, &[">", inner, "</", element, "p>"]);
        }
    }

    fn rows(&mut self, out: &mut String, at: (&Cue, u32), base: &Base<'_>) {
        for (index, row) in at.0.rows.iter().enumerate() {
            if index > 0 {
                push_all(out, &["<", &self.names.element, "br/>"]);
            }
            for run in &row.0 {
                self.run(out, at, run, base);
            }
        }
        let runs = at.0.rows.iter().flat_map(|row| &row.0);
        let unfit = runs.flat_map(|run| run.text.chars().filter(|c| !xml::is_xml(*c)));
        let unfit: Vec<char> = unfit.collect();
        self.losses.characters(at, &unfit, "\u{fffd}");
    }

    fn run(&mut self, out: &mut String, at: (&Cue, u32), run: &Run, base: &Base<'_>) {
        let element = self.names.element.clone();
        let mut tag = Tag::default();
        let mut attributes = Tag::default();
        self.style(&mut attributes, at, &run.style, base.look);
        if self.rules.by_reference && !attributes.is_empty() {
            let mut text = String::new();
            attributes.push(&mut text);
            tag.set("style", self.book.style(&text));
        } else {
            tag = attributes;
        }
        let none = StyleDetail::default();
        let detail = run.style.detail.as_deref().unwrap_or(&none);
        self.details(&mut tag, at, detail, base);
        let ruby = detail
            .ruby
            .as_deref()
            .filter(|_| self.rules.carries(Feature::Ruby));
        if let Some(ruby) = ruby {
            let kind = self.names.styling.name("ruby");
            tag.set(&kind, "container");
            push_all(out, &["<", &element, "span"]);
            tag.push(out);
            out.push('>');
            for (value, text) in [("base", run.text.as_str()), ("text", ruby)] {
                push_all(out, &["<", &element, "span ", &kind, "=\"", value, "\">"]);
                xml::push_text(out, text);
                push_all(out, &["</", &element, "span>"]);
            }
            push_all(out, &["</", &element, "span>"]);
        } else if tag.is_empty() {
            xml::push_text(out, &run.text);
        } else {
            push_all(out, &["<", &element, "span"]);
            tag.push(out);
            out.push('>');
            xml::push_text(out, &run.text);
            push_all(out, &["</", &element, "span>"]);
        }
    }

    /// Sets the style attributes in which a run differs from what it inherits.
    fn style(&mut self, tag: &mut Tag, at: (&Cue, u32), style: &Style, base: &Look) {
        let name = |local| self.names.styling.name(local);
        let (italic, bold) = (base.italic == Some(true), base.bold == Some(true));
        if style.italic != italic {
            tag.set(&name("fontStyle"), if italic { "normal" } else { "italic" });
        }
        if style.bold != bold {
            tag.set(&name("fontWeight"), if bold { "normal" } else { "bold" });
        }
        let strike = style.strike && self.rules.carries(Feature::Strike);
        if let Some(value) = decoration((style.underline, strike), base) {
            tag.set(&name("textDecoration"), value);
        }
        match (style.color, base.color) {
            (Some(color), known)
                if known != Some(color) || color == WHITE && !base.inline_color =>
            {
                tag.set(&name("color"), color.to_string());
            }
            (None, Some(color)) if color != WHITE => tag.set(&name("color"), WHITE.to_string()),
            _ => {}
        }
        let known = base.background.filter(|color| color.alpha > 0);
        if style.background != known {
            let color = style.background.map(|color| color.to_string());
            tag.set(
                &name("backgroundColor"),
                color.unwrap_or_else(|| "#00000000".to_owned()),
            );
        }
        let Some(detail) = style.detail.as_deref() else {
            return;
        };
        let font = detail
            .font
            .as_deref()
            .filter(|font| base.font.as_deref() != Some(font));
        if let Some(font) = font.filter(|_| self.rules.carries(Feature::Font)) {
            tag.set(&name("fontFamily"), font);
        }
        let size = detail
            .size
            .as_deref()
            .filter(|size| base.size.as_deref() != Some(size));
        if let Some(size) = size.filter(|_| self.rules.carries(Feature::TextSize)) {
            if self.is_size(size) {
                tag.set(&name("fontSize"), size);
            } else {
                let (feature, from) = (Feature::TextSize, size.to_owned());
                self.losses
                    .of_cue(at, feature, Severity::Warning, from, "left out");
            }
        }
    }

    /// Whether a text size can stand in this profile.
    fn is_size(&self, size: &str) -> bool {
        let number = self
            .rules
            .size_units
            .iter()
            .find_map(|unit| size.strip_suffix(unit));
        number.is_some_and(|number| {
            number.starts_with(|c: char| c.is_ascii_digit())
                && captions::Percent::parse(number).is_some()
        })
    }

    fn details(&mut self, tag: &mut Tag, at: (&Cue, u32), detail: &StyleDetail, base: &Base<'_>) {
        match (detail.lang.as_deref(), base.language) {
            (Some(language), _) if self.rules.carries(Feature::RunLanguage) => {
                tag.set("xml:lang", language)
            }
            (None, Some(file)) => tag.set("xml:lang", file),
            _ => {}
        }
        if let Some(voice) = &detail.voice {
            self.speaker(tag, voice);
        }
        if let Some(role) = detail.role.filter(|_| self.rules.carries(Feature::Role)) {
            tag.set(&self.names.metadata.name("role"), role_name(role));
        }
        let time = detail
            .appears
            .filter(|_| self.rules.carries(Feature::InlineTime));
        if let Some(time) = time {
            self.inline_time(tag, at, time, base);
        }
    }

    /// Sets when a run appears, where that is while its cue stands.
    fn inline_time(&mut self, tag: &mut Tag, at: (&Cue, u32), time: Time, base: &Base<'_>) {
        let from = if self.is_lyrics {
            Time::ZERO
        } else {
            base.sync
        };
        let offset = time - from;
        let mut text = String::new();
        let written = self.notation.push(&mut text, offset);
        // Begin and end may have been rounded towards each other.
        let slack = if self.notation.is_exact() {
            Time::ZERO
        } else {
            Time::MILLISECOND
        };
        let room = base.end.map(|end| end - from - slack);
        if time > base.sync && room.is_none_or(|room| written < room) {
            if written != offset {
                let (from, to) = (time.to_string(), text.clone());
                self.losses
                    .of_cue(at, Feature::InlineTime, Severity::Info, from, to);
            }
            tag.set("begin", text);
        } else {
            let (from, to) = (time.to_string(), "appears with its cue");
            self.losses
                .of_cue(at, Feature::InlineTime, Severity::Warning, from, to);
        }
    }
}

/// What the runs of a paragraph find around them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Base<'a> {
    pub(super) look: &'a Look,
    /// The language of the file, where that around the runs is another.
    pub(super) language: Option<&'a str>,
    pub(super) preserve: bool,
    /// When the paragraph begins and ends.
    pub(super) sync: Time,
    pub(super) end: Option<Time>,
}

/// Whether a row has white space that would collapse.
fn needs_preserve(row: &Row) -> bool {
    let text = row.text();
    let mut before = true;
    for c in text.chars() {
        let space = is_space(c);
        if space && (before || c != ' ') {
            return true;
        }
        before = space;
    }
    before && !text.is_empty() || has_spaced_ruby(row)
}

fn has_spaced_ruby(row: &Row) -> bool {
    let pairs = row
        .0
        .iter()
        .filter_map(|run| Some((run.text.as_str(), run.style.ruby()?)));
    let is_edged =
        |text: &str| text.starts_with(is_space) || text.ends_with(is_space) || text.contains("  ");
    pairs
        .into_iter()
        .any(|(base, ruby)| is_edged(base) || is_edged(ruby))
}

/// The decoration of a run, where it is not what the run inherits.
fn decoration((underline, strike): (bool, bool), base: &Look) -> Option<String> {
    let known = (base.underline == Some(true), base.strike == Some(true));
    if (underline, strike) == known {
        return None;
    }
    let mut words = Vec::new();
    for (on, was, word, off) in [
        (underline, known.0, "underline", "noUnderline"),
        (strike, known.1, "lineThrough", "noLineThrough"),
    ] {
        if on {
            words.push(word);
        } else if was {
            words.push(off);
        }
    }
    Some(if underline || strike {
        words.join(" ")
    } else {
        "none".to_owned()
    })
}

fn push_all(out: &mut String, parts: &[&str]) {
    parts.iter().for_each(|part| out.push_str(part));
}
