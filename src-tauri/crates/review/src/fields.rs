//! What of a cue may differ.

use captions::Cue;
use editing::fit_grid;
use serde::{Deserialize, Serialize};

/// What of a cue may differ.
///
/// Identity, notes, marks, waivers, and the name and the bytes that a source
/// file gave it are no captions and not compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename = "ChangeField", rename_all = "kebab-case")]
pub enum Field {
    /// Its words or where its rows break, and with them how they look.
    Text,
    /// Only how its text looks.
    Style,
    /// When it stands.
    Times,
    /// Where it stands, how its rows are aligned, and which way its text runs.
    Position,
    /// Who speaks.
    Speaker,
    /// Whether it is a comment or forced, its caption mode and channel, and what
    /// else its format says of it.
    Settings,
    /// Its place among the others.
    Order,
}

/// All that two cues may differ in by themselves.
const OWN: [Field; 5] = [
    Field::Text,
    Field::Times,
    Field::Position,
    Field::Speaker,
    Field::Settings,
];

/// What of two cues differs, their places aside.
pub(crate) fn fields(a: &Cue, b: &Cue) -> Vec<Field> {
    let differing = OWN.into_iter().filter(|field| field.differs(a, b));
    let named = differing.map(|field| match field {
        Field::Text if a.text() == b.text() => Field::Style,
        other => other,
    });
    named.collect()
}

/// Whether two cues are the same captions.
pub(crate) fn same(a: &Cue, b: &Cue) -> bool {
    !OWN.iter().any(|field| field.differs(a, b))
}

/// Makes a cue the same captions as another.
pub(crate) fn become_like(cue: &mut Cue, like: &Cue) {
    OWN.iter().for_each(|field| field.put(cue, like));
}

impl Field {
    pub(crate) fn differs(self, a: &Cue, b: &Cue) -> bool {
        match self {
            Self::Text | Self::Style => a.rows != b.rows,
            Self::Times => (a.in_time, a.out_time) != (b.in_time, b.out_time),
            Self::Position => {
                (a.align, a.writing) != (b.align, b.writing) || a.position != b.position
            }
            Self::Speaker => a.speaker != b.speaker,
            Self::Settings => {
                (a.comment, a.forced, a.mode, a.channel) != (b.comment, b.forced, b.mode, b.channel)
                    || a.settings != b.settings
            }
            Self::Order => false,
        }
    }

    /// Puts what another cue has there into a cue.
    fn put(self, cue: &mut Cue, from: &Cue) {
        match self {
            Self::Text | Self::Style => cue.rows.clone_from(&from.rows),
            Self::Times => (cue.in_time, cue.out_time) = (from.in_time, from.out_time),
            Self::Position => {
                cue.position.clone_from(&from.position);
                (cue.align, cue.writing) = (from.align, from.writing);
            }
            Self::Speaker => cue.speaker.clone_from(&from.speaker),
            Self::Settings => {
                (cue.comment, cue.forced) = (from.comment, from.forced);
                (cue.mode, cue.channel) = (from.mode, from.channel);
                cue.settings.clone_from(&from.settings);
            }
            Self::Order => {}
        }
    }

    /// Puts what another cue has in some fields into a cue. Rows that come
    /// without their places get places where the cue stands.
    pub(crate) fn put_all(fields: &[Self], cue: &mut Cue, from: &Cue) {
        fields.iter().for_each(|field| field.put(cue, from));
        let rows = fields.contains(&Self::Text) || fields.contains(&Self::Style);
        if rows && !fields.contains(&Self::Position) && cue.position != from.position {
            fit_grid(cue);
        }
    }
}
