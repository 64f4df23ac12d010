import { describe, expect, it } from "vitest";
import { seconds, seeded } from "./testing";
import {
  centreOn, clampView, edgeScroll, fitAll, fitRange, flicksPerPixel, follow, longestSpan, reveal, scrollBy, shows, timeToX,
  xToTime, zoomAt, type View, type ViewLimits,
} from "./view";

const limits: ViewLimits = { end: seconds(600), shortest: seconds(0.4) };
const view: View = { start: seconds(100), span: seconds(20), width: 1000 };

describe("time and place", () => {
  it("are each other's inverse to half a pixel, and within a flick for whole pixels", () => {
    const random = seeded(11);
    for (let round = 0; round < 2000; round += 1) {
      const any: View = { start: Math.floor(random() * seconds(10800)), span: seconds(0.1) + Math.floor(random() * seconds(9000)), width: 200 + Math.floor(random() * 3000) };
      const x = Math.floor(random() * any.width);
      expect(Math.abs(timeToX(any, xToTime(any, x)) - x)).toBeLessThan(1e-3);
      const time = any.start + Math.floor(random() * any.span);
      expect(Math.abs(xToTime(any, timeToX(any, time)) - time)).toBeLessThanOrEqual(1);
    }
  });
});

describe("clampView", () => {
  it.each([
    ["leaves what fits", view, view],
    ["starts no earlier than the programme", { ...view, start: -5 }, { ...view, start: 0 }],
    ["ends a little after the programme", { ...view, start: seconds(9999) }, { ...view, start: longestSpan(limits) - view.span }],
    ["is no shorter than a few frames", { ...view, span: 5 }, { ...view, span: limits.shortest }],
    ["is no longer than the programme", { ...view, start: 7, span: seconds(99999) }, { ...view, start: 0, span: longestSpan(limits) }],
  ])("%s", (_, given, wanted) => {
    expect(clampView(given, limits)).toEqual(wanted);
  });
});

describe("zoomAt", () => {
  it("keeps the time under the pointer where it was, at any zoom that the limits allow", () => {
    const random = seeded(5);
    for (let round = 0; round < 500; round += 1) {
      const time = view.start + random() * view.span;
      const zoomed = zoomAt(view, limits, 0.05 + random() * 2, time);
      expect(Math.abs(timeToX(zoomed, time) - timeToX(view, time))).toBeLessThan(0.01);
    }
  });

  it("goes from the whole programme to single frames", () => {
    let now = fitAll(view, limits);
    expect(now.span).toBe(longestSpan(limits));
    for (let step = 0; step < 60; step += 1) now = zoomAt(now, limits, 0.8, seconds(300));
    expect(now.span).toBe(limits.shortest);
    expect(shows(now, seconds(300))).toBe(true);
  });
});

describe("moving", () => {
  it("scrolls by pixels", () => {
    expect(scrollBy(view, limits, 50).start).toBe(seconds(101));
    expect(scrollBy(view, limits, -1e9).start).toBe(0);
  });

  it("centres and fits", () => {
    expect(centreOn(view, limits, seconds(300)).start).toBe(seconds(290));
    const fitted = fitRange(view, limits, seconds(50), seconds(60));
    expect([fitted.start, fitted.span]).toEqual([seconds(49), seconds(12)]);
  });

  it.each([
    ["stays for what is visible", 105, 110, 100],
    ["centres what is not", 200, 204, 192],
    ["shows the start of what is longer than the view", 300, 400, 298],
    ["stays inside of something longer than the view", 90, 200, 100],
  ])("reveal %s", (_, from, to, start) => {
    expect(reveal(view, limits, seconds(from), seconds(to)).start).toBe(seconds(start));
  });

  it.each([
    ["stays while off", "off", 119, 121, 100],
    ["stays within a page", "page", 110, 111, 100],
    ["turns the page at its end", "page", 119, 119.5, 117.5],
    ["turns back when playing backwards", "page", 100.5, 99.5, 82.3],
    ["leaves who scrolled away alone", "page", 200, 200.1, 100],
    ["keeps the playhead in the middle", "centre", 110, 112, 102],
  ] as const)("follow %s", (_, mode, before, now, start) => {
    expect(follow(view, limits, mode, seconds(before), seconds(now)).start).toBe(seconds(start));
  });

  it("runs faster the further out a drag is, and not at all inside", () => {
    expect([edgeScroll(500, 1000), edgeScroll(20, 1000), edgeScroll(0, 1000), edgeScroll(1016, 1000)]).toEqual([0, -6, -16, 24]);
  });

  it("knows its scale", () => {
    expect(flicksPerPixel(view)).toBe(seconds(0.02));
  });
});
