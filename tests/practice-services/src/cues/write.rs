//! Writing captions.

use std::fmt::Write;

use super::{Cue, Format};

/// Captions in a format.
pub fn write(cues: &[Cue], format: Format) -> String {
    let mut text = match format {
        Format::Vtt => "WEBVTT\n\n".to_owned(),
        Format::Ttml => TTML_START.to_owned(),
        Format::Srt | Format::Sbv | Format::Txt => String::new(),
    };
    for (at, cue) in cues.iter().enumerate() {
        let Cue { start, end, .. } = *cue;
        let rows = &cue.text;
        // Writing to a string cannot fail.
        let _ = match format {
            Format::Srt => {
                let (start, end) = (time(start, ','), time(end, ','));
                write!(text, "{}\n{start} --> {end}\n{rows}\n\n", at + 1)
            }
            Format::Vtt => {
                let (start, end) = (time(start, '.'), time(end, '.'));
                write!(text, "{start} --> {end}\n{}\n\n", escaped(rows))
            }
            Format::Sbv => {
                let (start, end) = (time(start, '.'), time(end, '.'));
                // SBV has one digit of hours where one is enough.
                let short = |time: &str| time.strip_prefix('0').unwrap_or(time).to_owned();
                write!(text, "{},{}\n{rows}\n\n", short(&start), short(&end))
            }
            Format::Ttml => {
                let (start, end) = (time(start, '.'), time(end, '.'));
                let rows = escaped(rows).replace('\n', "<br/>");
                writeln!(text, "<p begin=\"{start}\" end=\"{end}\">{rows}</p>")
            }
            Format::Txt => write!(text, "{rows}\n\n"),
        };
    }
    if format == Format::Ttml {
        text.push_str("</div></body></tt>\n");
    }
    text
}

const TTML_START: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
<tt xmlns=\"http://www.w3.org/ns/ttml\" xml:lang=\"\"><body><div>\n";

fn time(millis: u64, point: char) -> String {
    let (seconds, millis) = (millis / 1000, millis % 1000);
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}{point}{millis:03}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::super::{Failure, recognise, srt};
    use super::*;

    fn cues() -> Vec<Cue> {
        let cue = |start, end, text: &str| Cue {
            start,
            end,
            text: text.to_owned(),
        };
        vec![
            cue(400, 5339, "[music]"),
            cue(3_605_405, 3_609_343, "One & two <three>,\nagain."),
        ]
    }

    #[test]
    fn every_format_comes_back() {
        for format in [Format::Srt, Format::Vtt, Format::Sbv, Format::Ttml] {
            let text = write(&cues(), format);
            assert_eq!(recognise(text.as_bytes()), Ok(cues()), "{text}");
            let dos = text.replace('\n', "\r\n");
            let read = recognise(dos.as_bytes());
            assert_eq!(read.map(|read| read.len()), Ok(2), "{text}");
        }
    }

    #[test]
    fn subrip_is_read_strictly() {
        const WRONG: &[(&str, &str)] = &[
            ("", "no captions"),
            (
                "\u{feff}1\n00:00:01,000 --> 00:00:02,000\na\n",
                "byte order mark",
            ),
            ("00:00:01,000 --> 00:00:02,000\na\n", "no number"),
            ("1\n0:00:01,000 --> 00:00:02,000\na\n", "no times"),
            ("1\n00:00:01.000 --> 00:00:02.000\na\n", "no times"),
            ("1\n00:00:61,000 --> 00:01:02,000\na\n", "no times"),
            (
                "1\n00:00:02,000 --> 00:00:01,000\na\n",
                "ends before it starts",
            ),
            ("1\n00:00:01,000 --> 00:00:02,000\n\n", "no text"),
            (
                "1\n00:00:05,000 --> 00:00:06,000\na\n\n2\n00:00:01,000 --> 00:00:02,000\nb\n",
                "block 2 starts before",
            ),
        ];
        for (text, reason) in WRONG {
            let told = srt(text.as_bytes()).unwrap_err();
            assert!(told.contains(reason), "{text:?}: {told}");
        }
        assert!(srt(b"1\n00:00:01,000 --> 00:00:02,000\n\xff\n").is_err());
    }

    #[test]
    fn what_is_no_caption_file_is_told_apart() {
        const FILES: &[(&[u8], Failure)] = &[
            (b"\x00\x01\x02\xff", Failure::UnknownFormat),
            (b"just some words", Failure::UnknownFormat),
            (b"[Script Info]\nTitle: x\n", Failure::UnsupportedFormat),
            (b"850STL25.01000000", Failure::UnsupportedFormat),
            (
                b"1\n00:00:01 -> 00:00:02\nbroken\n",
                Failure::ProcessingFailed,
            ),
            (b"WEBVTT\n\n1\nno time\n", Failure::ProcessingFailed),
        ];
        for (bytes, failure) in FILES {
            assert_eq!(recognise(bytes), Err(*failure), "{bytes:?}");
        }
        assert_eq!(recognise(b"Scenarist_SCC V1.0\n"), Ok(Vec::new()));
    }
}
