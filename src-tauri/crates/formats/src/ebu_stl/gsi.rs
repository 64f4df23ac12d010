//! The General Subtitle Information block, the first 1024 bytes of a file (EBU
//! Tech 3264-E, section 4.2).

use crate::diagnostic::Place;

use super::code_page::{CODE_PAGES, CodePage};

/// A field of the block: the name the standard gives it, where it starts, and
/// how many bytes it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: &'static str,
    start: usize,
    length: usize,
}

impl Field {
    /// Where it stands in a file.
    pub(super) const fn place(self) -> Place {
        Place {
            line: None,
            byte: Some(self.start as u64),
        }
    }
}

const fn field(name: &'static str, start: usize, length: usize) -> Field {
    Field {
        name,
        start,
        length,
    }
}

/// Code page number.
pub(super) const CPN: Field = field("CPN", 0, 3);
/// Disk format code: the frame rate.
pub(super) const DFC: Field = field("DFC", 3, 8);
/// Display standard code.
pub(super) const DSC: Field = field("DSC", 11, 1);
/// Character code table of the text fields.
pub(super) const CCT: Field = field("CCT", 12, 2);
/// Language code.
pub(super) const LC: Field = field("LC", 14, 2);
/// Original programme title.
pub(super) const OPT: Field = field("OPT", 16, 32);
/// Total number of blocks.
pub(super) const TNB: Field = field("TNB", 238, 5);
/// Total number of subtitles.
pub(super) const TNS: Field = field("TNS", 243, 5);
/// Total number of subtitle groups.
pub(super) const TNG: Field = field("TNG", 248, 3);
/// Maximum number of characters in a row.
pub(super) const MNC: Field = field("MNC", 251, 2);
/// Maximum number of rows.
pub(super) const MNR: Field = field("MNR", 253, 2);
/// Time code: start of programme.
pub(super) const TCP: Field = field("TCP", 256, 8);
/// Time code: first in-cue.
pub(super) const TCF: Field = field("TCF", 264, 8);

/// The fields that a track keeps as text, by their names, and that are written
/// as the track has them: all that neither count nor follow from the document.
pub(super) const KEPT: [Field; 22] = [
    DSC,
    OPT,
    field("OET", 48, 32),
    field("TPT", 80, 32),
    field("TET", 112, 32),
    field("TN", 144, 32),
    field("TCD", 176, 32),
    field("SLR", 208, 16),
    field("CD", 224, 6),
    field("RD", 230, 6),
    field("RN", 236, 2),
    MNC,
    MNR,
    field("TCS", 255, 1),
    field("TND", 272, 1),
    field("DSN", 273, 1),
    field("CO", 274, 3),
    field("PUB", 277, 32),
    field("EN", 309, 32),
    field("ECD", 341, 32),
    field("spare", 373, 75),
    field("UDA", 448, 576),
];

/// The fields that say something about the programme and its makers.
pub(super) const DESCRIPTIVE: [&str; 14] = [
    "OPT", "OET", "TPT", "TET", "TN", "TCD", "SLR", "CO", "PUB", "EN", "ECD", "spare", "UDA", "RN",
];

/// The block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Gsi(Vec<u8>);

impl Gsi {
    /// Bytes of the block.
    pub(super) const LENGTH: usize = 1024;

    /// The block at the start of a file; what a short file lacks is blank.
    pub(super) fn of(file: &[u8]) -> Self {
        let mut bytes = file[..file.len().min(Self::LENGTH)].to_vec();
        bytes.resize(Self::LENGTH, b' ');
        Self(bytes)
    }

    /// A block for a new file. Dates are left at zeros: a writer does not know
    /// the day.
    pub(super) fn new() -> Self {
        let mut gsi = Self(vec![b' '; Self::LENGTH]);
        for (name, value) in [
            ("CD", "000000"),
            ("RD", "000000"),
            ("RN", "00"),
            ("MNC", "40"),
            ("MNR", "23"),
            ("TCS", "1"),
            ("TND", "1"),
            ("DSN", "1"),
        ] {
            if let Some(field) = KEPT.iter().find(|field| field.name == name) {
                gsi.put(*field, value);
            }
        }
        gsi.put(CPN, CODE_PAGES[0].number);
        gsi
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes of a field.
    pub(super) fn bytes(&self, field: Field) -> &[u8] {
        &self.0[field.start..field.start + field.length]
    }

    /// What a field says, without the blanks around it.
    pub(super) fn text(&self, field: Field) -> String {
        let bytes = self.bytes(field);
        let end = bytes.iter().rposition(|byte| !matches!(byte, b' ' | 0));
        let bytes = &bytes[..end.map_or(0, |last| last + 1)];
        self.code_page().decode(bytes).trim_start().to_owned()
    }

    /// The number in a field.
    pub(super) fn number(&self, field: Field) -> Option<u32> {
        self.text(field).parse().ok()
    }

    /// The code page of the block; 850 where it names none of the standard.
    pub(super) fn code_page(&self) -> CodePage {
        let number = std::str::from_utf8(self.bytes(CPN)).unwrap_or_default();
        CodePage::of(number).unwrap_or(CODE_PAGES[0])
    }

    /// Fills a field, cut to its length and padded with blanks. False where the
    /// text does not fit or the code page lacks a character of it.
    pub(super) fn put(&mut self, field: Field, text: &str) -> bool {
        let page = self.code_page();
        let encoded: Vec<Option<u8>> = text.chars().map(|c| page.encode(c)).collect();
        let whole = encoded.len() <= field.length && encoded.iter().all(Option::is_some);
        let bytes = encoded.into_iter().map(|byte| byte.unwrap_or(b'?'));
        let padded = bytes.chain(std::iter::repeat(b' '));
        let place = self.0.iter_mut().skip(field.start).take(field.length);
        place.zip(padded).for_each(|(slot, byte)| *slot = byte);
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fields lie end to end.
    #[test]
    fn fields_cover_the_block() {
        let own = [CPN, DFC, CCT, LC, TNB, TNS, TNG, TCP, TCF];
        let mut fields: Vec<Field> = KEPT.into_iter().chain(own).collect();
        fields.sort_by_key(|field| field.start);
        let mut end = 0;
        for field in fields {
            assert_eq!(field.start, end, "{}", field.name);
            end += field.length;
        }
        assert_eq!(end, Gsi::LENGTH);
    }

    #[test]
    fn fields_are_cut_and_padded() {
        let mut gsi = Gsi::new();
        assert!(gsi.put(OPT, "Grüße"));
        assert_eq!(gsi.bytes(OPT)[..6], *b"Gr\x81\xe1e ");
        assert_eq!(gsi.text(OPT), "Grüße");
        assert!(!gsi.put(OPT, &"x".repeat(33)));
        assert!(!gsi.put(OPT, "Ωmega"));
        assert_eq!(gsi.text(OPT), "?mega");
        assert_eq!(Gsi::of(b"437STL").text(DFC), "STL");
        assert_eq!(Gsi::of(b"ABC").code_page().number, "850");
    }
}
