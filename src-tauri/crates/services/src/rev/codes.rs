//! The codes that Rev refuses a request with.

use std::fmt;

use serde::{Serialize, Serializer};

/// A code in the answer to `POST /orders`, or of a rule checked before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OrderCode {
    /// 10001: no media.
    MissingInputs,
    /// 10002: a `uri` is not that of an uploaded medium.
    InvalidInput,
    /// 10003: options of more than one service.
    MultipleServices,
    /// 10004: options of no service.
    NoService,
    /// 10005: a medium has a `uri` and an `external_link`.
    LinkAndUri,
    /// 10006: a medium has neither.
    NoLocation,
    /// 10007: the linked page cannot be reached.
    LinkUnreachable,
    /// 10008: the link leads into an S3 bucket.
    S3Bucket,
    /// 20001: a length is no positive whole number, or missing and needed.
    InvalidLength,
    /// 20003: a language code is none.
    InvalidLanguage,
    /// 20004: a format does not carry the script of a language.
    IncompatibleLanguage,
    /// 20005: rush together with subtitles.
    RushWithSubtitles,
    /// 20010: `client_ref` is too long.
    ReferenceTooLong,
    /// 20020: too many speakers.
    TooManySpeakers,
    /// 20021: the name of a speaker is too long.
    SpeakerTooLong,
    /// 20030: too many glossary entries.
    GlossaryTooLong,
    /// 20031: a glossary entry is null or too long.
    InvalidGlossaryEntry,
    /// 20050: the user may not order in the workspace.
    WorkspaceNotAllowed,
    /// 30001: no payment information; of older servers.
    MissingPayment,
    /// 30002: no kind of payment; of older servers.
    MissingPaymentKind,
    /// 30010: the account may not pay by balance.
    BalanceNotEligible,
    /// 30011: the balance does not suffice.
    BalanceExceeded,
    /// 40010: `ponumber` is too long.
    PoNumberTooLong,
    /// 40011: the user may not give a `ponumber`.
    PoNumberNotAllowed,
    /// 40012: this kind of order takes no `ponumber`.
    PoNumberOrderType,
    /// 50000: a field is in the wrong format.
    FieldFormat,
    /// 50002: the keys place sandbox orders only.
    SandboxRequired,
    /// Any other.
    Other(u32),
}

/// A code in the answer to `POST /inputs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InputCode {
    /// 10001: media of this type are not taken.
    UnsupportedType,
    /// 10002: the medium could not be fetched from the link.
    NotRetrieved,
    /// 10003: not exactly one file part.
    BadMultipart,
    /// 10004: no file name was given and none could be found.
    NoFileName,
    /// Any other.
    Other(u32),
}

type Row<C> = (C, u32, &'static str, &'static str);

/// Code, number, the field it is about, and what is the case and to be done.
#[rustfmt::skip]
const ORDER: &[Row<OrderCode>] = &[
    (OrderCode::MissingInputs, 10001, "caption_options.inputs", "The order has no media. Add at least one file or link"),
    (OrderCode::InvalidInput, 10002, "caption_options.inputs", "Rev does not know one of the files. Upload it again, then order"),
    (OrderCode::MultipleServices, 10003, "caption_options", "The order asks for more than one of Rev's services. Leave captions only"),
    (OrderCode::NoService, 10004, "caption_options", "The order does not say what Rev is to do. Give it caption options"),
    (OrderCode::LinkAndUri, 10005, "caption_options.inputs", "A medium of the order has both a link and an uploaded file. Leave one of them"),
    (OrderCode::NoLocation, 10006, "caption_options.inputs", "A medium of the order has neither a link nor an uploaded file. Give one of them"),
    (OrderCode::LinkUnreachable, 10007, "caption_options.inputs", "Rev cannot reach a linked page. Open the link in a browser where you are not signed in, and correct it"),
    (OrderCode::S3Bucket, 10008, "caption_options.inputs", "Rev takes no links into S3 buckets. Use a signed link, or upload the file"),
    (OrderCode::InvalidLength, 20001, "caption_options.inputs", "Rev needs the length of a medium. Give it in whole seconds, rounded up"),
    (OrderCode::InvalidLanguage, 20003, "caption_options.subtitle_languages", "Rev makes no subtitles in one of the languages. Choose from its list"),
    (OrderCode::IncompatibleLanguage, 20004, "caption_options.output_file_formats", "A format of the order cannot carry the script of a subtitle language. Leave out the format or the language"),
    (OrderCode::RushWithSubtitles, 20005, "caption_options.rush", "Rev does not rush orders with subtitles. Turn rush off, or order the subtitles separately"),
    (OrderCode::ReferenceTooLong, 20010, "client_ref", "Rev takes at most 256 characters as reference. Shorten it"),
    (OrderCode::TooManySpeakers, 20020, "caption_options.inputs", "Rev takes at most 100 speakers for a medium. Leave some out"),
    (OrderCode::SpeakerTooLong, 20021, "caption_options.inputs", "Rev takes at most 50 characters as the name of a speaker. Shorten it"),
    (OrderCode::GlossaryTooLong, 20030, "caption_options.inputs", "Rev takes at most 1000 glossary entries for a medium. Leave some out"),
    (OrderCode::InvalidGlossaryEntry, 20031, "caption_options.inputs", "Rev takes glossary entries of 1 to 255 characters. Correct the entry"),
    (OrderCode::WorkspaceNotAllowed, 20050, "workspace_id", "You are no member of this Rev workspace. Choose another, or none"),
    (OrderCode::MissingPayment, 30001, "payment", "Rev misses the payment information. Report this to Cuewright's makers"),
    (OrderCode::MissingPaymentKind, 30002, "payment", "Rev misses the kind of payment. Report this to Cuewright's makers"),
    (OrderCode::BalanceNotEligible, 30010, "account", "This Rev account may not pay by balance. Ask Rev to allow it"),
    (OrderCode::BalanceExceeded, 30011, "account", "The balance of this Rev account does not suffice. Add to it at Rev, then order again"),
    (OrderCode::PoNumberTooLong, 40010, "ponumber", "Rev takes at most 64 characters as purchase order, project or department. Shorten it"),
    (OrderCode::PoNumberNotAllowed, 40011, "ponumber", "This Rev account cannot set a purchase order. Leave it empty, or ask Rev to set up invoicing"),
    (OrderCode::PoNumberOrderType, 40012, "ponumber", "Rev takes no purchase order for this kind of order. Leave it empty"),
    (OrderCode::FieldFormat, 50000, "order", "A field of the order is in a format that Rev does not take. Correct it and order again"),
    (OrderCode::SandboxRequired, 50002, "sandbox_mode", "The keys of this Rev account place sandbox orders only. Turn sandbox mode on, or get production keys from Rev"),
];

#[rustfmt::skip]
const INPUT: &[Row<InputCode>] = &[
    (InputCode::UnsupportedType, 10001, "content_type", "Rev does not take media of this type. Convert the file, for example to MP4"),
    (InputCode::NotRetrieved, 10002, "url", "Rev could not fetch the medium. Check that the link leads to the file itself and needs no sign-in"),
    (InputCode::BadMultipart, 10003, "file", "Rev did not find exactly one file in the upload. Upload it again"),
    (InputCode::NoFileName, 10004, "filename", "Rev needs a file name for the medium. Give one with an ending such as .mp4"),
];

macro_rules! code {
    ($code:ident, $table:ident, $field:literal, $unknown:literal) => {
        impl $code {
            /// The code of a number.
            #[must_use]
            pub fn from_number(number: u32) -> Self {
                let row = $table.iter().find(|(_, known, ..)| *known == number);
                row.map_or(Self::Other(number), |(code, ..)| *code)
            }

            /// The number in Rev's document.
            #[must_use]
            pub fn number(self) -> u32 {
                match self {
                    Self::Other(number) => number,
                    _ => self.row().map_or(0, |(_, number, ..)| *number),
                }
            }

            /// The field of the request that it is about.
            #[must_use]
            pub fn field(self) -> &'static str {
                self.row().map_or($field, |(_, _, field, _)| field)
            }

            /// What is the case and what to do, for people.
            #[must_use]
            pub fn message(self) -> &'static str {
                self.row().map_or($unknown, |(.., message)| message)
            }

            fn row(self) -> Option<&'static Row<Self>> {
                $table.iter().find(|(code, ..)| *code == self)
            }

            /// Every code that is documented, in the order of its number.
            pub fn documented() -> impl Iterator<Item = Self> {
                $table.iter().map(|(code, ..)| *code)
            }
        }

        impl fmt::Display for $code {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.number().fmt(f)
            }
        }

        impl Serialize for $code {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_u32(self.number())
            }
        }
    };
}

code!(
    OrderCode,
    ORDER,
    "order",
    "Rev refused the order. Correct it and order again"
);
code!(
    InputCode,
    INPUT,
    "input",
    "Rev refused the medium. Check the file or the link"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_the_document_are_all_there() {
        let numbers: Vec<u32> = OrderCode::documented().map(OrderCode::number).collect();
        assert_eq!(
            numbers,
            [
                10001, 10002, 10003, 10004, 10005, 10006, 10007, 10008, 20001, 20003, 20004, 20005,
                20010, 20020, 20021, 20030, 20031, 20050, 30001, 30002, 30010, 30011, 40010, 40011,
                40012, 50000, 50002
            ]
        );
        let numbers: Vec<u32> = InputCode::documented().map(InputCode::number).collect();
        assert_eq!(numbers, [10001, 10002, 10003, 10004]);
    }

    #[test]
    fn every_code_names_a_field_and_says_what_to_do() {
        for code in OrderCode::documented() {
            assert_eq!(OrderCode::from_number(code.number()), code);
            assert!(
                !code.field().is_empty() && code.message().contains(". "),
                "{code}"
            );
        }
        for code in InputCode::documented() {
            assert_eq!(InputCode::from_number(code.number()), code);
            assert!(code.message().contains(". "), "{code}");
        }
        let other = OrderCode::from_number(20006);
        assert_eq!((other, other.number()), (OrderCode::Other(20006), 20006));
        assert!(other.message().contains("Rev"));
    }
}
