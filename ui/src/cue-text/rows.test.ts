import { describe, expect, it } from "vitest";
import type { Row, Run, Style } from "../bridge";
import { caretAt, positionOf } from "./caret";
import { docOfRows, normaliseRows, rowsOfDoc, sameRows } from "./rows";

/** Numbers from 0 to 1 that are the same each time for a seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

const WORDS = ["sea", "gull ", "𝄞", "é", "👩‍🚀", "", " ", "שלום", "a-b", "潮"];

function style(next: () => number): Style | undefined {
  const maybe = <T>(value: T): T | undefined => (next() < 0.25 ? value : undefined);
  const picked: Style = {
    italic: maybe(true), bold: maybe(true), underline: maybe(next() < 0.5), strike: maybe(true), flash: maybe(true),
    color: maybe("#ffff00"), background: maybe("#00000080"),
    detail: maybe({ voice: maybe("Isla"), lang: maybe("gd"), ruby: maybe("かな"), role: maybe("lyrics"), font: maybe("Serif"), size: maybe("80%"), classes: maybe(["loud", "x"]), appears: maybe(705_600_000), extra: maybe("\\pos(1,2)") }),
  };
  return maybe(picked) ?? (next() < 0.5 ? undefined : (JSON.parse(JSON.stringify(picked)) as Style));
}

function rows(next: () => number): Row[] {
  const count = (limit: number) => Math.floor(next() * limit);
  const run = (): Run => {
    const look = style(next);
    return { text: WORDS[count(WORDS.length)]! + WORDS[count(WORDS.length)]!, ...(look ? { style: look } : {}) };
  };
  return Array.from({ length: count(5) }, () => Array.from({ length: count(5) }, run));
}

describe("rows and the editor's document", () => {
  it("come back as they went in, whatever they say", () => {
    for (let seed = 1; seed <= 400; seed++) {
      const before = normaliseRows(rows(random(seed)));
      const after = rowsOfDoc(docOfRows(before));
      expect(normaliseRows(after), `seed ${seed}`).toEqual(before);
      // Normal rows need no normalising: the field sends what the backend keeps.
      expect(JSON.stringify(after), `seed ${seed}`).toBe(JSON.stringify(before));
    }
  });

  it("normalise to the same, however they came", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const raw = rows(random(seed));
      expect(normaliseRows(rowsOfDoc(docOfRows(raw))), `seed ${seed}`).toEqual(normaliseRows(raw));
      expect(normaliseRows(normaliseRows(raw))).toEqual(normaliseRows(raw));
    }
  });

  it("keep two ruby pairs apart that look alike", () => {
    const pair: Run = { text: "今", style: { detail: { ruby: "いま" } } };
    expect(rowsOfDoc(docOfRows([[pair, pair]]))).toEqual([[pair, pair]]);
  });

  it("know an empty text from none at all", () => {
    expect(sameRows([[]], [])).toBe(true);
    expect(sameRows([[], []], [])).toBe(true);
    expect(sameRows([[{ text: "a" }], []], [[{ text: "a" }]])).toBe(false);
  });
});

describe("the caret in Unicode scalars", () => {
  const doc = docOfRows([[{ text: "a𝄞b", style: { italic: true } }, { text: "c" }], [{ text: "d" }]]);

  it.each([
    [{ row: 0, character: 0 }, 1], [{ row: 0, character: 1 }, 2], [{ row: 0, character: 2 }, 4],
    [{ row: 0, character: 4 }, 6], [{ row: 1, character: 0 }, 8], [{ row: 1, character: 1 }, 9],
  ])("%j is position %i and back", (caret, position) => {
    expect(positionOf(doc, caret)).toBe(position);
    expect(caretAt(doc, position)).toEqual(caret);
  });

  it("goes to the nearest place there is", () => {
    expect(positionOf(doc, { row: 9, character: 99 })).toBe(9);
  });
});
