/**
 * Cues in lanes.
 *
 * Cues that overlap share the height of the track; one that stands alone has
 * all of it. Everything is kept in typed arrays, so that 20 000 cues are laid
 * out once for each change and looked through without allocating.
 */

/** As much of a cue as its place in time needs. */
export interface TimedCue {
  readonly id: string;
  readonly in: number;
  /** Absent where the cue stays until the next one. */
  readonly out: number | null;
}

/** Cues in the order of their in times, each with its lane. */
export interface TrackLayout<C extends TimedCue = TimedCue> {
  readonly cues: readonly C[];
  readonly ins: Float64Array;
  /** Out times; for a cue without one, the in time of the next. */
  readonly outs: Float64Array;
  /** The latest out time up to each cue: grows, so that it can be searched. */
  readonly reach: Float64Array;
  /** The lane of each cue, from the top. */
  readonly lanes: Uint8Array;
  /** How many lanes the cues that each one overlaps with need together. */
  readonly laneCounts: Uint8Array;
  readonly indexOf: ReadonlyMap<string, number>;
}

/** More overlapping cues than this share the last lane. */
const MOST_LANES = 16;
/** How long a last cue without an out time is drawn: five seconds. */
const OPEN_LENGTH = 5 * 705_600_000;

/** Lays out cues that are sorted by in time. The list may be changed in place afterwards. */
export function layoutTrack<C extends TimedCue>(cues: readonly C[]): TrackLayout<C> {
  const indexOf = new Map<string, number>();
  for (let index = 0; index < cues.length; index += 1) indexOf.set(cues[index]!.id, index);
  const layout = { cues: cues.slice(), indexOf, ...emptyArrays(cues.length) };
  placeCues(layout, 0, cues.length);
  for (let index = 0; index < cues.length; index += 1) reachAt(layout, index);
  assignLanes(layout, 0, () => false);
  return layout;
}

/**
 * Lays out a list that has changed since `previous`, at the cost of the
 * change: what comes before and after it is taken over.
 */
export function relayoutTrack<C extends TimedCue>(previous: TrackLayout<C>, cues: readonly C[]): TrackLayout<C> {
  const { first, end } = changedRange(previous.cues, cues);
  const grown = cues.length - previous.cues.length;
  if (first === end && grown === 0) return previous;
  if (end - first > cues.length / 2) return layoutTrack(cues);
  const layout = { cues: cues.slice(), indexOf: indexAfter(previous, cues, first, end), ...emptyArrays(cues.length) };
  for (const name of ["ins", "outs", "reach", "lanes", "laneCounts"] as const) {
    layout[name].set(previous[name].subarray(0, first));
    layout[name].set(previous[name].subarray(end - grown), end);
  }
  placeCues(layout, first, end);
  for (let index = first; index < cues.length; index += 1) {
    if (reachAt(layout, index) === previous.reach[index - grown] && index >= end) break;
  }
  let start = Math.max(0, first - 1);
  while (start > 0 && !startsCluster(layout, start)) start -= 1;
  assignLanes(layout, start, (index) => index >= end && startsCluster(previous, index - grown));
  return layout;
}

type Arrays = Pick<TrackLayout, "ins" | "outs" | "reach" | "lanes" | "laneCounts">;

function emptyArrays(count: number): Arrays {
  return {
    ins: new Float64Array(count), outs: new Float64Array(count), reach: new Float64Array(count),
    lanes: new Uint8Array(count), laneCounts: new Uint8Array(count),
  };
}

/** Indices [first, end) of `after` outside of which both lists hold the same cues. */
function changedRange(before: readonly TimedCue[], after: readonly TimedCue[]): { first: number; end: number } {
  const least = Math.min(before.length, after.length);
  let first = 0;
  while (first < least && before[first] === after[first]) first += 1;
  let kept = 0;
  while (kept < least - first && before[before.length - 1 - kept] === after[after.length - 1 - kept]) kept += 1;
  // A cue without an out ends with the next one's in, and so changes with it.
  if (first > 0 && (kept < after.length - first || before.length !== after.length)) first -= 1;
  return { first, end: after.length - kept };
}

function indexAfter(previous: TrackLayout, cues: readonly TimedCue[], first: number, end: number): ReadonlyMap<string, number> {
  let same = cues.length === previous.cues.length;
  for (let index = first; same && index < end; index += 1) same = cues[index]!.id === previous.cues[index]!.id;
  if (same) return previous.indexOf;
  const indexOf = new Map<string, number>();
  for (let index = 0; index < cues.length; index += 1) indexOf.set(cues[index]!.id, index);
  return indexOf;
}

function placeCues(layout: TrackLayout, first: number, end: number): void {
  for (let index = first; index < end; index += 1) {
    const cue = layout.cues[index]!;
    layout.ins[index] = cue.in;
    layout.outs[index] = cue.out ?? layout.cues[index + 1]?.in ?? cue.in + OPEN_LENGTH;
  }
}

function reachAt(layout: TrackLayout, index: number): number {
  const furthest = index > 0 ? Math.max(layout.reach[index - 1]!, layout.outs[index]!) : layout.outs[index]!;
  layout.reach[index] = furthest;
  return furthest;
}

/** Whether no earlier cue reaches into the one at `index`. */
function startsCluster(layout: Arrays, index: number): boolean {
  return index === 0 || layout.ins[index]! >= layout.reach[index - 1]!;
}

/**
 * Puts each cue from `first` on, which starts a cluster, into the first lane
 * that is free; ends before a cluster for which `stop` answers true.
 */
function assignLanes(layout: Arrays, first: number, stop: (index: number) => boolean): void {
  const { ins, outs, lanes, laneCounts } = layout;
  const free: number[] = [];
  let cluster = first;
  let index = first;
  for (; index < ins.length; index += 1) {
    if (index > cluster && startsCluster(layout, index)) {
      laneCounts.fill(free.length, cluster, index);
      free.length = 0;
      cluster = index;
      if (stop(index)) return;
    }
    lanes[index] = takeLane(free, ins[index]!, outs[index]!);
  }
  laneCounts.fill(free.length, cluster, index);
}

function takeLane(free: number[], start: number, end: number): number {
  let lane = 0;
  while (lane < free.length && free[lane]! > start) lane += 1;
  lane = Math.min(lane, MOST_LANES - 1);
  free[lane] = Math.max(free[lane] ?? -Infinity, end);
  return lane;
}

/** The first index of a sorted array whose value is greater than `value`, or its length. */
export function upperBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The first index of a sorted array whose value is at least `value`, or its length. */
export function lowerBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Indices [first, end) that hold every cue touching the time from `from` to `to`.
 *
 * Cues within it may still end before `from`, where a longer one started earlier.
 */
export function cuesWithin(layout: TrackLayout, from: number, to: number): { first: number; end: number } {
  const first = upperBound(layout.reach, from);
  const end = lowerBound(layout.ins, to);
  return { first, end: Math.max(first, end) };
}

/** The index of the cue that is on at a time, the last to start where several are; -1 for none. */
export function cueIndexAt(layout: TrackLayout, time: number): number {
  for (let index = upperBound(layout.ins, time) - 1; index >= 0; index -= 1) {
    if (layout.outs[index]! > time) return index;
    if (layout.reach[index]! <= time) return -1;
  }
  return -1;
}

/** The latest out time among cues that end by `time`, and whose it is; `skip` leaves cues out. */
export function endingBy(layout: TrackLayout, time: number, skip: (id: string) => boolean): { time: number; id: string } | null {
  let best: { time: number; id: string } | null = null;
  for (let index = upperBound(layout.ins, time) - 1; index >= 0; index -= 1) {
    if (best && layout.reach[index]! <= best.time) break;
    const out = layout.outs[index]!;
    const id = layout.cues[index]!.id;
    if (out <= time && out > (best?.time ?? -Infinity) && !skip(id)) best = { time: out, id };
  }
  return best;
}

/** The first cue that starts at `time` or later; `skip` leaves cues out. */
export function startingFrom(layout: TrackLayout, time: number, skip: (id: string) => boolean): { time: number; id: string } | null {
  for (let index = lowerBound(layout.ins, time); index < layout.cues.length; index += 1) {
    const id = layout.cues[index]!.id;
    if (!skip(id)) return { time: layout.ins[index]!, id };
  }
  return null;
}

/** A 1 for each of these cues, by index; cues that are not in the layout are passed over. */
export function flagsOf(layout: TrackLayout, ids: Iterable<string>): Uint8Array {
  const flags = new Uint8Array(layout.cues.length);
  for (const id of ids) {
    const index = layout.indexOf.get(id);
    if (index !== undefined) flags[index] = 1;
  }
  return flags;
}
