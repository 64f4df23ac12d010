/** The order form: what was typed, and the order it makes. Pure. */
import type { ItemId, OrderForm, OrderInput, OrderRequest, Upload } from "../../bridge";

/** A medium as the form holds it. */
export interface InputDraft {
  /** The name that its upload will have in the outbox. */
  item: ItemId;
  from: "file" | "link" | "uploaded";
  /** The path, the address of the page, or Rev's own address of it. */
  at: string;
  seconds: string;
  speakers: string;
  glossary: string;
}

/** The form as it is typed. */
export interface OrderDraft {
  client_ref: string;
  sandbox: boolean;
  inputs: InputDraft[];
  formats: string[];
  languages: string[];
  rush: boolean;
  premium: boolean;
  burnedIn: boolean;
  slower: boolean;
  poNumber: string;
  workspace: string;
  notifyUrl: string;
  notifyLevel: string;
  notifyType: string;
  form: OrderForm;
}

/** Formats by Rev's names, with their names for people. */
export const FORMATS: readonly (readonly [string, string])[] = [
  ["SubRip", "SubRip"], ["Scc", "Scenarist"], ["Mcc", "MacCaption"], ["Ttml", "Timed Text"], ["QTtext", "QuickTime Timed Text"], ["Transcript", "Transcript"],
  ["WebVtt", "WebVTT"], ["Dfxp", "DFXP"], ["CheetahCap", "Cheetah .CAP"], ["Stl", "Spruce STL"], ["AvidDs", "Avid DS"], ["AvidDvd", "Avid DVD"],
  ["FacebookSubRip", "Facebook-ready SubRip"], ["EbuStl", "EBU STL"],
];

/** Languages of subtitles by Rev's codes; they are not language tags. */
export const LANGUAGES: readonly (readonly [string, string])[] = [
  ["ar", "Arabic"], ["zh-si", "Chinese, simplified"], ["zh-tr", "Chinese, traditional"], ["cs", "Czech"], ["nl", "Dutch"], ["fr", "French"], ["de", "German"],
  ["hi", "Hindi"], ["it", "Italian"], ["ja", "Japanese"], ["ko", "Korean"], ["pl", "Polish"], ["pt-br", "Portuguese, Brazil"], ["ru", "Russian"],
  ["es-es", "Spanish, Spain"], ["es-la", "Spanish, Latin America"], ["tr", "Turkish"],
];

/** An empty medium. */
export function emptyInput(item: ItemId): InputDraft {
  return { item, from: "link", at: "", seconds: "", speakers: "", glossary: "" };
}

/** An empty order, for trial. */
export function emptyOrder(reference: string, item: ItemId): OrderDraft {
  return {
    client_ref: reference, sandbox: true, inputs: [emptyInput(item)], formats: ["SubRip"], languages: [], rush: false, premium: false, burnedIn: false, slower: false,
    poNumber: "", workspace: "", notifyUrl: "", notifyLevel: "", notifyType: "", form: "json",
  };
}

const lines = (text: string): string[] => text.split("\n").map((line) => line.trim()).filter(Boolean);
const orNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());

/** Seconds as they are typed: whole seconds, `mm:ss` or `h:mm:ss`, rounded up; 0 where it is none of them, which no order may have. */
export function typedSeconds(text: string): number | null {
  if (text.trim() === "") return null;
  if (!/^\d+(?::[0-5]?\d){0,2}(?:[.,]\d+)?$/.test(text.trim())) return 0;
  return Math.ceil(text.trim().replace(",", ".").split(":").reduce((sum, part) => sum * 60 + Number(part), 0));
}

function inputOf(draft: InputDraft): OrderInput {
  const media = draft.from === "file" ? { kind: "upload" as const, at: draft.item } : { kind: draft.from, at: draft.at.trim() };
  return { media, seconds: typedSeconds(draft.seconds), speakers: lines(draft.speakers), glossary: lines(draft.glossary) };
}

/** The order that a form makes, and the files that go before it. Media that say nothing are left out. */
export function orderOf(draft: OrderDraft): { order: OrderRequest; uploads: Upload[] } {
  const inputs = draft.inputs.filter(({ at }) => at.trim() !== "");
  return {
    order: {
      client_ref: draft.client_ref, sandbox: draft.sandbox, non_standard_tat_guarantee: draft.slower, inputs: inputs.map(inputOf),
      subtitle_languages: draft.languages, output_file_formats: draft.formats, rush: draft.rush, premium_service_captions: draft.premium, burned_in_captions: draft.burnedIn,
      notification: draft.notifyUrl.trim() === "" ? null : { url: draft.notifyUrl.trim(), level: orNull(draft.notifyLevel), content_type: orNull(draft.notifyType) },
      po_number: orNull(draft.poNumber), workspace: /^\d+$/.test(draft.workspace.trim()) ? Number(draft.workspace) : null, form: draft.form,
    },
    uploads: inputs.filter(({ from }) => from === "file").map(({ item, at }) => ({ item, path: at })),
  };
}

/**
 * A form filled with an order that was refused. It has a reference of its own:
 * Rev is never asked twice under one. `pathOf` finds the file of an upload.
 */
export function draftOf(order: OrderRequest, reference: string, freshItem: () => ItemId, pathOf: (item: ItemId) => string): OrderDraft {
  const inputs = order.inputs.map((input): InputDraft => ({
    item: freshItem(), from: input.media.kind === "upload" ? "file" : input.media.kind, at: input.media.kind === "upload" ? pathOf(input.media.at) : input.media.at,
    seconds: input.seconds === null ? "" : String(input.seconds), speakers: input.speakers.join("\n"), glossary: input.glossary.join("\n"),
  }));
  return {
    client_ref: reference, sandbox: order.sandbox, inputs, formats: [...order.output_file_formats], languages: [...order.subtitle_languages], rush: order.rush,
    premium: order.premium_service_captions, burnedIn: order.burned_in_captions, slower: order.non_standard_tat_guarantee, poNumber: order.po_number ?? "",
    workspace: order.workspace === null ? "" : String(order.workspace), notifyUrl: order.notification?.url ?? "", notifyLevel: order.notification?.level ?? "",
    notifyType: order.notification?.content_type ?? "", form: order.form,
  };
}
