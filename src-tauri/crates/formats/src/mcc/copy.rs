//! The copy of the cues on CC1, for receivers that know CEA-608 alone.

use std::collections::{BTreeSet, HashMap};

use captions::{CaptionChannel, Cue, Position};

use crate::cea608;
use crate::cea708::Screen;
use crate::loss::Losses;
use crate::{Feature, Loss, Severity};

use super::INFO;
use super::clock::Clock;

/// Plans the copy on CC1. What it cannot show is no loss of the file as far as
/// the service shows it; what its viewers miss is said cue by cue, and the rest
/// once for all.
pub(super) fn plan_line21(
    cues: &[(&Cue, u32)],
    clock: Clock,
    screen: Screen,
    losses: &mut Losses,
) -> Vec<(i64, [u8; 2])> {
    let narrowed: Vec<(Cue, u32)> = match screen {
        Screen::Standard => Vec::new(),
        Screen::Wide => cues.iter().map(|(cue, n)| (narrow(cue), *n)).collect(),
    };
    let copied: Vec<(&Cue, u32)> = match screen {
        Screen::Standard => cues.to_vec(),
        Screen::Wide => narrowed.iter().map(|(cue, n)| (cue, *n)).collect(),
    };
    let mut own = Losses::new(&INFO);
    let settings = clock.settings();
    let pairs = cea608::plan(copied, &settings, CaptionChannel::Cc1, &mut own);
    declare_copy(own.finish(), cues, clock, losses);
    pairs
}

/// A cue of a wide picture for the 32 columns in its middle.
fn narrow(cue: &Cue) -> Cue {
    let mut cue = cue.clone();
    if let Position::Grid(cells) = &mut cue.position {
        let aside = (Screen::Wide.columns() - Screen::Standard.columns()) / 2;
        for cell in cells {
            cell.column = cell.column.saturating_sub(aside).max(1);
        }
    }
    cue
}

fn declare_copy(of_copy: Vec<Loss>, cues: &[(&Cue, u32)], clock: Clock, losses: &mut Losses) {
    let each_frame = clock.rate.line21 > 1;
    let (mut features, mut numbers) = (BTreeSet::new(), BTreeSet::new());
    let cues: HashMap<u32, &Cue> = cues.iter().map(|(cue, number)| (*number, *cue)).collect();
    for loss in of_copy {
        let number = loss.number.unwrap_or(0);
        let at = cues.get(&number).map(|cue| (*cue, number));
        let is_missed = match loss.feature {
            // The same as that of the service.
            Feature::OpenEnd => continue,
            Feature::TimePrecision if each_frame => continue,
            Feature::Times | Feature::Overlap => true,
            Feature::Characters | Feature::LineBreak => loss.severity == Severity::Error,
            _ => false,
        };
        match at {
            Some(at) if is_missed => {
                let to = format!("in the copy on CC1: {}", loss.to);
                losses.of_cue(at, loss.feature, Severity::Warning, loss.from, to);
            }
            _ => {
                features.insert(loss.feature);
                numbers.insert(number);
            }
        }
    }
    if features.is_empty() {
        return;
    }
    let names: Vec<String> = features.into_iter().map(words).collect();
    let from = match numbers.len() {
        1 => format!("1 cue ({})", names.join(", ")),
        count => format!("{count} cues ({})", names.join(", ")),
    };
    let to = "in the copy on CC1: the nearest that CEA-608 has";
    losses.of_track(Feature::Channel, Severity::Info, from, to);
}

/// A feature in small words: `free position`.
fn words(feature: Feature) -> String {
    let mut words = String::new();
    for letter in format!("{feature:?}").chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}
