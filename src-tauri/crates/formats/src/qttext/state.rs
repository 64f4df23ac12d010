//! What the descriptors so far ask for.

use std::collections::BTreeMap;

use captions::{Align, Color, Cue, Run, Style, StyleDetail};

use super::descriptor::{Descriptor, Face, Known, is_number, is_value, known, levels};
use super::{ID, languages};

/// The colour of text where a file says nothing.
pub(super) const WHITE: Color = Color::rgb(255, 255, 255);
/// The colour behind text where a file says nothing.
pub(super) const BLACK: Color = Color::rgb(0, 0, 0);

/// How text looks, and what else holds for a sample.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    faces: Faces,
    font: Option<String>,
    size: Option<String>,
    color: Option<Color>,
    background: Option<Color>,
    language: Option<u16>,
    align: Option<Align>,
    hidden: bool,
    others: BTreeMap<&'static str, String>,
}

/// A set of faces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Faces(u8);

impl Faces {
    const fn with(self, face: Face) -> Self {
        Self(self.0 | 1 << face as u8)
    }

    const fn has(self, face: Face) -> bool {
        self.0 & 1 << face as u8 != 0
    }

    /// The faces of a style. Those that other formats do not know stand in its
    /// extra codes.
    fn of(style: &Style) -> Self {
        let extra = extra(style);
        let has_extra =
            |face: Face| !extra.is_empty() && extra.contains(&format!("{{{}}}", face.name()));
        Face::ALL
            .into_iter()
            .filter(|face| match face {
                Face::Bold => style.bold,
                Face::Italic => style.italic,
                Face::Underline => style.underline,
                rare => has_extra(*rare),
            })
            .fold(Self::default(), Self::with)
    }

    /// The extra codes that stand for the rarer faces.
    fn extra(self) -> Option<String> {
        let rare = Face::ALL.into_iter().skip(3).filter(|face| self.has(*face));
        let codes: String = rare.map(|face| format!("{{{}}}", face.name())).collect();
        (!codes.is_empty()).then_some(codes)
    }
}

fn extra(style: &Style) -> &str {
    let detail = style.detail.as_deref();
    detail
        .and_then(|detail| detail.extra.as_deref())
        .unwrap_or_default()
}

/// Whether all extra codes of a style are faces of this format.
pub(super) fn knows_extra(style: &Style) -> bool {
    extra(style) == Faces::of(style).extra().unwrap_or_default()
}

/// What holds for a whole sample.
#[derive(Clone, Debug)]
pub(super) struct Dress {
    pub(super) align: Align,
    pub(super) comment: bool,
    pub(super) settings: BTreeMap<String, String>,
}

/// The settings of the moment.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// Units of a second that stamps count.
    pub(super) scale: u32,
    /// Whether stamps count from the stamp before.
    pub(super) relative: bool,
    look: Look,
    /// What held at the first stamp. Typeface, size and settings of the whole
    /// file are no matter of a cue.
    base: Option<Look>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            scale: 600,
            relative: false,
            look: Look::default(),
            base: None,
        }
    }
}

impl State {
    /// Notes that a stamp was read.
    pub(super) fn start(&mut self) {
        if self.base.is_none() {
            self.base = Some(self.look.clone());
        }
    }

    fn base(&self) -> &Look {
        self.base.as_ref().unwrap_or(&self.look)
    }

    /// The language of the file, where it names a known one.
    pub(super) fn language(&self) -> Option<&'static str> {
        self.base().language.and_then(languages::tag)
    }

    /// The code of that, English where nothing is said.
    pub(super) fn language_code(&self) -> u16 {
        self.base().language.unwrap_or_default()
    }

    /// Whether this is the typeface of the whole file.
    pub(super) fn is_usual_font(&self, font: &str) -> bool {
        self.base().font.as_deref() == Some(font)
    }

    /// Whether this is the text size of the whole file.
    pub(super) fn is_usual_size(&self, size: &str) -> bool {
        self.base().size.as_deref() == Some(size)
    }

    /// Whether the file asks for more than text and times.
    pub(super) fn has_notes(&self) -> bool {
        let base = self.base();
        base.font.is_some() || base.size.is_some() || !base.others.is_empty()
    }

    /// Takes in a descriptor.
    pub(super) fn apply(&mut self, descriptor: &Descriptor<'_>) {
        let look = &mut self.look;
        match *descriptor {
            Descriptor::Plain => look.faces = Faces::default(),
            Descriptor::Face(face) => look.faces = look.faces.with(face),
            Descriptor::Font(name) => look.font = Some(name.to_owned()),
            Descriptor::Size(size) => look.size = Some(size.to_owned()),
            Descriptor::TextColor(color) => look.color = Some(color),
            Descriptor::BackColor(color) => look.background = Some(color),
            Descriptor::Justify(align) => look.align = Some(align),
            Descriptor::TimeScale(scale) => self.scale = scale,
            Descriptor::Relative(relative) => self.relative = relative,
            Descriptor::Language(code) => look.language = Some(code),
            Descriptor::Hidden(hidden) => look.hidden = hidden,
            Descriptor::Other(known, value) => {
                look.others.insert(known.name, value.to_owned());
            }
            Descriptor::Signature | Descriptor::Encoding(_) | Descriptor::Malformed => {}
        }
    }

    /// The style of text in this state. White on black is how captions look
    /// anyway.
    pub(super) fn style(&self) -> Style {
        let (look, base) = (&self.look, self.base());
        let mut style = Style {
            bold: look.faces.has(Face::Bold),
            italic: look.faces.has(Face::Italic),
            underline: look.faces.has(Face::Underline),
            color: look.color.filter(|color| *color != WHITE),
            background: look.background.filter(|color| *color != BLACK),
            ..Style::default()
        };
        let language = look.language.unwrap_or_default();
        let tag = look.language.and_then(languages::tag);
        let tag = tag.filter(|_| language != base.language.unwrap_or_default());
        let detail = StyleDetail {
            font: look.font.clone().filter(|_| look.font != base.font),
            size: look.size.clone().filter(|_| look.size != base.size),
            lang: tag.map(str::to_owned),
            extra: look.faces.extra(),
            ..StyleDetail::default()
        };
        if detail != StyleDetail::default() {
            style.detail = Some(Box::new(detail));
        }
        style
    }

    /// What holds for a sample in this state.
    pub(super) fn dress(&self) -> Dress {
        let (look, base) = (&self.look, self.base());
        let mut settings = BTreeMap::new();
        for (name, value) in &look.others {
            let default = known(name).map_or("", |known| known.unset);
            let usual = base.others.get(name).map_or(default, String::as_str);
            if !value.eq_ignore_ascii_case(usual) {
                settings.insert(format!("{ID}.{name}"), value.clone());
            }
        }
        Dress {
            align: look.align.unwrap_or_default(),
            comment: look.hidden,
            settings,
        }
    }

    /// What a run of a cue asks for.
    pub(super) fn wanted(&self, cue: &Cue, run: &Run) -> Look {
        let base = self.base();
        let style = &run.style;
        let detail = style.detail.as_deref();
        let font = detail.and_then(|detail| detail.font.clone());
        let font = font.filter(|name| is_value(name));
        let size = detail.and_then(|detail| detail.size.clone());
        let size = size.filter(|size| is_number(size));
        let language = style.lang().and_then(languages::code).map(|(code, _)| code);
        let mut others = base.others.clone();
        for (name, value) in &cue.settings {
            if let Some(known) = own_setting(name).filter(|_| is_value(value)) {
                others.insert(known.name, value.clone());
            }
        }
        let solid = |color: Color| Color::rgb(color.red, color.green, color.blue);
        Look {
            faces: Faces::of(style),
            font: font.or_else(|| base.font.clone()),
            size: size.or_else(|| base.size.clone()),
            color: style.color.map(solid),
            background: style.background.map(solid),
            language: language.or(base.language),
            align: Some(justified(cue.align)),
            hidden: cue.comment,
            others,
        }
    }

    /// Appends the descriptors after which all that follows is read as it would
    /// be in the state `other`.
    pub(super) fn resume(&mut self, other: &Self, out: &mut String) {
        self.go(&other.look, out);
        if self.scale != other.scale {
            out.push_str(&format!("{{timeScale:{}}}", other.scale));
            self.scale = other.scale;
        }
        if self.relative != other.relative {
            let value = if other.relative {
                "relative"
            } else {
                "absolute"
            };
            out.push_str(&format!("{{timeStamps:{value}}}"));
            self.relative = other.relative;
        }
    }

    /// Appends the descriptors that lead to `wanted`, and takes them in.
    pub(super) fn go(&mut self, wanted: &Look, out: &mut String) {
        let now = &self.look;
        let before = out.len();
        if now.faces != wanted.faces {
            let mut left = now.faces;
            if left.0 & !wanted.faces.0 != 0 {
                out.push_str("{plain}");
                left = Faces::default();
            }
            for face in Face::ALL {
                if wanted.faces.has(face) && !left.has(face) {
                    out.push_str(&format!("{{{}}}", face.name()));
                }
            }
        }
        push_text(out, "font", now.font.as_deref(), wanted.font.as_deref());
        push_text(out, "size", now.size.as_deref(), wanted.size.as_deref());
        for (name, now, wanted, unset) in [
            ("textColor", now.color, wanted.color, WHITE),
            ("backColor", now.background, wanted.background, BLACK),
        ] {
            let wanted = wanted.unwrap_or(unset);
            if now.unwrap_or(unset) != wanted {
                out.push_str(&format!("{{{name}:{}}}", levels(wanted)));
            }
        }
        let code = wanted.language.unwrap_or_default();
        if now.language.unwrap_or_default() != code {
            out.push_str(&format!("{{language:{code}}}"));
        }
        let (align, wish) = (
            now.align.unwrap_or_default(),
            wanted.align.unwrap_or_default(),
        );
        if align != wish {
            let name = format!("{wish:?}").to_lowercase();
            out.push_str(&format!("{{justify:{name}}}"));
        }
        if now.hidden != wanted.hidden {
            let value = if wanted.hidden { "on" } else { "off" };
            out.push_str(&format!("{{doNotDisplay:{value}}}"));
        }
        push_others(out, &now.others, &wanted.others);
        let pushed = out[before..].to_owned();
        let mut rest = pushed.as_str();
        while let Some((descriptor, after)) = super::descriptor(rest) {
            self.apply(&descriptor);
            rest = after;
        }
    }
}

fn push_text(out: &mut String, name: &str, now: Option<&str>, wanted: Option<&str>) {
    if let Some(wanted) = wanted
        && now != Some(wanted)
    {
        out.push_str(&format!("{{{name}:{wanted}}}"));
    }
}

fn push_others(
    out: &mut String,
    now: &BTreeMap<&'static str, String>,
    wanted: &BTreeMap<&'static str, String>,
) {
    for name in now.keys().chain(wanted.keys()) {
        let unset = known(name).map_or("", |known| known.unset);
        let value = |of: &BTreeMap<&'static str, String>| {
            of.get(name).map_or(unset.to_owned(), String::clone)
        };
        let wish = format!("{{{name}:{}}}", value(wanted));
        if value(now) != value(wanted) && !out.ends_with(&wish) {
            out.push_str(&wish);
        }
    }
}

/// The descriptor behind a cue's setting of this format.
pub(super) fn own_setting(name: &str) -> Option<&'static Known> {
    known(name.strip_prefix(ID)?.strip_prefix('.')?)
}

/// The alignment that the format has for one.
pub(super) const fn justified(align: Align) -> Align {
    match align {
        Align::Start | Align::Left => Align::Left,
        Align::Center => Align::Center,
        Align::End | Align::Right => Align::Right,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(text: &str) -> State {
        let mut state = State::default();
        let mut rest = text;
        while let Some((descriptor, after)) = super::super::descriptor(rest) {
            state.apply(&descriptor);
            rest = after;
        }
        assert_eq!(rest, "");
        state
    }

    #[test]
    fn descriptors_lead_from_any_look_to_any_other() {
        let looks = [
            "",
            "{bold}{italic}",
            "{italic}{outline}{justify:right}",
            "{textColor:65535,0,0}{backColor:0,0,65535}{doNotDisplay:on}",
            "{keyedText:on}{scrollDelay:30}{language:1}{timeScale:30}",
        ];
        for from in looks {
            for to in looks {
                let (mut now, wanted) = (state(from), state(to));
                let mut out = String::new();
                now.resume(&wanted, &mut out);
                let mut again = String::new();
                now.resume(&wanted, &mut again);
                assert!(again.is_empty(), "from {from} to {to}: {out}, then {again}");
            }
        }
    }
}
