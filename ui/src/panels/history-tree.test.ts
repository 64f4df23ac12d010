import { describe, expect, it } from "vitest";
import type { HistoryStep } from "../bridge";
import { historyRows, stepTime } from "./history-tree";

const step = (id: number, parent: number | null, last_child: number | null = null): HistoryStep => ({ id, parent, last_child, label: `step ${id}`, at: id * 60_000, origin: "local" });

/** 1 - 2 - 3, then back to 1 and 4 - 5, then back to 4 and 6. */
const tree = [step(1, null, 4), step(2, 1, 3), step(3, 2), step(4, 1, 6), step(5, 4), step(6, 4)];
const brief = (head: number | null) => historyRows(tree, head).map(({ id, state, lane }) => [id, state, lane]);

describe("the history as rows", () => {
  it("is newest first and ends with the start", () => {
    expect(historyRows([], null)).toMatchObject([{ id: null, state: "present" }]);
    expect(historyRows(tree, 6).map(({ id }) => id)).toEqual([6, 5, 4, 3, 2, 1, null]);
  });

  it("keeps the line of the present straight and sets branches apart", () => {
    expect(brief(6)).toEqual([[6, "present", 0], [5, "elsewhere", 2], [4, "done", 0], [3, "elsewhere", 1], [2, "elsewhere", 1], [1, "done", 0], [null, "done", 0]]);
  });

  it("shows what redo would take as undone, on the same line", () => {
    expect(brief(1)).toEqual([[6, "undone", 0], [5, "elsewhere", 2], [4, "undone", 0], [3, "elsewhere", 1], [2, "elsewhere", 1], [1, "present", 0], [null, "done", 0]]);
  });

  it("turns the line to the branch that was gone to", () => {
    expect(brief(3).filter(([, , lane]) => lane === 0).map(([id]) => id)).toEqual([3, 2, 1, null]);
  });

  it("starts redo from the beginning with the newest of the first steps", () => {
    const two = [step(1, null), step(2, null)];
    expect(historyRows(two, null).map(({ id, state }) => [id, state])).toEqual([[2, "undone"], [1, "elsewhere"], [null, "present"]]);
  });

  it("tells the day only where it is another", () => {
    const noon = new Date(2026, 10, 21, 12, 0).getTime();
    expect(stepTime(noon, noon + 1000)).not.toMatch(/21/);
    expect(stepTime(noon - 86_400_000 * 3, noon)).toMatch(/18/);
  });
});
