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

/** Lays out cues that are sorted by in time. */
export function layoutTrack<C extends TimedCue>(cues: readonly C[]): TrackLayout<C> {
  const count = cues.length;
  const ins = new Float64Array(count);
  const outs = new Float64Array(count);
  const reach = new Float64Array(count);
  const indexOf = new Map<string, number>();
  let furthest = -Infinity;
  cues.forEach((cue, index) => {
    ins[index] = cue.in;
    outs[index] = cue.out ?? cues[index + 1]?.in ?? cue.in + OPEN_LENGTH;
    furthest = Math.max(furthest, outs[index]!);
    reach[index] = furthest;
    indexOf.set(cue.id, index);
  });
  return { cues, ins, outs, reach, indexOf, ...assignLanes(ins, outs, reach) };
}

/** Puts each cue into the first lane that is free, cluster by cluster of overlapping cues. */
function assignLanes(ins: Float64Array, outs: Float64Array, reach: Float64Array): { lanes: Uint8Array; laneCounts: Uint8Array } {
  const lanes = new Uint8Array(ins.length);
  const laneCounts = new Uint8Array(ins.length);
  let free: number[] = [];
  let cluster = 0;
  for (let index = 0; index < ins.length; index += 1) {
    if (index > 0 && ins[index]! >= reach[index - 1]!) {
      laneCounts.fill(free.length, cluster, index);
      free = [];
      cluster = index;
    }
    let lane = free.findIndex((end) => end <= ins[index]!);
    if (lane < 0) lane = Math.min(free.length, MOST_LANES - 1);
    free[lane] = Math.max(free[lane] ?? -Infinity, outs[index]!);
    lanes[index] = lane;
  }
  laneCounts.fill(free.length, cluster, ins.length);
  return { lanes, laneCounts };
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
