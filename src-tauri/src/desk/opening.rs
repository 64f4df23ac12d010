//! The project that a request is worked on in.

use std::path::{Path, PathBuf};

use captions::{Ids, Link, Track};
use editing::Edit;
use uuid::Uuid;
use workbench::{
    EditOutcome, ErrorCode, ImportOptions, KeptRequest, OpenOutcome, RequestBody, RequestKey,
    Result, WorkbenchError,
};

use super::Desk;
use super::media::digits;
use crate::app::App;

/// Opens the project of a Studio request, with its media as far as that is
/// here and a track in its language. What is missing of it is made: doing it
/// again opens the same.
///
/// # Errors
/// [`BadOption`](ErrorCode::BadOption) where neither the request nor the caller
/// says the language; where the project cannot be made or opened.
pub fn open(
    app: &App,
    desk: &Desk,
    key: &RequestKey,
    language: Option<String>,
) -> Result<OpenOutcome> {
    let request = desk.request(key)?;
    let language = language
        .or_else(|| request.language.clone())
        .ok_or_else(|| {
            let message = "Choose the language of the captions first";
            WorkbenchError::new(ErrorCode::BadOption, message)
        })?;
    open_project(app, &request)?;
    let workbench = &app.workbench;
    let snapshot = workbench
        .snapshot()?
        .ok_or_else(WorkbenchError::no_project)?;
    if snapshot.document.tracks.is_empty() {
        add_track(app, key, &language)?;
    }
    let media = desk.with(|store| store.media())?;
    let here = media
        .into_iter()
        .find(|media| media.key == *key && media.complete);
    if let (None, Some(media)) = (&snapshot.media, here) {
        workbench.open_path(&media.path, ImportOptions::default())?;
    }
    Ok(OpenOutcome::Opened)
}

fn open_project(app: &App, request: &KeptRequest) -> Result<()> {
    let RequestBody::Studio { request: studio } = &request.what else {
        let message = "Only requests of Studio have a project of their own";
        return Err(WorkbenchError::new(ErrorCode::NotNow, message));
    };
    let path = project_of(&app.data.join("requests"), &request.key);
    if path.exists() {
        app.workbench.open_path(&path, ImportOptions::default())?;
        return Ok(());
    }
    let folder = path.parent().unwrap_or(&app.data);
    std::fs::create_dir_all(folder).map_err(|error| WorkbenchError::io("make", folder, &error))?;
    let title = request.title.clone();
    let title = title.unwrap_or_else(|| format!("Request {}", studio.id));
    app.workbench.new_project(Some(&path), &title)
}

/// Where the project of a request is. Nothing of what a server says is in the
/// path: only the account's own id and digits.
fn project_of(folder: &Path, key: &RequestKey) -> PathBuf {
    let name = format!("Request {}.cuewright", digits(&key.remote_id));
    folder.join(key.account.to_string()).join(name)
}

fn add_track(app: &App, key: &RequestKey, language: &str) -> Result<()> {
    let mut ids = Ids::new(0, Uuid::now_v7().as_u128());
    let mut track = Track::new(ids.track(), language, language);
    track.links.push(Link {
        service: "studio".to_owned(),
        account: key.account.to_string(),
        remote: key.remote_id.clone(),
        synced: None,
    });
    let edit = Edit::AddTrack {
        track: Box::new(track),
        cues: Vec::new(),
    };
    match app.workbench.edit(edit, Vec::new())? {
        EditOutcome::Done { .. } => Ok(()),
        EditOutcome::Rejected(why) => Err(WorkbenchError::new(ErrorCode::BadOption, why.message)),
    }
}

#[cfg(test)]
mod tests {
    use workbench::outbox::{AccountId, RemoteKind};

    use super::*;

    #[test]
    fn no_name_of_a_request_leads_out_of_the_folder() {
        let folder = Path::new("/requests");
        for name in ["41", "../../etc/passwd", "41/../x", ""] {
            let key = RequestKey {
                account: AccountId(Uuid::nil()),
                kind: RemoteKind::StudioRequest,
                remote_id: name.to_owned(),
            };
            let path = project_of(folder, &key);
            assert_eq!(path.parent().and_then(Path::parent), Some(folder), "{name}");
        }
    }
}
