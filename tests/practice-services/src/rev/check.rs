//! What is wrong with an order: the rules of the document in its order, of which the first that is broken is told.

use serde_json::Value;

use super::address::Address;
use super::wire::{flag, list, number, text};
use crate::world::{RevAccount, RevInput, RevWorld};

/// The elements of which an order has exactly one.
const KINDS: [(&str, &str); 3] = [
    ("transcription_options", "transcription"),
    ("automated_transcription_options", "automated_transcription"),
    ("caption_options", "caption"),
];
const LANGUAGES: [&str; 17] = [
    "es-es", "es-la", "fr", "ko", "ar", "de", "pl", "zh-si", "hi", "pt-br", "zh-tr", "it", "ru",
    "cs", "ja", "tr", "nl",
];
const NOT_LATIN: [&str; 7] = ["ko", "ar", "zh-si", "hi", "zh-tr", "ru", "ja"];
const FORMATS: [&str; 14] = [
    "SubRip",
    "Scc",
    "Mcc",
    "Ttml",
    "QTtext",
    "Transcript",
    "WebVtt",
    "Dfxp",
    "CheetahCap",
    "Stl",
    "AvidDs",
    "AvidDvd",
    "FacebookSubRip",
    "EbuStl",
];
const LATIN_ONLY: [&str; 3] = ["Scc", "Mcc", "CheetahCap"];

/// An order as it was sent, with what it is checked against.
pub struct Order<'a> {
    sent: &'a Value,
    rev: &'a RevWorld,
    account: &'a RevAccount,
    kind: Option<&'static str>,
    options: &'a Value,
    inputs: &'a [Value],
}

/// A rule: the code of what breaks it.
type Rule = fn(&Order) -> Result<(), u32>;

const RULES: &[Rule] = &[
    one_kind,
    some_inputs,
    known_inputs,
    one_location,
    reachable_links,
    no_buckets,
    lengths,
    speakers,
    glossary,
    languages,
    scripts,
    no_rush_with_languages,
    reference,
    workspace,
    balance,
    po_number,
    fields,
    sandbox,
];

/// Says what is wrong, as the code and words of the document.
///
/// # Errors
/// The first rule that is broken.
pub fn check(order: &Order) -> Result<(), (u32, &'static str)> {
    RULES
        .iter()
        .try_for_each(|rule| rule(order))
        .map_err(|code| (code, words(code)))
}

impl<'a> Order<'a> {
    /// An order to check.
    pub fn new(sent: &'a Value, rev: &'a RevWorld, account: &'a RevAccount) -> Self {
        let mut kinds = KINDS
            .iter()
            .filter(|(element, _)| !sent[*element].is_null());
        let kind = kinds.next();
        let options = kind.map_or(&Value::Null, |(element, _)| &sent[*element]);
        Self {
            sent,
            rev,
            account,
            kind: kind.map(|(_, kind)| *kind),
            options,
            inputs: list(&options["inputs"]),
        }
    }

    /// What kind of order it is, such as `caption`.
    pub fn kind(&self) -> &'static str {
        self.kind.unwrap_or_default()
    }

    /// The options of its kind.
    pub fn options(&self) -> &'a Value {
        self.options
    }

    /// The media it is about.
    pub fn inputs(&self) -> &'a [Value] {
        self.inputs
    }

    /// Media that was sent in, by its URN.
    pub fn taken(&self, input: &Value) -> Option<&'a RevInput> {
        let uri = text(&input["uri"])?;
        self.rev.inputs.iter().find(|known| known.uri == uri)
    }

    /// How long one input is, told or found out.
    pub fn seconds(&self, input: &Value) -> Option<u64> {
        let told = &input["video_length_seconds"];
        if !told.is_null() {
            let told = number(told).filter(|seconds| *seconds > 0)?;
            return u64::try_from(told).ok();
        }
        match self.taken(input) {
            Some(taken) => taken.seconds,
            None => link(input).filter(Address::is_youtube).map(|_| 212),
        }
    }

    /// Whether it is not real.
    pub fn is_sandbox(&self) -> bool {
        flag(&self.sent["sandbox_mode"]) == Some(true)
    }

    /// What it costs in cents: a minute 1.50, in a hurry 1.25 more, burned in 0.30 more, and 5.00 for each language. The
    /// first and the last are made up.
    pub fn cents(&self) -> u64 {
        let seconds: u64 = self
            .inputs
            .iter()
            .filter_map(|input| self.seconds(input))
            .sum();
        let is_set = |name: &str| flag(&self.options[name]) == Some(true);
        let languages = list(&self.options["subtitle_languages"]).len() as u64;
        let minute = 150
            + if is_set("rush") { 125 } else { 0 }
            + if is_set("burned_in_captions") { 30 } else { 0 }
            + 500 * languages;
        seconds.div_ceil(60) * minute
    }
}

fn link(input: &Value) -> Option<Address> {
    Address::parse(&text(&input["external_link"])?)
}

fn ensure(holds: bool, code: u32) -> Result<(), u32> {
    if holds { Ok(()) } else { Err(code) }
}

fn one_kind(order: &Order) -> Result<(), u32> {
    let kinds = KINDS
        .iter()
        .filter(|(element, _)| !order.sent[*element].is_null());
    match kinds.count() {
        0 => Err(10004),
        1 => Ok(()),
        _ => Err(10003),
    }
}

fn some_inputs(order: &Order) -> Result<(), u32> {
    ensure(!order.inputs.is_empty(), 10001)
}

fn known_inputs(order: &Order) -> Result<(), u32> {
    let is_known = |input: &Value| input["uri"].is_null() || order.taken(input).is_some();
    ensure(order.inputs.iter().all(is_known), 10002)
}

fn one_location(order: &Order) -> Result<(), u32> {
    for input in order.inputs {
        match (input["uri"].is_null(), input["external_link"].is_null()) {
            (false, false) => return Err(10005),
            (true, true) => return Err(10006),
            _ => {}
        }
    }
    Ok(())
}

fn reachable_links(order: &Order) -> Result<(), u32> {
    let is_reachable = |input: &Value| {
        input["external_link"].is_null()
            || link(input).is_some_and(|address| address.is_reachable(order.rev))
    };
    ensure(order.inputs.iter().all(is_reachable), 10007)
}

fn no_buckets(order: &Order) -> Result<(), u32> {
    let is_bucket = |input: &Value| link(input).is_some_and(|address| address.is_unsigned_s3());
    ensure(!order.inputs.iter().any(is_bucket), 10008)
}

fn lengths(order: &Order) -> Result<(), u32> {
    let is_known = |input: &Value| order.seconds(input).is_some();
    ensure(order.inputs.iter().all(is_known), 20001)
}

fn speakers(order: &Order) -> Result<(), u32> {
    for input in order.inputs {
        let speakers = list(&input["speakers"]);
        ensure(speakers.len() <= 100, 20020)?;
        ensure(speakers.iter().all(|speaker| fits(speaker, 50)), 20021)?;
    }
    Ok(())
}

fn glossary(order: &Order) -> Result<(), u32> {
    for input in order.inputs {
        let glossary = list(&input["glossary"]);
        ensure(glossary.len() <= 1000, 20030)?;
        ensure(glossary.iter().all(|entry| fits(entry, 255)), 20031)?;
    }
    Ok(())
}

/// Whether a value is text of so many characters at most.
fn fits(value: &Value, most: usize) -> bool {
    text(value).is_some_and(|text| text.chars().count() <= most)
}

fn wanted(order: &Order, name: &str) -> Vec<String> {
    let values = list(&order.options[name]).iter();
    values
        .map(|value| text(value).unwrap_or_default())
        .collect()
}

fn languages(order: &Order) -> Result<(), u32> {
    let is_known = |language: &String| LANGUAGES.contains(&language.as_str());
    ensure(
        wanted(order, "subtitle_languages").iter().all(is_known),
        20003,
    )
}

fn scripts(order: &Order) -> Result<(), u32> {
    let formats = wanted(order, "output_file_formats");
    let is_latin_only = |format: &String| {
        LATIN_ONLY
            .iter()
            .any(|known| known.eq_ignore_ascii_case(format))
    };
    let is_not_latin = |language: &String| NOT_LATIN.contains(&language.as_str());
    let clash = formats.iter().any(is_latin_only)
        && wanted(order, "subtitle_languages").iter().any(is_not_latin);
    ensure(!clash, 20004)
}

fn no_rush_with_languages(order: &Order) -> Result<(), u32> {
    let rush = flag(&order.options["rush"]) == Some(true);
    ensure(
        !rush || wanted(order, "subtitle_languages").is_empty(),
        20005,
    )
}

fn reference(order: &Order) -> Result<(), u32> {
    let reference = &order.sent["client_ref"];
    ensure(reference.is_null() || fits(reference, 256), 20010)
}

fn workspace(order: &Order) -> Result<(), u32> {
    let workspace = number(&order.sent["workspace_id"]).and_then(|id| u64::try_from(id).ok());
    let is_member = |id| order.account.workspaces.contains(&id);
    ensure(workspace.is_none_or(is_member), 20050)
}

fn balance(order: &Order) -> Result<(), u32> {
    if order.is_sandbox() {
        return Ok(());
    }
    ensure(order.account.balance_eligible, 30010)?;
    ensure(order.cents() <= order.account.balance_cents, 30011)
}

fn po_number(order: &Order) -> Result<(), u32> {
    let po_number = &order.sent["ponumber"];
    if po_number.is_null() {
        return Ok(());
    }
    ensure(fits(po_number, 64), 40010)?;
    ensure(order.account.invoicing, 40011)?;
    let kinds = &order.account.po_order_types;
    ensure(kinds.iter().any(|kind| kind == order.kind()), 40012)
}

fn fields(order: &Order) -> Result<(), u32> {
    let (sent, options) = (order.sent, order.options);
    let flags = [
        &sent["sandbox_mode"],
        &sent["non_standard_tat_guarantee"],
        &options["rush"],
        &options["premium_service_captions"],
        &options["burned_in_captions"],
    ];
    ensure(flags.into_iter().all(|value| flag(value).is_some()), 50000)?;
    let is_format = |format: &String| {
        FORMATS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(format))
    };
    ensure(
        wanted(order, "output_file_formats").iter().all(is_format),
        50000,
    )?;
    let workspace = &sent["workspace_id"];
    ensure(workspace.is_null() || number(workspace).is_some(), 50000)?;
    let notification = &sent["notification"];
    let is_one_of = |value: &Value, known: &[&str]| {
        value.is_null() || text(value).is_some_and(|text| known.contains(&text.as_str()))
    };
    let is_notification = notification.is_null()
        || text(&notification["url"]).is_some_and(|url| Address::parse(&url).is_some())
            && is_one_of(
                &notification["level"],
                &["FinalOnly", "Detailed", "FileComplete"],
            )
            && is_one_of(
                &notification["content_type"],
                &["FormUrlEncoded", "ApplicationJson"],
            );
    ensure(is_notification, 50000)
}

fn sandbox(order: &Order) -> Result<(), u32> {
    ensure(!order.account.sandbox_only || order.is_sandbox(), 50002)
}

/// The words for a code.
pub fn words(code: u32) -> &'static str {
    match code {
        10001 => "Missing Inputs",
        10002 => "Invalid Input",
        10003 => "Multiple Service Options Specified",
        10004 => "Service type is not specified",
        10005 => "External Link and URI specified",
        10006 => "Input Location is not specified",
        10007 => "Cannot connect to the External Link provided",
        10008 => "S3 buckets are not supported, consider using a signed S3 URL instead",
        20001 => "Invalid Media Length",
        20003 => "Invalid Language Code",
        20004 => "Incompatible Language",
        20005 => "Rush is not supported on caption orders that have subtitle languages",
        20010 => "Reference Number Too Long Code",
        20020 => "Speaker list may not exceed 100 speakers",
        20021 => "Speaker names may not exceed 50 characters",
        20030 => "Glossary may not exceed 1000 entries",
        20031 => "Glossary entries must not be null nor exceed 255 characters",
        20050 => "User does not have authorization to add a Workspace Id",
        30010 => "Ineligible For Balance Payments",
        30011 => "Account Balance Limit Exceeded",
        40010 => "PO Number Too Long",
        40011 => "User Unauthorized For PO Number",
        40012 => "Invalid Order Type For PO Number",
        50002 => "Sandbox Mode Required",
        _ => "Field Validation Errors",
    }
}
