//! Reading captions.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Cue;

/// Reads SubRip and takes nothing that is not quite right: UTF-8 without a byte order mark, numbers, times in full, an
/// end after every start, text in every caption, at least one caption.
///
/// # Errors
/// What is wrong, and in which block.
pub fn srt(bytes: &[u8]) -> Result<Vec<Cue>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    if text.starts_with('\u{feff}') {
        return Err("it begins with a byte order mark".to_owned());
    }
    let text = text.replace("\r\n", "\n");
    let mut cues: Vec<Cue> = Vec::new();
    for (at, block) in blocks(&text).enumerate() {
        let wrong = |what: &str| format!("block {} {what}", at + 1);
        let mut lines = block.lines();
        let number = lines.next().unwrap_or_default();
        number
            .trim()
            .parse::<u64>()
            .map_err(|_| wrong("has no number"))?;
        let times = lines.next().unwrap_or_default();
        let (start, end) = srt_times(times).ok_or_else(|| wrong("has no times"))?;
        let text = lines.collect::<Vec<_>>().join("\n");
        if end <= start {
            return Err(wrong("ends before it starts"));
        }
        if text.trim().is_empty() {
            return Err(wrong("has no text"));
        }
        if cues.last().is_some_and(|last| last.start > start) {
            return Err(wrong("starts before the one before it"));
        }
        cues.push(Cue { start, end, text });
    }
    if cues.is_empty() {
        return Err("it has no captions".to_owned());
    }
    Ok(cues)
}

/// What stands between blank lines.
fn blocks(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n\n")
        .map(|block| block.trim_matches('\n'))
        .filter(|block| !block.trim().is_empty())
}

fn srt_times(line: &str) -> Option<(u64, u64)> {
    let (start, end) = line.split_once(" --> ")?;
    Some((full_time(start, ',')?, full_time(end.trim_end(), ',')?))
}

/// A time such as `01:02:03,004`, every digit there.
fn full_time(text: &str, point: char) -> Option<u64> {
    let (clock, fraction) = text.split_once(point)?;
    let parts: Vec<&str> = clock.split(':').collect();
    let [hours, minutes, seconds] = parts.as_slice() else {
        return None;
    };
    let digits = |text: &str, count: usize| {
        let is_number = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse::<u64>().ok()).flatten()
    };
    let (minutes, seconds) = (digits(minutes, 2)?, digits(seconds, 2)?);
    if minutes > 59 || seconds > 59 {
        return None;
    }
    Some(((digits(hours, 2)? * 60 + minutes) * 60 + seconds) * 1000 + digits(fraction, 3)?)
}

/// A time whose hours may be absent or short.
fn short_time(text: &str) -> Option<u64> {
    let (clock, fraction) = text.trim().split_once('.')?;
    let mut seconds = 0;
    for part in clock.split(':') {
        seconds = seconds * 60 + part.parse::<u64>().ok()?;
    }
    let millis: u64 = fraction.parse().ok().filter(|_| fraction.len() == 3)?;
    Some(seconds * 1000 + millis)
}

/// Reads WebVTT; settings, notes, styles and regions are passed over.
pub fn vtt(text: &str) -> Option<Vec<Cue>> {
    let mut cues = Vec::new();
    for block in blocks(text).skip(1) {
        let is_note = ["NOTE", "STYLE", "REGION"]
            .iter()
            .any(|word| block.starts_with(word));
        if is_note {
            continue;
        }
        let mut lines = block.lines().skip_while(|line| !line.contains("-->"));
        let (start, rest) = lines.next()?.split_once("-->")?;
        let end = rest.split_whitespace().next()?;
        let (start, end) = (short_time(start)?, short_time(end)?);
        let text = plain(&lines.collect::<Vec<_>>().join("\n"));
        cues.push(Cue { start, end, text });
    }
    Some(cues)
}

/// Text without tags.
fn plain(text: &str) -> String {
    let (mut plain, mut inside) = (String::new(), false);
    for letter in text.chars() {
        match letter {
            '<' => inside = true,
            '>' if inside => inside = false,
            _ if !inside => plain.push(letter),
            _ => {}
        }
    }
    plain
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// Whether a line is a pair of times as SBV has them.
pub fn is_sbv_time(line: &str) -> bool {
    sbv_times(line).is_some()
}

fn sbv_times(line: &str) -> Option<(u64, u64)> {
    let (start, end) = line.split_once(',')?;
    Some((short_time(start)?, short_time(end)?))
}

/// Reads SBV.
pub fn sbv(text: &str) -> Option<Vec<Cue>> {
    blocks(text)
        .map(|block| {
            let (times, text) = block.split_once('\n')?;
            let (start, end) = sbv_times(times)?;
            let text = text.to_owned();
            Some(Cue { start, end, text })
        })
        .collect()
}

/// Reads the paragraphs of a TTML file that have `begin` and `end` as clock times.
pub fn ttml(text: &str) -> Option<Vec<Cue>> {
    let mut reader = Reader::from_str(text);
    let mut cues: Vec<Cue> = Vec::new();
    let mut inside = false;
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) if start.local_name().as_ref() == "p" => {
                let (start, end) = (attribute(&start, "begin")?, attribute(&start, "end")?);
                let text = String::new();
                cues.push(Cue { start, end, text });
                inside = true;
            }
            Event::End(end) if end.local_name().as_ref() == "p" => inside = false,
            Event::Empty(empty) if empty.local_name().as_ref() == "br" => {
                cues.last_mut()?.text.push('\n');
            }
            Event::Text(text) if inside => {
                cues.last_mut()?.text.push_str(&text);
            }
            Event::GeneralRef(reference) if inside => {
                let letter = match &*reference {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    "apos" => '\'',
                    _ => reference.resolve_char_ref().ok()??,
                };
                cues.last_mut()?.text.push(letter);
            }
            Event::Eof => return Some(cues),
            _ => {}
        }
    }
}

fn attribute(start: &BytesStart, name: &str) -> Option<u64> {
    let attribute = start
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    short_time(&attribute.value)
}
