//! The labels of a file: their rate (field DFC) and where the programme starts
//! (field TCP).

use captions::{FrameRate, Timebase};

use crate::diagnostic::Diagnostics;
use crate::frame_clock::{Label, asked_start};
use crate::{Question, ReadOptions};

use super::gsi::{DFC, Gsi, TCP};
use super::tti::Subtitle;

/// The rates that a disk format code may stand for, the likeliest first. The
/// standard has 25 and 30, and files at 29.97 say 30.
pub(super) fn rates(code: &str) -> Vec<FrameRate> {
    let number = code.strip_prefix("STL").and_then(|rest| rest.get(..2));
    match number.and_then(|number| number.parse().ok()) {
        Some(23) => vec![FrameRate::FILM_NTSC],
        Some(24) => vec![FrameRate::FILM, FrameRate::FILM_NTSC],
        Some(29) => vec![FrameRate::NTSC],
        Some(30) => vec![FrameRate::NTSC, FrameRate::THIRTY],
        Some(59) => vec![FrameRate::NTSC_60],
        Some(60) => vec![FrameRate::NTSC_60, FrameRate::SIXTY],
        Some(number) => FrameRate::new(number, 1).into_iter().collect(),
        None => Vec::new(),
    }
}

/// The disk format code of a rate.
pub(super) fn code(rate: FrameRate) -> String {
    let number = if rate == FrameRate::FILM_NTSC {
        23
    } else {
        rate.nominal().min(99)
    };
    format!("STL{number:02}.01")
}

/// The label of a block.
pub(super) fn label(fields: [u8; 4]) -> Label {
    Label::of(fields.map(u32::from))
}

/// The clock of a file.
pub(super) fn of_file(
    gsi: &Gsi,
    subtitles: &[Subtitle<'_>],
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> (Timebase, i64) {
    let base = timebase(gsi, options, diagnostics);
    let start = asked_start(base, options, diagnostics)
        .unwrap_or_else(|| start(base, gsi, subtitles, diagnostics));
    (base, start)
}

fn timebase(gsi: &Gsi, options: &ReadOptions, diagnostics: &mut Diagnostics) -> Timebase {
    let code = gsi.text(DFC);
    let rates = rates(&code);
    let is_known = !rates.is_empty();
    let chosen = options
        .frame_rate
        .filter(|rate| !is_known || rates.contains(rate));
    let rate = chosen.unwrap_or(rates.first().copied().unwrap_or(FrameRate::PAL));
    if !is_known {
        let message = format!("\u{201c}{code}\u{201d} is no disk format; {rate} is assumed");
        diagnostics.warn("unknown-disk-format", DFC.place(), message);
    }
    if rates.len() != 1 && chosen.is_none() {
        if is_known {
            let message = format!("{code} does not say the exact rate; {rate} is assumed");
            diagnostics.info("frame-rate-assumed", DFC.place(), message);
        }
        diagnostics.ask(Question::FrameRate);
    }
    let Ok(drop) = Timebase::drop(rate) else {
        return Timebase::non_drop(rate);
    };
    if options.drop_frame.is_none() {
        diagnostics.ask(Question::DropFrame);
    }
    if options.drop_frame == Some(true) {
        drop
    } else {
        Timebase::non_drop(rate)
    }
}

/// The frame of the field TCP, where it holds a label.
pub(super) fn written_start(base: Timebase, gsi: &Gsi) -> Option<i64> {
    let digits = gsi.bytes(TCP);
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let [hours, minutes, seconds, frames] =
        [0, 2, 4, 6].map(|at| u32::from(digits[at] - b'0') * 10 + u32::from(digits[at + 1] - b'0'));
    base.frame(hours, minutes, seconds, frames).ok()
}

/// Where the programme starts: as the field TCP says, unless all subtitles come
/// before that, which shows that their labels count from zero.
fn start(
    base: Timebase,
    gsi: &Gsi,
    subtitles: &[Subtitle<'_>],
    diagnostics: &mut Diagnostics,
) -> i64 {
    let Some(start) = written_start(base, gsi) else {
        let message = "The start of the programme is no label; 00:00:00:00 is assumed";
        diagnostics.warn("bad-programme-start", TCP.place(), message);
        diagnostics.ask(Question::ProgrammeStart);
        return 0;
    };
    let hour = base.frame(1, 0, 0, 0).unwrap_or(i64::MAX);
    let frame = |subtitle: &Subtitle<'_>| {
        let [hours, minutes, seconds, frames] = subtitle.block.time_in().map(u32::from);
        base.frame(hours, minutes, seconds, frames).ok()
    };
    let shown = subtitles.iter().filter(|s| !s.block.is_comment());
    let mut frames = shown.filter_map(frame).peekable();
    if frames.peek().is_none() {
        return start;
    }
    if start == 0 {
        if frames.all(|frame| frame >= hour) {
            diagnostics.ask(Question::ProgrammeStart);
        }
        return 0;
    }
    diagnostics.ask(Question::ProgrammeStart);
    let label = base.label(start);
    if frames.any(|frame| frame >= start) {
        let message = format!("The programme starts at {label}");
        diagnostics.info("programme-start", TCP.place(), message);
        start
    } else {
        let message = format!(
            "The programme is said to start at {label}, but all subtitles come before; \
             their labels are taken to count from 00:00:00:00"
        );
        diagnostics.warn("programme-start-ignored", TCP.place(), message);
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disk_formats_stand_for_rates() {
        for (code_text, wanted) in [
            ("STL25.01", &[FrameRate::PAL][..]),
            ("STL30.01", &[FrameRate::NTSC, FrameRate::THIRTY]),
            ("STL23.01", &[FrameRate::FILM_NTSC]),
            ("STL24.01", &[FrameRate::FILM, FrameRate::FILM_NTSC]),
            ("STL50.01", &[FrameRate::FIFTY]),
            ("STL00.01", &[]),
            ("AVID", &[]),
        ] {
            assert_eq!(rates(code_text), wanted, "{code_text}");
            if let Some(rate) = wanted.first() {
                assert_eq!(code(*rate), code_text);
            }
        }
        assert_eq!(code(FrameRate::THIRTY), "STL30.01");
        assert_eq!(code(FrameRate::FILM_NTSC), "STL23.01");
    }
}
