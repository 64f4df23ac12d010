//! The capability matrix, held to what the writers do: for every feature and
//! format, a document with that feature alone goes out and comes back. What
//! does not come back is declared, and what is called full comes back whole.

use captions::{
    Align, BlockOffset, BoxPosition, CaptionChannel, CaptionMode, Color, Cue, Document, FrameRate,
    GridCell, Ids, NamedStyle, Percent, Position, Region, Role, Row, Run, Settings, Style,
    StyleDetail, Time, Timebase, Track, TrackId, Writing,
};
use formats::{Feature, Info, ReadOptions, Support, WriteOptions, registry};

/// Adds a feature to a track or to its one cue.
type Add = fn(&mut Track, &mut Cue);

/// The detail of the cue's only run.
fn detail(cue: &mut Cue) -> &mut StyleDetail {
    style(cue).detail_mut()
}

fn style(cue: &mut Cue) -> &mut Style {
    &mut cue.rows[0].0[0].style
}

const STYLES: &[(Feature, Add)] = &[
    (Feature::Italic, |_, cue| style(cue).italic = true),
    (Feature::Bold, |_, cue| style(cue).bold = true),
    (Feature::Underline, |_, cue| style(cue).underline = true),
    (Feature::Strike, |_, cue| style(cue).strike = true),
    (Feature::Flash, |_, cue| style(cue).flash = true),
    (Feature::TextColor, |_, cue| {
        style(cue).color = Some(Color::rgb(255, 136, 0))
    }),
    (Feature::BackgroundColor, |_, cue| {
        style(cue).background = Some(Color::rgb(0, 0, 255));
    }),
    (Feature::Font, |_, cue| {
        detail(cue).font = Some("Arial".to_owned())
    }),
    (Feature::TextSize, |_, cue| {
        detail(cue).size = Some("24".to_owned())
    }),
    (Feature::Class, |_, cue| {
        detail(cue).classes = vec!["loud".to_owned()]
    }),
    (Feature::Role, |_, cue| detail(cue).role = Some(Role::Music)),
    (Feature::Ruby, |_, cue| {
        detail(cue).ruby = Some("kan".to_owned())
    }),
    (Feature::RunLanguage, |_, cue| {
        detail(cue).lang = Some("fr".to_owned())
    }),
    (Feature::Override, |_, cue| {
        detail(cue).extra = Some("\\pos(1,2)".to_owned())
    }),
    (Feature::Override, |_, cue| {
        detail(cue).extra = Some("{P:1,2}".to_owned())
    }),
    (Feature::InlineTime, |_, cue| {
        let mut later = Run::plain(" later");
        later.style.detail_mut().appears = Some(Time::from_millis(2500));
        cue.rows[0].0.push(later);
    }),
];

const PLACES: &[(Feature, Add)] = &[
    (Feature::Align, |_, cue| cue.align = Align::Left),
    (Feature::Place, |_, cue| cue.position = Position::Numpad(8)),
    (Feature::Writing, |_, cue| cue.writing = Writing::VerticalRl),
    (Feature::FreePosition, |_, cue| {
        cue.position = Position::of_box(BoxPosition {
            block: BlockOffset::Percent(Percent::whole(20)),
            inline: Some(Percent::whole(30)),
            ..BoxPosition::default()
        });
    }),
    (Feature::RowPosition, |_, cue| {
        cue.position = Position::Grid(vec![GridCell { row: 3, column: 5 }]);
    }),
    (Feature::Region, |track, cue| {
        track.regions.push(Region {
            id: "fred".to_owned(),
            width: Percent::whole(50),
            lines: 3,
            anchor: (Percent(0), Percent::HUNDRED),
            viewport_anchor: (Percent(0), Percent::HUNDRED),
            scroll_up: false,
        });
        cue.position = Position::of_box(BoxPosition {
            region: Some("fred".to_owned()),
            ..BoxPosition::default()
        });
    }),
];

const OTHERS: &[(Feature, Add)] = &[
    (Feature::Speaker, |_, cue| {
        cue.speaker = Some("Mary".to_owned())
    }),
    (Feature::CaptionMode, |_, cue| {
        cue.mode = CaptionMode::RollUp { rows: 3 }
    }),
    (Feature::Channel, |_, cue| {
        cue.channel = Some(CaptionChannel::Cc1)
    }),
    (Feature::Comment, |_, cue| cue.comment = true),
    (Feature::Forced, |_, cue| cue.forced = true),
    (Feature::Label, |_, cue| cue.label = Some("7".to_owned())),
    (Feature::Label, |_, cue| {
        cue.label = Some("intro".to_owned())
    }),
    (Feature::Setting, |_, cue| {
        cue.settings
            .insert("other.key".to_owned(), "value".to_owned());
    }),
    (Feature::TimePrecision, |_, cue| {
        cue.in_time += Time::from_flicks(1)
    }),
    (Feature::OpenEnd, |_, cue| cue.out_time = None),
    (Feature::LineBreak, |_, cue| {
        cue.rows.push(Row::plain("second row"))
    }),
    (Feature::BlankRow, |_, cue| {
        cue.rows.extend([Row::default(), Row::plain("third")])
    }),
    (Feature::Characters, |_, cue| {
        cue.rows[0] = Row::plain("\u{266a} \u{e9} \u{6f22} \u{1f600}")
    }),
    (Feature::Characters, |_, cue| {
        cue.rows[0] = Row::plain("a|b {c} \\N <i> &lt; --> d")
    }),
    (Feature::Characters, |_, cue| {
        cue.rows[0] = Row::plain("/{y:i}")
    }),
    (Feature::StyleSheet, |track, _| {
        track.styles.push(NamedStyle {
            name: "stylesheet-1".to_owned(),
            language: "css".to_owned(),
            definition: "::cue(.loud) { color: red }".to_owned(),
        });
    }),
    (Feature::Language, |track, _| {
        track.language = "fr".to_owned()
    }),
];

fn document(add: Add) -> (Document, TrackId) {
    let mut ids = Ids::new(1, 1);
    let mut document = Document::new(Settings {
        timebase: Timebase::non_drop(FrameRate::PAL),
        ..Settings::default()
    });
    let mut track = Track::new(ids.track(), "made", "");
    // Late enough for formats that load a cue before they show it.
    let (start, end) = (Time::from_seconds(2), Time::from_seconds(4));
    let mut cue = Cue::new(ids.cue(), track.id, start, Some(end));
    cue.rows = vec![Row::plain("Hello")];
    add(&mut track, &mut cue);
    let id = track.id;
    document.put_track(track);
    document.put_cue(cue).expect("its track is there");
    (document, id)
}

/// What two documents must have in common to be called equal.
fn essence(document: &Document, track: TrackId, info: &Info) -> String {
    let record = document.track(track).expect("a track");
    let styles: Vec<&str> = record
        .styles
        .iter()
        .map(|s| s.definition.as_str())
        .collect();
    let mut out = format!("{:?} {:?}", record.language, record.regions);
    // Formats with styles of their own add a default one.
    if styles.iter().any(|style| style.contains("::cue")) {
        out.push_str(&styles.join("\n"));
    }
    for cue in document.cues(track) {
        let mut ids = Ids::new(0, 0);
        let mut cue = cue.clone();
        (cue.id, cue.track, cue.rank, cue.raw) = (ids.cue(), ids.track(), 0, None);
        if info.support(Feature::Times) == Support::None {
            (cue.in_time, cue.out_time) = (Time::ZERO, None);
        }
        out.push_str(&format!("\n{cue:?}"));
    }
    out
}

/// What came back, without what the cues that went out leave to the target and
/// the target has to decide: a place on the grid, a channel.
fn left_to_the_target(
    before: &Document,
    track: TrackId,
    mut back: Document,
    back_track: TrackId,
) -> Document {
    let cues: Vec<Cue> = back.cues(back_track).cloned().collect();
    for (before, mut cue) in before.cues(track).zip(cues) {
        if before.position == Position::Auto && matches!(cue.position, Position::Grid(_)) {
            cue.position = Position::Auto;
        }
        cue.channel = before.channel.and(cue.channel);
        back.put_cue(cue).expect("its track is there");
    }
    back
}

#[test]
fn the_matrix_says_what_the_writers_do() {
    let features = STYLES.iter().chain(PLACES).chain(OTHERS);
    let mut wrong = Vec::new();
    for (feature, add) in features {
        let (document, track) = document(*add);
        for format in registry::all().iter().filter(|format| format.info().writes) {
            let info = format.info();
            let written = format
                .write(&document, track, &WriteOptions::default())
                .expect("the track is there");
            let options = ReadOptions {
                format: Some(info.id.to_owned()),
                frame_rate: Some(FrameRate::PAL),
                ..ReadOptions::default()
            };
            let name = formats::file_name("made", info.id, "fr");
            let name = (*feature == Feature::Language).then_some(name.as_str());
            let back = formats::read(&written.bytes, name, &options, &mut Ids::new(2, 2))
                .expect("the format exists");
            let seen = left_to_the_target(&document, track, back.document, back.track);
            let kept = essence(&document, track, info) == essence(&seen, back.track, info);
            let of = |wanted| written.losses.iter().any(|loss| loss.feature == wanted);
            let declared = of(*feature);
            let support = info.support(*feature);
            let holds = match support {
                Support::Full => kept && !declared,
                Support::Partial => kept || declared,
                Support::None => declared || of(Feature::Times),
            };
            if !holds {
                wrong.push(format!(
                    "{} {feature:?}: called {support:?}, kept {kept}, declared {declared}\n{}",
                    info.id,
                    String::from_utf8_lossy(&written.bytes)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
