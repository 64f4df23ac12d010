import { describe, expect, it } from "vitest";
import type { Cue, Position, Region } from "../../bridge";
import { layoutCaptions, type Typography } from "./caption-layout";
import { gridFor, layoutGrid, layoutWindow } from "./grid";

/** Every character half an em: 16:9, text of 5 %, lines of 6 %, 5 % kept free. */
const TYPE: Typography = { aspect: 16 / 9, fontSize: 5, lineHeight: 6, margin: 5, measure: (run) => run.text.length * 0.5 };
const PERCENT = 10_000;

function cue(id: string, text: string, more: Partial<Cue> = {}): Cue {
  const rows = text.split("\n").map((row) => [{ text: row }]);
  return { id, track: "t", rank: 0, in: 0, out: 1, rows, ...more };
}

const box = (value: Extract<Position, { kind: "box" }>["value"]): Position => ({ kind: "box", value });
const round = (value: number) => Math.round(value * 100) / 100;

/** Places as `left top width height align`, rounded. */
function places(cues: Cue[], regions: Region[] = [], type = TYPE): string[] {
  return layoutCaptions(cues, regions, type).map(({ left, top, width, height, align }) => `${[left, top, width, height].map(round).join(" ")} ${align}`);
}

describe("captions as WebVTT draws them", () => {
  it.each<[string, Partial<Cue>, string]>([
    ["stand at the bottom in the middle", {}, "0 83 100 12 center"],
    ["start at the left edge", { align: "left" }, "0 83 100 12 left"],
    ["end at the right edge", { align: "end" }, "0 83 100 12 right"],
    ["stand on the first row", { position: box({ block: { kind: "row", value: 0 } }) }, "0 5 100 12 center"],
    ["grow down from row 3", { position: box({ block: { kind: "row", value: 3 } }) }, "0 23 100 12 center"],
    ["grow up from the third row from the end", { position: box({ block: { kind: "row", value: -3 } }) }, "0 77 100 12 center"],
    ["hang from a percentage", { position: box({ block: { kind: "percent", value: 20 * PERCENT } }) }, "0 20 100 12 center"],
    ["stand around a percentage", { position: box({ block: { kind: "percent", value: 50 * PERCENT }, block_anchor: "center" }) }, "0 44 100 12 center"],
    ["stand on a percentage", { position: box({ block: { kind: "percent", value: 50 * PERCENT }, block_anchor: "end" }) }, "0 38 100 12 center"],
    ["are as wide as the room on both sides", { position: box({ inline: 20 * PERCENT }) }, "0 83 40 12 center"],
    ["reach from a place to the right", { align: "left", position: box({ inline: 30 * PERCENT, inline_size: 50 * PERCENT }) }, "30 83 50 12 left"],
    ["reach from a place to the left", { position: box({ inline: 30 * PERCENT, inline_anchor: "end" }) }, "0 83 30 12 center"],
  ])("%s", (_, more, expected) => {
    expect(places([cue("a", "ab\ncd", more)])).toEqual([expected]);
  });

  it("starts on the right where text runs to the left", () => {
    expect(places([cue("a", "שלום", { align: "start" })])).toEqual(["0 89 100 6 right"]);
    expect(places([cue("a", "hello", { align: "start" })])).toEqual(["0 89 100 6 left"]);
  });

  it("takes the nine places of a keypad", () => {
    const at = (value: number) => places([cue("a", "ab", { position: { kind: "numpad", value } })])[0];
    expect(at(1)).toBe("5 89 95 6 left");
    expect(at(2)).toBe("0 89 100 6 center");
    expect(at(3)).toBe("0 89 95 6 right");
    expect(at(5)).toBe("0 47 100 6 center");
    expect(at(8)).toBe("0 5 100 6 center");
    expect(at(9)).toBe("0 5 95 6 right");
  });
});

describe("captions that stand together", () => {
  it("puts the later one above the earlier one", () => {
    expect(places([cue("a", "ab\ncd"), cue("b", "ef")])).toEqual(["0 83 100 12 center", "0 77 100 6 center"]);
  });

  it("goes down from the top", () => {
    const top = box({ block: { kind: "row", value: 0 } });
    expect(places([cue("a", "ab", { position: top }), cue("b", "ef", { position: top })])).toEqual(["0 5 100 6 center", "0 11 100 6 center"]);
  });

  it("shares a row where the texts do not touch", () => {
    expect(places([cue("a", "ab", { align: "left" }), cue("b", "cd", { align: "right" })])).toEqual(["0 89 100 6 left", "0 89 100 6 right"]);
  });

  it("leaves out a cue that says nothing", () => {
    expect(places([{ ...cue("a", "x"), rows: [[]] }, cue("b", "cd")])).toEqual(["0 89 100 6 center"]);
  });
});

describe("other ways to stand", () => {
  it("breaks a row that is wider than its box", () => {
    const text = "a row that is far too long for a box that is a third as wide as the picture";
    const [placed] = layoutCaptions([cue("a", text, { position: box({ inline: 50 * PERCENT, inline_size: 33 * PERCENT }) })], [], TYPE);
    expect(placed?.lines.length).toBeGreaterThan(2);
    expect(placed?.lines.flat().map((run) => run.text).join(" ")).toBe(text);
  });

  it("runs in columns", () => {
    const vertical = places([cue("a", "ab\ncd", { writing: "vertical-rl", position: box({ block: { kind: "row", value: 0 } }) })]);
    expect(vertical).toEqual([`${round(100 - (5 * 9) / 16 - (12 * 9) / 16)} 0 ${round((12 * 9) / 16)} 100 center`]);
    expect(places([cue("a", "ab", { writing: "vertical-lr", position: box({ block: { kind: "row", value: 0 } }) })])[0]).toMatch(/^2.81 0 3.3[78] 100/);
  });

  it("fills a region from below", () => {
    const region: Region = { id: "r", width: 40 * PERCENT, lines: 3, anchor: [0, 100 * PERCENT], viewport_anchor: [10 * PERCENT, 90 * PERCENT] };
    const inside = { position: box({ region: "r" }) };
    expect(places([cue("a", "ab", inside), cue("b", "cd", inside)], [region])).toEqual(["10 84 40 6 center", "10 78 40 6 center"]);
  });

  it("gives every row of a grid cue its own cells", () => {
    const cells: Position = { kind: "grid", value: [{ row: 14, column: 1 }, { row: 15, column: 5 }] };
    const [first, second] = layoutCaptions([cue("a", "ab\ncd", { position: cells })], [], TYPE);
    expect([first?.left, first?.top].map((value) => round(value!))).toEqual([20, 79.33]);
    expect([second?.left, second?.top].map((value) => round(value!))).toEqual([27.5, 84.67]);
  });
});

describe("the caption grid", () => {
  const grid = gridFor([], 16 / 9);

  it("covers the safe part of a 4:3 picture", () => {
    expect(grid).toMatchObject({ rows: 15, columns: 32, left: 20, top: 10 });
    expect(gridFor([], 4 / 3)).toMatchObject({ left: 10 });
    expect(gridFor([{ row: 22, column: 1 }], 4 / 3)).toMatchObject({ rows: 23, columns: 40 });
  });

  it("puts a cue at the bottom in the middle of the cells", () => {
    expect(layoutGrid([cue("a", "abcd\nef")], grid).map(({ cell }) => cell)).toEqual([{ row: 14, column: 15 }, { row: 15, column: 16 }]);
  });

  it("says where a row is too long for it", () => {
    const [line] = layoutGrid([cue("a", "x".repeat(33))], grid);
    expect(line).toMatchObject({ cell: { row: 15, column: 1 }, over: true });
  });

  it("rolls rows up above the base row, each in its own column", () => {
    const at = (row: number, column: number) => ({ position: { kind: "grid", value: [{ row, column }] } as Position, mode: { kind: "roll-up", rows: 2 } as const });
    const lines = layoutWindow([cue("a", "one", at(15, 1)), cue("b", "two", at(15, 3)), cue("c", "three", at(13, 5))], grid);
    expect(lines.map(({ cue: id, cell }) => [id, cell])).toEqual([["b", { row: 12, column: 3 }], ["c", { row: 13, column: 5 }]]);
    expect(layoutWindow([cue("a", "one", at(1, 1)), cue("b", "two", at(1, 1))], grid).map(({ cell }) => cell.row)).toEqual([1, 2]);
  });

  it("takes a place on the keypad to its corner", () => {
    const [line] = layoutGrid([cue("a", "abcd", { position: { kind: "numpad", value: 9 } })], grid);
    expect(line?.cell).toEqual({ row: 1, column: 29 });
  });
});
