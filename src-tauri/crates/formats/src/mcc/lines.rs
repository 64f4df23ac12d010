//! The lines of frames: a label, perhaps a field and a line number, a payload.

/// A label as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LineLabel {
    pub(super) hours: u32,
    pub(super) minutes: u32,
    pub(super) seconds: u32,
    pub(super) frames: u32,
}

/// Splits a line into its label and its payload; `None` where it is no line of
/// a frame. `;`, `.` and `,` before the frames are accepted for `:`, and so is
/// the field and line number that version 2 may put behind them.
pub(super) fn split(line: &[u8]) -> Option<(LineLabel, &[u8])> {
    let line = line.trim_ascii();
    let label = line.first_chunk::<11>()?;
    let is_mark = |at: usize| label[at] == b':';
    let marks = is_mark(2) && is_mark(5) && matches!(label[8], b':' | b';' | b'.' | b',');
    let pair = |at: usize| {
        let digits = [label[at], label[at + 1]];
        let are_digits = digits.iter().all(u8::is_ascii_digit);
        are_digits.then(|| u32::from(digits[0] - b'0') * 10 + u32::from(digits[1] - b'0'))
    };
    let label = LineLabel {
        hours: pair(0)?,
        minutes: pair(3)?,
        seconds: pair(6)?,
        frames: pair(9)?,
    };
    let rest = &line[11..];
    let suffix = rest
        .iter()
        .position(|byte| !matches!(byte, b'.' | b',' | b'0'..=b'9'))
        .unwrap_or(rest.len());
    let suffix = if rest.first() == Some(&b'.') {
        suffix
    } else {
        0
    };
    let payload = &rest[suffix..];
    let is_apart = payload.first().is_some_and(u8::is_ascii_whitespace);
    let payload = payload.trim_ascii_start();
    (marks && is_apart && !payload.is_empty()).then_some((label, payload))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_with_every_mark_and_suffix() {
        for line in [
            &b"01:02:03:04\tT52"[..],
            b"01:02:03;04 T52\r",
            b" 01:02:03.04   T52",
            b"01:02:03:04.1\tT52",
            b"01:02:03:04.0,9\tT52",
        ] {
            let (label, payload) = split(line).expect("a line of a frame");
            let expected = LineLabel {
                hours: 1,
                minutes: 2,
                seconds: 3,
                frames: 4,
            };
            assert_eq!((label, payload), (expected, &b"T52"[..]));
        }
        for line in [
            &b""[..],
            b"01:02:03:04",
            b"01:02:03:04\t",
            b"01:02:03:04T52",
            b"01:02:03:0x\tT52",
            b"// 01:02:03:04\tT52",
            b"01-02-03-04\tT52",
        ] {
            assert_eq!(split(line), None);
        }
    }
}
