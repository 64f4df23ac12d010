/** Rows of caption text on a canvas: measured once, cut to any width without measuring again. */
import type { Row } from "../../bridge";
import { rowText } from "../../document";
import { fitRow, measureRow, type MeasuredRow } from "../kernels/text";
import { font, type Palette } from "../theme";
import type { Sprites } from "./sprites";

interface Segment {
  /** Index of the first grapheme of the segment. */
  readonly from: number;
  readonly font: string;
}

interface PreparedRow {
  /** Names its bitmaps. */
  readonly key: number;
  readonly measured: MeasuredRow;
  readonly segments: readonly Segment[];
}

/** Where a row goes. */
export interface RowPlace {
  readonly x: number;
  /** The middle of the line. */
  readonly y: number;
  readonly width: number;
  readonly colour: string;
  /** Whether it ends with an ellipsis in any case: there are more rows than are shown. */
  readonly more: boolean;
}

/** Rows kept measured: a few screens of them. */
const CAPACITY = 2000;
const ELLIPSIS = "…";

/** Draws rows, and remembers how wide their letters are. */
export class RowText {
  #rows = new Map<Row, PreparedRow>();
  #advances = new Map<string, number>();
  #keys = 0;

  constructor(private readonly sprites: Sprites) {}

  /** Forgets every width: the fonts have changed. */
  forget(): void {
    this.#rows.clear();
    this.#advances.clear();
  }

  /** Draws as much of a row as its place has room for. */
  draw(context: CanvasRenderingContext2D, palette: Palette, row: Row, place: RowPlace): void {
    const prepared = this.#prepare(palette, row);
    const { ends, rightToLeft } = prepared.measured;
    const ellipsis = this.sprites.text(font.text(palette), place.colour, ELLIPSIS);
    const dotted = this.#advance(font.text(palette), ELLIPSIS);
    const { count, cut } = fitRow(prepared.measured, place.more ? place.width - dotted : place.width, dotted);
    if (count === 0) return;
    const key = `${prepared.key}|${place.colour}`;
    const dots = cut || place.more;
    if (!rightToLeft && this.sprites.isNew(key)) {
      const [x, y] = [this.sprites.crisp(place.x), place.y];
      drawRow(context, prepared, place.colour, x, y, count);
      if (dots) this.sprites.paint(context, ellipsis, x + ends[count - 1]!, y);
      return;
    }
    const sprite = this.sprites.line(
      key, () => ends[ends.length - 1] ?? 0,
      (target, middle) => drawRow(target, prepared, place.colour, 0, middle),
    );
    const shown = Math.min(sprite.width, ends[count - 1]! + (cut ? 0 : 2));
    if (rightToLeft) {
      const right = place.x + place.width;
      this.sprites.paint(context, sprite, right - shown, place.y, shown, sprite.width - shown);
      if (dots) this.sprites.paint(context, ellipsis, right - shown - dotted, place.y);
    } else {
      this.sprites.paint(context, sprite, place.x, place.y, shown);
      if (dots) this.sprites.paint(context, ellipsis, place.x + ends[count - 1]!, place.y);
    }
  }

  #prepare(palette: Palette, row: Row): PreparedRow {
    const known = this.#rows.get(row);
    if (known) return known;
    if (this.#rows.size >= CAPACITY) this.#rows.clear();
    const fonts = fontsOf(palette, row);
    const segments: Segment[] = [];
    let offset = 0;
    const measured = measureRow(rowText(row), (grapheme, index) => {
      const face = fonts(offset);
      offset += grapheme.length;
      if (segments[segments.length - 1]?.font !== face) segments.push({ from: index, font: face });
      return this.#advance(face, grapheme);
    });
    const prepared = { key: (this.#keys += 1), measured, segments };
    this.#rows.set(row, prepared);
    return prepared;
  }

  #advance(face: string, grapheme: string): number {
    const key = `${face}|${grapheme}`;
    let width = this.#advances.get(key);
    if (width === undefined) {
      width = this.sprites.measure(face, grapheme);
      if (this.#advances.size >= CAPACITY * 4) this.#advances.clear();
      this.#advances.set(key, width);
    }
    return width;
  }
}

/** The font at each place of a row's text. */
function fontsOf(palette: Palette, row: Row): (offset: number) => string {
  const ends: { end: number; font: string }[] = [];
  let end = 0;
  for (const run of row) {
    end += run.text.length;
    ends.push({ end, font: font.text(palette, run.style?.italic, run.style?.bold) });
  }
  return (offset) => ends.find((run) => offset < run.end)?.font ?? font.text(palette);
}

/**
 * Draws the first `count` graphemes of a row from `x` on. One that reads from the right is drawn whole and in one piece,
 * so that the bidi algorithm sees all of it.
 */
function drawRow(
  context: CanvasRenderingContext2D, row: PreparedRow, colour: string, x: number, middle: number,
  count = row.measured.graphemes.length,
): void {
  const { measured, segments } = row;
  context.fillStyle = colour;
  if (measured.rightToLeft) {
    context.font = segments[0]?.font ?? context.font;
    context.direction = "rtl";
    context.textAlign = "right";
    context.fillText(measured.graphemes.join(""), measured.ends[measured.ends.length - 1] ?? 0, middle);
    return;
  }
  segments.forEach((segment, index) => {
    const end = Math.min(count, segments[index + 1]?.from ?? count);
    const before = segment.from > 0 ? measured.ends[segment.from - 1]! : 0;
    context.font = segment.font;
    context.fillText(measured.graphemes.slice(segment.from, end).join(""), x + before, middle);
  });
}
