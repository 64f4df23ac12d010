import { describe, expect, it } from "vitest";
import type { Cue, Item, KeptRequest } from "../../bridge";
import { sampleDesk, sampleItem, sampleRequests } from "../../bridge/fake-desk-sample";
import { sampleCues } from "../../bridge/fake-sample";
import { canDo, itemActs } from "./acts";
import { countDifference, difference } from "./difference";
import { filtered, languagesOf, OPEN, sorted, type Column } from "./rows";
import { shareSlots, type Slot } from "./slots";
import { bytesText, dueText, itemStateText, lengthText, needText, spanText } from "./words";

const NOW = 1_795_000_000_000;
const HOUR = 3_600_000;
const { accounts } = sampleDesk(NOW);

describe("words", () => {
  it.each([[30_000, "under 1 min"], [25 * 60_000, "25 min"], [HOUR, "1 h"], [4 * HOUR + 60_000, "4 h 1 min"], [76 * HOUR, "3 d 4 h"]])("a span of %i is %s", (span, text) =>
    expect(spanText(span)).toBe(text));
  it.each([[null, ""], [59.2, "1:00"], [61, "1:01"], [3661, "1:01:01"], [-1, ""], [Number.NaN, ""]])("%s seconds are “%s”", (seconds, text) => expect(lengthText(seconds)).toBe(text));
  it.each([[12, "12 bytes"], [4211, "4.2 kB"], [2_000_000, "2 MB"]])("%i bytes are %s", (bytes, text) => expect(bytesText(bytes)).toBe(text));
  it("due dates are said from the present", () => {
    expect(dueText(NOW + 5 * HOUR, NOW)).toBe("in 5 h");
    expect(dueText(NOW - 3 * HOUR, NOW)).toBe("3 h late");
    expect(dueText(null, NOW)).toBe("");
  });
});

describe("slots", () => {
  const places = (slots: readonly Slot[]) => slots.map(({ id, place }) => `${id}:${place}`).join(" ");

  it("keep the rows of what stays, and use those of what goes", () => {
    const first = shareSlots([], [0, 1, 2, 3]);
    expect(places(first)).toBe("0:0 1:1 2:2 3:3");
    const next = shareSlots(first, [2, 3, 4, 5, 0]);
    expect(places(next)).toBe("0:0 1:4 2:2 3:3 4:5");
    expect(shareSlots(next, [100, 101, 0]).map(({ place }) => place).sort()).toEqual([0, 100, 101]);
    expect(places(shareSlots(next, []))).toBe("");
  });
});

describe("rows", () => {
  const requests = sampleRequests(200, NOW);
  const ids = (rows: readonly KeptRequest[]) => rows.map((row) => row.key.remote_id);

  it("show what there is to do first, and everything when asked", () => {
    const open = filtered(requests, accounts, OPEN);
    expect(open.some(({ state }) => state === "settled" || state === "cancelled")).toBe(false);
    expect(open.some(({ state }) => state === "vanished")).toBe(true);
    expect(filtered(requests, accounts, { ...OPEN, state: "all" })).toHaveLength(200);
  });

  it("are found by all words in any of their parts", () => {
    const [first] = requests;
    const found = filtered(requests, accounts, { ...OPEN, state: "all", text: `${first!.key.remote_id} ${first!.title!.split(" ")[0]!.toUpperCase()}` });
    expect(ids(found)).toContain(first!.key.remote_id);
    expect(filtered(requests, accounts, { ...OPEN, text: "no such words anywhere" })).toEqual([]);
  });

  it("filter by service and language", () => {
    const [language] = languagesOf(requests);
    expect(filtered(requests, accounts, { ...OPEN, language: language! }).every((row) => row.language === language)).toBe(true);
    expect(filtered(requests, accounts, { ...OPEN, service: "rev", state: "all" }).every((row) => row.what.kind === "rev")).toBe(true);
  });

  it.each<[Column, (row: KeptRequest) => number | string | null]>([
    ["length", (row) => row.seconds], ["due", (row) => row.due_at], ["language", (row) => row.language], ["type", (row) => row.service_type],
  ])("sort by %s, what is unknown last either way", (column, value) => {
    for (const descending of [false, true]) {
      const values = sorted(requests, accounts, { column, descending }).map(value);
      const known = values.filter((one) => one !== null);
      expect(values.slice(0, known.length)).toEqual(known);
      const order = known.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      expect(known).toEqual(descending ? order.reverse() : order);
    }
  });

  it("sort by age with the oldest first when descending", () => {
    const made = sorted(requests, accounts, { column: "age", descending: true }).map((row) => row.created_at ?? row.first_seen);
    expect(made).toEqual([...made].sort((a, b) => a - b));
  });
});

describe("what can be done with a request", () => {
  const request = (state: KeptRequest["state"]) => ({ ...sampleRequests(1, NOW)[0]!, state });
  it.each([
    ["listed", "take", true], ["taken", "take", "It is taken already"], ["settled", "take", "It is done"],
    ["listed", "open", "Take it first: its media is kept for offline work then"], ["vanished", "open", true],
    ["taken", "fulfil", true], ["handed", "fulfil", "Its result is in the outbox already"], ["vanished", "fail", "It is not at the service any more"],
    ["taken", "cancel", "Only orders at Rev"],
  ] as const)("a %s one, to %s: %s", (state, act, verdict) => expect(canDo(request(state), act)).toBe(verdict));
});

describe("what can be done with an item", () => {
  const item = (change: Partial<Item>) => sampleItem(1, NOW, change);
  const ids = (one: Item) => itemActs(one).map(({ id }) => id);

  it("leaves alone what is being sent, looked for or over", () => {
    for (const state of ["sending", "unknown", "done", "cancelled"] as const) expect(ids(item({ state }))).toEqual([]);
    expect(ids(item({ state: "verifying" }))).toEqual(["look-again"]);
  });

  it("never sends in doubt without saying what that may do", () => {
    for (const kind of ["unverified", "not-found", "not-confirmed"] as const) {
      const acts = itemActs(item({ state: "needs-user", need: { kind } }));
      const again = acts.find(({ id }) => id === "send-again")!;
      expect(again.decision).toEqual({ kind: "send-again", knowing: true });
      expect(again.warning).not.toBeNull();
    }
    expect(ids(item({ state: "needs-user", need: { kind: "several", ids: ["CP1", "CP2"] } }))).not.toContain("send-again");
  });

  it("says why the user is needed, whatever it is", () => {
    for (const kind of ["correct", "unverified", "not-found", "not-confirmed"] as const) expect(needText(item({ state: "needs-user", need: { kind } }))).not.toBe("");
    expect(needText(item({ state: "conflict" }))).not.toBe("");
    expect(needText(item({ state: "failed" }))).not.toBe("");
    expect(itemStateText(item({ state: "parked", not_before: NOW + 2 * HOUR }), NOW)).toBe("Waits for 2 h");
  });

  it("takes back nothing that failed with an effect", () =>
    expect(ids(item({ state: "failed", failure: { code: "bad-answer", certainty: "applied", advice: { kind: "never" }, message: "x", field: null, status: null, reason: null } }))).toEqual(["cancel"]));
});

describe("the difference", () => {
  const cues = sampleCues("t", 40);
  const fresh = (list: Cue[]) => list.map((cue, index) => ({ ...cue, id: `x${index}` }));

  it("of the same captions is nothing, whatever their ids are", () => {
    expect(countDifference(difference(cues, fresh(cues)))).toMatchObject({ same: 40, text: 0, time: 0, both: 0, "only-ours": 0, "only-theirs": 0 });
  });

  it("tells text, time, and what is on one side only", () => {
    const theirs = fresh(cues);
    theirs[3] = { ...theirs[3]!, rows: [[{ text: "Something else" }]] };
    theirs[7] = { ...theirs[7]!, in: theirs[7]!.in + 70_560_000 };
    theirs.splice(20, 1);
    theirs.push({ ...theirs[0]!, id: "new", in: 10 ** 12, out: 10 ** 12 + 10 ** 9, rows: [[{ text: "The end" }]] });
    const lines = difference(cues, theirs);
    expect(countDifference(lines)).toEqual({ same: 37, text: 1, time: 1, both: 0, "only-ours": 1, "only-theirs": 1 });
    expect(lines.find(({ kind }) => kind === "text")?.ours?.id).toBe(cues[3]!.id);
    expect(lines.find(({ kind }) => kind === "only-ours")?.ours?.id).toBe(cues[20]!.id);
  });

  it("loses no cue of either side, and keeps each side's order", () => {
    let seed = 7;
    const random = (end: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % end;
    for (let round = 0; round < 60; round++) {
      const theirs = fresh(cues).filter(() => random(5) > 0).map((cue) => (random(4) === 0 ? { ...cue, in: cue.in + random(10 ** 9) } : random(4) === 0 ? { ...cue, rows: [[{ text: `t${random(9)}` }]] } : cue));
      const lines = difference(cues, theirs);
      const side = (name: "ours" | "theirs") => lines.flatMap((line) => (line[name] ? [line[name].id] : []));
      expect(side("ours")).toEqual(cues.map(({ id }) => id));
      expect(side("theirs")).toEqual([...theirs].sort((a, b) => a.in - b.in || a.out! - b.out!).map(({ id }) => id));
    }
  });

  it("does not count what a service rounds away", () => expect(difference(cues, fresh(cues).map((cue) => ({ ...cue, in: cue.in + 300_000 }))).every(({ kind }) => kind === "same")).toBe(true));
});
