/** Cells of the 608 grid, 15 rows of 32 columns, and how rows of text are moved over it. Pure. */
import type { GridCell } from "../../bridge";

/** Rows of the grid (CTA-608-E). */
export const ROWS = 15;
/** Columns of the grid (CTA-608-E). */
export const COLUMNS = 32;

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), Math.max(least, most));

/** A cell as a person reads it: `row 14, column 5`. */
export function cellName({ row, column }: GridCell): string {
  return `row ${row}, column ${column}`;
}

/** All rows moved together, as far as the grid lets every one of them. `lengths` are those of the rows' texts. */
export function shifted(cells: readonly GridCell[], lengths: readonly number[], down: number, right: number): GridCell[] {
  if (cells.length === 0) return [];
  const rows = cells.map((cell) => cell.row);
  const columns = cells.map((cell) => cell.column);
  const ends = cells.map((cell, at) => cell.column + (lengths[at] ?? 0) - 1);
  const moveDown = clamp(down, 1 - Math.min(...rows), ROWS - Math.max(...rows));
  const moveRight = clamp(right, 1 - Math.min(...columns), Math.max(0, COLUMNS - Math.max(...ends)));
  return cells.map((cell) => ({ row: cell.row + moveDown, column: cell.column + moveRight }));
}

/** One row put into another cell of the grid; the others stay, but never stand in one row with it. */
export function placed(cells: readonly GridCell[], at: number, to: Partial<GridCell>): GridCell[] | null {
  const old = cells[at];
  if (!old) return null;
  const cell = { row: clamp(to.row ?? old.row, 1, ROWS), column: clamp(to.column ?? old.column, 1, COLUMNS) };
  if (cells.some((other, index) => index !== at && other.row === cell.row)) return null;
  return cells.map((other, index) => (index === at ? cell : other));
}
