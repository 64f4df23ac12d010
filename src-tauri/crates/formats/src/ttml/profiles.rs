//! The profiles, what each carries, and how each is told from the others.

use crate::registry::{Confidence, Format, Info, Probe};
use crate::{Feature, Support};

use super::rules::Rules;
use super::xml::{self, Name};
use super::{read, write};

/// Makes the table of one profile.
macro_rules! profile {
    ($name:ident, $doc:literal, $info:ident, $rules:ident) => {
        #[doc = $doc]
        pub(crate) static $name: Format = Format {
            info: &$info,
            detect: |probe| confidence(Profile::of(probe), Profile::$name),
            read: |source, options, ids| read::read($info.id, source, options, ids),
            write: Some(|document, track, options| {
                write::write(&Rules::$rules(&$info), document, track, options)
            }),
        };
    };
}

profile!(TTML, "TTML1 and TTML2 without a profile.", TTML_INFO, ttml);
profile!(
    DFXP,
    "The Distribution Format Exchange Profile.",
    DFXP_INFO,
    dfxp
);
profile!(IMSC, "IMSC 1.1 text.", IMSC_INFO, imsc);
profile!(ITT, "iTunes Timed Text.", ITT_INFO, itt);
profile!(EBU_TT_D, "EBU-TT-D.", EBU_TT_D_INFO, ebu_tt_d);
profile!(SMPTE_TT, "SMPTE-TT.", SMPTE_TT_INFO, smpte_tt);

static TTML_INFO: Info = Info {
    id: "ttml",
    name: "TTML",
    extensions: &["ttml"],
    media_type: "application/ttml+xml",
    reads: true,
    writes: true,
    counts_frames: false,
    features: TTML_FEATURES,
};

static DFXP_INFO: Info = Info {
    id: "dfxp",
    name: "DFXP",
    extensions: &["dfxp"],
    media_type: "application/ttaf+xml",
    features: DFXP_FEATURES,
    ..TTML_INFO
};

static IMSC_INFO: Info = Info {
    id: "imsc",
    name: "IMSC 1.1 text",
    ..TTML_INFO
};

static ITT_INFO: Info = Info {
    id: "itt",
    name: "iTunes Timed Text",
    extensions: &["itt"],
    counts_frames: true,
    features: ITT_FEATURES,
    ..TTML_INFO
};

static EBU_TT_D_INFO: Info = Info {
    id: "ebu-tt-d",
    name: "EBU-TT-D",
    features: EBU_TT_D_FEATURES,
    ..TTML_INFO
};

static SMPTE_TT_INFO: Info = Info {
    id: "smpte-tt",
    name: "SMPTE-TT",
    features: SMPTE_TT_FEATURES,
    ..TTML_INFO
};

const TTML_FEATURES: &[(Feature, Support)] = &[
    (Feature::Italic, Support::Full),
    (Feature::Bold, Support::Full),
    (Feature::Underline, Support::Full),
    (Feature::Strike, Support::Full),
    (Feature::TextColor, Support::Full),
    (Feature::BackgroundColor, Support::Full),
    (Feature::Font, Support::Full),
    (Feature::TextSize, Support::Partial),
    (Feature::Align, Support::Full),
    (Feature::Place, Support::Full),
    (Feature::FreePosition, Support::Partial),
    (Feature::RowPosition, Support::Partial),
    (Feature::Region, Support::Partial),
    (Feature::Writing, Support::Full),
    (Feature::Speaker, Support::Full),
    (Feature::Role, Support::Full),
    (Feature::Ruby, Support::Full),
    (Feature::RunLanguage, Support::Full),
    (Feature::InlineTime, Support::Partial),
    (Feature::Comment, Support::Partial),
    (Feature::Forced, Support::Full),
    (Feature::Label, Support::Partial),
    (Feature::Setting, Support::Partial),
    (Feature::Times, Support::Full),
    (Feature::TimePrecision, Support::Full),
    (Feature::OpenEnd, Support::Full),
    (Feature::Overlap, Support::Full),
    (Feature::LineBreak, Support::Full),
    (Feature::BlankRow, Support::Full),
    (Feature::Characters, Support::Full),
    (Feature::StyleSheet, Support::Partial),
    (Feature::Header, Support::Full),
    (Feature::Language, Support::Full),
];

/// Ruby and forced display came with later profiles; players of DFXP know
/// clock times to the millisecond only.
const DFXP_FEATURES: &[(Feature, Support)] = &[
    (Feature::Italic, Support::Full),
    (Feature::Bold, Support::Full),
    (Feature::Underline, Support::Full),
    (Feature::Strike, Support::Full),
    (Feature::TextColor, Support::Full),
    (Feature::BackgroundColor, Support::Full),
    (Feature::Font, Support::Full),
    (Feature::TextSize, Support::Partial),
    (Feature::Align, Support::Full),
    (Feature::Place, Support::Full),
    (Feature::FreePosition, Support::Partial),
    (Feature::RowPosition, Support::Partial),
    (Feature::Region, Support::Partial),
    (Feature::Writing, Support::Full),
    (Feature::Speaker, Support::Full),
    (Feature::Role, Support::Full),
    (Feature::RunLanguage, Support::Full),
    (Feature::InlineTime, Support::Partial),
    (Feature::Comment, Support::Partial),
    (Feature::Label, Support::Partial),
    (Feature::Setting, Support::Partial),
    (Feature::Times, Support::Full),
    (Feature::TimePrecision, Support::Partial),
    (Feature::OpenEnd, Support::Partial),
    (Feature::Overlap, Support::Full),
    (Feature::LineBreak, Support::Full),
    (Feature::BlankRow, Support::Full),
    (Feature::Characters, Support::Full),
    (Feature::StyleSheet, Support::Partial),
    (Feature::Header, Support::Full),
    (Feature::Language, Support::Full),
];

const ITT_FEATURES: &[(Feature, Support)] = &[
    (Feature::Italic, Support::Full),
    (Feature::Bold, Support::Full),
    (Feature::Underline, Support::Full),
    (Feature::TextColor, Support::Full),
    (Feature::BackgroundColor, Support::Full),
    (Feature::Align, Support::Full),
    (Feature::Place, Support::Partial),
    (Feature::Comment, Support::Partial),
    (Feature::Label, Support::Partial),
    (Feature::Times, Support::Full),
    (Feature::TimePrecision, Support::Partial),
    (Feature::OpenEnd, Support::Partial),
    (Feature::Overlap, Support::Full),
    (Feature::LineBreak, Support::Full),
    (Feature::BlankRow, Support::Full),
    (Feature::Characters, Support::Full),
    (Feature::StyleSheet, Support::Partial),
    (Feature::Header, Support::Full),
    (Feature::Language, Support::Full),
];

const EBU_TT_D_FEATURES: &[(Feature, Support)] = &[
    (Feature::Italic, Support::Full),
    (Feature::Bold, Support::Full),
    (Feature::Underline, Support::Full),
    (Feature::TextColor, Support::Full),
    (Feature::BackgroundColor, Support::Full),
    (Feature::Font, Support::Full),
    (Feature::TextSize, Support::Partial),
    (Feature::Align, Support::Full),
    (Feature::Place, Support::Full),
    (Feature::FreePosition, Support::Partial),
    (Feature::RowPosition, Support::Partial),
    (Feature::Region, Support::Partial),
    (Feature::Writing, Support::Full),
    (Feature::Speaker, Support::Full),
    (Feature::Role, Support::Full),
    (Feature::RunLanguage, Support::Full),
    (Feature::Comment, Support::Partial),
    (Feature::Label, Support::Partial),
    (Feature::Times, Support::Full),
    (Feature::TimePrecision, Support::Partial),
    (Feature::OpenEnd, Support::Partial),
    (Feature::Overlap, Support::Full),
    (Feature::LineBreak, Support::Full),
    (Feature::BlankRow, Support::Full),
    (Feature::Characters, Support::Full),
    (Feature::StyleSheet, Support::Partial),
    (Feature::Header, Support::Full),
    (Feature::Language, Support::Full),
];

const SMPTE_TT_FEATURES: &[(Feature, Support)] = &[
    (Feature::Italic, Support::Full),
    (Feature::Bold, Support::Full),
    (Feature::Underline, Support::Full),
    (Feature::Strike, Support::Full),
    (Feature::TextColor, Support::Full),
    (Feature::BackgroundColor, Support::Full),
    (Feature::Font, Support::Full),
    (Feature::TextSize, Support::Partial),
    (Feature::Align, Support::Full),
    (Feature::Place, Support::Full),
    (Feature::FreePosition, Support::Partial),
    (Feature::RowPosition, Support::Partial),
    (Feature::Region, Support::Partial),
    (Feature::Writing, Support::Full),
    (Feature::Speaker, Support::Full),
    (Feature::Role, Support::Full),
    (Feature::RunLanguage, Support::Full),
    (Feature::InlineTime, Support::Partial),
    (Feature::Comment, Support::Partial),
    (Feature::Label, Support::Partial),
    (Feature::Setting, Support::Partial),
    (Feature::Times, Support::Full),
    (Feature::TimePrecision, Support::Full),
    (Feature::OpenEnd, Support::Full),
    (Feature::Overlap, Support::Full),
    (Feature::LineBreak, Support::Full),
    (Feature::BlankRow, Support::Full),
    (Feature::Characters, Support::Full),
    (Feature::StyleSheet, Support::Partial),
    (Feature::Header, Support::Full),
    (Feature::Language, Support::Full),
];

/// A profile that the content shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(non_camel_case_types, reason = "named as their tables are")]
#[expect(clippy::upper_case_acronyms, reason = "named as their tables are")]
enum Profile {
    TTML,
    DFXP,
    IMSC,
    ITT,
    EBU_TT_D,
    SMPTE_TT,
    /// Nothing but the name of the file can tell.
    Any,
}

/// How sure a profile is of a file that shows this one.
fn confidence(shown: Option<Profile>, wanted: Profile) -> Confidence {
    match shown {
        Some(shown) if shown == wanted => Confidence::Certain,
        // By name, a file is of any profile that it does not rule out.
        Some(Profile::Any) => Confidence::Certain,
        Some(_) if wanted == Profile::TTML => Confidence::Likely,
        _ => Confidence::None,
    }
}

/// Marks of profiles in the head of a file: designators and namespaces.
const MARKS: &[(&str, Profile)] = &[
    ("urn:ebu:tt:distribution", Profile::EBU_TT_D),
    ("/ns/ttml/profile/imsc", Profile::IMSC),
    ("2052-1/2010/profiles", Profile::SMPTE_TT),
    ("2052-1/2013/profiles", Profile::SMPTE_TT),
    ("schemas/2052-1", Profile::SMPTE_TT),
    ("profile-dfxp", Profile::DFXP),
    ("/ns/ttml/profile/dfxp", Profile::DFXP),
    ("/2006/10/ttaf1", Profile::DFXP),
    ("/2006/04/ttaf1", Profile::DFXP),
    ("/2004/11/ttaf1", Profile::DFXP),
];

impl Profile {
    /// The profile of a file; `None` where it is no TTML at all.
    fn of(probe: &Probe<'_>) -> Option<Self> {
        let text = &*probe.text;
        let root = root_tag(text)?;
        let head = &text[..text
            .find("<body")
            .or(text.find(":body"))
            .unwrap_or(text.len())];
        let found = MARKS.iter().find(|(mark, _)| head.contains(mark));
        if let Some((_, profile)) = found {
            return Some(*profile);
        }
        let has = |name: &str, value: &str| {
            xml::attributes(root).any(|attribute| {
                attribute.is(name) && (value.is_empty() || attribute.value == value)
            })
        };
        let is_itt = has("timeBase", "smpte")
            && !has("dropMode", "dropPAL")
            && ["frameRate", "frameRateMultiplier", "dropMode"]
                .iter()
                .all(|name| has(name, ""));
        Some(if is_itt { Self::ITT } else { Self::Any })
    }
}

/// The start tag of the root element, where that is `tt`, without brackets.
fn root_tag(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = &rest[memchr::memchr(b'<', rest.as_bytes())? + 1..];
        let skip = match rest.as_bytes().first()? {
            b'?' => "?>",
            b'!' if rest.starts_with("!--") => "-->",
            b'!' => ">",
            _ => break,
        };
        rest = &rest[rest.find(skip)? + skip.len()..];
        // What a document type declares inside itself.
        if let Some(after) = rest.trim_start().strip_prefix("]>") {
            rest = after;
        }
    }
    let end = rest.find('>').unwrap_or(rest.len());
    let tag = &rest[..end];
    let name = tag
        .split(|c: char| c.is_ascii_whitespace() || c == '/')
        .next()?;
    (Name::of(name) == Name::Tt).then_some(tag)
}
