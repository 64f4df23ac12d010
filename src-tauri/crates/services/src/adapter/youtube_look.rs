//! What the tracks of a video show of what was sent to it (services.md 2.6).

use chrono::{DateTime, TimeDelta, Utc};
use workbench::outbox::{Base, Finding, Operation, Parcel, Receipt, Theirs, YoutubeTarget};

use super::time_of;
use super::youtube_values::{base_of, failed_in_words, receipt_of};
use crate::languages;
use crate::youtube::{Caption, CaptionList, Status};

/// Times of a server may be in whole seconds, and its `Date` a second old.
const TOLERANCE: TimeDelta = TimeDelta::seconds(2);

/// What the tracks of a video show of a parcel. Two standard tracks never have
/// one language and name, so that these name a track before its id is known.
pub(super) fn found_in(list: &CaptionList, parcel: &Parcel) -> Finding {
    match &parcel.operation {
        Operation::YoutubeInsert { language, name, .. } => {
            let known = parcel.receipt.as_ref();
            let known = known.and_then(|receipt| receipt.remote_id.as_deref());
            let found = list.items.iter().find(|track| {
                known == Some(&*track.id)
                    || !track.is_made_by_youtube()
                        && track.name == *name
                        && languages::is_same(&track.language, language)
            });
            match found {
                None => Finding::Absent,
                Some(track) if known == Some(&*track.id) || is_since(list, track, parcel) => {
                    there(track)
                }
                Some(track) => theirs(track),
            }
        }
        Operation::YoutubeUpdate { track, draft } => {
            let Some(found) = by_id(list, track) else {
                return Finding::Changed(Theirs::default());
            };
            let flag = draft.is_none_or(|draft| draft == found.is_draft);
            let base = base_of(found);
            let answered = parcel.receipt.as_ref().and_then(|r| r.base.as_ref());
            if flag && answered.is_some_and(|answered| is_same(answered, &base)) {
                there(found)
            } else if track
                .base
                .as_ref()
                .is_some_and(|known| is_same(known, &base))
            {
                Finding::Absent
            } else if flag && is_since(list, found, parcel) {
                there(found)
            } else if track.base.is_none() {
                Finding::Absent
            } else {
                theirs(found)
            }
        }
        Operation::YoutubeDelete { track } => match by_id(list, track) {
            None => Finding::Applied(Receipt::default()),
            Some(found) => {
                let base = base_of(found);
                let expected = track
                    .base
                    .as_ref()
                    .is_none_or(|known| is_same(known, &base));
                if expected {
                    Finding::Absent
                } else {
                    theirs(found)
                }
            }
        },
        _ => Finding::Absent,
    }
}

/// Whether two names are of one state. An answer to a change may leave out the
/// time of it.
fn is_same(one: &Base, other: &Base) -> bool {
    let times = (&one.last_updated, &other.last_updated);
    match times {
        (Some(one_time), Some(other_time)) if one_time != other_time => false,
        (Some(_), Some(_)) => one.etag == other.etag,
        _ => !one.etag.is_empty() && one.etag == other.etag,
    }
}

fn by_id<'a>(list: &'a CaptionList, target: &YoutubeTarget) -> Option<&'a Caption> {
    list.items.iter().find(|track| track.id == target.id)
}

/// Whether a track has changed since the parcel was first sent, by YouTube's
/// clock.
fn is_since(list: &CaptionList, track: &Caption, parcel: &Parcel) -> bool {
    let (Some(sent), Some(updated)) = (parcel.sent_at, track.last_updated) else {
        return false;
    };
    let sent: DateTime<Utc> = time_of(Some(sent)) + list.skew.unwrap_or_default() - TOLERANCE;
    updated >= sent
}

/// A track that is there, however far YouTube is with it.
pub(super) fn there(track: &Caption) -> Finding {
    let receipt = receipt_of(track);
    match &track.status {
        Some(Status::Failed) => Finding::Rejected {
            receipt,
            message: failed_in_words(track.failure_reason.as_ref()).to_owned(),
            reason: track
                .failure_reason
                .as_ref()
                .map(|reason| reason.word().to_owned()),
        },
        Some(Status::Serving) | None => Finding::Applied(receipt),
        Some(Status::Syncing | Status::Other(_)) => Finding::Working(receipt),
    }
}

/// Another state of a track. Its captions are fetched when the user looks at
/// the difference: that costs 200 units.
fn theirs(track: &Caption) -> Finding {
    Finding::Changed(Theirs {
        remote_id: Some(track.id.clone()),
        base: Some(base_of(track)),
        file: None,
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use workbench::outbox::ItemId;

    use super::*;
    use crate::youtube::{AudioTrackType, TrackKind};

    const SENT: i64 = 1_795_300_000_000;

    fn track(id: &str, changed_at: i64, status: Status) -> Caption {
        Caption {
            id: id.to_owned(),
            etag: Some(format!("{id}-{changed_at}")),
            video_id: Some("V".to_owned()),
            last_updated: Some(time_of(Some(changed_at))),
            track_kind: TrackKind::Standard,
            language: "en".to_owned(),
            name: "English".to_owned(),
            audio_track_type: AudioTrackType::Unknown,
            is_cc: false,
            is_large: false,
            is_easy_reader: false,
            is_draft: true,
            is_auto_synced: false,
            status: Some(status),
            failure_reason: None,
            raw: serde_json::Value::Null,
        }
    }

    fn list(items: Vec<Caption>) -> CaptionList {
        CaptionList {
            etag: None,
            items,
            skew: None,
        }
    }

    fn parcel(operation: Operation) -> Parcel {
        Parcel {
            id: ItemId(Uuid::nil()),
            operation,
            file: None,
            sent_at: Some(SENT),
            receipt: None,
        }
    }

    fn insert() -> Parcel {
        parcel(Operation::YoutubeInsert {
            video: "V".to_owned(),
            language: "EN".to_owned(),
            name: "English".to_owned(),
            draft: true,
        })
    }

    fn target(base: Option<Base>) -> YoutubeTarget {
        YoutubeTarget {
            id: "T".to_owned(),
            video: "V".to_owned(),
            base,
        }
    }

    fn word(finding: &Finding) -> &'static str {
        match finding {
            Finding::Applied(_) => "applied",
            Finding::Working(_) => "working",
            Finding::Rejected { .. } => "rejected",
            Finding::Absent => "absent",
            Finding::Gone => "gone",
            Finding::Changed(theirs) if theirs.remote_id.is_none() => "not there",
            Finding::Changed(_) => "changed",
            Finding::Several(_) => "several",
        }
    }

    #[test]
    fn an_insert_is_found_by_language_and_name_and_only_if_it_came_with_it() {
        let automatic = Caption {
            track_kind: TrackKind::Asr,
            ..track("A", SENT, Status::Serving)
        };
        let table = [
            (vec![], "absent"),
            (vec![automatic], "absent"),
            (vec![track("T", SENT, Status::Serving)], "applied"),
            (vec![track("T", SENT, Status::Syncing)], "working"),
            (vec![track("T", SENT, Status::Failed)], "rejected"),
            // The clock of a server says whole seconds.
            (vec![track("T", SENT - 1_900, Status::Serving)], "applied"),
            (vec![track("T", SENT - 60_000, Status::Serving)], "changed"),
        ];
        for (tracks, expected) in table {
            let shown = format!("{tracks:?}");
            assert_eq!(
                word(&found_in(&list(tracks), &insert())),
                expected,
                "{shown}"
            );
        }
        // By a clock that is an hour ahead, a track of a minute ago is not it.
        let mut ahead = list(vec![track("T", SENT + 3_540_000, Status::Serving)]);
        ahead.skew = Some(TimeDelta::hours(1));
        assert_eq!(word(&found_in(&ahead, &insert())), "changed");
    }

    #[test]
    fn a_change_is_told_from_the_state_before_and_from_anothers() {
        let old = track("T", SENT - 60_000, Status::Serving);
        let before = Some(base_of(&old));
        let other = Some(Base {
            etag: "other".to_owned(),
            last_updated: None,
        });
        let new = track("T", SENT + 1_000, Status::Serving);
        let table = [
            (before.clone(), Some(true), vec![old.clone()], "absent"),
            (before.clone(), Some(true), vec![new.clone()], "applied"),
            // Somebody made it public meanwhile.
            (before.clone(), Some(false), vec![new.clone()], "changed"),
            (other.clone(), None, vec![old.clone()], "changed"),
            (None, None, vec![old.clone()], "absent"),
            (before.clone(), None, vec![], "not there"),
        ];
        for (base, draft, tracks, expected) in table {
            let track = target(base);
            let parcel = parcel(Operation::YoutubeUpdate { track, draft });
            let shown = format!("{parcel:?} {tracks:?}");
            assert_eq!(word(&found_in(&list(tracks), &parcel)), expected, "{shown}");
        }
        // The answer to the change says its state, and not when that was.
        let told = Some(Base {
            etag: "T-0".to_owned(),
            last_updated: None,
        });
        let parcel = |base| Parcel {
            receipt: Some(Receipt {
                base,
                ..Receipt::default()
            }),
            ..parcel(Operation::YoutubeUpdate {
                track: target(before.clone()),
                draft: None,
            })
        };
        let late = Caption {
            etag: Some("T-0".to_owned()),
            ..track("T", SENT - 3_600_000, Status::Serving)
        };
        for (base, expected) in [(told, "applied"), (None, "changed")] {
            let found = found_in(&list(vec![late.clone()]), &parcel(base));
            assert_eq!(word(&found), expected);
        }
    }

    #[test]
    fn a_track_is_deleted_only_in_the_state_it_was_seen_in() {
        let old = track("T", SENT - 60_000, Status::Serving);
        let before = Some(base_of(&old));
        let other = Some(Base {
            etag: "other".to_owned(),
            last_updated: None,
        });
        let table = [
            (before.clone(), vec![old.clone()], "absent"),
            (other, vec![old], "changed"),
            (before, vec![], "applied"),
        ];
        for (base, tracks, expected) in table {
            let track = target(base);
            let parcel = parcel(Operation::YoutubeDelete { track });
            assert_eq!(word(&found_in(&list(tracks), &parcel)), expected);
        }
    }
}
