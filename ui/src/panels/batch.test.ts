import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { setBackend, type ConvertedFile } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { jobs, notices, preferences } from "../document";
import { batch, batchSummary, verdictOf } from "./batch.svelte";
import BatchDialog from "./BatchDialog.svelte";
import { dialogs } from "./dialogs.svelte";

const file = (name: string, other: Partial<ConvertedFile> = {}): ConvertedFile => ({
  input: `/in/${name}`, from: "srt", cues: 3, remarks: [], questions: [], error: null,
  outputs: [{ format: "vtt", path: `/out/${name}.vtt`, losses: [], error: null }], ...other,
});
const lossy = file("b.srt", {
  outputs: [{ format: "vtt", path: "/out/b.vtt", error: null, losses: [{ feature: "flash", severity: "warning", from: "x", to: "left out", count: 2, places: [] }] }],
});
const failed = file("c.srt", { outputs: [], error: { code: "unknown-format", message: "Cannot read c.srt", path: "/in/c.srt" } });

let backend: FakeBackend;

beforeEach(() => {
  backend = new FakeBackend();
  setBackend(backend);
  notices.reset();
  preferences.load({ readings: { "ebu-stl": { frame_rate: "25" } } });
  batch.clear();
  dialogs.open({ kind: "batch" });
});

describe("what became of a file", () => {
  it("is the worst of it", () => {
    const partly = file("d.srt", { outputs: [...lossy.outputs, { format: "srt", path: "/x", losses: [], error: { code: "exists", message: "it exists", path: null } }] });
    expect([file("a.srt"), lossy, failed, partly].map(verdictOf)).toEqual(["written", "lossy", "failed", "failed"]);
    expect(batchSummary([file("a.srt"), lossy, failed])).toBe("3 files: 1 written, 1 with losses, 1 failed");
  });
});

describe("converting many files", () => {
  it("asks for all it needs, then shows each file and what became of it", async () => {
    const convert = vi.spyOn(backend, "convertBatch");
    backend.batch = [file("a.srt"), lossy, failed];
    render(BatchDialog);
    const start = await screen.findByRole("button", { name: "Convert" });
    expect(start).toBeDisabled();
    expect(screen.getByText("Choose what to convert")).toBeInTheDocument();
    backend.nextPath = "/in";
    await fireEvent.click(screen.getByRole("button", { name: "Add a folder…" }));
    await fireEvent.click(screen.getByRole("checkbox", { name: /WebVTT/ }));
    backend.nextPath = "/out";
    await fireEvent.click(screen.getByRole("button", { name: "Choose a folder…" }));
    await waitFor(() => expect(start).toBeEnabled());
    await fireEvent.click(start);
    expect(convert.mock.calls[0]![0]).toEqual({
      inputs: ["/in"], recursive: false, out: "/out", export: { naming: "{name}.{language}", files: [{ format: "vtt" }] },
      answers: { "ebu-stl": { frame_rate: "25" } }, replace: false,
    });
    expect(await screen.findByText("3 of 3")).toBeInTheDocument();
    await fireEvent.click(screen.getByRole("button", { name: "Failed 1" }));
    expect(await screen.findByRole("region", { name: "About c.srt" })).toHaveTextContent("Cannot read c.srt");
    expect(notices.shown.map((one) => one.message)).toEqual(["Converted 3 files: 1 written, 1 with losses, 1 failed."]);
    expect(jobs.list).toEqual([]);
  });

  it("goes on while the dialog is closed, and can be stopped", async () => {
    backend.batch = Array.from({ length: 50 }, (_, index) => file(`${index}.srt`));
    const running = batch.run({ inputs: ["/in"], recursive: false, out: "/out", export: { naming: "{name}", files: [] }, answers: {}, replace: false });
    await Promise.resolve();
    expect(jobs.list.map((job) => job.label)).toEqual(["Converting files"]);
    jobs.list[0]!.stop!();
    await running;
    expect(batch.files.length).toBeLessThan(50);
    expect(batch.cancelled).toBe(true);
    expect(notices.shown[0]?.message).toMatch(/^Stopped after/);
  });
});
