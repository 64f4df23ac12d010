//! What each profile asks of a file.

use captions::{Align, FrameRate, Settings};

use super::names::NAMESPACE;
use super::region::{Area, Shape};
use super::style::DisplayAlign;
use super::time::Notation;
use crate::registry::Info;
use crate::{Feature, Support};

/// How a profile writes its files.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub(super) info: &'static Info,
    /// Styles are named in the head and only referred to (EBU Tech 3380).
    pub(super) by_reference: bool,
    /// Times are labels of frames (iTunes Timed Text).
    pub(super) labels: bool,
    /// Attributes of the root element besides namespaces and times.
    pub(super) root: &'static [(&'static str, &'static str)],
    /// Namespaces by prefix, besides that of the elements.
    pub(super) prefixes: &'static [(&'static str, &'static str)],
    /// Prefixes of settings that cues may have.
    pub(super) settings: &'static [&'static str],
    /// The name of the standard that the metadata must give.
    pub(super) standard: Option<&'static str>,
    /// The style of everything: its name and attributes.
    pub(super) default_style: Option<(&'static str, &'static [(&'static str, &'static str)])>,
    /// Units in which text sizes may be given.
    pub(super) size_units: &'static [&'static str],
}

const TTS: (&str, &str) = ("tts", "http://www.w3.org/ns/ttml#styling");
const TTP: (&str, &str) = ("ttp", "http://www.w3.org/ns/ttml#parameter");
const TTM: (&str, &str) = ("ttm", "http://www.w3.org/ns/ttml#metadata");
const ITTS: (&str, &str) = ("itts", "http://www.w3.org/ns/ttml/profile/imsc1#styling");
const EBUTTS: (&str, &str) = ("ebutts", "urn:ebu:tt:style");

const SIZES: &[&str] = &["%", "c", "em"];

impl Rules {
    pub(super) const fn ttml(info: &'static Info) -> Self {
        Self {
            info,
            by_reference: false,
            labels: false,
            root: &[],
            prefixes: &[TTS, TTP, TTM, ITTS, EBUTTS],
            settings: &["tts:", "ttm:", "itts:", "ebutts:"],
            standard: None,
            default_style: None,
            size_units: SIZES,
        }
    }

    pub(super) const fn dfxp(info: &'static Info) -> Self {
        Self {
            root: &[(
                "ttp:profile",
                "http://www.w3.org/ns/ttml/profile/dfxp-presentation",
            )],
            prefixes: &[TTS, TTP, TTM],
            settings: &["tts:", "ttm:"],
            ..Self::ttml(info)
        }
    }

    pub(super) const fn imsc(info: &'static Info) -> Self {
        Self {
            root: &[(
                "ttp:contentProfiles",
                "http://www.w3.org/ns/ttml/profile/imsc1.1/text",
            )],
            ..Self::ttml(info)
        }
    }

    pub(super) const fn itt(info: &'static Info) -> Self {
        Self {
            labels: true,
            root: &[("ttp:timeBase", "smpte")],
            prefixes: &[TTS, TTP, TTM],
            settings: &[],
            default_style: Some((
                "normal",
                &[
                    ("tts:fontFamily", "sansSerif"),
                    ("tts:fontWeight", "normal"),
                    ("tts:fontStyle", "normal"),
                    ("tts:color", "white"),
                    ("tts:fontSize", "100%"),
                ],
            )),
            size_units: &["%"],
            ..Self::ttml(info)
        }
    }

    pub(super) const fn ebu_tt_d(info: &'static Info) -> Self {
        Self {
            by_reference: true,
            root: &[("ttp:timeBase", "media"), ("ttp:cellResolution", "32 15")],
            prefixes: &[TTS, TTP, TTM, ("ebuttm", "urn:ebu:tt:metadata")],
            settings: &[],
            standard: Some("urn:ebu:tt:distribution:2018-04"),
            default_style: Some(("default", &[("tts:fontFamily", "proportionalSansSerif")])),
            size_units: &["%"],
            ..Self::ttml(info)
        }
    }

    pub(super) const fn smpte_tt(info: &'static Info) -> Self {
        Self {
            root: &[(
                "ttp:profile",
                "http://www.smpte-ra.org/schemas/2052-1/2010/profiles/smpte-tt-full",
            )],
            prefixes: &[
                TTS,
                TTP,
                TTM,
                (
                    "smpte",
                    "http://www.smpte-ra.org/schemas/2052-1/2010/smpte-tt",
                ),
            ],
            settings: &["tts:", "ttm:"],
            ..Self::ttml(info)
        }
    }

    pub(super) fn carries(&self, feature: Feature) -> bool {
        self.info.support(feature) != Support::None
    }

    /// How times are written in a file of a document with these settings.
    pub(super) fn notation(&self, settings: &Settings) -> Notation {
        if self.labels {
            return Notation::Labels(settings.timebase, settings.programme_start);
        }
        if self.info.support(Feature::TimePrecision) == Support::Full {
            return Notation::Exact {
                rate: Some(settings.timebase.rate()),
                ticks: true,
            };
        }
        Notation::Exact {
            rate: None,
            ticks: false,
        }
    }

    /// The regions that a file has whether its cues use them or not.
    pub(super) fn standard_regions(&self) -> Vec<(Shape, &'static str)> {
        if !self.labels {
            return Vec::new();
        }
        let region = |area, align| Shape::plain(area, align, Align::Center);
        vec![
            (region(Area::ITT_TOP, DisplayAlign::Before), "top"),
            (region(Area::ITT_BOTTOM, DisplayAlign::After), "bottom"),
        ]
    }
}

/// The attributes that give a frame rate: whole frames, and the multiplier.
pub(super) fn frame_rate(rate: FrameRate) -> (String, String) {
    let nominal = rate.nominal();
    let (up, down) = (
        u64::from(rate.numerator()),
        u64::from(rate.denominator()) * u64::from(nominal),
    );
    let divisor = gcd(up, down);
    (
        nominal.to_string(),
        format!("{} {}", up / divisor, down / divisor),
    )
}

const fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The namespace declarations of a file written anew.
pub(super) fn namespaces(rules: &Rules) -> Vec<(String, &'static str)> {
    let mut all = vec![("xmlns".to_owned(), NAMESPACE)];
    let prefixes = rules.prefixes.iter();
    all.extend(prefixes.map(|(prefix, uri)| (format!("xmlns:{prefix}"), *uri)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_split_into_frames_and_multiplier() {
        for (rate, frames, multiplier) in [
            (FrameRate::FILM_NTSC, "24", "1000 1001"),
            (FrameRate::NTSC, "30", "1000 1001"),
            (FrameRate::PAL, "25", "1 1"),
        ] {
            assert_eq!(frame_rate(rate), (frames.to_owned(), multiplier.to_owned()));
        }
    }
}
