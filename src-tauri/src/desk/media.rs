//! Media of requests on their way to the disk.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use workbench::RequestKey;

use crate::dialogs::MEDIA;

/// Requests whose media is being fetched, and those that are to stop.
#[derive(Default)]
pub struct Fetching {
    under_way: Mutex<BTreeSet<RequestKey>>,
    stopped: Mutex<BTreeSet<RequestKey>>,
}

impl Fetching {
    /// Begins one; `false` where it is under way already.
    pub fn begin(&self, key: &RequestKey) -> bool {
        lock(&self.stopped).remove(key);
        lock(&self.under_way).insert(key.clone())
    }

    /// Ends one.
    pub fn end(&self, key: &RequestKey) {
        lock(&self.under_way).remove(key);
    }

    /// Has one stop; what came stays.
    pub fn stop(&self, key: &RequestKey) {
        lock(&self.stopped).insert(key.clone());
    }

    /// Whether one is to stop.
    pub fn is_stopped(&self, key: &RequestKey) -> bool {
        lock(&self.stopped).contains(key)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where the media of a request is kept. Nothing of what a server says is in
/// the path: only the account's own id and digits.
#[must_use]
pub fn path_of(folder: &Path, key: &RequestKey) -> PathBuf {
    let name = format!("{}-{}.media", key.account, digits(&key.remote_id));
    folder.join(name)
}

/// The digits of what a service calls something.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Where a media is kept once all of it is here: with the ending of the name
/// that the service gave it, so that a player knows what to expect, if that is
/// one of a media.
#[must_use]
pub fn finished_path(path: &Path, name: Option<&str>) -> PathBuf {
    let ending = name.and_then(|name| Path::new(name).extension()?.to_str());
    let known = MEDIA.iter().find(|known| ending == Some(**known));
    known.map_or_else(|| path.to_owned(), |known| path.with_extension(known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;
    use workbench::outbox::{AccountId, RemoteKind};

    fn key(remote_id: &str) -> RequestKey {
        RequestKey {
            account: AccountId(Uuid::nil()),
            kind: RemoteKind::StudioRequest,
            remote_id: remote_id.to_owned(),
        }
    }

    #[test]
    fn no_name_of_a_request_leads_out_of_the_folder() {
        let folder = Path::new("/media");
        for name in ["../../etc/passwd", "41/../x", "C:\\x", "", "4\u{0}1"] {
            assert_eq!(path_of(folder, &key(name)).parent(), Some(folder), "{name}");
        }
    }

    #[test]
    fn only_the_ending_of_a_media_is_taken_over() {
        let path = Path::new("/media/a-41.media");
        let table = [
            (Some("Lecture 3.mp4"), "/media/a-41.mp4"),
            (Some("../../x.webm"), "/media/a-41.webm"),
            (Some("run.sh"), "/media/a-41.media"),
            (Some("x.mp4/../y"), "/media/a-41.media"),
            (None, "/media/a-41.media"),
        ];
        for (name, expected) in table {
            assert_eq!(finished_path(path, name), Path::new(expected), "{name:?}");
        }
    }

    #[test]
    fn a_stop_is_heard_until_the_next_begin() {
        let fetching = Fetching::default();
        assert!(fetching.begin(&key("41")));
        assert!(!fetching.begin(&key("41")));
        fetching.stop(&key("41"));
        assert!(fetching.is_stopped(&key("41")));
        fetching.end(&key("41"));
        assert!(fetching.begin(&key("41")) && !fetching.is_stopped(&key("41")));
    }
}
