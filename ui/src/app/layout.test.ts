import { describe, expect, it } from "vitest";
import { fitPanels, initialSizes } from "./layout";

describe("panels", () => {
  it.each([[1552, 874], [1236, 654], [980, 574], [2516, 1374]])("fit into a page of %i by %i and leave the player room", (width, height) => {
    for (const wanted of [initialSizes({ width, height }), { side: 5000, text: 5000, timeline: 5000 }, { side: 0, text: 0, timeline: 0 }]) {
      const { sizes, min, max } = fitPanels(wanted, { width, height });
      expect(width - sizes.side).toBeGreaterThanOrEqual(400);
      expect(height - sizes.text - sizes.timeline).toBeGreaterThanOrEqual(170);
      for (const name of ["side", "text", "timeline"] as const) {
        expect(sizes[name]).toBeGreaterThanOrEqual(min[name]);
        expect(sizes[name]).toBeLessThanOrEqual(max[name]);
      }
    }
  });

  it("keep the size the user gave them where there is room", () => {
    expect(fitPanels({ side: 500, text: 200, timeline: 300 }, { width: 1552, height: 874 }).sizes).toEqual({ side: 500, text: 200, timeline: 300 });
  });
});
