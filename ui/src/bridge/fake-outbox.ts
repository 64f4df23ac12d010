/** How the in-memory backend moves items of the outbox: in small, as the real one does. Pure. */
import type { Wish } from "./bindings";
import type { Decision, DeskState, Item, Operation, TrackId } from "./bindings";

/** A call that the fake refuses, as the shell words it. */
export function refusal(code: string, message: string): { code: string; message: string; path: null } {
  return { code, message, path: null };
}

/** What is done to the service for a wish. */
export function operationOf(wish: Wish, { items, links, requests }: DeskState): Operation {
  const result = (remote: string, language: string | null) => ({ request: Number(remote), media: "7", language, file_name: `request-${remote}.srt`, claimed: false });
  const target = (id: string) => {
    const link = links.find((one) => one.id === id)!;
    return { id: link.remote_id ?? "", video: link.parent ?? "", base: link.base };
  };
  switch (wish.kind) {
    case "fulfil": return { kind: "studio-fulfil", ...result(wish.request.remote_id, wish.language ?? requests.find((one) => one.key.remote_id === wish.request.remote_id)?.language ?? null) };
    case "fail": return { kind: "studio-fail", result: result(wish.request.remote_id, null), message: wish.message };
    case "service-type-put": return { kind: "studio-service-type-put", key: wish.key, description: wish.description, languages: wish.languages };
    case "service-type-delete": return { kind: "studio-service-type-delete", key: wish.key };
    case "push": return { kind: "youtube-update", track: target(wish.link), draft: wish.draft };
    case "push-new": return { kind: "youtube-insert", video: wish.video, language: wish.language, name: wish.name, draft: wish.draft };
    case "push-beside": {
      const before = items.find((one) => one.id === wish.item)?.operation;
      const video = before?.kind === "youtube-update" ? before.track.video : before?.kind === "youtube-insert" ? before.video : "";
      return { kind: "youtube-insert", video, language: "en", name: wish.name, draft: true };
    }
    case "withdraw": return { kind: "youtube-delete", track: target(wish.link) };
    case "cancel-order": return { kind: "rev-cancel", number: wish.number };
    case "order": return { kind: "rev-order", order: wish.order };
  }
}

/** The track whose captions a wish publishes; null where it sends none, or what was frozen before. */
export function publishedBy(wish: Wish, { links }: DeskState): TrackId | null {
  if (wish.kind === "fulfil" || wish.kind === "push-new") return wish.track;
  if (wish.kind !== "push" || !wish.captions) return null;
  return links.find(({ id }) => id === wish.link)?.track ?? null;
}

/** See `Operation::natural_key`. */
export function naturalKey(operation: Operation): string {
  switch (operation.kind) {
    case "studio-fulfil": return `studio:request:${operation.request}`;
    case "studio-fail": return `studio:request:${operation.result.request}`;
    case "studio-service-type-put":
    case "studio-service-type-delete": return `studio:service-type:${operation.key}`;
    case "youtube-insert": return `youtube:${operation.video}|${operation.language.toLowerCase()}|${operation.name}`;
    case "youtube-update":
    case "youtube-delete": return `youtube:${operation.track.video}|id:${operation.track.id}`;
    case "rev-order": return `rev:order:${operation.order.client_ref}`;
    case "rev-cancel": return `rev:cancel:${operation.number}`;
    case "rev-input":
    case "studio-processing": return operation.kind;
  }
}

const once = (operation: Operation): boolean => ["studio-fulfil", "studio-fail", "youtube-insert", "rev-order"].includes(operation.kind);
const forGood = (operation: Operation): boolean => ["studio-fulfil", "studio-fail", "rev-order"].includes(operation.kind);
const inDoubt = (item: Item): boolean => item.need !== null && ["unverified", "not-found", "not-confirmed", "several"].includes(item.need.kind);

/** Refuses what must not be put in beside what is there; answers the items whose place it takes. */
export function admitted(items: readonly Item[], operation: Operation): Item[] {
  const beside = items.filter((item) => item.natural_key === naturalKey(operation));
  for (const item of beside) {
    if (once(operation) && ["sending", "unknown", "verifying"].includes(item.state)) throw refusal("being-sent", "This is being sent at the moment. Wait for its end");
    if (once(operation) && item.state === "needs-user" && inDoubt(item)) throw refusal("undecided", "The service may have taken this already. Say first whether it arrived");
    if (item.state === "done" && forGood(item.operation)) throw refusal("already-sent", "The service has taken this already, and takes it only once");
  }
  return beside.filter(({ state }) => ["queued", "parked", "conflict", "needs-user"].includes(state));
}

/** The item after a decision; see `outbox::decide`. */
export function decided(item: Item, decision: Decision, now: number): Item {
  const next: Item = { ...item, updated_at: now, edition: item.edition + 1 };
  const waits = item.state === "queued" || item.state === "parked";
  switch (decision.kind) {
    case "cancel":
      if (["queued", "parked", "conflict", "needs-user", "failed"].includes(item.state)) return { ...next, state: "cancelled", not_before: null, behind: null };
      break;
    case "send-again":
      if (waits || item.state === "failed") return { ...next, state: "queued", not_before: now };
      if (item.state === "needs-user" && item.need?.kind !== "several" && (decision.knowing || !inDoubt(item))) return { ...next, state: "queued", need: null, not_before: now };
      break;
    case "look-again":
      if (item.state === "verifying") return { ...next, not_before: now };
      if (item.state === "needs-user" && inDoubt(item)) return { ...next, state: item.receipt ? "verifying" : "unknown", need: null };
      break;
    case "mark-done":
      if (item.state === "needs-user" && inDoubt(item)) return { ...next, state: "done", need: null };
      break;
    case "overwrite":
      if (item.state === "conflict" && item.theirs?.remote_id) return { ...next, state: "queued", theirs: null, not_before: now };
      break;
  }
  throw refusal("not-now", `That cannot be done now: ${item.state}`);
}
