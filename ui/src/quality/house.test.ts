import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { setBackend } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { notices, preferences, profiles, project } from "../document";
import { dialogs } from "../panels";
import EveryDialog from "./EveryDialog.svelte";
import { idOf, isAt, LIMITS, misread, numberOf, valueAt, withValue, type ProfileFile } from "./kernels/house";

// jsdom works out roles and styles slowly where a machine is busy.
vi.setConfig({ testTimeout: 60_000 });

let backend: FakeBackend;

beforeEach(async () => {
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
  backend = new FakeBackend();
  setBackend(backend);
  notices.reset();
  preferences.load({});
  project.unload();
  dialogs.close();
  await backend.listen((event) => project.take(event));
  project.load((await backend.start()).snapshot!);
  await profiles.load();
});

const button = (name: string) => screen.getByRole("button", { name });
const press = (name: string) => fireEvent.click(button(name));

async function open(): Promise<void> {
  dialogs.open({ kind: "profile", track: project.activeTrackId!, chosen: "house" });
  render(EveryDialog);
  await screen.findByRole("button", { name: "Copy and change…" });
}

async function copy(): Promise<void> {
  await open();
  await press("Copy and change…");
  await screen.findByLabelText("Name");
}

/** What the file of one of the house's own profiles holds. */
const kept = async (id: string) => JSON.parse(await backend.profileText(id)) as ProfileFile;

describe("a profile of the house", () => {
  it("is a copy with a name of its own, and every rule of it can be set", async () => {
    await copy();
    await fireEvent.input(screen.getByLabelText("Name"), { target: { value: "Our Häuser, 2nd" } });
    await fireEvent.change(screen.getByLabelText("Row too long: Characters"), { target: { value: "37" } });
    await fireEvent.change(screen.getByLabelText("Empty cue"), { target: { value: "" } });
    await fireEvent.change(screen.getByLabelText("Gap too small"), { target: { value: "warning" } });
    await fireEvent.change(screen.getByLabelText("Gap too small: At least"), { target: { value: "0.2" } });
    await fireEvent.change(screen.getByLabelText("Gap too small: At least, unit"), { target: { value: "seconds" } });
    await fireEvent.click(screen.getByRole("checkbox", { name: "Spaces" }));
    await press("Keep the copy");
    await waitFor(() => expect(dialogs.current).toMatchObject({ kind: "profile", chosen: "our-hauser-2nd" }));
    const file = await kept("our-hauser-2nd");
    expect(file.rules).toEqual({
      "row-length": { limit: 37, severity: "error", source: "House" },
      "min-gap": { limit: { seconds: 0.2 }, severity: "warning", source: "House" },
    });
    expect([file.name, file.counting["spaces"], "language" in file]).toEqual(["Our Häuser, 2nd", false, false]);
  });

  it("says at the field what is wrong with it, and keeps nothing until that is mended", async () => {
    await copy();
    const field = screen.getByLabelText("Row too long: Characters");
    for (const [text, words] of [["5", "5 is not allowed; a whole number from 8 to 200 is"], ["many", "“many” is no number"], ["", "it is empty; a number is wanted"]] as const) {
      await fireEvent.change(field, { target: { value: text } });
      await press("Keep the copy");
      expect(await screen.findByRole("alert")).toHaveTextContent(words);
      expect(field).toBeInvalid();
      expect(field).toHaveAccessibleDescription(words);
      await waitFor(() => expect(field).toHaveFocus());
    }
    expect(profiles.list?.profiles.some(({ own }) => own)).toBe(false);
  });

  it("is changed in place, and removed only when that is said twice", async () => {
    await copy();
    await press("Keep the copy");
    await screen.findByRole("button", { name: "Change…" });
    await press("Change…");
    await fireEvent.change(await screen.findByLabelText("Row too long"), { target: { value: "hint" } });
    await press("Keep");
    await screen.findByRole("button", { name: "Remove…" });
    expect((await kept("house-ours")).rules["row-length"]).toEqual({ limit: 42, severity: "hint", source: "Netflix, General requirements, 13" });
    await press("Remove…");
    expect(profiles.find("house-ours")).toBeDefined();
    await press("Remove it");
    await waitFor(() => expect(profiles.find("house-ours")).toBeUndefined());
  });

  it("is shared as a file, and one that is shared is taken in, over another only when that is said", async () => {
    const exported = vi.spyOn(backend, "exportProfile");
    backend.nextPath = "/tmp/house.json";
    await open();
    await press("Save as a file…");
    await waitFor(() => expect(exported).toHaveBeenCalledWith("house", "/tmp/house.json"));
    await press("Take in a file…");
    await waitFor(() => expect(profiles.find("shared")).toBeDefined());
    backend.house.shared = JSON.stringify({ id: "shared", name: "Shared anew" });
    await press("Take in a file…");
    expect(await screen.findByRole("alert")).toHaveTextContent("There is a profile “shared” already");
    expect(profiles.find("shared")?.name).toBe("Shared");
    await press("Replace it");
    await waitFor(() => expect(profiles.find("shared")?.name).toBe("Shared anew"));
  });
});

describe("the file of a profile", () => {
  it.each([
    ["chaining", ["least"], { seconds: 1 }, { to: { frames: 2 }, least: { seconds: 1 } }],
    ["chaining", ["preferred"], { seconds: 2 }, { to: { frames: 2 }, least: { "frames-at-24": 12 }, preferred: { seconds: 2 } }],
    ["placement", ["free-rows", 0], 5, { rows: 15, columns: 32, "free-rows": [5, 5] }],
    ["rows", [], 3, 3],
  ] as const)("holds what is set in the limit of %s at %s", (rule, path, value, wanted) => {
    const changed = withValue(LIMITS[rule]!.start, path, value);
    expect(changed).toEqual(wanted);
    expect(valueAt(changed, path)).toEqual(value);
  });

  it("lets a pair go as one", () => {
    expect(withValue({ rows: 15, columns: 32, "free-rows": [5, 11] }, ["free-rows", 1], undefined)).toEqual({ rows: 15, columns: 32 });
  });

  it("takes seconds as a ratio and nothing else as text", () => {
    const rule = (id: string, limit: unknown) => misread({ id: "", name: "", about: "", counting: {}, rules: { [id]: { limit, severity: "error", source: "" } } });
    expect(rule("min-duration", { seconds: "5/6" })).toBeNull();
    expect(rule("min-duration", { seconds: "soon" })).toEqual({ field: "rules.min-duration.limit", message: "“soon” is no number" });
    expect(rule("reading-speed", { most: "5/6" })?.field).toBe("rules.reading-speed.limit.most");
    expect([numberOf(" 1,5 "), numberOf("5/6"), numberOf("")]).toEqual([1.5, "5/6", ""]);
  });

  it("finds a refusal where it belongs and not beside it", () => {
    expect(["rules.rows.limit", "rules.rows", "rules.row", "rules"].map((place) => isAt("rules.rows.limit", place))).toEqual([true, true, false, true]);
  });

  it.each([["Netflix, ours", "netflix-ours"], ["???", "house-profile"], ["Häuser", "hauser-2"]])("of %s has the identifier %s", (name, id) => {
    expect(idOf(name, new Set(["hauser"]))).toBe(id);
  });
});
