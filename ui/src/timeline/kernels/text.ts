/** How a row of text is cut to the width of its box. */

/** Graphemes of a row with how far each reaches from the row's start, in pixels. */
export interface MeasuredRow {
  readonly graphemes: readonly string[];
  readonly ends: Float32Array;
  readonly rightToLeft: boolean;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const FIRST_STRONG = /\p{L}/u;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
/** No box shows more of a row than this. */
const MOST_GRAPHEMES = 400;

/** Measures a row once, so that every later width is a search and no measuring. */
export function measureRow(text: string, advance: (grapheme: string, index: number) => number): MeasuredRow {
  const graphemes: string[] = [];
  for (const { segment } of segmenter.segment(text)) {
    if (graphemes.length >= MOST_GRAPHEMES) break;
    graphemes.push(segment);
  }
  const ends = new Float32Array(graphemes.length);
  let end = 0;
  graphemes.forEach((grapheme, index) => {
    end += advance(grapheme, index);
    ends[index] = end;
  });
  return { graphemes, ends, rightToLeft: isRightToLeft(text) };
}

/** Whether a row reads from the right: its first letter does (UAX #9, rule P2). */
export function isRightToLeft(text: string): boolean {
  const letter = FIRST_STRONG.exec(text);
  return letter !== null && RIGHT_TO_LEFT.test(letter[0]);
}

/**
 * How many graphemes of a row are shown in a width, and whether an ellipsis follows.
 *
 * All of them where they fit; none where not even one and the ellipsis do.
 */
export function fitRow(row: MeasuredRow, width: number, ellipsis: number): { count: number; cut: boolean } {
  const whole = row.ends[row.ends.length - 1] ?? 0;
  if (whole <= width) return { count: row.ends.length, cut: false };
  let low = 0;
  let high = row.ends.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (row.ends[middle]! + ellipsis <= width) low = middle + 1;
    else high = middle;
  }
  while (low > 0 && row.graphemes[low - 1]!.trim() === "") low -= 1;
  return { count: low, cut: low > 0 };
}
