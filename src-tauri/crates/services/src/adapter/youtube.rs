//! A YouTube account behind the workbench's ports.

use std::sync::Arc;

use bytes::Bytes;
use secrecy::SecretString;
use workbench::outbox::{
    Account, Answer, Failure, FailureCode, Finding, ItemId, Operation, Parcel, Receipt, Remote,
};
use workbench::remote::{Downloaded, RemoteTrack, TrackFormat, YoutubeReads};

use super::failure::{answer, failure, secret_failure};
use super::studio::not_ours;
use super::youtube_look::{found_in, there};
use super::youtube_values::{format_of, receipt_of, track_of};
use crate::ErrorCode;
use crate::http::Cancel;
use crate::secrets::{SecretName, Secrets};
use crate::signin::Session;
use crate::youtube::{CaptionList, Change, NewTrack, Upload, UploadAnswer, UploadSession, YouTube};

/// From this size on, in bytes, an upload is one that can go on after a break
/// (services.md 2.5).
const RESUMABLE_FROM: usize = 5 << 20;

/// A YouTube account.
pub struct YoutubeAccount {
    youtube: YouTube,
    session: Arc<Session>,
    secrets: Arc<dyn Secrets>,
    account: String,
    always_resumable: bool,
}

impl YoutubeAccount {
    pub(super) fn new(
        youtube: YouTube,
        session: Arc<Session>,
        secrets: Arc<dyn Secrets>,
        account: &Account,
    ) -> Self {
        let upload = account.switches.get("upload").map(String::as_str);
        Self {
            youtube,
            session,
            secrets,
            account: account.id.to_string(),
            always_resumable: upload == Some("resumable"),
        }
    }

    pub(super) fn test(&self) -> Answer<()> {
        answer(self.session.token()).map(drop)
    }

    fn send_file(&self, parcel: &Parcel, upload: &Upload) -> Answer<Receipt> {
        let file = Bytes::from(parcel.file.as_deref().unwrap_or_default().to_vec());
        if self.always_resumable || file.len() >= RESUMABLE_FROM {
            return self.send_resumable(parcel.id, upload, &file);
        }
        let (cancel, mut sent) = (Cancel::new(), |_: u64| ());
        let made = match upload {
            Upload::Insert(track) => self.youtube.insert(track, file, &cancel, &mut sent),
            Upload::Update(change) => self.youtube.update(change, file, &cancel, &mut sent),
        };
        answer(made).map(|caption| receipt_of(&caption))
    }

    /// An upload that goes on where an earlier try broke off. Where it goes is
    /// kept before the first byte of the file leaves.
    fn send_resumable(&self, item: ItemId, upload: &Upload, file: &Bytes) -> Answer<Receipt> {
        let mut from = 0;
        let session = match self.session_of(item, upload)? {
            Some(session) => match self.youtube.upload_status(&session, file.len() as u64) {
                Ok(UploadAnswer::Done(caption)) => return Ok(receipt_of(&caption)),
                Ok(UploadAnswer::Stored(stored)) => {
                    from = stored;
                    session
                }
                Err(error) if error.code == ErrorCode::Expired => self.begin(item, upload, file)?,
                Err(error) => return Err(failure(error)),
            },
            None => self.begin(item, upload, file)?,
        };
        let (cancel, mut sent) = (Cancel::new(), |_: u64| ());
        let youtube = &self.youtube;
        match answer(youtube.send_upload(&session, file, from, &cancel, &mut sent))? {
            UploadAnswer::Done(caption) => Ok(receipt_of(&caption)),
            UploadAnswer::Stored(_) => {
                let message = "YouTube took only a part of the file. The rest is sent next time";
                Err(Failure::new(FailureCode::ConnectionLost, message)
                    .with_advice(workbench::outbox::Advice::Backoff))
            }
        }
    }

    fn begin(&self, item: ItemId, upload: &Upload, file: &Bytes) -> Answer<UploadSession> {
        let session = answer(self.youtube.begin_upload(upload, file))?;
        let written = self
            .secrets
            .write(&self.upload_name(item), &session.secret());
        written.map_err(|error| secret_failure(workbench::remote::ServiceName::YouTube, &error))?;
        Ok(session)
    }

    fn session_of(&self, item: ItemId, upload: &Upload) -> Answer<Option<UploadSession>> {
        let kept = self.secrets.read(&self.upload_name(item));
        let kept: Option<SecretString> =
            kept.map_err(|error| secret_failure(workbench::remote::ServiceName::YouTube, &error))?;
        let session = kept.map(|secret| self.youtube.resume_upload(upload, &secret));
        answer(session.transpose())
    }

    fn upload_name(&self, item: ItemId) -> SecretName {
        SecretName::upload(&self.account, &item.to_string())
    }

    /// What an upload that was begun says of itself: where it is whole, its
    /// effect is there, whatever the list shows yet.
    fn look_at_upload(&self, parcel: &Parcel) -> Answer<Option<Finding>> {
        let (Some(upload), Some(file)) = (upload_of(&parcel.operation), &parcel.file) else {
            return Ok(None);
        };
        let Some(session) = self.session_of(parcel.id, &upload)? else {
            return Ok(None);
        };
        match self.youtube.upload_status(&session, file.len() as u64) {
            Ok(UploadAnswer::Done(caption)) => Ok(Some(there(&caption))),
            Ok(UploadAnswer::Stored(_)) => Ok(None),
            // It may have been whole before it was forgotten: the list tells.
            Err(error) if matches!(error.code, ErrorCode::Expired | ErrorCode::NotFound) => {
                Ok(None)
            }
            Err(error) => Err(failure(error)),
        }
    }
}

impl Remote for YoutubeAccount {
    fn send(&self, parcel: &Parcel) -> Answer<Receipt> {
        let operation = &parcel.operation;
        match operation {
            Operation::YoutubeInsert { .. } | Operation::YoutubeUpdate { .. }
                if parcel.file.is_some() =>
            {
                let upload = upload_of(operation).ok_or_else(|| not_ours(operation))?;
                self.send_file(parcel, &upload)
            }
            Operation::YoutubeUpdate {
                track,
                draft: Some(draft),
            } => {
                let changed = answer(self.youtube.set_draft(&track.id, *draft))?;
                Ok(receipt_of(&changed))
            }
            Operation::YoutubeInsert { .. } | Operation::YoutubeUpdate { .. } => Err(no_file()),
            Operation::YoutubeDelete { track } => {
                answer(self.youtube.delete(&track.id))?;
                Ok(Receipt {
                    remote_id: Some(track.id.clone()),
                    ..Receipt::default()
                })
            }
            other => Err(not_ours(other)),
        }
    }

    fn look(&self, parcel: &Parcel) -> Answer<Finding> {
        let mut found = self.look_at_all(std::slice::from_ref(parcel));
        found.pop().unwrap_or(Ok(Finding::Absent))
    }

    fn look_at_all(&self, parcels: &[Parcel]) -> Vec<Answer<Finding>> {
        let mut list: Option<Answer<CaptionList>> = None;
        let look = |parcel: &Parcel| {
            if parcel.sent_at.is_some()
                && let Some(finding) = self.look_at_upload(parcel)?
            {
                return Ok(finding);
            }
            let video = video_of(&parcel.operation).ok_or_else(|| not_ours(&parcel.operation))?;
            let list = list.get_or_insert_with(|| answer(self.youtube.list(video, &[])));
            list.as_ref()
                .map(|list| found_in(list, parcel))
                .map_err(Clone::clone)
        };
        parcels.iter().map(look).collect()
    }

    fn forget(&self, parcel: ItemId) {
        if let Err(error) = self.secrets.delete(&self.upload_name(parcel)) {
            // It is good for a day and leads only to what is there already.
            log::warn!("The address of a finished upload stays in the store of secrets: {error}");
        }
    }
}

impl YoutubeReads for YoutubeAccount {
    fn tracks(&self, video: &str) -> Answer<Vec<RemoteTrack>> {
        let list = answer(self.youtube.list(video, &[]))?;
        Ok(list.items.iter().map(track_of).collect())
    }

    fn download(
        &self,
        track: &str,
        format: Option<TrackFormat>,
        language: Option<&str>,
    ) -> Answer<Downloaded> {
        let format = format.map(format_of);
        let bytes = answer(self.youtube.download(track, format, language))?;
        Ok(Downloaded {
            bytes,
            name: None,
            media_type: None,
        })
    }
}

/// What is uploaded for an operation; none where it uploads nothing.
pub(super) fn upload_of(operation: &Operation) -> Option<Upload> {
    match operation {
        Operation::YoutubeInsert {
            video,
            language,
            name,
            draft,
        } => Some(Upload::Insert(NewTrack {
            video_id: video.clone(),
            language: language.clone(),
            name: name.clone(),
            is_draft: *draft,
        })),
        Operation::YoutubeUpdate { track, draft } => Some(Upload::Update(Change {
            id: track.id.clone(),
            is_draft: *draft,
        })),
        _ => None,
    }
}

fn video_of(operation: &Operation) -> Option<&str> {
    match operation {
        Operation::YoutubeInsert { video, .. } => Some(video),
        Operation::YoutubeUpdate { track, .. } | Operation::YoutubeDelete { track } => {
            Some(&track.video)
        }
        _ => None,
    }
}

fn no_file() -> Failure {
    let message = "YouTube needs a file with captions, or whether the track is a draft. Put it in again with one of them";
    let failure = Failure::new(FailureCode::Invalid, message);
    Failure {
        field: Some("file".to_owned()),
        ..failure
    }
}
