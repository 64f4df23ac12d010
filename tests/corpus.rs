//! The readers over a folder of real files, which is no part of the repository:
//! `CUEWRIGHT_CORPUS` names it. Without it, nothing is tested and the test says
//! so. With `--nocapture` it prints a table, one line a folder and format.

#[path = "corpus/line21.rs"]
mod line21;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use captions::{Align, Anchor, BlockOffset, Cue, Ids, Percent, Position, Time, Writing};
use formats::{ReadOptions, Reading, WriteOptions, registry};
use serde_json::Value;

#[path = "corpus_ebu_stl.rs"]
mod ebu_stl;

const FOLDER: &str = "CUEWRIGHT_CORPUS";

/// What was counted for one folder and format.
#[derive(Default)]
struct Tally {
    files: usize,
    cues: usize,
    diagnostics: usize,
    identical: usize,
    agreeing: usize,
    compared: usize,
    remarks: Vec<String>,
}

fn files_in(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            files_in(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn read(bytes: &[u8], name: &str) -> Option<Reading> {
    let options = ReadOptions::default();
    formats::read(bytes, Some(name), &options, &mut Ids::new(0, 1)).ok()
}

fn take_in(tally: &mut Tally, path: &Path, bytes: &[u8], reading: &Reading, format: &str) {
    tally.files += 1;
    tally.cues += reading.document.cue_count(reading.track);
    tally.diagnostics += reading.diagnostics.len();
    let shown = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let options = WriteOptions::default();
    match formats::write(&reading.document, reading.track, format, &options) {
        Ok(written) if written.bytes == bytes => tally.identical += 1,
        Ok(_) => tally.remarks.push(format!("{shown}: write-back differs")),
        Err(_) => {}
    }
    if format == "scc" {
        take_screens(tally, path, bytes);
    }
    if format == "ebu-stl" {
        compare(tally, path, reading);
    }
    if TTML.contains(&format) {
        count_paragraphs(tally, shown, bytes, reading);
    }
    let golden = path.with_extension("json");
    if format == "vtt"
        && let Ok(golden) = std::fs::read(golden)
        && let Ok(golden) = serde_json::from_slice::<Value>(&golden)
    {
        tally.compared += 1;
        match differences(reading, &golden) {
            None => tally.agreeing += 1,
            Some(difference) => tally.remarks.push(format!("{shown}: {difference}")),
        }
    }
}

/// Compares an SCC file with the screens that GStreamer's decoder made of it.
fn take_screens(tally: &mut Tally, path: &Path, bytes: &[u8]) {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let golden = path.with_file_name(format!("{stem}-unbuffered.json"));
    let Ok(golden) = std::fs::read(golden) else {
        return;
    };
    let (agreeing, compared, difference) = line21::compare(bytes, &golden);
    tally.agreeing += agreeing;
    tally.compared += compared;
    tally.remarks.extend(difference);
}

/// Compares a reading with what its file is known to show.
fn compare(tally: &mut Tally, path: &Path, reading: &Reading) {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let Some(stem) = stem else { return };
    if let Some(difference) = ebu_stl::difference(stem, reading) {
        tally.compared += 1;
        match difference {
            None => tally.agreeing += 1,
            Some(difference) => tally.remarks.push(format!("{stem}: {difference}")),
        }
    }
}

/// TTML and its profiles.
const TTML: [&str; 6] = ["ttml", "dfxp", "imsc", "itt", "ebu-tt-d", "smpte-tt"];

/// Holds the number of cues to the number of paragraphs with text, in files
/// whose paragraphs are one cue each.
fn count_paragraphs(tally: &mut Tally, shown: &str, bytes: &[u8], reading: &Reading) {
    let text = String::from_utf8_lossy(bytes);
    let Some(body) = text.find("<body").or_else(|| text.find(":body")) else {
        return;
    };
    let body = without(&text[body..], "<!--", "-->");
    let is_timed = |tag: &str| {
        body.split(tag).skip(1).any(|rest| {
            rest.split('>')
                .next()
                .is_some_and(|tag| tag.contains("begin=") || tag.contains("dur="))
        })
    };
    if is_timed("<span") || is_timed(":span") {
        return;
    }
    let counted = body.split("</p>").chain(body.split(":p>")).filter(|part| {
        let open = part
            .rfind("<p ")
            .or_else(|| part.rfind("<p>"))
            .or_else(|| part.rfind(":p "));
        let inner = open
            .and_then(|open| part[open..].split_once('>'))
            .map(|(_, inner)| inner);
        let is_closed = part.len() < body.len();
        is_closed
            && inner.is_some_and(|inner| {
                !without(&without(inner, "<metadata", "</metadata>"), "<", ">")
                    .trim()
                    .is_empty()
            })
    });
    let (wanted, seen) = (counted.count(), reading.document.cue_count(reading.track));
    tally.compared += 1;
    if wanted == seen {
        tally.agreeing += 1;
    } else {
        tally
            .remarks
            .push(format!("{shown}: {seen} cues, not {wanted}"));
    }
}

/// A text without what stands from one mark to another.
fn without(text: &str, from: &str, to: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(from) {
        out.push_str(&rest[..start]);
        let end = rest[start..].find(to).map(|end| start + end + to.len());
        rest = &rest[end.unwrap_or(rest.len())..];
    }
    out.push_str(rest);
    out
}

/// The first thing in which a reading differs from what vtt.js made of the file.
fn differences(reading: &Reading, golden: &Value) -> Option<String> {
    let empty = Vec::new();
    let wanted = golden["cues"].as_array().unwrap_or(&empty);
    let cues: Vec<&Cue> = reading.document.cues(reading.track).collect();
    if cues.len() != wanted.len() {
        return Some(format!("{} cues, not {}", cues.len(), wanted.len()));
    }
    for (cue, wanted) in cues.iter().zip(wanted) {
        for (name, seen) in golden_form(cue) {
            let wanted = normalised(name, &wanted[name]);
            if seen != wanted {
                return Some(format!("{name} is {seen}, not {wanted}"));
            }
        }
    }
    let regions = reading
        .document
        .track(reading.track)
        .map_or(0, |t| t.regions.len());
    let wanted = golden["regions"].as_array().map_or(0, Vec::len);
    (regions != wanted).then(|| format!("{regions} regions, not {wanted}"))
}

/// A cue in the words of the goldens, which follow the draft of 2014.
fn golden_form(cue: &Cue) -> Vec<(&'static str, String)> {
    let place = match &cue.position {
        Position::Box(place) => *place.clone(),
        _ => captions::BoxPosition::default(),
    };
    let line = match place.block {
        BlockOffset::Auto => "auto".to_owned(),
        BlockOffset::Percent(percent) => percent.to_string(),
        BlockOffset::Row(row) => row.to_string(),
    };
    let align = match cue.align {
        Align::Center => "middle",
        Align::Start => "start",
        Align::End => "end",
        Align::Left => "left",
        Align::Right => "right",
    };
    let vertical = match cue.writing {
        Writing::Horizontal => "",
        Writing::VerticalRl => "rl",
        Writing::VerticalLr => "lr",
    };
    vec![
        ("startTime", seconds(cue.in_time)),
        ("endTime", cue.out_time.map_or_else(String::new, seconds)),
        ("id", cue.label.clone().unwrap_or_default()),
        ("text", payload(cue)),
        ("line", line),
        ("lineAlign", edge(place.block_anchor, "start").to_owned()),
        (
            "position",
            place.inline.map_or("auto".to_owned(), |p| p.to_string()),
        ),
        (
            "size",
            place.inline_size.unwrap_or(Percent::HUNDRED).to_string(),
        ),
        ("align", align.to_owned()),
        ("vertical", vertical.to_owned()),
    ]
}

fn edge(anchor: Anchor, default: &'static str) -> &'static str {
    match anchor {
        Anchor::Auto => default,
        Anchor::Start => "start",
        Anchor::Center => "middle",
        Anchor::End => "end",
    }
}

fn seconds(time: Time) -> String {
    let millis = time.round_millis();
    format!("{}.{:03}", millis / 1000, millis % 1000)
}

fn normalised(name: &str, value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) if name.ends_with("Time") => {
            format!("{:.3}", number.as_f64().unwrap_or_default())
        }
        Value::Number(number) => number.to_string(),
        other => other.to_string(),
    }
}

/// The cue text as it stands in the file.
fn payload(cue: &Cue) -> String {
    let raw = cue
        .raw
        .as_ref()
        .map(|raw| String::from_utf8_lossy(raw.bytes.as_bytes()));
    let raw = raw
        .unwrap_or_default()
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let mut lines = raw.lines().skip_while(|line| !line.contains("-->")).skip(1);
    let mut rows = Vec::new();
    for line in lines.by_ref().take_while(|line| !line.is_empty()) {
        rows.push(line.replace('\0', "\u{fffd}"));
    }
    rows.join("\n")
}

fn table(tallies: &BTreeMap<(String, String), Tally>) -> String {
    let mut out = format!(
        "{:<28} {:<8} {:>6} {:>7} {:>8} {:>10} {:>10}\n",
        "folder", "format", "files", "cues", "remarks", "identical", "agreeing"
    );
    for ((folder, format), tally) in tallies {
        let agreeing = match tally.compared {
            0 => "-".to_owned(),
            compared => format!("{}/{compared}", tally.agreeing),
        };
        let _ = writeln!(
            out,
            "{folder:<28} {format:<8} {:>6} {:>7} {:>8} {:>10} {agreeing:>10}",
            tally.files,
            tally.cues,
            tally.diagnostics,
            format!("{}/{}", tally.identical, tally.files),
        );
        for remark in &tally.remarks {
            let _ = writeln!(out, "    {remark}");
        }
    }
    out
}

#[test]
fn real_files_are_read_and_go_back_out_as_they_came() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        println!("skipped: {FOLDER} names no folder of caption files");
        return;
    };
    let mut files = Vec::new();
    files_in(&folder, &mut files);
    files.sort();
    assert!(!files.is_empty(), "{} holds files", folder.display());
    let mut tallies: BTreeMap<(String, String), Tally> = BTreeMap::new();
    for path in files {
        let bytes = std::fs::read(&path).expect("a readable file");
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        let Some(format) = registry::detect(&bytes, Some(name)).best() else {
            continue;
        };
        let reading = catch_unwind(|| read(&bytes, name));
        let reading = reading.unwrap_or_else(|_| panic!("{} cannot be read", path.display()));
        let reading = reading.expect("it was just recognised");
        let project = path
            .strip_prefix(&folder)
            .ok()
            .and_then(|path| path.iter().next());
        let project = project.map_or_else(String::new, |part| part.to_string_lossy().into_owned());
        let id = format.info().id;
        let tally = tallies.entry((project, id.to_owned())).or_default();
        take_in(tally, &path, &bytes, &reading, id);
    }
    println!("{}", table(&tallies));
    let checked = ["srt", "vtt", "scc", "ebu-stl"];
    for ((project, format), tally) in &tallies {
        if TTML.contains(&format.as_str()) {
            let differs = tally
                .remarks
                .iter()
                .any(|remark| remark.contains("write-back"));
            assert!(!differs, "{project} {format}: {:?}", tally.remarks);
        }
        if checked.contains(&format.as_str()) {
            assert_eq!(
                tally.identical, tally.files,
                "{project} {format}: {:?}",
                tally.remarks
            );
            assert_eq!(
                tally.agreeing, tally.compared,
                "{project} {format}: {:?}",
                tally.remarks
            );
        }
    }
}
