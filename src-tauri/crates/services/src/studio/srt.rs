//! The one file that Studio takes: SRT, looked at before it is sent.

use captions::{Document, Ids, TrackId};
use formats::{Encoding, LineEnding, Loss, ReadOptions, Severity, WriteError, WriteOptions};

use crate::file_name::ascii_name;
use crate::{ErrorCode, ServiceError, ServiceName};

/// Captions as they are sent: UTF-8 without a byte order mark, lines that end
/// with a carriage return and a line feed, a name in ASCII that ends with `.srt`,
/// at least one cue, and cues that follow one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SrtFile {
    name: String,
    bytes: Vec<u8>,
    cues: usize,
}

/// Why captions are not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SrtRefusal {
    /// There is no cue.
    #[error("The captions have no cue. Studio needs at least one")]
    NoCues,
    /// The bytes are not UTF-8.
    #[error("The file is not UTF-8. Export it again as SRT")]
    NotUtf8,
    /// The bytes are not SRT, or a part of them is damaged.
    #[error("Line {line} of the file cannot be read as SRT. Export it again as SRT")]
    Damaged {
        /// Line, counted from 1.
        line: u32,
    },
    /// A cue begins before the programme.
    #[error("Cue {cue} begins before the start of the medium. Move it")]
    Negative {
        /// Number of the cue, counted from 1.
        cue: usize,
    },
    /// A cue has no end, or ends where it begins or before.
    #[error("Cue {cue} does not end after it begins. Correct its out time")]
    NoDuration {
        /// Number of the cue, counted from 1.
        cue: usize,
    },
    /// A cue begins before the one before it ends.
    #[error("Cue {cue} overlaps the cue before it. Correct its in time")]
    Overlap {
        /// Number of the cue, counted from 1.
        cue: usize,
    },
    /// The track cannot be written.
    #[error("The captions cannot be written as SRT: {0}")]
    Unwritable(WriteError),
}

impl SrtRefusal {
    /// A stable name for the kind of refusal.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NoCues => "no-cues",
            Self::NotUtf8 => "not-utf-8",
            Self::Damaged { .. } => "not-srt",
            Self::Negative { .. } => "negative-time",
            Self::NoDuration { .. } => "no-duration",
            Self::Overlap { .. } => "overlap",
            Self::Unwritable(_) => "unwritable",
        }
    }
}

impl From<SrtRefusal> for ServiceError {
    fn from(refusal: SrtRefusal) -> Self {
        let message = refusal.to_string();
        Self::new(ServiceName::Studio, ErrorCode::Invalid, message)
            .with_reason(refusal.name())
            .with_field("caption_file")
    }
}

impl SrtFile {
    /// Takes a file that is SRT already. Its text stays as it is; only a byte
    /// order mark goes and the ends of lines become the usual ones. A file taken
    /// once more comes out as the same bytes.
    ///
    /// # Errors
    /// Where the file is nothing to send.
    pub fn new(name: &str, bytes: &[u8]) -> Result<Self, SrtRefusal> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|_| SrtRefusal::NotUtf8)?;
        let text = usual_lines(text);
        let cues = look_at(text.as_bytes())?;
        if let Some(line) = odd_time_line(&text) {
            return Err(SrtRefusal::Damaged { line });
        }
        Ok(Self {
            name: ascii_name(name, Some("srt")),
            bytes: text.into_bytes(),
            cues,
        })
    }

    /// Writes a track, and says what of it SRT does not carry.
    ///
    /// # Errors
    /// Where there is no such track or what it gives is nothing to send.
    pub fn of_track(
        document: &Document,
        track: TrackId,
        name: &str,
    ) -> Result<(Self, Vec<Loss>), SrtRefusal> {
        // A time that SRT cannot write must not be bent into one that it can.
        let early = document
            .cues(track)
            .position(|cue| cue.in_time < captions::Time::ZERO);
        if let Some(index) = early {
            return Err(SrtRefusal::Negative { cue: index + 1 });
        }
        let options = WriteOptions {
            encoding: Some(Encoding::UTF_8),
            line_ending: Some(LineEnding::Crlf),
            bom: Some(false),
        };
        let written = formats::write(document, track, "srt", &options);
        let written = written.map_err(SrtRefusal::Unwritable)?;
        Ok((Self::new(name, &written.bytes)?, written.losses))
    }

    /// The name it is sent under.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The bytes that are sent.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many cues it has.
    #[must_use]
    pub fn cues(&self) -> usize {
        self.cues
    }
}

fn usual_lines(text: &str) -> String {
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    unix.replace('\n', "\r\n")
}

/// The first line with an arrow that is not exactly `00:00:01,000 --> 00:00:02,000`:
/// the reader here takes more than a strict one at Studio may. What follows the
/// second time after a space is left to it.
fn odd_time_line(text: &str) -> Option<u32> {
    let mut lines = (1..).zip(text.lines());
    let odd = lines.find(|(_, line)| line.contains("-->") && !is_time_line(line));
    odd.map(|(number, _)| number)
}

fn is_time_line(line: &str) -> bool {
    line.split_once(" --> ").is_some_and(|(start, rest)| {
        let end = rest.split(' ').next().unwrap_or_default();
        is_time(start) && is_time(end)
    })
}

fn is_time(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let below_sixty = |text: &str| text.len() == 2 && digits(text) && text < "60";
    let mut parts = text.split(':');
    let (hours, minutes, seconds) = (parts.next(), parts.next(), parts.next());
    let seconds = seconds.and_then(|seconds| seconds.split_once(','));
    parts.next().is_none()
        && hours.is_some_and(|hours| hours.len() >= 2 && digits(hours))
        && minutes.is_some_and(below_sixty)
        && seconds.is_some_and(|(whole, millis)| {
            below_sixty(whole) && millis.len() == 3 && digits(millis)
        })
}

/// Reads the file as anyone would and counts its cues.
fn look_at(bytes: &[u8]) -> Result<usize, SrtRefusal> {
    let options = ReadOptions {
        format: Some("srt".to_owned()),
        encoding: Some(Encoding::UTF_8),
        keep_raw: false,
        ..ReadOptions::default()
    };
    let reading = formats::read(bytes, None, &options, &mut Ids::new(0, 0));
    let reading = reading.map_err(|_| SrtRefusal::Damaged { line: 1 })?;
    let damage = reading
        .diagnostics
        .iter()
        .find(|remark| remark.severity == Severity::Error);
    if let Some(remark) = damage {
        let line = remark.line.unwrap_or(1);
        return Err(SrtRefusal::Damaged { line });
    }
    let mut before = captions::Time::ZERO;
    let mut count = 0;
    for cue in reading.document.cues(reading.track) {
        count += 1;
        if cue.in_time < captions::Time::ZERO {
            return Err(SrtRefusal::Negative { cue: count });
        }
        let out_time = cue.out_time.filter(|out| *out > cue.in_time);
        let out_time = out_time.ok_or(SrtRefusal::NoDuration { cue: count })?;
        if cue.in_time < before {
            return Err(SrtRefusal::Overlap { cue: count });
        }
        before = out_time;
    }
    if count == 0 {
        return Err(SrtRefusal::NoCues);
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str =
        "1\n00:00:01,000 --> 00:00:02,000\nHello\n\n2\n00:00:02,000 --> 00:00:03,500\nÜ\n";

    #[test]
    fn a_file_is_sent_as_studio_takes_it() {
        let marked = format!("\u{feff}{TWO}");
        let file = SrtFile::new("Vorlesung 3.SRT", marked.as_bytes()).expect("a file");
        assert_eq!(file.name(), "Vorlesung-3.srt");
        assert_eq!(file.cues(), 2);
        let text = std::str::from_utf8(file.bytes()).expect("UTF-8");
        assert_eq!(text, TWO.replace('\n', "\r\n"));
        let again = SrtFile::new(file.name(), file.bytes()).expect("a file");
        assert_eq!(again, file);
    }

    #[test]
    fn what_is_nothing_to_send_is_refused() {
        let table: [(&[u8], &str); 13] = [
            (b"", "no-cues"),
            (b"\xef\xbb\xbf\r\n\r\n", "no-cues"),
            (b"just words\n", "not-srt"),
            (b"1\n00:00:01,000 --> 00:00:02,000\nH\xe9llo\n", "not-utf-8"),
            (b"1\n00:00:0x,000 --> 00:00:02,000\nA\n", "not-srt"),
            (b"1\n00:00:02,000 --> 00:00:02,000\nA\n", "no-duration"),
            (b"1\n00:00:03,000 --> 00:00:02,000\nA\n", "no-duration"),
            (b"1\n-00:00:01,000 --> 00:00:02,000\nA\n", "negative-time"),
            (
                b"1\n00:00:01,000 --> 00:00:03,000\nA\n\n2\n00:00:02,999 --> 00:00:04,000\nB\n",
                "overlap",
            ),
            (
                b"1\n00:00:05,000 --> 00:00:06,000\nA\n\n2\n00:00:01,000 --> 00:00:02,000\nB\n",
                "overlap",
            ),
            (b"1\n0:00:01,000 --> 0:00:02,000\nA\n", "not-srt"),
            (b"1\n00:00:01.000 --> 00:00:02.000\nA\n", "not-srt"),
            (b"WEBVTT\n\n00:01.000 --> 00:02.000\nA\n", "not-srt"),
        ];
        for (bytes, name) in table {
            let refusal = SrtFile::new("a.srt", bytes).expect_err(name);
            assert_eq!(refusal.name(), name, "{}", String::from_utf8_lossy(bytes));
            let error = ServiceError::from(refusal);
            assert_eq!(error.field.as_deref(), Some("caption_file"));
            assert_eq!(error.reason.as_deref(), Some(name));
        }
    }
}
