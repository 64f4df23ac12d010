/**
 * Where the captions on screen stand: WebVTT's rendering (section 7.2) for
 * cues with a box or none, the numeric keypad of SubRip, and the 608 grid.
 *
 * Pure; every result is in percent of the picture.
 */
import type { Align, Anchor, BoxPosition, Cue, CueId, Region, Row, Writing } from "../../bridge/types";
import { breakRow, rowWidth, type Measure } from "./break-lines";
import { gridFor, type Grid } from "./grid";

/** A stretch of text with one place on the picture. */
export interface PlacedCaption {
  /** Unique among the captions shown at once. */
  key: string;
  cue: CueId;
  left: number;
  top: number;
  width: number;
  height: number;
  writing: Writing;
  /** How lines stand between the box's edges; start and end are already resolved. */
  align: "left" | "center" | "right";
  lines: Row[];
}

/** What the target draws with. */
export interface Typography {
  /** Picture width divided by its height. */
  aspect: number;
  /** Font size in percent of the picture's height. */
  fontSize: number;
  /** Distance from line to line, likewise. */
  lineHeight: number;
  /** What is kept free at the top and the bottom, likewise. */
  margin: number;
  measure: Measure;
}

/** WebVTT's default: text of 5 % of the height (section 7.2, `5vh`). */
export const VTT_FONT_SIZE = 5;
/** The distance of its lines, in percent of the height. */
export const VTT_LINE_HEIGHT = 6.5;
/** The part of a cue's percentage that is one percent. */
const ONE = 10_000;

type Side = "left" | "center" | "right";
interface Rect { left: number; top: number; width: number; height: number }

/** Places cues as a WebVTT player would, in the order given; later ones make way for earlier ones. */
export function layoutCaptions(cues: readonly Cue[], regions: readonly Region[], type: Typography): PlacedCaption[] {
  const placed: PlacedCaption[] = [];
  const taken: Rect[] = [];
  const filled = new Map<string, number>();
  for (const cue of cues) {
    if (cue.rows.every((row) => row.length === 0)) continue;
    const captions = placeCue(cue, regions, type, taken, filled);
    for (const caption of captions) taken.push(inkOf(caption, type));
    placed.push(...captions);
  }
  return placed;
}

function placeCue(cue: Cue, regions: readonly Region[], type: Typography, taken: Rect[], filled: Map<string, number>): PlacedCaption[] {
  const position = cue.position ?? { kind: "auto" };
  if (position.kind === "grid" && position.value.length > 0) return placeOnGrid(cue, gridFor(position.value, type.aspect));
  if (position.kind === "numpad") return [placeBox(cue, numpadBox(position.value, type), cue.align ?? numpadAlign(position.value), type, taken)];
  const box = position.kind === "box" ? position.value : {};
  const region = regions.find((candidate) => candidate.id === box.region);
  if (region) return [placeInRegion(cue, region, type, filled)];
  return [placeBox(cue, box, cue.align ?? "center", type, taken)];
}

/** Each row of the cue starts at its own cell. */
export function placeOnGrid(cue: Cue, grid: Grid): PlacedCaption[] {
  const cells = cue.position?.kind === "grid" ? cue.position.value : [];
  return cue.rows.map((row, at) => {
    const last = cells.at(-1) ?? { row: 1, column: 1 };
    const cell = cells[at] ?? { row: last.row + at - cells.length + 1, column: last.column };
    const left = grid.left + (cell.column - 1) * grid.cellWidth;
    return {
      key: `${cue.id}/${at}`, cue: cue.id, writing: "horizontal", align: "left", lines: [row], left,
      top: grid.top + (cell.row - 1) * grid.cellHeight, width: 100 - left, height: grid.cellHeight,
    };
  });
}

const NUMPAD_ALIGNS = ["left", "center", "right"] as const;

function numpadAlign(digit: number): Align {
  return NUMPAD_ALIGNS[(digit - 1) % 3] ?? "center";
}

/** The nine places as boxes: in from the sides by the margin, rows at the top, the middle or the bottom. */
function numpadBox(digit: number, type: Typography): BoxPosition {
  const column = (digit - 1) % 3;
  const line = Math.floor((digit - 1) / 3);
  const inline = [type.margin, 50, 100 - type.margin][column] ?? 50;
  const anchor = (["start", "center", "end"] as const)[column] ?? "center";
  const block: BoxPosition =
    line === 1 ? { block: { kind: "percent", value: 50 * ONE }, block_anchor: "center" } : { block: { kind: "row", value: line === 2 ? 0 : -1 } };
  return { ...block, inline: inline * ONE, inline_anchor: anchor };
}

function placeBox(cue: Cue, box: BoxPosition, align: Align, type: Typography, taken: Rect[]): PlacedCaption {
  const writing = cue.writing ?? "horizontal";
  const vertical = writing !== "horizontal";
  const side = resolveAlign(align, isRightToLeft(cue));
  const { start, size } = inlineExtent(box, side, align);
  const emInline = vertical ? type.fontSize : type.fontSize / type.aspect;
  const lines = cue.rows.flatMap((row) => breakRow(row, size / emInline, type.measure));
  const step = vertical ? type.lineHeight / type.aspect : type.lineHeight;
  const extent = step * lines.length;
  const caption = (block: number): PlacedCaption => ({
    key: cue.id, cue: cue.id, writing, align: side, lines,
    ...(vertical
      ? { left: writing === "vertical-rl" ? 100 - block - extent : block, top: start, width: extent, height: size }
      : { left: start, top: block, width: size, height: extent }),
  });
  const block = box.block ?? { kind: "auto" };
  if (block.kind === "percent") {
    const offset = anchored(block.value / ONE, extent, box.block_anchor);
    return caption(writing === "vertical-rl" ? 100 - offset - extent : offset);
  }
  const margin = vertical ? type.margin / type.aspect : type.margin;
  const row = block.kind === "row" ? block.value : -1;
  const free = (at: number): boolean => !taken.some((rect) => overlaps(rect, inkOf(caption(at), type)));
  return caption(snapToRows(row, step, extent, margin, free));
}

function anchored(offset: number, extent: number, anchor: Anchor | undefined): number {
  if (anchor === "center") return offset - extent / 2;
  return anchor === "end" ? offset - extent : offset;
}

/**
 * Finds rows for a box that starts at row `row` (negative from the end): in
 * its own direction first, then the other way, until nothing is in the way.
 */
function snapToRows(row: number, step: number, extent: number, margin: number, free: (at: number) => boolean): number {
  const end = 100 - margin - extent;
  const first = row >= 0 ? margin + row * step : 100 - margin + row * step;
  const onward = row >= 0 ? step : -step;
  const inside = (at: number): boolean => at >= margin - 1e-6 && at <= end + 1e-6;
  const start = Math.min(Math.max(first, margin), Math.max(end, margin));
  for (const direction of [onward, -onward]) {
    for (let at = start; inside(at); at += direction) if (free(at)) return at;
  }
  return start;
}

/** The box's place along its rows (WebVTT 7.2, steps for size and position). */
function inlineExtent(box: BoxPosition, side: Side, align: Align): { start: number; size: number } {
  const position = box.inline != null ? box.inline / ONE : { left: 0, center: 50, right: 100 }[side];
  const anchor = box.inline_anchor && box.inline_anchor !== "auto" ? box.inline_anchor : anchorOf(side, align);
  const most =
    anchor === "start" ? 100 - position : anchor === "end" ? position : 2 * Math.min(position, 100 - position);
  const size = Math.min(box.inline_size != null ? box.inline_size / ONE : 100, most);
  return { start: anchored(position, size, anchor), size };
}

function anchorOf(side: Side, align: Align): "start" | "center" | "end" {
  if (align === "center") return "center";
  return side === "left" ? "start" : "end";
}

function placeInRegion(cue: Cue, region: Region, type: Typography, filled: Map<string, number>): PlacedCaption {
  const width = region.width / ONE;
  const height = region.lines * type.lineHeight;
  const left = (region.viewport_anchor[0] - (region.anchor[0] * width) / 100) / ONE;
  const top = (region.viewport_anchor[1] - (region.anchor[1] * height) / 100) / ONE;
  const limit = width / (type.fontSize / type.aspect);
  const lines = cue.rows.flatMap((row) => breakRow(row, limit, type.measure));
  const used = filled.get(region.id) ?? 0;
  filled.set(region.id, used + lines.length);
  return {
    key: cue.id, cue: cue.id, writing: "horizontal", lines, left, width,
    align: resolveAlign(cue.align ?? "center", isRightToLeft(cue)),
    top: top + height - (used + lines.length) * type.lineHeight, height: lines.length * type.lineHeight,
  };
}

/** What a caption's text covers: its lines, not the whole width of its box. */
function inkOf(caption: PlacedCaption, type: Typography): Rect {
  const { left, top, width, height, writing, lines, align } = caption;
  const vertical = writing !== "horizontal";
  const em = vertical ? type.fontSize : type.fontSize / type.aspect;
  const size = vertical ? height : width;
  const ink = Math.min(size, em * Math.max(0, ...lines.map((line) => rowWidth(line, type.measure))));
  const shift = { left: 0, center: (size - ink) / 2, right: size - ink }[align];
  return vertical ? { left, top: top + shift, width, height: ink } : { left: left + shift, top, width: ink, height };
}

function overlaps(a: Rect, b: Rect): boolean {
  const apart = 1e-6;
  return (
    a.left + a.width > b.left + apart && b.left + b.width > a.left + apart &&
    a.top + a.height > b.top + apart && b.top + b.height > a.top + apart
  );
}

const RIGHT_TO_LEFT = /^[^\p{L}]*[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Whether the first letter of a cue belongs to a script that runs from right to left. */
export function isRightToLeft(cue: Cue): boolean {
  return RIGHT_TO_LEFT.test(cue.rows.map((row) => row.map((run) => run.text).join("")).join("\n"));
}

function resolveAlign(align: Align, rightToLeft: boolean): Side {
  if (align === "start") return rightToLeft ? "right" : "left";
  if (align === "end") return rightToLeft ? "left" : "right";
  return align;
}
