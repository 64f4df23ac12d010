//! What an order will cost, as far as that can be said beforehand.

use serde::Serialize;
use workbench::outbox::MinutePrices;

use super::order::OrderDraft;
use super::price::Price;

/// What Rev's document says that rush adds for each minute: $1.25.
pub const RUSH_PER_MINUTE: Price = Price::from_ten_thousandths(12_500);
/// What Rev's document says that burned-in captions add for each minute: $0.30.
pub const BURNED_IN_PER_MINUTE: Price = Price::from_ten_thousandths(3_000);

/// What an account pays beyond the prices of the document, which has none for
/// captions themselves. The user knows them from Rev's own pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    /// Captions, for each minute.
    pub captions: Option<Price>,
    /// Premium service captions, in addition for each minute.
    pub premium: Option<Price>,
    /// Subtitles, for each minute and language.
    pub subtitles: Option<Price>,
}

impl From<&MinutePrices> for Rates {
    /// What is no amount is not known.
    fn from(said: &MinutePrices) -> Self {
        let price = |text: &Option<String>| text.as_deref()?.parse().ok();
        Self {
            captions: price(&said.captions),
            premium: price(&said.premium),
            subtitles: price(&said.subtitles),
        }
    }
}

/// What an order will cost. An estimate: only Rev knows the price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// Length of all media that say theirs, in seconds.
    pub seconds: u64,
    /// Every part of the cost, in the order of the document.
    pub parts: Vec<CostPart>,
    /// The sum of the parts whose price is known.
    pub known: Price,
    /// How many media do not say their length, so that it costs more.
    pub unmeasured: usize,
    /// Whether this is an order for trial, which costs nothing.
    pub sandbox: bool,
}

impl Estimate {
    /// Whether the order may cost more than [`known`](Self::known) says.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.sandbox
            && (self.unmeasured > 0 || self.parts.iter().any(|part| part.amount.is_none()))
    }
}

/// One part of the cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CostPart {
    /// What it is for.
    pub kind: CostKind,
    /// How much; absent where its price is not known.
    pub amount: Option<Price>,
}

/// What a part of the cost is for. Names are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CostKind {
    /// The captions.
    Captions,
    /// Subtitles in all languages.
    Subtitles,
    /// Rush.
    Rush,
    /// Premium service captions.
    Premium,
    /// Burned-in captions.
    BurnedIn,
}

/// Estimates the cost of an order: length in seconds times price a minute, each
/// part rounded up to a cent. An order for trial costs nothing, and its parts
/// say what a real one would.
#[must_use]
pub fn estimate(order: &OrderDraft, rates: &Rates) -> Estimate {
    let options = order.caption_options.as_ref();
    let inputs = options.map_or(&[][..], |options| options.inputs.as_slice());
    let measured = inputs.iter().filter_map(|input| {
        let seconds = input.video_length_seconds?;
        u64::try_from(seconds).ok().filter(|seconds| *seconds > 0)
    });
    let lengths: Vec<u64> = measured.collect();
    let seconds = lengths.iter().copied().fold(0, u64::saturating_add);
    let mut parts = Vec::new();
    let mut part = |kind, minute: Option<Price>, times: usize| {
        let times = u64::try_from(times).unwrap_or(u64::MAX);
        let amount = minute.map(|minute| minute.for_seconds(seconds.saturating_mul(times)));
        parts.push(CostPart { kind, amount });
    };
    if let Some(options) = options {
        part(CostKind::Captions, rates.captions, 1);
        let languages = options.subtitle_languages.len();
        if languages > 0 {
            part(CostKind::Subtitles, rates.subtitles, languages);
        }
        if options.rush {
            part(CostKind::Rush, Some(RUSH_PER_MINUTE), 1);
        }
        if options.premium_service_captions {
            part(CostKind::Premium, rates.premium, 1);
        }
        if options.burned_in_captions {
            part(CostKind::BurnedIn, Some(BURNED_IN_PER_MINUTE), 1);
        }
    }
    let amounts = parts.iter().filter_map(|part| part.amount);
    Estimate {
        seconds,
        known: amounts.fold(Price::ZERO, |sum, amount| sum + amount),
        parts,
        unmeasured: inputs.len() - lengths.len(),
        sandbox: order.sandbox_mode,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rev::order::{CaptionOptions, Input};

    fn order(lengths: &[Option<i64>], options: CaptionOptions) -> OrderDraft {
        let inputs = lengths.iter().map(|length| Input {
            video_length_seconds: *length,
            ..Input::default()
        });
        OrderDraft {
            sandbox_mode: false,
            caption_options: Some(CaptionOptions {
                inputs: inputs.collect(),
                ..options
            }),
            ..OrderDraft::default()
        }
    }

    #[test]
    fn every_part_is_named_and_what_is_known_is_summed() {
        let all = CaptionOptions {
            rush: true,
            premium_service_captions: true,
            burned_in_captions: true,
            subtitle_languages: vec!["it".to_owned(), "fr".to_owned()],
            ..CaptionOptions::default()
        };
        let order = order(&[Some(600), Some(300), None, Some(-5)], all);
        let said = MinutePrices {
            captions: Some("1.00".to_owned()),
            premium: Some("a lot".to_owned()),
            subtitles: Some("3.00".to_owned()),
        };
        let rates = Rates::from(&said);
        let found = estimate(&order, &rates);
        let parts: Vec<(CostKind, Option<String>)> = found
            .parts
            .iter()
            .map(|part| (part.kind, part.amount.map(|amount| amount.to_string())))
            .collect();
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            parts,
            [
                (CostKind::Captions, some("15.00")),
                (CostKind::Subtitles, some("90.00")),
                (CostKind::Rush, some("18.75")),
                (CostKind::Premium, None),
                (CostKind::BurnedIn, some("4.50")),
            ]
        );
        assert_eq!(found.known.to_string(), "128.25");
        assert_eq!((found.seconds, found.unmeasured), (900, 2));
        assert!(found.is_open());
    }

    #[test]
    fn only_what_is_not_known_leaves_an_estimate_open() {
        let order = order(&[Some(60)], CaptionOptions::default());
        assert!(estimate(&order, &Rates::default()).is_open());
        let rates = Rates {
            captions: "1.99".parse().ok(),
            ..Rates::default()
        };
        assert!(!estimate(&order, &rates).is_open());
        let trial = OrderDraft {
            sandbox_mode: true,
            ..order
        };
        assert!(!estimate(&trial, &Rates::default()).is_open());
        let nothing = OrderDraft {
            caption_options: None,
            ..trial
        };
        assert!(estimate(&nothing, &rates).parts.is_empty());
    }
}
