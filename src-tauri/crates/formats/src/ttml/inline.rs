//! Text inside paragraphs: spans, breaks, ruby.

use std::borrow::Cow;
use std::rc::Rc;

use captions::{Role, Style};

use super::body::{Around, Walker};
use super::flatten::{Interval, Segment, is_space};
use super::sheet::Timing;
use super::style::Look;
use super::xml::{Name, NodeId};
use crate::Severity;

/// What text inherits inside a paragraph.
#[derive(Clone, Debug)]
pub(super) struct Inside {
    pub(super) look: Look,
    pub(super) voice: Option<Rc<str>>,
    pub(super) language: Option<Rc<str>>,
    pub(super) role: Option<Role>,
    pub(super) preserve: bool,
    pub(super) interval: Interval,
    pub(super) seq: bool,
}

impl<'a> Walker<'_, 'a> {
    /// Collects the text at and below an element.
    pub(super) fn content(&mut self, node: NodeId, inside: &Inside, out: &mut Vec<Segment<'a>>) {
        let tree = self.tree;
        let mut previous = Some(inside.interval.begin);
        for child in tree.children(node) {
            match tree.name(child) {
                // In a sequence, text without an element around it has no time.
                Name::Text | Name::CData if !inside.seq => {
                    out.push(segment(Some(tree.says(child)), inside));
                }
                Name::Br if !inside.seq => out.push(segment(None, inside)),
                Name::Span | Name::P | Name::Other => {
                    let sync = self.sync(inside.seq, previous, inside.interval.begin);
                    let Some(sync) = sync else {
                        self.never_shown(child);
                        continue;
                    };
                    let timing = self.sheet.timing(tree, child);
                    let around = Around {
                        interval: inside.interval,
                        seq: inside.seq,
                        ..Around::default()
                    };
                    let mut interval = self.interval(child, &timing, sync, &around);
                    previous = interval.end;
                    if self.sheet.is_lyrics {
                        // A word that was sung stays with its line.
                        interval.end = inside.interval.end;
                        interval.begin = interval.begin.max(inside.interval.begin);
                    }
                    self.span((child, &timing), interval, inside, out);
                }
                Name::Set => {
                    let message = "Changes over time inside a cue are kept in the file, \
                                   but neither shown nor edited";
                    let at = tree.range(child).0;
                    self.sheet
                        .fault(Severity::Info, "animation-kept", at, message);
                }
                Name::Image => self.note_image(child),
                _ => {}
            }
        }
    }

    fn span(
        &mut self,
        (node, timing): (NodeId, &Timing),
        interval: Interval,
        around: &Inside,
        out: &mut Vec<Segment<'a>>,
    ) {
        let mut inside = Inside {
            interval,
            seq: timing.seq,
            ..around.clone()
        };
        let own = self.sheet.styles.own(self.tree, node);
        inside.look.put(&own);
        let mut ruby = None;
        for attribute in self.tree.attributes(node) {
            let value = &attribute.value;
            if attribute.is("agent") {
                inside.voice = self.speaker(value).map(Into::into);
            } else if attribute.is("role") {
                inside.role = role(value).or(inside.role);
            } else if attribute.is("lang") {
                inside.language = (!value.is_empty()).then(|| value.as_ref().into());
            } else if attribute.is("space") {
                inside.preserve = value == "preserve";
            } else if attribute.is("style") {
                self.check_styles(node, value);
            } else if attribute.is("ruby") {
                ruby = Some(value.trim().to_owned());
            }
        }
        if own.hidden == Some(true) && !self.sheet.animates_display {
            return;
        }
        match ruby.as_deref() {
            Some("container") => self.ruby(node, &inside, out),
            Some("delimiter") => {}
            _ => self.content(node, &inside, out),
        }
    }

    /// Pairs the bases of a ruby container with their texts.
    fn ruby(&mut self, container: NodeId, inside: &Inside, out: &mut Vec<Segment<'a>>) {
        let (mut bases, mut texts, mut containers) = (Vec::new(), Vec::new(), 0);
        for span in self.tree.all(container, Name::Span).into_iter().skip(1) {
            let kind = self.tree.attribute(span, "ruby");
            match kind.as_deref().map(str::trim) {
                Some("base") => bases.push(span),
                Some("text") if containers < 2 => texts.push(self.squeezed(span, inside)),
                Some("textContainer") => containers += 1,
                _ => {}
            }
        }
        if containers > 1 {
            let message = "A second ruby text for the same base is kept in the file, but not shown";
            let at = self.tree.range(container).0;
            self.sheet
                .fault(Severity::Warning, "second-ruby", at, message);
        }
        if bases.len() < texts.len() {
            let rest = texts.split_off(bases.len().max(1)).concat();
            if let Some(last) = texts.last_mut() {
                last.push_str(&rest);
            }
        }
        let mut texts = texts.into_iter();
        for base in bases {
            let mut own = inside.clone();
            own.look.put(&self.sheet.styles.own(self.tree, base));
            let mut run = segment(Some(Cow::Owned(self.squeezed(base, inside))), &own);
            if let Some(text) = texts.next().filter(|text| !text.is_empty()) {
                run.style.detail_mut().ruby = Some(text);
            }
            out.push(run);
        }
        out.extend(texts.map(|text| segment(Some(Cow::Owned(text)), inside)));
    }

    /// The text of an element, with white space collapsed where it is not kept.
    fn squeezed(&self, node: NodeId, inside: &Inside) -> String {
        let text = self.tree.whole_text(node);
        if inside.preserve {
            return text.replace(['\n', '\r'], " ");
        }
        let words: Vec<&str> = text
            .split(is_space)
            .filter(|word| !word.is_empty())
            .collect();
        words.join(" ")
    }
}

fn segment<'a>(text: Option<Cow<'a, str>>, inside: &Inside) -> Segment<'a> {
    let mut style: Style = inside.look.run_style();
    if inside.voice.is_some() || inside.language.is_some() || inside.role.is_some() {
        let detail = style.detail_mut();
        detail.voice = inside.voice.as_deref().map(str::to_owned);
        detail.lang = inside.language.as_deref().map(str::to_owned);
        detail.role = inside.role;
    }
    Segment {
        text,
        style,
        preserve: inside.preserve,
        interval: inside.interval,
    }
}

/// Roles by their names (TTML2 section 14.2.2); those with `x-` are this
/// program's, for what the standard has no name for.
const ROLES: &[(Role, &str)] = &[
    (Role::Dialog, "dialog"),
    (Role::SpeakerId, "source"),
    (Role::ElectronicVoice, "x-electronic-voice"),
    (Role::OtherLanguage, "x-other-language"),
    (Role::VoiceOver, "narration"),
    (Role::AudibleTranslation, "x-audible-translation"),
    (Role::SubtitleTranslation, "x-subtitle-translation"),
    (Role::VoiceQuality, "quality"),
    (Role::Lyrics, "lyrics"),
    (Role::SoundEffect, "sound"),
    (Role::Music, "music"),
    (Role::Expletive, "expletive"),
    (Role::NotDisplayed, "suppressed"),
];

pub(super) fn role(names: &str) -> Option<Role> {
    names.split_ascii_whitespace().find_map(|name| {
        let found = ROLES.iter().find(|(_, known)| *known == name);
        found.map(|(role, _)| *role)
    })
}

/// The name of a role.
pub(super) fn role_name(role: Role) -> &'static str {
    let found = ROLES.iter().find(|(known, _)| *known == role);
    found.map_or("x-other", |(_, name)| name)
}
