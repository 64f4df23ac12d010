/** Rows into the lines they take where they are wider than their box. */
import type { Row, Run } from "../../bridge/types";

/** The width of a run of text, in ems of the caption font. */
export type Measure = (run: Run) => number;

/** Words with the space before them, and single characters of scripts that break anywhere. */
const PIECES = /\s*[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|\s*[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+|\s+/gu;

/** The width of a row on one line, in ems. */
export function rowWidth(row: Row, measure: Measure): number {
  return row.reduce((width, run) => width + measure(run), 0);
}

/**
 * Breaks a row where it is wider than `limit` ems, at spaces. Most rows come
 * back as they are; a single word that is too wide stays whole.
 */
export function breakRow(row: Row, limit: number, measure: Measure): Row[] {
  if (rowWidth(row, measure) <= limit) return [row];
  const lines: Row[] = [];
  let line: Row = [];
  let width = 0;
  for (const piece of pieces(row)) {
    const size = measure(piece);
    if (line.length > 0 && width + size > limit) {
      lines.push(join(line));
      const text = piece.text.trimStart();
      line = text === "" ? [] : [{ ...piece, text }];
      width = text === "" ? 0 : measure(line[0]!);
    } else {
      line.push(piece);
      width += size;
    }
  }
  return line.length > 0 ? [...lines, join(line)] : lines;
}

function pieces(row: Row): Run[] {
  return row.flatMap((run) => (run.text.match(PIECES) ?? []).map((text) => ({ ...run, text })));
}

/** Puts the pieces of one run together again; they share its style object. */
function join(line: Row): Row {
  const joined: Row = [];
  for (const piece of line) {
    const last = joined.at(-1);
    if (last && last.style === piece.style) joined[joined.length - 1] = { ...last, text: last.text + piece.text };
    else joined.push(piece);
  }
  return joined;
}
