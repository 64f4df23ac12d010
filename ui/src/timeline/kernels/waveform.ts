/**
 * Which columns of the waveform a view needs, and what they come to per pixel.
 *
 * The backend keeps a pyramid: a column of level 0 covers `samples_per_column`
 * samples, each level halves the one below. Columns are fetched in tiles.
 */
import { FLICKS } from "../../document/time";
import { flicksPerPixel, type View } from "./view";

/** The shape of a pyramid, as `WaveformInfo` has it. */
export interface Pyramid {
  readonly sample_rate: number;
  readonly samples_per_column: number;
  readonly levels: number;
  /** Columns of level 0. */
  readonly columns: number;
  /** Ranges of level 0 columns that are known, [first, end), in order. */
  readonly exact: readonly (readonly [number, number])[];
}

/** Columns in a tile; 6 KiB of minimum, maximum and RMS. */
export const TILE = 1024;

/** The length of a column of a level in flicks. */
export function columnSpan(pyramid: Pyramid, level: number): number {
  return ((pyramid.samples_per_column * 2 ** level) / pyramid.sample_rate) * FLICKS;
}

/** How many columns a level has. */
export function columnsOf(pyramid: Pyramid, level: number): number {
  return Math.ceil(pyramid.columns / 2 ** level);
}

/** The coarsest level that still has a column for every pixel; level 0 where none does. */
export function chooseLevel(pyramid: Pyramid, perPixel: number): number {
  const level = Math.floor(Math.log2(perPixel / columnSpan(pyramid, 0)));
  return Math.max(0, Math.min(pyramid.levels - 1, level));
}

/** Tiles [first, end) of a level that a view touches, with `margin` views' worth on either side. */
export function tilesFor(pyramid: Pyramid, level: number, view: View, margin: number): { first: number; end: number } {
  const span = columnSpan(pyramid, level) * TILE;
  const last = Math.ceil(columnsOf(pyramid, level) / TILE);
  const first = Math.floor((view.start - margin * view.span) / span);
  const end = Math.ceil((view.start + (1 + margin) * view.span) / span);
  return { first: Math.max(0, Math.min(last, first)), end: Math.max(0, Math.min(last, end)) };
}

/** How many of the level 0 columns [first, end) are known. */
export function knownWithin(pyramid: Pyramid, first: number, end: number): number {
  let known = 0;
  for (const [from, to] of pyramid.exact) known += Math.max(0, Math.min(end, to) - Math.max(first, from));
  return known;
}

/** The level 0 columns [first, end) that a tile covers. */
export function baseColumns(pyramid: Pyramid, level: number, tile: number): { first: number; end: number } {
  const size = TILE * 2 ** level;
  return { first: tile * size, end: Math.min(pyramid.columns, (tile + 1) * size) };
}

/** A run of neighbouring tiles that one call fetches. */
export interface TileRun {
  readonly level: number;
  readonly first: number;
  readonly count: number;
}

/** Most tiles in one call: 16 384 columns, 96 KiB. */
const LONGEST_RUN = 16;

/** Joins tiles of one level that are wanted into as few calls as possible. `tiles` is sorted. */
export function joinTiles(level: number, tiles: readonly number[]): TileRun[] {
  const runs: TileRun[] = [];
  for (const tile of tiles) {
    const last = runs[runs.length - 1];
    if (last && last.first + last.count === tile && last.count < LONGEST_RUN) {
      runs[runs.length - 1] = { ...last, count: last.count + 1 };
    } else {
      runs.push({ level, first: tile, count: 1 });
    }
  }
  return runs;
}

/** What is known of a pixel. */
export const INK = { none: 0, exact: 1, provisional: 2 } as const;

/** A waveform, pixel by pixel: the peak and the RMS as samples of 16 bits, and what kind of ink it is. */
export interface Ink {
  readonly peak: Uint16Array;
  readonly rms: Uint16Array;
  readonly kind: Uint8Array;
}

/** Ink for a width; all of it unknown. */
export function emptyInk(width: number): Ink {
  return { peak: new Uint16Array(width), rms: new Uint16Array(width), kind: new Uint8Array(width) };
}

/** Columns of one level. */
export interface Columns {
  /** Length of a column in flicks. */
  readonly span: number;
  readonly count: number;
  /** Minimum, maximum and RMS, column after column; null where not fetched. */
  tile(index: number): Int16Array | null;
}

/**
 * The first pixel of the grid that ink is gathered on.
 *
 * Pixels are cells of programme time and not of the window, so that the shape
 * stands still while it is scrolled.
 */
function firstCell(view: View): number {
  return Math.round(view.start / flicksPerPixel(view));
}

/** Known ranges of level 0 as flicks, [start, end, start, end, …]. */
export function knownTimes(pyramid: Pyramid): Float64Array {
  const span = columnSpan(pyramid, 0);
  const times = new Float64Array(pyramid.exact.length * 2);
  pyramid.exact.forEach(([first, end], index) => {
    times[index * 2] = first * span;
    times[index * 2 + 1] = (end >= pyramid.columns ? end + 1 : end) * span;
  });
  return times;
}

/**
 * Fills in pixels that are still unknown from columns, where those are known.
 *
 * Called with one level after the other, the best first. Pixels without a
 * single sample (minimum above maximum) stay empty: a gap is a gap.
 */
export function gatherInk(ink: Ink, view: View, columns: Columns, known: Float64Array): void {
  const perPixel = flicksPerPixel(view);
  const cell = firstCell(view);
  const fine = columns.span <= perPixel;
  let range = 0;
  for (let x = 0; x < ink.kind.length; x += 1) {
    if (ink.kind[x] !== INK.none) continue;
    const from = (cell + x) * perPixel;
    if (from < 0) continue;
    while (range < known.length && known[range + 1]! <= from) range += 2;
    if (range >= known.length) return;
    if (from < known[range]!) continue;
    if (fine) gatherPixel(ink, x, from / columns.span, (from + perPixel) / columns.span, columns);
    else blendPixel(ink, x, (from + perPixel / 2) / columns.span - 0.5, columns);
  }
}

/** The extremes and the energy of all columns under a pixel. */
function gatherPixel(ink: Ink, x: number, from: number, to: number, columns: Columns): void {
  const end = Math.min(columns.count, Math.max(Math.floor(from) + 1, Math.floor(to)));
  let peak = -1;
  let energy = 0;
  let counted = 0;
  let tile: Int16Array | null = null;
  let held = -1;
  for (let column = Math.floor(from); column < end; column += 1) {
    const index = Math.floor(column / TILE);
    if (index !== held) {
      tile = columns.tile(index);
      held = index;
    }
    const at = (column - index * TILE) * 3;
    if (!tile || at + 2 >= tile.length) return;
    const least = tile[at]!;
    const most = tile[at + 1]!;
    if (least > most) continue;
    peak = Math.max(peak, most, -least);
    energy += tile[at + 2]! * tile[at + 2]!;
    counted += 1;
  }
  if (counted > 0) setInk(ink, x, peak, Math.sqrt(energy / counted));
}

/** Between two columns that are wider than a pixel, the shape is a line. */
function blendPixel(ink: Ink, x: number, place: number, columns: Columns): void {
  const left = Math.max(0, Math.floor(place));
  const right = Math.min(columns.count - 1, left + 1);
  const share = Math.min(1, Math.max(0, place - left));
  const nearest = share < 0.5 ? left : right;
  const peak = peakOf(columns, nearest);
  if (peak < 0) return;
  const other = nearest === left ? right : left;
  const weight = nearest === left ? share : 1 - share;
  const otherPeak = peakOf(columns, other);
  if (otherPeak < 0) return setInk(ink, x, peak, rmsOf(columns, nearest));
  const rms = rmsOf(columns, nearest);
  setInk(ink, x, peak + (otherPeak - peak) * weight, rms + (rmsOf(columns, other) - rms) * weight);
}

/** The peak of a column; -1 where it is not at hand or has no sample. */
function peakOf(columns: Columns, column: number): number {
  const index = Math.floor(column / TILE);
  const tile = columns.tile(index);
  const at = (column - index * TILE) * 3;
  if (!tile || at + 2 >= tile.length || tile[at]! > tile[at + 1]!) return -1;
  return Math.max(tile[at + 1]!, -tile[at]!);
}

/** The RMS of a column that has a peak. */
function rmsOf(columns: Columns, column: number): number {
  const index = Math.floor(column / TILE);
  return columns.tile(index)?.[(column - index * TILE) * 3 + 2] ?? 0;
}

function setInk(ink: Ink, x: number, peak: number, rms: number): void {
  ink.kind[x] = INK.exact;
  ink.peak[x] = Math.max(0, peak);
  ink.rms[x] = Math.min(Math.max(0, rms), Math.max(0, peak));
}

/**
 * Fills in pixels that are not known yet from provisional loudness, one byte
 * for each `span` flicks.
 */
export function gatherProvisional(ink: Ink, view: View, loudness: Uint8Array, span: number, known: Float64Array): void {
  if (loudness.length === 0 || span <= 0) return;
  const perPixel = flicksPerPixel(view);
  const cell = firstCell(view);
  let range = 0;
  for (let x = 0; x < ink.kind.length; x += 1) {
    const from = (cell + x) * perPixel;
    while (range < known.length && known[range + 1]! <= from) range += 2;
    // Exact ink without a sample is a gap, and not for guesses to fill.
    if (ink.kind[x] !== INK.none || from < 0 || (range < known.length && from >= known[range]!)) continue;
    const first = Math.floor(from / span);
    const end = Math.min(loudness.length, Math.max(first + 1, Math.floor((from + perPixel) / span)));
    let peak = -1;
    for (let index = first; index < end; index += 1) peak = Math.max(peak, loudness[index]!);
    if (peak < 0) continue;
    ink.kind[x] = INK.provisional;
    ink.peak[x] = peak * 128;
    ink.rms[x] = 0;
  }
}
