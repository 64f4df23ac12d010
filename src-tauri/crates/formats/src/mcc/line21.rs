//! The pairs of line 21 in a file, decoded at their own pace.
//!
//! A decoder of CEA-608 counts the pairs of its field, of which a frame holds
//! one, or two at 24 frames a second, or none in every other frame from 50 on.
//! So pairs are numbered here, and the numbers become frames again at the end.

use captions::CaptionChannel;

use crate::cea608::{Caption, Decoder, Field};

/// One field of line 21.
#[derive(Debug)]
pub(super) struct Line21 {
    decoder: Decoder,
    /// The frame of each pair.
    frames: Vec<i64>,
}

/// A gap that a decoder notices, in pairs.
const GAP: usize = 4;
/// Frames between two pairs that are no gap, at any rate.
const STEP: i64 = 2;

impl Line21 {
    pub(super) fn new(field: Field) -> Self {
        Self {
            decoder: Decoder::new(field),
            frames: Vec::new(),
        }
    }

    /// Takes the pair of a frame. Frames never go back.
    pub(super) fn push(&mut self, frame: i64, pair: [u8; 2]) {
        if self.frames.last().is_some_and(|last| frame - last > STEP) {
            self.frames.resize(self.frames.len() + GAP, frame);
        }
        let number = i64::try_from(self.frames.len()).unwrap_or(i64::MAX);
        self.frames.push(frame);
        self.decoder.push(number, pair);
    }

    /// The captions by frames.
    pub(super) fn finish(self) -> Vec<Caption> {
        let frame = |number: i64| {
            let at = usize::try_from(number).ok();
            let known = at.and_then(|at| self.frames.get(at));
            known.or(self.frames.last()).copied().unwrap_or(0)
        };
        let mut captions = self.decoder.finish();
        for caption in &mut captions {
            caption.in_frame = frame(caption.in_frame);
            caption.out_frame = caption.out_frame.map(frame);
        }
        captions
    }
}

/// The name of a channel for people.
pub(super) fn name(channel: CaptionChannel) -> String {
    match channel {
        CaptionChannel::Cc1 => "CC1".to_owned(),
        CaptionChannel::Cc2 => "CC2".to_owned(),
        CaptionChannel::Cc3 => "CC3".to_owned(),
        CaptionChannel::Cc4 => "CC4".to_owned(),
        CaptionChannel::Service(service) => format!("service {service}"),
    }
}
