import { describe, expect, it } from "vitest";
import type { Cue, Limits, Track } from "../../bridge";
import { FLICKS, frameRate, timeOfFrame } from "../../document/time";
import { breakRow } from "./break-lines";
import { edgesOf, nextEdge, previousEdge } from "./edges";
import { ShownCues } from "./shown";
import { insertAt, pressedAt, setIn, setInAndShiftRest, setOut, setOutAndStartNext, smallestGap } from "./spotting";

const S = FLICKS;
const NTSC = frameRate("30000/1001");

function cue(id: string, start: number, end: number | null, more: Partial<Cue> = {}): Cue {
  return { id, track: "t", rank: 0, in: start, out: end, rows: [[{ text: id }]], ...more };
}

describe("which cues show", () => {
  const cues = [cue("long", 0, 100 * S), cue("a", S, 2 * S), cue("note", S, 2 * S, { comment: true }), cue("b", 2 * S, 3 * S), cue("open", 4 * S, null), cue("c", 6 * S, 7 * S)];
  const shown = (time: number) => new ShownCues(cues).at(time).map(({ id }) => id);

  it("counts the in and not the out", () => {
    expect(shown(S - 1)).toEqual(["long"]);
    expect(shown(S)).toEqual(["long", "a"]);
    expect(shown(2 * S)).toEqual(["long", "b"]);
    expect(shown(3 * S)).toEqual(["long"]);
  });

  it("lets a cue without an out stand until the next comes", () => {
    expect(shown(6 * S - 1)).toEqual(["long", "open"]);
    expect(shown(6 * S)).toEqual(["long", "c"]);
  });

  it("agrees with looking at every cue", () => {
    const many = Array.from({ length: 300 }, (_, at) => cue(`c${at}`, at * 7 * (S / 10), at * 7 * (S / 10) + ((at * 37) % 90) * (S / 10)));
    const index = new ShownCues(many);
    for (let time = 0; time < 230 * S; time += S / 3) {
      const slow = many.filter((one) => one.in <= time && time < one.out!).map(({ id }) => id);
      expect(index.at(time).map(({ id }) => id)).toEqual(slow);
    }
  });
});

describe("a roll-up window", () => {
  const rolls = { mode: { kind: "roll-up", rows: 3 } } as const;
  const cues = [
    cue("pop", 0, S), cue("a", S, 2 * S, rolls), cue("b", 2 * S, 3 * S, rolls), cue("note", 2 * S, 3 * S, { comment: true }),
    cue("c", 3 * S, 4 * S, rolls), cue("d", 4 * S, 5 * S, rolls), cue("later", 6 * S, 7 * S, rolls),
  ];
  const window = (time: number) => new ShownCues(cues).window(time).map(({ id }) => id);

  it("keeps the rows that rolled into the newest without a gap, and no more than its depth", () => {
    expect(window(S / 2)).toEqual([]);
    expect(window(S)).toEqual(["a"]);
    expect(window(2.5 * S)).toEqual(["a", "b"]);
    expect(window(4 * S)).toEqual(["b", "c", "d"]);
    expect(window(5 * S)).toEqual([]);
    expect(window(6 * S)).toEqual(["later"]);
  });
});

describe("walking along cue edges", () => {
  const at = (frame: number) => timeOfFrame(NTSC, frame);
  const edges = edgesOf([cue("a", at(10), at(40)), cue("b", at(42), null), cue("ms", Math.round(5.405 * S), at(200))]);

  it("finds the edge before and after a frame", () => {
    expect(nextEdge(edges, NTSC, at(0))).toBe(at(10));
    expect(nextEdge(edges, NTSC, at(10))).toBe(at(40));
    expect(previousEdge(edges, NTSC, at(42))).toBe(at(40));
    expect(previousEdge(edges, NTSC, at(10))).toBeNull();
    expect(nextEdge(edges, NTSC, at(200))).toBeNull();
  });

  it("leaves the frame of an edge that lies between frames", () => {
    expect(nextEdge(edges, NTSC, at(161))).toBe(at(200));
    expect(previousEdge(edges, NTSC, at(161))).toBe(at(42));
  });
});

describe("spotting", () => {
  const limits: Limits = { row_length: 42, rows: 2, reading_speed: 20, min_duration: (S * 5) / 6, max_duration: 7 * S, min_gap_frames: 2 };
  const track: Track = { id: "t", rank: 0, name: "English" };
  const a = cue("a", S, 3 * S);
  const b = cue("b", 4 * S, 5 * S);

  it("keeps the out when the in moves, and the length when it would pass the out", () => {
    expect(setIn(a, 2 * S)).toEqual({ kind: "retime-cues", cues: [{ cue: "a", in: 2 * S, out: 3 * S }], ripple: false });
    expect(setIn(a, 4 * S)).toMatchObject({ cues: [{ in: 4 * S, out: 6 * S }] });
    expect(setIn(cue("open", S, null), 4 * S)).toMatchObject({ cues: [{ in: 4 * S, out: null }] });
  });

  it("sets the out, and starts the next one after the smallest gap", () => {
    const gap = smallestGap(limits, NTSC);
    expect(gap).toBe(timeOfFrame(NTSC, 2));
    expect(setOut(a, 2 * S)).toMatchObject({ cues: [{ cue: "a", in: S, out: 2 * S }] });
    expect(setOutAndStartNext(a, b, 2 * S, gap)).toMatchObject({ cues: [{ cue: "a", out: 2 * S }, { cue: "b", in: 2 * S + gap, out: 5 * S }] });
    expect(setOutAndStartNext(a, b, 6 * S, gap)).toMatchObject({ cues: [{ out: 6 * S }, { in: 6 * S + gap, out: 7 * S + gap }] });
  });

  it("shifts a cue and the rest by as much", () => {
    expect(setInAndShiftRest(a, 1.5 * S)).toEqual({ kind: "shift-cues", scope: { kind: "from", value: "a" }, by: S / 2 });
  });

  it("makes a new cue fit before the next, down to the shortest duration", () => {
    expect(insertAt(track, S, null, limits, 0)).toMatchObject({ in: S, out: 3 * S, rows: [] });
    expect(insertAt(track, S, cue("n", 2.5 * S, 3 * S), limits, S / 10)).toMatchObject({ out: 2.4 * S });
    expect(insertAt(track, S, cue("n", 1.2 * S, 3 * S), limits, 0)).toMatchObject({ out: S + (S * 5) / 6 });
  });

  it("takes the start of the frame that was on screen", () => {
    const frame = timeOfFrame(NTSC, 161);
    expect(pressedAt(NTSC, frame + 1000, 0)).toBe(frame);
    expect(pressedAt(NTSC, timeOfFrame(NTSC, 162) - 1, 0)).toBe(frame);
    expect(pressedAt(NTSC, frame, S / 4)).toBe(timeOfFrame(NTSC, 153));
    expect(pressedAt(NTSC, 0, S)).toBe(0);
  });
});

describe("breaking a row that is too wide", () => {
  const measure = (run: { text: string }) => run.text.length * 0.5;
  const lines = (text: string, limit: number) => breakRow([{ text }], limit, measure).map((line) => line.map((run) => run.text).join(""));

  it("leaves a row that fits as it is", () => {
    const row = [{ text: "one " }, { text: "two", style: { italic: true } }];
    expect(breakRow(row, 10, measure)).toEqual([row]);
  });

  it("breaks at spaces and keeps styles", () => {
    expect(lines("one two three", 4)).toEqual(["one two", "three"]);
    expect(breakRow([{ text: "one " }, { text: "two three", style: { italic: true } }], 4, measure)).toEqual([
      [{ text: "one " }, { text: "two", style: { italic: true } }], [{ text: "three", style: { italic: true } }],
    ]);
  });

  it("breaks between characters of scripts without spaces, and keeps one long word whole", () => {
    expect(lines("潮が満ちて引く", 2)).toEqual(["潮が満ち", "て引く"]);
    expect(lines("immeasurable", 2)).toEqual(["immeasurable"]);
  });
});
