import { beforeEach, describe, expect, it, vi } from "vitest";
import { setBackend, type AppEvent, type Cue, type Row } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { notices, overlay, project, selection, TYPING_PAUSE } from ".";

let backend: FakeBackend;
let track: string;

const rows = (text: string): Row[] => [[{ text }]];
const first = (): Cue => project.committed(project.order(track)[0]!)!;
const settle = () => new Promise((done) => setTimeout(done));

beforeEach(async () => {
  backend = new FakeBackend();
  setBackend(backend);
  notices.reset();
  project.unload();
  await backend.listen((event) => project.take(event));
  project.load((await backend.start()).snapshot!);
  track = project.activeTrackId!;
});

/** The mirror holds what the backend holds. */
function expectMirrored(): void {
  expect(project.rev).toBe(backend.rev);
  const byId = (cues: readonly Cue[]) => Object.fromEntries(cues.map((cue) => [cue.id, cue]));
  const mirrored = project.tracks.flatMap((one) => project.byTime(one.id));
  expect(byId(mirrored)).toEqual(byId(backend.document.cues));
}

describe("patches", () => {
  it("reach the mirror, in the orders that views ask for", async () => {
    const [a, b] = [project.order(track)[0]!, project.order(track)[1]!];
    await project.apply({ kind: "merge-cues", cues: [a, b] });
    expectMirrored();
    expect(project.committed(b)).toBeUndefined();
    expect(project.numberOf(a)).toBe(1);
    await project.undo();
    expectMirrored();
    expect(project.numberOf(b)).toBe(2);
  });

  it("that come out of order are applied in the order of their revisions", async () => {
    const held: AppEvent[] = [];
    backend.holdEvents = (event) => event.kind === "patched" && held.push(event) > 0;
    const cue = first();
    for (const text of ["one", "two", "three"]) await backend.edit({ kind: "set-text", cue: cue.id, rows: rows(text) }, []);
    const snapshot = vi.spyOn(backend, "snapshot").mockReturnValue(new Promise(() => {}));
    for (const event of held.reverse()) project.take(event);
    expect(first().rows).toEqual(rows("three"));
    expectMirrored();
    expect(snapshot).toHaveBeenCalledTimes(1);
  });

  it("after a gap are made up for by one snapshot", async () => {
    let lost = 2;
    backend.holdEvents = (event) => event.kind === "patched" && lost-- > 0;
    for (const text of ["one", "two", "three", "four"]) await backend.edit({ kind: "set-text", cue: first().id, rows: rows(text) }, []);
    await settle();
    expect(backend.snapshots).toBe(1);
    expect(first().rows).toEqual(rows("four"));
    expectMirrored();
  });

  it("that were applied already change nothing", async () => {
    const seen: AppEvent[] = [];
    await backend.listen((event) => seen.push(event));
    await project.apply({ kind: "set-text", cue: first().id, rows: rows("once") });
    await project.apply({ kind: "set-text", cue: first().id, rows: rows("twice") });
    project.take(seen[0]!);
    expect(first().rows).toEqual(rows("twice"));
  });

  it("of a random walk leave the mirror as the backend is", async () => {
    let state = 17;
    const pick = (below: number) => ((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 8) % below;
    for (let round = 0; round < 120; round++) {
      const order = project.order(track);
      const [one, other] = [pick(order.length - 1), pick(order.length)];
      const cue = project.committed(order[one]!)!;
      const what = pick(7);
      if (what === 0) await project.apply({ kind: "insert-cue", track, in: pick(1000) * 1e6, out: null, rows: [] });
      else if (what === 1 && order.length > 5) await project.apply({ kind: "delete-cues", cues: [order[other]!], ripple: pick(2) === 0 });
      else if (what === 2) await project.apply({ kind: "merge-cues", cues: [cue.id, order[one + 1]!] });
      else if (what === 3) await project.undo();
      else if (what === 4) await project.redo();
      else if (what === 5) await project.apply({ kind: "shift-cues", scope: { kind: "from", value: cue.id }, by: pick(100) * 1e6 });
      else await project.apply({ kind: "split-cue", cue: cue.id, row: 0, character: 3, time: null });
      expectMirrored();
    }
    await project.goTo(null);
    expectMirrored();
  });
});

describe("typing", () => {
  it("is shown at once, sent after a pause, and then no longer pending", async () => {
    vi.useFakeTimers();
    const cue = first();
    overlay.setRows(cue.id, rows("a"));
    overlay.setRows(cue.id, rows("ab"));
    expect(project.cue(cue.id)?.rows).toEqual(rows("ab"));
    expect(first().rows).toEqual(cue.rows);
    await vi.advanceTimersByTimeAsync(TYPING_PAUSE - 1);
    expect(backend.edits).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    vi.useRealTimers();
    await settle();
    expect(backend.edits).toEqual([{ kind: "set-text", cue: cue.id, rows: rows("ab") }]);
    expect(overlay.typing).toEqual([]);
    expect(first().rows).toEqual(rows("ab"));
  });

  it("is sent before any other edit, undo or publishing", async () => {
    const cue = first();
    overlay.setRows(cue.id, rows("before"));
    await project.apply({ kind: "set-speaker", cues: [cue.id], speaker: "Mira" });
    expect(backend.edits.map((edit) => edit.kind)).toEqual(["set-text", "set-speaker"]);
    overlay.setRows(cue.id, rows("typed"));
    await project.undo();
    expect(first().rows).toEqual(rows("before"));
  });

  it("in one cue stays on screen while another is typed into", async () => {
    const [a, b] = [project.order(track)[0]!, project.order(track)[1]!];
    overlay.setRows(a, rows("A"));
    overlay.setRows(b, rows("B"));
    expect([project.cue(a)?.rows, project.cue(b)?.rows]).toEqual([rows("A"), rows("B")]);
    expect(await project.flush()).toBe(true);
    expect([project.committed(a)?.rows, project.committed(b)?.rows]).toEqual([rows("A"), rows("B")]);
  });

  it("that goes on while it is being saved is not lost", async () => {
    const cue = first();
    overlay.setRows(cue.id, rows("one"));
    const sent = project.flush();
    overlay.setRows(cue.id, rows("one two"));
    await sent;
    expect(project.cue(cue.id)?.rows).toEqual(rows("one two"));
    await project.flush();
    expect(first().rows).toEqual(rows("one two"));
  });

  it("that cannot be saved stays, is said, and is sent again", async () => {
    const cue = first();
    backend.diskFull = true;
    overlay.setRows(cue.id, rows("kept"));
    expect(await project.flush()).toBe(false);
    expect(project.cue(cue.id)?.rows).toEqual(rows("kept"));
    expect(project.unsaved).not.toBeNull();
    expect(notices.shown.map((notice) => notice.code)).toEqual(["disk-full", "save-failed"]);
    backend.diskFull = false;
    expect(await project.flush()).toBe(true);
    expect(first().rows).toEqual(rows("kept"));
    expect(project.unsaved).toBeNull();
  });

  it("that changed nothing is not sent", async () => {
    overlay.setRows(first().id, first().rows);
    await project.flush();
    expect(backend.edits).toEqual([]);
    expect(overlay.typing).toEqual([]);
  });
});

describe("gestures", () => {
  it("show draft times and leave the document alone", () => {
    const cue = first();
    overlay.setTimes(new Map([[cue.id, { in: 1, out: 2 }]]));
    expect(project.cue(cue.id)).toMatchObject({ in: 1, out: 2 });
    expect(project.committed(cue.id)).toEqual(cue);
    overlay.clear();
    expect(project.cue(cue.id)).toEqual(cue);
  });
});

describe("edits", () => {
  it("that are refused are shown with their reason and change nothing", async () => {
    const cue = first();
    const outcome = await project.apply({ kind: "retime-cues", cues: [{ cue: cue.id, in: 10, out: 5 }], ripple: false });
    expect(outcome.kind).toBe("rejected");
    expect(notices.shown).toMatchObject([{ severity: "warning", code: "ends-before-start" }]);
    expect(first()).toEqual(cue);
  });

  it("select what they made", async () => {
    await project.apply({ kind: "insert-cue", track, in: 0, out: 1000, rows: [] });
    expect(selection.ids).toHaveLength(1);
    expect(project.committed(selection.primary!)).toMatchObject({ in: 0, out: 1000 });
  });

  it("leave the selection to the user who moved on meanwhile", async () => {
    const done = project.apply({ kind: "insert-cue", track, in: 0, out: 1000, rows: [] });
    const other = project.order(track)[7]!;
    await Promise.resolve();
    selection.set([other]);
    await done;
    expect(selection.ids).toEqual([other]);
  });

  it("that delete a selected cue take it out of the selection", async () => {
    const [a, b] = [project.order(track)[0]!, project.order(track)[1]!];
    selection.set([a, b]);
    await project.apply({ kind: "delete-cues", cues: [a], ripple: false }, { select: false });
    expect(selection.ids).toEqual([b]);
    expect(selection.primary).toBe(b);
  });
});

describe("20,000 cues", () => {
  it("take a patch without touching the others", async () => {
    const { sampleDocument } = await import("../bridge/fake-sample");
    const document = sampleDocument(20_000);
    const snapshot = (await backend.start()).snapshot!;
    project.load({ ...snapshot, document, rev: 1 });
    const cue = document.cues[9_999]!;
    const order = project.order(track);
    const others = project.byTime(track)[5];
    project.take({
      kind: "patched", rev: 2, history: snapshot.history, selection: [], origin: "local",
      patch: { updated: [[{ kind: "cue", value: cue }, { kind: "cue", value: { ...cue, rows: rows("new") } }]] },
    });
    expect(project.committed(cue.id)?.rows).toEqual(rows("new"));
    expect(project.order(track)).toBe(order);
    expect(project.byTime(track)[5]).toBe(others);
  });
});
