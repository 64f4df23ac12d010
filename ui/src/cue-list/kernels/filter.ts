/** Which cues a filter keeps. */
import type { Cue, CueId, Row } from "../../bridge";

const rowText = (row: Row): string => row.map((run) => run.text).join("");

/** Cues whose text or speaker contains every word of the filter, whatever its case. */
export function filterCues(ids: readonly CueId[], cue: (id: CueId) => Cue | undefined, filter: string): readonly CueId[] {
  const words = filter.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return ids;
  return ids.filter((id) => {
    const one = cue(id);
    if (!one) return false;
    const text = `${one.rows.map(rowText).join(" ")} ${one.speaker ?? ""}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}
