/** Ages, lengths and states in words. Pure: the present is an argument. */
import type { Item, KeptRequest, QuotaUse, RequestState } from "../../bridge";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const figures = new Intl.NumberFormat();

/** A span in its two largest units: `3 d 4 h`, `25 min`. */
export function spanText(millis: number): string {
  const span = Math.abs(millis);
  if (span < MINUTE) return "under 1 min";
  if (span < HOUR) return `${Math.floor(span / MINUTE)} min`;
  if (span < DAY) return twoUnits(span, HOUR, "h", MINUTE, "min");
  return twoUnits(span, DAY, "d", HOUR, "h");
}

function twoUnits(span: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((span % large) / small);
  return `${figures.format(Math.floor(span / large))} ${largeName}${rest > 0 ? ` ${rest} ${smallName}` : ""}`;
}

/** How old a request is: since it was made, or since this desk saw it first. */
export function ageOf(request: KeptRequest, now: number): number {
  return Math.max(0, now - (request.created_at ?? request.first_seen));
}

/** When a request is due: `in 5 h`, `3 h late`; empty where the service does not say. */
export function dueText(due: number | null, now: number): string {
  if (due === null) return "";
  return due >= now ? `in ${spanText(due - now)}` : `${spanText(now - due)} late`;
}

/** Seconds as `1:02:03`; empty where unknown. */
export function lengthText(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds) || seconds < 0) return "";
  const whole = Math.ceil(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Bytes as people read them. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const [unit, name] = bytes < 1_000_000 ? [1000, "kB"] : bytes < 1_000_000_000 ? [1_000_000, "MB"] : [1_000_000_000, "GB"];
  return `${(bytes / unit).toLocaleString(undefined, { maximumFractionDigits: 1 })} ${name}`;
}

/** Units of quota with what they are for, and how many of the day are left: `550 units (450 to send); 8,650 of 10,000 are left today`. */
export function unitsText(units: number, use: QuotaUse | null, parts: readonly string[] = []): string {
  const named = parts.filter(Boolean).join(", ");
  const left = use === null || use.of === 0 ? "" : `; ${Math.max(0, use.of - use.used).toLocaleString()} of ${use.of.toLocaleString()} are left today`;
  return `${units.toLocaleString()} units${named === "" ? "" : ` (${named})`}${left}`;
}

/** States of a request as the list says them. */
export const REQUEST_STATES: Readonly<Record<RequestState, string>> = {
  listed: "Waiting", taken: "Taken", handed: "Handed in", settled: "Done", vanished: "Gone", cancelled: "Cancelled",
};

/** How far a request or order is, with Rev's own word for an order. */
export function requestStateText(request: KeptRequest): string {
  if (request.what.kind === "rev" && request.state === "listed") return request.what.order.status_text || "In progress";
  return REQUEST_STATES[request.state];
}

/** How far an item is, in one line. */
export function itemStateText(item: Item, now: number): string {
  switch (item.state) {
    case "queued": return waiting(item, now);
    case "parked": return item.not_before === null ? "Waits" : `Waits for ${spanText(item.not_before - now)}`;
    case "sending": return "Being sent";
    case "unknown": return "Sent; it is not known whether it arrived. Looking";
    case "verifying": return "Sent, being checked";
    case "done": return "Confirmed";
    case "conflict": return "Conflict";
    case "needs-user": return "Needs you";
    case "failed": return "Refused";
    case "cancelled": return item.replaced_by === null ? "Given up" : "Replaced by a newer one";
  }
}

function waiting(item: Item, now: number): string {
  if (item.behind !== null) return "Waits behind the one being sent";
  if (item.not_before !== null && item.not_before > now) return `Tries again in ${spanText(item.not_before - now)}`;
  return "Waiting to be sent";
}

/** Why the user is needed, and what is known. */
export function needText(item: Item): string {
  if (item.state === "conflict") {
    return item.theirs?.remote_id === null
      ? "The track is not at the service any more. Nothing was sent."
      : "The service holds something else than when you last synced. Nothing was sent; both sides are kept.";
  }
  const said = item.failure?.message ?? "";
  switch (item.need?.kind) {
    case "correct": return said || "It was refused. Correct it and send it again.";
    case "unverified": return "It was sent, and what it was for is not listed any more. Nothing shows whether this did it. Look at the service before you decide.";
    case "not-found": return "It was sent without an answer, was looked for long enough, and is not there.";
    case "not-confirmed": return "The service took it, and it is not to be seen there. Look at the service before you decide.";
    case "several": return `It is at the service more than once: ${item.need.ids.join(", ")}. Remove the others there, then say that it is done.`;
    case "blocked": return "Something that has to be sent before it will not be sent.";
    case undefined: return said || (item.state === "failed" ? "The service refused it for good. Nothing of it is there." : "");
  }
}
