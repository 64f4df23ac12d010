/**
 * This user's desk, mirrored: accounts, requests and orders, links, and the
 * outbox. The backend owns it; what it tells replaces what is here.
 */
import { announce } from "../app/announce";
import { backend, errorOf, type Account, type AccountId, type DeskEvent, type DeskLink, type DeskState, type Item, type ItemId, type KeptMedia, type KeptRequest, type LinkId, type Looked, type RequestKey, type TrackId } from "../bridge";
import { notices } from "./notices.svelte";
import { operationTitle, standingOf, targetOf, type Standing } from "./outbox-words";

/** A request's key as one text. */
export function keyText(key: RequestKey): string {
  return `${key.account} ${key.kind} ${key.remote_id}`;
}

const NONE: Readonly<Record<Standing, number>> = { waiting: 0, checking: 0, "needs-you": 0, confirmed: 0, "given-up": 0 };

class Desk {
  accounts: readonly Account[] = $state.raw([]);
  links: readonly DeskLink[] = $state.raw([]);
  /** Requests and orders, in no particular order. */
  requests: readonly KeptRequest[] = $state.raw([]);
  /** What is in the outbox and what was, oldest first. */
  items: readonly Item[] = $state.raw([]);
  media: readonly KeptMedia[] = $state.raw([]);
  /** Whether the services are being looked at. */
  refreshing = $state(false);
  /** When they last were, in Unix milliseconds. */
  refreshedAt: number | null = $state(null);
  /** Why an account could not be looked at. */
  problems: ReadonlyMap<AccountId, string> = $state.raw(new Map());

  #requests = new Map<string, KeptRequest>();
  #items = new Map<ItemId, Item>();
  #media = new Map<string, KeptMedia>();
  /** What has changed while the desk was being asked for; null once it is here. */
  #early: DeskEvent[] | null = [];

  /** How many items stand where. */
  counts: Readonly<Record<Standing, number>> = $derived.by(() => {
    const counts = { ...NONE };
    for (const item of this.items) counts[standingOf(item)]++;
    return counts;
  });

  /** Shows a desk whole, and says nothing about what was so before. */
  load(state: DeskState): void {
    this.#requests = new Map(state.requests.map((one) => [keyText(one.key), one]));
    this.#items = new Map(state.items.map((one) => [one.id, one]));
    this.#media = new Map(state.media.map((one) => [keyText(one.key), one]));
    [this.accounts, this.links] = [state.accounts, state.links];
    [this.requests, this.items, this.media] = [state.requests, state.items, state.media];
    [this.problems, this.refreshing, this.refreshedAt] = [new Map(), false, null];
    const early = this.#early ?? [];
    this.#early = null;
    for (const event of early) this.take(event);
  }

  /** Takes what the backend says has changed. */
  take(event: DeskEvent): void {
    if (this.#early !== null) {
      this.#early.push(event);
      return;
    }
    if (event.accounts) this.accounts = event.accounts;
    if (event.links) this.links = event.links;
    if (event.requests || event.gone) this.#takeRequests(event.requests ?? [], event.gone ?? []);
    if (event.media) {
      for (const one of event.media) this.#media.set(keyText(one.key), one);
      this.media = [...this.#media.values()];
    }
    if (event.items) this.#takeItems(event.items);
    if (event.looked) this.#takeLook(event.looked);
  }

  account(id: AccountId): Account | undefined {
    return this.accounts.find((one) => one.id === id);
  }

  item(id: ItemId): Item | undefined {
    void this.items;
    return this.#items.get(id);
  }

  request(key: string | null): KeptRequest | undefined {
    void this.requests;
    return key === null ? undefined : this.#requests.get(key);
  }

  mediaOf(key: RequestKey): KeptMedia | undefined {
    void this.media;
    return this.#media.get(keyText(key));
  }

  link(id: LinkId): DeskLink | undefined {
    return this.links.find((one) => one.id === id);
  }

  linksOf(track: TrackId | null): DeskLink[] {
    return this.links.filter((one) => one.track === track);
  }

  /** What is in the outbox of a track, as one text that changes whenever something of it does. */
  changesOf(track: TrackId): string {
    return this.items.flatMap(({ id, origin, edition }) => (origin?.track === track ? [`${id} ${edition}`] : [])).join();
  }

  /** Looks at the services. What cannot be reached is said, and what is kept of it stays. */
  async refresh(account: AccountId | null = null): Promise<void> {
    if (this.refreshing) return;
    this.refreshing = true;
    try {
      const looked = await backend.refreshQueue(account);
      this.#takeLook({ at: Date.now(), accounts: looked });
      const failed = looked.filter(({ problem }) => problem !== null).length;
      announce(failed === 0 ? "The queue is up to date" : `${failed} of ${looked.length} accounts could not be reached`);
    } catch (thrown) {
      announce(errorOf(thrown).message);
      throw thrown;
    } finally {
      this.refreshing = false;
    }
  }

  #takeLook(looked: Looked): void {
    const problems = new Map(this.problems);
    for (const { account, problem } of looked.accounts) {
      if (problem === null) problems.delete(account);
      else problems.set(account, problem);
    }
    this.problems = problems;
    this.refreshedAt = looked.at;
  }

  #takeRequests(changed: readonly KeptRequest[], gone: readonly RequestKey[]): void {
    for (const key of gone) this.#requests.delete(keyText(key));
    for (const one of changed) {
      const text = keyText(one.key);
      const before = this.#requests.get(text);
      this.#requests.set(text, one);
      if (one.state === "vanished" && before !== undefined && before.state !== "vanished") this.#sayVanished(one);
    }
    this.requests = [...this.#requests.values()];
  }

  #sayVanished(request: KeptRequest): void {
    const message = `Request ${request.key.remote_id} is not at the service any more: it was taken back, or someone else did it. Your work on it is kept.`;
    notices.add({ severity: "warning", code: `vanished ${request.key.remote_id}`, message, action: "view.queuePage" });
  }

  #takeItems(changed: readonly Item[]): void {
    for (const item of changed) {
      const before = this.#items.get(item.id);
      if (before !== undefined && before.edition > item.edition) continue;
      this.#items.set(item.id, item);
      if (before?.state !== item.state) this.#say(item);
    }
    this.items = [...this.#items.values()];
  }

  /** Says what became of an item: what is over once, and what needs the user until they have seen to it. */
  #say(item: Item): void {
    const title = `${operationTitle(item.operation)} (${targetOf(item, this.accounts)})`;
    const code = `outbox ${item.id}`;
    const standing = standingOf(item);
    notices.resolve(code);
    if (standing === "confirmed") announce(`Confirmed: ${title}`);
    if (standing !== "needs-you") return;
    const why = item.state === "conflict" ? "the service holds something else than was expected" : (item.failure?.message ?? "you decide what becomes of it");
    notices.add({ severity: "warning", code, message: `${title}: ${why}`, action: "queue.showNeeds" });
  }
}

/** The desk of the window. */
export const desk = new Desk();
