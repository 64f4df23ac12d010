/** In which order the palette lists commands. Pure. */
import { fuzzy } from "./fuzzy";

/** A command as the palette lists it. */
export interface Ranked {
  id: string;
  title: string;
  group: string;
  /** Places of the matched letters in the title. */
  at: number[];
}

interface Entry {
  id: string;
  title: string;
  group: string;
}

/** Commands that answer a query, the best first; all of them, the recent ones first, where nothing is asked. */
export function rankCommands(all: readonly Entry[], query: string, recent: readonly string[]): Ranked[] {
  if (query.trim() === "") {
    const last = recent.map((id) => all.find((entry) => entry.id === id)).filter((entry) => entry !== undefined);
    return [...last, ...all.filter((entry) => !recent.includes(entry.id))].map((entry) => ({ ...entry, at: [] }));
  }
  const hits = all.flatMap((entry) => {
    const hit = fuzzy(query, entry.title);
    if (hit) return [{ entry, score: hit.score + (recent.includes(entry.id) ? 4 : 0), at: hit.at }];
    const wide = fuzzy(query, `${entry.group} ${entry.title}`);
    return wide ? [{ entry, score: wide.score - 10, at: wide.at.map((place) => place - entry.group.length - 1).filter((place) => place >= 0) }] : [];
  });
  return hits.sort((a, b) => b.score - a.score).map(({ entry, at }) => ({ ...entry, at }));
}
