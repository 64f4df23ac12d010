/** What can be done with a request and with an item of the outbox, and why not. Pure. */
import type { Decision, Item, KeptRequest } from "../../bridge";

/** Whether something can be done: true, or why not. */
export type Verdict = true | string;

/** What can be done with a row of the queue. */
export type RequestAct = "take" | "open" | "fulfil" | "fail" | "fetch" | "cancel";

const SETTLED: Readonly<Record<string, string>> = {
  handed: "Its result is in the outbox already", settled: "It is done", vanished: "It is not at the service any more", cancelled: "It was taken back",
};

function studio(request: KeptRequest, act: RequestAct): Verdict {
  const over = SETTLED[request.state];
  switch (act) {
    case "take": return request.state === "listed" || (over ?? "It is taken already");
    case "open": return request.state === "cancelled" || request.state === "listed" ? (over ?? "Take it first: its media is kept for offline work then") : true;
    case "fulfil":
    case "fail": return request.state === "taken" || request.state === "listed" || over!;
    case "fetch":
    case "cancel": return "Only orders at Rev";
  }
}

function rev(request: KeptRequest, act: RequestAct): Verdict {
  if (request.what.kind !== "rev") return "Only orders at Rev";
  const { status } = request.what.order;
  switch (act) {
    case "fetch": return status === "complete" || "Rev is not done with it";
    case "cancel": return status === "in-progress" || (status === "complete" ? "It is done" : "It was cancelled already");
    default: return "Only requests of Studio";
  }
}

/** Whether an act is possible on a row. */
export function canDo(request: KeptRequest | undefined, act: RequestAct): Verdict {
  if (!request) return "Choose a row of the queue first";
  return request.what.kind === "studio" ? studio(request, act) : rev(request, act);
}

/** Something to be done with an item of the outbox. */
export interface ItemAct {
  id: "send-again" | "look-again" | "mark-done" | "cancel" | "compare" | "correct" | "sign-in";
  title: string;
  /** What is to be known before; it is asked for in words. */
  warning: string | null;
  decision: Decision | null;
}

const act = (id: ItemAct["id"], title: string, decision: Decision | null, warning: string | null = null): ItemAct => ({ id, title, warning, decision });

const LOOK = act("look-again", "Look again", { kind: "look-again" });
/** Looks at once, where the next look is a while off. YouTube counts it. */
const lookNow = (item: Item): ItemAct => act("look-again", item.operation.kind.startsWith("youtube") ? "Look now (50 units)" : "Look now", { kind: "look-again" });
const DONE = act("mark-done", "It is there", { kind: "mark-done" }, "You have seen it at the service yourself. Nothing more is sent.");
const GIVE_UP = act("cancel", "Give up", { kind: "cancel" }, "It will not be sent. What is at the service stays there.");
const GIVE_UP_DOUBT = act("cancel", "Give up", { kind: "cancel" }, "Nothing more is done about it. If it did arrive, it stays at the service.");
const SEND = act("send-again", "Send again", { kind: "send-again", knowing: false });

/** Sending again what may be there already. Where it costs money, that is said. */
function sendKnowing(item: Item): ItemAct {
  const paid = item.operation.kind === "rev-order" && !item.operation.order.sandbox;
  const warning = paid
    ? "Rev may have this order already. If it does, a second one is made, and both are charged."
    : "The service may have this already. If it does, it will be there twice, or be refused.";
  return act("send-again", "Send again", { kind: "send-again", knowing: true }, warning);
}

function needed(item: Item): ItemAct[] {
  const signsIn = item.failure?.advice.kind === "sign-in" ? [act("sign-in", "Sign in", null)] : [];
  switch (item.need?.kind) {
    case "unverified":
    case "not-found":
    case "not-confirmed": return [LOOK, DONE, sendKnowing(item), GIVE_UP_DOUBT];
    case "several": return [LOOK, DONE, GIVE_UP_DOUBT];
    case "correct": return [...signsIn, act("correct", "Correct…", null), SEND, GIVE_UP];
    case "blocked":
    case undefined: return [...signsIn, SEND, GIVE_UP];
  }
}

/** What the user can do with an item, what is likely first. */
export function itemActs(item: Item): ItemAct[] {
  switch (item.state) {
    case "queued":
    case "parked": return item.behind === null ? [act("send-again", "Send now", { kind: "send-again", knowing: false }), GIVE_UP] : [GIVE_UP];
    case "conflict": return [act("compare", "Compare…", null), GIVE_UP];
    case "needs-user": return needed(item).filter(({ id }) => id !== "correct" || canCorrect(item));
    case "failed": return item.failure?.certainty === "applied" ? [GIVE_UP] : [SEND, GIVE_UP];
    case "verifying": return [lookNow(item)];
    case "sending":
    case "unknown":
    case "done":
    case "cancelled": return [];
  }
}

/** Whether what was refused can be corrected in a form here. */
export function canCorrect(item: Item): boolean {
  return item.operation.kind === "rev-order" || item.operation.kind === "studio-service-type-put" || item.operation.kind === "studio-fail";
}
