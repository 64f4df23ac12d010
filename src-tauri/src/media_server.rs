//! Serves the open project's media to the web view over loopback.
//!
//! The web view's media pipeline cannot read Tauri's own schemes, so `<video>`
//! gets a plain address on 127.0.0.1: a random token for each run, and behind
//! it only files that the open project names.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use axum::Router;
use axum::body::Body;
use axum::extract::{Path as Segments, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower::ServiceExt;
use tower_http::services::ServeFile;
use uuid::Uuid;

/// What may be read, by the name it is asked for.
type Shared = Arc<RwLock<HashMap<String, PathBuf>>>;

/// A running server. It stops with the runtime it was started on.
#[derive(Clone)]
pub struct MediaServer {
    address: SocketAddr,
    token: Arc<str>,
    files: Shared,
}

#[derive(Clone)]
struct Access {
    token: Arc<str>,
    files: Shared,
}

impl MediaServer {
    /// Starts serving on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// Where no port can be had.
    pub async fn start() -> std::io::Result<Self> {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let token: Arc<str> = Uuid::new_v4().simple().to_string().into();
        let files = Shared::default();
        let access = Access {
            token: Arc::clone(&token),
            files: Arc::clone(&files),
        };
        let router = Router::new()
            .route("/{token}/{name}", get(serve))
            .with_state(access);
        tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                log::error!("the media server stopped: {error}");
            }
        });
        Ok(Self {
            address,
            token,
            files,
        })
    }

    /// Serves these files and no others; gives back the address of each.
    pub fn allow(&self, paths: &[PathBuf]) -> Vec<String> {
        let names: Vec<String> = (0..paths.len()).map(|at| file_name(at, paths)).collect();
        if let Ok(mut files) = self.files.write() {
            *files = names.iter().cloned().zip(paths.iter().cloned()).collect();
        }
        let address = |name: &String| format!("http://{}/{}/{name}", self.address, self.token);
        names.iter().map(address).collect()
    }
}

impl workbench::MediaHost for MediaServer {
    fn serve(&self, path: Option<&Path>) -> Option<String> {
        let paths: Vec<PathBuf> = path.map(Path::to_owned).into_iter().collect();
        self.allow(&paths).pop()
    }
}

/// A name without the user's words in it; the extension tells the web view
/// what to expect.
fn file_name(at: usize, paths: &[PathBuf]) -> String {
    let extension = paths[at].extension().and_then(|text| text.to_str());
    let plain = |text: &&str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match extension.filter(plain) {
        Some(extension) => format!("media-{at}.{}", extension.to_ascii_lowercase()),
        None => format!("media-{at}"),
    }
}

async fn serve(
    State(access): State<Access>,
    Segments((token, name)): Segments<(String, String)>,
    request: Request,
) -> Response {
    if *token != *access.token {
        return StatusCode::FORBIDDEN.into_response();
    }
    let path = access
        .files
        .read()
        .ok()
        .and_then(|files| files.get(&name).cloned());
    match path {
        Some(path) => send(&path, request).await,
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn send(path: &Path, request: Request) -> Response {
    let Ok(response) = ServeFile::new(path).oneshot(request).await;
    let mut response = response.map(Body::new);
    let headers = response.headers_mut();
    // The web view reads frames back from a canvas, which needs permission.
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests;
