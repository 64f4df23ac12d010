import { describe, expect, it } from "vitest";
import type { Cue } from "../../bridge";
import { filterCues } from "./filter";
import { heightOf } from "./heights";
import { moveBy } from "./moves";

describe("keys in the grid", () => {
  const size = { rows: 100, columns: 7, page: 10 };
  it.each([
    ["ArrowDown", 5, 6], ["ArrowUp", 5, 4], ["PageDown", 5, 15], ["PageUp", 5, 0], ["Home", 5, 0], ["End", 5, 99], ["ArrowDown", 99, 99],
  ])("%s leads from row %i to row %i", (key, from, to) => {
    expect(moveBy(key, { row: from, column: 3 }, size)).toEqual({ row: to, column: 3 });
  });
  it("stays within the columns", () => {
    expect(moveBy("ArrowRight", { row: 1, column: 6 }, size)).toEqual({ row: 1, column: 6 });
    expect(moveBy("ArrowLeft", { row: 1, column: 6 }, size)).toEqual({ row: 1, column: 5 });
  });
  it("leads nowhere for other keys and in an empty grid", () => {
    expect(moveBy("a", { row: 0, column: 0 }, size)).toBeNull();
    expect(moveBy("ArrowDown", { row: 0, column: 0 }, { ...size, rows: 0 })).toBeNull();
  });
});

describe("the filter", () => {
  const cues: Record<string, Cue> = {
    a: { id: "a", track: "t", rank: 1, in: 0, out: 1, rows: [[{ text: "The moon" }], [{ text: "pulls" }]] },
    b: { id: "b", track: "t", rank: 2, in: 1, out: 2, rows: [[{ text: "No" }]], speaker: "Dr. Moon" },
  };
  const find = (words: string) => filterCues(["a", "b"], (id) => cues[id], words);
  it("looks for every word in text and speaker", () => {
    expect(find("MOON")).toEqual(["a", "b"]);
    expect(find("moon pulls")).toEqual(["a"]);
    expect(find("sun")).toEqual([]);
  });
  it("keeps the same list where nothing is asked for", () => {
    const ids = ["a", "b"];
    expect(filterCues(ids, () => undefined, "  ")).toBe(ids);
  });
});

it("gives two rows more room than one", () => {
  expect([heightOf([]), heightOf([[]]), heightOf([[], []]), heightOf([[], [], []])]).toEqual([28, 28, 44, 44]);
});
