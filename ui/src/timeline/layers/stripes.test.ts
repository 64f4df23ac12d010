import { describe, expect, it } from "vitest";
import type { Cue, CueId } from "../../bridge";
import { FLICKS, type Weight } from "../../document";
import { flagsOf, layoutTrack } from "../kernels/layout";
import type { Palette } from "../theme";
import { drawCues, type CueScene, type Drafts } from "./cues";
import { drawOverview, type OverviewScene } from "./overview";
import { drawStripe, Stripes } from "./stripes";

const PALETTE = { red: "red", amber: "amber", ref: "ref", tx3: "tx3", box: "box", line: "line", acc: "acc" } as Palette;
const MEANING = ["red", "amber", "ref", "tx3"];

/** A context that keeps what is filled in a colour that says something: colour, left, top, width, height. */
function recorder(): { context: CanvasRenderingContext2D; filled: () => [string, ...number[]][] } {
  const filled: [string, ...number[]][] = [];
  const own: Record<string, unknown> = {};
  const context = new Proxy(own, {
    get: (_, name) => {
      if (name === "fillRect") return (...area: number[]) => void (MEANING.includes(String(own.fillStyle)) && filled.push([String(own.fillStyle), ...area]));
      return own[String(name)] ?? (() => {});
    },
  });
  return { context: context as unknown as CanvasRenderingContext2D, filled: () => filled };
}

const cue = (id: string, from: number, to: number, rank: number): Cue => ({ id, track: "t", rank, in: from * FLICKS, out: to * FLICKS, rows: [] });

/** Ten pixels a second, boxes 60 pixels high. */
function scene(cues: readonly Cue[], found: Readonly<Record<CueId, Weight>>, drafts: Drafts = new Map()): CueScene {
  const layout = layoutTrack(cues);
  const none = new Uint8Array(cues.length);
  return {
    view: { start: 0, span: 100 * FLICKS, width: 1000 }, band: { top: 0, height: 60 }, layout, palette: PALETTE,
    text: { draw: () => {} } as unknown as CueScene["text"], sprites: {} as CueScene["sprites"],
    selected: none, primary: null, current: null, drafts, drafted: drafts.size > 0 ? flagsOf(layout, drafts.keys()) : none, ripple: null,
    numberOf: () => 1, shown: (one) => one, readingSpeed: 20, found: (id) => found[id] ?? null, crisp: (x) => x, within: { from: 0, to: 1000 },
  };
}

describe("stripes of findings", () => {
  it.each([
    ["error", [["red", 10, 0, 20, 4]]],
    ["warning", [["amber", 10, 0, 8, 3], ["amber", 21, 0, 8, 3]]],
    ["waived", [["tx3", 10, 0, 3, 1], ["tx3", 16, 0, 3, 1], ["tx3", 22, 0, 3, 1], ["tx3", 28, 0, 2, 1]]],
    [null, []],
  ] as const)("tell %s apart by colour and by pattern", (weight, wanted) => {
    const { context, filled } = recorder();
    drawStripe(context, PALETTE, weight, 10, 20, 0);
    expect(filled()).toEqual(wanted);
  });

  it("of cues that run together are one, with the heavier on top", () => {
    const { context, filled } = recorder();
    const stripes = new Stripes();
    for (let x = 0; x < 20; x += 2) stripes.add(x, x + 2, x === 10 ? "error" : x < 10 ? "warning" : null);
    stripes.draw(context, PALETTE, 5);
    expect(filled()).toEqual([["amber", 0, 5, 10, 3], ["red", 10, 5, 2, 4]]);
  });

  it("stand over the whole programme, each wide enough to be seen", () => {
    const { context, filled } = recorder();
    const { layout, palette } = scene([cue("a", 100, 101, 1), cue("b", 102, 103, 2), cue("c", 900, 901, 3)], {});
    const bitmap = { draw: () => {} } as unknown as OverviewScene["bitmap"];
    const found = (id: CueId) => (id === "b" ? null : id === "a" ? "warning" : "error");
    drawOverview(context, { overview: { start: 0, span: 1000 * FLICKS, width: 500 }, height: 30, ink: {} as OverviewScene["ink"], layout, palette, ratio: 1, bitmap, found, moments: [] });
    expect(filled().filter(([, , top]) => top === 0)).toEqual([["amber", 50, 0, 2, 3], ["red", 450, 0, 2, 4]]);
  });

  it("stand at the top edge of the boxes with findings and nowhere else", () => {
    const { context, filled } = recorder();
    drawCues(context, scene([cue("a", 1, 3, 1), cue("b", 4, 6, 2), cue("c", 7, 9, 3)], { b: "error" }));
    expect(filled()).toEqual([["red", 40, 0, 19, 4]]);
  });

  it("are a zone as well over a box that is dragged to where it would break a rule", () => {
    const { context, filled } = recorder();
    const drafts = new Map([["b", { in: 3 * FLICKS, out: 5 * FLICKS }]]);
    drawCues(context, scene([cue("a", 1, 3, 1), cue("b", 4, 6, 2)], { a: "hint", b: "error" }, drafts));
    expect(filled().filter(([colour]) => colour === "red")).toEqual([["red", 30, 0, 19, 4], ["red", 30, 0, 19, 60]]);
    expect(filled().filter(([colour]) => colour === "ref").every(([, left]) => (left as number) < 30)).toBe(true);
  });
});
