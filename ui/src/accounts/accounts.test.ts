import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { tick } from "svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { setBackend } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { SAMPLE_ACCOUNTS, sampleDesk } from "../bridge/fake-desk-sample";
import { desk, notices } from "../document";
import { dialogs, pages } from "../panels";
import AccountsPage from "./AccountsPage.svelte";
import { accounts } from "./accounts.svelte";
import { registerAccountCommands } from "./commands";
import EveryDialog from "./EveryDialog.svelte";
import { addressProblem, emptyAccount, problemsOf } from "./kernels/form";

vi.setConfig({ testTimeout: 60_000 });

const SECRET = "s3cr3t-do-not-show";
let backend: FakeBackend;

beforeEach(async () => {
  backend = new FakeBackend({ desk: sampleDesk(1_795_000_000_000, 4) });
  setBackend(backend);
  notices.reset();
  dialogs.close();
  pages.show("accounts");
  await backend.listen((event) => event.kind === "desk" && desk.take(event));
  desk.load(await backend.desk());
  await accounts.loadStores();
  registerAccountCommands();
});

const show = (dialog: Parameters<typeof dialogs.open>[0]) => {
  dialogs.open(dialog);
  return render(EveryDialog);
};

const type = async (label: string | RegExp, value: string) => fireEvent.input(await screen.findByLabelText(label), { target: { value } });

describe("the form of an account", () => {
  it.each([
    ["https://lakeside.instructuremedia.com/api/public/v1", ""], ["http://127.0.0.1:4711", ""], ["http://localhost/x", ""], ["http://[::1]:80", ""],
    ["http://rev.com", "The address must begin with https; plain http is only for this computer"], ["http://127.0.0.1.evil.example", "The address must begin with https; plain http is only for this computer"],
    ["ftp://x", "The address must begin with https"], ["rev", "This is no address"], ["https://me:pw@rev.com", "The address must not hold a name, a password or a query"],
  ])("of %s says “%s”", (address, problem) => expect(addressProblem(address)).toBe(problem));

  it("asks for what each service needs, and for secrets only of a new one", () => {
    expect(Object.keys(problemsOf(emptyAccount("studio"), true))).toEqual(["label", "api", "clientId"]);
    expect(Object.keys(problemsOf(emptyAccount("rev"), true))).toEqual(["label", "clientKey", "userKey"]);
    expect(Object.keys(problemsOf({ ...emptyAccount("rev"), label: "x" }, false))).toEqual([]);
    expect(problemsOf({ ...emptyAccount("studio"), label: "x", api: "https://a.b", proof: "headers" }, true).headers).toBe("Give a value for each header");
  });

  it("adds several of one service, with keys that go nowhere else", async () => {
    show({ kind: "account", account: null });
    await fireEvent.click(await screen.findByLabelText("Rev"));
    await type("Name", "Rev, night project");
    await type("Client API key", SECRET);
    await type("User API key", `${SECRET}-2`);
    await fireEvent.click(screen.getByRole("button", { name: "Add" }));
    await waitFor(() => expect(dialogs.current).toBeNull());
    expect(desk.accounts.filter(({ service }) => service === "rev")).toHaveLength(2);
    expect(desk.accounts.at(-1)).toMatchObject({ label: "Rev, night project", sandbox: true, real_orders_known: false });
    expect([...backend.secrets.values()]).toEqual([SECRET, `${SECRET}-2`]);
    expect(JSON.stringify([desk.accounts, notices.past, backend.state])).not.toContain(SECRET);
    expect(document.body.innerHTML).not.toContain(SECRET);
  });

  it("takes what Rev charges for a minute, and nothing that is no amount", async () => {
    show({ kind: "account", account: SAMPLE_ACCOUNTS.rev });
    await type("Captions", "2 dollars");
    await fireEvent.click(screen.getByRole("button", { name: "Change" }));
    expect(await screen.findByText(/dollars a minute such as 1.99/)).toBeInTheDocument();
    await type("Captions", "1.99");
    await fireEvent.click(screen.getByRole("button", { name: "Change" }));
    await waitFor(() => expect(dialogs.current).toBeNull());
    expect(desk.account(SAMPLE_ACCOUNTS.rev)?.prices).toEqual({ captions: "1.99", premium: null, subtitles: null });
  });

  it("takes the headers of a captioning service", async () => {
    show({ kind: "account", account: null });
    await type("Name", "Lakeside, service");
    await type("Address", "https://lakeside.instructuremedia.com/api/public/v1");
    await fireEvent.click(screen.getByLabelText(/Headers that the school gave/));
    await type("Value of header 1", SECRET);
    await fireEvent.click(screen.getByRole("button", { name: "Add" }));
    await waitFor(() => expect(desk.accounts.at(-1)?.proof).toEqual({ kind: "headers", names: ["Authorization"] }));
  });
});

describe("signing in", () => {
  it("with Google waits for the browser, and can be cancelled", async () => {
    show({ kind: "sign-in", account: SAMPLE_ACCOUNTS.youtube });
    await fireEvent.click(await screen.findByRole("button", { name: "Open the browser" }));
    expect(await screen.findByText(/Waiting for the browser/)).toBeInTheDocument();
    await fireEvent.click(screen.getByRole("button", { name: "Cancel the sign-in" }));
    expect(await screen.findByText("The sign-in was cancelled")).toBeInTheDocument();
    await fireEvent.click(screen.getByRole("button", { name: "Open the browser" }));
    backend.comeBack(SAMPLE_ACCOUNTS.youtube);
    await waitFor(() => expect(dialogs.current).toBeNull());
  });

  it("with Studio takes the address that is pasted", async () => {
    show({ kind: "sign-in", account: SAMPLE_ACCOUNTS.studio });
    await type("The page that the school registered", "https://lakeside.example/done");
    await fireEvent.click(screen.getByRole("button", { name: "Open the browser" }));
    await type(/The address you ended at/, "nothing here");
    await fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByText(/What was pasted holds no code/)).toBeInTheDocument();
    await type(/The address you ended at/, "https://lakeside.example/done?code=abc");
    await fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
    await waitFor(() => expect(dialogs.current).toBeNull());
  });
});

describe("the page", () => {
  it("goes from account to account by keys and tests one", async () => {
    render(AccountsPage);
    await tick();
    const list = screen.getByRole("listbox", { name: "Accounts" });
    await fireEvent.keyDown(list, { key: "ArrowDown" });
    expect(accounts.current?.id).toBe(SAMPLE_ACCOUNTS.youtube);
    await fireEvent.click(screen.getByRole("button", { name: "Test" }));
    expect(await screen.findByText("Tide channel can be used")).toBeInTheDocument();
    expect(screen.getByText(/1,350 of 10,000|1.350 of 10.000/)).toBeInTheDocument();
  });

  it("turns on real orders only for who types the account's name", async () => {
    show({ kind: "real-orders", account: SAMPLE_ACCOUNTS.rev });
    const button = await screen.findByRole("button", { name: "Turn on real orders" });
    await fireEvent.input(screen.getByRole("textbox"), { target: { value: "yes" } });
    expect(button).toBeDisabled();
    await fireEvent.input(screen.getByRole("textbox"), { target: { value: "Rev, harbour project" } });
    await fireEvent.click(button);
    await waitFor(() => expect(desk.account(SAMPLE_ACCOUNTS.rev)).toMatchObject({ sandbox: false, real_orders_known: true }));
  });

  it("removes no account with something in the outbox", async () => {
    show({ kind: "remove-account", account: SAMPLE_ACCOUNTS.youtube });
    expect(await screen.findByRole("alert")).toHaveTextContent("not settled in the outbox");
    expect(screen.getByRole("button", { name: "Remove" })).toBeDisabled();
    dialogs.open({ kind: "remove-account", account: SAMPLE_ACCOUNTS.rev });
    const button = await screen.findByRole("button", { name: "Remove" });
    await waitFor(() => expect(button).toBeEnabled());
    await fireEvent.click(button);
    await waitFor(() => expect(desk.account(SAMPLE_ACCOUNTS.rev)).toBeUndefined());
  });

  it("chooses no place for secrets by itself, and says what each is worth", async () => {
    backend.stores = { chosen: null, locked: false, places: backend.stores.places.map((one) => (one.place === "keyring" ? { ...one, works: false, message: "No keyring is running" } : one)) };
    await accounts.loadStores();
    expect(accounts.storeReady).toBe(false);
    show({ kind: "secret-store" });
    expect(await screen.findByText("No keyring is running")).toBeInTheDocument();
    expect(screen.getByLabelText(/The system’s keyring/)).toBeDisabled();
    await fireEvent.click(screen.getByLabelText(/A file under a passphrase/));
    const button = screen.getByRole("button", { name: "Keep them there" });
    await type("Passphrase", "correct horse");
    await type("The same again", "correct house");
    expect(await screen.findByText("The two are not the same")).toBeInTheDocument();
    expect(button).toBeDisabled();
    await type("The same again", "correct horse");
    await fireEvent.click(button);
    await waitFor(() => expect(accounts.stores?.chosen).toBe("passphrase-file"));
  });
});
