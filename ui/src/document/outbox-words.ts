/** What is done to a service, in words. Pure; every name in here was said by a user or a server, and is text. */
import type { Account, Item, Operation, ServiceName, Whereabouts } from "../bridge";

/** What a service is called. */
export const SERVICE_NAMES: Readonly<Record<ServiceName, string>> = { studio: "Studio", youtube: "YouTube", rev: "Rev" };

/** What an operation does, as a title: `Fulfil request 41`. */
export function operationTitle(operation: Operation): string {
  switch (operation.kind) {
    case "studio-fulfil": return `Fulfil request ${operation.request}`;
    case "studio-fail": return `Fail request ${operation.result.request}`;
    case "studio-processing": return `Claim request ${operation.request}`;
    case "studio-service-type-put": return `Set the service type ${operation.key}`;
    case "studio-service-type-delete": return `Delete the service type ${operation.key}`;
    case "youtube-insert": return `Add a track in ${operation.language} to the video ${operation.video}`;
    case "youtube-update": return updateTitle(operation.draft, operation.track.video);
    case "youtube-delete": return `Delete a track of the video ${operation.track.video}`;
    case "rev-input": return operation.name === null ? "Upload the media" : `Upload ${operation.name}`;
    case "rev-order": return operation.order.sandbox ? "Order captions (sandbox)" : "Order captions";
    case "rev-cancel": return `Cancel the order ${operation.number}`;
  }
}

function updateTitle(draft: boolean | null, video: string): string {
  if (draft === null) return `Update a track of the video ${video}`;
  return draft ? `Update a track of the video ${video}, as a draft` : `Update a track of the video ${video}, for everyone to see`;
}

/** The service an operation is done to. */
export function serviceOf(operation: Operation): ServiceName {
  return operation.kind.slice(0, operation.kind.indexOf("-")) as ServiceName;
}

/** Where an item goes: `Studio, Lakeside School`. */
export function targetOf(item: Item, accounts: readonly Account[]): string {
  const label = accounts.find(({ id }) => id === item.account)?.label;
  return `${SERVICE_NAMES[serviceOf(item.operation)]}, ${label ?? "an account that was removed"}`;
}

/** Where an item stands for its user. */
export type Standing = "waiting" | "checking" | "needs-you" | "confirmed" | "given-up";

/** Where an item stands for its user. What failed needs them too: nothing of it will happen by itself. */
export function standingOf(item: Item): Standing {
  switch (item.state) {
    case "queued":
    case "parked": return "waiting";
    case "sending":
    case "unknown":
    case "verifying": return "checking";
    case "conflict":
    case "needs-user":
    case "failed": return "needs-you";
    case "done": return "confirmed";
    case "cancelled": return "given-up";
  }
}

/** Where what was last frozen of a track is: `Waits to be sent to YouTube`, `Published at YouTube as “English”`. */
export function whereaboutsText({ stage, service, name }: Whereabouts, revision: string | null): string {
  const at = service === null ? "the service" : SERVICE_NAMES[service];
  const as = name === null ? "" : ` as “${name}”`;
  switch (stage) {
    case "here": return revision === null ? "Frozen here" : `Frozen here as “${revision}”`;
    case "waiting": return `Waits to be sent to ${at}`;
    case "checking": return `Sent to ${at}, being checked`;
    case "unknown": return `Not known whether ${at} has it`;
    case "conflict": return `Conflict with ${at}, not sent`;
    case "needs-user": return `Not sent to ${at}, needs you`;
    case "refused": return `Refused by ${at}`;
    case "draft": return `Draft at ${at}${as}`;
    case "published": return `Published at ${at}${as}`;
  }
}

/** What the status bar says of the outbox: `sync: 2 queued, 1 needs you`. Empty without anything to say. */
export function syncText(counts: Readonly<Record<Standing, number>>): string {
  const parts = [
    counts.waiting > 0 ? `${counts.waiting.toLocaleString()} queued` : "",
    counts.checking > 0 ? `${counts.checking.toLocaleString()} being checked` : "",
    counts["needs-you"] > 0 ? `${counts["needs-you"].toLocaleString()} ${counts["needs-you"] === 1 ? "needs" : "need"} you` : "",
  ].filter(Boolean);
  return parts.length > 0 ? `sync: ${parts.join(", ")}` : "";
}
