import { fireEvent, render, screen } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { setBackend } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { jobs, project } from "../document";
import { announce } from "./announce";
import { cyclePane, focusedPane } from "./panes";
import FirstScreen from "./FirstScreen.svelte";
import LiveRegion from "./LiveRegion.svelte";
import StatusBar from "./StatusBar.svelte";
import { recents } from "./recents.svelte";
import { saving, waveformText } from "./status";
import { resolveTheme } from "./theme.svelte";

let backend: FakeBackend;

beforeEach(async () => {
  backend = new FakeBackend();
  setBackend(backend);
  project.load((await backend.start()).snapshot!);
});

describe("the first screen", () => {
  it("marks a project that is not there, and takes it off the list", async () => {
    recents.list = (await backend.start()).recent;
    const forget = vi.spyOn(backend, "forgetRecent");
    render(FirstScreen, { version: "1" });
    expect(screen.getByText("/media/usb/harbour.cuewright is not there")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: /Harbour night shift/, description: "" })).toBeDisabled();
    await fireEvent.click(screen.getByRole("button", { name: "Take Harbour night shift off this list" }));
    expect(forget).toHaveBeenCalledWith("/media/usb/harbour.cuewright");
    expect(screen.queryByText("Harbour night shift")).not.toBeInTheDocument();
  });

  it("offers first what was opened last", async () => {
    recents.list = (await backend.start()).recent;
    recents.opened("/home/mira/new.cuewright", "New");
    recents.opened("/home/mira/tides/tide-tables.cuewright", "The tide tables");
    expect(recents.list.map((one) => one.name)).toEqual(["The tide tables", "New", "Harbour night shift"]);
  });
});

describe("the status bar", () => {
  it.each([
    [{ unsaved: null, pending: 0, typing: false }, "every edit saved"], [{ unsaved: null, pending: 1, typing: false }, "saving"],
    [{ unsaved: null, pending: 0, typing: true }, "saving"], [{ unsaved: "disk full", pending: 0, typing: true }, "not saved"],
  ])("of %j says “%s”", (state, text) => expect(saving(state).text).toBe(text));

  it("shows a job with how far it is, and one that failed until it is dismissed", async () => {
    render(StatusBar);
    jobs.update({ id: 1, label: "Reading tides.mkv", progress: 0.42, state: "running", message: null });
    expect(await screen.findByText("42 %")).toBeInTheDocument();
    jobs.update({ id: 1, label: "Reading tides.mkv", progress: null, state: "failed", message: "the file ends early" });
    expect(await screen.findByText(/the file ends early/)).toBeInTheDocument();
    await fireEvent.click(screen.getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByText(/the file ends early/)).not.toBeInTheDocument();
  });

  it("says how far the waveform is", async () => {
    const waveform = (await backend.waveform())!;
    const media = project.media!;
    expect(waveformText({ ...waveform, state: "decoding", progress: 0.256 }, media)).toBe("waveform 25 %");
    expect(waveformText(waveform, null)).toBe("no media");
    expect(waveformText(null, { ...media, url: "http://127.0.0.1/x", has_audio: false })).toBe("no audio");
  });
});

describe("speaking", () => {
  it("says the same words twice where they are announced twice", async () => {
    const { container } = render(LiveRegion);
    const said: string[] = [];
    const seen = new MutationObserver(() => said.push(container.textContent!.trim()));
    seen.observe(container, { subtree: true, characterData: true, childList: true });
    announce("Cue deleted");
    await vi.waitFor(() => expect(said).toHaveLength(1));
    announce("Cue deleted");
    await vi.waitFor(() => expect(said).toHaveLength(2));
    expect(said).toEqual(["Cue deleted", "Cue deleted"]);
    seen.disconnect();
  });
});

describe("panes", () => {
  it("are gone through in reading order, skipping what takes no focus", () => {
    const panes = ["timeline", "player", "text", "list"].map((name) => {
      const pane = document.createElement("section");
      pane.dataset.pane = name;
      if (name !== "text") pane.append(document.createElement("button"));
      document.body.append(pane);
      return pane;
    });
    const visited = [1, 1, 1, 1].map((step) => (cyclePane(step as 1), focusedPane()));
    expect(visited).toEqual(["player", "list", "timeline", "player"]);
    cyclePane(-1);
    expect(focusedPane()).toBe("timeline");
    for (const pane of panes) pane.remove();
  });
});

describe("themes", () => {
  it.each([
    ["dark", true, true, "dark"], ["light", false, false, "light"], ["contrast", true, false, "contrast"],
    ["system", true, false, "light"], ["system", false, false, "dark"], ["system", true, true, "contrast"],
  ])("%s on a system with light %s and contrast %s is %s", (chosen, light, contrast, theme) =>
    expect(resolveTheme(chosen, { light, contrast })).toBe(theme),
  );
});
