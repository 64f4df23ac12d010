//! A Studio account behind the workbench's ports.

use std::collections::BTreeSet;
use std::path::Path;

use workbench::outbox::{
    Answer, Failure, FailureCode, Finding, Operation, Parcel, Receipt, Remote, StudioResult,
};
use workbench::remote::{Fetched, RequestMedia, ServiceType, StudioReads, StudioRequest};

use super::failure::{answer, failure};
use super::{millis_of, time_of};
use crate::http::{Base, Cancel, Http};
use crate::studio::{
    Access, Outcome, PendingRequest, ReadBack, Removal, Round, Sent, SrtFile, Studio, TypeDraft,
};
use crate::{ErrorCode, ServiceError, languages};

/// A Studio account.
#[derive(Debug)]
pub struct StudioAccount {
    studio: Studio,
}

impl StudioAccount {
    pub(super) fn new(http: Http, base: Base, access: Access) -> Self {
        Self {
            studio: Studio::new(http, base, access),
        }
    }

    pub(super) fn test(&self) -> Answer<()> {
        answer(self.studio.test())
    }

    fn look_at_results(&self, parcels: &[Parcel]) -> Vec<Answer<Finding>> {
        let sent: Vec<Sent> = parcels.iter().filter_map(sent_of).collect();
        match self.studio.look_at_all(&sent) {
            Ok(seen) => seen
                .into_iter()
                .map(|seen| answer(seen).map(finding_of))
                .collect(),
            Err(error) => {
                let failure = failure(error);
                sent.iter().map(|_| Err(failure.clone())).collect()
            }
        }
    }

    fn look_at_type(&self, operation: &Operation) -> Answer<Finding> {
        let types = answer(self.studio.service_types())?;
        Ok(match operation {
            Operation::StudioServiceTypePut {
                key,
                description,
                languages,
            } => {
                let found = types.iter().find(|found| found.key == *key);
                let same =
                    found.is_some_and(|found| is_as_put(found, description, languages.as_deref()));
                applied_if(same, key)
            }
            Operation::StudioServiceTypeDelete { key } => {
                applied_if(types.iter().all(|found| found.key != *key), key)
            }
            _ => Finding::Absent,
        })
    }
}

impl Remote for StudioAccount {
    fn send(&self, parcel: &Parcel) -> Answer<Receipt> {
        let studio = &self.studio;
        let (done, id) = match &parcel.operation {
            Operation::StudioFulfil(result) => {
                let file = parcel.file.as_deref().ok_or_else(no_file)?;
                let captions = SrtFile::new(&result.file_name, file);
                let captions = captions.map_err(|refusal| failure(refusal.into()))?;
                // What an earlier send may have done, the outbox knows itself.
                let done = studio.fulfil(result.request, &captions, Round::First);
                (done, result.request.to_string())
            }
            Operation::StudioFail { result, message } => {
                let done = studio.fail(result.request, message, Round::First);
                (done, result.request.to_string())
            }
            Operation::StudioProcessing { request } => {
                (studio.claim(*request), request.to_string())
            }
            put @ Operation::StudioServiceTypePut { key, .. } => {
                let draft = type_draft(put).ok_or_else(|| not_ours(put))?;
                (studio.put_service_type(&draft), key.clone())
            }
            Operation::StudioServiceTypeDelete { key } => {
                let done = studio.delete_service_type(key).and_then(deleted);
                (done, key.clone())
            }
            other => return Err(not_ours(other)),
        };
        answer(done)?;
        Ok(Receipt {
            remote_id: Some(id),
            ..Receipt::default()
        })
    }

    fn look(&self, parcel: &Parcel) -> Answer<Finding> {
        let mut found = self.look_at_all(std::slice::from_ref(parcel));
        found.pop().unwrap_or(Ok(Finding::Absent))
    }

    fn look_at_all(&self, parcels: &[Parcel]) -> Vec<Answer<Finding>> {
        if parcels.iter().all(|parcel| sent_of(parcel).is_some()) {
            return self.look_at_results(parcels);
        }
        let look = |parcel: &Parcel| match &parcel.operation {
            Operation::StudioServiceTypePut { .. } | Operation::StudioServiceTypeDelete { .. } => {
                self.look_at_type(&parcel.operation)
            }
            // A claim leaves nothing to be seen.
            Operation::StudioProcessing { .. } => Ok(Finding::Absent),
            _ => {
                let mut found = self.look_at_results(std::slice::from_ref(parcel));
                found.pop().unwrap_or(Ok(Finding::Absent))
            }
        };
        parcels.iter().map(look).collect()
    }
}

impl StudioReads for StudioAccount {
    fn pending(&self) -> Answer<Vec<StudioRequest>> {
        let pending = answer(self.studio.requests())?;
        Ok(pending.requests.into_iter().map(request_of).collect())
    }

    fn service_types(&self) -> Answer<Vec<ServiceType>> {
        let types = answer(self.studio.service_types())?;
        Ok(types.into_iter().map(type_of).collect())
    }

    fn fetch_media(
        &self,
        request: &StudioRequest,
        to: &Path,
        watch: &mut dyn FnMut(u64, Option<u64>) -> bool,
    ) -> Answer<Fetched> {
        let cancel = Cancel::new();
        let mut stopped = false;
        let fetched =
            self.studio
                .fetch_media(&pending_of(request), to, &cancel, &mut |held, whole| {
                    if !stopped && !watch(held, whole) {
                        stopped = true;
                        cancel.cancel();
                    }
                });
        match fetched {
            Ok(done) => Ok(Fetched {
                whole: true,
                name: done.suggested_name,
            }),
            Err(error) if stopped && error.code == ErrorCode::Cancelled => Ok(Fetched {
                whole: false,
                name: None,
            }),
            Err(error) => Err(failure(error)),
        }
    }
}

/// What was sent of a result; absent where it is none.
fn sent_of(parcel: &Parcel) -> Option<Sent> {
    let (result, outcome): (&StudioResult, Outcome) = match &parcel.operation {
        Operation::StudioFulfil(result) => (result, Outcome::Fulfilled),
        Operation::StudioFail { result, .. } => (result, Outcome::Failed),
        _ => return None,
    };
    let media = result.media.as_deref();
    Some(Sent {
        request: result.request,
        outcome,
        media_id: media.and_then(|media| media.parse().ok()),
        language: result.language.clone(),
        sent_at: time_of(parcel.sent_at),
        claimed: result.claimed,
    })
}

fn finding_of(seen: ReadBack) -> Finding {
    match seen {
        ReadBack::StillListed => Finding::Absent,
        ReadBack::CaptionFileFound(file) => Finding::Applied(Receipt {
            remote_id: Some(file.id.to_string()),
            ..Receipt::default()
        }),
        ReadBack::Gone(_) | ReadBack::Unproven(_) => Finding::Gone,
    }
}

/// Whether a service type is what was to be made of it. What Studio does not
/// say of it cannot differ.
fn is_as_put(
    found: &crate::studio::ServiceType,
    description: &str,
    languages: Option<&[String]>,
) -> bool {
    let described = found.description.as_deref();
    let normal = |tag: &String| languages::to_studio(tag);
    let spoken: BTreeSet<Option<String>> = found.languages.iter().map(normal).collect();
    described.is_none_or(|described| described.trim() == description.trim())
        && languages.is_none_or(|tags| {
            spoken.is_empty() || spoken == tags.iter().map(normal).collect::<BTreeSet<_>>()
        })
}

fn applied_if(there: bool, key: &str) -> Finding {
    if there {
        Finding::Applied(Receipt {
            remote_id: Some(key.to_owned()),
            ..Receipt::default()
        })
    } else {
        Finding::Absent
    }
}

fn deleted(removal: Removal) -> crate::Result<()> {
    match removal {
        Removal::Done => Ok(()),
        Removal::NothingThere => {
            let message = "Studio has no such service type, or no active captioning service for this account. Refresh the list";
            let service = crate::ServiceName::Studio;
            Err(ServiceError::new(service, ErrorCode::NotFound, message).with_status(404))
        }
    }
}

fn request_of(request: PendingRequest) -> StudioRequest {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a length in milliseconds is far below what is held exactly"
    )]
    let seconds = request.duration_ms.map(|millis| millis as f64 / 1000.0);
    StudioRequest {
        id: request.id,
        status: request.status.unwrap_or_default(),
        service_type: request.service_type,
        language: request.language,
        media: RequestMedia {
            id: request.media_id.map(|id| id.to_string()),
            title: request.media_title,
            seconds,
            download: request.download,
        },
        created_at: request.created_at.map(millis_of),
        due_at: request.due_at.map(millis_of),
        raw: request.raw.to_string(),
    }
}

/// The request as the client takes it, for what its media is.
fn pending_of(request: &StudioRequest) -> PendingRequest {
    let media = request.media.id.as_deref();
    PendingRequest {
        id: request.id,
        status: Some(request.status.clone()),
        provider: None,
        service_type: request.service_type.clone(),
        language: request.language.clone(),
        media_id: media.and_then(|media| media.parse().ok()),
        media_title: request.media.title.clone(),
        duration_ms: None,
        download: request.media.download.clone(),
        created_at: None,
        due_at: None,
        raw: serde_json::Value::Null,
    }
}

fn type_of(found: crate::studio::ServiceType) -> ServiceType {
    ServiceType {
        key: found.key,
        label: found.label,
        description: found.description,
        languages: found.languages,
        automatic: found.is_asr.unwrap_or_default(),
        raw: found.raw.to_string(),
    }
}

fn no_file() -> Failure {
    let message = "There are no captions to send to Studio. Put the result in again";
    let failure = Failure::new(FailureCode::Invalid, message);
    Failure {
        field: Some("caption_file".to_owned()),
        ..failure
    }
}

/// An operation of another service came to this one.
pub(super) fn not_ours(operation: &Operation) -> Failure {
    let message = format!(
        "A defect in Cuewright sent this to the wrong service: {}",
        operation.label()
    );
    Failure::new(FailureCode::Defect, message)
}

/// The service type that an operation makes or changes.
pub(super) fn type_draft(operation: &Operation) -> Option<TypeDraft> {
    let Operation::StudioServiceTypePut {
        key,
        description,
        languages,
    } = operation
    else {
        return None;
    };
    Some(TypeDraft {
        key: key.clone(),
        description: description.clone(),
        languages: languages.clone(),
    })
}
