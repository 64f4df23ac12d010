import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { onAnnounce } from "../app/announce";
import { setBackend, type Cue } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { commands } from "../commands";
import { cueText, notices, openThreads, preferences, project, selection } from "../document";
import { keys } from "../keys";
import { dialogs, pages, side } from "../panels";
import { registerReviewCommands } from "./commands";
import CommentsPanel from "./CommentsPanel.svelte";
import { comments } from "./comments.svelte";
import EveryDialog from "./EveryDialog.svelte";
import { suggestedRows } from "./kernels/changes";

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

async function press(key: string, more: KeyboardEventInit = {}): Promise<void> {
  const event = new KeyboardEvent("keydown", { key, code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key, bubbles: true, cancelable: true, ...more });
  const taken = (heard: Event) => keys.handle(heard as KeyboardEvent);
  window.addEventListener("keydown", taken, { capture: true, once: true });
  (document.activeElement ?? document.body).dispatchEvent(event);
  window.removeEventListener("keydown", taken, { capture: true });
  await settled();
}

/** Writes a comment on a cue as a user does. */
async function write(index: number, text: string, suggestion?: string): Promise<void> {
  selection.set([order()[index]!]);
  await commands.run(suggestion === undefined ? "comments.onCue" : "comments.suggest");
  await settled();
  await fireEvent.input(screen.getByLabelText("What there is to say"), { target: { value: text } });
  if (suggestion !== undefined) await fireEvent.input(screen.getByLabelText("Suggested text, row by row"), { target: { value: suggestion } });
  await press("Enter", { ctrlKey: true });
  await waitFor(() => expect(comments.writing).toBeNull());
}

beforeAll(registerReviewCommands);

beforeEach(async () => {
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
  backend = new FakeBackend();
  for (const one of backend.document.cues) {
    delete one.notes;
    delete one.mark;
  }
  setBackend(backend);
  notices.reset();
  preferences.load({ name: "Mira" });
  dialogs.close();
  pages.show("edit");
  side.tab = "comments";
  Object.assign(comments, { settled: false, ofCue: false, writing: null });
  project.unload();
  await backend.listen((event) => project.take(event));
  project.load((await backend.start()).snapshot!);
  spoken = [];
  stop = onAnnounce((text) => spoken.push(text));
});

afterEach(() => stop());

describe("comments", () => {
  it("are written on a cue by keys alone, with who and when, as one step each", async () => {
    render(CommentsPanel);
    expect(screen.getByText("Nothing was said about this track")).toBeInTheDocument();
    await write(2, "Is that her name?");
    expect(cue(2).notes).toMatchObject([{ author: "Mira", text: "Is that her name?" }]);
    expect(screen.getByRole("option")).toHaveTextContent(/Cue 3\s*Is that her name\?/);
    expect(screen.getByRole("status")).toHaveTextContent("1 open");
    await project.undo();
    expect(cue(2).notes ?? []).toEqual([]);
  });

  it("are answered, resolved, opened again and deleted whole", async () => {
    render(CommentsPanel);
    await write(2, "Is that her name?");
    await commands.run("comments.answer");
    await settled();
    await fireEvent.input(screen.getByLabelText("Your answer"), { target: { value: "It is." } });
    await press("Enter", { ctrlKey: true });
    await waitFor(() => expect(cue(2).notes).toHaveLength(2));
    expect(cue(2).notes![1]).toMatchObject({ thread: cue(2).notes![0]!.id, text: "It is." });
    await commands.run("comments.resolve");
    expect(openThreads(cue(2).notes!)).toBe(0);
    expect(screen.getByText("Everything is resolved.")).toBeInTheDocument();
    expect(commands.title("comments.resolve")).toBe("Open the comment again");
    await commands.run("comments.resolve");
    expect(openThreads(cue(2).notes!)).toBe(1);
    await commands.run("comments.delete");
    expect(cue(2).notes).toEqual([]);
  });

  it("suggest a text, which one key takes: the comment is resolved with it, in one step", async () => {
    render(CommentsPanel);
    await write(1, "", "♪ quick strings ♪");
    expect(cue(1).notes![0]!.suggestion).toEqual([[{ text: "♪ quick strings ♪", style: { italic: true } }]]);
    const steps = backend.steps.length;
    screen.getByRole("listbox", { name: "Comments" }).focus();
    await press("t");
    await waitFor(() => expect(cueText(cue(1))).toBe("♪ quick strings ♪"));
    expect(cue(1).notes![0]!.resolved).toBe(true);
    expect(backend.steps.length).toBe(steps + 1);
    await waitFor(() => expect(spoken).toContain("Suggested text taken; the comment is resolved"));
  });

  it("can be about a moment, and are gone through in the order of time", async () => {
    render(CommentsPanel);
    await write(4, "Later");
    await write(1, "Sooner");
    await commands.run("comments.here");
    await settled();
    expect(screen.getByRole("heading", { name: "Comment: 00:00:00;00" })).toBeInTheDocument();
    await fireEvent.input(screen.getByLabelText("What there is to say"), { target: { value: "Before all" } });
    await press("Enter", { ctrlKey: true });
    await waitFor(() => expect(comments.writing).toBeNull());
    expect(project.activeTrack!.notes).toHaveLength(1);
    expect(comments.list.map(({ first }) => first.text)).toEqual(["Before all", "Sooner", "Later"]);
    await commands.run("comments.next");
    await commands.run("comments.next");
    expect(selection.primary).toBe(order()[4]);
    expect(spoken.at(-1)).toBe("Cue 5. Mira: Later");
    await commands.run("comments.next");
    expect(spoken.at(-1)).toBe("There is no further comment");
    await commands.run("comments.atPlayhead");
    expect(spoken.at(-1)).toBe("At 00:00:00;00. Mira: Before all");
    expect(comments.current?.first.text).toBe("Before all");
  });

  it("are not lost for another one, nor by leaving the panel, and are dropped by Escape", async () => {
    const { unmount } = render(CommentsPanel);
    selection.set([order()[2]!]);
    await commands.run("comments.onCue");
    await settled();
    await fireEvent.input(screen.getByLabelText("What there is to say"), { target: { value: "Half a thou" } });
    selection.set([order()[5]!]);
    await commands.run("comments.onCue");
    expect(spoken.at(-1)).toBe("A comment is being written: Cue 3. Keep it or drop it first");
    unmount();
    render(CommentsPanel);
    expect(screen.getByLabelText("What there is to say")).toHaveValue("Half a thou");
    await press("Escape");
    expect(comments.writing).toBeNull();
  });

  it("ask for a name once", async () => {
    preferences.load({ name: "" });
    render(CommentsPanel);
    selection.set([order()[2]!]);
    await commands.run("comments.onCue");
    await settled();
    await fireEvent.input(screen.getByLabelText("What there is to say"), { target: { value: "Hello" } });
    await fireEvent.input(screen.getByLabelText("Your name, kept at this desk"), { target: { value: "Tom" } });
    await fireEvent.click(screen.getByRole("button", { name: "Comment" }));
    await waitFor(() => expect(cue(2).notes?.[0]?.author).toBe("Tom"));
    expect(preferences.current.name).toBe("Tom");
  });

  it("never become markup", async () => {
    render(CommentsPanel);
    await write(2, "<img src=x onerror=alert(1)>");
    expect(document.querySelector("img")).toBeNull();
    expect(screen.getByRole("option")).toHaveTextContent("<img src=x onerror=alert(1)>");
  });
});

describe("suggested rows", () => {
  it.each([
    ["keep the style of a row whose words stay", [[{ text: "One" }], [{ text: "two", style: { italic: true } }]], "Uno\ntwo", [[{ text: "Uno" }], [{ text: "two", style: { italic: true } }]]],
    ["keep the one style of a cue", [[{ text: "One", style: { italic: true } }]], "Uno\ndue", [[{ text: "Uno", style: { italic: true } }], [{ text: "due", style: { italic: true } }]]],
    ["are plain where there were no rows", [], "One", [[{ text: "One" }]]],
  ])("%s", (_, before, text, after) => expect(suggestedRows(before, text)).toEqual(after));
});

describe("what a reviewer decides", () => {
  it("stands at the selected cues and at the track, and is taken off again", async () => {
    selection.set([order()[1]!, order()[2]!]);
    await commands.run("review.sendBackCue");
    expect([cue(1).mark, cue(2).mark]).toEqual(["sent-back", "sent-back"]);
    expect(spoken.at(-1)).toBe("2 cues sent back");
    expect(commands.availability("review.sendBackCue").reason).toBe("This is sent back already");
    await commands.run("review.unmarkCue");
    expect(cue(1).mark).toBeNull();
    await commands.run("review.approveTrack");
    expect(project.activeTrack!.mark).toBe("approved");
    expect(spoken.at(-1)).toBe("The track is approved");
  });
});

describe("handing back", () => {
  it("sums up what was changed and what is asked, and saves it where the user says", async () => {
    await project.publish(project.activeTrackId!, "v2");
    await project.apply({ kind: "set-text", cue: order()[1]!, rows: [[{ text: "Another" }]] });
    await project.apply({ kind: "note", place: { kind: "cue", cue: order()[2]! }, note: { id: "note-1", author: "Mira", written_at: 1, text: "Why?" } });
    await project.apply({ kind: "mark", cues: [order()[3]!], mark: "sent-back" });
    await commands.run("review.handBack");
    render(EveryDialog);
    expect(await screen.findByText("Changed: 1 cue with other text.")).toBeInTheDocument();
    expect(screen.getByText(/0 approved, 1 sent back; 1 comment open, 0 resolved\./)).toBeInTheDocument();
    expect(screen.getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual([expect.stringContaining("Mira: Why?"), expect.stringContaining("sent back")]);
    backend.nextPath = "/home/mira/review.csv";
    await fireEvent.click(screen.getByRole("button", { name: "CSV…" }));
    await waitFor(() => expect(dialogs.current).toBeNull());
    expect(backend.handedBack).toEqual(["/home/mira/review.csv"]);
  });
});
