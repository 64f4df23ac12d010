//! The result of a request: the captions, or why there are none.

use serde::{Deserialize, Serialize};

use crate::form_data::FormData;
use crate::http::{Method, Request};
use crate::{Certainty, ErrorCode, Result, RetryAdvice, ServiceError, ServiceName};

use super::client::Studio;
use super::refusals::{Operation, Refusal};
use super::srt::SrtFile;

/// How a request ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// With captions.
    Fulfilled,
    /// Without.
    Failed,
}

/// Whether an earlier send of the same result may have arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Round {
    /// Nothing was sent before.
    First,
    /// Something was, and nobody knows what became of it. A refusal then does not
    /// say that the earlier one did not arrive: Studio refuses a second result,
    /// too.
    AfterUnknown,
}

impl Studio {
    /// Tells Studio that somebody works on a request. To be done only where the
    /// user has chosen to: the request probably leaves the list of those that
    /// wait, so that its absence from it no longer tells anything.
    ///
    /// # Errors
    /// As [`fulfil`](Self::fulfil).
    pub fn claim(&self, request: u64) -> Result<()> {
        let form = FormData::default().text("status", "processing");
        self.settle(request, form, Round::First)
    }

    /// Sends the captions of a request. Studio takes one result and no second.
    ///
    /// `Ok` means that Studio has accepted it, and not that it is there:
    /// [`look`](Self::look) tells that.
    ///
    /// # Errors
    /// A definite refusal, after which the request is as before, or a failure
    /// after which nobody knows; `certainty` says which.
    pub fn fulfil(&self, request: u64, captions: &SrtFile, round: Round) -> Result<()> {
        let bytes = captions.bytes().to_vec();
        let form = FormData::default().text("status", "fulfilled").file(
            "caption_file",
            captions.name(),
            "application/x-subrip",
            bytes,
        );
        self.settle(request, form, round)
    }

    /// Ends a request without captions; Studio shows the message to its staff.
    /// Never to be called after a [`fulfil`](Self::fulfil) of which nobody knows
    /// what became.
    ///
    /// # Errors
    /// [`ErrorCode::Invalid`] for a message of nothing, else as
    /// [`fulfil`](Self::fulfil).
    pub fn fail(&self, request: u64, message: &str, round: Round) -> Result<()> {
        let message = message.trim();
        if message.is_empty() {
            let text =
                "Write why the captions could not be made; Studio shows it to whoever ordered them";
            let error = ServiceError::new(ServiceName::Studio, ErrorCode::Invalid, text);
            return Err(error.with_field("message"));
        }
        let form = FormData::default()
            .text("status", "failed")
            .text("message", message);
        self.settle(request, form, round)
    }

    fn settle(&self, id: u64, form: FormData, round: Round) -> Result<()> {
        let address = self.base.at(["caption_file_requests", &id.to_string()]);
        let request = Request::new(Method::Patch, address).body(form.into_body());
        let done = self.call(Operation::SendResult, request).map(drop);
        match round {
            Round::First => done,
            Round::AfterUnknown => done.map_err(doubtful),
        }
    }
}

/// A refusal of what may have been taken before: it is no proof of anything.
fn doubtful(mut error: ServiceError) -> ServiceError {
    let reason = error.reason.as_deref();
    if reason.is_some_and(|reason| reason != Refusal::NotAuthorized.name()) {
        error.message =
            "Studio refuses the result that was sent again, perhaps because it has the first one. Look at the request in Studio before you do anything else"
                .into();
        error.retry = RetryAdvice::Never;
    }
    // Whatever this send did, the one before it stays in doubt.
    error.certainty = match error.certainty {
        Certainty::Applied => Certainty::Applied,
        _ => Certainty::Unknown,
    };
    error
}
