//! The world a newcomer finds: the sample programme, ordered, captioned and published in part.

use chrono::{TimeDelta, Utc};

use super::{
    CaptionFile, CaptionRequest, Content, Media, RequestState, RevAttachment, RevComment, RevOrder,
    ServiceType, Track, TrackKind, Video, World,
};

/// The finished captions of the sample programme, which the project has as a file anyway.
const CAPTIONS_SRT: &str = include_str!("../../../../assets/sample/captions.srt");
const DRAFT_VTT: &str = include_str!("../../../../assets/sample/draft.vtt");

const PROGRAMME: &str = "lamp-and-lens.mp4";
const PROGRAMME_SECONDS: f64 = 66.967;
const OWNER: &str = "owner@practice.example";

/// What a machine heard.
const ASR_SRT: &str = "1\n00:00:05,405 --> 00:00:09,343\non a clear night one lamp can be seen for twenty miles\n\n\
2\n00:00:09,409 --> 00:00:12,513\nthe flame inside was no larger than your hand\n\n\
3\n00:00:15,482 --> 00:00:18,785\nmy grandfather wound the clock work every four hours\n";

const SPANISH_SRT: &str = "1\n00:00:00,400 --> 00:00:05,339\n[música]\n\n\
2\n00:00:05,405 --> 00:00:09,343\nNARRADOR: En una noche clara, una lámpara\nse ve a veinte millas.\n\n\
3\n00:00:09,409 --> 00:00:12,513\nLa llama no era\nmás grande que tu mano.\n";

impl World {
    /// Requests in Studio, a channel on YouTube and orders at Rev, all about the sample programme. Its clock is this
    /// machine's.
    #[must_use]
    pub fn newcomer() -> Self {
        let mut world = Self::default();
        world.fill_studio();
        world.fill_youtube();
        world.fill_rev();
        world
    }

    fn fill_studio(&mut self) {
        let studio = &mut self.studio;
        studio.media = vec![
            media(7, "The lamp and the lens", PROGRAMME, PROGRAMME_SECONDS),
            media(8, "Frame counter", "counter.webm", 8.008),
            Media {
                external: true,
                file: None,
                ..media(9, "A talk that lies on Vimeo", "", 300.0)
            },
        ];
        studio.service_types = vec![
            service_type(1, "verbatim-24h", "Verbatim, 24 hours", &["en-US", "en-GB"]),
            service_type(
                2,
                "verbatim-5-days",
                "Verbatim, 5 days",
                &["en-US", "fr-FR"],
            ),
            service_type(
                3,
                "translation",
                "Translated subtitles",
                &["es-419", "fr-FR", "de"],
            ),
            ServiceType {
                is_asr: true,
                ..service_type(4, "asr-draft", "Machine draft", &["en"])
            },
        ];
        studio.requests = vec![
            request(41, 7, "verbatim-24h", "en-US", 3),
            request(42, 7, "translation", "es-419", 20),
            request(43, 7, "translation", "fr-FR", 27),
            request(44, 8, "verbatim-5-days", "en-US", 50),
            request(45, 7, "translation", "de", 99),
        ];
        studio.caption_files = vec![CaptionFile {
            id: 900,
            media_id: 8,
            srclang: "en".to_owned(),
            label: "English".to_owned(),
            published: true,
            content: Content(ASR_SRT.into()),
            created_at: None,
        }];
    }

    fn fill_youtube(&mut self) {
        let video = |id: &str, title: &str, owner: &str| Video {
            id: id.to_owned(),
            title: title.to_owned(),
            owner: owner.to_owned(),
            content_owner: None,
        };
        self.youtube.videos = vec![
            video("LampAndLens", "The lamp and the lens", OWNER),
            video("CounterClip", "Frame counter", OWNER),
            video(
                "NotYourClip",
                "Someone else's film",
                "guest@practice.example",
            ),
        ];
        self.youtube.tracks = vec![
            track("en", "English", CAPTIONS_SRT, false, TrackKind::Standard),
            track("es-419", "Español", SPANISH_SRT, true, TrackKind::Standard),
            track("en", "Rough cut", DRAFT_VTT, true, TrackKind::Standard),
            track("en", "", ASR_SRT, false, TrackKind::Asr),
        ];
    }

    fn fill_rev(&mut self) {
        CAPTIONS_SRT.clone_into(&mut self.rev.deliverable);
        let now = Utc::now();
        let complete = RevOrder {
            number: "CP0000000101".to_owned(),
            client_ref: Some("practice-finished".to_owned()),
            placed_on: Some(now - TimeDelta::days(2)),
            complete_on: Some(now - TimeDelta::days(1)),
            attachments: vec![
                attachment("6SWmedia0000101", "media", PROGRAMME, None),
                attachment("6SWcapts0000101", "caption", "lamp-and-lens.srt", None),
                attachment(
                    "6SWsubts0000101",
                    "subtitle",
                    "lamp-and-lens.es-la.srt",
                    Some(SPANISH_SRT),
                ),
            ],
            comments: vec![RevComment {
                by: Some("Rev I.".to_owned()),
                timestamp: Some(now - TimeDelta::days(1)),
                text: Some("Order delivered".to_owned()),
            }],
            ..order()
        };
        let waiting = RevOrder {
            number: "CP0000000102".to_owned(),
            client_ref: Some("practice-in-progress".to_owned()),
            placed_on: Some(now - TimeDelta::hours(2)),
            attachments: vec![attachment(
                "6SWcapts0000102",
                "caption",
                "lamp-and-lens.srt",
                None,
            )],
            ..order()
        };
        self.rev.orders = vec![complete, waiting];
    }
}

fn media(id: u64, title: &str, file: &str, duration: f64) -> Media {
    Media {
        id,
        title: title.to_owned(),
        duration,
        file: Some(file.to_owned()),
        bytes: 0,
        external: false,
        owner: "teacher".to_owned(),
        created_at: None,
    }
}

fn service_type(id: u64, key: &str, label: &str, languages: &[&str]) -> ServiceType {
    ServiceType {
        id,
        key: key.to_owned(),
        label: label.to_owned(),
        description: label.to_owned(),
        is_asr: false,
        languages: languages.iter().map(|&tag| tag.to_owned()).collect(),
        roles: vec!["teacher".to_owned()],
    }
}

fn request(id: u64, media_id: u64, key: &str, language: &str, hours: i64) -> CaptionRequest {
    CaptionRequest {
        id,
        service_type: key.to_owned(),
        language: Some(language.to_owned()),
        media_id,
        created_at: Some(Utc::now() - TimeDelta::hours(hours)),
        status: RequestState::Requested,
        message: None,
        shown_from: None,
    }
}

fn track(language: &str, name: &str, content: &str, draft: bool, kind: TrackKind) -> Track {
    Track {
        video_id: "LampAndLens".to_owned(),
        language: language.to_owned(),
        name: name.to_owned(),
        kind,
        is_draft: draft,
        last_updated: Some(Utc::now() - TimeDelta::days(3)),
        content: Content(content.into()),
        ..Track::default()
    }
}

fn order() -> RevOrder {
    RevOrder {
        price_cents: 180,
        seconds: 67,
        told_status: None,
        ..RevOrder::default()
    }
}

fn attachment(id: &str, kind: &str, name: &str, content: Option<&str>) -> RevAttachment {
    RevAttachment {
        id: id.to_owned(),
        kind: kind.to_owned(),
        name: name.to_owned(),
        seconds: 67,
        content: content.map(|text| Content(text.into())),
    }
}
