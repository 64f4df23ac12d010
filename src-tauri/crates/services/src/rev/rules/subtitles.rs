//! The rules for subtitles: 20003, 20004, 20005.

use crate::languages;

use super::super::CaptionFormat;
use super::super::codes::OrderCode;
use super::super::order::OrderDraft;
use super::{Check, Knowledge, options};

fn codes(order: &OrderDraft) -> &[String] {
    options(order).map_or(&[], |options| &options.subtitle_languages)
}

pub(super) fn languages(order: &OrderDraft, _: &Knowledge, check: &mut Check) {
    for (index, code) in codes(order).iter().enumerate() {
        // As it will be sent: the document's spelling and no other.
        if languages::rev_languages().any(|(known, _)| known == code) {
            continue;
        }
        let tag = languages::from_rev(code).unwrap_or(code);
        let advice = languages::to_rev(tag).map_or_else(
            || "Choose one of its languages".to_owned(),
            |near| format!("Rev's code for it is {near}"),
        );
        check.refuse(
            OrderCode::InvalidLanguage,
            format!("caption_options.subtitle_languages[{index}]"),
            format!("Rev has no subtitle language \u{201c}{code}\u{201d}. {advice}"),
        );
    }
}

pub(super) fn scripts(order: &OrderDraft, _: &Knowledge, check: &mut Check) {
    let others: Vec<&str> = codes(order)
        .iter()
        .map(String::as_str)
        .filter(|code| languages::from_rev(code).is_some() && !languages::rev_is_latin(code))
        .collect();
    let names = options(order).map_or(&[][..], |options| &options.output_file_formats);
    for (index, name) in names.iter().enumerate() {
        if let Ok(format) = name.parse::<CaptionFormat>()
            && format.is_latin_only()
            && !others.is_empty()
        {
            check.refuse(
                OrderCode::IncompatibleLanguage,
                format!("caption_options.output_file_formats[{index}]"),
                format!(
                    "{} carries Latin letters only, and subtitles are ordered in {}. Leave out the format or the language",
                    format.title(),
                    others.join(", ")
                ),
            );
        }
    }
}

pub(super) fn rush(order: &OrderDraft, _: &Knowledge, check: &mut Check) {
    let rush = options(order).is_some_and(|options| options.rush);
    if rush && !codes(order).is_empty() {
        let code = OrderCode::RushWithSubtitles;
        check.refuse(code, code.field(), code.message());
    }
}
