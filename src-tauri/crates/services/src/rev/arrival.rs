//! What arrived: looked at by its content, since Rev has answered in another
//! format than was asked for.

use formats::registry::{self, Confidence, Probe};

use super::format::CaptionFormat;

/// What an attachment is wanted as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wanted {
    /// As it is kept at Rev.
    Original,
    /// Captions in a format.
    Captions(CaptionFormat),
    /// A transcript as a document.
    Document(DocumentKind),
    /// The video with the captions in it, which is always MP4.
    BurnedIn,
}

/// The kinds of document a transcript can be had as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// Word.
    Docx,
    /// PDF.
    Pdf,
    /// Plain text.
    Text,
    /// Rev's own JSON.
    Json,
}

impl DocumentKind {
    /// The ending by which it is asked for.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Pdf => "pdf",
            Self::Text => "txt",
            Self::Json => "json",
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Pdf => "application/pdf",
            Self::Text => "text/plain",
            Self::Json => "application/json+rev-transcript",
        }
    }
}

/// What the content of an answer turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// What was asked for.
    AsWanted,
    /// A caption format of this identifier, though another was asked for.
    OtherFormat(&'static str),
    /// Not what was asked for, and nothing that can be used.
    Unusable(Unusable),
}

/// Why what arrived cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// Nothing.
    Empty,
    /// A web page.
    Page,
    /// Something that is not what was asked for and not captions.
    Unknown,
}

/// Looks at what arrived.
#[must_use]
pub fn look_at(bytes: &[u8], wanted: Wanted) -> Arrival {
    if bytes.is_empty() {
        return Arrival::Unusable(Unusable::Empty);
    }
    if wanted != Wanted::Original && is_page(bytes) {
        return Arrival::Unusable(Unusable::Page);
    }
    match wanted {
        Wanted::Original => Arrival::AsWanted,
        Wanted::Captions(format) => captions(bytes, format),
        Wanted::Document(kind) => sign(document_fits(bytes, kind)),
        Wanted::BurnedIn => sign(bytes.get(4..8) == Some(b"ftyp")),
    }
}

fn sign(fits: bool) -> Arrival {
    if fits {
        Arrival::AsWanted
    } else {
        Arrival::Unusable(Unusable::Unknown)
    }
}

fn captions(bytes: &[u8], format: CaptionFormat) -> Arrival {
    // A transcript is text of any kind, so that only its being text can be seen.
    if format == CaptionFormat::Transcript {
        return sign(is_text(bytes));
    }
    // What is converted here arrives as SubRip.
    let wanted = match format.fetch() {
        super::format::Fetch::ConvertSubRip => CaptionFormat::SubRip,
        _ => format,
    };
    let wanted = wanted.local_format();
    let probe = Probe::new(bytes);
    let fits = registry::all()
        .iter()
        .filter(|known| family(known.info().id) == family(wanted))
        .any(|known| known.detect(&probe) >= Confidence::Likely);
    let best = registry::detect(bytes, None);
    let likely = best.confidence() >= Confidence::Likely;
    match best.best().filter(|_| likely).map(|found| found.info().id) {
        Some(found) if family(found) == family(wanted) => Arrival::AsWanted,
        Some(found) if !fits || best.confidence() == Confidence::Certain => {
            Arrival::OtherFormat(found)
        }
        _ if fits => Arrival::AsWanted,
        _ => Arrival::Unusable(Unusable::Unknown),
    }
}

/// Formats that cannot be told apart by content, or of which one is a kind of
/// the other.
fn family(id: &'static str) -> &'static str {
    match id {
        "fb-srt" => "srt",
        "dfxp" | "imsc" | "itt" | "ebu-tt-d" | "smpte-tt" => "ttml",
        "cheetah-old" | "cheetah-asc" | "capmaker" | "captionmax" => "cap",
        other => other,
    }
}

fn document_fits(bytes: &[u8], kind: DocumentKind) -> bool {
    match kind {
        DocumentKind::Docx => bytes.starts_with(b"PK\x03\x04"),
        DocumentKind::Pdf => bytes.starts_with(b"%PDF-"),
        DocumentKind::Text => is_text(bytes),
        DocumentKind::Json => serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok(),
    }
}

/// Whether this may be text: UTF-8 or UTF-16 by its mark, or without a zero.
fn is_text(bytes: &[u8]) -> bool {
    let marked = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    marked || !bytes[..bytes.len().min(4096)].contains(&0)
}

fn is_page(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = bytes.trim_ascii_start();
    let start = start[..start.len().min(14)].to_ascii_lowercase();
    start.starts_with(b"<!doctype html") || start.starts_with(b"<html")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SRT: &[u8] = b"1\r\n00:00:01,000 --> 00:00:02,000\r\nHello\r\n";
    const VTT: &[u8] = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n";
    const SCC: &[u8] =
        b"Scenarist_SCC V1.0\n\n00:00:01:00\t9420 9420 9470 9470 c8e5 ecec ef80 942f 942f\n";
    const TTML: &[u8] = b"<?xml version=\"1.0\"?><tt xmlns=\"http://www.w3.org/ns/ttml\"><body><div><p begin=\"1s\" end=\"2s\">Hello</p></div></body></tt>";

    #[test]
    fn the_content_decides_and_not_the_name() {
        use CaptionFormat as F;
        let captions = |bytes: &[u8], format| look_at(bytes, Wanted::Captions(format));
        let unusable = Arrival::Unusable;
        let table = [
            (captions(SRT, F::SubRip), Arrival::AsWanted),
            (captions(SRT, F::FacebookSubRip), Arrival::AsWanted),
            (captions(SRT, F::EbuStl), Arrival::AsWanted),
            (captions(SRT, F::WebVtt), Arrival::OtherFormat("srt")),
            (captions(VTT, F::WebVtt), Arrival::AsWanted),
            (captions(VTT, F::SubRip), Arrival::OtherFormat("vtt")),
            (captions(SCC, F::Scc), Arrival::AsWanted),
            (captions(SCC, F::Mcc), Arrival::OtherFormat("scc")),
            (captions(TTML, F::Ttml), Arrival::AsWanted),
            (captions(TTML, F::Dfxp), Arrival::AsWanted),
            (captions(b"Only words.", F::Transcript), Arrival::AsWanted),
            (
                captions(b"\0\0\0\0", F::Transcript),
                unusable(Unusable::Unknown),
            ),
            (
                captions(b"\0\x01\x02", F::SubRip),
                unusable(Unusable::Unknown),
            ),
            (captions(b"", F::SubRip), unusable(Unusable::Empty)),
            (
                captions(b"\n<!DOCTYPE HTML><p>", F::Ttml),
                unusable(Unusable::Page),
            ),
            (captions(b"<html>", F::Transcript), unusable(Unusable::Page)),
        ];
        for (index, (found, expected)) in table.into_iter().enumerate() {
            assert_eq!(found, expected, "row {index}");
        }
    }

    #[test]
    fn documents_and_videos_are_known_by_their_first_bytes() {
        let table: [(&[u8], Wanted, bool); 8] = [
            (b"PK\x03\x04..", Wanted::Document(DocumentKind::Docx), true),
            (b"%PDF-1.7", Wanted::Document(DocumentKind::Pdf), true),
            (b"%PDF-1.7", Wanted::Document(DocumentKind::Docx), false),
            (b"{\"a\":[1]}", Wanted::Document(DocumentKind::Json), true),
            (b"{\"a\":[1", Wanted::Document(DocumentKind::Json), false),
            (b"\0\0\0\x18ftypmp42", Wanted::BurnedIn, true),
            (b"RIFF....", Wanted::BurnedIn, false),
            (b"<html>", Wanted::Original, true),
        ];
        for (bytes, wanted, fits) in table {
            assert_eq!(
                look_at(bytes, wanted) == Arrival::AsWanted,
                fits,
                "{wanted:?}"
            );
        }
    }
}
