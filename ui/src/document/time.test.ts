import { describe, expect, it } from "vitest";
import type { Cue, Settings } from "../bridge";
import { DEFAULT_SETTINGS } from "./mirror";
import {
  canDrop, cps, FLICKS, formatSpan, formatTimecode, frameAt, frameOfLabel, frameRate, frameRateName, labelOfFrame, labelText,
  nearestFrame, parseFrameRate, parseTimecode, rowLength, timeOfFrame,
} from "./time";

const settings = (rate: string, drop_frame = false, programme_start = 0): Settings => ({ ...DEFAULT_SETTINGS, timebase: { rate, drop_frame }, programme_start });

const RATES: [rate: string, drop: boolean, name: string][] = [
  ["24000/1001", false, "23.976"], ["24", false, "24"], ["25", false, "25"], ["30000/1001", true, "29.97"], ["30000/1001", false, "29.97"],
  ["30", false, "30"], ["50", false, "50"], ["60000/1001", true, "59.94"], ["60000/1001", false, "59.94"], ["60", false, "60"],
];

/** The same arithmetic with integers of any size, after `captions::FrameRate`. */
const exact = {
  timeOf(rate: string, frame: number): bigint {
    const { numerator, denominator } = frameRate(rate);
    const [top, bottom] = [BigInt(frame) * BigInt(denominator) * BigInt(FLICKS), BigInt(numerator)];
    return (top + (top < 0n ? -bottom / 2n : bottom / 2n)) / bottom;
  },
  frameAt(rate: string, time: number): bigint {
    const { numerator, denominator } = frameRate(rate);
    const [top, unit] = [BigInt(time) * BigInt(numerator), BigInt(FLICKS) * BigInt(denominator)];
    const floor = top / unit - (top % unit < 0n ? 1n : 0n);
    return exact.timeOf(rate, Number(floor) + 1) <= BigInt(time) ? floor + 1n : floor;
  },
  nearest(rate: string, time: number): bigint {
    const { numerator, denominator } = frameRate(rate);
    const [top, unit] = [BigInt(time) * BigInt(numerator), BigInt(FLICKS) * BigInt(denominator)];
    return (top + (top < 0n ? -unit / 2n : unit / 2n)) / unit;
  },
};

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe("frames and times", () => {
  const rates = [...new Set(RATES.map(([rate]) => rate)), "15", "12.5", "29.976", "23.976024", "1000/999", "999/1000"];

  it.each(rates)("agree with integers of any size over a day at %s", (rate) => {
    const next = random(rate.length + 7);
    const fps = frameRate(rate);
    const wrong: number[] = [];
    for (let round = 0; round < 2_000; round++) {
      const time = Math.floor((next() - 0.02) * 24 * 3600 * FLICKS);
      const frame = frameAt(fps, time);
      const agrees = BigInt(frame) === exact.frameAt(rate, time) && BigInt(nearestFrame(fps, time)) === exact.nearest(rate, time);
      if (!agrees || BigInt(timeOfFrame(fps, frame)) !== exact.timeOf(rate, frame)) wrong.push(time);
    }
    expect(wrong).toEqual([]);
  });

  it.each(rates)("come back from a frame's start at %s", (rate) => {
    const fps = frameRate(rate);
    const frames = Math.floor((24 * 3600 * fps.numerator) / fps.denominator);
    const wrong: number[] = [];
    for (let frame = 0; frame < frames; frame += 997) {
      const time = timeOfFrame(fps, frame);
      const before = frame === 0 || frameAt(fps, time - 1) === frame - 1;
      if (!before || frameAt(fps, time) !== frame || nearestFrame(fps, time) !== frame) wrong.push(frame);
    }
    expect(wrong).toEqual([]);
  });
});

describe("labels", () => {
  // From SMPTE ST 12-1: two frame numbers (four at 59.94) are left out each minute but every tenth.
  it.each([
    ["30000/1001", true, 0, "00:00:00;00"], ["30000/1001", true, 1799, "00:00:59;29"], ["30000/1001", true, 1800, "00:01:00;02"],
    ["30000/1001", true, 17_981, "00:09:59;29"], ["30000/1001", true, 17_982, "00:10:00;00"], ["30000/1001", true, 107_892, "01:00:00;00"],
    ["60000/1001", true, 3599, "00:00:59;59"], ["60000/1001", true, 3600, "00:01:00;04"], ["60000/1001", true, 35_964, "00:10:00;00"],
    ["30000/1001", false, 1800, "00:01:00:00"], ["25", false, 90_000, "01:00:00:00"], ["24000/1001", false, 86_400, "01:00:00:00"],
  ])("at %s, drop %s, of frame %i is %s", (rate, drop_frame, frame, text) => {
    expect(labelText({ rate, drop_frame }, labelOfFrame({ rate, drop_frame }, frame))).toBe(text);
  });

  it.each(RATES)("name every frame of a day once at %s, drop %s", (rate, drop_frame) => {
    const base = { rate, drop_frame };
    const day = frameOfLabel(base, { hours: 24, minutes: 0, seconds: 0, frames: 0 })!;
    const wrong: number[] = [];
    for (let frame = 0; frame < day; frame += 1 + (frame % 37)) {
      if (frameOfLabel(base, labelOfFrame(base, frame)) !== frame) wrong.push(frame);
    }
    expect(wrong).toEqual([]);
  });

  it("that drop-frame counting leaves out name no frame", () => {
    const base = { rate: "30000/1001", drop_frame: true };
    expect(frameOfLabel(base, { hours: 0, minutes: 1, seconds: 0, frames: 0 })).toBeNull();
    expect(frameOfLabel(base, { hours: 0, minutes: 1, seconds: 0, frames: 2 })).toBe(1800);
    expect(frameOfLabel(base, { hours: 0, minutes: 10, seconds: 0, frames: 0 })).toBe(17_982);
    expect(frameOfLabel(base, { hours: 0, minutes: 0, seconds: 0, frames: 30 })).toBeNull();
  });

  it("start where the programme starts", () => {
    expect(formatTimecode(settings("25", false, 90_000), 2 * FLICKS)).toBe("01:00:02:00");
    expect(parseTimecode(settings("25", false, 90_000), "01:00:02:00")).toEqual({ ok: true, time: 2 * FLICKS, relative: false });
  });
});

describe("what is typed for a time", () => {
  it.each([
    ["2", 2 * FLICKS, false], ["2.5", 2.5 * FLICKS, false], ["2,5s", 2.5 * FLICKS, false], ["00:00:02:05", 2.2 * FLICKS, false],
    ["2:05", 2.2 * FLICKS, false], ["1:02:00", 62 * FLICKS, false], ["00:01:02.500", 62.5 * FLICKS, false], ["7f", 0.28 * FLICKS, false],
    ["+1.5", 1.5 * FLICKS, true], ["-12f", -0.48 * FLICKS, true], ["−1", -FLICKS, true], ["+00:00:01:00", FLICKS, true],
  ])("“%s” is read", (text, time, relative) => {
    expect(parseTimecode(settings("25"), text)).toEqual({ ok: true, time: Math.round(time), relative });
  });

  it.each(["", "abc", "1:2:3:4:5", "00:00:00:25", "00:61:00:00", "12::3"])("“%s” is refused with a reason", (text) => {
    const parsed = parseTimecode(settings("25"), text);
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? "" : parsed.reason).not.toBe("");
  });

  it("refuses a label that drop-frame counting leaves out", () => {
    const parsed = parseTimecode(settings("30000/1001", true), "00:01:00;00");
    expect(parsed).toEqual({ ok: false, reason: "00:01:00;00 names no frame at 29.97 drop-frame" });
  });
});

describe("frame rates", () => {
  it.each(RATES)("%s, drop %s, is called %s", (rate, drop, name) => {
    expect(frameRateName(rate)).toBe(name);
    if (drop) expect(canDrop(frameRate(rate))).toBe(true);
  });

  it("are read as the backend reads them", () => {
    expect(parseFrameRate("29.97")).toEqual({ numerator: 30_000, denominator: 1001 });
    expect(parseFrameRate("50/2")).toEqual({ numerator: 25, denominator: 1 });
    expect(parseFrameRate("12.5")).toEqual({ numerator: 25, denominator: 2 });
    for (const wrong of ["", "0", "1/0", "2000", "x", "1/2000"]) expect(parseFrameRate(wrong)).toBeNull();
  });
});

describe("reading", () => {
  const cue = (text: string, out: number | null): Cue => ({ id: "c", track: "t", rank: 1, in: 0, out, rows: [[{ text }]] });

  it("counts characters as a reader does", () => {
    expect(rowLength([{ text: "żółć" }, { text: " ♪" }])).toBe(6);
    expect(rowLength([{ text: "e\u0301👩‍👩‍👧" }])).toBe(2);
  });

  it("has a speed only with a duration", () => {
    expect(cps(cue("twenty characters ok", 2 * FLICKS))).toBe(10);
    expect(cps(cue("text", null))).toBeNull();
    expect(cps(cue("text", 0))).toBeNull();
  });

  it("writes spans short", () => {
    expect([formatSpan(2.71 * FLICKS), formatSpan(75 * FLICKS), formatSpan(3723 * FLICKS)]).toEqual(["2.7 s", "1:15", "1:02:03"]);
  });
});
