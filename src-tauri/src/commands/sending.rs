//! What would be sent, and putting it in the outbox.

use std::path::Path;

use captions::TrackId;
use services::studio::SrtFile;
use tauri::State;
use workbench::outbox::youtube_units::{DOWNLOAD, LIST};
use workbench::outbox::{
    Account, AccountId, Decision, Direction, Item, ItemId, Link, LinkId, NewItem, Operation,
    RemoteKind, RevMedia, Side, estimate, ordered_already,
    retry::{next_quota_day, quota_day},
};
use workbench::remote::ServiceName;
use workbench::{ExportOptions, ExportRequest, Naming, PublishTo, Result, WorkbenchError};

use crate::app::App;
use crate::desk::access::{look_at_operation, look_at_order};
use crate::desk::wire::{
    Fetch, FetchPreview, FieldProblem, QuotaUse, SendPreview, SentFile, Upload, Wish,
};
use crate::desk::{Desk, Known, named};

type Shell<'a> = State<'a, Desk>;

/// Units of quota of an account's day.
#[tauri::command(async)]
#[specta::specta]
pub fn quota(desk: Shell<'_>, account: AccountId) -> Result<QuotaUse> {
    let account = desk.account(account)?;
    quota_of(&desk, &account)
}

/// What would happen; nothing is sent.
#[tauri::command(async)]
#[specta::specta]
pub fn preview_send(app: State<'_, App>, desk: Shell<'_>, wish: Wish) -> Result<SendPreview> {
    let state = desk.state()?;
    let known = known(&state);
    let account = known.account(&wish)?;
    let operation = known.operation(&wish)?;
    let mut preview = SendPreview {
        account: account.id,
        service: account.service,
        target: known.target(&wish)?,
        file: None,
        losses: Vec::new(),
        quota: estimate(&operation),
        quota_use: None,
        cost: None,
        is_final: matches!(wish, Wish::Fulfil { .. } | Wish::Fail { .. }),
        problems: Vec::new(),
        warnings: Vec::new(),
    };
    if account.service == ServiceName::YouTube {
        preview.quota_use = Some(quota_of(&desk, account)?);
    }
    if let Some(track) = track_of(&known, &wish)?.filter(|_| sends_captions(&wish)) {
        look_at_file(&app, track, &operation, &mut preview)?;
    }
    preview.problems.extend(look_at_operation(&operation));
    match &wish {
        Wish::Order { order, uploads, .. } => {
            let (problems, warnings, cost) = look_at_order(account, order);
            (preview.problems, preview.warnings) = (problems, warnings);
            preview.cost = cost;
            let file_of = |id| {
                let upload = uploads.iter().find(|upload| upload.item == id)?;
                Some(Path::new(&upload.path))
            };
            let again = ordered_already(order, file_of, &state.items, &state.requests);
            let again = again.map(|message| problem("caption_options.inputs", &message));
            preview.warnings.extend(again);
        }
        Wish::Fail { message, .. } if message.trim().is_empty() => {
            preview
                .problems
                .push(problem("message", "Say why: the school's staff read it"));
        }
        _ => {}
    }
    Ok(preview)
}

/// Puts it in the outbox under a name that was chosen before: asking again with
/// the same name changes nothing.
#[tauri::command(async)]
#[specta::specta]
pub fn send(app: State<'_, App>, desk: Shell<'_>, item: ItemId, wish: Wish) -> Result<Item> {
    if let Some(there) = desk.with(|store| store.item(item))? {
        return Ok(there);
    }
    let state = desk.state()?;
    let known = known(&state);
    let account = known.account(&wish)?.id;
    let operation = known.operation(&wish)?;
    let sending = Sending {
        app: &app,
        desk: &desk,
        item,
        account,
        wish: &wish,
    };
    match (&wish, track_of(&known, &wish)?) {
        (Wish::PushBeside { item, .. }, _) => sending.put_beside(*item, operation),
        (_, Some(track)) => sending.publish(track, operation),
        (_, None) => sending.put_in(operation),
    }
}

/// A wish on its way into the outbox.
struct Sending<'a> {
    app: &'a App,
    desk: &'a Desk,
    item: ItemId,
    account: AccountId,
    wish: &'a Wish,
}

impl Sending<'_> {
    /// Puts what is done with a track in the outbox, frozen as a revision where
    /// its captions go.
    fn publish(&self, track: TrackId, operation: Operation) -> Result<Item> {
        let workbench = &self.app.workbench;
        let file = sends_captions(self.wish)
            .then(|| workbench.track_bytes(track, &ExportOptions::usual("srt")))
            .transpose()?;
        let (link, made) = match self.wish {
            Wish::Push { link, .. } | Wish::Withdraw { link } => (Some(*link), None),
            wish => {
                let made = self.link_to_be(wish)?;
                (made.as_ref().map(|link| link.id), made)
            }
        };
        if let Some(made) = &made {
            self.desk.change_links(|store| store.put_link(made))?;
        }
        let put = workbench.publish_to(PublishTo {
            item: self.item,
            track,
            name: self.revision(&operation),
            account: self.account,
            operation,
            file,
            link,
        });
        match (&put, made) {
            (Ok(put), _) => self.desk.changed(std::slice::from_ref(put)),
            (Err(_), Some(made)) => {
                self.desk.change_links(|store| store.remove_link(made.id))?;
            }
            (Err(_), None) => {}
        }
        put
    }

    /// The name of the revision that is frozen for it.
    fn revision(&self, operation: &Operation) -> String {
        let service = operation.service();
        match operation {
            Operation::StudioFulfil(result) => format!("{service}, request {}", result.request),
            Operation::YoutubeInsert { video, .. } => format!("{service}, video {video}"),
            Operation::YoutubeUpdate { track, .. } => format!("{service}, video {}", track.video),
            _ => operation.label(),
        }
    }

    /// The link to a track that is not at the service yet. It learns what that
    /// is called there when it is confirmed.
    fn link_to_be(&self, wish: &Wish) -> Result<Option<Link>> {
        let Wish::PushNew {
            track,
            video,
            language,
            name,
            ..
        } = wish
        else {
            return Ok(None);
        };
        Ok(Some(Link {
            // The same where the same is asked for again.
            id: LinkId(self.item.0),
            account: self.account,
            project: self.app.workbench.project_id()?,
            track: *track,
            kind: RemoteKind::YoutubeTrack,
            remote_id: None,
            parent: Some(video.clone()),
            language: Some(language.clone()),
            name: Some(name.clone()),
            direction: Direction::Both,
            base: None,
            base_sha256: None,
            synced_at: None,
        }))
    }

    /// Puts an item in the place of another, with the file that was frozen for
    /// that. The other is given up once this is in the outbox.
    fn put_beside(&self, other: ItemId, operation: Operation) -> Result<Item> {
        let now = self.desk.now();
        let before = self.desk.item(other)?;
        let (given_up, put) = self.desk.with(|store| {
            let mut new = NewItem::new(self.item, self.account, operation);
            new.file = store.file(other, Side::Ours)?;
            new.origin = before.origin;
            let put = store.put_in(&new, now)?;
            Ok((store.decide(other, Decision::Cancel, now)?, put))
        })?;
        self.desk.changed(&[given_up, put.clone()]);
        Ok(put)
    }

    /// Puts what goes without captions in the outbox, after the uploads that it
    /// needs: an order whose uploads are not there would never go.
    fn put_in(&self, operation: Operation) -> Result<Item> {
        let mut new = Vec::new();
        if let Wish::Order { uploads, .. } = self.wish {
            for upload in uploads {
                new.push(upload_of(self.app, self.account, upload)?);
            }
        }
        let last = NewItem::new(self.item, self.account, operation);
        let now = self.desk.now();
        let (put, last) = self.desk.with(|store| {
            let mut put = Vec::new();
            for upload in &new {
                put.push(store.put_in(upload, now)?);
            }
            let last = store.put_in(&last, now)?;
            put.push(last.clone());
            Ok((put, last))
        })?;
        self.desk.changed(&put);
        Ok(last)
    }
}

/// The track of the open project that a wish is about; none where it is about no track.
fn track_of(known: &Known<'_>, wish: &Wish) -> Result<Option<TrackId>> {
    Ok(match wish {
        Wish::Fulfil { track, .. } | Wish::PushNew { track, .. } => Some(*track),
        Wish::Push { link, .. } | Wish::Withdraw { link } => Some(known.link(*link)?.track),
        _ => None,
    })
}

/// Whether the captions of its track go with a wish.
const fn sends_captions(wish: &Wish) -> bool {
    matches!(
        wish,
        Wish::Fulfil { .. } | Wish::PushNew { .. } | Wish::Push { captions: true, .. }
    )
}

fn look_at_file(
    app: &App,
    track: TrackId,
    operation: &Operation,
    preview: &mut SendPreview,
) -> Result<()> {
    let request = ExportRequest {
        naming: Naming::USUAL.to_owned(),
        files: vec![ExportOptions::usual("srt")],
    };
    let exports = app.workbench.preview_exports(track, request)?;
    let Some(export) = exports.into_iter().next() else {
        return Ok(());
    };
    let name = match operation {
        Operation::StudioFulfil(result) => result.file_name.clone(),
        _ => export.file_name,
    };
    let cues = app.workbench.cue_count(track)?;
    if let Operation::StudioFulfil(result) = operation {
        let bytes = app
            .workbench
            .track_bytes(track, &ExportOptions::usual("srt"))?;
        if let Err(refusal) = SrtFile::new(&result.file_name, &bytes) {
            preview
                .problems
                .push(problem("track", &refusal.to_string()));
        }
    } else if cues == 0 {
        let message = "The track has no cues";
        preview.problems.push(problem("track", message));
    }
    if let Err(refused) = app.workbench.gate(track)?.pass() {
        preview.problems.push(problem("track", &refused.message));
    }
    preview.losses = export.losses;
    preview.file = Some(SentFile {
        name,
        bytes: u32::try_from(export.bytes).unwrap_or(u32::MAX),
        cues,
    });
    Ok(())
}

fn upload_of(app: &App, account: AccountId, upload: &Upload) -> Result<NewItem> {
    let path = app.may_send(&upload.path)?;
    let found = std::fs::metadata(&path);
    let bytes = found
        .map_err(|error| WorkbenchError::io("read", &path, &error))?
        .len();
    let operation = Operation::RevInput {
        name: Some(workbench::file_name(&path)),
        media: RevMedia::File { path, bytes },
        media_type: None,
    };
    Ok(NewItem::new(upload.item, account, operation))
}

/// What fetching would cost; none where what is to be fetched is here already.
/// Nothing is asked of the service.
#[tauri::command(async)]
#[specta::specta]
pub fn preview_fetch(desk: Shell<'_>, fetch: Fetch) -> Result<Option<FetchPreview>> {
    let state = desk.state()?;
    let known = known(&state);
    let (account, target, units) = match &fetch {
        Fetch::Link { link } => {
            let link = known.link(*link)?;
            (link.account, named(link), LIST + DOWNLOAD)
        }
        Fetch::Conflict { item } => {
            let item = desk.item(*item)?;
            if !desk.must_fetch(&item)? {
                return Ok(None);
            }
            let linked = state.links.iter().find(|link| Some(link.id) == item.link);
            let target = linked.map_or_else(|| "the track".to_owned(), named);
            (item.account, target, DOWNLOAD)
        }
    };
    let account = desk.account(account)?;
    Ok(Some(FetchPreview {
        account: account.id,
        service: account.service,
        target: format!("{target} of {}", account.label),
        units,
        quota_use: quota_of(&desk, &account)?,
    }))
}

fn quota_of(desk: &Desk, account: &Account) -> Result<QuotaUse> {
    let now = desk.now();
    let day = quota_day(now).to_string();
    let used = desk.with(|store| store.quota_used(&account.quota_pool(), &day))?;
    Ok(QuotaUse {
        used,
        of: account.quota,
        resets_at: next_quota_day(now),
    })
}

fn known(state: &crate::desk::wire::DeskState) -> Known<'_> {
    Known {
        accounts: &state.accounts,
        requests: &state.requests,
        links: &state.links,
        items: &state.items,
    }
}

fn problem(field: &str, message: &str) -> FieldProblem {
    FieldProblem {
        code: None,
        field: field.to_owned(),
        message: message.to_owned(),
    }
}
