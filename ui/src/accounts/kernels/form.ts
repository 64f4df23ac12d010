/** The account form: what was typed, what is wrong with it, and the account it makes. Pure. */
import type { Account, Bases, MinutePrices, NamedSecret, NewAccount, Proof, ServiceName } from "../../bridge";

/** How an account proves itself, as the form offers it. */
export type ProofChoice = "sign-in" | "headers" | "keys";

/** A header of a captioning service, as it is typed. */
export interface HeaderDraft {
  name: string;
  value: string;
}

/** The form as it is typed. */
export interface AccountDraft {
  service: ServiceName;
  label: string;
  api: string;
  upload: string;
  authorize: string;
  token: string;
  revoke: string;
  proof: ProofChoice;
  clientId: string;
  clientSecret: string;
  clientKey: string;
  userKey: string;
  headers: HeaderDraft[];
  captionsPrice: string;
  premiumPrice: string;
  subtitlesPrice: string;
}

/** Where the services are, where nothing else is said. */
export const USUAL: Readonly<Record<ServiceName, string>> = {
  studio: "https://SCHOOL.instructuremedia.com/api/public/v1", youtube: "https://youtube.googleapis.com", rev: "https://www.rev.com/api/v1",
};

/** An empty form of a service. */
export function emptyAccount(service: ServiceName): AccountDraft {
  return {
    service, label: "", api: USUAL[service], upload: "", authorize: "", token: "", revoke: "", proof: service === "rev" ? "keys" : "sign-in",
    clientId: "", clientSecret: "", clientKey: "", userKey: "", headers: [{ name: "Authorization", value: "" }],
    captionsPrice: "", premiumPrice: "", subtitlesPrice: "",
  };
}

/** A form filled with an account. Its secrets are not known here, and stay as they are unless something is typed. */
export function draftOf(account: Account): AccountDraft {
  const { bases, proof, prices } = account;
  return {
    ...emptyAccount(account.service), label: account.label, api: bases.api, upload: bases.upload ?? "", authorize: bases.authorize ?? "", token: bases.token ?? "",
    revoke: bases.revoke ?? "", proof: proof.kind, clientId: account.client_id ?? "",
    headers: proof.kind === "headers" ? proof.names.map((name) => ({ name, value: "" })) : [{ name: "Authorization", value: "" }],
    captionsPrice: prices?.captions ?? "", premiumPrice: prices?.premium ?? "", subtitlesPrice: prices?.subtitles ?? "",
  };
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Why an address cannot be used; empty where it can. */
export function addressProblem(text: string): string {
  if (!URL.canParse(text.trim())) return "This is no address";
  const { protocol, hostname, username, search } = new URL(text.trim());
  if (username !== "" || search !== "") return "The address must not hold a name, a password or a query";
  if (protocol === "https:") return "";
  if (protocol !== "http:") return "The address must begin with https";
  return LOOPBACK.test(hostname) ? "" : "The address must begin with https; plain http is only for this computer";
}

/** Everything that is wrong with a form, by field. `fresh` is whether secrets must be given, too. */
export function problemsOf(draft: AccountDraft, fresh: boolean): Partial<Record<keyof AccountDraft, string>> {
  const found: Partial<Record<keyof AccountDraft, string>> = {};
  if (draft.label.trim() === "") found.label = "Give it a name that you will know it by";
  const api = draft.service === "studio" && /SCHOOL/.test(draft.api) ? "Put the name of your school in the place of SCHOOL" : addressProblem(draft.api);
  if (api) found.api = api;
  for (const name of ["upload", "authorize", "token", "revoke"] as const) {
    const problem = draft[name].trim() === "" ? "" : addressProblem(draft[name]);
    if (problem) found[name] = problem;
  }
  if (draft.proof === "sign-in" && draft.clientId.trim() === "") found.clientId = "Signing in needs a client id";
  if (draft.proof === "keys" && fresh && draft.clientKey.trim() === "") found.clientKey = "Give the client key";
  if (draft.proof === "keys" && fresh && draft.userKey.trim() === "") found.userKey = "Give the user key";
  for (const name of ["captionsPrice", "premiumPrice", "subtitlesPrice"] as const) {
    if (!/^(?:\d+(?:\.\d{1,4})?)?$/.test(draft[name].trim())) found[name] = "Give dollars a minute such as 1.99, or nothing";
  }
  const header = draft.proof === "headers" ? headerProblem(draft.headers, fresh) : "";
  if (header) found.headers = header;
  return found;
}

function headerProblem(headers: readonly HeaderDraft[], fresh: boolean): string {
  const given = headers.filter(({ name }) => name.trim() !== "");
  if (given.length === 0) return "Give at least one header";
  const bad = given.find(({ name }) => !/^[!#$%&'*+.^_`|~\w-]+$/.test(name.trim()));
  if (bad) return `“${bad.name}” is no name of a header`;
  return fresh && given.some(({ value }) => value.trim() === "") ? "Give a value for each header" : "";
}

const orNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());

/** The account that a form makes, without secrets. */
export function accountOf(draft: AccountDraft): NewAccount {
  const bases: Bases = { api: draft.api.trim().replace(/\/+$/, ""), upload: orNull(draft.upload), authorize: orNull(draft.authorize), token: orNull(draft.token), revoke: orNull(draft.revoke) };
  const proof: Proof = draft.proof === "headers" ? { kind: "headers", names: draft.headers.map(({ name }) => name.trim()).filter(Boolean) } : { kind: draft.proof };
  const prices: MinutePrices = { captions: orNull(draft.captionsPrice), premium: orNull(draft.premiumPrice), subtitles: orNull(draft.subtitlesPrice) };
  return { service: draft.service, label: draft.label.trim(), bases, client_id: draft.proof === "sign-in" ? orNull(draft.clientId) : null, proof, prices };
}

/** The secrets that were typed; none where nothing was. */
export function secretsOf(draft: AccountDraft): NamedSecret[] {
  const given: NamedSecret[] = {
    "sign-in": [{ name: "client-secret", value: draft.clientSecret }],
    keys: [{ name: "client-api-key", value: draft.clientKey }, { name: "user-api-key", value: draft.userKey }],
    headers: draft.headers.map(({ name, value }) => ({ name: name.trim(), value })),
  }[draft.proof];
  return given.map(({ name, value }) => ({ name, value: value.trim() })).filter(({ name, value }) => name !== "" && value !== "");
}
