import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { tick } from "svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { setBackend, type Item } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { SAMPLE_ACCOUNTS, sampleDesk, sampleItem } from "../bridge/fake-desk-sample";
import { commands } from "../commands";
import { desk, jobs, keyText, notices, project } from "../document";
import { keys } from "../keys";
import { dialogs, pages } from "../panels";
import { registerQueueCommands } from "./commands";
import EveryDialog from "./EveryDialog.svelte";
import { OPEN } from "./kernels/rows";
import { emptyOrder, orderOf } from "./kernels/order";
import { videoOf } from "./kernels/video";
import { queue } from "./queue.svelte";
import { fetchMedia } from "./requests.svelte";
import QueuePage from "./QueuePage.svelte";

// jsdom works out roles and styles slowly where a machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const NOW = 1_795_000_000_000;
let backend: FakeBackend;

beforeEach(async () => {
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
  backend = new FakeBackend({ desk: sampleDesk(NOW, 40) });
  setBackend(backend);
  notices.reset();
  dialogs.close();
  pages.show("queue");
  Object.assign(queue, { tab: "requests", filter: OPEN, sort: { column: "age", descending: true }, currentKey: null, column: 0, item: null });
  project.unload();
  await backend.listen((event) => (event.kind === "desk" ? desk.take(event) : project.take(event)));
  project.load((await backend.start()).snapshot!);
  desk.load(await backend.desk());
  registerQueueCommands();
});

async function press(key: string, more: KeyboardEventInit = {}): Promise<void> {
  const event = new KeyboardEvent("keydown", { key, code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key, bubbles: true, cancelable: true, ...more });
  const target = document.activeElement ?? document.body;
  const taken = (heard: Event) => keys.handle(heard as KeyboardEvent);
  window.addEventListener("keydown", taken, { capture: true, once: true });
  target.dispatchEvent(event);
  window.removeEventListener("keydown", taken, { capture: true });
  await tick();
  await tick();
}

/** Chooses the first row of a state, and puts the focus into the grid. */
async function choose(state: string, kind = "studio") {
  const request = desk.requests.find((one) => one.state === state && one.what.kind === kind)!;
  queue.filter = { ...OPEN, state: "all" };
  queue.currentKey = keyText(request.key);
  await tick();
  queue.focusGrid?.();
  await tick();
  await tick();
  return request;
}

const show = (dialog: Parameters<typeof dialogs.open>[0]) => {
  dialogs.open(dialog);
  return render(EveryDialog);
};

const put = (...items: Item[]) => backend.putItems(items);

describe("the grid", () => {
  it("draws only what is in sight of 5,000 rows, and says how many there are", async () => {
    desk.load(sampleDesk(NOW, 5000));
    render(QueuePage);
    await tick();
    const grid = screen.getByRole("grid", { name: "Requests and orders" });
    expect(Number(grid.getAttribute("aria-rowcount"))).toBe(queue.rows.length + 1);
    expect(queue.rows.length).toBeGreaterThan(4000);
    expect(grid.querySelectorAll("[data-place]").length).toBeLessThan(60);
  });

  it("goes through rows and columns by keys, with one tab stop", async () => {
    render(QueuePage);
    await tick();
    queue.focusGrid?.();
    await tick();
    await tick();
    await press("ArrowDown");
    await press("ArrowDown");
    await press("ArrowRight");
    expect(queue.currentKey).toBe(keyText(queue.rows[2]!.key));
    const focused = document.activeElement!;
    expect(focused.closest("[data-place]")?.getAttribute("data-place")).toBe("2");
    expect(focused.getAttribute("data-cell")).toBe("1");
    expect(document.querySelectorAll("[data-cell][tabindex='0']")).toHaveLength(1);
    await fireEvent.keyDown(document.activeElement!, { key: "End", ctrlKey: true });
    expect(queue.active).toBe(queue.rows.length - 1);
  });

  it("sorts by a column and says so", async () => {
    render(QueuePage);
    await tick();
    await fireEvent.click(screen.getByRole("button", { name: "Length" }));
    expect(screen.getByRole("columnheader", { name: "Length" })).toHaveAttribute("aria-sort", "ascending");
    const seconds = queue.rows.map((row) => row.seconds ?? Infinity);
    expect(seconds).toEqual([...seconds].sort((a, b) => a - b));
  });

  it("says how to begin where there is no account", async () => {
    desk.load({ accounts: [], items: [], requests: [], media: [], links: [] });
    render(QueuePage);
    await tick();
    expect(screen.getByText("No account yet")).toBeInTheDocument();
  });

  it("shows what a server says as text and never as markup", async () => {
    const evil = '<img src=x onerror="globalThis.hacked=1">';
    const request = { ...desk.requests[0]!, title: evil, status: evil };
    desk.take({ kind: "desk", requests: [request] });
    queue.currentKey = keyText(request.key);
    render(QueuePage);
    await tick();
    expect(document.querySelector("main img")).toBeNull();
    expect(screen.getByRole("heading", { name: evil })).toBeInTheDocument();
  });
});

describe("a key of another page", () => {
  it("finds lines of a list that has the focus, and takes no request", async () => {
    render(QueuePage);
    const request = await choose("listed");
    screen.getByLabelText("State").focus();
    await press("t");
    expect(desk.request(keyText(request.key))?.state).toBe("listed");
  });

  it("changes nothing that is not on show", async () => {
    const run = vi.fn();
    commands.register({ id: "cue.last", title: "Last cue", group: "Cue", run });
    commands.guardBy(({ group }) => group !== "Cue" || "Go to the Edit page first");
    render(QueuePage);
    await tick();
    queue.focusGrid?.();
    await tick();
    await tick();
    await press("End", { ctrlKey: true });
    expect(run).not.toHaveBeenCalled();
    expect(queue.active).toBe(queue.rows.length - 1);
    commands.guardBy(() => true);
  });
});

describe("a request by keys", () => {
  it("is taken, and its media is kept", async () => {
    render(QueuePage);
    const request = await choose("listed");
    await press("t");
    await waitFor(() => expect(desk.request(keyText(request.key))?.state).toBe("taken"));
    await waitFor(() => expect(desk.mediaOf(request.key)).toMatchObject({ complete: true }));
  });

  it("shows how far its media is while other work goes on, and can be stopped", async () => {
    const request = desk.requests.find(({ state, what }) => state === "taken" && what.kind === "studio")!;
    let finish = () => {};
    vi.spyOn(backend, "fetchMedia").mockReturnValue(new Promise((done) => (finish = done)));
    const stopped = vi.spyOn(backend, "stopMedia");
    const fetched = fetchMedia(request.key);
    const media = { key: request.key, path: "/a", held: 30, whole: 120, validator: null, complete: false, updated_at: NOW };
    await waitFor(() => expect(jobs.list).toMatchObject([{ label: `Media of request ${request.key.remote_id}` }]));
    for (const [held, progress] of [[30, 0.25], [90, 0.75]] as const) {
      desk.take({ kind: "desk", media: [{ ...media, held }] });
      await waitFor(() => expect(jobs.list).toMatchObject([{ progress }]));
    }
    jobs.list[0]!.stop!();
    expect(stopped).toHaveBeenCalledWith(request.key);
    finish();
    await fetched;
    expect(jobs.list).toEqual([]);
  });

  it("stays taken when its media cannot be fetched, and says what to do", async () => {
    render(QueuePage);
    const request = await choose("listed");
    backend.online = false;
    await press("t");
    await waitFor(() => expect(notices.shown).toMatchObject([{ severity: "error", message: expect.stringContaining("go on when you are connected") }]));
    expect(desk.request(keyText(request.key))?.state).toBe("taken");
    expect(jobs.list).toEqual([]);
  });

  it("is opened on the Edit page, with its language asked for where it is not given", async () => {
    render(QueuePage);
    const request = await choose("taken");
    desk.take({ kind: "desk", requests: [{ ...request, language: null }] });
    backend.state.requests = backend.state.requests.map((one) => (keyText(one.key) === keyText(request.key) ? { ...one, language: null } : one));
    await press("o");
    expect(dialogs.current).toEqual({ kind: "open-request", request: request.key });
    render(EveryDialog);
    const field = await screen.findByPlaceholderText("en-US");
    await fireEvent.input(field, { target: { value: "not a tag" } });
    expect(screen.getByRole("button", { name: "Open" })).toBeDisabled();
    await fireEvent.input(field, { target: { value: "pt-BR" } });
    await fireEvent.click(screen.getByRole("button", { name: "Open" }));
    await waitFor(() => expect(pages.current).toBe("edit"));
  });

  it("is fulfilled once, with the target and the file named before", async () => {
    const request = await choose("taken");
    show({ kind: "fulfil", request: request.key });
    expect(await screen.findByText(`Studio: request ${request.key.remote_id} of Lakeside School`)).toBeInTheDocument();
    expect(screen.getByText(/captions\.srt, 60 cues/)).toBeInTheDocument();
    await fireEvent.click(screen.getByRole("button", { name: "Hand in" }));
    await waitFor(() => expect(dialogs.current).toBeNull());
    expect(backend.wishes).toMatchObject([{ kind: "fulfil", track: project.activeTrackId }]);
    expect(desk.request(keyText(request.key))?.state).toBe("handed");
    expect(commands.availability("queue.fulfil").reason).toBe("Its result is in the outbox already");
    backend.drain();
    expect(desk.counts.checking).toBeGreaterThan(0);
    backend.confirm();
    expect(desk.request(keyText(request.key))?.state).toBe("settled");
  });

  it("is failed only with a reason and knowingly", async () => {
    const request = await choose("taken");
    show({ kind: "fail-request", request: request.key, message: "" });
    const button = await screen.findByRole("button", { name: "Fail the request" });
    await fireEvent.click(screen.getByRole("checkbox"));
    expect(button).toBeDisabled();
    await fireEvent.input(screen.getByLabelText("Why it cannot be done"), { target: { value: "The sound is missing" } });
    await waitFor(() => expect(button).toBeEnabled());
    await fireEvent.click(button);
    await waitFor(() => expect(backend.wishes).toEqual([{ kind: "fail", request: request.key, message: "The sound is missing" }]));
  });

  it("is put in the outbox once, however often it is said", async () => {
    const wish = { kind: "cancel-order" as const, account: SAMPLE_ACCOUNTS.rev, number: "CP10007" };
    const before = desk.items.length;
    await backend.send("one", wish);
    await backend.send("one", wish);
    expect(desk.items).toHaveLength(before + 1);
  });
});

describe("the outbox", () => {
  async function showOutbox(): Promise<void> {
    queue.tab = "outbox";
    render(QueuePage);
    await tick();
  }

  it("shows everything in its place: nothing is left out", async () => {
    await showOutbox();
    expect(document.querySelectorAll("[data-item]")).toHaveLength(desk.items.length);
    expect(screen.getByRole("heading", { name: /Needs you/ })).toBeInTheDocument();
    expect(screen.getByText(/units for today are used up/)).toBeInTheDocument();
  });

  it("gives an item up only after saying what that means", async () => {
    put(sampleItem(50, NOW, { state: "queued" }));
    await showOutbox();
    const item = document.querySelector("[aria-label^='Update a track'][data-item], [data-item]")!;
    expect(item).not.toBeNull();
    await fireEvent.click(screen.getAllByRole("button", { name: "Give up" })[0]!);
    expect(dialogs.current).toMatchObject({ kind: "decide", decision: { kind: "cancel" } });
  });

  it("sends again what is in doubt only knowingly", async () => {
    put(sampleItem(60, NOW, { state: "needs-user", need: { kind: "unverified" }, attempts: 1 }));
    await expect(backend.decide("item-60", { kind: "send-again", knowing: false })).rejects.toMatchObject({ code: "not-now" });
    show({ kind: "decide", item: "item-60", title: "Send again", warning: "The service may have this already.", decision: { kind: "send-again", knowing: true } });
    await fireEvent.click(await screen.findByRole("button", { name: "Send again" }));
    await waitFor(() => expect(desk.item("item-60")?.state).toBe("queued"));
  });

  it("asks twice before a real order may be charged twice", async () => {
    const order = { ...orderOf(emptyOrder("ref", "i")).order, sandbox: false };
    put(sampleItem(61, NOW, { operation: { kind: "rev-order", order }, state: "needs-user", need: { kind: "not-found" }, attempts: 1 }));
    show({ kind: "decide", item: "item-61", title: "Send again", warning: "…", decision: { kind: "send-again", knowing: true } });
    const button = await screen.findByRole("button", { name: "Send again" });
    expect(button).toBeDisabled();
    await fireEvent.click(screen.getByRole("checkbox"));
    await waitFor(() => expect(button).toBeEnabled());
  });

  it("goes from item to item by arrow keys", async () => {
    await showOutbox();
    const items = [...document.querySelectorAll<HTMLElement>("[data-item]")];
    items[0]!.focus();
    await fireEvent.keyDown(items[0]!, { key: "ArrowDown" });
    expect(document.activeElement).toBe(items[1]);
  });

  it("goes offline and comes back by itself, with nothing lost", async () => {
    backend.online = false;
    backend.drain();
    expect(desk.counts.waiting).toBe(2);
    await backend.networkBack();
    backend.drain();
    backend.confirm();
    expect(desk.items.find(({ id }) => id === "item-3")?.state).toBe("done");
  });
});

describe("a conflict", () => {
  const conflict = () => desk.items.find(({ state }) => state === "conflict")!;

  /** Opens the dialog of the conflict and has the service's side fetched. */
  async function compared() {
    const { id } = conflict();
    show({ kind: "conflict", item: id });
    await fireEvent.click(await screen.findByRole("button", { name: "Fetch and compare" }));
    await screen.findByRole("table", { name: "Difference cue by cue" });
    return id;
  }

  it("names what fetching the other side costs, and fetches it only then, and once", async () => {
    const { id } = conflict();
    show({ kind: "conflict", item: id });
    const summary = await screen.findByRole("region", { name: "What will be fetched" });
    expect(summary).toHaveTextContent("YouTube: the track English of the video LampAndLens of");
    expect(summary).toHaveTextContent("200 units; 8,650 of 10,000 are left today");
    expect(screen.queryByLabelText(/Take theirs into my track/)).toBeNull();
    expect(backend.fetches).toBe(0);
    await fireEvent.click(screen.getByRole("button", { name: "Fetch and compare" }));
    expect(await screen.findByLabelText(/Take theirs into my track/)).toBeInTheDocument();
    expect(await backend.previewFetch({ kind: "conflict", item: id })).toBeNull();
    expect(backend.fetches).toBe(1);
  });

  it("shows both sides cue by cue and sends nothing until something is chosen", async () => {
    await compared();
    expect(screen.getByText(/57 the same, 1 other text, 1 other times, 1 only here/)).toBeInTheDocument();
    expect(screen.getByText("Changed at the service")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Choose what is to be done" })).toBeDisabled();
    await fireEvent.click(screen.getByRole("button", { name: "Decide later" }));
    expect(desk.counts["needs-you"]).toBe(1);
  });

  it.each([["Replace theirs with mine", "Replace", "queued"], ["Take theirs into my track", "Take theirs", "cancelled"]])("%s", async (way, verb, state) => {
    const id = await compared();
    await fireEvent.click(await screen.findByLabelText(new RegExp(way)));
    await fireEvent.click(screen.getByRole("button", { name: verb }));
    await waitFor(() => expect(desk.item(id)?.state).toBe(state));
  });

  it("can be sent as another track, under a name of its own, at a cost that is named", async () => {
    const { id } = conflict();
    show({ kind: "conflict", item: id });
    await fireEvent.click(await screen.findByLabelText(/Send mine as another track/));
    const send = screen.getByRole("button", { name: "Send as another" });
    expect(send).toBeDisabled();
    await fireEvent.input(await screen.findByLabelText("Name of the other track"), { target: { value: "English, corrected" } });
    expect(await screen.findByText(/^450 units/)).toBeInTheDocument();
    await waitFor(() => expect(send).toBeEnabled());
    await fireEvent.click(send);
    await waitFor(() => expect(desk.item(id)?.state).toBe("cancelled"));
    expect(desk.items.at(-1)?.operation).toMatchObject({ kind: "youtube-insert", name: "English, corrected" });
  });
});

describe("service types", () => {
  it("are deleted only with their key typed", async () => {
    show({ kind: "delete-service-type", account: SAMPLE_ACCOUNTS.studio, key: "verbatim-24h" });
    const button = await screen.findByRole("button", { name: "Delete" });
    await fireEvent.input(screen.getByRole("textbox"), { target: { value: "verbatim" } });
    expect(button).toBeDisabled();
    await fireEvent.input(screen.getByRole("textbox"), { target: { value: "verbatim-24h" } });
    await fireEvent.click(button);
    await waitFor(() => expect(backend.wishes).toEqual([{ kind: "service-type-delete", account: SAMPLE_ACCOUNTS.studio, key: "verbatim-24h" }]));
  });

  it("are refused with a language that is none", async () => {
    show({ kind: "service-type", account: SAMPLE_ACCOUNTS.studio, type: null });
    await fireEvent.input(await screen.findByLabelText("Key"), { target: { value: "fast" } });
    await fireEvent.input(screen.getByLabelText("Description"), { target: { value: "Within an hour" } });
    await fireEvent.input(screen.getByLabelText("Languages"), { target: { value: "en, english!" } });
    expect(screen.getByRole("alert")).toHaveTextContent("english!: this is no language tag");
    expect(screen.getByRole("button", { name: "Make" })).toBeDisabled();
  });
});

describe("links of a track", () => {
  it("are pushed with the target and the cost named, and the draft flag flipped", async () => {
    show({ kind: "push", track: project.activeTrackId! });
    expect(await screen.findByText(/550 units \(50 to look first, 450 to send, 50 to check\)/)).toBeInTheDocument();
    expect(screen.getByText("YouTube: the track English of the video dQw4w9WgXcQ of Tide channel")).toBeInTheDocument();
    await fireEvent.click(screen.getByLabelText("Only whether viewers see them"));
    await fireEvent.click(await screen.findByLabelText("See it: published"));
    await waitFor(() => expect(screen.getByRole("button", { name: "Push" })).toBeEnabled());
    await fireEvent.click(screen.getByRole("button", { name: "Push" }));
    await waitFor(() => expect(backend.wishes).toEqual([{ kind: "push", link: "link-1", captions: false, draft: false }]));
  });

  it("are made to a track that is not there yet", async () => {
    show({ kind: "push", track: project.activeTrackId! });
    await fireEvent.change(await screen.findByLabelText("To"), { target: { value: "new" } });
    await fireEvent.input(await screen.findByLabelText("Video"), { target: { value: "https://youtu.be/dQw4w9WgXcQ?t=1" } });
    await waitFor(() => expect(screen.getByRole("button", { name: "Push" })).toBeEnabled());
    await fireEvent.click(screen.getByRole("button", { name: "Push" }));
    await waitFor(() => expect(backend.wishes).toMatchObject([{ kind: "push-new", video: "dQw4w9WgXcQ", language: "en", name: "", draft: true }]));
  });

  it("are never made to what speech recognition wrote", async () => {
    desk.load({ ...(await backend.desk()), links: [] });
    show({ kind: "link-track", track: project.activeTrackId! });
    await fireEvent.input(await screen.findByLabelText("Video"), { target: { value: "dQw4w9WgXcQ" } });
    await fireEvent.click(screen.getByRole("button", { name: "Look up its tracks" }));
    expect(await screen.findByLabelText(/made by speech recognition/)).toBeDisabled();
    expect(screen.getByLabelText(/English, en/)).toBeChecked();
  });

  it("are pulled only after the difference was shown", async () => {
    const applied = vi.spyOn(backend, "applyPull");
    show({ kind: "pull", track: project.activeTrackId! });
    expect(await screen.findByText(/^250 units/)).toBeInTheDocument();
    expect(backend.fetches).toBe(0);
    await fireEvent.click(screen.getByRole("button", { name: "Fetch and compare" }));
    expect(await screen.findByText("Only theirs has changed.")).toBeInTheDocument();
    expect(applied).not.toHaveBeenCalled();
    await fireEvent.click(screen.getByRole("button", { name: "Take theirs" }));
    await waitFor(() => expect(applied).toHaveBeenCalledWith("link-1"));
  });

  it("are not needed to withdraw what was published in the project only: it is a draft again, as one step", async () => {
    desk.load({ ...(await backend.desk()), links: [] });
    const track = { ...project.activeTrack!, state: "published" as const, published: "revision-1", links: [] };
    await project.apply({ kind: "set-track", track });
    const steps = backend.steps.length;
    await commands.run("track.withdraw");
    render(EveryDialog);
    await fireEvent.click(await screen.findByRole("button", { name: "Withdraw" }));
    await waitFor(() => expect(dialogs.current).toBeNull());
    expect(project.activeTrack).toMatchObject({ state: "draft", published: null });
    expect(backend.steps.length).toBe(steps + 1);
    expect(commands.availability("track.withdraw").reason).toBe("The track is not published");
    await project.undo();
    expect(project.activeTrack).toMatchObject({ state: "published", published: "revision-1" });
    const links = [{ service: "studio", account: "a", remote: "41" }];
    await project.apply({ kind: "set-track", track: { ...track, links } });
    expect(commands.availability("track.withdraw").reason).toBe("What was handed in at Studio is not taken back");
  });

  it.each([
    ["dQw4w9WgXcQ", "dQw4w9WgXcQ"], ["https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3", "dQw4w9WgXcQ"], ["https://studio.youtube.com/video/dQw4w9WgXcQ/translations", "dQw4w9WgXcQ"],
    ["https://youtube.com/shorts/dQw4w9WgXcQ", "dQw4w9WgXcQ"], ["https://evil.example/watch?v=dQw4w9WgXcQ", null], ["short", null],
  ])("find the video in %s", (text, video) => expect(videoOf(text)).toBe(video));
});
