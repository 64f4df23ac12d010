import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { setBackend } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { commands } from "../commands";
import { cueText, frameRate, nearestFrame, notices, overlay, project, selection, timeOfFrame } from "../document";
import { registerCueCommands } from "./commands/cue";
import { registerEditCommands } from "./commands/edit";
import { registerTrackCommands } from "./commands/track";

let backend: FakeBackend;

beforeAll(() => {
  registerCueCommands();
  registerEditCommands();
  registerTrackCommands();
});

beforeEach(async () => {
  backend = new FakeBackend();
  setBackend(backend);
  notices.reset();
  project.unload();
  await backend.listen((event) => project.take(event));
  project.load((await backend.start()).snapshot!);
});

const order = () => project.order(project.activeTrackId);
const at = (index: number) => project.committed(order()[index]!)!;
const select = (...indices: number[]) => selection.set(indices.map((index) => order()[index]!));
const frame = (time: number) => nearestFrame(frameRate(project.settings.timebase.rate), time);

describe("commands on cues", () => {
  it("delete the selected ones and select what comes after", async () => {
    select(3, 4);
    const heir = at(5).id;
    await commands.run("cue.delete");
    expect(order()).toHaveLength(58);
    expect(selection.ids).toEqual([heir]);
  });

  it("delete the last one and select the one before", async () => {
    select(59);
    const heir = at(58).id;
    await commands.run("cue.delete");
    expect(selection.ids).toEqual([heir]);
  });

  it("merge a lone cue with its neighbour, typing included", async () => {
    select(7);
    overlay.setRows(at(7).id, [[{ text: "Typed" }]]);
    await commands.run("cue.merge");
    expect(cueText(at(7), " ")).toBe("Typed DR. OKAFOR: And a promise.");
    expect(order()).toHaveLength(59);
  });

  it.each([["cue.inEarlier", -1, 0], ["cue.inLater", 1, 0], ["cue.outEarlier", 0, -1], ["cue.outLater", 0, 1], ["cue.later", 1, 1], ["cue.tenEarlier", -10, -10]])(
    "%s moves in by %i and out by %i frames", async (command, ins, outs) => {
      select(9);
      const before = at(9);
      await commands.run(command);
      expect(frame(at(9).in) - frame(before.in)).toBe(ins);
      expect(frame(at(9).out!) - frame(before.out!)).toBe(outs);
    },
  );

  it("toggle a style: on unless all text has it", async () => {
    select(0, 1);
    expect(commands.get("cue.italic")!.checked!()).toBe(false);
    await commands.run("cue.italic");
    expect(at(0).rows[0]![0]!.style?.italic).toBe(true);
    expect(commands.get("cue.italic")!.checked!()).toBe(true);
    await commands.run("cue.italic");
    expect(at(1).rows[0]![0]!.style?.italic).toBe(false);
  });

  it("extend to the next cue, up to the gap", async () => {
    select(2);
    await commands.run("cue.extendToNext");
    expect(at(3).in - at(2).out!).toBe(timeOfFrame(frameRate("30000/1001"), 2));
  });

  it("insert beside a cue without touching its neighbours", async () => {
    select(0);
    const [first, second] = [at(0), at(1)];
    await commands.run("cue.insertAfter");
    const made = at(1);
    expect(made.in).toBeGreaterThanOrEqual(first.out!);
    expect(made.out!).toBeLessThanOrEqual(second.in);
    expect(selection.ids).toEqual([made.id]);
  });

  it("step through the list and stop at its ends", async () => {
    select(0);
    await commands.run("cue.previous");
    expect(selection.primary).toBe(at(0).id);
    await commands.run("cue.next");
    expect(selection.primary).toBe(at(1).id);
    await commands.run("cue.last");
    await commands.run("cue.next");
    expect(selection.primary).toBe(at(59).id);
  });
});

describe("undo and redo", () => {
  it("name what they will do", async () => {
    expect(commands.title("edit.undo")).toBe("Undo");
    expect(commands.availability("edit.undo")).toEqual({ enabled: false, reason: "There is nothing to undo" });
    select(0);
    await commands.run("cue.setSpeaker");
    await project.apply({ kind: "set-speaker", cues: [at(0).id], speaker: "Mira" });
    expect(commands.title("edit.undo")).toBe("Undo set speaker");
    await commands.run("edit.undo");
    expect(commands.title("edit.redo")).toBe("Redo set speaker");
    expect(at(0).speaker).toBeUndefined();
  });
});

describe("tracks", () => {
  it("are switched, and commands then act on the other", async () => {
    const name = project.activeTrack!.name;
    await commands.run("track.next");
    expect(project.activeTrack!.name).not.toBe(name);
    expect(selection.ids).toEqual([order()[0]]);
    await commands.run("track.previous");
    expect(project.activeTrack!.name).toBe(name);
  });
});
