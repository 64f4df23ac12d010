import { beforeEach, describe, expect, it, vi } from "vitest";
import { setBackend } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { sampleDocument } from "../bridge/fake-sample";
import { commands } from "../commands";
import { FLICKS, frameRate, preferences, project, selection, timeOfFrame } from "../document";
import { registerPlayerCommands } from "./commands";
import { FakeMedia } from "./fake-media";
import { player } from "./player.svelte";
import { REACTION_PREFERENCE } from "./spot";

const at = (frame: number) => timeOfFrame(frameRate("30000/1001"), frame);

let backend: FakeBackend;
let element: FakeMedia;

beforeEach(async () => {
  vi.stubGlobal("requestAnimationFrame", () => 0);
  backend = new FakeBackend({ document: sampleDocument(20) });
  setBackend(backend);
  await backend.listen((event) => project.take(event));
  project.unload();
  project.load((await backend.snapshot())!);
  preferences.load({ ...preferences.current, panels: {} });
  registerPlayerCommands();
  element = new FakeMedia();
  player.attach(element);
  element.arrive();
  selection.set([project.order(project.activeTrackId)[2]!]);
});

/** Plays until `seconds` after frame `frame` began. */
function playTo(frame: number, seconds: number): void {
  player.seek(at(frame));
  element.arrive();
  player.play();
  element.run(seconds);
}

describe("keys that set times", () => {
  it("take the frame that was on screen while it plays, whatever happens until the edit is sent", async () => {
    playTo(280, 0.01);
    const done = commands.run("cue.setIn");
    element.run(5);
    await done;
    expect(backend.edits.at(-1)).toMatchObject({ kind: "retime-cues", cues: [{ cue: selection.primary, in: at(280) }] });
  });

  it("take the frame that is on screen while it stands", async () => {
    player.seek(at(320));
    await commands.run("cue.setOut");
    expect(backend.edits.at(-1)).toMatchObject({ cues: [{ out: at(320) }] });
  });

  it("count back the time a person needs to react, only while it plays", async () => {
    preferences.setPanel(REACTION_PREFERENCE, 200);
    playTo(320, 0.001);
    await commands.run("cue.setOut");
    expect(backend.edits.at(-1)).toMatchObject({ cues: [{ out: at(314) }] });
    player.pause();
    player.seek(at(330));
    await commands.run("cue.setOut");
    expect(backend.edits.at(-1)).toMatchObject({ cues: [{ out: at(330) }] });
  });

  it("end a cue, start the next and select it", async () => {
    const next = project.order(project.activeTrackId)[3]!;
    player.seek(at(310));
    await commands.run("cue.setOutAndStartNext");
    expect(backend.edits.at(-1)).toMatchObject({ cues: [{ out: at(310) }, { cue: next, in: at(312) }] });
    expect(selection.ids).toEqual([next]);
  });

  it("end the last cue and start a new one", async () => {
    const last = project.order(project.activeTrackId).at(-1)!;
    selection.set([last]);
    const start = project.committed(last)!.in;
    player.seek(start + FLICKS);
    await commands.run("cue.setOutAndStartNext");
    expect(backend.edits.map(({ kind }) => kind)).toEqual(["retime-cues", "insert-cue"]);
    expect(project.order(project.activeTrackId)).toHaveLength(21);
    expect(selection.primary).not.toBe(last);
  });

  it("move the rest along", async () => {
    const cue = project.committed(selection.primary!)!;
    player.seek(cue.in + FLICKS);
    await commands.run("cue.setInAndShiftRest");
    expect(backend.edits.at(-1)).toEqual({ kind: "shift-cues", scope: { kind: "from", value: cue.id }, by: player.time - cue.in });
  });

  it("put a cue in at the playhead and select it", async () => {
    player.seek(0);
    await commands.run("cue.insertAtPlayhead");
    expect(backend.edits.at(-1)).toMatchObject({ kind: "insert-cue", in: 0, rows: [] });
    expect(project.committed(selection.primary!)?.rows).toEqual([]);
  });

  it("need a cue", async () => {
    selection.clear();
    expect(await commands.run("cue.setIn")).toBe(false);
    expect(backend.edits).toEqual([]);
  });
});

describe("going about", () => {
  it("walks from edge to edge", async () => {
    const [first, second] = project.byTime(project.activeTrackId);
    player.seek(0);
    const seen: number[] = [];
    for (let step = 0; step < 3; step++) {
      await commands.run("player.nextEdge");
      element.arrive();
      seen.push(player.time);
    }
    expect(seen).toEqual([first!.in, first!.out, second!.in]);
    await commands.run("player.previousEdge");
    expect(player.time).toBe(first!.out);
  });

  it("plays the last half second of a cue", async () => {
    const cue = project.committed(selection.primary!)!;
    await commands.run("player.playLast");
    expect(player.time).toBe(timeOfFrame(player.frames, Math.round((cue.out! - FLICKS / 2) / at(1))));
    expect(player.playing).toBe(true);
    player.pause();
  });

  it("loops the cue and stops looping", async () => {
    await commands.run("player.loopCue");
    expect([player.looping, player.playing]).toEqual([true, true]);
    await commands.run("player.loopCue");
    expect(player.looping).toBe(false);
    player.pause();
  });
});
