import { beforeAll, describe, expect, it } from "vitest";
import { FakeBackend } from "../bridge/fake";
import { setBackend } from "../bridge";
import { commands } from "../commands";
import { buildKeymap, conflicts, CONTEXTS, parseChord, PRESETS } from "../keys";
import { isSubmenu, MENUS, menuEntries, menuOf } from "./menus";
import { rankCommands } from "./palette-rank";
import { registerAllCommands } from "./start";

beforeAll(async () => {
  setBackend(new FakeBackend());
  await registerAllCommands();
});

describe.each(Object.entries(PRESETS))("the preset %s", (_, preset) => {
  const bound = Object.entries(preset.bindings).flatMap(([context, byCommand]) =>
    Object.entries(byCommand).map(([command, keys]) => ({ context, command, keys })),
  );

  it("names only commands that are registered", () => {
    expect(bound.map(({ command }) => command).filter((command) => !commands.get(command))).toEqual([]);
  });

  it("names only contexts and chords that exist", () => {
    expect(bound.filter(({ context }) => !(CONTEXTS as readonly string[]).includes(context))).toEqual([]);
    expect(bound.flatMap(({ keys }) => keys).filter((key) => parseChord(key) !== key)).toEqual([]);
  });

  it("has no two commands on one key in one place", () => {
    const found = conflicts(buildKeymap(preset)).map(({ chord, bindings }) => `${chord}: ${bindings.map((one) => `${one.context} ${one.command}`).join(", ")}`);
    expect(found).toEqual([]);
  });

  it.each(["player.toggle", "cue.setIn", "cue.setOut", "cue.split", "cue.delete", "edit.undo", "edit.redo", "edit.find", "cue.next", "cue.previous", "view.palette", "player.shuttleForward"])(
    "has a key for %s",
    (command) => expect(buildKeymap(preset).keysOf(command)).not.toEqual([]),
  );

  it("plays, sets in and sets out by keys that work while text is typed", () => {
    const keymap = buildKeymap(preset);
    for (const command of ["player.toggle", "cue.setIn", "cue.setOut"]) {
      expect(keymap.keysOf(command).map(({ context }) => context)).toContain("always");
    }
  });
});

describe("every command", () => {
  it("stands in one menu", () => {
    const entries = MENUS.flatMap((menu) => menuEntries(menu)).filter((entry) => entry !== null);
    const shown = entries.flatMap((entry) => (isSubmenu(entry) ? entry.commands : [entry])).map(({ id }) => id);
    expect([...shown].sort()).toEqual(commands.all().map(({ id }) => id).sort());
    expect(commands.all().filter((command) => !MENUS.includes(menuOf(command)))).toEqual([]);
  });

  it("is found by its own title in the palette", () => {
    const all = commands.all().map(({ id, group }) => ({ id, title: commands.title(id), group }));
    for (const { id, title } of all) {
      const same = rankCommands(all, title, []).slice(0, 3).map((one) => one.id);
      expect(same, title).toContain(id);
    }
  });

  it("has a title in sentence case and an id of two words", () => {
    for (const { id } of commands.all()) {
      expect(id).toMatch(/^[a-z]+(\.[a-zA-Z0-9]+)+$/);
      expect(commands.title(id)).toMatch(/^[A-Z0-9]/);
      expect(commands.title(id)).not.toContain("!");
    }
  });

  it("says why it cannot run, where it cannot", () => {
    for (const { id } of commands.all()) {
      const { enabled, reason } = commands.availability(id);
      if (!enabled) expect(reason, id).not.toBe("");
    }
  });
});
