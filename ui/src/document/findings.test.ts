import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { setBackend, type Cue } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { frozenText } from "./finding-words";
import { findings } from "./findings.svelte";
import { notices } from "./notices.svelte";
import { overlay } from "./overlay.svelte";
import { project } from "./project.svelte";

const LONG = "A row that goes on for longer than any row of captions may go on";
let backend: FakeBackend;
let stop: () => void;

const track = () => project.activeTrack!;
const cues = (): readonly Cue[] => project.inOrder(project.activeTrackId);
const settled = async () => {
  await tick();
  await Promise.resolve();
};

async function hold(profile: string): Promise<void> {
  await project.apply({ kind: "set-track", track: { ...track(), gate: { profile, blocks: "error" } } });
  await settled();
}

const setText = (cue: Cue, text: string) => project.apply({ kind: "set-text", cue: cue.id, rows: [[{ text }]] });

beforeEach(async () => {
  backend = new FakeBackend();
  setBackend(backend);
  notices.reset();
  project.unload();
  await backend.listen((event) => {
    if (event.kind === "findings") findings.take(event.findings);
    project.take(event);
  });
  project.load((await backend.start()).snapshot!);
  stop = findings.follow();
  await settled();
});

afterEach(() => {
  overlay.clear();
  stop();
});

describe("the findings a revision was frozen with", () => {
  it.each([
    [{ error: 3, warning: 12, hint: 0, waived: 2 }, "3 errors, 12 warnings, 2 waived, Netflix English"],
    [{ error: 0, warning: 0, hint: 1, waived: 0 }, "1 hint, Netflix English"],
    [{ error: 0, warning: 0, hint: 0, waived: 0 }, "nothing found, Netflix English"],
    [null, ""],
  ])("%o are %j", (found, words) => {
    const revision = { id: "r", track: "t", name: "v1", made_at: 0, cues: 1, findings: found, profile: found && "netflix" };
    expect(frozenText(revision, () => "Netflix English")).toBe(words);
  });
});

describe("the findings of the track on show", () => {
  it("are told ahead of a step that moves cues, where they are new", async () => {
    await hold("house");
    const [first, second] = cues();
    await setText(second!, LONG);
    const known = findings.of(second!.id);
    const gap = { rule: "min-gap", cue: second!.id, severity: "error" as const, message: "The gap is too small" };
    vi.spyOn(backend, "foreseeFindings").mockResolvedValue([{ cue: first!.id, findings: [] }, { cue: second!.id, findings: [...known, gap, { ...gap, waived: true }] }]);
    expect(await findings.brokenBy(new Map([[first!.id, { in: first!.in, out: second!.in }]]))).toEqual([gap]);
    expect(findings.foreseen.size).toBe(0);
  });

  it("are asked for once a profile is chosen, and not before", async () => {
    await setText(cues()[0]!, LONG);
    expect(backend.watched).toBeNull();
    await hold("house");
    expect([backend.watched, findings.profile]).toEqual([track().id, "house"]);
    expect(findings.of(cues()[0]!.id).map(({ rule }) => rule)).toEqual(["row-length"]);
    expect(findings.counts).toEqual({ error: 1, warning: 0, hint: 0, waived: 0 });
  });

  it("change with the cues they are about, and go with them", async () => {
    await hold("house");
    const [first, second, third] = cues();
    await setText(second!, LONG);
    await setText(third!, " ");
    expect(findings.list.map(({ cue, rule }) => [cue, rule])).toEqual([[second!.id, "row-length"], [third!.id, "empty"]]);
    expect(findings.beside(first!.id, "next")?.cue).toBe(second!.id);
    expect(findings.beside(second!.id, "next")?.cue).toBe(third!.id);
    expect(findings.beside(null, "previous")?.cue).toBe(third!.id);
    expect(findings.beside(second!.id, "previous")).toBeUndefined();
    await project.apply({ kind: "delete-cues", cues: [third!.id], ripple: false });
    await setText(second!, "Short");
    expect(findings.list).toEqual([]);
  });

  it("are marked and passed over once they are waived", async () => {
    await hold("house");
    const first = cues()[0]!;
    await setText(first, LONG);
    await findings.waive([first.id], "row-length", "A title");
    expect(findings.counts).toEqual({ error: 0, warning: 0, hint: 0, waived: 1 });
    expect(findings.beside(null, "next")).toBeUndefined();
    expect(cues()[0]!.waivers).toMatchObject([{ rule: "row-length", reason: "A title" }]);
  });

  it("are those of where a gesture has the cues, until it is over", async () => {
    await hold("house");
    const first = cues()[0]!;
    backend.foreseeFindings = async () => [{ cue: first.id, findings: [{ rule: "min-gap", cue: first.id, severity: "error", message: "1 frame" }] }];
    overlay.setTimes(new Map([[first.id, { in: first.in, out: first.out }]]));
    await settled();
    await settled();
    expect(findings.of(first.id).map(({ rule }) => rule)).toEqual(["min-gap"]);
    overlay.clear();
    await settled();
    expect(findings.of(first.id)).toEqual([]);
  });

  it("are none of a project that was closed", async () => {
    await hold("house");
    await setText(cues()[0]!, LONG);
    await backend.closeProject();
    await settled();
    expect([findings.profile, findings.list, backend.watched]).toEqual([null, [], null]);
  });
});
