/** The commands of the Accounts page. */
import { announce } from "../app/announce";
import { backend, type Account } from "../bridge";
import { commands } from "../commands";
import { desk } from "../document";
import { dialogs, pages } from "../panels";
import { accounts } from "./accounts.svelte";

type When = () => true | string;

const chosen: When = () => accounts.current !== undefined || "Add an account first";
const signsIn: When = () => (chosen() !== true ? chosen() : accounts.current?.proof.kind === "sign-in" || "This account does not sign in");

function rev(sandbox: boolean): true | string {
  const account = accounts.current;
  if (account?.service !== "rev") return "Choose an account of Rev first";
  if (account.sandbox === sandbox) return true;
  return account.sandbox ? "It is a sandbox already" : "Real orders are on already";
}

function add(id: string, title: string, when: When | undefined, run: () => void | Promise<void>, help?: string): void {
  commands.register({ id, title, group: "Accounts", repeats: false, run, ...(when ? { when } : {}), ...(help ? { help } : {}) });
}

const withAccount = (run: (account: Account) => void | Promise<void>) => () => {
  const account = accounts.current;
  if (!account) return;
  pages.show("accounts");
  return run(account);
};

async function backToSandbox(account: Account): Promise<void> {
  await backend.setRealOrders(account.id, false, "");
  announce("Orders of this account are sandbox orders again");
}

/** Adds the commands on accounts. */
export function registerAccountCommands(): void {
  add("accounts.add", "Add an account…", undefined, () => {
    pages.show("accounts");
    dialogs.open({ kind: "account", account: null });
  }, "Studio, YouTube or Rev; several of each.");
  add("accounts.signIn", "Sign in…", signsIn, withAccount(({ id }) => dialogs.open({ kind: "sign-in", account: id })), "In your own browser.");
  add("accounts.test", "Test the account", chosen, withAccount(({ id }) => accounts.test(id)));
  add("accounts.change", "Change the account…", chosen, withAccount(({ id }) => dialogs.open({ kind: "account", account: id })));
  add("accounts.secrets", "Change secrets of the account…", chosen, withAccount(({ id }) => dialogs.open({ kind: "secrets", account: id })));
  add("accounts.remove", "Remove the account…", chosen, withAccount(({ id }) => dialogs.open({ kind: "remove-account", account: id })));
  add("accounts.realOrders", "Turn on real orders…", () => rev(true), withAccount(({ id }) => dialogs.open({ kind: "real-orders", account: id })), "They are charged. Without this every order is a sandbox order.");
  add("accounts.sandbox", "Back to sandbox orders", () => rev(false), withAccount(backToSandbox));
  add("accounts.secretStore", "Where secrets are kept…", undefined, () => dialogs.open({ kind: "secret-store" }));
  add("accounts.next", "Next account", () => desk.accounts.length > 1 || "There is only one account", () => {
    const at = desk.accounts.findIndex(({ id }) => id === accounts.current?.id);
    const next = desk.accounts[(at + 1) % desk.accounts.length];
    if (!next) return;
    accounts.choose(next.id);
    announce(next.label);
  });
}
