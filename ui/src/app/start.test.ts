import { beforeEach, describe, expect, it, vi } from "vitest";
import { setBackend } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { commands } from "../commands";
import { cueText, notices, overlay, project } from "../document";
import { player } from "../player";
import { drop } from "./drop.svelte";
import { ready, startUp } from "./start";

let backend: FakeBackend;

beforeEach(async () => {
  backend = new FakeBackend();
  setBackend(backend);
  notices.reset();
  project.unload();
  await startUp();
});

describe("closing the window", () => {
  const close = () => vi.spyOn(backend, "closeWindow");

  it("sends what is being typed first", async () => {
    const closing = close();
    const id = project.order(project.activeTrackId)[0]!;
    overlay.setRows(id, [[{ text: "Typed just before closing" }]]);
    backend.emit({ kind: "closing" });
    await vi.waitFor(() => expect(closing).toHaveBeenCalledTimes(1));
    expect(backend.edits.map((edit) => edit.kind)).toEqual(["set-text"]);
    expect(cueText(project.committed(id)!)).toBe("Typed just before closing");
  });

  it("waits where the text could not be saved, and says so", async () => {
    const closing = close();
    backend.diskFull = true;
    overlay.setRows(project.order(project.activeTrackId)[0]!, [[{ text: "Kept" }]]);
    backend.emit({ kind: "closing" });
    await vi.waitFor(() => expect(notices.shown.map((notice) => notice.code)).toContain("save-failed"));
    expect(closing).not.toHaveBeenCalled();
    backend.diskFull = false;
    overlay.dropTyping();
  });
});

describe("a script that waits for the window", () => {
  it("is told when it can be worked in, and after that when the picture is there too", async () => {
    const said: string[] = [];
    vi.spyOn(backend, "announceReady").mockImplementation(async () => void said.push("ready"));
    vi.spyOn(backend, "announceDrawn").mockImplementation(async () => void said.push("drawn"));
    const pictured = vi.spyOn(player, "pictured", "get").mockReturnValue(false);
    const told = ready(() => said.push("usable"));
    await vi.waitFor(() => expect(said).toEqual(["usable", "ready"]));
    pictured.mockReturnValue(true);
    await told;
    expect(said).toEqual(["usable", "ready", "drawn"]);
  });
});

describe("files over the window", () => {
  it("are shown, and opened one after the other when dropped", async () => {
    const open = vi.spyOn(backend, "openPath");
    backend.emit({ kind: "drag-over", over: true });
    expect(drop.over).toBe(true);
    backend.emit({ kind: "dropped", paths: ["/a/clip.mp4", "/a/captions.srt"] });
    expect(drop.over).toBe(false);
    await vi.waitFor(() => expect(open.mock.calls).toEqual([["/a/clip.mp4", null], ["/a/captions.srt", {}]]));
  });

  it("about which something has to be decided are shown first", async () => {
    const open = vi.spyOn(backend, "openPath");
    const { dialogs } = await import("../panels");
    backend.emit({ kind: "dropped", paths: ["/a/legacy.srt"] });
    await vi.waitFor(() => expect(dialogs.current).toMatchObject({ kind: "import", path: "/a/legacy.srt" }));
    expect(open).not.toHaveBeenCalled();
    dialogs.close();
  });
});

describe("a command that takes long", () => {
  it("is named while it works", async () => {
    let done = () => {};
    vi.spyOn(backend, "openSample").mockReturnValue(new Promise((finish) => (done = () => finish({ kind: "opened" }))));
    const run = commands.run("file.openSample");
    expect(commands.running).toEqual(["file.openSample"]);
    done();
    await run;
    expect(commands.running).toEqual([]);
  });
});
