/** Rows of caption text on a canvas: measured once, cut to any width without measuring again. */
import type { Row } from "../../bridge";
import { rowText } from "../../document";
import { fitRow, measureRow, type MeasuredRow } from "../kernels/text";
import { font, type Palette } from "../theme";

interface Segment {
  /** Index of the first grapheme of the segment. */
  readonly from: number;
  readonly font: string;
}

interface PreparedRow {
  readonly measured: MeasuredRow;
  readonly segments: readonly Segment[];
}

/** Rows kept measured: a few screens of them. */
const CAPACITY = 2000;
const ELLIPSIS = "…";

/** Draws rows, and remembers how wide their letters are. */
export class RowText {
  #rows = new Map<Row, PreparedRow>();
  #advances = new Map<string, number>();

  /** Forgets every width: the fonts have changed. */
  forget(): void {
    this.#rows.clear();
    this.#advances.clear();
  }

  /** Draws as much of a row as a width has room for. `more` ends it with an ellipsis in any case. */
  draw(context: CanvasRenderingContext2D, palette: Palette, row: Row, x: number, y: number, width: number, more: boolean): void {
    const prepared = this.#prepare(context, palette, row);
    const ellipsis = this.#advance(context, font.text(palette), ELLIPSIS);
    const { count, cut } = fitRow(prepared.measured, more ? width - ellipsis : width, ellipsis);
    if (count === 0) return;
    const tail = cut || more ? ELLIPSIS : "";
    if (prepared.measured.rightToLeft) drawFromRight(context, palette, prepared, count, tail, x + width, y);
    else drawFromLeft(context, prepared, count, tail, x, y);
  }

  #prepare(context: CanvasRenderingContext2D, palette: Palette, row: Row): PreparedRow {
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
      return this.#advance(context, face, grapheme);
    });
    const prepared = { measured, segments };
    this.#rows.set(row, prepared);
    return prepared;
  }

  #advance(context: CanvasRenderingContext2D, face: string, grapheme: string): number {
    const key = `${face}|${grapheme}`;
    let width = this.#advances.get(key);
    if (width === undefined) {
      context.font = face;
      width = context.measureText(grapheme).width;
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

function drawFromLeft(context: CanvasRenderingContext2D, row: PreparedRow, count: number, tail: string, x: number, y: number): void {
  const { measured, segments } = row;
  context.textAlign = "left";
  segments.forEach((segment, index) => {
    if (segment.from >= count) return;
    const end = Math.min(count, segments[index + 1]?.from ?? count);
    const text = measured.graphemes.slice(segment.from, end).join("");
    context.font = segment.font;
    context.fillText(end === count ? text + tail : text, x + (segment.from > 0 ? measured.ends[segment.from - 1]! : 0), y);
  });
}

/** Text from the right is drawn whole, so that the bidi algorithm sees all of it. */
function drawFromRight(context: CanvasRenderingContext2D, palette: Palette, row: PreparedRow, count: number, tail: string, right: number, y: number): void {
  context.font = row.segments[0]?.font ?? font.text(palette);
  context.direction = "rtl";
  context.textAlign = "right";
  context.fillText(row.measured.graphemes.slice(0, count).join("") + tail, right, y);
  context.direction = "ltr";
  context.textAlign = "left";
}
