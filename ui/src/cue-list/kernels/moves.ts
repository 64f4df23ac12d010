/** The keyboard of a grid: where a key leads from a cell. */

/** A cell, by indexes. */
export interface Place {
  row: number;
  column: number;
}

/** How large the grid is, and how many rows a page. */
export interface Size {
  rows: number;
  columns: number;
  page: number;
}

const STEPS: Readonly<Record<string, (page: number) => Place>> = {
  ArrowUp: () => ({ row: -1, column: 0 }),
  ArrowDown: () => ({ row: 1, column: 0 }),
  ArrowLeft: () => ({ row: 0, column: -1 }),
  ArrowRight: () => ({ row: 0, column: 1 }),
  PageUp: (page) => ({ row: -page, column: 0 }),
  PageDown: (page) => ({ row: page, column: 0 }),
  Home: () => ({ row: -Infinity, column: 0 }),
  End: () => ({ row: Infinity, column: 0 }),
};

/** The cell a key leads to, within the grid; null for a key that leads nowhere, or in an empty grid. */
export function moveBy(key: string, from: Place, size: Size): Place | null {
  const step = STEPS[key]?.(Math.max(1, size.page));
  if (!step || size.rows === 0) return null;
  return { row: within(from.row + step.row, size.rows), column: within(from.column + step.column, size.columns) };
}

function within(index: number, count: number): number {
  return Math.min(Math.max(index, 0), count - 1);
}
