/** The commands of the Queue page, and those on the links of a track. */
import { announce } from "../app/announce";
import { backend, type KeptRequest, type TrackId } from "../bridge";
import { commands, type Command } from "../commands";
import { desk, project } from "../document";
import { dialogs, pages } from "../panels";
import { canDo, type RequestAct } from "./kernels/acts";
import { queue, type QueueTab } from "./queue.svelte";
import { openRequest, takeRequest } from "./requests.svelte";

type When = () => true | string;

const hasAccount = (service: "studio" | "youtube" | "rev", name: string): When => () => desk.accounts.some((one) => one.service === service) || `Add an account of ${name} first`;
const anyAccount: When = () => desk.accounts.length > 0 || "Add an account first";

/** A condition on the row that is chosen. */
const can = (act: RequestAct): When => () => canDo(queue.current, act);

function add(id: string, title: Command["title"], when: When | undefined, run: () => void | Promise<void>, help?: string): void {
  commands.register({ id, title, group: "Queue", repeats: false, run, ...(when ? { when } : {}), ...(help ? { help } : {}) });
}

/** Runs with the row that is chosen. */
const withRequest = (run: (request: KeptRequest) => void | Promise<void>) => () => {
  const request = queue.current;
  if (request) return run(request);
};

function show(tab: QueueTab): void {
  pages.show("queue");
  queue.tab = tab;
}

function showNeeds(): void {
  show("outbox");
  const first = desk.items.find((item) => ["conflict", "needs-user", "failed"].includes(item.state));
  if (first) queue.item = first.id;
}

async function saveJournal(): Promise<void> {
  const path = await backend.choosePath("export", "cuewright-outbox.txt");
  if (path === null) return;
  await backend.saveJournal(path);
  announce("The journal is saved");
}

function open(request: KeptRequest): void | Promise<void> {
  if (request.language === null) return dialogs.open({ kind: "open-request", request: request.key });
  return openRequest(request.key, null);
}

function cancelOrder(request: KeptRequest): void {
  const { account, remote_id: number } = request.key;
  dialogs.open({
    kind: "send", title: `Cancel the order ${number}`, verb: "Cancel the order", note: "Rev takes an order back only as long as nobody has begun with it.",
    wish: { kind: "cancel-order", account, number },
  });
}

function registerRows(): void {
  add("queue.take", "Take the request", can("take"), withRequest((request) => takeRequest(request.key)), "Fetches its media and keeps it for offline work.");
  add("queue.open", "Open the request", can("open"), withRequest(open), "Opens its project, or starts one with its media and a track in its language.");
  add("queue.fulfil", "Fulfil the request…", fulfillable, withRequest((request) => dialogs.open({ kind: "fulfil", request: request.key })), "Hands in a track of the open project, once.");
  add("queue.fail", "Fail the request…", can("fail"), withRequest((request) => dialogs.open({ kind: "fail-request", request: request.key, message: "" })), "Gives it back with a reason.");
  add("queue.fetchOrder", "Fetch from the order…", can("fetch"), withRequest((request) => dialogs.open({ kind: "fetch-order", request: request.key })), "Brings finished captions into the project.");
  add("queue.cancelOrder", "Cancel the order…", can("cancel"), withRequest(cancelOrder));
}

function fulfillable(): true | string {
  const verdict = canDo(queue.current, "fulfil");
  if (verdict !== true) return verdict;
  return project.open || "Open the request first: what is handed in is a track of its project";
}

/** Adds the commands of the Queue menu. */
export function registerQueueCommands(): void {
  add("queue.refresh", "Look for requests and orders", () => (anyAccount() !== true ? anyAccount() : !desk.refreshing || "It is being looked already"), () => desk.refresh(), "Asks every account what there is to do.");
  registerRows();
  add("queue.order", "Order captions from Rev…", hasAccount("rev", "Rev"), () => dialogs.open({ kind: "order", item: null }), "Every field, its errors and the cost are shown before anything is sent.");
  add("queue.newType", "New service type…", hasAccount("studio", "Studio"), () => {
    const account = queue.typesOf ?? desk.accounts.find((one) => one.service === "studio")?.id;
    if (account !== undefined) dialogs.open({ kind: "service-type", account, type: null });
  });
  add("queue.filter", "Filter the queue", undefined, () => {
    show("requests");
    setTimeout(() => queue.focusFilter?.());
  });
  add("queue.showRequests", "Show requests and orders", undefined, () => show("requests"));
  add("queue.showOutbox", "Show the outbox", undefined, () => show("outbox"));
  add("queue.showNeeds", "Show what needs you", undefined, showNeeds, "What could not be sent, and what to do about it.");
  add("queue.showTypes", "Show service types", undefined, () => show("types"));
  add("queue.saveJournal", "Save the journal of the outbox…", undefined, saveJournal, "As text, without secrets, captions or paths.");
  registerLinks();
}

/** Adds the commands on what a track is linked to. */
function registerLinks(): void {
  const track = (id: string, title: string, kind: "link-track" | "push" | "pull" | "withdraw" | "unlink", when: When, help: string) =>
    commands.register({ id, title, group: "Track", repeats: false, help, when, run: () => withTrack((one) => dialogs.open({ kind, track: one })) });
  track("track.link", "Link to YouTube…", "link-track", both(hasTrack, hasAccount("youtube", "YouTube")), "Says which track of a video this one is.");
  track("track.push", "Push…", "push", both(hasTrack, hasAccount("youtube", "YouTube")), "Sends the track, with its target and cost shown first.");
  track("track.pull", "Pull…", "pull", both(hasTrack, linked((direction) => direction !== "push", "Link the track to YouTube first")), "Fetches what YouTube holds and shows what differs.");
  track("track.withdraw", "Withdraw…", "withdraw", both(hasTrack, withdrawable), "Hides it from viewers, or deletes it at YouTube. What was published here only is a draft again.");
  track("track.unlink", "Links…", "unlink", both(hasTrack, () => desk.linksOf(project.activeTrackId).length > 0 || "The track is linked to nothing"), "What the track answers to; changes which way, or ends it.");
}

function withTrack(run: (track: TrackId) => void): void {
  if (project.activeTrackId !== null) run(project.activeTrackId);
}

const both = (a: When, b: When): When => () => {
  const first = a();
  return first === true ? b() : first;
};

const hasTrack: When = () => {
  if (!project.open) return "Open a project first";
  return project.activeTrack !== undefined || "This project has no track yet";
};

/** At YouTube, or published in this project and nowhere else. */
const withdrawable: When = () => {
  if (linked(() => true, "")() === true) return true;
  const { state, links = [] } = project.activeTrack ?? {};
  if (links.some(({ service }) => service === "studio")) return "What was handed in at Studio is not taken back";
  if (links.length > 0) return "It was published from another desk, and is withdrawn there";
  return state === "published" || "The track is not published";
};

const linked = (fits: (direction: "both" | "push" | "pull") => boolean, reason: string): When => () =>
  desk.linksOf(project.activeTrackId).some((one) => one.kind === "youtube-track" && one.remote_id !== null && fits(one.direction)) || reason;
