import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Row } from "../bridge";
import { CueEditor, type EditorEvents } from "./editor";

const LIMIT = 10;
let events: { [K in keyof EditorEvents]: ReturnType<typeof vi.fn> };
let editor: CueEditor;
let field: HTMLElement;

const plain = (...rows: string[]): Row[] => rows.map((text) => (text === "" ? [] : [{ text }]));
const texts = () => editor.rows.map((row) => row.map((run) => run.text).join(""));

function press(key: string, more: KeyboardEventInit = {}): void {
  field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
}

function paste(data: Record<string, string>): void {
  const event = new Event("paste", { bubbles: true, cancelable: true });
  Object.defineProperty(event, "clipboardData", { value: { getData: (type: string) => data[type] ?? "" } });
  field.dispatchEvent(event);
}

function at(row: number, character: number): void {
  editor.placeCaret({ row, character });
}

beforeEach(() => {
  // jsdom lays nothing out.
  Range.prototype.getClientRects = () => [] as unknown as DOMRectList;
  Range.prototype.getBoundingClientRect = () => new DOMRect();
  document.body.replaceChildren();
  const host = document.body.appendChild(document.createElement("div"));
  events = {
    typed: vi.fn(), mergeWithPrevious: vi.fn(), mergeWithNext: vi.fn(), key: vi.fn(() => false), undo: vi.fn(), redo: vi.fn(),
    editable: vi.fn(() => true), moved: vi.fn(), left: vi.fn(),
  };
  editor = new CueEditor(host, "Text", LIMIT, events as unknown as EditorEvents);
  field = host.querySelector<HTMLElement>("[contenteditable]")!;
});

describe("rows", () => {
  it("break at the caret, without the space that stood there", () => {
    editor.open(plain("one two"), LIMIT);
    at(0, 3);
    press("Enter");
    expect(texts()).toEqual(["one", "two"]);
    expect(editor.caret).toEqual({ row: 1, character: 0 });
    expect(events.typed).toHaveBeenLastCalledWith(plain("one", "two"));
  });

  it("break at their end into an empty one that stays while it is typed into", () => {
    editor.open(plain("one"), LIMIT);
    press("Enter");
    expect(texts()).toEqual(["one", ""]);
    editor.update(plain("one", ""), LIMIT);
    expect(editor.caret).toEqual({ row: 1, character: 0 });
  });

  it("join with a space, from either side", () => {
    editor.open(plain("one", "two"), LIMIT);
    at(1, 0);
    press("Backspace");
    expect(texts()).toEqual(["one two"]);
    expect(editor.caret).toEqual({ row: 0, character: 4 });
    editor.open(plain("one ", "two"), LIMIT);
    at(0, 4);
    press("Delete");
    expect(texts()).toEqual(["one two"]);
  });

  it("ask for the cue beside at the very edges", () => {
    editor.open(plain("one", "two"), LIMIT);
    at(0, 0);
    press("Backspace");
    expect(events.mergeWithPrevious).toHaveBeenCalledOnce();
    at(1, 3);
    press("Delete");
    expect(events.mergeWithNext).toHaveBeenCalledOnce();
    expect(events.typed).not.toHaveBeenCalled();
  });

  it("carry their length, marked where it is over the limit", () => {
    editor.open(plain("short", "much too long"), LIMIT);
    const rows = [...field.querySelectorAll<HTMLElement>(".row")];
    expect(rows.map((row) => row.dataset.length)).toEqual(["5 / 10", "13 / 10"]);
    expect(rows.map((row) => "over" in row.dataset)).toEqual([false, true]);
  });
});

describe("text from elsewhere", () => {
  it("is plain when pasted, and its lines are rows", () => {
    editor.open(plain("ab"), LIMIT);
    at(0, 1);
    paste({ "text/plain": "1\r\n2", "text/html": "<b>1</b><img src=x onerror=alert(1)>" });
    expect(editor.rows).toEqual(plain("a1", "2b"));
    expect(document.querySelector("img, b, strong")).toBeNull();
  });

  it("takes the style of the place it is put", () => {
    editor.open([[{ text: "ab", style: { italic: true } }]], LIMIT);
    at(0, 1);
    paste({ "text/plain": "X" });
    expect(editor.rows).toEqual([[{ text: "aXb", style: { italic: true } }]]);
  });

  it("replaces only what differs and leaves the caret", () => {
    editor.open(plain("the moon pulls"), LIMIT);
    at(0, 14);
    editor.update(plain("the full moon pulls"), LIMIT);
    expect(editor.caret).toEqual({ row: 0, character: 19 });
    at(0, 2);
    editor.update(plain("the full moon pulled"), LIMIT);
    expect(editor.caret).toEqual({ row: 0, character: 2 });
    editor.update(plain("a", "b", "c"), LIMIT);
    expect(texts()).toEqual(["a", "b", "c"]);
    expect(events.typed).not.toHaveBeenCalled();
  });

  it.each([
    ["aa", "a"], ["a", "aa"], ["aaa", "aaaa"], ["ab", "ba"], ["x", ""], ["", "x"],
  ])("goes from %j to %j", (before, after) => {
    editor.open(plain(before), LIMIT);
    editor.update(after === "" ? [] : plain(after), LIMIT);
    expect(texts().join("")).toBe(after);
  });
});

describe("styles", () => {
  it("hold for the selection, or the whole cue where nothing is selected", () => {
    editor.open(plain("one two", "three"), LIMIT);
    editor.select({ row: 0, character: 0 }, { row: 0, character: 3 });
    editor.toggle("italic");
    expect(editor.rows[0]).toEqual([{ text: "one", style: { italic: true } }, { text: " two" }]);
    expect(editor.has("italic")).toBe(true);
    at(1, 2);
    editor.toggle("bold");
    expect(editor.rows.flat().every((run) => run.style?.bold)).toBe(true);
    expect(editor.caret).toEqual({ row: 1, character: 2 });
    editor.toggle("bold");
    expect(editor.rows.flat().some((run) => run.style?.bold)).toBe(false);
  });

  it("set and clear colours", () => {
    editor.open(plain("one"), LIMIT);
    editor.setColour("color", "#ffff00");
    expect(editor.rows).toEqual([[{ text: "one", style: { color: "#ffff00" } }]]);
    expect(editor.colour).toBe("#ffff00");
    editor.setColour("color", null);
    expect(editor.rows).toEqual(plain("one"));
  });

  it("lose nothing that has no button here", () => {
    const detail = { voice: "Isla", ruby: "かな", classes: ["loud"], appears: 5, extra: "\\k20" };
    editor.open([[{ text: "one two", style: { flash: true, detail } }]], 99);
    at(0, 3);
    paste({ "text/plain": "!" });
    editor.toggle("italic");
    expect(editor.rows).toEqual([[{ text: "one! two", style: { italic: true, flash: true, detail } }]]);
    at(0, 4);
    press("Enter");
    expect(editor.rows.map((row) => row.map((run) => run.style?.detail))).toEqual([[detail], [detail]]);
  });
});

describe("what belongs to the document", () => {
  function native(inputType: string): boolean {
    const event = new InputEvent("beforeinput", { inputType, bubbles: true, cancelable: true });
    field.dispatchEvent(event);
    return event.defaultPrevented;
  }

  it("takes undo and redo of the system to the document's history", () => {
    expect(native("historyUndo")).toBe(true);
    expect(native("historyRedo")).toBe(true);
    expect([events.undo.mock.calls.length, events.redo.mock.calls.length]).toEqual([1, 1]);
  });

  it("keeps the system's own formatting out", () => {
    expect(native("formatBold")).toBe(true);
    expect(native("insertText")).toBe(false);
  });

  it("offers every key to the keymap first", () => {
    editor.open(plain("one"), LIMIT);
    events.key.mockReturnValue(true);
    press("Enter");
    expect(texts()).toEqual(["one"]);
  });
});
