//! What a writer could not carry.

use std::borrow::Cow;

use captions::{Align, BoxPosition, CaptionMode, Cue, CueId, Position, StyleDetail, Time, Track};
use serde::{Deserialize, Serialize};

use crate::{Info, Severity, place};

/// Something a track can hold and a format may or may not carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// Italic text.
    Italic,
    /// Bold text.
    Bold,
    /// Underlined text.
    Underline,
    /// Struck-through text.
    Strike,
    /// Flashing text.
    Flash,
    /// Text colour.
    TextColor,
    /// Colour behind the text.
    BackgroundColor,
    /// Typeface.
    Font,
    /// Text size.
    TextSize,
    /// Style classes of runs.
    Class,
    /// Alignment of rows in their box.
    Align,
    /// One of nine places on the picture.
    Place,
    /// A box anywhere on the picture.
    FreePosition,
    /// A grid cell for each row.
    RowPosition,
    /// Named regions.
    Region,
    /// Vertical writing.
    Writing,
    /// Who speaks.
    Speaker,
    /// Sound and music roles.
    Role,
    /// Ruby text.
    Ruby,
    /// Language of a run.
    RunLanguage,
    /// Runs that appear later than their cue.
    InlineTime,
    /// Roll-up and paint-on.
    CaptionMode,
    /// Caption channel or service.
    Channel,
    /// Comments for editors.
    Comment,
    /// Cues shown even where captions are off.
    Forced,
    /// Names or numbers of cues.
    Label,
    /// Override codes of another format.
    Override,
    /// Settings that only the source format has.
    Setting,
    /// In and out times.
    Times,
    /// Times finer than the format's own unit.
    TimePrecision,
    /// Cues that stay until further notice.
    OpenEnd,
    /// Cues that share the screen.
    Overlap,
    /// Rows as they break.
    LineBreak,
    /// Rows without text.
    BlankRow,
    /// Text that the format's character set lacks.
    Characters,
    /// Style sheets.
    StyleSheet,
    /// Notes, metadata and other parts of the source file.
    Header,
    /// Language of the track.
    Language,
}

impl Feature {
    /// Every feature, in the order of the capability matrix.
    pub const ALL: &[Self] = &[
        Self::Italic,
        Self::Bold,
        Self::Underline,
        Self::Strike,
        Self::Flash,
        Self::TextColor,
        Self::BackgroundColor,
        Self::Font,
        Self::TextSize,
        Self::Class,
        Self::Align,
        Self::Place,
        Self::FreePosition,
        Self::RowPosition,
        Self::Region,
        Self::Writing,
        Self::Speaker,
        Self::Role,
        Self::Ruby,
        Self::RunLanguage,
        Self::InlineTime,
        Self::CaptionMode,
        Self::Channel,
        Self::Comment,
        Self::Forced,
        Self::Label,
        Self::Override,
        Self::Setting,
        Self::Times,
        Self::TimePrecision,
        Self::OpenEnd,
        Self::Overlap,
        Self::LineBreak,
        Self::BlankRow,
        Self::Characters,
        Self::StyleSheet,
        Self::Header,
        Self::Language,
    ];
}

/// How well a format carries a feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Support {
    /// Not at all: the writer declares it as lost.
    None,
    /// In part: the writer declares what is lost of it.
    Partial,
    /// Whole.
    Full,
}

/// Something that is in the track and not, or not so, in the written file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Loss {
    /// The cue it concerns; absent where it concerns the track.
    pub cue: Option<CueId>,
    /// That cue's place in the track, counted from 1.
    pub number: Option<u32>,
    /// What was lost.
    pub feature: Feature,
    /// What was there.
    pub from: Cow<'static, str>,
    /// What became of it.
    pub to: Cow<'static, str>,
    /// Whether viewers will see a difference: `info` they will not, `warning`
    /// they will, `error` something that was said or shown is gone.
    pub severity: Severity,
}

/// Collects the losses of one written track.
#[derive(Debug)]
pub(crate) struct Losses {
    info: &'static Info,
    /// Whose settings of cues are this format's own.
    owner: &'static str,
    list: Vec<Loss>,
}

impl Losses {
    pub(crate) const fn new(info: &'static Info) -> Self {
        Self {
            info,
            owner: info.id,
            list: Vec::new(),
        }
    }

    /// For formats that share the settings of cues with others of their family.
    pub(crate) const fn with_settings_of(mut self, owner: &'static str) -> Self {
        self.owner = owner;
        self
    }

    pub(crate) fn finish(self) -> Vec<Loss> {
        self.list
    }

    /// Adds a loss of one cue.
    pub(crate) fn of_cue(
        &mut self,
        at: (&Cue, u32),
        feature: Feature,
        severity: Severity,
        from: impl Into<Cow<'static, str>>,
        to: impl Into<Cow<'static, str>>,
    ) {
        self.list.push(Loss {
            cue: Some(at.0.id),
            number: Some(at.1),
            feature,
            from: from.into(),
            to: to.into(),
            severity,
        });
    }

    /// Adds a loss of the track.
    pub(crate) fn of_track(
        &mut self,
        feature: Feature,
        severity: Severity,
        from: impl Into<Cow<'static, str>>,
        to: impl Into<Cow<'static, str>>,
    ) {
        self.list.push(Loss {
            cue: None,
            number: None,
            feature,
            from: from.into(),
            to: to.into(),
            severity,
        });
    }

    /// Names a time that had to be rounded to a whole millisecond.
    pub(crate) fn rounded(&mut self, at: (&Cue, u32), time: Time) {
        let (from, to) = if time < Time::ZERO {
            (format!("{time}"), "0:00:00.000".to_owned())
        } else {
            (format!("{} flicks", time.flicks()), time.to_string())
        };
        self.of_cue(at, Feature::TimePrecision, Severity::Info, from, to);
    }

    /// Names characters that were replaced.
    pub(crate) fn characters(&mut self, at: (&Cue, u32), characters: &[char], to: &'static str) {
        if !characters.is_empty() {
            let from: String = characters.iter().collect();
            self.of_cue(at, Feature::Characters, Severity::Error, from, to);
        }
    }

    fn lacks(&self, feature: Feature) -> bool {
        self.info.support(feature) == Support::None
    }

    fn left_out(
        &mut self,
        at: (&Cue, u32),
        feature: Feature,
        severity: Severity,
        from: impl Into<Cow<'static, str>>,
    ) {
        if self.lacks(feature) {
            self.of_cue(at, feature, severity, from, "left out");
        }
    }

    /// Declares everything in a cue that the format does not carry at all.
    pub(crate) fn declare_cue(&mut self, at: (&Cue, u32)) {
        self.declare_styles(at);
        self.declare_place(at);
        let cue = at.0;
        if let Some(speaker) = &cue.speaker {
            self.left_out(at, Feature::Speaker, Severity::Error, speaker.clone());
        }
        if cue.mode != CaptionMode::PopOn {
            let mode = describe_mode(cue.mode);
            self.left_out(at, Feature::CaptionMode, Severity::Info, mode);
        }
        if let Some(channel) = cue.channel {
            let channel = format!("{channel:?}").to_uppercase();
            self.left_out(at, Feature::Channel, Severity::Info, channel);
        }
        if cue.comment {
            self.left_out(at, Feature::Comment, Severity::Info, cue.text());
        }
        if cue.forced {
            let from = "shown even where captions are off";
            self.left_out(at, Feature::Forced, Severity::Warning, from);
        }
        if let Some(label) = &cue.label {
            self.left_out(at, Feature::Label, Severity::Info, label.clone());
        }
        if !cue.settings.is_empty() {
            self.declare_settings(at);
        }
    }

    /// Declares the settings of other formats.
    fn declare_settings(&mut self, at: (&Cue, u32)) {
        let own = format!("{}.", self.owner);
        for (name, value) in &at.0.settings {
            if !name.starts_with(&own) || self.lacks(Feature::Setting) {
                let from = format!("{name}: {value}");
                self.of_cue(at, Feature::Setting, Severity::Info, from, "left out");
            }
        }
    }

    fn declare_styles(&mut self, at: (&Cue, u32)) {
        type Has = fn(&captions::Style) -> bool;
        let runs = || at.0.rows.iter().flat_map(|row| &row.0);
        if runs().all(|run| run.style.is_plain()) {
            return;
        }
        let flags: [(Feature, Has); 5] = [
            (Feature::Italic, |style| style.italic),
            (Feature::Bold, |style| style.bold),
            (Feature::Underline, |style| style.underline),
            (Feature::Strike, |style| style.strike),
            (Feature::Flash, |style| style.flash),
        ];
        for (feature, has) in flags {
            if let Some(run) = runs().find(|run| has(&run.style))
                && self.lacks(feature)
            {
                let from = run.text.clone();
                self.of_cue(at, feature, Severity::Warning, from, "left out");
            }
        }
        let color = runs().find_map(|run| run.style.color);
        let background = runs().find_map(|run| run.style.background);
        for (feature, color) in [
            (Feature::TextColor, color),
            (Feature::BackgroundColor, background),
        ] {
            if let Some(color) = color {
                self.left_out(at, feature, Severity::Warning, color.to_string());
            }
        }
        self.declare_details(at);
    }

    fn declare_details(&mut self, at: (&Cue, u32)) {
        type Part = fn(&StyleDetail) -> Option<String>;
        let runs = || at.0.rows.iter().flat_map(|row| &row.0);
        if runs().all(|run| run.style.detail.is_none()) {
            return;
        }
        let parts: [(Feature, Severity, Part); 9] = [
            (Feature::Speaker, Severity::Error, |d| d.voice.clone()),
            (Feature::RunLanguage, Severity::Info, |d| d.lang.clone()),
            (Feature::Ruby, Severity::Error, |d| d.ruby.clone()),
            (Feature::Role, Severity::Info, |d| {
                d.role.map(|role| format!("{role:?}"))
            }),
            (Feature::Font, Severity::Warning, |d| d.font.clone()),
            (Feature::TextSize, Severity::Warning, |d| d.size.clone()),
            (Feature::Class, Severity::Warning, |d| {
                (!d.classes.is_empty()).then(|| d.classes.join("."))
            }),
            (Feature::InlineTime, Severity::Warning, |d| {
                d.appears.map(|time| time.to_string())
            }),
            (Feature::Override, Severity::Warning, |d| d.extra.clone()),
        ];
        for (feature, severity, part) in parts {
            let mut details = runs().filter_map(|run| run.style.detail.as_deref());
            if let Some(from) = details.find_map(part) {
                self.left_out(at, feature, severity, from);
            }
        }
    }

    /// Declares override codes that do not open as those of the format do.
    pub(crate) fn declare_foreign_overrides(&mut self, at: (&Cue, u32), own: char) {
        let runs = at.0.rows.iter().flat_map(|row| &row.0);
        let mut extras = runs.filter_map(|run| run.style.detail.as_deref()?.extra.as_deref());
        if let Some(foreign) = extras.find(|extra| !extra.starts_with(own)) {
            let (feature, from) = (Feature::Override, foreign.to_owned());
            self.of_cue(at, feature, Severity::Warning, from, "left out");
        }
    }

    fn declare_place(&mut self, at: (&Cue, u32)) {
        let cue = at.0;
        if let Position::Box(place) = &cue.position
            && let Some(region) = &place.region
        {
            self.left_out(at, Feature::Region, Severity::Warning, region.clone());
        }
        if let Some((feature, from)) = describe_place(&cue.position) {
            self.left_out(at, feature, Severity::Warning, from);
        }
        if cue.align != Align::Center {
            let from = describe_align(cue.align);
            self.left_out(at, Feature::Align, Severity::Warning, from);
        }
        if cue.writing != captions::Writing::Horizontal {
            let from = "vertical writing";
            self.left_out(at, Feature::Writing, Severity::Warning, from);
        }
    }

    /// Declares what the track itself holds and the format does not carry.
    pub(crate) fn declare_track(&mut self, track: &Track) {
        if !track.styles.is_empty() && self.lacks(Feature::StyleSheet) {
            let from = format!("{} style definitions", track.styles.len());
            self.of_track(Feature::StyleSheet, Severity::Warning, from, "left out");
        }
        if !track.regions.is_empty() && self.lacks(Feature::Region) {
            let names: Vec<&str> = track.regions.iter().map(|r| r.id.as_str()).collect();
            let from = names.join(", ");
            self.of_track(Feature::Region, Severity::Warning, from, "left out");
        }
        if !track.language.is_empty() && self.lacks(Feature::Language) {
            let from = track.language.clone();
            self.of_track(Feature::Language, Severity::Info, from, "left out");
        }
        let foreign = track.format.as_deref().is_some_and(|id| id != self.info.id);
        if foreign
            && track
                .headers
                .contains_key(&crate::verbatim::notes_key(track))
        {
            let from = "notes and metadata of the source file";
            self.of_track(Feature::Header, Severity::Info, from, "left out");
        }
    }
}

/// How a cue comes onto the screen, in words.
pub(crate) fn describe_mode(mode: CaptionMode) -> String {
    match mode {
        CaptionMode::PopOn => "pop-on".to_owned(),
        CaptionMode::RollUp { rows } => format!("roll-up of {rows} rows"),
        CaptionMode::PaintOn => "paint-on".to_owned(),
    }
}

/// How rows are aligned, in words.
pub(crate) fn describe_align(align: Align) -> String {
    format!("aligned to {align:?}").to_lowercase()
}

/// A place on the picture in words, and the feature it is; `None` for a place
/// that the player or a region has of its own.
pub(crate) fn describe_place(position: &Position) -> Option<(Feature, String)> {
    match position {
        position if place::is_own(position) => None,
        Position::Auto => None,
        Position::Numpad(key) => {
            let words = format!("place {key} of the keypad");
            Some((Feature::Place, words))
        }
        Position::Grid(_) => {
            let words = "rows placed on the caption grid".to_owned();
            Some((Feature::RowPosition, words))
        }
        Position::Box(free) => Some((Feature::FreePosition, describe_box(free))),
    }
}

/// A box in words.
pub(crate) fn describe_box(place: &BoxPosition) -> String {
    use captions::BlockOffset;
    let block = match place.block {
        BlockOffset::Auto => None,
        BlockOffset::Percent(percent) => Some(format!("{percent} % down")),
        BlockOffset::Row(row) => Some(format!("row {row}")),
    };
    let inline = place.inline.map(|percent| format!("{percent} % across"));
    let size = place.inline_size.map(|percent| format!("{percent} % wide"));
    let parts: Vec<String> = [block, inline, size].into_iter().flatten().collect();
    if parts.is_empty() {
        "a box of its own".to_owned()
    } else {
        parts.join(", ")
    }
}
