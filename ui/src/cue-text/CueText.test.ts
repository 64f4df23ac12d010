import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { tick } from "svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { setBackend } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { sampleDocument } from "../bridge/fake-sample";
import { commands } from "../commands";
import { overlay, preferences, project, selection } from "../document";
import { player } from "../player";
import { registerCueTextCommands } from "./commands";
import CueText from "./CueText.svelte";
import { textField } from "./field.svelte";

// jsdom works out roles and styles slowly where a machine is busy.
vi.setConfig({ testTimeout: 30_000 });

let backend: FakeBackend;

const order = () => project.order(project.activeTrackId);
const rows = (id: string) => project.cue(id)?.rows.map((row) => row.map((run) => run.text).join(""));
const shown = () => [...document.querySelectorAll(".ProseMirror .row")].map((row) => row.textContent);

beforeEach(async () => {
  Range.prototype.getClientRects = () => [] as unknown as DOMRectList;
  Range.prototype.getBoundingClientRect = () => new DOMRect();
  backend = new FakeBackend({ document: sampleDocument(20) });
  setBackend(backend);
  await backend.listen((event) => project.take(event));
  project.unload();
  project.load((await backend.snapshot())!);
  registerCueTextCommands();
  render(CueText);
  await textField.coming;
  await tick();
});

async function choose(...places: number[]): Promise<string[]> {
  const ids = places.map((place) => order()[place]!);
  selection.set(ids);
  await tick();
  return ids;
}

describe("typing", () => {
  it("shows at once and is sent after a pause", async () => {
    vi.useFakeTimers();
    const [id] = await choose(2);
    textField.editor!.insert(" Ever.");
    expect(rows(id!)).toEqual(["Nobody told the water about it. Ever."]);
    expect(project.committed(id!)!.rows[0]![0]!.text).toBe("Nobody told the water about it.");
    await vi.advanceTimersByTimeAsync(399);
    expect(backend.edits).toEqual([]);
    await vi.advanceTimersByTimeAsync(2);
    vi.useRealTimers();
    expect(backend.edits).toMatchObject([{ kind: "set-text", cue: id }]);
  });

  it("is sent when another cue is chosen and a command runs", async () => {
    const [id] = await choose(2);
    textField.editor!.insert(" Ever.");
    await choose(3);
    expect(shown()).toEqual(["You would think it simply follows", "the moon across the sky."]);
    await project.flush();
    expect(rows(id!)).toEqual(["Nobody told the water about it. Ever."]);
    expect(overlay.typing).toEqual([]);
  });

  it("leaves the caret where it was when undo changes the text", async () => {
    const [id] = await choose(2);
    textField.editor!.placeCaret({ row: 0, character: 6 });
    textField.editor!.insert("XX");
    await project.flush();
    await project.undo();
    await tick();
    expect(shown()).toEqual(["Nobody told the water about it."]);
    expect(rows(id!)).toEqual(shown());
    expect(textField.editor!.caret).toEqual({ row: 0, character: 6 });
  });
});

describe("splitting and merging", () => {
  it("splits at the caret, and at the playhead where it lies within the cue", async () => {
    const [id] = await choose(4);
    const cue = project.committed(id!)!;
    player.seek(cue.in + 705_600_000);
    textField.editor!.placeCaret({ row: 1, character: 0 });
    await commands.run("cue.split");
    expect(backend.edits.at(-1)).toEqual({ kind: "split-cue", cue: id, row: 1, character: 0, time: player.time });
    player.seek(0);
    await choose(4);
    textField.editor!.placeCaret({ row: 0, character: 3 });
    await commands.run("cue.split");
    expect(backend.edits.at(-1)).toMatchObject({ row: 0, character: 3, time: null });
  });

  it("merges into the cue before, with the caret at the seam", async () => {
    const [first, second] = [order()[2]!, order()[3]!];
    await choose(3);
    textField.editor!.focus();
    textField.editor!.placeCaret({ row: 0, character: 0 });
    document.querySelector(".ProseMirror")!.dispatchEvent(new KeyboardEvent("keydown", { key: "Backspace", bubbles: true, cancelable: true }));
    await waitFor(() => expect(selection.primary).toBe(first));
    await tick();
    expect(backend.edits.at(-1)).toEqual({ kind: "merge-cues", cues: [first, second] });
    expect(shown()).toHaveLength(3);
    expect(textField.editor!.caret).toEqual({ row: 1, character: 0 });
  });
});

describe("what is said about the cue", () => {
  it("tells speed, duration and place", async () => {
    await choose(8);
    expect(screen.getByRole("meter", { name: "Reading speed" })).toHaveAttribute("aria-valuetext", expect.stringMatching(/^\d+\.\d of 20 characters a second$/));
    expect(screen.getByRole("textbox", { name: "Duration in seconds" })).toHaveProperty("value", expect.stringMatching(/^\d\.\d{3}$/));
    expect(screen.getByText("bottom centre")).toBeVisible();
    expect(screen.getByRole("combobox", { name: "speaker" })).toHaveValue("Dr. Okafor");
  });

  it("takes a typed out, as a time or a distance", async () => {
    const [id] = await choose(2);
    const { out } = project.committed(id!)!;
    const field = screen.getByRole("textbox", { name: "Out" });
    await fireEvent.focus(field);
    await fireEvent.input(field, { target: { value: "-10f" } });
    await fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(project.committed(id!)!.out).toBe(out! - 10 * 23_543_520));
  });

  it("names who speaks", async () => {
    const [id] = await choose(2);
    const field = screen.getByRole("combobox", { name: "speaker" });
    await fireEvent.focus(field);
    expect([...document.querySelectorAll("datalist option")].map((option) => option.getAttribute("value"))).toContain("Dr. Okafor");
    await fireEvent.input(field, { target: { value: " Isla " } });
    await fireEvent.blur(field);
    await waitFor(() => expect(project.committed(id!)!.speaker).toBe("Isla"));
  });

  it("places the cue on the picture", async () => {
    const ids = await choose(2, 3);
    await commands.run("cue.place.9");
    expect(backend.edits.at(-1)).toMatchObject({ kind: "set-position", cues: ids, position: { kind: "numpad", value: 9 }, align: null });
    await commands.run("cue.align.right");
    expect(backend.edits.at(-1)).toMatchObject({ cues: ids, position: { kind: "numpad", value: 9 }, align: "right" });
  });
});

describe("several cues, and none", () => {
  it("shows what applies to all of them", async () => {
    await choose(1, 2, 8);
    expect(screen.getByText("3 cues selected")).toBeVisible();
    expect(screen.getByRole("combobox", { name: "speaker" })).toHaveAttribute("placeholder", "several");
    expect(screen.getByRole("textbox", { name: "In" })).toBeDisabled();
    const italic = document.querySelector('[aria-label="cue.italic"]') ?? screen.getAllByRole("button")[0]!;
    expect(italic).toHaveAttribute("aria-pressed", "mixed");
  });

  it("teaches how to start", async () => {
    selection.clear();
    await tick();
    expect(screen.getByText("No cue selected")).toBeVisible();
    expect(screen.getByText("F9", { exact: false })).toBeVisible();
  });
});

describe("rows on the 608 grid", () => {
  const onGrid = { kind: "grid", value: [{ row: 14, column: 5 }, { row: 15, column: 9 }] } as const;
  const cellsOfCue = (id: string) => project.committed(id)!.position;

  beforeEach(() => preferences.setPanel("player.view", 1));

  it("show row and column, and are moved by keys together", async () => {
    const [id] = await choose(0);
    await project.apply({ kind: "set-position", cues: [id!], position: { kind: "grid", value: [...onGrid.value] }, align: null, writing: null });
    expect(await screen.findByRole("button", { name: "On the 608 grid: row 14, column 5; row 15, column 9" })).toHaveTextContent("14:5 15:9");
    await commands.run("cue.cells.up");
    expect(cellsOfCue(id!)).toEqual({ kind: "grid", value: [{ row: 13, column: 5 }, { row: 14, column: 9 }] });
  });

  it("are placed one by one in fields, and never onto each other", async () => {
    const [id] = await choose(0);
    await project.apply({ kind: "set-position", cues: [id!], position: { kind: "grid", value: [...onGrid.value] }, align: null, writing: null });
    await fireEvent.click(await screen.findByRole("button", { name: /On the 608 grid/ }));
    await fireEvent.change(await screen.findByLabelText("Row of line 1"), { target: { value: "2" } });
    await waitFor(() => expect(cellsOfCue(id!)).toEqual({ kind: "grid", value: [{ row: 2, column: 5 }, { row: 15, column: 9 }] }));
    await fireEvent.change(screen.getByLabelText("Row of line 1"), { target: { value: "15" } });
    expect(await screen.findByRole("alert")).toHaveTextContent("Two rows of text cannot stand in one row");
  });
});
