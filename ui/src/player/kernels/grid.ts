/** The character grids of CEA-608 and of teletext on the picture. */
import type { Cue, CueId, Row } from "../../bridge/types";

/** One cell of a grid, counted from 1. */
export interface Cell { row: number; column: number }

/** A grid laid over the picture; sizes in percent of it. */
export interface Grid {
  rows: number;
  columns: number;
  left: number;
  top: number;
  cellWidth: number;
  cellHeight: number;
}

/** The part of the picture, each way, that captions keep to (CTA-608-E, safe caption area). */
const SAFE = 80;

/**
 * The grid that cells belong to: 15 x 32, or teletext's 23 x 40 where a cell
 * lies outside of that. It covers the safe part of a 4:3 picture in the middle.
 */
export function gridFor(cells: readonly Cell[], aspect: number): Grid {
  const teletext = cells.some((cell) => cell.row > 15 || cell.column > 32);
  const [rows, columns] = teletext ? [23, 40] : [15, 32];
  const width = Math.min(SAFE, (SAFE * (4 / 3)) / aspect);
  return { rows, columns, left: (100 - width) / 2, top: (100 - SAFE) / 2, cellWidth: width / columns, cellHeight: SAFE / rows };
}

/** A row of text in its cells. */
export interface GridLine {
  key: string;
  cue: CueId;
  cell: Cell;
  row: Row;
  /** Whether the text goes past the last column. */
  over: boolean;
}

/** Rows from the bottom that a place on the keypad stands for. */
function firstRow(cue: Cue, grid: Grid): number {
  const position = cue.position;
  if (position?.kind === "numpad" && position.value > 6) return 1;
  if (position?.kind === "numpad" && position.value > 3) return Math.round((grid.rows - cue.rows.length) / 2) + 1;
  if (position?.kind === "box" && position.value.block?.kind === "row" && position.value.block.value >= 0) return position.value.block.value + 1;
  if (position?.kind === "box" && position.value.block?.kind === "percent") {
    return Math.round((position.value.block.value / 1_000_000) * (grid.rows - 1)) + 1;
  }
  return grid.rows - cue.rows.length + 1;
}

function firstColumn(cue: Cue, length: number, grid: Grid): number {
  const side = cue.position?.kind === "numpad" ? (cue.position.value - 1) % 3 : { left: 0, start: 0, center: 1, right: 2, end: 2 }[cue.align ?? "center"];
  const free = Math.max(0, grid.columns - length);
  return [1, Math.floor(free / 2) + 1, free + 1][side] ?? 1;
}

/** The cells of a cue's rows: where it says, or where a 608 decoder would be told to put them. */
export function cellsOf(cue: Cue): Cell[] {
  return layoutGrid([cue], gridFor([], 4 / 3)).map((line) => line.cell);
}

/**
 * Places a roll-up window: the newest row on its base row, those before it
 * above, each in its own column, and what is past the window's depth gone
 * (CTA-608-E, roll-up captions). `window` is oldest first.
 */
export function layoutWindow(window: readonly Cue[], grid: Grid): GridLine[] {
  const newest = window.at(-1);
  if (newest?.mode?.kind !== "roll-up") return [];
  const lines = window.flatMap((cue) => layoutGrid([cue], grid));
  const base = Math.max(lines.at(-1)?.cell.row ?? grid.rows, Math.min(newest.mode.rows, lines.length));
  return lines
    .slice(-newest.mode.rows)
    .reverse()
    .map((line, above) => ({ ...line, cell: { ...line.cell, row: base - above } }))
    .filter((line) => line.cell.row >= 1)
    .reverse();
}

/** Places cues on the grid as a 608 decoder shows them: each row in one row of cells. */
export function layoutGrid(cues: readonly Cue[], grid: Grid): GridLine[] {
  return cues.flatMap((cue) => {
    const cells = cue.position?.kind === "grid" ? cue.position.value : [];
    const top = Math.min(Math.max(1, firstRow(cue, grid)), Math.max(1, grid.rows - cue.rows.length + 1));
    return cue.rows.map((row, at) => {
      const length = row.reduce((sum, run) => sum + [...run.text].length, 0);
      const cell = cells[at] ?? { row: top + at, column: firstColumn(cue, length, grid) };
      return { key: `${cue.id}/${at}`, cue: cue.id, cell, row, over: cell.column - 1 + length > grid.columns };
    });
  });
}
