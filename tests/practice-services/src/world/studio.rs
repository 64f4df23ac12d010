//! Instructure Studio's part of the world.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Client, Content, GivenToken};

/// What there is in Studio.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StudioWorld {
    /// What the document leaves open.
    pub switches: StudioSwitches,
    /// The developer key.
    pub client: Client,
    /// The people.
    pub users: Vec<StudioUser>,
    /// Tokens that are good from the start.
    pub tokens: Vec<GivenToken>,
    /// The headers by which the captioning service is known; all of them are needed.
    pub service_headers: Vec<Header>,
    /// Whether the account has an active captioning service.
    pub service_active: bool,
    /// What can be ordered from it.
    pub service_types: Vec<ServiceType>,
    /// Recordings.
    pub media: Vec<Media>,
    /// Requests for captions.
    pub requests: Vec<CaptionRequest>,
    /// How many requests there are besides, made up in many languages, for recordings made up with them.
    pub more_requests: u32,
    /// Caption files of the recordings.
    pub caption_files: Vec<CaptionFile>,
}

/// A header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// Someone who signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudioUser {
    /// The name at sign-in.
    pub login: String,
    /// The name on screen.
    pub name: String,
    /// What the user may do.
    pub role: StudioRole,
}

/// What a user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StudioRole {
    /// Everything.
    Admin,
    /// Requests and service types, and the recordings requests are for.
    Captioner,
    /// Own recordings, and service types that name the user.
    Teacher,
    /// Nothing here.
    Student,
}

/// A kind of captioning that can be ordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceType {
    /// Its number.
    pub id: u64,
    /// Its name for programs.
    pub key: String,
    /// Its name for people.
    pub label: String,
    /// What it is.
    #[serde(default)]
    pub description: String,
    /// Whether a machine does it.
    #[serde(default)]
    pub is_asr: bool,
    /// Its languages, as IETF tags.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Who has a captioning role for it, by login.
    #[serde(default)]
    pub roles: Vec<String>,
}

/// A recording.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Media {
    /// Its number.
    pub id: u64,
    /// Its title.
    pub title: String,
    /// Its length in seconds.
    #[serde(default)]
    pub duration: f64,
    /// Its file in the folder of media.
    #[serde(default)]
    pub file: Option<String>,
    /// How many bytes of made-up content it has, where there is no file.
    #[serde(default)]
    pub bytes: u64,
    /// Whether it lies elsewhere (YouTube, Vimeo) and cannot be downloaded.
    #[serde(default)]
    pub external: bool,
    /// Whose it is.
    #[serde(default)]
    pub owner: String,
    /// When it was made.
    #[serde(default)]
    pub created_at: Option<DateTime<Utc>>,
}

/// A request for captions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaptionRequest {
    /// Its number.
    pub id: u64,
    /// The key of the service type.
    pub service_type: String,
    /// The language wanted.
    #[serde(default)]
    pub language: Option<String>,
    /// The recording.
    pub media_id: u64,
    /// When it was made.
    #[serde(default)]
    pub created_at: Option<DateTime<Utc>>,
    /// Where it stands.
    #[serde(default)]
    pub status: RequestState,
    /// Why it failed.
    #[serde(default)]
    pub message: Option<String>,
    /// From when on lists show that it is settled.
    #[serde(default)]
    pub shown_from: Option<DateTime<Utc>>,
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestState {
    /// Waiting for someone.
    #[default]
    Requested,
    /// Someone is at work on it.
    Processing,
    /// Done.
    Fulfilled,
    /// Given up.
    Failed,
}

/// A caption file of a recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaptionFile {
    /// Its number.
    pub id: u64,
    /// The recording.
    pub media_id: u64,
    /// Its language.
    pub srclang: String,
    /// Its name for people.
    #[serde(default)]
    pub label: String,
    /// Whether viewers see it. Only then can it be fetched.
    #[serde(default = "yes")]
    pub published: bool,
    /// What is in it.
    pub content: Content,
    /// When it was made.
    #[serde(default)]
    pub created_at: Option<DateTime<Utc>>,
}

fn yes() -> bool {
    true
}

/// What Studio's document leaves open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StudioSwitches {
    /// How a listed request is written.
    pub item_shape: ItemShape,
    /// Whether a listed request says where its recording is.
    pub lists_media_url: bool,
    /// Whether `fulfilled` needs a file.
    pub fulfilled_needs_file: bool,
    /// What a second update is answered with: 400, 403, 404, 409 or 422.
    pub second_update_status: u16,
    /// What parameters that make no sense are answered with.
    pub invalid_parameters_status: u16,
    /// Whether a request that is being worked on is no longer listed.
    pub processing_hides: bool,
    /// How many seconds after 202 the result can be seen.
    pub visible_after_s: i64,
    /// How many requests a page has; absent, there are no pages.
    pub page_size: Option<usize>,
    /// Whether `error` is an object and not a string.
    pub error_is_object: bool,
    /// The method that inserts or updates a service type.
    pub upsert_method: String,
    /// Whether that is answered with the service type, or with nothing.
    pub upsert_answers_with_type: bool,
    /// Whether a refresh gives out a new refresh token and ends the old one.
    pub rotates_refresh_token: bool,
    /// How long an access token is good, in seconds.
    pub access_token_s: i64,
    /// Whether `state` is left out of the redirect after signing in.
    pub omits_state: bool,
    /// Whether redirects to plain http or to this machine are refused at sign-in.
    pub refuses_loopback_redirect: bool,
    /// Who signs in without being asked; absent, a page asks.
    pub auto_consent: Option<String>,
    /// How long a link to a recording is good, in seconds.
    pub media_link_s: i64,
    /// Whether the storage takes a request that carries `Authorization`.
    pub storage_accepts_authorization: bool,
    /// The host name in links to the storage; absent, 127.0.0.1.
    pub storage_host: Option<String>,
    /// Whether addresses of caption files are relative.
    pub relative_caption_urls: bool,
}

/// How a listed request is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ItemShape {
    /// `service_type`, `srclang`, `media`.
    #[default]
    A,
    /// `captioning_service_type`, `language`, `media_id`, `url`.
    B,
}

impl Default for StudioSwitches {
    fn default() -> Self {
        Self {
            item_shape: ItemShape::A,
            lists_media_url: true,
            fulfilled_needs_file: true,
            second_update_status: 422,
            invalid_parameters_status: 422,
            processing_hides: true,
            visible_after_s: 0,
            page_size: None,
            error_is_object: false,
            upsert_method: "PUT".to_owned(),
            upsert_answers_with_type: false,
            rotates_refresh_token: true,
            access_token_s: 7200,
            omits_state: true,
            refuses_loopback_redirect: true,
            auto_consent: None,
            media_link_s: 24 * 3600,
            storage_accepts_authorization: false,
            storage_host: None,
            relative_caption_urls: false,
        }
    }
}

impl Default for StudioWorld {
    fn default() -> Self {
        Self {
            switches: StudioSwitches::default(),
            client: Client {
                id: "practice-studio-client".to_owned(),
                secret: "practice-studio-secret".to_owned(),
                redirect_uris: vec!["https://practice-school.example/cuewright".to_owned()],
            },
            users: vec![
                user("admin", "Ada Admin", StudioRole::Admin),
                user("captioner", "Cleo Captioner", StudioRole::Captioner),
                user("teacher", "Tess Teacher", StudioRole::Teacher),
                user("student", "Sam Student", StudioRole::Student),
            ],
            tokens: vec![GivenToken {
                login: "admin".to_owned(),
                access: "practice-studio-access".to_owned(),
                refresh: Some("practice-studio-refresh".to_owned()),
                expires_in_s: None,
                scopes: Vec::new(),
            }],
            service_headers: vec![Header {
                name: "Authorization".to_owned(),
                value: r#"Bearer user_id="practice-captioner", token="practice-captioner-key""#
                    .to_owned(),
            }],
            service_active: true,
            service_types: Vec::new(),
            media: Vec::new(),
            requests: Vec::new(),
            more_requests: 0,
            caption_files: Vec::new(),
        }
    }
}

fn user(login: &str, name: &str, role: StudioRole) -> StudioUser {
    StudioUser {
        login: login.to_owned(),
        name: name.to_owned(),
        role,
    }
}

/// The languages and service types of requests that are made up.
const LANGUAGES: [&str; 8] = [
    "en-US", "es-419", "fr-FR", "de-DE", "pt-BR", "ja", "ar", "zh-Hans",
];
const TYPES: [&str; 3] = ["verbatim-24h", "verbatim-5-days", "translation"];

impl StudioWorld {
    pub(super) fn settle(&mut self, now: DateTime<Utc>) {
        self.make_up(now);
        for media in &mut self.media {
            media.created_at.get_or_insert(now);
        }
        for request in &mut self.requests {
            request.created_at.get_or_insert(now);
        }
        for file in &mut self.caption_files {
            file.created_at.get_or_insert(now);
        }
    }

    /// Makes up the requests that are asked for by number: one recording for every four of them.
    fn make_up(&mut self, now: DateTime<Utc>) {
        let count = u64::from(std::mem::take(&mut self.more_requests));
        let first = self.requests.iter().map(|request| request.id).max();
        let first = first.unwrap_or(1000) + 1;
        let first_media = self.media.iter().map(|media| media.id).max();
        let first_media = first_media.unwrap_or(5000) + 1;
        for n in 0..count {
            let (media_id, pick) = (first_media + n / 4, usize::try_from(n).unwrap_or(0));
            if n % 4 == 0 {
                self.media.push(lecture(media_id, n / 4));
            }
            let age = TimeDelta::minutes(i64::try_from(7 * n).unwrap_or(0));
            self.requests.push(CaptionRequest {
                id: first + n,
                service_type: TYPES[pick % TYPES.len()].to_owned(),
                language: Some(LANGUAGES[pick % LANGUAGES.len()].to_owned()),
                media_id,
                created_at: Some(now - age),
                status: RequestState::Requested,
                message: None,
                shown_from: None,
            });
        }
    }
}

fn lecture(id: u64, n: u64) -> Media {
    let minutes = u32::try_from(10 + n * 7 % 80).unwrap_or(10);
    Media {
        id,
        title: format!("Lecture {}", n + 1),
        duration: f64::from(minutes * 60) + 0.5,
        file: None,
        bytes: 64 * 1024,
        external: false,
        owner: "teacher".to_owned(),
        created_at: None,
    }
}
