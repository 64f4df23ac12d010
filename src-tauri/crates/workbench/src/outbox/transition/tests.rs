//! The state machine as tables: what is, what comes about, what is then.

use uuid::Uuid;

use super::*;
use crate::outbox::{AccountId, Base, ItemId, NewItem, StudioResult, YoutubeTarget};
use crate::remote::OrderRequest;

const NOW: i64 = 1_795_300_000_000;

/// The longest pauses.
struct Highest;

impl Chance for Highest {
    fn below(&mut self, end: u64) -> u64 {
        end - 1
    }
}

fn fulfil() -> Operation {
    Operation::StudioFulfil(StudioResult {
        request: 41,
        ..StudioResult::default()
    })
}

fn claimed() -> Operation {
    Operation::StudioFulfil(StudioResult {
        request: 41,
        claimed: true,
        ..StudioResult::default()
    })
}

fn insert() -> Operation {
    Operation::YoutubeInsert {
        video: "V".to_owned(),
        language: "en".to_owned(),
        name: String::new(),
        draft: true,
    }
}

fn target() -> YoutubeTarget {
    YoutubeTarget {
        id: "T=".to_owned(),
        video: "V".to_owned(),
        base: Some(Base::default()),
    }
}

fn update() -> Operation {
    let (track, draft) = (target(), Some(false));
    Operation::YoutubeUpdate { track, draft }
}

fn delete() -> Operation {
    Operation::YoutubeDelete { track: target() }
}

fn order() -> Operation {
    let order = Box::new(OrderRequest::default());
    Operation::RevOrder { order }
}

fn input() -> Operation {
    Operation::RevInput {
        media: crate::outbox::RevMedia::Link { url: String::new() },
        name: None,
        media_type: None,
    }
}

fn queued(operation: Operation) -> Item {
    let (id, account) = (ItemId(Uuid::nil()), AccountId(Uuid::nil()));
    NewItem::new(id, account, operation).begin(NOW)
}

fn sending(operation: Operation) -> Item {
    begin(queued(operation), NOW)
}

fn unknown(operation: Operation) -> Item {
    interrupted(sending(operation), NOW)
}

fn verifying(operation: Operation) -> Item {
    after_send(
        sending(operation),
        Ok(Receipt::default()),
        NOW,
        &mut Highest,
    )
    .item
}

fn failure(code: FailureCode, certainty: Certainty, advice: Advice) -> Failure {
    Failure::new(code, "")
        .with_certainty(certainty)
        .with_advice(advice)
}

/// Looks, each so long after the doubt began.
type Findings = Vec<(i64, Finding)>;

/// State, and how long until it is touched again.
type Brief = (ItemState, Option<i64>);

fn brief(item: &Item) -> Brief {
    (item.state, item.not_before.map(|time| time - NOW))
}

#[test]
fn a_send_is_followed_by_what_is_known_of_it() {
    use Certainty::{Applied, NotApplied, Unknown as Unsure};
    use FailureCode as Code;
    use ItemState::{Done, Failed, NeedsUser, Parked, Queued, Unknown, Verifying};
    let ok = || Ok(Receipt::default());
    let err = |code, certainty, advice| Err(failure(code, certainty, advice));
    let after = |millis| Advice::After { millis };
    let never = Advice::Never;
    #[rustfmt::skip]
    let table: Vec<(Operation, Answer<Receipt>, Brief)> = vec![
        (fulfil(), ok(), (Verifying, Some(2_000))),
        (insert(), ok(), (Verifying, Some(15_000))),
        (order(), ok(), (Verifying, Some(1_000))),
        // Nothing is left to look at.
        (input(), ok(), (Done, None)),
        (fulfil(), err(Code::BadAnswer, Applied, never), (Verifying, Some(2_000))),
        (fulfil(), err(Code::TimedOut, Unsure, Advice::Backoff), (Unknown, Some(0))),
        (order(), err(Code::ServiceFault, Unsure, never), (Unknown, Some(0))),
        // Twice does no harm.
        (input(), err(Code::TimedOut, Unsure, Advice::Backoff), (Queued, Some(2_000))),
        (fulfil(), err(Code::Unreachable, NotApplied, Advice::Backoff), (Queued, Some(2_000))),
        (fulfil(), err(Code::RateLimited, NotApplied, after(90_000)), (Queued, Some(90_000))),
        (fulfil(), err(Code::RateLimited, NotApplied, after(0)), (Queued, Some(2_000))),
        (fulfil(), err(Code::Unavailable, NotApplied, after(3_600_000)), (Parked, Some(3_600_000))),
        (fulfil(), err(Code::Invalid, NotApplied, never), (Failed, None)),
        (fulfil(), err(Code::Invalid, NotApplied, Advice::User), (NeedsUser, None)),
        (fulfil(), err(Code::NotSignedIn, NotApplied, Advice::SignIn), (Queued, Some(0))),
        (fulfil(), err(Code::SecretStore, NotApplied, Advice::User), (Queued, Some(0))),
        // A look tells whose it is.
        (insert(), err(Code::Conflict, NotApplied, Advice::User), (Unknown, Some(0))),
        (update(), err(Code::Conflict, NotApplied, Advice::User), (Unknown, Some(0))),
        // What was to go is gone, or never was.
        (delete(), err(Code::NotFound, NotApplied, never), (Unknown, Some(0))),
        (update(), err(Code::NotFound, NotApplied, never), (Failed, None)),
    ];
    for (operation, answer, expected) in table {
        let case = format!("{operation:?} {answer:?}");
        let next = after_send(sending(operation), answer, NOW, &mut Highest);
        assert_eq!(brief(&next.item), expected, "{case}");
    }
}

#[test]
fn an_account_that_cannot_be_used_is_said_to_be() {
    use FailureCode::{NotSignedIn, SecretStore};
    for (code, advice, state) in [
        (NotSignedIn, Advice::SignIn, AccountState::NeedsSignIn),
        (SecretStore, Advice::SignIn, AccountState::Locked),
        (SecretStore, Advice::User, AccountState::Locked),
    ] {
        let failure = failure(code, Certainty::NotApplied, advice);
        let sent = after_send(sending(fulfil()), Err(failure.clone()), NOW, &mut Highest);
        assert_eq!(sent.account, Some(state));
        let looked = after_look(unknown(fulfil()), Err(failure), NOW, &mut Highest);
        assert_eq!(
            (looked.account, looked.item.state),
            (Some(state), ItemState::Unknown)
        );
    }
}

#[test]
fn doubt_ends_only_by_looking() {
    use ItemState::{Conflict, Done, Failed, NeedsUser, Queued, Unknown, Verifying};
    let receipt = Receipt::default;
    let rejected = || Finding::Rejected {
        receipt: receipt(),
        message: String::new(),
        reason: Some("unknownFormat".to_owned()),
    };
    #[rustfmt::skip]
    let table: Vec<(Operation, Findings, Brief, Option<Need>)> = vec![
        (fulfil(), vec![(0, Finding::Applied(receipt()))], (Done, None), None),
        (insert(), vec![(0, Finding::Working(receipt()))], (Verifying, Some(60_000)), None),
        (insert(), vec![(0, rejected())], (Failed, None), None),
        (insert(), vec![(0, Finding::Changed(Theirs::default()))], (Conflict, None), None),
        // Still listed twice, thirty seconds apart, it was not applied.
        (fulfil(), vec![(0, Finding::Absent)], (Unknown, Some(30_000)), None),
        (fulfil(), vec![(0, Finding::Absent), (30_000, Finding::Absent)], (Queued, Some(32_000)), None),
        // Not listed any more: never sent again by itself.
        (fulfil(), vec![(0, Finding::Gone)], (NeedsUser, None), Some(Need::Unverified)),
        (insert(), vec![(0, Finding::Absent)], (Unknown, Some(10_000)), None),
        (insert(), vec![(0, Finding::Absent), (10_000, Finding::Absent)], (Queued, Some(12_000)), None),
        // What costs money is looked for at 10 s, 60 s and 5 min, and then the
        // user decides.
        (order(), vec![(0, Finding::Absent)], (Unknown, Some(10_000)), None),
        (order(), vec![(0, Finding::Absent), (10_000, Finding::Absent)], (Unknown, Some(60_000)), None),
        (order(), vec![(0, Finding::Absent), (10_000, Finding::Absent), (60_000, Finding::Absent)],
            (Unknown, Some(300_000)), None),
        (order(), vec![(0, Finding::Absent), (10_000, Finding::Absent), (60_000, Finding::Absent),
            (300_000, Finding::Absent)], (NeedsUser, None), Some(Need::NotFound)),
        (order(), vec![(0, Finding::Absent), (10_000, Finding::Applied(receipt()))], (Done, None), None),
        (order(), vec![(0, Finding::Several(vec!["CP1".to_owned(), "CP2".to_owned()]))],
            (NeedsUser, None),
            Some(Need::Several { ids: vec!["CP1".to_owned(), "CP2".to_owned()] })),
    ];
    for (operation, looks, expected, need) in table {
        let case = format!("{operation:?} {looks:?}");
        let mut item = unknown(operation);
        for (after, finding) in looks {
            assert_eq!(item.state, Unknown, "{case}");
            item = after_look(item, Ok(finding), NOW + after, &mut Highest).item;
        }
        assert_eq!((brief(&item), item.need), (expected, need), "{case}");
    }
}

#[test]
fn what_was_taken_is_done_only_once_it_was_seen() {
    use ItemState::{Conflict, Done, Failed, NeedsUser, Verifying};
    let receipt = Receipt::default;
    #[rustfmt::skip]
    let table: Vec<(Operation, Finding, Brief)> = vec![
        (fulfil(), Finding::Applied(receipt()), (Done, None)),
        // Taken, and gone from the list: that was this.
        (fulfil(), Finding::Gone, (Done, None)),
        // Where it was claimed, it was gone before.
        (claimed(), Finding::Gone, (Verifying, Some(15_000))),
        (fulfil(), Finding::Absent, (Verifying, Some(15_000))),
        (insert(), Finding::Working(receipt()), (Verifying, Some(60_000))),
        (insert(), Finding::Absent, (Verifying, Some(60_000))),
        (order(), Finding::Absent, (Verifying, Some(10_000))),
        (update(), Finding::Changed(Theirs::default()), (Conflict, None)),
        (order(), Finding::Several(Vec::new()), (NeedsUser, None)),
        (insert(), Finding::Rejected { receipt: receipt(), message: String::new(), reason: None },
            (Failed, None)),
    ];
    for (operation, finding, expected) in table {
        let case = format!("{operation:?} {finding:?}");
        let next = after_look(verifying(operation), Ok(finding), NOW, &mut Highest);
        assert_eq!(brief(&next.item), expected, "{case}");
    }
}

#[test]
fn looking_for_what_was_taken_comes_to_an_end_and_sends_nothing() {
    for (operation, looks) in [(fulfil(), 5), (insert(), 4), (order(), 4)] {
        let mut item = verifying(operation);
        for _ in 0..looks {
            assert_eq!(item.state, ItemState::Verifying);
            item = after_look(item, Ok(Finding::Absent), NOW, &mut Highest).item;
        }
        assert_eq!(
            (item.state, item.need),
            (ItemState::NeedsUser, Some(Need::NotConfirmed))
        );
    }
}

#[test]
fn a_refusal_after_doubt_proves_nothing() {
    // Sent, lost, looked for twice, sent again, and refused: the first one may
    // be what a second is refused for.
    let mut item = unknown(fulfil());
    for after in [0, 30_000] {
        item = after_look(item, Ok(Finding::Absent), NOW + after, &mut Highest).item;
    }
    let refusal = || failure(FailureCode::Invalid, Certainty::NotApplied, Advice::Never);
    let refused = after_send(begin(item, NOW), Err(refusal()), NOW, &mut Highest).item;
    assert_eq!(refused.state, ItemState::Unknown);
    let gone = after_look(refused.clone(), Ok(Finding::Gone), NOW, &mut Highest).item;
    assert_eq!(gone.need, Some(Need::Unverified));
    // That it is still waited for proves nothing either: it may show later.
    let mut item = refused;
    for after in [0, 30_000] {
        item = after_look(item, Ok(Finding::Absent), NOW + after, &mut Highest).item;
    }
    assert_eq!(
        (item.need, item.failure),
        (Some(Need::Unverified), Some(refusal()))
    );
    // Without any doubt before, a track that is not there was not made.
    let taken = failure(FailureCode::Conflict, Certainty::NotApplied, Advice::Never);
    let mut item = after_send(sending(insert()), Err(taken), NOW, &mut Highest).item;
    for after in [0, 10_000] {
        item = after_look(item, Ok(Finding::Absent), NOW + after, &mut Highest).item;
    }
    assert_eq!(item.state, ItemState::Failed);
}

#[test]
fn tries_grow_apart_until_the_item_is_parked() {
    let offline = || {
        failure(
            FailureCode::Unreachable,
            Certainty::NotApplied,
            Advice::Backoff,
        )
    };
    let mut item = queued(fulfil());
    let mut pauses = Vec::new();
    for _ in 0..11 {
        item = after_send(begin(item, NOW), Err(offline()), NOW, &mut Highest).item;
        pauses.push(brief(&item));
    }
    use ItemState::{Parked, Queued};
    let minutes = |minutes: i64| Some(minutes * 60_000);
    let expected = [
        (Queued, Some(2_000)),
        (Queued, Some(4_000)),
        (Queued, Some(8_000)),
        (Queued, Some(16_000)),
        (Queued, Some(32_000)),
        (Queued, Some(64_000)),
        (Parked, minutes(15)),
        (Parked, minutes(60)),
        (Parked, minutes(360)),
        (Parked, minutes(1440)),
        (Parked, minutes(1440)),
    ];
    assert_eq!(pauses, expected);
}

#[test]
fn looks_that_fail_change_nothing_but_the_time() {
    let offline = || {
        failure(
            FailureCode::Unreachable,
            Certainty::NotApplied,
            Advice::Backoff,
        )
    };
    for item in [unknown(fulfil()), verifying(insert())] {
        let next = after_look(item.clone(), Err(offline()), NOW, &mut Highest).item;
        assert_eq!(brief(&next), (item.state, Some(2_000)));
        assert_eq!((next.looks.answered, next.failure), (0, item.failure));
    }
    let forbidden = failure(FailureCode::Forbidden, Certainty::NotApplied, Advice::User);
    let next = after_look(unknown(fulfil()), Err(forbidden), NOW, &mut Highest).item;
    assert_eq!(next.need, Some(Need::Unverified));
}

#[test]
fn nothing_is_overwritten_that_is_not_as_expected() {
    let settled = |finding| match after_check(queued(update()), finding, NOW, &mut Highest) {
        Checked::Proceed => None,
        Checked::Settled(next) => Some(brief(&next.item)),
    };
    use ItemState::{Conflict, Done, NeedsUser, Queued};
    let offline = failure(FailureCode::TimedOut, Certainty::Unknown, Advice::Backoff);
    assert_eq!(settled(Ok(Finding::Absent)), None);
    assert_eq!(
        settled(Ok(Finding::Applied(Receipt::default()))),
        Some((Done, None))
    );
    assert_eq!(
        settled(Ok(Finding::Changed(Theirs::default()))),
        Some((Conflict, None))
    );
    assert_eq!(settled(Ok(Finding::Gone)), Some((Conflict, None)));
    assert_eq!(
        settled(Ok(Finding::Several(Vec::new()))),
        Some((NeedsUser, None))
    );
    assert_eq!(settled(Err(offline)), Some((Queued, Some(2_000))));
}
