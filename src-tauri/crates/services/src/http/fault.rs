//! What a failure of the network says about a call.

use std::error::Error;
use std::io;

use super::connection::LeadsInside;
use super::sending::UnreadableFile;
use super::{Address, Request, address};
use crate::{Certainty, ErrorCode, RetryAdvice, ServiceError, ServiceName};

/// What a failure is about.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    service: ServiceName,
    address: &'a Address,
    may_change: bool,
}

impl<'a> Call<'a> {
    pub(super) fn of(request: &'a Request) -> Self {
        Self {
            service: request.address.service(),
            address: &request.address,
            may_change: request.may_change(),
        }
    }

    /// The failure of a call that got no answer.
    pub(super) fn failed(&self, error: &reqwest::Error) -> ServiceError {
        if let Some(file) = cause::<UnreadableFile>(error) {
            return self
                .before(
                    ErrorCode::File,
                    &format!("Nothing was sent to {}: {file}", self.service),
                )
                .with_retry(RetryAdvice::User);
        }
        if error.is_builder() {
            let message = format!(
                "What is to be sent to {} holds characters that cannot be sent. Check the keys and the sign-in of the account",
                self.service
            );
            return self
                .before(ErrorCode::Invalid, &message)
                .with_retry(RetryAdvice::User);
        }
        if cause::<LeadsInside>(error).is_some() {
            return address::leads_inside(self.service);
        }
        if error.is_connect() {
            return self.unconnected(error);
        }
        if cause::<hyper::Error>(error).is_some_and(hyper::Error::is_parse) {
            return self.not_http();
        }
        self.lost()
    }

    /// The failure of an answer whose body broke off.
    pub(super) fn broke_off(&self, _error: &reqwest::Error) -> ServiceError {
        self.lost()
    }

    fn unconnected(&self, error: &reqwest::Error) -> ServiceError {
        let service = self.service;
        if let Some(tls) = cause::<rustls::Error>(error) {
            return self.insecure(tls);
        }
        if error.is_timeout()
            || cause::<io::Error>(error)
                .is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
        {
            let message = format!(
                "{service} did not answer at {}. Check the network; Cuewright will try again",
                self.address
            );
            return self.before(ErrorCode::TimedOut, &message);
        }
        let message = format!(
            "{service} cannot be reached at {}. Check the network and the address of the account; Cuewright will try again",
            self.address
        );
        self.before(ErrorCode::Unreachable, &message)
    }

    fn insecure(&self, tls: &rustls::Error) -> ServiceError {
        let service = self.service;
        if matches!(
            tls,
            rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented
        ) {
            let message = format!(
                "The certificate of {} does not verify, so nothing was sent to {service}. Check this computer's clock and whether a proxy stands in between",
                self.address
            );
            return self.before(ErrorCode::Certificate, &message);
        }
        let message = format!(
            "No encrypted connection to {service} came about at {}. Check the address of the account and whether a proxy stands in between",
            self.address
        );
        self.before(ErrorCode::Unreachable, &message)
    }

    fn not_http(&self) -> ServiceError {
        let service = self.service;
        let message = format!(
            "What answers at {} is not {service}. Check the address of the account",
            self.address
        );
        self.after(ErrorCode::NotTheService, &message)
    }

    fn lost(&self) -> ServiceError {
        let message = format!(
            "The connection to {} broke before its answer was whole. Cuewright will look at what became of it and try again",
            self.service
        );
        self.after(ErrorCode::ConnectionLost, &message)
    }

    /// The failure of a call that no answer came to in time.
    pub(super) fn timed_out(&self) -> ServiceError {
        let message = format!(
            "{} did not answer in time. Cuewright will look at what became of it and try again",
            self.service
        );
        self.after(ErrorCode::TimedOut, &message)
    }

    /// The failure of a call that its caller stopped.
    pub(super) fn cancelled(&self) -> ServiceError {
        let message = format!("The call to {} was cancelled", self.service);
        self.after(ErrorCode::Cancelled, &message)
            .with_retry(RetryAdvice::User)
    }

    /// The failure of an answer that is larger than the call can have.
    pub(super) fn too_large(&self) -> ServiceError {
        let message = format!(
            "The answer of {} is larger than any it should give, and was not read. Check the address of the account",
            self.service
        );
        self.after(ErrorCode::TooLarge, &message)
            .with_retry(RetryAdvice::User)
    }

    /// Nothing has left this machine.
    fn before(&self, code: ErrorCode, message: &str) -> ServiceError {
        ServiceError::new(self.service, code, message).with_retry(RetryAdvice::Backoff)
    }

    /// Something may have arrived.
    fn after(&self, code: ErrorCode, message: &str) -> ServiceError {
        let certainty = if self.may_change {
            Certainty::Unknown
        } else {
            Certainty::NotApplied
        };
        self.before(code, message).with_certainty(certainty)
    }
}

/// The first cause of a kind. An I/O error hides what it wraps from `source`.
fn cause<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        let wrapped = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        next = match wrapped {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}
