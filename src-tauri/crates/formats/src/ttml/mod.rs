//! The Timed Text Markup Language and its profiles: TTML1 and TTML2 (W3C) with
//! every draft of them, DFXP, IMSC text, iTunes Timed Text, EBU-TT-D (EBU Tech
//! 3380) and SMPTE-TT (SMPTE ST 2052-1).

mod body;
mod book;
mod build;
mod compose;
mod edit;
mod flatten;
mod head;
mod inline;
mod kept;
mod length;
mod names;
mod plan;
mod profiles;
mod read;
mod region;
mod rules;
mod sheet;
mod skeleton;
mod style;
mod time;
mod write;
mod xml;

pub(crate) use profiles::{DFXP, EBU_TT_D, IMSC, ITT, SMPTE_TT, TTML};

/// The language of style definitions that are TTML attributes.
const STYLE_LANGUAGE: &str = "ttml";
