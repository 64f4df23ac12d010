import { describe, expect, it } from "vitest";
import { grabBoundary, grabCues, planDrag, type DragOptions, type Grab } from "./drag";
import { layoutTrack } from "./layout";
import { chainedCues, cue, gridAt, randomCues, seconds, seeded } from "./testing";

const grid = gridAt("25");
const frame = grid.length;
const layout = layoutTrack([cue("a", 1, 2), cue("b", 3, 4), cue("c", 4, 6), cue("d", 8, null)]);
const plain: DragOptions = { grid, snapping: null, overlap: false, ripple: false };
const at = (from: number, to: number | null) => ({ in: seconds(from), out: to === null ? null : seconds(to) });

function grab(part: "body" | "in" | "out" | "boundary", anchor: string, ...others: string[]): Grab {
  const made = part === "boundary" ? grabBoundary(layout, grid, anchor, others[0]!) : grabCues(layout, grid, part, anchor, [anchor, ...others]);
  if (!made) throw new Error(`${anchor} is not there`);
  return made;
}

describe("planDrag", () => {
  it.each([
    ["moves a body on the frame grid", grab("body", "b"), -0.51, plain, { b: at(2.48, 3.48) }, null],
    ["stops a body at the cue before", grab("body", "b"), -5, plain, { b: at(2, 3) }, "a"],
    ["stops a body at the cue after", grab("body", "b"), 3, plain, { b: at(3, 4) }, "c"],
    ["moves many together", grab("body", "b", "c"), 1, plain, { b: at(4, 5), c: at(5, 7) }, null],
    ["stops many at the first wall any of them meets", grab("body", "b", "c"), 9, plain, { b: at(5, 6), c: at(6, 8) }, "d"],
    ["moves no cue before zero", grab("body", "a"), -7, plain, { a: at(0, 1) }, null],
    ["runs over neighbours where overlaps are allowed", grab("body", "b"), -2, { ...plain, overlap: true }, { b: at(1, 2) }, null],
    ["trims an in", grab("in", "b"), -0.4, plain, { b: at(2.6, 4) }, null],
    ["trims an in no further than the cue before", grab("in", "b"), -4, plain, { b: at(2, 4) }, "a"],
    ["leaves a frame at least, from the left", grab("in", "b"), 4, plain, { b: at(3.96, 4) }, null],
    ["trims an out", grab("out", "a"), 0.47, plain, { a: at(1, 2.48) }, null],
    ["trims an out no further than the cue after", grab("out", "a"), 5, plain, { a: at(1, 3) }, "b"],
    ["leaves a frame at least, from the right", grab("out", "a"), -5, plain, { a: at(1, 1.04) }, null],
    ["moves a shared boundary", grab("boundary", "b", "c"), 0.4, plain, { b: at(3, 4.4), c: at(4.4, 6) }, null],
    ["leaves both sides of a boundary a frame", grab("boundary", "b", "c"), 9, plain, { b: at(3, 5.96), c: at(5.96, 6) }, null],
    ["keeps an open out open when moved", grab("body", "d"), 1, plain, { d: at(9, null) }, null],
    ["gives an open cue an out when that is dragged", grab("out", "d"), 1, plain, { d: at(8, 14) }, null],
    ["pushes what follows when rippling", grab("out", "a"), 5, { ...plain, ripple: true }, { a: at(1, 7) }, null],
    ["changes nothing where the hand did not move", grab("body", "a"), 0, plain, { a: at(1, 2) }, null],
  ] as const)("%s", (_, from, delta, options, times, stopped) => {
    const plan = planDrag(from, seconds(delta), options);
    expect(Object.fromEntries(plan.times)).toEqual(times);
    expect(plan.stopped).toBe(stopped);
  });

  it("says what is left to the neighbours", () => {
    const plan = planDrag(grab("body", "b"), -10 * frame, plain);
    expect([plan.gapBefore, plan.gapAfter]).toEqual([15 * frame, 10 * frame]);
    expect(planDrag(grab("body", "a"), 0, plain).gapBefore).toBeNull();
    expect(planDrag(grab("body", "b"), -2 * seconds(1), { ...plain, overlap: true }).gapBefore).toBe(-seconds(1));
  });

  it("says from where on cues ripple along, and only for bodies and out edges", () => {
    const rippling = { ...plain, ripple: true };
    expect(planDrag(grab("out", "b"), seconds(1), rippling).ripple).toEqual({ from: seconds(4) });
    expect(planDrag(grab("in", "b"), seconds(1), rippling).ripple).toBeNull();
    expect(planDrag(grab("boundary", "b", "c"), seconds(1), rippling).ripple).toBeNull();
  });

  it("catches on a snap point, off the frame grid, and says on which", () => {
    const none = new Float64Array(0);
    const sources = { track: layout, moving: (id: string) => id === "b", references: [], playhead: seconds(3.333), shots: none, speech: none, gap: 0 };
    const plan = planDrag(grab("in", "b"), seconds(0.32), { ...plain, snapping: { sources, threshold: seconds(0.05) } });
    expect(plan.times.get("b")?.in).toBe(seconds(3.333));
    expect(plan.snap).toEqual({ time: seconds(3.333), kind: "playhead" });
  });
});

describe("any drag", () => {
  it("leaves every cue a length and none before zero, and makes no overlap that was not there", () => {
    const wrong: string[] = [];
    for (let seed = 0; seed < 60; seed += 1) {
      const random = seeded(seed);
      const track = layoutTrack(seed % 2 ? chainedCues(random, 40) : randomCues(random, 40, 1.5));
      for (let round = 0; round < 50; round += 1) {
        const fault = faultOfAnyDrag(track, random, seed % 2 === 1);
        if (fault) wrong.push(`seed ${seed}, round ${round}: ${fault}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

function faultOfAnyDrag(track: ReturnType<typeof layoutTrack>, random: () => number, apart: boolean): string | null {
  const pick = () => track.cues[Math.floor(random() * track.cues.length)]!.id;
  const part = (["body", "in", "out"] as const)[Math.floor(random() * 3)]!;
  const made = grabCues(track, grid, part, pick(), [pick(), pick()])!;
  const options = { ...plain, overlap: !apart && random() < 0.5 };
  const plan = planDrag(made, Math.floor((random() - 0.5) * seconds(60)), options);
  for (const [id, times] of plan.times) {
    if (times.out === null || times.out <= times.in) return `${id} has no length`;
    if (times.in < 0) return `${id} starts before zero`;
  }
  const after = track.cues.map((one) => ({ ...one, ...plan.times.get(one.id) })).sort((a, b) => a.in - b.in);
  const meets = after.find((one, index) => index > 0 && one.in < after[index - 1]!.out!);
  return apart && meets ? `${meets.id} overlaps` : null;
}
