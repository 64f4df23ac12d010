import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { onAnnounce } from "../app/announce";
import { setBackend, type Cue, type Finding } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { commands } from "../commands";
import { cueText, findings, notices, preferences, project, selection } from "../document";
import { dialogs, side } from "../panels";
import { registerQualityCommands } from "./commands";
import EveryDialog from "./EveryDialog.svelte";
import FindingsPanel from "./FindingsPanel.svelte";
import { quality } from "./quality.svelte";

// jsdom works out roles and styles slowly where a machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const LONG = "A row that goes on for longer than any row of captions may go on";
let backend: FakeBackend;
let spoken: string[];
let stop: (() => void)[];

const order = () => project.order(project.activeTrackId);
const cue = (index: number): Cue => project.committed(order()[index]!)!;
const setText = (index: number, ...rows: string[]) => project.apply({ kind: "set-text", cue: order()[index]!, rows: rows.map((text) => [{ text }]) });
const settled = async () => {
  await tick();
  await Promise.resolve();
  await tick();
};

async function hold(): Promise<void> {
  await project.apply({ kind: "set-track", track: { ...project.activeTrack!, gate: { profile: "house", blocks: "error" } } });
  await settled();
}

beforeAll(registerQualityCommands);

beforeEach(async () => {
  backend = new FakeBackend();
  setBackend(backend);
  notices.reset();
  preferences.load({});
  project.unload();
  dialogs.close();
  Object.assign(quality, { hidden: new Set(), rule: null, waived: false });
  side.tab = "cues";
  await backend.listen((event) => {
    if (event.kind === "findings") findings.take(event.findings);
    project.take(event);
  });
  project.load((await backend.start()).snapshot!);
  spoken = [];
  stop = [findings.follow(), onAnnounce((text) => spoken.push(text))];
  await settled();
});

afterEach(() => stop.forEach((end) => end()));

describe("the findings panel", () => {
  const messages = () => [...document.querySelectorAll("[role=option] .message")].map((message) => message.textContent);

  it("offers to choose a profile where there is none", async () => {
    render(FindingsPanel);
    await fireEvent.click(screen.getByRole("button", { name: "Choose a profile…" }));
    expect(dialogs.current).toEqual({ kind: "profile", track: project.activeTrackId });
  });

  it("lists what is found, filters it by severity and rule, and shows waived findings when asked", async () => {
    await hold();
    await setText(1, LONG);
    await setText(2, " ");
    await setText(3, LONG);
    await findings.waive([order()[3]!], "row-length", "A title");
    render(FindingsPanel);
    const long = "Row 1 has 64 characters; 42 are allowed";
    expect(messages()).toEqual([long, "The cue has no text"]);
    expect(screen.getByRole("status")).toHaveTextContent("2 of 3");
    await fireEvent.click(screen.getByRole("button", { name: "1 waived" }));
    expect(messages()).toEqual([long, "The cue has no text", long]);
    await fireEvent.click(screen.getByRole("button", { name: "1 error" }));
    expect(messages()).toEqual(["The cue has no text"]);
    await fireEvent.click(screen.getByRole("button", { name: "1 error" }));
    await screen.findByRole("option", { name: "Row too long (2)" });
    await fireEvent.change(screen.getByRole("combobox", { name: "Rule" }), { target: { value: "row-length" } });
    expect(quality.list.map(({ cue }) => cue)).toEqual([order()[1], order()[3]]);
  });

  it("selects the cue of the finding that is chosen, and says what its rule says and where it is from", async () => {
    await hold();
    await setText(1, LONG);
    await setText(4, LONG);
    selection.clear();
    render(FindingsPanel);
    const list = screen.getByRole("listbox", { name: "Findings" });
    await fireEvent.keyDown(list, { key: "End" });
    expect(selection.ids).toEqual([order()[4]]);
    expect(spoken.at(-1)).toBe("Cue 5. Error: Row 1 has 64 characters; 42 are allowed");
    const about = await screen.findByRole("region", { name: "What the rule says" });
    await waitFor(() => expect(about).toHaveTextContent("A row that is longer than the picture allows is cut off."));
    expect(about).toHaveTextContent("Source: Netflix, General requirements, 13");
  });

  it("says that it is still checking", async () => {
    await hold();
    findings.take({ track: project.activeTrackId!, profile: "house", problem: null, spelling: false, rev: 1, fresh: false, cues: [], left: 12_000 });
    render(FindingsPanel);
    expect(screen.getByRole("status")).toHaveTextContent("Checking… 12,000 cues left");
  });
});

describe("going through findings", () => {
  it("stops at each of a cue, passes over waived ones, and says where there are no more", async () => {
    await hold();
    await setText(1, LONG, LONG);
    await setText(3, " ");
    await setText(5, LONG);
    await findings.waive([order()[3]!], "empty", "Wanted");
    selection.set([order()[0]!]);
    const walk: string[] = [];
    for (const command of ["next", "next", "next", "next", "previous", "previous"]) {
      await commands.run(`quality.${command}`);
      walk.push(`${project.numberOf(quality.current!.cue)} ${quality.current!.message.slice(0, 5)}`);
    }
    expect(walk).toEqual(["2 Row 1", "2 Row 2", "6 Row 1", "6 Row 1", "2 Row 2", "2 Row 1"]);
    expect(spoken).toContain("There is no further finding");
  });

  it("cannot be done where the track is held to nothing", () => {
    expect(commands.availability("quality.next")).toEqual({ enabled: false, reason: "Choose a profile for this track first" });
  });
});

describe("the profile of a track", () => {
  it("is found by its words, chosen with what blocks, and let go again", async () => {
    await commands.run("quality.profile");
    render(EveryDialog);
    const search = await screen.findByRole("textbox", { name: "Search profiles" });
    await screen.findByRole("option", { name: /BBC online/ });
    await fireEvent.input(search, { target: { value: "web bbc" } });
    expect(screen.getAllByRole("option", { name: /BBC|House/ })).toHaveLength(1);
    await fireEvent.keyDown(search, { key: "ArrowDown" });
    await fireEvent.change(screen.getByLabelText(/Keeps the track/), { target: { value: "warning" } });
    await fireEvent.click(screen.getByRole("button", { name: "Use profile" }));
    await waitFor(() => expect(dialogs.current).toBeNull());
    expect(project.activeTrack!.gate).toEqual({ profile: "bbc-online", blocks: "warning" });
    await commands.run("quality.profile");
    await fireEvent.click(await screen.findByRole("option", { name: /No profile/ }));
    await fireEvent.click(screen.getByRole("button", { name: "Use no profile" }));
    await waitFor(() => expect(project.activeTrack!.gate ?? null).toBeNull());
  });
});

describe("waiving", () => {
  it("asks for the reason, and for a name once, and holds for every selected cue with that finding", async () => {
    await hold();
    await setText(1, LONG);
    await setText(2, LONG);
    selection.set([order()[1]!, order()[2]!, order()[4]!], order()[1]!);
    await commands.run("quality.waive");
    render(EveryDialog);
    const waive = await screen.findByRole("button", { name: "Waive" });
    expect(waive).toBeDisabled();
    await fireEvent.input(screen.getByLabelText("Reason"), { target: { value: "A title" } });
    await fireEvent.input(screen.getByLabelText("Your name"), { target: { value: "Mira" } });
    await fireEvent.click(waive);
    await waitFor(() => expect(dialogs.current).toBeNull());
    expect([1, 2].map((index) => cue(index).waivers)).toMatchObject([[{ reason: "A title", author: "Mira" }], [{ reason: "A title", author: "Mira" }]]);
    expect(preferences.current.name).toBe("Mira");
    expect(commands.availability("quality.waive").reason).toBe("This finding is waived already");
    await commands.run("quality.unwaive");
    expect(findings.counts).toEqual({ error: 2, warning: 0, hint: 0, waived: 0 });
  });
});

describe("fixing", () => {
  it("shows what would change and what stays, and is one step", async () => {
    await hold();
    await setText(1, " ");
    await setText(2, " ");
    await setText(3, LONG);
    const count = order().length;
    await commands.run("quality.fixAll");
    render(EveryDialog);
    expect(await screen.findByText(/^2 cues change, as one step of the history\. 1 finding stays/)).toBeInTheDocument();
    expect(screen.getAllByRole("option")[0]).toHaveTextContent("After: removed");
    await fireEvent.click(screen.getByRole("button", { name: "Fix 2 cues" }));
    await waitFor(() => expect(dialogs.current).toBeNull());
    expect(order()).toHaveLength(count - 2);
    await project.undo();
    expect(order()).toHaveLength(count);
  });

  it("shows anew what would change where the captions have changed meanwhile", async () => {
    await hold();
    await setText(1, " ");
    await commands.run("quality.fixAll");
    render(EveryDialog);
    await screen.findByRole("button", { name: "Fix 1 cue" });
    await setText(2, " ");
    await fireEvent.click(screen.getByRole("button", { name: "Fix 1 cue" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("The captions have changed meanwhile");
    expect(notices.shown).toEqual([]);
    await fireEvent.click(await screen.findByRole("button", { name: "Fix 2 cues" }));
    await waitFor(() => expect(dialogs.current).toBeNull());
  });

  it("says where nothing can be mended safely", async () => {
    await hold();
    await setText(1, LONG);
    selection.set([order()[1]!]);
    await commands.run("quality.fix");
    render(EveryDialog);
    expect(await screen.findByText(/Nothing can be mended without making something else worse\. 1 finding stays/)).toBeInTheDocument();
  });
});

describe("spelling", () => {
  beforeEach(async () => {
    await hold();
    await setText(1, "The tyde comes in");
    const finding: Finding = { rule: "spelling", cue: order()[1]!, severity: "warning", place: { row: 0, start: 4, length: 4 }, message: "No dictionary knows “tyde”" };
    findings.take({ track: project.activeTrackId!, profile: "house", problem: null, spelling: true, rev: 2, fresh: false, cues: [{ cue: finding.cue, findings: [finding] }], left: 0 });
    selection.set([finding.cue]);
    await commands.run("quality.addWord");
    render(EveryDialog);
  });

  it("puts another word in its place", async () => {
    await fireEvent.click(await screen.findByRole("button", { name: "tide" }));
    await waitFor(() => expect(dialogs.current).toBeNull());
    expect(cueText(cue(1))).toBe("The tide comes in");
  });

  it("adds the word to the dictionary", async () => {
    await fireEvent.click(await screen.findByRole("button", { name: "Add to dictionary" }));
    await waitFor(() => expect(backend.house.words).toEqual(["tyde"]));
  });
});
