import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { tick } from "svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { setBackend, type Item } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { SAMPLE_ACCOUNTS, sampleDesk, sampleFailure, sampleItem } from "../bridge/fake-desk-sample";
import { desk, notices, project } from "../document";
import { dialogs, pages } from "../panels";
import EveryDialog from "./EveryDialog.svelte";
import { draftOf, emptyOrder, orderOf, typedSeconds } from "./kernels/order";
import { queue } from "./queue.svelte";
import QueuePage from "./QueuePage.svelte";

// jsdom works out roles and styles slowly where a machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const NOW = 1_795_000_000_000;
let backend: FakeBackend;

beforeEach(async () => {
  backend = new FakeBackend({ desk: sampleDesk(NOW, 40) });
  setBackend(backend);
  notices.reset();
  dialogs.close();
  pages.show("queue");
  project.unload();
  await backend.listen((event) => (event.kind === "desk" ? desk.take(event) : project.take(event)));
  project.load((await backend.start()).snapshot!);
  desk.load(await backend.desk());
});

const put = (item: Item) => backend.putItems([item]);

const show = (dialog: Parameters<typeof dialogs.open>[0]) => {
  dialogs.open(dialog);
  return render(EveryDialog);
};

describe("an order", () => {
  it("shows what is wrong at its field with the code, and is placed once it is right", async () => {
    show({ kind: "order", item: null });
    const button = await screen.findByRole("button", { name: "Place sandbox order" });
    await fireEvent.change(screen.getByLabelText("Where medium 1 is"), { target: { value: "link" } });
    await fireEvent.input(await screen.findByLabelText("Address of the page"), { target: { value: "https://vimeo.com/1" } });
    await fireEvent.input(screen.getByLabelText("Length"), { target: { value: "" } });
    expect(await screen.findByText(/length of YouTube videos only.*\(20001\)/)).toBeInTheDocument();
    expect(button).toBeDisabled();
    await fireEvent.input(screen.getByLabelText("Length"), { target: { value: "5:00" } });
    await fireEvent.click(screen.getByLabelText("Korean"));
    await fireEvent.click(screen.getByLabelText("Scenarist"));
    expect(await screen.findByText(/Latin letters only.*\(20004\)/)).toBeInTheDocument();
    await fireEvent.click(screen.getByLabelText("Scenarist"));
    await waitFor(() => expect(button).toBeEnabled());
    expect(screen.getByText(/nothing is made and nothing is charged/)).toBeInTheDocument();
    await fireEvent.click(button);
    await waitFor(() => expect(dialogs.current).toBeNull());
    expect(backend.wishes).toMatchObject([{ kind: "order", order: { sandbox: true, inputs: [{ seconds: 300, media: { kind: "link", at: "https://vimeo.com/1" } }], subtitle_languages: ["ko"] } }]);
  });

  it("is real only for an account that was switched, and then said twice", async () => {
    const order = { ...orderOf({ ...emptyOrder("r1", "i"), inputs: [{ item: "i", from: "link", at: "https://youtu.be/dQw4w9WgXcQ", seconds: "60", speakers: "", glossary: "" }] }).order, sandbox: false };
    await expect(backend.send("x", { kind: "order", account: SAMPLE_ACCOUNTS.rev, order, uploads: [] })).rejects.toMatchObject({ code: "sandbox-only" });
    await backend.setRealOrders(SAMPLE_ACCOUNTS.rev, true, "Rev, harbour project");
    show({ kind: "order", item: null });
    await fireEvent.click(await screen.findByLabelText(/Real order: Rev does the work/));
    const button = await screen.findByRole("button", { name: "Place real order" });
    await waitFor(() => expect(screen.getByText(/at least \$0\.00/)).toBeInTheDocument());
    expect(button).toBeDisabled();
    await fireEvent.click(screen.getByLabelText(/is charged to Rev, harbour project/));
    await waitFor(() => expect(button).toBeEnabled());
  });

  it("has a whole estimate once the account holds what Rev charges", async () => {
    await backend.changeAccount({ ...desk.account(SAMPLE_ACCOUNTS.rev)!, prices: { captions: "1.99", premium: null, subtitles: null } });
    show({ kind: "order", item: null });
    await fireEvent.change(await screen.findByLabelText("Where medium 1 is"), { target: { value: "link" } });
    await fireEvent.input(await screen.findByLabelText("Address of the page"), { target: { value: "https://vimeo.com/1" } });
    await fireEvent.input(screen.getByLabelText("Length"), { target: { value: "2:51" } });
    expect(await screen.findByText("Captions: $5.68")).toBeInTheDocument();
    expect(screen.queryByText(/at least/)).toBeNull();
    await fireEvent.click(screen.getByLabelText("Korean"));
    expect(await screen.findByText(/at least \$5\.68/)).toBeInTheDocument();
    expect(screen.getByText(/Subtitles: not known; note what Rev charges you/)).toBeInTheDocument();
  });

  it("that was refused is corrected in a form that holds it, under a reference of its own", () => {
    const { order, uploads } = orderOf({ ...emptyOrder("first", "up1"), inputs: [{ item: "up1", from: "file", at: "/home/mira/a.mp4", seconds: "90", speakers: "Ada\nGrace", glossary: "MD5" }], rush: true, poNumber: " PO-1 " });
    expect(uploads).toEqual([{ item: "up1", path: "/home/mira/a.mp4" }]);
    const again = draftOf(order, "second", () => "up2", () => "/home/mira/a.mp4");
    expect(orderOf(again).order).toEqual({ ...order, client_ref: "second", inputs: [{ ...order.inputs[0], media: { kind: "upload", at: "up2" } }] });
  });

  it.each([["", null], ["90", 90], ["1:30", 90], ["1:00:00.2", 3601], ["soon", 0], ["-4", 0]])("reads the length “%s” as %s", (text, seconds) => expect(typedSeconds(text)).toBe(seconds));
});

describe("a refusal", () => {
  it("leads to the form in which it is corrected", async () => {
    const { order } = orderOf({ ...emptyOrder("r", "i"), poNumber: "PO-1" });
    put(sampleItem(70, NOW, { operation: { kind: "rev-order", order }, state: "needs-user", need: { kind: "correct" }, failure: sampleFailure("invalid", "This Rev account cannot set a purchase order", { reason: "40011", field: "ponumber" }) }));
    queue.tab = "outbox";
    render(QueuePage);
    await tick();
    expect(screen.getAllByText("This Rev account cannot set a purchase order").length).toBeGreaterThan(0);
    await fireEvent.click(screen.getByRole("button", { name: "Correct…" }));
    expect(dialogs.current).toEqual({ kind: "order", item: "item-70" });
  });

  it("is over once the corrected order stands in its place, under a reference of its own", async () => {
    const inputs = [{ item: "i", from: "link" as const, at: "https://youtu.be/dQw4w9WgXcQ", seconds: "60", speakers: "", glossary: "" }];
    const { order } = orderOf({ ...emptyOrder("r", "i"), inputs, poNumber: "PO-1" });
    put(sampleItem(71, NOW, { operation: { kind: "rev-order", order }, state: "needs-user", need: { kind: "correct" }, failure: sampleFailure("invalid", "No purchase order, please", { reason: "40011" }) }));
    show({ kind: "order", item: "item-71" });
    await fireEvent.input(await screen.findByLabelText("Purchase order, project or department"), { target: { value: "" } });
    const button = screen.getByRole("button", { name: "Place sandbox order" });
    await waitFor(() => expect(button).toBeEnabled());
    await fireEvent.click(button);
    await waitFor(() => expect(desk.item("item-71")?.state).toBe("cancelled"));
    const [wish] = backend.wishes;
    expect(wish).toMatchObject({ kind: "order", order: { po_number: null } });
    expect(wish?.kind === "order" && wish.order.client_ref).not.toBe("r");
  });
});
