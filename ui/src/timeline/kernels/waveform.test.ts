import { describe, expect, it } from "vitest";
import { seconds, seeded } from "./testing";
import { flicksPerPixel, type View } from "./view";
import {
  baseColumns, chooseLevel, columnsOf, columnSpan, emptyInk, gatherInk, gatherProvisional, INK, joinTiles, knownTimes, knownWithin,
  TILE, tilesFor, type Columns, type Pyramid,
} from "./waveform";

const pyramid: Pyramid = { sample_rate: 48_000, samples_per_column: 256, levels: 12, columns: 200_000, exact: [[0, 200_000]] };

function columnsAt(level: number, value: (column: number) => [number, number, number], held = () => true): Columns {
  const count = columnsOf(pyramid, level);
  const tiles = new Map<number, Int16Array>();
  const make = (index: number) => {
    const length = Math.min(TILE, count - index * TILE);
    return Int16Array.from({ length: length * 3 }, (_, at) => value(index * TILE + Math.floor(at / 3))[at % 3]!);
  };
  return {
    span: columnSpan(pyramid, level), count,
    tile: (index) => {
      if (!held()) return null;
      if (!tiles.has(index)) tiles.set(index, make(index));
      return tiles.get(index)!;
    },
  };
}

describe("levels and tiles", () => {
  it("chooses the coarsest level that has a column for every pixel", () => {
    for (let level = 0; level < pyramid.levels; level += 1) {
      expect(chooseLevel(pyramid, columnSpan(pyramid, level) * 1.01)).toBe(level);
    }
    expect(chooseLevel(pyramid, 1)).toBe(0);
    expect(chooseLevel(pyramid, 1e18)).toBe(pyramid.levels - 1);
  });

  it("wants no more than the view, its margins and a tile at either end", () => {
    const random = seeded(2);
    for (let round = 0; round < 300; round += 1) {
      const view: View = { start: Math.floor(random() * seconds(1000)), span: seconds(0.3) + Math.floor(random() * seconds(900)), width: 1600 };
      const level = chooseLevel(pyramid, flicksPerPixel(view));
      const { first, end } = tilesFor(pyramid, level, view, 0.5);
      expect(first).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThanOrEqual(Math.ceil(columnsOf(pyramid, level) / TILE));
      expect(end - first).toBeLessThanOrEqual(Math.ceil((2 * 2 * 1600) / TILE) + 2);
    }
  });

  it("joins neighbours into one call, and no call grows without bound", () => {
    expect(joinTiles(3, [4, 5, 6, 9])).toEqual([{ level: 3, first: 4, count: 3 }, { level: 3, first: 9, count: 1 }]);
    expect(joinTiles(0, Array.from({ length: 40 }, (_, index) => index)).map((run) => run.count)).toEqual([16, 16, 8]);
  });

  it("counts what is known under a tile", () => {
    const partly = { ...pyramid, exact: [[0, 1500], [4000, 5000]] as const };
    expect(knownWithin(partly, 1000, 4500)).toBe(1000);
    expect(baseColumns(partly, 2, 1)).toEqual({ first: 4096, end: 8192 });
    expect(baseColumns(partly, 9, 0)).toEqual({ first: 0, end: 200_000 });
  });
});

describe("gatherInk", () => {
  const known = knownTimes(pyramid);
  const loud = (column: number): [number, number, number] => [-(column % 700), column % 900, column % 300];

  it("takes the extreme of every column under a pixel", () => {
    const view: View = { start: 0, span: columnSpan(pyramid, 0) * 3000, width: 1000 };
    const ink = emptyInk(1000);
    gatherInk(ink, view, columnsAt(0, loud), known);
    expect(ink.peak[100]).toBe(302);
    expect(ink.peak[233]).toBe(Math.max(...[699, 700, 701].map((column) => Math.max(column % 900, column % 700))));
    expect(ink.kind.every((kind) => kind === INK.exact)).toBe(true);
  });

  it("stands still while it is scrolled by whole pixels", () => {
    const pixel = columnSpan(pyramid, 0) * 1.7;
    const at = (start: number) => {
      const ink = emptyInk(300);
      gatherInk(ink, { start: start * pixel, span: pixel * 300, width: 300 }, columnsAt(0, loud), known);
      return ink.peak;
    };
    expect([...at(107).subarray(0, 200)]).toEqual([...at(100).subarray(7, 207)]);
  });

  it("leaves gaps, what is not known and what is not fetched empty", () => {
    const view: View = { start: 0, span: columnSpan(pyramid, 0) * 1000, width: 1000 };
    const gap = (column: number): [number, number, number] => (column >= 300 && column < 400 ? [32767, -32768, 0] : [-5, 5, 2]);
    const ink = emptyInk(1000);
    const partly = knownTimes({ ...pyramid, exact: [[100, 600], [800, 900]] });
    gatherInk(ink, view, columnsAt(0, gap), partly);
    const inked = [50, 100, 299, 300, 399, 400, 599, 700, 800, 899, 950].map((x) => ink.kind[x]);
    expect(inked).toEqual([0, 1, 1, 0, 0, 1, 1, 0, 1, 1, 0]);
    const absent = emptyInk(1000);
    gatherInk(absent, view, columnsAt(0, gap, () => false), known);
    expect(absent.kind.every((kind) => kind === INK.none)).toBe(true);
  });

  it("draws a line between columns that are wider than a pixel", () => {
    const view: View = { start: 0, span: columnSpan(pyramid, 0) * 10, width: 1000 };
    const ink = emptyInk(1000);
    gatherInk(ink, view, columnsAt(0, (column) => [0, column * 100, 0]), known);
    expect([ink.peak[150], ink.peak[200], ink.peak[250]]).toEqual([100, 150, 200]);
  });

  it("lets provisional ink fill only what is neither exact nor a gap", () => {
    const view: View = { start: 0, span: columnSpan(pyramid, 0) * 1000, width: 1000 };
    const ink = emptyInk(1000);
    const partly = knownTimes({ ...pyramid, exact: [[0, 500]] });
    gatherInk(ink, view, columnsAt(0, (column) => (column < 250 ? [1, -1, 0] : [-9, 9, 3])), partly);
    gatherProvisional(ink, view, new Uint8Array(400).fill(100), columnSpan(pyramid, 0) * 2, partly);
    expect([100, 300, 700, 900].map((x) => ink.kind[x])).toEqual([INK.none, INK.exact, INK.provisional, INK.none]);
  });
});
