import { describe, expect, it } from "vitest";
import { fitRow, isRightToLeft, measureRow } from "./text";

const ten = () => 10;

describe("fitRow", () => {
  it.each([
    ["all of it where it fits", "abcd", 40, { count: 4, cut: false }],
    ["as much as leaves room for the ellipsis", "abcdef", 40, { count: 3, cut: true }],
    ["no space before the ellipsis", "ab cdef", 42, { count: 2, cut: true }],
    ["nothing where not even a letter fits", "abc", 15, { count: 0, cut: false }],
    ["nothing of nothing", "", 0, { count: 0, cut: false }],
  ])("shows %s", (_, text, width, wanted) => {
    expect(fitRow(measureRow(text, ten), width, 10)).toEqual(wanted);
  });

  it("never shows more than the width has room for, and always as much as it has", () => {
    const row = measureRow("The tide tables are a portrait of a place, again", (_, index) => 3 + (index * 7) % 9);
    for (let width = 0; width < 500; width += 1) {
      const { count, cut } = fitRow(row, width, 8);
      const shown = (row.ends[count - 1] ?? 0) + (cut ? 8 : 0);
      expect(shown).toBeLessThanOrEqual(Math.max(width, 0));
    }
  });

  it("never cuts a grapheme in two", () => {
    const row = measureRow("é👩‍👩‍👧‍👦z", ten);
    expect(row.graphemes).toEqual(["é", "👩‍👩‍👧‍👦", "z"]);
  });
});

describe("isRightToLeft", () => {
  it.each([["שלום", true], ["… مرحبا", true], ["Hello שלום", false], ["123 - ♪", false], ["日本語", false]])("%s", (text, wanted) => {
    expect(isRightToLeft(text)).toBe(wanted);
  });
});
