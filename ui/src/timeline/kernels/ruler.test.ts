import { describe, expect, it } from "vitest";
import { formatTimecode } from "../../document/time";
import type { Settings } from "../../bridge";
import { frameOfSecond, secondOfFrame } from "./frames";
import { chooseSteps, rulerTicks, tickSteps } from "./ruler";
import { gridAt, seconds, seeded } from "./testing";
import { timeToX, type View } from "./view";

const LABEL = 76;
const GRIDS = [
  ["24000/1001", false], ["24", false], ["25", false], ["30000/1001", false], ["30000/1001", true], ["30", false],
  ["50", false], ["60000/1001", false], ["60000/1001", true], ["60", false],
] as const;
const settings = (rate: string, drop_frame: boolean, programme_start = 0) => ({ timebase: { rate, drop_frame }, programme_start }) as Settings;

describe("frameOfSecond", () => {
  it.each([[60, 1800], [61, 1828], [600, 17982], [660, 19782], [3600, 107892]])("drop-frame second %i starts at frame %i", (second, frame) => {
    expect(frameOfSecond(gridAt("30000/1001", true), second)).toBe(frame);
  });

  it("has an inverse at every second of a day, at every rate", () => {
    for (const [rate, drop] of GRIDS) {
      const grid = gridAt(rate, drop);
      const wrong: number[] = [];
      for (let second = 0; second < 86_400; second += 1) {
        const frame = frameOfSecond(grid, second);
        if (secondOfFrame(grid, frame) !== second || secondOfFrame(grid, frame - 1) !== second - 1) wrong.push(second);
      }
      expect(wrong).toEqual([]);
    }
  });
});

describe("rulerTicks", () => {
  it("labels second starts with timecodes that end in the first frame of the second", () => {
    for (const [rate, drop] of GRIDS) {
      const grid = gridAt(rate, drop, 1000);
      const view: View = { start: seconds(3590), span: seconds(75), width: 1400 };
      const labels = rulerTicks(view, grid, LABEL).filter((tick) => tick.labelled).map((tick) => formatTimecode(settings(rate, drop, 1000), tick.time));
      expect(labels.length).toBeGreaterThan(8);
      for (const label of labels) expect(label).toMatch(/[:;](00|02|04)$/);
    }
  });

  it("never lets labels collide, never goes without, and keeps its order, at any zoom and rate", () => {
    const random = seeded(3);
    const wrong: string[] = [];
    for (let round = 0; round < 600; round += 1) {
      const [rate, drop] = GRIDS[round % GRIDS.length]!;
      const grid = gridAt(rate, drop, Math.floor(random() * 200_000));
      const span = seconds(0.3 * 1.02 ** (random() * 540));
      const view: View = { start: Math.floor(random() * seconds(7200)), span, width: 600 + Math.floor(random() * 1400) };
      const ticks = rulerTicks(view, grid, LABEL);
      const labelled = ticks.filter((tick) => tick.labelled);
      const fault = (what: string) => wrong.push(`${what}: ${rate} ${drop} ${JSON.stringify(view)}`);
      if (labelled.length === 0) fault("no label");
      if (labelled.some((tick, index) => index > 0 && tick.x - labelled[index - 1]!.x <= LABEL)) fault("labels collide");
      if (ticks.some((tick, index) => index > 0 && tick.x <= ticks[index - 1]!.x)) fault("out of order");
      if (ticks.some((tick) => Math.abs(tick.x - timeToX(view, tick.time)) > 1e-6)) fault("misplaced");
      if (ticks.length > view.width / 2) fault("too many");
    }
    expect(wrong).toEqual([]);
  });

  it("shows single frames when they are wide enough for their labels", () => {
    const grid = gridAt("25");
    const view: View = { start: 0, span: grid.timeOf(10), width: 1200 };
    expect(chooseSteps(view, grid, LABEL)).toEqual({ major: { unit: "frame", count: 1 }, minor: { unit: "frame", count: 1 } });
    expect(rulerTicks(view, grid, LABEL).map((tick) => tick.time)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((frame) => grid.timeOf(frame)));
  });

  it("only steps that divide a second are taken below one", () => {
    expect(tickSteps(24).filter((step) => step.unit === "frame").map((step) => step.count)).toEqual([1, 2, 3, 4, 6, 8, 12]);
  });

  it("leaves the frames out that drop-frame has no labels for", () => {
    const grid = gridAt("30000/1001", true);
    const view: View = { start: grid.timeOf(1795), span: grid.timeOf(12), width: 1400 };
    const labels = rulerTicks(view, grid, LABEL).map((tick) => formatTimecode(settings("30000/1001", true), tick.time));
    expect(labels.slice(3, 8)).toEqual(["00:00:59;27", "00:00:59;28", "00:00:59;29", "00:01:00;02", "00:01:00;03"].slice(0, 5));
  });
});
