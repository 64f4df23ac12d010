import { render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { setBackend, type Item } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { SAMPLE_ACCOUNTS, sampleDesk, sampleItem } from "../bridge/fake-desk-sample";
import { desk, project } from "../document";
import Header from "./Header.svelte";

vi.setConfig({ testTimeout: 60_000 });

const NOW = 1_795_000_000_000;
let backend: FakeBackend;

beforeEach(async () => {
  backend = new FakeBackend({ desk: sampleDesk(NOW) });
  setBackend(backend);
  project.unload();
  await backend.listen((event) => (event.kind === "desk" ? desk.take(event) : project.take(event)));
  project.load((await backend.start()).snapshot!);
  desk.load(await backend.desk());
});

describe("where the track is", () => {
  const chip = () => document.querySelector(".state")!.textContent!.trim();

  it("is said as the outbox goes, and never that it is published before it was seen there", async () => {
    const track = project.activeTrackId!;
    await project.publish(track, "v2");
    render(Header, { ready: new Promise(() => {}) });
    await waitFor(() => expect(chip()).toBe("Frozen here as “v2”"));
    const origin = { project: "project-1", track, revision: project.activeTrack!.published! };
    const item = sampleItem(77, NOW, { account: SAMPLE_ACCOUNTS.youtube, origin });
    const receipt = { remote_id: "A=", base: null, draft: true, status: 200, server_time: NOW };
    const steps: [Partial<Item>, string][] = [
      [{ state: "queued" }, "Waits to be sent to YouTube"],
      [{ state: "sending" }, "Sent to YouTube, being checked"],
      [{ state: "unknown" }, "Not known whether YouTube has it"],
      [{ state: "needs-user", need: { kind: "not-found" } }, "Not known whether YouTube has it"],
      [{ state: "conflict", need: null }, "Conflict with YouTube, not sent"],
      [{ state: "failed" }, "Refused by YouTube"],
      [{ state: "parked" }, "Waits to be sent to YouTube"],
      [{ state: "verifying" }, "Sent to YouTube, being checked"],
      [{ state: "done", receipt }, "Draft at YouTube as “English”"],
      [{ state: "done", receipt: { ...receipt, draft: false } }, "Published at YouTube as “English”"],
    ];
    for (const [number, [change, said]] of steps.entries()) {
      backend.putItems([{ ...item, ...change, edition: number + 2 }]);
      await waitFor(() => expect(chip()).toBe(said));
    }
    expect(screen.getByTitle("Published at YouTube as “English”. Publish")).toBeInTheDocument();
  });
});
