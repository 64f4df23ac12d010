//! Accounts at the practice services of this checkout, for trying everything
//! without an account anywhere.

use std::collections::BTreeMap;

use tauri::{AppHandle, Manager};
use uuid::Uuid;
use workbench::outbox::{
    Account, AccountId, AccountState, Answer, Base, Bases, Direction, Link, LinkId, RemoteKind,
    compared_sha256,
};
use workbench::remote::{RemoteTrackKind, ServiceName, TrackFormat};
use workbench::{Result, Snapshot};

use super::access::Access;
use super::wire::NamedSecret;
use super::{Desk, DeskHalf};
use crate::app::App;
use services::secrets::Place;

/// The environment variable that names the port of the practice services on
/// this machine.
const PORT: &str = "CUEWRIGHT_PRACTICE";
/// The video about the sample programme there.
const VIDEO: &str = "LampAndLens";
/// The sample programme, by its title.
const SAMPLE: &str = "The lamp and the lens";

/// An account there, and its secrets, which are no secrets.
type Row = (
    u128,
    ServiceName,
    &'static str,
    Option<&'static str>,
    &'static [(&'static str, &'static str)],
);

const ACCOUNTS: [Row; 3] = [
    (
        0x0000_7072_6163_7469_6365_0000_0000_0001,
        ServiceName::Studio,
        "Practice school",
        Some("practice-studio-client"),
        &[
            ("client-secret", "practice-studio-secret"),
            ("access-token", "practice-studio-access"),
            ("refresh-token", "practice-studio-refresh"),
        ],
    ),
    (
        0x0000_7072_6163_7469_6365_0000_0000_0002,
        ServiceName::YouTube,
        "Practice channel",
        Some("practice-google-client"),
        &[
            ("client-secret", "practice-google-secret"),
            ("access-token", "practice-youtube-access"),
            ("refresh-token", "practice-youtube-refresh"),
        ],
    ),
    (
        0x0000_7072_6163_7469_6365_0000_0000_0003,
        ServiceName::Rev,
        "Practice orders",
        None,
        &[
            ("client-api-key", "practice-rev-client"),
            ("user-api-key", "practice-rev-user"),
        ],
    ),
];

/// Whether an account is one of these.
pub fn is_practice(id: AccountId) -> bool {
    ACCOUNTS
        .iter()
        .any(|(number, ..)| id.0.as_u128() == *number)
}

/// The port of the practice services, where there are any.
fn port() -> Option<u16> {
    std::env::var(PORT).ok()?.parse().ok()
}

/// Has the accounts lead to the practice services that run; those of services
/// that run no more are turned off.
///
/// # Errors
/// Where the desk cannot be read or written.
pub fn prepare(store: &mut dyn DeskHalf, access: &Access) -> Result<()> {
    let there: BTreeMap<AccountId, Account> = store
        .accounts()?
        .into_iter()
        .map(|account| (account.id, account))
        .collect();
    for row in &ACCOUNTS {
        let before = there.get(&AccountId(Uuid::from_u128(row.0)));
        let account = match (port(), before) {
            (Some(port), _) => Some(account_of(row, port, before)),
            (None, Some(before)) => Some(Account {
                state: AccountState::Off,
                ..before.clone()
            }),
            (None, None) => None,
        };
        let Some(account) = account else { continue };
        if port().is_some() {
            access.keep_secrets(&account, &secrets_of(row))?;
        }
        if before != Some(&account) {
            store.put_account(&account)?;
        }
    }
    Ok(())
}

fn account_of(row: &Row, port: u16, before: Option<&Account>) -> Account {
    let (number, service, label, client, _) = row;
    let root = format!("http://127.0.0.1:{port}");
    let bases = match service {
        ServiceName::Studio => Bases {
            api: format!("{root}/api/public/v1"),
            ..Bases::default()
        },
        ServiceName::YouTube => Bases {
            api: root.clone(),
            authorize: Some(root.clone()),
            token: Some(root),
            ..Bases::default()
        },
        ServiceName::Rev => Bases {
            api: format!("{root}/api/v1"),
            ..Bases::default()
        },
    };
    let id = AccountId(Uuid::from_u128(*number));
    let mut account = before.cloned();
    let account =
        account.get_or_insert_with(|| Account::new(id, *service, label, Bases::default()));
    account.bases = bases;
    account.client_id = client.map(str::to_owned);
    account.state = AccountState::Ok;
    // They are known to everyone, and good for one run only.
    Place::Session.choose_for(account);
    account.clone()
}

fn secrets_of(row: &Row) -> Vec<NamedSecret> {
    let named = |(name, value): &(&str, &str)| NamedSecret {
        name: (*name).to_owned(),
        value: (*value).into(),
    };
    row.4.iter().map(named).collect()
}

/// Links the sample programme to the video about it, where it is open and not
/// linked yet.
pub fn link_sample(app: &AppHandle) {
    let (shell, desk) = (app.state::<App>(), app.state::<Desk>());
    if port().is_none() {
        return;
    }
    let Ok(Some(open)) = shell.workbench.snapshot() else {
        return;
    };
    if open.document.settings.title != SAMPLE {
        return;
    }
    if let Err(message) = link(&shell, &desk, &open) {
        log::warn!("the sample is not linked: {message}");
    }
}

fn link(shell: &App, desk: &Desk, open: &Snapshot) -> std::result::Result<(), String> {
    let words = |error: workbench::WorkbenchError| error.message;
    let project = shell.workbench.project_id().map_err(words)?;
    let links = desk.with(|store| store.links()).map_err(words)?;
    let account = desk.account(AccountId(Uuid::from_u128(ACCOUNTS[1].0)));
    let account = account.map_err(words)?;
    let here = |link: &Link| link.project == project || link.account == account.id;
    let Some(track) = open.document.tracks.first() else {
        return Ok(());
    };
    if links.iter().any(here) {
        return Ok(());
    }
    let link = fetch(desk, &account, track.id, project).map_err(|failure| failure.message)?;
    match link {
        Some(link) => desk
            .change_links(|store| store.put_link(&link))
            .map_err(words),
        None => Ok(()),
    }
}

/// The link to the published track of the video; none where there is none.
fn fetch(
    desk: &Desk,
    account: &Account,
    track: captions::TrackId,
    project: Uuid,
) -> Answer<Option<Link>> {
    let youtube = desk.access.clients().youtube(account)?;
    let published = youtube
        .tracks(VIDEO)?
        .into_iter()
        .find(|remote| remote.kind == RemoteTrackKind::Standard && !remote.draft);
    let Some(remote) = published else {
        return Ok(None);
    };
    let captions = youtube.download(&remote.id, Some(TrackFormat::Srt), None)?;
    Ok(Some(Link {
        id: LinkId(Uuid::now_v7()),
        account: account.id,
        project,
        track,
        kind: RemoteKind::YoutubeTrack,
        base: Some(Base::from(&remote)),
        remote_id: Some(remote.id),
        parent: Some(remote.video),
        language: Some(remote.language),
        name: Some(remote.name),
        direction: Direction::Both,
        base_sha256: Some(compared_sha256(&captions.bytes)),
        synced_at: Some(desk.now()),
    }))
}
