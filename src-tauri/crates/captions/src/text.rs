//! Rows of styled text.

use std::fmt;
use std::str::FromStr;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use smallvec::{SmallVec, smallvec};

use crate::Time;

/// The runs of a row. Most rows are one run, which takes no memory besides the row.
pub type Runs = SmallVec<[Run; 1]>;

/// One row of a cue as it is meant to break: styled runs from start to end.
/// Holds no line break.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct Row(#[cfg_attr(feature = "specta", specta(type = Vec<Run>))] pub Runs);

impl Row {
    /// A row of plain text, with no run at all for an empty one.
    #[must_use]
    pub fn plain(text: impl Into<CompactString>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::default()
        } else {
            Self(smallvec![Run::plain(text)])
        }
    }

    /// The row's text without its styling.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.iter().map(|run| run.text.as_str()).collect()
    }

    /// Number of characters (Unicode scalar values).
    #[must_use]
    pub fn chars(&self) -> usize {
        self.0.iter().map(|run| run.text.chars().count()).sum()
    }

    /// Whether the row holds no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|run| run.text.is_empty())
    }

    /// Joins neighbours of equal style and drops empty runs, so that equal
    /// looking rows are equal values.
    pub fn normalise(&mut self) {
        let mut runs = Runs::new();
        for run in self.0.drain(..).filter(|run| !run.text.is_empty()) {
            match runs.last_mut() {
                Some(last) if last.style == run.style && run.style.joins() => {
                    last.text.push_str(&run.text);
                }
                _ => runs.push(run),
            }
        }
        self.0 = runs;
    }
}

impl From<Vec<Run>> for Row {
    fn from(runs: Vec<Run>) -> Self {
        runs.into_iter().collect()
    }
}

impl FromIterator<Run> for Row {
    fn from_iter<I: IntoIterator<Item = Run>>(runs: I) -> Self {
        Self(runs.into_iter().collect())
    }
}

/// A stretch of text in one style.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Run {
    /// The text: Unicode, without line breaks and without markup.
    #[cfg_attr(feature = "specta", specta(type = String))]
    pub text: CompactString,
    /// How it looks and what it is.
    #[serde(default, skip_serializing_if = "Style::is_plain")]
    pub style: Style,
}

impl Run {
    /// A run in the default style.
    #[must_use]
    pub fn plain(text: impl Into<CompactString>) -> Self {
        Self {
            text: text.into(),
            style: Style::default(),
        }
    }
}

/// The style of a run. Absent means what the track or the player defaults to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct Style {
    /// Italic.
    #[serde(skip_serializing_if = "is_false")]
    pub italic: bool,
    /// Bold.
    #[serde(skip_serializing_if = "is_false")]
    pub bold: bool,
    /// Underlined.
    #[serde(skip_serializing_if = "is_false")]
    pub underline: bool,
    /// Struck through.
    #[serde(skip_serializing_if = "is_false")]
    pub strike: bool,
    /// Flashing (CEA-608 only).
    #[serde(skip_serializing_if = "is_false")]
    pub flash: bool,
    /// Text colour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<Color>,
    /// Colour behind the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background: Option<Color>,
    /// What few runs have; boxed, so that a cue stays small.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<Box<StyleDetail>>,
}

/// The rarer attributes of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct StyleDetail {
    /// Who speaks this run (WebVTT voice span).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<String>,
    /// Its language, a BCP 47 tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Ruby text shown beside the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ruby: Option<String>,
    /// What kind of sound it stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Typeface.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub font: Option<String>,
    /// Size as the format writes it, such as `24` or `80%`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    /// Style classes, outermost first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<String>,
    /// When this run appears, where that is later than the cue's in time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appears: Option<Time>,
    /// Override codes of the source format that have no place above, verbatim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extra: Option<String>,
}

impl Style {
    /// Whether nothing is set.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// The rarer attributes, made when first asked for.
    pub fn detail_mut(&mut self) -> &mut StyleDetail {
        self.detail.get_or_insert_default()
    }

    /// Puts the rarer attributes away where none is set.
    pub fn normalise(&mut self) {
        if self.detail.as_deref() == Some(&StyleDetail::default()) {
            self.detail = None;
        }
    }

    /// Who speaks, where a run says so.
    #[must_use]
    pub fn voice(&self) -> Option<&str> {
        self.detail.as_deref()?.voice.as_deref()
    }

    /// The run's own language, where it has one.
    #[must_use]
    pub fn lang(&self) -> Option<&str> {
        self.detail.as_deref()?.lang.as_deref()
    }

    /// The ruby text, where there is some.
    #[must_use]
    pub fn ruby(&self) -> Option<&str> {
        self.detail.as_deref()?.ruby.as_deref()
    }

    /// Ruby pairs one base with one annotation, so such runs never join.
    fn joins(&self) -> bool {
        self.ruby().is_none()
    }
}

/// What a run stands for besides speech (the text tags of CEA-708 section 8.5.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Spoken words.
    Dialog,
    /// The name of who speaks.
    SpeakerId,
    /// A synthetic or electronic voice.
    ElectronicVoice,
    /// Speech in another language.
    OtherLanguage,
    /// A voice over the programme.
    VoiceOver,
    /// An audible translation.
    AudibleTranslation,
    /// A subtitle that translates.
    SubtitleTranslation,
    /// A description of a voice.
    VoiceQuality,
    /// Words that are sung.
    Lyrics,
    /// A sound effect.
    SoundEffect,
    /// Music.
    Music,
    /// An expletive.
    Expletive,
    /// Text that is not shown.
    NotDisplayed,
}

/// A colour with opacity, written `#rrggbb` or `#rrggbbaa`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "String", into = "String")]
pub struct Color {
    /// Red, 0 to 255.
    pub red: u8,
    /// Green, 0 to 255.
    pub green: u8,
    /// Blue, 0 to 255.
    pub blue: u8,
    /// Opacity: 0 is clear, 255 solid.
    pub alpha: u8,
}

/// Why a text is not a colour.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\u{201c}{0}\u{201d} is not a colour of the form #rrggbb or #rrggbbaa")]
pub struct ColorError(String);

impl Color {
    /// A solid colour.
    #[must_use]
    pub const fn rgb(red: u8, green: u8, blue: u8) -> Self {
        Self {
            red,
            green,
            blue,
            alpha: 255,
        }
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)?;
        if self.alpha == 255 {
            Ok(())
        } else {
            write!(f, "{:02x}", self.alpha)
        }
    }
}

impl FromStr for Color {
    type Err = ColorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || ColorError(text.to_owned());
        let digits = text.strip_prefix('#').ok_or_else(refuse)?;
        if !matches!(digits.len(), 6 | 8) || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(refuse());
        }
        let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| refuse());
        Ok(Self {
            red: byte(0)?,
            green: byte(2)?,
            blue: byte(4)?,
            alpha: if digits.len() == 8 { byte(6)? } else { 255 },
        })
    }
}

impl TryFrom<String> for Color {
    type Error = ColorError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Color> for String {
    fn from(color: Color) -> Self {
        color.to_string()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
pub(crate) const fn is_false(value: &bool) -> bool {
    !*value
}
