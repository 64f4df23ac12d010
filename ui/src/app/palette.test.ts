import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { commands } from "../commands";
import { fuzzy } from "./fuzzy";
import { rankCommands } from "./palette-rank";
import Palette from "./Palette.svelte";
import { palette } from "./palette.svelte";

describe("finding by a few letters", () => {
  it.each([
    ["sio", "Set in and shift the rest", false], ["si", "Set in to the playhead", true], ["split", "Split the cue", true],
    ["spl cu", "Split the cue", true], ["xyz", "Split the cue", false], ["", "anything", true],
  ])("“%s” in “%s”: %s", (query, text, found) => expect(fuzzy(query, text) !== null).toBe(found));

  it("prefers whole words, then first letters, then anything", () => {
    const titles = ["Insert a cue before this one", "Find", "Find next", "Shift in and out", "Confine"];
    const order = (query: string) => rankCommands(titles.map((title) => ({ id: title, title, group: "Edit" })), query, []).map((one) => one.id);
    expect(order("find").slice(0, 2)).toEqual(["Find", "Find next"]);
    expect(order("siao")[0]).toBe("Shift in and out");
  });

  it("marks the letters it found", () => {
    expect(fuzzy("fn", "Find next")?.at).toEqual([0, 5]);
  });

  it("puts what was run last first while nothing is typed", () => {
    const all = ["a", "b", "c"].map((id) => ({ id, title: id, group: "Edit" }));
    expect(rankCommands(all, "", ["c"]).map((one) => one.id)).toEqual(["c", "a", "b"]);
  });
});

describe("the palette", () => {
  const run = vi.fn();

  beforeEach(() => {
    run.mockClear();
    commands.register({ id: "test.shift", title: "Shift all times", group: "Edit", run });
    commands.register({ id: "test.never", title: "Never possible", group: "Edit", when: () => "The moon is not full", run });
    palette.open = true;
  });

  it("runs what Enter chooses and closes", async () => {
    render(Palette);
    const field = await screen.findByRole("combobox", { name: "Command" });
    await fireEvent.input(field, { target: { value: "shift all" } });
    expect(screen.getAllByRole("option")[0]).toHaveTextContent("Shift all times");
    await fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(run).toHaveBeenCalledTimes(1));
    expect(palette.open).toBe(false);
  });

  it("takes a row under the pointer only where that has moved", async () => {
    render(Palette);
    await fireEvent.input(await screen.findByRole("combobox", { name: "Command" }), { target: { value: "e" } });
    const [first, second] = screen.getAllByRole("option");
    const move = (target: HTMLElement, screenY: number) => fireEvent(target, new MouseEvent("pointermove", { bubbles: true, screenX: 5, screenY }));
    await move(second!, 40);
    await move(second!, 40);
    expect(first).toHaveAttribute("aria-selected", "true");
    await move(second!, 41);
    expect(second).toHaveAttribute("aria-selected", "true");
  });

  it("shows why a command cannot run, and does not run it", async () => {
    render(Palette);
    const field = await screen.findByRole("combobox", { name: "Command" });
    await fireEvent.input(field, { target: { value: "never possible" } });
    const option = screen.getAllByRole("option")[0]!;
    expect(option).toHaveAttribute("aria-disabled", "true");
    expect(option).toHaveTextContent("The moon is not full");
    await fireEvent.keyDown(field, { key: "Enter" });
    expect(run).not.toHaveBeenCalled();
    expect(palette.open).toBe(true);
  });
});
