//! What the services hold, what applying does to it, and what a look shows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use workbench::outbox::{
    Advice, Answer, Base, Failure, FailureCode, Finding, ItemId, Operation, Parcel, Receipt,
    StudioResult, Theirs, YoutubeTarget, sha256,
};
use workbench::remote::OrderMedia;

/// Something that was done to a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// The item that did it.
    pub item: ItemId,
    /// What it was done to.
    pub target: String,
    /// SHA-256 of the file that came with it.
    pub sha256: Option<String>,
    /// When, in Unix milliseconds.
    pub at: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Track {
    id: String,
    edition: u64,
    updated_at: i64,
    draft: bool,
    bytes: Vec<u8>,
}

/// What the services hold.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Held {
    /// Everything that was applied, in order.
    pub effects: Vec<Effect>,
    /// Studio requests that have their result, and since when that shows.
    requests: BTreeMap<u64, (ItemId, i64)>,
    types: BTreeMap<String, (String, Option<Vec<String>>)>,
    /// Tracks by video, language and name.
    tracks: BTreeMap<String, Track>,
    /// Orders by number, with their reference, since when they can be found,
    /// and whether they are cancelled.
    orders: BTreeMap<String, (String, i64, bool)>,
    late: Vec<(i64, Late)>,
    made: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Late {
    item: ItemId,
    operation: Operation,
    file: Option<Vec<u8>>,
}

impl Held {
    pub(super) fn change_track(&mut self, key: &str, now: i64) {
        if let Some(track) = self.tracks.get_mut(key) {
            track.edition += 1;
            track.updated_at = now;
            track.bytes = format!("theirs {}", track.edition).into_bytes();
        }
    }

    pub(super) fn make_track(&mut self, video: &str, id: &str, now: i64) {
        let track = Track {
            id: id.to_owned(),
            edition: 1,
            updated_at: now,
            draft: false,
            bytes: b"theirs".to_vec(),
        };
        self.tracks.insert(format!("{video}|{id}|"), track);
    }

    pub(super) fn make_type(&mut self, key: &str) {
        self.types.insert(key.to_owned(), (String::new(), None));
    }

    pub(super) fn take_late(&mut self, parcel: &Parcel, at: i64) {
        let late = Late {
            item: parcel.id,
            operation: parcel.operation.clone(),
            file: parcel.file.as_deref().map(<[u8]>::to_vec),
        };
        self.late.push((at, late));
    }

    pub(super) fn apply_late(&mut self, now: i64, shows_after: i64) {
        let due = |(at, _): &mut (i64, Late)| *at <= now;
        let late: Vec<(i64, Late)> = self.late.extract_if(.., due).collect();
        for (at, late) in late {
            let _ = self.apply(
                late.item,
                &late.operation,
                late.file.as_deref(),
                at,
                shows_after,
            );
        }
    }

    pub(super) fn apply(
        &mut self,
        item: ItemId,
        operation: &Operation,
        file: Option<&[u8]>,
        now: i64,
        shows_after: i64,
    ) -> Answer<Receipt> {
        let shows = now + shows_after;
        let (target, receipt) = match operation {
            Operation::StudioFulfil(result) | Operation::StudioFail { result, .. } => {
                if self.requests.contains_key(&result.request) {
                    return Err(refused(FailureCode::Invalid, "It has its result"));
                }
                self.requests.insert(result.request, (item, shows));
                (format!("request {}", result.request), Receipt::default())
            }
            Operation::StudioProcessing { request } => {
                (format!("processing {request}"), Receipt::default())
            }
            Operation::StudioServiceTypePut {
                key,
                description,
                languages,
            } => {
                let what = (description.clone(), languages.clone());
                self.types.insert(key.clone(), what);
                (format!("type {key}"), Receipt::default())
            }
            Operation::StudioServiceTypeDelete { key } => {
                if self.types.remove(key).is_none() {
                    return Err(refused(FailureCode::NotFound, "No such service type"));
                }
                (format!("type {key}"), Receipt::default())
            }
            Operation::YoutubeInsert { .. }
            | Operation::YoutubeUpdate { .. }
            | Operation::YoutubeDelete { .. } => self.apply_track(operation, file, now)?,
            Operation::RevInput { .. } => {
                self.made += 1;
                let urn = format!("urn:rev:inputmedia:{}", self.made);
                (format!("input {item}"), made(urn))
            }
            Operation::RevOrder { order } => {
                for input in &order.inputs {
                    assert!(
                        !matches!(input.media, OrderMedia::Upload(_)),
                        "it has an address"
                    );
                }
                self.made += 1;
                let number = format!("CP{}", self.made);
                let reference = order.client_ref.to_string();
                self.orders
                    .insert(number.clone(), (reference.clone(), shows, false));
                (format!("order {reference}"), made(number))
            }
            Operation::RevCancel { number } => {
                let order = self.orders.get_mut(number);
                let order = order.ok_or_else(|| refused(FailureCode::NotFound, "No such order"))?;
                order.2 = true;
                (format!("cancel {number}"), Receipt::default())
            }
        };
        self.effects.push(Effect {
            item,
            target,
            sha256: file.map(sha256),
            at: now,
        });
        Ok(receipt)
    }

    fn apply_track(
        &mut self,
        operation: &Operation,
        file: Option<&[u8]>,
        now: i64,
    ) -> Answer<(String, Receipt)> {
        match operation {
            Operation::YoutubeInsert {
                video,
                language,
                name,
                draft,
            } => {
                let key = format!("{video}|{language}|{name}");
                if self.tracks.contains_key(&key) {
                    return Err(refused(FailureCode::Conflict, "There is such a track"));
                }
                self.made += 1;
                let track = Track {
                    id: format!("T{}=", self.made),
                    edition: 1,
                    updated_at: now,
                    draft: *draft,
                    bytes: file.unwrap_or_default().to_vec(),
                };
                let receipt = receipt_of(&track);
                self.tracks.insert(key.clone(), track);
                Ok((format!("insert {key}"), receipt))
            }
            Operation::YoutubeUpdate { track, draft } => {
                let found = self.track(track)?;
                found.edition += 1;
                found.updated_at = now;
                found.draft = draft.unwrap_or(found.draft);
                if let Some(file) = file {
                    found.bytes = file.to_vec();
                }
                Ok((format!("update {}", track.id), receipt_of(found)))
            }
            Operation::YoutubeDelete { track } => {
                let id = self.track(track)?.id.clone();
                self.tracks.retain(|_, other| other.id != id);
                Ok((format!("delete {id}"), Receipt::default()))
            }
            _ => unreachable!("not about a track"),
        }
    }

    fn track(&mut self, target: &YoutubeTarget) -> Answer<&mut Track> {
        let found = self.tracks.values_mut().find(|track| track.id == target.id);
        found.ok_or_else(|| refused(FailureCode::NotFound, "No such track"))
    }

    pub(super) fn look(&mut self, parcel: &Parcel, now: i64, results_show: bool) -> Finding {
        match &parcel.operation {
            Operation::StudioFulfil(result) | Operation::StudioFail { result, .. } => {
                self.look_for_result(parcel, result, now, results_show)
            }
            Operation::StudioProcessing { .. } | Operation::RevInput { .. } => Finding::Absent,
            Operation::StudioServiceTypePut {
                key,
                description,
                languages,
            } => match self.types.get(key) {
                Some((kept, tags)) if (kept, tags) == (description, languages) => {
                    Finding::Applied(Receipt::default())
                }
                _ => Finding::Absent,
            },
            Operation::StudioServiceTypeDelete { key } => {
                gone_or_absent(self.types.contains_key(key))
            }
            Operation::RevOrder { order } => {
                let reference = order.client_ref.to_string();
                let shown = |(_, (kept, shows, _)): &(&String, &(String, i64, bool))| {
                    *kept == reference && *shows <= now
                };
                let found: Vec<&String> = self
                    .orders
                    .iter()
                    .filter(shown)
                    .map(|(number, _)| number)
                    .collect();
                match found[..] {
                    [] => Finding::Absent,
                    [number] => Finding::Applied(made(number.clone())),
                    _ => Finding::Several(found.into_iter().cloned().collect()),
                }
            }
            Operation::RevCancel { number } => {
                let cancelled = self.orders.get(number).is_some_and(|order| order.2);
                gone_or_absent(!cancelled)
            }
            Operation::YoutubeInsert { .. }
            | Operation::YoutubeUpdate { .. }
            | Operation::YoutubeDelete { .. } => self.look_for_track(parcel, now),
        }
    }

    fn look_for_result(
        &self,
        parcel: &Parcel,
        result: &StudioResult,
        now: i64,
        results_show: bool,
    ) -> Finding {
        match self.requests.get(&result.request) {
            Some((item, shows)) if *shows <= now => {
                if results_show && *item == parcel.id {
                    Finding::Applied(Receipt::default())
                } else {
                    Finding::Gone
                }
            }
            _ => Finding::Absent,
        }
    }

    fn look_for_track(&mut self, parcel: &Parcel, now: i64) -> Finding {
        let ours = |track: &Track| {
            let file = parcel
                .file
                .as_deref()
                .is_none_or(|file| file == track.bytes);
            let recent = parcel.sent_at.is_some_and(|sent| track.updated_at >= sent);
            file && recent
        };
        let theirs = |track: &Track| {
            Finding::Changed(Theirs {
                remote_id: Some(track.id.clone()),
                base: Some(base_of(track)),
                file: Some(track.bytes.clone()),
            })
        };
        match &parcel.operation {
            Operation::YoutubeInsert {
                video,
                language,
                name,
                ..
            } => match self.tracks.get(&format!("{video}|{language}|{name}")) {
                None => Finding::Absent,
                Some(track) if ours(track) => applied(track, now),
                Some(track) => theirs(track),
            },
            Operation::YoutubeUpdate { track, draft } => match self.track(track) {
                Err(_) => Finding::Changed(Theirs::default()),
                Ok(found) => {
                    let as_base = track.base.as_ref() == Some(&base_of(found));
                    let flag = draft.is_none_or(|draft| draft == found.draft);
                    if as_base {
                        Finding::Absent
                    } else if flag && ours(found) {
                        applied(found, now)
                    } else if track.base.is_none() {
                        Finding::Absent
                    } else {
                        theirs(found)
                    }
                }
            },
            Operation::YoutubeDelete { track } => match self.track(track) {
                Err(_) => Finding::Applied(Receipt::default()),
                Ok(found)
                    if track
                        .base
                        .as_ref()
                        .is_none_or(|base| *base == base_of(found)) =>
                {
                    Finding::Absent
                }
                Ok(found) => theirs(found),
            },
            _ => unreachable!("not about a track"),
        }
    }
}

fn gone_or_absent(there: bool) -> Finding {
    if there {
        Finding::Absent
    } else {
        Finding::Applied(Receipt::default())
    }
}

/// The service is at work on a track for ten seconds.
fn applied(track: &Track, now: i64) -> Finding {
    let receipt = receipt_of(track);
    if now < track.updated_at + 10_000 {
        Finding::Working(receipt)
    } else {
        Finding::Applied(receipt)
    }
}

fn base_of(track: &Track) -> Base {
    Base {
        etag: format!("{}-{}", track.id, track.edition),
        last_updated: Some(track.updated_at.to_string()),
    }
}

fn receipt_of(track: &Track) -> Receipt {
    Receipt {
        base: Some(base_of(track)),
        draft: Some(track.draft),
        ..made(track.id.clone())
    }
}

fn made(remote_id: String) -> Receipt {
    Receipt {
        remote_id: Some(remote_id),
        ..Receipt::default()
    }
}

fn refused(code: FailureCode, message: &str) -> Failure {
    Failure::new(code, message).with_advice(Advice::Never)
}
