import { describe, expect, it } from "vitest";
import { layoutTrack } from "./layout";
import { alignedTo, exposed, partsOf, shiftBetween, stuckAtStart } from "./scroll";

/** A hundred flicks a pixel. */
const VIEW = { start: 10_000, span: 100_000, width: 1000 };
const at = (start: number) => ({ ...VIEW, start });

describe("how far a picture moves for another view", () => {
  it.each([
    ["nothing", VIEW, 1, 0],
    ["to what is later", at(10_800), 1, -8],
    ["to what is earlier", at(9_000), 1, 10],
    ["by half a pixel of a fine screen", at(10_050), 2, -0.5],
  ])("%s", (_, view, ratio, expected) => {
    expect(shiftBetween(VIEW, view, ratio)).toBeCloseTo(expected, 9);
  });

  it.each([
    ["by part of a pixel", at(10_050)],
    ["at another scale", { ...VIEW, span: 99_000 }],
    ["at another width", { ...VIEW, width: 999 }],
    ["by most of the view", at(85_000)],
  ])("not %s", (_, view) => {
    expect(shiftBetween(VIEW, view, 1)).toBeNull();
  });
});

it("a view of the same scale is brought to a whole number of pixels from the one before", () => {
  expect(alignedTo(VIEW, at(10_849), 1)).toEqual(at(10_800));
  expect(alignedTo(VIEW, at(10_849), 2)).toEqual(at(10_850));
  const zoomed = { ...VIEW, start: 10_849, span: 50_000 };
  expect(alignedTo(VIEW, zoomed, 1)).toBe(zoomed);
});

it("what came into view is at the side that things moved away from", () => {
  expect(exposed(VIEW, -8)).toEqual({ from: 992, to: 1000 });
  expect(exposed(VIEW, 8)).toEqual({ from: 0, to: 8 });
});

it("words stick to the start of the view in cues that begin before it, in either view", () => {
  const cue = (id: string, from: number, to: number) => ({ id, in: from, out: to });
  const layout = layoutTrack([cue("a", 5_000, 12_000), cue("b", 13_000, 30_000)]);
  expect(stuckAtStart(layout, VIEW, at(12_500))).toEqual({ from: 0, to: 0 });
  expect(stuckAtStart(layout, VIEW, at(9_000))).toEqual({ from: 0, to: 30 });
  expect(stuckAtStart(layout, at(14_000), at(15_000))).toEqual({ from: 0, to: 150 });
});

describe("parts to draw", () => {
  const parts = (...stretches: [number, number][]) =>
    partsOf(stretches.map(([from, to]) => ({ from, to })), VIEW, 200)?.map(({ left, width }) => [left, left + width]);

  it("are whole pixels within the view", () => {
    expect(parts([-5, 10.2], [990.5, 1004])).toEqual([[0, 11], [990, 1000]]);
    expect(parts([-9, -1], [1000, 1020])).toEqual([]);
  });

  it("are joined where they meet", () => {
    expect(parts([20, 40], [30, 50], [50, 60], [70, 80])).toEqual([[20, 60], [70, 80]]);
    expect(parts([0, 100], [10, 20])).toEqual([[0, 100]]);
  });

  it("are none where all of the view may as well be drawn", () => {
    expect(parts([0, 400], [500, 900])).toBeUndefined();
  });
});
