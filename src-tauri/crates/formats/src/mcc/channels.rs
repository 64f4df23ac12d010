//! Everything that the packets of a file carry, sorted by channel.

use captions::{CaptionChannel, Row};

use crate::cdp::{Announced, Cdp, ServiceInfo};
use crate::cea608::{Caption, Field};
use crate::cea708::{Packets, Screen, Shown, WindowMachine};
use crate::diagnostic::{Diagnostics, Place};

use super::language;
use super::line21::{Line21, name};
use super::twin::words;

/// Takes packets frame by frame.
#[derive(Debug)]
pub(super) struct Channels {
    frames_a_second: u32,
    packets: Packets,
    /// By service number.
    services: Vec<Option<Box<WindowMachine>>>,
    fields: [Option<Line21>; 2],
    announced: Vec<ServiceInfo>,
    /// The announcement seen last, byte for byte, to notice a new one.
    last_announced: Vec<ServiceInfo>,
    has_time_code: bool,
    last_frame: i64,
}

/// The captions of a file by channel.
#[derive(Debug, Default)]
pub(super) struct Found {
    services: Vec<(u8, Vec<Shown>)>,
    line21: Vec<Caption>,
    announced: Vec<ServiceInfo>,
    /// Whether packets have a time code.
    pub(super) has_time_code: bool,
}

/// The captions of one channel.
#[derive(Debug)]
pub(super) enum Captions {
    Service(Vec<Shown>),
    Line21(Vec<Caption>),
}

/// Most services that a caption channel has, and number 0, which is none.
const SERVICES: usize = 64;

impl Channels {
    pub(super) fn new(frames_a_second: u32) -> Self {
        Self {
            frames_a_second,
            packets: Packets::new(),
            services: (0..SERVICES).map(|_| None).collect(),
            fields: [None, None],
            announced: Vec::new(),
            last_announced: Vec::new(),
            has_time_code: false,
            last_frame: 0,
        }
    }

    pub(super) fn push_cdp(&mut self, frame: i64, cdp: &Cdp<'_>) {
        self.last_frame = frame;
        self.has_time_code |= cdp.time_code.is_some();
        if !cdp.services().eq(self.last_announced.iter().copied()) {
            self.announce(cdp);
        }
        let (services, second) = (&mut self.services, self.frames_a_second);
        let mut block = |number: u8, data: &[u8]| {
            services[usize::from(number) % SERVICES]
                .get_or_insert_with(|| Box::new(WindowMachine::new(second)))
                .push(frame, data);
        };
        for triplet in cdp.triplets.chunks_exact(3) {
            let pair = [triplet[1], triplet[2]];
            match triplet[0] & 7 {
                4 => Self::push_pair(&mut self.fields[0], Field::One, frame, pair),
                5 => Self::push_pair(&mut self.fields[1], Field::Two, frame, pair),
                6 => self.packets.go_on(pair, &mut block),
                7 => self.packets.start(pair, &mut block),
                // The valid bit is off, so the packet before is over.
                3 => self.packets.end(&mut block),
                _ => {}
            }
        }
    }

    pub(super) fn push_line21(&mut self, frame: i64, second_field: bool, pair: [u8; 2]) {
        if second_field {
            Self::push_pair(&mut self.fields[1], Field::Two, frame, pair);
        } else {
            Self::push_pair(&mut self.fields[0], Field::One, frame, pair);
        }
    }

    fn push_pair(line: &mut Option<Line21>, field: Field, frame: i64, pair: [u8; 2]) {
        line.get_or_insert_with(|| Line21::new(field))
            .push(frame, pair);
    }

    fn announce(&mut self, cdp: &Cdp<'_>) {
        self.last_announced.clear();
        self.last_announced.extend(cdp.services());
        for info in cdp.services() {
            let known = self.announced.iter().any(|k| k.service == info.service);
            if !known {
                self.announced.push(info);
            }
        }
    }

    /// Ends everything and says what was wrong.
    pub(super) fn finish(mut self, diagnostics: &mut Diagnostics) -> Found {
        let services = &mut self.services;
        let (second, frame) = (self.frames_a_second, self.last_frame);
        self.packets.end(&mut |number, data: &[u8]| {
            let service = &mut services[usize::from(number) % SERVICES];
            let service = service.get_or_insert_with(|| Box::new(WindowMachine::new(second)));
            service.push(frame, data);
        });
        report_packets(&self.packets, diagnostics);
        let mut found = Found {
            announced: self.announced,
            has_time_code: self.has_time_code,
            ..Found::default()
        };
        for (number, service) in (0..).zip(self.services) {
            if let Some(service) = service {
                report_service(number, &service, diagnostics);
                found.services.push((number, service.finish()));
            }
        }
        for line in self.fields.into_iter().flatten() {
            found.line21.extend(line.finish());
        }
        found
    }
}

fn report_packets(packets: &Packets, diagnostics: &mut Diagnostics) {
    let faults = packets.faults();
    for (count, code, what) in [
        (faults.gaps, "packets-missing", "jumps of the packet number"),
        (
            faults.incomplete,
            "packets-incomplete",
            "packets that are not all there",
        ),
        (faults.stray, "stray-data", "pairs outside any packet"),
    ] {
        if count > 0 {
            let message = format!("In the CEA-708 data there are {count} {what}");
            diagnostics.warn(code, Place::default(), message);
        }
    }
}

fn report_service(number: u8, service: &WindowMachine, diagnostics: &mut Diagnostics) {
    let faults = service.faults();
    for (count, code, what) in [
        (
            faults.cut_short,
            "codes-cut-short",
            "codes that are cut short",
        ),
        (faults.unknown, "unknown-codes", "codes of no character"),
        (
            faults.homeless,
            "text-without-window",
            "characters for which there is no window",
        ),
        (
            faults.left_out,
            "captions-left-out",
            "captions more than its data can account for; they are left out",
        ),
    ] {
        if count > 0 {
            let message = format!("In service {number} there are {count} {what}");
            diagnostics.warn(code, Place::default(), message);
        }
    }
}

impl Found {
    /// The channels that hold captions: services first.
    pub(super) fn channels(&self) -> Vec<CaptionChannel> {
        let services = self.services.iter().filter(|(_, shown)| !shown.is_empty());
        let mut channels: Vec<CaptionChannel> = services
            .map(|(number, _)| CaptionChannel::Service(*number))
            .collect();
        let line21 = [
            CaptionChannel::Cc1,
            CaptionChannel::Cc2,
            CaptionChannel::Cc3,
            CaptionChannel::Cc4,
        ];
        let has = |channel: &CaptionChannel| self.line21.iter().any(|c| c.channel == *channel);
        channels.extend(line21.into_iter().filter(has));
        channels
    }

    /// Whether CC1 says for older receivers what service 1 says.
    pub(super) fn is_copied(&self) -> bool {
        let shown = self.services.iter().filter(|(number, _)| *number == 1);
        let lines = shown.flat_map(|(_, shown)| shown).flat_map(|s| &s.lines);
        let captions = self.line21.iter();
        let captions = captions.filter(|caption| caption.channel == CaptionChannel::Cc1);
        let service = words(lines.map(|line| line.text.text()));
        service == words(captions.flat_map(|caption| &caption.rows).map(Row::text))
    }

    /// Takes the captions of a channel out.
    pub(super) fn take(&mut self, channel: CaptionChannel) -> Captions {
        if let CaptionChannel::Service(wanted) = channel {
            let mut services = self.services.iter_mut();
            let found = services.find(|(number, _)| *number == wanted);
            return Captions::Service(
                found.map_or_else(Vec::new, |(_, shown)| std::mem::take(shown)),
            );
        }
        let captions = std::mem::take(&mut self.line21);
        let own = captions.into_iter().filter(|c| c.channel == channel);
        Captions::Line21(own.collect())
    }

    /// The language that is announced for a channel, as a tag.
    pub(super) fn language(&self, channel: CaptionChannel) -> String {
        let info = self.announced.iter().find(|info| match info.service {
            Announced::Digital(service) => channel == CaptionChannel::Service(service),
            Announced::Line21(false) => channel == CaptionChannel::Cc1,
            Announced::Line21(true) => channel == CaptionChannel::Cc3,
        });
        info.map_or_else(String::new, |info| language::tag(info.language))
    }

    /// The shape of the picture: as announced, or as wide as a window needs.
    pub(super) fn screen(&self, channel: CaptionChannel) -> Screen {
        let CaptionChannel::Service(number) = channel else {
            return Screen::Standard;
        };
        let own = Announced::Digital(number);
        let announced = self.announced.iter().find(|info| info.service == own);
        let shown = self.services.iter().filter(|(known, _)| *known == number);
        let needs = shown.flat_map(|(_, shown)| shown).any(Shown::is_wide);
        if announced.is_some_and(|info| info.wide) || needs {
            Screen::Wide
        } else {
            Screen::Standard
        }
    }

    /// Says which services are announced and hold nothing.
    pub(super) fn report(&self, diagnostics: &mut Diagnostics) {
        let channels = self.channels();
        for info in &self.announced {
            let channel = match info.service {
                Announced::Digital(service) => CaptionChannel::Service(service),
                Announced::Line21(false) => CaptionChannel::Cc1,
                Announced::Line21(true) => CaptionChannel::Cc3,
            };
            if !channels.contains(&channel) {
                let message = format!(
                    "The file announces {}, which holds no captions",
                    name(channel)
                );
                diagnostics.info("service-without-captions", Place::default(), message);
            }
        }
    }
}
