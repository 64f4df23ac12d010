import { beforeEach, describe, expect, it } from "vitest";
import { setBackend } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { cueText, project, selection } from "../document";
import { cutAt, finder, findNext, findPrevious, replaceAll, replaceOne, replaceSpan } from "./find.svelte";

let backend: FakeBackend;

beforeEach(async () => {
  backend = new FakeBackend();
  setBackend(backend);
  project.unload();
  await backend.listen((event) => project.take(event));
  project.load((await backend.start()).snapshot!);
  Object.assign(finder, { pattern: "", replacement: "", regex: false, matchCase: false, wholeWord: false, where: "track", current: -1 });
  await finder.search();
});

const texts = () => project.order(project.activeTrackId).map((id) => cueText(project.committed(id)!));

describe("finding", () => {
  it("lists every match in the order of the list", async () => {
    finder.pattern = "the water";
    await finder.search();
    expect(finder.matches.length).toBe(6);
    expect(finder.matches.map((match) => project.numberOf(match.cue))).toEqual([3, 5, 23, 25, 43, 45]);
  });

  it("goes from the selected cue on, and around", async () => {
    finder.pattern = "the water";
    selection.set([project.order(project.activeTrackId)[24]!]);
    await findNext();
    expect(project.numberOf(selection.primary!)).toBe(25);
    await findNext();
    expect(project.numberOf(selection.primary!)).toBe(43);
    await findPrevious();
    await findPrevious();
    expect(project.numberOf(selection.primary!)).toBe(23);
    for (let round = 0; round < 4; round++) await findNext();
    expect(project.numberOf(selection.primary!)).toBe(3);
  });

  it("looks only where it is told", async () => {
    finder.pattern = "the water";
    selection.set([project.order(project.activeTrackId)[2]!]);
    finder.where = "selection";
    await finder.search();
    expect(finder.matches.length).toBe(1);
    finder.where = "from";
    selection.set([project.order(project.activeTrackId)[23]!]);
    await finder.search();
    expect(finder.matches.length).toBe(3);
  });

  it("says what is wrong with a regular expression", async () => {
    finder.regex = true;
    finder.pattern = "(";
    await finder.search();
    expect(finder.error).toContain("(");
    expect(finder.matches).toEqual([]);
  });
});

describe("replacing", () => {
  it("all of them is one step of the history", async () => {
    const before = texts();
    finder.pattern = "water";
    finder.replacement = "sea";
    await replaceAll();
    expect(backend.steps.length).toBe(1);
    expect(texts().join(" ")).not.toContain("the water");
    expect(finder.matches).toEqual([]);
    await project.undo();
    expect(texts()).toEqual(before);
  });

  it("one of them leaves the others, and goes on", async () => {
    finder.pattern = "the water";
    finder.replacement = "the sea";
    await findNext();
    const first = finder.matches[finder.current]!.cue;
    await replaceOne();
    expect(cueText(project.committed(first)!)).toContain("the sea");
    expect(finder.matches.length).toBe(5);
    expect(backend.steps.length).toBe(1);
    expect(finder.current).toBeGreaterThanOrEqual(0);
  });

  it("uses groups of a regular expression", async () => {
    finder.regex = true;
    finder.pattern = "the (moon|water)";
    finder.replacement = "our $1";
    await replaceAll();
    expect(texts()[2]).toBe("Nobody told our water about it.");
  });
});

describe("one match of several in a row", () => {
  it("is replaced and the others are left", async () => {
    const id = project.order(project.activeTrackId)[0]!;
    await project.apply({ kind: "set-text", cue: id, rows: [[{ text: "7s, 8s, 9s" }]] });
    Object.assign(finder, { regex: true, pattern: "(\\d)s", replacement: "$1 seconds" });
    await findNext();
    await findNext();
    await replaceOne();
    expect(cueText(project.committed(id)!)).toBe("7s, 8 seconds, 9s");
  });
});

describe("a match in a row", () => {
  const row = [{ text: "Wörld 🌊 " }, { text: "of waves", style: { italic: true } }];

  it("is cut out by characters, not by code units", () => {
    expect(cutAt(row, { cue: "c", row: 0, start: 6, end: 7 })).toEqual(["Wörld ", "🌊", " of waves"]);
  });

  it("is replaced within the styles of its row", () => {
    expect(replaceSpan(row, 6, 10, "sea ")).toEqual([{ text: "Wörld sea " }, { text: " waves", style: { italic: true } }]);
    expect(replaceSpan(row, 11, 16, "tides")).toEqual([{ text: "Wörld 🌊 " }, { text: "of tides", style: { italic: true } }]);
    expect(replaceSpan(row, 8, 16, "")).toEqual([{ text: "Wörld 🌊 " }]);
  });
});
