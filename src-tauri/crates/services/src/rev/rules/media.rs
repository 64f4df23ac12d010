//! The rules for media: 10001, 10002, 10005 to 10008, 20001, 20020 to 20031.

use super::super::codes::OrderCode;
use super::super::inputs::InputUri;
use super::super::link::{BadLink, check_link, is_youtube};
use super::super::order::{Input, OrderDraft};
use super::{Check, Knowledge, WarningKind, characters, input_field, options};

const MOST_SPEAKERS: usize = 100;
const LONGEST_SPEAKER: usize = 50;
/// What Rev's own client takes at most.
const LONGEST_SPEAKER_IN_CLIENT: usize = 15;
const MOST_ENTRIES: usize = 1000;
const LONGEST_ENTRY: usize = 255;

fn inputs(order: &OrderDraft) -> impl Iterator<Item = (usize, &Input)> {
    options(order)
        .into_iter()
        .flat_map(|options| options.inputs.iter().enumerate())
}

pub(super) fn some_input(order: &OrderDraft, _: &Knowledge, check: &mut Check) {
    let Some(options) = options(order) else {
        return;
    };
    if options.inputs.is_empty() {
        let code = OrderCode::MissingInputs;
        check.refuse(code, "caption_options.inputs", code.message());
    } else if options.inputs.len() > 1 {
        check.warn(
            WarningKind::SeveralInputs,
            "caption_options.inputs",
            "Rev advises one order for each file, so that a problem with one does not hold up the others",
        );
    }
}

pub(super) fn known_uri(order: &OrderDraft, _: &Knowledge, check: &mut Check) {
    for (index, input) in inputs(order) {
        if let Some(uri) = &input.uri
            && InputUri::new(uri).is_none()
        {
            check.refuse(
                OrderCode::InvalidInput,
                input_field(index, "uri"),
                "This is no upload that Rev knows. Upload the file again; its address begins with urn:rev:inputmedia:",
            );
        }
    }
}

pub(super) fn one_location(order: &OrderDraft, _: &Knowledge, check: &mut Check) {
    for (index, input) in inputs(order) {
        let code = match (&input.uri, &input.external_link) {
            (Some(_), Some(_)) => OrderCode::LinkAndUri,
            (None, None) => OrderCode::NoLocation,
            _ => continue,
        };
        check.refuse(code, input_field(index, "uri"), code.message());
    }
}

pub(super) fn reachable_link(order: &OrderDraft, _: &Knowledge, check: &mut Check) {
    for (index, input) in inputs(order) {
        if let Some(link) = &input.external_link
            && let Err(bad) = check_link(link)
        {
            let code = match bad {
                BadLink::S3Bucket => OrderCode::S3Bucket,
                _ => OrderCode::LinkUnreachable,
            };
            check.refuse(code, input_field(index, "external_link"), bad.to_string());
        }
    }
}

pub(super) fn length(order: &OrderDraft, _: &Knowledge, check: &mut Check) {
    for (index, input) in inputs(order) {
        let field = input_field(index, "video_length_seconds");
        let link = input.external_link.as_deref().map(check_link);
        match (input.video_length_seconds, link) {
            (Some(seconds), _) if seconds <= 0 => check.refuse(
                OrderCode::InvalidLength,
                field,
                "The length must be a whole number of seconds, at least 1",
            ),
            (None, Some(Ok(link))) if !is_youtube(&link) => check.refuse(
                OrderCode::InvalidLength,
                field,
                "Rev can find out the length of YouTube videos only. Give the length in seconds, rounded up",
            ),
            (None, None) if input.uri.is_some() => check.warn(
                WarningKind::LengthAdvised,
                field,
                "Rev can measure only common video formats of up to 10 MB. Give the length in seconds, rounded up",
            ),
            _ => {}
        }
    }
}

pub(super) fn speakers(order: &OrderDraft, _: &Knowledge, check: &mut Check) {
    for (index, input) in inputs(order) {
        let count = input.speakers.len();
        if count > MOST_SPEAKERS {
            check.refuse(
                OrderCode::TooManySpeakers,
                input_field(index, "speakers"),
                format!("Rev takes at most {MOST_SPEAKERS} speakers; there are {count}"),
            );
        }
    }
    for (index, input) in inputs(order) {
        for (place, name) in input.speakers.iter().enumerate() {
            let length = characters(name);
            let field = input_field(index, &format!("speakers[{place}]"));
            if length > LONGEST_SPEAKER {
                check.refuse(
                    OrderCode::SpeakerTooLong,
                    field,
                    format!(
                        "Rev takes at most {LONGEST_SPEAKER} characters as the name of a speaker; this one has {length}"
                    ),
                );
            } else if length > LONGEST_SPEAKER_IN_CLIENT {
                check.warn(
                    WarningKind::LongerThanClient,
                    field,
                    format!(
                        "Rev's own client takes at most {LONGEST_SPEAKER_IN_CLIENT} characters as the name of a speaker; this one has {length}"
                    ),
                );
            }
        }
    }
}

pub(super) fn glossary(order: &OrderDraft, _: &Knowledge, check: &mut Check) {
    for (index, input) in inputs(order) {
        let count = input.glossary.len();
        if count > MOST_ENTRIES {
            check.refuse(
                OrderCode::GlossaryTooLong,
                input_field(index, "glossary"),
                format!("Rev takes at most {MOST_ENTRIES} glossary entries; there are {count}"),
            );
        }
    }
    for (index, input) in inputs(order) {
        for (place, entry) in input.glossary.iter().enumerate() {
            let message = match entry.as_deref().map(characters) {
                None => "A glossary entry is null. Take it out".to_owned(),
                Some(length) if length > LONGEST_ENTRY => format!(
                    "Rev takes at most {LONGEST_ENTRY} characters as a glossary entry; this one has {length}"
                ),
                Some(_) => continue,
            };
            let field = input_field(index, &format!("glossary[{place}]"));
            check.refuse(OrderCode::InvalidGlossaryEntry, field, message);
        }
    }
}
