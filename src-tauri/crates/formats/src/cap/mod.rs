//! Files of Cheetah's captioning programs and others that end in `.cap`. No
//! specification of any is public: what is known of them comes from independent
//! readers that agree.

pub(crate) mod ascii;
pub(crate) mod capmaker;
pub(crate) mod captionmax;
pub(crate) mod captivator;
pub(crate) mod old;

mod characters;
mod grid;
mod screen;

use captions::FrameRate;

use crate::diagnostic::{Diagnostics, Place};
use crate::frame_clock::{FrameClock, Label};
use crate::{Question, ReadOptions};

/// The clock of a file whose labels say neither rate nor whether they drop:
/// where nobody says otherwise, 29.97 without dropping, as captions for
/// American television are made.
fn clock(labels: &[Label], options: &ReadOptions, diagnostics: &mut Diagnostics) -> FrameClock {
    let rate = options.frame_rate.unwrap_or_else(|| {
        let rate = FrameRate::NTSC;
        let message = format!("The file does not say its frame rate; {rate} is assumed");
        diagnostics.warn("frame-rate-assumed", Place::default(), message);
        diagnostics.ask(Question::FrameRate);
        rate
    });
    if rate.can_drop() && options.drop_frame.is_none() {
        diagnostics.ask(Question::DropFrame);
    }
    let options = ReadOptions {
        frame_rate: Some(rate),
        ..options.clone()
    };
    FrameClock::guess(labels, &options, diagnostics)
}

/// Four bytes of a binary label.
fn binary_label(bytes: &[u8]) -> Option<Label> {
    let fields: [u8; 4] = bytes.get(..4)?.try_into().ok()?;
    let is_label = fields[0] < 100 && fields[1..].iter().all(|field| *field < 60);
    is_label.then(|| Label::of(fields.map(u32::from)))
}

/// The place of a byte in a binary file.
fn place(offset: usize) -> Place {
    Place {
        line: None,
        byte: Some(offset as u64),
    }
}
