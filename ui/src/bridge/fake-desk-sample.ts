/** The desk that the in-memory backend starts with: three accounts, some requests, and an outbox in every state. */
import { fakeId } from "./fake-sample";
import type { DeskState } from "./bindings";
import type { Account, Failure, Item, ItemId, KeptRequest, Operation, RequestState, RevOrder } from "./bindings";

const HOUR = 3_600_000;

/** Ids of the sample's accounts. */
export const SAMPLE_ACCOUNTS = { studio: "acc-studio", youtube: "acc-youtube", rev: "acc-rev" } as const;

/** An account as a new one is. */
export function sampleAccount(service: Account["service"], label: string, change: Partial<Account> = {}): Account {
  const api = { studio: "https://lakeside.instructuremedia.com/api/public/v1", youtube: "https://youtube.googleapis.com", rev: "https://www.rev.com/api/v1" }[service];
  return {
    id: `acc-${service}`, service, label, bases: { api, upload: null, authorize: null, token: null, revoke: null },
    client_id: service === "rev" ? null : "client-1", scopes: [], proof: service === "rev" ? { kind: "keys" } : { kind: "sign-in" },
    sandbox: true, real_orders_known: false, claims: false, quota: service === "youtube" ? 10_000 : 0, switches: {}, state: "ok", ...change,
  };
}

const TITLES = ["Lecture 3: The tide tables", "Harbour night shift", "Reading a chart", "Interview with Dr. Okafor", "Fog signals", "Welcome to marine biology"];
const LANGUAGES = ["en-US", "de", "es-419", "fr", null];
const TYPES = ["verbatim-24h", "standard", "live-repair"];
const STATES: RequestState[] = ["listed", "listed", "listed", "taken", "handed", "listed", "settled", "listed", "vanished", "listed"];

function studioRequest(index: number, now: number): KeptRequest {
  const id = 41 + index;
  const [title, language, service_type] = [`${TITLES[index % TITLES.length]!}${index < 6 ? "" : ` (${index})`}`, LANGUAGES[index % 5]!, TYPES[index % 3]!];
  const [seconds, created_at] = [300 + ((index * 7919) % 7200) + 0.5, now - ((index * 37) % 200) * HOUR];
  const due_at = index % 3 === 0 ? created_at + 72 * HOUR : null;
  return {
    key: { account: SAMPLE_ACCOUNTS.studio, kind: "studio-request", remote_id: String(id) }, state: STATES[index % STATES.length]!,
    status: "requested", title, language, service_type, seconds, created_at, due_at, first_seen: created_at + HOUR, last_seen: now,
    what: { kind: "studio", request: { id, status: "requested", service_type, language, media: { id: String(index + 7), title, seconds, download: null }, created_at, due_at, raw: `{"id":${id}}` } },
  };
}

/** An order of Rev. */
export function sampleOrder(number: string, now: number, change: Partial<RevOrder> = {}): RevOrder {
  return {
    number, status: "in-progress", status_text: "Finding Captioner", price: "2.85", client_ref: "5f0c7d0c-0000-4000-8000-000000000001", po_number: null,
    placed_at: now - 5 * HOUR, seconds: 171, comments: [], attachments: [], raw: "{}", ...change,
  };
}

/** An order as this desk keeps it. */
export function keptOrder(order: RevOrder, account: string, now: number): KeptRequest {
  const state: RequestState = order.status === "complete" ? "settled" : order.status === "cancelled" ? "cancelled" : "listed";
  return {
    key: { account, kind: "rev-order", remote_id: order.number }, state, status: order.status_text,
    title: order.attachments.find(({ kind }) => kind === "media")?.name ?? null, language: null, service_type: null,
    seconds: order.seconds, created_at: order.placed_at, due_at: null, first_seen: order.placed_at ?? now, last_seen: now, what: { kind: "rev", order },
  };
}

const COMPLETE: Partial<RevOrder> = {
  status: "complete", status_text: "Complete",
  comments: [{ by: "Rev I.", at: 1_794_990_000_000, text: "Order delivered" }],
  attachments: [{ id: "6SWC", kind: "media", name: "harbour.mp4", seconds: 171 }, { id: "6SWD", kind: "caption", name: "harbour.srt", seconds: null }],
};

/** `count` requests and orders; every twentieth is an order of Rev. */
export function sampleRequests(count: number, now: number): KeptRequest[] {
  return Array.from({ length: count }, (_, index) =>
    index % 20 === 7 ? keptOrder(sampleOrder(`CP${10_000 + index}`, now, index % 40 === 7 ? {} : COMPLETE), SAMPLE_ACCOUNTS.rev, now) : studioRequest(index, now));
}

const OPERATIONS: Operation[] = [
  { kind: "studio-fulfil", request: 45, media: "11", language: "en-US", file_name: "lecture-3.en-US.srt", claimed: false },
  { kind: "youtube-insert", video: "dQw4w9WgXcQ", language: "en", name: "English", draft: true },
  { kind: "youtube-update", track: { id: "AUieD1=", video: "dQw4w9WgXcQ", base: { etag: "e1", last_updated: null } }, draft: null },
];

/** An item of the outbox. */
export function sampleItem(number: number, now: number, change: Partial<Item> = {}): Item {
  const operation = change.operation ?? OPERATIONS[number % OPERATIONS.length]!;
  const account = change.account ?? SAMPLE_ACCOUNTS[operation.kind.slice(0, operation.kind.indexOf("-")) as Account["service"]];
  return {
    id: `item-${number}`, account, natural_key: `key-${number}`, operation, file: { sha256: "0".repeat(64), bytes: 4211 }, origin: null, link: null,
    depends_on: [], behind: null, replaced_by: null, state: "queued", need: null, attempts: 0, tries: 0, not_before: null, sent_at: null, doubted: false,
    looks: { since: 0, answered: 0, absent: 0, first_absent: null, failed: 0 }, receipt: null, theirs: null, failure: null, cost: 0,
    created_at: now - number * 60_000, updated_at: now - number * 60_000, entries: 0, edition: 1, ...change,
  };
}

/** A failure that nothing came of. */
export function sampleFailure(code: Failure["code"], message: string, change: Partial<Failure> = {}): Failure {
  return { code, certainty: "not-applied", advice: { kind: "user" }, message, field: null, status: null, reason: null, ...change };
}

/** Name of an item for a test. */
export function sampleItemId(number: number): ItemId {
  return `item-${number}`;
}

/** The whole desk, with `count` requests. */
export function sampleDesk(now: number, count = 60): DeskState {
  const quota = sampleFailure("quota-used-up", "YouTube's units for today are used up. It is sent when the day in California starts anew.", { advice: { kind: "park-until-quota-reset" }, status: 403, reason: "quotaExceeded" });
  return {
    accounts: [sampleAccount("studio", "Lakeside School"), sampleAccount("youtube", "Tide channel"), sampleAccount("rev", "Rev, harbour project")],
    requests: sampleRequests(count, now),
    media: [{ key: { account: SAMPLE_ACCOUNTS.studio, kind: "studio-request", remote_id: "44" }, path: "/home/mira/cuewright/44.mp4", held: 48_000_000, whole: 120_000_000, validator: null, complete: false, updated_at: now }],
    items: [
      sampleItem(3, now), sampleItem(1, now, { state: "parked", not_before: now + 9 * HOUR, failure: quota, cost: 450 }),
      sampleItem(2, now, { state: "conflict", theirs: { remote_id: "AUieD1=", base: { etag: "e2", last_updated: null }, file: null }, cost: 550 }),
      sampleItem(6, now, { state: "verifying", sent_at: now - 9000, attempts: 1 }), sampleItem(9, now, { state: "done", sent_at: now - HOUR, attempts: 1 }),
    ],
    links: [{
      id: "link-1", account: SAMPLE_ACCOUNTS.youtube, project: "project-1", track: fakeId("track", 1), kind: "youtube-track", remote_id: "AUieD1=", parent: "dQw4w9WgXcQ",
      language: "en", name: "English", direction: "both", base: { etag: "e1", last_updated: null }, base_sha256: "a", synced_at: now - 30 * HOUR,
    }],
  };
}
