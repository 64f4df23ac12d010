import { beforeEach, describe, expect, it, vi } from "vitest";
import { commands } from "../commands";
import { preferences } from "../document";
import { belongsToText, buildKeymap, chordOf, chordText, conflicts, keys, parseChord, takenBy, type Preset } from ".";

const press = (init: KeyboardEventInit) => new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init });

describe("chords", () => {
  it.each([
    ["Shift+Mod+p", "Mod+Shift+P"], ["F11", "F11"], ["Num5", "Num5"], ["Alt+Up", "Alt+Up"], ["Mod+,", "Mod+,"], ["Space", "Space"],
  ])("%s is written %s", (text, chord) => expect(parseChord(text)).toBe(chord));

  it.each(["", "Mod+", "Hyper+A", "Mod+Mod+A", "Enterr", "F25", "A+B"])("“%s” is none", (text) => expect(parseChord(text)).toBeNull());

  it.each<[KeyboardEventInit, string | null]>([
    [{ key: "p", code: "KeyP", ctrlKey: true, shiftKey: true }, "Mod+Shift+P"],
    [{ key: "ф", code: "KeyA", ctrlKey: true }, "Mod+A"],
    [{ key: "q", code: "KeyA" }, "Q"],
    [{ key: "!", code: "Digit1", shiftKey: true }, "Shift+1"],
    [{ key: "Insert", code: "Numpad0" }, "Num0"],
    [{ key: "0", code: "Numpad0" }, "Num0"],
    [{ key: "+", code: "NumpadAdd" }, "NumAdd"],
    [{ key: "<", code: "Comma", shiftKey: true }, "Shift+,"],
    [{ key: " ", code: "Space", ctrlKey: true }, "Mod+Space"],
    [{ key: "ArrowUp", code: "ArrowUp", altKey: true }, "Alt+Up"],
    [{ key: "F11", code: "F11" }, "F11"],
    [{ key: "Control", code: "ControlLeft", ctrlKey: true }, null],
    [{ key: "a", code: "KeyA", isComposing: true }, null],
  ])("of a key press %o is %s", (init, chord) => expect(chordOf(press(init), false)).toBe(chord));

  it("of a Mac are written with its signs", () => {
    expect(chordOf(press({ key: "z", code: "KeyZ", metaKey: true }), true)).toBe("Mod+Z");
    expect(chordText("Mod+Shift+Left", true)).toBe("⌘⇧←");
    expect(chordText("Mod+Shift+Left", false)).toBe("Ctrl+Shift+←");
  });

  it.each(["A", "Shift+A", "1", "Space", "Enter", "Left", "Mod+Left", "Mod+Z", "Mod+C", "Backspace", "Mod+Backspace", "Num5", ",", "Tab"])("%s belongs to a text field", (chord) =>
    expect(belongsToText(chord)).toBe(true),
  );
  it.each(["F11", "Mod+Enter", "Alt+Up", "Mod+Space", "Mod+F", "Escape", "Mod+Num5", "Alt+Left", "Shift+F9"])("%s does not", (chord) =>
    expect(belongsToText(chord)).toBe(false),
  );
});

const preset: Preset = {
  name: "test",
  bindings: {
    always: { "a.undo": ["Mod+Z"], "a.in": ["F11"] },
    global: { "a.play": ["Space"], "a.find": ["Mod+F"], "a.left": ["Left"] },
    timeline: { "a.edge": ["Left"] },
    text: { "a.italic": ["Mod+I"] },
  },
};

describe("keymaps", () => {
  it("find by context and chord, and by command", () => {
    const keymap = buildKeymap(preset);
    expect(keymap.find("timeline", "Left")).toBe("a.edge");
    expect(keymap.find("list", "Left")).toBeUndefined();
    expect(keymap.keysOf("a.in")).toEqual([{ context: "always", chord: "F11", command: "a.in", user: false }]);
  });

  it("put what the user chose in place of the preset, where the preset has the command", () => {
    const keymap = buildKeymap(preset, [{ command: "a.in", keys: ["F9"] }, { command: "a.new", keys: ["Space"] }]);
    expect(keymap.find("always", "F11")).toBeUndefined();
    expect(keymap.find("always", "F9")).toBe("a.in");
    expect(keymap.find("global", "Space")).toBe("a.new");
    expect(keymap.keysOf("a.play")).toEqual([]);
  });

  it("leave a command without keys where the user took them away", () => {
    expect(buildKeymap(preset, [{ command: "a.find", keys: [] }]).keysOf("a.find")).toEqual([]);
  });

  it("clash where two commands share a key in one place, not where a pane has its own", () => {
    expect(conflicts(buildKeymap(preset))).toEqual([]);
    const clashing = buildKeymap({ ...preset, bindings: { ...preset.bindings, always: { "a.undo": ["Space"] } } });
    expect(conflicts(clashing).map(({ chord, bindings }) => [chord, bindings.map((one) => one.command)])).toEqual([["Space", ["a.undo", "a.play"]]]);
  });

  it("say who has a key already", () => {
    expect(takenBy(buildKeymap(preset), "a.in", "Space").map((one) => one.command)).toEqual(["a.play"]);
    expect(takenBy(buildKeymap(preset), "a.edge", "Space")).toEqual([]);
  });
});

describe("keys at work", () => {
  const ran: string[] = [];

  function make(tag: string, attributes: Record<string, string> = {}, parent: Element = document.body): HTMLElement {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    parent.append(element);
    return element;
  }

  beforeEach(() => {
    document.body.replaceChildren();
    ran.length = 0;
    preferences.load({ ...preferences.current, keymap: "subtitle-edit", keys: [] });
    for (const id of ["player.toggle", "cue.setIn", "edit.undo", "player.secondBack", "timeline.clearMarked", "view.letGo", "cue.delete"]) {
      commands.register({ id, title: id, group: "Edit", run: () => void ran.push(id) });
    }
  });

  function handle(target: Element, init: KeyboardEventInit): KeyboardEvent {
    const event = press(init);
    Object.defineProperty(event, "target", { value: target });
    keys.handle(event);
    return event;
  }

  it("play by Space outside text, and write a space inside it", () => {
    expect(handle(document.body, { key: " ", code: "Space" }).defaultPrevented).toBe(true);
    const field = make("div", { contenteditable: "true" });
    expect(handle(field, { key: " ", code: "Space" }).defaultPrevented).toBe(false);
    expect(ran).toEqual(["player.toggle"]);
  });

  it("set in by F11 while text is typed", () => {
    handle(make("div", { contenteditable: "true" }), { key: "F11", code: "F11" });
    handle(make("input", { type: "text" }), { key: "F11", code: "F11" });
    expect(ran).toEqual(["cue.setIn", "cue.setIn"]);
  });

  it("undo the document from caption text, but leave plain fields their own undo", () => {
    handle(make("div", { contenteditable: "true" }), { key: "z", code: "KeyZ", ctrlKey: true });
    handle(make("input", { type: "text" }), { key: "z", code: "KeyZ", ctrlKey: true });
    expect(ran).toEqual(["edit.undo"]);
  });

  it("leave a grid its arrows and a button its Space", () => {
    const grid = make("div", { role: "grid" }, make("section", { "data-key-context": "list" }));
    handle(grid, { key: "ArrowLeft", code: "ArrowLeft" });
    handle(make("button"), { key: " ", code: "Space" });
    expect(ran).toEqual([]);
    handle(grid, { key: "Delete", code: "Delete" });
    expect(ran).toEqual(["cue.delete"]);
  });

  it("do nothing of the page's while a dialog is open", () => {
    const field = make("input", {}, make("div", { role: "dialog" }));
    handle(field, { key: "F11", code: "F11" });
    expect(ran).toEqual([]);
  });

  it("fall through to the wider context where the pane's own command cannot run", () => {
    commands.register({ id: "timeline.clearMarked", title: "x", group: "Timeline", when: () => "Nothing is marked", run: () => void ran.push("no") });
    handle(make("div", { "data-key-context": "timeline" }), { key: "Escape", code: "Escape" });
    expect(ran).toEqual(["view.letGo"]);
  });

  it("do not repeat what is not to repeat", () => {
    commands.register({ id: "player.toggle", title: "x", group: "Playback", repeats: false, run: () => void ran.push("player.toggle") });
    handle(document.body, { key: " ", code: "Space" });
    const again = handle(document.body, { key: " ", code: "Space", repeat: true });
    expect([ran, again.defaultPrevented]).toEqual([["player.toggle"], true]);
  });

  it("give the next chord to whoever waits for it", () => {
    const take = vi.fn();
    keys.captureNext(take);
    handle(document.body, { key: " ", code: "Space" });
    expect(take).toHaveBeenCalledWith("Space");
    expect(ran).toEqual([]);
  });
});
