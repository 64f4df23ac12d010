import { describe, expect, it } from "vitest";
import { cueBeside, edgeBeside, gapAtEdge, type EdgeCursor } from "./edges";
import { layoutTrack } from "./layout";
import { speakCue, speakEdge } from "./speech";
import { cue, seconds } from "./testing";

const layout = layoutTrack([cue("a", 1, 2), cue("b", 3, 4), cue("c", 4, 6)]);

describe("edgeBeside", () => {
  it("walks every edge forwards and back", () => {
    const walk = (start: EdgeCursor | null, step: 1 | -1) => {
      const met: string[] = [];
      for (let now = edgeBeside(layout, start, step, 0); now; now = edgeBeside(layout, now, step, 0)) met.push(`${now.cue} ${now.part}`);
      return met;
    };
    expect(walk({ cue: "a", part: "body" }, 1)).toEqual(["a in", "a out", "b in", "b out", "c in", "c out"]);
    expect(walk({ cue: "c", part: "body" }, -1)).toEqual(["c out", "c in", "b out", "b in", "a out", "a in"]);
  });
});

describe("cueBeside", () => {
  it.each([
    ["the next of a cue", "a", 1, 0, "b"],
    ["the one before", "b", -1, 0, "a"],
    ["nothing past the end", "c", 1, 0, null],
    ["the cue at the playhead where none is selected", null, 1, 3.5, "b"],
    ["the first after the playhead", null, 1, 2.5, "b"],
    ["the last before it", null, -1, 2.5, "a"],
    ["nothing before the first", null, -1, 0.5, null],
  ] as const)("%s", (_, from, step, playhead, wanted) => {
    expect(cueBeside(layout, from, step, seconds(playhead))).toBe(wanted);
  });
});

describe("what is said", () => {
  it("gives the gap that an edge faces", () => {
    expect([gapAtEdge(layout, "b", "in"), gapAtEdge(layout, "b", "out"), gapAtEdge(layout, "a", "in")]).toEqual([seconds(1), 0, null]);
  });

  it.each([
    [{ number: 12, part: "out", time: "00:00:14;02", gap: 4 }, "Out of cue 12, 00:00:14;02, gap 4 frames"],
    [{ number: 1, part: "in", time: "00:00:01:00", gap: null }, "In of cue 1, 00:00:01:00"],
    [{ number: 3, part: "in", time: "00:00:01:00", gap: 0 }, "In of cue 3, 00:00:01:00, touching"],
    [{ number: 3, part: "in", time: "00:00:01:00", gap: -1 }, "In of cue 3, 00:00:01:00, overlap 1 frame"],
    [{ number: 7, part: "body", time: "00:00:01:00", gap: null }, "Cue 7, 00:00:01:00"],
  ] as const)("%o", (edge, wanted) => {
    expect(speakEdge(edge)).toBe(wanted);
  });

  it("says when a cue has no text", () => {
    expect(speakCue({ number: 2, from: "a", to: "b", text: "" })).toBe("Cue 2, a to b, no text");
  });
});
