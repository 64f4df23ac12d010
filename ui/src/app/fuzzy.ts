/** Finding by a few letters, as palettes do. Pure. */

/** How well a text answers a query, and where. */
export interface FuzzyHit {
  score: number;
  /** Places of the matched characters. */
  at: number[];
}

const BOUNDARY = /[\s.\-_/,:()]/;

function worth(text: string, index: number, previous: number): number {
  if (index === previous + 1) return 8;
  if (index === 0 || BOUNDARY.test(text[index - 1]!)) return 6;
  return Math.max(0, 2 - (index - previous) / 8);
}

function matchFrom(text: string, wanted: string, start: number): FuzzyHit | null {
  const at: number[] = [];
  let [score, previous] = [0, -2];
  for (const character of wanted) {
    const from = at.length === 0 ? start : previous + 1;
    const boundary = nextBoundary(text, character, from);
    const plain = text.indexOf(character, from);
    if (plain < 0) return null;
    const index = plain !== previous + 1 && boundary >= 0 ? boundary : plain;
    score += worth(text, index, previous);
    at.push(index);
    previous = index;
  }
  return { score, at };
}

function nextBoundary(text: string, character: string, from: number): number {
  for (let index = text.indexOf(character, from); index >= 0; index = text.indexOf(character, index + 1)) {
    if (index === 0 || BOUNDARY.test(text[index - 1]!)) return index;
  }
  return -1;
}

/** Where and how well the letters of `query` stand in `text` in their order; null where they do not. */
export function fuzzy(query: string, text: string): FuzzyHit | null {
  const wanted = query.toLowerCase().replace(/\s+/g, "");
  if (wanted === "") return { score: 0, at: [] };
  const source = text.toLowerCase();
  const whole = source.indexOf(query.trim().toLowerCase());
  if (whole >= 0) {
    const starts = whole === 0 || BOUNDARY.test(source[whole - 1]!);
    const at = Array.from({ length: query.trim().length }, (_, index) => whole + index);
    return { score: wanted.length * 10 + (starts ? 20 : 0) - whole / 10, at };
  }
  let best: FuzzyHit | null = null;
  for (let start = source.indexOf(wanted[0]!); start >= 0; start = source.indexOf(wanted[0]!, start + 1)) {
    const hit = matchFrom(source, wanted, start);
    if (hit && (best === null || hit.score > best.score)) best = hit;
  }
  return best && { ...best, score: best.score - source.length / 50 };
}
