import { beforeEach, describe, expect, it } from "vitest";
import { selection } from ".";

const order = ["a", "b", "c", "d", "e"];

beforeEach(() => selection.clear());

describe("selecting", () => {
  it("takes one cue", () => {
    selection.select("b");
    expect([selection.ids, selection.primary]).toEqual([["b"], "b"]);
  });

  it("extends from where it began, both ways", () => {
    selection.select("c");
    selection.select("e", { extend: true, order });
    expect(selection.ids).toEqual(["c", "d", "e"]);
    selection.select("a", { extend: true, order });
    expect([selection.ids, selection.primary]).toEqual([["a", "b", "c"], "a"]);
  });

  it("toggles, and keeps a primary one while any is left", () => {
    selection.select("a");
    selection.select("c", { toggle: true });
    expect([selection.ids, selection.primary]).toEqual([["a", "c"], "c"]);
    selection.select("c", { toggle: true });
    expect([selection.ids, selection.primary]).toEqual([["a"], "a"]);
    selection.select("a", { toggle: true });
    expect([selection.ids, selection.primary]).toEqual([[], null]);
  });

  it("drops what no longer exists", () => {
    selection.set(["a", "b", "c"], "b");
    selection.retain((id) => id !== "b");
    expect([selection.ids, selection.primary]).toEqual([["a", "c"], "a"]);
  });
});
