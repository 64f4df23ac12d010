/** The in-memory backend as the address asks for it: `?fake`, `?fake=first`, `?fake&cues=20000`, `&theme=light`, `&requests=5000`. */
import { FakeBackend } from "./fake";
import { sampleDesk } from "./fake-desk-sample";
import { sampleDocument } from "./fake-sample";
import type { Preferences } from "./types";

/** A backend for looking at the window in a browser. */
export function browserFake(query: URLSearchParams): FakeBackend {
  const theme = query.get("theme") as Preferences["theme"] | null;
  const requests = Number(query.get("requests") ?? 60);
  const fake = new FakeBackend({
    desk: sampleDesk(Date.now(), requests),
    document: sampleDocument(Number(query.get("cues") ?? 60)),
    open: query.get("fake") !== "first",
    ...(theme ? { preferences: { theme } } : {}),
  });
  setInterval(() => (fake.confirm(), fake.drain()), 4000);
  return fake;
}
