import { describe, expect, it } from "vitest";
import { layoutTrack } from "./layout";
import { snapEdges, snapPoints, type SnapSources } from "./snap";
import { chainedCues, cue, seconds, seeded } from "./testing";

const NO_TIMES = new Float64Array(0);
function sources(change: Partial<SnapSources> = {}): SnapSources {
  return {
    track: layoutTrack([cue("a", 1, 2), cue("b", 3, 4), cue("c", 6, 7)]), moving: (id) => id === "b",
    references: [], playhead: null, shots: NO_TIMES, speech: NO_TIMES, gap: 0, ...change,
  };
}

describe("snapEdges", () => {
  const edges = [{ edge: "in", time: seconds(3) }, { edge: "out", time: seconds(4) }] as const;
  it.each([
    ["the out edge of the cue before", sources(), -0.95, { delta: seconds(-1), point: { time: seconds(2), kind: "cue" } }],
    ["nothing far from everything", sources(), -0.5, null],
    ["not on itself", sources(), 0.02, null],
    ["the in edge of the cue after, with its out edge", sources(), 1.97, { delta: seconds(2), point: { time: seconds(6), kind: "cue" } }],
    ["the playhead", sources({ playhead: seconds(4.5) }), 0.48, { delta: seconds(0.5), point: { time: seconds(4.5), kind: "playhead" } }],
    ["the smallest gap, where it is nearer than touching", sources({ gap: seconds(0.08) }), -0.91, { delta: seconds(-0.92), point: { time: seconds(2.08), kind: "gap", only: "in" } }],
    ["a shot change", sources({ shots: Float64Array.of(seconds(3.3)) }), 0.28, { delta: seconds(0.3), point: { time: seconds(3.3), kind: "shot" } }],
    ["the start of speech, but only with in edges", sources({ speech: Float64Array.of(seconds(4.5)) }), 0.48, null],
    ["an edge of a reference", sources({ references: [layoutTrack([cue("r", 3.4, 9)])] }), 0.42, { delta: seconds(0.4), point: { time: seconds(3.4), kind: "reference" } }],
  ])("catches %s", (_, from, delta, wanted) => {
    const caught = snapEdges(edges, seconds(delta), seconds(0.05), from);
    if (wanted === null) expect(caught).toBeNull();
    else expect(caught).toEqual({ ...wanted, delta: expect.closeTo(wanted.delta, -1), point: { ...wanted.point, time: expect.closeTo(wanted.point.time, -1) } });
  });

  it("never moves an edge further than the threshold, and lands exactly on a point", () => {
    const random = seeded(9);
    const track = layoutTrack(chainedCues(random, 60));
    for (let round = 0; round < 1500; round += 1) {
      const from = sources({ track, gap: seconds(random() * 0.2), playhead: Math.floor(random() * seconds(100)), moving: (id) => id === "c30" });
      const one = [{ edge: "in" as const, time: track.ins[30]! }, { edge: "out" as const, time: track.outs[30]! }];
      const delta = Math.floor((random() - 0.5) * seconds(40));
      const threshold = Math.floor(random() * seconds(0.4));
      const caught = snapEdges(one, delta, threshold, from);
      if (!caught) continue;
      expect(Math.abs(caught.delta - delta)).toBeLessThanOrEqual(threshold);
      expect(one.some(({ time }) => time + caught.delta === caught.point.time)).toBe(true);
    }
  });
});

describe("snapPoints", () => {
  it("takes edges that lie exactly on the limits of the range", () => {
    expect(snapPoints(sources(), seconds(2), seconds(6)).map((point) => point.time)).toEqual([seconds(2), seconds(6)]);
  });
});
