//! How fast a cue has to be read. All comparisons are of whole numbers.

use captions::Time;
use serde::{Deserialize, Serialize};

use super::durations::longer;
use super::{Rule, RuleInfo};
use crate::amount::{Decimal, Hundredths, Seconds, Span};
use crate::finding::{Finding, Remark};
use crate::repair::Repair;
use crate::scene::Scene;

pub(super) const READING_SPEED: RuleInfo = RuleInfo {
    id: "reading-speed",
    title: "Reading speed",
    about: "Characters a second. What goes by faster than people read is not read, and what \
            stands far too long is read twice.",
    fix: Some("Lets the cue stand longer, where there is room after it"),
};
pub(super) const WORDS_PER_MINUTE: RuleInfo = RuleInfo {
    id: "words-per-minute",
    title: "Words a minute",
    about: "The presentation rate, as sources that count words give it.",
    fix: Some("Lets the cue stand longer, where there is room after it"),
};
pub(super) const TIME_PER_WORD: RuleInfo = RuleInfo {
    id: "time-per-word",
    title: "Time for each word",
    about: "A short cue needs a certain time for each of its words.",
    fix: Some("Lets the cue stand longer, where there is room after it"),
};

/// Characters a second.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReadingSpeed {
    /// The most there may be.
    pub most: Decimal,
    /// The least there may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<Decimal>,
}

/// Words a minute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct WordsPerMinute {
    /// The most there may be.
    pub most: Decimal,
}

/// The time each word needs at least.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TimePerWord(pub Seconds);

/// `amount` in hundredths for each `unit` of time, compared with a limit.
#[derive(Clone, Copy)]
struct Rate {
    amount: u32,
    unit: Time,
}

impl Rate {
    /// The shortest time in which this is no faster than `most`.
    fn least_time(self, most: Decimal) -> Time {
        let unit = i128::from(self.unit.flicks());
        let limit = i128::from(most.hundredths()).max(1);
        let flicks = (i128::from(self.amount) * unit + limit - 1) / limit;
        Time::from_flicks(i64::try_from(flicks).unwrap_or(i64::MAX))
    }

    /// In hundredths, rounded up: a speed just above a limit never looks like it.
    fn over(self, time: Time) -> u64 {
        let product = i128::from(self.amount) * i128::from(self.unit.flicks());
        let time = i128::from(time.flicks()).max(1);
        u64::try_from((product + time - 1) / time).unwrap_or(u64::MAX)
    }
}

impl Rule for ReadingSpeed {
    fn info(&self) -> &'static RuleInfo {
        &READING_SPEED
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        let Some(time) = scene.duration() else { return };
        let rate = Rate {
            amount: scene.characters,
            unit: Time::SECOND,
        };
        let missing = rate.least_time(self.most) - time;
        let is_slow = |least| scene.characters > 0 && rate.least_time(least) < time;
        if missing > Time::ZERO {
            let (shown, most) = (Hundredths(rate.over(time)), self.most);
            let message = format!("{shown} characters a second; {most} are allowed");
            remarks.push(Remark::new(message).by(missing.flicks()));
        } else if let Some(least) = self.least.filter(|least| is_slow(*least)) {
            let shown = Hundredths(rate.over(time));
            let message = format!("{shown} characters a second; at least {least} are wanted");
            remarks.push(Remark::new(message).by((time - rate.least_time(least)).flicks()));
        }
    }

    fn repairs(&self, scene: &Scene<'_>, _: &Finding) -> Vec<Repair> {
        let rate = Rate {
            amount: scene.characters,
            unit: Time::SECOND,
        };
        longer(scene, scene.cue.in_time + rate.least_time(self.most))
    }
}

impl Rule for WordsPerMinute {
    fn info(&self) -> &'static RuleInfo {
        &WORDS_PER_MINUTE
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        let Some(time) = scene.duration() else { return };
        let rate = words_rate(scene);
        let missing = rate.least_time(self.most) - time;
        if missing > Time::ZERO {
            let shown = rate.over(time).div_ceil(100);
            let message = format!("{shown} words a minute; {} are allowed", self.most);
            remarks.push(Remark::new(message).by(missing.flicks()));
        }
    }

    fn repairs(&self, scene: &Scene<'_>, _: &Finding) -> Vec<Repair> {
        let time = words_rate(scene).least_time(self.most);
        longer(scene, scene.cue.in_time + time)
    }
}

fn words_rate(scene: &Scene<'_>) -> Rate {
    Rate {
        amount: scene.words.saturating_mul(100),
        unit: Time::from_seconds(60),
    }
}

impl TimePerWord {
    fn needed(&self, words: u32) -> Time {
        let one = Span::Seconds(self.0).time(captions::FrameRate::FILM);
        one.scaled(words.into(), 1).unwrap_or(one)
    }
}

impl Rule for TimePerWord {
    fn info(&self) -> &'static RuleInfo {
        &TIME_PER_WORD
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        let Some(time) = scene.duration() else { return };
        let needed = self.needed(scene.words);
        // Most files hold no less than a millisecond.
        if time + Time::MILLISECOND <= needed {
            let (words, each) = (scene.words, self.0);
            let noun = if words == 1 {
                "word needs"
            } else {
                "words need"
            };
            let message = format!("{words} {noun} {each} s each; the cue stands {time}");
            remarks.push(Remark::new(message).by((needed - time).flicks()));
        }
    }

    fn repairs(&self, scene: &Scene<'_>, _: &Finding) -> Vec<Repair> {
        let needed = self.needed(scene.words);
        longer(scene, scene.cue.in_time + needed)
    }
}
