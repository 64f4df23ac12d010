//! The world that every case begins with, and the accounts in it.

use practice_services::World;
use practice_services::world::{
    CaptionRequest, GivenToken, Media, RequestState, RevOrder, ServiceType, Track, Video,
};
use services::secrets::Place;
use workbench::outbox::{Account, Bases};
use workbench::remote::ServiceName;

use super::START;
use crate::outbox::parcels::{SERVICES, account_id};

/// Longer than any case takes, in seconds.
const LONG: i64 = 10 * 365 * 24 * 3600;
/// Who signs in with Google.
const OWNER: &str = "owner@practice.example";

/// What [`every_kind`](super::every_kind) acts on, at [`START`], with a clock that
/// only the test moves. Tokens last, and change with every refresh.
#[must_use]
pub fn world() -> World {
    let mut world = World::default();
    world.clock.start = chrono::DateTime::from_timestamp_millis(START);
    world.clock.running = false;
    fill_studio(&mut world);
    fill_youtube(&mut world);
    let switches = &mut world.rev.switches;
    (switches.work_begins_s, switches.sandbox_s, switches.real_s) = (LONG, LONG, LONG);
    world.rev.orders = vec![RevOrder {
        number: "CP1".to_owned(),
        placed_on: world.clock.start,
        ..RevOrder::default()
    }];
    world
}

fn fill_studio(world: &mut World) {
    let studio = &mut world.studio;
    studio.switches.access_token_s = LONG;
    studio.tokens.push(GivenToken {
        login: "admin".to_owned(),
        access: "spare-studio-access".to_owned(),
        refresh: Some("spare-studio-refresh".to_owned()),
        expires_in_s: None,
        scopes: Vec::new(),
    });
    studio.media = vec![Media {
        id: 7,
        title: "Lecture".to_owned(),
        duration: 60.0,
        file: None,
        bytes: 1024,
        external: false,
        owner: "teacher".to_owned(),
        created_at: None,
    }];
    studio.service_types = vec![ServiceType {
        id: 1,
        key: "old".to_owned(),
        label: "Old".to_owned(),
        description: "Old".to_owned(),
        is_asr: false,
        languages: vec!["en".to_owned()],
        roles: Vec::new(),
    }];
    studio.requests = [41, 42, 43].map(request).into();
}

fn request(id: u64) -> CaptionRequest {
    CaptionRequest {
        id,
        service_type: "old".to_owned(),
        language: Some("en".to_owned()),
        media_id: 7,
        created_at: None,
        status: RequestState::Requested,
        message: None,
        shown_from: None,
    }
}

fn fill_youtube(world: &mut World) {
    world.google.switches.access_token_s = LONG;
    world.google.switches.rotates_refresh_token = true;
    world.google.tokens.push(GivenToken {
        login: OWNER.to_owned(),
        access: "spare-youtube-access".to_owned(),
        refresh: Some("spare-youtube-refresh".to_owned()),
        expires_in_s: None,
        scopes: vec!["https://www.googleapis.com/auth/youtube.force-ssl".to_owned()],
    });
    world.youtube.units_per_day = u64::from(u32::MAX);
    world.youtube.videos = vec![Video {
        id: "V".to_owned(),
        title: "Lecture".to_owned(),
        owner: OWNER.to_owned(),
        content_owner: None,
    }];
    let yesterday = chrono::DateTime::from_timestamp_millis(START - 24 * 3_600_000);
    let track = |id: &str| Track {
        id: id.to_owned(),
        video_id: "V".to_owned(),
        language: "en".to_owned(),
        name: format!("Track {id}"),
        last_updated: yesterday,
        ..Track::default()
    };
    world.youtube.tracks = ["T", "U", "D"].map(track).into();
}

/// An account of each service, whose secrets are at a place. With `resumable`
/// every upload to YouTube can go on after a break.
#[must_use]
pub fn accounts(url: &str, place: Place, resumable: bool) -> Vec<Account> {
    let account = |service| {
        let (path, client) = match service {
            ServiceName::Studio => ("/api/public/v1", Some("practice-studio-client")),
            ServiceName::YouTube => ("", Some("practice-google-client")),
            ServiceName::Rev => ("/api/v1", None),
        };
        let bases = Bases {
            api: format!("{url}{path}"),
            authorize: Some(url.to_owned()),
            token: Some(url.to_owned()),
            ..Bases::default()
        };
        let label = format!("Practice {service}");
        let mut account = Account::new(account_id(service), service, &label, bases);
        account.client_id = client.map(str::to_owned);
        account.quota = 0;
        place.choose_for(&mut account);
        if resumable {
            let (switch, choice) = ("upload".to_owned(), "resumable".to_owned());
            account.switches.insert(switch, choice);
        }
        account
    };
    SERVICES.into_iter().map(account).collect()
}
