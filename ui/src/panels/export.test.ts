import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { setBackend, type Loss } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { notices, project } from "../document";
import { dialogs } from "./dialogs.svelte";
import ExportDialog from "./ExportDialog.svelte";
import { groupLosses, numberList } from "./losses";

const loss = (number: number | null, feature: Loss["feature"], severity: Loss["severity"] = "warning"): Loss => ({ cue: null, number, feature, from: "a colour", to: "none", severity });

describe("losses", () => {
  it("are put together by feature, the gravest first", () => {
    const groups = groupLosses([loss(3, "text-color"), loss(1, "text-color"), loss(9, "comment", "info"), loss(null, "region", "error")]);
    expect(groups.map(({ feature, count, numbers }) => [feature, count, numbers])).toEqual([["region", 1, []], ["text-color", 2, [1, 3]], ["comment", 1, [9]]]);
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
    project.load((await backend.start()).snapshot!);
  });

  const open = () => {
    dialogs.open({ kind: "export", track: project.activeTrackId! });
    return render(ExportDialog, { track: project.activeTrackId! });
  };

  it("shows what is lost before anything is written", async () => {
    backend.losses = [loss(4, "text-color"), loss(5, "text-color")];
    const write = vi.spyOn(backend, "exportTrack");
    open();
    expect(await screen.findByText("Text colour")).toBeInTheDocument();
    expect(screen.getByText("cues 4, 5")).toBeInTheDocument();
    expect(write).not.toHaveBeenCalled();
    expect(screen.getByRole("button", { name: "Export anyway…" })).toBeEnabled();
  });

  it("starts with the track's own format, and asks again when the choice changes", async () => {
    const preview = vi.spyOn(backend, "previewExport");
    open();
    await screen.findByText("Nothing is lost in this format.");
    expect(screen.getByLabelText("Format")).toHaveDisplayValue("WebVTT (.vtt)");
    await fireEvent.click(screen.getByLabelText(/Byte order mark/));
    await waitFor(() => expect(preview).toHaveBeenLastCalledWith(project.activeTrackId, { format: "vtt", line_ending: "lf", bom: true }));
  });

  it("writes where the user says and tells where that was", async () => {
    backend.nextPath = "/tmp/out.srt";
    open();
    await screen.findByText("Nothing is lost in this format.");
    await fireEvent.click(screen.getByRole("button", { name: "Export…" }));
    await waitFor(() => expect(dialogs.current).toBeNull());
    expect(notices.shown.map((notice) => notice.message)).toEqual(["Exported to /tmp/out.srt."]);
  });

  it("stays open where the user cancels the file dialog or writing fails", async () => {
    open();
    await screen.findByText("Nothing is lost in this format.");
    await fireEvent.click(screen.getByRole("button", { name: "Export…" }));
    expect(dialogs.current).not.toBeNull();
    backend.nextPath = "/read-only/out.srt";
    vi.spyOn(backend, "exportTrack").mockRejectedValue({ code: "read-only", message: "/read-only cannot be written to." });
    await fireEvent.click(screen.getByRole("button", { name: "Export…" }));
    expect(await screen.findByText("/read-only cannot be written to.")).toBeInTheDocument();
    expect(dialogs.current).not.toBeNull();
  });
});
