//! Every fixture is read, written back, and converted; what comes out is
//! compared with the `.expect` file beside it. `UPDATE_EXPECT=1` writes those
//! files anew, to be looked at before they are committed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use captions::{Cue, Document, Ids, Track};
use formats::{ReadOptions, Reading, WriteOptions, registry};

fn fixtures() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut files = Vec::new();
    for folder in std::fs::read_dir(root).expect("the fixtures are in the crate") {
        let folder = folder.expect("a readable folder").path();
        for file in std::fs::read_dir(&folder).expect("a folder of fixtures") {
            let file = file.expect("a readable file").path();
            if file.extension().is_some_and(|ending| ending != "expect") {
                files.push(file);
            }
        }
    }
    files.sort();
    assert!(!files.is_empty(), "there are fixtures");
    files
}

fn read(path: &Path) -> (Vec<u8>, Reading) {
    let bytes = std::fs::read(path).expect("a readable fixture");
    let name = path.file_name().and_then(|name| name.to_str());
    // The folder names the format; where content alone does not, so be it.
    let folder = path.parent().and_then(Path::file_name);
    let options = ReadOptions {
        format: folder.and_then(|name| name.to_str()).map(str::to_owned),
        ..ReadOptions::default()
    };
    let mut ids = Ids::new(0, 1);
    let reading = formats::read(&bytes, name, &options, &mut ids).expect("the format exists");
    (bytes, reading)
}

fn describe_cue(out: &mut String, number: usize, cue: &Cue) {
    let end = cue
        .out_time
        .map_or("open".to_owned(), |out| out.to_string());
    let _ = writeln!(out, "cue {number}: {} to {end}", cue.in_time);
    let mut value = serde_json::to_value(cue).expect("cues have a JSON form");
    let fields = value.as_object_mut().expect("an object");
    for known in ["id", "track", "rank", "in", "out", "rows", "raw"] {
        fields.remove(known);
    }
    for (name, value) in fields {
        let _ = writeln!(out, "  {name}: {value}");
    }
    for row in &cue.rows {
        let row = serde_json::to_string(row).expect("rows have a JSON form");
        let _ = writeln!(out, "  row {row}");
    }
}

fn describe(reading: &Reading) -> String {
    let mut out = String::new();
    let document = &reading.document;
    let track = document.track(reading.track).expect("the track is there");
    let _ = writeln!(out, "encoding: {}", reading.encoding);
    if !track.language.is_empty() {
        let _ = writeln!(out, "language: {}", track.language);
    }
    for region in &track.regions {
        let region = serde_json::to_string(region).expect("regions have a JSON form");
        let _ = writeln!(out, "region: {region}");
    }
    for style in &track.styles {
        let _ = writeln!(out, "style: {} {:?}", style.name, style.definition);
    }
    for remark in &reading.diagnostics {
        let line = remark
            .line
            .map_or(String::new(), |line| format!(" line {line}"));
        let byte = remark
            .byte
            .map_or(String::new(), |byte| format!(" byte {byte}"));
        let (severity, code) = (remark.severity, &remark.code);
        let _ = writeln!(out, "{severity:?}{line}{byte} {code}: {}", remark.message);
    }
    for (number, cue) in (1..).zip(document.cues(reading.track)) {
        describe_cue(&mut out, number, cue);
    }
    out
}

/// Bytes that are no text, sixteen to a line; lines like the one before are
/// left out.
fn dump(bytes: &[u8]) -> String {
    let mut out = String::new();
    let mut last: &[u8] = &[];
    for (index, line) in bytes.chunks(16).enumerate() {
        if line != last {
            let hex: Vec<String> = line.iter().map(|byte| format!("{byte:02x}")).collect();
            let text: String = line
                .iter()
                .map(|byte| match byte {
                    b' '..=b'~' => char::from(*byte),
                    _ => '.',
                })
                .collect();
            let _ = writeln!(out, "{:05x}  {:<47}  {text}", index * 16, hex.join(" "));
        }
        last = line;
    }
    out
}

/// What a track without its source file looks like in every format.
fn describe_conversions(reading: &Reading) -> String {
    let mut out = String::new();
    let mut document = reading.document.clone();
    let mut track = document.track(reading.track).expect("the track").clone();
    track.headers.clear();
    document.put_track(track);
    let cues: Vec<Cue> = document.cues(reading.track).cloned().collect();
    for mut cue in cues {
        cue.raw = None;
        document.put_cue(cue).expect("its track is there");
    }
    let own = reading
        .document
        .track(reading.track)
        .and_then(|track| track.format.as_deref());
    let mut targets = vec!["srt", "vtt"];
    let writes = |id: &&str| registry::by_id(id).is_some_and(|format| format.info().writes);
    targets.extend(own.filter(|id| !["srt", "vtt"].contains(id)).filter(writes));
    for id in targets {
        let written = formats::write(&document, reading.track, id, &WriteOptions::default())
            .expect("text formats are written");
        let text = String::from_utf8(written.bytes).unwrap_or_else(|error| dump(error.as_bytes()));
        let _ = writeln!(out, "=== {id}\n{text}=== losses");
        for loss in written.losses {
            let number = loss
                .number
                .map_or("track".to_owned(), |n| format!("cue {n}"));
            let (feature, severity) = (loss.feature, loss.severity);
            let _ = writeln!(
                out,
                "{number} {severity:?} {feature:?}: {} -> {}",
                loss.from, loss.to
            );
        }
    }
    out
}

#[test]
fn fixtures_read_as_they_are_meant_to() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = Vec::new();
    for path in fixtures() {
        let (_, reading) = read(&path);
        let seen = format!("{}{}", describe(&reading), describe_conversions(&reading));
        let mut expect = path.clone().into_os_string();
        expect.push(".expect");
        if update {
            std::fs::write(&expect, &seen).expect("a writable folder");
        }
        let expected = std::fs::read_to_string(&expect).unwrap_or_default();
        if expected != seen {
            wrong.push(format!("--- {}\n{seen}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "not as expected:\n{}", wrong.join("\n"));
}

#[test]
fn unedited_files_go_back_out_byte_for_byte() {
    for path in fixtures() {
        let (bytes, reading) = read(&path);
        let track = reading.document.track(reading.track).expect("the track");
        let id = track.format.clone().expect("a reader names its format");
        if !registry::by_id(&id).is_some_and(|format| format.info().writes) {
            continue;
        }
        let written = formats::write(
            &reading.document,
            reading.track,
            &id,
            &WriteOptions::default(),
        )
        .expect("what is read is written");
        assert_eq!(
            String::from_utf8_lossy(&written.bytes),
            String::from_utf8_lossy(&bytes),
            "{}",
            path.display()
        );
        assert_eq!(written.bytes, bytes, "{}", path.display());
    }
}

#[test]
fn editing_one_cue_leaves_the_others_as_they_were() {
    for path in fixtures() {
        let (_, reading) = read(&path);
        let id = path
            .parent()
            .and_then(Path::file_name)
            .and_then(|name| name.to_str())
            .expect("fixtures lie in folders");
        let pieces: Vec<(Cue, Vec<u8>)> = reading
            .document
            .cues(reading.track)
            .filter_map(|cue| Some((cue.clone(), cue.unedited(id)?.to_vec())))
            .collect();
        for (edited, _) in &pieces {
            let mut document = reading.document.clone();
            let mut cue = edited.clone();
            cue.rows = vec![captions::Row::plain("edited")];
            document.put_cue(cue).expect("its track is there");
            let written = formats::write(&document, reading.track, id, &WriteOptions::default())
                .expect("what is read is written");
            let mut from = 0;
            for (cue, piece) in pieces.iter().filter(|(cue, _)| cue.id != edited.id) {
                let found = memchr::memmem::find(&written.bytes[from..], piece);
                let at = found.unwrap_or_else(|| {
                    panic!(
                        "{}: {:?} is gone from\n{}",
                        path.display(),
                        cue.text(),
                        String::from_utf8_lossy(&written.bytes)
                    )
                });
                from += at + piece.len();
            }
        }
    }
}

#[test]
fn formats_recognise_their_own_fixtures() {
    for path in fixtures() {
        let bytes = std::fs::read(&path).expect("a readable fixture");
        let folder = path
            .parent()
            .and_then(Path::file_name)
            .and_then(|f| f.to_str());
        let name = path.file_name().and_then(|name| name.to_str());
        let found = registry::detect(&bytes, name).best().map(|f| f.info().id);
        assert_eq!(found, folder, "{}", path.display());
    }
}

#[test]
fn identifiers_and_endings_are_unique() {
    let ids: Vec<&str> = registry::all().iter().map(|f| f.info().id).collect();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len());
    let track = Ids::new(0, 1).track();
    let mut document = Document::default();
    document.put_track(Track::new(track, "", ""));
    for format in registry::all() {
        let info = format.info();
        assert!(registry::by_id(info.id).is_some());
        assert!(info.reads || info.writes, "{}", info.id);
        let written = format.write(&document, track, &WriteOptions::default());
        assert_eq!(written.is_ok(), info.writes, "{}", info.id);
    }
}
