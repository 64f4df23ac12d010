import { describe, expect, it } from "vitest";
import type { Cue } from "../bridge";
import { byRank, byTime, TrackIndex, type CueChange } from "./track-index";

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What the index has to say, the slow way. */
class Oracle {
  cues = new Map<string, Cue>();

  change(changes: readonly CueChange[]): void {
    for (const { before, after } of changes) {
      if (before) this.cues.delete(before.id);
      if (after) this.cues.set(after.id, after);
    }
  }

  ranked = () => [...this.cues.values()].sort(byRank);
  timed = () => [...this.cues.values()].sort(byTime);

  at(time: number): Cue | undefined {
    const timed = this.timed();
    return timed.findLast((cue, index) => cue.in <= time && time < (cue.out ?? timed[index + 1]?.in ?? Infinity));
  }
}

function walk(seed: number, rounds: number, most: number): void {
  const next = random(seed);
  const pick = (below: number) => Math.floor(next() * below);
  const oracle = new Oracle();
  const index = new TrackIndex();
  let made = 0;
  const fresh = (id: string): Cue => {
    const start = pick(500) * 10;
    return { id, track: "t", rank: pick(60), in: start, out: next() < 0.1 ? null : start + 1 + pick(next() < 0.05 ? 2000 : 60), rows: [] };
  };
  for (let round = 0; round < rounds; round++) {
    const changes: CueChange[] = [];
    const touched = new Set<string>();
    for (let count = 1 + pick(most); count > 0; count--) {
      const existing = [...oracle.cues.values()].filter((cue) => !touched.has(cue.id));
      const before = next() < 0.6 && existing.length > 0 ? existing[pick(existing.length)]! : null;
      const after = before === null || next() < 0.7 ? fresh(before?.id ?? `c${made++}`) : null;
      touched.add((before ?? after)!.id);
      changes.push({ before, after });
    }
    const ids = index.ids;
    index.change(changes);
    oracle.change(changes);
    expect(index.ranked).toEqual(oracle.ranked());
    expect(index.timed).toEqual(oracle.timed());
    if (index.ids === ids) expect(ids).toEqual(oracle.ranked().map((cue) => cue.id));
    for (const time of [pick(5200), pick(5200)]) expect(index.at(time)).toEqual(oracle.at(time));
    const some = oracle.timed()[pick(oracle.cues.size)];
    if (some) expect(index.ranked[index.position(some)]?.id).toBe(some.id);
  }
}

describe("the orders of a track", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])("agree with sorting anew, change by change (seed %i)", (seed) => walk(seed, 150, 4));
  it.each([11, 12])("agree with sorting anew, many changes at once (seed %i)", (seed) => walk(seed, 12, 200));

  it("keep the same array of ids while no cue comes, goes or moves in the list", () => {
    const cue: Cue = { id: "a", track: "t", rank: 1, in: 0, out: 10, rows: [] };
    const index = new TrackIndex([cue]);
    const ids = index.ids;
    index.change([{ before: cue, after: { ...cue, in: 5 } }]);
    expect(index.ids).toBe(ids);
    index.change([{ before: { ...cue, in: 5 }, after: { ...cue, rank: 2 } }]);
    expect(index.ids).not.toBe(ids);
  });

  it("know the neighbours in time", () => {
    const cues = [0, 10, 20].map((start, index): Cue => ({ id: `c${index}`, track: "t", rank: 3 - index, in: start, out: start + 5, rows: [] }));
    const index = new TrackIndex(cues);
    expect(index.neighbours(cues[1]!)).toEqual({ previous: cues[0], next: cues[2] });
    expect(index.neighbours(cues[0]!).previous).toBeUndefined();
  });
});

describe("one change among 20,000 cues", () => {
  it("compares as many cues as a binary search does", () => {
    const cues = Array.from({ length: 20_000 }, (_, place): Cue => ({ id: `c${String(place).padStart(5, "0")}`, track: "t", rank: place, in: place * 10, out: place * 10 + 5, rows: [] }));
    let reads = 0;
    const watched = cues.map((cue) => new Proxy(cue, { get: (target, name) => (name === "in" && reads++, Reflect.get(target, name)) }));
    const index = new TrackIndex(watched);
    const before = watched[12_345]!;
    reads = 0;
    index.change([{ before, after: { ...cues[12_345]!, in: 60_001, out: 60_004 } }]);
    expect(reads).toBeLessThan(200);
  });
});
