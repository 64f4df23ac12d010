//! Cues as EBU STL can carry them whole.

use captions::{Align, Color, Cue, FrameRate, GridCell, Position, Row, Run, Style};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::cue_of;

fn teletext_color() -> impl Strategy<Value = Color> {
    (1..7_u8).prop_map(|code| {
        let part = |bit: u8| if code & bit > 0 { 255 } else { 0 };
        Color::rgb(part(1), part(2), part(4))
    })
}

pub fn teletext_style() -> impl Strategy<Value = Style> {
    let color = || option::weighted(0.3, teletext_color());
    let size = option::weighted(0.1, "single-height|double-width|double-size");
    (color(), color(), any::<bool>(), size).prop_map(|(color, background, flash, size)| {
        let mut style = Style {
            color,
            background,
            flash,
            ..Style::default()
        };
        style.detail_mut().size = size;
        style.normalise();
        style
    })
}

pub fn open_style() -> impl Strategy<Value = Style> {
    let color = option::weighted(0.2, teletext_color());
    (any::<[bool; 3]>(), color).prop_map(|([italic, underline, boxed], color)| Style {
        italic,
        underline,
        color,
        background: boxed.then_some(Color::rgb(0, 0, 0)),
        ..Style::default()
    })
}

fn word() -> impl Strategy<Value = String> {
    let latin = "[a-zA-Z0-9,.!?'\u{e9}\u{fc}\u{e7}\u{f8}\u{159}\u{266a}$#\u{a4}-]{1,4}";
    // A currency sign beside a number is read as a dollar.
    latin.prop_map(|word| word.replace('\u{a4}', "\u{a3}"))
}

/// Words of one style each; a space belongs to the word before it.
fn row(style: impl Strategy<Value = Style>) -> impl Strategy<Value = Row> {
    vec((word(), style), 1..4).prop_map(|words| {
        let last = words.len() - 1;
        let runs = words.into_iter().enumerate().map(|(index, (text, style))| {
            let space = if index < last { " " } else { "" };
            Run {
                text: format!("{text}{space}").into(),
                style,
            }
        });
        let mut row = Row(runs.collect());
        row.normalise();
        row
    })
}

fn align() -> impl Strategy<Value = Align> {
    prop_oneof![
        2 => Just(Align::Center),
        1 => Just(Align::Left),
        1 => Just(Align::Right),
    ]
}

#[derive(Clone, Debug)]
pub struct Shape {
    rows: Vec<Row>,
    align: Align,
    /// The row of the first cell, the rows between cells, and a column.
    cells: Option<(u8, Vec<u8>, u8)>,
    gap: i64,
    length: i64,
    comment: bool,
    blank: bool,
}

pub fn shape(style: impl Strategy<Value = Style>) -> impl Strategy<Value = Shape> {
    let cells = option::weighted(0.4, (1..8_u8, vec(2..4_u8, 4), 9..14_u8));
    let rows = vec(row(style), 0..4);
    let times = (0..100_i64, 1..100_i64);
    let flags = (prop::bool::weighted(0.2), prop::bool::weighted(0.2));
    (rows, align(), cells, times, flags).prop_map(
        |(rows, align, cells, (gap, length), (comment, blank))| Shape {
            rows,
            align,
            cells,
            gap,
            length,
            comment,
            blank,
        },
    )
}

/// Cues on frames, one after the other.
pub fn cues(shapes: Vec<Shape>, place: fn(&mut Cue, &Shape)) -> Vec<Cue> {
    let mut frame = 0;
    let cues = shapes.into_iter().map(|shape| {
        let start = frame + shape.gap;
        frame = start + shape.length;
        let mut cue = cue_of(shape.rows.clone());
        cue.in_time = FrameRate::PAL.time_of(start);
        cue.out_time = Some(FrameRate::PAL.time_of(frame));
        (cue.align, cue.comment) = (shape.align, shape.comment);
        place(&mut cue, &shape);
        cue
    });
    cues.collect()
}

fn plain(cue: &mut Cue) {
    for row in &mut cue.rows {
        *row = Row::plain(row.text());
    }
}

fn blank_row(cue: &mut Cue) {
    if cue.rows.len() > 1 {
        cue.rows.insert(1, Row::default());
    }
}

fn at_cells(cue: &mut Cue, rows: impl Iterator<Item = u8>, column: u8) {
    let count = cue.rows.len().max(1);
    let cells = rows.map(|row| GridCell { row, column });
    cue.position = Position::Grid(cells.take(count).collect());
    if column > 1 {
        plain(cue);
        cue.align = Align::Left;
        // Without text there is no column.
        if cue.rows.is_empty() {
            cue.position = Position::Auto;
        }
    }
}

/// On a page each row has its cell.
pub fn place_on_page(cue: &mut Cue, shape: &Shape) {
    match &shape.cells {
        Some((first, steps, column)) => {
            let mut next = *first;
            let rows = steps.iter().map(|step| {
                let row = next;
                next += step;
                row
            });
            let rows: Vec<u8> = rows.collect();
            let column = if shape.blank { *column } else { 1 };
            at_cells(cue, rows.into_iter(), column);
        }
        None if shape.blank => blank_row(cue),
        None => {}
    }
}

/// In open subtitling the rows follow the first; of 23 rows, each takes two.
pub fn place_in_picture(cue: &mut Cue, shape: &Shape) {
    if shape.blank {
        blank_row(cue);
    }
    if let Some((first, _, column)) = &shape.cells {
        let column = if shape.comment { *column } else { 1 };
        at_cells(cue, (*first..).step_by(2), column);
        if let Position::Grid(cells) = &mut cue.position {
            for (cell, row) in cells.iter_mut().zip(&cue.rows) {
                // A row without text starts nowhere.
                cell.column = if row.is_empty() { 1 } else { cell.column };
            }
        }
    }
}
