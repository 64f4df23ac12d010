import { describe, expect, it } from "vitest";
import { cueIndexAt, cuesWithin, endingBy, layoutTrack, relayoutTrack, startingFrom, type TimedCue, type TrackLayout } from "./layout";
import { cue, randomCues, seconds, seeded } from "./testing";

const none = () => false;

describe("layoutTrack", () => {
  it.each([
    ["one cue has the whole height", [cue("a", 0, 2)], [0], [1]],
    ["touching cues do not overlap", [cue("a", 0, 2), cue("b", 2, 3)], [0, 0], [1, 1]],
    ["overlapping cues share it", [cue("a", 0, 2), cue("b", 1, 3), cue("c", 5, 6)], [0, 1, 0], [2, 2, 1]],
    ["a lane is used again", [cue("a", 0, 9), cue("b", 1, 2), cue("c", 3, 4)], [0, 1, 1], [2, 2, 2]],
    ["a cue without an out lasts until the next", [cue("a", 0, null), cue("b", 4, 5)], [0, 0], [1, 1]],
  ])("%s", (_, cues, lanes, counts) => {
    const layout = layoutTrack(cues);
    expect([...layout.lanes]).toEqual(lanes);
    expect([...layout.laneCounts]).toEqual(counts);
  });

  it("never puts two cues that overlap into one lane", () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const layout = layoutTrack(randomCues(seeded(seed), 120, 2));
      forPairs(layout, (a, b) => {
        if (layout.ins[b]! < layout.outs[a]!) expect(layout.lanes[a]).not.toBe(layout.lanes[b]);
      });
      layout.cues.forEach((_, index) => expect(layout.lanes[index]).toBeLessThan(layout.laneCounts[index]!));
    }
  });
});

describe("relayoutTrack", () => {
  it("comes to the same as laying out anew, whatever changed", () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const random = seeded(seed);
      let cues = randomCues(random, 40, seed % 2 ? 3 : 0.7);
      let layout = layoutTrack(cues);
      for (let round = 0; round < 20; round += 1) {
        cues = changed(cues, random, round);
        layout = relayoutTrack(layout, cues);
        expect(printed(layout)).toBe(printed(layoutTrack(cues)));
      }
    }
  });

  it("answers the same object where nothing changed, and does not mind a list changed in place", () => {
    const cues = [cue("a", 0, 1), cue("b", 2, 3)];
    const layout = layoutTrack(cues);
    expect(relayoutTrack(layout, cues)).toBe(layout);
    cues[1] = cue("b", 0.5, 3);
    expect([...relayoutTrack(layout, cues).lanes]).toEqual([0, 1]);
  });
});

function printed({ cues, ins, outs, reach, lanes, laneCounts, indexOf }: TrackLayout): string {
  return cues.map(({ id }, at) => [id, indexOf.get(id), ins[at], outs[at], reach[at], lanes[at], laneCounts[at]].join(" ")).join("\n");
}

/** A list with a few cues changed, taken out, put in or left open. */
function changed(cues: readonly TimedCue[], random: () => number, round: number): TimedCue[] {
  const next = [...cues];
  const at = Math.floor(random() * next.length);
  const start = Math.floor(random() * seconds(180));
  const made: TimedCue = { id: `n${round}`, in: start, out: random() < 0.3 ? null : start + 1 + Math.floor(random() * seconds(9)) };
  const kind = random();
  if (kind < 0.25) next.splice(at, 1);
  else if (kind < 0.5) next.push(made);
  else if (kind < 0.75) next[at] = { ...next[at]!, out: next[at]!.in + 1 + Math.floor(random() * seconds(12)) };
  else next[at] = { ...made, id: next[at]!.id };
  return next.sort((a, b) => a.in - b.in || (a.id < b.id ? -1 : 1));
}

function forPairs(layout: TrackLayout, visit: (a: number, b: number) => void): void {
  for (let a = 0; a < layout.cues.length; a += 1) {
    for (let b = a + 1; b < layout.cues.length; b += 1) visit(a, b);
  }
}

describe("searching", () => {
  it("agrees with looking at every cue", () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const random = seeded(seed);
      const layout = layoutTrack(randomCues(random, 80, seed % 3 === 0 ? 4 : 0.9));
      for (let round = 0; round < 40; round += 1) compareWithOracle(layout, random);
    }
  });

  it("leaves out what is skipped", () => {
    const layout = layoutTrack([cue("a", 0, 1), cue("b", 2, 3), cue("c", 4, 5)]);
    expect(endingBy(layout, seconds(3), (id) => id === "b")).toEqual({ id: "a", time: seconds(1) });
    expect(startingFrom(layout, seconds(1), (id) => id === "b")).toEqual({ id: "c", time: seconds(4) });
  });
});

function compareWithOracle(layout: TrackLayout, random: () => number): void {
  const from = Math.floor(random() * seconds(260));
  const to = from + 1 + Math.floor(random() * seconds(20));
  const all = layout.cues.map((one, index) => ({ one, index, out: layout.outs[index]! }));

  const { first, end } = cuesWithin(layout, from, to);
  const touching = all.filter(({ one, out }) => one.in < to && out > from).map(({ index }) => index);
  expect(touching.every((index) => index >= first && index < end)).toBe(true);
  if (touching.length > 0) expect(first).toBe(touching[0]);
  expect(end === all.length || all[end]!.one.in >= to).toBe(true);

  const on = all.filter(({ one, out }) => one.in <= from && out > from);
  expect(cueIndexAt(layout, from)).toBe(on[on.length - 1]?.index ?? -1);

  const ended = all.filter(({ one, out }) => one.in <= from && out <= from).map(({ out }) => out);
  expect(endingBy(layout, from, none)?.time ?? -1).toBe(Math.max(-1, ...ended));

  const starting = all.filter(({ one }) => one.in >= from).map(({ one }) => one.in);
  expect(startingFrom(layout, from, none)?.time ?? Infinity).toBe(Math.min(Infinity, ...starting));
}
