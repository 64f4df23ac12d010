/** The in-memory backend as the address asks for it: `?fake`, `?fake=first`, `?fake&cues=20000`, `&theme=light`. */
import { FakeBackend } from "./fake";
import { sampleDocument } from "./fake-sample";
import type { Preferences } from "./types";

/** A backend for looking at the window in a browser. */
export function browserFake(query: URLSearchParams): FakeBackend {
  const theme = query.get("theme") as Preferences["theme"] | null;
  return new FakeBackend({
    document: sampleDocument(Number(query.get("cues") ?? 60)),
    open: query.get("fake") !== "first",
    ...(theme ? { preferences: { theme } } : {}),
  });
}
