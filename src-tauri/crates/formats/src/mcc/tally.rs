//! Faults of many lines, each kind told once with where it was first and how
//! often it was.

use crate::Severity;
use crate::diagnostic::{Diagnostics, Place};

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Payload,
    OtherData,
    Ancillary,
    Checksum,
    Length,
    CutShort,
    Counter,
    Order,
    Label,
}

impl Fault {
    const COUNT: usize = 9;

    const fn describe(self) -> (Severity, &'static str, &'static str) {
        match self {
            Self::Payload => (
                Severity::Error,
                "bad-payload",
                "The payload holds something other than hexadecimal digits and known letters; \
                 it is read up to there",
            ),
            Self::OtherData => (Severity::Info, "other-data", "The packet holds no captions"),
            Self::Ancillary => (
                Severity::Info,
                "bad-ancillary-packet",
                "The length or the checksum of the ancillary packet is wrong",
            ),
            Self::Checksum => (
                Severity::Warning,
                "bad-checksum",
                "The checksum of the caption packet is wrong; it is read all the same",
            ),
            Self::Length => (
                Severity::Info,
                "bad-length",
                "The caption packet is not as long as it says",
            ),
            Self::CutShort => (
                Severity::Warning,
                "packet-cut-short",
                "The caption packet is not all there; it is read as far as it goes",
            ),
            Self::Counter => (
                Severity::Info,
                "bad-counter",
                "The two counters of the caption packet differ",
            ),
            Self::Order => (
                Severity::Warning,
                "label-goes-back",
                "The label is earlier than the one before; the line is taken to follow it",
            ),
            Self::Label => (
                Severity::Error,
                "bad-label",
                "No frame has this label; the line is taken to follow the one before",
            ),
        }
    }
}

const ALL: [Fault; Fault::COUNT] = [
    Fault::Payload,
    Fault::OtherData,
    Fault::Ancillary,
    Fault::Checksum,
    Fault::Length,
    Fault::CutShort,
    Fault::Counter,
    Fault::Order,
    Fault::Label,
];

/// How often each fault was, and where it was first.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    seen: [(u32, Place); Fault::COUNT],
}

impl Tally {
    pub(super) fn count(&mut self, fault: Fault, place: impl FnOnce() -> Place) {
        let (count, first) = &mut self.seen[fault as usize];
        if *count == 0 {
            *first = place();
        }
        *count = count.saturating_add(1);
    }

    pub(super) fn report(&self, diagnostics: &mut Diagnostics) {
        for (fault, (count, place)) in ALL.into_iter().zip(self.seen) {
            let (severity, code, message) = fault.describe();
            let message = match count {
                0 => continue,
                1 => message.to_owned(),
                count => format!("{message} (so in {count} lines)"),
            };
            match severity {
                Severity::Info => diagnostics.info(code, place, message),
                Severity::Warning => diagnostics.warn(code, place, message),
                Severity::Error => diagnostics.error(code, place, message),
            }
        }
    }
}
