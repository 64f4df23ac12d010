//! TTML and its profiles: what they carry survives, an edit stays where it was
//! made, and nothing in a file can make it larger than it is.

mod properties;
#[path = "../round_trip/mod.rs"]
mod round_trip;

use captions::{Cue, Document, Ids, Position, Row, Time, TrackId};
use formats::{ReadOptions, Reading, WriteOptions, registry};

const PROFILES: [&str; 6] = ["ttml", "dfxp", "imsc", "itt", "ebu-tt-d", "smpte-tt"];

fn read(bytes: &[u8], format: &str) -> Reading {
    let options = ReadOptions {
        format: Some(format.to_owned()),
        ..ReadOptions::default()
    };
    formats::read(bytes, None, &options, &mut Ids::new(2, 2)).expect("the format exists")
}

fn write(document: &Document, track: TrackId, format: &str) -> formats::Written {
    formats::write(document, track, format, &WriteOptions::default()).expect("a track")
}

fn text_of(document: &Document, track: TrackId, format: &str) -> String {
    String::from_utf8(write(document, track, format).bytes).expect("UTF-8")
}

fn file(body: &str) -> String {
    format!(
        "<tt xmlns=\"http://www.w3.org/ns/ttml\" xmlns:tts=\"http://www.w3.org/ns/ttml#styling\" \
         xml:lang=\"en\"><body>{body}</body></tt>"
    )
}

fn texts(reading: &Reading) -> Vec<String> {
    let cues = reading.document.cues(reading.track);
    cues.map(Cue::text).collect()
}

const EDITED: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<!-- kept -->
<tt xmlns=\"http://www.w3.org/ns/ttml\" xmlns:tts=\"http://www.w3.org/ns/ttml#styling\" xmlns:x=\"urn:x\" xml:lang=\"en\">
  <head>
    <styling><style xml:id=\"y\" tts:color=\"yellow\"/></styling>
    <layout><region xml:id=\"r\" tts:origin=\"10% 10%\" tts:extent=\"80% 20%\" tts:textAlign=\"center\"/></layout>
  </head>
  <body region=\"r\">
    <div begin=\"10s\">
      <p xml:id=\"a\" begin=\"1s\" end=\"2s\" style=\"y\" x:note=\"n\"><metadata/>one</p><!-- between -->
      <p xml:id=\"b\" begin=\"2s\" dur=\"1s\">two <span tts:fontStyle=\"italic\">slanted</span></p>
    </div>
    <div begin=\"20s\">
      <p xml:id=\"c\" begin=\"1s\" end=\"2s\">three</p>
    </div>
  </body>
</tt>
";

/// What the file becomes when its cues are changed so.
fn edited(change: impl FnOnce(&mut Document, &mut [Cue])) -> String {
    let reading = read(EDITED.as_bytes(), "ttml");
    let mut document = reading.document;
    let mut cues: Vec<Cue> = document.cues(reading.track).cloned().collect();
    change(&mut document, &mut cues);
    text_of(&document, reading.track, "ttml")
}

fn put(document: &mut Document, cue: &Cue) {
    document.put_cue(cue.clone()).expect("its track is there");
}

#[test]
fn new_text_keeps_the_paragraph_it_stands_in() {
    let seen = edited(|document, cues| {
        cues[0].rows = vec![Row::plain("new"), Row::plain("text")];
        put(document, &cues[0]);
    });
    // The runs of the cue no longer have the colour of the style.
    let new = "<metadata/><span tts:color=\"#ffffff\">new</span><br/><span tts:color=\"#ffffff\">text</span></p>";
    assert_eq!(seen, EDITED.replace("<metadata/>one</p>", new));
}

#[test]
fn new_times_are_counted_from_the_elements_around() {
    let seen = edited(|document, cues| {
        cues[1].in_time = Time::from_millis(12_500);
        cues[1].out_time = Some(Time::from_seconds(13));
        put(document, &cues[1]);
    });
    let new = "<p xml:id=\"b\" begin=\"00:00:02.500\" end=\"00:00:03.000\">two";
    assert_eq!(
        seen,
        EDITED.replace("<p xml:id=\"b\" begin=\"2s\" dur=\"1s\">two", new)
    );
}

#[test]
fn place_speaker_label_and_settings_change_alone() {
    let seen = edited(|document, cues| {
        cues[2].position = Position::Numpad(8);
        cues[2].speaker = Some("Ann".to_owned());
        cues[2].label = Some("see".to_owned());
        put(document, &cues[2]);
        cues[0]
            .settings
            .insert("ttml.x:note".to_owned(), "m".to_owned());
        put(document, &cues[0]);
    });
    assert!(
        seen.contains("style=\"y\" x:note=\"m\"><metadata/>one</p>"),
        "{seen}"
    );
    assert!(
        seen.contains("<p xml:id=\"see\" begin=\"1s\" end=\"2s\" region=\"place-8\""),
        "{seen}"
    );
    assert!(seen.contains("<region xml:id=\"place-8\""), "{seen}");
    let again = read(seen.as_bytes(), "ttml");
    let cues: Vec<&Cue> = again.document.cues(again.track).collect();
    assert_eq!(cues[2].position, Position::Numpad(8));
    assert_eq!(cues[2].speaker.as_deref(), Some("Ann"));
    assert_eq!(cues[2].text(), "three");
}

#[test]
fn cues_come_and_go_where_they_stand() {
    let seen = edited(|document, cues| {
        document.remove_cue(cues[1].id);
        let mut new = cues[2].clone();
        new.id = Ids::new(9, 9).cue();
        (new.rank, new.raw, new.label) = (new.rank + 1, None, None);
        (new.in_time, new.out_time) = (Time::from_seconds(30), None);
        new.rows = vec![Row::plain("four")];
        put(document, &new);
    });
    let expected = EDITED
        .replace("\n      <p xml:id=\"b\" begin=\"2s\" dur=\"1s\">two <span tts:fontStyle=\"italic\">slanted</span></p>", "")
        .replace("three</p>", "three</p>\n      <p begin=\"00:00:10.000\" region=\"r\">four</p>");
    assert_eq!(seen, expected);
}

#[test]
fn a_cue_that_leaves_its_division_makes_the_file_flat() {
    let seen = edited(|document, cues| {
        cues[2].in_time = Time::from_seconds(1);
        put(document, &cues[2]);
    });
    let again = read(seen.as_bytes(), "ttml");
    assert_eq!(texts(&again), ["one", "two slanted", "three"]);
    let cues: Vec<&Cue> = again.document.cues(again.track).collect();
    assert_eq!(cues[2].in_time, Time::from_seconds(1));
}

#[test]
fn a_paragraph_of_several_cues_is_written_apart_once_one_changes() {
    let text = file(
        "<div>\n<p begin=\"1s\" end=\"9s\"><span end=\"2s\">a</span><span begin=\"2s\">b</span></p>\n</div>",
    );
    let reading = read(text.as_bytes(), "ttml");
    assert_eq!(texts(&reading), ["a", "b"]);
    let mut document = reading.document;
    assert_eq!(text_of(&document, reading.track, "ttml"), text);
    let mut second = document
        .cues(reading.track)
        .nth(1)
        .expect("two cues")
        .clone();
    second.rows = vec![Row::plain("c")];
    put(&mut document, &second);
    let seen = text_of(&document, reading.track, "ttml");
    let new = "<p begin=\"00:00:01.000\" end=\"00:00:03.000\">a</p>\n<p begin=\"00:00:03.000\" end=\"00:00:09.000\">c</p>";
    let start = text.find("<p ").expect("a paragraph");
    let end = text.find("\n</div>").expect("an end");
    assert_eq!(seen, format!("{}{new}{}", &text[..start], &text[end..]));
}

#[test]
fn every_profile_is_told_by_its_content() {
    let root = |attributes: &str| {
        format!("<?xml version=\"1.0\"?>\n<!-- a -->\n<tt:tt {attributes}><tt:head/></tt:tt>")
    };
    for (attributes, format) in [
        ("xmlns:tt='http://www.w3.org/ns/ttml'", "ttml"),
        ("", "ttml"),
        ("xmlns='http://www.w3.org/2006/10/ttaf1'", "dfxp"),
        ("xmlns='http://www.w3.org/2004/11/ttaf1'", "dfxp"),
        (
            "ttp:contentProfiles='http://www.w3.org/ns/ttml/profile/imsc1.1/text'",
            "imsc",
        ),
        (
            "ttp:profile='http://www.w3.org/ns/ttml/profile/imsc1/text'",
            "imsc",
        ),
        (
            "ttp:profile='http://www.smpte-ra.org/schemas/2052-1/2010/profiles/smpte-tt-full'",
            "smpte-tt",
        ),
        ("xmlns:a='urn:ebu:tt:distribution:2014-01'", "ebu-tt-d"),
        (
            "ttp:timeBase='smpte' ttp:frameRate='24' ttp:frameRateMultiplier='1 1' ttp:dropMode='nonDrop'",
            "itt",
        ),
    ] {
        let found = registry::detect(root(attributes).as_bytes(), None);
        assert_eq!(
            found.best().map(|f| f.info().id),
            Some(format),
            "{attributes}"
        );
    }
    let plain = root("xmlns:tt='http://www.w3.org/ns/ttml'");
    for (name, format) in [
        ("a.dfxp", "dfxp"),
        ("a.itt", "itt"),
        ("a.ttml", "ttml"),
        ("a.xml", "ttml"),
    ] {
        let found = registry::detect(plain.as_bytes(), Some(name));
        assert_eq!(found.best().map(|f| f.info().id), Some(format), "{name}");
    }
    assert!(
        registry::detect(b"<html><body/></html>", Some("a.html"))
            .best()
            .is_none()
    );
}

/// Entities are shown as they are written, deep nesting and floods of
/// attributes end somewhere, and what stands beside them is read.
#[test]
fn hostile_markup_stays_small() {
    let mut entities = String::from("<!DOCTYPE tt [<!ENTITY a0 \"lol\">");
    for level in 1..30 {
        let before = format!("&a{};", level - 1).repeat(10);
        entities.push_str(&format!("<!ENTITY a{level} \"{before}\">"));
    }
    entities.push_str("]>");
    let bomb = format!("{entities}{}", file("<div><p begin=\"1s\">&a29;</p></div>"));
    let reading = read(bomb.as_bytes(), "ttml");
    assert_eq!(texts(&reading), ["&a29;"]);
    assert!(
        reading
            .diagnostics
            .iter()
            .any(|d| d.code == "entities-refused")
    );
    let deep = file(&format!("{}<p begin=\"1s\">x</p>", "<div>".repeat(60_000)));
    assert!(
        read(deep.as_bytes(), "ttml")
            .diagnostics
            .iter()
            .any(|d| d.code == "too-deep")
    );
    let flood = file(&format!(
        "<div><p {} begin=\"1s\">x</p></div>",
        "a=\"b\" ".repeat(60_000)
    ));
    assert_eq!(texts(&read(flood.as_bytes(), "ttml")), ["x"]);
    for piece in [
        "<",
        "<p ",
        "<p>",
        "</p>",
        "<!--",
        "<![CDATA[",
        "<!DOCTYPE [",
        "&",
        "&a",
        "<p a=\"",
        "<p><span begin=\"1s\">x",
    ] {
        let text = file(&format!(
            "<div><p begin=\"1s\">first</p>{}",
            piece.repeat(60_000 / piece.len())
        ));
        let reading = read(text.as_bytes(), "ttml");
        assert!(reading.document.len() <= text.len());
        assert_eq!(texts(&reading)[0], "first", "{piece}");
    }
}

/// One wrong byte costs the cue it is in and the one after it at most.
#[test]
fn one_wrong_byte_costs_two_cues_at_most() {
    let mut body = String::from("<div>");
    for number in 1..=20 {
        body.push_str(&format!(
            "<p begin=\"{number}s\" dur=\"1s\">Text <br/> of cue {number}</p>\n"
        ));
    }
    body.push_str("</div>");
    let text = file(&body);
    let whole = texts(&read(text.as_bytes(), "ttml"));
    let start = text.find("<div>").expect("a division") + 5;
    for at in start..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[at] ^= 0x15;
        let seen = texts(&read(&bytes, "ttml"));
        let kept = whole.iter().filter(|cue| seen.contains(cue)).count();
        assert!(
            kept + 2 >= whole.len(),
            "byte {at}: {kept} of {}",
            whole.len()
        );
    }
}

#[test]
fn files_in_other_encodings_are_edited_in_them() {
    let text = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<tt xml:lang=\"fr\"><body><div>\
                <p begin=\"1s\">caf\u{e9}</p><p begin=\"2s\">th\u{e9}</p></div></body></tt>";
    let codec = encoding_rs::WINDOWS_1252;
    let reading = read(&codec.encode(text).0, "ttml");
    let mut document = reading.document;
    let mut cue = document.cues(reading.track).next().expect("a cue").clone();
    cue.rows = vec![Row::plain("\u{6f22} \u{e9}")];
    put(&mut document, &cue);
    let written = write(&document, reading.track, "ttml");
    let expected = text.replace("caf\u{e9}", "&#x6f22; \u{e9}");
    assert_eq!(codec.decode(&written.bytes).0, expected);
    assert!(written.losses.is_empty(), "{:?}", written.losses);
    let options = WriteOptions {
        encoding: "utf-8".parse().ok(),
        ..WriteOptions::default()
    };
    let written = formats::write(&document, reading.track, "ttml", &options).expect("a track");
    let expected = text
        .replace("ISO-8859-1", "UTF-8")
        .replace("caf\u{e9}", "\u{6f22} \u{e9}");
    assert_eq!(String::from_utf8_lossy(&written.bytes), expected);
}
