import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { setBackend, type LossGroup } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { notices, preferences, project, selection } from "../document";
import { dialogs } from "./dialogs.svelte";
import ExportDialog from "./ExportDialog.svelte";
import { gravest, lossCounts, numberList, placesOf } from "./losses";

const group = (feature: LossGroup["feature"], severity: LossGroup["severity"], numbers: number[], count = numbers.length): LossGroup => ({
  feature, severity, from: "a colour", to: "none", count, places: numbers.map((number) => ({ number, from: "a colour", to: "none" })),
});

describe("losses", () => {
  it("are counted by their weight", () => {
    const groups = [group("region", "error", [], 1), group("text-color", "warning", [1, 3]), group("comment", "info", [9])];
    expect(lossCounts(groups)).toBe("1 grave loss, 2 visible losses, 1 note");
    expect([gravest(groups), gravest(groups.slice(2)), gravest([])]).toEqual(["error", "info", null]);
    expect(groups.map(placesOf)).toEqual(["the track", "cues 1, 3", "cue 9"]);
  });

  it.each([
    [[3], "3"], [[1, 2], "1, 2"], [[1, 2, 3, 7], "1 to 3, 7"], [[1, 3, 5, 7, 9, 11, 12], "1, 3, 5, 7 and 3 more"], [[4, 4], "4"],
  ])("of cues %j are listed as %s", (numbers, text) => expect(numberList(numbers)).toBe(text));
});

describe("exporting", () => {
  let backend: FakeBackend;

  beforeEach(async () => {
    backend = new FakeBackend();
    setBackend(backend);
    notices.reset();
    preferences.load({});
    project.load((await backend.start()).snapshot!);
  });

  const open = () => {
    dialogs.open({ kind: "export", track: project.activeTrackId! });
    return render(ExportDialog, { track: project.activeTrackId! });
  };
  const nothingLost = () => screen.findAllByText("Nothing is lost in this format.");

  it("shows what is lost before anything is written, with a way to each cue", async () => {
    backend.losses = [group("text-color", "warning", [4, 5])];
    const write = vi.spyOn(backend, "exportTrack");
    open();
    expect(await screen.findByText("Text colour")).toBeInTheDocument();
    expect(screen.getByText("cues 4, 5")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Export anyway…" })).toBeEnabled();
    await fireEvent.click(screen.getByText("Cue 5"));
    expect(write).not.toHaveBeenCalled();
    expect(dialogs.current).toBeNull();
    expect(project.numberOf(selection.primary!)).toBe(5);
  });

  it("starts with the track's own format, and asks again when the choice changes", async () => {
    const preview = vi.spyOn(backend, "previewExports");
    open();
    await nothingLost();
    expect(screen.getByRole("checkbox", { name: /WebVTT/ })).toBeChecked();
    await fireEvent.change(screen.getByLabelText("Byte order mark"), { target: { value: "true" } });
    await waitFor(() => expect(preview).toHaveBeenLastCalledWith(project.activeTrackId, { naming: "{name}.{language}", files: [{ format: "vtt", bom: true }] }));
  });

  it("offers the options that make a difference in a format, and no others", async () => {
    open();
    await nothingLost();
    expect(screen.queryByLabelText("Encoding")).not.toBeInTheDocument();
    await fireEvent.click(screen.getByRole("checkbox", { name: /SubRip/ }));
    expect(await screen.findByLabelText("Encoding")).toBeInTheDocument();
    await fireEvent.click(screen.getByRole("checkbox", { name: /SubRip/ }));
    await fireEvent.click(screen.getByRole("checkbox", { name: /WebVTT/ }));
    await fireEvent.click(screen.getByRole("checkbox", { name: /EBU STL/ }));
    await nothingLost();
    expect(screen.queryByLabelText("Line ending")).not.toBeInTheDocument();
  });

  it("writes where the user says, tells where that was, and is the same the next time", async () => {
    backend.nextPath = "/tmp/out.srt";
    const first = open();
    await nothingLost();
    await fireEvent.click(screen.getByRole("checkbox", { name: /SubRip/ }));
    await fireEvent.click(screen.getByRole("checkbox", { name: /WebVTT/ }));
    await nothingLost();
    await fireEvent.click(screen.getByRole("button", { name: "Export…" }));
    await waitFor(() => expect(dialogs.current).toBeNull());
    expect(notices.shown.map((notice) => notice.message)).toEqual(["Exported to /tmp/out.srt."]);
    first.unmount();
    open();
    await nothingLost();
    expect(screen.getByRole("checkbox", { name: /SubRip/ })).toBeChecked();
    expect(screen.getByRole("checkbox", { name: /WebVTT/ })).not.toBeChecked();
  });

  it("writes several formats at once, and over nothing without being told to", async () => {
    backend.nextPath = "/tmp/out";
    backend.there = ["tide-tables.en.vtt"];
    open();
    await nothingLost();
    await fireEvent.click(screen.getByRole("checkbox", { name: /SubRip/ }));
    await waitFor(async () => expect(await nothingLost()).toHaveLength(2));
    await fireEvent.click(screen.getByRole("button", { name: "Export 2 files…" }));
    expect(await screen.findByText(/tide-tables.en.vtt is in that folder already/)).toBeInTheDocument();
    expect(dialogs.current).not.toBeNull();
    await fireEvent.click(screen.getByRole("button", { name: "Replace it" }));
    await waitFor(() => expect(dialogs.current).toBeNull());
    expect(notices.shown[0]?.message).toBe("Exported 2 files: /tmp/out/tide-tables.en.srt, /tmp/out/tide-tables.en.vtt.");
  });

  it("says what is wrong with a pattern for names", async () => {
    open();
    await nothingLost();
    await fireEvent.input(screen.getByLabelText("File names"), { target: { value: "same" } });
    expect(await screen.findByRole("alert")).toHaveTextContent("A name is made of at least one of");
    expect(screen.getByRole("button", { name: "Export…" })).toBeDisabled();
  });

  it("stays open where the user cancels the file dialog or writing fails", async () => {
    open();
    await nothingLost();
    await fireEvent.click(screen.getByRole("button", { name: "Export…" }));
    expect(dialogs.current).not.toBeNull();
    backend.nextPath = "/read-only/out.srt";
    vi.spyOn(backend, "exportTrack").mockRejectedValue({ code: "read-only", message: "/read-only cannot be written to." });
    await fireEvent.click(screen.getByRole("button", { name: "Export…" }));
    expect(await screen.findByText("/read-only cannot be written to.")).toBeInTheDocument();
    expect(dialogs.current).not.toBeNull();
  });
});
