//! Losses put together for reading.

use std::cmp::Reverse;

use formats::{Feature, Loss, Severity};
use serde::{Deserialize, Serialize};

/// Cues of a group whose loss is told in words; of the others only the number is.
const TOLD: usize = 500;

/// One kind of loss, with every cue it strikes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LossGroup {
    /// What is lost.
    pub feature: Feature,
    /// How much it matters.
    pub severity: Severity,
    /// What was there, from the first of the losses.
    pub from: String,
    /// What became of that.
    pub to: String,
    /// How many losses these are.
    pub count: u32,
    /// The cues, in order; none where it concerns the track.
    pub places: Vec<LossPlace>,
}

/// A cue that loses something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LossPlace {
    /// The cue's place in the track, counted from 1.
    pub number: u32,
    /// What was there; absent far down a long list.
    pub from: Option<String>,
    /// What became of it; absent far down a long list.
    pub to: Option<String>,
}

/// Losses by severity and feature: the gravest first, and of these the most
/// frequent.
#[must_use]
pub fn group_losses(losses: &[Loss]) -> Vec<LossGroup> {
    let mut groups: Vec<LossGroup> = Vec::new();
    for loss in losses {
        let kind = (loss.severity, loss.feature);
        let known = groups.iter().position(|group| group.kind() == kind);
        let at = known.unwrap_or_else(|| {
            groups.push(LossGroup::of(loss));
            groups.len() - 1
        });
        groups[at].take(loss);
    }
    groups.sort_by_key(|group| (Reverse(group.severity), Reverse(group.count)));
    groups
}

impl LossGroup {
    fn of(loss: &Loss) -> Self {
        Self {
            feature: loss.feature,
            severity: loss.severity,
            from: loss.from.to_string(),
            to: loss.to.to_string(),
            count: 0,
            places: Vec::new(),
        }
    }

    fn kind(&self) -> (Severity, Feature) {
        (self.severity, self.feature)
    }

    fn take(&mut self, loss: &Loss) {
        self.count += 1;
        let Some(number) = loss.number else {
            return;
        };
        let told = self.places.len() < TOLD;
        self.places.push(LossPlace {
            number,
            from: told.then(|| loss.from.to_string()),
            to: told.then(|| loss.to.to_string()),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loss(number: Option<u32>, feature: Feature, severity: Severity) -> Loss {
        Loss {
            cue: None,
            number,
            feature,
            from: "a colour".into(),
            to: "none".into(),
            severity,
        }
    }

    #[test]
    fn the_gravest_come_first_and_then_the_most_frequent() {
        let losses = [
            loss(Some(1), Feature::Italic, Severity::Warning),
            loss(Some(1), Feature::TextColor, Severity::Warning),
            loss(Some(3), Feature::TextColor, Severity::Warning),
            loss(Some(9), Feature::Comment, Severity::Info),
            loss(None, Feature::Region, Severity::Error),
        ];
        let groups = group_losses(&losses);
        let brief: Vec<(Feature, u32, usize)> = groups
            .iter()
            .map(|group| (group.feature, group.count, group.places.len()))
            .collect();
        let expected = [
            (Feature::Region, 1, 0),
            (Feature::TextColor, 2, 2),
            (Feature::Italic, 1, 1),
            (Feature::Comment, 1, 1),
        ];
        assert_eq!(brief, expected);
    }

    #[test]
    fn every_cue_of_a_long_list_is_named() {
        let losses: Vec<Loss> = (1..=2000)
            .map(|number| loss(Some(number), Feature::Italic, Severity::Warning))
            .collect();
        let groups = group_losses(&losses);
        assert_eq!(groups[0].places.len(), 2000);
        assert_eq!(groups[0].places[0].to.as_deref(), Some("none"));
        assert_eq!(groups[0].places[1999].number, 2000);
        assert_eq!(groups[0].places[1999].from, None);
    }
}
