import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { setBackend } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { sampleDocument } from "../bridge/fake-sample";
import { commands } from "../commands";
import { findings, overlay, project, selection } from "../document";
import { textField } from "../cue-text";
import { keys } from "../keys";
import { registerCueListCommands } from "./commands";
import CueList from "./CueList.svelte";
import { COLUMNS, list } from "./list.svelte";

// jsdom works out roles and styles slowly where a machine is busy.
vi.setConfig({ testTimeout: 30_000 });

const HEIGHT = 600;
let backend: FakeBackend;

async function show(count: number): Promise<HTMLElement> {
  backend = new FakeBackend({ document: sampleDocument(count) });
  setBackend(backend);
  await backend.listen((event) => project.take(event));
  project.unload();
  project.load((await backend.snapshot())!);
  render(CueList);
  await tick();
  return document.querySelector<HTMLElement>("[role=grid]")!;
}

/** The row that the focus is in, by its cue. */
const focused = () => document.activeElement?.closest("[data-row]")?.getAttribute("data-row");
const order = () => project.order(project.activeTrackId);
const bodyRows = () => document.querySelectorAll<HTMLElement>("[data-row]");

async function press(key: string, more: KeyboardEventInit = {}): Promise<void> {
  await fireEvent.keyDown(document.activeElement!, { key, code: key, ...more });
  await tick();
  await tick();
}

async function focusFirst(): Promise<void> {
  list.focus?.();
  await tick();
  await tick();
}

beforeEach(() => {
  // jsdom has no layout; the virtual list asks for nothing but the size of its box.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(HEIGHT);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(600);
  Element.prototype.scrollTo = function (this: Element, options?: unknown) {
    this.scrollTop = (options as ScrollToOptions).top ?? 0;
    this.dispatchEvent(new Event("scroll"));
  } as typeof Element.prototype.scrollTo;
  list.filter = "";
  list.column = COLUMNS.indexOf("text");
  list.editing = null;
  registerCueListCommands();
});

describe("the grid", () => {
  it("holds only the rows in sight, of 20,000", async () => {
    const grid = await show(20_000);
    expect(grid).toHaveAttribute("aria-rowcount", "20001");
    expect(bodyRows().length).toBeGreaterThan(10);
    expect(bodyRows().length).toBeLessThan(60);
    await focusFirst();
    await press("End");
    await waitFor(() => expect(focused()).toBe(order().at(-1)));
    expect(bodyRows().length).toBeLessThan(60);
    expect(document.activeElement?.closest("[role=row]")).toHaveAttribute("aria-rowindex", "20001");
  });

  it("names its columns and tells what a row holds", async () => {
    const grid = await show(20);
    const heads = [...grid.querySelectorAll("[role=columnheader]")].map((head) => head.getAttribute("aria-label"));
    expect(heads).toEqual(["Number", "In", "Out", "Duration in seconds", "Characters a second", "Text", "Marks"]);
    const cells = bodyRows()[0]!.querySelectorAll("[role=gridcell]");
    expect(cells).toHaveLength(7);
    expect(cells[1]).toHaveTextContent("00:00:02;00");
    expect(cells[5]).toHaveTextContent("She keeps a ledger of the harbour,every high water since 1911.");
  });

  it("has one tab stop, which the arrows move", async () => {
    const grid = await show(20);
    expect(grid.querySelectorAll("[tabindex='0']")).toHaveLength(1);
    await focusFirst();
    expect(focused()).toBe(order()[0]);
    await press("ArrowDown");
    expect(focused()).toBe(order()[1]);
    expect(selection.ids).toEqual([order()[1]]);
    await press("ArrowLeft");
    expect(document.activeElement).toHaveAttribute("data-column", String(COLUMNS.indexOf("speed")));
    expect(grid.querySelectorAll("[tabindex='0']")).toHaveLength(1);
    await press("Home");
    expect(focused()).toBe(order()[0]);
    await press("PageDown");
    expect(order().indexOf(focused()!)).toBeGreaterThan(5);
  });

  it("extends with Shift and takes all with Ctrl+A", async () => {
    await show(20);
    await focusFirst();
    await press("ArrowDown");
    await press("ArrowDown", { shiftKey: true });
    await press("ArrowDown", { shiftKey: true });
    expect(selection.ids).toEqual(order().slice(1, 4));
    expect(document.querySelectorAll("[aria-selected=true]")).toHaveLength(3);
    await press("a", { ctrlKey: true, code: "KeyA" });
    expect(selection.ids).toHaveLength(20);
  });

  it("takes single cues in and out with Ctrl and the mouse", async () => {
    await show(20);
    const [first, second, third] = [...bodyRows()];
    await fireEvent.mouseDown(first!.querySelector(".text")!);
    await fireEvent.mouseDown(third!.querySelector(".text")!, { ctrlKey: true });
    expect(selection.ids).toEqual([order()[0], order()[2]]);
    await fireEvent.mouseDown(second!.querySelector(".text")!, { shiftKey: true });
    expect(selection.ids).toEqual([order()[1], order()[2]]);
  });

  it("opens the text with Enter, and a time in its place", async () => {
    await show(20);
    const edit = vi.spyOn(textField, "edit").mockResolvedValue();
    await focusFirst();
    await press("Enter");
    expect(edit).toHaveBeenCalledWith(order()[0]);
    list.column = COLUMNS.indexOf("out");
    await focusFirst();
    await press("F2");
    const field = screen.getByRole("textbox", { name: "Out" });
    expect(field).toHaveFocus();
    await fireEvent.input(field, { target: { value: "+1.5" } });
    const before = project.committed(order()[0]!)!.out!;
    await fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(project.committed(order()[0]!)!.out).toBe(before + 1.5 * 705_600_000));
    expect(screen.queryByRole("textbox", { name: "Out" })).toBeNull();
  });

  it("leaves a time as it was with Escape, and says what is no time", async () => {
    await show(20);
    list.column = COLUMNS.indexOf("in");
    await focusFirst();
    await press("F2");
    const field = screen.getByRole("textbox", { name: "In" });
    await fireEvent.input(field, { target: { value: "soon" } });
    await fireEvent.keyDown(field, { key: "Enter" });
    expect(screen.getByText(/is not a time/)).toHaveAttribute("role", "alert");
    await fireEvent.keyDown(field, { key: "Escape" });
    await waitFor(() => expect(screen.queryByRole("textbox", { name: "In" })).toBeNull());
    expect(backend.edits).toEqual([]);
  });

  it("deletes by the command of the name", async () => {
    await show(20);
    const run = vi.spyOn(commands, "run").mockResolvedValue(true);
    const engine = (event: KeyboardEvent) => keys.handle(event);
    addEventListener("keydown", engine);
    await focusFirst();
    await press("Delete");
    removeEventListener("keydown", engine);
    expect(run).toHaveBeenCalledWith("cue.delete");
  });
});

describe("what changes while it is shown", () => {
  it("shows typing, with the room it takes", async () => {
    await show(20);
    const [, id] = order();
    overlay.setRows(id!, [[{ text: "First row" }], [{ text: "and a second" }]]);
    const row = document.querySelector<HTMLElement>(`[data-row="${id}"]`)!;
    await vi.waitFor(() => expect(row).toHaveTextContent("First rowand a second"));
    expect(row.style.height).toBe("44px");
    overlay.dropTyping();
  });

  it("never makes markup of text", async () => {
    await show(20);
    overlay.setRows(order()[0]!, [[{ text: "<img src=x onerror=alert(1)>" }]]);
    await vi.waitFor(() => expect(bodyRows()[0]).toHaveTextContent("<img src=x onerror=alert(1)>"));
    expect(document.querySelector("img")).toBeNull();
    overlay.dropTyping();
  });

  it("keeps the cues that a filter finds, and says how many", async () => {
    const grid = await show(60);
    await fireEvent.input(screen.getByRole("textbox", { name: /Filter/ }), { target: { value: "gulls" } });
    expect(grid).toHaveAttribute("aria-rowcount", "4");
    expect(screen.getByRole("status")).toHaveTextContent("3 found");
    await fireEvent.input(screen.getByRole("textbox", { name: /Filter/ }), { target: { value: "nothing like it" } });
    expect(screen.getByText(/No cue contains/)).toBeVisible();
  });

  it("teaches where there are no cues", async () => {
    await show(0);
    expect(screen.getByText("No cues yet")).toBeVisible();
  });
});

describe("findings in the list", () => {
  const LONG = "A row that goes on for longer than any row of captions may go on";
  const mark = (row: number) => bodyRows()[row]!.querySelector<HTMLElement>("[data-weight]");
  let stop: () => void;

  beforeEach(async () => {
    await show(20_000);
    await backend.listen((event) => event.kind === "findings" && findings.take(event.findings));
    stop = findings.follow();
    await project.apply({ kind: "set-track", track: { ...project.activeTrack!, gate: { profile: "house" } } });
    await tick();
    await Promise.resolve();
  });

  afterEach(() => stop());

  it("mark their cue with what the worst of them weighs, and say what is wrong", async () => {
    await project.apply({ kind: "set-text", cue: order()[0]!, rows: [[{ text: LONG }], [{ text: LONG }]] });
    await project.apply({ kind: "set-text", cue: order()[1]!, rows: [[{ text: " " }]] });
    await tick();
    expect(mark(0)).toHaveAttribute("data-weight", "error");
    expect(mark(0)).toHaveTextContent("2Error: Row 1 has 64 characters; 42 are allowed; Error: Row 2 has 64 characters; 42 are allowed");
    expect(mark(1)).toHaveAttribute("data-weight", "warning");
    expect(mark(2)).toBeNull();
  });

  it("are marked quietly once all of a cue are waived", async () => {
    await project.apply({ kind: "set-text", cue: order()[0]!, rows: [[{ text: LONG }]] });
    await findings.waive([order()[0]!], "row-length", "A title");
    await tick();
    expect(mark(0)).toHaveAttribute("data-weight", "waived");
    expect(mark(0)).toHaveTextContent(/^Error, waived: Row 1/);
  });
});
