import { describe, expect, it } from "vitest";
import { laneBand, shareBands } from "./bands";
import { cuesInBox, hitTest, overviewPart, zoneAt, type HitScene } from "./hit";
import { layoutTrack } from "./layout";
import { cue, seconds } from "./testing";

const bands = shareBands(260, { speech: true, published: true, references: 1 });
const view = { start: 0, span: seconds(10), width: 1000 };
const layout = layoutTrack([cue("a", 1, 2), cue("b", 2.05, 4), cue("c", 4, 6), cue("d", 5, 7), cue("e", 8, 8.04)]);
const scene: HitScene = { view, bands, layout, primary: "a" };
const middle = bands.cues.top + bands.cues.height / 2;
const wave = bands.waveform.top + 10;

describe("hitTest", () => {
  it.each([
    ["the body", 150, middle, "a", "body", null],
    ["the in edge, inside", 103, middle, "a", "in", null],
    ["the in edge, just outside", 98, middle, "a", "in", null],
    ["the out edge and its boundary", 198, middle, "a", "out", { earlier: "a", later: "b" }],
    ["the in edge and its boundary", 208, middle, "b", "in", { earlier: "a", later: "b" }],
    ["the later of touching cues at their edge", 400, bands.cues.top + 5, "c", "in", { earlier: "b", later: "c" }],
    ["the upper lane", 550, bands.cues.top + 3, "c", "body", null],
    ["the lower lane", 550, bands.cues.top + bands.cues.height - 3, "d", "body", null],
    ["a third of a narrow box for each part", 802, middle, "e", "body", null],
    ["empty ground", 770, middle, null, null, null],
    ["an edge of the primary cue in the waveform", 101, wave, "a", "in", null],
    ["no edge of other cues in the waveform", 400, wave, null, null, null],
  ] as const)("finds %s", (_, x, y, id, part, boundary) => {
    expect(hitTest(scene, x, y)).toMatchObject({ cue: id, part, boundary });
  });

  it("answers the time wherever it is", () => {
    expect(hitTest(scene, 250, wave).time).toBe(seconds(2.5));
  });
});

describe("zoneAt", () => {
  it("knows every band", () => {
    const at = (band: { top: number } | null) => zoneAt(bands, band!.top + 1);
    expect([at(bands.ruler), at(bands.speech), at(bands.waveform), at(bands.cues), at(bands.published), at(bands.references[0]!)])
      .toEqual(["ruler", "waveform", "waveform", "cues", "published", "reference"]);
    expect(zoneAt(bands, 9999)).toBe("none");
  });
});

describe("shareBands", () => {
  it("fits every height, gives nothing a negative one, and never overlaps", () => {
    for (let height = 0; height < 700; height += 7) {
      const shared = shareBands(height, { speech: height % 2 === 0, published: height % 3 === 0, references: height % 4 });
      const list = [shared.ruler, shared.speech, shared.waveform, shared.cues, shared.published, ...shared.references].filter((band) => band !== null);
      list.forEach((band) => expect(band.height).toBeGreaterThanOrEqual(0));
      list.slice(1).forEach((band, index) => expect(band.top).toBeGreaterThanOrEqual(list[index]!.top + list[index]!.height));
      if (height >= 220) expect(shared.waveform.height).toBeGreaterThanOrEqual(32);
    }
  });

  it("divides the cue band without gaps of more than a hairline", () => {
    for (let lanes = 1; lanes < 9; lanes += 1) {
      const first = laneBand(bands.cues, 0, lanes);
      const last = laneBand(bands.cues, lanes - 1, lanes);
      expect(first.top).toBe(bands.cues.top);
      expect(last.top + last.height).toBe(bands.cues.top + bands.cues.height);
    }
  });
});

describe("overviewPart", () => {
  const all = { start: 0, span: seconds(1000), width: 1000 };
  it.each([
    ["the window", { start: seconds(100), span: seconds(100) }, 150, "window"],
    ["its start", { start: seconds(100), span: seconds(100) }, 102, "start"],
    ["its end", { start: seconds(100), span: seconds(100) }, 198, "end"],
    ["what is around it", { start: seconds(100), span: seconds(100) }, 90, "outside"],
    ["a window too narrow to see", { start: seconds(100), span: seconds(1) }, 104, "window"],
  ])("finds %s", (_, visible, x, part) => {
    expect(overviewPart({ ...visible, width: 1000 }, all, x)).toBe(part);
  });
});

describe("cuesInBox", () => {
  it("takes every cue that the box touches, whichever way it was drawn", () => {
    expect(cuesInBox(layout, seconds(5.5), seconds(1.5))).toEqual(["a", "b", "c", "d"]);
    expect(cuesInBox(layout, seconds(7.2), seconds(7.8))).toEqual([]);
  });
});
