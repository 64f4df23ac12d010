//! Where a cue stands on the picture.

use captions::{BlockOffset, BoxPosition, Percent, Position};
use serde::{Deserialize, Serialize};

use super::{Rule, RuleInfo};
use crate::amount::Whole;
use crate::finding::Remark;
use crate::scene::Scene;

pub(super) const PLACEMENT: RuleInfo = RuleInfo {
    id: "placement",
    title: "Off the picture",
    about: "A cue stands outside the caption grid or the picture, or where it covers the middle.",
    fix: None,
};

/// The grid that cues stand on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Placement {
    /// Rows of the grid.
    pub rows: Whole<1, 100>,
    /// Columns of the grid.
    pub columns: Whole<1, 200>,
    /// The first and the last of the rows in the middle that stay free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_rows: Option<(Whole<1, 100>, Whole<1, 100>)>,
}

impl Rule for Placement {
    fn info(&self) -> &'static RuleInfo {
        &PLACEMENT
    }

    fn check(&self, scene: &Scene<'_>, remarks: &mut Vec<Remark>) {
        match &scene.cue.position {
            Position::Grid(cells) => {
                for (number, cell) in cells.iter().enumerate() {
                    let row = scene.rows.get(number);
                    let length = row.map_or(0, |row| row.text.chars().count());
                    self.check_cell(
                        number,
                        (cell.row.into(), cell.column.into()),
                        length,
                        remarks,
                    );
                }
            }
            Position::Box(place) if is_off(place) => {
                remarks.push(Remark::new("The cue stands outside the picture"));
            }
            Position::Auto | Position::Box(_) | Position::Numpad(_) => {}
        }
    }
}

impl Placement {
    fn check_cell(
        &self,
        number: usize,
        cell: (u32, u32),
        length: usize,
        remarks: &mut Vec<Remark>,
    ) {
        let (row, column) = cell;
        let (rows, columns) = (self.rows.get(), self.columns.get());
        let last = column.saturating_add(u32::try_from(length).unwrap_or(u32::MAX));
        let over = i64::from(last) - 1 - i64::from(columns);
        if !(1..=rows).contains(&row) || column == 0 || over > 0 {
            let message = format!(
                "Row {} leaves the grid of {rows} rows and {columns} columns",
                number + 1
            );
            remarks.push(Remark::new(message).by(over.max(0)).at(number, 0, length));
        } else if let Some((first, last)) = self.free_rows
            && (first.get()..=last.get()).contains(&row)
        {
            let message = format!(
                "Row {} stands on grid row {row}, in the middle of the picture",
                number + 1
            );
            remarks.push(Remark::new(message).at(number, 0, length));
        }
    }
}

/// Whether a box begins outside the picture.
fn is_off(place: &BoxPosition) -> bool {
    let off = |percent: Percent| percent < Percent::whole(0) || percent > Percent::HUNDRED;
    let block = matches!(place.block, BlockOffset::Percent(percent) if off(percent));
    block
        || [place.inline, place.inline_size, place.block_size]
            .into_iter()
            .flatten()
            .any(off)
}
