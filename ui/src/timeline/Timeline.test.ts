import { render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { onAnnounce } from "../app/announce";
import { setBackend, type Cue, type Document, type Edit } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { commands } from "../commands";
import { FLICKS, overlay, preferences, project, selection } from "../document";
import { player } from "../player";
import Timeline from "./Timeline.svelte";
import { registerTimelineCommands } from "./commands";
import { soundIsDrawn } from "./drawn";
import { cursor } from "./edge-cursor.svelte";
import { viewport } from "./viewport.svelte";

const FRAME = FLICKS / 25;
const WIDTH = 1000;
const HEIGHT = 260;
/** Ten milliseconds a pixel. */
const SPAN = 10 * FLICKS;
const seconds = (value: number) => Math.round(value * FLICKS);

function cueAt(id: string, from: number, to: number, rank: number): Cue {
  return { id, track: "t", rank, in: seconds(from), out: seconds(to), rows: [[{ text: `Cue ${id}` }]] };
}

const document_: Document = {
  settings: {
    timebase: { rate: "25", drop_frame: false },
    limits: { row_length: 42, rows: 2, reading_speed: 20, min_duration: 0, max_duration: seconds(60), min_gap_frames: 2 },
  },
  tracks: [{ id: "t", rank: 1, name: "English" }],
  cues: [cueAt("a", 1, 2, 1), cueAt("b", 3, 4, 2), cueAt("c", 4, 6, 3)],
};

let fake: FakeBackend;
let edits: Edit[];
let spoken: string[];
let body: HTMLElement;
let stopHearing: () => void;

beforeEach(async () => {
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(WIDTH);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(HEIGHT);
  vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockReturnValue({ left: 0, top: 0, width: WIDTH, height: HEIGHT } as DOMRect);
  fake = new FakeBackend({ document: structuredClone(document_), open: true, waveform: null });
  setBackend(fake);
  edits = [];
  const send = fake.edit.bind(fake);
  vi.spyOn(fake, "edit").mockImplementation((edit, chosen) => {
    edits.push(edit);
    return send(edit, chosen);
  });
  await fake.listen((event) => project.take(event));
  const snapshot = await fake.snapshot();
  if (!snapshot) throw new Error("nothing is open");
  project.load({ ...snapshot, media: null, selection: [] });
  player.seek(0);
  preferences.load({ ...preferences.current, snapping: false });
  registerTimelineCommands();
  spoken = [];
  stopHearing = onAnnounce((text) => spoken.push(text));
  render(Timeline);
  await tick();
  viewport.show({ start: 0, span: SPAN, width: WIDTH });
  selection.clear();
  body = screen.getByRole("application", { name: "Timeline" });
});

afterEach(() => {
  stopHearing();
  project.unload();
  overlay.clear();
  cursor.range = null;
});

/** Where the cue boxes are, and where the waveform is: the bands of this height without references. */
const CUES = HEIGHT - 40;
const WAVE = 60;

function pointer(type: string, x: number, y: number, more: PointerEventInit = {}): void {
  const target = type === "pointerdown" || type === "pointermove" || type === "pointerup" ? body : window;
  target.dispatchEvent(new PointerEvent(type, { bubbles: true, cancelable: true, clientX: x, clientY: y, pointerId: 1, ...more }));
}

function drag(from: [number, number], to: [number, number], more: PointerEventInit = {}): void {
  pointer("pointerdown", ...from, more);
  pointer("pointermove", (from[0] + to[0]) / 2, to[1], more);
  pointer("pointermove", ...to, more);
  pointer("pointerup", ...to, more);
}

const times = (id: string) => [project.committed(id)?.in, project.committed(id)?.out];
const settled = () => vi.waitFor(() => expect(overlay.times.size).toBe(0));

describe("a comment about a moment", () => {
  const wrote = (text: string, at: number) => project.apply({ kind: "note", place: { kind: "moment", track: "t", at: seconds(at) }, note: { id: text, author: "Mira", written_at: 0, text } });

  it("has a mark on the ruler that says it and leads to it", async () => {
    await wrote("Too loud here", 2.52);
    const ran = vi.spyOn(commands, "run").mockResolvedValue(undefined as never);
    pointer("pointermove", 254, 10);
    expect(body.title).toBe("At 00:00:02:13. Mira: Too loud here");
    expect(body.style.cursor).toBe("pointer");
    pointer("pointermove", 300, 10);
    expect(body.title).toBe("");
    pointer("pointerdown", 254, 10);
    expect(player.time).toBe(seconds(2.52));
    expect(ran).toHaveBeenCalledWith("comments.atPlayhead");
    ran.mockRestore();
  });

  it("has none once it is resolved", async () => {
    await wrote("Too loud here", 2.5);
    await project.apply({ kind: "resolve-note", note: "Too loud here", resolved: true });
    pointer("pointermove", 250, 10);
    expect(body.title).toBe("");
  });
});

describe("dragging", () => {
  it.each([
    ["a body", [350, CUES], [338, CUES], {}, { b: [2.88, 3.88] }],
    ["an in edge", [302, CUES], [280, CUES], {}, { b: [2.8, 4] }],
    ["an out edge, up to the next cue", [198, CUES], [500, CUES], {}, { a: [1, 3] }],
    ["a shared boundary with Alt", [398, CUES], [446, CUES], { altKey: true }, { b: [3, 4.48], c: [4.48, 6] }],
  ] as const)("moves %s and commits one edit", async (_, from, to, more, wanted) => {
    drag([...from], [...to], more);
    await settled();
    expect(edits).toHaveLength(1);
    expect(edits[0]).toMatchObject({ kind: "retime-cues", ripple: false });
    for (const [id, [start, end]] of Object.entries(wanted)) expect(times(id)).toEqual([seconds(start), seconds(end)]);
  });

  it("shows the times before they are committed, and commits nothing when Escape drops them", () => {
    pointer("pointerdown", 350, CUES);
    pointer("pointermove", 330, CUES);
    pointer("pointermove", 320, CUES);
    body.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
    pointer("pointerup", 320, CUES);
    expect(edits).toEqual([]);
    expect(overlay.times.size).toBe(0);
    expect(project.cue("b")?.in).toBe(seconds(3));
  });

  it("previews through the overlay", async () => {
    pointer("pointerdown", 350, CUES);
    pointer("pointermove", 330, CUES);
    await vi.waitFor(() => expect(project.cue("b")?.in).toBe(seconds(2.8)));
    expect(project.committed("b")?.in).toBe(seconds(3));
    pointer("pointerup", 330, CUES);
    await settled();
  });

  it("is dropped when the window loses the focus", () => {
    pointer("pointerdown", 350, CUES);
    pointer("pointermove", 320, CUES);
    window.dispatchEvent(new Event("blur"));
    pointer("pointerup", 320, CUES);
    expect(edits).toEqual([]);
  });

  it("moves the whole selection, and ripples with Ctrl", async () => {
    selection.set(["b", "c"]);
    drag([350, CUES], [450, CUES]);
    await settled();
    expect([times("b"), times("c")]).toEqual([[seconds(4), seconds(5)], [seconds(5), seconds(7)]]);
    drag([150, CUES], [170, CUES], { ctrlKey: true });
    await settled();
    expect(edits[1]).toMatchObject({ kind: "retime-cues", ripple: true });
  });

  it("catches on the playhead, unless Shift suspends that", async () => {
    preferences.load({ ...preferences.current, snapping: true });
    player.seek(seconds(2.52));
    drag([198, CUES], [246, CUES], { shiftKey: true });
    await settled();
    expect(times("a")[1]).toBe(seconds(2.48));
    drag([246, CUES], [248, CUES]);
    expect(edits).toHaveLength(1);
    drag([246, CUES], [251, CUES]);
    await settled();
    expect(times("a")[1]).toBe(seconds(2.52));
  });

  it("says where the edge is afterwards", async () => {
    drag([198, CUES], [230, CUES]);
    await vi.waitFor(() => expect(spoken).toContain("Out of cue 1, 00:00:02:08, gap 17 frames"));
  });
});

describe("clicking", () => {
  it("selects: one, a range with Shift, more with Ctrl", () => {
    const click = (x: number, more: PointerEventInit = {}) => drag([x, CUES], [x, CUES], more);
    click(150);
    expect(selection.ids).toEqual(["a"]);
    click(500, { shiftKey: true });
    expect(selection.ids).toEqual(["a", "b", "c"]);
    click(350, { ctrlKey: true });
    expect(selection.ids).toEqual(["a", "c"]);
  });

  it("on the waveform puts the playhead there", () => {
    drag([250, WAVE], [250, WAVE]);
    expect(player.time).toBe(seconds(2.52));
    expect(edits).toEqual([]);
  });

  it("on the waveform sets in with Shift and out with Ctrl", async () => {
    selection.set(["a"]);
    drag([50, WAVE], [50, WAVE], { shiftKey: true });
    await vi.waitFor(() => expect(times("a")[0]).toBe(seconds(0.52)));
    drag([250, WAVE], [250, WAVE], { ctrlKey: true });
    await vi.waitFor(() => expect(times("a")[1]).toBe(seconds(2.52)));
    expect(player.time).not.toBe(seconds(0.52));
  });

  it("on the ruler scrubs", () => {
    drag([100, 5], [700, 5]);
    expect(player.time).toBe(seconds(7));
  });

  it("twice on a cue asks for its text", () => {
    const run = vi.spyOn(commands, "run").mockResolvedValue(true);
    body.dispatchEvent(new MouseEvent("dblclick", { clientX: 150, clientY: CUES, bubbles: true }));
    expect(run).toHaveBeenCalledWith("view.text");
  });
});

describe("drawing over empty ground", () => {
  it("marks a stretch of the waveform, and makes a cue of it", async () => {
    drag([650, WAVE], [800, WAVE]);
    expect(cursor.range).toEqual({ from: seconds(6.5), to: seconds(8) });
    await commands.run("timeline.insertCue");
    expect(edits).toEqual([{ kind: "insert-cue", track: "t", in: seconds(6.52), out: seconds(8), rows: [] }]);
    expect(cursor.range).toBeNull();
  });

  it("selects the cues that a box touches", () => {
    drag([650, CUES], [320, CUES]);
    expect(selection.ids).toEqual(["b", "c"]);
  });

  it("puts the selection back when a box is dropped", () => {
    selection.set(["a"]);
    pointer("pointerdown", 650, CUES, { ctrlKey: true });
    pointer("pointermove", 320, CUES, { ctrlKey: true });
    body.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
    expect(selection.ids).toEqual(["a"]);
  });
});

describe("the wheel", () => {
  const wheel = (init: WheelEventInit) => body.dispatchEvent(new WheelEvent("wheel", { bubbles: true, cancelable: true, clientX: 500, clientY: WAVE, ...init }));
  it("scrolls", () => {
    wheel({ deltaY: 100 });
    expect(viewport.start).toBe(seconds(1));
  });

  it("zooms at the pointer with Ctrl or Alt", () => {
    wheel({ deltaY: -300, ctrlKey: true });
    expect(viewport.span).toBeLessThan(SPAN);
    expect(viewport.start + viewport.span / 2).toBeCloseTo(seconds(5), -1);
    wheel({ deltaY: 300, altKey: true });
    expect(viewport.span).toBeCloseTo(SPAN, -1);
  });

  it("makes the waveform taller with Shift", () => {
    wheel({ deltaY: -200, shiftKey: true });
    expect(viewport.gain).toBeGreaterThan(1.2);
    expect(viewport.start).toBe(0);
  });
});

describe("the keyboard", () => {
  it("steps through cues and edges and says them", async () => {
    await commands.run("timeline.nextCue");
    expect(selection.primary).toBe("a");
    await commands.run("timeline.nextCue");
    await commands.run("timeline.nextEdge");
    await commands.run("timeline.nextEdge");
    expect(cursor.edge).toEqual({ cue: "b", part: "out" });
    expect(spoken).toEqual([
      "Cue 1, 00:00:01:00 to 00:00:02:00, Cue a", "Cue 2, 00:00:03:00 to 00:00:04:00, Cue b",
      "In of cue 2, 00:00:03:00, gap 25 frames", "Out of cue 2, 00:00:04:00, touching",
    ]);
  });

  it("moves an edge by frames, and says what stops it", async () => {
    cursor.put({ cue: "b", part: "in" });
    await commands.run("timeline.nudgeEdgeEarlier");
    expect(times("b")).toEqual([seconds(3) - FRAME, seconds(4)]);
    expect(spoken.at(-1)).toBe("In of cue 2, 00:00:02:24, gap 24 frames");
    cursor.put({ cue: "b", part: "out" });
    await commands.run("timeline.nudgeEdgeLater");
    expect(spoken.at(-1)).toBe("Out of cue 2, stopped by cue 3");
  });

  it("moves whole cues by ten frames", async () => {
    cursor.put({ cue: "a", part: "body" });
    await commands.run("timeline.nudgeEdgeFarEarlier");
    expect(times("a")).toEqual([seconds(0.6), seconds(1.6)]);
  });

  it("zooms to the selection, out, and to the whole programme", async () => {
    selection.set(["a", "b"]);
    await commands.run("timeline.zoomSelection");
    expect([viewport.start, viewport.start + viewport.span]).toEqual([seconds(0.7), seconds(4.3)]);
    await commands.run("timeline.zoomFit");
    expect(viewport.start).toBe(0);
    expect(viewport.span).toBeGreaterThanOrEqual(seconds(60));
  });
});

describe("following", () => {
  it("turns the page while it plays, and leaves who scrolled away alone", () => {
    viewport.keepUp(seconds(9.5), seconds(9.7));
    expect(viewport.start).toBe(seconds(8.7));
    viewport.show({ start: seconds(30), span: SPAN, width: WIDTH });
    viewport.keepUp(seconds(10), seconds(10.1));
    expect(viewport.start).toBe(seconds(30));
  });
});

describe("the sound in view", () => {
  it("is drawn where there is none to come, and not while it is on its way", async () => {
    await vi.waitFor(() => expect(soundIsDrawn()).toBe(true));
    const { media } = (await fake.snapshot())!;
    project.take({ kind: "media", media: { ...media!, url: "http://127.0.0.1/clip.mp4" } });
    expect(soundIsDrawn()).toBe(false);
    await fake.cancelWaveform();
    await vi.waitFor(() => expect(soundIsDrawn()).toBe(true));
  });
});
