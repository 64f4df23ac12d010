import { beforeEach, describe, expect, it, vi } from "vitest";
import { setBackend, type Item } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { sampleDesk, sampleFailure, sampleItem } from "../bridge/fake-desk-sample";
import { onAnnounce } from "../app/announce";
import { desk, keyText } from "./desk.svelte";
import { notices } from "./notices.svelte";
import { operationTitle, serviceOf, standingOf, syncText, whereaboutsText } from "./outbox-words";

const NOW = 1_795_000_000_000;
let backend: FakeBackend;

beforeEach(async () => {
  backend = new FakeBackend({ desk: sampleDesk(NOW) });
  setBackend(backend);
  notices.reset();
  await backend.listen((event) => event.kind === "desk" && desk.take(event));
  desk.load(await backend.desk());
});

describe("the desk", () => {
  it("says in the status bar what waits and what needs the user", () => {
    expect(syncText(desk.counts)).toBe("sync: 2 queued, 1 being checked, 1 needs you");
    expect(syncText({ waiting: 0, checking: 0, "needs-you": 0, confirmed: 9, "given-up": 2 })).toBe("");
    expect(syncText({ waiting: 2, checking: 0, "needs-you": 3, confirmed: 0, "given-up": 0 })).toBe("sync: 2 queued, 3 need you");
  });

  it("says that a track is published only where its service was seen to have it", () => {
    const text = (stage: Parameters<typeof whereaboutsText>[0]["stage"]) => whereaboutsText({ stage, service: "youtube", name: "English" }, "v2");
    const said = (["waiting", "checking", "unknown", "conflict", "needs-user", "refused", "draft", "published"] as const).map(text);
    expect(said).toEqual([
      "Waits to be sent to YouTube", "Sent to YouTube, being checked", "Not known whether YouTube has it", "Conflict with YouTube, not sent",
      "Not sent to YouTube, needs you", "Refused by YouTube", "Draft at YouTube as “English”", "Published at YouTube as “English”",
    ]);
    expect(whereaboutsText({ stage: "here", service: null, name: null }, "v2")).toBe("Frozen here as “v2”");
  });

  it("keeps a change that was overtaken from being undone", () => {
    const item = desk.items[0]!;
    desk.take({ kind: "desk", items: [{ ...item, state: "sending", edition: 5 }] });
    desk.take({ kind: "desk", items: [{ ...item, state: "queued", edition: 4 }] });
    expect(desk.item(item.id)?.state).toBe("sending");
  });

  it("says once that something is confirmed, and until it is seen to that something needs the user", () => {
    const said: string[] = [];
    const stop = onAnnounce((text) => said.push(text));
    const item: Item = sampleItem(77, NOW, { operation: { kind: "rev-cancel", number: "CP1" } });
    desk.take({ kind: "desk", items: [item] });
    desk.take({ kind: "desk", items: [{ ...item, edition: 2, state: "needs-user", need: { kind: "correct" }, failure: sampleFailure("forbidden", "Rev has begun with it already") }] });
    expect(notices.shown.map(({ message, action }) => [message, action])).toEqual([["Cancel the order CP1 (Rev, Rev, harbour project): Rev has begun with it already", "queue.showNeeds"]]);
    desk.take({ kind: "desk", items: [{ ...item, edition: 3, state: "done" }] });
    expect(notices.shown).toEqual([]);
    expect(said.at(-1)).toBe("Confirmed: Cancel the order CP1 (Rev, Rev, harbour project)");
    stop();
  });

  it("lets no taken request vanish in silence", () => {
    const taken = desk.requests.find(({ state }) => state === "taken")!;
    desk.take({ kind: "desk", requests: [{ ...taken, state: "vanished" }] });
    expect(notices.shown).toMatchObject([{ severity: "warning", action: "view.queuePage" }]);
    expect(desk.request(keyText(taken.key))?.state).toBe("vanished");
  });

  it("keeps what an account showed when it cannot be reached, and says so", async () => {
    const before = desk.requests.length;
    backend.online = false;
    await desk.refresh();
    expect([...desk.problems.values()]).toEqual([expect.stringContaining("Cannot reach Studio"), expect.stringContaining("Cannot reach Rev")]);
    expect(desk.requests).toHaveLength(before);
    backend.online = true;
    await desk.refresh();
    expect(desk.problems.size).toBe(0);
  });

  it("looks once at a time", async () => {
    const asked = vi.spyOn(backend, "refreshQueue");
    await Promise.all([desk.refresh(), desk.refresh()]);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it("has words and a service for every operation and a place for every state", () => {
    const result = { request: 41, media: null, language: null, file_name: "a.srt", claimed: false };
    const track = { id: "t", video: "v", base: null };
    expect(operationTitle({ kind: "studio-fail", result, message: "no sound" })).toBe("Fail request 41");
    expect(operationTitle({ kind: "youtube-update", track, draft: false })).toBe("Update a track of the video v, for everyone to see");
    expect(serviceOf({ kind: "youtube-delete", track })).toBe("youtube");
    const states: Item["state"][] = ["queued", "sending", "unknown", "verifying", "done", "parked", "conflict", "needs-user", "failed", "cancelled"];
    expect(states.map((state) => standingOf(sampleItem(1, NOW, { state })))).toEqual(["waiting", "checking", "checking", "checking", "confirmed", "waiting", "needs-you", "needs-you", "needs-you", "given-up"]);
  });
});
