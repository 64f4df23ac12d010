//! What every reader does with files that are damaged, hostile or no captions
//! at all: it reads them, in time that grows as the file does, and what it read
//! goes back out as it came.

use captions::{Ids, Time};
use formats::{ReadOptions, Reading, registry};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{FailurePersistence, FileFailurePersistence};

mod total;

fn read(bytes: &[u8], format: &str) -> Reading {
    let options = ReadOptions {
        format: Some(format.to_owned()),
        ..ReadOptions::default()
    };
    formats::read(bytes, None, &options, &mut Ids::new(2, 2)).expect("the format exists")
}

/// A file of pieces that real files are made of, in any order.
fn scraps() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just("WEBVTT\n".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("\r".to_owned()),
        Just(" \n".to_owned()),
        "[0-9]{1,3}\n",
        Just("00:00:01,000 --> 00:00:02,000\n".to_owned()),
        Just("00:00:01.000 --> 00:00:02.000 line:0\n".to_owned()),
        Just("00:01.000-->00:02.000".to_owned()),
        Just("bad --> 00:00:02,000\n".to_owned()),
        Just("NOTE one\n".to_owned()),
        Just("STYLE\n::cue { color: red }\n".to_owned()),
        Just("REGION\nid:a\n".to_owned()),
        Just("<i>text</b> & {\\an8}\n".to_owned()),
        Just("<v Joe><ruby>a<rt>b".to_owned()),
        "[ -~]{0,20}\n",
        Just("\u{0}\u{feff}\u{e9}".to_owned()),
        Just("[Events]\n".to_owned()),
        Just("Format: Start, End, Text\n".to_owned()),
        Just("Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\\i1}a\\Nb\n".to_owned()),
        Just("Comment: bad\n".to_owned()),
        Just("{1}{2}a|b\n".to_owned()),
        Just("0:00:01.000,0:00:02.000\n".to_owned()),
        Just("Name (00:01): text\n".to_owned()),
        Just("<begin subtitles>\n".to_owned()),
        Just("<end subtitles>\n".to_owned()),
        Just("01:00:00:00 01:00:01:00\n".to_owned()),
        Just("$Italic = TRUE\n".to_owned()),
        Just("01:00:00;00 , 01:00:01;00 , ^Ia|b\n".to_owned()),
        Just("1\t01:00:00:00\t01:00:01:00\ta|b\n".to_owned()),
        Just("<tt xml:lang=\"en\"><body><div begin=\"1s\">".to_owned()),
        Just("<p begin=\"1s\" end=\"2s\">a<br/>b</p>".to_owned()),
        Just("<p><span end=\"1s\">a</span><span begin=\"1s\">b".to_owned()),
        Just("</div></body></tt>".to_owned()),
    ];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat().into_bytes())
}

fn format_ids() -> Vec<&'static str> {
    registry::all()
        .iter()
        .map(|format| format.info().id)
        .collect()
}

fn is_total(bytes: &[u8]) -> Result<(), TestCaseError> {
    for format in format_ids() {
        total::check(format, bytes).map_err(TestCaseError::fail)?;
    }
    Ok(())
}

/// Seeds of cases that once failed are kept beside this file and tried first.
#[expect(clippy::unnecessary_wraps, reason = "proptest wants an option")]
fn seeds() -> Option<Box<dyn FailurePersistence>> {
    Some(Box::new(FileFailurePersistence::WithSource("regressions")))
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: seeds(),
        ..ProptestConfig::with_cases(256)
    })]

    #[test]
    fn any_scraps_go_back_out_as_they_came(bytes in scraps()) {
        is_total(&bytes)?;
    }

    #[test]
    fn any_bytes_go_back_out_as_they_came(bytes in vec(any::<u8>(), 0..200)) {
        is_total(&bytes)?;
    }
}

/// The cues that are whole stay whole when one byte in the file goes wrong.
#[test]
fn one_wrong_byte_costs_two_cues_at_most() {
    let mut file = String::new();
    for number in 1..=20 {
        let start = number * 2;
        file.push_str(&format!(
            "{number}\n00:00:{start:02},000 --> 00:00:{:02},500\nText of cue {number}\n\n",
            start + 1
        ));
    }
    let whole: Vec<(Time, String)> = times_and_texts(file.as_bytes());
    for at in 0..file.len() {
        let mut bytes = file.clone().into_bytes();
        bytes[at] ^= 0x15;
        let seen = times_and_texts(&bytes);
        let kept = whole.iter().filter(|cue| seen.contains(cue)).count();
        assert!(
            kept + 2 >= whole.len(),
            "byte {at}: {kept} of {}",
            whole.len()
        );
    }
}

fn times_and_texts(bytes: &[u8]) -> Vec<(Time, String)> {
    let reading = read(bytes, "srt");
    let cues = reading.document.cues(reading.track);
    cues.map(|cue| (cue.in_time, cue.text())).collect()
}

/// Twice the damage, twice the time: nothing grows faster than the file.
#[test]
fn hostile_files_are_read_within_bounds() {
    let repeat = |piece: &str| piece.repeat(60_000 / piece.len());
    for body in [
        repeat("<"),
        repeat("<i>"),
        repeat("<i><b>"),
        repeat("{\\"),
        repeat("{\\i1}"),
        repeat("&"),
        repeat("&amp"),
        repeat("<ruby>a<rt>b"),
        repeat("<v a>"),
        repeat("<c.a.b.c.d>"),
        repeat("\n"),
        repeat("1\n"),
        repeat("-->\n"),
        repeat("00:00:01,000 --> 00:00:02,000\n"),
        repeat("00:00:01.000 --> 00:00:02.000\n"),
        repeat("9"),
        repeat("\r"),
        repeat("\0"),
    ] {
        let vtt = format!("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n{body}");
        let srt = format!("1\n00:00:01,000 --> 00:00:02,000\n{body}");
        for file in [vtt, srt, body] {
            for format in format_ids() {
                let reading = read(file.as_bytes(), format);
                assert!(reading.document.len() <= file.len());
                assert!(reading.diagnostics.len() <= 1001);
            }
        }
    }
}
