/**
 * The cues of one track in its two orders: by rank (the list) and by in time
 * (the timeline). A single change is a binary search and a splice; many at
 * once sort once.
 */
import type { Cue, CueId, Time } from "../bridge";

/** From how many changed cues on sorting anew beats splicing one by one. */
const RESORT_FROM = 64;

/** The order of the list: rank, then id. */
export function byRank(a: Cue, b: Cue): number {
  return a.rank - b.rank || compareText(a.id, b.id);
}

/** The order of the timeline: in time, then the order of the list. */
export function byTime(a: Cue, b: Cue): number {
  return a.in - b.in || byRank(a, b);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

type Order = (a: Cue, b: Cue) => number;

/** Where `cue` stands in `list`, or would be put. */
function place(list: readonly Cue[], cue: Cue, order: Order): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (order(list[middle]!, cue) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** One cue's change: what it was and what it is. */
export interface CueChange {
  before: Cue | null;
  after: Cue | null;
}

/** The two orders of one track. */
export class TrackIndex {
  #ranked: Cue[];
  #timed: Cue[];
  #ids: readonly CueId[] | null = null;
  #longest: Time = 0;

  constructor(cues: Cue[] = []) {
    this.#ranked = [...cues].sort(byRank);
    this.#timed = [...cues].sort(byTime);
    for (const cue of cues) this.#noteLength(cue);
  }

  /** How many cues there are. */
  get size(): number {
    return this.#ranked.length;
  }

  /** Ids in the order of the list; the same array until membership or order changes. */
  get ids(): readonly CueId[] {
    this.#ids ??= this.#ranked.map((cue) => cue.id);
    return this.#ids;
  }

  /** Cues in the order of the list. */
  get ranked(): readonly Cue[] {
    return this.#ranked;
  }

  /** Cues in the order of their in times. */
  get timed(): readonly Cue[] {
    return this.#timed;
  }

  /** Where a cue stands in the list, from 0; -1 where it is not there. */
  position(cue: Cue): number {
    const index = place(this.#ranked, cue, byRank);
    return this.#ranked[index]?.id === cue.id ? index : -1;
  }

  /** Takes changes of this track's cues, each cue at most once. */
  change(changes: readonly CueChange[]): void {
    const moves = ({ before, after }: CueChange) => !before || !after || byRank(before, after) !== 0;
    if (changes.some(moves)) this.#ids = null;
    for (const { after } of changes) if (after) this.#noteLength(after);
    if (changes.length < RESORT_FROM) {
      for (const one of changes) this.#splice(this.#ranked, one, byRank);
      for (const one of changes) this.#splice(this.#timed, one, byTime);
    } else {
      this.#resort(changes);
    }
  }

  /** The cue on screen at `time`: of several, the one that came last. An open end lasts until the next in. */
  at(time: Time): Cue | undefined {
    for (let index = this.#after(time) - 1; index >= 0; index--) {
      const cue = this.#timed[index]!;
      const end = cue.out ?? this.#timed[index + 1]?.in ?? Infinity;
      if (time < end) return cue;
      if (cue.in + this.#longest <= time) return undefined;
    }
    return undefined;
  }

  /** What comes before and after a cue in time. */
  neighbours(cue: Cue): { previous: Cue | undefined; next: Cue | undefined } {
    const index = place(this.#timed, cue, byTime);
    return { previous: this.#timed[index - 1], next: this.#timed[index + 1] };
  }

  /** How many cues start at or before `time`. */
  #after(time: Time): number {
    let [low, high] = [0, this.#timed.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#timed[middle]!.in <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #noteLength(cue: Cue): void {
    if (cue.out !== null) this.#longest = Math.max(this.#longest, cue.out - cue.in);
  }

  #splice(list: Cue[], { before, after }: CueChange, order: Order): void {
    if (before && after && order(before, after) === 0) {
      list[place(list, before, order)] = after;
      return;
    }
    if (before) list.splice(place(list, before, order), 1);
    if (after) list.splice(place(list, after, order), 0, after);
  }

  #resort(changes: readonly CueChange[]): void {
    const gone = new Set(changes.map(({ before }) => before?.id));
    const kept = this.#ranked.filter((cue) => !gone.has(cue.id));
    for (const { after } of changes) if (after) kept.push(after);
    this.#ranked = kept;
    this.#timed = [...kept].sort(byTime);
    kept.sort(byRank);
  }
}
