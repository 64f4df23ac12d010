//! The outbox at work: of two windows one sends, a newer edit takes its place, a
//! conflict keeps both sides, quota is waited for, and publishing goes on wherever
//! it was stopped.

use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use captions::{Ids, Track};
use cuewright_tests::outbox::fake::Fake;
use cuewright_tests::outbox::parcels::{
    SERVICES, account, account_id, captions, fulfil, insert, item_id, no_gate, result, target,
};
use cuewright_tests::outbox::run::{Dice, Run};
use editing::Edit;
use store::{Desk, ProjectFiles};
use workbench::memory::{ManualClock, MemoryOutbox};
use workbench::outbox::{
    Courier, Decision, Direction, Item, ItemState, Lease, Link, LinkId, NewItem, Operation,
    OutboxEvents, OutboxStore, RemoteKind, Side, Worker, write_journal,
};
use workbench::remote::ServiceName;
use workbench::{
    Clock, EditOutcome, ErrorCode, KeptRequest, NewProject, Project, ProjectStores, PublishTo,
    QueueStore, RequestState, SystemClock, WorkbenchError, finish_publications, publish_to,
};

const START: i64 = 1_795_300_000_000;

fn desk(path: &Path) -> Desk {
    Desk::open(path).unwrap()
}

fn clock() -> (ManualClock, Arc<dyn Clock>) {
    let clock = ManualClock::default();
    clock.advance(START);
    let shared: Arc<dyn Clock> = Arc::new(clock.clone());
    (clock, shared)
}

fn with_accounts(mut store: impl OutboxStore) {
    for service in SERVICES {
        store.put_account(&account(service)).unwrap();
    }
}

#[test]
fn while_one_sends_the_other_waits_and_then_looks() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.db");
    let (clock, shared) = clock();
    let fake = Fake::new(Arc::clone(&shared));
    with_accounts(desk(&path));
    let mut window = desk(&path);
    window.put_in(&fulfil(1, 41), START).unwrap();
    let courier = || {
        let dice = Box::new(Dice(1));
        Courier::new(Box::new(desk(&path)), Arc::clone(&shared), dice)
    };
    let (mut first, mut second) = (courier(), courier());
    let begun = first.turn(&[]).unwrap();
    assert_eq!(begun.jobs.len(), 1);
    // The other window finds that someone sends.
    assert!(second.turn(&[]).unwrap().jobs.is_empty());
    // The first one is asleep for longer than its lease holds.
    let answer = begun.jobs[0].run(&fake);
    clock.advance(Lease::LENGTH + 1);
    let looking = second.turn(&[]).unwrap();
    assert_eq!(looking.changed[0].state, ItemState::Unknown);
    // It wakes up and has nothing to say any more.
    let late = first.turn(&[answer]).unwrap();
    assert!(late.jobs.is_empty() && late.changed.is_empty());
    let found = looking.jobs[0].run(&fake);
    second.turn(&[found]).unwrap();
    let item = window.items().unwrap().remove(0);
    assert_eq!(item.state, ItemState::Done);
    assert_eq!(fake.held().effects.len(), 1);
}

#[test]
fn a_sender_that_is_gone_is_followed_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.db");
    let (_, shared) = clock();
    with_accounts(desk(&path));
    desk(&path).put_in(&fulfil(1, 41), START).unwrap();
    let courier = || {
        let dice = Box::new(Dice(1));
        Courier::new(Box::new(desk(&path)), Arc::clone(&shared), dice)
    };
    let (mut first, mut second) = (courier(), courier());
    assert_eq!(first.turn(&[]).unwrap().jobs.len(), 1);
    assert!(second.turn(&[]).unwrap().jobs.is_empty());
    // Not stopped: it gives nothing back, as if it were killed.
    drop(first);
    let looking = second.turn(&[]).unwrap();
    assert_eq!(looking.changed[0].state, ItemState::Unknown);
}

struct Tell(Mutex<Sender<Item>>);

impl OutboxEvents for Tell {
    fn changed(&self, items: &[Item]) {
        let out = self.0.lock().unwrap();
        items.iter().for_each(|item| drop(out.send(item.clone())));
    }

    fn fault(&self, error: &WorkbenchError) {
        panic!("{error}");
    }
}

#[test]
fn two_workers_in_the_time_of_day_send_everything_once() {
    const ITEMS: u64 = 30;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.db");
    with_accounts(desk(&path));
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let fake = Fake::new(Arc::clone(&clock));
    let mut window = desk(&path);
    for number in 0..ITEMS {
        window.put_in(&fulfil(number, number), clock.now()).unwrap();
    }
    let (out, told) = channel();
    let worker = |out: Sender<Item>| {
        let courier = Courier::new(Box::new(desk(&path)), Arc::clone(&clock), Box::new(Dice(3)));
        let events = Box::new(Tell(Mutex::new(out)));
        Worker::start(courier, Arc::new(fake.clone()), Arc::clone(&clock), events)
    };
    let workers = [worker(out.clone()), worker(out)];
    let mut done = 0;
    while done < ITEMS {
        let item = told
            .recv_timeout(Duration::from_secs(60))
            .expect("it goes on");
        done += u64::from(item.state == ItemState::Done);
    }
    drop(workers);
    let mut targets: Vec<String> = fake
        .held()
        .effects
        .into_iter()
        .map(|effect| effect.target)
        .collect();
    targets.sort();
    targets.dedup();
    assert_eq!(targets.len() as u64, ITEMS);
    assert_eq!(fake.held().effects.len() as u64, ITEMS);
}

#[test]
fn a_newer_edit_takes_the_place_of_one_that_waits_and_queues_behind_one_under_way() {
    let (clock, shared) = clock();
    let fake = Fake::new(Arc::clone(&shared));
    fake.make_track("V", "T");
    let mut outbox = MemoryOutbox::default();
    with_accounts(outbox.clone());
    let update = |number| {
        let track = target("T", START);
        let operation = Operation::YoutubeUpdate { track, draft: None };
        cuewright_tests::outbox::parcels::item(number, operation, true)
    };
    let first = outbox.put_in(&update(1), START).unwrap();
    let second = outbox.put_in(&update(2), START).unwrap();
    let first = outbox.item(first.id).unwrap().unwrap();
    assert_eq!(
        (first.state, first.replaced_by),
        (ItemState::Cancelled, Some(second.id))
    );
    let mut run = Run::new(Box::new(outbox.clone()), &clock, 1);
    // The check, and then the send, whose answer is not taken in yet.
    run.turn(&fake, None).unwrap();
    run.turn(&fake, None).unwrap();
    let third = outbox.put_in(&update(3), START).unwrap();
    let fourth = outbox.put_in(&update(4), START).unwrap();
    assert_eq!(
        (third.behind, fourth.behind),
        (Some(second.id), Some(second.id))
    );
    assert!(run.settle(&fake, 1000).unwrap());
    let states: Vec<ItemState> = outbox
        .items()
        .unwrap()
        .iter()
        .map(|item| item.state)
        .collect();
    use ItemState::{Cancelled, Done};
    // The fourth expects what the second has left: that is no conflict.
    assert_eq!(states, [Cancelled, Done, Cancelled, Done]);
    assert_eq!(fake.held().effects.len(), 2);
}

#[test]
fn a_conflict_keeps_both_sides_until_the_user_decides() {
    let (clock, shared) = clock();
    let fake = Fake::new(Arc::clone(&shared));
    fake.make_track("V", "T");
    fake.change_track("V|T|");
    let mut outbox = MemoryOutbox::default();
    with_accounts(outbox.clone());
    let track = target("T", START);
    let operation = Operation::YoutubeUpdate { track, draft: None };
    let new = cuewright_tests::outbox::parcels::item(1, operation, true);
    outbox.put_in(&new, START).unwrap();
    let mut run = Run::new(Box::new(outbox.clone()), &clock, 1);
    assert!(run.settle(&fake, 1000).unwrap());
    let item = outbox.item(new.id).unwrap().unwrap();
    assert_eq!((item.state, item.attempts), (ItemState::Conflict, 0));
    assert_eq!(outbox.file(new.id, Side::Ours).unwrap(), Some(captions(1)));
    assert_eq!(
        outbox.file(new.id, Side::Theirs).unwrap(),
        Some(b"theirs 2".to_vec())
    );
    outbox
        .decide(new.id, Decision::Overwrite, clock.now())
        .unwrap();
    assert!(run.settle(&fake, 1000).unwrap());
    assert_eq!(outbox.item(new.id).unwrap().unwrap().state, ItemState::Done);
}

#[test]
fn a_day_without_quota_waits_for_the_next_and_then_goes_on() {
    let (clock, shared) = clock();
    let fake = Fake::new(Arc::clone(&shared));
    let mut outbox = MemoryOutbox::default();
    let mut youtube = account(ServiceName::YouTube);
    youtube.quota = 1_000;
    outbox.put_account(&youtube).unwrap();
    for number in 0..5 {
        outbox
            .put_in(&insert(number, &number.to_string()), START)
            .unwrap();
    }
    let mut run = Run::new(Box::new(outbox.clone()), &clock, 1);
    run.turn(&fake, None).unwrap();
    for _ in 0..20 {
        run.turn(&fake, None).unwrap();
    }
    let sent = fake.held().effects.len();
    assert_eq!(sent, 2, "two of 400 and their looks fit into a day");
    let parked = |item: &Item| item.state == ItemState::Parked;
    assert_eq!(
        outbox
            .items()
            .unwrap()
            .iter()
            .filter(|item| parked(item))
            .count(),
        3
    );
    assert!(run.settle(&fake, 1000).unwrap());
    assert!(
        outbox
            .items()
            .unwrap()
            .iter()
            .all(|item| item.state == ItemState::Done)
    );
    assert!(clock.now() - START > 24 * 3_600_000, "three days' work");
}

#[test]
fn publishing_goes_on_wherever_it_was_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.cuewright");
    let files = ProjectFiles::without_backups();
    let store = files.create(&path, &NewProject::default()).unwrap();
    let (mut project, _) = Project::open(store, Ids::new(1, 1)).unwrap();
    let track = Track::new(project.ids().track(), "English", "en");
    let add = Edit::AddTrack {
        track: Box::new(track.clone()),
        cues: Vec::new(),
    };
    project.edit(&add, &[], 0).unwrap();
    let mut outbox = MemoryOutbox::default();
    with_accounts(outbox.clone());
    let revisions = |project: &Project| project.revisions(track.id).len();
    let to = PublishTo {
        item: item_id(1),
        track: track.id,
        name: "Handed in".to_owned(),
        account: account_id(ServiceName::Studio),
        operation: Operation::StudioFulfil(result(41)),
        file: Some(captions(1)),
        link: None,
    };
    // The desk's disk is full after the project froze its revision.
    outbox.desk_id().unwrap();
    outbox.set_full(true);
    let full = publish_to(&mut project, &mut outbox, to.clone(), no_gate, START).unwrap_err();
    assert_eq!(full.code, ErrorCode::DiskFull);
    // The same once more freezes nothing more.
    let full = publish_to(&mut project, &mut outbox, to.clone(), no_gate, START).unwrap_err();
    assert_eq!((full.code, revisions(&project)), (ErrorCode::DiskFull, 1));
    outbox.set_full(false);
    assert_eq!(outbox.items().unwrap(), []);
    let mut project = reopened(project, &files, &path);
    let finished = finish_publications(&mut project, &mut outbox, START).unwrap();
    assert_eq!(finished.put_in.len(), 1);
    let again = finish_publications(&mut project, &mut outbox, START).unwrap();
    assert!(again.put_in.is_empty() && again.ended.is_empty());
    let (same, _) = publish_to(&mut project, &mut outbox, to.clone(), no_gate, START)
        .unwrap()
        .unwrap();
    let item = outbox.items().unwrap().remove(0);
    assert_eq!(same, item);
    let revision = item.origin.unwrap().revision;
    assert_eq!(outbox.file(item.id, Side::Ours).unwrap(), Some(captions(1)));
    // At another desk, the same project publishes nothing.
    let mut elsewhere = MemoryOutbox::default();
    with_accounts(elsewhere.clone());
    let there = finish_publications(&mut project, &mut elsewhere, START).unwrap();
    assert_eq!(
        (there.elsewhere.len(), elsewhere.items().unwrap().len()),
        (1, 0)
    );
    // Sent and seen, the track says what its service holds.
    let (clock, shared) = clock();
    let fake = Fake::new(shared);
    let mut run = Run::new(Box::new(outbox.clone()), &clock, 1);
    assert!(run.settle(&fake, 1000).unwrap());
    let ended = finish_publications(&mut project, &mut outbox, START).unwrap();
    assert_eq!(ended.ended[0].1, ItemState::Done);
    let mut project = reopened(project, &files, &path);
    let links = &project.document().track(track.id).unwrap().links;
    assert_eq!(
        (links[0].remote.as_str(), links[0].synced),
        ("41", Some(revision))
    );
    assert!(project.store().publications().unwrap().is_empty());
    assert!(project.store().check().unwrap().problems.is_empty());
    // A second result is refused before anything is frozen for it.
    let second = PublishTo {
        item: item_id(2),
        ..to
    };
    let refused = publish_to(&mut project, &mut outbox, second, no_gate, START).unwrap_err();
    assert_eq!(
        (refused.code, revisions(&project)),
        (ErrorCode::AlreadySent, 1)
    );
    // What the service has settled is no target of undo: undo takes back what
    // was done here.
    let undone = project.undo(START).unwrap().outcome;
    assert!(
        matches!(undone, EditOutcome::Done { .. }) || matches!(undone, EditOutcome::Rejected(_))
    );
}

fn reopened(project: Project, files: &ProjectFiles, path: &Path) -> Project {
    project.into_store().close().unwrap();
    let store = files.open(path, workbench::Access::Write).unwrap();
    Project::open(store, Ids::new(2, 2)).unwrap().0
}

/// A request that was taken and is not listed any more, as it is kept.
fn taken_and_gone(window: &mut Desk) -> Vec<KeptRequest> {
    let request = KeptRequest::studio(
        account_id(ServiceName::Studio),
        workbench::remote::StudioRequest {
            id: 41,
            ..Default::default()
        },
        START,
    );
    let (of, kind) = (request.key.account, request.key.kind);
    window.keep_seen(of, kind, vec![request.clone()]).unwrap();
    let taken = KeptRequest {
        state: RequestState::Taken,
        ..request
    };
    window.put_request(&taken).unwrap();
    let gone = window.keep_seen(of, kind, Vec::new()).unwrap();
    assert_eq!(gone[0].state, RequestState::Vanished);
    gone
}

#[test]
fn what_is_in_the_desk_database_outlives_it_and_has_rules() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.db");
    let mut window = desk(&path);
    with_accounts(desk(&path));
    let id = window.desk_id().unwrap();
    let link = |number: u128, remote: Option<&str>| Link {
        id: LinkId(uuid::Uuid::from_u128(number)),
        account: account_id(ServiceName::YouTube),
        project: uuid::Uuid::from_u128(9),
        track: captions::TrackId(uuid::Uuid::from_u128(8)),
        kind: RemoteKind::YoutubeTrack,
        remote_id: remote.map(str::to_owned),
        parent: Some("V".to_owned()),
        language: None,
        name: None,
        direction: Direction::Both,
        base: None,
        base_sha256: None,
        synced_at: None,
    };
    window.put_link(&link(1, Some("T"))).unwrap();
    window.put_link(&link(2, None)).unwrap();
    window.put_link(&link(3, None)).unwrap();
    let twice = window.put_link(&link(4, Some("T"))).unwrap_err();
    assert_eq!(twice.code, ErrorCode::Exists);
    let new = NewItem {
        link: Some(link(2, None).id),
        ..insert(1, "English")
    };
    window.put_in(&new, START).unwrap();
    assert_eq!(window.put_in(&new, START + 5).unwrap().created_at, START);
    let kept = window
        .remove_account(account_id(ServiceName::YouTube))
        .unwrap_err();
    assert_eq!(kept.code, ErrorCode::NotNow);
    let gone = taken_and_gone(&mut window);
    drop(window);
    let (clock, shared) = clock();
    let fake = Fake::new(shared);
    let mut run = Run::new(Box::new(desk(&path)), &clock, 1);
    assert!(run.settle(&fake, 1000).unwrap());
    let mut window = desk(&path);
    assert_eq!(window.desk_id().unwrap(), id);
    let item = window.item(new.id).unwrap().unwrap();
    assert_eq!(item.state, ItemState::Done);
    let made = item.receipt.clone().and_then(|receipt| receipt.remote_id);
    let linked = window
        .links()
        .unwrap()
        .into_iter()
        .find(|link| Some(link.id) == new.link);
    let linked = linked.unwrap();
    assert_eq!(
        (linked.remote_id, linked.base_sha256.is_some()),
        (made, true)
    );
    assert_eq!(window.requests().unwrap(), gone);
    let lines = window.attempts(new.id).unwrap();
    assert_eq!(lines.len() as u32, item.entries);
    let journal = write_journal(&window.accounts().unwrap(), &[(item, lines)], START);
    assert!(
        journal.contains("add a track in en to the video V"),
        "{journal}"
    );
    assert!(!journal.contains("Number 1"), "{journal}");
    assert_eq!(window.unreadable_items().unwrap(), 0);
}
