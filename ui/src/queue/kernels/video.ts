/** Video ids out of what people paste. Pure. */

const ID = /^[\w-]{11}$/;

/** The id of a YouTube video in its address, or the id itself; null where there is none. */
export function videoOf(text: string): string | null {
  const typed = text.trim();
  if (ID.test(typed)) return typed;
  if (!URL.canParse(typed)) return null;
  const url = new URL(typed);
  const host = url.hostname.replace(/^(?:www|m|music|studio)\./, "");
  const parts = url.pathname.split("/").filter(Boolean);
  let id: string | null = null;
  if (host === "youtu.be") id = parts[0] ?? null;
  else if (host === "youtube.com") id = url.searchParams.get("v") ?? (["shorts", "embed", "live", "video"].includes(parts[0] ?? "") ? (parts[1] ?? null) : null);
  return id !== null && ID.test(id) ? id : null;
}
