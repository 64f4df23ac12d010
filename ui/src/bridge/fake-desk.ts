/** The desk in memory: accounts, the queue and the outbox, played as far as the window can tell. */
import type {
  AccountTest, DeskState, Fetch, FetchPreview, NamedSecret, NewAccount, QuotaUse, Refreshed, SecretPlace, SecretStores, SendPreview, Sides, Stage, Upload, Whereabouts, Wish,
} from "./bindings";
import type { DeskBackend } from "./desk";
import { sampleDesk } from "./fake-desk-sample";
import { orderCost, orderProblems } from "./fake-order";
import { admitted, decided, naturalKey, operationOf, publishedBy, refusal } from "./fake-outbox";
import { pass } from "./fake-quality";
import type {
  Account, AccountId, Attempt, AttachmentFormat, Decision, DeskLink, Failure, Item, ItemId, KeptMedia, KeptRequest, LinkDirection, LinkId, QuotaEstimate,
  RemoteTrack, RequestKey, RevOrder, ServiceType,
} from "./bindings";
import type { AppEvent, Document, OpenOutcome, TrackId } from "./types";

/** What the next item that is sent comes to. */
export type NextSend = "arrives" | "is-lost" | "conflicts" | Failure;

const sameKey = (a: RequestKey, b: RequestKey): boolean => a.account === b.account && a.kind === b.kind && a.remote_id === b.remote_id;

/** The desk's half of the in-memory backend. */
export abstract class FakeDesk implements DeskBackend {
  /** What is kept. Tests change it and say so with `emit`. */
  state: DeskState;
  /** The present, in Unix milliseconds. */
  now = 1_795_000_000_000;
  /** Whether the services can be reached. */
  online = true;
  /** What the next sends come to; `arrives` once it is empty. */
  nextSends: NextSend[] = [];
  /** Secrets that were given, by account and name: what a test looks for everywhere else. */
  secrets = new Map<string, string>();
  stores: SecretStores = {
    chosen: "keyring", locked: false,
    places: [
      { place: "keyring", works: true, message: null, lasting: "for-good" }, { place: "kernel-keys", works: true, message: null, lasting: "until-reboot" },
      { place: "passphrase-file", works: true, message: null, lasting: "for-good" }, { place: "memory", works: true, message: null, lasting: "until-exit" },
    ],
  };
  types: ServiceType[] = [
    { key: "verbatim-24h", label: "Verbatim, 24 hours", description: "Every word, within a day", languages: ["en", "es-419"], automatic: false, raw: "{}" },
    { key: "asr", label: "Automatic", description: null, languages: ["en"], automatic: true, raw: "{}" },
  ];
  tracks: RemoteTrack[] = [remoteTrack("AUieD1=", "en", "English"), remoteTrack("AUieD2=", "en", "", { kind: "automatic" })];
  /** Everything that was asked to be sent. */
  wishes: Wish[] = [];
  /** How often captions were fetched from a service to be compared, which costs units. */
  fetches = 0;
  readonly #fetched = new Set<ItemId>();
  #signIns = new Map<AccountId, { finish: () => void; fail: (thrown: unknown) => void }>();
  #fresh = 100;

  constructor(state?: DeskState) {
    this.state = state ?? sampleDesk(this.now);
  }

  abstract emit(event: AppEvent): void;
  abstract document: Document;
  abstract openSample(): Promise<OpenOutcome>;

  async desk(): Promise<DeskState> {
    return structuredClone(this.state);
  }

  async refreshQueue(account: AccountId | null): Promise<Refreshed[]> {
    const asked = this.state.accounts.filter(({ id, service, state }) => (account === null || id === account) && service !== "youtube" && state !== "off");
    return asked.map(({ id, service, state }) => ({
      account: id,
      problem: !this.online ? `Cannot reach ${service === "rev" ? "Rev" : "Studio"}. What is kept here is shown; check the connection` : state === "needs-sign-in" ? "Sign in again" : null,
    }));
  }

  async addAccount(account: NewAccount, secrets: NamedSecret[]): Promise<Account> {
    if (!/^https:\/\/|^http:\/\/(127\.|localhost)/.test(account.bases.api)) throw refusal("not-encrypted", "The address must begin with https; plain http is only for this computer");
    const made: Account = {
      ...account, id: `acc-${this.#fresh++}`, scopes: [], sandbox: true, real_orders_known: false, claims: false, quota: account.service === "youtube" ? 10_000 : 0, switches: {},
      state: account.proof.kind === "sign-in" ? "needs-sign-in" : "ok",
    };
    this.#keep(made.id, secrets);
    this.#setAccounts([...this.state.accounts, made]);
    return made;
  }

  async changeAccount(account: Account): Promise<Account> {
    this.#setAccounts(this.state.accounts.map((one) => (one.id === account.id ? account : one)));
    return account;
  }

  async setSecrets(account: AccountId, secrets: NamedSecret[]): Promise<void> {
    this.#keep(account, secrets);
    this.#setState(account, "ok");
  }

  async removeAccount(account: AccountId): Promise<void> {
    const open = this.state.items.filter((item) => item.account === account && !["done", "failed", "cancelled"].includes(item.state));
    if (open.length > 0) throw refusal("not-now", `${open.length} things of this account are not settled. Send them or give them up first`);
    for (const key of this.secrets.keys()) if (key.startsWith(account)) this.secrets.delete(key);
    this.state.links = this.state.links.filter((link) => link.account !== account);
    this.emit({ kind: "desk", links: this.state.links });
    this.#setAccounts(this.state.accounts.filter(({ id }) => id !== account));
  }

  async testAccount(account: AccountId): Promise<AccountTest> {
    const one = this.#account(account);
    if (!this.online) return { ok: false, message: "The service cannot be reached. Check the connection" };
    return one.state === "needs-sign-in" ? { ok: false, message: "You are not signed in. Sign in, then test again" } : { ok: true, message: `${one.label} can be used` };
  }

  signIn(account: AccountId): Promise<void> {
    return new Promise((finish, fail) => this.#signIns.set(account, { finish, fail }));
  }

  /** The user comes back from the browser. */
  comeBack(account: AccountId, failed?: { code: string; message: string }): void {
    const waiting = this.#signIns.get(account);
    this.#signIns.delete(account);
    if (failed) return waiting?.fail(failed);
    this.#setState(account, "ok");
    waiting?.finish();
  }

  async cancelSignIn(account: AccountId): Promise<void> {
    this.comeBack(account, { code: "cancelled", message: "The sign-in was cancelled" });
  }

  async beginPaste(_account: AccountId, redirect: string): Promise<string> {
    if (!redirect.startsWith("https://")) throw refusal("not-encrypted", "The page that Studio sends you to must be an https address");
    return `https://lakeside.instructuremedia.com/api/public/oauth/authorize?response_type=code&redirect_uri=${encodeURIComponent(redirect)}`;
  }

  async finishPaste(account: AccountId, pasted: string): Promise<void> {
    if (!/code=|^[\w-]{8,}$/.test(pasted)) throw refusal("sign-in-refused", "What was pasted holds no code. Copy the whole address of the page that you were sent to by Studio");
    this.#setState(account, "ok");
  }

  async setRealOrders(account: AccountId, real: boolean, typed: string): Promise<Account> {
    const one = this.#account(account);
    if (real && typed.trim() !== one.label) throw refusal("bad-option", "Type the account's name as it is written");
    return this.changeAccount({ ...one, sandbox: !real, real_orders_known: real || one.real_orders_known });
  }

  async quota(account: AccountId): Promise<QuotaUse> {
    return { used: 1350, of: this.#account(account).quota, resets_at: this.now + 9 * 3_600_000 };
  }

  async secretStores(): Promise<SecretStores> {
    return structuredClone(this.stores);
  }

  async chooseSecretStore(place: SecretPlace, passphrase: string | null): Promise<SecretStores> {
    if (place === "passphrase-file" && (passphrase?.length ?? 0) < 8) throw refusal("bad-option", "A passphrase needs at least eight characters");
    this.stores = { ...this.stores, chosen: place, locked: false };
    this.emit({ kind: "desk", accounts: this.state.accounts });
    return this.secretStores();
  }

  async takeRequest(key: RequestKey): Promise<KeptRequest> {
    const taken = { ...this.#request(key), state: "taken" as const };
    this.#putRequest(taken);
    return taken;
  }

  async fetchMedia(key: RequestKey): Promise<void> {
    const whole = 120_000_000;
    const before = this.state.media.find((one) => sameKey(one.key, key))?.held ?? 0;
    this.#putMedia({ key, path: `/home/mira/cuewright/${key.remote_id}.mp4`, held: this.online ? whole : before, whole, validator: null, complete: this.online, updated_at: this.now });
    if (!this.online) throw refusal("unreachable", "Cannot reach Studio. What came of the media is kept; go on when you are connected");
  }

  async stopMedia(): Promise<void> {}

  async openRequest(key: RequestKey, language: string | null): Promise<OpenOutcome> {
    if (this.#request(key).language === null && language === null) throw refusal("bad-option", "Choose the language of the captions first");
    return this.openSample();
  }

  async showOrder(account: AccountId, number: string): Promise<RevOrder> {
    const found = this.state.requests.find((one) => one.key.account === account && one.key.remote_id === number);
    if (found?.what.kind !== "rev") throw refusal("not-found", `Rev has no order ${number}`);
    return found.what.order;
  }

  async fetchAttachment(_account: AccountId, _attachment: string, _format: AttachmentFormat | null): Promise<OpenOutcome> {
    return { kind: "joined", diagnostics: [] };
  }

  async serviceTypes(): Promise<ServiceType[]> {
    return structuredClone(this.types);
  }

  async remoteTracks(_account: AccountId, video: string): Promise<RemoteTrack[]> {
    return this.tracks.map((track) => ({ ...track, video }));
  }

  async previewSend(wish: Wish): Promise<SendPreview> {
    const { account, service, target } = this.#target(wish);
    const cues = "track" in wish ? this.document.cues.filter((cue) => cue.track === wish.track).length : 60;
    const withFile = ["fulfil", "push-new"].includes(wish.kind) || (wish.kind === "push" && wish.captions);
    const problems = wish.kind === "order" ? orderProblems(wish.order) : [];
    if (wish.kind === "fail" && wish.message.trim() === "") problems.push({ code: null, field: "message", message: "Say why: the school's staff read it" });
    if (withFile && cues === 0) problems.push({ code: null, field: "track", message: "The track has no cues" });
    return {
      account, service, target, file: withFile ? { name: "captions.srt", bytes: 4211, cues } : null, losses: [], quota: quotaOf(wish),
      quota_use: service === "youtube" ? await this.quota(account) : null, cost: wish.kind === "order" ? orderCost(wish.order, this.state.accounts.find(({ id }) => id === account)?.prices) : null,
      final: wish.kind === "fulfil" || wish.kind === "fail", problems, warnings: [],
    };
  }

  async previewFetch(fetch: Fetch): Promise<FetchPreview | null> {
    if (fetch.kind === "conflict" && this.#fetched.has(fetch.item)) return null;
    const link = fetch.kind === "link" ? this.state.links.find(({ id }) => id === fetch.link) : undefined;
    const account = this.#account(fetch.kind === "conflict" ? this.#item(fetch.item).account : (link?.account ?? ""));
    const target = `the track ${link?.name ?? "English"} of the video LampAndLens of ${account.label}`;
    return { account: account.id, service: account.service, target, units: fetch.kind === "conflict" ? 200 : 250, quota_use: await this.quota(account.id) };
  }

  async whereabouts(track: TrackId): Promise<Whereabouts | null> {
    const shown = this.document.tracks.find(({ id }) => id === track);
    const item = this.state.items.findLast(({ origin }) => origin !== null && origin.track === track && origin.revision === shown?.published);
    if (item) return { stage: stageOf(item), service: this.#account(item.account).service, name: "English" };
    return shown?.published ? { stage: "here", service: null, name: null } : null;
  }

  async send(id: ItemId, wish: Wish): Promise<Item> {
    const there = this.state.items.find((item) => item.id === id);
    if (there) return there;
    const preview = await this.previewSend(wish);
    if (preview.problems.length > 0) throw refusal("bad-option", preview.problems[0]!.message);
    const account = this.#account(preview.account);
    if (wish.kind === "order" && !wish.order.sandbox && (account.sandbox || !account.real_orders_known)) throw refusal("sandbox-only", `Orders of ${account.label} are sandbox orders. Turn on real orders for this account first: they are charged`);
    const track = publishedBy(wish, this.state);
    if (track) pass(this.document, track);
    this.wishes.push(structuredClone(wish));
    const operation = operationOf(wish, this.state);
    if (wish.kind === "push-beside") await this.decide(wish.item, { kind: "cancel" });
    const replaced = admitted(this.state.items, operation).map((item): Item => ({ ...item, state: "cancelled", replaced_by: id, need: null, edition: item.edition + 1 }));
    const uploads = wish.kind === "order" ? wish.uploads.map((upload) => this.#upload(preview.account, upload)) : [];
    const item = this.#newItem(id, preview.account, operation, uploads.map((one) => one.id));
    this.putItems([...replaced, ...uploads, item]);
    if (wish.kind === "fulfil" || wish.kind === "fail") this.#putRequest({ ...this.#request(wish.request), state: "handed" });
    return item;
  }

  async decide(id: ItemId, decision: Decision): Promise<Item> {
    const next = decided(this.#item(id), decision, this.now);
    this.putItems([next]);
    return next;
  }

  async attempts(id: ItemId): Promise<Attempt[]> {
    const item = this.#item(id);
    return Array.from({ length: item.attempts }, (_, index) => ({
      item: id, number: index + 1, call: "send" as const, started: item.sent_at ?? this.now, ended: (item.sent_at ?? this.now) + 420, sha256: item.file?.sha256 ?? null,
      outcome: item.failure?.code ?? "accepted", status: item.failure?.status ?? 202, reason: item.failure?.reason ?? null, message: null, retry_after: null, server_time: null,
    }));
  }

  async conflictSides(item: ItemId): Promise<Sides> {
    if (!this.#fetched.has(item)) this.fetches++;
    this.#fetched.add(item);
    return this.sides();
  }

  /** Both sides of what is at a service. */
  protected sides(): Sides {
    const ours = this.#ownCues();
    const theirs = ours.map((cue, index) => (index === 4 ? { ...cue, rows: [[{ text: "Changed at the service" }]] } : index === 9 ? { ...cue, in: cue.in + 352_800_000 } : cue));
    return { drift: "both", ours, theirs: theirs.filter((_, index) => index !== 14), theirs_changed: this.now - 7_200_000 };
  }

  async takeTheirs(id: ItemId): Promise<void> {
    await this.decide(id, { kind: "cancel" });
  }

  async saveJournal(): Promise<void> {}

  async networkBack(): Promise<void> {
    this.online = true;
  }

  async linkTrack(account: AccountId, track: TrackId, remote: RemoteTrack, direction: LinkDirection): Promise<DeskLink> {
    const link: DeskLink = {
      id: `link-${this.#fresh++}`, account, project: "project-1", track, kind: "youtube-track", remote_id: remote.id, parent: remote.video, language: remote.language,
      name: remote.name, direction, base: { etag: remote.etag, last_updated: remote.last_updated }, base_sha256: null, synced_at: null,
    };
    this.#setLinks([...this.state.links, link]);
    return link;
  }

  async changeLink(link: DeskLink): Promise<void> {
    this.#setLinks(this.state.links.map((one) => (one.id === link.id ? link : one)));
  }

  async unlink(id: LinkId): Promise<void> {
    this.#setLinks(this.state.links.filter((link) => link.id !== id));
  }

  async pull(): Promise<Sides> {
    this.fetches++;
    return { ...this.sides(), drift: "theirs" };
  }

  async applyPull(): Promise<void> {}

  /** Sends everything that waits: each item is being sent, and then what `nextSends` says. */
  drain(): void {
    if (!this.online) return;
    for (const item of this.state.items.filter((one) => one.state === "queued")) {
      this.putItems([{ ...item, state: "sending", sent_at: item.sent_at ?? this.now, attempts: item.attempts + 1, edition: item.edition + 1 }]);
      this.#land(this.#item(item.id), this.nextSends.shift() ?? "arrives");
    }
  }

  /** The looks at the service see what arrived. */
  confirm(): void {
    for (const item of this.state.items.filter((one) => one.state === "verifying")) {
      this.putItems([{ ...item, state: "done", edition: item.edition + 1, updated_at: this.now }]);
      const request = this.state.requests.find((one) => one.state === "handed" && item.natural_key === `studio:request:${one.key.remote_id}`);
      if (request) this.#putRequest({ ...request, state: "settled" });
    }
  }

  /** Keeps items and tells of them. */
  putItems(items: readonly Item[]): void {
    for (const item of items) {
      const at = this.state.items.findIndex((one) => one.id === item.id);
      this.state.items = at < 0 ? [...this.state.items, item] : this.state.items.with(at, item);
    }
    this.emit({ kind: "desk", items: structuredClone([...items]) });
  }

  #land(item: Item, next: NextSend): void {
    const after: Item = { ...item, edition: item.edition + 1, updated_at: this.now };
    if (next === "arrives") return this.putItems([{ ...after, state: "verifying", receipt: { remote_id: null, base: null, draft: null, status: 202, server_time: this.now } }]);
    if (next === "is-lost") return this.putItems([{ ...after, state: "needs-user", need: { kind: "unverified" }, doubted: true }]);
    if (next === "conflicts") return this.putItems([{ ...after, state: "conflict", theirs: { remote_id: "AUieD1=", base: { etag: "e9", last_updated: null }, file: null } }]);
    this.putItems([{ ...after, state: "needs-user", need: { kind: "correct" }, failure: next }]);
  }

  #newItem(id: ItemId, account: AccountId, operation: Item["operation"], depends_on: ItemId[]): Item {
    return {
      id, account, natural_key: naturalKey(operation), operation, file: null, origin: null, link: null, depends_on, behind: null, replaced_by: null, state: "queued", need: null,
      attempts: 0, tries: 0, not_before: null, sent_at: null, doubted: false, looks: { since: 0, answered: 0, absent: 0, first_absent: null, failed: 0 }, receipt: null, theirs: null,
      failure: null, cost: 0, created_at: this.now, updated_at: this.now, entries: 0, edition: 1,
    };
  }

  #upload(account: AccountId, { item, path }: Upload): Item {
    const name = path.split(/[\\/]/).at(-1) ?? path;
    return this.#newItem(item, account, { kind: "rev-input", media: { kind: "file", path, bytes: 1_000_000 }, name, media_type: "video/mp4" }, []);
  }

  #target(wish: Wish): { account: AccountId; service: Account["service"]; target: string } {
    const link = "link" in wish ? this.state.links.find(({ id }) => id === wish.link) : undefined;
    const account = this.#account("request" in wish ? wish.request.account : "account" in wish ? wish.account : "item" in wish ? this.#item(wish.item).account : (link?.account ?? ""));
    const what = "request" in wish ? `request ${wish.request.remote_id}` : link ? `the track ${link.name ?? link.remote_id ?? ""} of the video ${link.parent ?? ""}`
      : wish.kind === "push-new" ? `the video ${wish.video}` : "item" in wish ? "the video LampAndLens" : "key" in wish ? `the service type ${wish.key}` : "number" in wish ? `the order ${wish.number}` : "a new order";
    return { account: account.id, service: account.service, target: `${what} of ${account.label}` };
  }

  #ownCues() {
    const track = this.document.tracks[0]?.id;
    return this.document.cues.filter((cue) => cue.track === track);
  }

  #account(id: AccountId): Account {
    const found = this.state.accounts.find((one) => one.id === id);
    if (!found) throw refusal("no-such-account", "There is no such account");
    return found;
  }

  #item(id: ItemId): Item {
    const found = this.state.items.find((one) => one.id === id);
    if (!found) throw refusal("no-such-item", "There is no such item in the outbox");
    return found;
  }

  #request(key: RequestKey): KeptRequest {
    const found = this.state.requests.find((one) => sameKey(one.key, key));
    if (!found) throw refusal("not-found", "This request is kept no longer");
    return found;
  }

  #keep(account: AccountId, secrets: readonly NamedSecret[]): void {
    for (const { name, value } of secrets) this.secrets.set(`${account} ${name}`, value);
  }

  #putRequest(request: KeptRequest): void {
    this.state.requests = this.state.requests.map((one) => (sameKey(one.key, request.key) ? request : one));
    this.emit({ kind: "desk", requests: [request] });
  }

  #putMedia(media: KeptMedia): void {
    this.state.media = [...this.state.media.filter((one) => !sameKey(one.key, media.key)), media];
    this.emit({ kind: "desk", media: [media] });
  }

  #setState(account: AccountId, state: Account["state"]): void {
    this.#setAccounts(this.state.accounts.map((one) => (one.id === account ? { ...one, state } : one)));
  }

  #setAccounts(accounts: Account[]): void {
    this.state.accounts = accounts;
    this.emit({ kind: "desk", accounts });
  }

  #setLinks(links: DeskLink[]): void {
    this.state.links = links;
    this.emit({ kind: "desk", links });
  }
}

function stageOf({ state, need, receipt }: Item): Stage {
  switch (state) {
    case "queued":
    case "parked": return "waiting";
    case "sending":
    case "verifying": return "checking";
    case "unknown":
    case "conflict": return state;
    case "needs-user": return need?.kind === "correct" || need?.kind === "blocked" ? "needs-user" : "unknown";
    case "failed": return "refused";
    case "done": return receipt?.draft === true ? "draft" : "published";
    case "cancelled": return "here";
  }
}

function quotaOf(wish: Wish): QuotaEstimate {
  switch (wish.kind) {
    case "push": return { check: 50, send: 450, look: 50 };
    case "push-new":
    case "push-beside": return { check: 0, send: 400, look: 50 };
    case "withdraw": return { check: 50, send: 50, look: 50 };
    default: return { check: 0, send: 0, look: 0 };
  }
}

function remoteTrack(id: string, language: string, name: string, change: Partial<RemoteTrack> = {}): RemoteTrack {
  return {
    id, etag: "e1", video: "", last_updated: "2026-11-20T10:00:00Z", updated_at: 1_794_900_000_000, kind: "standard", language, name, audio_track: "unknown",
    closed_captions: false, large_text: false, easy_reader: false, draft: false, auto_synced: false, status: "serving", failure: null, raw: "{}", ...change,
  };
}
