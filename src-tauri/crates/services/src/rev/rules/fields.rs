//! The rules for the order as a whole: 10003, 10004, 20010, 20050, 40010, 40011,
//! 50000 and 50002.

use super::super::CaptionFormat;
use super::super::codes::OrderCode;
use super::super::format::Fetch;
use super::super::link::check_link;
use super::super::order::{NotificationLevel, OrderDraft};
use super::{Check, Knowledge, WarningKind, characters, input_field, options};

const LONGEST_REFERENCE: usize = 256;
/// What Rev's own client says in its comments.
const LONGEST_REFERENCE_IN_CLIENT: usize = 40;
const LONGEST_PO_NUMBER: usize = 64;

pub(super) fn one_service(order: &OrderDraft, _: &Knowledge, check: &mut Check) {
    let others = [
        (
            "transcription_options",
            order.transcription_options.is_some(),
        ),
        (
            "automated_transcription_options",
            order.automated_transcription_options.is_some(),
        ),
    ];
    let others: Vec<&str> = others
        .into_iter()
        .filter_map(|(name, given)| given.then_some(name))
        .collect();
    match (order.caption_options.is_some(), others.as_slice()) {
        (true, []) => {}
        (false, []) => {
            let code = OrderCode::NoService;
            check.refuse(code, code.field(), code.message());
        }
        (false, [only]) => check.refuse(
            OrderCode::NoService,
            *only,
            "Cuewright orders captions only. Give the order caption options",
        ),
        (_, [first, ..]) => {
            let code = OrderCode::MultipleServices;
            check.refuse(code, *first, code.message());
        }
    }
}

pub(super) fn client_ref(order: &OrderDraft, _: &Knowledge, check: &mut Check) {
    let length = order.client_ref.as_deref().map_or(0, characters);
    if length > LONGEST_REFERENCE {
        check.refuse(
            OrderCode::ReferenceTooLong,
            "client_ref",
            format!(
                "Rev takes at most {LONGEST_REFERENCE} characters as reference; this one has {length}"
            ),
        );
    } else if length > LONGEST_REFERENCE_IN_CLIENT {
        check.warn(
            WarningKind::LongerThanClient,
            "client_ref",
            format!(
                "Rev's own client takes at most {LONGEST_REFERENCE_IN_CLIENT} characters as reference; this one has {length}"
            ),
        );
    }
}

pub(super) fn workspace(order: &OrderDraft, knowledge: &Knowledge, check: &mut Check) {
    if let (Some(id), Some(known)) = (order.workspace_id, &knowledge.workspaces)
        && !known.contains(&id)
    {
        let code = OrderCode::WorkspaceNotAllowed;
        check.refuse(code, code.field(), code.message());
    }
}

pub(super) fn po_number(order: &OrderDraft, knowledge: &Knowledge, check: &mut Check) {
    let Some(number) = order
        .ponumber
        .as_deref()
        .filter(|number| !number.is_empty())
    else {
        return;
    };
    let length = characters(number);
    if length > LONGEST_PO_NUMBER {
        check.refuse(
            OrderCode::PoNumberTooLong,
            "ponumber",
            format!(
                "Rev takes at most {LONGEST_PO_NUMBER} characters as purchase order, project or department; this one has {length}"
            ),
        );
    }
    if knowledge.invoicing == Some(false) {
        let code = OrderCode::PoNumberNotAllowed;
        check.refuse(code, code.field(), code.message());
    }
}

pub(super) fn formats(order: &OrderDraft, _: &Knowledge, check: &mut Check) {
    let names = options(order).map(|options| options.output_file_formats.as_slice());
    for (index, name) in names.unwrap_or_default().iter().enumerate() {
        let field = format!("caption_options.output_file_formats[{index}]");
        let Ok(format) = name.parse::<CaptionFormat>() else {
            let message =
                format!("Rev has no caption format \u{201c}{name}\u{201d}. Choose from its list");
            check.refuse(OrderCode::FieldFormat, field, message);
            continue;
        };
        if format.name() != name {
            let message = format!("Rev spells this format {}", format.name());
            check.refuse(OrderCode::FieldFormat, field, message);
            continue;
        }
        if !format.is_in_official_client() {
            let message = format!("Rev's own client does not know {}", format.title());
            check.warn(WarningKind::NotInClient, field.clone(), message);
        }
        if format.fetch() == Fetch::ConvertSubRip {
            let message = format!(
                "Rev publishes no way to fetch {}; Cuewright fetches SubRip and converts it",
                format.title()
            );
            check.warn(WarningKind::ConvertedHere, field, message);
        }
    }
}

pub(super) fn notification(order: &OrderDraft, _: &Knowledge, check: &mut Check) {
    let Some(notification) = &order.notification else {
        return;
    };
    match check_link(&notification.url) {
        Err(bad) => {
            let message = if notification.url.trim().is_empty() {
                "A notification needs the address that Rev is to post to".to_owned()
            } else {
                bad.to_string()
            };
            check.refuse(OrderCode::FieldFormat, "notification.url", message);
        }
        Ok(url) if url.scheme() == "http" => check.warn(
            WarningKind::NotEncrypted,
            "notification.url",
            "Notifications will come without encryption. Use an address with https",
        ),
        Ok(_) => {}
    }
    if notification.level == Some(NotificationLevel::FileComplete) {
        check.warn(
            WarningKind::NotInDocument,
            "notification.level",
            "Only Rev's newer pages name this level",
        );
    }
}

/// Every text that a person typed, with its field.
fn texts(order: &OrderDraft) -> Vec<(String, &str)> {
    let mut texts: Vec<(String, &str)> = Vec::new();
    let whole = [
        ("client_ref", order.client_ref.as_deref()),
        ("ponumber", order.ponumber.as_deref()),
    ];
    for (field, text) in whole {
        texts.extend(text.map(|text| (field.to_owned(), text)));
    }
    let inputs = options(order).map(|options| options.inputs.as_slice());
    for (index, input) in inputs.unwrap_or_default().iter().enumerate() {
        for (place, name) in input.speakers.iter().enumerate() {
            let field = input_field(index, &format!("speakers[{place}]"));
            texts.push((field, name));
        }
        for (place, entry) in input.glossary.iter().enumerate() {
            let field = input_field(index, &format!("glossary[{place}]"));
            texts.extend(entry.as_deref().map(|entry| (field, entry)));
        }
    }
    texts
}

/// Control characters, which neither XML nor a form field can carry.
pub(super) fn printable(order: &OrderDraft, _: &Knowledge, check: &mut Check) {
    for (field, text) in texts(order) {
        let unfit = |letter: char| letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}');
        if text.contains(unfit) {
            check.refuse(
                OrderCode::FieldFormat,
                field,
                "The text has a line break or another control character. Take it out",
            );
        }
    }
}

pub(super) fn sandbox(order: &OrderDraft, knowledge: &Knowledge, check: &mut Check) {
    if knowledge.sandbox_keys && !order.sandbox_mode {
        let code = OrderCode::SandboxRequired;
        check.refuse(code, code.field(), code.message());
    }
}
