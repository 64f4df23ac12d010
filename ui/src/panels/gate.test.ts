import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, expect, it, vi } from "vitest";
import { setBackend } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { findings, notices, preferences, project, selection } from "../document";
import { dialogs, side } from "./dialogs.svelte";
import EveryDialog from "./EveryDialog.svelte";

const LONG = "A row that goes on for longer than any row of captions may go on";
let backend: FakeBackend;

const setText = (index: number, text: string) => project.apply({ kind: "set-text", cue: project.order(project.activeTrackId)[index]!, rows: [[{ text }]] });

beforeEach(async () => {
  backend = new FakeBackend();
  setBackend(backend);
  notices.reset();
  preferences.load({ name: "Mira" });
  project.unload();
  dialogs.close();
  await backend.listen((event) => project.take(event));
  project.load((await backend.start()).snapshot!);
  await project.apply({ kind: "set-track", track: { ...project.activeTrack!, gate: { profile: "house", blocks: "error" } } });
});

function open() {
  dialogs.open({ kind: "publish", track: project.activeTrackId! });
  return render(EveryDialog, { join: async () => {} });
}

it("shows what blocks, and does not publish while something does", async () => {
  await setText(2, LONG);
  open();
  const blocking = await screen.findByRole("list", { name: "What blocks" });
  expect(within(blocking).getByRole("button")).toHaveTextContent(/Cue 3\s*Error: Row 1 has 64 characters/);
  const publish = screen.getByRole("button", { name: "Publish" });
  expect(publish).toBeDisabled();
  expect(publish).toHaveAttribute("title", "1 finding keeps it from being published");
  await fireEvent.click(within(blocking).getByRole("button"));
  expect(dialogs.current).toBeNull();
  expect([selection.primary, side.tab]).toEqual([project.order(project.activeTrackId)[2], "findings"]);
});

it("publishes what passes, and says what was waived, by whom and why", async () => {
  await setText(2, LONG);
  await setText(3, "");
  await findings.waive([project.order(project.activeTrackId)[2]!], "row-length", "A title on the picture");
  open();
  expect(await screen.findByText(/It passes “House”/)).toBeInTheDocument();
  expect(screen.getByText("1 other finding does not block")).toBeInTheDocument();
  expect(screen.getByRole("list", { name: "What was waived", hidden: true })).toHaveTextContent(/Mira, .*: A title on the picture/);
  expect(await screen.findByText(/WebVTT: nothing is lost/)).toBeInTheDocument();
  await fireEvent.click(screen.getByRole("button", { name: "Publish" }));
  await waitFor(() => expect(dialogs.current).toBeNull());
  expect(project.revisions.map(({ name }) => name)).toContain("v2");
});

it("looks again where the backend refuses", async () => {
  open();
  await screen.findByText(/It passes “House”/);
  const gate = vi.spyOn(backend, "gate");
  vi.spyOn(backend, "publish").mockRejectedValueOnce({ code: "gate", message: "2 findings keep the track from being published", path: null });
  await fireEvent.click(screen.getByRole("button", { name: "Publish" }));
  await waitFor(() => expect(gate).toHaveBeenCalled());
  expect(dialogs.current).not.toBeNull();
  expect(notices.shown.map(({ code, message }) => [code, message])).toEqual([["gate", "2 findings keep the track from being published"]]);
});
