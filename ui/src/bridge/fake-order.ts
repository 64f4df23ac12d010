/** Rules and prices of an order, as far as the in-memory backend plays them. Pure; the real ones are in `services::rev`. */
import type { CostEstimate, CostPart, FieldProblem, MinutePrices, OrderRequest } from "./bindings";

const LANGUAGES = ["ar", "cs", "de", "es-es", "es-la", "fr", "hi", "it", "ja", "ko", "nl", "pl", "pt-br", "ru", "tr", "zh-si", "zh-tr"];
const NOT_LATIN = ["ko", "ar", "zh-si", "hi", "zh-tr", "ru", "ja"];
const LATIN_ONLY = ["Scc", "Mcc", "CheetahCap"];

/** Every rule that an order breaks, with Rev's code at its field. */
export function orderProblems(order: OrderRequest): FieldProblem[] {
  const found: FieldProblem[] = [];
  const refuse = (code: string, field: string, message: string) => found.push({ code, field: field === "ponumber" ? field : `caption_options.${field}`, message });
  if (order.inputs.length === 0) refuse("10001", "inputs", "The order has no media. Add at least one file or link");
  for (const [index, input] of order.inputs.entries()) {
    const at = `inputs[${index}]`;
    if (input.media.kind === "link") linkProblems(input.media.at, input.seconds, at, refuse);
    if (input.seconds !== null && input.seconds <= 0) refuse("20001", `${at}.video_length_seconds`, "The length must be a whole number of seconds, at least 1");
    for (const [place, name] of input.speakers.entries()) {
      if (name.length > 50) refuse("20021", `${at}.speakers[${place}]`, `Rev takes at most 50 characters as the name of a speaker; this one has ${name.length}`);
    }
    for (const [place, entry] of input.glossary.entries()) {
      if (entry.length > 255) refuse("20030", `${at}.glossary[${place}]`, `Rev takes at most 255 characters as a glossary entry; this one has ${entry.length}`);
    }
  }
  for (const [index, code] of order.subtitle_languages.entries()) {
    if (!LANGUAGES.includes(code)) refuse("20003", `subtitle_languages[${index}]`, `Rev has no subtitle language “${code}”. Choose one of its languages`);
  }
  for (const [index, format] of order.output_file_formats.entries()) {
    if (LATIN_ONLY.includes(format) && order.subtitle_languages.some((code) => NOT_LATIN.includes(code))) refuse("20004", `output_file_formats[${index}]`, `${format} carries Latin letters only. Leave out the format or the language`);
  }
  if (order.rush && order.subtitle_languages.length > 0) refuse("20005", "rush", "Rev does not rush orders with subtitles. Turn rush off, or order the subtitles separately");
  if ((order.po_number?.length ?? 0) > 64) refuse("40010", "ponumber", "Rev takes at most 64 characters as purchase order, project or department");
  return found;
}

function linkProblems(link: string, seconds: number | null, at: string, refuse: (code: string, field: string, message: string) => void): void {
  const url = URL.canParse(link) ? new URL(link) : null;
  if (!url || !["http:", "https:"].includes(url.protocol)) return refuse("10007", `${at}.external_link`, "Rev cannot reach this. Give the address of a web page");
  if (url.hostname.endsWith(".s3.amazonaws.com")) refuse("10008", `${at}.external_link`, "Rev takes no links into S3 buckets. Use a signed link, or upload the file");
  if (seconds === null && !/(^|\.)youtube\.com$|^youtu\.be$/.test(url.hostname)) refuse("20001", `${at}.video_length_seconds`, "Rev can find out the length of YouTube videos only. Give the length in seconds, rounded up");
}

/** What an order will cost, with the prices that an account holds. */
export function orderCost(order: OrderRequest, prices: MinutePrices | undefined): CostEstimate {
  const lengths = order.inputs.map(({ seconds }) => seconds ?? 0);
  const seconds = lengths.reduce((sum, one) => sum + one, 0);
  const parts: CostEstimate["parts"] = [];
  let known = 0;
  const part = (kind: CostPart["kind"], minute: string | null | undefined, times = 1) => {
    const cents = minute ? Math.ceil((Math.round(Number(minute) * 100) * seconds * times) / 60) : null;
    known += cents ?? 0;
    parts.push({ kind, amount: cents === null ? null : (cents / 100).toFixed(2) });
  };
  part("captions", prices?.captions);
  if (order.subtitle_languages.length > 0) part("subtitles", prices?.subtitles, order.subtitle_languages.length);
  if (order.rush) part("rush", "1.25");
  if (order.premium_service_captions) part("premium", prices?.premium);
  if (order.burned_in_captions) part("burned-in", "0.30");
  return { seconds, parts, known: (known / 100).toFixed(2), unmeasured: lengths.filter((one) => one === 0).length, sandbox: order.sandbox };
}
