//! What becomes of a file when its cues are added, taken out, moved and changed,
//! and when it is written in another encoding or with other line ends.

use captions::{Cue, Document, Ids, Row, Time, TrackId};
use formats::{LineEnding, ReadOptions, WriteOptions};

const SRT: &str = "1\n00:00:01,000 --> 00:00:02,000\none\n\n\
                   2\n00:00:03,000 --> 00:00:04,000\n<i>two\n\n\
                   3\n00:00:05,000 --> 00:00:06,000\nthree\n";

const VTT: &str = "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n\n\
                   a\n00:01.000 --> 00:02.000\none\n\n\
                   NOTE about two\n\n\
                   b\n00:03.000 --> 00:04.000 align:middle\ntwo\n\n\
                   00:05.000 --> 00:06.000\nthree\n";

fn open(text: &[u8]) -> (Document, TrackId, Vec<Cue>) {
    let options = ReadOptions::default();
    let reading = formats::read(text, None, &options, &mut Ids::new(0, 1)).expect("recognised");
    let cues = reading.document.cues(reading.track).cloned().collect();
    (reading.document, reading.track, cues)
}

fn write(document: &Document, track: TrackId, format: &str, options: &WriteOptions) -> String {
    let written = formats::write(document, track, format, options).expect("a track");
    String::from_utf8(written.bytes).expect("UTF-8")
}

fn plain(document: &Document, track: TrackId, format: &str) -> String {
    write(document, track, format, &WriteOptions::default())
}

/// A cue that was not in the file, to stand after `before`.
fn new_cue(track: TrackId, before: &Cue) -> Cue {
    let mut ids = Ids::new(9, 9);
    let start = Time::from_millis(4500);
    let mut cue = Cue::new(ids.cue(), track, start, Some(Time::from_millis(4800)));
    cue.rank = before.rank + 1;
    cue.rows = vec![Row::plain("new")];
    cue
}

#[test]
fn subrip_is_numbered_anew_when_cues_come_and_go() {
    let (mut document, track, cues) = open(SRT.as_bytes());
    document
        .put_cue(new_cue(track, &cues[1]))
        .expect("its track is there");
    assert_eq!(
        plain(&document, track, "srt"),
        "1\n00:00:01,000 --> 00:00:02,000\none\n\n\
         2\n00:00:03,000 --> 00:00:04,000\n<i>two\n\n\
         3\n00:00:04,500 --> 00:00:04,800\nnew\n\n\
         4\n00:00:05,000 --> 00:00:06,000\nthree\n"
    );
    let (mut document, track, cues) = open(SRT.as_bytes());
    document.remove_cue(cues[0].id);
    assert_eq!(
        plain(&document, track, "srt"),
        "1\n00:00:03,000 --> 00:00:04,000\n<i>two\n\n2\n00:00:05,000 --> 00:00:06,000\nthree\n"
    );
}

#[test]
fn cues_that_change_places_stay_apart() {
    let (mut document, track, mut cues) = open(SRT.as_bytes());
    cues[2].rank = cues[0].rank - 1;
    document
        .put_cue(cues[2].clone())
        .expect("its track is there");
    assert_eq!(
        plain(&document, track, "srt"),
        "1\n00:00:05,000 --> 00:00:06,000\nthree\n\n\
         2\n00:00:01,000 --> 00:00:02,000\none\n\n\
         3\n00:00:03,000 --> 00:00:04,000\n<i>two\n\n"
    );
}

#[test]
fn a_changed_webvtt_cue_keeps_its_id_and_the_note_before_it() {
    let (mut document, track, mut cues) = open(VTT.as_bytes());
    cues[1].rows = vec![Row::plain("changed")];
    document
        .put_cue(cues[1].clone())
        .expect("its track is there");
    let expected = VTT.replace(
        "00:03.000 --> 00:04.000 align:middle\ntwo",
        "00:00:03.000 --> 00:00:04.000\nchanged",
    );
    assert_eq!(plain(&document, track, "vtt"), expected);
    // A new id alone is an edit too, although the label is not in the digest.
    let (mut document, track, mut cues) = open(VTT.as_bytes());
    cues[0].label = Some("intro".to_owned());
    document
        .put_cue(cues[0].clone())
        .expect("its track is there");
    let expected = VTT.replace(
        "a\n00:01.000 --> 00:02.000",
        "intro\n00:00:01.000 --> 00:00:02.000",
    );
    assert_eq!(plain(&document, track, "vtt"), expected);
}

#[test]
fn a_new_region_is_written_and_header_lines_stay() {
    let (mut document, track, _) = open(VTT.as_bytes());
    let mut record = document.track(track).expect("the track").clone();
    record.language = "en".to_owned();
    document.put_track(record);
    let text = plain(&document, track, "vtt");
    let head = "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\nLanguage: en\n\na\n";
    assert!(text.starts_with(head), "{text}");
}

#[test]
fn line_ends_and_byte_order_marks_are_as_asked() {
    let (document, track, _) = open(SRT.as_bytes());
    let options = WriteOptions {
        line_ending: Some(LineEnding::Crlf),
        bom: Some(true),
        ..WriteOptions::default()
    };
    let expected = format!("\u{feff}{}", SRT.replace('\n', "\r\n"));
    assert_eq!(write(&document, track, "srt", &options), expected);
    let (document, track, _) = open(expected.as_bytes());
    let options = WriteOptions {
        line_ending: Some(LineEnding::Lf),
        bom: Some(false),
        ..WriteOptions::default()
    };
    assert_eq!(write(&document, track, "srt", &options), SRT);
}

#[test]
fn legacy_files_can_become_unicode_and_say_what_does_not_fit_back() {
    let legacy = SRT.replace("three", "caf\u{e9} d\u{e9}j\u{e0} vu");
    let codec = encoding_rs::WINDOWS_1252;
    let (bytes, _, _) = codec.encode(&legacy);
    let (mut document, track, mut cues) = open(&bytes);
    let options = WriteOptions {
        encoding: "utf-8".parse().ok(),
        ..WriteOptions::default()
    };
    assert_eq!(write(&document, track, "srt", &options), legacy);
    cues[0].rows = vec![Row::plain("\u{6f22} \u{e9}")];
    document
        .put_cue(cues[0].clone())
        .expect("its track is there");
    let written = formats::write(&document, track, "srt", &WriteOptions::default());
    let written = written.expect("a track");
    let expected = legacy.replace("one", "? \u{e9}");
    assert_eq!(codec.decode(&written.bytes).0, expected);
    let losses: Vec<&str> = written
        .losses
        .iter()
        .map(|loss| loss.from.as_ref())
        .collect();
    assert_eq!(losses, ["\u{6f22}"]);
}

#[test]
fn the_wrong_format_is_an_error_with_a_code() {
    let options = ReadOptions::default();
    let error = formats::read(b"\x89PNG", None, &options, &mut Ids::new(0, 1));
    assert_eq!(
        error.expect_err("no captions").code(),
        "format-not-recognised"
    );
    let (document, track, _) = open(SRT.as_bytes());
    let error = formats::write(&document, track, "docx", &WriteOptions::default());
    assert_eq!(error.expect_err("no such format").code(), "no-such-format");
}
