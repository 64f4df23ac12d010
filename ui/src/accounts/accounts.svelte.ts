/** What the Accounts page shows: the account that is chosen, tests, and where secrets are kept. */
import { announce } from "../app/announce";
import { backend, errorOf, type Account, type AccountId, type AccountTest, type QuotaUse, type SecretStores } from "../bridge";
import { desk } from "../document";

class Accounts {
  #chosen: AccountId | null = $state(null);
  /** What tests showed; null while one runs. */
  tests: ReadonlyMap<AccountId, AccountTest | null> = $state.raw(new Map());
  /** Accounts whose sign-in waits for the browser. */
  waiting: ReadonlySet<AccountId> = $state.raw(new Set());
  stores: SecretStores | null = $state.raw(null);

  /** The account that commands are about. */
  get current(): Account | undefined {
    return desk.accounts.find(({ id }) => id === this.#chosen) ?? desk.accounts[0];
  }

  /** Chooses an account. */
  choose(id: AccountId): void {
    this.#chosen = id;
  }

  /** Asks where secrets are kept. */
  async loadStores(): Promise<void> {
    this.stores = await backend.secretStores();
  }

  /** Whether secrets can be kept at all at the moment. */
  get storeReady(): boolean {
    return this.stores === null || (this.stores.chosen !== null && !this.stores.locked);
  }

  /** Tests an account and says what it showed. */
  async test(id: AccountId): Promise<void> {
    this.#tested(id, null);
    try {
      const test = await backend.testAccount(id);
      this.#tested(id, test);
      announce(test.message);
    } catch (thrown) {
      this.#tested(id, { ok: false, message: errorOf(thrown).message });
      throw thrown;
    }
  }

  /** Signs in over the browser; answers once the user is back. */
  async signIn(id: AccountId): Promise<void> {
    this.waiting = new Set([...this.waiting, id]);
    try {
      await backend.signIn(id);
      announce(`Signed in: ${desk.account(id)?.label ?? ""}`);
    } finally {
      this.waiting = new Set([...this.waiting].filter((one) => one !== id));
    }
  }

  /** Units of an account's day; null where its service counts none. */
  async quota(account: Account): Promise<QuotaUse | null> {
    return account.quota > 0 ? backend.quota(account.id) : null;
  }

  #tested(id: AccountId, test: AccountTest | null): void {
    this.tests = new Map([...this.tests, [id, test]]);
  }
}

/** The Accounts page. */
export const accounts = new Accounts();
