/** A cue's rows as an editor document, and back: exact in both directions. */
import type { Mark, Node } from "prosemirror-model";
import type { Row, Run, Style } from "../bridge";
import { schema } from "./schema";

/** The parts of a style that are on or off, in the order the backend writes them. */
const FLAGS = ["italic", "bold", "underline", "strike", "flash"] as const;
const COLOURS = ["color", "background"] as const;

/** Rows as an editor document; no rows at all are one empty one. */
export function docOfRows(rows: readonly Row[]): Node {
  const blocks = rows.map((row) => schema.node("row", null, row.flatMap((run, at) => (run.text === "" ? [] : [schema.text(run.text, marksOf(run, at))]))));
  return schema.node("doc", null, blocks.length > 0 ? blocks : [schema.node("row")]);
}

/** An editor document as rows; a document without text has none. */
export function rowsOfDoc(doc: Node): Row[] {
  const rows: Row[] = [];
  doc.forEach((block) => {
    const row: Row = [];
    block.forEach((text) => row.push(runOf(text)));
    rows.push(row);
  });
  return rows.every((row) => row.length === 0) ? [] : rows;
}

function marksOf(run: Run, at: number): Mark[] {
  const { italic, bold, underline, strike, flash, color, background, ...rest } = run.style ?? {};
  const flags = { italic, bold, underline, strike, flash };
  const marks = FLAGS.filter((name) => flags[name]).map((name) => schema.mark(name));
  if (color != null) marks.push(schema.mark("color", { value: color }));
  if (background != null) marks.push(schema.mark("background", { value: background }));
  if (!isPlain(rest)) marks.push(schema.mark("opaque", { rest, run: rest.detail?.ruby == null ? null : at }));
  return marks;
}

function runOf(text: Node): Run {
  const style: Style = {};
  const mark = (name: string): Mark | undefined => text.marks.find((one) => one.type.name === name);
  for (const name of FLAGS) if (mark(name)) style[name] = true;
  for (const name of COLOURS) {
    const colour = mark(name);
    if (colour) style[name] = String(colour.attrs.value);
  }
  Object.assign(style, mark("opaque")?.attrs.rest);
  return { text: text.text ?? "", ...(isPlain(style) ? {} : { style }) };
}

/** Whether a style says nothing. */
function isPlain(style: Style): boolean {
  return Object.values(style).every((value) => value == null || value === false || isEmptyDetail(value));
}

function isEmptyDetail(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.values(value).every((part) => part == null || (Array.isArray(part) && part.length === 0));
}

/** The style with nothing in it that says nothing, keys in the backend's order. */
function normalStyle(style: Style | undefined): Style | undefined {
  const { italic, bold, underline, strike, flash, color, background, ...rest } = style ?? {};
  const flags = { italic, bold, underline, strike, flash };
  const normal: Style = {};
  for (const name of FLAGS) if (flags[name]) normal[name] = true;
  if (color != null) normal.color = color;
  if (background != null) normal.background = background;
  if (!isPlain(rest)) Object.assign(normal, rest);
  return isPlain(normal) ? undefined : normal;
}

/**
 * Equal looking rows as equal values, as the backend keeps them: neighbours of
 * one style joined (ruby pairs excepted), runs without text dropped.
 */
export function normaliseRow(row: Row): Row {
  const runs: Row = [];
  for (const run of row) {
    if (run.text === "") continue;
    const style = normalStyle(run.style);
    const last = runs.at(-1);
    if (last && style?.detail?.ruby == null && JSON.stringify(last.style) === JSON.stringify(style)) last.text += run.text;
    else runs.push({ text: run.text, ...(style ? { style } : {}) });
  }
  return runs;
}

/** Rows in normal form; no rows at all where there is no text. */
export function normaliseRows(rows: readonly Row[]): Row[] {
  const normal = rows.map(normaliseRow);
  return normal.every((row) => row.length === 0) ? [] : normal;
}

/** Whether two texts are the same once in normal form. */
export function sameRows(a: readonly Row[], b: readonly Row[]): boolean {
  return JSON.stringify(normaliseRows(a)) === JSON.stringify(normaliseRows(b));
}
