/** The queue as rows: which are shown, and in which order. Pure. */
import type { Account, KeptRequest, RequestState } from "../../bridge";
import { ageOf } from "./words";

/** The columns, in their order. */
export const COLUMNS = ["title", "account", "language", "type", "length", "age", "due", "state"] as const;
/** One of the columns. */
export type Column = (typeof COLUMNS)[number];

/** What is shown of the queue. */
export interface Filter {
  /** Words that a row must all contain. */
  text: string;
  service: "all" | "studio" | "rev";
  /** `open` is everything that is not over; a request that is gone is not over until the user has seen it. */
  state: "all" | "open" | RequestState;
  /** Empty for every language. */
  language: string;
}

/** The order of the rows. */
export interface Sort {
  column: Column;
  descending: boolean;
}

/** A filter that shows what there is to do. */
export const OPEN: Filter = { text: "", service: "all", state: "open", language: "" };

const OVER: readonly RequestState[] = ["settled", "cancelled"];

const known = new WeakMap<KeptRequest, string>();

/** What of a request the filter's words are looked for in, besides the label of its account. */
function wordsOf(request: KeptRequest): string {
  let words = known.get(request);
  if (words === undefined) known.set(request, (words = joined(request)));
  return words;
}

function joined(request: KeptRequest): string {
  const order = request.what.kind === "rev" ? [request.what.order.client_ref, request.what.order.po_number] : [];
  return [request.key.remote_id, request.title, request.language, request.service_type, request.status, ...order].join(" ").toLowerCase();
}

/** The requests that a filter shows. */
export function filtered(requests: readonly KeptRequest[], accounts: readonly Account[], filter: Filter): KeptRequest[] {
  const labels = new Map(accounts.map(({ id, label }) => [id, label.toLowerCase()]));
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return requests.filter((request) => {
    if (filter.service !== "all" && request.what.kind !== filter.service) return false;
    if (filter.state === "open" ? OVER.includes(request.state) : filter.state !== "all" && request.state !== filter.state) return false;
    if (filter.language !== "" && request.language !== filter.language) return false;
    if (words.length === 0) return true;
    const [text, label] = [wordsOf(request), labels.get(request.key.account) ?? ""];
    return words.every((word) => text.includes(word) || label.includes(word));
  });
}

const STATE_ORDER: readonly RequestState[] = ["vanished", "taken", "listed", "handed", "settled", "cancelled"];

type Value = number | string | null;

function valueOf(request: KeptRequest, column: Column, labels: ReadonlyMap<string, string>): Value {
  switch (column) {
    case "title": return request.title?.toLowerCase() ?? null;
    case "account": return labels.get(request.key.account)?.toLowerCase() ?? null;
    case "language": return request.language;
    case "type": return request.service_type;
    case "length": return request.seconds;
    case "age": return ageOf(request, 0x1f_ffff_ffff_ffff);
    case "due": return request.due_at;
    case "state": return STATE_ORDER.indexOf(request.state);
  }
}

/** Rows in their order. What is not known stands last either way; rows that are alike keep the older one first. */
export function sorted(rows: readonly KeptRequest[], accounts: readonly Account[], { column, descending }: Sort): KeptRequest[] {
  const labels = new Map(accounts.map(({ id, label }) => [id, label]));
  const keyed = rows.map((row) => ({ row, value: valueOf(row, column, labels), made: row.created_at ?? row.first_seen }));
  keyed.sort((a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null) || a.made - b.made;
    const order = a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
    return (descending ? -order : order) || a.made - b.made || (a.row.key.remote_id < b.row.key.remote_id ? -1 : 1);
  });
  return keyed.map(({ row }) => row);
}

/** Every language that is asked for, in order. */
export function languagesOf(requests: readonly KeptRequest[]): string[] {
  return [...new Set(requests.map((one) => one.language).filter((one) => one !== null))].sort();
}
