import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { onAnnounce } from "../app/announce";
import { painted } from "../app/painted";
import { setBackend, type Cue } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { SAMPLE_ACCOUNTS, sampleDesk } from "../bridge/fake-desk-sample";
import { sampleDocument } from "../bridge/fake-sample";
import { commands } from "../commands";
import { comparison, cueText, desk, notices, preferences, project, selection } from "../document";
import { keys } from "../keys";
import { dialogs, pages } from "../panels";
import { registerReviewCommands } from "./commands";
import EveryDialog from "./EveryDialog.svelte";
import { EVERY_CHANGE } from "./kernels/changes";
import { review } from "./review.svelte";
import ReviewPage from "./ReviewPage.svelte";

// jsdom works out roles and styles slowly where a machine is busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let backend: FakeBackend;
let spoken: string[];
let stop: () => void;

const order = () => project.order(project.activeTrackId);
const cue = (index: number): Cue => project.committed(order()[index]!)!;
const settled = async () => {
  for (let turn = 0; turn < 6; turn++) await tick();
};
const setText = (index: number, ...rows: string[]) => project.apply({ kind: "set-text", cue: order()[index]!, rows: rows.map((text) => [{ text }]) });
/** The kinds and texts of the changes on show. */
const shown = () => review.list.map(({ kind, draft, other }) => `${kind} ${(draft[0] ?? other[0]!).id.slice(-3)}`);

async function start(options: ConstructorParameters<typeof FakeBackend>[0] = {}): Promise<void> {
  backend = new FakeBackend(options);
  setBackend(backend);
  project.unload();
  await backend.listen((event) => project.take(event));
  project.load((await backend.start()).snapshot!);
  desk.load(await backend.desk());
}

/** Freezes the track as it is, so that the next edits are what differs. */
async function freeze(): Promise<void> {
  await project.publish(project.activeTrackId!, "v2");
  await settled();
}

async function show(): Promise<void> {
  render(ReviewPage);
  await painted();
  await waitFor(() => expect(comparison.ready).toBe(true));
  await settled();
}

async function press(key: string, more: KeyboardEventInit = {}): Promise<void> {
  const event = new KeyboardEvent("keydown", { key, code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key, bubbles: true, cancelable: true, ...more });
  const taken = (heard: Event) => keys.handle(heard as KeyboardEvent);
  window.addEventListener("keydown", taken, { capture: true, once: true });
  (document.activeElement ?? document.body).dispatchEvent(event);
  window.removeEventListener("keydown", taken, { capture: true });
  await settled();
}

beforeAll(registerReviewCommands);

beforeEach(async () => {
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(900);
  notices.reset();
  preferences.load({});
  dialogs.close();
  pages.show("review");
  review.filter = EVERY_CHANGE;
  review.part = "draft-text";
  spoken = [];
  stop = onAnnounce((text) => spoken.push(text));
  await start();
});

afterEach(() => stop());

describe("what is compared", () => {
  it("is the draft and its published revision, and is compared anew after every edit", async () => {
    await freeze();
    await show();
    expect(screen.getByText("Both sides are the same")).toBeInTheDocument();
    await setText(1, "Another text");
    await waitFor(() => expect(shown()).toEqual(["changed 002"]));
    await project.apply({ kind: "delete-cues", cues: [order()[3]!], ripple: false });
    await waitFor(() => expect(shown()).toEqual(["changed 002", "removed 004"]));
    await project.undo();
    await waitFor(() => expect(shown()).toEqual(["changed 002"]));
  });

  it("can be another track, with the common revision that says who moved", async () => {
    await freeze();
    const copy = { ...project.activeTrack!, id: "track-2", name: "From the reviewer", rank: 9 };
    const cues = order().map((id, index) => ({ ...project.committed(id)!, track: copy.id, ...(index === 2 ? { rows: [[{ text: "Theirs" }]] } : {}) }));
    // The fake pairs by id, which two tracks of a document cannot share: the file stands in for the other track.
    backend.fileCues = cues;
    await setText(1, "Ours");
    backend.nextPath = "/home/mira/reviewed.srt";
    await commands.run("review.compareFile");
    comparison.choose(comparison.against!, project.activeTrack!.published!);
    await show();
    expect(comparison.name).toBe("reviewed.srt");
    expect(review.list.map(({ moved }) => moved)).toEqual(["here", "there"]);
    expect(screen.getByText("Only here")).toBeInTheDocument();
    expect(screen.getByText("Only there")).toBeInTheDocument();
    await commands.run("review.takeSafe");
    expect(cueText(cue(2))).toBe("Theirs");
    expect(cueText(cue(1))).toBe("Ours");
  });

  it("is what a copy of the project has, where a merge left conflicts", async () => {
    await freeze();
    backend.nextPath = "/home/mira/copy.cuewright";
    await commands.run("review.mergeCopy");
    expect(notices.shown.map(({ message }) => message)).toEqual(["The two projects have nothing in common"]);
    pages.show("edit");
    backend.copy = { taken: 2, conflicting: [] };
    backend.nextPath = "/home/mira/copy.cuewright";
    await commands.run("review.mergeCopy");
    expect(pages.current).toBe("edit");
    expect(spoken.at(-1)).toBe("Merged: 2 changes");
    backend.copy = { taken: 0, conflicting: [], settings: ["frame rate", "title"] };
    backend.nextPath = "/home/mira/copy.cuewright";
    await commands.run("review.mergeCopy");
    expect(notices.shown.at(-1)!.message).toBe("Changed at both desks, and left as it is here: frame rate, title");
    backend.copy = { taken: 2, conflicting: [{ ...cue(1), rows: [[{ text: "Theirs" }]] }] };
    backend.nextPath = "/home/mira/copy.cuewright";
    await commands.run("review.mergeCopy");
    expect(pages.current).toBe("review");
    expect(comparison.name).toBe("English captions (from a copy)");
  });

  it("says what publishing does where there is nothing to compare with", async () => {
    const document = sampleDocument();
    delete document.tracks[0]!.published;
    await start({ document });
    render(ReviewPage);
    expect(screen.getByText("Nothing to compare the draft with")).toBeInTheDocument();
    expect(screen.getByText(/Publishing freezes the track under a name/)).toBeInTheDocument();
  });

  it("names the cost before the service is asked, and compares with what came", async () => {
    const state = sampleDesk(1_795_000_000_000, 4);
    const account = SAMPLE_ACCOUNTS.youtube;
    state.links = [{ id: "link-9", account, project: "project-1", track: project.activeTrackId!, kind: "youtube-track", remote_id: "T1", parent: "V1", language: "en", name: "English", direction: "both", base: null, base_sha256: null, synced_at: null }];
    await start({ desk: state });
    await commands.run("review.compareService");
    render(EveryDialog);
    expect(await screen.findByRole("region", { name: "What will be fetched" })).toHaveTextContent(/250/);
    expect(backend.fetches).toBe(0);
    await fireEvent.click(screen.getByRole("button", { name: "Fetch and compare" }));
    await waitFor(() => expect(dialogs.current).toBeNull());
    expect(backend.fetches).toBe(1);
    expect(comparison.against).toEqual({ kind: "remote" });
    await show();
    expect(shown()).toEqual(["changed 005", "changed 00a", "added 00f"].map((text) => expect.stringContaining(text.split(" ")[0]!)));
    const { compared } = backend;
    await setText(20, "An edit compares again and fetches nothing");
    await waitFor(() => expect(backend.compared).toBeGreaterThan(compared));
    expect(backend.fetches).toBe(1);
  });

  it("says why nothing could be compared, and tries again", async () => {
    const broken = vi.spyOn(backend, "compareTrack").mockRejectedValueOnce({ code: "not-found", message: "The file is not there any more" });
    render(ReviewPage);
    expect(await screen.findByRole("alert")).toHaveTextContent("The file is not there any more");
    broken.mockRestore();
    await fireEvent.click(screen.getByRole("button", { name: "Compare again" }));
    await waitFor(() => expect(review.list.length).toBeGreaterThan(0));
  });
});

describe("the list of changes", () => {
  it("draws only what is in sight of 20,000 changes, and says how many there are", async () => {
    const document = sampleDocument(20_000);
    await start({ document });
    vi.spyOn(backend, "compareTrack").mockImplementation(async (track) => ({
      rev: backend.rev, base: null,
      changes: backend.document.cues.filter((one) => one.track === track).map((one) => ({ kind: "added" as const, draft: [one], other: [] })),
    }));
    await show();
    const grid = screen.getByRole("grid", { name: "Changes" });
    expect(grid).toHaveAttribute("aria-rowcount", "20001");
    expect(grid.querySelectorAll("[data-place]").length).toBeLessThan(60);
  });

  it("marks words by more than colour, and says times in frames", async () => {
    await freeze();
    await setText(1, "♪ fast strings ♪");
    await project.apply({ kind: "retime-cues", cues: [{ cue: order()[1]!, in: cue(1).in + 3 * 23_543_520, out: cue(1).out }], ripple: false });
    await show();
    const row = document.querySelector("[data-place='0']")!;
    expect(row.querySelector("del")).toHaveTextContent("slow");
    expect(row.querySelector("ins")).toHaveTextContent("fast");
    expect(row.querySelector("[data-part='draft-times']")).toHaveTextContent("+3 f");
    expect(row.querySelector("[data-part='kind']")).toHaveTextContent("Changed text, times");
  });

  it("is gone through by keys, with one tab stop, and selects the cues it is at", async () => {
    await show();
    review.choose(0);
    await settled();
    await press("ArrowDown");
    await press("ArrowDown");
    await press("ArrowLeft");
    expect(review.index).toBe(2);
    expect(selection.ids).toEqual(review.list[2]!.draft.map(({ id }) => id));
    expect(document.activeElement).toHaveAttribute("data-part", "draft-times");
    expect(document.querySelectorAll("[data-part][tabindex='0']")).toHaveLength(1);
    await press("End", { ctrlKey: true });
    expect(review.index).toBe(review.list.length - 1);
    await press("p");
    expect(spoken.at(-1)).toMatch(new RegExp(`^Change ${review.list.length - 1} of ${review.list.length}, `));
    await commands.run("review.next");
    await commands.run("review.next");
    expect(spoken.at(-1)).toBe("There is no further change");
  });

  it("filters by kind and field, and says how many are hidden", async () => {
    await show();
    const all = review.list.length;
    await fireEvent.click(screen.getByRole("button", { name: /^Changed/ }));
    expect(review.list.every(({ kind }) => kind !== "changed")).toBe(true);
    expect(screen.getAllByRole("status").map(({ textContent }) => textContent)).toContain(`${review.list.length} of ${all} changes`);
    await fireEvent.change(screen.getByRole("combobox", { name: "Field" }), { target: { value: "speaker" } });
    expect(screen.getByText("No change is like that")).toBeInTheDocument();
    await commands.run("review.showAll");
    expect(review.list).toHaveLength(all);
  });
});

describe("deciding about a change", () => {
  beforeEach(async () => {
    await freeze();
    await setText(1, "Another text");
    await project.apply({ kind: "retime-cues", cues: [{ cue: order()[1]!, in: cue(1).in - 70_560_000, out: cue(1).out }], ripple: false });
    await project.apply({ kind: "delete-cues", cues: [order()[4]!], ripple: false });
    await show();
    review.choose(0);
    review.focusGrid?.();
    await settled();
  });

  it("approves the draft's cues, and goes on to the next", async () => {
    await press("a");
    await waitFor(() => expect(review.index).toBe(1));
    expect(cue(1).mark).toBe("approved");
    expect(spoken).toContain("Approved");
    expect(commands.availability("review.accept").reason).toContain("What is not in the draft cannot be approved");
    review.filter = { ...EVERY_CHANGE, open: true };
    expect(shown()).toEqual(["removed 005"]);
  });

  it("takes back one field where the focus is, then the whole, each one step", async () => {
    const before = cueText(cue(1));
    await press("ArrowLeft");
    expect(commands.title("review.takeField")).toBe("Reject only the times");
    await press("t");
    await waitFor(() => expect(review.list[0]!.fields).toEqual(["text"]));
    await press("r");
    await waitFor(() => expect(shown()).toEqual(["removed 005"]));
    expect(cueText(cue(1))).not.toBe(before);
    await project.undo();
    await project.undo();
    await waitFor(() => expect(review.list[0]!.fields).toEqual(["text", "times"]));
  });

  it("takes all that is shown as one step, and the sides are the same then", async () => {
    const steps = backend.steps.length;
    await press("R", { shiftKey: true });
    expect(backend.steps.length).toBe(steps + 1);
    await waitFor(() => expect(screen.getByText("Both sides are the same")).toBeInTheDocument());
    await waitFor(() => expect(spoken).toContain("2 changes rejected"));
  });

  it("takes nothing the user has not seen where the captions moved on meanwhile", async () => {
    const [first] = review.list;
    vi.spyOn(backend, "takeChanges").mockResolvedValueOnce({ kind: "rejected", code: "conflict", cues: [], message: "" });
    await press("r");
    await waitFor(() => expect(spoken.at(-1)).toBe("The captions have changed meanwhile. These are the changes now"));
    expect(review.list[0]!.draft[0]!.id).toBe(first!.draft[0]!.id);
    expect(notices.shown).toEqual([]);
  });

  it("cannot be done where the page is not on show", () => {
    pages.show("edit");
    expect(commands.availability("review.take")).toEqual({ enabled: false, reason: "Go to the Review page first" });
  });
});
