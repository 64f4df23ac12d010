import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import { setBackend } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { cueText, FLICKS, notices, preferences, project, selection } from "../document";
import { keys } from "../keys";
import { commands } from "../commands";
import { dialogs, type OpenDialog } from "./dialogs.svelte";
import EveryDialog from "./EveryDialog.svelte";
import HistoryPanel from "./HistoryPanel.svelte";
import Notices from "./Notices.svelte";
import { remarks } from "./remarks.svelte";

let backend: FakeBackend;

beforeEach(async () => {
  backend = new FakeBackend();
  setBackend(backend);
  notices.reset();
  project.unload();
  dialogs.close();
  await backend.listen((event) => project.take(event));
  project.load((await backend.start()).snapshot!);
});

function show(dialog: OpenDialog, join = async () => {}) {
  dialogs.open(dialog);
  return render(EveryDialog, { join });
}

const at = (index: number) => project.committed(project.order(project.activeTrackId)[index]!)!;

describe("shifting", () => {
  it("moves the track by what was typed, as one edit", async () => {
    const before = at(10).in;
    show({ kind: "shift" });
    await fireEvent.input(await screen.findByLabelText("By"), { target: { value: "-0.5" } });
    await fireEvent.click(screen.getByRole("button", { name: "Shift" }));
    await waitFor(() => expect(dialogs.current).toBeNull());
    expect(at(10).in).toBe(before - FLICKS / 2);
    expect(backend.edits).toEqual([{ kind: "shift-cues", scope: { kind: "track", value: project.activeTrackId }, by: -FLICKS / 2 }]);
  });

  it("says why a text is no time and does not go on", async () => {
    show({ kind: "shift" });
    await fireEvent.input(await screen.findByLabelText("By"), { target: { value: "soon" } });
    expect(screen.getByRole("alert")).toHaveTextContent("“soon” is not a time");
    expect(screen.getByRole("button", { name: "Shift" })).toBeDisabled();
  });
});

describe("stretching", () => {
  it("puts two cues where they belong", async () => {
    const [first, last] = [at(0), at(59)];
    show({ kind: "stretch" });
    const [start] = await screen.findAllByLabelText("Starts at");
    await fireEvent.input(start!, { target: { value: "3.0" } });
    await fireEvent.click(screen.getByRole("button", { name: "Stretch" }));
    await waitFor(() => expect(dialogs.current).toBeNull());
    expect(at(0).in).toBe(3 * FLICKS);
    expect(at(59).in).toBe(last.in);
    expect(backend.edits[0]).toMatchObject({ from: [first.in, last.in], to: [3 * FLICKS, last.in] });
  });
});

describe("the frame rate", () => {
  it("refuses a start that no frame has", async () => {
    show({ kind: "frame-rate" });
    await fireEvent.input(await screen.findByLabelText("Timecode of the first frame"), { target: { value: "01:01:00;00" } });
    expect(screen.getByRole("alert")).toHaveTextContent("29.97 drop-frame");
    expect(screen.getByRole("button", { name: "Set frame rate" })).toBeDisabled();
  });

  it("keeps the start of the programme as a frame number", async () => {
    show({ kind: "frame-rate" });
    await fireEvent.input(await screen.findByLabelText("Timecode of the first frame"), { target: { value: "01:00:00;00" } });
    await fireEvent.click(screen.getByRole("button", { name: "Set frame rate" }));
    await waitFor(() => expect(project.settings.programme_start).toBe(107_892));
    expect(backend.edits.map((edit) => edit.kind)).toEqual(["set-settings"]);
  });
});

describe("tracks", () => {
  it("are added with the times of another, to translate", async () => {
    const source = project.order(project.activeTrackId).length;
    show({ kind: "new-track" });
    await fireEvent.input(await screen.findByLabelText("Name"), { target: { value: "Polski" } });
    await fireEvent.input(screen.getByLabelText("Language"), { target: { value: "pl" } });
    await fireEvent.click(screen.getByLabelText(/With the times/));
    await fireEvent.click(screen.getByRole("button", { name: "Add track" }));
    await waitFor(() => expect(project.tracks.map((one) => one.name)).toContain("Polski"));
    const made = project.tracks.find((one) => one.name === "Polski")!;
    expect(project.order(made.id).length).toBe(source);
    expect(project.byTime(made.id).every((cue) => cue.rows.length === 0)).toBe(true);
  });

  it("do not take a language that is none", async () => {
    show({ kind: "track", track: project.activeTrackId! });
    await fireEvent.input(await screen.findByLabelText("Language"), { target: { value: "not a language" } });
    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
  });
});

describe("the speaker", () => {
  it("is set for every selected cue", async () => {
    selection.set(project.order(project.activeTrackId).slice(0, 3));
    show({ kind: "speaker" });
    await fireEvent.click(await screen.findByRole("button", { name: "Narrator" }));
    await waitFor(() => expect(dialogs.current).toBeNull());
    expect([0, 1, 2].map((index) => at(index).speaker)).toEqual(["Narrator", "Narrator", "Narrator"]);
  });
});

describe("keys", () => {
  const presetKeys = () => keys.map.keysOf("test.act").map((one) => one.chord);

  beforeEach(() => {
    preferences.load({ ...preferences.current, keymap: "subtitle-edit", keys: [] });
    commands.register({ id: "test.act", title: "Act for the test", group: "Edit", run: () => {} });
    commands.register({ id: "edit.find", title: "Find and replace", group: "Edit", run: () => {} });
  });

  const press = (init: KeyboardEventInit) => keys.handle(new KeyboardEvent("keydown", { cancelable: true, ...init }));

  it("are given to a command by pressing them", async () => {
    show({ kind: "preferences", page: "keys" });
    await fireEvent.click(await screen.findByRole("button", { name: "Add a key for Act for the test" }));
    press({ key: "F4", code: "F4", ctrlKey: true });
    await waitFor(() => expect(presetKeys()).toEqual(["Mod+F4"]));
  });

  it("that run something else are taken over only when that is said", async () => {
    show({ kind: "preferences", page: "keys" });
    await fireEvent.click(await screen.findByRole("button", { name: "Add a key for Act for the test" }));
    press({ key: "f", code: "KeyF", ctrlKey: true });
    expect(await screen.findByText("Ctrl+F runs “Find and replace”.")).toBeInTheDocument();
    expect(presetKeys()).toEqual([]);
    await fireEvent.click(screen.getByRole("button", { name: "Use it here instead" }));
    await waitFor(() => expect(presetKeys()).toEqual(["Mod+F"]));
    expect(keys.map.keysOf("edit.find").map((one) => one.chord)).toEqual(["Mod+H"]);
  });
});

describe("the history panel", () => {
  it("goes to any point and shows where the project stands", async () => {
    const id = at(0).id;
    const original = cueText(at(0));
    for (const text of ["one", "two", "three"]) await project.apply({ kind: "set-text", cue: id, rows: [[{ text }]] });
    render(HistoryPanel);
    await waitFor(() => expect(screen.getAllByRole("option")).toHaveLength(4));
    const options = screen.getAllByRole("option");
    expect(options[0]).toHaveTextContent("now");
    await fireEvent.click(options[2]!);
    await waitFor(() => expect(cueText(project.committed(id)!)).toBe("one"));
    expect((await screen.findAllByRole("option"))[0]).toHaveTextContent("undone");
    await fireEvent.click((await screen.findAllByRole("option"))[3]!);
    await waitFor(() => expect(cueText(project.committed(id)!)).toBe(original));
  });
});

describe("notices", () => {
  it("of errors stay until they are dismissed, and can be read again", async () => {
    render(Notices);
    notices.fail({ code: "disk-full", message: "The disk is full." });
    expect(await screen.findByText("The disk is full.")).toBeInTheDocument();
    await fireEvent.click(screen.getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByText("The disk is full.")).not.toBeInTheDocument();
    expect(notices.past.map((one) => one.code)).toEqual(["disk-full"]);
  });

  it("carry the command that helps as a button", async () => {
    let ran = false;
    commands.register({ id: "test.help", title: "Find the file", group: "File", run: () => void (ran = true) });
    render(Notices);
    notices.add({ severity: "warning", code: "missing", message: "The media is not there.", action: "test.help" });
    await fireEvent.click(await screen.findByRole("button", { name: "Find the file" }));
    await waitFor(() => expect(notices.shown).toEqual([]));
    expect(ran).toBe(true);
  });

  it("of the same thing are counted and not piled up", () => {
    for (let round = 0; round < 3; round++) notices.fail({ code: "x", message: "Again." });
    expect(notices.shown).toMatchObject([{ count: 3 }]);
  });
});

describe("opening a file that leaves something open", () => {
  const join = (asked: unknown[]) => (async (...all: unknown[]) => void asked.push(all)) as never;
  const settled = { drop_frame: null, programme_start: null, channel: null, format: null };

  beforeEach(() => preferences.load({}));

  it("shows what was found and passes on what was chosen", async () => {
    const asked: unknown[] = [];
    const preview = (await backend.previewImport("/tmp/legacy.srt", {}))!;
    show({ kind: "import", path: "/tmp/legacy.srt", preview }, join(asked));
    expect(await screen.findByText(/The bytes are not UTF-8/)).toBeInTheDocument();
    expect(screen.getByText("line 2, byte 41")).toBeInTheDocument();
    expect(screen.queryByLabelText(/Frames a second/)).not.toBeInTheDocument();
    await fireEvent.change(screen.getByLabelText(/Encoding/), { target: { value: "windows-1250" } });
    await fireEvent.click(screen.getByRole("button", { name: "Add as a track" }));
    await waitFor(() => expect(dialogs.current).toBeNull());
    expect(asked).toEqual([["/tmp/legacy.srt", { ...settled, encoding: "windows-1250", frame_rate: null }]]);
    expect(preferences.current.readings).toEqual({ srt: {} });
  });

  it("keeps how a format counts frames, and forgets it again", async () => {
    const preview = (await backend.previewImport("/tmp/a.stl", {}))!;
    const first = show({ kind: "import", path: "/tmp/a.stl", preview }, join([]));
    expect(await screen.findByLabelText(/Answer the same for every EBU STL file/)).toBeChecked();
    await fireEvent.change(screen.getByLabelText(/Frames a second/), { target: { value: "30" } });
    await fireEvent.click(screen.getByRole("button", { name: "Add as a track" }));
    await waitFor(() => expect(preferences.current.readings).toEqual({ "ebu-stl": { frame_rate: "30" } }));
    first.unmount();
    show({ kind: "import", path: "/tmp/a.stl", preview }, join([]));
    expect(await screen.findByLabelText(/Frames a second/)).toHaveValue("30");
    await fireEvent.click(screen.getByLabelText(/Answer the same/));
    await fireEvent.click(screen.getByRole("button", { name: "Add as a track" }));
    await waitFor(() => expect(preferences.current.readings).toEqual({ "ebu-stl": {} }));
  });

  it("does not let two files ask at once", async () => {
    const preview = (await backend.previewImport("/tmp/a.stl", {}))!;
    let closed = false;
    void dialogs.untilClosed({ kind: "import", path: "/tmp/a.stl", preview }).then(() => (closed = true));
    await Promise.resolve();
    expect(closed).toBe(false);
    dialogs.close();
    await waitFor(() => expect(closed).toBe(true));
  });
});

describe("remarks on opened files", () => {
  it("are listed with their places", async () => {
    remarks.files = [];
    remarks.add("evening.srt", [{ severity: "error", code: "bad-time", line: 12, byte: 340, message: "No time here" }]);
    show({ kind: "remarks" });
    expect(await screen.findByText("No time here")).toBeInTheDocument();
    expect(screen.getByText("line 12, byte 340")).toBeInTheDocument();
    expect(screen.getByText("1 error")).toBeInTheDocument();
  });
});
