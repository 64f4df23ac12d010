//! A file that is being fetched: what is there, and how to know that the server
//! still has the same.

use std::cell::Cell;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use reqwest::header::HeaderMap;
use serde::{Deserialize, Serialize};

use crate::{ErrorCode, Result, RetryAdvice, ServiceError, ServiceName};

/// What tells one state of a file at the server from another: a strong entity
/// tag or the time of its last change (RFC 9110, 13.1.5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Validator(String);

impl Validator {
    fn of(headers: &HeaderMap) -> Option<Self> {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let tag = text("etag").filter(|tag| tag.starts_with('"'));
        tag.or_else(|| text("last-modified"))
            .map(|text| Self(text.to_owned()))
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

/// What is kept of a fetch that broke off, beside what has arrived.
#[derive(Debug, Serialize, Deserialize)]
struct Resume {
    validator: Validator,
    total: Option<u64>,
}

/// A file on its way.
#[derive(Debug)]
pub(super) struct Partial {
    service: ServiceName,
    to: PathBuf,
    file: File,
    length: u64,
    validator: Option<Validator>,
    total: Rc<Cell<Option<u64>>>,
}

impl Partial {
    /// What an earlier call left of the file at `to`, or nothing.
    pub(super) fn open(service: ServiceName, to: &Path) -> Result<Self> {
        let path = beside(to, ".part");
        let opened = OpenOptions::new()
            .append(true)
            .create(true)
            .open(&path)
            .and_then(|file| Ok((file.metadata()?.len(), file)));
        let (length, file) = opened.map_err(|error| unwritable(service, &path, &error))?;
        let resume = fs::read(beside(to, ".resume"))
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Resume>(&bytes).ok());
        let (validator, total) = resume.map_or((None, None), |resume| {
            (Some(resume.validator), resume.total)
        });
        Ok(Self {
            service,
            to: to.to_owned(),
            file,
            length,
            validator,
            total: Rc::new(Cell::new(total)),
        })
    }

    /// How long the whole file will be, as soon as the server has said it.
    pub(super) fn total(&self) -> Rc<Cell<Option<u64>>> {
        Rc::clone(&self.total)
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// From where, and of which state of the file, the rest can be asked for.
    pub(super) fn resumable(&self) -> Option<(u64, &Validator)> {
        let validator = self.validator.as_ref()?;
        (self.length > 0).then_some((self.length, validator))
    }

    /// Takes the head of an answer with the file (200) or the rest of it (206),
    /// and answers where its body begins.
    pub(super) fn begin(&mut self, status: u16, headers: &HeaderMap, limit: u64) -> Result<u64> {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let announced = text("content-length").and_then(|length| length.parse::<u64>().ok());
        if status == 206 {
            let range = text("content-range").and_then(content_range);
            let Some((from, total)) = range.filter(|(from, _)| *from == self.length) else {
                self.discard();
                return Err(self.wrong_part());
            };
            self.total
                .set(total.or_else(|| announced.and_then(|rest| rest.checked_add(from))));
        } else {
            self.empty()?;
            self.total.set(announced);
            self.validator = Validator::of(headers);
        }
        if self.total.get().is_some_and(|total| total > limit) {
            return Err(self.too_large());
        }
        self.note();
        Ok(self.length)
    }

    /// Adds what has arrived.
    pub(super) fn write(&mut self, chunk: &[u8], limit: u64) -> Result<()> {
        if self.length + chunk.len() as u64 > limit {
            self.discard();
            return Err(self.too_large());
        }
        self.file
            .write_all(chunk)
            .map_err(|error| self.unwritten(&error))?;
        self.length += chunk.len() as u64;
        Ok(())
    }

    /// Checks that all of it is there, after the server has ended.
    pub(super) fn complete(&self) -> Result<()> {
        match self.total.get() {
            Some(total) if total != self.length => {
                let service = self.service;
                let message = format!(
                    "The download from {service} ended too early. Cuewright will go on with the rest"
                );
                Err(
                    ServiceError::new(service, ErrorCode::ConnectionLost, message)
                        .with_retry(RetryAdvice::Backoff),
                )
            }
            _ => Ok(()),
        }
    }

    /// Whether a server that has nothing more (416) has exactly what is here.
    pub(super) fn is_all(&self, headers: &HeaderMap) -> bool {
        let range = headers
            .get("content-range")
            .and_then(|value| value.to_str().ok());
        let whole =
            range.and_then(|range| range.trim().strip_prefix("bytes */")?.parse::<u64>().ok());
        whole == Some(self.length) && self.length > 0
    }

    /// Puts the whole file in its place and answers its length.
    pub(super) fn finish(self) -> Result<u64> {
        let part = beside(&self.to, ".part");
        self.file
            .sync_all()
            .and_then(|()| fs::rename(&part, &self.to))
            .map_err(|error| self.unwritten(&error))?;
        let _ = fs::remove_file(beside(&self.to, ".resume"));
        Ok(self.length)
    }

    /// Forgets what is here, so that a later call begins anew.
    pub(super) fn discard(&mut self) {
        self.validator = None;
        let _ = self.empty();
        let _ = fs::remove_file(beside(&self.to, ".resume"));
    }

    fn empty(&mut self) -> Result<()> {
        self.file
            .set_len(0)
            .map_err(|error| self.unwritten(&error))?;
        self.length = 0;
        Ok(())
    }

    /// Keeps how to go on. Where that fails, a later call begins anew.
    fn note(&self) {
        let path = beside(&self.to, ".resume");
        let Some(validator) = self.validator.clone() else {
            let _ = fs::remove_file(path);
            return;
        };
        let total = self.total.get();
        if let Ok(bytes) = serde_json::to_vec(&Resume { validator, total }) {
            let _ = fs::write(path, bytes);
        }
    }

    fn unwritten(&self, error: &io::Error) -> ServiceError {
        unwritable(self.service, &self.to, error)
    }

    fn too_large(&self) -> ServiceError {
        let message = format!(
            "The file from {} is larger than is fetched. Fetch it in a browser",
            self.service
        );
        ServiceError::new(self.service, ErrorCode::TooLarge, message)
    }

    fn wrong_part(&self) -> ServiceError {
        let message = format!(
            "{} sent another part of the file than was asked for. Cuewright will fetch it from the start",
            self.service
        );
        ServiceError::new(self.service, ErrorCode::BadAnswer, message)
            .with_retry(RetryAdvice::Backoff)
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

fn unwritable(service: ServiceName, path: &Path, error: &io::Error) -> ServiceError {
    let message = format!(
        "Cannot write what comes from {service} to {}: {error}",
        path.display()
    );
    ServiceError::new(service, ErrorCode::File, message)
}

/// Where a part begins, and how long the whole is: `bytes 5-9/10`, `bytes 5-9/*`.
fn content_range(text: &str) -> Option<(u64, Option<u64>)> {
    let (range, total) = text.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (from, _) = range.split_once('-')?;
    Some((from.trim().parse().ok()?, total.trim().parse().ok()))
}
