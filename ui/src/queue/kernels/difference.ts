/** What differs between two states of a track, cue by cue. Pure. The cues have no ids in common: the service knows none. */
import type { Cue } from "../../bridge";

/** A line of the difference. */
export interface DifferenceLine {
  kind: "same" | "text" | "time" | "both" | "only-ours" | "only-theirs";
  ours: Cue | null;
  theirs: Cue | null;
}

/** How many lines of each kind there are. */
export type DifferenceCounts = Record<DifferenceLine["kind"], number>;

/** Times that differ by less are the same: services keep milliseconds. In flicks. */
const TIME_SLACK = 705_600;

/** A cue's text, row by row. */
export function textOf(cue: Cue): string {
  return cue.rows.map((row) => row.map(({ text }) => text).join("")).join("\n").trim();
}

/** Text with what of its looks a viewer would notice. */
function written(cue: Cue): string {
  return cue.rows.map((row) => row.map(({ text, style }) => `${style?.italic ? "_" : ""}${style?.underline ? "-" : ""}${text}`).join("")).join("\n").trim();
}

const sameTime = (a: Cue, b: Cue): boolean => Math.abs(a.in - b.in) <= TIME_SLACK && Math.abs((a.out ?? a.in) - (b.out ?? b.in)) <= TIME_SLACK;

function kindOf(ours: Cue, theirs: Cue): DifferenceLine["kind"] {
  const [text, time] = [written(ours) === written(theirs), sameTime(ours, theirs)];
  return text && time ? "same" : text ? "time" : time ? "text" : "both";
}

/** Two states of a track, line by line in the order of time. */
export function difference(ours: readonly Cue[], theirs: readonly Cue[]): DifferenceLine[] {
  const [a, b] = [byTime(ours), byTime(theirs)];
  const lines: DifferenceLine[] = [];
  let [i, j] = [0, 0];
  for (const [x, y] of [...anchors(a, b), [a.length, b.length] as const]) {
    lines.push(...between(a.slice(i, x), b.slice(j, y)));
    if (x < a.length && y < b.length) lines.push({ kind: kindOf(a[x]!, b[y]!), ours: a[x]!, theirs: b[y]! });
    [i, j] = [x + 1, y + 1];
  }
  return lines;
}

/** How many lines of each kind there are. */
export function countDifference(lines: readonly DifferenceLine[]): DifferenceCounts {
  const counts: DifferenceCounts = { same: 0, text: 0, time: 0, both: 0, "only-ours": 0, "only-theirs": 0 };
  for (const { kind } of lines) counts[kind]++;
  return counts;
}

function byTime(cues: readonly Cue[]): Cue[] {
  return [...cues].sort((a, b) => a.in - b.in || (a.out ?? a.in) - (b.out ?? b.in));
}

/** Cues with one text on both sides, where their order is the same: the longest such line. */
function anchors(a: readonly Cue[], b: readonly Cue[]): (readonly [number, number])[] {
  const places = new Map<string, number[]>();
  for (const [at, cue] of b.entries()) {
    const text = textOf(cue);
    places.set(text, [...(places.get(text) ?? []), at]);
  }
  const pairs: (readonly [number, number])[] = [];
  for (const [at, cue] of a.entries()) {
    const found = places.get(textOf(cue));
    const nearest = found && closest(found, (place) => Math.abs(b[place]!.in - cue.in));
    if (nearest !== undefined) pairs.push([at, nearest]);
  }
  return rising(pairs);
}

function closest(places: readonly number[], distance: (place: number) => number): number | undefined {
  let best: number | undefined;
  for (const place of places) if (best === undefined || distance(place) < distance(best)) best = place;
  return best;
}

/** The longest part of pairs whose second numbers rise, too. */
function rising(pairs: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const ends: number[] = [];
  const before: number[] = [];
  for (const [at, [, y]] of pairs.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[ends[middle]!]![1] < y) low = middle + 1;
      else high = middle;
    }
    before[at] = low > 0 ? ends[low - 1]! : -1;
    ends[low] = at;
  }
  const line: (readonly [number, number])[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at]!) line.unshift(pairs[at]!);
  return line;
}

/** What stands between two cues that agree: cues at one time are one that was changed, others are on one side only. */
function between(a: readonly Cue[], b: readonly Cue[]): DifferenceLine[] {
  const lines: DifferenceLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [ours, theirs] = [a[i], b[j]];
    if (ours && theirs && overlap(ours, theirs)) {
      lines.push({ kind: kindOf(ours, theirs), ours, theirs });
      i++;
      j++;
    } else if (ours && (!theirs || ours.in <= theirs.in)) {
      lines.push({ kind: "only-ours", ours, theirs: null });
      i++;
    } else {
      lines.push({ kind: "only-theirs", ours: null, theirs: theirs! });
      j++;
    }
  }
  return lines;
}

/** Whether two cues are on screen together for at least half of the shorter one. */
function overlap(a: Cue, b: Cue): boolean {
  const [aOut, bOut] = [a.out ?? a.in, b.out ?? b.in];
  const shared = Math.min(aOut, bOut) - Math.max(a.in, b.in);
  return shared * 2 >= Math.min(aOut - a.in, bOut - b.in) && shared >= 0;
}
