//! The calls, each one request.

use bytes::Bytes;

use super::failure::failure;
use super::resource::{Caption, CaptionList};
use super::track::{Change, MOST_BYTES, NewTrack, check_file};
use super::{Operation, related};
use crate::http::{Address, Answer, Base, Body, Cancel, Http, Method, Request};
use crate::signin::Credentials;
use crate::{ErrorCode, Result, ServiceError, ServiceName, languages};

/// Where YouTube answers.
const API: &str = "https://youtube.googleapis.com";

/// A format that YouTube gives a track in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DownloadFormat {
    /// `SubViewer`.
    Sbv,
    /// Scenarist closed captions; documented, and missing from the machine's list.
    Scc,
    /// `SubRip`.
    Srt,
    /// TTML.
    Ttml,
    /// `WebVTT`.
    Vtt,
}

impl DownloadFormat {
    /// The value of `tfmt`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Sbv => "sbv",
            Self::Scc => "scc",
            Self::Srt => "srt",
            Self::Ttml => "ttml",
            Self::Vtt => "vtt",
        }
    }
}

/// YouTube for one account.
#[derive(Clone, Debug)]
pub struct YouTube {
    pub(super) http: Http,
    pub(super) credentials: Credentials,
    pub(super) api: Base,
    pub(super) upload: Base,
    content_owner: Option<Box<str>>,
}

impl YouTube {
    /// At its own addresses, or at the given ones: of the API and of uploads.
    ///
    /// # Errors
    /// [`ErrorCode::Defect`] for an HTTP that is of another service.
    pub fn new(http: Http, credentials: Credentials, at: Option<(&Base, &Base)>) -> Result<Self> {
        let service = ServiceName::YouTube;
        if http.service() != service {
            return Err(ServiceError::new(
                service,
                ErrorCode::Defect,
                "YouTube was given another service's line",
            ));
        }
        let (api, upload) = match at {
            Some((api, upload)) => (api.clone(), upload.clone()),
            None => (Base::parse(service, API)?, Base::parse(service, API)?),
        };
        Ok(Self {
            http,
            credentials,
            api,
            upload,
            content_owner: None,
        })
    }

    /// The same, acting for a content owner (for partners with a CMS account).
    #[must_use]
    pub fn on_behalf_of(mut self, content_owner: &str) -> Self {
        self.content_owner = Some(content_owner.into());
        self
    }

    /// The tracks of a video, or those of the given ids. Costs 50 units.
    ///
    /// # Errors
    /// As [`Http::send`], and what YouTube refuses with its reason.
    pub fn list(&self, video_id: &str, ids: &[&str]) -> Result<CaptionList> {
        let mut address = self
            .captions()
            .query("part", "id,snippet")
            .query("videoId", video_id);
        if !ids.is_empty() {
            address = address.query("id", &ids.join(","));
        }
        let request = Request::new(Method::Get, self.owned(address));
        let answer = self.call(request, Operation::List)?;
        let list = CaptionList::read(&answer.json()?);
        let mut list = list.ok_or_else(|| answer.bad("it is no list of tracks"))?;
        list.skew = answer.skew();
        Ok(list)
    }

    /// Makes a track out of a file, in one request. Costs 400 units.
    ///
    /// # Errors
    /// As [`NewTrack::check`], [`Http::send_watched`], and what YouTube refuses
    /// with its reason.
    pub fn insert(
        &self,
        track: &NewTrack,
        file: Bytes,
        cancel: &Cancel,
        sent: &mut dyn FnMut(u64),
    ) -> Result<Caption> {
        track.check()?;
        check_file(&file)?;
        let address = self
            .uploads()
            .query("part", "snippet")
            .query("uploadType", "multipart");
        let body = related::body(&track.body(), file);
        let request = Request::new(Method::Post, self.owned(address)).body(body);
        let answer = self.call_watched(request, Operation::Insert, cancel, sent)?;
        caption(&answer)
    }

    /// Changes whether a track is kept from the public. Costs 450 units.
    ///
    /// # Errors
    /// As [`Http::send`], and what YouTube refuses with its reason.
    pub fn set_draft(&self, id: &str, is_draft: bool) -> Result<Caption> {
        let change = Change {
            id: id.to_owned(),
            is_draft: Some(is_draft),
        };
        let address = self.captions().query("part", change.part());
        let request =
            Request::new(Method::Put, self.owned(address)).body(Body::json(&change.body()));
        let answer = self.call(request, Operation::Update)?;
        caption(&answer)
    }

    /// Puts a file in the place of a track's, and changes whether it is kept
    /// from the public if that is said. Costs 450 units.
    ///
    /// # Errors
    /// As [`Http::send_watched`], and what YouTube refuses with its reason.
    pub fn update(
        &self,
        change: &Change,
        file: Bytes,
        cancel: &Cancel,
        sent: &mut dyn FnMut(u64),
    ) -> Result<Caption> {
        check_file(&file)?;
        let address = self
            .uploads()
            .query("part", change.part())
            .query("uploadType", "multipart");
        let body = related::body(&change.body(), file);
        let request = Request::new(Method::Put, self.owned(address)).body(body);
        let answer = self.call_watched(request, Operation::Update, cancel, sent)?;
        caption(&answer)
    }

    /// Removes a track. Costs 50 units.
    ///
    /// # Errors
    /// As [`Http::send`], and what YouTube refuses with its reason; a track that
    /// is there no longer is [`ErrorCode::NotFound`].
    pub fn delete(&self, id: &str) -> Result<()> {
        let address = self.captions().query("id", id);
        let request = Request::new(Method::Delete, self.owned(address));
        self.call(request, Operation::Delete).map(|_| ())
    }

    /// The file of a track: in its own format and language, or as YouTube
    /// converts and translates it. `language` is an ISO 639-1 code. Costs 200
    /// units.
    ///
    /// # Errors
    /// As [`Http::send`], and what YouTube refuses with its reason;
    /// [`ErrorCode::NotTheService`] for a web page.
    pub fn download(
        &self,
        id: &str,
        format: Option<DownloadFormat>,
        language: Option<&str>,
    ) -> Result<Vec<u8>> {
        let mut address = self.api.at(["youtube", "v3", "captions", id]);
        if let Some(format) = format {
            address = address.query("tfmt", format.word());
        }
        if let Some(language) = language {
            let name = languages::to_youtube(language).unwrap_or_else(|| language.to_owned());
            address = address.query("tlang", &name);
        }
        let request = Request::new(Method::Get, self.owned(address)).limit(MOST_BYTES);
        let answer = self.call(request, Operation::Download)?;
        if answer.is_page() {
            return Err(answer.page());
        }
        Ok(answer.into_body())
    }

    pub(super) fn captions(&self) -> Address {
        self.api.at(["youtube", "v3", "captions"])
    }

    pub(super) fn uploads(&self) -> Address {
        self.upload.at(["upload", "youtube", "v3", "captions"])
    }

    /// The address, for the content owner if there is one.
    pub(super) fn owned(&self, address: Address) -> Address {
        match &self.content_owner {
            Some(owner) => address.query("onBehalfOfContentOwner", owner),
            None => address,
        }
    }

    pub(super) fn call(&self, request: Request, operation: Operation) -> Result<Answer> {
        self.call_watched(request, operation, &Cancel::new(), &mut |_| ())
    }

    fn call_watched(
        &self,
        request: Request,
        operation: Operation,
        cancel: &Cancel,
        sent: &mut dyn FnMut(u64),
    ) -> Result<Answer> {
        let answer = self
            .credentials
            .send_watched(&self.http, request, cancel, sent)?;
        if answer.is_success() {
            Ok(answer)
        } else {
            Err(failure(&answer, operation))
        }
    }
}

/// The track that an answer holds.
pub(super) fn caption(answer: &Answer) -> Result<Caption> {
    Caption::read(&answer.json()?).ok_or_else(|| answer.bad("it holds no track"))
}
