/**
 * What the window asks of accounts, the queue and the outbox.
 *
 * Text in the answers was said by a server or a user: it is data and never markup.
 */
import type {
  Account, AccountId, AccountTest, Attempt, AttachmentFormat, Decision, DeskLink, DeskState, Fetch, FetchPreview, Item, ItemId, KeptRequest,
  LinkDirection, LinkId, NamedSecret, NewAccount, OpenOutcome, QuotaUse, Refreshed, RemoteTrack, RequestKey, RevOrder, SecretPlace, SecretStores,
  SendPreview, ServiceType, Sides, TrackId, Whereabouts, Wish,
} from "./bindings";

/** What the window asks of the desk. */
export interface DeskBackend {
  desk(): Promise<DeskState>;
  /** Looks at the services; at all accounts where none is named. */
  refreshQueue(account: AccountId | null): Promise<Refreshed[]>;

  addAccount(account: NewAccount, secrets: NamedSecret[]): Promise<Account>;
  /** Changes what is no secret. */
  changeAccount(account: Account): Promise<Account>;
  /** Puts secrets in the place of those that were there. */
  setSecrets(account: AccountId, secrets: NamedSecret[]): Promise<unknown>;
  /** Removes it with its secrets and links; tokens are given back where the service takes them. */
  removeAccount(account: AccountId): Promise<unknown>;
  testAccount(account: AccountId): Promise<AccountTest>;
  /** Opens the service's page in the system's browser, and answers once the user has signed in there. */
  signIn(account: AccountId): Promise<unknown>;
  cancelSignIn(account: AccountId): Promise<unknown>;
  /** Opens the service's page in the system's browser; the code that it ends with is pasted. Answers the page's address. */
  beginPaste(account: AccountId, redirect: string): Promise<string>;
  finishPaste(account: AccountId, pasted: string): Promise<unknown>;
  /** Says that real orders may be placed, or that they may not. `typed` is what the user typed to say so. */
  setRealOrders(account: AccountId, real: boolean, typed: string): Promise<Account>;
  quota(account: AccountId): Promise<QuotaUse>;

  secretStores(): Promise<SecretStores>;
  chooseSecretStore(place: SecretPlace, passphrase: string | null): Promise<SecretStores>;

  /** Takes a request; its media is fetched by the next call. */
  takeRequest(key: RequestKey): Promise<KeptRequest>;
  /** Goes on fetching the media of a request, and tells how far it is; answers when all of it is here or it was stopped. */
  fetchMedia(key: RequestKey): Promise<unknown>;
  stopMedia(key: RequestKey): Promise<unknown>;
  /** Opens the project of a request, which is made where there is none. */
  openRequest(key: RequestKey, language: string | null): Promise<OpenOutcome>;
  /** An order whole, with comments and attachments. */
  showOrder(account: AccountId, number: string): Promise<RevOrder>;
  /** Fetches an attachment into the open project, as a track. */
  fetchAttachment(account: AccountId, attachment: string, format: AttachmentFormat | null): Promise<OpenOutcome>;
  serviceTypes(account: AccountId): Promise<ServiceType[]>;
  remoteTracks(account: AccountId, video: string): Promise<RemoteTrack[]>;

  /** What would happen; nothing is sent. */
  previewSend(wish: Wish): Promise<SendPreview>;
  /** What fetching would cost; null where it is here already. Nothing is asked of the service. */
  previewFetch(fetch: Fetch): Promise<FetchPreview | null>;
  /**
   * Puts it in the outbox under a name chosen before: asking again with the same name changes nothing. Fails with `gate`
   * while a finding keeps captions that would be sent from being published.
   */
  send(item: ItemId, wish: Wish): Promise<Item>;
  decide(item: ItemId, decision: Decision): Promise<Item>;
  attempts(item: ItemId): Promise<Attempt[]>;
  /** Where what was last frozen of a track is; null where nothing of it was ever frozen or sent. */
  whereabouts(track: TrackId): Promise<Whereabouts | null>;
  /** Both sides of an item that met something else at the service; the service's is fetched where it is not here. */
  conflictSides(item: ItemId): Promise<Sides>;
  /** Gives an item up, and has the service's side become its track. */
  takeTheirs(item: ItemId): Promise<unknown>;
  /** Writes the journal as text, without secrets. */
  saveJournal(path: string): Promise<unknown>;
  /** The network is back. */
  networkBack(): Promise<unknown>;

  linkTrack(account: AccountId, track: TrackId, remote: RemoteTrack, direction: LinkDirection): Promise<DeskLink>;
  changeLink(link: DeskLink): Promise<unknown>;
  /** What it linked stays on both sides. */
  unlink(link: LinkId): Promise<unknown>;
  /** Fetches the service's side of a link to be compared. */
  pull(link: LinkId): Promise<Sides>;
  /** Has the service's side that was fetched become the track. */
  applyPull(link: LinkId): Promise<unknown>;
}
