//! Where a track is said to be, in every state that sending it can be in: that
//! it is published is said only of what its service was seen to have.

use std::path::Path;
use std::sync::Arc;

use captions::{Ids, Track, TrackId, TrackState};
use cuewright_tests::outbox::fake::Fake;
use cuewright_tests::outbox::parcels::{
    SERVICES, account, account_id, captions, insert, item_id, no_gate,
};
use cuewright_tests::outbox::run::Run;
use editing::Edit;
use workbench::memory::{ManualClock, MemoryOutbox, MemoryStores};
use workbench::outbox::{
    Batch, Item, ItemId, ItemState, Lease, Need, NewItem, Operation, OutboxStore, Written,
    YoutubeTarget,
};
use workbench::remote::ServiceName;
use workbench::{
    Clock, NewProject, Project, ProjectStores as _, PublishTo, Stage, Whereabouts,
    finish_publications, publish_to, whereabouts,
};

const START: i64 = 1_795_300_000_000;

struct House {
    project: Project,
    outbox: MemoryOutbox,
    track: TrackId,
}

impl House {
    fn new() -> Self {
        let store = MemoryStores::default()
            .create(Path::new("a"), &NewProject::default())
            .unwrap();
        let (mut project, _) = Project::open(store, Ids::new(1, 1)).unwrap();
        let track = Track::new(project.ids().track(), "English", "en");
        let add = Edit::AddTrack {
            track: Box::new(track.clone()),
            cues: Vec::new(),
        };
        project.edit(&add, &[], 0).unwrap();
        let mut outbox = MemoryOutbox::default();
        for service in SERVICES {
            outbox.put_account(&account(service)).unwrap();
        }
        Self {
            project,
            outbox,
            track: track.id,
        }
    }

    fn send(&mut self, number: u64, operation: Operation, file: Option<Vec<u8>>) -> Item {
        let to = PublishTo {
            item: item_id(number),
            track: self.track,
            name: format!("Sent {number}"),
            account: account_id(ServiceName::YouTube),
            operation,
            file,
            link: None,
        };
        let (item, _) = publish_to(&mut self.project, &mut self.outbox, to, no_gate, START)
            .unwrap()
            .unwrap();
        item
    }

    fn settle(&mut self, run: &mut Run, fake: &Fake, item: ItemId) -> Item {
        assert!(run.settle(fake, 1000).unwrap());
        finish_publications(&mut self.project, &mut self.outbox, START).unwrap();
        let item = self.outbox.item(item).unwrap().unwrap();
        assert_eq!(item.state, ItemState::Done);
        item
    }

    /// Has an item be in a state, as sending it would have left it.
    fn put_as(&mut self, item: &Item, state: ItemState, need: Option<Need>) {
        let lease = Lease {
            holder: uuid::Uuid::from_u128(1),
            process: 1,
            until: START + Lease::LENGTH,
        };
        assert!(self.outbox.take_lease(&lease, START).unwrap());
        let batch = Batch {
            items: vec![Item {
                state,
                need,
                ..item.clone()
            }],
            ..Batch::default()
        };
        assert_eq!(self.outbox.write(&lease, &batch).unwrap(), Written::Whole);
    }

    fn at(&mut self) -> Option<Whereabouts> {
        whereabouts(&mut self.project, Some(&mut self.outbox), self.track).unwrap()
    }

    fn stage(&mut self) -> Option<Stage> {
        self.at().map(|at| at.stage)
    }

    fn state(&self) -> TrackState {
        self.project.document().track(self.track).unwrap().state
    }
}

/// A new track of a video that everyone sees at once.
fn made_public() -> Operation {
    Operation::YoutubeInsert {
        video: "V".to_owned(),
        language: "en".to_owned(),
        name: "English".to_owned(),
        draft: false,
    }
}

#[test]
fn a_track_is_where_its_newest_frozen_revision_is() {
    let table = [
        (ItemState::Queued, None, Stage::Waiting),
        (ItemState::Parked, None, Stage::Waiting),
        (ItemState::Sending, None, Stage::Checking),
        (ItemState::Verifying, None, Stage::Checking),
        (ItemState::Unknown, None, Stage::Unknown),
        (ItemState::NeedsUser, Some(Need::NotFound), Stage::Unknown),
        (ItemState::NeedsUser, Some(Need::Unverified), Stage::Unknown),
        (ItemState::NeedsUser, Some(Need::Correct), Stage::NeedsUser),
        (ItemState::Conflict, None, Stage::Conflict),
        (ItemState::Failed, None, Stage::Refused),
        (ItemState::Cancelled, None, Stage::Here),
    ];
    for (state, need, expected) in table {
        let mut house = House::new();
        assert_eq!(house.at(), None, "nothing was ever frozen");
        let item = house.send(1, made_public(), Some(captions(1)));
        assert_eq!(house.stage(), Some(Stage::Waiting));
        house.put_as(&item, state, need);
        for _ in 0..2 {
            assert_eq!(house.stage(), Some(expected), "{state:?}");
            assert_eq!(house.state(), TrackState::Draft, "{state:?}");
            // What is settled is noted in the project, and says the same then.
            finish_publications(&mut house.project, &mut house.outbox, START).unwrap();
        }
        // A newer revision that is frozen here only is what counts from then on.
        let (track, name) = (house.track, "Here");
        house.project.publish(track, name, None, START).unwrap();
        assert_eq!(house.stage(), Some(Stage::Here), "{state:?}");
    }
}

#[test]
fn a_track_is_published_as_its_service_was_seen_to_have_it() {
    let clock = ManualClock::default();
    clock.advance(START);
    let shared: Arc<dyn Clock> = Arc::new(clock.clone());
    let fake = Fake::new(shared);
    let mut house = House::new();
    let mut run = Run::new(Box::new(house.outbox.clone()), &clock, 1);

    // A draft is at the service, and viewers do not see it.
    let NewItem { id, operation, .. } = insert(1, "English");
    house.send(1, operation, Some(captions(1)));
    let made = house.settle(&mut run, &fake, id);
    let english = Some("English".to_owned());
    let at = |stage, name: &Option<String>| {
        let (service, name) = (Some(ServiceName::YouTube), name.clone());
        Some(Whereabouts {
            stage,
            service,
            name,
        })
    };
    // What links call it, which there is none of here.
    assert_eq!(house.at(), at(Stage::Draft, &None));
    assert_eq!(house.state(), TrackState::Draft);

    // That viewers may see it goes without captions, and freezes nothing.
    let target = |item: &Item| YoutubeTarget {
        id: item.receipt.clone().unwrap().remote_id.unwrap(),
        video: "V".to_owned(),
        base: item.receipt.clone().unwrap().base,
    };
    let flip = Operation::YoutubeUpdate {
        track: target(&made),
        draft: Some(false),
    };
    let flipped = house.send(2, flip, None);
    assert_eq!(house.project.revisions(house.track).len(), 1);
    assert_eq!(house.stage(), Some(Stage::Draft), "not before it is seen");
    let flipped = house.settle(&mut run, &fake, flipped.id);
    assert_eq!(house.stage(), Some(Stage::Published));
    assert_eq!(house.state(), TrackState::Published);

    // Newer captions are not there before they were seen there.
    let update = Operation::YoutubeUpdate {
        track: target(&flipped),
        draft: None,
    };
    let sent = house.send(3, update, Some(captions(3)));
    assert_eq!(house.stage(), Some(Stage::Waiting));
    let sent = house.settle(&mut run, &fake, sent.id);
    assert_eq!(house.stage(), Some(Stage::Published), "as viewers see it");

    // What was hidden from viewers is a draft again once that was seen, and can
    // be shown again.
    let mut sent = sent;
    let turns = [
        (10, true, TrackState::Draft),
        (11, false, TrackState::Published),
    ];
    for (number, draft, state) in turns {
        let turn = Operation::YoutubeUpdate {
            track: target(&sent),
            draft: Some(draft),
        };
        let turn = house.send(number, turn, None);
        assert_ne!(house.state(), state, "not before it is seen");
        sent = house.settle(&mut run, &fake, turn.id);
        assert_eq!(house.state(), state);
    }
    assert_eq!(house.project.revisions(house.track).len(), 2);

    // What was withdrawn is here only.
    let withdraw = Operation::YoutubeDelete {
        track: target(&sent),
    };
    let gone = house.send(4, withdraw, None);
    assert_eq!(
        house.stage(),
        Some(Stage::Published),
        "not before it is seen"
    );
    house.settle(&mut run, &fake, gone.id);
    assert_eq!(house.stage(), Some(Stage::Here));
    assert_eq!(house.state(), TrackState::Draft);
    let links = &house.project.document().track(house.track).unwrap().links;
    assert_eq!(links, &[]);
    // Under way it is called what it is to be called.
    let name = made_public();
    house.send(5, name, Some(captions(5)));
    assert_eq!(house.at(), at(Stage::Waiting, &english));
}

#[test]
fn what_was_refused_and_sent_again_is_noted_when_it_is_there() {
    let clock = ManualClock::default();
    clock.advance(START);
    let shared: Arc<dyn Clock> = Arc::new(clock.clone());
    let fake = Fake::new(shared);
    let mut house = House::new();
    let item = house.send(1, made_public(), Some(captions(1)));
    house.put_as(&item, ItemState::Failed, None);
    finish_publications(&mut house.project, &mut house.outbox, START).unwrap();
    assert_eq!(house.stage(), Some(Stage::Refused));
    let again = workbench::outbox::Decision::SendAgain { knowing: false };
    house.outbox.decide(item.id, again, START).unwrap();
    assert_eq!(house.stage(), Some(Stage::Waiting));
    let holder = uuid::Uuid::from_u128(1);
    house.outbox.release_lease(holder).unwrap();
    let mut run = Run::new(Box::new(house.outbox.clone()), &clock, 1);
    house.settle(&mut run, &fake, item.id);
    assert_eq!(house.stage(), Some(Stage::Published));
    assert_eq!(house.state(), TrackState::Published);
}
