//! The rules there are. Each has an identifier, a text that explains it, a
//! limit of its own kind, and where that is safe a way to mend.

mod breaks;
mod characters;
mod dialogue;
mod duplicates;
mod durations;
mod frames;
mod gaps;
mod loading;
mod markup;
mod order;
mod placement;
mod repeats;
mod rows;
mod shots;
mod sounds;
mod speakers;
mod speed;
mod spelling;
mod terms;

use captions::Severity;
use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Remark};
use crate::repair::Repair;
use crate::scene::Scene;

/// What a rule is, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RuleInfo {
    /// Stable identifier: its name in profiles.
    pub id: &'static str,
    /// Short name.
    pub title: &'static str,
    /// What it finds and why that matters.
    pub about: &'static str,
    /// What its fix does, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<&'static str>,
}

/// One rule with its limit.
pub(crate) trait Rule {
    /// What it is.
    fn info(&self) -> &'static RuleInfo;

    /// Adds what is not as it should be about the scene's own cue. Looks at
    /// nothing but the scene, so that a cue needs to be checked again only
    /// where it or a neighbour has changed.
    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>);

    /// Ways to mend a finding, best first. Whether one makes something else
    /// worse is not for the rule to know.
    fn repairs(&self, scene: &Scene<'_>, finding: &Finding) -> Vec<Repair> {
        let _ = (scene, finding);
        Vec::new()
    }
}

/// A rule of a profile that has a limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limited<T> {
    /// The limit.
    pub limit: T,
    /// How much a finding weighs.
    pub severity: Severity,
    /// Where the limit is from.
    pub source: String,
}

/// A rule of a profile that needs no limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plain<T> {
    #[serde(skip)]
    rule: T,
    /// How much a finding weighs.
    pub severity: Severity,
    /// Where the rule is from.
    pub source: String,
}

/// A rule that holds in a profile.
#[derive(Clone, Copy)]
pub(crate) struct Held<'a> {
    pub(crate) rule: &'a dyn Rule,
    pub(crate) severity: Severity,
    pub(crate) source: &'a str,
}

trait Holds {
    fn held(&self) -> Held<'_>;
}

impl<T: Rule> Holds for Limited<T> {
    fn held(&self) -> Held<'_> {
        Held {
            rule: &self.limit,
            severity: self.severity,
            source: &self.source,
        }
    }
}

impl<T: Rule> Holds for Plain<T> {
    fn held(&self) -> Held<'_> {
        Held {
            rule: &self.rule,
            severity: self.severity,
            source: &self.source,
        }
    }
}

macro_rules! rules {
    ($($name:ident: $form:ident<$rule:ty> = $info:expr;)*) => {
        /// The rules of a profile; one that is absent does not hold.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
        pub struct Rules {
            $(
                #[doc = concat!("See the text of the rule `", stringify!($name), "`.")]
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $name: Option<$form<$rule>>,
            )*
        }

        impl Rules {
            /// The rules that hold.
            pub(crate) fn held(&self) -> Vec<Held<'_>> {
                let all = [$(self.$name.as_ref().map(Holds::held)),*];
                all.into_iter().flatten().collect()
            }
        }

        /// Every rule there is, whether a profile holds it or not.
        pub const ALL: &[&RuleInfo] = &[$($info),*];
    };
}

rules! {
    row_length: Limited<rows::RowLength> = &rows::ROW_LENGTH;
    rows: Limited<rows::RowCount> = &rows::ROWS;
    cue_length: Limited<rows::CueLength> = &rows::CUE_LENGTH;
    one_sentence: Plain<rows::OneSentence> = &rows::ONE_SENTENCE;
    reading_speed: Limited<speed::ReadingSpeed> = &speed::READING_SPEED;
    words_per_minute: Limited<speed::WordsPerMinute> = &speed::WORDS_PER_MINUTE;
    time_per_word: Limited<speed::TimePerWord> = &speed::TIME_PER_WORD;
    min_duration: Limited<durations::Shortest> = &durations::MIN_DURATION;
    max_duration: Limited<durations::Longest> = &durations::MAX_DURATION;
    min_gap: Limited<gaps::MinGap> = &gaps::MIN_GAP;
    chaining: Limited<gaps::Chaining> = &gaps::CHAINING;
    overlap: Plain<gaps::Overlap> = &gaps::OVERLAP;
    order: Plain<order::Order> = &order::ORDER;
    outside_programme: Plain<order::OutsideProgramme> = &order::OUTSIDE_PROGRAMME;
    frame_alignment: Plain<frames::FrameAlignment> = &frames::FRAME_ALIGNMENT;
    shot_in: Limited<shots::ShotIn> = &shots::SHOT_IN;
    shot_out: Limited<shots::ShotOut> = &shots::SHOT_OUT;
    row_break: Plain<breaks::RowBreak> = &breaks::ROW_BREAK;
    empty: Plain<duplicates::Empty> = &duplicates::EMPTY;
    duplicate: Plain<duplicates::Duplicate> = &duplicates::DUPLICATE;
    unbalanced_markup: Plain<markup::Unbalanced> = &markup::UNBALANCED_MARKUP;
    characters: Limited<characters::Repertoire> = &characters::CHARACTERS;
    dialogue_dashes: Limited<dialogue::Dashes> = &dialogue::DIALOGUE_DASHES;
    sound_labels: Limited<sounds::Brackets> = &sounds::SOUND_LABELS;
    speaker_labels: Plain<speakers::KnownSpeakers> = &speakers::SPEAKER_LABELS;
    repeated_words: Plain<repeats::RepeatedWords> = &repeats::REPEATED_WORDS;
    spelling: Plain<spelling::Spelling> = &spelling::SPELLING;
    glossary: Plain<terms::Terms> = &terms::GLOSSARY;
    placement: Limited<placement::Placement> = &placement::PLACEMENT;
    load_time: Limited<loading::LoadTime> = &loading::LOAD_TIME;
}

impl Rules {
    /// Limits that no cue could meet together: the field, and what is wrong.
    pub(crate) fn contradiction(&self) -> Option<(&'static str, String)> {
        let rate = captions::FrameRate::FILM;
        let wrong = |is: bool, field, message: &str| is.then(|| (field, message.to_owned()));
        let shortest = self
            .min_duration
            .as_ref()
            .map(|rule| rule.limit.0.time(rate));
        let longest = self
            .max_duration
            .as_ref()
            .map(|rule| rule.limit.0.time(rate));
        let durations = shortest
            .zip(longest)
            .is_some_and(|(least, most)| least > most);
        let speed = self.reading_speed.as_ref().map(|rule| &rule.limit);
        let speeds = speed.is_some_and(|limit| limit.least.is_some_and(|least| least > limit.most));
        let chaining = self.chaining.as_ref().map(|rule| &rule.limit);
        let gaps = chaining.is_some_and(|limit| limit.to.time(rate) >= limit.least.time(rate));
        let preferred = chaining.and_then(|limit| Some((limit, limit.preferred?)));
        let preferred = preferred
            .is_some_and(|(limit, preferred)| preferred.time(rate) < limit.least.time(rate));
        let shot_in = self.shot_in.as_ref().map(|rule| &rule.limit);
        let near = shot_in.is_some_and(|limit| limit.near.time(rate) > limit.clear.time(rate));
        let shot_out = self.shot_out.as_ref().map(|rule| &rule.limit);
        let before = shot_out.is_some_and(|limit| limit.before.time(rate) > limit.clear.time(rate));
        let all = [
            wrong(
                durations,
                "rules.min-duration.limit",
                "it is above that of max-duration; at most that is allowed",
            ),
            wrong(
                speeds,
                "rules.reading-speed.limit.least",
                "it is above `most`; at most that is allowed",
            ),
            wrong(
                gaps,
                "rules.chaining.limit.to",
                "it is not below `least`; less is allowed",
            ),
            wrong(
                preferred,
                "rules.chaining.limit.preferred",
                "it is below `least`; at least that is allowed",
            ),
            wrong(
                near,
                "rules.shot-in.limit.near",
                "it is above `clear`; at most that is allowed",
            ),
            wrong(
                before,
                "rules.shot-out.limit.before",
                "it is above `clear`; at most that is allowed",
            ),
        ];
        all.into_iter().flatten().next()
    }
}

/// A rule by its identifier.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static RuleInfo> {
    ALL.iter().copied().find(|info| info.id == id)
}
