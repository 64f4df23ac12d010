//! What windows of CEA-708 show, at random.

use captions::{
    Align, BlockOffset, BoxPosition, Color, GridCell, Percent, Position, Role, Row, Run, Style,
    Writing,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// Colours that windows have: four steps each, but for the white of text and
/// the black behind it, which go without saying.
fn color() -> impl Strategy<Value = Color> {
    let part = || (0..4_u8).prop_map(|step| step * 85);
    (part(), part(), part(), any::<bool>())
        .prop_map(|(red, green, blue, clear)| Color {
            alpha: if clear { 128 } else { 255 },
            ..Color::rgb(red, green, blue)
        })
        .prop_filter("these go without saying", |color| {
            ![Color::rgb(170, 170, 170), Color::rgb(0, 0, 0)].contains(color)
        })
}

fn style() -> impl Strategy<Value = Style> {
    let named = |names: &'static [&'static str]| {
        option::weighted(0.2, proptest::sample::select(names).prop_map(str::to_owned))
    };
    let role = option::weighted(
        0.2,
        proptest::sample::select(vec![Role::Music, Role::SpeakerId, Role::NotDisplayed]),
    );
    (
        any::<[bool; 2]>(),
        option::weighted(0.3, color()),
        option::weighted(0.3, color()),
        named(&["monospaceSerif", "casual", "smallCapitals"]),
        named(&["small", "large"]),
        role,
        named(&["[super]", "[uniform]", "[sub raised 2a]"]),
    )
        .prop_map(
            |([italic, underline], color, background, font, size, role, extra)| {
                let mut style = Style {
                    italic,
                    underline,
                    color,
                    background,
                    ..Style::default()
                };
                let detail = style.detail_mut();
                (detail.font, detail.size) = (font, size);
                (detail.role, detail.extra) = (role, extra);
                style.normalise();
                style
            },
        )
}

/// A row of styled runs in letters that windows have.
pub fn row() -> impl Strategy<Value = Row> {
    let text = "[a-zA-Z\u{a1}-\u{ff}\u{266a}\u{2019}\u{2026}]{1,8}( ?[a-z0-9,.!]{1,4})?";
    let run = (text, style()).prop_map(|(text, style)| Run {
        text: text.into(),
        style,
    });
    vec(run, 1..3).prop_map(|runs| {
        let mut row = Row::from(runs);
        row.normalise();
        row
    })
}

/// Where windows stand that are read as they were written.
pub fn placed() -> impl Strategy<Value = (Position, Align, Writing)> {
    let align = || prop_oneof![Just(Align::Center), Just(Align::Left), Just(Align::Right)];
    let upright = Writing::Horizontal;
    let percent = || (0..99_i32).prop_map(Percent::whole);
    prop_oneof![
        align().prop_map(move |align| (Position::Auto, align, upright)),
        (1..=9_u8).prop_map(move |key| (Position::Numpad(key), Align::Center, upright)),
        (1..=12_u8, vec(1..=6_u8, 3)).prop_map(move |(row, columns)| {
            let cells = (0..).zip(columns).map(|(n, column)| GridCell {
                row: row + n,
                column,
            });
            (Position::Grid(cells.collect()), Align::Center, upright)
        }),
        (percent(), percent(), align()).prop_map(move |(block, inline, align)| {
            let place = BoxPosition {
                block: BlockOffset::Percent(block),
                inline: Some(inline),
                ..BoxPosition::default()
            };
            (Position::of_box(place), align, upright)
        }),
        align().prop_map(|align| (Position::Auto, align, Writing::VerticalRl)),
        align().prop_map(|align| (Position::Auto, align, Writing::VerticalLr)),
    ]
}
