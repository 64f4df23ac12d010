//! The caption formats that Rev produces.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A format that finished captions can be had in: the fourteen that the document
/// of `POST /orders` lists, by its names for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CaptionFormat {
    /// `SubRip`, what Rev optimises for where nothing else is asked.
    SubRip,
    /// Scenarist Closed Caption.
    Scc,
    /// `MacCaption`.
    Mcc,
    /// Timed Text Markup Language.
    Ttml,
    /// `QuickTime` text.
    #[serde(rename = "QTtext")]
    QtText,
    /// Plain text.
    Transcript,
    /// `WebVTT`.
    WebVtt,
    /// The profile of TTML for exchange.
    Dfxp,
    /// For Cheetah Captivator.
    CheetahCap,
    /// Spruce subtitles.
    Stl,
    /// Avid DS subtitles.
    AvidDs,
    /// Avid DVD subtitles.
    AvidDvd,
    /// `SubRip` with the names Facebook wants.
    FacebookSubRip,
    /// EBU subtitles.
    EbuStl,
}

/// How the content of an attachment is asked for in a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fetch {
    /// By the ending of the address.
    Extension(&'static str),
    /// By the media type in `Accept`; no ending is known.
    Accept(&'static str),
    /// It cannot be asked for: `SubRip` is fetched and converted here.
    ConvertSubRip,
}

/// What is known of a format.
struct Row {
    format: CaptionFormat,
    /// The constant of the document.
    name: &'static str,
    title: &'static str,
    /// The identifier in the registry of [`formats`].
    local: &'static str,
    extension: &'static str,
    media_type: &'static str,
    fetch: Fetch,
    /// Whether it carries Latin letters only (rule 20004).
    latin_only: bool,
    /// Whether the official client knows it; it is older than the document.
    in_client: bool,
}

use CaptionFormat as F;

macro_rules! row {
    ($format:ident, $name:literal, $title:literal, $local:literal, $extension:literal, $media:literal, $fetch:expr, $latin:literal, $client:literal) => {
        Row {
            format: F::$format,
            name: $name,
            title: $title,
            local: $local,
            extension: $extension,
            media_type: $media,
            fetch: $fetch,
            latin_only: $latin,
            in_client: $client,
        }
    };
}

// Names and titles: the document of POST /orders. Endings and media types: Rev's
// page on attachment contents; for the last three no way to ask is published.
#[rustfmt::skip]
const ROWS: [Row; 14] = [
    row!(SubRip, "SubRip", "SubRip", "srt", "srt", "application/x-subrip", Fetch::Extension("srt"), false, true),
    row!(Scc, "Scc", "Scenarist", "scc", "scc", "text/x-scc", Fetch::Extension("scc"), true, true),
    row!(Mcc, "Mcc", "MacCaption", "mcc", "mcc", "text/x-mcc", Fetch::Extension("mcc"), true, true),
    row!(Ttml, "Ttml", "Timed Text", "ttml", "ttml", "application/ttml+xml", Fetch::Extension("ttml"), false, true),
    row!(QtText, "QTtext", "QuickTime Timed Text", "qttext", "qt.txt", "application/x-quicktime-timedtext", Fetch::Extension("qt.txt"), false, true),
    row!(Transcript, "Transcript", "Transcript", "transcript", "txt", "text/plain", Fetch::Extension("txt"), false, true),
    row!(WebVtt, "WebVtt", "WebVTT", "vtt", "vtt", "text/vtt", Fetch::Extension("vtt"), false, true),
    row!(Dfxp, "Dfxp", "DFXP", "dfxp", "dfxp", "application/ttaf+xml", Fetch::Extension("dfxp"), false, true),
    row!(CheetahCap, "CheetahCap", "Cheetah .CAP", "cap", "cap", "application/x-cheetah-cap", Fetch::Extension("cap"), true, true),
    row!(Stl, "Stl", "Spruce Subtitle File", "spruce-stl", "stl", "text/x-stl", Fetch::Extension("stl"), false, false),
    row!(AvidDs, "AvidDs", "Avid DS Subtitle File", "avid-ds", "avid.txt", "text/vnd.avid-ds", Fetch::Accept("text/vnd.avid-ds"), false, false),
    row!(AvidDvd, "AvidDvd", "Avid DVD Subtitle File", "avid-dvd", "dvd.txt", "text/plain", Fetch::ConvertSubRip, false, false),
    row!(FacebookSubRip, "FacebookSubRip", "Facebook-ready SubRip", "fb-srt", "srt", "application/x-subrip", Fetch::ConvertSubRip, false, false),
    row!(EbuStl, "EbuStl", "EBU Subtitle File", "ebu-stl", "stl", "application/x-ebu-stl", Fetch::ConvertSubRip, false, false),
];

impl CaptionFormat {
    /// Every format, in the order of the document.
    pub const ALL: [Self; 14] = [
        F::SubRip,
        F::Scc,
        F::Mcc,
        F::Ttml,
        F::QtText,
        F::Transcript,
        F::WebVtt,
        F::Dfxp,
        F::CheetahCap,
        F::Stl,
        F::AvidDs,
        F::AvidDvd,
        F::FacebookSubRip,
        F::EbuStl,
    ];

    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// The document's name for it, as it is sent.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Its name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.row().title
    }

    /// The identifier of the same format among those that Cuewright reads and
    /// writes.
    #[must_use]
    pub fn local_format(self) -> &'static str {
        self.row().local
    }

    /// The ending of its files, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        self.row().extension
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        self.row().media_type
    }

    /// How the content of an attachment is asked for in it.
    #[must_use]
    pub fn fetch(self) -> Fetch {
        self.row().fetch
    }

    /// Whether it carries Latin letters only, so that subtitles in other scripts
    /// cannot be ordered with it.
    #[must_use]
    pub fn is_latin_only(self) -> bool {
        self.row().latin_only
    }

    /// Whether Rev's own client, which is older than the document, knows it.
    #[must_use]
    pub fn is_in_official_client(self) -> bool {
        self.row().in_client
    }
}

/// A text that names none of the formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Rev has no caption format of that name")]
pub struct UnknownFormat;

impl FromStr for CaptionFormat {
    type Err = UnknownFormat;

    /// Reads the document's name in any case: published clients send `DFXP`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let row = ROWS
            .iter()
            .find(|row| row.name.eq_ignore_ascii_case(text.trim()));
        row.map(|row| row.format).ok_or(UnknownFormat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_formats() {
        for (format, row) in CaptionFormat::ALL.iter().zip(&ROWS) {
            assert_eq!(*format, row.format);
            assert_eq!(row.name.parse(), Ok(*format));
            assert_eq!(row.name.to_uppercase().parse(), Ok(*format));
            assert_eq!(
                serde_json::to_value(format).expect("a name"),
                serde_json::json!(row.name)
            );
        }
        assert_eq!("Srt".parse::<CaptionFormat>(), Err(UnknownFormat));
    }

    #[test]
    fn every_format_can_be_had_here() {
        for format in CaptionFormat::ALL {
            let local = formats::registry::by_id(format.local_format());
            let info = local.expect("a format that is registered").info();
            assert!(info.writes, "{}", format.name());
            assert!(
                info.extensions.contains(&format.extension()),
                "{}: {:?}",
                format.name(),
                info.extensions
            );
        }
    }
}
