import { describe, expect, it } from "vitest";
import type { Cue } from "../bridge";
import { changesSince } from "./compare";

const cue = (id: string, change: Partial<Cue> = {}): Cue => ({ id, track: "t", rank: 1, in: 0, out: 10, rows: [[{ text: id }]], ...change });

describe("changes since a revision", () => {
  it.each<[string, Cue[], number]>([
    ["nothing changed", [cue("a"), cue("b")], 0],
    ["the order of the list alone", [cue("b", { rank: 9 }), cue("a")], 0],
    ["a note alone", [cue("a", { notes: [] }), cue("b")], 0],
    ["the bytes it was read from alone", [cue("a", { label: "7", comment: false }), cue("b")], 0],
    ["a time", [cue("a", { in: 1 }), cue("b")], 1],
    ["a text", [cue("a", { rows: [[{ text: "A" }]] }), cue("b")], 1],
    ["a style", [cue("a", { rows: [[{ text: "a", style: { italic: true } }]] }), cue("b")], 1],
    ["one came and one went", [cue("a"), cue("c")], 2],
  ])("%s", (_, now, count) => expect(changesSince([cue("a"), cue("b")], now)).toBe(count));
});
