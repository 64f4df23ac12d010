import { expect, it } from "vitest";
import type { Cue } from "../bridge";
import { allText, common, share } from "./shared";
import { numpadName, percentOf, percentText, placeName } from "./place";
import { levelOf, readingSpeed, wordsPerMinute } from "./speed";

const cue = (more: Partial<Cue>): Cue => ({ id: "a", track: "t", rank: 0, in: 0, out: 2 * 705_600_000, rows: [[{ text: "ten letter" }], [{ text: "words here" }]], ...more });

it("tells all from some from none", () => {
  const forced = (one: Cue) => one.forced === true;
  expect(share([cue({ forced: true }), cue({ forced: true })], forced)).toBe(true);
  expect(share([cue({ forced: true }), cue({})], forced)).toBe("mixed");
  expect(share([cue({}), cue({})], forced)).toBe(false);
  expect(share([], forced)).toBe(false);
});

it("takes a style to hold only where there is text", () => {
  expect(allText(cue({ rows: [[{ text: "a", style: { italic: true } }], []] }), "italic")).toBe(true);
  expect(allText(cue({ rows: [[{ text: "a", style: { italic: true } }, { text: "b" }]] }), "italic")).toBe(false);
  expect(allText(cue({ rows: [[]] }), "italic")).toBe(false);
});

it("finds what cues agree on", () => {
  expect(common([cue({ speaker: "Isla" }), cue({ speaker: "Isla" })], (one) => one.speaker ?? "")).toBe("Isla");
  expect(common([cue({ speaker: "Isla" }), cue({})], (one) => one.speaker ?? "")).toBeNull();
  expect(common([], () => 1)).toBeNull();
});

it("names places as a person would", () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 9].map(numpadName)).toEqual([
    "bottom left", "bottom centre", "bottom right", "middle left", "middle", "middle right", "top left", "top centre", "top right",
  ]);
  expect(placeName(cue({}))).toBe("bottom centre");
  expect(placeName(cue({ align: "end" }))).toBe("bottom right");
  expect(placeName(cue({ position: { kind: "numpad", value: 8 } }))).toBe("top centre");
  expect(placeName(cue({ position: { kind: "box", value: { block: { kind: "percent", value: 125_000 }, inline: 500_000 } } }))).toBe("12.5 % down, 50 % across");
  expect(placeName(cue({ position: { kind: "grid", value: [{ row: 14, column: 3 }] } }))).toBe("grid row 14, column 3");
});

it("reads percentages from 0 to 100 and nothing else", () => {
  expect([percentOf("12.5"), percentOf("12,5 %"), percentOf("0"), percentOf("101"), percentOf("-1"), percentOf("x"), percentOf("")]).toEqual([
    125_000, 125_000, 0, undefined, undefined, undefined, undefined,
  ]);
  expect([percentText(333_333), percentText(undefined)]).toEqual(["33.33", ""]);
});

it("measures how fast a cue reads", () => {
  expect(readingSpeed(cue({}), 20)).toEqual({ cps: 10, wpm: 120, level: "within", fill: 0.5 });
  expect(readingSpeed(cue({}), 9)).toMatchObject({ level: "over", fill: 1 });
  expect(readingSpeed(cue({ out: null }), 20)).toBeNull();
  expect(wordsPerMinute(cue({ rows: [[{ text: "– one ♪" }]] }))).toBe(30);
  expect([levelOf(20, 20), levelOf(20.1, 20), levelOf(25.1, 20)]).toEqual(["within", "over", "far-over"]);
});
