//! A Rev account behind the workbench's ports.

use std::fs;

use workbench::outbox::{
    Answer, Failure, FailureCode, Finding, Operation, Parcel, Receipt, Remote, RevMedia,
};
use workbench::remote::{AttachmentFormat, Downloaded, OrderRequest, RevOrder, RevReads};

use super::failure::{answer, failure};
use super::rev_values::{draft_of, format_of, placed_of, wire_of};
use super::studio::not_ours;
use crate::http::{Base, Cancel, Http};
use crate::rev::{
    Found, Knowledge, LinkedInput, MediaUpload, OrderStatus, Rev, RevKeys, SealedOrder, UploadForm,
    Wanted, Wire,
};

/// A Rev account.
#[derive(Debug)]
pub struct RevAccount {
    json: Rev,
    xml: Rev,
}

impl RevAccount {
    pub(super) fn new(http: &Http, base: &Base, keys: &RevKeys) -> Self {
        let rev = |wire| Rev::new(http.clone(), base.clone(), keys.clone(), wire);
        Self {
            json: rev(Wire::Json),
            xml: rev(Wire::Xml),
        }
    }

    pub(super) fn test(&self) -> Answer<()> {
        answer(self.json.test())
    }

    fn place(&self, order: &OrderRequest) -> Answer<Receipt> {
        let wire = wire_of(order.form);
        let sealed = SealedOrder::seal(&draft_of(order)?, &Knowledge::default(), wire);
        let sealed = sealed.map_err(|check| broken(check.violations.first()))?;
        let rev = match wire {
            Wire::Json => &self.json,
            Wire::Xml => &self.xml,
        };
        Ok(named(answer(rev.place(&sealed))?))
    }

    fn give(
        &self,
        media: &RevMedia,
        name: Option<&str>,
        media_type: Option<&str>,
    ) -> Answer<Receipt> {
        let uri = match media {
            RevMedia::File { path, bytes } => {
                let media = answer(MediaUpload::open(path, name, media_type))?;
                if media.length() != *bytes {
                    let message =
                        "The media has changed since it was to be uploaded to Rev. Upload it again";
                    return Err(Failure::new(FailureCode::File, message));
                }
                let (cancel, mut sent) = (Cancel::new(), |_: u64| ());
                self.json
                    .upload(&media, UploadForm::Raw, &cancel, &mut sent)
            }
            RevMedia::Link { url } => self.json.link(&LinkedInput {
                url: url.clone(),
                filename: name.map(str::to_owned),
                content_type: media_type.map(str::to_owned),
            }),
        };
        Ok(named(answer(uri)?.as_str().to_owned()))
    }
}

impl Remote for RevAccount {
    fn send(&self, parcel: &Parcel) -> Answer<Receipt> {
        match &parcel.operation {
            Operation::RevInput {
                media,
                name,
                media_type,
            } => self.give(media, name.as_deref(), media_type.as_deref()),
            Operation::RevOrder { order } => self.place(order),
            Operation::RevCancel { number } => {
                answer(self.json.cancel(number))?;
                Ok(named(number.clone()))
            }
            other => Err(not_ours(other)),
        }
    }

    fn look(&self, parcel: &Parcel) -> Answer<Finding> {
        match &parcel.operation {
            Operation::RevOrder { order } => {
                let found = answer(self.json.find(&order.client_ref.to_string()))?;
                Ok(match found {
                    Found::None => Finding::Absent,
                    Found::One(order) => Finding::Applied(named(order.number)),
                    Found::Several(orders) => {
                        let numbers = orders.into_iter().map(|order| order.number);
                        Finding::Several(numbers.collect())
                    }
                })
            }
            Operation::RevCancel { number } => {
                let order = answer(self.json.order(number))?;
                Ok(if order.status == OrderStatus::Cancelled {
                    Finding::Applied(named(order.number))
                } else {
                    Finding::Absent
                })
            }
            // An upload leaves nothing that can be listed.
            Operation::RevInput { .. } => Ok(Finding::Absent),
            other => Err(not_ours(other)),
        }
    }
}

impl RevReads for RevAccount {
    fn orders(&self) -> Answer<Vec<RevOrder>> {
        let list = answer(self.json.orders())?;
        Ok(list.orders.into_iter().map(placed_of).collect())
    }

    fn order(&self, number: &str) -> Answer<RevOrder> {
        answer(self.json.order(number)).map(placed_of)
    }

    fn attachment(&self, id: &str, format: Option<AttachmentFormat>) -> Answer<Downloaded> {
        let folder = tempfile::tempdir().map_err(|error| unkept(&error))?;
        let path = folder.path().join("attachment");
        let wanted = format.map_or(Wanted::Original, |format| {
            Wanted::Captions(format_of(format))
        });
        let fetched = self
            .json
            .fetch(id, wanted, &path, &Cancel::new(), &mut |_, _| ());
        let fetched = fetched.map_err(failure)?;
        Ok(Downloaded {
            bytes: fs::read(&path).map_err(|error| unkept(&error))?,
            name: fetched.downloaded.suggested_name,
            media_type: fetched.downloaded.content_type,
        })
    }
}

fn named(remote_id: String) -> Receipt {
    Receipt {
        remote_id: Some(remote_id),
        ..Receipt::default()
    }
}

/// An order that breaks a rule of Rev's document is not sent.
fn broken(violation: Option<&crate::rev::Violation>) -> Failure {
    let message = violation.map_or("The order breaks a rule of Rev", |first| {
        first.message.as_str()
    });
    let failure = Failure::new(FailureCode::Invalid, message);
    Failure {
        field: violation.map(|first| first.field.clone()),
        reason: violation.map(|first| first.code.number().to_string()),
        ..failure
    }
}

fn unkept(error: &std::io::Error) -> Failure {
    let message = format!("Cannot keep what came from Rev: {error}");
    Failure::new(FailureCode::File, message)
}
